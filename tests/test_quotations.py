"""Quotations over paragraphs and behind colons: who speaks them."""

from __future__ import annotations

import pytest

from dateline.knowledge import Knowledge
from dateline.parse import parse_document
from dateline.reading.attribution import Attribution, attribute
from dateline.reading.quotations import quotations
from dateline.types import Document


def voices(text: str, word: str, know: Knowledge) -> list[Attribution]:
    parse = parse_document(Document(id="t", text=text))
    at = text.index(word)
    return [a for a in attribute(parse, know) if any(c.start <= at < c.end for c in a.contents)]


RUNNING = (
    "At the Lusaka Herald, Peter Banda says:\n“The generals take offence at every visit to the camps.\n"
    "The envoy stayed away. The army arrested two women in March.\nThe court has been silent.” Few agreed.\n"
    "The police freed a third woman in May."
)


@pytest.mark.parametrize("word", ["take offence", "arrested", "been silent"])
def test_a_quotation_runs_on_without_new_marks(word: str, know: Knowledge) -> None:
    found = voices(RUNNING, word, know)
    assert [a.source_span.of(RUNNING) for a in found if a.source_span] == ["Peter Banda"]


def test_it_ends_with_its_mark(know: Knowledge) -> None:
    assert voices(RUNNING, "freed a third", know) == []


def test_a_lost_mark_does_not_run_on() -> None:
    text = "“The generals fled, he said.\nThe envoy “has not spoken” of it."
    parse = parse_document(Document(id="t", text=text))
    assert [q.span.of(text) for q in quotations(parse)] == ["“The generals fled, he said.", "“has not spoken”"]


LONG = "“On the orders of the cabinet the air force acted at dawn. The rebels had shelled our towns for a week.”"


@pytest.mark.parametrize("lead", [
    "The defence ministry justified the raid, approved by the cabinet, as “limited” in nature: ",
    "The defence ministry defended the raid: ",
    "The defence ministry released a statement: ",
])
def test_a_colon_announces_long_speech(lead: str, know: Knowledge) -> None:
    found = [a for a in voices(lead + LONG, "shelled", know) if a.kind == "statement"]
    assert [a.source_span.of(lead + LONG) for a in found if a.source_span] == ["The defence ministry"]


def test_what_is_defended_is_not_said(know: Knowledge) -> None:
    text = "The defence ministry defended the raid: " + LONG
    assert [a.kind for a in voices(text, "raid", know)] == ["stance"]


def test_a_term_behind_a_colon_is_no_speech(know: Knowledge) -> None:
    text = "The ministry gave the raid a name: “Desert Broom”."
    assert voices(text, "Broom", know) == []

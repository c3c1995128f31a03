"""What rules propose where a role is lacking, parties that signs find, doers that an act implies."""

from __future__ import annotations

from pathlib import Path

import pytest
from evaluation.audit import score
from evaluation.standoff import pack, unpack

from dateline import Document, load_knowledge, read
from dateline.knowledge import Knowledge
from dateline.parse import parse_document
from dateline.reading.confidence import PROPOSAL, guessed, plain_fact
from dateline.reading.role_signs import chance, path_between
from dateline.reading.unlisted import unlisted_rules
from dateline.types import Reading, Statement


@pytest.fixture(scope="module")
def know() -> Knowledge:
    return load_knowledge()


def told(text: str, know: Knowledge, published: str | None = None) -> Reading:
    return read(Document("d", text, published=published), know)


def made(reading: Reading, event: str) -> list[Statement]:
    return [s for s in (*reading.statements, *reading.candidates) if s.event == event]


@pytest.mark.parametrize(("text", "actor"), [
    ("Three Nigerian traders were arrested in Kano.", "NGA COP"),
    ("Two Kenyan bloggers have been detained.", "KEN COP"),
])
def test_who_is_arrested_is_arrested_by_the_police(text: str, actor: str, know: Knowledge) -> None:
    [statement] = made(told(text, know), "COERCE")
    assert [m.code for m in statement.actor] == [actor]
    assert statement.actor[0].rule == "lexicon/usual_agents.csv (implied)"


def test_a_plain_fact_with_a_guess_needs_more_than_another(know: Knowledge) -> None:
    rows = {r["feature"]: float(r["weight"]) for r in know.lexicon["confidence"].rows}
    assert rows["threshold"] < rows["threshold-fact"] < rows["threshold-guess"] <= 1


def test_a_proposal_is_marked(know: Knowledge) -> None:
    words = [w for r in unlisted_rules(know) for t in r.triggers for w in t[0] if r.pos == "verb"]
    readings = [told(f"Chad will {word} Peru.", know) for word in words[:40]]
    found = [s for r in readings for s in (*r.statements, *r.candidates)]
    proposed = [s for s in found if any(step.rule.startswith("unlisted.") for step in s.steps)]
    assert proposed
    assert all(guessed(s) and any(step.rule == PROPOSAL for step in s.steps) for s in proposed)


def test_words_that_propose_are_in_no_rule(know: Knowledge) -> None:
    listed = {(lemma, r.pos) for r in know.rules for t in r.triggers for lemma in t[0]}
    assert not listed & {(w, r.pos) for r in unlisted_rules(know) for t in r.triggers for w in t[0]}


def test_acts_of_different_days_are_two(know: Knowledge) -> None:
    text = "Chad shelled Abeche on 3 May 2021. On 9 June 2021 Chad shelled Abeche again."
    assert len(made(told(text, know, "2021-07-01"), "ASSAULT")) == 2


def test_chance_and_path(know: Knowledge) -> None:
    tokens = {t.lower: t for t in parse_document(Document("d", "Chad condemned the attack by Peru.")).tokens}
    assert path_between(tokens["condemned"], tokens["chad"]) == "nsubj"
    assert path_between(tokens["attack"], tokens["chad"]).startswith("^dobj")
    assert 0 < chance("actor", {"bias"}, know) < 1


def test_a_told_fact_is_plain(know: Knowledge) -> None:
    [statement] = made(told("Chad attacked Peru.", know), "ASSAULT")
    assert plain_fact(statement) and not guessed(statement)


def test_offsets_give_the_reading_back() -> None:
    text = "Chad said on Monday that Peru had sent 300 tonnes of rice to Chad’s north 🌾."
    statement = {
        "event": "AID", "mode": None, "status": "actual", "when": None, "background": False, "optional": False,
        "evidence": [text], "trigger": "sent", "condition": None, "actor": [{"text": "Peru", "code": "PER"}],
        "recipient": [{"text": "Chad’s north", "code": "TCD"}], "attribution": [{"text": "Chad", "code": "TCD"}],
        "where": {"text": "north", "code": "TCD", "in": "Chad"},
        "what": [{"text": "300 tonnes of rice", "kind": "food", "quantity": "300"}],
    }  # fmt: skip
    row = {"id": "1", "title": None, "publisher": None, "published": None, "text": text, "statements": [statement]}
    assert unpack(pack(row), row)["statements"] == [statement]


def test_the_judged_sample_counts_both_readers() -> None:
    right = {f"{slot}_{who}": "y" for slot in ("type", "parties", "place", "status") for who in "ab"}
    lines = list(score([right, right | {"place_b": "n"}]))
    assert lines[-1].split()[:3] == ["all", "both", "0.500"]
    assert Path(__file__).parents[1].joinpath("evaluation/audit/conflict.csv").is_file()

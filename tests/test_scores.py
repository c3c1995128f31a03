"""Codes and scores: every example of the crosswalk gives its code; what has not happened has no intensity."""

from __future__ import annotations

import dataclasses
import re
import shutil
from pathlib import Path

import pytest

from dateline.errors import KnowledgeError
from dateline.knowledge import DATA, Knowledge, load_knowledge
from dateline.parse import parse_document
from dateline.reading.crosswalk import CodeRow, crosswalk
from dateline.reading.scores import with_codes
from dateline.types import Codes, Document, Factuality, Mention, Span, Statement, Status, Voice

ROWS = tuple(enumerate(crosswalk(load_knowledge()).file.code, 1))


def statement(row: CodeRow, start: int, end: int) -> Statement:
    """The statement that the row speaks of, with the trigger of its example."""
    own = row.act[0] if row.act else row.event
    mode = row.mode[0] if row.mode and own == row.event else None
    here = Span(start, end)
    parties = [(Mention(here, "", sectors[0]),) if sectors else () for sectors in (row.actor, row.recipient)]
    status: Status = "actual" if own == row.event else "planned"
    return Statement("x", own, mode, parties[0], parties[1], here, (here,), Factuality(status))


@pytest.mark.parametrize(("number", "row"), ROWS, ids=lambda v: v if isinstance(v, int) else v.cameo)
def test_example_of_crosswalk(number: int, row: CodeRow, know: Knowledge) -> None:
    found = re.fullmatch(r"(.*)\[(.+)\](.*)", row.example)
    assert found, "mark the trigger in brackets"
    before, trigger, after = found.groups()
    parse = parse_document(Document("x", before + trigger + after))
    coded = with_codes(statement(row, len(before), len(before) + len(trigger)), parse, know)
    assert coded.codes
    assert coded.codes.cameo == row.cameo, coded.steps[-1]
    assert coded.steps[-1].rule.endswith(f"row {number}"), coded.steps[-1]
    assert (coded.codes.plover_event, coded.codes.goldstein is None) == (row.event, False)


TEXT = "The general said Redland would strike the port."


def codes(event: str, mode: str | None, status: Status, know: Knowledge, speaker: str | None = None) -> Codes:
    trigger = Span(TEXT.index("strike"), TEXT.index(" the port"))
    voice = (Voice(Span(0, 11), "The general", Span(12, 16), speaker),) if speaker else ()
    actor = (Mention(Span(17, 24), "Redland", "PER MIL"),)
    made = Statement("x", event, mode, actor, (), trigger, (Span(0, len(TEXT)),), Factuality(status), voice)
    found = with_codes(made, parse_document(Document("x", TEXT)), know).codes
    assert found
    return found


@pytest.mark.parametrize("status", ["negated", "possible"])
def test_what_did_not_happen_has_no_intensity(status: Status, know: Knowledge) -> None:
    found = codes("ASSAULT", "heavy-weapons", status, know)
    assert (found.quad, found.realised, found.cameo) == (4, False, "194")
    assert (found.plover_event, found.plover_score, found.goldstein) == ("ASSAULT", None, None)


def test_what_happened_has_the_score_of_its_mode(know: Knowledge) -> None:
    found = codes("ASSAULT", "heavy-weapons", "actual", know)
    assert (found.quad, found.realised, found.plover_score, found.goldstein) == (4, True, -9.5, -10)
    assert codes("ASSAULT", None, "actual", know).plover_score == -9
    assert codes("PROTEST", "vandalize", "actual", know).plover_score == -5  # a mode without a score


def test_reductions(know: Knowledge) -> None:
    aid = codes("AID", None, "planned", know)
    assert (aid.quad, aid.realised, aid.plover_event, aid.plover_score, aid.cameo) == (2, False, "AGREE", 2.5, "033")
    retreat = codes("RETREAT", "withdraw", "planned", know)
    assert (retreat.plover_event, retreat.plover_mode, retreat.plover_score) == ("CONCEDE", None, 4.5)
    assert codes("AID", None, "possible", know).plover_event == "AID"
    assert codes("CONCEDE", None, "planned", know).plover_event == "CONCEDE"


def test_only_who_speaks_of_its_own_act_threatens(know: Knowledge) -> None:
    own = codes("ASSAULT", "aerial", "possible", know, "PER GOV")
    assert (own.plover_event, own.plover_mode, own.cameo[:3], own.goldstein) == ("THREATEN", "violence", "138", -7)
    other = codes("ASSAULT", "aerial", "possible", know, "CHL GOV")
    assert (other.plover_event, other.goldstein) == ("ASSAULT", None)


def test_a_code_without_goldstein_value_has_that_of_its_parent(know: Knowledge) -> None:
    table = crosswalk(know)
    assert (table.weight("1031"), table.weight("1952"), table.weight("046")) == (-5, -10, 7)


def test_every_event_and_mode_has_a_code(know: Knowledge) -> None:
    for event, kind in know.events.items():
        for mode in (None, *kind.modes):
            assert codes(event, mode, "actual", know).cameo in know.cameo.index


@pytest.mark.parametrize(("old", "new", "message"), [
    ('cameo = "2042"', 'cameo = "777"', "unknown cameo '777'"),
    ('mode = ["suicide-attack"]', 'mode = ["sneeze"]', "unknown mode 'sneeze'"),
    ('about = ["nuclear"]', 'about = ["cheese"]', "unknown about 'cheese'"),
    ('trigger = ["apologising"]', 'colour = ["red"]', "unknown field `colour`"),
    ('note = "CAMEO has verdicts under disapproval"', "", "say in `note` why not"),
    ('cameo = "190"\nevent = "ASSAULT"', 'cameo = "190"\nevent = "ASSAULT"\nmode = ["beat"]', "needs a last row"),
])  # fmt: skip
def test_messages_name_row_and_choices(old: str, new: str, message: str, tmp_path: Path, know: Knowledge) -> None:
    shutil.copytree(DATA / "codebook", tmp_path / "codebook")
    file = tmp_path / "codebook" / "crosswalk.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    broken = dataclasses.replace(know, origin=know.origin._replace(data=tmp_path), cache={})
    with pytest.raises(KnowledgeError, match=message):
        crosswalk(broken)


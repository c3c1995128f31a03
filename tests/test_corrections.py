"""Corrections: laid over the coder's reading, kept through re-codings, never silently lost or wrongly applied."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
import sqlalchemy as sa
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from dateline.cli import ledger_corrections
from dateline.errors import DatelineError
from dateline.knowledge import Knowledge
from dateline.ledger.book import Ledger
from dateline.ledger.loading import entries
from dateline.ledger.people import correcting
from dateline.ledger.people.conflicts import Conflict, conflicts
from dateline.ledger.people.corrected import Ground
from dateline.ledger.people.corrections import (
    SLOTS,
    Action,
    Correction,
    CorrectionError,
    Slot,
    alike,
    drafted,
    latest,
    standing,
    value_of,
)
from dateline.ledger.people.overlay import apply, match, overlaid
from dateline.ledger.people.tables import CORRECTIONS
from dateline.ledger.people.values import checked, is_edtf
from dateline.ledger.recording import record
from dateline.ledger.schema import DYADS, METADATA, PARTIES, STATEMENTS
from dateline.reading.pipeline import read
from dateline.types import Document, Reading, Run, Span, Statement

TEXT = (
    "Chadian soldiers clashed with rebels near Abeche on Monday, the defence ministry said.\n\n"
    "France will send 200 troops to Chad next month. Libya denied arming the rebels. Police arrested the opposition "
    "leader in Ndjamena. The foreign ministers of Chad and Sudan could meet in Tripoli if the fighting stops."
)
DOCUMENT = Document("wire-1", TEXT, publisher="Desk Wire", published="2031-05-14")
AT = "2031-05-20T09:00:00Z"


@pytest.fixture(scope="module")
def reading(know: Knowledge) -> Reading:
    return read(DOCUMENT, know)


@pytest.fixture
def desk(place: str) -> Iterator[Ledger]:
    with Ledger(place) as ledger:
        with ledger.writing() as connection:
            METADATA.create_all(connection, tables=[CORRECTIONS])
        yield ledger


def of(reading: Reading, word: str) -> Statement:
    return next(s for s in reading.statements if s.trigger.of(TEXT) == word)


def draft(
    statement: Statement, slot: Slot, value: str | None = None, *, action: Action = "correct", pk: int = 1,
    by: str = "Anna", why: str = "read again", document: Document = DOCUMENT,
) -> Correction:
    return msgspec.structs.replace(drafted(document, statement, slot, action, value, by, AT, why), pk=pk)


def corrected(statement: Statement, know: Knowledge, slot: Slot, value: str) -> Statement:
    full = checked(slot, value, statement, DOCUMENT, know)
    found = apply(statement, [draft(statement, slot, full)], Ground(DOCUMENT, know))
    assert found is not None
    return found


def replaced(reading: Reading, old: Statement, **slots: object) -> Reading:
    """The reading as another coder gives it: one statement with other slots."""
    new = msgspec.structs.replace(old, **slots)
    return msgspec.structs.replace(reading, statements=tuple(new if s is old else s for s in reading.statements))


def code(desk: Ledger, reading: Reading, version: str, document: Document = DOCUMENT) -> None:
    """Enter a reading as a run of this version, with the corrections laid over it."""
    run = record(desk, Run(version, "k", "m"))
    run.add([(document, reading)])
    run.finish()
    with desk.writing() as connection:
        rows = connection.execute(sa.text("SELECT reading_pk FROM readings ORDER BY reading_pk")).scalars().all()
        correcting.overlay_readings(connection, rows)


def present(desk: Ledger) -> dict[str, Statement]:
    """The statements of the present ledger, by id."""
    with desk.reading() as connection:
        found = [e.statement for e in entries(connection)]
    assert len({s.id for s in found}) == len(found)
    return {s.id: s for s in found}


def correct(desk: Ledger, know: Knowledge, statement: Statement, by: str = "Anna", **changes: str) -> list[Correction]:
    with desk.writing() as connection:
        return correcting.correct(connection, statement.id, changes, by=by, at=AT, why="read again", know=lambda: know)


# --- values


@pytest.mark.parametrize(("slot", "value", "says"), [
    ("event", "ATTACK", "Choices: .*ASSAULT"),
    ("mode", "aerial", "none of MOBILIZE. Choices: troops, weapons, police, militia, none"),
    ("status", "done", "Choices: actual, planned, possible, negated"),
    ("actor", "FRANCE GOV", "begins with no country"),
    ("actor", "FRA KING", "sector 'KING' is unknown. Choices: AGR"),
    ("actor", "the Legion (FRA MIL)", "do not stand in the document"),
    ("actor", "FRA; ", "an entry is empty"),
    ("recipient", "TCD@300-9000", "not in the text, which has"),
    ("recipient", "TCD@9-9", "not in the text"),
    ("when", "May 2031", "no EDTF date"),
    ("when", "2031-13", "no EDTF date"),
    ("when", "2031-06/2031-05", "no EDTF date"),
    ("when", "2031-06@june", "characters are written"),
    ("where", "Chad", "no country's code"),
    ("where", "TCD", "say by which words"),
    ("where", "Tripoli (LBY); Chad (TCD)", "one place"),
    ("what", "troops", "say by which words"),
    ("what", "200 troops (soldiers)", "Choices: arms"),
    ("what", "200 troops (troops, ~~2)", "quantity"),
    ("background", "true", "Choices: yes, no"),
    ("voice", "JRN > ", "a voice is empty"),
    ("voice", "PRESS", "begins with no country"),
    ("voice", "FRA GOV", "say by which words"),
    ("status", "", "give a value"),
])
def test_wrong_values_are_refused_with_the_choices(
    slot: Slot, value: str, says: str, reading: Reading, know: Knowledge
) -> None:
    with pytest.raises(CorrectionError, match=says):
        checked(slot, value, of(reading, "send"), DOCUMENT, know)


@pytest.mark.parametrize(("slot", "value", "full"), [
    ("event", "aid", "AID"),
    ("actor", "FRA MIL", "FRA MIL"),
    ("actor", "France (FRA MIL); CHE", f"France (FRA MIL)@{TEXT.index('France')}-{TEXT.index('France') + 6}; CHE"),
    ("recipient", "none", "none"),
    ("when", "2031-06~/..", "2031-06~/.."),
    ("where", "Chad (TCD)", f"Chad (TCD)@{TEXT.index('Chad next')}-{TEXT.index('Chad next') + 4}"),
    ("voice", "none", "none"),
])
def test_values_get_the_characters_of_their_words(
    slot: Slot, value: str, full: str, reading: Reading, know: Knowledge
) -> None:
    assert checked(slot, value, of(reading, "send"), DOCUMENT, know) == full


def test_words_that_stand_often_are_those_nearest_to_the_trigger(reading: Reading, know: Knowledge) -> None:
    value = checked("actor", "rebels (TCD REB)", of(reading, "arming"), DOCUMENT, know)
    assert value.endswith(f"@{TEXT.rindex('rebels')}-{TEXT.rindex('rebels') + 6}")


@pytest.mark.parametrize(("value", "right"), [
    ("2031", True), ("2031-02-28", True), ("2031-02-29", False), ("203X", True), ("20XX", True), ("2031~", True),
    ("2031-22", True), ("2031-00", False), ("../2031", True), ("2031/..", True), ("..", False), ("31-05", False),
    ("1950/1953", True), ("1953/1950", False), ("2031-05-14T10", False), ("none", False),
])
def test_edtf(value: str, right: bool) -> None:
    assert is_edtf(value) is right


@pytest.mark.parametrize(("slot", "one", "other", "same"), [
    ("actor", "RUS MIL; BLR", "BLR; RUS MIL", True),
    ("actor", "troops (RUS MIL)@3-9", "RUS MIL", True),
    ("actor", "RUS", "RUS; RUS", False),
    ("actor", "none", "RUS", False),
    ("where", "Kyiv (UKR)@3-7", "kyiv (UKR)", True),
    ("where", "UKR", "Kyiv (UKR)", True),
    ("where", "Lviv (UKR)", "Kyiv (UKR)", False),
    ("voice", "JRN > UKR GOV", "JRN > UKR GOV@3-9", True),
    ("voice", "UKR GOV > JRN", "JRN > UKR GOV", False),
    ("voice", "MDA; ROU", "ROU; MDA", True),
    ("voice", "none", "JRN", False),
    ("when", "2031-06", "2031-06", True),
    ("status", None, "actual", False),
])
def test_what_says_the_same(slot: Slot, one: str | None, other: str | None, same: bool) -> None:
    assert alike(slot, one, other) is same
    assert alike(slot, other, one) is same


def test_what_the_coder_gives_is_a_value_of_its_slot(reading: Reading, know: Knowledge) -> None:
    for statement in reading.statements:
        for slot in SLOTS[1:]:
            given = value_of(statement, slot, TEXT)
            assert alike(slot, checked(slot, given, statement, DOCUMENT, know), given)


# --- one statement


def test_a_status_takes_what_depends_on_it_along(reading: Reading, know: Knowledge) -> None:
    met = of(reading, "meet")
    done = corrected(met, know, "status", "actual")
    fact = done.factuality
    assert (fact.status, fact.certainty, fact.polarity, fact.mood) == ("actual", "certain", "positive", "assertion")
    assert fact.author_certainty == "certain" and fact.condition == met.factuality.condition
    assert done.codes and done.codes.realised and done.codes.goldstein is not None
    assert met.codes and not met.codes.realised
    assert [s.stage for s in done.steps].count("codes") == 1
    denied = corrected(of(reading, "arrested"), know, "status", "negated")
    assert denied.factuality.polarity == "negative" and denied.codes and denied.codes.goldstein is None
    planned = corrected(of(reading, "arrested"), know, "status", "planned")
    assert (planned.factuality.time, planned.factuality.certainty) == ("future", "probable")


def test_an_event_drops_a_mode_that_it_does_not_have(reading: Reading, know: Knowledge) -> None:
    done = corrected(of(reading, "send"), know, "event", "AID")
    assert (done.event, done.mode) == ("AID", None)
    assert done.codes and (done.codes.quad, done.codes.plover_event) == (2, "AGREE")
    assert done.id == of(reading, "send").id and done.confidence == of(reading, "send").confidence


def test_parties_keep_the_mention_that_is_right(reading: Reading, know: Knowledge) -> None:
    sent = of(reading, "send")
    done = corrected(sent, know, "recipient", "TCD; rebels (TCD REB)")
    assert done.recipient[0] == sent.recipient[0]
    assert done.recipient[1].span.of(TEXT) == "rebels" and done.recipient[1].rule == "corrections/1"
    assert corrected(sent, know, "actor", "FRA MIL").actor[0].span == sent.actor[0].span
    assert corrected(sent, know, "recipient", "none").recipient == ()
    bare = corrected(sent, know, "actor", "FRA; DEU").actor[1]
    assert (bare.code, bare.name, bare.span) == ("DEU", "Germany", sent.trigger)
    made = [draft(sent, "actor", "FRA; LBY; TCD COP")]
    elsewhere = apply(sent, made, Ground(DOCUMENT, know, reading))
    assert elsewhere and [m.span.of(TEXT) for m in elsewhere.actor] == ["France", "Libya", "Police"]


def test_a_voice_given_or_taken_changes_what_the_report_holds(reading: Reading, know: Knowledge) -> None:
    clash = of(reading, "clashed")
    own = corrected(clash, know, "voice", "none")
    assert own.attribution == () and own.factuality.author_certainty == "certain"
    said = corrected(of(reading, "arrested"), know, "voice", "defence ministry (TCD GOV)")
    assert said.attribution[0].text == "defence ministry" and said.factuality.author_certainty == "unknown"
    other = corrected(clash, know, "voice", "TCD MIL")
    assert (other.attribution[0].code, other.attribution[0].span) == ("TCD MIL", clash.attribution[0].span)


def test_time_place_and_things(reading: Reading, know: Knowledge) -> None:
    sent = of(reading, "send")
    timed = corrected(sent, know, "when", "2031-06/2031-07")
    assert timed.when_interval and (timed.when_interval.earliest, timed.when_interval.latest) == (
        "2031-06-01", "2031-07-31")
    assert corrected(sent, know, "when", "none").when_interval is None
    placed = corrected(sent, know, "where", "Chad (TCD)")
    assert placed.where and (placed.where.text, placed.where.code, placed.where.lat) == ("Chad", "TCD", None)
    at = next(p for p in reading.places if p.text == "Tripoli")
    known = apply(sent, [draft(sent, "where", f"Tripoli (LBY)@{at.span.start}-{at.span.end}")],
                  Ground(DOCUMENT, know, reading))
    assert known and known.where and known.where.lat == at.lat is not None
    thing = corrected(sent, know, "what", "200 troops (troops, >200)").what[0]
    assert (thing.text, thing.kind, thing.quantity) == ("200 troops", "troops", ">200")
    assert corrected(sent, know, "background", "yes").background


def test_the_step_tells_who_when_why_and_what_was(reading: Reading, know: Knowledge) -> None:
    done = corrected(of(reading, "send"), know, "status", "possible")
    step = done.steps[-1]
    assert (step.stage, step.rule) == ("correction", "corrections/1")
    assert step.note == "status possible; by Anna, 2031-05-20: read again; was planned"


def test_the_last_correction_counts_and_the_others_stay_told(reading: Reading, know: Knowledge) -> None:
    sent = of(reading, "send")
    chain = [draft(sent, "status", "possible"), draft(sent, "status", "actual", pk=2, by="Ben")]
    done = apply(sent, chain, Ground(DOCUMENT, know))
    assert done and done.factuality.status == "actual"
    assert [s.rule for s in done.steps if s.stage == "correction"] == ["corrections/1", "corrections/2"]
    assert "corrections/2 counts instead" in done.steps[-2].note


def test_a_mode_that_does_not_fit_any_more_is_said_not_applied(reading: Reading, know: Knowledge) -> None:
    arrest = of(reading, "arrested")
    mode = draft(arrest, "mode", "seize")
    other = msgspec.structs.replace(arrest, event="ASSAULT", mode="abduct")
    done = apply(other, [mode], Ground(DOCUMENT, know))
    assert done and done.mode == "abduct" and "not applied" in done.steps[-1].note


def test_a_codebook_that_is_not_at_hand_is_taken_at_its_word(reading: Reading, know: Knowledge) -> None:
    sent = msgspec.structs.replace(of(reading, "send"), codebook="press", event="GAG", mode=None)
    made = [draft(sent, "status", "actual"), draft(sent, "mode", "court", pk=2)]
    done = apply(sent, made, Ground(DOCUMENT, know))
    assert done and done.codes and sent.codes
    assert (done.event, done.mode, done.codes.realised, done.codes.quad) == ("GAG", "court", True, sent.codes.quad)
    renamed = apply(sent, [draft(sent, "event", "press:RAID")], Ground(DOCUMENT, know))
    assert renamed and (renamed.codebook, renamed.event, renamed.codes) == ("press", "RAID", None)


def test_rejected_confirmed_withdrawn(reading: Reading, know: Knowledge) -> None:
    sent = of(reading, "send")
    reject, back = draft(sent, "statement", action="reject"), draft(sent, "statement", action="confirm", pk=2)
    ground = Ground(DOCUMENT, know)
    assert apply(sent, [reject], ground) is None
    again = apply(sent, [reject, back], ground)
    assert again and msgspec.structs.replace(again, steps=sent.steps) == sent
    gone = msgspec.structs.replace(reject, pk=3, action="withdraw", withdraws=1)
    assert overlaid(reading.statements, [reject, gone], ground) == []


# --- invariants of chains


@given(st.lists(st.tuples(st.sampled_from(["correct", "reject", "confirm", "withdraw"]), st.integers(1, 12)),
                max_size=12))
def test_withdrawals_leave_what_nobody_withdrew(chain: list[tuple[Action, int]]) -> None:
    made = [
        Correction(i, "h", "d", "s", "plover", "AID", Span(0, 1), "x", "status", action, "actual", "planned", "A", AT,
                   "w", target if action == "withdraw" else None)
        for i, (action, target) in enumerate(chain, 1)]
    left = standing(made)
    gone = {c.withdraws for c in made if c.action == "withdraw"}
    assert [c.pk for c in left] == [c.pk for c in made if c.action != "withdraw" and c.pk not in gone]
    assert standing(reversed(made)) == left
    assert not left or latest(made)["status"] == left[-1]


# --- after a re-code


def test_a_correction_finds_its_statement_by_id_else_by_place(reading: Reading) -> None:
    sent = of(reading, "send")
    one = draft(sent, "status", "possible")
    assert match(one, reading.statements).by_id
    longer = msgspec.structs.replace(
        sent, id="new", trigger=Span(sent.trigger.start - 5, sent.trigger.end))
    found = match(one, (longer,))
    assert (found.place, found.by_id) == (0, False)
    assert match(one, (of(reading, "clashed"),)).place is None
    other = msgspec.structs.replace(longer, id="other", event="AID")
    assert match(one, (other, longer)).place == 1
    twins = (longer, msgspec.structs.replace(longer, id="twin"))
    assert match(one, twins) == (None, False, 2)


def found(
    reading: Reading, *made: Correction, document: Document = DOCUMENT
) -> list[tuple[str, str | None, str | None, str | None]]:
    seen = conflicts(document, reading.statements, made, reading.candidates)
    return [(c.kind, c.was, c.says, c.now) for c in seen]


def test_no_conflict_where_nothing_changed(reading: Reading) -> None:
    sent = of(reading, "send")
    assert found(reading, draft(sent, "status", "possible")) == []
    assert found(reading, draft(sent, "statement", action="reject")) == []
    assert found(reading, draft(sent, "voice", action="confirm")) == []


def test_changed_settled_moved_gone_unclear(reading: Reading) -> None:
    sent = of(reading, "send")
    fact = sent.factuality
    made = draft(sent, "status", "possible")
    now_actual = replaced(reading, sent, factuality=msgspec.structs.replace(fact, status="actual"))
    assert found(now_actual, made) == [("changed", "planned", "possible", "actual")]
    agreed = replaced(reading, sent, factuality=msgspec.structs.replace(fact, status="possible"))
    assert found(agreed, made) == [("settled", "planned", "possible", "possible")]
    moved = replaced(reading, sent, id="new", trigger=Span(sent.trigger.start - 5, sent.trigger.end))
    assert found(moved, made) == [("moved", "planned", "possible", "planned")]
    without = msgspec.structs.replace(reading, statements=tuple(s for s in reading.statements if s is not sent),
                                      candidates=())
    assert [c[0] for c in found(without, draft(sent, "status", "possible"))] == ["gone"]
    doubtful = msgspec.structs.replace(without, candidates=(sent,))
    assert "too little confidence" in conflicts(DOCUMENT, doubtful.statements, [made], doubtful.candidates)[0].note
    twins = msgspec.structs.replace(
        without, statements=tuple(msgspec.structs.replace(sent, id=i) for i in ("a", "b")))
    assert [c[0] for c in found(twins, made)] == ["unclear"]


def test_a_confirmation_that_the_coder_left_is_a_conflict(reading: Reading) -> None:
    sent = of(reading, "send")
    later = replaced(reading, sent, recipient=())
    assert found(later, draft(sent, "recipient", action="confirm")) == [("changed", "TCD", None, "none")]
    assert [c[0] for c in found(later, draft(sent, "statement", action="confirm"))] == ["changed"]


def test_two_people_who_disagree_are_named(reading: Reading) -> None:
    sent = of(reading, "send")
    one = draft(sent, "status", "possible")
    two = draft(sent, "status", "actual", pk=2, by="Ben")
    seen = conflicts(DOCUMENT, reading.statements, [one, two])
    assert [(c.kind, c.says, c.now, c.other and c.other.by) for c in seen] == [
        ("disagree", "possible", "actual", "Ben")]
    assert found(reading, one, draft(sent, "status", "possible", pk=2, by="Ben")) == []
    assert found(reading, one, draft(sent, "status", "actual", pk=2)) == []  # a change of one's own mind
    own_word = draft(sent, "status", action="confirm", pk=2, by="Ben")
    assert [c[0] for c in found(reading, one, own_word)] == ["disagree"]
    reject = draft(sent, "statement", action="reject", pk=3)
    keep = draft(sent, "statement", action="confirm", pk=4, by="Ben")
    assert found(reading, reject, keep) == [("disagree", reject.was, "no such statement", "right")]


def test_another_text_is_listed_with_where_the_sentence_stands_now(reading: Reading) -> None:
    made = draft(of(reading, "send"), "status", "possible")
    updated = msgspec.structs.replace(DOCUMENT, text=f"Updated.\n\n{TEXT}")
    seen: list[Conflict] = conflicts(updated, (), [made])
    assert [c.kind for c in seen] == ["text"]
    assert seen[0].anchor and seen[0].anchor.of(updated.text) == made.sentence == seen[0].passage_now
    rewritten = msgspec.structs.replace(DOCUMENT, text="France will send nobody.")
    assert conflicts(rewritten, (), [made])[0].anchor is None


# --- in the store


def test_a_correction_replaces_the_row_and_keeps_the_coders(desk: Ledger, reading: Reading, know: Knowledge) -> None:
    sent = of(reading, "send")
    code(desk, reading, "1")
    made = correct(desk, know, sent, status="possible", actor="FRA MIL; DEU MIL")
    assert [c.slot for c in made] == ["status", "actor"]
    now = present(desk)
    assert now.keys() == {s.id for s in reading.statements}
    assert now[sent.id].factuality.status == "possible"
    assert [m.code for m in now[sent.id].actor] == ["FRA MIL", "DEU MIL"]
    with desk.reading() as connection:
        rows = connection.execute(
            sa.select(STATEMENTS).where(STATEMENTS.c.statement_id == sent.id).order_by(STATEMENTS.c.statement_pk)).all()
        parties = connection.execute(
            sa.select(PARTIES.c.code).where(PARTIES.c.statement_pk == rows[1].statement_pk, PARTIES.c.role == "actor"))
        assert sorted(parties.scalars()) == ["DEU MIL", "FRA MIL"]
        dyads = connection.execute(sa.select(DYADS.c.actor, DYADS.c.recipient).where(
            DYADS.c.current, DYADS.c.statement_pk.in_([r.statement_pk for r in rows]))).all()
        assert sorted(map(tuple, dyads)) == [("DEU", "TCD"), ("FRA", "TCD")]
    assert [(r.status, r.current, r.correction_pk) for r in rows] == [
        ("planned", False, None), ("possible", True, made[1].pk)]


def test_a_correction_survives_a_recode(desk: Ledger, reading: Reading, know: Knowledge) -> None:
    sent = of(reading, "send")
    code(desk, reading, "1")
    correct(desk, know, sent, status="possible")
    moved = replaced(reading, sent, id="0123456789abcdef", trigger=Span(sent.trigger.start - 5, sent.trigger.end))
    code(desk, moved, "2")
    now = present(desk)
    assert sent.id not in now and now["0123456789abcdef"].factuality.status == "possible"
    assert now["0123456789abcdef"].trigger.of(TEXT) == "will send"
    with desk.reading() as connection:
        seen = correcting.conflicting(connection).dicts()
    assert [(c["conflict"], c["was"], c["says"], c["now"]) for c in seen] == [
        ("moved", "planned", "possible", "planned")]
    code(desk, reading, "1")  # the first coder again: his reading is the present one again
    assert present(desk)[sent.id].factuality.status == "possible"
    with desk.reading() as connection:
        same = sa.select(sa.func.count()).where(STATEMENTS.c.statement_id == sent.id)
        assert connection.execute(same).scalar() == 2  # the coder's, and the corrected one from before


def test_rejected_and_brought_back(desk: Ledger, reading: Reading, know: Knowledge) -> None:
    sent = of(reading, "send")
    code(desk, reading, "1")
    with desk.writing() as connection:
        made = correcting.judge(connection, sent.id[:8], "reject", by="Anna", at=AT, why="no", know=lambda: know)
    assert sent.id not in present(desk)
    code(desk, msgspec.structs.replace(reading, sentences=99), "2")
    assert sent.id not in present(desk)
    with pytest.raises(CorrectionError, match="is rejected"):
        correct(desk, know, sent, status="actual")
    with desk.writing() as connection:
        correcting.withdraw(connection, made[0].pk, by="Anna", at=AT, why="misread", know=lambda: know)
    assert present(desk)[sent.id] == sent
    with desk.writing() as connection, pytest.raises(CorrectionError, match="withdrawn already"):
        correcting.withdraw(connection, made[0].pk, by="Anna", at=AT, why="misread", know=lambda: know)


def test_withdrawing_gives_the_value_before_it(desk: Ledger, reading: Reading, know: Knowledge) -> None:
    sent = of(reading, "send")
    code(desk, reading, "1")
    correct(desk, know, sent, status="possible")
    second = correct(desk, know, sent, by="Ben", status="actual")[0]
    assert present(desk)[sent.id].factuality.status == "actual"
    with desk.reading() as connection:
        states = {r["correction"]: r["state"] for r in correcting.listed(connection)}
        assert states == {1: "superseded by 2", 2: "stands"}
        assert [r["correction"] for r in correcting.listed(connection, by="Ben")] == [2]
    with desk.writing() as connection:
        correcting.withdraw(connection, second.pk, by="Ben", at=AT, why="no", know=lambda: know)
    assert present(desk)[sent.id].factuality.status == "possible"
    with desk.reading() as connection:
        states = {r["correction"]: r["state"] for r in correcting.listed(connection)}
        assert states == {1: "stands", 2: "withdrawn by 3", 3: "withdraws 2"}


def test_all_of_a_command_or_nothing(desk: Ledger, reading: Reading, know: Knowledge) -> None:
    sent = of(reading, "send")
    code(desk, reading, "1")
    for changes, says in (({"status": "possible", "mode": "aerial"}, "none of MOBILIZE"),
                          ({"stauts": "actual"}, "no slot"), ({"status": "planned"}, "dateline confirm"),
                          ({}, "Say what to correct")):
        with pytest.raises(CorrectionError, match=says):
            correct(desk, know, sent, **changes)
    with pytest.raises(CorrectionError, match="No statement"), desk.writing() as connection:
        correcting.target(connection, "zzzz")
    with desk.reading() as connection:
        assert len(correcting.listed(connection)) == 0
    made = correct(desk, know, sent, mode="aerial", event="ASSAULT")  # the event counts before its mode
    assert present(desk)[sent.id].mode == "aerial" and [c.slot for c in made] == ["event", "mode"]


def test_copies_of_a_text_are_corrected_together(desk: Ledger, reading: Reading, know: Knowledge) -> None:
    copy = msgspec.structs.replace(DOCUMENT, id="wire-2", publisher="Reprint")
    run = record(desk, Run("1", "k", "m"))
    run.add([(DOCUMENT, reading), (copy, msgspec.structs.replace(reading, document="wire-2"))])
    sent = of(reading, "send")
    correct(desk, know, sent, status="possible")
    with desk.reading() as connection:
        found = [(e.document.id, e.statement.factuality.status) for e in entries(connection)
                 if e.statement.id == sent.id]
    assert found == [("wire-1", "possible"), ("wire-2", "possible")]


def test_a_new_version_of_a_document_lists_what_no_longer_applies(
    desk: Ledger, reading: Reading, know: Knowledge
) -> None:
    sent = of(reading, "send")
    code(desk, reading, "1")
    correct(desk, know, sent, status="possible")
    updated = msgspec.structs.replace(DOCUMENT, text=f"Updated.\n\n{TEXT}")
    code(desk, read(updated, know), "1", updated)
    assert all(s.factuality.status != "possible" for s in present(desk).values() if s.event == "MOBILIZE")
    with desk.reading() as connection:
        seen = correcting.conflicting(connection).dicts()
    assert [c["conflict"] for c in seen] == ["text"]
    assert seen[0]["start"] == updated.text.index("France")


# --- on the command line


def test_the_commands(place: str, desk: Ledger, reading: Reading) -> None:
    code(desk, reading, "1")
    app = typer.Typer()
    ledger_corrections.add_to(app)
    sent = of(reading, "send")

    def run(*words: str) -> str:
        result = CliRunner().invoke(app, [*words, "--ledger", place], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    said = run("correct", sent.id[:10], "status=possible", "when=2031-07", "--by", "Anna", "--why", "vague")
    assert f"Correction 1 of {sent.id}: status: planned → possible" in said
    assert f"Correction 2 of {sent.id}: when: 2031-06 → 2031-07" in said
    assert "confirmed, voice: none" in run("confirm", sent.id, "--slot", "voice", "--by", "Ben")
    assert "rejected" in run("reject", of(reading, "meet").id, "--by", "Ben", "--why", "vague")
    shown = run("corrections", "--by", "Anna", "--format", "csv")
    assert "possible" in shown and "Ben" not in shown
    assert "disagree" in run("confirm", sent.id, "--slot", "status", "--by", "Ben") + run(
        "corrections", "--conflicts", "--format", "csv")
    assert "withdraws correction 1" in run("withdraw", "1", "--by", "Anna", "--why", "right after all")
    with pytest.raises(DatelineError, match="SLOT=VALUE"):
        run("correct", sent.id, "status", "--by", "Anna", "--why", "x")

"""Claims: which statements are claims and whose, what bears on them, who turned, and what people judged."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa
import typer
from evaluation.base import load_rows
from evaluation.claims import run_chronicles
from evaluation.rooms import Rooms
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from dateline import Document, Reading, Run, read
from dateline.cli.ledger_claims import add_to
from dateline.errors import LedgerError
from dateline.knowledge import Knowledge
from dateline.ledger.book import Ledger
from dateline.ledger.claims.bearing import due_note, find_bearings
from dateline.ledger.claims.claims import Claim, find_claims
from dateline.ledger.claims.contradiction import find_flips
from dateline.ledger.claims.kinds import Speaker, claim_kind, finding, full_names
from dateline.ledger.claims.outcomes import OUTCOME_NAMES, outcomes, set_outcome
from dateline.ledger.claims.rules import KINDS, ClaimRule, claim_rules
from dateline.ledger.claims.store import claim, claims, find, flips, how_many, save_claims
from dateline.ledger.claims.tables import OUTCOMES
from dateline.ledger.linking import link
from dateline.ledger.loading import entries as stored_entries
from dateline.ledger.nouns import Entry
from dateline.ledger.recording import record
from dateline.ledger.schema import STATEMENTS

CASES = Path(__file__).parent / "cases"
RULES = claim_rules()
PUBLISHER = "The Sample"
Reader = Callable[[str], Reading]
REPORTS = (
    ("2021-03-02", "Harbour News", "Kenya promised on Tuesday to release 40 Somali prisoners by March 20."),
    ("2021-03-03", "The Coast Daily", "Kenya promised to release 40 Somali prisoners."),
    ("2021-03-05", "Harbour News", "Kenya will not send soldiers to Chad, Kenyan defence minister Abel Otieno said."),
    ("2021-03-19", "Harbour News", "Kenya released 40 Somali prisoners on Thursday."),
    ("2021-04-02", "Harbour News", "Kenya will send soldiers to Chad, Kenyan defence minister Abel Otieno said."),
    ("2021-04-09", "Harbour News", "Ghana agreed on Friday to withdraw its troops from Mali by the end of April."),
    ("2021-06-09", "Harbour News", "Rain fell on the coast. The ferry was late."),
)


@pytest.fixture(scope="module")
def reader(know: Knowledge) -> Reader:
    @cache
    def one(text: str) -> Reading:
        return read(Document("example", text, publisher=PUBLISHER, published="2021-03-03"), know)

    return one


@pytest.fixture(scope="module")
def pairs(know: Knowledge) -> list[tuple[Document, Reading]]:
    documents = [Document(f"report-{n}", text, publisher=publisher, published=day)
                 for n, (day, publisher, text) in enumerate(REPORTS)]  # fmt: skip
    return [(d, read(d, know)) for d in documents]


@pytest.fixture
def ledger(place: str, pairs: list[tuple[Document, Reading]]) -> Iterator[Ledger]:
    with Ledger(place) as made:
        fill(made, Run("1.0", "k", "m"), pairs)
        yield made


def fill(ledger: Ledger, run: Run, pairs: Sequence[tuple[Document, Reading]]) -> None:
    """A run over these documents, and its claims."""
    written = record(ledger, run)
    written.add(pairs)
    written.finish()
    link(ledger)


def entries_of(pairs: Sequence[tuple[Document, Reading]]) -> list[Entry]:
    made = [(d, s) for d, r in pairs for s in r.statements]
    return [Entry(pk, d, s) for pk, (d, s) in enumerate(made, 1)]


def of(found: Sequence[Claim], kind: str, words: str) -> Claim:
    """The claim of this kind whose gloss has these words; there has to be one."""
    [one] = [c for c in found if c.kind == kind and words in c.gloss]
    return one


def ruled(text: str, reader: Reader) -> set[tuple[str, str]]:
    """Rule and speaker (name, and code) of each claim in the text; the publisher is called so."""
    document = Document("example", text, publisher=PUBLISHER, published="2021-03-03")
    made = [Entry(n, document, s) for n, s in enumerate(reader(text).statements)]
    told = [f for e in made if (f := finding(e, full_names(made), RULES))]
    names = {(f.rule, name) for f in told for s in f.speakers for name in (s.name, s.code, s.country)}
    return {(rule, "publisher" if name == PUBLISHER else name) for rule, name in names}


MATCHES = [pytest.param(rule, text, who, id=f"{rule.id}-{n}")
           for rule in RULES.rule for n, (text, who) in enumerate(rule.match)]  # fmt: skip
REJECTS = [pytest.param(rule, text, id=f"{rule.id}-{n}") for rule in RULES.rule for n, text in enumerate(rule.reject)]


@pytest.mark.parametrize(("rule", "text", "who"), MATCHES)
def test_match(rule: ClaimRule, text: str, who: str, reader: Reader) -> None:
    assert (rule.id, who) in ruled(text, reader)


@pytest.mark.parametrize(("rule", "text"), REJECTS)
def test_reject(rule: ClaimRule, text: str, reader: Reader) -> None:
    assert reader(text).sentences and rule.id not in {found for found, _ in ruled(text, reader)}


MISSES = [pytest.param(rule, text, who, id=f"{rule.id}-{n}")
          for rule in RULES.rule for n, (text, who) in enumerate(rule.known_miss)]  # fmt: skip


@pytest.mark.parametrize(("rule", "text", "who"), MISSES)
@pytest.mark.xfail(strict=True)
def test_known_miss(rule: ClaimRule, text: str, who: str, reader: Reader) -> None:
    assert (rule.id, who) in ruled(text, reader)


def test_the_rules_are_whole(know: Knowledge) -> None:
    assert {rule.kind for rule in RULES.rule} == set(KINDS)
    assert all(rule.reject for rule in RULES.rule)
    rows = [act for row in (*RULES.content, *RULES.same, *RULES.contrary) for act in row.acts]
    for act in (*rows, *(a for acts in RULES.threatened.values() for a in acts)):
        event, _, mode = act.partition(" ")
        assert event in know.events and (not mode or mode in know.events[event].modes), act
    assert set(RULES.threatened) == set(know.events["THREATEN"].modes)
    assert all(len(row.acts) == 2 for row in (*RULES.same, *RULES.contrary))


@pytest.mark.parametrize(("name", "floor"), [("claims", 0.9), ("claims_held", 0.8)])
def test_chronicles(name: str, floor: float) -> None:
    outcome = run_chronicles(load_rows(CASES / f"{name}.jsonl"), Rooms())
    figures = {key: float(value or 0) for key, value in outcome.figures.items()}
    assert figures["claims_f1"] >= floor, outcome.figures
    assert figures["bearing_p"] >= 0.9 and figures["flips_p"] >= 0.9, outcome.figures
    assert figures["repeated"] >= 0.9 and figures["due"] >= 0.9, outcome.figures


def test_the_chronicles_are_many() -> None:
    told, held = load_rows(CASES / "claims.jsonl"), load_rows(CASES / "claims_held.jsonl")
    assert len(told) >= 25 and len(held) >= 10
    assert {c["kind"] for row in told for c in row["claims"]} == set(KINDS)


def test_first_said_repeated_due(pairs: list[tuple[Document, Reading]]) -> None:
    found = find_claims(entries_of(pairs), {d.id: r.times for d, r in pairs})
    release = of(found, "promise", "Somali")
    assert (release.first_said, release.repeated, release.later_days, len(release.said)) == ("2021-03-02", 1, 1, 2)
    assert release.due and release.due.latest == "2021-03-20" and release.due_text == "March 20"
    assert [s.words() for s in release.speakers] == ["Kenya (KEN GOV)"]


def test_without_times_a_promise_has_no_due_date(pairs: list[tuple[Document, Reading]]) -> None:
    assert of(find_claims(entries_of(pairs)), "promise", "Somali").due is None


def test_copies_count_once(pairs: list[tuple[Document, Reading]]) -> None:
    made = [msgspec.structs.replace(e, origin="one") for e in entries_of(pairs[:2])]
    [one] = find_claims(made)
    assert (one.repeated, one.origins, len(one.said)) == (0, 1, 2)


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_the_order_of_statements_changes_nothing(pairs: list[tuple[Document, Reading]], data: st.DataObject) -> None:
    made = entries_of(pairs)
    mixed = data.draw(st.permutations(made))
    assert find_claims(mixed) == find_claims(made)
    assert find_flips(mixed) == find_flips(made)
    assert find_bearings(find_claims(mixed), mixed) == find_bearings(find_claims(made), made)


def test_what_bears_comes_later_and_from_another_origin(pairs: list[tuple[Document, Reading]]) -> None:
    made = entries_of(pairs)
    found = find_claims(made)
    suggested = find_bearings(found, made)
    kept = suggested[of(found, "promise", "Somali").id]
    assert [(b.direction, b.entry.day) for b in kept] == [("supports", "2021-03-19")]
    assert all(b.entry.day > c.first_reported for c in found for b in suggested[c.id])  # type: ignore[operator]
    copies = [msgspec.structs.replace(e, origin="one") for e in made]
    assert not any(find_bearings(find_claims(copies), copies).values())


def test_due_and_nothing_later(pairs: list[tuple[Document, Reading]]) -> None:
    made = entries_of(pairs)
    times = {d.id: r.times for d, r in pairs}
    found = find_claims(made, times)
    suggested = find_bearings(found, made, times)
    ghana, kenya = of(found, "promise", "Ghana"), of(found, "promise", "Somali")
    told = "due 2021-04-30; nothing later in the ledger bears on it as of 2021-06-09"
    assert due_note(ghana, suggested[ghana.id], "2021-06-09") == told
    assert due_note(ghana, suggested[ghana.id], "2021-04-30") is None
    assert due_note(kenya, suggested[kenya.id], "2021-06-09") is None


def test_a_promise_that_another_party_tells_is_no_turn(know: Knowledge) -> None:
    told = [("2021-03-02", "Kenya has agreed to release 40 Somali prisoners, the Somali foreign minister said."),
            ("2021-03-03", "Kenya refused to release 40 Somali prisoners.")]  # fmt: skip
    own = [("2021-03-02", "Kenya agreed to release 40 Somali prisoners."), told[1]]
    for reports, wanted in ((told, 0), (own, 1)):
        documents = [Document(f"d{n}", text, published=day) for n, (day, text) in enumerate(reports)]
        assert len(find_flips(entries_of([(d, read(d, know)) for d in documents]))) == wanted


def test_speakers() -> None:
    lavrov = Speaker("Sergei Lavrov", "RUS GOV", "Sergei Lavrov")
    foreign = Speaker("", "RUS GOV", "the foreign ministry", "foreign ministry")
    defence = Speaker("", "RUS GOV", "the defence ministry", "defence ministry")
    assert lavrov.same(Speaker("Sergei Lavrov", "RUS ELI", "Lavrov")) and not lavrov.same(foreign)
    assert foreign.key() == defence.key() and not foreign.same(defence)
    alone = Speaker("", "UKR CVL", "residents", alone="d1")
    assert not alone.same(alone) and Speaker("", "RUS GOV", "").words() == "RUS GOV"


def test_a_statement_may_be_no_claim(reader: Reader) -> None:
    [statement] = reader("Kenya released 40 Somali prisoners on Thursday.").statements
    assert claim_kind(statement) is None


def test_questions(ledger: Ledger) -> None:
    with ledger.reading() as connection:
        everything = claims(connection).dicts()
        kenya = claims(connection, speaker="KEN")
        assert {r["kind"] for r in everything} == {"promise", "plan"} and len(kenya) == len(everything) - 1
        assert [r["speaker"] for r in claims(connection, speaker="otieno")] == ["Abel Otieno (KEN GOV)"] * 2
        assert len(claims(connection, kind="promise")) == 2 and not len(claims(connection, speaker="USA"))
        assert [r["due_note"] for r in claims(connection, due_before="2021-05-01", kind="promise", speaker="GHA")] == [
            "due 2021-04-30; nothing later in the ledger bears on it as of 2021-06-09"]
        assert {r["flip"] for r in claims(connection, flips=True)} == {"changed"}
        turns = flips(connection, speaker="KEN").dicts()
        assert [(r["said"], r["published"]) for r in turns] == [("first", "2021-03-05"), ("later", "2021-04-02")]
        assert turns == flips(connection, speaker="Otieno", kind="changed").dicts()
        assert [r["acts"] for r in claims(connection, text="from mali")] == [
            r["acts"] for r in claims(connection, speaker="GHA")]
        newest = claims(connection, order="newest").dicts()
        assert [r["first_reported"] for r in newest] == sorted((r["first_reported"] for r in newest), reverse=True)
        assert claims(connection, order="newest", limit=2, offset=1).dicts() == newest[1:3]
        assert [bool(r["due_latest"]) for r in claims(connection, order="due")] == [True, True, False, False]
        assert [r["repeated"] for r in claims(connection, order="repeated")] == [1, 0, 0, 0]
        assert how_many(connection) == (4, 4) and how_many(connection, speaker="otieno") == (2, 2)
        with pytest.raises(LedgerError, match="no kind"):
            claims(connection, kind="rumour")
        assert claims(connection).arrow().num_rows == len(everything)


def promise(connection: sa.Connection) -> str:
    [row] = claims(connection, speaker="KEN", kind="promise")
    return str(row["claim_id"])


def test_outcomes_are_kept_and_differ(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        name = promise(connection)
        proof = claim(connection, name).evidence.dicts()[0]["statement_id"]
        assert claim(connection, name[:6]).claim["outcome"] == "open"
        set_outcome(connection, name, "partly", "A. Reader", "Not all of them.", [], "2021-04-01T00:00:00Z")
        set_outcome(connection, name, "came true", "A. Reader", "All.", [proof[:8], "https://x.test/1"],
                    "2021-04-02T00:00:00Z")
        assert claims(connection, kind="promise", speaker="KEN").dicts()[0]["outcome"] == "came true"
        set_outcome(connection, name, "did not", "B. Reader", "Only 30.", [], "2021-04-03T00:00:00Z")
    with ledger.reading() as connection:
        given_ = outcomes(connection, name).dicts()
        assert [(r["outcome"], r["by"], r["latest"]) for r in given_] == [
            ("partly", "A. Reader", False), ("came true", "A. Reader", True), ("did not", "B. Reader", True)]
        assert given_[1]["evidence"] == [proof, "https://x.test/1"]
        assert claim(connection, name).claim["outcome"] == "came true / did not (disputed)"
        assert name not in {r["claim_id"] for r in claims(connection, open=True)}
        assert [r["claim_id"] for r in claims(connection, open=False)] == [name]


def test_outcomes_only_grow(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        set_outcome(connection, promise(connection), "partly", "A", "b", [], "2021-04-01T00:00:00Z")
    for change in (sa.update(OUTCOMES).values(outcome="did not"), sa.delete(OUTCOMES)):
        with pytest.raises(LedgerError, match="only grows"), ledger.writing() as connection:
            connection.execute(change)


def test_outcomes_outlive_linking_and_coding(ledger: Ledger, pairs: list[tuple[Document, Reading]]) -> None:
    with ledger.writing() as connection:
        name = promise(connection)
        set_outcome(connection, name, "came true", "A. Reader", "Seen.", [], "2021-04-01T00:00:00Z")
        save_claims(connection, find([*stored_entries(connection)]))
        assert claim(connection, name).claim["outcome"] == "came true"
    renamed = [(d, msgspec.structs.replace(r, statements=tuple(
        msgspec.structs.replace(s, id=s.id[::-1]) for s in r.statements))) for d, r in pairs]  # fmt: skip
    fill(ledger, Run("2.0", "k2", "m"), renamed)
    with ledger.reading() as connection:
        assert promise(connection) != name
        assert claim(connection, promise(connection)).claim["outcome"] == "came true"


def test_an_earlier_report_changes_the_id_and_keeps_the_outcome(
    ledger: Ledger, pairs: list[tuple[Document, Reading]], know: Knowledge
) -> None:
    with ledger.writing() as connection:
        name = promise(connection)
        set_outcome(connection, name, "came true", "A. Reader", "Seen.", [], "2021-04-01T00:00:00Z")
    early = Document("early", "Kenya promised to release 40 Somali prisoners.", published="2021-03-01")
    fill(ledger, Run("1.0", "k", "m"), [(early, read(early, know))])
    with ledger.reading() as connection:
        card = claim(connection, promise(connection))
    assert card.claim["claim_id"] != name and card.claim["outcome"] == "came true"
    assert [r["document_id"] for r in card.statements] == ["early", "report-0", "report-1"]


@pytest.mark.parametrize(("outcome", "by", "note", "evidence", "told"), [
    ("true", "A", "b", [], "no outcome"), ("partly", " ", "b", [], "signed"), ("partly", "A", "", [], "signed"),
    ("partly", "A", "b", ["zz"], "No statement"),
])  # fmt: skip
def test_what_is_no_outcome(
    ledger: Ledger, outcome: str, by: str, note: str, evidence: list[str], told: str
) -> None:
    with pytest.raises(LedgerError, match=told), ledger.writing() as connection:
        set_outcome(connection, promise(connection), outcome, by, note, evidence, "2021-04-01T00:00:00Z")
    with ledger.reading() as connection:
        assert not len(outcomes(connection, promise(connection)))


def test_unknown_claims(ledger: Ledger) -> None:
    with ledger.reading() as connection:
        for name in ("zz", "", "%"):
            with pytest.raises(LedgerError, match="no claim"):
                claim(connection, name)


def test_every_statement_of_a_claim_stands_in_the_ledger(ledger: Ledger) -> None:
    with ledger.reading() as connection:
        ids = {*connection.execute(sa.select(STATEMENTS.c.statement_id).where(STATEMENTS.c.current)).scalars()}
        for row in claims(connection):
            card = claim(connection, row["claim_id"])
            assert {r["statement_id"] for r in (*card.statements, *card.evidence, *card.flips)} <= ids
            assert len(card.statements) == row["statements"] and len(card.evidence) == sum(
                row[way] for way in ("supports", "against", "updates"))


def test_commands(ledger: Ledger, place: str) -> None:
    app = typer.Typer()
    add_to(app)
    run = CliRunner()

    def told(*words: str) -> str:
        result = run.invoke(app, [*words, "--ledger", place])
        assert result.exit_code == 0, result.output
        return result.stdout

    rows = [json.loads(line) for line in told("claims", "--format", "jsonl", "--open").splitlines()]
    [name] = [r["claim_id"] for r in rows if r["kind"] == "promise" and "Kenya" in r["speaker"]]
    assert "nothing later" in told("claims", "--speaker", "GHA", "--as-of", "2021-06-01", "--format", "csv")
    assert "Abel Otieno" in told("claims", "--flips", "--format", "csv")
    card = told("claim", name)
    assert all(x in card for x in ("first said 2021-03-02", "supports", "Outcome: open", "not what is true"))
    given_ = told("outcome", name, "came true", "--by", "A. Reader", "--note", "Seen.", "--evidence", "https://x.test/")
    assert "came true" in given_
    assert "Outcome: came true" in told("claim", name) and json.loads(told("claim", name, "--json"))["outcomes"]
    assert name not in told("claims", "--open", "--format", "csv")
    assert all(outcome in run.invoke(app, ["outcome", "--help"]).output for outcome in OUTCOME_NAMES)

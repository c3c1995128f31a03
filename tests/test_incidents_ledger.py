"""Statements of one act come together, others stay apart, and no voice gets lost on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
import typer
from evaluation.incidents_ledger import case_entries, load_cases, tally
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from dateline import Document, Run, Statement, read
from dateline.cli import ledger_compare
from dateline.errors import KnowledgeError, LedgerError
from dateline.knowledge import Knowledge
from dateline.ledger import loading
from dateline.ledger.book import Ledger
from dateline.ledger.incidents import store as incidents_store
from dateline.ledger.incidents import tables as tables_incidents
from dateline.ledger.incidents.again import all_incidents
from dateline.ledger.incidents.amounts import Amount, amount_of
from dateline.ledger.incidents.compare import grid
from dateline.ledger.incidents.grouping import groups
from dateline.ledger.incidents.incidents import Incident, incidents
from dateline.ledger.incidents.sameness import points
from dateline.ledger.incidents.sameness_table import SHIPPED, Act, Sameness, load_sameness, pattern
from dateline.ledger.incidents.telling import told
from dateline.ledger.linking import link
from dateline.ledger.nouns import Entry
from dateline.ledger.recording import record

TABLE = load_sameness()


@pytest.fixture(scope="module")
def cases(know: Knowledge) -> dict[str, list[Entry]]:
    """The statements of all cases, numbered through."""
    found: dict[str, list[Entry]] = {}
    for case in load_cases():
        start = sum(map(len, found.values()))
        found[case["case"]] = [msgspec.structs.replace(e, pk=e.pk + start) for e in case_entries(case, know)]
    return found


def one(made: tuple[Incident, ...], act: str) -> Incident:
    """The leading incident of an act."""
    return next(i for i in made if i.act == act)


@pytest.mark.parametrize("act", TABLE.acts.values(), ids=lambda a: a.id)
def test_the_words_of_an_act(act: Act) -> None:
    words = pattern(act.words)
    assert not [example for example in act.match if not words.search(example)]
    assert not [example for example in act.reject if words.search(example)]
    assert len(act.match) >= 2 and len(act.reject) >= 2


def test_a_table_with_a_name_that_dangles_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "sameness.toml"
    broken.write_text(SHIPPED.read_text(encoding="utf-8").replace('near = ["deal"]', 'near = ["bargain"]'), "utf-8")
    with pytest.raises(KnowledgeError, match="bargain"):
        load_sameness(broken)


def test_the_cases_come_out(know: Knowledge) -> None:
    figures = tally(load_cases(), know).figures()
    assert figures["pairs_precision"] >= 0.95
    assert figures["pairs_recall"] >= 0.9
    assert figures["acts_whole"] >= 0.9
    assert figures["slots_right"] == 1.0


def test_claim_doubt_and_denial_stand_side_by_side(cases: dict[str, list[Entry]]) -> None:
    truce = one(incidents(cases["truce"]), "truce")
    whether = truce.slot("whether")
    assert whether is not None and whether.agreement == "differ"
    voices = {(v.key.split(" | ")[0], voice) for v in whether.values for voice in v.voices}
    assert ("actual", "as reported") in voices
    assert any(status == "actual" and "government" in voice for status, voice in voices)
    assert any(status == "negated" and voice.startswith("denied by The Sudan Liberation") for status, voice in voices)
    assert any(status == "possible" and "Analysts" in voice for status, voice in voices)
    assert "1 that it did not happen, said by Sudan Liberation Army" in truce.headline
    against = {v.key: {key.split(" | ")[0] for key in v.against} for v in whether.values}
    assert against == {v.key: {w.key.split(" | ")[0] for w in whether.values} - {v.key.split(" | ")[0]}
                       for v in whether.values}
    assert not any(v.against for slot in truce.slots if slot.agreement != "differ" for v in slot.values)


def test_every_cell_names_its_voice_and_its_sentence(cases: dict[str, list[Entry]]) -> None:
    texts = {e.document.id: e.document.text for entries in cases.values() for e in entries}
    for name, entries in cases.items():
        rows = grid(incidents(entries)).dicts()
        assert rows, name
        for row in rows:
            assert row["voice"] and row["value"] and row["statements"]
            sentence = texts[row["document_id"]][row["start"] : row["end"]]
            assert " ".join(sentence.split()) == " ".join(row["sentence"].split())


def test_statements_are_neither_lost_nor_doubled(cases: dict[str, list[Entry]]) -> None:
    every = [e for entries in cases.values() for e in entries]
    made = incidents(every)
    assert sorted(pk for i in made for pk in i.statements) == sorted(e.pk for e in every)
    assert len({i.id for i in made}) == len(made)


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_the_order_of_reports_decides_nothing(cases: dict[str, list[Entry]], data: st.DataObject) -> None:
    every = [e for entries in cases.values() for e in entries]
    assert incidents(data.draw(st.permutations(every))) == incidents(every)


def test_points_are_the_same_both_ways(cases: dict[str, list[Entry]]) -> None:
    for entries in cases.values():
        forms = [told(e, TABLE) for e in entries]
        assert all(points(a, b, TABLE) == points(b, a, TABLE) for a in forms for b in forms)


def test_two_acts_of_one_kind_stay_apart(cases: dict[str, list[Entry]]) -> None:
    blasts = [i for i in incidents(cases["two-blasts"]) if i.event == "ASSAULT"]
    assert [len(i.origins) for i in blasts] == [2, 2]


def test_numbers_that_differ_are_shown_as_differing(cases: dict[str, list[Entry]]) -> None:
    raid = one(incidents(cases["port-raid"]), "kill")
    slot = raid.slot("how many")
    assert slot is not None and slot.agreement == "differ"
    assert {v.text for v in slot.values} >= {"25 soldiers", "eight soldiers"}


def test_copies_count_once(cases: dict[str, list[Entry]]) -> None:
    entries = cases["envoys"]
    copies = [msgspec.structs.replace(e, pk=e.pk + 10_000, origin=e.document.id,
                                      document=msgspec.structs.replace(e.document, id=f"{e.document.id}-copy"))
              for e in entries]
    made = one(incidents([*entries, *copies]), "expel")
    plain = one(incidents(entries), "expel")
    assert made.origins == plain.origins and len(made.reports) == 2 * len(plain.reports)
    assert {row["copies"] for row in grid((made,)).dicts()} == {2}


def test_across_stories_all_has_to_agree(cases: dict[str, list[Entry]]) -> None:
    def apart(name: str) -> list[Entry]:
        return [msgspec.structs.replace(e, story="") for e in cases[name]]

    assert len(one(incidents(apart("envoys")), "expel").origins) >= 2  # actor, recipient and day are told by both
    truces = [i for i in incidents(apart("truce")) if i.act == "truce"]
    assert all(len(i.origins) == 1 for i in truces if not any(s.name == "when" for s in i.slots))


def test_a_pair_that_fits_does_not_chain() -> None:
    line = {(0, 1): 9, (1, 2): 9, (2, 3): 9, (0, 2): -9, (0, 3): -9, (1, 3): -9}
    assert groups(4, line, link=5, mean=2, absent=-6) == [(0, 1), (2, 3)]
    assert groups(3, {(0, 1): 9, (1, 2): 9}, link=5, mean=2, absent=3) == [(0, 1, 2)]
    assert groups(3, {}, link=5, mean=2, absent=-6) == [(0,), (1,), (2,)]


@given(st.dictionaries(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda p: p[0] < p[1]),
                       st.integers(-30, 12), max_size=20))
def test_groups_hold_everything_once(scores: dict[tuple[int, int], int]) -> None:
    found = groups(8, scores, link=5, mean=2, absent=-6)
    assert sorted(n for group in found for n in group) == list(range(8))
    assert found == sorted(found)


@pytest.mark.parametrize(("quantity", "text", "expected"), [
    (None, "21 girls", Amount(21, 21)), (None, "more than 200 girls", Amount(200, float("inf"))),
    (">200", "", Amount(200, float("inf"))), ("~40", "", Amount(36, 44)), (None, "twenty-one girls", Amount(21, 21)),
    (None, "two thousand people", Amount(2000, 2000)), ("dozens", "dozens", Amount(20, 100)),
    (None, "the girls", None), (None, "up to 50 men", Amount(0, 50)), (None, "1,200 men", Amount(1200, 1200)),
])  # fmt: skip
def test_amounts(quantity: str | None, text: str, expected: Amount | None) -> None:
    assert amount_of(quantity, text, TABLE.numbers) == expected


def test_compatible_numbers_fit() -> None:
    many, exact, few = (amount_of(None, words, TABLE.numbers) for words in ("more than 200", "219", "25"))
    assert many and exact and few
    assert many.fits(exact) and not many.fits(few) and not exact.fits(few)


REPORTS = [
    Document("a", "Kenya’s army seized the Somali port of Kismayo on Monday, Kenya said.", None, "The Courier",
             "2021-03-02"),
    Document("b", "Somalia denied on Tuesday that Kenya’s army had captured the port of Kismayo.", None,
             "Morning Post", "2021-03-02"),
    Document("c", "Kenya’s army captured the port of Kismayo in Somalia on Monday.", None, "Evening News",
             "2021-03-02"),
]  # fmt: skip


@pytest.fixture
def ledger(place: str, know: Knowledge) -> Iterator[Ledger]:
    with Ledger(place) as desk:
        run = record(desk, Run("1", "k", "m"))
        run.add([(d, read(d, know)) for d in REPORTS])
        run.finish()
        link(desk)
        yield desk


def test_the_ledger_keeps_incidents(ledger: Ledger) -> None:
    with ledger.reading() as connection:
        listed = incidents_store.list_incidents(connection, origins=2).dicts()
        found = incidents_store.incident(connection, listed[0]["incident_id"])
        rows = incidents_store.compare(connection, found.stories[0]).dicts()
    assert found.act == "take" and len(found.origins) == 3
    assert {r["source"] for r in rows} == {"The Courier", "Morning Post", "Evening News"}
    assert {r["agreement"] for r in rows if r["slot"] == "whether" and r["incident"] == found.id} == {"differ"}
    assert "whether" in listed[0]["differ"]


def test_ids_stay_and_strange_ones_are_refused(ledger: Ledger) -> None:
    with ledger.reading() as connection:
        before = incidents_store.list_incidents(connection)
        found = all_incidents(loading.entries(connection))
    with ledger.writing() as connection:
        incidents_store.forget_incidents(connection)
        incidents_store.save_incidents(connection, found)
    with ledger.reading() as connection:
        assert incidents_store.list_incidents(connection) == before
        with pytest.raises(LedgerError, match="no incident"):
            incidents_store.incident(connection, "zzz")
        with pytest.raises(LedgerError, match="no story"):
            incidents_store.compare(connection, "zzz")


def run_command(*args: str) -> Any:
    app = typer.Typer()
    ledger_compare.add_to(app)
    return CliRunner().invoke(app, args)


def test_the_grid_fits_a_terminal(ledger: Ledger) -> None:
    with ledger.reading() as connection:
        leading = incidents_store.list_incidents(connection, origins=3).dicts()[0]
        [name] = incidents_store.incident(connection, leading["incident_id"]).stories
    shown = run_command("compare", name, "--ledger", ledger.shown)
    assert shown.exit_code == 0, shown.output
    assert max(map(len, shown.output.splitlines())) <= 100
    assert "≠ whether" in shown.output and "denied by Somalia" in re.sub(r"\s+", " ", shown.output)
    rows = run_command("compare", name, "--ledger", ledger.shown, "--format", "jsonl").stdout.splitlines()
    assert len(rows) > 5 and all('"voice":' in row for row in rows)
    listed = run_command("incidents", "--differ", "--ledger", ledger.shown, "--format", "csv").output
    assert listed.splitlines()[0].startswith("incident_id,event") and "that it did not happen" in listed


def test_a_statement_told_twice_by_one_report_is_one_origin(know: Knowledge) -> None:
    document = Document("x", "Chad agreed a truce with Libya on Monday. On Tuesday Libya denied that it had agreed a "
                             "truce with Chad.", None, "The Courier", "2021-03-03")
    statements: tuple[Statement, ...] = read(document, know).statements
    made = incidents([Entry(pk, document, s, "", "s") for pk, s in enumerate(statements, 1)])
    truce = one(made, "truce")
    assert truce.origins == ("x",)
    whether = truce.slot("whether")
    assert whether is not None and whether.agreement == "differ"


def test_the_schema_is_one_for_all_databases() -> None:
    for dialect in ("sqlite", "postgresql"):
        engine = sa.create_mock_engine(f"{dialect}://", executor=lambda sql, *_: None)
        tables_incidents.METADATA.create_all(engine, tables=tables_incidents.TABLES, checkfirst=False)


def test_types_of_the_table_are_known(know: Knowledge) -> None:
    table: Sameness = TABLE
    named = {event for act in table.acts.values() for event in act.told_as}
    named |= table.types.worded | table.types.placeless | table.types.mutual | table.types.blame
    assert named <= {event for _, event in know.types}


@pytest.mark.parametrize(("text", "event", "status", "voice"), [
    ("The analyst said he didn't think the rebels of Sudan had agreed to a truce with Khartoum.", "AGREE", "negated",
     "The analyst"),
    ("Chad claimed to have agreed a truce with Libya.", "AGREE", "actual", "Chad"),
    ("Many Chadians are sceptical about the truce between Chad and Libya.", "CONCEDE", "possible", "Many Chadians"),
    ("The truce would include provisions for the release of the hostages by Chad's rebels.", "RETREAT", "planned", ""),
    ("Negotiations over the release of the hostages by Chad's rebels go on.", "RETREAT", "possible", ""),
    ("Chad's rebels released the hostages after negotiations.", "RETREAT", "actual", ""),
    ("Chad promised to have the hostages freed.", "AGREE", "actual", ""),
])  # fmt: skip
def test_claim_and_doubt_are_not_the_act(know: Knowledge, text: str, event: str, status: str, voice: str) -> None:
    statements = read(Document("x", text, None, "The Post", "2021-03-05"), know).statements
    told_so = [(s.factuality.status, s.attribution[-1].text if s.attribution else "") for s in statements
               if s.event == event]
    assert told_so == [(status, voice)]

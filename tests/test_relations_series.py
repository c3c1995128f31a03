"""Monthly series, matrix and partners from the ledger, on SQLite and PostgreSQL; the command over them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa
import typer
from typer.testing import CliRunner

from dateline.cli import ledger_relations
from dateline.errors import DatelineError, LedgerError
from dateline.knowledge import Knowledge
from dateline.ledger.book import Ledger
from dateline.ledger.recording import record
from dateline.ledger.relations.relations import card, dyad, dyad_entries
from dateline.ledger.relations.series import (
    CELLS,
    MATRIX,
    PARTNERS,
    by_month,
    matrix,
    monthly,
    months_between,
    partners,
)
from dateline.ledger.schema import DYADS, METADATA
from dateline.reading.pipeline import read
from dateline.types import Document, Reading, Run

REPORTS = (
    ("2023-01-10", "Kenya delivered grain to Somalia on Monday. Somalia condemned Kenya."),
    ("2023-01-20", "Kenya delivered rifles to Somalia on Thursday, officials said."),
    ("2023-04-05", "Kenya will deliver grain to Somalia in May. Kenya attacked Somalia on Tuesday."),
    ("2023-04-06", "The presidents of Kenya and Ethiopia met on Wednesday. Kenya invaded Somalia in October 2011."),
    ("2023-04-07", "Somalia denied attacking Kenya on Tuesday."),
    ("2023-02-01", "The harvest was good."),
)


@pytest.fixture(scope="module")
def readings(know: Knowledge) -> list[tuple[Document, Reading]]:
    documents = [Document(f"d{n}", text, None, "The Sample", day) for n, (day, text) in enumerate(REPORTS)]
    return [(d, read(d, know)) for d in documents]


@pytest.fixture
def ledger(place: str, readings: list[tuple[Document, Reading]]) -> Iterator[Ledger]:
    with Ledger(place) as made:
        run = record(made, Run("1", "k", "m"))
        run.add(readings)
        run.finish()
        yield made


def numbers(connection: sa.Connection, a: str, b: str, **how: object) -> dict[str, int]:
    """`2023-01 KEN SOM actual own`: how many; what is nought is left out."""
    found: dict[str, int] = {}
    for cell in monthly(connection, a, b, **how):  # type: ignore[arg-type]
        key = f"{cell['month']} {cell['actor']} {cell['recipient']} {cell['status']}"
        key += " own" if cell["own_voice"] else " told"
        if cell["number"]:
            found[key] = found.get(key, 0) + cell["number"]
    return found


def test_a_series_by_month_status_and_voice(ledger: Ledger) -> None:
    with ledger.reading() as connection:
        found = numbers(connection, "KEN", "SOM")
    assert found == {
        "2011-10 KEN SOM actual own": 1,
        "2023-01 KEN SOM actual own": 1, "2023-01 KEN SOM actual told": 1, "2023-01 SOM KEN actual own": 1,
        "2023-04 KEN SOM actual own": 1, "2023-05 KEN SOM planned own": 1, "2023-04 SOM KEN negated told": 1,
    }  # fmt: skip


def test_months_without_any_are_there(ledger: Ledger) -> None:
    with ledger.reading() as connection:
        found = monthly(connection, "KEN", "SOM", since="2023-01", until="2023-06")
    assert found.columns == CELLS
    months = [*dict.fromkeys(c["month"] for c in found)]
    assert months == ["2023-01", "2023-02", "2023-03", "2023-04", "2023-05", "2023-06"]
    cells = {(c["actor"], c["status"], c["own_voice"], c["quad"]) for c in found}
    assert len(found) == len(months) * len(cells)
    empty = [c for c in found if c["month"] == "2023-03"]
    assert {c["number"] for c in empty} == {0} and {c["plover_mean"] for c in empty} == {None}
    assert {c["month"]: c["documents_of_month"] for c in found} == {
        "2023-01": 2, "2023-02": 1, "2023-03": 0, "2023-04": 3, "2023-05": 0, "2023-06": 0,
    }  # fmt: skip


def test_one_direction_and_without_history(ledger: Ledger) -> None:
    with ledger.reading() as connection:
        found = numbers(connection, "KEN", "SOM", both=False, background=False)
    assert found == {"2023-01 KEN SOM actual own": 1, "2023-01 KEN SOM actual told": 1,
                     "2023-04 KEN SOM actual own": 1, "2023-05 KEN SOM planned own": 1}


def test_a_mutual_act_stands_in_both_directions(ledger: Ledger) -> None:
    with ledger.reading() as connection:
        found = numbers(connection, "ETH", "KEN")
        assert found == {"2023-04 ETH KEN actual own": 1, "2023-04 KEN ETH actual own": 1}
        [one] = partners(connection, "ETH")
    assert one == {"partner": "KEN", "statements": 1, "from_it": 0, "to_it": 0, "realised": 1, "cooperation": 1,
                   "conflict": 0, "not_realised": 0, "first_month": "2023-04", "last_month": "2023-04",
                   "plover_sum": one["plover_sum"]}


def test_side_by_side_adds_up(ledger: Ledger) -> None:
    with ledger.reading() as connection:
        series = monthly(connection, "KEN", "SOM", since="2023-01")
    wide = by_month(series)
    assert sum(r[s] for r in wide for s in ("actual", "planned", "possible", "negated")) == sum(
        c["number"] for c in series)
    january = next(r for r in wide if r["month"] == "2023-01" and r["actor"] == "KEN")
    assert (january["actual"], january["actual_own"], january["cooperation"], january["conflict"]) == (2, 1, 2, 0)
    assert january["plover_sum"] == 20.0


def test_counted_by_documents(ledger: Ledger) -> None:
    with ledger.reading() as connection:
        found = monthly(connection, "KEN", "SOM", by="documents", since="2023-01")
        assert {c["counted"] for c in found} == {"documents"}
        assert sum(c["number"] for c in found) == 6
        for unit in ("origins", "incidents"):
            with pytest.raises(LedgerError, match=f"--by {unit}: this ledger has no {unit} yet"):
                monthly(connection, "KEN", "SOM", by=unit)


def test_counted_by_origins_and_incidents() -> None:
    """Two statements of one incident, in copies of one report, count as one."""
    engine = sa.create_engine("sqlite://")
    METADATA.create_all(engine)
    with engine.begin() as connection:
        for table in ("story_documents", "incident_statements"):
            connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table}")
        connection.exec_driver_sql("CREATE TABLE story_documents (document_pk INTEGER, origin INTEGER)")
        connection.exec_driver_sql("CREATE TABLE incident_statements (incident_id TEXT, statement_pk INTEGER)")
        connection.exec_driver_sql("INSERT INTO story_documents VALUES (1, 1), (2, 1)")
        connection.exec_driver_sql("INSERT INTO incident_statements VALUES ('i', 1), ('i', 2), ('j', 3)")
        for pk in (1, 2, 3):
            connection.execute(sa.insert(DYADS), {
                "actor": "KEN", "recipient": "SOM", "statement_pk": pk, "current": True, "mutual": False,
                "month": "2023-01", "event": "AID", "quad": 2, "status": "actual", "own_voice": True,
                "background": False, "plover_score": 10.0, "goldstein": 7.0})
            connection.exec_driver_sql(
                "INSERT INTO statements (statement_pk, reading_pk, document_pk, number, statement_id, current, "
                "codebook, event, trigger, trigger_start, trigger_end, sentence, sentence_start, sentence_end, status, "
                f"own_voice, background) VALUES ({pk}, {pk}, {pk}, 0, 's{pk}', 1, 'plover', 'AID', 't', 0, 1, 's', 0, "
                "1, 'actual', 1, 0)")
        by = {unit: [c["number"] for c in monthly(connection, "KEN", "SOM", by=unit)]
              for unit in ("statements", "documents", "origins", "incidents")}  # fmt: skip
        sums = {c["plover_sum"] for c in monthly(connection, "KEN", "SOM", by="incidents")}
    assert by == {"statements": [3], "documents": [3], "origins": [2], "incidents": [2]}
    assert sums == {30.0}


def test_the_matrix_splits_realised_and_talk(ledger: Ledger) -> None:
    with ledger.reading() as connection:
        found = {(r["actor"], r["recipient"]): r for r in matrix(connection, since="2023-01")}
        assert matrix(connection).columns == MATRIX and partners(connection, "KEN").columns == PARTNERS
        many = {(r["actor"], r["recipient"]) for r in matrix(connection, least=2)}
    assert set(found) == {("KEN", "SOM"), ("SOM", "KEN"), ("KEN", "ETH"), ("ETH", "KEN")}
    there = found["KEN", "SOM"]
    assert [there[c] for c in MATRIX[2:12]] == [4, 0, 2, 0, 1, 1, 0, 0, 3, 0]
    assert (found["KEN", "ETH"]["mutual"], found["SOM", "KEN"]["negated"]) == (1, 1)
    assert many == {("KEN", "SOM"), ("SOM", "KEN")}


def test_series_and_card_see_the_same_statements(ledger: Ledger, readings: list[tuple[Document, Reading]]) -> None:
    with ledger.reading() as connection:
        entries = dyad_entries(connection, "KEN", "SOM")
        counted = sum(c["number"] for c in monthly(connection, "KEN", "SOM"))
        found, part = dyad(connection, "KEN", "SOM"), dyad(connection, "KEN", "SOM", since="2023-02")
    assert found.statements == len(entries) == counted == 7
    assert found == card(entries, "KEN", "SOM")
    assert part.statements == 3
    assert [(f.giver, f.kind, dict(f.statuses)) for f in found.flows] == [
        ("KEN", "arms", {"actual": 1}), ("KEN", "food", {"actual": 1, "planned": 1}),
    ]  # fmt: skip


def test_what_no_longer_stands_is_not_counted(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        connection.execute(sa.update(DYADS).where(DYADS.c.event == "ASSAULT").values(current=False))
        assert "2023-04 KEN SOM actual own" not in numbers(connection, "KEN", "SOM")
        assert not any(r["material_conflict"] for r in matrix(connection))


def test_the_series_looks_into_the_dyads_only() -> None:
    """On SQLite the primary key of `dyads` answers it: no scan, no other table, no row looked up elsewhere."""
    engine = sa.create_engine("sqlite://")
    METADATA.create_all(engine)
    seen: list[str] = []
    sa.event.listen(engine, "before_cursor_execute", lambda *given: seen.append((given[2], given[3])))  # type: ignore[arg-type]
    with engine.begin() as connection:
        monthly(connection, "KEN", "SOM", since="2020-01", background=False)
        asked = [one for one in seen if "dyads" in one[0]]
        assert len(asked) == 1
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[0][0]}", asked[0][1])]
    looked = [line for line in plan if line.startswith(("SEARCH", "SCAN"))]
    assert looked and set(looked) == {"SEARCH dyads USING PRIMARY KEY (actor=? AND recipient=?)"}


def test_months_between() -> None:
    assert [*months_between("2022-11", "2023-02")] == ["2022-11", "2022-12", "2023-01", "2023-02"]
    assert [*months_between("2023-02", "2023-01")] == []


def run(*words: str) -> tuple[int, str]:
    app = typer.Typer()
    app.callback()(lambda: None)
    ledger_relations.add_to(app)
    result = CliRunner().invoke(app, ["relations", *words])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout


def test_the_card_on_a_terminal(ledger: Ledger, place: str) -> None:
    code, shown = run("KEN", "SOM", "--ledger", place)
    assert code == 0
    assert "As reported; not what is true." in shown
    assert "Kenya → Somalia: what flows" in shown
    assert "food “grain” [" not in shown and "reported in 1 statement as having happened or going on" in shown
    assert "war, KEN and SOM: in force, as reported, 2011-10/.." in shown
    found = json.loads(run("Kenya", "Somalia", "--json", "--ledger", place)[1])
    assert (found["a"], found["b"], found["statements"]) == ("KEN", "SOM", 7)


def test_tables_on_the_command_line(ledger: Ledger, place: str, tmp_path: Path) -> None:
    out = tmp_path / "series.csv"
    assert run("KEN", "SOM", "--cells", "--since", "2023", "--out", str(out), "--ledger", place)[0] == 0
    with out.open(encoding="utf-8", newline="") as handle:
        rows = [*csv.DictReader(handle)]
    assert tuple(rows[0]) == CELLS and sum(int(r["number"]) for r in rows) == 6
    assert "2023-05" in run("KEN", "SOM", "--series", "--ledger", place)[1]
    assert [json.loads(line)["partner"] for line in run("KEN", "--format", "jsonl", "--ledger", place)[1].splitlines()
            ] == ["SOM", "ETH"]
    assert len(run("--format", "jsonl", "--ledger", place)[1].splitlines()) == 4
    flows = [json.loads(x) for x in run("KEN", "SOM", "--format", "jsonl", "--ledger", place)[1].splitlines()]
    assert [(r["about"], r["what"]) for r in flows] == [("flow", "arms"), ("flow", "food"), ("relation", "war")]


def test_the_command_refuses_with_a_sentence(ledger: Ledger, place: str) -> None:
    for words, message in (
        (("KEN", "Kenya"), "one party, KEN"), (("KEN", "Nobody Whatsoever"), "nobody that Dateline knows"),
        (("KEN", "SOM", "--since", "May"), "--since May: not a month"),
        (("KEN", "SOM", "--series", "--by", "incidents"), "has no incidents yet"),
    ):  # fmt: skip
        with pytest.raises(DatelineError, match=message):
            run(*words, "--ledger", place)


def test_cards_are_plain_data(ledger: Ledger) -> None:
    with ledger.reading() as connection:
        found = dyad(connection, "KEN", "SOM")
    assert msgspec.json.decode(msgspec.json.encode(found), type=type(found)) == found

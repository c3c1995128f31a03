"""The store, on SQLite and PostgreSQL: nothing is overwritten, nothing comes twice, runs can be told apart."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from tests.small_reports import CODER, enter, report

from dateline import Document, Reading, Run, Span, Statement, read
from dateline.errors import LedgerError
from dateline.knowledge import Knowledge
from dateline.ledger.book import Ledger
from dateline.ledger.loading import entries, entry, stored
from dateline.ledger.migrations import MIGRATIONS, guard, upgrade, version_of
from dateline.ledger.recording import record
from dateline.ledger.rows import fit_document, packed, unpacked_reading
from dateline.ledger.schema import META, METADATA
from dateline.ledger.table import table
from dateline.types import Factuality, Issue, Mention

REPORT = ("Kenya attacked Somalia on Monday. Ethiopia’s prime minister said Kenya had promised Somalia 300 tonnes of "
          "wheat. Kenya denied that its troops had crossed the border.")
FIRST, SECOND = Run("1.0", "k1", "m"), Run("2.0", "k2", "m")


@pytest.fixture
def ledger(place: str) -> Iterator[Ledger]:
    with Ledger(place) as made:
        yield made


@pytest.fixture(scope="module")
def pair(know: Knowledge) -> tuple[Document, Reading]:
    document = Document("kenya", REPORT, "A report", "The Sample", "2021-03-04", "https://sample.test/1")
    return document, read(document, know)


def contents(ledger: Ledger, *but: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, but of those named."""
    with ledger.reading() as connection:
        return {name: sorted(map(tuple, connection.execute(sa.select(t))), key=repr)
                for name, t in METADATA.tables.items() if name not in but}


def other(pair: tuple[Document, Reading], text: str) -> tuple[Document, Reading]:
    """The same source with another text, and a reading without statements."""
    document = msgspec.structs.replace(pair[0], text=text)
    return document, Reading(document.id, document.text_sha256, ())


def test_what_goes_in_comes_out(ledger: Ledger, pair: tuple[Document, Reading]) -> None:
    run = record(ledger, FIRST)
    assert run.add([pair])[:3] == (1, 1, len(pair[1].statements))
    run.finish()
    with ledger.reading() as connection:
        [one] = stored(connection)
        found = [*entries(connection)]
    assert (one.document, one.reading) == pair
    assert [e.statement for e in found] == [*pair[1].statements] and len(found) >= 3
    assert all(e.words() == e.statement.trigger.of(REPORT) for e in found)
    [row] = ledger.runs().dicts()
    assert (row["read"], row["kept"], row["statements"], row["version"]) == (1, 0, len(found), "1.0")


def test_the_same_document_twice_changes_nothing(ledger: Ledger, pair: tuple[Document, Reading]) -> None:
    record(ledger, FIRST).add([pair])
    before = contents(ledger, "runs", "run_readings", "meta")
    run = record(ledger, FIRST)
    assert run.known([pair[0]]) == {0}
    assert run.add([pair, pair]) == (0, 0, 0, ())
    assert contents(ledger, "runs", "run_readings", "meta") == before
    assert ledger.runs().dicts()[0]["kept"] == 1


def test_a_changed_document_is_a_new_version(ledger: Ledger, pair: tuple[Document, Reading]) -> None:
    run = record(ledger, FIRST)
    run.add([pair])
    changed = other(pair, REPORT + " It was corrected.")
    run.add([changed])
    with ledger.reading() as connection:
        rows = [*connection.exec_driver_sql("SELECT version, current, text FROM documents ORDER BY version")]
        now = [s.document.text for s in stored(connection)]
        assert not [*entries(connection)]
    assert [(r[0], bool(r[1])) for r in rows] == [(1, False), (2, True)]
    assert rows[0][2] == REPORT and now == [changed[0].text]


def test_back_to_the_first_text(ledger: Ledger, pair: tuple[Document, Reading]) -> None:
    run = record(ledger, FIRST)
    run.add([pair])
    run.add([other(pair, "Nothing.")])
    record(ledger, FIRST).add([pair])
    with ledger.reading() as connection:
        assert [s.document for s in stored(connection)] == [pair[0]]
        assert len([*entries(connection)]) == len(pair[1].statements)


def test_two_texts_under_one_id_in_one_batch(ledger: Ledger, pair: tuple[Document, Reading]) -> None:
    last = other(pair, "Another text.")
    assert record(ledger, FIRST).add([pair, last]).documents == 2
    with ledger.reading() as connection:
        assert [s.document.text for s in stored(connection)] == ["Another text."]


def test_coding_anew_overwrites_nothing(ledger: Ledger, pair: tuple[Document, Reading]) -> None:
    record(ledger, FIRST).add([pair])
    document, reading = pair
    kept = reading.statements[1:]
    changed = msgspec.structs.replace(kept[0], factuality=Factuality("possible"))
    record(ledger, SECOND).add([(document, msgspec.structs.replace(reading, statements=(changed, *kept[1:])))])
    with ledger.reading() as connection:
        assert [e.statement.id for e in entries(connection)] == [s.id for s in kept]
        both = connection.exec_driver_sql("SELECT count(*) FROM statements").scalar()
    assert both == 2 * len(reading.statements) - 1
    found = ledger.diff(1, 2)
    assert found.documents == 1 and found.same == len(kept) - 1
    changes = [(r["change"], r["slot"], r["after"]) for r in found.rows]
    assert ("loss", None, None) in changes and ("changed", "status", "possible") in changes
    assert ledger.diff(2, 1).rows.dicts()[-1]["change"] in ("gain", "changed")
    with pytest.raises(LedgerError, match="no run 7"):
        ledger.diff(1, 7)


def test_a_run_says_what_it_skipped_and_why(ledger: Ledger) -> None:
    run = record(ledger, FIRST)
    run.skip([Issue("x.pdf", "sources", "this is a PDF", "error"), Issue("y", "times", "odd date", span=Span(3, 9))])
    assert ledger.runs().dicts()[0]["skipped"] == 1
    assert [(r["document_id"], r["start"]) for r in ledger.reasons(1)] == [("x.pdf", None), ("y", 3)]
    assert ledger.runs().dicts()[0]["state"] != "finished"


def test_half_a_surrogate_and_nul_survive(ledger: Ledger) -> None:
    text = "Peru\x00 attacked \ud83d Chile \U0001f600."
    mention, told = Mention(Span(0, 4), "Peru", "PER"), Factuality("actual")
    statement = Statement("s1", "ASSAULT", None, (mention,), (), Span(6, 14), (Span(0, len(text)),), told)
    document = Document("odd\ud83d", text, published="2020-01-01")
    reading = Reading(document.id, document.text_sha256, (statement,))
    record(ledger, FIRST).add([(document, reading)])
    with ledger.reading() as connection:
        [found] = entries(connection)
        assert found.document.text == text and found.statement == statement
        [[one, _]] = entry(connection, "s1")
        assert one.statement == statement
        sentence = connection.exec_driver_sql("SELECT sentence FROM statements").scalar()
    assert sentence == text.replace("\x00", "\ufffd").replace("\ud83d", "\ufffd")


def test_the_query_tables_tell_who(ledger: Ledger, pair: tuple[Document, Reading]) -> None:
    record(ledger, FIRST).add([pair])
    with ledger.reading() as connection:
        dyads = {tuple(r) for r in connection.exec_driver_sql(
            "SELECT actor, recipient, event, status, month FROM dyads WHERE current")}
        voices = {r[0] for r in connection.exec_driver_sql("SELECT country FROM parties WHERE role = 'voice'")}
    assert ("KEN", "SOM", "ASSAULT", "actual", "2021-03") in dyads
    assert "ETH" in voices and not {d for d in dyads if d[0] == d[1]}


def test_an_older_ledger_is_brought_up(place: str) -> None:
    with Ledger(place) as fresh:
        wanted = columns(fresh)
    with Ledger(place) as again, again.reading() as connection:
        assert version_of(connection) == MIGRATIONS[-1].number
    assert [m.number for m in MIGRATIONS] == [*range(1, len(MIGRATIONS) + 1)]
    assert wanted.keys() >= set(METADATA.tables)


def columns(ledger: Ledger) -> dict[str, list[str]]:
    with ledger.reading() as connection:
        look = sa.inspect(connection)
        return {name: [c["name"] for c in look.get_columns(name)] for name in look.get_table_names()}


@pytest.mark.parametrize("number", [m.number for m in MIGRATIONS])
def test_each_change_of_the_schema_leads_to_the_same(place: str, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ledger that was made when the schema had `number` changes ends where a fresh one begins."""
    with monkeypatch.context() as older:
        older.setattr("dateline.ledger.migrations.MIGRATIONS", MIGRATIONS[:number])
        older.setattr("dateline.ledger.store.MIGRATIONS", MIGRATIONS[:number])
        with Ledger(place) as made, made.reading() as connection:
            assert version_of(connection) == number
    with Ledger(place) as brought:
        assert {*METADATA.tables} <= columns(brought).keys()
        with brought.reading() as connection:
            assert version_of(connection) == MIGRATIONS[-1].number


def test_a_newer_ledger_is_refused(place: str) -> None:
    with Ledger(place) as ledger, ledger.writing() as connection:
        connection.execute(sa.update(META).values(value="999"))
    with pytest.raises(LedgerError, match=r"newer Dateline \(schema 999"):
        Ledger(place)


def test_another_database_is_no_ledger(place: str) -> None:
    engine = sa.create_engine(f"sqlite:///{place}" if "://" not in place else place.replace("://", "+psycopg://", 1))
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE recipes (name TEXT)")
    engine.dispose()
    with pytest.raises(LedgerError, match="no ledger"):
        Ledger(place)


def test_append_only_means_it(place: str) -> None:
    with Ledger(place) as ledger:
        with ledger.writing() as connection:
            connection.exec_driver_sql("CREATE TABLE judged (x INTEGER)")
            guard(connection, "judged")
            connection.exec_driver_sql("INSERT INTO judged VALUES (1)")
        for change in ("UPDATE judged SET x = 2", "DELETE FROM judged"):
            with pytest.raises(LedgerError, match="only grows"), ledger.writing() as connection:
                connection.exec_driver_sql(change)


def test_an_error_keeps_nothing(ledger: Ledger, pair: tuple[Document, Reading]) -> None:
    run = record(ledger, FIRST)
    before = contents(ledger)
    with pytest.raises(ZeroDivisionError), ledger.writing() as connection:
        from dateline.ledger.writing import add

        add(connection, run.run_id, [pair], "2026-01-01T00:00:00Z")
        _ = 1 / 0
    assert contents(ledger) == before


def test_upgrade_says_which_number(place: str) -> None:
    with Ledger(place) as ledger, ledger.writing() as connection:
        assert upgrade(connection) == MIGRATIONS[-1].number


def test_answers_in_one_line() -> None:
    answer = table(("a", "b"), [(1, "x"), {"a": 2, "b": None}])
    assert answer.dicts() == [{"a": 1, "b": "x"}, {"a": 2, "b": None}] and len(answer) == 2
    assert answer.arrow().column_names == ["a", "b"]
    assert answer.pandas()["a"].sum() == 3 and answer.polars()["a"].to_list() == [1, 2]


@given(st.text())
def test_fit_keeps_offsets(text: str) -> None:
    document = Document("x", text)
    fitted = fit_document(document).text
    assert len(fitted) == len(text) and "\x00" not in fitted
    fitted.encode()


@given(st.text(st.characters(), max_size=20))
def test_a_reading_survives_packing(text: str) -> None:
    reading = Reading(text, "0", (), issues=(Issue(text, "s", text),))
    assert unpacked_reading(packed(reading)) == reading


def test_reading_two_versions_again_leaves_the_last_one_standing(place: str) -> None:
    first = report("one", "Moscow armed Pyongyang.", "2023-09-14", {"trigger": "armed"}, title="a")
    second = report("one", "Moscow did not arm Pyongyang.", "2023-09-14", {"trigger": "arm"}, title="b")
    with Ledger(place) as ledger:
        enter(ledger, first, second)
        for order in ((first, second), (second, first)):
            run = record(ledger, CODER)
            assert run.known([document for document, _ in order]) == {0, 1}
            run.finish()
            assert [row["title"] for row in ledger.statements()] == [order[-1][0].title]

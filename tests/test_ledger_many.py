"""Several writers and readers at once, versions in any order: all is in, nobody sees a half, nothing is lost."""

from __future__ import annotations

import subprocess
import threading
from contextlib import ExitStack

import pytest
import sqlalchemy as sa
from benchmarks.made import pair
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.ledger_tools import assert_whole, assert_whole_in, contents, ending, load, read_all, writer

from dateline.ledger.book import Ledger
from dateline.ledger.recording import record
from dateline.ledger.schema import DOCUMENTS, METADATA
from dateline.types import Run

WRITERS, EACH = 4, 60


def _finish(processes: list[subprocess.Popen[str]]) -> None:
    for process in processes:
        _, said = process.communicate(timeout=120)
        assert process.returncode == 0, said


def _look(place: str, done: threading.Event, seen: list[int], wrong: list[BaseException]) -> None:
    try:
        with Ledger(place) as ledger:
            while not done.is_set():
                with ledger.reading() as connection:
                    before = connection.execute(sa.select(sa.func.count()).select_from(DOCUMENTS)).scalar_one()
                    assert_whole_in(connection)
                    after = connection.execute(sa.select(sa.func.count()).select_from(DOCUMENTS)).scalar_one()
                    assert before == after == len(contents(connection)), "the ledger changed under a reader"
                seen.append(before)
    except BaseException as error:  # noqa: BLE001  shown by the test
        wrong.append(error)


def test_writers_and_readers_at_once(place: str) -> None:
    Ledger(place).close()
    seen: list[int] = []
    wrong: list[BaseException] = []
    done = threading.Event()
    with ExitStack() as stack:
        processes = [stack.enter_context(ending(writer(place, EACH, first=EACH * n))) for n in range(WRITERS)]
        readers = [threading.Thread(target=_look, args=(place, done, seen, wrong)) for _ in range(2)]
        for reader in readers:
            reader.start()
        try:
            _finish(processes)
        finally:
            done.set()
            for reader in readers:
                reader.join()
    assert not wrong, wrong
    assert len(read_all(place)) == WRITERS * EACH
    assert seen == sorted(seen) or len(set(seen)) > 1
    assert_whole(place)
    with Ledger(place) as ledger:
        runs = ledger.runs().dicts()
    assert [run["read"] for run in runs] == [EACH] * WRITERS
    assert all(run["finished"] for run in runs)


def test_writers_of_the_same_documents(place: str) -> None:
    """Everybody loads the same: each document is entered by one and counted by all."""
    with ExitStack() as stack:
        _finish([stack.enter_context(ending(writer(place, EACH))) for _ in range(WRITERS)])
    assert_whole(place)
    assert len(read_all(place)) == EACH
    with Ledger(place) as ledger:
        runs = ledger.runs().dicts()
    assert sum(run["read"] for run in runs) == EACH
    assert {run["read"] + run["kept"] for run in runs} == {EACH}


def test_a_new_ledger_is_made_once_by_many(place: str) -> None:
    with ExitStack() as stack:
        _finish([stack.enter_context(ending(writer(place, 0))) for _ in range(WRITERS)])
    with Ledger(place) as ledger:
        assert len(ledger.runs()) == WRITERS


def test_a_reader_sees_one_moment(place: str) -> None:
    load(place, 20)
    with Ledger(place) as ledger, ledger.reading() as connection:
        before = contents(connection)
        load(place, 20, first=20)
        assert contents(connection) == before
    assert len(read_all(place)) == 40


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.sampled_from("ab")), max_size=9))
def test_versions_in_any_order(tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, int, str]]) -> None:
    """Texts of three sources come and come back, read by two coders: the last one given is the present one."""
    place = str(tmp_path_factory.mktemp("versions") / "ledger.db")
    given_last: dict[str, str] = {}
    seen: set[tuple[int, int]] = set()
    with Ledger(place) as ledger:
        for number, version, coder in steps:
            made = pair(number, version=version)
            before = _rows(ledger)
            run = record(ledger, Run(coder, "none", "none"))
            new = run.add([made]).documents
            run.finish()
            assert new == ((number, version) not in seen), "a text that is known is not entered again"
            assert _rows(ledger) >= before, "nothing that stood there is gone"
            seen.add((number, version))
            given_last[made[0].id] = made[0].text_sha256[:8]
        with ledger.reading() as connection:
            found = contents(connection)
    assert {key.split()[0]: key.split()[-1] for key in found if " current " in key} == given_last
    assert_whole(place)


def _rows(ledger: Ledger) -> set[tuple[object, ...]]:
    """All rows of what is never changed, without the marks of the present."""
    with ledger.reading() as connection:
        return {(name, *(value for column, value in row._mapping.items() if column != "current"))
                for name in ("documents", "readings", "statements", "parties", "dyads", "coders")
                for row in connection.execute(sa.select(METADATA.tables[name]))}

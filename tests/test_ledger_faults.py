"""What can go wrong with a ledger on its machine: nothing is lost, nothing half-written, a clear sentence each."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from benchmarks.made import RUN, documents, pair
from tests.ledger_tools import (
    ROOT,
    assert_whole,
    contents,
    ending,
    grow,
    load,
    read_all,
    small_disk,
    writer,
)
from tests.postgres import GUARDED, Cluster, runner

from dateline.engine.store import make_record, write_manifest, write_part
from dateline.errors import LedgerError
from dateline.ledger.book import Ledger
from dateline.ledger.recording import record
from dateline.ledger.schema import META, RUNS

REPORTS = 120  # of the writer that is killed
KILLS = 8


def said(place: str, *, create: bool = True) -> str:
    """The sentence with which a ledger is refused."""
    with pytest.raises(LedgerError) as refused:
        Ledger(place, create=create).close()
    sentence = str(refused.value)
    assert "\n" not in sentence
    return sentence


def dateline(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The command line, in a process of its own."""
    return subprocess.run([sys.executable, "-m", "dateline", *map(str, arguments)], text=True, capture_output=True,
                          check=False, env=os.environ | {"PYTHONPATH": str(ROOT / "src"), "COLUMNS": "300"})


def coded(folder: Path, count: int) -> Path:
    """A folder as `dateline code --out` leaves it."""
    write_manifest(folder, RUN, {})
    write_part(folder, [make_record(*made) for made in documents(count)])
    return folder


# a writer is killed
def test_a_killed_writer_leaves_nothing_half(place: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Killed again and again at any moment, the same command goes on and ends where an undisturbed one ends."""
    dice, broken = random.Random(3), 0
    for _ in range(KILLS):
        with ending(writer(place, REPORTS)) as process:
            assert process.stdout is not None
            for _ in range(dice.randint(1, 4)):
                process.stdout.readline()
            time.sleep(dice.random() * 0.04)
            process.kill()
            broken += process.wait() == -signal.SIGKILL
        assert_whole(place)
    assert broken >= KILLS // 2, "the writer was done before it was killed"
    before = len(read_all(place))
    load(place, REPORTS)
    assert before < REPORTS == len(read_all(place))
    assert_whole(place)
    undisturbed = str(tmp_path_factory.mktemp("undisturbed") / "ledger.db")
    load(undisturbed, REPORTS)
    assert read_all(place) == read_all(undisturbed)
    with Ledger(place) as ledger:
        states = [run["state"] == "finished" for run in ledger.runs()]
    assert states[0], "the last run came to its end"
    assert states.count(False) == broken


def test_a_writer_killed_while_the_ledger_is_made(place: str) -> None:
    for delay in (0.0, 0.3, 0.4, 0.45, 0.5, 0.55, 0.6):
        with ending(writer(place, 10)) as process:
            time.sleep(delay)
            process.kill()
    load(place, 10)
    assert_whole(place)
    assert len(read_all(place)) == 10


# the disk is full
@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", "3m") as folder:
        yield folder


def test_a_full_disk(disk: Path, tmp_path: Path) -> None:
    """By the command line: a sentence and exit code 2; what was there is there; with room the same command goes on."""
    place, folder = disk / "desk.db", coded(tmp_path / "coded", 300)
    stopped = dateline("load", folder, "--ledger", place)
    assert stopped.returncode == 2
    assert "disk is full" in stopped.stderr and str(place) in stopped.stderr and "make room" in stopped.stderr
    assert "Traceback" not in stopped.stderr
    grow(disk, "200m")
    assert_whole(str(place))
    before = len(read_all(str(place)))
    assert before < 300
    again = dateline("load", folder, "--ledger", place)
    assert again.returncode == 0, again.stderr
    assert len(read_all(str(place))) == 300
    assert_whole(str(place))


def test_a_disk_without_a_byte_left(disk: Path) -> None:
    """Who has the ledger open goes on reading; nobody else gets a half."""
    place = str(disk / "desk.db")
    load(place, 10)
    before = read_all(place)
    with Ledger(place) as ledger:
        with (disk / "filler").open("wb", buffering=0) as filler, pytest.raises(OSError, match="No space"):
            while filler.write(bytes(4096)):
                pass
        with pytest.raises(LedgerError, match="full"):
            load(place, 100)
        with ledger.reading() as connection:
            assert contents(connection) == before
    (disk / "filler").unlink()
    assert read_all(place) == before
    load(place, 12)
    assert len(read_all(place)) == 12
    assert_whole(place)


def test_a_full_disk_in_the_middle_of_a_transaction(tmp_path: Path) -> None:
    """The same without a small disk: SQLite may take no more pages."""
    place = str(tmp_path / "desk.db")
    load(place, 10)
    before = read_all(place)
    with Ledger(place) as ledger:
        with ledger.writing() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 50}").close()
        run = record(ledger, RUN)
        with pytest.raises(LedgerError, match="disk is full"):
            run.add(documents(100, first=10))
        assert read_all(place) == before
        assert run.add([pair(10)]).documents == 1, "what fits still goes in"
    load(place, 110)
    assert_whole(place)


def test_a_full_disk_of_the_server(tmp_path: Path, postgresql: Cluster) -> None:
    with small_disk(Path(f"/tmp/dateline-small-{os.getpid()}"), "24m", runner()) as disk:
        postgresql.command(f"CREATE TABLESPACE small LOCATION '{disk}'")
        try:
            with postgresql.database() as place:
                postgresql.command(f'ALTER DATABASE "{place.rpartition("/")[2]}" SET TABLESPACE small')
                load(place, 10)
                before = read_all(place)
                with pytest.raises(LedgerError, match="server's disk is full"):
                    load(place, 1000, batch=500)
                assert read_all(place).items() >= before.items()
                assert_whole(place)
                grow(disk, "200m")
                load(place, 200)
                assert_whole(place)
                assert len(read_all(place)) == 200
        finally:
            postgresql.command("DROP TABLESPACE small")


# locked
@contextmanager
def held(place: str) -> Iterator[None]:
    """Somebody else's turn to write, until the end of the block."""
    with Ledger(place) as other, other.writing():
        yield


def test_a_lock_that_lasts_too_long(place: str) -> None:
    load(place, 5)
    before = read_all(place)
    with held(place):
        with ending(writer(place, 10, wait=0.3)) as process:
            _, words = process.communicate(timeout=60)
        assert process.returncode == 2
        assert "another program" in words and "Try again" in words and "Traceback" not in words
        assert place.rpartition("@")[2] in words
        assert read_all(place) == before, "readers do not wait"
    load(place, 10)
    assert len(read_all(place)) == 10


def test_a_short_lock_is_waited_for(place: str) -> None:
    load(place, 5)
    with ending(writer(place, 10, wait=30)) as process:
        with held(place):
            time.sleep(1.2)
            assert process.poll() is None
        _, words = process.communicate(timeout=60)
    assert process.returncode == 0, words
    assert len(read_all(place)) == 10


# a damaged file
def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    place = tmp_path / "notes.txt"
    place.write_text("These are my notes of the week, and no database at all.\n" * 400)
    before = place.read_bytes()
    sentence = said(str(place))
    assert str(place) in sentence and "no ledger" in sentence and "backup" in sentence
    assert place.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["notes.txt"]


def test_an_empty_file_becomes_a_ledger(tmp_path: Path) -> None:
    place = tmp_path / "desk.db"
    place.touch()
    assert "dateline code" in said(str(place), create=False)
    assert place.stat().st_size == 0, "a reader makes nothing"
    load(str(place), 3)
    assert_whole(str(place))


def sealed(tmp_path: Path) -> Path:
    """A ledger of one file, its write-ahead log taken in."""
    place = tmp_path / "desk.db"
    load(str(place), 40)
    with sqlite3.connect(place) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return place


@pytest.mark.parametrize("share", [0.0001, 0.3, 0.9])
def test_a_file_that_was_cut_off(tmp_path: Path, share: float) -> None:
    place = sealed(tmp_path)
    os.truncate(place, int(place.stat().st_size * share))
    _is_told_as_damaged(place)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6])
def test_garbage_in_the_file(tmp_path: Path, share: float) -> None:
    place = sealed(tmp_path)
    size = place.stat().st_size
    with place.open("r+b") as file:
        file.seek(int(size * share))
        file.write(random.Random(1).randbytes(size // 4))
    _is_told_as_damaged(place)


def _is_told_as_damaged(place: Path) -> None:
    before = place.read_bytes()
    with pytest.raises(LedgerError) as told:
        read_all(str(place))
        assert_whole(str(place))
        load(str(place), 60)
    sentence = str(told.value)
    assert str(place) in sentence and "damaged" in sentence and "backup" in sentence
    assert place.read_bytes() == before, "nothing is written into a damaged file"


# a newer ledger
def test_a_newer_ledger_is_neither_read_nor_written(place: str) -> None:
    load(place, 3)
    with Ledger(place) as ledger, ledger.writing() as connection:
        connection.execute(sa.update(META).where(META.c.name == "schema").values(value="99"))
        before = contents(connection)
    for create in (True, False):
        sentence = said(place, create=create)
        assert "newer Dateline" in sentence and "pip install --upgrade dateline" in sentence
    with ending(writer(place, 5)) as process:
        _, words = process.communicate(timeout=60)
    assert process.returncode == 2 and "newer Dateline" in words
    with _engine(place).connect() as connection:
        assert contents(connection) == before


def _engine(place: str) -> sa.Engine:
    return sa.create_engine(f"sqlite:///{place}" if "://" not in place else place.replace("://", "+psycopg://", 1))


def test_the_command_line_says_it_in_a_line(tmp_path: Path) -> None:
    notes, newer = tmp_path / "notes.txt", tmp_path / "newer.db"
    notes.write_text("No database at all.\n" * 400)
    with Ledger(newer) as ledger, ledger.writing() as connection:
        connection.execute(sa.update(META).where(META.c.name == "schema").values(value="99"))
    for place, words in ((notes, "no ledger"), (newer, "newer Dateline"), (tmp_path, "it is a folder")):
        for command in (["runs"], ["load", coded(tmp_path / "coded", 1)]):
            done = dateline(*command, "--ledger", place)
            assert done.returncode == 2 and words in done.stderr, done.stderr
            assert len(done.stderr.strip().splitlines()) == 1 and not done.stdout


# a clock that jumps
def test_a_clock_that_jumps(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A year back, two years forth: the order stays, and the run says that the clock was odd."""
    clocks = ("2026-06-01T10:00:00Z", "2025-06-01T10:00:00Z", "2027-06-01T10:00:00Z", "2026-06-01T10:00:01Z")
    with Ledger(place) as ledger:
        for version, clock in enumerate(clocks):
            monkeypatch.setattr("dateline.ledger.store.now", lambda clock=clock: clock)
            monkeypatch.setattr("dateline.ledger.recording.now", lambda clock=clock: clock)
            run = record(ledger, RUN)
            run.add([pair(1, version=version)])
            run.finish()
        with ledger.reading() as connection:
            runs = connection.execute(sa.select(RUNS).order_by(RUNS.c.run_id)).all()
            found = contents(connection)
    assert [f"version {n}" for n in (1, 2, 3, 4)] == [" ".join(key.split()[1:3]) for key in found]
    assert [" current " in key for key in found] == [False, False, False, True]
    assert [run.started for run in runs] == sorted(run.started for run in runs), "times never go back"
    assert all(run.finished >= run.started and run.seconds >= 0 for run in runs)
    notes = [run.note or "" for run in runs]
    assert "clock" in notes[1] and "clock" in notes[3] and not notes[0] and not notes[2]
    assert_whole(place)


# places that are none
def test_a_folder_is_no_ledger(tmp_path: Path) -> None:
    assert "it is a folder" in said(str(tmp_path))
    assert "no folder" in said(str(tmp_path / "missing" / "desk.db"))
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_may_only_be_read(tmp_path: Path) -> None:
    """What is there can be read; to write is refused in a sentence."""
    with small_disk(tmp_path / "disk", "20m") as disk:
        place = str(disk / "desk.db")
        load(place, 5)
        before = read_all(place)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        assert read_all(place) == before
        with pytest.raises(LedgerError, match="may not be written"):
            load(place, 6)
        assert said(str(disk / "new.db"))
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        load(place, 6)
        assert len(read_all(place)) == 6


def test_servers_that_are_none(postgresql: Cluster) -> None:
    """One sentence each, and no password in it."""
    secret = "hush-hush"
    wrong = said(postgresql.url("postgres", GUARDED, secret))
    assert "refused user or password" in wrong
    missing = said(postgresql.url("nowhere", password=secret))
    assert "createdb" in missing
    gone = said(postgresql.url("postgres", password=secret).replace(str(postgresql.port), "1"))
    assert "cannot be reached" in gone
    odd = said(f"mysql://me:{secret}@localhost/desk")
    assert "postgresql://" in odd
    none = said(postgresql.url("postgres", GUARDED))
    assert "password" in none
    for sentence in (wrong, missing, gone, odd, none):
        assert secret not in sentence


def test_a_server_that_ends_in_the_middle(postgresql: Cluster) -> None:
    with postgresql.database() as place, Ledger(place) as ledger:
        run = record(ledger, RUN)
        with pytest.raises(LedgerError, match="ended the connection"), ledger.writing() as connection:
            connection.execute(sa.update(RUNS).values(note="half"))
            number = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
            with psycopg.connect(postgresql.url("postgres"), autocommit=True) as killer:
                killer.execute("SELECT pg_terminate_backend(%s)", [number])
            connection.execute(sa.select(RUNS)).all()
        assert run.add([pair(1)]).documents == 1, "the next batch takes a new connection"
        assert [row["note"] for row in ledger.runs()] == [None]

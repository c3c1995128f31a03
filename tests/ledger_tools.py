"""What the tests of a ledger share: a writer in a process of its own, and what must hold of every ledger."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from benchmarks.made import RUN, documents

from dateline.errors import DatelineError
from dateline.ledger.book import Ledger
from dateline.ledger.recording import record
from dateline.ledger.rows import dyad_rows, month_of, party_rows, unpacked_reading
from dateline.ledger.schema import DOCUMENTS, DYADS, PARTIES, READINGS, RUN_READINGS, RUNS, STATEMENTS

ROOT = Path(__file__).parents[1]
BATCH = 10


def load(place: str, count: int, first: int = 0, batch: int = BATCH, **options: Any) -> None:
    """Load made reports as `dateline code` does: what is known is not read again; each batch is kept whole."""
    made = list(documents(count, first=first))
    with Ledger(place, **options) as ledger:
        run = record(ledger, RUN)
        for start in range(0, count, batch):
            part = made[start : start + batch]
            known = run.known([document for document, _ in part])
            print("batch", start, flush=True)
            run.add(pair for i, pair in enumerate(part) if i not in known)
        run.finish()


def writer(place: str, count: int, first: int = 0, batch: int = BATCH, wait: float = 30.0) -> subprocess.Popen[str]:
    """`load` in another process, a line before each batch.

    On an error that a user can mend it says so and ends with 2, as the command line does.
    """
    path = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
    command = [sys.executable, "-m", "tests.ledger_tools", place, str(count), str(first), str(batch), str(wait)]
    return subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": path}, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def read_all(place: str) -> dict[str, Any]:
    """What the ledger holds: document id and version → ids of its present statements; without times and numbers."""
    with Ledger(place, create=False) as ledger, ledger.reading() as connection:
        return contents(connection)


def contents(connection: sa.Connection) -> dict[str, Any]:
    """See `read_all`."""
    query = (sa.select(DOCUMENTS.c.document_id, DOCUMENTS.c.version, DOCUMENTS.c.current, DOCUMENTS.c.text_sha256,
                       STATEMENTS.c.statement_id, STATEMENTS.c.current.label("stands"))
             .join(STATEMENTS, STATEMENTS.c.document_pk == DOCUMENTS.c.document_pk, isouter=True)
             .order_by(STATEMENTS.c.statement_pk))
    found: dict[str, Any] = {}
    for row in connection.execute(query):
        key = f"{row.document_id} version {row.version}{' current' if row.current else ''} {row.text_sha256[:8]}"
        found.setdefault(key, []).append((row.statement_id, bool(row.stands)))
    return found


def assert_whole(place: str) -> None:
    """Every reading has exactly its statements, parties, dyads and search rows; the present is told apart rightly."""
    with Ledger(place, create=False) as ledger, ledger.reading() as connection:
        assert_whole_in(connection)


def assert_whole_in(connection: sa.Connection) -> None:
    """See `assert_whole`."""
    if connection.dialect.name == "sqlite":
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"]
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    statements, parties, dyads = _held(connection)
    readings = connection.execute(
        sa.select(READINGS, DOCUMENTS.c.document_id, DOCUMENTS.c.text, DOCUMENTS.c.published)
        .join(DOCUMENTS, DOCUMENTS.c.document_pk == READINGS.c.document_pk)).all()
    for row in readings:
        reading, held = unpacked_reading(row.body), statements.pop(row.reading_pk, [])
        assert len(held) == row.statements == len(reading.statements)
        assert [s.statement_id for s in held] == [s.id for s in reading.statements]
        document = _document(row)
        for kept, statement in zip(held, reading.statements, strict=True):
            assert parties.pop(kept.statement_pk, 0) == len([*party_rows(document, statement)])
            assert dyads.pop(kept.statement_pk, 0) == len([*dyad_rows(statement, month_of(document, statement))])
            assert bool(kept.current) == bool(row.current)
    assert not statements and not parties and not dyads, "rows of no reading"
    _assert_present(connection)
    _assert_words(connection)


def _assert_words(connection: sa.Connection) -> None:
    """The full-text indexes of SQLite hold each row once; PostgreSQL's are indexes of the rows themselves."""
    for of in (DOCUMENTS, STATEMENTS):
        if connection.dialect.name == "sqlite" and sa.inspect(connection).has_table(f"{of.name}_fts_docsize"):
            indexed = connection.exec_driver_sql(f"SELECT id FROM {of.name}_fts_docsize ORDER BY id").scalars().all()
            number = next(iter(of.primary_key.columns))
            assert indexed == connection.execute(sa.select(number).order_by(number)).scalars().all()


def _held(connection: sa.Connection) -> tuple[dict[int, list[Any]], Counter[int], Counter[int]]:
    statements: dict[int, list[Any]] = {}
    for row in connection.execute(sa.select(STATEMENTS).order_by(STATEMENTS.c.reading_pk, STATEMENTS.c.number)):
        statements.setdefault(row.reading_pk, []).append(row)
    parties = Counter(connection.execute(sa.select(PARTIES.c.statement_pk)).scalars())
    return statements, parties, Counter(connection.execute(sa.select(DYADS.c.statement_pk)).scalars())


def _document(row: Any) -> Any:
    from dateline.types import Document

    return Document(row.document_id, row.text, published=row.published)


def _assert_present(connection: sa.Connection) -> None:
    """One version of each document is current, with one current reading; each reading belongs to a run."""
    versions = connection.execute(sa.select(DOCUMENTS.c.document_id, DOCUMENTS.c.current)).all()
    assert {d for d, _ in versions} == {d for d, current in versions if current}
    assert max(Counter(d for d, current in versions if current).values(), default=1) == 1
    present = connection.execute(sa.select(DOCUMENTS.c.document_pk, sa.func.count(READINGS.c.reading_pk)).join(
        READINGS, sa.and_(READINGS.c.document_pk == DOCUMENTS.c.document_pk, READINGS.c.current), isouter=True)
        .where(DOCUMENTS.c.current).group_by(DOCUMENTS.c.document_pk)).all()
    assert {number for _, number in present} <= {1}
    runs = connection.execute(sa.select(RUNS.c.run_id, RUNS.c.read, RUNS.c.kept)).all()
    counted = Counter(connection.execute(sa.select(RUN_READINGS.c.run_id)).scalars())
    assert {run: read + kept for run, read, kept in runs if read + kept} == dict(counted)


@contextmanager
def ending(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    """The process, which is dead at the end of the block."""
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@contextmanager
def small_disk(folder: Path, size: str, owner: str | None = None) -> Iterator[Path]:
    """A file system of that size in memory; the test is skipped where none may be mounted."""
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], check=False,
                          capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"no small disk can be mounted here: {done.stderr.strip()}")
    try:
        if owner is not None:
            shutil.chown(folder, owner)
            folder.chmod(0o700)
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def grow(disk: Path, size: str) -> None:
    """Make room."""
    subprocess.run(["mount", "-o", f"remount,size={size}", str(disk)], check=True)


if __name__ == "__main__":
    try:
        load(sys.argv[1], *map(int, sys.argv[2:5]), wait=float(sys.argv[5]))
    except DatelineError as error:
        print(error, file=sys.stderr)
        sys.exit(2)

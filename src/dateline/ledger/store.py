"""The ledger's database: opening, transactions, whose turn it is to write.

SQLite (a file, write-ahead log) or PostgreSQL (an address).  Many may read while one writes; writers take turns, each
for one short transaction.  A transaction is kept whole or not at all, whatever ends the program.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from dateline.errors import LedgerError
from dateline.ledger.faults import translated
from dateline.ledger.migrations import MIGRATIONS, upgrade, version_of
from dateline.ledger.schema import META

WAIT = 30.0  # seconds that a writer waits for its turn
TURN = 0x6461746C  # the advisory lock of PostgreSQL that writers take in turn ("datl")
WRITES = "dateline_writes"
CHECKPOINT = 16_000  # pages of the write-ahead log before they are moved into the file: 64 MiB
LAST = "last_change"  # the row of `meta` that holds the time of the last change


class Store:
    """An open ledger.  `place` is a file or a PostgreSQL address; `shown` the same without a password.

    `read_only`: the database itself refuses every change, and a ledger of an older form is not brought up to date.
    Raises LedgerError where there is none (unless `create`), where it is damaged, newer than this Dateline, or no
    ledger at all.
    """

    def __init__(
        self, place: str | Path, *, create: bool = True, wait: float = WAIT, read_only: bool = False,
    ) -> None:
        url = _url(str(place))
        self._read_only = read_only
        self.shown = url.database or "" if _is_file(url) else _without_password(url)
        if _is_file(url):
            _look_at(Path(self.shown), create and not read_only)
        with translated(self.shown):
            self._engine = _engine(url, wait, read_only)
            snapshot = {} if _is_file(url) else {"isolation_level": "REPEATABLE READ"}  # SQLite always shows one
            self._readers = self._engine.execution_options(**snapshot)
            self._open(create and not read_only)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Give back all connections."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection that sees the ledger as it is at this moment, until the end of the block."""
        with translated(self.shown), self._readers.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A connection whose changes are kept at the end of the block, all or (on any error) none."""
        with translated(self.shown), self._engine.connect() as plain:
            connection = plain.execution_options(**{WRITES: True})
            with connection.begin():
                if connection.dialect.name == "postgresql":
                    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(TURN)))
                yield connection

    def stamp(self, connection: sa.Connection) -> str:
        """The time of a change, for the writer's `connection`: by the clock, but never before that of the last change.

        A clock that was set back does not turn the order round: its changes carry the time of the last one before.
        """
        last = connection.execute(sa.select(META.c.value).where(META.c.name == LAST)).scalar()
        at = max(now(), last or "")
        if last is None:
            connection.execute(sa.insert(META), {"name": LAST, "value": at})
        elif at != last:
            connection.execute(sa.update(META).where(META.c.name == LAST).values(value=at))
        return at

    def _open(self, create: bool) -> None:
        with self.reading() as connection:
            version = version_of(connection)
        if version == MIGRATIONS[-1].number:
            return
        if version == 0 and not create:
            raise LedgerError(f"There is no ledger in {self.shown}. It is made by: dateline code REPORTS --ledger "
                              f"{self.shown}")
        if self._read_only and version < MIGRATIONS[-1].number:
            raise LedgerError(f"The ledger {self.shown} is of an older form, and opened for reading only. Bring it up "
                              f"to date once with: dateline runs --ledger {self.shown}")
        if version == 0:
            self._new()
        with self.writing() as connection:
            try:
                upgrade(connection)
            except LedgerError as error:
                raise LedgerError(f"The ledger {self.shown}: {error}") from error

    def _new(self) -> None:
        """A file that is empty so far gets its write-ahead log, which it keeps."""
        with self._engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                _to_wal(connection.connection.driver_connection)


def now() -> str:
    """The time by this machine's clock, UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _is_file(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _url(place: str) -> URL:
    """A file's name or an address as an address; PostgreSQL is always spoken to by psycopg."""
    if "://" not in place:
        return URL.create("sqlite", database=os.path.expanduser(place))
    try:
        url = make_url(place)
    except ArgumentError as error:
        raise LedgerError(f"--ledger {place.partition('://')[0]}://…: give a file (desk.db) or "
                          "postgresql://USER@HOST/NAME.") from error
    name = url.drivername.partition("+")[0]
    if name in ("postgres", "postgresql"):
        return url.set(drivername="postgresql+psycopg")
    if name == "sqlite" and url.database:
        return url
    raise LedgerError(f"--ledger {name}://…: give a file (desk.db) or postgresql://USER@HOST/NAME.")


def _without_password(url: URL) -> str:
    """The address as it may be shown: passwords may stand before the host or among the parameters."""
    hidden = [name for name in url.query if "password" in name.lower()]
    return url.difference_update_query(hidden).set(drivername="postgresql").render_as_string()


def _look_at(path: Path, create: bool) -> None:
    if path.is_dir():
        raise LedgerError(f"The ledger {path}: it is a folder. Give the name of a file: {path / 'desk.db'}")
    if not path.exists() and not create:
        raise LedgerError(f"There is no ledger {path}. It is made by: dateline code REPORTS --ledger {path}")
    if not path.parent.is_dir():
        raise LedgerError(f"The ledger {path}: there is no folder {path.parent}. Make it first.")


def _engine(url: URL, wait: float, read_only: bool) -> sa.Engine:
    if _is_file(url):
        engine = sa.create_engine(_opened(url), connect_args={"timeout": wait})
        sa.event.listen(engine, "connect", _prepare)
        if read_only:
            sa.event.listen(engine, "connect", _refuse_changes)
        sa.event.listen(engine, "begin", _begin)
        return engine
    options = f"-c lock_timeout={int(wait * 1000)} -c TimeZone=UTC"
    options += " -c default_transaction_read_only=on" if read_only else ""
    try:
        return sa.create_engine(url, connect_args={"options": options})
    except ModuleNotFoundError as error:
        raise LedgerError("A ledger in PostgreSQL needs psycopg: pip install 'dateline[postgres]'") from error


def _opened(url: URL) -> URL:
    """The file as SQLite is to open it.  On a disk that nobody can write to (a DVD, a snapshot) there can be no files
    beside it, and without a write-ahead log none are needed."""
    path = Path(url.database or "").absolute()
    if _nobody_writes(path) and not path.with_name(f"{path.name}-wal").exists():
        return URL.create("sqlite", database=path.as_uri(), query={"immutable": "1", "uri": "true"})
    return url


def _nobody_writes(path: Path) -> bool:
    statvfs = getattr(os, "statvfs", None)  # not on Windows
    return bool(statvfs and path.exists() and statvfs(path).f_flag & os.ST_RDONLY)


def _prepare(connection: Any, _: object) -> None:
    """Every connection to SQLite: transactions are begun by us; readers and a writer do not stop one another."""
    connection.isolation_level = None
    if connection.execute("PRAGMA page_count").fetchone()[0]:
        _to_wal(connection)
    for pragma in ("synchronous=NORMAL", "foreign_keys=ON", "cache_size=-65536", f"wal_autocheckpoint={CHECKPOINT}",
                   "temp_store=MEMORY", "mmap_size=268435456"):
        connection.execute(f"PRAGMA {pragma}").close()


def _refuse_changes(connection: Any, _: object) -> None:
    connection.execute("PRAGMA query_only=ON").close()


def _to_wal(connection: Any) -> None:
    """The first who opens a new file changes its journal; the others get no turn from SQLite, so they try again."""
    end = time.monotonic() + connection.execute("PRAGMA busy_timeout").fetchone()[0] / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise
        time.sleep(0.02)


def _begin(connection: sa.Connection) -> None:
    """A writer takes its turn at once, and not when it first writes: it cannot lose what it has read."""
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

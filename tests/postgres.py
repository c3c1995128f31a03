"""A PostgreSQL server for the tests: a temporary cluster on loopback, gone when they are.

Needs the programs of Debian's package `postgresql` (or `initdb` on the PATH); nothing of a server that runs already is
touched.  PostgreSQL refuses root: for root the server runs as the user `postgres`, else `nobody`.  Its databases
sort as those of an English-speaking team's server do (ICU), not byte by byte as SQLite.

The fixtures `postgresql` (a cluster a session) and `place` (a new ledger's place, once for each database) are for all
tests: `from tests.postgres import place, postgresql` in conftest.py.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

OWNER, GUARDED, PASSWORD = "dateline", "guarded", "open-sesame"
WHERE = Path("/usr/lib/postgresql")  # of Debian's packages, one folder a version
NUMBERS = count(1)
# lean and quick: what is in here need not outlive a power cut
SETTINGS = (
    "fsync = off", "synchronous_commit = off", "full_page_writes = off", "autovacuum = off", "max_connections = 40",
    "shared_buffers = 32MB", "min_wal_size = 32MB", "max_wal_size = 256MB", "listen_addresses = '127.0.0.1'",
    "unix_socket_directories = ''", "timezone = 'Asia/Kathmandu'", "log_min_messages = fatal",
)  # fmt: skip
DOORS = f"host all {GUARDED} 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n"


class Missing(Exception):
    """PostgreSQL is not installed, or may not be started here; says what to do."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server: its port on loopback."""

    port: int

    def url(self, database: str, user: str = OWNER, password: str | None = None) -> str:
        """The place of a database, for `Ledger`."""
        who = user if password is None else f"{user}:{password}"
        return f"postgresql://{who}@127.0.0.1:{self.port}/{database}"

    @contextmanager
    def database(self) -> Iterator[str]:
        """The place of a new, empty database; dropped at the end, with whoever is still connected."""
        name = f"test_{os.getpid()}_{next(NUMBERS)}"
        self.command(f'CREATE DATABASE "{name}"')
        try:
            yield self.url(name)
        finally:
            self.command(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def command(self, sql: str) -> None:
        """Run one command outside any database of the tests."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.encode())


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A new cluster, started; stopped and removed at the end, whatever happens.  Raises `Missing`."""
    programs, user = find_programs(), runner()
    folder = Path(tempfile.mkdtemp(prefix="dateline-pg-"))
    try:
        if user is not None:
            shutil.chown(folder, user)
        data = folder / "data"
        _call(programs / "initdb", "-D", data, "-U", OWNER, "-E", "UTF8", "--no-sync", "-A", "trust", "--locale=C",
              "--locale-provider=icu", "--icu-locale=en-US", user=user)
        (data / "postgresql.auto.conf").write_text("\n".join(SETTINGS) + "\n")
        (data / "pg_hba.conf").write_text(DOORS)
        port = _start(programs, data, user)
        try:
            started = Cluster(port)
            started.command(f"CREATE ROLE {GUARDED} LOGIN PASSWORD '{PASSWORD}'")
            yield started
        finally:
            _call(programs / "pg_ctl", "stop", "-D", data, "-m", "immediate", "-w", user=user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def cluster_or_skip() -> Iterator[Cluster]:
    """For a fixture of the whole session.  Without PostgreSQL its tests are skipped, and fail where CI is set."""
    try:
        with cluster() as started:
            yield started
    except Missing as error:
        if os.environ.get("CI", "").lower() not in ("", "0", "false"):
            pytest.fail(str(error), pytrace=False)
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    """The server of this session."""
    yield from cluster_or_skip()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a new ledger may lie: a file, then a database of the server, each test's own."""
    if request.param == "sqlite":
        yield str(tmp_path / "ledger.db")
    else:
        server: Cluster = request.getfixturevalue("postgresql")
        with server.database() as url:
            yield url


def find_programs() -> Path:
    """The folder of `initdb` and `pg_ctl`, of the highest version.  Raises `Missing`."""
    found = [path.parent for path in WHERE.glob("*/bin/initdb")]
    if found:
        return max(found, key=lambda folder: float(folder.parent.name))
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    raise Missing(f"PostgreSQL is not installed (no {WHERE}/*/bin/initdb): apt-get install postgresql, or .ci/run.")


def runner() -> str | None:
    """The user whom the server runs as; None: the one who runs the tests."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in known:
            return name
    raise Missing("PostgreSQL refuses to run as root, and there is no user postgres or nobody to run it as.")


def _start(programs: Path, data: Path, user: str | None, tries: int = 5) -> int:
    """Start on a free port; another one where somebody was quicker."""
    for attempt in range(tries):
        port = _free_port()
        try:
            _call(programs / "pg_ctl", "start", "-D", data, "-w", "-t", "60", "-l", data / "log", "-o", f"-p {port}",
                  user=user)
            return port
        except Missing:
            if attempt == tries - 1:
                raise
    raise AssertionError("not reached")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _call(program: Path, *arguments: Any, user: str | None) -> None:
    """Run one of PostgreSQL's programs as that user; raises `Missing` with what it said."""
    data = Path(arguments[arguments.index("-D") + 1])
    changed: dict[str, Any] = {} if user is None else {
        "user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}
    done = subprocess.run(
        [program, *map(str, arguments)], cwd=data.parent, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True, check=False, env={"PATH": os.environ["PATH"], "LC_ALL": "C"}, **changed)
    if done.returncode:
        raise Missing(f"{program.name} failed: {done.stderr.strip()[-500:]}")

"""Write a gazetteer: places and their names into SQLite, as they come, so that the same input gives one digest."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from dateline.errors import KnowledgeError
from dateline.gazetteer.names import fold
from dateline.gazetteer.store import MAIN, PRESS, WORD, Entry, read_only, stored

SCHEMA = """
CREATE TABLE places (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, lat INTEGER, lon INTEGER, radius INTEGER NOT NULL,
    population INTEGER NOT NULL, country TEXT NOT NULL, admin1 INTEGER NOT NULL, admin2 INTEGER NOT NULL
);
CREATE INDEX capitals ON places (country) WHERE kind = 'capital';
CREATE TABLE names (key TEXT, id INTEGER, main INTEGER NOT NULL, PRIMARY KEY (key, id)) WITHOUT ROWID;
CREATE TABLE words (word TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TEMP TABLE staged (key TEXT, id INTEGER, main INTEGER);
"""
FEW = 15_000  # inhabitants below which other spellings are kept only where names are romanized


class Named(NamedTuple):
    """A place with its other spellings, and with further names by which the press calls it."""

    entry: Entry
    spellings: tuple[str, ...]
    press: tuple[str, ...] = ()


def write_gazetteer(
    path: Path, places: Iterable[Named], origin: str, words: frozenset[str] = frozenset(), base: Path | None = None
) -> int:
    """Write places with their other names to a new file at `path`, which appears whole or not at all.

    The arguments are those of `fill`.  Returns the number of places.  Raises KnowledgeError where the disk is full.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    partial.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(partial, uri=True)) as connection:
            connection.execute("PRAGMA page_size = 4096")
            connection.execute("PRAGMA journal_mode = OFF")
            count = fill(connection, places, origin, words, base)
            connection.execute("VACUUM")
        partial.replace(path)
    except sqlite3.OperationalError as error:
        raise KnowledgeError(f"{path}: could not be written: {error}.") from error
    finally:
        partial.unlink(missing_ok=True)
    return count


def fill(
    connection: sqlite3.Connection, places: Iterable[Named], origin: str, words: frozenset[str] = frozenset(),
    base: Path | None = None,
) -> int:  # fmt: skip
    """Put places with their other names into an empty database; `origin` says where they are from.

    `words`: English words (lower case).  A main name among them is marked; another spelling among them is left out
    (*Deli* for Delhi) except for countries.  `base`: another gazetteer whose places and names are added.  Of two
    places with one id the first stays, that of `base` last.  Returns the number of places.
    """
    connection.executescript(SCHEMA)
    if base:
        connection.execute("ATTACH ? AS base", (read_only(base),))
    for entry, spellings, press in places:
        new = connection.execute("INSERT OR IGNORE INTO places VALUES (?,?,?,?,?,?,?,?,?,?)", stored(entry)).rowcount
        if new:
            rows = ((key, entry.id, mark) for key, mark in _keys(entry, spellings, press, words))
            connection.executemany("INSERT INTO staged VALUES (?,?,?)", rows)
    if base:
        connection.execute("INSERT OR IGNORE INTO main.places SELECT * FROM base.places")
        connection.execute("INSERT INTO staged SELECT * FROM base.names")
    connection.executemany("INSERT INTO main.words VALUES (?)", ((w,) for w in sorted(words)))
    connection.execute("INSERT INTO main.names SELECT key, id, max(main) FROM staged GROUP BY key, id")
    meta = (("digest", _digest(connection)), ("origin", origin))
    connection.executemany("INSERT INTO main.meta VALUES (?,?)", meta)
    connection.commit()
    connection.execute("DROP TABLE staged")
    if base:
        connection.execute("DETACH base")
    return int(connection.execute("SELECT count(*) FROM places").fetchone()[0])


def _digest(connection: sqlite3.Connection) -> str:
    """Names the contents, in the order of the tables' keys."""
    total = hashlib.sha256()
    for table, order in (("places", "id"), ("names", "key, id"), ("words", "word")):
        for row in connection.execute(f"SELECT * FROM main.{table} ORDER BY {order}"):
            total.update(repr(row).encode())
    return total.hexdigest()[:16]


def _keys(
    entry: Entry, spellings: Iterable[str], press: Iterable[str], words: frozenset[str]
) -> Iterator[tuple[str, int]]:
    full = {fold(entry.name), *(fold(n) for n in press)} - {""}
    yield from ((key, WORD if key in words else PRESS if press else MAIN) for key in sorted(full))
    seen = {*full, ""}
    for other in sorted(spellings):
        if (key := fold(other)) not in seen and (key not in words or entry.kind == "country"):
            seen.add(key)
            yield key, 0

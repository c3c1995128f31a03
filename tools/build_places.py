"""Make the gazetteer of the package, `places.csv`, from GeoNames and a table of regions.

    python tools/build_places.py --gazetteer FILE --regions FILE [--out FILE]

The gazetteer is a tab-separated file (plain or .gz) with the columns geonameid, kind (A1 first-level region, P
populated place), name, lat, lon, pop, cc, admin1 and alt.  The regions are a tab-separated file with the columns
name, aliases (`;` between them), kind, lat, lon and countries (`,` between them); lines that start with # are notes.

What is chosen by hand stands in `tools/places/`:

* `countries.csv`: how many inhabitants a place of the country must have, and whether all its first-level regions are
  taken or only large ones;
* `kept.csv`: countries, capitals and other names that are always there; `over` = yes: also over a row of GeoNames;
* `doubtful.csv`: names that are common words, given names or something else: `place` keeps them out of the rows of
  GeoNames (but for the country given), `supplement` out of the regions, `any` out of the whole table.

A name that is a country is nothing smaller.  Of places that share a name the largest stay: those with at least an
eighth of the inhabitants of the first, and three at most.  Running it twice changes nothing.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent / "places"
OUT = HERE.parents[1] / "src" / "dateline" / "data" / "places" / "places.csv"
RANKS = {"country": 100_000, "capital": 20_000}
HAND = 9_000  # the rank of a row kept by hand, thousands of inhabitants
LARGE_REGION = 150_000
SHARE, MOST = 8, 3
WATERS = frozenset({"sea", "ocean", "strait", "river", "canal"})
SHORT = frozenset({"US", "UK"})
_SUFFIX = re.compile(
    r" (?:Oblast'?|Governorate|Province|Region|Krai|Prefecture|Voivodeship|District|County|Department|Muhafazat|Raion)$"
)
_ODD = re.compile(r"[\d(]")


class Row(NamedTuple):
    """A row of places.csv."""

    name: str
    country: str
    within: str
    kind: str
    rank: int


class Country(NamedTuple):
    """What `countries.csv` says of a country."""

    code: str
    least: int
    all_regions: bool


Rows = dict[tuple[str, str], Row]


def main() -> None:
    """Read the two files and the hand-kept tables; rewrite places.csv."""
    layout = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=layout)
    parser.add_argument("--gazetteer", type=Path, required=True, metavar="FILE")
    parser.add_argument("--regions", type=Path, required=True, metavar="FILE")
    parser.add_argument("--out", type=Path, default=OUT, metavar="FILE")
    args = parser.parse_args()
    table = places(list(tabbed(args.gazetteer)), list(tabbed(args.regions)))
    with args.out.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(Row._fields)
        writer.writerows(table)
    print(f"{len(table)} places")


def tabbed(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a tab-separated file, plain or gzipped, without its notes."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    kept = (line for line in data.decode("utf-8").split("\n") if line and not line.startswith("#"))
    for row in csv.DictReader(kept, delimiter="\t", quoting=csv.QUOTE_NONE):
        yield {k: v or "" for k, v in row.items()}


def by_hand(name: str) -> list[dict[str, str]]:
    """A table of tools/places/."""
    return comma_separated(HERE / name)


def comma_separated(path: Path) -> list[dict[str, str]]:
    """The rows of a table."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def places(gazetteer: list[dict[str, str]], regions: list[dict[str, str]]) -> list[Row]:
    """All rows of places.csv, in their order."""
    codes = {r["alpha2"]: r["code"] for r in comma_separated(OUT.with_name("country_codes.csv"))}
    countries = {
        r["iso2"]: Country(codes[r["iso2"]], int(r["least_population"]), r["all_regions"] == "yes")
        for r in by_hand("countries.csv")
    }
    doubtful = by_hand("doubtful.csv")
    avoided = {r["name"]: r["country"] for r in doubtful if r["where"] == "place"}
    kept = by_hand("kept.csv")
    rows: Rows = {}
    for row in kept:
        if row["over"] == "no":
            put(rows, Row(row["name"], row["country"], "", row["kind"], RANKS.get(row["kind"], HAND)))
    for found in (*first_level(gazetteer, countries, avoided), *populated(gazetteer, countries, avoided, rows)):
        put(rows, found)
    supplement(rows, regions, countries, {r["name"] for r in doubtful if r["where"] == "supplement"})
    for row in kept:
        if row["over"] == "yes":
            put_over(rows, row)
    never = {r["name"] for r in doubtful if r["where"] == "any"}
    return chosen(row for row in rows.values() if row.name not in never)


def put(rows: Rows, row: Row) -> None:
    """Add a row, or let it replace one of lower rank."""
    if len(row.name) < 3 and row.name not in SHORT:
        return
    known = rows.get((row.name, row.country))
    if known is None or known.rank < row.rank:
        rows[row.name, row.country] = row


def put_over(rows: Rows, row: dict[str, str]) -> None:
    """Add a row by hand over one of GeoNames; a city keeps the region that it lies in and its rank if higher."""
    known = rows.pop((row["name"], row["country"]), None)
    rank = max(HAND, known.rank) if known and row["kind"] != "region" else HAND
    put(rows, Row(row["name"], row["country"], known.within if known else "", row["kind"], rank))


def first_level(
    gazetteer: Iterable[dict[str, str]], countries: dict[str, Country], avoided: dict[str, str]
) -> Iterator[Row]:
    """Provinces, states and governorates, with and without that word."""
    for line in gazetteer:
        country = countries.get(line["cc"])
        if line["kind"] != "A1" or country is None:
            continue
        name, people = line["name"], int(line["pop"] or 0)
        base = _SUFFIX.sub("", name)
        if _avoided(base, avoided) or _avoided(name, avoided) or len(base) < 4 or _ODD.search(base):
            continue
        if people < LARGE_REGION and not country.all_regions:
            continue
        names = [f"{base} state"] if country.code == "USA" and base in ("Washington", "Georgia") else [base, name]
        yield from (Row(n, country.code, "", "region", people // 1000) for n in dict.fromkeys(names))


def _avoided(name: str, avoided: dict[str, str]) -> bool:
    return avoided.get(name) == ""


def populated(
    gazetteer: Iterable[dict[str, str]], countries: dict[str, Country], avoided: dict[str, str], rows: Rows
) -> Iterator[Row]:
    """Towns with enough inhabitants for their country, with and without diacritics."""
    lines = list(gazetteer)
    within = {(r["cc"], r["admin1"]): _SUFFIX.sub("", r["name"]) for r in lines if r["kind"] == "A1"}
    for line in lines:
        country, name = countries.get(line["cc"]), line["name"]
        if line["kind"] != "P" or country is None or int(line["pop"] or 0) < country.least:
            continue
        known = rows.get((name, country.code))
        odd = len(name) < 4 or _ODD.search(name) or "," in name
        if odd or avoided.get(name, country.code) != country.code or (known and known.kind in RANKS):
            continue
        region = within.get((line["cc"], line["admin1"]), "")
        for spelling in dict.fromkeys([name, plain(name)]):
            yield Row(spelling, country.code, region, "city", int(line["pop"]) // 1000)


def plain(name: str) -> str:
    """A name without diacritics, with straight apostrophes."""
    letters = unicodedata.normalize("NFD", name)
    return "".join(c for c in letters if not unicodedata.combining(c)).replace("’", "'")


def supplement(
    rows: Rows, regions: Iterable[dict[str, str]], countries: dict[str, Country], left_out: set[str]
) -> None:
    """Seas, disputed lands and regions without a government; they displace places that share the name."""
    for line in regions:
        codes = [countries[c].code for c in line["countries"].split(",") if c in countries]
        code = codes[0] if len(codes) == 1 else ""
        kind = "water" if line["kind"] in WATERS else "facility" if line["kind"] == "facility" else "region"
        for name in (line["name"], *filter(None, line["aliases"].split(";"))):
            if name in left_out:
                continue
            for key in [k for k in rows if k[0] == name]:
                del rows[key]
            put(rows, Row(name, code, "", kind, HAND))


def chosen(rows: Iterable[Row]) -> list[Row]:
    """The rows that stay of those that share a name, sorted."""
    found = list(rows)
    countries = {row.name for row in found if row.kind == "country"}
    named: dict[str, list[Row]] = {}
    for row in sorted(found, key=lambda r: -r.rank):
        if row.kind == "country" or row.name not in countries:
            named.setdefault(row.name, []).append(row)
    large = ([r for r in same if r.rank * SHARE >= same[0].rank] for same in named.values())
    return sorted(row for same in large for row in same[:MOST])


if __name__ == "__main__":
    main()

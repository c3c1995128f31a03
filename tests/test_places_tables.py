"""The hand-made tables of places that the gazetteer is built from."""

from __future__ import annotations

import csv
import math
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from dateline.gazetteer import fold

ROOT = Path(__file__).parents[1]
PLACES = ROOT / "tools" / "places"
GAZETTEER = ROOT / "src" / "dateline" / "data" / "places" / "gazetteer.sqlite"
STATES = ROOT / "src" / "dateline" / "data" / "actors" / "states.csv"
KINDS = {"region", "water", "facility", "area"}

REACH_KM = 1300
"""How far from its country's point a place may lie, where the country is not one of `WIDE_KM`."""

WIDE_KM = {
    "USA": 9100, "RUS": 4600, "CHL": 3800, "CAN": 3400, "KIR": 3300, "IDN": 3000, "ATA": 2900, "CHN": 2900,
    "SHN": 2500, "AUS": 2400, "JPN": 2100, "IND": 2400, "BRA": 2700, "PRT": 2000, "ESP": 1900, "TWN": 1700,
    "ECU": 1500, "COL": 1400, "MEX": 1800,
}  # fmt: skip
"""Countries with far islands or a long reach: km from the country's point to the farthest place."""


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def spellings(row: dict[str, str]) -> list[str]:
    return [row["name"], *filter(None, row["aliases"].split(";"))]


def codes_of(row: dict[str, str]) -> list[str]:
    return list(filter(None, row["countries"].split(";")))


def point_of(row: dict[str, str]) -> tuple[float, float]:
    return float(row["lat"]), float(row["lon"])


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle distance by the haversine formula on a sphere of radius 6371 km."""
    (lat1, lon1), (lat2, lon2) = [tuple(map(math.radians, point)) for point in (one, other)]
    chord = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(chord))


@pytest.fixture(scope="module")
def regions() -> list[dict[str, str]]:
    return rows_of(PLACES / "regions.csv")


@pytest.fixture(scope="module")
def points() -> dict[str, tuple[float, float]]:
    return {row["code"]: point_of(row) for row in rows_of(PLACES / "country_points.csv")}


def test_every_spelling_stands_once(regions: list[dict[str, str]]) -> None:
    counts = Counter(name for row in regions for name in spellings(row))
    assert [name for name, count in counts.items() if count > 1] == []
    assert [name for name in counts if name != " ".join(name.split())] == []


def test_no_region_is_a_first_level_unit() -> None:
    """Such a row would hide the GeoNames id of the unit: its names belong into `press_names.csv`."""
    with closing(sqlite3.connect(f"{GAZETTEER.as_uri()}?mode=ro", uri=True)) as made:
        rows = made.execute(
            "SELECT r.name, r.country FROM places r JOIN places u ON u.country = r.country AND u.name = r.name"
            " WHERE r.id < 0 AND r.kind = 'region' AND u.kind = 'admin1' AND u.id > 0"
        ).fetchall()
    assert rows == []


def test_no_spelling_is_a_state(regions: list[dict[str, str]]) -> None:
    states = {row["name"] for row in rows_of(STATES)}
    assert [name for row in regions for name in spellings(row) if name in states] == []


def test_values_are_in_range(regions: list[dict[str, str]]) -> None:
    assert {row["kind"] for row in regions} == KINDS
    for row in regions:
        lat, lon = point_of(row)
        assert -90 <= lat <= 90 and -180 <= lon <= 180, row
        assert 0 < float(row["radius_km"]) < 10_000, row


def test_every_country_has_a_point(points: dict[str, tuple[float, float]]) -> None:
    assert sorted(points) == sorted(row["code"] for row in rows_of(GAZETTEER.with_name("country_codes.csv")))
    assert all(-90 <= lat <= 90 and -180 <= lon <= 180 for lat, lon in points.values())


def test_codes_are_known(regions: list[dict[str, str]], points: dict[str, tuple[float, float]]) -> None:
    assert [(row["name"], code) for row in regions for code in codes_of(row) if code not in points] == []
    nowhere = [row["name"] for row in regions if row["kind"] in {"facility", "area"} and not codes_of(row)]
    assert nowhere == ["North Pole"]


def test_places_of_one_country_lie_in_its_reach(
    regions: list[dict[str, str]], points: dict[str, tuple[float, float]]
) -> None:
    far = [
        row["name"]
        for row in regions
        for code in codes_of(row)
        if len(codes_of(row)) == 1 and distance_km(point_of(row), points[code]) > WIDE_KM.get(code, REACH_KM)
    ]
    assert far == []


def test_the_names_that_are_always_there_are_covered(regions: list[dict[str, str]]) -> None:
    known = {name.casefold() for row in regions for name in spellings(row)}
    known |= {n.casefold() for r in rows_of(PLACES / "press_names.csv") for n in (r["name"], *r["others"].split(";"))}
    kept = [row["name"] for row in rows_of(PLACES / "kept.csv") if row["kind"] in KINDS]
    assert [name for name in kept if name.casefold() not in known] == []


@pytest.fixture(scope="module")
def press_names() -> list[dict[str, str]]:
    return rows_of(PLACES / "press_names.csv")


@pytest.fixture(scope="module")
def places_added() -> list[dict[str, str]]:
    return rows_of(PLACES / "places_added.csv")


def others_of(row: dict[str, str]) -> list[str]:
    return list(filter(None, row["others"].split(";")))


def test_press_names_are_of_places_in_the_gazetteer(press_names: list[dict[str, str]]) -> None:
    assert [list(row) for row in press_names[:1]] == [["id", "name", "others"]]
    assert [number for number, count in Counter(row["id"] for row in press_names).items() if count > 1] == []
    with closing(sqlite3.connect(GAZETTEER)) as connection:
        found = dict(connection.execute("SELECT id, kind FROM places").fetchall())
    kinds = {row["id"]: found.get(int(row["id"])) for row in press_names}
    assert [number for number, kind in kinds.items() if kind not in {"admin1", "city", "capital"}] == []


def test_the_spellings_of_a_press_name_differ(press_names: list[dict[str, str]]) -> None:
    spelled = [(row["id"], [row["name"], *others_of(row)]) for row in press_names]
    assert [number for number, names in spelled if len({fold(name) for name in names}) < len(names)] == []
    assert [name for _, names in spelled for name in names if not fold(name) or name != " ".join(name.split())] == []


def test_added_places_are_whole(places_added: list[dict[str, str]]) -> None:
    columns = ["name", "others", "lat", "lon", "population", "country", "kind"]
    assert [list(row) for row in places_added[:1]] == [columns]
    names = Counter((row["name"], row["country"]) for row in places_added)
    assert [name for name, count in names.items() if count > 1] == []
    assert {row["kind"] for row in places_added} == {"city"}
    assert [row["name"] for row in places_added if int(row["population"]) < 0] == []


def test_added_places_lie_in_the_reach_of_their_country(
    places_added: list[dict[str, str]], points: dict[str, tuple[float, float]]
) -> None:
    far = [
        row["name"]
        for row in places_added
        if distance_km(point_of(row), points[row["country"]]) > WIDE_KM.get(row["country"], REACH_KM)
    ]
    assert far == []

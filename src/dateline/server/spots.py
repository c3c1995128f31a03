"""Where on a map a place stands: a country as an area, a region as far as it reaches, a town as a point."""

from __future__ import annotations

import csv
import functools
import importlib.resources
import re
from collections.abc import Mapping
from dataclasses import dataclass

from dateline.codes import NO_STATES
from dateline.errors import DatelineError

_KEY = re.compile(r"c:(?P<code>[A-Z]{3})|g:(?P<id>\d{1,18})|p:(?P<lat>-?\d{1,3}\.\d{1,6}),(?P<lon>-?\d{1,3}\.\d{1,6})")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the map.  `key` is its name in addresses: ``c:NGA`` a country, ``g:…`` of GeoNames, ``p:lat,lon``.

    `level`: ``point``, ``area`` (some tens of kilometres), ``region``, ``country``, or ``none``: an organisation, or a
    code that no state has.  `radius_km`: how far it reaches or may lie from its point.
    """

    key: str
    place: str
    level: str
    code: str | None = None
    admin1: str | None = None
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    geonameid: int | None = None


def spot(level: str | None, code: str | None, geonameid: int | None, lat: float | None, lon: float | None,
         name: str | None, admin1: str | None = None, radius_km: float | None = None) -> Spot | None:
    """The spot of a place that was read; what has no point is its country.  None where nothing is known."""
    if level in (None, "country") or lat is None or lon is None:
        return country(code) if code else None
    key = f"g:{geonameid}" if geonameid is not None else f"p:{lat:.4f},{lon:.4f}"
    return Spot(key, name or code or key, level or "none", code, admin1, lat, lon, radius_km, geonameid)


def country(code: str) -> Spot:
    """A country (or what stands where a country stands in a code) as a whole."""
    return Spot(f"c:{code}", names().get(code, code), "none" if code in NO_STATES else "country", code)


def parts(key: str) -> Mapping[str, str | None]:
    """What a key names: `code`, `id`, or `lat` and `lon`.  Raises DatelineError for what is no key."""
    found = _KEY.fullmatch(key)
    if found is None:
        raise DatelineError(f"place={key}: a place is written c:NGA (a country), g:2335204 (its number at GeoNames) or "
                            f"p:34.5000,30.0000 (its point).")
    return found.groupdict()


@functools.cache
def names() -> Mapping[str, str]:
    """Names of states by their codes."""
    return {row["code"]: row["name"] for row in _rows("actors", "states.csv")}


@functools.cache
def numbers() -> Mapping[str, str]:
    """The numbers that ISO 3166-1 gives to countries, by their codes: maps are drawn by them."""
    return {row["code"]: row["number"] for row in _rows("ledger", "country_numbers.csv")}


def _rows(folder: str, name: str) -> list[dict[str, str]]:
    data = importlib.resources.files("dateline") / "data" / folder / name
    return list(csv.DictReader(data.read_text(encoding="utf-8").splitlines()))

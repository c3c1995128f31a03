"""Tables of `data/exports/`: columns of other data sets, their codes of countries and actors."""

from __future__ import annotations

import csv
import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from dateline.knowledge import DATA


class Country(NamedTuple):
    """A country in the codes of others: FIPS 10-4, the number of the Correlates of War list (empty: not in it), the
    three letters of CAMEO, the number of ISO 3166-1, and its English name."""

    fips: str = ""
    cow: str = ""
    cameo: str = ""
    number: str = ""
    name: str = ""


@functools.cache
def countries() -> Mapping[str, Country]:
    """Countries by their alpha-3 codes (KOS for Kosovo)."""
    codes = {r["code"]: r for r in _rows("exports", "countries.csv")}
    numbers = {r["code"]: r["number"] for r in _rows("ledger", "country_numbers.csv")}
    names = {r["code"]: r["name"] for r in _rows("actors", "states.csv")}
    return {code: Country(codes.get(code, {}).get("fips", ""), codes.get(code, {}).get("cow", ""),
                          codes.get(code, {}).get("cameo", "") or code, numbers.get(code, ""), names.get(code, ""))
            for code in sorted({*codes, *numbers, *names})}  # fmt: skip


def country(code: str) -> Country:
    """The country of this alpha-3 code; all empty where there is none."""
    return countries().get(code, Country())


@functools.cache
def columns(name: str) -> tuple[str, ...]:
    """The columns of a table of another data set, in their order."""
    return tuple(read_toml("columns.toml")[name]["columns"])


def has_header(name: str) -> bool:
    """Does the table begin with the names of its columns?"""
    return bool(read_toml("columns.toml")[name]["header"])


@functools.cache
def cameo_names() -> Mapping[str, tuple[str, float | None]]:
    """Name and Goldstein value (None: none is published) of each CAMEO code."""
    return {r["code"]: (r["name"], float(r["goldstein"]) if r["goldstein"] else None)
            for r in _rows("codebook", "cameo.csv")}  # fmt: skip


@functools.cache
def event_types() -> Mapping[str, Mapping[str, Any]]:
    """The event types of the codebook that ships: definition, quad class, score, modes, CAMEO roots."""
    paths = sorted(_folder("codebook").glob("[A-Z]*.toml"))
    found = [tomllib.loads(path.read_text(encoding="utf-8")) for path in paths]
    return {entry["event"]: entry for entry in found}


@functools.cache
def read_toml(name: str) -> dict[str, Any]:
    """A file of `data/exports/`."""
    return tomllib.loads((_folder("exports") / name).read_text(encoding="utf-8"))


def _rows(folder: str, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((_folder(folder) / name).read_text(encoding="utf-8").splitlines()))


def _folder(name: str) -> Path:
    return DATA / name

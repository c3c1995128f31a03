"""Statements as events of other data sets: which type and code, on which day; what has none is counted.

PLOVER has no status.  Planned aid is its AGREE, a threatened attack its THREATEN (`Statement.codes`); such a row stands
for the promise or the threat, and its day is the report's.
"""

from __future__ import annotations

import functools
import hashlib
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from dateline.exports.chosen import Exported, Given
from dateline.exports.days import day_of
from dateline.exports.rows import sentence_of
from dateline.exports.tables import country
from dateline.rules.language import PLOVER
from dateline.types import Document, Place, Statement

OWN = "of a codebook of one's own, which the format does not know"
UNCODED = "without codes of PLOVER and CAMEO: read the reports again"
ALONE = "without two different parties that have a code (the format is one of pairs)"
WIDE = frozenset({"country"})
_STOP = re.compile(r"[.!?][\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9])|\n{2,}")


class Act(NamedTuple):
    """A statement as an event: PLOVER's type and mode, CAMEO code, weights (None: nothing took place), its day.

    `basis`: is the day that of the `event` or of the `publication`?
    """

    exported: Exported
    statement: Statement
    event: str
    mode: str | None
    cameo: str
    score: float | None
    goldstein: float | None
    day: str
    basis: str

    @property
    def document(self) -> Document:
        """The report."""
        return self.exported.document


def acts(given: Given, left: Counter[str]) -> Iterator[Act]:
    """The statements that other data sets have a type and a day for, in the order of the reports.

    `left` is emptied, then counts the others by the reason.
    """
    left.clear()
    for exported in given.reports():
        for statement in exported.reading.statements:
            act = as_act(exported, statement)
            if isinstance(act, str):
                left[act] += 1
            else:
                yield act


def as_act(exported: Exported, statement: Statement) -> Act | str:
    """The event, or the reason why there is none."""
    codes = statement.codes
    if statement.codebook != PLOVER:
        return OWN
    if codes is None or codes.plover_event is None or codes.cameo is None:
        return UNCODED
    day = day_of(exported.document, statement, of_words=is_reduced(statement))
    if not day.day:
        return day.basis
    return Act(exported, statement, codes.plover_event, codes.plover_mode, codes.cameo, codes.plover_score,
               codes.goldstein, day.day, day.basis)


def is_reduced(statement: Statement) -> bool:
    """Does PLOVER's type stand for the words about the act (a promise, a threat) and not for the act?"""
    codes = statement.codes
    return codes is not None and not codes.realised and codes.plover_event not in (None, statement.event)


class Where(NamedTuple):
    """A place as tables have it: names of town, second- and first-level unit and country (alpha-3 and name), a point.

    The point is empty where it would only be the middle of a country.
    """

    place: str = ""
    city: str = ""
    district: str = ""
    province: str = ""
    code: str = ""
    country: str = ""
    lat: str = ""
    lon: str = ""
    level: str = ""


def where_of(place: Place | None) -> Where:
    """The parts of a place; all empty without one."""
    if place is None:
        return Where()
    name = place.name or place.text
    chain, top = place.chain, place.admin1 or ""
    below = chain[: chain.index(top)] if top in chain else ()
    district = next((unit for unit in below if unit != name), "")
    is_town = place.kind in ("city", "capital") or place.level == "point"
    point = place.level is not None and place.level not in WIDE and place.lat is not None and place.lon is not None
    return Where(
        name, name if is_town else "", district, top or (name if place.level == "region" else ""), place.code or "",
        country(place.code or "").name, f"{place.lat:g}" if point else "", f"{place.lon:g}" if point else "",
        place.level or "",
    )


def number(*parts: object) -> int:
    """A whole number for these parts, the same everywhere; below 2^53, so that R and JavaScript hold it exactly."""
    digest = hashlib.sha256("|".join(map(str, parts)).encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") >> 11


def sentence_number(document: Document, statement: Statement) -> int:
    """Which sentence of the text it is, from 1: counted by stops, so that an abbreviation may shift it."""
    return 1 + bisect_right(_begins(document.text), sentence_of(statement).start)


@functools.lru_cache(maxsize=8)
def _begins(text: str) -> tuple[int, ...]:
    """Where its sentences begin, but for the first."""
    return tuple(match.end() for match in _STOP.finditer(text))


def compact(day: str) -> str:
    """`20230914`."""
    return day.replace("-", "")

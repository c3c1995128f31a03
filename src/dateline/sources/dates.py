"""A date within a line, with the names of months in the languages that archives write them in."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from dateline.sources.options import table
from dateline.sources.records import iso_date


class Found(NamedTuple):
    """A date in a line: the day, YYYY-MM-DD, and where it stands."""

    day: str
    start: int
    end: int


def day_in(line: str) -> Found | None:
    """The first day named in a line: *14 September 2023*, *Thursday, September 14, 2023*, *14. Januar 2023*,
    *2023-09-14*; a weekday beside it belongs to it.  None where there is none (*September 2023*, *03/04/2023*).
    """
    for match in _pattern().finditer(line):
        day = iso_date(_english(match))
        if day:
            return Found(day, match.start(), match.end())
    return None


def _english(match: re.Match[str]) -> str:
    if match["iso"]:
        return match["iso"]
    month = _months()[(match["m1"] or match["m2"]).lower().rstrip(".")]
    return f"{match['y1'] or match['y2']}-{month:02}-{int(match['d1'] or match['d2']):02}"


@functools.cache
def _months() -> dict[str, int]:
    return {name: number for names in table("nexis")["months"].values() for number, name in _numbered(names)}


def _numbered(names: list[str]) -> list[tuple[int, str]]:
    return [(i % 12 + 1, name) for i, name in enumerate(names)]


@functools.cache
def _pattern() -> re.Pattern[str]:
    months = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    week = "|".join(sorted(map(re.escape, table("nexis")["weekdays"]["names"]), key=len, reverse=True))
    day, year = r"\d{1,2}", r"(?:19|20)\d\d"
    return re.compile(
        rf"(?:\b(?:{week})\b[.,]?\s+)?(?:"
        rf"(?P<iso>\b{year}-\d\d-\d\d\b)"
        rf"|\b(?P<m1>{months})\b\.?\s+(?P<d1>{day})(?:st|nd|rd|th)?\s*,?\s+(?P<y1>{year})\b"
        rf"|\b(?P<d2>{day})(?:st|nd|rd|th|er|\.|º)?\s+(?:de\s+)?(?P<m2>{months})\b\.?,?\s+(?:de\s+)?(?P<y2>{year})\b"
        rf")(?:\s*,?\s+\(?(?:{week})\b\)?)?", re.I)

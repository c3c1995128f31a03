"""EDTF values as stretches of time, and what tense alone says of the time of an event."""

from __future__ import annotations

import re
from datetime import date, timedelta

from dateline.types import Basis, Granularity, Interval, Tense

NEWS_DAYS = 31  # older than this at publication is background
PERFECT_DAYS = 30  # how far back the present perfect of news reaches
_DAY = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_SEASON_STARTS = {21: 3, 22: 6, 23: 9, 24: 12}
_SEASON_ENDS = {21: 5, 22: 8, 23: 11, 24: 12}
_UNITS: dict[int, Granularity] = {4: "year", 7: "month", 10: "day"}
_MASKED: dict[str, Granularity] = {"XX": "century", "X": "decade"}


def bounds(edtf: str) -> tuple[date | None, date | None]:
    """First and last day of an EDTF value, None where it is open."""
    start, _, end = edtf.partition("/")
    return _first_day(start), _last_day(end or start)


def _first_day(text: str) -> date | None:
    found = _DAY.fullmatch(text.replace("X", "0").rstrip("~"))
    if not found:
        return None
    month = _SEASON_STARTS.get(int(found[2] or 1), int(found[2] or 1))
    return date(max(int(found[1]), 1), month, int(found[3] or 1))


def _last_day(text: str) -> date | None:
    found = _DAY.fullmatch(text.replace("X", "9").rstrip("~"))
    if not found:
        return None
    if found[3]:
        return _first_day(text)
    month = _SEASON_ENDS.get(int(found[2] or 12), int(found[2] or 12))
    year = int(found[1])
    if year >= 9999:
        return date.max
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def granularity(edtf: str) -> Granularity:
    """The unit in which an EDTF value speaks; of an interval that of its first stated end."""
    start, _, end = edtf.partition("/")
    text = (start if start not in ("", "..") else end).rstrip("~")
    masked = text[len(text.rstrip("X")) :]
    if masked in _MASKED:
        return _MASKED[masked]
    if len(text) == len("2023-21") and int(text[5:]) in _SEASON_STARTS:
        return "season"
    return _UNITS.get(len(text), "period")


def interval_of(edtf: str | None, basis: Basis) -> Interval | None:
    """The stretch of time that an EDTF value covers, None for no value."""
    if not edtf:
        return None
    first, last = bounds(edtf)
    if first is None and last is None:
        return None
    return Interval(_iso(first), _iso(last), granularity(edtf), "~" in edtf, basis)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def by_tense(time: Tense, perfect: bool, published: date | None) -> Interval | None:
    """What tense and publication date leave open of an event that no words date; None for habits.

    A past is news of the day or the day before (two thirds of the dated events of MEANTIME lie there), a present
    perfect of the month before; what goes on overlaps the day; what is to come lies after it, open to the right.
    """
    if published is None or time == "generic":
        return None
    if time == "future":
        return Interval(published.isoformat(), None, "day", True, "default")
    if time == "present":
        return Interval(published.isoformat(), published.isoformat(), "day", True, "default")
    back = PERFECT_DAYS if perfect else 1
    first = published - timedelta(days=min(back, published.toordinal() - 1))
    return Interval(first.isoformat(), published.isoformat(), "day", perfect, "default")


def until(published: date | None) -> Interval | None:
    """Any time before publication: what is told as past and is not news."""
    return None if published is None else Interval(None, published.isoformat(), "day", True, "default")


def is_old(edtf: str | None, published: date | None) -> bool:
    """Did it begin more than about a month before publication?"""
    if not edtf or published is None:
        return False
    first, last = bounds(edtf)
    if last is not None and (published - last).days > NEWS_DAYS:
        return True
    return first is not None and last is None and (published - first).days > NEWS_DAYS


def is_early(edtf: str | None, published: date | None) -> bool:
    """Did it begin more than about a month before publication, whenever it ends?"""
    first = bounds(edtf)[0] if edtf else None
    return first is not None and published is not None and (published - first).days > NEWS_DAYS


def is_past(edtf: str | None, published: date | None) -> bool:
    """Does it end before the day of publication?"""
    last = bounds(edtf)[1] if edtf else None
    return last is not None and published is not None and last < published


def reaches_now(edtf: str | None, published: date | None) -> bool:
    """Is it a stretch from the past up to publication: *over the last year*?"""
    start, _, end = (edtf or "").partition("/")
    first, now, last = _first_day(start), _first_day(end), _last_day(end)
    if first is None or now is None or last is None or published is None:
        return False
    return first < now <= published <= last


def is_over(edtf: str | None, published: date | None) -> bool:
    """Did it end more than about a month before publication?"""
    last = bounds(edtf)[1] if edtf else None
    return last is not None and published is not None and (published - last).days > NEWS_DAYS


def is_coming(edtf: str | None, published: date | None) -> bool:
    """Does it begin after the day of publication?"""
    first = bounds(edtf)[0] if edtf else None
    return first is not None and published is not None and first > published


def lies_in(edtf: str | None, whole: tuple[date | None, date | None]) -> bool:
    """Is the value a shorter stretch within the given first and last day?"""
    first, last = bounds(edtf or "")
    if first is None or last is None or whole[0] is None or whole[1] is None or (first, last) == whole:
        return False
    return whole[0] <= first and last <= whole[1]


def is_day(edtf: str | None) -> bool:
    """Is the value one day?"""
    return bool(edtf) and len((edtf or "").rstrip("~")) == len("2023-09-14") and "/" not in (edtf or "")

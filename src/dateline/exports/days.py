"""The one day that tables of events ask for, where a report tells of it.

An event that the text dates to the day has that day.  Fresh news without such a date has the day of the report.
History has no day but its own: coded as of today it would be an event that did not happen then.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from dateline.types import Document, Interval, Statement

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
FINE = frozenset({"instant", "minute", "hour", "daypart", "day"})
HISTORY = "history whose day is not known"
ELSEWHEN = "told of a month, year or longer time that the report does not lie in"
UNDATED = "without a day of its own in a report without a date"


class Day(NamedTuple):
    """A day (YYYY-MM-DD) and where it is from: `event` or `publication`; or, with an empty day, why there is none."""

    day: str
    basis: str


def is_day(text: str | None) -> bool:
    """Is it a whole date, YYYY-MM-DD?"""
    return _DAY.fullmatch(text or "") is not None


def event_day(statement: Statement) -> str:
    """The day on which the text says that it was; empty where it does not say so to the day."""
    interval = statement.when_interval
    if interval is None:
        exact = _DAY.fullmatch((statement.when or "").rstrip("~"))
        return exact[0] if exact else ""
    first, last = (interval.earliest or "")[:10], (interval.latest or "")[:10]
    return first if first == last and interval.granularity in FINE and _DAY.fullmatch(first) else ""


def bounds(document: Document, statement: Statement) -> tuple[str, str]:
    """First and last day of an event of another time than the report's; empty where they are not known, or the report
    is near."""
    interval = statement.when_interval
    first, last = ((interval.earliest or "")[:10], (interval.latest or "")[:10]) if interval else ("", "")
    if not interval or not is_day(first) or not is_day(last) or _near(interval, document.published or ""):
        return "", ""
    return first, last


def day_of(document: Document, statement: Statement, of_words: bool = False) -> Day:
    """The day of the event.

    `of_words`: the statement stands for the promise or threat and not for what is promised, so that the day is that
    of the report.
    """
    if not of_words and (own := event_day(statement)):
        return Day(own, "event")
    if statement.background:
        return Day("", HISTORY)
    published = document.published or ""
    if not is_day(published):
        return Day("", UNDATED)
    if not of_words and statement.when_interval and not _near(statement.when_interval, published):
        return Day("", ELSEWHEN)
    return Day(published, "publication")


def _near(interval: Interval, published: str) -> bool:
    """Does the report lie in the time, or was that a few days of the weeks before (*last week*)?"""
    first, last = (interval.earliest or "")[:10], (interval.latest or "")[:10]
    if not published:
        return False
    if (not first or first <= published) and (not last or published <= last):
        return True
    long, since = _days(first, last), _days(last, published)
    return long is not None and since is not None and long <= 10 and abs(since) <= 21


def _days(first: str, last: str) -> int | None:
    """Days from one to the other; None where one is no day of our era."""
    if not _DAY.fullmatch(first) or not _DAY.fullmatch(last) or "0000" in (first[:4], last[:4]):
        return None
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def in_interval(statement: Statement, longest: int) -> bool:
    """Is the time of the event bound to so many days or fewer?"""
    interval = statement.when_interval
    long = _days((interval.earliest or "")[:10], (interval.latest or "")[:10]) if interval else None
    return long is not None and long < longest

"""Calendar arithmetic for time expressions: a stretch of the calendar and its two written forms.

A `Stretch` is one unit of the calendar (the day 2019-09-04, the week from 2019-09-02, the 1990s).  It renders
as EDTF (ISO 8601-2), which statements carry, and as a TIMEX3 value, in which time taggers are measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}
CODES = {
    "D": "day",
    "W": "week",
    "WE": "weekend",
    "M": "month",
    "Q": "quarter",
    "Y": "year",
    "DE": "decade",
    "CE": "century",
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """One calendar unit: its kind, its first day, the part of it that is meant (START, MID, END or '')."""

    unit: str
    first: date
    part: str = ""

    @property
    def last(self) -> date:
        """The last day of the unit."""
        return (add(self, 1) or self).first - timedelta(days=1)

    @property
    def edtf(self) -> str:
        """The EDTF value; a part of a year or month is only approximate."""
        text = _edtf(self)
        return f"{text}~" if self.part and self.unit in ("year", "month") else text

    @property
    def timex3(self) -> str:
        """The TIMEX3 value."""
        return _timex3(self)

    def on(self, part: str) -> Stretch:
        """The same unit with only a part of it meant."""
        return Stretch(self.unit, self.first, part)


def containing(unit: str, day: date) -> Stretch:
    """The unit of this kind that holds the day; a season is the one whose months do."""
    if unit == "day":
        return Stretch(unit, day)
    if unit == "week":
        return Stretch(unit, day - timedelta(days=day.weekday()))
    if unit == "weekend":
        return Stretch(unit, day - timedelta(days=day.weekday()) + timedelta(days=5))
    if unit == "season":
        return _season_of(day)
    if unit in ("month", "quarter", "half"):
        step = MONTHS[unit]
        return Stretch(unit, date(day.year, (day.month - 1) // step * step + 1, 1))
    years = MONTHS[unit] // 12
    return Stretch(unit, date(max(day.year // years * years, 1), 1, 1))


def _season_of(day: date) -> Stretch:
    year = day.year - 1 if day.month < 3 else day.year
    return Stretch("season", date(year, (day.month // 3 * 3) or 12, 1))


def add(stretch: Stretch, count: int) -> Stretch | None:
    """The stretch `count` units later (earlier if negative); None beyond the calendar."""
    try:
        return Stretch(stretch.unit, _moved(stretch.unit, stretch.first, count))
    except (ValueError, OverflowError):
        return None


def _moved(unit: str, first: date, count: int) -> date:
    if unit == "day":
        return first + timedelta(days=count)
    if unit in ("week", "weekend"):
        return first + timedelta(weeks=count)
    months = first.year * 12 + first.month - 1 + count * (3 if unit == "season" else MONTHS[unit])
    return date(months // 12, months % 12 + 1, 1)


def _edtf(stretch: Stretch) -> str:
    first = stretch.first
    if stretch.unit == "day":
        return first.isoformat()
    if stretch.unit == "week":
        return f"{first.isoformat()}/{(first + timedelta(days=6)).isoformat()}"
    if stretch.unit == "weekend":
        return f"{first.isoformat()}/{(first + timedelta(days=1)).isoformat()}"
    if stretch.unit == "month":
        return f"{first:%Y-%m}"
    if stretch.unit == "season":
        return f"{first:%Y}-{ {3: 21, 6: 22, 9: 23, 12: 24}[first.month] }"
    if stretch.unit in ("quarter", "half"):
        return f"{first:%Y-%m}/{stretch.last:%Y-%m}"
    return {
        "year": f"{first.year:04d}",
        "decade": f"{first.year // 10:03d}X",
        "century": f"{first.year // 100:02d}XX",
    }[stretch.unit]


def _timex3(stretch: Stretch) -> str:
    first = stretch.first
    if stretch.unit in ("week", "weekend"):
        year, week, _ = first.isocalendar()
        return f"{year}-W{week:02d}" + ("-WE" if stretch.unit == "weekend" else "")
    if stretch.unit in ("quarter", "half"):
        step = MONTHS[stretch.unit]
        return f"{first.year}-{'Q' if step == 3 else 'H'}{(first.month - 1) // step + 1}"
    if stretch.unit == "season":
        return f"{first.year}-{ {3: 'SP', 6: 'SU', 9: 'FA', 12: 'WI'}[first.month] }"
    if stretch.unit in ("decade", "century"):
        return _edtf(stretch).rstrip("X")
    return _edtf(stretch)


def day(year: int, month: int, number: int) -> Stretch | None:
    """The day, or None where the calendar has none such."""
    try:
        return Stretch("day", date(year, month, number))
    except ValueError:
        return None


def between(first: Stretch, last: Stretch) -> str:
    """The EDTF interval from the one to the other; one value where both are the same."""
    start, end = first.edtf, last.edtf
    start, end = start.split("/")[0], end.split("/")[-1]
    if first.unit in ("decade", "century", "season"):
        start = first.first.isoformat()
    if last.unit in ("decade", "century", "season"):
        end = last.last.isoformat()
    return start if start == end else f"{start}/{end}"


def nearest_weekday(anchor: date, number: int, direction: str) -> date:
    """The latest such weekday not after the anchor, or the first one after it if `direction` is 'future'."""
    if direction == "future":
        return anchor + timedelta(days=(number - anchor.weekday() - 1) % 7 + 1)
    return anchor - timedelta(days=(anchor.weekday() - number) % 7)


def nearest_year(anchor: date, month: int, direction: str) -> int:
    """The year in which a bare month lies: the latest one begun, or the next to come if 'future'."""
    if direction == "future":
        return anchor.year if month >= anchor.month else anchor.year + 1
    return anchor.year if month <= anchor.month else anchor.year - 1

"""Calendar values: one unit of the calendar, the extent between two of them, and their written forms.

A `Stretch` is one unit (the day 2019-09-04, the week from 2019-09-02, the 1990s); an `Extent` runs from one to
another and may be open.  EDTF (ISO 8601-2), which statements carry, the TIMEX3 value, in which time taggers are
measured, and the interval of first and last day are three renderings of the same extent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from dateline.types import Basis, Granularity, Interval

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}
SEASONS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}  # first months in the north
_SEASON_NUMBERS = {"SP": 21, "SU": 22, "FA": 23, "WI": 24}  # EDTF, level 1
_THIRDS = {"START": 0, "MID": 1, "END": 2}


@dataclass(frozen=True, slots=True)
class Stretch:
    """One calendar unit: its kind, its first day, the part of it that is meant (START, MID, END or ''), and, of a
    season, its name (SP, SU, FA, WI), which in the south does not follow from the month."""

    unit: Granularity
    first: date
    part: str = ""
    season: str = ""

    @property
    def last(self) -> date:
        """The last day of the unit."""
        following = add(self, 1)
        if following is None:
            return date.max
        if self.unit == "weekend":
            return self.first + timedelta(days=1)
        return following.first - timedelta(days=1)

    @property
    def edtf(self) -> str:
        """The EDTF value; a part of a year or month is only approximate."""
        text = _edtf(self)
        return f"{text}~" if self.part and self.unit in ("year", "month") else text

    @property
    def timex3(self) -> str:
        """The TIMEX3 value."""
        return _timex3(self)

    def days(self) -> tuple[date, date]:
        """First and last day of what is meant; a part of a unit is a third of it."""
        if self.part not in _THIRDS or self.unit in ("day", "weekend"):
            return self.first, self.last
        length, third = (self.last - self.first).days + 1, _THIRDS[self.part]
        start = self.first + timedelta(days=length * third // 3)
        return start, self.first + timedelta(days=length * (third + 1) // 3 - 1)

    def on(self, part: str) -> Stretch:
        """The same unit with only a part of it meant."""
        return replace(self, part=part)


@dataclass(frozen=True, slots=True)
class Extent:
    """From the one unit to the other, both inside; None where it is open.  `approx`: not to the letter; `shown`: the
    coarser unit in which a period is told (the Korean War, known to the day, is 1950/1953)."""

    first: Stretch | None
    last: Stretch | None
    approx: bool = False
    shown: Granularity | None = None

    @property
    def edtf(self) -> str:
        """The EDTF value or interval."""
        mark = "~" if self.approx else ""
        first, last = self._told(self.first), self._told(self.last)
        if first == last and first is not None:
            text = first.edtf
            return text if text.endswith("~") or "/" in text or "X" in text else text + mark
        start = _start(first) + mark if first else ".."
        end = _end(last) + mark if last else ".."
        return start if start == end else f"{start}/{end}"

    def _told(self, stretch: Stretch | None) -> Stretch | None:
        if stretch is None or self.shown is None or _rank(stretch.unit) >= _rank(self.shown):
            return stretch
        return containing(self.shown, stretch.first)

    @property
    def granularity(self) -> Granularity:
        """The unit in which it speaks: that of its ends, the coarser where they differ in kind."""
        if self.shown:
            return self.shown
        ends = [e.unit for e in (self.first, self.last) if e]
        return max(ends, key=_rank) if ends else "period"

    def days(self) -> tuple[date | None, date | None]:
        """First and last day, None where open."""
        return (self.first.days()[0] if self.first else None), (self.last.days()[1] if self.last else None)

    def interval(self, basis: Basis, granularity: Granularity | None = None) -> Interval:
        """The same as an interval of ISO dates."""
        first, last = self.days()
        approx = self.approx or any(e is not None and bool(e.part) for e in (self.first, self.last))
        return Interval(
            first.isoformat() if first else None,
            last.isoformat() if last else None,
            granularity or self.granularity,
            approx,
            basis,
        )


def _rank(unit: Granularity) -> int:
    order = ("day", "weekend", "week", "month", "season", "quarter", "half", "year", "decade", "century", "period")
    return order.index(unit)


def at(stretch: Stretch) -> Extent:
    """The extent of one unit."""
    return Extent(stretch, stretch)


def _start(stretch: Stretch) -> str:
    plain = stretch.unit in ("decade", "century", "season")
    return stretch.first.isoformat()[: 7 if stretch.unit == "season" else 4] if plain else stretch.edtf.split("/")[0]


def _end(stretch: Stretch) -> str:
    plain = stretch.unit in ("decade", "century", "season")
    return stretch.last.isoformat()[: 7 if stretch.unit == "season" else 4] if plain else stretch.edtf.split("/")[-1]


def containing(unit: Granularity, day: date) -> Stretch:
    """The unit of this kind that holds the day; a season is the northern one whose months do."""
    if unit == "day":
        return Stretch(unit, day)
    if unit == "week":
        return Stretch(unit, _shifted(day, -day.weekday()))
    if unit == "weekend":
        return Stretch(unit, _shifted(day, 5 - day.weekday()))
    if unit == "season":
        year = day.year - 1 if day.month < 3 else day.year
        return season(["SP", "SU", "FA", "WI"][(day.month // 3 + 3) % 4], max(year, 1))
    if unit in ("month", "quarter", "half"):
        step = MONTHS[unit]
        return Stretch(unit, date(day.year, (day.month - 1) // step * step + 1, 1))
    years = MONTHS[unit] // 12
    return Stretch(unit, date(max(day.year // years * years, 1), 1, 1))


def season(code: str, year: int, southern: bool = False) -> Stretch:
    """The season SP, SU, FA or WI that begins in the year; in the south half a year later."""
    month = SEASONS[code]
    return Stretch("season", date(min(max(year, 1), 9999), (month + 5) % 12 + 1 if southern else month, 1), season=code)


def _shifted(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return day


def add(stretch: Stretch, count: int) -> Stretch | None:
    """The stretch `count` units later (earlier if negative); None beyond the calendar.

    A season moves by whole years: last summer, the summer after.
    """
    try:
        return replace(stretch, first=_moved(stretch.unit, stretch.first, count), part="")
    except (ValueError, OverflowError):
        return None


def _moved(unit: str, first: date, count: int) -> date:
    if unit == "day":
        return first + timedelta(days=count)
    if unit in ("week", "weekend"):
        return first + timedelta(weeks=count)
    months = first.year * 12 + first.month - 1 + count * (3 if unit == "season" else MONTHS[unit])
    return date(months // 12, months % 12 + 1, 1)


def month_shift(day: date, months: int) -> date | None:
    """The same day so many months later, or the last one of that month; None beyond the calendar."""
    there = add(Stretch("month", day.replace(day=1)), months)
    return there.first.replace(day=min(day.day, there.last.day)) if there else None


def _edtf(stretch: Stretch) -> str:
    first = stretch.first
    if stretch.unit == "day":
        return first.isoformat()
    if stretch.unit in ("week", "weekend"):
        return f"{first.isoformat()}/{stretch.last.isoformat()}"
    if stretch.unit == "month":
        return first.isoformat()[:7]
    if stretch.unit == "season":
        return f"{first.year:04d}-{_SEASON_NUMBERS[stretch.season]}"
    if stretch.unit in ("quarter", "half"):
        return f"{first.isoformat()[:7]}/{stretch.last.isoformat()[:7]}"
    years = {"year": f"{first.year:04d}", "decade": f"{first.year // 10:03d}X", "century": f"{first.year // 100:02d}XX"}
    return years[stretch.unit]


def _timex3(stretch: Stretch) -> str:
    first = stretch.first
    if stretch.unit in ("week", "weekend"):
        year, week, _ = first.isocalendar()
        return f"{year:04d}-W{week:02d}" + ("-WE" if stretch.unit == "weekend" else "")
    if stretch.unit in ("quarter", "half"):
        step = MONTHS[stretch.unit]
        return f"{first.year:04d}-{'Q' if step == 3 else 'H'}{(first.month - 1) // step + 1}"
    if stretch.unit == "season":
        return f"{first.year:04d}-{stretch.season}"
    if stretch.unit in ("decade", "century"):
        return _edtf(stretch).rstrip("X")
    return _edtf(stretch)


def day(year: int, month: int, number: int) -> Stretch | None:
    """The day, or None where the calendar has none such."""
    try:
        return Stretch("day", date(year, month, number))
    except ValueError:
        return None


def starting(unit: Granularity, year: int, month: int = 1) -> Stretch | None:
    """The unit that begins with this month, None outside the calendar (years 1 to 9999)."""
    return Stretch(unit, date(year, month, 1)) if 1 <= year <= 9999 else None


def stretch_of(written: str) -> Stretch:
    """The unit that an ISO date of one of the tables names: ``1939``, ``1939-09``, ``1939-09-01``."""
    parts = [int(p) for p in written.split("-")]
    unit: Granularity = ("year", "month", "day")[len(parts) - 1]
    return Stretch(unit, date(*[*parts, 1, 1][:3]))


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


def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (the anonymous computus, Meeus, Astronomical Algorithms, 1991)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (b - (b + 8) // 25 + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    rest = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * rest) // 451
    month, number = divmod(h + rest - 7 * m + 114, 31)
    return date(year, month, number + 1)


def orthodox_easter(year: int) -> date:
    """Easter Sunday of the Julian calendar, as a Gregorian date (Meeus, Astronomical Algorithms, 1991)."""
    d = (19 * (year % 19) + 15) % 30
    e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
    month, number = divmod(d + e + 114, 31)
    return date(year, month, number + 1) + timedelta(days=year // 100 - year // 400 - 2)

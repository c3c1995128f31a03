"""Days, and the bins of a timeline: days, weeks, months, years, decades.  Days are ISO text, `2023-09-14`."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias, get_args

Unit: TypeAlias = Literal["day", "week", "month", "year", "decade"]
UNITS: tuple[Unit, ...] = get_args(Unit)
LENGTHS: Mapping[Unit, float] = {"day": 1, "week": 7, "month": 30.44, "year": 365.25, "decade": 3652.5}
MOST_BINS = 150
CENTRE = 0.95  # how much of what is known a range covers that nobody asked for


@dataclass(frozen=True, slots=True)
class Stretch:
    """First and last day, both inside."""

    first: str
    last: str

    @property
    def days(self) -> int:
        """How many days it has."""
        return (date.fromisoformat(self.last) - date.fromisoformat(self.first)).days + 1


def unit_for(stretch: Stretch, most: int = MOST_BINS) -> Unit:
    """The finest unit in which the stretch has no more bins than `most`."""
    return next((unit for unit in UNITS if stretch.days / LENGTHS[unit] <= most), UNITS[-1])


def bin_of(day: str, unit: Unit) -> str:
    """The first day of the bin that a day lies in; weeks begin on Monday."""
    if unit == "day":
        return day
    if unit == "week":
        there = date.fromisoformat(day)
        return (there - timedelta(min(there.weekday(), there.toordinal() - 1))).isoformat()
    return {"month": f"{day[:7]}-01", "year": f"{day[:4]}-01-01", "decade": f"{_decade(day)}-01-01"}[unit]


def end_of(first: str, unit: Unit) -> str:
    """The last day of the bin that begins on `first`."""
    there = date.fromisoformat(first)
    if unit == "day":
        return first
    if unit == "week":
        last = min(date.max.toordinal(), there.toordinal() - there.weekday() + 6)
        return date.fromordinal(last).isoformat()
    if unit == "month":
        return f"{first[:7]}-{calendar.monthrange(there.year, there.month)[1]:02}"
    return f"{first[:4]}-12-31" if unit == "year" else f"{first[:3]}9-12-31"


def is_day(text: str | None) -> bool:
    """Whether it is a day of the calendar."""
    try:
        return text is not None and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def central(years: Mapping[str, int]) -> tuple[str, str] | None:
    """First and last of the years that hold the middle `CENTRE` of what is counted by year; None without any."""
    ordered, whole = sorted(years), sum(years.values())
    if not whole:
        return None
    spare, below = whole * (1 - CENTRE) / 2, 0
    inside = []
    for year in ordered:
        if below + years[year] > spare and below < whole - spare:
            inside.append(year)
        below += years[year]
    return inside[0], inside[-1]


def _decade(day: str) -> str:
    return "0001" if day < "0010" else f"{day[:3]}0"

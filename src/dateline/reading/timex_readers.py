"""Which reader reads which pattern of `timex_grammar`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dateline.reading import timex_calendar as calendar
from dateline.reading import timex_lengths as lengths
from dateline.reading import timex_relative as relative
from dateline.reading.timex_context import Context, Match, TimeValue

READERS: Mapping[str, Callable[[Match, Context], TimeValue | None]] = {
    "numeric": calendar.numeric,
    "slash": calendar.slash,
    "date": calendar.month_day,
    "day_range": calendar.day_range,
    "month": calendar.month,
    "month_range": calendar.month_range,
    "year_range": calendar.year_range,
    "year": calendar.year,
    "decade": calendar.decade,
    "century": calendar.century,
    "weekday": relative.weekday,
    "near_day": relative.near_day,
    "relative": relative.relative,
    "relative_span": relative.relative_span,
    "vague": relative.vague,
    "season": calendar.season,
    "ago": relative.ago,
    "offset": relative.offset,
    "same": relative.same,
    "beside": relative.beside,
    "aftermath": relative.aftermath,
    "quarter": calendar.quarter,
    "half": calendar.half,
    "duration": lengths.duration,
    "duration_bare": lengths.duration_bare,
    "sets": lengths.sets,
    "clock": relative.clock,
    "holiday": calendar.holiday,
    "reference": relative.reference,
}

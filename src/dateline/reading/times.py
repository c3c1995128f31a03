"""When: the time expressions of a report, each with its value.

Everything is counted from the publication date of the document, never from the clock of the machine.  Without a
publication date relative expressions have neither EDTF value nor interval, and the basis ``unanchored``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from dateline.knowledge import Knowledge
from dateline.parse import Parse
from dateline.reading import timex_calendar as calendar
from dateline.reading import timex_clock as clock
from dateline.reading import timex_discourse as discourse
from dateline.reading import timex_events as events
from dateline.reading import timex_lengths as lengths
from dateline.reading import timex_names as names
from dateline.reading import timex_relative as relative
from dateline.reading import timex_years as years
from dateline.reading.timex_context import Context, Match, Said, TimeValue
from dateline.reading.timex_grammar import time_words
from dateline.reading.timex_syntax import Syntax
from dateline.types import Timex

READERS: Mapping[str, Callable[[Match, Context], TimeValue | None]] = {
    function.__name__: function
    for function in (
        calendar.numeric, calendar.slash, calendar.month_day, calendar.week_of, calendar.day_range,
        calendar.days_across, calendar.month, calendar.month_range, years.year_range, years.year,
        years.spoken_year, years.fiscal,
        years.decade, years.century, years.season_of, years.quarter, years.half, years.quarters, years.this_quarter,
        years.year_ago, years.year_period, relative.weekday, relative.weekday_range, relative.near_day,
        relative.relative, relative.bare_season, relative.before_last, relative.part_of_unit, relative.whole_unit,
        relative.ago, relative.relative_span, relative.vague, relative.reference, relative.daypart, discourse.same,
        discourse.beside, discourse.aftermath, discourse.offset, discourse.from_event, discourse.year_before,
        lengths.duration, lengths.between_lengths, lengths.unit_long, lengths.with_half, lengths.plural,
        lengths.vague_length, lengths.sets, clock.clock, names.main_event, names.around_war, names.rule_of,
        discourse.event_relative, names.anniversary, events.counted, events.since,
    )
}  # fmt: skip
YEARS = range(1500, 3000)
_WRAP = re.compile(r"(?<!\n)\n(?!\n)")


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Something that may be a time, and what reads it; `order` decides between two of the same length."""

    start: int
    end: int
    rule: str
    order: int
    read: Callable[[Context], TimeValue | None]


def find_times(
    parse: Parse, know: Knowledge, timex3: bool = False, southern: bool | None = None
) -> tuple[Timex, ...]:
    """The time expressions in the order of the text; spans are offsets of `Document.text`.

    `timex3`: what the TIMEX3 guidelines mark (both ends of a range apart, *current* and *the quarter*, no named
    periods) instead of what a reader of news needs.  `southern`: seasons are those of the southern hemisphere
    (None: where the report was filed tells).
    """
    return tuple(_Reader(parse, know, timex3, southern).timexes())


def published_on(parse: Parse) -> date | None:
    """The publication date of the document, None where there is none, or none of a newspaper (years 1500 to 2999)."""
    try:
        found = date.fromisoformat((parse.document.published or "")[:10])
    except ValueError:
        return None
    return found if found.year in YEARS else None


class _Reader:
    def __init__(self, parse: Parse, know: Knowledge, timex3: bool, southern: bool | None) -> None:
        self.parse, self.know, self.timex3 = parse, know, timex3
        self.words = time_words(know)
        self.text = _WRAP.sub(" ", parse.clean.text)
        syntax = Syntax(parse, self.words, know)
        self.context = Context(published_on(parse), self.words, syntax, self.text, know, southern)

    def timexes(self) -> Iterator[Timex]:
        found = list(self.values())
        for k, (start, end, rule, value) in enumerate(found):
            following = found[k + 1] if k + 1 < len(found) else None
            if value.length and not value.extent and following:
                value = self.measured(value, end, following)
            yield self.timex(start, end, rule, self.opened(start, end, value))

    def measured(self, value: TimeValue, end: int, following: tuple[int, int, str, TimeValue]) -> TimeValue:
        """A length with the place that it has from the time right behind it."""
        start, stop, _, other = following
        if self.words.within("beginning", self.text[end:start]):
            return lengths.spread(value, other)
        if not value.way or self.timex3:
            return value
        if self.words.within("beside", self.text[end:start]) or events.gives_time(start, end, self.context):
            return discourse.beside_next(value, other, self.parse.clean.span(start, stop))
        return value

    def values(self) -> Iterator[tuple[int, int, str, TimeValue]]:
        """Start, end, rule and value of the expressions, left to right; what overlaps an earlier one is dropped."""
        done = 0
        for found in sorted(self.candidates(), key=lambda c: (c.start, -c.end, c.order)):
            if found.start < done:
                continue
            if found.rule == "not-time":
                done = found.end
                continue
            value = found.read(self.context)
            if value is None:
                continue
            done = value.until or found.end
            self.remember(found, value)
            if value.flag != "topic":  # spoken of, not told as a time; "in the years that followed" may count from it
                yield found.start, done, found.rule, value

    def candidates(self) -> Iterator[_Candidate]:
        for start, end, pattern, match in self.words.candidates(self.text, self.timex3):
            yield _Candidate(start, end, pattern.id, pattern.order, partial(READERS[pattern.read], match))
        for start, end, kind, row in names.time_names(self.know).found(self.text, self.timex3):
            yield _Candidate(start, end, kind, -1, partial(names.named_value, kind, row, start, end))

    def remember(self, found: _Candidate, value: TimeValue) -> None:
        """What later times are counted from: no lengths, no rates, and no "now"."""
        extent = value.extent
        if extent is None or (extent.first is None and extent.last is None) or value.kind not in ("DATE", "TIME"):
            return
        span = self.parse.clean.span(found.start, found.end)
        exact = not value.written.endswith("_REF")
        self.context.said.append(Said(extent, found.start, found.end, span, exact, bool(value.clock)))

    def timex(self, start: int, end: int, rule: str, value: TimeValue) -> Timex:
        span = self.parse.clean.span(start, end)
        return Timex(
            span,
            self.parse.text(span),
            value.edtf,
            value.basis,
            f"times.{rule}" + (f".{value.flag}" if value.flag else ""),
            value.kind,
            value.timex3,
            value.mod,
            value.interval,
            value.anchor,
            value.choices,
        )

    def opened(self, start: int, end: int, value: TimeValue) -> TimeValue:
        """The value as the words around it leave it: *since 2014*, *by Friday*, *from 1 May onwards*."""
        extent = value.extent
        if extent is None or extent.first is None or value.kind not in ("DATE", "TIME") or value.written:
            return value
        if self.words.after("onward", self.text, end):
            return replace(value, extent=replace(extent, last=None), written=value.timex3)
        found = self.words.bound.search(self.text, max(0, start - 24), start)
        if found is None:
            return value
        phrase = re.sub(r"\s+", " ", found[1].lower())
        row = self.know.lexicon["time_bounds"].index[phrase]
        if phrase not in ("since", "ever since") and self.context.syntax.modifies(end):
            return value
        from_end = row["from"] == "end" or (phrase == "since" and self.is_over(value))
        edge = extent.last if from_end else extent.first
        if edge is None:
            return value
        ends = (edge, None) if row["side"] == "right" else (None, edge)
        return replace(value, extent=replace(extent, first=ends[0], last=ends[1]), written=value.timex3)

    def is_over(self, value: TimeValue) -> bool:
        """Is it a period that has ended?  "Since the war" begins there."""
        last = value.extent.last if value.extent else None
        anchor = self.context.anchor
        return value.basis == "period" and last is not None and (anchor is None or last.last < anchor)

"""What the readers of time expressions share: the value they return and the context they read in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property

import msgspec

from dateline.knowledge import Knowledge
from dateline.reading.numbers import value_of
from dateline.reading.timex_grammar import TimeWords
from dateline.reading.timex_hemisphere import is_southern
from dateline.reading.timex_syntax import Syntax
from dateline.reading.timex_values import Extent, Stretch, at, nearest_year
from dateline.types import Basis, Granularity, Interval, Span, TimexKind, TimexReading

Match = re.Match[str]
# first and last hour of the parts of a day as TIMEX3 names them
_DAYPARTS = {"MO": (6, 12), "MI": (11, 14), "AF": (12, 18), "EV": (18, 24), "NI": (18, 24), "DT": (6, 18)}
NEXT_MONTHS = 3  # ahead, in which a bare month may lie although no future stands there
NEAR = 600  # characters back within which a quarter is what figures are compared by


@dataclass(frozen=True, slots=True)
class TimeValue:
    """What a time expression means.

    `extent` is where it lies, None for lengths, rates and what cannot be placed; `written` is the TIMEX3 value where
    it is not that of the extent; `clock` the time of day as TIMEX3 writes it (``T15:00``, ``TMO``); `length` count
    and unit of a duration; `anchor` the time it is counted from; `readings` other values with their weights.
    """

    kind: TimexKind
    basis: Basis
    extent: Extent | None = None
    written: str = ""
    clock: str = ""
    mod: str | None = None
    length: tuple[float | None, str] | None = None
    anchor: Span | None = None
    readings: tuple[tuple[TimeValue, float], ...] = ()
    flag: str = ""
    way: int = 0  # 1 after, -1 before what follows
    until: int = 0  # where the expression ends in the cleaned text, if behind its pattern

    @property
    def edtf(self) -> str | None:
        """The EDTF value; of a time of day, its day."""
        return self.extent.edtf if self.extent else None

    @property
    def timex3(self) -> str:
        """The TIMEX3 value."""
        if self.written or self.extent is None:
            return self.written
        first, last = self.extent.first, self.extent.last
        if first == last and first is not None:
            return first.timex3 + self.clock
        return f"{first.timex3 if first else ''}/{last.timex3 if last else ''}"

    @property
    def interval(self) -> Interval | None:
        """First and last moment."""
        if self.extent is None:
            return None
        first, last = self.extent.first, self.extent.last
        day = first or last
        if not self.clock or day is None or day.unit != "day":
            return self.extent.interval(self.basis, "period" if self.basis == "period" and first != last else None)
        found = _within_day(day.first, self.clock, self.basis)
        return msgspec.structs.replace(
            found, earliest=found.earliest if first else None, latest=found.latest if last else None
        )

    @property
    def choices(self) -> tuple[TimexReading, ...]:
        """All readings with their weights, where there are several."""
        return tuple(TimexReading(v.edtf, v.timex3, w) for v, w in self.readings)


def _within_day(day: date, clock: str, basis: Basis) -> Interval:
    start = datetime(day.year, day.month, day.day)
    if part := _DAYPARTS.get(clock[1:]):
        hours = [start + timedelta(hours=h) for h in part]
        last = hours[1] - timedelta(minutes=1)
        return Interval(hours[0].isoformat("T", "minutes"), last.isoformat("T", "minutes"), "daypart", True, basis)
    hour, _, minute = clock[1:].partition(":")
    moment = (start + timedelta(hours=int(hour), minutes=int(minute or 0))).isoformat("T", "minutes")
    return Interval(moment, moment, "minute" if int(minute or 0) else "hour", False, basis)


@dataclass(frozen=True, slots=True)
class Said:
    """A time that the text has named: where it lies and where it stands in the cleaned text."""

    extent: Extent
    start: int
    end: int
    span: Span
    exact: bool  # not only counted as "now" or "recently"
    clock: bool = False

    @property
    def stretch(self) -> Stretch:
        """The unit that another time is counted from: its last, or the first where it is open."""
        found = self.extent.last or self.extent.first
        assert found is not None
        return found


@dataclass
class Context:
    """Where an expression stands: publication date, syntax, and the times named before it."""

    anchor: date | None
    words: TimeWords
    syntax: Syntax
    text: str
    know: Knowledge
    south: bool | None = None  # are seasons southern?  None: those of the place of filing
    said: list[Said] = field(default_factory=list)

    @cached_property
    def southern(self) -> bool:
        """Are its seasons those of the southern hemisphere?"""
        return is_southern(self.syntax.parse, self.know) if self.south is None else self.south

    @property
    def last(self) -> Said | None:
        """The last time named."""
        return next((s for s in reversed(self.said) if s.exact), None)

    def last_of(self, *units: Granularity, since: int = 0) -> Said | None:
        """The last time of one of these units, not before the character `since`."""
        fit = (s for s in reversed(self.said) if s.extent.granularity in units and s.start >= since)
        return next(fit, None)

    def follows(self, start: int) -> bool:
        """Does nothing but a comma, a dash or a bracket stand between the last time and this place?"""
        return self.last is not None and self.text[self.last.end : start].strip() in (",", "(", "–", "—", "-")

    def behind(self, cue: str, start: int, reach: int = 24) -> re.Match[str] | None:
        """The cue (data/times/cues.toml) where it stands right in front of a place."""
        return self.words.before(cue, self.text, start, reach)


def group(match: Match, name: str) -> str | None:
    """The words of a named group, in whichever branch of the pattern it stands; None where it is empty."""
    known = match.re.groupindex
    if name not in known:
        return None
    found: str | None = match[name]
    number = 2
    while found is None and f"{name}__{number}" in known:
        found, number = match[f"{name}__{number}"], number + 1
    return found


def words_of(match: Match, name: str) -> str:
    """The words of a named group in lower case, empty where it has none."""
    return (group(match, name) or "").lower()


def named(stretch: Stretch | None, basis: Basis, part: str | None = None) -> TimeValue | None:
    """The value of a calendar stretch, or of a part of it."""
    if stretch is None:
        return None
    whole = stretch.on(part) if part else stretch
    return TimeValue("DATE", basis, at(whole), mod=part or None)


def anaphoric(stretch: Stretch | None, said: Said, part: str | None = None) -> TimeValue | None:
    """The value of a stretch counted from a time named before."""
    value = named(stretch, "anaphoric", part)
    return replace(value, anchor=said.span) if value else None


def ranged(first: Stretch | None, last: Stretch | None, basis: Basis, match: Match | None = None) -> TimeValue | None:
    """The value of a range; None where it runs backwards, or lists two times (*in 2007 and 2011*)."""
    if first is None or last is None or last.last < first.first:
        return None
    listed = match is not None and " and " in match[0].lower() and words_of(match, "lead") != "between "
    if listed and (last.first - first.last).days > 1:
        return None
    return TimeValue("DATE", basis, Extent(first, last))


def adrift(value: str = "XXXX-XX-XX", kind: TimexKind = "DATE") -> TimeValue:
    """A time that cannot be placed, with its TIMEX3 value."""
    return TimeValue(kind, "unanchored", written=value)


def part_of(match: Match, ctx: Context) -> str | None:
    """START, MID or END where only a part is meant."""
    word = group(match, "part")
    return ctx.words.value("part", word) or ctx.words.value("part-of", word)


def month_of(match: Match, ctx: Context, name: str = "month") -> int:
    """The number of the month that the group names."""
    return int(ctx.words.value("month", group(match, name)) or 0)


def rel_of(match: Match, ctx: Context, name: str = "rel") -> int | None:
    """-1, 0 or 1 for *last*, *this*, *next* and their like; None where none of them stands there."""
    found = ctx.words.value("rel", group(match, name))
    return int(found) if found is not None else None


def direction_of(match: Match, ctx: Context) -> str:
    """past, future or open, from the words themselves or the clause."""
    rel = rel_of(match, ctx)
    if rel:
        return "past" if rel < 0 else "future"
    found = ctx.syntax.direction(match.start(), match.end())
    before = ctx.behind("direction", match.start())
    forced = ctx.words.value("direction", before[1]) if before else None
    if forced and ctx.syntax.modifies(match.end()):  # "laid down by the Feb. 23 accord"
        return found
    if forced == "limit":  # "stayed until March", "must leave until March"
        return "future" if found == "open" else found
    return forced or found


def year_of(match: Match, ctx: Context, month: int) -> tuple[int | None, Basis]:
    """The year of a date that may leave it out, and how it was found."""
    if written := group(match, "year"):
        return int(written), "explicit"
    if ctx.anchor is None:
        last = ctx.last
        return (last.stretch.first.year, "anaphoric") if last else (None, "unanchored")
    direction = direction_of(match, ctx)
    if direction == "open" and 0 < (month - ctx.anchor.month) % 12 <= NEXT_MONTHS:
        direction = "future"
    return nearest_year(ctx.anchor, month, direction), "publication"


def spoken_number(words: str | None, ctx: Context) -> int | None:
    """The year that is written as it is spoken: ``nineteen ninety-six``, ``two thousand four``."""
    if not words:
        return None
    century, *rest = re.split(r"[\s-]+", words.lower())
    tail = " ".join(w for w in rest if w != "oh")
    if century == "two":
        found = value_of(words, ctx.words.numbers)
    else:
        short = value_of(tail, ctx.words.numbers)
        found = None if short is None else (1900 if century == "nineteen" else 2000) + short
    if found is None or not 1900 <= found < 2100 or (century == "twenty" and found % 100 < 10):
        return None
    return int(found)

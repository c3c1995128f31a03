"""What the readers of time expressions share: the value they return and the context they read in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from dateline.reading.timex_grammar import TimeWords
from dateline.reading.timex_values import Stretch, nearest_year

Match = re.Match[str]
FUTURE_WORDS = frozenset({"next", "coming", "this coming", "later"})
PAST_WORDS = frozenset({"last", "past", "previous", "this past"})


@dataclass(frozen=True, slots=True)
class TimeValue:
    """What a time expression means: TIMEX3 type and value, EDTF value, basis, and the stretch it names."""

    kind: str
    timex3: str
    edtf: str | None
    basis: str
    stretch: Stretch | None = None


@dataclass
class Context:
    """Where an expression stands: publication date, tense of its clause, last stretch named before it."""

    anchor: date | None
    words: TimeWords
    direction: Callable[[int, int], str]
    is_year: Callable[[int, int], bool]
    text: str
    last: Stretch | None = None
    last_end: int = 0  # in the cleaned text

    def follows(self, start: int) -> bool:
        """Does nothing but a comma, a dash or a bracket stand between the last time and this place?"""
        return self.last is not None and self.text[self.last_end : start].strip() in (",", "(", "–", "—", "-")


def group(match: Match, name: str) -> str | None:
    """The words of a named group, None where the pattern has none such or it is empty."""
    return match.groupdict().get(name)


def named(stretch: Stretch | None, basis: str, part: str | None = None) -> TimeValue | None:
    """The value of a calendar stretch, or of a part of it."""
    if stretch is None:
        return None
    whole = stretch.on(part) if part else stretch
    return TimeValue("DATE", whole.timex3, whole.edtf, basis, whole)


def adrift(value: str = "XXXX-XX-XX", kind: str = "DATE") -> TimeValue:
    """A time that cannot be placed, with its TIMEX3 value."""
    return TimeValue(kind, value, None, "unanchored")


def part_of(match: Match, ctx: Context) -> str | None:
    """START, MID or END where only a part is meant."""
    return ctx.words.value("part", group(match, "part"))


def month_of(match: Match, ctx: Context, name: str = "month") -> int:
    """The number of the month that the group names."""
    return int(ctx.words.value("month", group(match, name)) or 0)


def direction_of(match: Match, ctx: Context) -> str:
    """past, future or open, from the words themselves or the clause."""
    rel = (group(match, "rel") or "").lower()
    if rel in PAST_WORDS:
        return "past"
    return "future" if rel in FUTURE_WORDS else ctx.direction(match.start(), match.end())


def year_of(match: Match, ctx: Context, month: int) -> tuple[int | None, str]:
    """The year of a date that may leave it out, and how it was found."""
    if written := group(match, "year"):
        return int(written), "explicit"
    if ctx.anchor is None:
        return (ctx.last.first.year, "anaphoric") if ctx.last else (None, "unanchored")
    return nearest_year(ctx.anchor, month, direction_of(match, ctx)), "publication"

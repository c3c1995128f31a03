"""Readers of times that are counted from a time named before in the text."""

from __future__ import annotations

from dataclasses import replace

from dateline.reading.timex_context import (
    NEAR,
    Context,
    Match,
    Said,
    TimeValue,
    adrift,
    anaphoric,
    group,
    named,
    part_of,
    words_of,
)
from dateline.reading.timex_lengths import count_of, lasting, length, mod_of, unit_of, vague_extent
from dateline.reading.timex_relative import UNITS, moved
from dateline.reading.timex_values import Extent, Stretch, add, containing, starting, stretch_of
from dateline.types import Span


def same(match: Match, ctx: Context) -> TimeValue | None:
    """``that day``, ``the same month``: the one last mentioned."""
    unit = UNITS[unit_of(match, ctx)[0]]
    said = ctx.last_of("day") if unit == "day" else ctx.last
    if said is None or (unit == "day" and said.stretch.unit != "day"):
        return adrift()
    return anaphoric(containing(unit, said.stretch.first), said, part_of(match, ctx))


def beside(match: Match, ctx: Context) -> TimeValue | None:
    """``the following day``, ``the previous Friday``: beside the time last mentioned."""
    way = -1 if ctx.words.value("beside", group(match, "way")) == "-1" else 1
    said = ctx.last
    number = ctx.words.value("weekday", group(match, "weekday"))
    if said is None and ctx.anchor is None:
        return adrift()
    base = said.stretch if said else Stretch("day", ctx.anchor) if ctx.anchor else None
    assert base is not None
    if number is not None:
        return weekday_beside(base, int(number), way, said)
    code, _ = unit_of(match, ctx)
    if code == "D" and base.unit != "day":
        return adrift()
    found = add(containing(UNITS[code], base.first), way)
    value = anaphoric(found, said) if said else named(found, "publication")
    part = ctx.words.value("daypart", group(match, "daypart"))
    return replace(value, kind="TIME", clock=f"T{part}") if value and part else value


def weekday_beside(base: Stretch, number: int, way: int, said: Said | None) -> TimeValue | None:
    """The weekday (0 to 6) next before or after a time; `said`: where the text names it, None: it is publication."""
    day = Stretch("day", base.first if way < 0 else base.last)
    shift = (number - day.first.weekday() - (1 if way > 0 else 0)) % 7 + (1 if way > 0 else -7)
    found = add(day, shift)
    return anaphoric(found, said) if said else named(found, "publication")


def aftermath(match: Match, ctx: Context) -> TimeValue | None:
    """``the following decades``: from the end of the time last mentioned."""
    code, _ = unit_of(match, ctx)
    said = ctx.last
    if said is None:
        return TimeValue("DURATION", "unanchored", written=length(None, code))
    unit = "year" if UNITS.get(code) in ("year", "decade", "century") else "month" if code == "M" else "day"
    last = said.extent.days()[1] or said.stretch.first
    start = stretch_of(last.isoformat()[: {"year": 4, "month": 7, "day": 10}[unit]])
    return TimeValue("DURATION", "anaphoric", Extent(start, None), length(None, code), anchor=said.span)


def offset(match: Match, ctx: Context) -> TimeValue | None:
    """``two days later``, ``a year earlier``: counted from the time last mentioned."""
    way = -1 if ctx.words.value("beside", words_of(match, "way").split()[0]) == "-1" else 1
    _, value = count_of(match, ctx)
    code, times = unit_of(match, ctx)
    if ctx.last is None:
        return _from_publication(ctx, value, code, times, way)
    return _counted_from(ctx.last, value, code, way * times, mod_of(match, ctx))


def from_event(match: Match, ctx: Context) -> TimeValue | None:
    """``two days`` before *after the vote*: a length, but right behind a time the other end of it, as in *July 2022,
    five months after the army left*."""
    _, value = count_of(match, ctx)
    code, times = unit_of(match, ctx)
    way = -1 if words_of(match, "way") == "before" else 1
    if ctx.last is None or value is None or not ctx.follows(match.start()):
        length = lasting(value * times if value is not None else None, code, mod_of(match, ctx))
        return replace(length, way=way)
    return _counted_from(ctx.last, value, code, -way * times, mod_of(match, ctx))


def beside_next(value: TimeValue, following: TimeValue, span: Span) -> TimeValue:
    """``two days`` in *two days after Monday's vote*: the day that is meant, counted from the time that follows."""
    count, code = value.length or (None, "D")
    if count is None or following.extent is None:
        return value
    edge = following.extent.last if value.way > 0 else following.extent.first
    found = moved(edge, "D" if code == "W" else code, value.way * count * (7 if code == "W" else 1)) if edge else None
    if found is None or (found.unit == "day" and edge is not None and edge.unit != "day"):
        return value
    return replace(value, kind="DATE", basis="anaphoric", extent=Extent(found, found), written="", anchor=span)


def event_relative(match: Match, ctx: Context) -> TimeValue | None:
    """``the day after`` an event: its date is unknown, unless a time follows."""
    code, _ = unit_of(match, ctx) if group(match, "u") else ("D", 1.0)
    value = adrift("XXXX-XX-XX")
    way = -1 if words_of(match, "way") == "before" else 1
    return replace(value, length=(1.0 if group(match, "u") else None, code), way=way)


def _counted_from(said: Said, value: float | None, code: str, step: float, mod: str | None) -> TimeValue | None:
    base, way = said.stretch, 1 if step > 0 else -1
    if value is None:
        extent = vague_extent(base.last if way > 0 else base.first, code, way, 2) if code[0] != "T" else None
        written = "PAST_REF" if way < 0 else "FUTURE_REF"
        return TimeValue("DATE", "anaphoric" if extent else "unanchored", extent, written, anchor=said.span)
    if code == "Y" and base.unit in ("quarter", "month", "half") and value == int(value):
        found = add(base, way * {"quarter": 4, "month": 12, "half": 2}[base.unit] * int(value))
    elif code == "W" and base.unit == "day":
        found = moved(base, "D", step * value * 7)
    else:
        found = moved(base, code, step * value)
    result = anaphoric(found, said)
    if result and code[0] == "T":  # "three hours later" is of that day
        return replace(result, kind="DURATION", written=length(value, code), mod=mod)
    return replace(result, mod=mod) if result else None


def _from_publication(ctx: Context, value: float | None, code: str, times: float, way: int) -> TimeValue | None:
    if value is None or ctx.anchor is None or way > 0:
        return adrift("PAST_REF" if way < 0 else "FUTURE_REF")
    return named(moved(Stretch("day", ctx.anchor), code, way * value * times), "publication")


def year_before(match: Match, ctx: Context) -> TimeValue | None:
    """``a year ago``, ``last year`` where figures are compared: the same quarter of the year before."""
    if not ctx.behind("compared", match.start(), 120):
        return None
    near = [s for s in ctx.said if s.start > match.start() - NEAR and _is_over(s, ctx)]
    quarters = [s for s in near if s.extent.granularity == "quarter"]
    if quarters and not ctx.words.within("other-length", ctx.text[quarters[-1].end : match.start()]):
        latest = max(quarters, key=lambda s: s.stretch.first)
        return anaphoric(add(latest.stretch, -4), latest)
    if ctx.anchor is None or "earlier" not in match[0].lower():
        return None
    years = [s for s in near if s.extent.granularity == "year" and s.stretch.first.year < ctx.anchor.year]
    if not quarters and not (years and years[-1] is ctx.last):
        return None
    return named(starting("year", ctx.anchor.year - 1), "publication")


def _is_over(said: Said, ctx: Context) -> bool:
    """Did it end within the year before publication?"""
    return ctx.anchor is None or 0 <= (ctx.anchor - said.stretch.last).days <= 366 or said.extent.granularity == "year"

"""Readers of the time of day."""

from __future__ import annotations

from dataclasses import replace

from dateline.reading.timex_calendar import month_day
from dateline.reading.timex_context import Context, Match, TimeValue, group, named
from dateline.reading.timex_relative import weekday
from dateline.reading.timex_values import Stretch, add

SAME_INSTANT = 40  # characters between a time of day and the same instant in another zone, in brackets


def clock(match: Match, ctx: Context) -> TimeValue | None:
    """``3 p.m. Friday``, ``15:00 GMT``, ``noon on 4 June``; without a day, that of the day last named nearby."""
    written = _hour(match, ctx)
    again = bool(ctx.said) and ctx.said[-1].clock and match.start() - ctx.said[-1].end < SAME_INSTANT
    own_day = any(group(match, name) for name in ("weekday", "month", "near"))  # "at 4 (4 a.m. EDT Thursday)"
    if written is None or (again and not own_day and ctx.behind("same-instant", match.start())):
        return None
    day = _day(match, ctx)
    if day is None or day.extent is None or day.extent.first is None:
        value = day.written if day else "XXXX-XX-XX"
        return TimeValue("TIME", "unanchored", written=f"{value}{written}")
    if written == "T24:00":
        return replace(day, kind="TIME", written=f"{day.timex3}{written}", clock="T23:59", readings=())
    return replace(day, kind="TIME", clock=written, readings=(), mod=None)


def _hour(match: Match, ctx: Context) -> str | None:
    if word := group(match, "noon"):
        return "T" + (ctx.words.value("clock-word", word) or "12:00")
    hour, minute = int(match["h"]), int(group(match, "mi") or 0)
    half = (group(match, "ap") or "").lower()[:1]
    if hour > (12 if half else 23) or minute > 59 or (half and hour == 0):
        return None
    if part := ctx.words.value("daypart", group(match, "daypart")):
        half = "a" if part == "MO" else "p"
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    return f"T{hour:02d}:{minute:02d}"


def _day(match: Match, ctx: Context) -> TimeValue | None:
    if group(match, "weekday") and not group(match, "month"):
        return weekday(match, ctx)
    if group(match, "month"):
        return month_day(match, ctx)
    if near := group(match, "near"):
        shift = int(ctx.words.value("near", near) or 0)
        return named(add(Stretch("day", ctx.anchor), shift), "publication") if ctx.anchor else None
    if said := ctx.last_of("day", since=match.start() - 250):
        value = named(said.stretch, "anaphoric")
        return replace(value, anchor=said.span) if value else None
    return named(Stretch("day", ctx.anchor), "publication") if ctx.anchor else None

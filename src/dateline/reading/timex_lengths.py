"""Readers of lengths and rates: three days, for decades, every Friday."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from dateline.reading.numbers import plain, value_of
from dateline.reading.timex_context import Context, Match, TimeValue, group, words_of
from dateline.reading.timex_values import Extent, Stretch, add, containing
from dateline.types import Granularity

COARSE: dict[str, tuple[Granularity, int]] = {
    "D": ("day", 1), "W": ("day", 7), "WE": ("day", 7), "M": ("month", 1), "Q": ("month", 3), "Y": ("year", 1),
    "DE": ("year", 10), "CE": ("year", 100),
}  # fmt: skip
MOST = 11  # a vague plural is two to eleven: from twelve on one says "a dozen", or the next unit
SPREAD = {"D": ("day", 1), "W": ("day", 7), "M": ("month", 1), "Y": ("year", 1)}
YEARS = {"DE": 10.0, "CE": 100.0}


def count_of(match: Match, ctx: Context, name: str = "num") -> tuple[str, float | None]:
    """The number as TIMEX3 writes it ('3', 'X') and its value, None where it is vague."""
    word = re.sub(r"\s+", " ", words_of(match, name))
    if known := ctx.words.value("count", word):
        return (known, None) if known == "X" else (known, float(known))
    value = value_of(word, ctx.words.numbers)
    return ("X", None) if value is None else (plain(value), value)


def unit_of(match: Match, ctx: Context) -> tuple[str, float]:
    """The unit's TIMEX3 code and how many of it one word stands for (a fortnight is two weeks)."""
    word = re.sub("centuries$", "century", words_of(match, "u"))
    code = ctx.words.value("unit", word) or ctx.words.value("unit", word.removesuffix("s")) or "D"
    return (code[1:], float(code[0])) if code[0].isdigit() else (code, 1.0)


def length(value: float | None, code: str) -> str:
    """A TIMEX3 duration; None is a number that the text leaves open.

    >>> length(3, "W"), length(None, "Y"), length(2.5, "TH"), length(4, "DE")
    ('P3W', 'PXY', 'PT2H30M', 'P40Y')
    """
    if value is None:
        return f"PT{'X'}{code[1]}" if code[0] == "T" else f"PX{code}"
    if code in YEARS and value != 1:
        value, code = value * YEARS[code], "Y"
    if code == "Q" and value != 1:
        value, code = value * 3, "M"
    part = value - int(value)
    if code == "TH" and part:
        return f"PT{int(value)}H{round(part * 60)}M" if value > 1 else f"PT{round(part * 60)}M"
    if code == "Y" and part in (0.25, 0.5, 0.75):
        return f"P{int(value)}Y{int(part * 12)}M" if value > 1 else f"P{int(part * 12)}M"
    return f"PT{plain(value)}{code[1]}" if code[0] == "T" else f"P{plain(value)}{code}"


def mod_of(match: Match, ctx: Context) -> str | None:
    """APPROX, MORE_THAN … by the words before the number."""
    return ctx.words.value("mod", group(match, "mod"))


def lasting(value: float | None, code: str, mod: str | None = None) -> TimeValue:
    """The value of a length."""
    return TimeValue("DURATION", "duration", written=length(value, code), mod=mod, length=(value, code))


def spread(value: TimeValue, start: TimeValue) -> TimeValue:
    """A length that begins on a day that stands behind it: *a three-day visit beginning Monday*."""
    if value.length is None or value.length[0] is None or start.extent is None or start.extent.first is None:
        return value
    unit, times = SPREAD.get(value.length[1], ("", 0))
    first = start.extent.first
    last = add(first, round(value.length[0] * times) - 1) if first.unit == unit else None
    return replace(value, extent=Extent(first, last), basis=start.basis) if last else value


def vague_extent(anchor: date, code: str, way: int, nearest: int = 0) -> Extent | None:
    """Two to eleven units before or after the anchor, from it (`nearest` 0) or at least so many away."""
    unit, times = COARSE.get(code, ("day", 1))
    here = containing(unit, anchor)
    near, far = add(here, way * nearest * times), add(here, way * MOST * times)
    if near is None or far is None:
        return None
    if nearest == 0:
        near = Stretch("day", anchor)
    first, last = (far, near) if way < 0 else (near, far)
    return Extent(first, last, approx=True, shown=unit)


def duration(match: Match, ctx: Context) -> TimeValue | None:
    """``three days``; ``a year`` behind a sum or a number of things is a rate."""
    _, value = count_of(match, ctx)
    code, times = unit_of(match, ctx)
    if words_of(match, "num") in ("a", "an", "one") and (code in ("TS", "Q") or _is_rate(match, ctx)):
        often = ctx.behind("often", match.start())
        return TimeValue("SET", "set", written=f"P1{code}") if often and code[0] != "T" else None
    if code == "TS" and not match["u"].endswith("s") and value == 1:
        return None
    return lasting(value * times if value is not None else None, code, mod_of(match, ctx))


def _is_rate(match: Match, ctx: Context) -> bool:
    """*700 seats a week*, *5 percent a year*, *$3 million a month*."""
    if ctx.behind("rate", match.start()):
        return True
    before = ctx.syntax.token(match.start() - 2)
    return before is not None and before.tag in ("NNS", "CD")


def between_lengths(match: Match, ctx: Context) -> TimeValue | None:
    """``two to three weeks``, ``a year or two``."""
    _, low = count_of(match, ctx)
    code, times = unit_of(match, ctx)
    return lasting(low * times if low is not None else None, code, "EQUAL_OR_MORE")


def unit_long(match: Match, ctx: Context) -> TimeValue:
    """``day-long``, ``weeklong``."""
    code, times = unit_of(match, ctx)
    return lasting(times, code)


def with_half(match: Match, ctx: Context) -> TimeValue | None:
    """``a minute and a half``, ``two years and three months`` count in both units."""
    _, value = count_of(match, ctx)
    code, times = unit_of(match, ctx)
    if value is None:
        return None
    if code == "TM":
        return replace(lasting(value + 0.5, code, mod_of(match, ctx)), written=f"PT{plain(value)}M30S")
    return lasting(value * times + 0.5, code, mod_of(match, ctx))


def plural(match: Match, ctx: Context) -> TimeValue | None:
    """``decades``, ``many months``: of unknown length, up to now in *has shelled the town for years*."""
    code, _ = unit_of(match, ctx)
    value = lasting(None, code, mod_of(match, ctx))
    if ctx.anchor and ctx.behind("for", match.start()) and ctx.syntax.goes_on(match.start()):
        return replace(value, extent=vague_extent(ctx.anchor, code, -1))
    return value


def vague_length(match: Match, ctx: Context) -> TimeValue | None:
    """``a while``, ``some time``."""
    value = ctx.words.value("vague-length", group(match, "w")) or "PXX"
    return TimeValue("DURATION", "duration", written=value, length=(None, "D"))


def sets(match: Match, ctx: Context) -> TimeValue | None:
    """``every Friday``, ``daily``, ``on Fridays``, ``every two years``."""
    weekday = ctx.words.value("weekday", group(match, "weekday"))
    if weekday is not None:
        part = ctx.words.value("daypart", group(match, "daypart"))
        return TimeValue("SET", "set", written=f"XXXX-WXX-{int(weekday) + 1}" + (f"T{part}" if part else ""))
    if month := ctx.words.value("month", group(match, "month")):
        return TimeValue("SET", "set", written=f"XXXX-{int(month):02d}")
    if part := ctx.words.value("daypart", group(match, "daypart")):
        return TimeValue("SET", "set", written=f"XXXX-XX-XXT{part}")
    if season := ctx.words.value("season", group(match, "season")):
        return TimeValue("SET", "set", written=f"XXXX-{season}")
    if word := ctx.words.value("set", group(match, "w")):
        return TimeValue("SET", "set", written=word)
    _, value = count_of(match, ctx) if group(match, "num") else ("1", 1.0)
    code, times = unit_of(match, ctx)
    step = 2.0 if group(match, "other") else 1.0
    return TimeValue("SET", "set", written=length(value * times * step if value else None, code))

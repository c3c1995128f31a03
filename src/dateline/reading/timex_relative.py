"""Readers of times that are counted from the publication date or from the time last mentioned."""

from __future__ import annotations

import re
from datetime import date

from dateline.reading.numbers import plain
from dateline.reading.timex_context import (
    FUTURE_WORDS,
    PAST_WORDS,
    Context,
    Match,
    TimeValue,
    adrift,
    direction_of,
    group,
    named,
    part_of,
)
from dateline.reading.timex_lengths import count_of, length, unit_code, unit_of
from dateline.reading.timex_values import CODES, Stretch, add, between, containing, nearest_weekday

MONTHLY = ("month", "quarter", "year", "decade", "century")


def weekday(match: Match, ctx: Context) -> TimeValue | None:
    """``Friday``, ``last Friday``, ``Friday of last week``."""
    number = int(ctx.words.value("weekday", match["weekday"]) or 0)
    if ctx.anchor is None:
        return _with_daypart(adrift(f"XXXX-WXX-{number + 1}"), match, ctx)
    week = {"last": -1, "this": 0, "next": 1}.get((group(match, "of") or "").lower())
    if week is not None:
        monday = containing("week", ctx.anchor).first
        return _with_daypart(named(add(Stretch("day", monday), 7 * week + number), "publication"), match, ctx)
    before = ctx.anchor
    rel = (group(match, "rel") or "").lower()
    if rel in PAST_WORDS and before.weekday() == number:
        return _with_daypart(named(add(Stretch("day", before), -7), "publication"), match, ctx)
    found = Stretch("day", nearest_weekday(before, number, direction_of(match, ctx)))
    return _with_daypart(named(found, "publication"), match, ctx)


def _with_daypart(found: TimeValue | None, match: Match, ctx: Context) -> TimeValue | None:
    part = ctx.words.value("daypart", group(match, "daypart"))
    if not found or not part:
        return found
    return TimeValue("TIME", f"{found.timex3}T{part}", found.edtf, found.basis, found.stretch)


def near_day(match: Match, ctx: Context) -> TimeValue | None:
    """``today``, ``last night``, ``the day after tomorrow``."""
    words = match[0].lower()
    shift = 2 if "after tomorrow" in words else -2 if "before yesterday" in words else 0
    shift = shift or (
        1 if "tomorrow" in words else -1 if re.search("yesterday|last |overnight", words) else 0
    )
    part = next(
        (v for w, v in ctx.words.classes["daypart"].items() if re.search(rf"\b(?:to)?{w}\b", words)), None
    )
    part = "NI" if "overnight" in words else part
    if ctx.anchor is None:
        return adrift("PRESENT_REF" if not shift else "XXXX-XX-XX")
    found = named(add(Stretch("day", ctx.anchor), shift), "publication")
    if found and part:
        return TimeValue("TIME", f"{found.timex3}T{part}", found.edtf, found.basis, found.stretch)
    return found


def relative(match: Match, ctx: Context) -> TimeValue | None:
    """``last week``, ``this summer``, ``early next year``."""
    word, rel = match["u"].lower(), (group(match, "rel") or "this").lower()
    if ctx.anchor is None:
        return adrift()
    shift = -1 if rel in PAST_WORDS else 1 if rel in FUTURE_WORDS else 0
    if season := ctx.words.value("season", word):
        return named(_season(season, rel, ctx), "publication", part_of(match, ctx))
    if word == "year" and rel in ("past", "this past"):
        return _counted(ctx.anchor, "year", 1, -1)
    here = containing(word, ctx.anchor)
    if word == "weekend" and rel == "last" and ctx.anchor.weekday() >= 5:
        shift = 0
    if (
        word == "weekend"
        and rel == "this"
        and ctx.anchor.weekday() < 4
        and direction_of(match, ctx) != "future"
    ):
        shift = -1
    return named(add(here, shift), "publication", part_of(match, ctx))


def _season(code: str, rel: str, ctx: Context) -> Stretch | None:
    assert ctx.anchor is not None
    month = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}[code]
    year = ctx.anchor.year
    if rel in PAST_WORDS:
        year -= 1 if month + 2 >= ctx.anchor.month or month == 12 else 0
    elif rel in FUTURE_WORDS:
        year += 1 if month <= ctx.anchor.month else 0
    elif month == 12 and ctx.anchor.month < 3:
        year -= 1
    return Stretch("season", date(year, month, 1))


def same(match: Match, ctx: Context) -> TimeValue | None:
    """``that day``: the day last mentioned."""
    unit = match["u"].lower()
    if ctx.last is None or (unit == "day" and ctx.last.unit != "day"):
        return adrift()
    return named(containing(unit, ctx.last.first), "anaphoric")


def beside(match: Match, ctx: Context) -> TimeValue | None:
    """``the following day``: beside the time last mentioned."""
    way = 1 if match["way"].lower() in ("following", "next", "ensuing") else -1
    unit = match["u"].lower().replace("morning", "day")
    if ctx.last is None or (unit == "day" and ctx.last.unit != "day"):
        return adrift()
    return named(add(containing(unit, ctx.last.first), way), "anaphoric")


def aftermath(match: Match, ctx: Context) -> TimeValue | None:
    """``the following decades``."""
    code, _ = unit_code(match["u"], ctx)
    edtf = f"{ctx.last.last:%Y}/.." if ctx.last else None
    return TimeValue("DURATION", f"PX{code}", edtf, "anaphoric" if edtf else "unanchored")


def offset(match: Match, ctx: Context) -> TimeValue | None:
    """``two days later``: counted from the time last mentioned.

    Right behind that time, and with a complement, it names the other end: ``July 2022, five months after …``.
    """
    way = -1 if match["way"].lower() in ("earlier", "before") else 1
    if match["way"].lower() in ("after", "before") and ctx.follows(match.start()):
        way = -way
    _, value = count_of(match, ctx)
    code, times = unit_of(match, ctx)
    base = ctx.last or (Stretch("day", ctx.anchor) if ctx.anchor and way < 0 else None)
    if value is None or base is None:
        return adrift("PAST_REF" if way < 0 else "FUTURE_REF")
    if code == "Y" and base.unit in ("quarter", "month", "half") and value == int(value):
        steps = {"quarter": 4, "month": 12, "half": 2}[base.unit]
        return named(add(base, way * steps * int(value)), "anaphoric")
    if code == "W" and base.unit == "day":
        code, times = "D", times * 7
    return named(_moved(base, code, way * value * times), "anaphoric")


def ago(match: Match, ctx: Context) -> TimeValue | None:
    """``three weeks ago``."""
    way = -1 if match[0].lower().endswith("ago") else 1
    _, value = count_of(match, ctx)
    code, times = unit_of(match, ctx)
    if value is None:
        edtf = f"../{ctx.anchor:%Y-%m}" if ctx.anchor and way < 0 else None
        return TimeValue("DATE", "PAST_REF" if way < 0 else "FUTURE_REF", edtf, "publication")
    if ctx.anchor is None:
        return adrift()
    return named(_moved(Stretch("day", ctx.anchor), code, way * value * times), "publication")


def clock(match: Match, ctx: Context) -> TimeValue | None:
    """``3 p.m. Friday``."""
    written = match.groupdict()
    if word := written.get("w"):
        clock = ctx.words.value("daypart", word) or "12:00"
    else:
        hour, minute = int(written["h"]), int(written.get("mi") or 0)
        half = (written.get("ap") or "").lower()[:1]
        if hour > (12 if half else 23) or minute > 59:
            return None
        clock = f"{hour % 12 + (12 if half == 'p' else 0) if half else hour:02d}:{minute:02d}"
    where: TimeValue | None = None
    if written.get("weekday"):
        where = weekday(match, ctx)
    elif written.get("nd") and ctx.anchor:
        shift = {"yesterday": -1, "tomorrow": 1}.get(written["nd"].lower(), 0)
        where = named(add(Stretch("day", ctx.anchor), shift), "publication")
    if where is None:
        base = f"{ctx.anchor.isoformat()}" if ctx.anchor else ""
        return TimeValue("TIME", f"{base}T{clock}", None, "unanchored")
    return TimeValue("TIME", f"{where.timex3.split('T')[0]}T{clock}", where.edtf, where.basis, where.stretch)


def reference(match: Match, ctx: Context) -> TimeValue | None:
    """``recently``, ``now``."""
    value = ctx.words.value("vague", match["w"]) or "PAST_REF"
    near = value == "PRESENT_REF" or match["w"].lower() in ("recently", "lately")
    edtf = f"{ctx.anchor:%Y-%m}~" if ctx.anchor and near else None
    return TimeValue("DATE", value, edtf, "publication" if edtf else "unanchored")


def vague(match: Match, ctx: Context) -> TimeValue | None:
    """``in recent months``."""
    code, _ = unit_code(match["u"], ctx)
    if ctx.anchor is None:
        return TimeValue("DURATION", f"PX{code}", None, "unanchored")
    if match["rel"].lower() == "coming":
        return TimeValue("DURATION", f"PX{code}", f"{ctx.anchor:%Y-%m}/..", "publication")
    value = "PAST_REF" if match["rel"].lower() == "recent" and code == "Y" else f"PX{code}"
    return TimeValue(
        "DATE" if value == "PAST_REF" else "DURATION", value, f"../{ctx.anchor:%Y-%m}", "publication"
    )


def relative_span(match: Match, ctx: Context) -> TimeValue | None:
    """``the last two years``."""
    count, value = count_of(match, ctx)
    code, times = unit_of(match, ctx)
    if ctx.anchor is None or value is None or code not in CODES or code == "WE":
        return TimeValue(
            "DURATION", length(count, code), None, "unanchored" if value is not None else "duration"
        )
    way = 1 if match["rel"].lower() in ("next", "coming", "following") else -1
    span = _counted(ctx.anchor, CODES[code], value * times, way)
    return TimeValue("DURATION", length(count, code), span.edtf, "publication")


def _counted(anchor: date, unit: str, count: float, way: int) -> TimeValue:
    coarse = unit if unit in MONTHLY else "day"
    here = containing(coarse, anchor)
    there = add(here, way * round(count * (7 if unit == "week" else 1)))
    if there is None:
        return adrift()
    first, last = (there, here) if way < 0 else (here, there)
    return TimeValue(
        "DURATION",
        length(plain(count), {v: k for k, v in CODES.items()}.get(unit, "D")),
        between(first, last),
        "publication",
        None,
    )


def _moved(here: Stretch, code: str, count: float) -> Stretch | None:
    if code in ("TS", "TM", "TH"):
        return here if here.unit == "day" else None
    unit = CODES[code if code != "WE" else "W"]
    coarse = "month" if unit == "year" and count != int(count) else unit
    if coarse != unit:
        count *= 12
    base = containing(coarse, here.first) if coarse != "day" else Stretch("day", here.first)
    return add(base, round(count))

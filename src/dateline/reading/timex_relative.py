"""Readers of times that are counted from the publication date."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from dateline.reading.timex_context import (
    Context,
    Match,
    TimeValue,
    adrift,
    direction_of,
    group,
    named,
    part_of,
    rel_of,
    words_of,
)
from dateline.reading.timex_lengths import COARSE, count_of, lasting, length, mod_of, unit_of, vague_extent
from dateline.reading.timex_values import Extent, Stretch, add, at, containing, month_shift, nearest_weekday, season
from dateline.types import Granularity, TimexKind

UNITS: dict[str, Granularity] = {
    "D": "day", "W": "week", "WE": "weekend", "M": "month", "Q": "quarter", "Y": "year", "DE": "decade",
    "CE": "century",
}  # fmt: skip
A_DAY = {"TH": 24, "TM": 1440}  # of these make a day
FINER: dict[Granularity, Granularity] = {"year": "month", "month": "day"}
WEEKDAY_PAST = 0.92  # share of bare weekdays in news that are the latest one, publication day included (354 cases)


def weekday(match: Match, ctx: Context) -> TimeValue | None:
    """``Friday``, ``last Friday``, ``Friday of last week``, ``a week ago Friday``, ``Friday week``."""
    number = int(ctx.words.value("weekday", group(match, "weekday")) or 0)
    if ctx.words.after("paper", ctx.text, match.end("weekday")):
        return None
    if ctx.anchor is None:
        return _with_daypart(adrift(f"XXXX-WXX-{number + 1}"), match, ctx)
    if (week := rel_of(match, ctx, "of")) is not None:
        monday = Stretch("day", containing("week", ctx.anchor).first)
        return _with_daypart(named(add(monday, 7 * week + number), "publication"), match, ctx)
    if weeks := group(match, "weeks"):
        forward = "from" in weeks.lower() or weeks.lower() == "week"
        near = nearest_weekday(ctx.anchor, number, "future" if forward else "past")
        count = count_of(match, ctx)[1] if group(match, "num") else 1.0
        found = add(Stretch("day", near), 7 * int(count or 1) * (1 if forward else -1))
        return _with_daypart(named(found, "publication"), match, ctx)
    return _with_daypart(_bare_weekday(ctx.anchor, number, match, ctx), match, ctx)


def _bare_weekday(anchor: date, number: int, match: Match, ctx: Context) -> TimeValue | None:
    rel, direction = rel_of(match, ctx), direction_of(match, ctx)
    if rel == -1 and anchor.weekday() == number:
        return named(add(Stretch("day", anchor), -7), "publication")
    if rel == 0 and direction == "open":
        direction = "future"
    value = named(Stretch("day", nearest_weekday(anchor, number, direction)), "publication", part_of(match, ctx))
    if value is None or direction != "open":
        return value
    other = named(Stretch("day", nearest_weekday(anchor, number, "future")), "publication")
    readings = ((value, WEEKDAY_PAST), (other, round(1 - WEEKDAY_PAST, 2))) if other else ()
    return replace(value, readings=readings)


def weekday_range(match: Match, ctx: Context) -> TimeValue | None:
    """``from Monday to Wednesday``."""
    one, two = (int(ctx.words.value("weekday", match[g]) or 0) for g in ("weekday", "weekday2"))
    if ctx.anchor is None:
        return adrift(f"XXXX-WXX-{one + 1}")
    last = nearest_weekday(ctx.anchor, two, direction_of(match, ctx))
    first = nearest_weekday(last, one, "past")
    return TimeValue("DATE", "publication", Extent(Stretch("day", first), Stretch("day", last)))


def _with_daypart(found: TimeValue | None, match: Match, ctx: Context) -> TimeValue | None:
    part = ctx.words.value("daypart", group(match, "daypart"))
    if not found or not part:
        return found
    if found.extent is None:
        return replace(found, kind="TIME", written=f"{found.written}T{part}")
    return replace(found, kind="TIME", clock=f"T{part}", readings=())


def near_day(match: Match, ctx: Context) -> TimeValue | None:
    """``today``, ``last night``, ``the day after tomorrow``; in a quotation, seen from the day it was spoken."""
    word = words_of(match, "near")
    shift = int(ctx.words.value("near", word) or 0)
    part = ctx.words.value("daypart", group(match, "daypart")) or ctx.words.value("near-part", word)
    anchor = _spoken_on(match, ctx) or ctx.anchor
    if anchor is None:
        return adrift("PRESENT_REF" if word == "today" else "XXXX-XX-XX" + (f"T{part}" if part else ""))
    found = named(add(Stretch("day", anchor), shift), "publication", part_of(match, ctx))
    if found and part and found.extent:
        return replace(found, kind="TIME", clock=f"T{part}")
    return found


def _spoken_on(match: Match, ctx: Context) -> date | None:
    """The weekday behind the quotation in which the words stand: *"We vote today," she said Monday.*"""
    if ctx.anchor is None or not re.search(r"[“\"]|``|''", ctx.text[max(0, match.start() - 200) : match.start()]):
        return None
    closed = re.compile(r"[^“\"\n]{0,160}?(?:[”\"]|'')[^.“\"\n]{0,60}?\b(?P<day>[A-Z][a-z]+day)\b").match(
        ctx.text, match.end()
    )
    before = ctx.text[max(0, match.start() - 200) : match.start()]
    inside = max(before.rfind("“"), before.rfind("``")) > max(before.rfind("”"), before.rfind("''"))
    if closed is None or not (inside or before.count('"') % 2):
        return None
    number = ctx.words.value("weekday", closed["day"])
    return None if number is None else nearest_weekday(ctx.anchor, int(number), "past")


def relative(match: Match, ctx: Context) -> TimeValue | None:
    """``last week``, ``this summer``, ``early next year``, ``the past month``."""
    rel = rel_of(match, ctx) or 0
    if ctx.anchor is None:
        return adrift()
    if code := ctx.words.value("season", group(match, "season")):
        return named(_season(code, rel, ctx.anchor, ctx.southern), "publication", part_of(match, ctx))
    code, _ = unit_of(match, ctx)
    if words_of(match, "rel") in ("past", "this past") and code != "WE":
        return _counted(ctx.anchor, code, 1, -1)
    here = containing(UNITS[code], ctx.anchor)
    if rel < 0 and code != "WE" and ctx.words.within("rolling", ctx.text[max(0, match.start() - 8) : match.end()]):
        rolling, calendar = _counted(ctx.anchor, code, 1, -1), add(here, rel)
        return replace(rolling, kind="DATE", written=calendar.timex3) if rolling and calendar else None
    if code == "WE":
        rel = _weekend_shift(ctx.anchor, group(match, "rel"), rel, direction_of(match, ctx))
    return named(add(here, rel), "publication", part_of(match, ctx))


def _weekend_shift(anchor: date, word: str | None, rel: int, direction: str) -> int:
    """Weeks from that of the anchor: the past weekend, unless something future stands there."""
    if rel > 0 or (anchor.weekday() >= 5 and word):
        return rel if anchor.weekday() < 5 or rel > 0 else 0
    ahead = rel == 0 and (direction == "future" or (word is not None and anchor.weekday() == 4))
    return 0 if ahead or (anchor.weekday() >= 5) else -1


def _season(code: str, rel: int, anchor: date, southern: bool) -> Stretch:
    years = [season(code, anchor.year + k, southern) for k in (-2, -1, 0, 1)]
    if rel < 0:
        return next(s for s in reversed(years) if s.last < anchor)
    if rel > 0:
        return next((s for s in years if s.first > anchor), years[-1])
    middle = {s: abs((s.first - anchor).days + 45) for s in years}
    return min(years, key=lambda s: middle[s])


def bare_season(match: Match, ctx: Context) -> TimeValue | None:
    """``in the summer``: the nearest one that fits the tense."""
    code = ctx.words.value("season", group(match, "season")) or "SU"
    if ctx.anchor is None:
        return adrift(f"XXXX-{code}")
    direction = direction_of(match, ctx)
    here = _season(code, 0, ctx.anchor, ctx.southern)
    if direction == "past" and here.first > ctx.anchor:
        here = _season(code, -1, ctx.anchor, ctx.southern)
    if direction == "future" and here.last < ctx.anchor:
        here = _season(code, 1, ctx.anchor, ctx.southern)
    return named(here, "publication", part_of(match, ctx))


def before_last(match: Match, ctx: Context) -> TimeValue | None:
    """``the year before last``."""
    if ctx.anchor is None:
        return adrift()
    return named(add(containing(UNITS[unit_of(match, ctx)[0]], ctx.anchor), -2), "publication", part_of(match, ctx))


def part_of_unit(match: Match, ctx: Context) -> TimeValue | None:
    """``the end of the month``, ``year-end``, ``earlier in the week``."""
    if ctx.anchor is None:
        return adrift()
    code = unit_of(match, ctx)[0] if group(match, "u") else "Y"
    here = containing(UNITS[code], ctx.anchor)
    back = code == "Y" and ctx.behind("since", match.start())
    found = add(here, -1) if back else here
    if found and "-" in match[0] and code == "Y":
        return named(Stretch("day", found.last), "publication", "END")
    return named(found, "publication", part_of(match, ctx))


def whole_unit(match: Match, ctx: Context) -> TimeValue | None:
    """``the year``, ``the week``: of the publication date; ``the year ended March 31`` is a length."""
    code, _ = unit_of(match, ctx)
    if ctx.words.after("ended", ctx.text, match.end()):
        return lasting(1, code)
    return named(containing(UNITS[code], ctx.anchor), "publication") if ctx.anchor else adrift()


def ago(match: Match, ctx: Context) -> TimeValue | None:
    """``three weeks ago``, ``years ago``, ``two months from now``: only to the unit."""
    way = 1 if ctx.words.within("ahead", match[0]) else -1
    _, value = count_of(match, ctx) if group(match, "num") else ("X", None)
    code, times = unit_of(match, ctx)
    if ctx.anchor is None:
        return adrift("PAST_REF" if way < 0 else "FUTURE_REF")
    if code[0] == "T":
        days = int((value or 0) // A_DAY[code]) if code in A_DAY else 0  # "48 hours ago" is two days back
        back = add(Stretch("day", ctx.anchor), way * days)
        kind: TimexKind = "DATE" if days else "TIME"
        return TimeValue(kind, "publication", at(back), mod=mod_of(match, ctx)) if back else None
    if value is None:
        extent = vague_extent(ctx.anchor, code, way, 2)
        return TimeValue("DATE", "publication", extent, "PAST_REF" if way < 0 else "FUTURE_REF") if extent else None
    found = moved(Stretch("day", ctx.anchor), code, way * value * times)
    result = named(found, "publication")
    if result and code == "CE" and value != int(value):
        return None
    return replace(result, mod=mod_of(match, ctx)) if result else None


def moved(here: Stretch, code: str, count: float) -> Stretch | None:
    """The unit `count` units away, no finer than the offset itself: three months ago is a month."""
    if code[0] == "T":
        return here if here.unit == "day" else None
    if code in ("DE", "CE"):
        code, count = "Y", count * (10 if code == "DE" else 100)
    if code == "Y" and count != int(count):
        code, count = "M", count * 12
    if code == "W" and count != int(count):
        code, count = "D", count * 7
    unit = UNITS[code]
    return add(containing(unit, here.first), round(count))


def relative_span(match: Match, ctx: Context) -> TimeValue | None:
    """``the last two years``, ``the next few days``: they end or begin at the publication date."""
    _, value = count_of(match, ctx)
    code, times = unit_of(match, ctx)
    way = rel_of(match, ctx) or 0
    if ctx.anchor is None or code[0] == "T" or way == 0:
        result = lasting(value, code)
        return replace(result, basis="unanchored") if ctx.anchor is None else result
    if value is None:
        extent = vague_extent(ctx.anchor, code, way)
        return TimeValue("DURATION", "publication", extent, length(None, code)) if extent else None
    found = _counted(ctx.anchor, code, value * times, way)
    return replace(found, mod=mod_of(match, ctx)) if found else None


def _counted(anchor: date, code: str, count: float, way: int) -> TimeValue | None:
    """So many units up to the publication date or from it on; one unit is told in the next smaller one."""
    unit, times = COARSE[code]
    months = {"month": 1, "year": 12}.get(unit, 0)
    size = count * times
    there = month_shift(anchor, way * round(size * months)) if months else _day_shift(anchor, way * round(size))
    if there is None:
        return None
    small = size < 2 or size != int(size)
    finer = FINER.get(unit, unit) if small else unit
    first, last = sorted((Stretch("day", anchor), Stretch("day", there)), key=lambda s: s.first)
    extent = Extent(first, last, shown=finer)
    return TimeValue("DURATION", "publication", extent, length(count, code), length=(count, code))


def _day_shift(anchor: date, days: int) -> date | None:
    found = add(Stretch("day", anchor), days)
    return found.first if found else None


def vague(match: Match, ctx: Context) -> TimeValue | None:
    """``recent months``, ``the coming days``, ``the years ahead``."""
    code, _ = unit_of(match, ctx)
    word = words_of(match, "vague")
    way = 1 if ctx.words.value("vague-way", word) == "1" else -1
    if ctx.anchor is None:
        return TimeValue("DURATION", "unanchored", written=length(None, code))
    written = "PAST_REF" if word == "recent" and code == "Y" else length(None, code)
    extent = vague_extent(ctx.anchor, code, way) if code[0] != "T" else at(Stretch("day", ctx.anchor))
    return TimeValue("DATE" if written == "PAST_REF" else "DURATION", "publication", extent, written)


def reference(match: Match, ctx: Context) -> TimeValue | None:
    """``recently``, ``now``: about the month of publication."""
    word = re.sub(r"\s+", " ", words_of(match, "w"))
    classes = ("vague", "vague-in", "vague-timex3")
    written = next(filter(None, (ctx.words.value(c, word) for c in classes)), "PAST_REF")
    near = written == "PRESENT_REF" or word in ("recently", "lately")
    if not ctx.anchor or not near:
        return TimeValue("DATE", "unanchored", written=written)
    month = containing("month", ctx.anchor)
    return TimeValue("DATE", "publication", Extent(month, month, approx=True), written)


def daypart(match: Match, ctx: Context) -> TimeValue | None:
    """``the morning``, ``mid-afternoon yesterday``: of the day last named, else of publication."""
    part = ctx.words.value("daypart", group(match, "daypart")) or "MO"
    if near := group(match, "near"):
        if ctx.anchor is None:
            return adrift(f"XXXX-XX-XXT{part}", "TIME")
        day = add(Stretch("day", ctx.anchor), int(ctx.words.value("near", near) or 0))
    else:
        said = ctx.last_of("day", since=match.start() - 300)
        day = said.stretch if said else Stretch("day", ctx.anchor) if ctx.anchor else None
    value = named(day, "publication")
    return replace(value, kind="TIME", clock=f"T{part}") if value else adrift(f"XXXX-XX-XXT{part}", "TIME")


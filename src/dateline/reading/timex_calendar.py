"""Readers of dates that name their own place in the calendar: days, months, years, quarters, holidays."""

from __future__ import annotations

import re
from datetime import date

from dateline.reading.timex_context import (
    Context,
    Match,
    TimeValue,
    adrift,
    direction_of,
    group,
    month_of,
    named,
    part_of,
    year_of,
)
from dateline.reading.timex_values import Stretch, between, day, nearest_year


def numeric(match: Match, ctx: Context) -> TimeValue | None:
    """``2014-03-18``."""
    return named(day(int(match["y"]), int(match["m"]), int(match["d"])), "explicit")


def slash(match: Match, ctx: Context) -> TimeValue | None:
    """``3/18/14``: month first, unless the calendar or the publication date says otherwise."""
    first, second, year = int(match["m"]), int(match["d"]), int(match["y"])
    if year < 100:
        year += 2000 if year < 50 else 1900
    readings = [r for r in (day(year, first, second), day(year, second, first)) if r]
    if ctx.anchor:
        anchor = ctx.anchor
        readings.sort(key=lambda r: abs((r.first - anchor).days) > 60)
    return named(readings[0], "explicit") if readings else None


def month_day(match: Match, ctx: Context) -> TimeValue | None:
    """``March 18``, ``18 March 2014``."""
    month = month_of(match, ctx)
    year, basis = year_of(match, ctx, month)
    number = int(match["day"])
    if not 1 <= number <= 31:
        return None
    if year is None:
        return adrift(f"XXXX-{month:02d}-{number:02d}")
    found = day(year, month, number)
    if found and basis == "publication" and ctx.anchor:
        found = _nearer(found, ctx.anchor, direction_of(match, ctx))
    return named(found, basis)


def _nearer(found: Stretch, anchor: date, direction: str) -> Stretch:
    """A day and month without a year: the past one, unless one that soon comes fits the tense."""
    year = found.first.year
    ahead = day(year if found.first > anchor else year + 1, found.first.month, found.first.day)
    behind = day(year - 1 if found.first > anchor else year, found.first.month, found.first.day)
    if ahead is None or behind is None:
        return found
    if direction == "future":
        return ahead
    soon = (ahead.first - anchor).days <= (7 if direction == "past" else 90)
    return ahead if soon and (anchor - behind.first).days > 7 else behind


def day_range(match: Match, ctx: Context) -> TimeValue | None:
    """``15-17 March``."""
    month = month_of(match, ctx)
    year, basis = year_of(match, ctx, month)
    if year is None:
        return adrift(f"XXXX-{month:02d}-{int(match['day']):02d}")
    first, last = day(year, month, int(match["day"])), day(year, month, int(match["day2"]))
    if not first or not last or last.first < first.first:
        return None
    return TimeValue("DATE", first.timex3, between(first, last), basis, last)


def month(match: Match, ctx: Context) -> TimeValue | None:
    """``March``, ``early March 2014``, ``last March``."""
    month = month_of(match, ctx)
    if not _is_month(match, ctx):
        return None
    year, basis = year_of(match, ctx, month)
    rel = (group(match, "rel") or "").lower()
    if year is None:
        return adrift(f"XXXX-{month:02d}")
    if ctx.anchor and rel == "this":
        year = ctx.anchor.year
    if ctx.anchor and basis == "publication" and month == ctx.anchor.month and rel in ("last", "next"):
        year = ctx.anchor.year + (1 if rel == "next" else -1)
    return named(Stretch("month", date(year, month, 1)), basis, part_of(match, ctx))


def _is_month(match: Match, ctx: Context) -> bool:
    if group(match, "year") or group(match, "rel") or group(match, "part"):
        return True
    return ctx.is_year(match.start("month"), match.end("month"))


def month_range(match: Match, ctx: Context) -> TimeValue | None:
    """``March to May 2014``."""
    one, two = month_of(match, ctx), month_of(match, ctx, "month2")
    end = group(match, "year2")
    year, basis = (int(end), "explicit") if end and len(end) == 4 else year_of(match, ctx, two)
    if year is None:
        return adrift(f"XXXX-{one:02d}")
    start = int(group(match, "year") or (year if one <= two else year - 1))
    first, last = Stretch("month", date(start, one, 1)), Stretch("month", date(year, two, 1))
    return TimeValue("DATE", first.timex3, between(first, last), basis, last)


def year_range(match: Match, ctx: Context) -> TimeValue | None:
    """``2014-16``."""
    start, end = int(match["year"]), match["year2"]
    stop = int(end) if len(end) == 4 else start // 100 * 100 + int(end)
    if stop <= start or stop - start > 400 or (len(end) == 2 and not re.search(r"[-–—/]", match[0])):
        return None
    first, last = Stretch("year", date(start, 1, 1)), Stretch("year", date(stop, 1, 1))
    return TimeValue("DATE", first.timex3, between(first, last), "explicit", last)


def year(match: Match, ctx: Context) -> TimeValue | None:
    """``2014``, ``fiscal 1989``."""
    written = group(match, "year")
    if written is None:
        number = int(match[0][-2:])
        written = str((1900 if number > 40 else 2000) + number)
    elif not ctx.is_year(match.start("year"), match.end("year")):
        return None
    found = named(Stretch("year", date(int(written), 1, 1)), "explicit", part_of(match, ctx))
    if found and "fiscal" in match[0].lower():
        return TimeValue("DATE", f"FY{written}", f"{written}~", "explicit", found.stretch)
    return found


def decade(match: Match, ctx: Context) -> TimeValue | None:
    """``the 1990s``, ``the '90s``."""
    number = match.groupdict()
    if number.get("y"):
        first = int(number["y"]) * 10
    else:
        tens = int(number.get("yy") or ctx.words.value("decade", number.get("dw")) or 0)
        first = (2000 if tens < 2 else 1900) + tens * 10
    return named(Stretch("decade", date(first, 1, 1)), "explicit", part_of(match, ctx))


def century(match: Match, ctx: Context) -> TimeValue | None:
    """``the 19th century``."""
    number = int(match["n"] or ctx.words.value("ordinal", match["o"]) or 0)
    if not 2 <= number <= 22:
        return None
    return named(Stretch("century", date((number - 1) * 100, 1, 1)), "explicit", part_of(match, ctx))


def season(match: Match, ctx: Context) -> TimeValue | None:
    """``the summer of 2014``."""
    code = ctx.words.value("season", match["u"]) or "SU"
    month = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}[code]
    return named(Stretch("season", date(int(match["year"]), month, 1)), "explicit", part_of(match, ctx))


def quarter(match: Match, ctx: Context) -> TimeValue | None:
    """``the third quarter``."""
    number = int(ctx.words.value("ordinal", match["o"]) or match["o"][0])
    year, basis = _quarter_year(match, ctx, number)
    if year is None:
        return adrift(f"XXXX-Q{number}")
    return named(Stretch("quarter", date(year, number * 3 - 2, 1)), basis)


def _quarter_year(match: Match, ctx: Context, number: int) -> tuple[int | None, str]:
    if written := group(match, "year"):
        return int(written), "explicit"
    if ctx.anchor is None:
        return None, "unanchored"
    rel = {"last": -1, "next": 1, "this": 0}.get((group(match, "rel") or "").lower())
    if rel is not None:
        return ctx.anchor.year + rel, "publication"
    return nearest_year(ctx.anchor, number * 3 - 2, "past"), "publication"


def half(match: Match, ctx: Context) -> TimeValue | None:
    """``the first half of 2014``."""
    number = 1 if match["o"].lower() == "first" else 2
    year, basis = _quarter_year(match, ctx, number)
    return named(Stretch("half", date(year, number * 6 - 5, 1)), basis) if year else adrift(f"XXXX-H{number}")


def holiday(match: Match, ctx: Context) -> TimeValue | None:
    """``Christmas Day``."""
    month, number = (int(x) for x in (ctx.words.value("holiday", match["w"]) or "01-01").split("-"))
    year, basis = year_of(match, ctx, month)
    if year is None:
        return adrift(f"XXXX-{month:02d}-{number:02d}")
    return named(day(year, month, number), basis)

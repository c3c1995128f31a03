"""Readers of dates that name their own place in the calendar: days, months and ranges of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from dateline.reading.timex_context import (
    NEXT_MONTHS,
    Context,
    Match,
    TimeValue,
    adrift,
    direction_of,
    group,
    month_of,
    named,
    part_of,
    ranged,
    rel_of,
    spoken_number,
    year_of,
)
from dateline.reading.timex_values import Stretch, containing, day, nearest_year, starting
from dateline.types import Basis

LIKELY_PAST = 0.73  # share of bare months that lie behind in news (TempEval-3 corpora and MEANTIME, 90 cases)
SLIP = 60  # days from publication within which a weekday that does not fit is a slip of the pen
WEEK = 7
SOON = 100  # days ahead within which a day without a year may lie although no future stands there


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


def _day_number(match: Match, ctx: Context) -> int:
    written = group(match, "day")
    return int(written or ctx.words.value("ordinal", group(match, "dayword")) or 0)


def month_day(match: Match, ctx: Context) -> TimeValue | None:
    """``March 18``, ``18 March 2014``, ``Tuesday, 18 March 2014``: the date counts, not the weekday."""
    month, number = month_of(match, ctx), _day_number(match, ctx)
    year, basis = year_of(match, ctx, month)
    if not 1 <= number <= 31:
        return None
    if year is None:
        return adrift(f"XXXX-{month:02d}-{number:02d}")
    weekday = ctx.words.value("weekday", group(match, "weekday"))
    if basis == "publication" and ctx.anchor:
        return _placed(ctx.anchor, month, number, match, ctx, weekday)
    value = named(day(year, month, number), basis, part_of(match, ctx))
    return _checked(value, weekday)


def _placed(
    anchor: date, month: int, number: int, match: Match, ctx: Context, weekday: str | None
) -> TimeValue | None:
    """A day and month without a year: the nearest one that fits tense and weekday."""
    years = [day(anchor.year + shift, month, number) for shift in (-1, 0, 1)]
    near = [d for d in years if d is not None and abs((d.first - anchor).days) < 366]
    fit = [d for d in near if weekday is None or d.first.weekday() == int(weekday)]
    if not near:
        return None
    direction = direction_of(match, ctx)
    direct = ctx.syntax.hangs_on_verb(match.end() - 1) and not ctx.behind("limit", match.start())
    found = _nearer(near, anchor, direction, direct)
    if fit and abs((found.first - anchor).days) > SLIP:
        found = _nearer(fit, anchor, direction, direct)
    value = _checked(named(found, "publication", part_of(match, ctx)), weekday)
    others = [d for d in near if d != found]
    if value is None or direction != "open" or not others or (weekday and fit):
        return value
    other = named(others[-1] if found.first <= anchor else others[0], "publication")
    return replace(value, readings=((value, LIKELY_PAST), (other, round(1 - LIKELY_PAST, 2)))) if other else value


def _nearer(days: list[Stretch], anchor: date, direction: str, direct: bool) -> Stretch:
    """The day that fits; a past verb above the noun that the date hangs on says less (*a dividend due Dec. 1*)."""
    ahead = [d for d in days if d.first > anchor]
    behind = [d for d in days if d.first <= anchor]
    if not ahead or not behind:
        return (ahead or behind)[0 if ahead else -1]
    if direction == "future":
        return ahead[0] if (ahead[0].first - anchor).days <= 366 - SLIP else behind[-1]
    soon = (ahead[0].first - anchor).days <= (SOON if direction == "open" else WEEK if direct else SOON // 2)
    return ahead[0] if soon and (anchor - behind[-1].first).days > 2 * SOON else behind[-1]


def _checked(value: TimeValue | None, weekday: str | None) -> TimeValue | None:
    """The value, flagged where its day is not the weekday that stands before it."""
    if value is None or weekday is None or value.extent is None or value.extent.first is None:
        return value
    if value.extent.first.first.weekday() == int(weekday):
        return value
    return replace(value, flag="weekday-disagrees")


def week_of(match: Match, ctx: Context) -> TimeValue | None:
    """``the week of March 6``."""
    day_of = month_day(match, ctx)
    if day_of is None or day_of.extent is None or day_of.extent.first is None:
        return day_of
    return named(containing("week", day_of.extent.first.first), day_of.basis)


def day_range(match: Match, ctx: Context) -> TimeValue | None:
    """``15-17 March``."""
    month = month_of(match, ctx)
    year, basis = year_of(match, ctx, month)
    if year is None:
        return adrift(f"XXXX-{month:02d}-{int(match['day']):02d}")
    return ranged(day(year, month, int(match["day"])), day(year, month, int(match["day2"])), basis, match)


def days_across(match: Match, ctx: Context) -> TimeValue | None:
    """``28 March to 2 April``."""
    one, two = month_of(match, ctx), month_of(match, ctx, "month2")
    year, basis = year_of(match, ctx, two)
    if year is None:
        return adrift(f"XXXX-{one:02d}-{int(match['day']):02d}")
    start = int(group(match, "first") or (year if one <= two else year - 1))
    return ranged(day(start, one, int(match["day"])), day(year, two, int(match["day2"])), basis, match)


def month(match: Match, ctx: Context) -> TimeValue | None:
    """``March``, ``early March 2014``, ``last March``, ``March last year``."""
    number, rel = month_of(match, ctx), rel_of(match, ctx)
    if not _is_month(match, ctx):
        return None
    if (spoken := spoken_number(group(match, "spoken"), ctx)) is not None:
        return named(starting("month", spoken, number), "explicit", part_of(match, ctx))
    of = rel_of(match, ctx, "of")
    if ctx.anchor and of is not None:
        return named(starting("month", ctx.anchor.year + of, number), "publication", part_of(match, ctx))
    year, basis = year_of(match, ctx, number)
    if year is None:
        return adrift(f"XXXX-{number:02d}")
    if ctx.anchor and basis == "publication":
        if rel == 0:
            year = ctx.anchor.year
        elif rel and number == ctx.anchor.month:
            year = ctx.anchor.year + rel
        elif rel is None:
            return _bare_month(ctx.anchor, number, match, ctx)
    return named(starting("month", year, number), basis, part_of(match, ctx))


def _bare_month(anchor: date, number: int, match: Match, ctx: Context) -> TimeValue | None:
    direction = direction_of(match, ctx)
    if direction == "past" and not ctx.syntax.hangs_on_verb(match.end() - 1):
        direction = "open"
    past, future = (nearest_year(anchor, number, way) for way in ("past", "future"))
    near = direction == "open" and 0 < (number - anchor.month) % 12 <= NEXT_MONTHS
    year = future if direction == "future" or near else past
    value = named(starting("month", year, number), "publication", part_of(match, ctx))
    other = named(starting("month", past if year == future else future, number), "publication")
    if value is None or other is None or direction != "open" or past == future:
        return value
    return replace(value, readings=((value, LIKELY_PAST), (other, round(1 - LIKELY_PAST, 2))))


def _is_month(match: Match, ctx: Context) -> bool:
    if any(group(match, name) for name in ("year", "spoken", "rel", "part", "of")):
        return True
    return ctx.syntax.is_month(match.start("month"), match.end("month"))


def month_range(match: Match, ctx: Context) -> TimeValue | None:
    """``March to May 2014``."""
    one, two = month_of(match, ctx), month_of(match, ctx, "month2")
    end = group(match, "year2")
    year: int | None
    basis: Basis
    year, basis = (int(end), "explicit") if end and len(end) == 4 else year_of(match, ctx, two)
    if year is None:
        return adrift(f"XXXX-{one:02d}")
    start = int(group(match, "year") or (year if one <= two else year - 1))
    return ranged(starting("month", start, one), starting("month", year, two), basis, match)

"""Readers of years and what they are made of: decades, centuries, seasons, quarters, halves."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from dateline.reading.numbers import value_of
from dateline.reading.timex_context import (
    NEAR,
    Context,
    Match,
    TimeValue,
    adrift,
    anaphoric,
    group,
    named,
    part_of,
    ranged,
    rel_of,
    spoken_number,
    words_of,
)
from dateline.reading.timex_values import Extent, Stretch, add, containing, season, starting
from dateline.types import Basis

LONGEST = 400  # years between the ends of a range


def year_range(match: Match, ctx: Context) -> TimeValue | None:
    """``2014-16``, ``between 2014 and 2016``; in brackets behind a name it is a lifespan or a term."""
    start, end = int(match["year"]), match["year2"]
    stop = int(end) if len(end) == 4 else start // 100 * 100 + int(end)
    if not start < stop < start + LONGEST or (len(end) == 2 and not re.search(r"[-–—/]", match[0])):
        return None
    if not ctx.syntax.is_year(match.start("year"), match.end("year")):
        return None
    value = ranged(starting("year", start), starting("year", stop), "explicit", match)
    return replace(value, flag="lifespan") if value and _after_person(match, ctx) else value


def _after_person(match: Match, ctx: Context) -> bool:
    """Does it stand in brackets behind the name of a person?"""
    before = re.search(r"(\w)\s*\($", ctx.text[max(0, match.start() - 4) : match.start()])
    if before is None or ctx.text[match.end() : match.end() + 1] != ")":
        return False
    token = ctx.syntax.token(ctx.text.rindex("(", 0, match.start() + 1) - 2)
    return token is not None and token.pos == "PROPN" and token.lower not in ctx.words.classes["period-head"]


def year(match: Match, ctx: Context) -> TimeValue | None:
    """``2014``, ``the end of 1990``."""
    if not ctx.syntax.is_year(match.start("year"), match.end("year")):
        return None
    found = int(match["year"])
    if found < 1500 and not (group(match, "part") or match[0].lower().startswith("the year") or _dated(match, ctx)):
        return None
    return named(starting("year", found), "explicit", part_of(match, ctx))


def _dated(match: Match, ctx: Context) -> bool:
    return ctx.behind("in-year", match.start()) is not None


def spoken_year(match: Match, ctx: Context) -> TimeValue | None:
    """``nineteen ninety-six``, ``the year two thousand``."""
    found = spoken_number(group(match, "spoken"), ctx)
    if found is None:
        return None
    if words_of(match, "spoken").startswith("two") and not (group(match, "named") or _dated(match, ctx)):
        return None
    return named(starting("year", found), "explicit")


def fiscal(match: Match, ctx: Context) -> TimeValue | None:
    """``fiscal 1989``, ``FY2024``: where it begins differs from country to country."""
    written = group(match, "year") or group(match, "short")
    if written:
        number = int(written) if len(written) == 4 else (1900 if int(written) > 40 else 2000) + int(written)
    elif ctx.anchor:
        number = ctx.anchor.year + (rel_of(match, ctx) or 0)
    else:
        return adrift("XXXX")
    found = starting("year", number)
    if found is None:
        return None
    basis: Basis = "explicit" if written else "publication"
    return TimeValue("DATE", basis, Extent(found, found, approx=True), mod=part_of(match, ctx))


def decade(match: Match, ctx: Context) -> TimeValue | None:
    """``the 1990s``, ``the '90s``, ``the nineties``."""
    if written := group(match, "y"):
        first = int(written) * 10
    else:
        tens = int(group(match, "yy") or ctx.words.value("decade", group(match, "decade")) or 0)
        first = (2000 if tens < 2 else 1900) + tens * 10
    return named(starting("decade", first), "explicit", part_of(match, ctx))


def century(match: Match, ctx: Context) -> TimeValue | None:
    """``the 19th century``; before the eleventh only with *the*."""
    number = int(match["n"] or ctx.words.value("ordinal", group(match, "ordinal")) or 0)
    if not 2 <= number <= 22:
        return None
    return named(starting("century", (number - 1) * 100), "explicit", part_of(match, ctx))


def season_of(match: Match, ctx: Context) -> TimeValue | None:
    """``the summer of 2014``, ``winter 1994``."""
    spoken = spoken_year(match, ctx) if group(match, "spoken") else None
    if spoken and spoken.extent and spoken.extent.first:
        number = spoken.extent.first.first.year
    elif written := group(match, "year"):
        number = int(written)
    else:
        return None
    code = ctx.words.value("season", group(match, "season")) or "SU"
    return named(season(code, number, ctx.southern), "explicit", part_of(match, ctx))


def quarter(match: Match, ctx: Context) -> TimeValue | None:
    """``the third quarter``, ``next year's first quarter``, ``the fourth quarter of 1988``."""
    word = group(match, "q")
    number = int(ctx.words.value("ordinal", word) or ctx.words.value("last-quarter", word) or (word or "0")[0])
    if not 1 <= number <= 4:
        return None
    found, basis = _quarter_year(match, ctx, number)
    if found is None:
        return adrift(f"XXXX-Q{number}")
    return named(starting("quarter", found, number * 3 - 2), basis)


def _quarter_year(match: Match, ctx: Context, number: int, months: int = 3) -> tuple[int | None, Basis]:
    if written := group(match, "year"):
        return int(written), "explicit"
    if ctx.anchor is None:
        return None, "unanchored"
    if group(match, "ago"):
        return _begun(ctx.anchor, (number - 1) * months + 1) - 1, "publication"
    rel = rel_of(match, ctx)
    if rel is not None:
        return ctx.anchor.year + rel, "publication"
    if ctx.syntax.direction(match.start(), match.end()) == "future":
        ahead = ctx.anchor.month > number * months + 4  # "expects to report third-quarter results" in October
        return ctx.anchor.year + (1 if ahead else 0), "publication"
    return _begun(ctx.anchor, (number - 1) * months + 1), "publication"


def _begun(anchor: date, month: int) -> int:
    """The year of the latest such month that has begun."""
    return anchor.year if month <= anchor.month else anchor.year - 1


def half(match: Match, ctx: Context) -> TimeValue | None:
    """``the first half of 2014``, ``the second half``."""
    word = words_of(match, "h")
    number = 1 if ctx.words.value("ordinal", word) == "1" else 2
    found, basis = _quarter_year(match, ctx, number, 6)
    if found is None:
        return adrift(f"XXXX-H{number}")
    return named(starting("half", found, number * 6 - 5), basis)


def quarters(match: Match, ctx: Context) -> TimeValue | None:
    """``the first two quarters of 1990``."""
    count = value_of(match["num"], ctx.words.numbers)
    if count not in (2, 3):
        return None
    start = date(int(match["year"]), 1, 1)
    first = Stretch("half" if count == 2 else "quarter", start)
    return named(first, "explicit") if count == 2 else ranged(first, add(first, 2), "explicit")


def this_quarter(match: Match, ctx: Context) -> TimeValue | None:
    """``the quarter``, ``the latest period``: that of which the text speaks, else the last that is over."""
    near = [s for s in ctx.said if s.extent.granularity == "quarter" and s.start > match.start() - NEAR]
    over = [s for s in near if ctx.anchor is None or s.stretch.last < ctx.anchor]
    said = (near if "that" in match[0].lower() else over)[-1:]
    if "latest" in match[0].lower() and over:
        said = [max(over, key=lambda s: s.stretch.first)]
    if said:
        return anaphoric(said[0].stretch, said[0])
    if group(match, "period") or ctx.anchor is None:
        return None if group(match, "period") else adrift("XXXX-QX")
    return named(add(containing("quarter", ctx.anchor), -1), "publication")


def year_ago(match: Match, ctx: Context) -> TimeValue | None:
    """``the year-ago quarter``, ``the year-earlier period``: the same quarter a year before."""
    if group(match, "q"):
        return quarter(match, ctx)
    if said := ctx.last_of("quarter", since=match.start() - NEAR):
        back = -4 if ctx.anchor is None or said.stretch.first.year == ctx.anchor.year else 0
        return anaphoric(add(said.stretch, back) if back else said.stretch, said)
    if ctx.anchor is None:
        return adrift("XXXX")
    return named(starting("year", ctx.anchor.year - 1), "publication")


def year_period(match: Match, ctx: Context) -> TimeValue | None:
    """``the 1988 period``, ``the 1988 quarter``: the quarter of which the text speaks, in that year."""
    written = int(match["year"])
    if said := ctx.last_of("quarter", since=match.start() - NEAR):
        return anaphoric(Stretch("quarter", said.stretch.first.replace(year=written)), said)
    return named(starting("year", written), "explicit")

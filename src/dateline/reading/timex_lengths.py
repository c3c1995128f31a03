"""Readers of lengths and rates: three days, for decades, every Friday."""

from __future__ import annotations

import re

from dateline.reading.numbers import plain, value_of
from dateline.reading.timex_context import Context, Match, TimeValue, group

ISO_UNITS = {
    "TS": "TS",
    "TM": "TM",
    "TH": "TH",
    "D": "D",
    "W": "W",
    "2W": "W",
    "M": "M",
    "Q": "Q",
    "Y": "Y",
    "DE": "DE",
    "CE": "CE",
    "WE": "WE",
}


def count_of(match: Match, ctx: Context) -> tuple[str, float | None]:
    """The number as TIMEX3 writes it ('3', 'X') and its value, None where it is vague."""
    word = match["num"].lower().replace("½", ".5")
    if "couple" in word:
        return "2", 2.0
    if word in ("a", "an"):
        return "1", 1.0
    if word.startswith("half"):
        return "0.5", 0.5
    value = value_of(word, ctx.words.numbers)
    return ("X", None) if value is None else (plain(value), value)


def unit_of(match: Match, ctx: Context) -> tuple[str, float]:
    """The unit's TIMEX3 code and how many of it one word stands for (a fortnight is two weeks)."""
    word = match["u"].lower()
    code = (
        ctx.words.value("unit", word) or ctx.words.value("unit", word.replace("centuries", "century")) or "D"
    )
    return ISO_UNITS[code], 2.0 if code == "2W" else 1.0


def unit_code(word: str, ctx: Context) -> tuple[str, float]:
    """The TIMEX3 code of a unit in the singular or plural."""
    code = ctx.words.value("unit", word.lower().removesuffix("s")) or "CE"
    return ISO_UNITS[code], 1.0


def length(count: str, code: str) -> str:
    """A TIMEX3 duration."""
    if code == "TH" and count == "0.5":
        return "PT30M"
    if code == "DE" and count not in ("X", "1"):
        return f"P{plain(float(count) * 10)}Y"
    return f"PT{count}{code[1]}" if code in ("TS", "TM", "TH") else f"P{count}{code}"


def duration(match: Match, ctx: Context) -> TimeValue | None:
    """``three days``; ``a year`` after a sum or a count is a rate."""
    count, value = count_of(match, ctx)
    code, times = unit_of(match, ctx)
    single = match["num"].lower() in ("a", "an")
    if single and (code in ("TS", "TM", "Q") or match["u"].lower() == "second"):
        return None
    before = ctx.text[max(0, match.start() - 20) : match.start()].lower()
    if single and re.search(r"(?:\d|percent|%|once|twice|times|million|billion|cents|dollars) $", before):
        return TimeValue("SET", f"P1{code}", None, "set")
    if value is not None and times != 1:
        count = plain(value * times)
    return TimeValue("DURATION", length(count, code), None, "duration")


def duration_bare(match: Match, ctx: Context) -> TimeValue | None:
    """``for decades``."""
    code, _ = unit_code(match["plural"].split()[-1].replace("centuries", "century"), ctx)
    return TimeValue("DURATION", f"PX{code}", None, "duration")


def sets(match: Match, ctx: Context) -> TimeValue | None:
    """``every Friday``, ``daily``."""
    if weekday := ctx.words.value("weekday", group(match, "weekday")):
        return TimeValue("SET", f"XXXX-WXX-{int(weekday) + 1}", None, "set")
    if word := ctx.words.value("set", group(match, "w")):
        return TimeValue("SET", word, None, "set")
    word = match["u"].lower()
    return TimeValue("SET", "P1D" if word == "night" else f"P1{unit_code(word, ctx)[0]}", None, "set")

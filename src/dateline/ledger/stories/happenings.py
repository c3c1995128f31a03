"""Which happening a report leads with, as far as it is one that takes place once, on a day: kind and day.

A launch, an attack, a meeting, a protest (data/ledger/happenings.toml): two reports that lead with one kind but with
days apart report two happenings, however alike their words are.  A report leads with the kinds that its title and its
first sentences name.  The day is that of the time expression nearest to a
word of the kind, in the first sentences that have both; where these give several days, the latest: earlier ones are
recalled.  Days longer ago than `news_days` before publication, and days to come, are not news.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache

import msgspec

from dateline.ledger.reports import Report, as_day
from dateline.ledger.stories.settings import Happenings
from dateline.ledger.words import LEDGER, LETTERS, is_boilerplate, load_toml, term
from dateline.types import Span, Timex

SENTENCE = re.compile(r"[^\n.!?]*(?:[.!?](?!\s)[^\n.!?]*)*[.!?]*")
Days = Mapping[str, date]  # by kind of happening
DAY_AHEAD = 6  # a weekday that is taken for the last one, though it is tomorrow's


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of happening: the words that name it, as `words.term` gives them, and examples."""

    name: str
    words: tuple[str, ...]
    match: tuple[str, ...]
    reject: tuple[str, ...]


@cache
def kinds() -> Mapping[str, str]:
    """The kind of each word."""
    rows = load_toml(LEDGER / "happenings.toml", kind=tuple[Kind, ...])["kind"]
    return {word: kind.name for kind in rows for word in kind.words}


def kinds_in(text: str) -> list[tuple[int, str]]:
    """Where in a text which kinds of happening are named."""
    named = ((m.start(), kinds().get(term(m[0]))) for m in LETTERS.finditer(text))
    return [(start, kind) for start, kind in named if kind]


def leading_days(report: Report, how: Happenings) -> Days:
    """The day of each kind of happening that the report leads with; empty without reading or day of publication."""
    if report.reading is None or report.day is None:
        return {}
    text = report.document.text
    first = [text[s.start : s.end] for s in first_sentences(text, how.lead)]
    leading = {kind for part in (report.document.title or "", *first) for _, kind in kinds_in(part)}
    found: dict[str, list[date]] = {}
    for kind, day in _dated(report, report.reading.times, report.day, how):
        if kind in leading:
            found.setdefault(kind, []).append(day)
    return {kind: max(days[: how.sentences]) for kind, days in sorted(found.items())}


def first_sentences(text: str, number: int, shortest: int = 6) -> list[Span]:
    """The first sentences of a report, without captions, bylines and fragments of fewer words than `shortest`."""
    found: list[Span] = []
    for sentence in SENTENCE.finditer(text):
        if len(found) == number:
            break
        if sentence[0].count(" ") + 1 >= shortest and not is_boilerplate(sentence[0]):
            found.append(Span(*sentence.span()))
    return found


def _dated(report: Report, times: tuple[Timex, ...], published: date, how: Happenings) -> Iterator[tuple[str, date]]:
    """Kind and day of each sentence of the report that has both, in order: the two that stand nearest."""
    text = report.document.text
    known = [(t, day) for t in times if (day := day_of(t)) and _is_news((published - day).days, how)]
    for sentence in SENTENCE.finditer(text):
        here = [(t.span, day) for t, day in known if sentence.start() <= t.span.start < sentence.end()]
        if not here or is_boilerplate(sentence[0]):
            continue
        named = [(sentence.start() + start, kind) for start, kind in kinds_in(sentence[0])]
        if named:
            *_, kind, day = min(
                (max(span.start - at, at - span.end), at, kind, day) for span, day in here for at, kind in named)
            yield kind, day


def _is_news(ago: int, how: Happenings) -> bool:
    """Can something that took place so many days before publication be the news?

    A day ahead is yesterday elsewhere in the world.  Six days ago is left open: the weekday may be meant so, too.
    """
    return -1 <= ago <= how.news_days and ago != DAY_AHEAD


def day_of(timex: Timex) -> date | None:
    """The day of a time expression that names one."""
    interval = timex.interval
    if interval is None or interval.approx or timex.kind not in ("DATE", "TIME"):
        return None
    first, last = as_day(interval.earliest), as_day(interval.latest)
    return first if first == last else None


def two_happenings(a: Days, b: Days, how: Happenings) -> bool | None:
    """Do two reports lead with one kind of happening on days apart?  None where they share no kind with known days.

    Of several kinds that they share, one on the same day is enough for one happening.
    """
    gaps = [abs((a[kind] - b[kind]).days) for kind in a if kind in b]
    return min(gaps) >= how.apart_days if gaps else None

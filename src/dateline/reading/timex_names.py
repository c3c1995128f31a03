"""Times that have a name: periods and events of history, the rule of leaders, holidays, anniversaries.

The names stand in lexicon/periods.csv, reigns.csv, holidays.csv and in actors/offices.csv.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dateline.knowledge import Knowledge, Row
from dateline.reading.timex_context import (
    Context,
    Match,
    TimeValue,
    adrift,
    group,
    words_of,
)
from dateline.reading.timex_values import Extent, Stretch, at, day, easter, orthodox_easter, starting, stretch_of
from dateline.types import Granularity

_FIRST = re.compile(r"[^\W_]+")
YEARLY, MONTHLY = 600, 80  # days from which on an extent is told in years, in months
CONTIGUOUS = 60  # days between two terms that count as one
LEADERS = ("head-of-state", "head-of-government")
SOON = 45  # days ahead within which a feast may be meant although no future stands there
FEW = 4.0  # times as long in office as any namesake


@dataclass(frozen=True)
class TimeNames:
    """Rows by the first word of the name, longest name first; rows by class; leaders by name."""

    names: Mapping[str, tuple[tuple[str, str, Row], ...]]
    terms: Mapping[str, tuple[tuple[str, str, str], ...]]

    def found(self, text: str, timex3: bool) -> Iterator[tuple[int, int, str, Row]]:
        """Start, end, kind (period or holiday) and row of each name in the text."""
        for word in _FIRST.finditer(text):
            for name, kind, row in self.names.get(word[0].lower(), ()):
                if (kind == "period" and timex3) or not _stands(text, word.start(), name):
                    continue
                start = word.start() - 4 if text[max(0, word.start() - 4) : word.start()].lower() == "the " else None
                yield word.start() if start is None else start, word.start() + len(name), kind, row
                break


def _stands(text: str, start: int, name: str) -> bool:
    """Does the name begin here?  Its first letter may be a capital because a sentence begins."""
    end = start + len(name)
    same = text[start + 1 : end] == name[1:] and (text[start] == name[0] or text[start].lower() == name[0])
    return same and not text[end : end + 1].isalnum() and (start == 0 or not text[start - 1].isalnum())


def time_names(know: Knowledge) -> TimeNames:
    """The tables as indexes, built once for a Knowledge."""
    made: TimeNames = know.made("times.names", _build)
    return made


def _build(know: Knowledge) -> TimeNames:
    names: dict[str, list[tuple[str, str, Row]]] = {}
    for row in know.lexicon["periods"].rows:
        for name in (row["name"], *filter(None, row["aliases"].split(";"))):
            for spelling in sorted({name, name.replace("'", "’")}):
                _enter(names, spelling, "period", row)
    for row in know.lexicon["not_times"].rows:
        _enter(names, row["name"], "not-time", row)
    for row in know.lexicon["holidays"].rows:
        for name in {row["name"], row["name"].replace("'", "’")}:
            _enter(names, name, "holiday", row)
    frozen = {w: tuple(sorted(found, key=lambda f: -len(f[0]))) for w, found in names.items()}
    return TimeNames(frozen, _terms(know))


def _enter(names: dict[str, list[tuple[str, str, Row]]], name: str, kind: str, row: Row) -> None:
    first = _FIRST.search(name)
    if first is not None and first.start() == 0:
        names.setdefault(first[0].lower(), []).append((name, kind, row))


def _terms(know: Knowledge) -> dict[str, tuple[tuple[str, str, str], ...]]:
    """Person, first and last day in office by every name that a leader is called by."""
    found: dict[str, set[tuple[str, str, str]]] = {}
    aliases: dict[str, set[str]] = {}
    for row in know.actors["person_names"].rows:
        aliases.setdefault(row["person"], set()).add(row["alias"])
    for row in know.actors["offices"].rows:
        if row["office"] in LEADERS and row["from"]:
            for name in {row["person"], row["family"], *aliases.get(row["person"], ())}:
                found.setdefault(name, set()).add((row["person"], row["from"], row["to"]))
    for row in know.lexicon["reigns"].rows:
        for name in {row["name"], row["person"]}:
            found[name] = {(row["person"], row["start"], row["end"])}
    return {name: tuple(sorted(terms)) for name, terms in found.items()}


def period_extent(start: str, end: str) -> Extent:
    """An extent between two dates of a table, shown in the unit that its length suggests."""
    first, last = (stretch_of(d) if d else None for d in (start, end))
    if first is None or last is None:
        return Extent(first, last)
    length = (last.last - first.first).days
    shown: Granularity = "year" if length >= YEARLY else "month" if length >= MONTHLY else "day"
    return Extent(first, last, shown=shown)


def named_value(kind: str, row: Row, start: int, end: int, ctx: Context) -> TimeValue | None:
    """The value of a name from the tables; a period that began after publication is not meant."""
    if kind == "holiday":
        return _holiday(row, start, end, ctx)
    if ctx.anchor and row["start"] and row["start"] > ctx.anchor.isoformat():
        return None
    framed = ctx.behind("framed", start, 40) or ctx.text[end : end + 2] in ("'s", "’s")
    timely = row["class"] in ("war", "crisis") or ctx.words.within("own-time", ctx.text[start:end])
    inside = row["class"] == "era" and ctx.behind("framed-era", start)
    topic = not (framed or timely or inside)
    return TimeValue("DATE", "period", period_extent(row["start"], row["end"]), flag="topic" if topic else "")


def main_event(match: Match, ctx: Context) -> TimeValue | None:
    """``the war``: the last one named, or the only one that the document names."""
    row = _of_class(words_of(match, "what"), match.start(), ctx)
    if row is None:
        return None
    return TimeValue("DATE", "period", period_extent(row["start"], row["end"]))


def around_war(match: Match, ctx: Context) -> TimeValue | None:
    """``pre-war``, ``post-war``: beside the war of which the document speaks, else the Second World War."""
    row = _of_class("war", match.start(), ctx) or ctx.know.lexicon["periods"].index["World War II"]
    extent = period_extent(row["start"], row["end"])
    before = words_of(match, "side") == "pre"
    sides = Extent(None, extent.first, shown="year") if before else Extent(extent.last, None, shown="year")
    return TimeValue("DATE", "period", sides)


def _of_class(kind: str, start: int, ctx: Context) -> Row | None:
    kinds = {kind, "invasion"} if kind == "war" else {kind, "war"} if kind == "invasion" else {kind}
    found = [
        (at, row)
        for at, _, k, row in time_names(ctx.know).found(ctx.text, False)
        if k == "period" and row["class"] in kinds and (not ctx.anchor or row["start"] <= ctx.anchor.isoformat())
    ]
    before = [row for at, row in found if at < start]
    rows = before[-1:] or [row for _, row in found[:1]]
    return rows[0] if rows else None


def rule_of(match: Match, ctx: Context) -> TimeValue | None:
    """``under Khrushchev``, ``the Obama administration``: the terms of office of the leader."""
    name = match["name"] or match["name2"]
    owned = 2 if match["name"] and name[-2:] in ("'s", "’s") else 0
    words = name.removesuffix("'s").removesuffix("’s").split()
    for k in range(len(words)):
        for stop in range(len(words), k, -1):
            if (match["name"] and k) or (match["name2"] and stop < len(words)):
                continue
            if terms := _terms_of(" ".join(words[k:stop]), bool(match["title"] or match["name2"]), ctx):
                return TimeValue("DATE", "period", period_extent(*terms), until=match.end() - owned)
    return None


def _terms_of(name: str, titled: bool, ctx: Context) -> tuple[str, str] | None:
    """First and last day in power of the one leader whom the name means.

    A mere surname is that of a leader of reigns.csv, or of one whom the text names in full, or it has a title.
    """
    terms = [t for t in time_names(ctx.know).terms.get(name, ()) if not ctx.anchor or t[1] <= ctx.anchor.isoformat()]
    if not (titled or " " in name or name in ctx.know.lexicon["reigns"].index):
        terms = [t for t in terms if t[0] in ctx.text]
    persons = sorted({p for p, _, _ in terms})
    if len(persons) > 1:
        full = [p for p in persons if p in ctx.text]
        persons = full if len(full) == 1 else _longest(terms)
    if len(persons) != 1:
        return None
    own = sorted((start, end) for p, start, end in terms if p == persons[0])
    first, last = own[-1]
    for start, end in reversed(own[:-1]):
        if not end or date.fromisoformat(end) + timedelta(days=CONTIGUOUS) >= date.fromisoformat(first):
            first, last = start, "" if not last or not end else max(last, end)
    return first, last


def _longest(terms: list[tuple[str, str, str]]) -> list[str]:
    """The person whose time in office outlasts that of all namesakes by far."""
    total: dict[str, float] = {}
    for person, start, end in terms:
        if not end:
            return []
        days = (date.fromisoformat(end) - date.fromisoformat(start)).days
        total[person] = max(total.get(person, 0.0), float(days))
    ordered = sorted(total, key=lambda p: -total[p])
    return ordered[:1] if total[ordered[0]] > FEW * total[ordered[1]] else []


def anniversary(match: Match, ctx: Context) -> TimeValue | None:
    """``the 70th anniversary of`` a thing that the table knows, or whose year stands beside it: that many years on."""
    number = int(group(match, "n") or ctx.words.value("ordinal", group(match, "ordinal")) or 0)
    thing = match.end("thing")
    for begin, end, kind, row in time_names(ctx.know).found(ctx.text[thing : thing + 60], False):
        if kind == "period" and begin <= 4:
            start = stretch_of(row["end" if match["end"] and row["end"] else "start"])
            try:
                moved = replace(start, first=start.first.replace(year=start.first.year + number))
            except ValueError:
                return None
            until = thing + end
            return TimeValue("DATE", "period", Extent(moved, moved), until=until)
    written = ctx.words.after("of-year", ctx.text, thing)
    year = starting("year", int(written["year"]) + number) if written else None
    return TimeValue("DATE", "explicit", at(year), until=written.end()) if written and year else None


def _holiday(row: Row, start: int, end: int, ctx: Context) -> TimeValue | None:
    """The holiday of the year that stands behind it, or the nearest one that fits the tense."""
    if written := ctx.words.after("feast-year", ctx.text, end):
        found = _feast(row, int(written[1]), ctx)
        return replace(found, basis="explicit", until=written.end()) if found else None
    if ctx.anchor is None:
        fixed = re.fullmatch(r"\d\d-\d\d", row["rule"])
        return adrift(f"XXXX-{row['rule']}" if fixed else "XXXX-XX-XX")
    feasts = [f for k in (-1, 0, 1) if (f := _feast(row, ctx.anchor.year + k, ctx)) is not None]
    behind = [f for f in feasts if _first_day(f) <= ctx.anchor]
    ahead = [f for f in feasts if _first_day(f) > ctx.anchor]
    if not behind or not ahead:
        return (behind[-1:] or ahead[:1] or [adrift()])[0]
    rel = ctx.behind("feast-rel", start)
    told = {"-1": "past", "1": "future"}.get(ctx.words.value("rel", rel[1]) or "", "open") if rel else None
    direction = told or ctx.syntax.direction(start, end)
    soon = (_first_day(ahead[0]) - ctx.anchor).days < SOON
    return ahead[0] if direction == "future" or (direction == "open" and soon) else behind[-1]


def _first_day(value: TimeValue) -> date:
    first = value.extent.first if value.extent else None
    return first.first if first else date.max


def _feast(row: Row, year: int, ctx: Context) -> TimeValue | None:
    first = _feast_day(row["rule"], year, ctx.know)
    if first is None:
        return None
    last = Stretch("day", first.first + timedelta(days=int(row["days"]) - 1))
    return TimeValue("DATE", "publication" if ctx.anchor else "explicit", Extent(first, last))


def _feast_day(rule: str, year: int, know: Knowledge) -> Stretch | None:
    if found := re.fullmatch(r"(\d\d)-(\d\d)", rule):
        return day(year, int(found[1]), int(found[2]))
    if found := re.fullmatch(r"(easter|orthodox)([+-]\d+)", rule):
        sunday = easter(year) if found[1] == "easter" else orthodox_easter(year)
        return Stretch("day", sunday + timedelta(days=int(found[2])))
    if found := re.fullmatch(r"table (.+)", rule):
        rows = know.lexicon["moveable_feasts"].rows
        days = [r["first"] for r in rows if r["feast"] == found[1] and r["first"].startswith(f"{year}-")]
        return stretch_of(days[0]) if days else None
    if rule == "election":  # of the United States: the Tuesday after the first Monday in November
        monday = _nth_weekday(year, 11, "Mon", 1)
        return Stretch("day", monday + timedelta(days=1))
    nth, weekday, month = rule.split()
    return Stretch("day", _nth_weekday(year, int(month), weekday, -1 if nth == "last" else int(nth)))


def _nth_weekday(year: int, month: int, weekday: str, nth: int) -> date:
    number = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].index(weekday)
    if nth < 0:
        following = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return following - timedelta(days=(following.weekday() - number) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(number - first.weekday()) % 7 + 7 * (nth - 1))

"""Tables in the shape of GDELT 2.0: events (61 columns) and, beside them, mentions (16); tabs, no header.

One event is one act between two parties on one day in one *origin* (a report with its copies and rewrites); each
statement that tells it is a mention.  Where the text has no day of the act, it is that of the first of these reports.
Two origins are two events: what other reports tell of the same act are incidents of the ledger, not one row.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from dateline.exports.acts import Act, Where, acts, compact, number, sentence_number, where_of
from dateline.exports.chosen import Format, Given, Written
from dateline.exports.days import is_day
from dateline.exports.parties import Party, cameo, pairs
from dateline.exports.tabbed import write_tabbed
from dateline.exports.tables import country
from dateline.text import dateline, paragraphs
from dateline.types import Document, Statement

NOBODY = "without anybody who does it or to whom it is done"
WEB, CITATION = 1, 2  # kinds of mention: an address, or a citation of what has none
QUADS = (0, *[1] * 5, *[2] * 3, *[3] * 5, *[4] * 7)  # of the CAMEO roots 01 to 20
Key = tuple[str, ...]


class Count(NamedTuple):
    """What is counted of one event: the number of its row, mentions, publishers, reports; is it in a first paragraph?
    `added`: the first day of publication."""

    row: int
    mentions: int
    publishers: frozenset[str]
    reports: frozenset[int]
    root: bool
    added: str


def write(given: Given, path: Path) -> Written:
    """Write the events to `path` and the mentions beside it (`x.export.CSV`: `x.mentions.CSV`)."""
    left: Counter[str] = Counter()
    events: dict[Key, Count] = {}
    for act, source, target in _coded(given, left):
        key = _key(act, source, target)
        events[key] = _with(events.get(key), act, number(act.statement.id, *key[-2:]))
    made = write_tabbed(path, "gdelt_events", _events(given, events))
    beside = mentions_beside(path)
    write_tabbed(beside, "gdelt_mentions", _mentions(given, events))
    return Written(made, left, (beside,))


def mentions_beside(path: Path) -> Path:
    """Where the mentions of these events are written."""
    stem = path.name.removesuffix(path.suffix).removesuffix(".export")
    return path.with_name(f"{stem}.mentions{path.suffix}")


def _coded(given: Given, left: Counter[str]) -> Iterator[tuple[Act, Party | None, Party | None]]:
    for act in acts(given, left):
        found = list(pairs(act.document, act.statement))
        if not found:
            left[NOBODY] += 1
        for source, target in found:
            yield act, source, target


def _key(act: Act, source: Party | None, target: Party | None) -> Key:
    sides = ("" if one is None else one.code or one.name for one in (source, target))
    day = act.day if act.basis == "event" else ""  # copies come out on other days
    return (act.exported.origin or act.document.id, day, act.cameo, *sides)


def _with(known: Count | None, act: Act, row: int) -> Count:
    document = act.document
    publishers, reports = frozenset({document.publisher or ""}), frozenset({number(document.id)})
    root, day = _leads(document, act.statement), _published(act)
    if known is None:
        return Count(row, 1, publishers, reports, root, day)
    return Count(known.row, known.mentions + 1, known.publishers | publishers, known.reports | reports,
                 known.root or root, min(known.added, day))


def _published(act: Act) -> str:
    """The day of publication, else of the event."""
    published = act.document.published
    return published if published and is_day(published) else act.day


def _leads(document: Document, statement: Statement) -> bool:
    """Is it told in the first paragraph (a dateline of its own left out)?"""
    return statement.trigger.start < _lead_end(document.text)


@functools.lru_cache(maxsize=8)
def _lead_end(text: str) -> int:
    filed = dateline(text)
    return next((end for _, end in paragraphs(text) if not filed or end > filed[1]), 0)


def _events(given: Given, events: dict[Key, Count]) -> Iterator[Sequence[Any]]:
    seen: set[Key] = set()
    for act, source, target in _coded(given, Counter()):
        key = _key(act, source, target)
        if key not in seen:
            seen.add(key)
            yield _event(act, source, target, events[key])


def _event(act: Act, source: Party | None, target: Party | None, count: Count) -> Sequence[Any]:
    when = act.day if act.basis == "event" else count.added
    year, month, day = when.split("-")
    root = act.cameo[:2]
    return (
        count.row, compact(when), year + month, year, f"{int(year) + (int(month) * 30 + int(day)) / 365:.4f}",
        *_actor(source), *_actor(target), int(count.root), act.cameo, act.cameo[:3], root, QUADS[int(root)],
        act.goldstein, count.mentions, len(count.publishers), len(count.reports), None,
        *_geo(Where()), *_geo(Where()), *_geo(where_of(act.statement.where)), f"{compact(count.added)}000000",
        act.document.url,
    )  # fmt: skip


def _actor(one: Party | None) -> Sequence[str]:
    """Code, name, country, known group, ethnic group, two religions, three types."""
    if one is None:
        return ("",) * 10
    code = cameo(one)
    types = (*code.types, "", "", "")[:3]
    return (code.code, one.name.upper(), code.country, code.group, "", "", "", *types)


def _geo(where: Where) -> Sequence[Any]:
    """Type, full name, FIPS code of the country, ADM1, ADM2, point, feature id; type 0 without a place.

    A whole country has no point here, and ids of features are not GeoNames': that column holds a country's code only.
    """
    fips = country(where.code).fips
    if not where.place:
        return (0, *[""] * 7)
    if where.level == "country" or not where.lat:
        return (1 if fips else 0, where.country or where.place, fips, fips, "", "", "", fips)
    american = where.code == "USA"
    kind = (2 if american else 5) if where.level == "region" else 3 if american else 4
    full = ", ".join(dict.fromkeys(x for x in (where.place, where.province, where.country) if x))
    return (kind, full, fips, "", "", where.lat, where.lon, "")


def _mentions(given: Given, events: dict[Key, Count]) -> Iterator[Sequence[Any]]:
    for act, source, target in _coded(given, Counter()):
        yield _mention(act, source, target, events[_key(act, source, target)])


def _mention(act: Act, source: Party | None, target: Party | None, count: Count) -> Sequence[Any]:
    document, statement = act.document, act.statement
    return (
        count.row, f"{compact(count.added)}000000", f"{compact(_published(act))}000000",
        WEB if document.url else CITATION, document.publisher, document.url or document.title or document.id,
        sentence_number(document, statement), source.start if source else -1, target.start if target else -1,
        statement.trigger.start, 1, round(100 * statement.confidence), len(document.text), None, None,
        f"statement={statement.id}",
    )  # fmt: skip


FORMAT = Format("gdelt", "tables in the shape of GDELT 2.0: events (61 columns), mentions (16) beside",
                (".CSV", ".csv"), False, write)

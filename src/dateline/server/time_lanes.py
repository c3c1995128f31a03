"""The lanes of a timeline: which statements stand in one, and what the ledger has of them in a stretch of time."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
import sqlalchemy as sa

from dateline.errors import DatelineError
from dateline.ledger.conditions import Truth, conditions
from dateline.ledger.filters import Filter
from dateline.ledger.fulltext import newest_first
from dateline.ledger.query import COLUMNS
from dateline.ledger.ranks import Ranks
from dateline.ledger.schema import DOCUMENTS, STATEMENTS
from dateline.ledger.table import Table, table
from dateline.server.spans_of_time import UNITS, Stretch, Unit, bin_of, central, end_of, is_day, unit_for

S, D = STATEMENTS.c, DOCUMENTS.c
MOST_MARKS = 400  # statements that are shown one by one, in all lanes together
MOST_PIECES = 500  # pieces of bins (one for each way of telling) in all lanes together
FROM = sa.func.coalesce(S.when_earliest, S.when_latest)  # where a statement is counted
BEGINS = sa.func.substr(FROM, 1, 10)
UNTIMED: Truth = sa.and_(S.when_earliest.is_(None), S.when_latest.is_(None))
NAMES = tuple(str(c.name) for c in COLUMNS)
BINS = ("from", "to", "unit", "status", "background", "statements")


@dataclass(frozen=True, slots=True)
class Lane:
    """The statements of a party (of all, where it is empty); `wanted`: conditions on STATEMENTS."""

    party: str
    wanted: tuple[Truth, ...]
    beside: int = 1  # how many lanes there are


class Overview(msgspec.Struct, frozen=True):
    """What a lane holds: all, those without a time, and the others by year of the event."""

    party: str
    total: int
    untimed: int
    years: dict[str, int]


class Reported(msgspec.Struct, frozen=True):
    """The statements of a lane by when they were reported: first days of bins with counts, and those outside."""

    total: int
    reported: list[tuple[str, int]]
    earlier: int
    later: int
    undated: int


def lanes(connection: sa.Connection, filter: Filter, a: str, b: str = "") -> list[Lane]:
    """One lane for each of the parties; one of all where none is named."""
    named = list(dict.fromkeys(p.strip() for p in (a, b) if p.strip())) or [""]
    found = conditions(filter, connection.dialect.name)
    return [Lane(p, (*found, *(_more(Filter(party=p)) if p else ())), len(named)) for p in named]


def stretch(filter: Filter, since: str, until: str, seen: Sequence[Overview], newest: str | None) -> Stretch:
    """The stretch that is meant: as asked, else as the filter has it, else the years with most of what is told."""
    asked = Filter(when_since=since or filter.when_since, when_until=until or filter.when_until)
    years: Counter[str] = Counter()
    for lane in seen:
        years.update(lane.years)
    middle = central(years) or ((newest or "2000")[:4],) * 2
    first, last = asked.when_since or f"{middle[0]}-01-01", asked.when_until or f"{middle[1]}-12-31"
    if first > last and since and until:
        raise DatelineError(f"from={since} is after to={until}: give the earlier day first.")
    return Stretch(min(first, last), max(first, last))


def within(lane: Lane, stretch: Stretch) -> Lane:
    """What of the lane overlaps the stretch."""
    overlaps = Filter(when_since=stretch.first, when_until=stretch.last)
    return replace(lane, wanted=(*lane.wanted, *_more(overlaps)))


def beginning(of: str, stretch: Stretch) -> list[Truth]:
    """Conditions for what begins in the stretch, or ``before`` it (or nobody says when)."""
    inside: Truth = BEGINS.between(stretch.first, stretch.last)
    return {"begin": [inside], "before": [sa.not_(inside)]}.get(of, [])


def told(status: str | None, background: bool | None) -> list[Truth]:
    """Conditions for how an act is told; None: any way."""
    known: list[Truth] = [S.background.is_(background)] if background is not None else []
    return [*known, S.status == status] if status else known


def total(connection: sa.Connection, wanted: Iterable[Truth]) -> int:
    """How many statements there are."""
    return int(connection.execute(sa.select(sa.func.count()).select_from(STATEMENTS).where(*wanted)).scalar_one())


def overview(connection: sa.Connection, lane: Lane) -> Overview:
    """All of a lane by year."""
    year = sa.func.substr(FROM, 1, 4).label("year")
    rows = connection.execute(sa.select(year, sa.func.count()).select_from(STATEMENTS).where(*lane.wanted)
                              .group_by(sa.literal_column("year")))
    found = {y: int(n) for y, n in rows}
    untimed = found.pop(None, 0)
    known = {y: n for y, n in sorted(found.items()) if is_day(f"{y}-01-01")}
    return Overview(lane.party, sum(found.values()) + untimed, untimed, known)


def newest(connection: sa.Connection) -> str | None:
    """The day of the newest report."""
    return connection.execute(sa.select(sa.func.max(D.published)).where(D.current)).scalar()


def single(connection: sa.Connection, lanes: Sequence[Lane], most: int) -> list[Table] | None:
    """The statements of the lanes one by one, in order of time; None if they are more than `most` together."""
    left, found = most, []
    for lane in lanes:
        rows = table(NAMES, connection.execute(_query(lane.wanted).limit(left + 1)))
        left -= len(rows)
        if left < 0:
            return None
        at = [rows.columns.index(name) for name in ("when_earliest", "when_latest", "statement_pk")]
        ordered = sorted(rows.rows, key=lambda r: ((r[at[0]] or r[at[1]])[:10], r[at[1]] or "", r[at[2]]))
        found.append(Table(rows.columns, tuple(ordered)))
    return found


def listed(connection: sa.Connection, wanted: Iterable[Truth], limit: int, offset: int = 0) -> Table:
    """Statements with all columns, the newest report first."""
    query = _query(wanted).order_by(*newest_first(STATEMENTS, False, False)).limit(limit).offset(offset)
    return table(NAMES, connection.execute(query))


def numbers(connection: sa.Connection, wanted: Iterable[Truth]) -> Ranks:
    """The row numbers of the same."""
    query = sa.select(S.statement_pk).where(*wanted).order_by(*newest_first(STATEMENTS, False, False))
    return array("q", connection.execute(query).scalars())


def counted(connection: sa.Connection, lane: Lane, stretch: Stretch) -> Table:
    """Counts by bin, status and background; what begins before the stretch has no bin (`from` is empty)."""
    day = BEGINS.label("day")
    query = sa.select(day, S.status, S.background, sa.func.count()).select_from(STATEMENTS).where(*lane.wanted)
    found = connection.execute(query.group_by(sa.literal_column("day"), S.status, S.background)).all()
    unit, counts = _folded([(_inside(at, stretch), status, bool(b), int(n)) for at, status, b, n in found],
                           stretch, MOST_PIECES // lane.beside)
    rows = [(first or None, end_of(first, unit) if first else None, unit, status, background, n)
            for (first, status, background), n in sorted(counts.items())]
    return table(BINS, rows)


def _folded(days: Sequence[tuple[str, str, bool, int]], stretch: Stretch,
            most: int) -> tuple[Unit, Counter[tuple[str, str, bool]]]:
    """Counts of days as counts of bins, of the finest unit that gives no more than `most` pieces."""
    for unit in UNITS[UNITS.index(unit_for(stretch)):]:
        counts: Counter[tuple[str, str, bool]] = Counter()
        for day, status, background, n in days:
            counts[bin_of(day, unit) if day else "", status, background] += n
        if len(counts) <= most:
            break
    return unit, counts


def _inside(day: str, stretch: Stretch) -> str:
    return day if is_day(day) and stretch.first <= day <= stretch.last else ""


def reported(connection: sa.Connection, lane: Lane, stretch: Stretch) -> Reported:
    """The statements of a lane by the days on which they were reported."""
    query = sa.select(S.published, sa.func.count()).select_from(STATEMENTS).where(*lane.wanted).group_by(S.published)
    return _reported(((day, int(n)) for day, n in connection.execute(query)), stretch)


def reported_of(found: Table, stretch: Stretch) -> Reported:
    """The same of statements that are at hand."""
    return _reported(Counter(row["published"] for row in found).items(), stretch)


def _reported(days: Iterable[tuple[str | None, int]], stretch: Stretch) -> Reported:
    unit = unit_for(stretch)
    inside: Counter[str] = Counter()
    outside: Counter[str] = Counter()
    for day, n in days:
        if day is None or not is_day(day):
            outside["undated"] += n
        elif stretch.first <= day <= stretch.last:
            inside[bin_of(day, unit)] += n
        else:
            outside["earlier" if day < stretch.first else "later"] += n
    total = sum(inside.values()) + sum(outside.values())
    return Reported(total, sorted(inside.items()), outside["earlier"], outside["later"], outside["undated"])


def _query(wanted: Iterable[Truth]) -> sa.Select[Any]:
    return sa.select(*COLUMNS).select_from(STATEMENTS.join(DOCUMENTS, D.document_pk == S.document_pk)).where(*wanted)


def _more(filter: Filter) -> list[Truth]:
    """Conditions of a filter without a text, besides that on what stands."""
    return conditions(filter, "sqlite")[1:]

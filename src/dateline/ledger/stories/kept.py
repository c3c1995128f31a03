"""What linking keeps to go on from: profiles, sketches, rare terms and the likeness of pairs, by document."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from itertools import islice
from typing import Any, NamedTuple, TypeVar

import msgspec
import sqlalchemy as sa

from dateline.ledger.reports import Report, as_day
from dateline.ledger.schema import DOCUMENTS
from dateline.ledger.stories.likeness import Profile
from dateline.ledger.stories.linkage import Pair
from dateline.ledger.stories.origins import Sketch, bands
from dateline.ledger.stories.settings import Settings
from dateline.ledger.stories.tables import BASE, LINKED, LINKED_BANDS, LINKED_PAIRS, LINKED_TERMS, UNDATED
from dateline.ledger.words import Counts
from dateline.ledger.writing import bulk

T = TypeVar("T")
AT_ONCE = 400  # values in one question
ROWS = 50_000  # rows held at once while they are written
Alike = tuple[float, bool | None]  # the likeness of a pair, and whether it leads with two happenings


class Place(NamedTuple):
    """Where a report stands in the order of reports (as `reports.in_order` has it), and its day (ordinal, UNDATED)."""

    order: tuple[int, int, str, int]
    day: int


class Base(NamedTuple):
    """What is kept of reports: reading, profile and sketch by document number; pairs, the smaller number first."""

    readings: Mapping[int, int]
    profiles: Mapping[int, Profile]
    sketches: Mapping[int, Sketch]
    pairs: Mapping[Pair, Alike]


def place_of(pk: int, published: str | None, characters: int, name: str) -> Place:
    """The place of a report."""
    day = as_day(published)
    return Place(((day or date.max).toordinal(), -characters, name, pk), day.toordinal() if day else UNDATED)


def place_of_report(report: Report) -> Place:
    """As `place_of`."""
    given = report.document
    return place_of(report.pk, given.published, len(given.text), given.id)


def places(connection: sa.Connection, documents: Iterable[int]) -> dict[int, Place]:
    """The places of documents, by their numbers."""
    d = DOCUMENTS.c
    query = sa.select(d.document_pk, d.published, d.characters, d.document_id)
    return {row[0]: place_of(*row) for row in rows_in(connection, query, d.document_pk, documents)}


def parts(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """The values in lists of at most `size`."""
    given = iter(values)
    while part := list(islice(given, size)):
        yield part


def rows_in(
    connection: sa.Connection, query: sa.Select[Any], column: sa.ColumnElement[Any], values: Iterable[Any],
) -> Iterator[Any]:
    """The rows of a query whose column has one of the values."""
    for part in parts(sorted(set(values)), AT_ONCE):
        yield from connection.execute(query.where(column.in_(part))).all()


def rare(profile: Profile, how: Settings, counts: Counts) -> list[str]:
    """The terms by which a report finds others to be compared with."""
    return [word for word in profile.words if counts.of.get(word, 0) <= how.stories.rare]


def profiles(connection: sa.Connection, documents: Iterable[int]) -> dict[int, Profile]:
    """The kept profiles of documents."""
    found = rows_in(connection, sa.select(LINKED.c.document_pk, LINKED.c.profile), LINKED.c.document_pk, documents)
    return {row[0]: msgspec.json.decode(zlib.decompress(row[1]), type=Profile) for row in found}


def pairs_of(connection: sa.Connection, documents: Iterable[int], least: float = 0.0) -> dict[Pair, Alike]:
    """The kept pairs, at least so much alike, in which one of the documents stands."""
    p, wanted = LINKED_PAIRS.c, set(documents)
    query = sa.select(p.a, p.b, p.likeness, p.apart)
    query = query.where(p.likeness >= least) if least else query
    rows = (row for side in (p.a, p.b) for row in rows_in(connection, query, side, wanted))
    return {(a, b): (alike, apart) for a, b, alike, apart in rows}


def pairs_within(connection: sa.Connection, documents: AbstractSet[int]) -> dict[Pair, Alike]:
    """The kept pairs of which both documents are among these."""
    p = LINKED_PAIRS.c
    rows = rows_in(connection, sa.select(p.a, p.b, p.likeness, p.apart), p.a, documents)
    return {(a, b): (alike, apart) for a, b, alike, apart in rows if b in documents}


def forget_all(connection: sa.Connection) -> None:
    """Empty the tables."""
    for table in BASE:
        connection.execute(sa.delete(table))


def forget(connection: sa.Connection, gone: Mapping[int, Sketch], how: Settings) -> None:
    """Take out documents, whose sketches are given."""
    b, t, p = LINKED_BANDS.c, LINKED_TERMS.c, LINKED_PAIRS.c
    for pk, sketch in gone.items():
        connection.execute(sa.delete(LINKED_BANDS).where(b.band.in_(bands(sketch, how.origins)), b.document_pk == pk))
    for pk, profile in profiles(connection, gone).items():
        day = profile.day.toordinal() if profile.day else UNDATED
        connection.execute(sa.delete(LINKED_TERMS).where(
            t.term.in_([*profile.words]), t.day == day, t.document_pk == pk))
    for some in parts(sorted(gone), AT_ONCE):
        connection.execute(sa.delete(LINKED).where(LINKED.c.document_pk.in_(some)))
        for side in (p.a, p.b):
            connection.execute(sa.delete(LINKED_PAIRS).where(side.in_(some)))


def forget_pairs(connection: sa.Connection, dropped: Iterable[Pair]) -> None:
    """Take out pairs."""
    p, by_first = LINKED_PAIRS.c, dict[int, list[int]]()
    for a, b in sorted(dropped):
        by_first.setdefault(a, []).append(b)
    for a, others in by_first.items():
        for part in parts(others, AT_ONCE):
            connection.execute(sa.delete(LINKED_PAIRS).where(p.a == a, p.b.in_(part)))


def keep(connection: sa.Connection, base: Base, how: Settings, counts: Counts) -> None:
    """Enter what is new."""
    _write(connection, LINKED, (
        {"document_pk": pk, "reading_pk": base.readings[pk],
         "profile": zlib.compress(msgspec.json.encode(profile), 1)} for pk, profile in base.profiles.items()))
    _write(connection, LINKED_BANDS, ({"band": band, "document_pk": pk}
           for pk, sketch in base.sketches.items() for band in bands(sketch, how.origins)))
    _write(connection, LINKED_TERMS, (
        {"term": word, "day": p.day.toordinal() if p.day else UNDATED, "document_pk": pk}
        for pk, p in base.profiles.items() for word in rare(p, how, counts)))
    _write(connection, LINKED_PAIRS, ({"a": a, "b": b, "likeness": value, "apart": apart}
           for (a, b), (value, apart) in base.pairs.items()))


def _write(connection: sa.Connection, table: sa.Table, rows: Iterable[dict[str, Any]]) -> None:
    """In parts, each in the order of its keys: so they come into the table several times as fast."""
    keys, given = [column.name for column in table.primary_key], iter(rows)
    while part := list(islice(given, ROWS)):
        bulk(connection, table, sorted(part, key=lambda row: [row[name] for name in keys]))


def numbered(pairs: Mapping[Pair, Alike], at: Mapping[int, int]) -> tuple[dict[Pair, float], dict[Pair, bool]]:
    """Likeness and apartness (`stories.Links`) of pairs of document numbers by their places in an order."""
    alike, apart = dict[Pair, float](), dict[Pair, bool]()
    for (a, b), (value, two) in pairs.items():
        pair = (min(at[a], at[b]), max(at[a], at[b]))
        alike[pair] = value
        if two is not None:
            apart[pair] = two
    return alike, apart


def by_number(order: Sequence[Report], alike: Mapping[Pair, float], apart: Mapping[Pair, bool]) -> dict[Pair, Alike]:
    """The reverse of `numbered`."""
    numbers = [report.pk for report in order]
    return {(min(numbers[a], numbers[b]), max(numbers[a], numbers[b])): (value, apart.get((a, b)))
            for (a, b), value in alike.items()}

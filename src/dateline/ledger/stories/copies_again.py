"""Which reports copy which, when some have come or gone: only they and their neighbours are looked at.

The answer is that of `origins.find_origins` over all reports: whose copy a report is depends on those earlier ones that
share a band of its sketch, and its origin on the chain from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from dateline.ledger.loading import document_of
from dateline.ledger.reports import Report
from dateline.ledger.schema import DOCUMENTS
from dateline.ledger.stories.kept import Place, place_of_report, places, rows_in
from dateline.ledger.stories.origins import Copy, Sketch, Text, bands, best_of, copy_of, head, sketch_of, text_of
from dateline.ledger.stories.settings import Origins
from dateline.ledger.stories.tables import LINKED_BANDS, STORY_DOCUMENTS

M = STORY_DOCUMENTS.c


class Copies(NamedTuple):
    """`changed`: the copies of reports that are new or stand otherwise; `touched`: all reports of their families, of
    before and now; `sketches`: of those that come; `gone`: of those that go."""

    changed: Mapping[int, Copy]
    touched: frozenset[int]
    sketches: Mapping[int, Sketch]
    gone: Mapping[int, Sketch]


class _Near:
    """Texts, places and neighbours of reports, each looked up once."""

    def __init__(
        self, connection: sa.Connection, come: Mapping[int, Report], gone: frozenset[int], how: Origins,
    ) -> None:
        self.connection, self.come, self.gone, self.how = connection, come, gone, how
        self.texts: dict[int, Text] = {}
        self.places: dict[int, Place] = {pk: place_of_report(report) for pk, report in come.items()}
        self.sketches: dict[int, Sketch] = {}
        self.held: dict[int, list[int]] = {}
        for pk in come:
            for band in bands(self.sketch(pk), how):
                self.held.setdefault(band, []).append(pk)

    def load(self, wanted: Iterable[int]) -> None:
        """See to the texts and places of these reports."""
        missing = {pk for pk in wanted if pk not in self.texts}
        for pk in missing & self.come.keys():
            self.texts[pk] = text_of(self.come[pk])
        missing -= self.come.keys()
        for row in rows_in(self.connection, sa.select(DOCUMENTS), DOCUMENTS.c.document_pk, missing):
            self.texts[row.document_pk] = text_of(Report(row.document_pk, document_of(row)))
        self.places |= places(self.connection, missing)

    def sketch(self, pk: int) -> Sketch:
        """The sketch of a report."""
        if pk not in self.sketches:
            self.load([pk])
            self.sketches[pk] = sketch_of(self.texts[pk].words, self.how)
        return self.sketches[pk]

    def of(self, pk: int) -> set[int]:
        """The other reports, of those that are there now, that share a band with this one."""
        mine, b = bands(self.sketch(pk), self.how), LINKED_BANDS.c
        found = {row[0] for row in rows_in(self.connection, sa.select(b.document_pk), b.band, mine)} - self.gone
        found.update(other for band in mine for other in self.held.get(band, ()))
        return found - {pk}


def copies_again(
    connection: sa.Connection, come: Mapping[int, Report], gone: frozenset[int], how: Origins,
) -> Copies:
    """The copies of the reports that come, and of those for which it matters that others come and go."""
    near = _Near(connection, come, gone, how)
    near.load(gone)
    later = {m for pk in come.keys() | gone for m in _later(near, pk)}
    again = come.keys() | later
    before = _families(connection, later | gone)
    copies = {pk: copy for pk, copy in before.items() if pk not in gone}
    sources = {pk: _source(near, pk) for pk in again}
    outside = {of for _, of in filter(None, sources.values())} - copies.keys() - again
    known = _kept(connection, outside)
    near.load(copies.keys() | again)
    for pk in sorted(copies.keys() | again, key=lambda pk: near.places[pk].order):
        known[pk] = _copy(near, pk, sources[pk], known) if pk in again else _moved(copies[pk], known)
    changed = {pk: known[pk] for pk in copies.keys() | again if known[pk] != before.get(pk) or pk in come}
    touched = frozenset(copies.keys() | again | {c.origin for c in changed.values()})
    return Copies(changed, touched, {pk: near.sketch(pk) for pk in come}, {pk: near.sketch(pk) for pk in gone})


def _later(near: _Near, pk: int) -> set[int]:
    """Of its neighbours those that were there before and come later in the order: it may be what they copy."""
    found = near.of(pk) - near.come.keys()
    near.load(found)
    return {m for m in found if near.places[m].order > near.places[pk].order}


def _source(near: _Near, pk: int) -> tuple[float, int] | None:
    """How much of which report it copies."""
    found = near.of(pk)
    near.load(found)
    place = near.places[pk].order
    earlier = sorted((m for m in found if near.places[m].order < place), key=lambda m: near.places[m].order)
    best = best_of(near.texts[pk], [near.texts[m] for m in earlier], near.how)
    return best and (best[0], earlier[best[1]])


def _copy(near: _Near, pk: int, source: tuple[float, int] | None, known: Mapping[int, Copy]) -> Copy:
    text = near.texts[pk]
    return head(text) if source is None else copy_of(text, near.texts[source[1]], source[0], known)


def _moved(copy: Copy, known: Mapping[int, Copy]) -> Copy:
    """Copied from the same report as before, whose origin may be another now."""
    if copy.copied_from is None:
        return copy
    return msgspec.structs.replace(copy, origin=known[copy.copied_from].origin)


def _families(connection: sa.Connection, documents: Iterable[int]) -> dict[int, Copy]:
    """The kept copies of all reports that have an origin in common with these."""
    heads = {row[0] for row in rows_in(connection, sa.select(M.origin), M.document_pk, documents)}
    return {row[0]: Copy(*row) for row in rows_in(connection, _rows(), M.origin, heads)}


def _kept(connection: sa.Connection, documents: Iterable[int]) -> dict[int, Copy]:
    return {row[0]: Copy(*row) for row in rows_in(connection, _rows(), M.document_pk, documents)}


def _rows() -> sa.Select[tuple[object, ...]]:
    return sa.select(M.document_pk, M.origin, M.copied_from, M.share, M.agency, M.origin_why)

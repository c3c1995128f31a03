"""Stories in the ledger: made from its present documents and readings, kept, asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import sqlalchemy as sa

from dateline.errors import LedgerError
from dateline.ledger import schema
from dateline.ledger.incidents.tables import INCIDENT_STORIES, INCIDENTS
from dateline.ledger.loading import stored
from dateline.ledger.reports import Report
from dateline.ledger.rows import fit
from dateline.ledger.stories.happenings import day_of
from dateline.ledger.stories.kept import AT_ONCE, parts, rows_in
from dateline.ledger.stories.stories import Story
from dateline.ledger.stories.tables import ALL, STORIES, STORY_DEVELOPMENTS, STORY_DOCUMENTS
from dateline.ledger.table import Table, table
from dateline.ledger.writing import bulk
from dateline.types import Reading, Statement

DOCUMENTS, READINGS = schema.DOCUMENTS, schema.READINGS
LISTED = ("story", "first", "last", "reports", "origins", "developments", "title", "parties", "why")
MEMBERS = ("number", "document_pk", "document_id", "published", "publisher", "title", "url", "origin", "copied_from",
           "share", "agency", "development", "origin_why", "why")


@dataclass(frozen=True, slots=True)
class StoryShown:
    """A story with its developments and its reports, the earliest first (columns: stories/tables.py)."""

    story: Mapping[str, Any]
    developments: Table
    reports: Table


def reports_of(connection: sa.Connection) -> Iterator[Report]:
    """The present documents with their readings, without the parts of a reading that no story is made of."""
    return (Report(one.document_pk, one.document, slim(one.reading)) for one in stored(connection))


def slim(reading: Reading) -> Reading:
    """What stories are made of: news, days and places; a hundred thousand readings would not fit into memory whole."""
    news = tuple(_slim(s) for s in reading.statements if not s.background)
    times = tuple(t for t in reading.times if day_of(t))
    places = tuple(msgspec.structs.replace(p, candidates=(), chain=()) for p in reading.places)
    return msgspec.structs.replace(
        reading, statements=news, candidates=(), issues=(), times=times, places=places, contexts=())


def _slim(statement: Statement) -> Statement:
    return msgspec.structs.replace(statement, steps=(), evidence=(), what=(), where=None, contexts=(), codes=None)


def save_stories(connection: sa.Connection, found: Sequence[Story], no_more: Iterable[str] = ()) -> None:
    """Put these stories in the place of those `no_more` (ids)."""
    gone = sorted(no_more)
    for old in (STORY_DOCUMENTS, STORY_DEVELOPMENTS, STORIES):
        for part in parts(gone, AT_ONCE):
            connection.execute(sa.delete(old).where(old.c.story_id.in_(part)))
    dated = sa.select(DOCUMENTS.c.document_pk, DOCUMENTS.c.published)
    members = (member.pk for story in found for member in story.members)
    days: dict[int, str | None] = {r[0]: r[1] for r in rows_in(connection, dated, DOCUMENTS.c.document_pk, members)}
    for into, rows in (
        (STORIES, [_story_row(s) for s in found]),
        (STORY_DEVELOPMENTS, [row for s in found for row in _development_rows(s, days)]),
        (STORY_DOCUMENTS, [row for s in found for row in _member_rows(s)]),
    ):
        bulk(connection, into, rows)


def forget_stories(connection: sa.Connection) -> None:
    """Empty the tables."""
    for old in reversed(ALL):
        connection.execute(sa.delete(old))


def _story_row(story: Story) -> dict[str, Any]:
    return {"story_id": story.id, "title": fit(story.title), "reports": len(story.members), "origins": story.origins,
            "first": story.first, "last": story.last, "parties": fit("; ".join(story.parties)),
            "central": story.central, "why": fit(story.why)}


def _development_rows(story: Story, days: Mapping[int, str | None]) -> Iterator[dict[str, Any]]:
    for one in story.developments:
        dated = sorted(day for pk in one.reports if (day := days.get(pk)))
        yield {"story_id": story.id, "development": one.number, "label": fit(one.label), "reports": len(one.reports),
               "first": dated[0] if dated else None, "last": dated[-1] if dated else None}


def _member_rows(story: Story) -> Iterator[dict[str, Any]]:
    for number, member in enumerate(story.members, 1):
        copy = member.copy
        yield {"document_pk": member.pk, "story_id": story.id, "number": number, "origin": copy.origin,
               "copied_from": copy.copied_from, "share": copy.share, "agency": copy.agency,
               "development": member.development, "origin_why": fit(copy.why), "why": fit(member.why)}


def stories(
    connection: sa.Connection, *, since: str | None = None, until: str | None = None, min_origins: int = 1,
    text: str | None = None, differ: bool = False, limit: int | None = None, offset: int = 0,
) -> Table:
    """The stories, the newest first.

    `since`, `until`: days (YYYY-MM-DD) of publication, both inside; `text`: words that stand in the title of one of
    its reports, or among its parties; `differ`: only those in which reports differ in an act.
    """
    told = (sa.select(STORY_DEVELOPMENTS.c.story_id, sa.func.count().label("developments"))
            .group_by(STORY_DEVELOPMENTS.c.story_id).subquery())
    query = (sa.select(STORIES, told.c.developments).join(told, told.c.story_id == STORIES.c.story_id)
             .where(*_wanted(since, until, min_origins, text, differ))
             .order_by(sa.func.coalesce(STORIES.c.last, "").desc(), STORIES.c.story_id).limit(limit).offset(offset))
    return table(LISTED, [
        (r.story_id, r.first, r.last, r.reports, r.origins, r.developments, r.title, r.parties, r.why)
        for r in connection.execute(query)])


def total(
    connection: sa.Connection, *, since: str | None = None, until: str | None = None, min_origins: int = 1,
    text: str | None = None, differ: bool = False,
) -> int:
    """How many stories `stories` finds."""
    wanted = _wanted(since, until, min_origins, text, differ)
    return int(connection.execute(sa.select(sa.func.count()).select_from(STORIES).where(*wanted)).scalar_one())


def _wanted(
    since: str | None, until: str | None, min_origins: int, text: str | None, differ: bool
) -> Iterator[sa.ColumnElement[bool]]:
    yield STORIES.c.origins >= min_origins
    if differ:
        yield STORIES.c.story_id.in_(sa.select(INCIDENT_STORIES.c.story_id).join(
            INCIDENTS, INCIDENTS.c.incident_id == INCIDENT_STORIES.c.incident_id).where(INCIDENTS.c.contested))
    if since:
        yield STORIES.c.last >= since
    if until:
        yield STORIES.c.first <= until
    if text:
        titled = (sa.select(STORY_DOCUMENTS.c.story_id)
                  .join(DOCUMENTS, DOCUMENTS.c.document_pk == STORY_DOCUMENTS.c.document_pk)
                  .where(DOCUMENTS.c.title.icontains(text, autoescape=True)))
        words = [c.icontains(text, autoescape=True) for c in (STORIES.c.title, STORIES.c.parties)]
        yield sa.or_(*words, STORIES.c.story_id.in_(titled))


def story(connection: sa.Connection, start: str) -> StoryShown:
    """The story whose id begins with `start`.  Raises LedgerError where there is none, or where there are several."""
    rows = connection.execute(
        sa.select(STORIES).where(STORIES.c.story_id.startswith(start, autoescape=True)).order_by(STORIES.c.story_id)
    ).all()
    if len(rows) != 1:
        several = f"{start!r} begins several ids: {', '.join(r.story_id for r in rows[:6])}. Give more of it."
        raise LedgerError(several if rows else f"There is no story whose id begins with {start!r}. "
                          "The ids are listed by: dateline stories")
    name = rows[0].story_id
    told = connection.execute(sa.select(STORY_DEVELOPMENTS).where(STORY_DEVELOPMENTS.c.story_id == name)
                              .order_by(STORY_DEVELOPMENTS.c.development))
    return StoryShown(
        rows[0]._asdict(),
        table(("development", "label", "reports", "first", "last"),
              [(r.development, r.label, r.reports, r.first, r.last) for r in told]),
        table(MEMBERS, (dict(r._mapping) for r in connection.execute(_members(name)))),
    )


def _members(name: str) -> sa.Select[Any]:
    """The reports of a story, with the ids of the documents in the place of their numbers."""
    head, source = DOCUMENTS.alias("head"), DOCUMENTS.alias("source")
    its = STORY_DOCUMENTS
    return (
        sa.select(
            its.c.number, its.c.document_pk, DOCUMENTS.c.document_id, DOCUMENTS.c.published, DOCUMENTS.c.publisher,
            DOCUMENTS.c.title, DOCUMENTS.c.url, head.c.document_id.label("origin"),
            source.c.document_id.label("copied_from"), its.c.share, its.c.agency, its.c.development, its.c.origin_why,
            its.c.why,
        )
        .join(DOCUMENTS, DOCUMENTS.c.document_pk == its.c.document_pk).join(head, head.c.document_pk == its.c.origin)
        .outerjoin(source, source.c.document_pk == its.c.copied_from)
        .where(its.c.story_id == name).order_by(its.c.number)
    )  # fmt: skip

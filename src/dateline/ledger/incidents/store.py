"""Incidents in the ledger: made of the present statements, kept, found again."""

from __future__ import annotations

import zlib
from typing import Any

import msgspec
import sqlalchemy as sa

from dateline.errors import LedgerError
from dateline.ledger.incidents.compare import grid
from dateline.ledger.incidents.incidents import Change, Incident
from dateline.ledger.incidents.tables import (
    INCIDENT_KEYS,
    INCIDENT_STATEMENTS,
    INCIDENT_STORIES,
    INCIDENT_TWINS,
    INCIDENTS,
    KEPT,
)
from dateline.ledger.stories.kept import parts
from dateline.ledger.table import Table, table
from dateline.ledger.writing import bulk

COLUMNS = ("incident_id", "event", "mode", "act", "headline", "statements", "origins", "documents", "first_day",
           "last_day", "differ")
AT_ONCE = 500


def save_incidents(connection: sa.Connection, change: Change) -> None:
    """Keep what changes."""
    of, k, t = INCIDENTS.c.incident_id, INCIDENT_KEYS.c.story_id, INCIDENT_TWINS.c.first_id
    of_statements, of_stories = INCIDENT_STATEMENTS.c.incident_id, INCIDENT_STORIES.c.incident_id
    for kept, column, gone in (
        (INCIDENT_STATEMENTS, of_statements, change.no_more), (INCIDENT_STORIES, of_stories, change.no_more),
        (INCIDENTS, of, change.no_more), (INCIDENT_KEYS, k, change.stories), (INCIDENT_TWINS, t, change.firsts),
    ):
        for part in parts(sorted(gone), AT_ONCE):
            connection.execute(sa.delete(kept).where(column.in_(part)))
    for some in parts(change.incidents, AT_ONCE):
        connection.execute(sa.insert(INCIDENTS), [_row(i) for i in some])
        members = [{"incident_id": i.id, "statement_pk": pk} for i in some for pk in i.statements]
        connection.execute(sa.insert(INCIDENT_STATEMENTS), members)
        if stories := [{"incident_id": i.id, "story_id": story} for i in some for story in i.stories]:
            connection.execute(sa.insert(INCIDENT_STORIES), stories)
    bulk(connection, INCIDENT_KEYS, [{"key": key, "story_id": story} for key, story in sorted(change.keys)])
    bulk(connection, INCIDENT_TWINS, [{"first_id": one, "incident_id": own} for one, own in sorted(change.twins)])


def forget_incidents(connection: sa.Connection) -> None:
    """Empty the tables."""
    for kept in (*KEPT, INCIDENT_STATEMENTS, INCIDENT_STORIES, INCIDENTS):
        connection.execute(sa.delete(kept))


def _row(incident: Incident) -> dict[str, Any]:
    return {
        "incident_id": incident.id, "event": incident.event, "mode": incident.mode, "act": incident.act,
        "headline": incident.headline, "statements": len(incident.statements), "origins": len(incident.origins),
        "documents": len(incident.reports), "first_day": incident.days[0] if incident.days else None,
        "last_day": incident.days[-1] if incident.days else None, "differ": "; ".join(incident.differ),
        "contested": bool(incident.differ), "body": zlib.compress(msgspec.json.encode(incident)),
    }  # fmt: skip


def list_incidents(
    connection: sa.Connection, story: str | None = None, differ: bool = False, origins: int = 1,
    limit: int | None = None, offset: int = 0,
) -> Table:
    """The incidents (of one story, or all), those of most origins first.

    `differ`: only those in which reports differ; `origins`: only those that at least so many independent reports tell.
    """
    query = _listed(connection, story, differ, origins)
    ordered = query.order_by(INCIDENTS.c.origins.desc(), INCIDENTS.c.statements.desc(), INCIDENTS.c.incident_id)
    return table(COLUMNS, (tuple(row) for row in connection.execute(ordered.limit(limit).offset(offset))))


def how_many(connection: sa.Connection, story: str | None = None, differ: bool = False, origins: int = 1) -> int:
    """How many `list_incidents` gives."""
    query = _listed(connection, story, differ, origins).subquery()
    return int(connection.execute(sa.select(sa.func.count()).select_from(query)).scalar_one())


def _listed(connection: sa.Connection, story: str | None, differ: bool, origins: int) -> sa.Select[Any]:
    query = sa.select(*(INCIDENTS.c[name] for name in COLUMNS)).where(INCIDENTS.c.origins >= origins)
    if story is not None:
        query = query.join(INCIDENT_STORIES).where(INCIDENT_STORIES.c.story_id == _story(connection, story))
    return query.where(INCIDENTS.c.contested) if differ else query


def incident(connection: sa.Connection, start: str) -> Incident:
    """The incident whose id begins with `start`.  Raises LedgerError for none or several."""
    query = sa.select(INCIDENTS.c.body, INCIDENTS.c.incident_id).where(
        INCIDENTS.c.incident_id.startswith(start, autoescape=True)).limit(7)
    rows = connection.execute(query).all()
    if not rows:
        raise LedgerError(f"There is no incident whose id begins with {start!r}. List them with: dateline incidents")
    if len(rows) > 1:
        raise LedgerError(f"{start!r} begins several ids: {', '.join(sorted(r.incident_id for r in rows))}. "
                          "Give more of it.")
    return unpacked(rows[0].body)


def story_incidents(connection: sa.Connection, story: str, origins: int = 1) -> tuple[Incident, ...]:
    """The incidents of the story whose id begins with `story`, those of most origins first.

    Raises LedgerError where no story of the incidents has such an id.
    """
    query = (sa.select(INCIDENTS.c.body).join(INCIDENT_STORIES)
             .where(INCIDENT_STORIES.c.story_id == _story(connection, story), INCIDENTS.c.origins >= origins)
             .order_by(INCIDENTS.c.origins.desc(), INCIDENTS.c.statements.desc(), INCIDENTS.c.incident_id))
    return tuple(unpacked(body) for body in connection.execute(query).scalars())


def compare(connection: sa.Connection, story: str, origins: int = 1) -> Table:
    """The grid of a story: incidents by origins, slots, what each origin tells in whose voice (`compare.grid`)."""
    return grid(story_incidents(connection, story, origins))


def _story(connection: sa.Connection, start: str) -> str:
    query = sa.select(INCIDENT_STORIES.c.story_id).distinct().where(
        INCIDENT_STORIES.c.story_id.startswith(start, autoescape=True))
    found = sorted(connection.execute(query).scalars())
    if start in found or len(found) == 1:
        return start if start in found else found[0]
    if not found:
        raise LedgerError(f"There is no story with statements whose id begins with {start!r}. "
                          "List the stories with: dateline stories")
    raise LedgerError(f"{start!r} begins several ids: {', '.join(found[:6])}. Give more of it.")


def unpacked(body: bytes) -> Incident:
    """The incident of a row."""
    return msgspec.json.decode(zlib.decompress(body), type=Incident)


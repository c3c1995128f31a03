"""Stories: reports of one happening with their copies, the acts that they tell, and in what they differ."""

from __future__ import annotations

import shlex
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Path, Query, Response

from dateline.ledger.incidents import store as incidents_store
from dateline.ledger.incidents.compare import grid
from dateline.ledger.incidents.tables import INCIDENT_STORIES, INCIDENTS
from dateline.ledger.loading import document
from dateline.ledger.schema import DOCUMENTS
from dateline.ledger.stories import store as stories_store
from dateline.ledger.stories.tables import STORY_DOCUMENTS
from dateline.ledger.table import Table, table
from dateline.server.answers import Desk, Equivalent, Format, answer, elsewhere, json
from dateline.server.differences import differences
from dateline.server.report_shown import missing
from dateline.server.versions import versions_of
from dateline.sources.records import given_date

Words = Annotated[str, Query(max_length=400, pattern=r"^[^\x00]*$")]
Day = Annotated[str, Query(max_length=40, description="A day, YYYY-MM-DD.")]
Least = Annotated[int, Query(ge=1, le=1_000_000, description="Only of so many independent origins.")]
Differ = Annotated[bool, Query(description="Only those in which reports differ.")]
Offset = Annotated[int, Query(ge=0, le=100_000_000)]
Limit = Annotated[int, Query(ge=1, le=1_000, description="How many at most; csv gives all.")]
Id = Annotated[str, Path(max_length=64, pattern=r"^[^\x00]+$", description="An id, or its first characters.")]
Number = Annotated[int, Query(ge=1, le=2**53, description="The row number of a report's version: `document_pk`.")]
VERSIONS = ("document_id", "document_pk", "version", "loaded", "published", "title", "characters", "current")


def routes() -> APIRouter:
    """The addresses of this room."""
    router = APIRouter(tags=["stories"])
    router.get("/stories", summary="Stories, the newest first")(stories)
    router.get("/stories/{id}", summary="A story: its reports by origin, its developments, and why")(story)
    router.get("/stories/{id}/grid", summary="What origins tell of the acts of a story; csv: one row a value")(whole)
    router.get("/incidents", summary="Acts that statements tell of, those of most origins first")(incidents)
    router.get("/incidents/{id}", summary="An act: slot by slot who tells what in whose voice")(incident)
    router.get("/differences", summary="Two reports or versions, word by word")(compared)
    return router


def stories(desk: Desk, text: Words = "", since: Day = "", until: Day = "", origins: Least = 1, differ: Differ = False,
            offset: Offset = 0, limit: Limit = 100, format: Format = "json") -> Response:
    """A page of stories with how many acts of each are told differently; `total`: how many there are."""
    wanted: dict[str, Any] = {"since": given_date(since or None, "since"), "until": given_date(until or None, "until"),
                              "min_origins": origins, "text": text.strip() or None, "differ": differ}
    page: dict[str, Any] = {} if format == "csv" else {"offset": offset, "limit": limit}
    with desk.reading() as connection:
        found = stories_store.stories(connection, **wanted, **page)
        total = stories_store.total(connection, **wanted)
        counts = _contested(connection, [row["story"] for row in found])
    rows = ({**row, "differ": counts.get(row["story"], 0)} for row in found)
    return answer(table((*found.columns, "differ"), rows), format, "stories", _list_words(desk, wanted), total=total)


def _contested(connection: sa.Connection, ids: list[str]) -> dict[str, int]:
    """How many acts of each story reports tell differently."""
    given = INCIDENT_STORIES.c
    query = (sa.select(given.story_id, sa.func.count()).join(INCIDENTS, INCIDENTS.c.incident_id == given.incident_id)
             .where(INCIDENTS.c.contested).group_by(given.story_id))
    if len(ids) <= 1_000:
        query = query.where(given.story_id.in_(ids))
    return {row[0]: row[1] for row in connection.execute(query)}


def story(desk: Desk, id: Id, format: Format = "json") -> Response:
    """The story; csv: its reports.  404 for none, 409 where several ids begin so."""
    with desk.reading() as connection:
        shown = stories_store.story(connection, id)
        name = shown.story["story_id"]
        versions = _versions(connection, name)
        acts = _acts(connection, name)
    equivalent = elsewhere(desk, f"dateline story {name}", f"reports = ledger.story({name!r}).reports.pandas()")
    return answer(shown.reports, format, f"story-{name}", equivalent, story=shown.story,
                  developments=shown.developments.dicts(), versions=versions.dicts(), acts=acts,
                  compare=_grid_words(desk, name))


def _acts(connection: sa.Connection, name: str) -> dict[str, int]:
    """How many acts a story has, and of how many reports differ."""
    query = (sa.select(sa.func.count(), sa.func.count(sa.case((INCIDENTS.c.contested, 1))))
             .join(INCIDENT_STORIES, INCIDENT_STORIES.c.incident_id == INCIDENTS.c.incident_id)
             .where(INCIDENT_STORIES.c.story_id == name))
    total, differ = connection.execute(query).one()
    return {"total": total, "differ": differ}


def _versions(connection: sa.Connection, name: str) -> Table:
    """All texts that were seen of the reports of a story of which there are several."""
    its, d = STORY_DOCUMENTS.c, DOCUMENTS.c
    ids = sa.select(d.document_id).join(STORY_DOCUMENTS, its.document_pk == d.document_pk).where(its.story_id == name)
    several = sa.select(d.document_id).where(d.document_id.in_(ids)).group_by(d.document_id).having(sa.func.count() > 1)
    query = sa.select(*(d[c] for c in VERSIONS)).where(d.document_id.in_(several)).order_by(d.document_id, d.version)
    return table(VERSIONS, connection.execute(query))


def whole(desk: Desk, id: Id, differ: Differ = False, origins: Least = 1, format: Format = "json") -> Response:
    """The grid of a story, for files: one row for each value of a slot that an origin gives."""
    with desk.reading() as connection:
        name = stories_store.story(connection, id).story["story_id"]
        has = _acts(connection, name)["total"]
        found = incidents_store.story_incidents(connection, name, origins) if has else ()
    return answer(grid([i for i in found if i.differ or not differ]), format, f"grid-{name}", _grid_words(desk, name))


def _grid_words(desk: Desk, name: str) -> Equivalent:
    return elsewhere(desk, f"dateline compare {name}", f"frame = ledger.compare({name!r}).pandas()")


def incidents(desk: Desk, story: Annotated[str, Query(max_length=64, pattern=r"^[^\x00]*$")] = "",
              differ: Differ = False, origins: Least = 1, offset: Offset = 0, limit: Limit = 200,
              format: Format = "json") -> Response:
    """Acts, of one story or of all; `total`: how many there are."""
    with desk.reading() as connection:
        name = stories_store.story(connection, story).story["story_id"] if story else None
        empty = name is not None and not _acts(connection, name)["total"]
        page: dict[str, Any] = {} if format == "csv" else {"offset": offset, "limit": limit}
        found = (table(incidents_store.COLUMNS, ()) if empty
                 else incidents_store.list_incidents(connection, name, differ, origins, **page))
        total = 0 if empty else incidents_store.how_many(connection, name, differ, origins)
    options = f"{f' --story {name}' if name else ''}{' --differ' if differ else ''} --origins {origins}"
    asked = ", ".join([*([repr(name)] if name else []), f"differ={differ}", f"origins={origins}"])
    equivalent = elsewhere(desk, f"dateline incidents{options}", f"frame = ledger.incidents({asked}).pandas()")
    return answer(found, format, "incidents", equivalent, total=total)


def incident(desk: Desk, id: Id, format: Format = "json") -> Response:
    """The versions of an act by origins; csv: one row for each value of a slot and origin that tells it."""
    with desk.reading() as connection:
        found = incidents_store.incident(connection, id)
        shown = versions_of(connection, found)
    equivalent = elsewhere(desk, f"dateline compare --incident {found.id}", f"incident = ledger.incident({found.id!r})")
    if format == "csv":
        return answer(grid([found]), "csv", f"incident-{found.id}")
    return json({"incident": shown, "equivalent": equivalent})


def compared(desk: Desk, before: Number, after: Number, format: Format = "json") -> Response:
    """The passages of both texts in order: same, deleted, inserted."""
    with desk.reading() as connection:
        heads, texts = [], []
        for pk in (before, after):
            found = document(connection, pk)
            if found is None:
                raise missing(pk)
            version = connection.execute(sa.select(DOCUMENTS.c.version, DOCUMENTS.c.loaded, DOCUMENTS.c.current)
                                         .where(DOCUMENTS.c.document_pk == pk)).one()
            heads.append({"document_pk": pk, "document_id": found.id, "title": found.title, "url": found.url,
                          "publisher": found.publisher, "published": found.published, **version._asdict()})
            texts.append(found.text)
    parts = differences(*texts)
    if format == "csv":
        return answer(table(("kind", "text"), [(p.kind, p.text) for p in parts]), "csv", f"texts-{before}-{after}")
    return json({"before": heads[0], "after": heads[1], "parts": parts})


def _list_words(desk: Desk, wanted: dict[str, Any]) -> Equivalent:
    given = {name: value for name, value in wanted.items() if value and (name, value) != ("min_origins", 1)}
    options = "".join(f" --{name.replace('_', '-')}{'' if value is True else f' {shlex.quote(str(value))}'}"
                      for name, value in given.items())
    fields = ", ".join(f"{name}={value!r}" for name, value in given.items())
    return elsewhere(desk, f"dateline stories{options}", f"frame = ledger.stories({fields}).pandas()")

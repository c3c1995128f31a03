"""Places: statements by where the event was, by whose act it is, by where the report was filed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from dateline.ledger.conditions import conditions
from dateline.ledger.table import table
from dateline.server import map_counts, time_lanes
from dateline.server.answers import Asked, Desk, Format, answer
from dateline.server.api.statements import Limit, Offset, equivalent, statements_file
from dateline.server.map_counts import At
from dateline.server.spots import names, numbers

Where = Annotated[At, Query(description="The place of the event, the countries of actors, or where it was filed.")]
Most = Annotated[int, Query(ge=1, le=2_000, description="How many places at most; csv gives all.")]
Key = Annotated[str, Query(max_length=60, description="A place: `c:NGA`, `g:2335204` or `p:34.5000,30.0000`.")]


def routes() -> APIRouter:
    """The addresses of this room."""
    router = APIRouter(tags=["places"])
    router.get("/places", summary="Statements by place, with how they are told and what they are")(places)
    router.get("/places/statements", summary="The statements of one place")(statements)
    router.get("/places/countries", summary="Countries with their codes, names and ISO numbers")(countries)
    return router


def places(desk: Desk, filter: Asked, at: Where = "event", limit: Most = 1_000, format: Format = "json") -> Response:
    """The places, the largest first, with `total`, `placed` (of the total), and how many `places` there are.

    `looked_at` of `reports`: datelines are looked for in the newest reports only; `left_out`: statements of the others.
    """
    with desk.reading() as connection:
        found = map_counts.counts(connection, at, conditions(filter, connection.dialect.name))
    rows = map_counts.rows(found, None if format == "csv" else limit)
    return answer(rows, format, f"places-of-{at}", equivalent(desk, filter), total=found.total, placed=found.placed,
                  places=len(found.sums), reports=found.reports, looked_at=found.looked_at, left_out=found.left_out)


def statements(desk: Desk, filter: Asked, place: Key, at: Where = "event", offset: Offset = 0, limit: Limit = 100,
               format: Format = "json") -> Response:
    """The statements that are counted at a place, those of the newest report first."""
    with desk.reading() as connection:
        wanted = conditions(filter, connection.dialect.name)
        wanted += map_counts.there(connection, at, place, wanted)
        if format == "csv":
            return statements_file(desk, "statements-of-place", time_lanes.numbers(connection, wanted))
        found = time_lanes.listed(connection, wanted, limit, offset)
        return answer(found, total=time_lanes.total(connection, wanted))


def countries() -> Response:
    """Codes, names and numbers of ISO 3166-1 of the countries that a map can draw."""
    rows = [(code, names().get(code, code), number) for code, number in numbers().items()]
    return answer(table(("code", "name", "number"), rows))

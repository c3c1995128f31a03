"""The timeline: statements by the time of the event and by that of the report; single ones, or counts where many."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

import msgspec
import sqlalchemy as sa
from fastapi import APIRouter, Query, Response

from dateline.ledger.book import Ledger
from dateline.ledger.conditions import Truth
from dateline.ledger.filters import Filter
from dateline.ledger.table import Table, table
from dateline.server import time_lanes
from dateline.server.answers import Asked, Desk, Equivalent, Format, answer, json
from dateline.server.api.statements import Limit, Offset, equivalent, statements_file
from dateline.server.spans_of_time import Stretch, unit_for
from dateline.server.time_lanes import MOST_MARKS, Lane, Reported
from dateline.types import Status

DAY = "A day, a month or a year: `2023-09-14`, `2023-09`, `2023`."
Since = Annotated[str, Query(alias="from", max_length=10, description=DAY)]
Until = Annotated[str, Query(alias="to", max_length=10, description=DAY)]
Party = Annotated[str, Query(max_length=200, description="A party (code or name) with a lane of its own.")]
Of: TypeAlias = Literal["all", "begin", "before", "untimed"]
Kind: TypeAlias = Literal["statements", "bins"]
Shown: TypeAlias = tuple[str, Table, Reported]  # party, rows, reports


def routes() -> APIRouter:
    """The addresses of this room."""
    router = APIRouter(tags=["timeline"])
    router.get("/timeline", summary="Statements of a stretch of time, single or counted, in lanes")(timeline)
    router.get("/timeline/overview", summary="Statements by year of the event, and how many have no time")(overview)
    router.get("/timeline/statements", summary="Statements of one bin, or those without a time")(statements)
    return router


def overview(desk: Desk, filter: Asked, a: Party = "", b: Party = "") -> Response:
    """`lanes` with `total`, `untimed` and `years`; `newest`: the day of the newest report; `first`, `last`: a range."""
    with desk.reading() as connection:
        lanes = [time_lanes.overview(connection, lane) for lane in time_lanes.lanes(connection, filter, a, b)]
        newest = time_lanes.newest(connection)
    stretch = time_lanes.stretch(filter, "", "", lanes, newest)
    return json({"lanes": lanes, "newest": newest, "first": stretch.first, "last": stretch.last})


def timeline(desk: Desk, filter: Asked, since: Since = "", until: Until = "", a: Party = "", b: Party = "",
             format: Format = "json") -> Response:
    """What is told of a stretch of time: `kind` is ``statements`` (one row each) or ``bins`` (counts).

    A statement belongs to the stretch if its time overlaps it.  It is counted in the bin of its first day, of its last
    where the first is open; what begins before the stretch has no bin.  `reported`: the same by publication.
    """
    with desk.reading() as connection:
        wanted = time_lanes.lanes(connection, filter, a, b)
        years = [] if since and until else [time_lanes.overview(connection, lane) for lane in wanted]
        stretch = time_lanes.stretch(filter, since, until, years, time_lanes.newest(connection))
        kind, shown = _shown(connection, [time_lanes.within(lane, stretch) for lane in wanted], stretch)
    if format == "csv":
        rows = [(party, *row) for party, found, _ in shown for row in found.rows]
        return answer(table(("lane", *shown[0][1].columns), rows), "csv", f"timeline-{kind}")
    body = [{"party": party, "columns": found.columns, "rows": found.rows, **msgspec.to_builtins(told)}
            for party, found, told in shown]
    return json({"kind": kind, "first": stretch.first, "last": stretch.last, "unit": unit_for(stretch), "lanes": body,
                 "equivalent": _equivalent(desk, filter, stretch, (a, b))})


def statements(desk: Desk, filter: Asked, since: Since = "", until: Until = "", party: Party = "", of: Of = "all",
               status: Status | None = None, background: bool | None = None, offset: Offset = 0, limit: Limit = 100,
               format: Format = "json") -> Response:
    """Statements behind a mark: `of` is ``begin`` (in the stretch), ``before`` it, ``untimed``, or all of it."""
    with desk.reading() as connection:
        wanted = [*_part(time_lanes.lanes(connection, filter, party)[0], filter, (since, until), of),
                  *time_lanes.told(status, background)]
        if format == "csv":
            return statements_file(desk, f"statements-{of}", time_lanes.numbers(connection, wanted))
        found = time_lanes.listed(connection, wanted, limit, offset)
        return answer(found, total=time_lanes.total(connection, wanted))


def _shown(connection: sa.Connection, lanes: list[Lane], stretch: Stretch) -> tuple[Kind, list[Shown]]:
    """Each lane with its party, its rows and its reports: single statements, or counts where these would be many."""
    singles = time_lanes.single(connection, lanes, MOST_MARKS)
    if singles is not None:
        return "statements", [(lane.party, rows, time_lanes.reported_of(rows, stretch))
                              for lane, rows in zip(lanes, singles, strict=True)]
    return "bins", [(lane.party, time_lanes.counted(connection, lane, stretch),
                     time_lanes.reported(connection, lane, stretch)) for lane in lanes]


def _part(lane: Lane, filter: Filter, days: tuple[str, str], of: Of) -> tuple[Truth, ...]:
    if of == "untimed":
        return (*lane.wanted, time_lanes.UNTIMED)
    stretch = time_lanes.stretch(filter, days[0] or "0001", days[1] or "9999", [], None)
    return (*time_lanes.within(lane, stretch).wanted, *time_lanes.beginning(of, stretch))


def _equivalent(desk: Ledger, filter: Filter, stretch: Stretch, lanes: tuple[str, str]) -> Equivalent | None:
    """The statements of the stretch elsewhere; a filter that names parties already cannot name the lanes', too."""
    parties = tuple(dict.fromkeys(p.strip() for p in lanes if p.strip()))
    if parties and filter.party:
        return None
    named = {"party": parties} if parties else {}
    return equivalent(desk, msgspec.structs.replace(filter, when_since=stretch.first, when_until=stretch.last, **named))

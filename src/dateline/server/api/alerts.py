"""Watches and what they told: made, changed, paused and looked at here, never delivered from here.

A watch may tell a file, a webhook or a mailbox.  Where it tells is given on the command line only: the desk calls no
address that a browser names, and `dateline alerts run` delivers what was told here, too.
"""

from __future__ import annotations

import shlex
from collections import Counter
from typing import Annotated, Any, Literal

import msgspec
import sqlalchemy as sa
from anyio import to_thread
from fastapi import APIRouter, Body, Path, Query, Request, Response

from dateline.errors import DatelineError, LedgerError
from dateline.ledger.alerts.alerts import Outcome, add_watch, alert, look, pause, remove, resume
from dateline.ledger.alerts.delivery import pending
from dateline.ledger.alerts.tables import ALERT_STATEMENTS, ALERTS, WATCHES
from dateline.ledger.alerts.watches import LONGEST, Watch, listed, preview, watch_named, watches
from dateline.ledger.book import Ledger
from dateline.ledger.filters import Filter, parse, write
from dateline.ledger.query import total
from dateline.ledger.ranks import MANY
from dateline.ledger.schema import STATEMENTS
from dateline.ledger.store import now
from dateline.ledger.table import table
from dateline.server.answers import Asked, Desk, Equivalent, Format, answer, json
from dateline.server.patience import Patience, Patient

A = ALERTS.c
LARGEST = 50_000  # statements: a watch looks at all that its filter finds, and nobody writes meanwhile
Name = Annotated[str, Body(min_length=1, max_length=200)]
Origins = Annotated[int, Query(ge=1, le=1_000, description="How many independent origins it takes.")]
Days = Annotated[int, Query(ge=1, le=LONGEST, description="Within how many days of publication.")]
COLUMNS = ("alert", "at", "watch", "kind", "day", "origins", "cause")


class Wanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A watch as a browser may ask for it: where it tells is no part of that."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    filter: Annotated[str, msgspec.Meta(max_length=4_000)] = ""
    origins: int = 1
    days: int = 7
    updates: bool = False
    backfill: bool = False


def routes() -> APIRouter:
    """The addresses of this room."""
    router = APIRouter(tags=["alerts"])
    router.get("/alerts", summary="What watches have told, the latest first, each with its reason")(alerts)
    router.get("/alerts/preview", summary="When a watch would have told, on what the ledger holds")(previewed)
    router.get("/alerts/{number}", summary="One alert with its whole reason")(one_alert)
    router.get("/watches", summary="The watches: what they ask for, how often they told")(all_watches)
    router.post("/watches", summary="Make a watch")(make)
    router.post("/watches/change", summary="Put a changed watch into the place of the one of that name")(change)
    router.post("/watches/state", summary="Pause, resume or remove a watch")(set_state)
    router.post("/watches/check", summary="Look at what has come since the last look, and tell what fired")(check)
    return router


def alerts(
    desk: Desk, watch: Annotated[str, Query(max_length=200, description="Only of this watch.")] = "",
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0, limit: Annotated[int, Query(ge=1, le=100)] = 20,
    format: Format = "json",
) -> Response:
    """A page of alerts with `reasons`, one for each row; `total`: how many there are.  csv gives all, without reasons.
    """
    query = sa.select(A.alert_id, A.at, WATCHES.c.name, A.kind, A.reached, A.origins, A.cause).join(
        WATCHES, WATCHES.c.watch_id == A.watch_id).where(A.kind != "earlier").order_by(A.alert_id.desc())
    if watch:
        query = query.where(WATCHES.c.name == watch)
    with desk.reading() as connection:
        number = connection.execute(sa.select(sa.func.count()).select_from(query.subquery())).scalar_one()
        rows = connection.execute(query if format == "csv" else query.limit(limit).offset(offset))
        found = table(COLUMNS, rows)
        reasons = [] if format == "csv" else [_told(connection, row[0]) for row in found.rows]
    named = shlex.quote(watch) + " " if watch else ""
    words = Equivalent(f"dateline alerts history {named}--ledger {shlex.quote(desk.shown)}", "", _python(
        desk, f"ledger.alerts({watch!r})" if watch else "ledger.alerts()"))
    return answer(found, format, "alerts", words, reasons=reasons, total=number)


def one_alert(desk: Desk, number: Annotated[int, Path(ge=1, le=2**53)]) -> Response:
    """The alert as it is delivered, and for each statement `document_pk` and `statement_pk` to open it."""
    with desk.reading() as connection:
        try:
            return json(_told(connection, number))
        except LedgerError:
            raise
        except DatelineError as error:
            raise LedgerError(str(error)) from None


async def previewed(
    request: Request, desk: Desk, patience: Patient, filter: Asked, origins: Origins = 1, days: Days = 7,
    format: Format = "json",
) -> Response:
    """One row for each time that it would have told.  Refused for a filter that finds too much to watch."""
    key = ("preview", write(filter), origins, days)
    found = await patience.ask(request, key, lambda c: preview(c, _bounded(c, filter), origins, days))
    short = shlex.quote(write(filter))
    words = Equivalent(f"dateline alerts preview {short} --origins {origins} --window {days} --ledger "
                       f"{shlex.quote(desk.shown)}")
    return answer(found, format, "preview", words)


def all_watches(desk: Desk, format: Format = "json") -> Response:
    """The watches; `targets` are shown without secrets.  `waiting`: how many alerts each has still to deliver."""
    with desk.reading() as connection:
        found = listed(connection)
        waiting = _waiting(connection)
    words = Equivalent(f"dateline alerts list --ledger {shlex.quote(desk.shown)}")
    return answer(found, format, "watches", words, waiting=waiting)


async def make(request: Request, desk: Desk, patience: Patient, wanted: Annotated[Any, Body()]) -> Response:
    """Save a watch.  What the ledger holds now makes no alerts, unless `backfill` is true."""
    asked = _wanted(wanted)
    await _check_size(request, patience, parse(asked.filter))
    return json(_outcome(await to_thread.run_sync(_make, desk, asked)))


async def change(request: Request, desk: Desk, patience: Patient, wanted: Annotated[Any, Body()]) -> Response:
    """Put a changed watch into the place of the one of that name: it looks once more as it was, then as it is now.

    The old one and its alerts stay in the ledger.  Where it tells stays as it was.
    """
    asked = _wanted(wanted)
    await _check_size(request, patience, parse(asked.filter))
    return json(await to_thread.run_sync(_change, desk, asked))


async def set_state(
    request: Request, desk: Desk, patience: Patient, name: Name,
    state: Annotated[Literal["active", "paused", "removed"], Body()],
) -> Response:
    """Pause, resume (what came meanwhile makes no alert) or remove (the alerts stay)."""
    if state == "active":
        await _check_size(request, patience, _named(desk, name).filter)
    return json(_outcome(await to_thread.run_sync(_set_state, desk, name, state)))


async def check(
    request: Request, desk: Desk, patience: Patient, name: Annotated[str, Body(max_length=200, embed=True)] = "",
) -> Response:
    """Look at all active watches, or at one; what came of each, `fault` where that was refused.  Nothing is delivered.
    """
    found = [_named(desk, name)] if name else _all(desk)
    outcomes = []
    for watch in (w for w in found if w.state == "active"):
        try:
            await _check_size(request, patience, watch.filter)
        except DatelineError as error:
            outcomes.append({"watch": watch.name, "fired": (), "earlier": 0, "fault": str(error)})
            continue
        outcomes.append(_outcome(await to_thread.run_sync(_look, desk, watch)))
    return json({"outcomes": outcomes})


def _all(desk: Ledger) -> list[Watch]:
    with desk.reading() as connection:
        return watches(connection)


def _named(desk: Ledger, name: str) -> Watch:
    with desk.reading() as connection:
        return watch_named(connection, name)


def _look(desk: Ledger, watch: Watch) -> Outcome:
    with desk.writing() as connection:
        return look(connection, watch, desk.stamp(connection))


def _set_state(desk: Ledger, name: str, state: str) -> Outcome:
    with desk.writing() as connection:
        at = desk.stamp(connection)
        if state == "active":
            return resume(connection, name, at)
        (pause if state == "paused" else remove)(connection, name, at)
    return Outcome(name)


def _wanted(given: Any) -> Wanted:
    try:
        return msgspec.convert(given, Wanted)
    except (msgspec.ValidationError, UnicodeEncodeError) as error:
        raise DatelineError(f"A watch cannot be made of this: {error}. It takes name, filter, origins, days, updates "
                            "and backfill; where it tells is given on the command line only.") from None


async def _check_size(request: Request, patience: Patience, filter: Filter) -> None:
    """Outside of the transaction that writes, and bounded in time.  Raises DatelineError."""
    await patience.ask(request, ("size", write(filter)), lambda c: _bounded(c, filter))


def _bounded(connection: sa.Connection, filter: Filter) -> Filter:
    if (number := total(connection, filter)) > LARGEST:
        raise DatelineError(f"The filter finds {number:,} statements, too many to watch from here (up to {LARGEST:,}): "
                            "add a field.")
    return filter


def _make(desk: Ledger, asked: Wanted) -> Outcome:
    watch = Watch(asked.name, parse(asked.filter), asked.origins, asked.days, asked.updates)
    with desk.writing() as connection:
        return add_watch(connection, watch, desk.stamp(connection), asked.backfill)


def _change(desk: Ledger, asked: Wanted) -> dict[str, Any]:
    with desk.writing() as connection:
        at, old = desk.stamp(connection), watch_named(connection, asked.name)
        before = look(connection, old, at) if old.state == "active" else Outcome(old.name)
        if any(old.targets) and _waiting(connection).get(old.name):
            raise DatelineError(f"The watch {old.name!r} has alerts that were not delivered yet, which would be lost: "
                                "deliver them first (dateline alerts run), then change it.")
        remove(connection, old.name, at)
        new = Watch(old.name, parse(asked.filter), asked.origins, asked.days, asked.updates, old.targets)
        made = add_watch(connection, new, at, asked.backfill)
        if old.state == "paused":
            pause(connection, new.name, at)
    return {**_outcome(made), "fired": before.fired}


def _waiting(connection: sa.Connection) -> dict[str, int]:
    """How many alerts each watch has still to bring to its targets."""
    due = [*dict.fromkeys(parcel.alert for parcel in pending(connection, now()))]
    query = sa.select(WATCHES.c.name, sa.func.count()).join(ALERTS, A.watch_id == WATCHES.c.watch_id)
    found: Counter[str] = Counter()
    for start in range(0, len(due), MANY):
        part = query.where(A.alert_id.in_(due[start : start + MANY])).group_by(WATCHES.c.name)
        found.update({name: int(number) for name, number in connection.execute(part)})
    return dict(found)


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {"watch": outcome.watch, "fired": outcome.fired, "earlier": outcome.earlier, "fault": ""}


def _told(connection: sa.Connection, number: int) -> dict[str, Any]:
    """The alert, its statements with their rows in the ledger."""
    told = alert(connection, number)
    s = STATEMENTS.c
    rows = connection.execute(
        sa.select(s.statement_id, s.statement_pk, s.document_pk, s.current, s.status, s.own_voice, s.background)
        .join(ALERT_STATEMENTS, ALERT_STATEMENTS.c.statement_pk == s.statement_pk)
        .where(ALERT_STATEMENTS.c.alert_id == number)).mappings()
    places = {row["statement_id"]: row for row in rows}
    return {**told, "statements": [_placed(one, places.get(one["statement_id"])) for one in told["statements"]]}


def _placed(one: dict[str, Any], row: Any) -> dict[str, Any]:
    """`stands`: whether the statement is still in the ledger as it was told."""
    if row is None:
        return {**one, "document_pk": None, "statement_pk": None, "stands": False}
    return {**one, "told_as": one["status"], "status": row["status"], "own_voice": row["own_voice"],
            "background": row["background"], "document_pk": row["document_pk"], "statement_pk": row["statement_pk"],
            "stands": row["current"]}


def _python(desk: Ledger, question: str) -> str:
    return "\n".join(["from dateline.ledger.book import Ledger", "", f"with Ledger({desk.shown!r}) as ledger:",
                      f"    frame = {question}.pandas()"])

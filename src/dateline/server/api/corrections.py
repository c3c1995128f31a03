"""What people say of statements: corrections of slots, verdicts, withdrawals.  All are added, none overwritten."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from dateline.codes import BODIES
from dateline.errors import LedgerError
from dateline.knowledge import Knowledge
from dateline.ledger.people import correcting
from dateline.ledger.people.corrections import SLOTS, Action, Correction
from dateline.ledger.people.values import STATUSES, WHAT_KINDS
from dateline.ledger.schema import READINGS, STATEMENTS
from dateline.rules.language import PLOVER
from dateline.server.answers import Desk, Equivalent, Format, answer, json

VERDICTS: dict[str, Action] = {"yes": "confirm", "no": "reject", "unsure": "unsure"}
Id = Annotated[str, Field(pattern=r"^[0-9a-f]{1,64}$", description="The statement's id.")]
Name = Annotated[str, Field(min_length=1, max_length=200, description="Who says so.")]
Why = Annotated[str, Field(min_length=1, max_length=4_000, description="The reason, for those who read it in a year.")]
Number = Annotated[int, Path(ge=1, le=2**53, description="The correction's number.")]
By = Annotated[str | None, Query(max_length=200, description="Only those of this person.")]


class Signed(BaseModel):
    """Who says something, and why."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    by: Name
    why: Why


class Changes(Signed):
    """Values by slot, written as in docs/corrections.md."""

    statement: Id
    changes: Annotated[dict[str, Annotated[str, Field(max_length=4_000)]], Field(min_length=1, max_length=len(SLOTS))]


class Judged(Signed):
    """Is a statement (or are these slots of it) right?"""

    statement: Id
    verdict: Literal["yes", "no", "unsure"]
    slots: Annotated[list[str], Field(max_length=len(SLOTS))] = []


def routes() -> APIRouter:
    """The addresses of this room."""
    router = APIRouter(tags=["corrections"])
    router.get("/corrections", summary="What people said of statements, the latest first")(corrections)
    router.get("/corrections/conflicts", summary="Corrections that no longer fit")(conflicts)
    router.get("/corrections/choices", summary="What slots can hold")(choices)
    router.post("/corrections", summary="Say what slots of a statement should hold")(correct)
    router.post("/corrections/{number}/withdrawal", summary="Take a correction back")(withdraw)
    router.post("/verdicts", summary="Say that a statement is right, wrong, or that one is unsure")(judge)
    return router


def corrections(desk: Desk, by: By = None, format: Format = "json") -> Response:
    """Corrections, rejections, confirmations, each with its state: stands, superseded, withdrawn."""
    return answer(desk.corrections(by), format, "corrections", _elsewhere(desk.shown, by, ""))


def conflicts(desk: Desk, by: By = None, format: Format = "json") -> Response:
    """Corrections that a re-coding, another person or a new text overtook."""
    return answer(desk.conflicts(by), format, "conflicts", _elsewhere(desk.shown, by, " --conflicts"))


def choices() -> Response:
    """Statuses, event types with their modes, kinds of things, and the codes that actors are made of."""
    return json(_choices(correcting.shipped()))


def correct(desk: Desk, given: Changes) -> Response:
    """All changes or none.  400 says which slot, value and choices."""
    know = correcting.shipped()
    with desk.writing() as connection:
        _present(connection, given.statement)
        at = desk.stamp(connection)
        made = correcting.correct(connection, given.statement, given.changes, by=given.by, at=at, why=given.why,
                                  know=lambda: know)
    return _made(made)


def judge(desk: Desk, given: Judged) -> Response:
    """The last word counts; `yes` and `unsure` bring a rejected statement back."""
    know = correcting.shipped()
    with desk.writing() as connection:
        _present(connection, given.statement)
        at = desk.stamp(connection)
        made = correcting.judge(connection, given.statement, VERDICTS[given.verdict], given.slots, by=given.by, at=at,
                                why=given.why, know=lambda: know)
    return _made(made)


def withdraw(desk: Desk, number: Number, given: Signed) -> Response:
    """What stood before counts again; the correction itself stays on record."""
    know = correcting.shipped()
    with desk.writing() as connection:
        at = desk.stamp(connection)
        made = correcting.withdraw(connection, number, by=given.by, at=at, why=given.why, know=lambda: know)
    return _made(made)


def _present(connection: sa.Connection, statement: str) -> None:
    """Raises LedgerError where no present reading has this statement."""
    present = READINGS.c.reading_pk == STATEMENTS.c.reading_pk
    query = sa.select(STATEMENTS.c.statement_pk).join(READINGS, present).where(
        STATEMENTS.c.statement_id == statement, READINGS.c.current).limit(1)
    if connection.execute(query).first() is None:
        raise LedgerError(f"There is no statement {statement} in what was last read of the reports that stand.")


def _made(made: Sequence[Correction]) -> Response:
    return json({"corrections": [
        {"correction": c.pk, "statement": c.statement_id, "slot": c.slot, "action": c.action, "value": c.value,
         "was": c.was, "by": c.by, "at": c.at, "why": c.why} for c in made]})


def _choices(know: Knowledge) -> dict[str, Any]:
    return {
        "statuses": STATUSES, "kinds": WHAT_KINDS, "bodies": sorted(BODIES | {"REG"}), "sectors": dict(know.sectors),
        "states": {code: row["name"] for code, row in know.actors["states"].index.items()},
        "events": [
            {"event": name if book == PLOVER else f"{book}:{name}", "quad": kind.quad, "definition": kind.definition,
             "modes": {mode: one.meaning for mode, one in kind.modes.items()}}
            for (book, name), kind in know.types.items()],
    }  # fmt: skip


def _elsewhere(place: str, by: str | None, more: str) -> Equivalent:
    command = f"dateline corrections{more}{f' --by {shlex.quote(by)}' if by else ''} --ledger {shlex.quote(place)}"
    method = "conflicts" if more else "corrections"
    python = (f"from dateline import Ledger\n\nwith Ledger({place!r}) as ledger:\n"
              f"    frame = ledger.{method}({repr(by) if by else ''}).pandas()")
    return Equivalent(command, "", python)

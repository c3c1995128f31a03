"""Runs: what was read when and by which version, what was skipped and why, and how two runs differ."""

from __future__ import annotations

import shlex
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from fastapi import APIRouter, Path, Query, Response

from dateline.errors import LedgerError
from dateline.ledger import coverage as covered
from dateline.ledger import runs as kept
from dateline.ledger.book import Ledger
from dateline.ledger.loading import document_of
from dateline.ledger.rows import fit_document, unpacked_reading
from dateline.ledger.schema import CODERS, DOCUMENTS, READINGS, RUN_READINGS
from dateline.ledger.table import Table, table
from dateline.server.answers import Desk, Equivalent, Format, answer, json
from dateline.server.reading_view import Standing, remarks, told
from dateline.types import Severity

Number = Annotated[int, Path(ge=1, le=2**53, description="The number of a run.")]
Pk = Annotated[int, Path(ge=1, le=2**53, description="The row number of the report's version: `document_pk`.")]
Offset = Annotated[int, Query(ge=0, le=100_000_000)]
Limit = Annotated[int, Query(ge=1, le=1_000)]
Word = Annotated[str | None, Query(max_length=2_000)]
Change = Literal["gain", "loss", "changed"]


def routes() -> APIRouter:
    """The addresses of this room."""
    router = APIRouter(tags=["runs"])
    router.get("/runs", summary="All runs, the latest first")(runs)
    router.get("/runs/diff/{before}/{after}", summary="What one run reads otherwise than another")(diff)
    router.get("/runs/{run}", summary="How much a run has read, and its problems by reason")(coverage)
    router.get("/runs/{run}/problems", summary="Each problem of a run with its report and place")(problems)
    router.get("/runs/{run}/reports", summary="The reports that a run has read")(reports)
    router.get("/runs/{run}/reports/{pk}", summary="One report as a run read it")(reading)
    return router


def runs(desk: Desk, format: Format = "json") -> Response:
    """One row a run, with version, knowledge, model, and how many inputs were read, kept and skipped."""
    words = Equivalent(f"dateline runs --ledger {shlex.quote(desk.shown)}", "", _python(desk, "ledger.runs().pandas()"))
    return answer(desk.runs(), format, "runs", words)


def coverage(desk: Desk, run: Number, format: Format = "json") -> Response:
    """The run, shares, and its problems counted by severity, stage and reason (as rows)."""
    with desk.reading() as connection:
        found = covered.coverage(connection, run)
        groups = covered.grouped(connection, run)
    return answer(groups, format, f"run-{run}-reasons", _of_reasons(desk, run), coverage=found)


def problems(
    desk: Desk, run: Number, severity: Severity | None = None, stage: Word = None, reason: Word = None,
    offset: Offset = 0, limit: Limit = 100, format: Format = "json",
) -> Response:
    """Problems with their reports; `reason`: as `/runs/{run}` gives it; `total`: how many."""
    with desk.reading() as connection:
        found = covered.problems(connection, run, severity=severity, stage=stage, reason=reason)
    page = found if format == "csv" else Table(found.columns, found.rows[offset : offset + limit])
    return answer(page, format, f"run-{run}-problems", _of_reasons(desk, run), total=len(found))


def reports(desk: Desk, run: Number, empty: bool = False, offset: Offset = 0, limit: Limit = 100,
            format: Format = "json") -> Response:
    """The reports of a run, those of the fewest statements first; `empty`: only those without any."""
    with desk.reading() as connection:
        page: dict[str, Any] = {} if format == "csv" else {"offset": offset, "limit": limit}
        found = covered.read_reports(connection, run, empty=empty, **page)
        of = covered.coverage(connection, run)
    return answer(found, format, f"run-{run}-reports", total=of.empty if empty else of.readings)


def reading(desk: Desk, run: Number, pk: Pk) -> Response:
    """The text of a report and the statements that the run read in it, corrected by nobody."""
    query = (sa.select(DOCUMENTS, READINGS.c.body, READINGS.c.current.label("stands"),
                       CODERS.c.version.label("coder_version"), CODERS.c.knowledge)
             .join(READINGS, READINGS.c.document_pk == DOCUMENTS.c.document_pk)
             .join(RUN_READINGS, RUN_READINGS.c.reading_pk == READINGS.c.reading_pk)
             .join(CODERS, CODERS.c.coder_pk == READINGS.c.coder_pk)
             .where(RUN_READINGS.c.run_id == run, DOCUMENTS.c.document_pk == pk))
    with desk.reading() as connection:
        kept.must_exist(connection, run)
        row = connection.execute(query).first()
    if row is None:
        raise LedgerError(f"There is no reading of report {pk} in run {run}.")
    document, found = fit_document(document_of(row)), unpacked_reading(row.body)
    how: Standing = "stands" if row.stands else "older"
    statements = sorted((told(document.text, s, how) for s in found.statements), key=lambda t: (t.trigger, t.id))
    return json({"run": run, "document_pk": pk, "document_id": row.document_id, "title": row.title,
                 "published": row.published, "publisher": row.publisher, "text": document.text, "stands": row.stands,
                 "version": row.coder_version, "knowledge": row.knowledge, "statements": statements,
                 "remarks": remarks(found.issues)})


def diff(
    desk: Desk, before: Number, after: Number, first: Offset = 0,
    many: Annotated[int, Query(ge=1, le=5_000, description="Reports to compare; csv compares all.")] = 200,
    change: Change | None = None, slot: Word = None, event: Word = None, format: Format = "json",
) -> Response:
    """Gains, losses, changed slots in the next `many` of the reports that are read otherwise (`otherwise`)."""
    whole = format == "csv"
    with desk.reading() as connection:
        found = kept.diff(connection, before, after, first=0 if whole else first, many=None if whole else many)
    wanted = {"change": change, "slot": slot, "event": event}
    numbers = {name: getattr(found, name) for name in ("documents", "otherwise", "compared", "only_before",
                                                       "only_after", "same", "untouched")}
    return answer(_only(found.rows, wanted), format, f"diff-{before}-{after}", _of_diff(desk, before, after), **numbers)


def _only(found: Table, wanted: dict[str, Any]) -> Table:
    """The rows that have these values, where one is wanted."""
    given = {name: value for name, value in wanted.items() if value is not None}
    return table(found.columns, [row for row in found if all(row[name] == value for name, value in given.items())])


def _of_reasons(desk: Ledger, run: int) -> Equivalent:
    return Equivalent(f"dateline runs {run} --ledger {shlex.quote(desk.shown)}", "",
                      _python(desk, f"ledger.reasons({run}).pandas()"))


def _of_diff(desk: Ledger, before: int, after: int) -> Equivalent:
    return Equivalent(f"dateline diff {before} {after} --ledger {shlex.quote(desk.shown)}", "",
                      _python(desk, f"ledger.diff({before}, {after}).rows.pandas()"))


def _python(desk: Ledger, asking: str) -> str:
    return "\n".join(["from dateline import Ledger", "", f"with Ledger({desk.shown!r}) as ledger:",
                      f"    frame = {asking}"])

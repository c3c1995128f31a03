"""Reports: the list of them, and one report with all that was read in it."""

from __future__ import annotations

import shlex
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from dateline.errors import LedgerError
from dateline.ledger import pages
from dateline.ledger.filters import Filter, write
from dateline.server import report_list, report_shown
from dateline.server.answers import Desk, Equivalent, Format, answer, json
from dateline.server.api.statements import equivalent
from dateline.server.page_view import POLICY, page_view
from dateline.server.report_list import Wanted

Pk = Annotated[int, Path(ge=1, le=2**53, description="The row number of the report's version: `document_pk`.")]
Words = Annotated[str, Query(max_length=1_000, description="Words in title or text: `grain deal`, `\"grain deal\"`.")]
Publisher = Annotated[str, Query(max_length=1_000, description="Who published it; `*` stands for anything.")]
Day = Annotated[str, Query(max_length=30, description="A day, month or year of publication.")]


def wanted(text: Words = "", publisher: Publisher = "", since: Day = "", until: Day = "") -> Wanted:
    """Which reports a request is about."""
    return Wanted(text.strip(), publisher.strip(), since or None, until or None)


List = Annotated[Wanted, Depends(wanted)]


def routes() -> APIRouter:
    """The addresses of this room."""
    router = APIRouter(tags=["reports"])
    router.get("/reports", summary="Reports, the newest first")(reports)
    router.get("/publishers", summary="Who published the reports")(publishers)
    router.get("/reports/{pk}", summary="A report with all that was read in it")(report)
    router.get("/reports/{pk}/page", summary="The page of a report as it was seen, harmless and marked")(page)
    router.get("/reports/{pk}/neighbours", summary="The reports before and after it in the list")(neighbours)
    router.get("/reports/{pk}/statements", summary="The statements of a report as a table")(statements)
    return router


def reports(desk: Desk, wanted: List, offset: Annotated[int, Query(ge=0, le=100_000_000)] = 0,
            limit: Annotated[int, Query(ge=1, le=1_000)] = 100, format: Format = "json") -> Response:
    """A page of the reports that stand in the ledger, with `total`; `format=csv` gives all."""
    with desk.reading() as connection:
        if format == "csv":
            return answer(report_list.listed(connection, wanted), format, "reports")
        found = report_list.listed(connection, wanted, limit, offset)
        elsewhere = _elsewhere(wanted, desk.shown, report_list.sql(connection, wanted))
        return answer(found, format, "reports", elsewhere, total=report_list.total(connection, wanted))


def publishers(desk: Desk, format: Format = "json") -> Response:
    """Publishers of the reports that stand, with how many reports, the most frequent first."""
    with desk.reading() as connection:
        return answer(report_list.publishers(connection), format, "publishers")


def report(desk: Desk, pk: Pk) -> Response:
    """The report: text, statements as they stand (rejected ones and candidates marked), what people said of them."""
    with desk.reading() as connection:
        return json(report_shown.shown(connection, pk))


def page(desk: Desk, pk: Pk) -> Response:
    """An HTML document for a frame; nothing in it runs or loads."""
    with desk.reading() as connection:
        found = report_shown.shown(connection, pk)
        html = pages.page(connection, pk) if found.page else None
    if html is None:
        raise LedgerError(f"There is no page of report {pk} that could be shown.")
    made = page_view(html, found.text, found.statements)
    return Response(made, media_type="text/html; charset=utf-8", headers={"Content-Security-Policy": POLICY})


def neighbours(desk: Desk, pk: Pk, wanted: List) -> Response:
    """`newer` and `older` in the list that the same parameters give; null at its ends."""
    with desk.reading() as connection:
        return json(report_list.neighbours(connection, wanted, pk))


def statements(desk: Desk, pk: Pk, format: Format = "json") -> Response:
    """The statements in the order of the text, columns as those of `/statements`."""
    with desk.reading() as connection:
        found = report_shown.statements_of(connection, pk)
        name = report_shown.document_id(connection, pk)
    return answer(found, format, f"report-{pk}", equivalent(desk, Filter(document=(name,))))


def _elsewhere(wanted: Wanted, place: str, sql: str) -> Equivalent:
    """The list as SQL; a search also as a command and in Python, the newest 1,000."""
    if not wanted.text:
        return Equivalent("", sql, "")
    fields = {"publisher": wanted.publisher, "since": wanted.since, "until": wanted.until}
    given = {name: value for name, value in fields.items() if value}
    short = write(wanted.filter)
    words = ["dateline", "search", wanted.text, *([short] if short else []), "--reports", "--limit", "1000", "--ledger",
             place]
    more = "".join(f", {name}={value!r}" for name, value in given.items())
    python = (f"from dateline import Ledger\n\nwith Ledger({place!r}) as ledger:\n"
              f"    frame = ledger.documents({wanted.text!r}, limit=1000{more}).pandas()")
    return Equivalent(shlex.join(words), sql, python)

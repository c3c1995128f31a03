"""What every answer of the API has in common: JSON or CSV, and the same question as a command, as SQL, in Python."""

from __future__ import annotations

import csv
import io
import shlex
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from fastapi import Depends, Query, Request, Response
from fastapi.responses import StreamingResponse

from dateline.exports.jsonio import to_json
from dateline.ledger.book import Ledger
from dateline.ledger.filters import Filter, parse
from dateline.ledger.table import Table

Shape: TypeAlias = Literal["json", "csv"]
Format = Annotated[Shape, Query(description="json, or csv to save the whole answer.")]
Q = Annotated[str, Query(description="A filter: `actor=RUS event=AID,AGREE status=planned`.", max_length=4_000)]
BOM = "\ufeff"  # by which spreadsheets know UTF-8


class Equivalent(msgspec.Struct, frozen=True):
    """The same question elsewhere; empty where a place cannot ask it."""

    command: str = ""
    sql: str = ""
    python: str = ""


def ledger_of(request: Request) -> Ledger:
    """The ledger that this desk is served from."""
    found: Ledger = request.app.state.ledger
    return found


Desk = Annotated[Ledger, Depends(ledger_of)]


def asked(q: Q = "") -> Filter:
    """The filter of a request.  Raises DatelineError (400) that names the place and the choices."""
    return parse(q)


Asked = Annotated[Filter, Depends(asked)]


def answer(found: Table, format: Shape = "json", name: str = "dateline", equivalent: Equivalent | None = None,
           **more: Any) -> Response:
    """The table as JSON (`columns`, `rows`, `equivalent` and what is given beside) or as a CSV file called `name`."""
    if format == "csv":
        return csv_file(name, found.columns, found.rows)
    columns = [str(name) for name in found.columns]
    return json({"columns": columns, "rows": found.rows, "equivalent": equivalent or Equivalent(), **more})


def elsewhere(desk: Ledger, command: str, line: str) -> Equivalent:
    """A question as a command and as a line of Python about `ledger`."""
    python = f"from dateline.ledger.book import Ledger\n\nwith Ledger({desk.shown!r}) as ledger:\n    {line}"
    return Equivalent(f"{command} --ledger {shlex.quote(desk.shown)}", "", python)


def json(body: Any) -> Response:
    """Anything that msgspec can write, as JSON; halves of surrogate pairs are escaped."""
    return Response(to_json(msgspec.to_builtins(body)), media_type="application/json")


def csv_file(name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """A CSV file called `name`, sent as the rows come: however long it is, only some of it is held."""
    head = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingResponse(csv_lines(columns, rows), media_type="text/csv; charset=utf-8", headers=head)


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """A table as CSV, in pieces of some rows; lists and dictionaries as JSON."""
    buffer = io.StringIO()
    buffer.write(BOM)
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    for number, row in enumerate(rows, 1):
        writer.writerow([to_json(v).decode() if isinstance(v, (list, tuple, dict)) else v for v in row])
        if number % 1_000 == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()

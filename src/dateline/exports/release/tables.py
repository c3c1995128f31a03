"""The rows of a release, out of one view of the ledger."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import sqlalchemy as sa

from dateline.exports.chosen import Exported, group_of
from dateline.exports.jsonio import printable, write_whole
from dateline.exports.parquet import write_parquet
from dateline.exports.release.columns import Layout
from dateline.exports.rows import Row, document_row, joined, statement_rows
from dateline.ledger.claims import store as claims
from dateline.ledger.claims.tables import CLAIM_STATEMENTS
from dateline.ledger.exporting import exported
from dateline.ledger.exporting import joined as joined_in
from dateline.ledger.incidents.store import list_incidents
from dateline.ledger.incidents.tables import INCIDENT_STATEMENTS
from dateline.ledger.people.correcting import listed
from dateline.ledger.runs import reasons, runs
from dateline.ledger.schema import STATEMENTS
from dateline.ledger.stories.store import stories

Rows = Callable[[], Iterable[Row]]


def rows_of(connection: sa.Connection, with_text: bool) -> Mapping[str, Rows]:
    """For each table, what gives its rows: the same each time, in an order of their own."""
    return {
        "statements": lambda: (row for report in exported(connection) for row in _statements(report)),
        "documents": lambda: (_document(report, with_text) for report in exported(connection)),
        "issues": lambda: _issues(connection),
        "runs": lambda: sorted(runs(connection), key=lambda row: row["run"]),
        "stories": lambda: sorted(stories(connection), key=lambda row: str(row["story"])),
        "incidents": lambda: _with_ids(connection, list_incidents(connection), "incident_id", INCIDENT_STATEMENTS),
        "claims": lambda: _with_ids(connection, claims.claims(connection), "claim_id", CLAIM_STATEMENTS),
        "outcomes": lambda: _outcomes(connection),
        "corrections": lambda: sorted(listed(connection), key=lambda row: row["correction"]),
    }


def _statements(report: Exported) -> Iterator[Row]:
    links = {"origin": report.origin or report.document.id, "story": report.story or None}
    for statement, row in zip(report.reading.statements, statement_rows(report.document, report.reading), strict=True):
        yield row | links | {"group": group_of(statement)}


def _document(report: Exported, with_text: bool) -> Row:
    document = report.document
    more = {"updated": document.updated, "language": document.language, "authors": joined(document.authors),
            "agency": document.agency, "origin": report.origin or document.id, "story": report.story or None,
            "text": document.text if with_text else None}
    return document_row(document, report.reading) | more


def _issues(connection: sa.Connection) -> Iterator[Row]:
    for run in sorted(row["run"] for row in runs(connection)):
        yield from ({"run": run} | row for row in reasons(connection, run))


def _outcomes(connection: sa.Connection) -> Iterator[Row]:
    for j in joined_in(connection).judged:
        yield {"claim_id": j.claim, "outcome": j.outcome, "by": j.by, "at": j.at, "note": j.note,
               "evidence": joined(j.evidence)}  # fmt: skip


def _with_ids(connection: sa.Connection, rows: Iterable[Row], key: str, members: sa.Table) -> list[Row]:
    """The rows with the ids of their statements."""
    query = (sa.select(members.c[key], STATEMENTS.c.statement_id)
             .join(STATEMENTS, STATEMENTS.c.statement_pk == members.c.statement_pk)
             .order_by(members.c[key], STATEMENTS.c.statement_pk))
    ids: dict[str, list[str]] = {}
    for owner, statement in connection.execute(query):
        ids.setdefault(owner, []).append(statement)
    return sorted((row | {"statement_ids": joined(ids.get(row[key], ()))} for row in rows), key=lambda row: row[key])


def write_table(folder: Path, layout: Layout, rows: Rows) -> int:
    """`NAME.parquet` with all columns and `NAME.csv` with the flat ones; how many rows."""
    names = [c.name for c in layout.columns]
    count = 0

    def picked() -> Iterator[Row]:
        return ({name: row[name] for name in names} for row in rows())

    def lines() -> Iterator[bytes]:
        nonlocal count
        flat = [c.name for c in layout.flat]
        yield _line(flat)
        for row in picked():
            yield _line([_cell(row[name]) for name in flat])
            count += 1

    write_parquet(folder / f"{layout.name}.parquet", layout.arrow(), picked())
    write_whole(folder / f"{layout.name}.csv", lines())
    return count


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return joined(map(str, value))
    return "" if value is None else printable(str(value))


def _line(cells: list[str]) -> bytes:
    """One line of CSV as RFC 4180 has it, UTF-8."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue().encode()

"""How much of what a run was given it has read, and what it skipped or remarked on, by reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import sqlalchemy as sa

from dateline.ledger.runs import COLUMNS, must_exist, runs
from dateline.ledger.schema import DOCUMENTS, ISSUES, READINGS, RUN_READINGS
from dateline.ledger.table import Table, table

P, D, R = ISSUES.c, DOCUMENTS.c, READINGS.c
REASONS = ("severity", "stage", "reason", "number", "documents")
PROBLEMS = ("severity", "stage", "document_id", "message", "start", "end", "document_pk", "title", "published",
            "publisher")
READ = ("document_pk", "document_id", "published", "publisher", "title", "characters", "sentences", "statements",
        "current")
SEVERITIES = ("error", "warning", "note")
# What differs from one input to the next: quoted words, numbers.
_OWN = re.compile(r"“[^”]*”|\"[^\"]*\"|(?<!\w)'[^']+'(?!\w)|\d[\d,.]*(?<=\d)")


class Coverage(msgspec.Struct, frozen=True):
    """A run and how much it has read.

    `inputs`: what it was given, as far as it came; `readings`: those that have a reading; `empty`: of these, without a
    statement; `share`: of the inputs, those with a reading (0 to 1), None where there was none.
    """

    run: dict[str, Any]
    inputs: int
    readings: int
    empty: int
    share: float | None


def coverage(connection: sa.Connection, run_id: int) -> Coverage:
    """Raises LedgerError for a run that does not exist."""
    must_exist(connection, run_id)
    run = next(row for row in runs(connection) if row["run"] == run_id)
    query = sa.select(sa.func.count(), sa.func.count().filter(R.statements == 0)).select_from(_readings(run_id))
    readings, empty = connection.execute(query).one()
    inputs = run["read"] + run["kept"] + run["skipped"]
    return Coverage({c: run[c] for c in COLUMNS}, inputs, readings, empty,
                    (inputs - run["skipped"]) / inputs if inputs else None)


def grouped(connection: sa.Connection, run_id: int) -> Table:
    """Problems counted by severity, stage and reason: errors (inputs that were skipped) first, then the most."""
    must_exist(connection, run_id)
    found: dict[tuple[str, str, str], list[str]] = {}
    query = sa.select(P.severity, P.stage, P.message, P.document_id).where(P.run_id == run_id)
    for severity, stage, message, document in connection.execute(query):
        found.setdefault((severity, stage, reason_of(message)), []).append(document)
    keys = sorted(found, key=lambda key: (SEVERITIES.index(key[0]), -len(found[key]), key))
    return table(REASONS, [(*key, len(found[key]), len(set(found[key]))) for key in keys])


def problems(
    connection: sa.Connection, run_id: int, *, severity: str | None = None, stage: str | None = None,
    reason: str | None = None,
) -> Table:
    """Each problem with its report, if it has one in the ledger, and its place in the text (code points, half-open)."""
    must_exist(connection, run_id)
    wanted = [column == value for column, value in ((P.severity, severity), (P.stage, stage)) if value is not None]
    query = sa.select(ISSUES).where(P.run_id == run_id, *wanted).order_by(P.issue_pk)
    rows = [r for r in connection.execute(query) if reason is None or reason_of(r.message) == reason]
    reports = _reports(connection, run_id, {r.document_id for r in rows})
    nothing = (None,) * 4
    return table(PROBLEMS, [(r.severity, r.stage, r.document_id, r.message, r.start, r.end,
                             *reports.get(r.document_id, nothing)) for r in rows])


def read_reports(connection: sa.Connection, run_id: int, *, empty: bool = False, limit: int | None = None,
                 offset: int = 0) -> Table:
    """The reports that have a reading of the run; `empty`: those without a statement.  `current`: it still stands."""
    must_exist(connection, run_id)
    columns = (D.document_pk, D.document_id, D.published, D.publisher, D.title, D.characters, R.sentences, R.statements,
               R.current)
    query = (sa.select(*columns).select_from(_read(run_id)).where(*([R.statements == 0] if empty else []))
             .order_by(R.statements, D.document_pk).limit(limit).offset(offset))
    return table(READ, connection.execute(query))


def reason_of(message: str) -> str:
    """The message without what is its input's own: numbers and quoted words."""
    return _OWN.sub("…", message)


def _readings(run_id: int) -> sa.Join:
    """Readings of the run."""
    return READINGS.join(RUN_READINGS, sa.and_(RUN_READINGS.c.reading_pk == R.reading_pk,
                                               RUN_READINGS.c.run_id == run_id))


def _read(run_id: int) -> sa.Join:
    """Readings of the run with their documents."""
    return _readings(run_id).join(DOCUMENTS, D.document_pk == R.document_pk)


def _reports(connection: sa.Connection, run_id: int, names: set[str]) -> dict[str, tuple[Any, ...]]:
    """Document id → number, title, day, publisher: of the version that the run read, else of the present one."""
    found: dict[str, tuple[Any, ...]] = {}
    columns = (D.document_id, D.document_pk, D.title, D.published, D.publisher)
    for part in _parts(sorted(names)):
        present = sa.select(*columns).where(D.document_id.in_(part), D.current)
        own = sa.select(*columns).select_from(_read(run_id)).where(D.document_id.in_(part))
        for query in (present, own):
            found |= {row[0]: (*row[1:],) for row in connection.execute(query)}
    return found


def _parts(names: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(names), 500):
        yield names[start : start + 500]

"""Runs and what they read, into the ledger.  Nothing that stands there is overwritten.

A document is known by its id and the digest of all that it says: the same one twice changes nothing, another text under
the same id is a new version.  A reading is known by its document and its coder (version, knowledge, model, settings).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from operator import itemgetter
from typing import Any, NamedTuple

import sqlalchemy as sa

from dateline.ledger import schema
from dateline.ledger.fulltext import index_new
from dateline.ledger.rows import (
    Row,
    coder_row,
    digest_of,
    document_row,
    dyad_rows,
    fit,
    fit_document,
    packed,
    party_rows,
    statement_row,
)
from dateline.types import Document, Issue, Reading, Run, Statement

DOCUMENTS, READINGS, STATEMENTS = schema.DOCUMENTS, schema.READINGS, schema.STATEMENTS
PARTIES, DYADS, RUNS, RUN_READINGS = schema.PARTIES, schema.DYADS, schema.RUNS, schema.RUN_READINGS
MANY = 500  # values in one IN list
PACKERS = 2


class Added(NamedTuple):
    """What a transaction added: how many documents, readings and statements; `present`: the numbers of readings that
    have become those of the present ledger."""

    documents: int = 0
    readings: int = 0
    statements: int = 0
    present: tuple[int, ...] = ()


def begin_run(connection: sa.Connection, run: Run, at: str, clock: str | None = None) -> int:
    """Note that a run begins; its number.  A `clock` that stands before `at`, the last change, is noted, too."""
    coder = coder_pk(connection, run)
    note = f"The clock stood at {clock}, before the last change of the ledger." if clock and clock < at else None
    number = _next(connection, RUNS.c.run_id)
    row = {"run_id": number, "coder_pk": coder, "started": at, "read": 0, "kept": 0, "skipped": 0, "statements": 0,
           "note": note}
    connection.execute(sa.insert(RUNS), row)
    return number


def coder_pk(connection: sa.Connection, run: Run) -> int:
    """The number of the coder, who is entered if he is new."""
    row = coder_row(run)
    coders = schema.CODERS
    found = connection.execute(sa.select(coders.c.coder_pk).where(coders.c.digest == row["digest"])).scalar()
    if found is not None:
        return int(found)
    number = _next(connection, coders.c.coder_pk)
    connection.execute(sa.insert(coders), {"coder_pk": number, **row})
    return number


Identity = tuple[str, str]  # a document's id and its digest


def readings_of(connection: sa.Connection, run_id: int, documents: Iterable[Identity]) -> dict[Identity, int]:
    """Which of these documents the run's coder has read before, with the numbers of the readings."""
    coder = sa.select(RUNS.c.coder_pk).where(RUNS.c.run_id == run_id).scalar_subquery()
    wanted = {(fit(name), digest): (name, digest) for name, digest in documents}
    digests, found = sorted({digest for _, digest in wanted}), dict[Identity, int]()
    for start in range(0, len(digests), MANY):
        rows = connection.execute(
            sa.select(DOCUMENTS.c.document_id, DOCUMENTS.c.digest, READINGS.c.reading_pk)
            .join(READINGS, READINGS.c.document_pk == DOCUMENTS.c.document_pk)
            .where(DOCUMENTS.c.digest.in_(digests[start : start + MANY]), READINGS.c.coder_pk == coder))
        found |= {wanted[r.document_id, r.digest]: r.reading_pk for r in rows if (r.document_id, r.digest) in wanted}
    return found


def keep(connection: sa.Connection, run_id: int, readings: Sequence[int]) -> list[int]:
    """Count readings of an earlier run to this one, too; those that were not are the current ones again: which.

    Of several versions of one document the last in the order of `readings` is it.
    """
    have = set(connection.execute(
        sa.select(RUN_READINGS.c.reading_pk).where(RUN_READINGS.c.run_id == run_id)).scalars())
    new = [pk for pk in dict.fromkeys(readings) if pk not in have]
    if new:
        connection.execute(sa.insert(RUN_READINGS), [{"run_id": run_id, "reading_pk": pk} for pk in new])
        _count(connection, run_id, kept=len(new))
    back = _not_current(connection, new)
    for pk in back:
        _make_current(connection, pk)
    return back


def _not_current(connection: sa.Connection, readings: Sequence[int]) -> list[int]:
    """Those that should be current and are not: of the versions of a document the last given."""
    query = (sa.select(READINGS.c.current, DOCUMENTS.c.document_id)
             .join(DOCUMENTS, DOCUMENTS.c.document_pk == READINGS.c.document_pk))
    found = [(pk, *connection.execute(query.where(READINGS.c.reading_pk == pk)).one()) for pk in readings]
    last = {name: (pk, current) for pk, current, name in found}
    return [pk for pk, current in last.values() if not current]


def add(connection: sa.Connection, run_id: int, pairs: Iterable[tuple[Document, Reading]], at: str) -> Added:
    """Enter documents and what the run read in them; those that its coder had read before are only counted to it."""
    parts = [_add(connection, run_id, part, at) for part in _each_id_once(pairs)]
    return total(parts)


def total(parts: Sequence[Added]) -> Added:
    """What several transactions added."""
    return Added(sum(p.documents for p in parts), sum(p.readings for p in parts), sum(p.statements for p in parts),
                 tuple(pk for p in parts for pk in p.present))


def _each_id_once(pairs: Iterable[tuple[Document, Reading]]) -> Iterator[list[tuple[Document, Reading]]]:
    """The pairs in parts in which no id stands twice: two texts under one id are two versions, one after the other."""
    part: dict[str, tuple[Document, Reading]] = {}
    for document, reading in pairs:
        if document.id in part:
            yield [*part.values()]
            part = {}
        part[document.id] = document, reading
    if part:
        yield [*part.values()]


def _add(connection: sa.Connection, run_id: int, pairs: Sequence[tuple[Document, Reading]], at: str) -> Added:
    digests = {d.id: digest_of(d) for d, _ in pairs}
    known = readings_of(connection, run_id, digests.items())
    back = keep(connection, run_id, [*known.values()])
    new = [(d, r) for d, r in pairs if (d.id, digests[d.id]) not in known]
    if not new:
        return Added(present=tuple(back))
    coder = int(connection.execute(sa.select(RUNS.c.coder_pk).where(RUNS.c.run_id == run_id)).scalar_one())
    with ThreadPoolExecutor(PACKERS) as pool:
        bodies = pool.map(packed, [r for _, r in new])  # while documents are entered and rows are made
        numbers, added = _enter_documents(connection, [document_row(d, digests[d.id], at) for d, _ in new])
        _no_longer_current(connection, numbers)
        first = _next(connection, READINGS.c.reading_pk)
        placed = [(first + i, numbers[i], fit_document(d), r.statements) for i, (d, r) in enumerate(new)]
        made = _statement_rows(connection, placed)
        rows = [_reading_row(r, body, first + i, numbers[i], coder)
                for i, ((_, r), body) in enumerate(zip(new, bodies, strict=True))]
    bulk(connection, READINGS, rows)
    bulk(connection, RUN_READINGS, [{"run_id": run_id, "reading_pk": r["reading_pk"]} for r in rows])
    for table, parts in made:
        bulk(connection, table, parts)
    statements = sum(len(r.statements) for _, r in new)
    _count(connection, run_id, read=len(new), statements=statements)
    return Added(added, len(new), statements, (*back, *(row["reading_pk"] for row in rows)))


def skip(connection: sa.Connection, run_id: int, issues: Iterable[Issue]) -> None:
    """Enter problems; those that stand in the place of a document count as skipped."""
    issues = list(issues)
    rows = [{"run_id": run_id, "document_id": fit(i.document), "stage": i.stage, "severity": i.severity,
             "message": fit(i.message), "start": i.span and i.span.start, "end": i.span and i.span.end}
            for i in issues]
    if rows:
        connection.execute(sa.insert(schema.ISSUES), rows)
        _count(connection, run_id, skipped=sum(i.severity == "error" for i in issues))


def finish_run(connection: sa.Connection, run_id: int, at: str, seconds: float) -> None:
    """Note that a run came to its end."""
    connection.execute(sa.update(RUNS).where(RUNS.c.run_id == run_id).values(finished=at, seconds=round(seconds, 3)))


Placed = tuple[int, int, Document, Sequence[Statement]]  # reading, document (numbers), document as it fits, statements


def insert_statements(
    connection: sa.Connection, placed: Iterable[Placed], extra: Row | None = None, number: int | None = None,
) -> int:
    """Enter statements with their parties and dyads; how many.

    `extra`: columns for all of them (of a correction); `number`: their place in the reading, else counted.
    """
    made = _statement_rows(connection, placed, extra, number)
    for table, rows in made:
        bulk(connection, table, rows)
    return len(made[0][1])


def _statement_rows(
    connection: sa.Connection, placed: Iterable[Placed], extra: Row | None = None, number: int | None = None,
) -> list[tuple[sa.Table, list[Row]]]:
    """The rows of `insert_statements`, each list with its table, statements first."""
    pk = _next(connection, STATEMENTS.c.statement_pk)
    statements, parties, dyads = list[Row](), list[Row](), list[Row]()
    for reading_pk, document_pk, document, given in placed:
        for place, statement in enumerate(given):
            row = statement_row(document, statement)
            row |= {"statement_pk": pk, "reading_pk": reading_pk, "document_pk": document_pk, "current": True,
                    "number": place if number is None else number, "correction_pk": None, "body": None, **(extra or {})}
            statements.append(row)
            parties += [{"statement_pk": pk, **party} for party in party_rows(document, statement)]
            dyads += [{"statement_pk": pk, "current": True, **d} for d in dyad_rows(statement, row["month"])]
            pk += 1
    return [(STATEMENTS, statements), (PARTIES, parties), (DYADS, dyads)]


def bulk(connection: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Insert rows that all have the same columns, without a look at each value: half the time for wide rows."""
    if not rows:
        return
    compiled = sa.insert(table).compile(dialect=connection.dialect, column_keys=[*rows[0]])
    order = compiled.positiontup
    values: list[Any] = [*map(itemgetter(*order), rows)] if order else list(rows)
    connection.exec_driver_sql(str(compiled), values)
    if table in (DOCUMENTS, STATEMENTS):
        index_new(connection, table, rows[0][next(iter(table.primary_key.columns)).name])


def set_current(connection: sa.Connection, statements: Sequence[int], current: bool) -> None:
    """Let statements (by their numbers) stand in the present ledger, or no longer."""
    for start in range(0, len(statements), MANY):
        some = statements[start : start + MANY]
        for table in (STATEMENTS, DYADS):
            connection.execute(sa.update(table).where(table.c.statement_pk.in_(some)).values(current=current))


def _enter_documents(connection: sa.Connection, rows: Sequence[Row]) -> tuple[list[int], int]:
    """The number of each document, and how many are new; each is now the current version of its id."""
    ids = sorted({row["document_id"] for row in rows})
    known, versions = dict[tuple[str, str], int](), dict[str, int]()
    for start in range(0, len(ids), MANY):
        found = connection.execute(
            sa.select(DOCUMENTS.c.document_id, DOCUMENTS.c.digest, DOCUMENTS.c.document_pk, DOCUMENTS.c.version)
            .where(DOCUMENTS.c.document_id.in_(ids[start : start + MANY])))
        for old in found:
            known[old.document_id, old.digest] = old.document_pk
            versions[old.document_id] = max(old.version, versions.get(old.document_id, 0))
    pk, new = _next(connection, DOCUMENTS.c.document_pk), list[Row]()
    for row in rows:
        if (row["document_id"], row["digest"]) not in known:
            versions[row["document_id"]] = versions.get(row["document_id"], 0) + 1
            known[row["document_id"], row["digest"]] = pk + len(new)
            new.append({"document_pk": pk + len(new), "version": versions[row["document_id"]], **row})
    bulk(connection, DOCUMENTS, new)
    numbers = [known[row["document_id"], row["digest"]] for row in rows]
    _one_version(connection, {row["document_id"]: n for row, n in zip(rows, numbers, strict=True)})
    return numbers, len(new)


def _one_version(connection: sa.Connection, chosen: dict[str, int]) -> None:
    """Of each document id let the chosen version be the current one; what was read in the others steps back."""
    found = connection.execute(
        sa.select(DOCUMENTS.c.document_id, DOCUMENTS.c.document_pk, DOCUMENTS.c.current)
        .where(DOCUMENTS.c.document_id.in_(sorted(chosen)))) if chosen else ()
    old = [row.document_pk for row in found if row.current and row.document_pk != chosen[row.document_id]]
    if old:
        connection.execute(sa.update(DOCUMENTS).where(DOCUMENTS.c.document_pk.in_(old)).values(current=False))
        _no_longer_current(connection, old)
    connection.execute(sa.update(DOCUMENTS).where(
        DOCUMENTS.c.document_pk.in_(sorted(chosen.values())), sa.not_(DOCUMENTS.c.current)).values(current=True))


def _no_longer_current(connection: sa.Connection, documents: Sequence[int]) -> None:
    """What has been read in these documents so far steps back; it stays in the ledger."""
    old = connection.execute(sa.select(READINGS.c.reading_pk).where(
        READINGS.c.document_pk.in_(documents), READINGS.c.current)).scalars().all()
    if not old:
        return
    connection.execute(sa.update(READINGS).where(READINGS.c.reading_pk.in_(old)).values(current=False))
    rows = connection.execute(sa.select(STATEMENTS.c.statement_pk).where(
        STATEMENTS.c.document_pk.in_(documents), STATEMENTS.c.reading_pk.in_(old), STATEMENTS.c.current))
    set_current(connection, rows.scalars().all(), False)


def _make_current(connection: sa.Connection, reading_pk: int) -> None:
    """An earlier reading is that of the present ledger again."""
    document = connection.execute(
        sa.select(DOCUMENTS.c.document_id, DOCUMENTS.c.document_pk)
        .join(READINGS, READINGS.c.document_pk == DOCUMENTS.c.document_pk)
        .where(READINGS.c.reading_pk == reading_pk)).one()
    _one_version(connection, {document.document_id: document.document_pk})
    _no_longer_current(connection, [document.document_pk])
    connection.execute(sa.update(READINGS).where(READINGS.c.reading_pk == reading_pk).values(current=True))
    rows = connection.execute(sa.select(STATEMENTS.c.statement_pk).where(
        STATEMENTS.c.document_pk == document.document_pk, STATEMENTS.c.reading_pk == reading_pk,
        STATEMENTS.c.correction_pk.is_(None)))
    set_current(connection, rows.scalars().all(), True)


def _reading_row(reading: Reading, body: bytes, pk: int, document_pk: int, coder: int) -> Row:
    return {"reading_pk": pk, "document_pk": document_pk, "coder_pk": coder, "sentences": reading.sentences,
            "statements": len(reading.statements), "candidates": len(reading.candidates),
            "contexts": "; ".join(c.name for c in reading.contexts), "body": body, "current": True}


def _count(connection: sa.Connection, run_id: int, **more: int) -> None:
    values = {name: RUNS.c[name] + number for name, number in more.items()}
    connection.execute(sa.update(RUNS).where(RUNS.c.run_id == run_id).values(**values))


def _next(connection: sa.Connection, column: sa.Column[int]) -> int:
    """The next free number: writers take turns, so nobody else takes it."""
    return int(connection.execute(sa.select(sa.func.coalesce(sa.func.max(column), 0))).scalar_one()) + 1

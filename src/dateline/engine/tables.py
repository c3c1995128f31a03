"""The files that `dateline code` writes, in each of its formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from dateline.engine.store import Record
from dateline.exports import parquet
from dateline.exports.gold import to_gold
from dateline.exports.jsonio import to_json, write_whole
from dateline.exports.layers import place_rows, time_rows
from dateline.exports.rows import Row, document_row, issue_row, statement_rows
from dateline.types import Issue

Records = Callable[[], Iterator[Record]]


def write_tables(
    folder: Path, file: Path | None, format: str, records: Records, issues: list[Issue], part: str | None = None,
) -> None:
    """Write statements (or gold documents) to `file`, or the whole set of tables to `folder`.

    Issues have a file, too: `issues.*` in the folder, or `NAME.issues.jsonl` beside the one file.  With the name of a
    `part` each table is a folder, and the file of that name in it is written.
    """
    inside = f"/{part}" if part else ""
    statements = (row for r in records() for row in statement_rows(r.document, r.reading))
    if format == "gold":
        _lines(file or folder / f"gold{inside}.jsonl", (to_gold(r.document, r.reading) for r in records()))
    else:
        _table(file or folder / f"statements{inside}.{format}", format, parquet.STATEMENTS, statements)
    if file is None and format != "gold":
        _others(folder, inside, format, records)
    _issues(folder, inside, file, format, issues)


def _others(folder: Path, inside: str, format: str, records: Records) -> None:
    """Documents, times and places."""
    documents = (document_row(r.document, r.reading) for r in records())
    _table(folder / f"documents{inside}.{format}", format, parquet.DOCUMENTS, documents)
    times = (row for r in records() for row in time_rows(r.document, r.reading))
    _table(folder / f"times{inside}.{format}", format, parquet.TIMES, times)
    places = (row for r in records() for row in place_rows(r.document, r.reading))
    _table(folder / f"places{inside}.{format}", format, parquet.PLACES, places)


def _issues(folder: Path, inside: str, file: Path | None, format: str, issues: list[Issue]) -> None:
    rows = (issue_row(issue) for issue in issues)
    if file is None:
        ending = "parquet" if format == "parquet" else "jsonl"
        _table(folder / f"issues{inside}.{ending}", format, parquet.ISSUES, rows)
        return
    beside = file.with_name(f"{file.stem}.issues.jsonl")
    if issues:
        _lines(beside, rows)
    else:
        beside.unlink(missing_ok=True)


def _table(path: Path, format: str, columns: parquet.Columns, rows: Iterable[Row]) -> None:
    if format == "parquet":
        parquet.write_parquet(path, columns, rows)
    else:
        _lines(path, rows)


def _lines(path: Path, rows: Iterable[Row]) -> None:
    write_whole(path, (to_json(row) + b"\n" for row in rows))

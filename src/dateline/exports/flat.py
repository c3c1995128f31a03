"""The statements themselves, all columns with status and voices: CSV, TSV, JSON Lines, Parquet.

JSON Lines and Parquet have every column that `dateline code --out` writes, lists of parties and voices included.  CSV
and TSV have the columns that are no lists, and the most used parts of the lists joined with `; `.  All have `origin`
and `story` at the end, filled where a ledger has linked its reports.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from dateline.exports.chosen import Exported, Format, Given
from dateline.exports.delimited import write_delimited
from dateline.exports.jsonio import to_json, write_whole
from dateline.exports.parquet import STATEMENTS, Columns, write_parquet
from dateline.exports.rows import Row, joined, statement_rows

JOINED = {  # columns made of the lists: list, part
    "actor_names": ("actors", "name"), "recipient_names": ("recipients", "name"), "voice_kinds": ("voices", "kind"),
    "voice_source_kinds": ("voices", "source_kind"), "what_kinds": ("what", "kind"),
    "what_quantities": ("what", "quantity"),
}  # fmt: skip
AFTER = {
    "actor_texts": "actor_names", "recipient_texts": "recipient_names", "voice_codes": "voice_kinds",
    "voice_kinds": "voice_source_kinds", "what_texts": "what_kinds", "what_kinds": "what_quantities",
}  # fmt: skip
LINKS: Columns = {"origin": "string", "story": "string"}
FULL: Columns = {**STATEMENTS, **LINKS}


def _flat_columns() -> tuple[str, ...]:
    found: list[str] = []
    for name, kind in FULL.items():
        column: str | None = name if isinstance(kind, str) else None
        while column:
            found.append(column)
            column = AFTER.get(column)
    return tuple(found)


FLAT = _flat_columns()


def full_rows(given: Given) -> Iterator[Row]:
    """One row a statement, with its lists."""
    for exported in given.reports():
        yield from _rows(exported)


def flat_rows(given: Given) -> Iterator[Sequence[Any]]:
    """One row a statement: the values of `FLAT`."""
    for row in full_rows(given):
        parts = {name: [item[part] or "" for item in row[of]] for name, (of, part) in JOINED.items()}
        cells = {name: joined(found) if any(found) else "" for name, found in parts.items()}
        yield [cells[name] if name in cells else row[name] for name in FLAT]


def _rows(exported: Exported) -> Iterator[Row]:
    for row in statement_rows(exported.document, exported.reading):
        yield row | {"origin": exported.origin or None, "story": exported.story or None}


def _write_csv(given: Given, path: Path) -> int:
    return write_delimited(path, FLAT, flat_rows(given))


def _write_tsv(given: Given, path: Path) -> int:
    one_line = ([_one_line(value) for value in row] for row in flat_rows(given))
    return write_delimited(path, FLAT, one_line, "\t", exact=True)


def _one_line(value: Any) -> Any:
    return value.translate({9: " ", 10: " ", 13: " "}) if isinstance(value, str) else value


def _write_jsonl(given: Given, path: Path) -> int:
    made = 0

    def lines() -> Iterator[bytes]:
        nonlocal made
        for row in full_rows(given):
            made += 1
            yield to_json(row) + b"\n"

    write_whole(path, lines())
    return made


def _write_parquet(given: Given, path: Path) -> int:
    made = 0

    def rows() -> Iterator[Row]:
        nonlocal made
        for row in full_rows(given):
            made += 1
            yield row

    write_parquet(path, FULL, rows())
    return made


CSV = Format("csv", "statements, one row each, for spreadsheets, pandas and R", (".csv",), True, _write_csv)
TSV = Format("tsv", "the same with tabs, one line a row, no cell changed for spreadsheets", (".tsv",), True, _write_tsv)
JSONL = Format("jsonl", "statements with all their lists, one JSON object a line", (".jsonl",), True, _write_jsonl)
PARQUET = Format("parquet", "the same as a typed table", (".parquet",), True, _write_parquet)

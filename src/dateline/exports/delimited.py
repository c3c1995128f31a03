"""CSV: UTF-8, commas, quotation marks where a cell needs them, empty where nothing is known."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from dateline.exports.jsonio import printable, write_whole

_FORMULA = re.compile(r"[=+\-@\t\r]")


def write_delimited(
    path: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]], delimiter: str = ",", exact: bool = False,
) -> int:
    """Write a header and the rows; how many rows there were.

    A text that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`) gets an apostrophe before it,
    as spreadsheets mark text themselves; not so where the table is to be `exact`.
    """
    made = 0

    def lines() -> Iterator[bytes]:
        nonlocal made
        yield _line(columns, delimiter)
        for row in rows:
            made += 1
            yield _line([_cell(value, exact) for value in row], delimiter)

    write_whole(path, lines())
    return made


def is_formula(text: str) -> bool:
    """Would a spreadsheet compute it?"""
    return _FORMULA.match(text) is not None


def _cell(value: Any, exact: bool) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return value
    text = printable(value).replace("\x00", "\ufffd")
    return f"'{text}" if not exact and is_formula(text) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[+-]?\d+(\.\d+)?", text) is not None


def _line(cells: Sequence[Any], delimiter: str) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerow(cells)  # ends with \r\n: else a lone \r would not be quoted
    return buffer.getvalue()[:-2].encode() + b"\n"

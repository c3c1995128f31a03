"""Tables with tabs between the cells and no quotation marks around them, as event data are published."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from dateline.exports.jsonio import printable, write_whole
from dateline.exports.tables import columns, has_header

_BLANK = re.compile(r"[\x00-\x20\x7f\x85\u2028\u2029]+")


def write_tabbed(path: Path, name: str, rows: Iterable[Sequence[Any]], missing: str = "") -> int:
    """Write the rows in the columns of the table `name`; how many there were.

    Tabs and line ends in a cell become blanks, straight quotation marks single ones: readers that look for quoting
    would run over the end of the line.  `missing` stands for None and empty text.  Raises ValueError for a row of
    another length.
    """
    head, made = columns(name), 0

    def lines() -> Iterator[bytes]:
        nonlocal made
        if has_header(name):
            yield ("\t".join(head) + "\n").encode()
        for row in rows:
            if len(row) != len(head):
                raise ValueError(f"{name}: {len(row)} cells in {len(head)} columns")
            made += 1
            yield ("\t".join(cell(value, missing) for value in row) + "\n").encode()

    write_whole(path, lines())
    return made


def cell(value: Any, missing: str = "") -> str:
    """A value as it stands in a cell."""
    if isinstance(value, float):
        return f"{value:g}"
    text = "" if value is None else _BLANK.sub(" ", printable(str(value))).strip().replace('"', "'")
    return text or missing

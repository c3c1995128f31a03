"""What the commands over a ledger share: which ledger, and how an answer is shown or kept."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from dateline.ledger.table import Table

LedgerAt = Annotated[
    str,
    typer.Option("--ledger", envvar="DATELINE_LEDGER", show_envvar=True,
                 help="The ledger: a file (desk.db) or postgresql://user@host/name."),
]
PIPE = 2_000  # columns of a table that goes into a pipe: none is cut
Out = Annotated[Path | None, typer.Option(help="Write to this file: .csv, .jsonl or .parquet.")]


class Shape(StrEnum):
    """How a table is printed."""

    table = "table"
    csv = "csv"
    jsonl = "jsonl"


As = Annotated[Shape, typer.Option("--format", help="How to print: table, csv or jsonl.")]


def give(answer: Table, shape: Shape = Shape.table, out: Path | None = None, wide: Iterable[str] = ()) -> None:
    """Print the table, or write it to `out`.  `wide`: columns that only files and csv, jsonl show.

    Raises DatelineError for another ending of `out`.
    """
    if out is not None:
        _write(answer, out)
    elif shape is Shape.table:
        _print(answer, frozenset(wide))
    elif shape is Shape.csv:
        _csv(answer, sys.stdout)
    else:
        sys.stdout.buffer.writelines(_lines(answer))
        sys.stdout.buffer.flush()


def _write(answer: Table, out: Path) -> None:
    from dateline.errors import DatelineError
    from dateline.exports.jsonio import write_whole

    if out.suffix == ".csv":
        partial = out.with_name(f".{out.name}.partial")
        with partial.open("w", encoding="utf-8", newline="") as handle:
            _csv(answer, handle)
        partial.replace(out)
    elif out.suffix == ".jsonl":
        write_whole(out, _lines(answer))
    elif out.suffix == ".parquet":
        import pyarrow.parquet as pq

        partial = out.with_name(f".{out.name}.partial")
        pq.write_table(answer.arrow(), partial, compression="zstd")
        partial.replace(out)
    else:
        raise DatelineError(f"--out {out}: the file has to end in .csv, .jsonl or .parquet.")


def _lines(answer: Table) -> Iterable[bytes]:
    from dateline.exports.jsonio import to_json

    return (to_json(row) + b"\n" for row in answer)


def _csv(answer: Table, handle: Any) -> None:
    from dateline.exports.jsonio import to_json

    writer = csv.writer(handle, lineterminator="\n")
    writer.writerow(answer.columns)
    writer.writerows([to_json(v).decode() if isinstance(v, (list, dict)) else v for v in row] for row in answer.rows)


def _print(answer: Table, wide: frozenset[str]) -> None:
    from rich.table import Table as Shown

    from dateline.cli.screen import console
    from dateline.exports.plain import flat

    kept = [i for i, name in enumerate(answer.columns) if name not in wide]
    shown = Shown(*(answer.columns[i] for i in kept), box=None, header_style="bold", padding=(0, 2, 0, 0))
    for row in answer.rows:
        shown.add_row(*(flat("" if row[i] is None else str(row[i])) for i in kept))
    screen = console()
    if not screen.is_terminal:
        screen.width = PIPE
    screen.print(shown if answer.rows else "Nothing found.", soft_wrap=False)

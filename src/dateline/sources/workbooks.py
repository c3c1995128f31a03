"""Tables that are no text: Excel workbooks and Parquet files, one document a row."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import chain

from dateline.errors import SourceError
from dateline.sources.options import Item, Options, remark, skipped
from dateline.sources.records import from_fields, table_fault
from dateline.sources.zips import check_size

_ROWS = 256  # of a Parquet file that are held at a time


def read_xlsx(data: bytes, name: str, options: Options) -> Iterator[Item]:
    """The rows of every sheet whose first row names a column of texts; other sheets are told in a note.

    A row is named FILE:SHEET:ROW, by the numbers that Excel shows.  Raises SourceError for a broken or locked
    workbook, and where no sheet has such a column.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    check_size(data, name)
    broken = (InvalidFileException, zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, AttributeError,
              IndexError,
              SyntaxError, OSError, EOFError, RuntimeError, NotImplementedError)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}
        book.close()
    except broken as error:
        raise SourceError(f"{name}: this workbook is broken or locked ({type(error).__name__}). Open it in Excel and "
                          "save it again, or save it as CSV.") from error
    faults = {title: fault for title, rows in sheets.items() if (fault := _fault(rows, options))}
    if len(faults) == len(sheets):
        raise SourceError(f"{name}: refused: {next(iter(faults.values()), 'a workbook without sheets.')}")
    for title, fault in faults.items():
        yield remark(name, f"The sheet {title!r} is not read: {fault}", "note")
    for title, rows in sheets.items():
        if title not in faults:
            yield from _sheet(rows, f"{name}:{title}", options)


def _header(rows: Sequence[Sequence[object]]) -> int | None:
    return next((i for i, row in enumerate(rows) if any(cell is not None for cell in row)), None)


def _columns(row: Sequence[object]) -> list[str]:
    return [str(cell).strip() if cell is not None else "" for cell in row]


def _fault(rows: Sequence[Sequence[object]], options: Options) -> str | None:
    """Why a sheet has no documents: it is empty, or its first row names no column of texts."""
    first = _header(rows)
    return "it is empty." if first is None else table_fault([c for c in _columns(rows[first]) if c], options)


def _sheet(rows: Sequence[Sequence[object]], where: str, options: Options) -> Iterator[Item]:
    first = _header(rows) or 0
    columns = _columns(rows[first])
    for number, row in enumerate(rows[first + 1 :], first + 2):
        fields = {column: as_field(cell) for column, cell in zip(columns, row, strict=False) if column}
        if any(value is not None for value in fields.values()):
            yield from from_fields(fields, f"{where}:{number}", options)


def read_parquet(data: bytes, name: str, options: Options) -> Iterator[Item]:
    """The rows of a Parquet file, named FILE:ROW.  Raises SourceError where no column is of texts."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        columns = list(file.schema_arrow.names)
        if fault := table_fault(columns, options):
            raise SourceError(f"{name}: refused: {fault}")
        rows = chain.from_iterable(batch.to_pylist() for batch in file.iter_batches(batch_size=_ROWS))
        for number, row in enumerate(rows, 1):
            fields = {column: as_field(value) for column, value in row.items()}
            yield from from_fields(fields, f"{name}:{number}", options)
    except (pa.ArrowException, OSError, ValueError) as error:
        yield skipped(name, f"skipped: this Parquet file is broken ({str(error)[:200]}). Write it again.")


def as_field(value: object) -> object:
    """A cell as JSON would give it: days and moments in ISO 8601, whole numbers without a point."""
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.date().isoformat() if midnight else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value

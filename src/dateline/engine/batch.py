"""Documents to readings as a pure function of Arrow batches: what every engine maps.

    code = Coder()                                  # keeps one process that reads, begun when it is first needed
    coded = code(batch)                             # one row a document: its columns, and those of CODED
    statements = exploded(coded, "statements")      # one row a statement, as `dateline code` writes them

The output does not depend on how rows are cut into batches, nor on what was read before.
"""

from __future__ import annotations

import functools
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from dateline.engine.coded import Coded, coded, failed, readdressed, sameness, unpacked
from dateline.engine.crew import Worker
from dateline.engine.store import Record
from dateline.engine.worker import Limits, Setup
from dateline.errors import SourceError
from dateline.exports import parquet
from dateline.exports.jsonio import printable
from dateline.exports.layers import place_rows, time_rows
from dateline.exports.parquet import arrow_schema, arrow_table
from dateline.exports.rows import Row, document_row, issue_row, statement_rows
from dateline.knowledge import Origin
from dateline.ledger.rows import digest_of
from dateline.sources.admit import admit
from dateline.sources.options import Options
from dateline.types import Document, Issue, Reading

Read = Callable[[Sequence[Document]], list[Coded]]
DOCUMENT = {"authors": "list<string>"}  # the columns that are no strings; the others are named as in `Document`
CODED = {
    "key": "string", "text_sha256": "string", "failed": "bool", "quarantined": "bool", "gated": "bool",
    "sentences": "int64", "statements": "int64", "candidates": "int64", "issues": "int64", "reading": "binary",
}  # fmt: skip
LATELY = 256  # readings kept for documents with the same text
_TABLES: Mapping[str, tuple[parquet.Columns, Callable[[Document, Reading], Iterable[Row]]]] = {
    "statements": (parquet.STATEMENTS, statement_rows),
    "documents": (parquet.DOCUMENTS, lambda document, reading: [document_row(document, reading)]),
    "times": (parquet.TIMES, time_rows),
    "places": (parquet.PLACES, place_rows),
    "issues": (parquet.ISSUES, lambda _, reading: map(issue_row, reading.issues)),
}
TABLES = tuple(_TABLES)


def document_schema() -> Any:
    """The Arrow schema of documents: `id` and `text` must be there, the other columns may be missing or null."""
    import pyarrow as pa

    authors = pa.list_(pa.string())
    return pa.schema([(name, authors if name in DOCUMENT else pa.string()) for name in Document.__struct_fields__])


def document_batch(documents: Sequence[Document]) -> Any:
    """The documents as a `pyarrow.RecordBatch`.  Arrow holds UTF-8: half of a surrogate pair becomes U+FFFD."""
    import pyarrow as pa

    rows = [{name: _fit(value) for name, value in msgspec.structs.asdict(document).items()} for document in documents]
    return pa.RecordBatch.from_pylist(rows, schema=document_schema())


def documents_of(batch: Any) -> list[Document]:
    """The documents of a batch or table; a date may be an Arrow date or time stamp, other columns are left alone.

    A missing id or text is empty.  Raises SourceError where the columns are missing or of another type.
    """
    names = [n for n in Document.__struct_fields__ if n in batch.schema.names]
    if missing := {"id", "text"} - set(names):
        raise SourceError(f"A batch of documents has no column {' and no column '.join(sorted(missing))}. Its columns: "
                          f"{', '.join(batch.schema.names) or 'none'}. Rename yours.")
    return [_document(row) for row in batch.select(names).to_pylist()]


def coded_batch(batch: Any, read: Read) -> Any:
    """The rows of the batch, each with its reading: its own columns, then those of `CODED`."""
    import pyarrow as pa

    documents = documents_of(batch)
    rows = [_coded_row(d, made) for d, made in zip(documents, read(documents), strict=True)]
    names = [n for n in batch.schema.names if n not in CODED]
    columns = [_flat(batch.column(n)) for n in names]
    columns += [pa.array([row[n] for row in rows], pa.type_for_alias(kind)) for n, kind in CODED.items()]
    fields = [batch.schema.field(n) for n in names] + list(coded_schema())
    return pa.RecordBatch.from_arrays(columns, schema=pa.schema(fields))


def coded_schema(documents: Any = None) -> Any:
    """The Arrow schema of coded batches, after the columns of the schema `documents`, if given."""
    import pyarrow as pa

    fields = [pa.field(name, pa.type_for_alias(kind)) for name, kind in CODED.items()]
    return pa.schema([*(documents or ()), *fields])


def exploded(batch: Any, table: str = "statements") -> Any:
    """One of the `TABLES` (statements, documents, times, places, issues) of a coded batch or table.

    A `pyarrow.Table` with the columns that `dateline code` writes.  What could not be read is only in `issues`.
    """
    columns, rows_of = _TABLES[table]
    made = (row for r in records(batch) if table == "issues" or not r.failed for row in rows_of(r.document, r.reading))
    return arrow_table(columns, made)


def exploded_schema(table: str = "statements") -> Any:
    """The Arrow schema of one of the `TABLES`."""
    return arrow_schema(_TABLES[table][0])


def records(batch: Any) -> Iterator[Record]:
    """The documents of a coded batch with their readings."""
    heads = batch.select(["key", "failed", "quarantined", "reading"]).to_pylist()
    for document, head in zip(documents_of(batch), heads, strict=True):
        reading = unpacked(head["reading"], Reading)
        yield Record(head["key"], document, reading, head["failed"], head["quarantined"])


def records_of(path: Path) -> Iterator[Record]:
    """The documents of a Parquet file of coded batches, with their readings."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=64):
            yield from records(batch)


class Once:
    """Reads a text that came a moment ago (`LATELY`) in the same circumstances only once; threads may share it.

    What comes out is the same as without it.
    """

    def __init__(self) -> None:
        self._lately: OrderedDict[bytes, Coded] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, documents: Sequence[Document], read: Read) -> list[Coded]:
        """The readings of the documents, in their order."""
        keys = [sameness(document) for document in documents]
        with self._lock:
            found = {key: self._lately[key] for key in keys if key in self._lately}
        new = {key: document for key, document in zip(keys, documents, strict=True) if key not in found}
        found |= zip(new, read(list(new.values())), strict=True)
        with self._lock:
            self._lately |= found
            while len(self._lately) > LATELY:
                self._lately.popitem(last=False)
        return [readdressed(found[key], document) for key, document in zip(keys, documents, strict=True)]


class Coder:
    """A batch of documents in, a coded batch out: for `map_batches` of Ray, `mapInArrow` of Spark, or a loop.

    The first call begins a process that loads knowledge and model; later calls, and copies of this object in the same
    process with the same settings, use it again.  A document that takes more than `limits` allow is a row with
    `quarantined` set, one that is too long or (without `any_language`) not English one with `failed` set; either has an
    issue in its reading.  `actors`, `gazetteer`, `codebooks`: as of `dateline.knowledge.load_knowledge`; the paths must
    be there wherever the function runs.
    """

    def __init__(self, actors: str | Path | None = None, gazetteer: str | Path | None = None,
                 codebooks: Sequence[str | Path] = (), limits: Limits | None = None, any_language: bool = False,
                 ) -> None:
        origin = Origin(None, _path(actors), _path(gazetteer), tuple(Path(c) for c in codebooks))
        self.setup = Setup(origin, limits or Limits())
        self.any_language = any_language

    def __call__(self, batch: Any) -> Any:
        import pyarrow as pa

        # no `self(part)`: Ray gives `__call__` to one thread, which would wait for itself
        if isinstance(batch, pa.Table):
            parts = [coded_batch(part, self._admitted) for part in batch.to_batches()]
            return pa.Table.from_batches(parts, schema=parts[0].schema if parts else coded_schema(batch.schema))
        return coded_batch(batch, self._admitted)

    def _admitted(self, documents: Sequence[Document]) -> list[Coded]:
        options = Options(any_language=self.any_language)
        found = [list(admit(document, options, document.id)) if document.id else [] for document in documents]
        good = [document for document, items in zip(documents, found, strict=True) if document in items]
        made = iter(reader_of(self.setup)(good))
        return [_with(next(made), items[:-1]) if document in items else _refused(document, items)
                for document, items in zip(documents, found, strict=True)]


@functools.lru_cache(maxsize=1)
def reader_of(setup: Setup) -> Read:
    """What reads with these settings in this process: one worker, begun when it is first needed."""
    worker, once = Worker(setup), Once()
    return lambda documents: once.read(documents, worker.code)


def _with(made: Coded, remarks: Sequence[Document | Issue]) -> Coded:
    """The reading with remarks before its issues."""
    first = tuple(remark for remark in remarks if isinstance(remark, Issue))
    if not first:
        return made
    reading = unpacked(made.reading, Reading)
    return coded(msgspec.structs.replace(reading, issues=(*first, *reading.issues)))


def _refused(document: Document, items: Sequence[Document | Issue]) -> Coded:
    why = next((item.message for item in items if isinstance(item, Issue)), "refused: the row has no id.")
    return coded(failed(document, why))


def _coded_row(document: Document, made: Coded) -> dict[str, object]:
    return {**msgspec.structs.asdict(made), "key": digest_of(document)}


def _document(row: Mapping[str, Any]) -> Document:
    given = {name: _plain(value) for name, value in row.items() if value is not None}
    try:
        return msgspec.convert({"id": "", "text": "", **given}, Document)
    except msgspec.ValidationError as error:
        raise SourceError(f"Document {str(given.get('id'))[:80]!r} of a batch: {error}.") from error


def _plain(value: Any) -> Any:
    return value.isoformat()[:10] if isinstance(value, date) else value


def _fit(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    return [printable(v) for v in value] if isinstance(value, tuple) else value


def _flat(column: Any) -> Any:
    return column.combine_chunks() if hasattr(column, "combine_chunks") else column


def _path(given: str | Path | None) -> Path | None:
    return Path(given) if given is not None else None

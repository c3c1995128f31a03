"""The store at scale: made statements into a ledger, and three questions, each beside DuckDB over the same rows in
Parquet.

DuckDB has no full-text index here (none is built into its wheel): it goes through the column with a regular expression.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

import sqlalchemy as sa

from benchmarks import made
from benchmarks.measure import Clock, peak_mib
from dateline.ledger.recording import Recording, record
from dateline.types import Document, Reading

AT_ONCE = 500  # reports in one transaction
DYAD = ("USA", "RUS")  # the one most reported on
ROWS = 100_000  # rows of a table held at once while Parquet is written
RUNS = 9
TABLES = {
    "statements": "SELECT s.*, d.document_id, d.publisher FROM statements s JOIN documents d USING (document_pk)",
    "dyads": "SELECT * FROM dyads",
    "documents": "SELECT document_pk, document_id, published, publisher, title, text FROM documents",
}
SERIES = """
    SELECT month, actor, recipient, status, own_voice, quad, count(*), sum(plover_score), avg(plover_score),
           sum(goldstein), avg(goldstein)
    FROM read_parquet($dyads)
    WHERE current AND month IS NOT NULL AND (actor = $a AND recipient = $b OR actor = $b AND recipient = $a)
    GROUP BY ALL ORDER BY ALL"""
SEARCH = """
    SELECT * EXCLUDE (body) FROM read_parquet($statements)
    WHERE current AND regexp_matches(sentence, $words, 'i') ORDER BY published DESC, statement_pk DESC LIMIT 50"""
DOCUMENT = "SELECT * EXCLUDE (body) FROM read_parquet($statements) WHERE current AND document_id = $document"
REFERENCES = {
    "load_statements_per_s": "aim 10,000",
    "load_statements_per_cpu_s": "",
    "series_ms": "aim 300",
    "search_common_ms": "aim 300",
    "search_rare_ms": "aim 300",
    "search_phrase_ms": "aim 300",
    "document_ms": "aim 20",
}


@dataclass(frozen=True, slots=True)
class Question:
    """One question to both: ours to the ledger, theirs in DuckDB's SQL with its parameters."""

    name: str
    ours: Callable[[sa.Connection], Any]
    theirs: str
    parameters: dict[str, str]


def main(argv: Sequence[str]) -> int:
    """Print the figures; `--write` puts them into RESULTS.md."""
    from benchmarks.__main__ import machine, section, table

    args = _arguments(argv)
    with tempfile.TemporaryDirectory(prefix="dateline-bench-", dir=args.folder) as folder:
        figures = measure(Path(folder), args.statements, args.seed)
    print(json.dumps(figures) if args.json else table(figures, REFERENCES))
    if args.write:
        said = machine(f"python -m benchmarks ledger --statements {args.statements} --write")
        section("The ledger", f"{said}\n\n{NOTE}\n\n{table(figures, REFERENCES)}")
    return 0


NOTE = """\
Made reports (`benchmarks/made.py`) with all that a reading of a real report carries, 20 statements each, into SQLite
with its full-text index. Load: by the wall and in seconds of the CPU, the making of the reports not counted. Questions:
median of warm runs; `first`: in a new connection, the file not in the system's memory. DuckDB reads the same rows from
Parquet (zstd); it has no full-text index, so a search is a regular expression over the column."""


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks ledger", description=__doc__)
    parser.add_argument("--statements", type=int, default=1_000_000, help="how many made statements")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path, help="where there is room for 4 KB a statement (default: as tempfile)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--write", action="store_true", help="write benchmarks/RESULTS.md")
    return parser.parse_args(argv)


def measure(folder: Path, statements: int, seed: int = 0) -> dict[str, float | int]:
    """All figures, from a ledger and Parquet files that are made in the folder."""
    place = folder / "made.db"
    figures = load(place, statements, seed)
    files = to_parquet(place, folder)
    figures |= {"sqlite_mib": _mib(place), "parquet_mib": round(sum(map(_mib, files.values())), 1)}
    for question in questions(files):
        figures |= ask(question, place)
    return figures


def load(place: Path, statements: int, seed: int = 0) -> dict[str, float | int]:
    """Load until there are so many statements: rates by the wall and by the CPU, MiB of the process at its peak."""
    from dateline.ledger.book import Ledger

    clock, reports, number = Clock(), 0, 0
    with Ledger(place) as ledger:
        run = record(ledger, made.RUN)
        while number < statements:
            pairs = list(made.documents(AT_ONCE, seed, first=reports))
            clock.run(partial(_add, run, pairs))
            reports, number = reports + len(pairs), number + sum(len(reading.statements) for _, reading in pairs)
        run.finish()
    return {
        "reports": reports, "statements": number, "load_s": round(clock.wall, 1),
        "load_statements_per_s": round(number / clock.wall), "load_statements_per_cpu_s": round(number / clock.cpu),
        "load_peak_mib": round(peak_mib()),
    }  # fmt: skip


def _add(run: Recording, pairs: list[tuple[Document, Reading]]) -> None:
    run.add(pairs)


def to_parquet(place: Path, folder: Path) -> dict[str, str]:
    """The tables that are asked as Parquet files; name → path."""
    from dateline.ledger.book import Ledger

    files = {}
    with Ledger(place) as ledger, ledger.reading() as connection:
        for name, query in TABLES.items():
            files[name] = str(folder / f"{name}.parquet")
            _write(connection, query, Path(files[name]))
    return files


def _write(connection: sa.Connection, query: str, path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    found = connection.execution_options(stream_results=True).exec_driver_sql(query)
    names, writer = list(found.keys()), None
    for rows in _parts(found):
        columns = {name: [row[i] for row in rows] for i, name in enumerate(names)}
        part = pa.table(columns) if writer is None else pa.table(columns, schema=writer.schema)
        writer = writer or pq.ParquetWriter(path, _typed(part.schema), compression="zstd")
        writer.write_table(part.cast(writer.schema))
    if writer:
        writer.close()


def _parts(found: sa.CursorResult[Any]) -> Iterator[list[Any]]:
    rows = iter(found)
    while part := list(islice(rows, ROWS)):
        yield part


def _typed(schema: Any) -> Any:
    """A column without a value so far is text."""
    import pyarrow as pa

    return pa.schema([pa.field(f.name, pa.string() if pa.types.is_null(f.type) else f.type) for f in schema])


def questions(files: dict[str, str]) -> list[Question]:
    """A dyad's monthly series; a search for a common word, a rare one and a phrase; a report's statements."""
    from dateline.ledger.filters import Filter
    from dateline.ledger.query import statements
    from dateline.ledger.relations.series import monthly
    from dateline.ledger.search import search

    document = made.pair(77)[0].id
    words = {"common": made.COMMON, "rare": made.RARE, "phrase": made.PHRASE}
    return [
        Question("series", lambda c: monthly(c, *DYAD), SERIES, {"dyads": files["dyads"], "a": DYAD[0], "b": DYAD[1]}),
        *(Question(f"search_{name}", _search(search, word if name != "phrase" else f'"{word}"'), SEARCH,
                   {"statements": files["statements"], "words": rf"\b{word}\b"}) for name, word in words.items()),
        Question("document", lambda c: statements(c, Filter(document=document)), DOCUMENT,
                 {"statements": files["statements"], "document": document}),
    ]  # fmt: skip


def _search(search: Callable[..., Any], words: str) -> Callable[[sa.Connection], Any]:
    return lambda connection: search(connection, words)


def ask(question: Question, place: Path) -> dict[str, float | int]:
    """Milliseconds of the first and (median) of later runs, DuckDB's, and the ratio; rows that came."""
    import duckdb

    from dateline.ledger.book import Ledger

    _forget(place)
    with Ledger(place) as ledger:
        def ours() -> int:
            with ledger.reading() as connection:
                return len(question.ours(connection))

        first, rows = _timed(ours)
        mine = median(_timed(ours)[0] for _ in range(RUNS))
    with duckdb.connect() as other:
        def theirs() -> int:
            return len(other.execute(question.theirs, question.parameters).fetchall())

        theirs()
        duck = median(_timed(theirs)[0] for _ in range(RUNS))
    name = question.name
    return {
        f"{name}_rows": rows, f"{name}_first_ms": round(first, 1), f"{name}_ms": round(mine, 1),
        f"{name}_duckdb_ms": round(duck, 1), f"{name}_ratio_to_duckdb": round(mine / duck, 3),
    }  # fmt: skip


def _timed(work: Callable[[], int]) -> tuple[float, int]:
    start = time.perf_counter()
    rows = work()
    return (time.perf_counter() - start) * 1000, rows


def _forget(path: Path) -> None:
    """Let the system drop the file from its memory, where it can."""
    if hasattr(os, "posix_fadvise"):
        with path.open("rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _mib(path: Path | str) -> float:
    return round(Path(path).stat().st_size / 2**20, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

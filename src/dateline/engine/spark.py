"""Shards, or a data frame of one's own, on Spark, through `mapInArrow`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from dateline.engine.batch import Coder, coded_schema, exploded, exploded_schema
from dateline.engine.shards import Done, Job, Shard, code_row, done_in
from dateline.errors import DatelineError

MISSING = "The engine spark needs PySpark and a Java 17: pip install 'dateline[spark]'"


def code_on_spark(shards: Sequence[Shard], job: Job, workers: int) -> Iterator[Done]:
    """What became of the shards, in any order.

    Takes the session that is there, or begins one as Spark is configured; `workers`, if not 0, are the cores of a
    session on this machine.  Raises DatelineError where PySpark is missing or a shard fails.
    """
    session = _session(workers)
    from pyspark.errors import PySparkException

    if not shards:
        return
    rows = session.sparkContext.parallelize([(msgspec.json.encode(shard).decode(),) for shard in shards], len(shards))

    def work(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow as pa

        for batch in batches:
            yield pa.RecordBatch.from_pydict({"done": [code_row(row, job) for row in batch.column(0).to_pylist()]})

    try:
        for row in session.createDataFrame(rows, "shard string").mapInArrow(work, "done string").collect():
            yield done_in(row["done"])
    except PySparkException as error:
        lines = [line for line in str(error).splitlines() if "Error: " in line]
        raise DatelineError(f"Spark stopped: {(lines or [type(error).__name__])[-1].strip()[:500]}") from error


def code_frame(frame: Any, coder: Coder | None = None) -> Any:
    """A data frame with the columns `id` and `text` (and others of `Document`) with its readings, as `Coder` gives
    them."""
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

    code = coder or Coder()
    schema = from_arrow_schema(coded_schema(to_arrow_schema(frame.schema)))
    return frame.mapInArrow(lambda batches: map(code, batches), schema)


def explode_frame(coded: Any, table: str = "statements") -> Any:
    """One of the tables (`batch.TABLES`) of a data frame that `code_frame` made."""
    from pyspark.sql.pandas.types import from_arrow_schema

    def work(batches: Iterator[Any]) -> Iterator[Any]:
        for batch in batches:
            yield from exploded(batch, table).to_batches()

    return coded.mapInArrow(work, from_arrow_schema(exploded_schema(table)))


def _session(workers: int) -> Any:
    # Spark's own choice is `python3` of the path, which need not be the Python that has Dateline
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise DatelineError(MISSING) from error
    builder = SparkSession.builder.appName("dateline")
    if workers:
        builder = builder.master(f"local[{workers}]")
    try:
        return builder.getOrCreate()
    except (PySparkException, OSError) as error:  # no Java, no cluster
        raise DatelineError(f"{MISSING} ({str(error).splitlines()[0][:200]})") from error

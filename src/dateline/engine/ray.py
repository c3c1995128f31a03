"""Shards on a Ray cluster, through Ray Data: an actor a core, each with its own worker.

One's own Ray job needs nothing of this file: `ds.map_batches(Coder, batch_format="pyarrow", concurrency=8)`
(docs/scale.md).
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from dateline.engine.shards import Done, Job, Shard, code_row, done_in
from dateline.errors import DatelineError

MISSING = "The engine ray needs Ray Data: pip install 'dateline[ray]'"


def shard_coder(job: Job) -> type:
    """What the actors run: rows with a shard in, rows with what became of it out."""

    class ShardCoder:
        def __call__(self, batch: Any) -> Any:
            import pyarrow as pa

            return pa.table({"done": [code_row(row, job) for row in batch.column("shard").to_pylist()]})

    return ShardCoder


def code_on_ray(shards: Sequence[Shard], job: Job, workers: int) -> Iterator[Done]:
    """What became of the shards, in any order.

    `workers`: actors, 0 for one for each core of the cluster.  Joins the cluster that RAY_ADDRESS names or the program
    is connected to; else one begins on this machine.  Raises DatelineError where Ray is missing or a shard fails.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
        import ray.data
        import ray.exceptions
    except ImportError as error:
        raise DatelineError(MISSING) from error
    if not shards:
        return
    if not ray.is_initialized():
        ray.init(include_dashboard=False, log_to_driver=False)
    logging.getLogger("ray.data").setLevel(logging.WARNING)  # it tells its plan and its progress line by line
    cores = workers or int(ray.cluster_resources().get("CPU", 1))
    rows = [{"shard": msgspec.json.encode(shard)} for shard in shards]
    done = ray.data.from_items(rows, override_num_blocks=len(rows)).map_batches(
        shard_coder(job), batch_size=1, batch_format="pyarrow", num_cpus=1,
        compute=ray.data.ActorPoolStrategy(size=min(cores, len(rows))))
    try:
        for batch in done.iter_batches(batch_size=None, batch_format="pyarrow"):
            yield from (done_in(row) for row in batch.column("done").to_pylist())
    except ray.exceptions.RayError as error:  # a machine that is gone, memory that ran out
        why = (str(error).strip().splitlines() or [""])[0]
        raise DatelineError(f"Ray stopped ({type(error).__name__}: {why[:300]}). What is done is kept: run the command "
                            "again.") from error

"""speed: documents and sentences a second, start-up and memory, as ratios to a bare spaCy pass."""

from __future__ import annotations

from collections.abc import Sequence

from evaluation.base import Outcome, Refused, Row
from evaluation.rooms import DEFECTS, Rooms, part


def run(rows: Sequence[Row], rooms: Rooms) -> Outcome:
    """Measure on the texts of the rows, all of them; the caller takes the sample."""
    from benchmarks.measure import memory, startup, throughput

    part("dateline.reading.pipeline", "read")
    part("dateline.cli", "main")
    texts = [row["text"] for row in rows]
    try:
        return Outcome({**throughput(texts), **memory(texts), **startup()})
    except DEFECTS as error:
        raise Refused(f"The measurement failed: {type(error).__name__}: {error}") from error

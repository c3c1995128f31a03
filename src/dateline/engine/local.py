"""Read many documents: in this process or in a pool of them.

The order of the results is the order of the documents, and the results are the same, whatever the number of
workers.  A document that cannot be read becomes a reading without statements and with an issue.
"""

from __future__ import annotations

import functools
import itertools
import traceback
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

from dateline.errors import DatelineError, ModelError
from dateline.knowledge import Knowledge, Origin, load_knowledge
from dateline.reading.pipeline import read
from dateline.types import Document, Issue, Reading

STAGE = "engine"
BATCH = 8  # documents handed to a worker at once
FAILURES = (  # what one odd document may raise in code that is right for all others
    DatelineError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, AssertionError,
    RecursionError, MemoryError,
)
Result = tuple[Document, Reading]
_Pending = deque[tuple[list[Document], "Future[list[Reading]]"]]


def read_many(documents: Iterable[Document], know: Knowledge, workers: int = 1) -> Iterator[Result]:
    """Each document with its reading, in the order given.

    Workers load knowledge (from where `know` was loaded) and model once each.  Raises ModelError where the
    parser model is missing.
    """
    if workers > 1:
        yield from _pooled(iter(documents), workers, know.origin)
        return
    for document in documents:
        yield document, safe_read(document, know)


def safe_read(document: Document, know: Knowledge) -> Reading:
    """The reading; where a stage fails, one without statements and with the reason as an issue."""
    try:
        return read(document, know)
    except ModelError:
        raise  # no fault of the document: every other one would fail too
    except FAILURES as error:
        at = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(at.filename).name}:{at.lineno}"
        why = f"{type(error).__name__}: {str(error)[:300]} ({place})"
        return failed(document, f"The document could not be read: {why}")


def failed(document: Document, why: str) -> Reading:
    """A reading without statements that says why."""
    return Reading(document.id, document.text_sha256, (), issues=(Issue(document.id, STAGE, why, "error"),))


def has_failed(reading: Reading) -> bool:
    """Is this a reading that `failed` made?"""
    return any(issue.stage == STAGE and issue.severity == "error" for issue in reading.issues)


def _pooled(documents: Iterator[Document], workers: int, origin: Origin) -> Iterator[Result]:
    """Run pools until the documents are used up: a pool ends early when one of its processes dies."""
    ended = False
    while not ended:
        pending: _Pending = deque()
        with _pool(workers, origin) as pool:
            try:
                for batch in _batches(documents):
                    pending.append((batch, pool.submit(_read_batch, batch, origin)))
                    if len(pending) > 2 * workers:
                        yield from _take(pending)
                while pending:
                    yield from _take(pending)
                ended = True
            except BrokenProcessPool:
                pool.shutdown(wait=False, cancel_futures=True)
        for batch, _ in pending:
            yield from zip(batch, _read_apart(batch, origin), strict=True)


def _take(pending: _Pending) -> Iterator[Result]:
    batch, future = pending[0]
    readings = future.result()
    pending.popleft()
    yield from zip(batch, readings, strict=True)


def _pool(workers: int, origin: Origin) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, get_context("spawn"), initializer=_knowledge, initargs=(origin,))


def _read_apart(batch: list[Document], origin: Origin) -> list[Reading]:
    """In a process of its own, cut in halves until the document that kills its process stands alone."""
    try:
        with _pool(1, origin) as pool:
            return pool.submit(_read_batch, batch, origin).result()
    except BrokenProcessPool:
        if len(batch) == 1:
            return [failed(batch[0], "The process that read it died, most likely for want of memory.")]
    half = len(batch) // 2
    return _read_apart(batch[:half], origin) + _read_apart(batch[half:], origin)


def _read_batch(batch: list[Document], origin: Origin) -> list[Reading]:
    return [safe_read(document, _knowledge(origin)) for document in batch]


@functools.lru_cache(maxsize=1)
def _knowledge(origin: Origin) -> Knowledge:
    return load_knowledge(*origin)


def _batches(documents: Iterator[Document]) -> Iterator[list[Document]]:
    while batch := list(itertools.islice(documents, BATCH)):
        yield batch

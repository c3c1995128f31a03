"""Read many documents, in this process or in several.

The order of the results is the order of the documents, and the results are the same, whatever the number of
workers.  A document that cannot be read becomes a reading without statements and with an issue.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path

from dateline.engine.coded import failed, has_failed, reading_of
from dateline.errors import DatelineError, ModelError
from dateline.knowledge import Knowledge
from dateline.reading.pipeline import read
from dateline.types import Document, Reading

__all__ = ["attempt", "failed", "has_failed", "read_many", "safe_read"]

FAILURES = (  # what one odd document may raise in code that is right for all others
    DatelineError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, AssertionError,
)
Result = tuple[Document, Reading]


def read_many(documents: Iterable[Document], know: Knowledge, workers: int = 1) -> Iterator[Result]:
    """Each document with its reading, in the order given.

    More than one worker: each is a process that loads knowledge (from where `know` was loaded) and model once, and
    each document stands under the limits of `worker.Limits`.  Raises ModelError where the parser model is missing.
    """
    if workers == 1:
        yield from ((document, safe_read(document, know)) for document in documents)
        return
    from dateline.engine.crew import Crew
    from dateline.engine.worker import Setup

    with Crew(Setup(know.origin), workers) as crew:
        yield from ((document, reading_of(made)) for document, made in crew.code(documents))


def safe_read(document: Document, know: Knowledge) -> Reading:
    """The reading; where a stage fails, one without statements and with the reason as an issue."""
    try:
        return attempt(document, know)
    except MemoryError:
        return failed(document, "The document could not be read: there is not enough memory for it.")


def attempt(document: Document, know: Knowledge) -> Reading:
    """As `safe_read`, but lets MemoryError through."""
    try:
        return read(document, know, gated=True)
    except ModelError:
        raise  # no fault of the document: every other one would fail too
    except RecursionError as error:  # where and in what it stopped depends on who called: "… exceeded in comparison"
        why = re.sub("(?<=depth exceeded).*", "", str(error))
        return failed(document, f"The document could not be read: RecursionError: {why[:300]}")
    except FAILURES as error:
        at = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(at.filename).name}:{at.lineno}"
        return failed(document, f"The document could not be read: {type(error).__name__}: {str(error)[:300]} ({place})")

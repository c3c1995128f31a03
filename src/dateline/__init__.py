"""Dateline reads news reports into sourced, dated, located statements.

    from dateline import Document, load_knowledge, read

    know = load_knowledge()
    reading = read(Document(id="1", text="...", published="2023-09-14"), know)
    for statement in reading.statements:
        print(explain(document, statement))

    with Ledger("desk.db") as ledger:                    # what `dateline code reports/ --ledger desk.db` keeps
        ledger.runs().pandas()

What it gives is what the text says, never what is true.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from dateline._version import __version__

if TYPE_CHECKING:
    from dateline.errors import DatelineError, LedgerError
    from dateline.exports.plain import explain
    from dateline.knowledge import Knowledge, load_knowledge
    from dateline.ledger.book import Ledger
    from dateline.reading.pipeline import read
    from dateline.sources import open_source
    from dateline.types import (
        Document,
        Factuality,
        Interval,
        Issue,
        Mention,
        Place,
        PlaceCandidate,
        Quantity,
        Reading,
        Run,
        Span,
        Statement,
        Step,
        Timex,
        TimexReading,
        Voice,
    )

_HOMES = {  # where each name is defined; modules load when a name is first asked for
    "read": "dateline.reading.pipeline",
    "load_knowledge": "dateline.knowledge",
    "Knowledge": "dateline.knowledge",
    "explain": "dateline.exports.plain",
    "open_source": "dateline.sources",
    "DatelineError": "dateline.errors",
    "LedgerError": "dateline.errors",
    "Ledger": "dateline.ledger.book",
}

__all__ = [
    "DatelineError",
    "Document",
    "Factuality",
    "Interval",
    "Issue",
    "Knowledge",
    "Ledger",
    "LedgerError",
    "Mention",
    "Place",
    "PlaceCandidate",
    "Quantity",
    "Reading",
    "Run",
    "Span",
    "Statement",
    "Step",
    "Timex",
    "TimexReading",
    "Voice",
    "__version__",
    "explain",
    "load_knowledge",
    "open_source",
    "read",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'dateline' has no attribute {name!r}. Choices: {', '.join(__all__)}")
    return getattr(import_module(_HOMES.get(name, "dateline.types")), name)


def __dir__() -> list[str]:
    return __all__

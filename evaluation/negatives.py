"""Own cases without a political act: how many statements are read where there is none?

`tests/cases/negatives.csv`: kind, text (one sentence, read as a document of its own), published.
`tests/cases/negative_texts.jsonl`: whole reports; `kind`, `title`, `publisher`, `published`, `text`.
`negatives_fresh.csv`: sentences written later to break the reader; it was mended on them.
The files `…_held` were written at the same time and are never looked at: only their figures are.

false_per_1000            statements per 1,000 sentences of the kinds where any statement is false
history_as_news_per_1000  obituaries, anniversaries and books of history do hold acts of the past: statements that
                          are not `background`, per 1,000 of their sentences
police_per_1000           arrests and sentences of common criminals, on which readers of the codebook may differ
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from dateline.types import Statement
from evaluation.base import Figures, Item, Outcome, Row
from evaluation.coding import Read, brief, read_rows
from evaluation.rooms import Rooms

HISTORY = frozenset({"obituary", "anniversary", "history_book"})
DEBATABLE = frozenset({"police_routine"})
HELD_OUT = re.compile(r"-t?h\d+$")  # ids of the held files: never listed
THOUSAND = 1000


def run(rows: Sequence[Row], rooms: Rooms) -> Outcome:
    """Read every sentence or text; false statements per 1,000 sentences, and by kind in the notes."""
    reads = list(read_rows(rows, rooms, "negatives"))
    plain = [r for r in reads if r.row["kind"] not in HISTORY | DEBATABLE]
    figures: Figures = {
        "rows": len(rows),
        "crashed": sum(r.reading is None for r in reads),
        "sentences": _sentences(plain),
        "false": sum(len(wrong(r)) for r in plain),
        "false_per_1000": _rate(plain),
        "history_as_news_per_1000": _rate(r for r in reads if r.row["kind"] in HISTORY),
        "police_per_1000": _rate(r for r in reads if r.row["kind"] in DEBATABLE),
    }
    items = [Item(r.row["id"], r.row["kind"], not wrong(r)) for r in reads]
    predictions = [{"id": r.row["id"], "statements": [brief(s) for s in wrong(r)]} for r in reads]
    return Outcome(figures, predictions, items, _notes(reads))


def wrong(read: Read) -> list[Statement]:
    """The statements that should not be there: all of them, or those that take history for news."""
    return [s for s in read.statements if read.row["kind"] not in HISTORY or not s.background]


def _sentences(reads: Iterable[Read]) -> int:
    return sum(r.reading.sentences for r in reads if r.reading)


def _rate(reads: Iterable[Read]) -> float | None:
    """Wrong statements per 1,000 sentences; None where there is no sentence."""
    several = list(reads)
    sentences = _sentences(several)
    return round(THOUSAND * sum(len(wrong(r)) for r in several) / sentences, 1) if sentences else None


def _notes(reads: Sequence[Read]) -> list[str]:
    """A line a kind: how many wrong statements in how many sentences, and where (never of held cases)."""
    kinds: dict[str, list[Read]] = defaultdict(list)
    for read in reads:
        kinds[read.row["kind"]].append(read)
    return [_note(kind, group) for kind, group in kinds.items()]


def _note(kind: str, group: Sequence[Read]) -> str:
    where = [r.row["id"] for r in group if wrong(r) and not HELD_OUT.search(r.row["id"])]
    counted = f"{kind}: {sum(len(wrong(r)) for r in group)} in {_sentences(group)}"
    return counted + (f"; in {', '.join(where)}" if where else "")

"""Contexts of own sentences (`tests/cases/contexts.csv`: `text`, `contexts` joined with ";", empty: none).

Each is read as a report of one sentence.  p, r, f1: over all pairs of sentence and context; exact: sentences with all
contexts right; silence: sentences without any that stay so.  `contexts_held.csv` was written at the same time, before
the lexicon, and is never looked at: only its figures are.
"""

from __future__ import annotations

from collections.abc import Sequence

from evaluation.base import Figures, Item, Outcome, Row, prf_figures, share
from evaluation.coding import read_rows
from evaluation.placing import HELD_OUT
from evaluation.rooms import Rooms


def run(rows: Sequence[Row], rooms: Rooms) -> Outcome:
    """The contexts of each sentence against those that it should have."""
    reads = list(read_rows(rows, rooms, "contexts"))
    pairs = [(names(r.row), {c.name for c in r.reading.contexts} if r.reading else set[str]()) for r in reads]
    quiet = [not found for gold, found in pairs if not gold]
    figures: Figures = {"sentences": len(rows), "crashed": sum(r.reading is None for r in reads)}
    figures |= prf_figures("micro", sum(len(g & f) for g, f in pairs), sum(len(f) for _, f in pairs),
                           sum(len(g) for g, _ in pairs))
    figures |= {"exact": share(sum(g == f for g, f in pairs), len(pairs)), "silence": share(sum(quiet), len(quiet))}
    rated = list(zip(reads, pairs, strict=True))
    items = [Item(r.row["id"], ";".join(sorted(f)), g == f) for r, (g, f) in rated]
    notes = [
        f"{r.row['id']}: missed {sorted(g - f)}, wrong {sorted(f - g)}"
        for r, (g, f) in rated if g != f and not HELD_OUT.search(r.row["id"])
    ]  # fmt: skip
    return Outcome(figures, [{"id": r.row["id"], "contexts": sorted(f)} for r, (_, f) in rated], items, notes)


def names(row: Row) -> set[str]:
    """The contexts that a row should have."""
    return {c for c in (row.get("contexts") or "").split(";") if c}

"""Own cases of voices and of factuality: pairs of a text and a near miss that must not fire.

`tests/cases/voices.csv`: construction (A1 to A19), fires, text, event, sources (outermost first, joined by
" > "; "(unnamed)": a voice without a source; empty: the report itself), kind, via.
`tests/cases/factuality.csv`: signal (F1 to F24), fires, text, event, and what is held of it.
`…_hard.csv`, `…_fresh.csv`: sentences written to break the reader, without near misses; it was mended on them.
The files `…_held.csv` were written at the same time and are never looked at: only their figures are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from dateline.parse import Parse, Token
from dateline.reading.attribution import voices_over
from dateline.types import Document, Factuality
from evaluation.base import Figures, Item, Outcome, Row, share
from evaluation.coding import each
from evaluation.rooms import Rooms

DAY = "2020-01-01"
UNNAMED = "(unnamed)"
HELD = ("status", "certainty", "polarity", "time", "mood", "author")


def run_voices(rows: Sequence[Row], rooms: Rooms) -> Outcome:
    """The share of texts whose chain of sources is right; of near misses; of kinds and media where the chain is."""
    read = list(each(rows, "voices", lambda r: _chain(r, rooms)))
    right = [chain is not None and _same_chain(row["sources"], chain[0]) for row, chain in read]
    heard = [(row, chain) for (row, chain), ok in zip(read, right, strict=True) if ok and chain and chain[0]]
    missed = [ok for (row, _), ok in zip(read, right, strict=True) if row["fires"] == "no"]
    figures: Figures = {
        "texts": len(rows),
        "crashed": sum(chain is None for _, chain in read),
        "accuracy": share(sum(right), len(rows)),
        "near_misses": share(sum(missed), len(missed)),
        "kinds": share(sum(row["kind"] == kind for row, (_, kind, _) in heard), len(heard)),
        "via": share(sum(_like(row["via"], via) for row, (_, _, via) in heard), len(heard)),
    }
    items = [Item(row["id"], row["construction"], ok) for (row, _), ok in zip(read, right, strict=True)]
    predictions = [{"id": row["id"], "chain": chain[0] if chain else None} for row, chain in read]
    return Outcome(figures, predictions, items)


def _chain(row: Row, rooms: Rooms) -> tuple[list[str], str, str]:
    """The sources of the event's voices, the kind of the innermost, the medium that one of them spoke through."""
    parse = _parsed(row, rooms)
    voices = voices_over(_event(row, parse).span, rooms.attribute(parse))
    text = row["text"]
    sources = [v.source_span.of(text) if v.source is not None and v.source_span else UNNAMED for v in voices]
    via = next((v.via.of(text) for v in voices if v.via is not None), "")
    return sources, voices[-1].kind if voices else "", via


def _parsed(row: Row, rooms: Rooms) -> Parse:
    parse: Parse = rooms.parse(Document(id=row["id"], text=row["text"], published=DAY))
    return parse


def _event(row: Row, parse: Parse) -> Token:
    found = re.search(rf"\b{re.escape(row['event'])}\b", row["text"])
    start = found.start() if found else -1
    return next(t for t in parse.tokens if t.start <= start < t.end)


def _same_chain(wanted: str, found: Sequence[str]) -> bool:
    names = wanted.split(" > ") if wanted else []
    return len(names) == len(found) and all(_like(a, b) for a, b in zip(names, found, strict=True))


def _like(wanted: str, found: str) -> bool:
    """The same phrase, or one within the other (an apposition more or less)."""
    if not wanted or not found:
        return wanted == found
    return wanted in found or found in wanted


def run_signals(rows: Sequence[Row], rooms: Rooms) -> Outcome:
    """The share of events of which each slot, and all of them, are held as they should be; of near misses."""
    read = list(each(rows, "signals", lambda r: _held(r, rooms)))
    slots = [{s: held is not None and held[s] == row[s] for s in HELD} for row, held in read]
    right = [all(s.values()) for s in slots]
    missed = [ok for (row, _), ok in zip(read, right, strict=True) if row["fires"] == "no"]
    figures: Figures = {"texts": len(rows), "crashed": sum(held is None for _, held in read)}
    figures |= {slot: share(sum(s[slot] for s in slots), len(rows)) for slot in HELD}
    figures |= {"all": share(sum(right), len(rows)), "near_misses": share(sum(missed), len(missed))}
    talk = [held["status"] == "actual" for row, held in read if held and row["status"] != "actual"]
    figures["false_happened"] = share(sum(talk), len(talk))
    items = [Item(row["id"], row["signal"], ok) for (row, _), ok in zip(read, right, strict=True)]
    return Outcome(figures, [{"id": row["id"], **(held or {})} for row, held in read], items)


def _held(row: Row, rooms: Rooms) -> dict[str, Any]:
    parse = _parsed(row, rooms)
    found: Factuality = rooms.judge(_event(row, parse), parse, rooms.attribute(parse))
    return {s: getattr(found, s) for s in HELD[:-1]} | {"author": found.author_certainty}

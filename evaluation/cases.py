"""Own cases of `tests/cases/`: is a name the place or the actor; whom does a phrase point back to?

The files `…_held.csv` were written at the same time and are never looked at: only their figures are.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

from dateline.parse import Token
from dateline.rules.arguments import coordinated
from dateline.types import Document, Mention
from evaluation.base import Figures, Item, Outcome, Row, share
from evaluation.coding import each
from evaluation.rooms import Rooms

DAY = "2020-01-01"  # of sentences that say nothing of their date
HALF = 0.5
BROKEN: tuple[float | None, str] = (None, "")  # a sentence that the reader broke down on is never right


def run_metonymy(rows: Sequence[Row], rooms: Rooms) -> Outcome:
    """`sentence`, `name`, `reading` (actor, place), `code`: the share of readings that are right, and of codes."""
    found = [(row, read or BROKEN) for row, read in each(rows, "metonymy", lambda r: _weighed(r, rooms))]
    figures: Figures = {"sentences": len(rows), "crashed": sum(read is BROKEN for _, read in found)}
    outcome = Outcome(figures, [{"id": r["id"], "place": w, "code": c} for r, (w, c) in found])
    right = [(w is not None and ("place" if w >= HALF else "actor") == r["reading"], r, c) for r, (w, c) in found]
    codes = [c == r["code"] for ok, r, c in right if ok and r["reading"] == "actor"]
    outcome.figures |= {
        "accuracy": share(sum(ok for ok, _, _ in right), len(right)),
        "codes": share(sum(codes), len(codes)),
    }
    outcome.items = [Item(r["id"], r["reading"], ok) for ok, r, _ in right]
    return outcome


def _weighed(row: Row, rooms: Rooms) -> tuple[float, str]:
    """The weight of the place reading and the country; a name that no table has is a place."""
    entities = rooms.entities(Document(id=row["id"], text=row["sentence"], published=DAY))
    start = row["sentence"].index(row["name"])
    inside = _tokens(entities, start, start + len(row["name"]))
    named = [t for t in inside if t.i in entities.hits]
    if not named:
        return 1.0, ""
    sense = entities.hits[named[-1].i].sense(DAY)
    return entities.as_place(named[-1]).place, sense.country if sense else ""


def run_reference(rows: Sequence[Row], rooms: Rooms) -> Outcome:
    """`text`, `published`, `phrase` (its last occurrence), `code`, `name`: codes of all whom it means, in any order."""
    read = list(each(rows, "reference", lambda r: _meant(r, rooms)))
    found = [(row, mentions or ()) for row, mentions in read]
    right = [_codes(row["code"]) == _codes(";".join(m.code for m in ms if m.code)) for row, ms in found]
    names = [_plain(row["name"]) <= _plain(";".join(m.name for m in ms if m.name)) for row, ms in found if row["name"]]
    open_ones = [ok for (row, _), ok in zip(found, right, strict=True) if not row["code"]]
    right = [ok and mentions is not None for ok, (_, mentions) in zip(right, read, strict=True)]
    figures: Figures = {"texts": len(rows), "crashed": sum(mentions is None for _, mentions in read)}
    outcome = Outcome(figures, [{"id": r["id"], "codes": [m.code for m in ms]} for r, ms in found])
    outcome.figures |= {
        "accuracy": share(sum(right), len(right)),
        "names": share(sum(names), len(names)),
        "open_kept_open": share(sum(open_ones), len(open_ones)),
    }
    outcome.items = [Item(row["id"], row["phrase"], ok) for (row, _), ok in zip(found, right, strict=True)]
    return outcome


def _meant(row: Row, rooms: Rooms) -> tuple[Mention, ...]:
    entities = rooms.entities(Document(id=row["id"], text=row["text"], published=row["published"] or None))
    start = row["text"].rindex(row["phrase"])
    tokens = _tokens(entities, start, start + len(row["phrase"]))
    inside = {t.i for t in tokens}
    head = next(t for t in tokens if t.head.i not in inside or t.head is t)
    return tuple(m for t in coordinated([head]) if t.i in inside for m in entities.of(t))


def _tokens(entities: Any, start: int, end: int) -> list[Token]:
    return [t for t in entities.parse.tokens if t.start >= start and t.end <= end]


def _codes(joined: str) -> set[str]:
    return {c for c in joined.split(";") if c}


def _plain(joined: str) -> set[str]:
    """Names without diacritics: *François* is *Francois*."""
    bare = unicodedata.normalize("NFKD", joined)
    return {n for n in "".join(c for c in bare if not unicodedata.combining(c)).split(";") if n}

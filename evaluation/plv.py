"""plv: type the event between two marked parties; 15 types, CONCEDE and RETREAT are one (YIELD).

Of the statements read from the sentence the one whose roles lie best on the marked parties is taken; a
sentence without a statement is wrong.  `accuracy_coded` leaves those out.  `quad_accuracy`: the right one of
the four quad classes.  `talk_as_fact`: see gsr.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from evaluation.base import Figures, Item, Outcome, Row, gold_event, macro_f1, share
from evaluation.coding import Read, brief, closest, overlap, plover_type, read_rows
from evaluation.gsr import YIELD, kind_of, spans_of, talk_figures
from evaluation.rooms import Rooms


def run(rows: Sequence[Row], rooms: Rooms) -> Outcome:
    """Read each sentence as a document of its own; predictions name the chosen type (null: none)."""
    reads = list(read_rows(rows, rooms, "plv"))
    predictions = [_predict(r) for r in reads]
    figures: Figures = {"sentences": len(rows), "crashed": sum(r.reading is None for r in reads)}
    outcome = Outcome(figures, predictions)
    judged = [(r, p, g) for r, p in zip(reads, predictions, strict=True) if (g := _gold(r))]
    if not judged:
        outcome.notes.append("The file has no gold types: predictions only.")
        return outcome
    outcome.figures |= _figures([g for *_, g in judged], [p["type"] for _, p, _ in judged])
    outcome.figures |= _quads(judged, rooms) | talk_figures([r for r, *_ in judged], rooms)
    outcome.items = [Item(p["id"], str(p["type"]), p["type"] == g) for _, p, g in judged]
    return outcome


def _gold(read: Read) -> str | None:
    kind = kind_of(gold_event(read.row))
    return YIELD.get(kind, kind) if kind else None


def _predict(read: Read) -> Row:
    source, target = spans_of(read.row, "source"), spans_of(read.row, "target")
    best = closest(read.statements, source, target)
    if best is None:
        return {"id": read.row["id"], "type": None, "event": None, "on_parties": False, "statement": None}
    parties = (*best.actor, *best.recipient)
    return {
        "id": read.row["id"],
        "type": YIELD.get(plover_type(best), plover_type(best)),
        "event": plover_type(best),
        "on_parties": overlap(parties, source) and overlap(parties, target),
        "statement": brief(best),
    }


def _figures(gold: list[str], predicted: list[str | None]) -> Figures:
    right = sum(g == p for g, p in zip(gold, predicted, strict=True))
    coded = sum(p is not None for p in predicted)
    total, hits = Counter(gold), Counter(g for g, p in zip(gold, predicted, strict=True) if g == p)
    figures: Figures = {
        "coded": share(coded, len(gold)),
        "accuracy": share(right, len(gold)),
        "macro_f1": macro_f1(gold, predicted),
        "accuracy_coded": share(right, coded),
    }
    return figures | {f"recall_{kind}": share(hits[kind], n) for kind, n in sorted(total.items())}


def _quads(judged: Sequence[tuple[Read, Row, str]], rooms: Rooms) -> Figures:
    pairs = [(gold_event(r.row).get("quad"), p) for r, p, _ in judged]
    known = [(quad, p) for quad, p in pairs if quad]
    right = sum(p["event"] is not None and _quad(p, rooms) == int(quad) for quad, p in known)
    return {
        "quad_accuracy": share(right, len(known)),
        "both_parties_found": share(sum(p["on_parties"] for _, p, _ in judged), len(judged)),
    }


def _quad(prediction: Row, rooms: Rooms) -> int | None:
    return 2 if prediction["type"] == "YIELD" else rooms.quad(prediction["event"])

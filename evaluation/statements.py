"""statements: whole reports against the gold of the codebook, by the official scorer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dateline.types import Statement
from evaluation.base import Figures, Item, Outcome, Row, required, short_digest
from evaluation.coding import read_rows
from evaluation.rooms import Rooms, document_of
from evaluation.shared import scorer

DEFAULTS: Row = {
    "mode": None,
    "actor": [],
    "recipient": [],
    "trigger": "",
    "evidence": [],
    "status": "actual",
    "condition": None,
    "attribution": [],
    "when": None,
    "where": None,
    "what": [],
    "background": False,
    "optional": False,
}


def run(rows: Sequence[Row], rooms: Rooms) -> Outcome:
    """Read every report and write it in gold's format; `score` gives the figures."""
    predictions, crashed = [], 0
    readings: dict[str, Sequence[Statement]] = {}
    for read in read_rows(rows, rooms, "statements"):
        document = document_of(read.row)
        crashed += read.reading is None
        readings[document.id] = read.statements
        predictions.append(
            rooms.to_gold(document, read.reading) if read.reading else {"id": document.id, "statements": []}
        )
    return Outcome(
        {"documents": len(rows), "crashed": crashed}, predictions, _items(rows, predictions, readings)
    )


def score(rows: Sequence[Row], outcome: Outcome) -> Outcome:
    """The official figures, and which predictions are right."""
    if not any("statements" in row for row in rows):
        outcome.notes.append("The file has no gold statements: predictions only.")
        return outcome
    official: Any = scorer("statements")
    gold = [complete(row) for row in rows]
    outcome.figures |= flatten(official.score(gold, outcome.predictions))
    right = {
        row["id"]: _right(official, row, found) for row, found in zip(gold, outcome.predictions, strict=True)
    }
    outcome.items = [_judged(item, n, right[item.document]) for item, n in _numbered(outcome.items)]
    return outcome


def complete(row: Row) -> Row:
    """A gold report with every optional slot of every statement filled in."""
    statements = [
        {**DEFAULTS, **{k: v for k, v in s.items() if v is not None}}
        for s in required(row, "statements", "event", "evidence")
    ]
    return {**row, "statements": statements}


def flatten(result: Row) -> Figures:
    """The scorer's nested result as one level of figures."""
    flat: Figures = {"gold": result["gold"], "predicted": result["predicted"]}
    for part in ("core", "full"):
        flat |= {f"{part}_{name}": value for name, value in result[part].items()}
    flat |= {"false_facts": result["false_facts"], "plain_facts": result["plain_facts"]}
    flat |= {f"on_match_{name}": value for name, value in result["attributes"].items()}
    return flat | {
        f"event_{name}_f1": value["f1"] for name, value in result["events"].items() if value["gold"]
    }


def _items(
    rows: Sequence[Row], predictions: Sequence[Row], readings: dict[str, Sequence[Statement]]
) -> list[Item]:
    found = []
    for row, prediction in zip(rows, predictions, strict=True):
        for statement, written in zip(readings[row["id"]], prediction["statements"], strict=False):
            slots = {k: v for k, v in written.items() if k not in {"evidence", "trigger"}}
            found.append(
                Item(
                    row["id"],
                    statement.event,
                    False,
                    statement.trigger.start,
                    statement.trigger.end,
                    short_digest(slots),
                )
            )
    return found


def _numbered(items: Sequence[Item]) -> list[tuple[Item, int]]:
    seen: dict[str, int] = {}
    numbered = []
    for item in items:
        numbered.append((item, seen.get(item.document, 0)))
        seen[item.document] = seen.get(item.document, 0) + 1
    return numbered


def _right(official: Any, gold: Row, prediction: Row) -> set[int]:
    return {j for _, j in official.match(gold, prediction)}


def _judged(item: Item, number: int, right: set[int]) -> Item:
    return Item(item.document, item.label, number in right, item.start, item.end, item.digest)

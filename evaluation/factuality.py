"""factuality: did the event of a gold trigger happen?  By the official scorer, and by cells of our own.

The status is written on each set's own scale (scales.py): the sets contradict one another, a plain *will*
is +2.4 in one and -1.9 in another.  `false_happened_CELL`: of the clear gold events in a cell (gold below
CERTAIN; NEGATIVE for the negated) the share judged `actual`.  Cells are told by the words around the trigger:
future (will, shall), possible (may, might, could), hypothetical (would), conditional (if, unless), negated,
planned, demanded, denied (what depends on a word of PLANS, DEMANDS, DENIALS), infinitive (a *to* that depends on
any other verb).  `happened_of_negative` and `happened_of_uncertain` take
gold alone.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.base import Figures, Item, Outcome, Row, required, share, write_rows
from evaluation.coding import each
from evaluation.rooms import Rooms, document_of
from evaluation.scales import held, value_of
from evaluation.shared import scorer_path

CERTAIN, NEGATIVE = 1.5, -1.5
AUXILIARIES = {
    "will": "future",
    "'ll": "future",
    "’ll": "future",
    "shall": "future",
    "wo": "future",
    "may": "possible",
    "might": "possible",
    "could": "possible",
    "would": "hypothetical",
    "'d": "hypothetical",
    "’d": "hypothetical",
}
PLANS = frozenset(
    {
        "plan", "intend", "aim", "seek", "want", "hope", "wish", "prepare", "propose", "promise", "pledge",
        "vow", "agree", "offer", "threaten", "decide", "expect", "schedule", "due", "set",
    }
)
DEMANDS = frozenset(
    {
        "ask", "urge", "demand", "order", "tell", "call", "request", "require", "instruct", "press", "beg",
        "persuade", "invite", "advise",
    }
)
DENIALS = frozenset(
    {
        "deny", "doubt", "refuse", "fail", "decline", "reject", "refute", "prevent", "avoid",
    }
)
GOVERNED = {"planned": PLANS, "demanded": DEMANDS, "denied": DENIALS}
CELLS = ("future", "possible", "hypothetical", "conditional", "negated", *GOVERNED, "infinitive")


@dataclass(frozen=True)
class Judged:
    """What the reader makes of one gold event: status and all that it holds, and the cell that its words put it in."""

    status: str
    held: frozenset[str]
    cell: str


UNREAD = Judged("actual", frozenset({"bias"}), "")  # what a program that reads nothing would say


def run(rows: Sequence[Row], rooms: Rooms) -> Outcome:
    """Judge every gold trigger; predictions are {"id", "values", "statuses"} in the order of gold."""
    answers = list(each(rows, "factuality", lambda row: _judge(row, rooms)))
    judged = [[UNREAD for _ in _events(row)] if answer is None else answer for row, answer in answers]
    predictions = [
        {
            "id": row["id"],
            "values": [value_of(j.held, row.get("set")) for j in found],
            "statuses": [j.status for j in found],
        }
        for row, found in zip(rows, judged, strict=True)
    ]
    figures: Figures = {"sentences": len(rows), "crashed": sum(answer is None for _, answer in answers)}
    return Outcome(figures | _false_happened(rows, judged), predictions, _items(rows, judged))


def judgements(rows: Sequence[Row], rooms: Rooms) -> Iterator[tuple[frozenset[str], float]]:
    """What is held of every gold event, and its gold value, to measure a scale on."""
    for row, answer in each(rows, "factuality", lambda row: _judge(row, rooms)):
        for event, judged in zip(_events(row), answer or (), strict=False):
            if event.get("value") is not None:
                yield judged.held, float(event["value"])


def _events(row: Row) -> list[Row]:
    return required(row, "events", "start", "end")


def _judge(row: Row, rooms: Rooms) -> list[Judged]:
    parse = rooms.parse(document_of(row))
    attributions = rooms.attribute(parse)
    return [_judge_event(event, parse, attributions, rooms) for event in _events(row)]


def _judge_event(event: Row, parse: Any, attributions: Any, rooms: Rooms) -> Judged:
    start, end = event["start"], event["end"]
    inside = [t for t in parse.tokens if t.start < end and start < t.end]
    if not inside:
        return UNREAD
    head = next((t for t in inside if t.head not in inside), inside[0])
    found = rooms.judge(head, parse, attributions)
    return Judged(found.status, held(found), cell_of(head))


def cell_of(token: Any) -> str:
    """The construction around a trigger, "" for none of the cells."""
    for child in token.children:
        if child.dep == "neg":
            return "negated"
        if child.dep == "mark" and child.lower in {"if", "unless"}:
            return "conditional"
    for child in token.children:
        if child.dep == "aux" and child.lower in AUXILIARIES:
            return AUXILIARIES[child.lower]
    if token.dep in {"xcomp", "ccomp", "advcl", "acl", "dobj"}:
        for cell, words in GOVERNED.items():
            if token.head.lemma in words:
                return cell
    is_infinitive = token.dep in {"xcomp", "advcl", "acl"} and any(
        c.lower == "to" and c.dep == "aux" for c in token.children
    )
    return "infinitive" if is_infinitive else ""


def _false_happened(rows: Sequence[Row], judged: Sequence[list[Judged]]) -> Figures:
    clear, wrong, groups, happened = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for value, found in _valued(rows, judged):
        is_fact = found.status == "actual"
        group = "negative" if value <= NEGATIVE else "uncertain" if value < CERTAIN else "certain"
        groups[group] += 1
        happened[group] += is_fact
        if value < (NEGATIVE if found.cell == "negated" else CERTAIN):
            clear[found.cell] += 1
            wrong[found.cell] += is_fact
    named_clear, named_wrong = sum(clear[c] for c in CELLS), sum(wrong[c] for c in CELLS)
    return {
        "false_happened": share(named_wrong, named_clear),
        "clear_cases": named_clear,
        **{f"false_happened_{c}": share(wrong[c], clear[c]) for c in CELLS},
        **{f"happened_of_{g}": share(happened[g], groups[g]) for g in ("negative", "uncertain", "certain")},
    }


def _valued(rows: Sequence[Row], judged: Sequence[list[Judged]]) -> Iterator[tuple[float, Judged]]:
    for row, found in zip(rows, judged, strict=True):
        for event, answer in zip(_events(row), found, strict=True):
            if event.get("value") is not None:
                yield float(event["value"]), answer


def _items(rows: Sequence[Row], judged: Sequence[list[Judged]]) -> list[Item]:
    """An event is right where `actual` and a certain gold value go together."""
    items = []
    for row, found in zip(rows, judged, strict=True):
        for event, answer in zip(_events(row), found, strict=True):
            if event.get("value") is not None:
                right = (answer.status == "actual") == (event["value"] >= CERTAIN)
                start, end = event["start"], event["end"]
                items.append(Item(row["id"], answer.status, right, start, end))
    return items


def score(rows: Sequence[Row], outcome: Outcome) -> Outcome:
    """The official figures, from the scorer's one line."""
    if not any(event.get("value") is not None for row in rows for event in _events(row)):
        outcome.notes.append("The file has no gold values: predictions only.")
        return outcome
    line = _official(*_with_values(rows, outcome.predictions))
    names = {"events": "events", "MAE": "mae", "r": "r", "F1-3": "f1_3way", "F1-7": "f1_7way"}
    for name, value in re.findall(r"(\S+) (-?[\d.]+|nan)(?= |$)", line.split("|")[0].strip()):
        if name in names:
            outcome.figures[names[name]] = (
                None if value == "nan" else int(value) if name == "events" else float(value)
            )
    return outcome


def _with_values(rows: Sequence[Row], predictions: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Gold and predictions for the events that have a gold value."""
    gold, found = [], []
    for row, prediction in zip(rows, predictions, strict=True):
        pairs = list(zip(_events(row), prediction["values"], strict=True))
        judged = [(event, value) for event, value in pairs if event.get("value") is not None]
        gold.append({"id": row["id"], "events": [event for event, _ in judged]})
        found.append({"id": row["id"], "values": [value for _, value in judged]})
    return gold, found


def _official(gold: list[Row], found: list[Row]) -> str:
    """What the official scorer prints."""
    with tempfile.TemporaryDirectory() as folder:
        gold_path, found_path = Path(folder) / "gold.jsonl", Path(folder) / "found.jsonl"
        write_rows(gold_path, gold)
        write_rows(found_path, found)
        command = [sys.executable, str(scorer_path("factuality")), str(gold_path), str(found_path)]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

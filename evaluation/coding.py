"""Read gold rows with the whole pipeline, and look at the statements as the sets need them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from rich.console import Console
from rich.progress import track

from dateline.types import Mention, Reading, Span, Statement
from evaluation.base import Row
from evaluation.rooms import DEFECTS, Rooms, document_of

MATERIAL = frozenset({2, 4})
INTERGOVERNMENTAL = frozenset({"IGO", "UNO", "EUR"})
LIMIT_TEXT = 160
T = TypeVar("T")


@dataclass(frozen=True)
class Read:
    """A gold row and what was read from it; `reading` is None where the reader broke down."""

    row: Row
    reading: Reading | None

    @property
    def statements(self) -> Sequence[Statement]:
        """The statements, none where the reader broke down."""
        return self.reading.statements if self.reading else ()


def progress(rows: Sequence[Row], label: str) -> Iterable[Row]:
    """The rows, with a bar on a terminal's standard error."""
    console = Console(stderr=True)
    return track(rows, label, console=console, transient=True, disable=not console.is_terminal)


def each(rows: Sequence[Row], label: str, work: Callable[[Row], T]) -> Iterator[tuple[Row, T | None]]:
    """Each row with what `work` makes of it; a row on which it breaks down is reported and gives None."""
    for row in progress(rows, label):
        try:
            yield row, work(row)
        except DEFECTS as error:
            print(f"{label}: {row['id']}: {type(error).__name__}: {str(error)[:LIMIT_TEXT]}", file=sys.stderr)
            yield row, None


def read_rows(rows: Sequence[Row], rooms: Rooms, label: str) -> Iterator[Read]:
    """Read row by row with the whole pipeline."""
    for row, reading in each(rows, label, lambda r: rooms.read(document_of(r))):
        yield Read(row, reading)


def countries(mentions: Iterable[Mention]) -> set[str]:
    """The first elements of the codes."""
    return {part.split()[0] for m in mentions for part in (m.code or "").split(";") if part.strip()}


def same_country(gold: set[str], found: set[str]) -> bool:
    """Is one of the gold countries found?  Old gold has one code for all intergovernmental bodies."""
    if "IGO" in gold:
        gold = gold | INTERGOVERNMENTAL
    return bool(gold & found)


def overlap(mentions: Iterable[Mention], spans: Sequence[Span]) -> bool:
    """Does one of the mentions share a character with one of the spans?"""
    return any(m.span.overlaps(s) for m in mentions for s in spans)


def closest(
    statements: Sequence[Statement], source: Sequence[Span], target: Sequence[Span]
) -> Statement | None:
    """The statement between the marked parties: the one whose roles lie on them best, the surest, first in the text."""

    def fit(s: Statement) -> tuple[float, ...]:
        straight = 2 * overlap(s.actor, source) + 2 * overlap(s.recipient, target)
        crossed = overlap(s.actor, target) + overlap(s.recipient, source)
        return max(straight, crossed), s.confidence, -s.trigger.start

    return max(statements, key=fit, default=None)


def plover_type(statement: Statement) -> str:
    """The type to which PLOVER, which has no status, reduces the statement: planned aid is AGREE."""
    return (statement.codes.plover_event if statement.codes else None) or statement.event


def realised_material(statement: Statement, rooms: Rooms) -> bool:
    """Is it given as a material act that happened?"""
    return statement.factuality.status == "actual" and rooms.quad(statement.event) in MATERIAL


def brief(statement: Statement) -> Row:
    """A statement as the prediction files of the sentence sets have it."""
    return {
        "event": statement.event,
        "mode": statement.mode,
        "status": statement.factuality.status,
        "actor": [
            {"text": m.text, "span": [m.span.start, m.span.end], "code": m.code} for m in statement.actor
        ],
        "recipient": [
            {"text": m.text, "span": [m.span.start, m.span.end], "code": m.code} for m in statement.recipient
        ],
        "trigger": [statement.trigger.start, statement.trigger.end],
        "attribution": [{"text": v.text, "code": v.code} for v in statement.attribution],
        "when": statement.when,
        "background": statement.background,
    }

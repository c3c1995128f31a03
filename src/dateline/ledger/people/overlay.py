"""Corrections laid over what the coder gave, now and after every re-coding.

Pure: a reading and the corrections of its text in, statements out.  A correction finds its statement by id, else by
the characters of the trigger; where several statements fit equally it is not applied and listed (`conflicts.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from dateline.ledger.people.corrected import CODED, Ground, recoded, with_value
from dateline.ledger.people.corrections import SLOTS, Correction, latest, standing, value_of
from dateline.types import Span, Statement, Step


class Match(NamedTuple):
    """The statement that a correction speaks of (its place among those of the reading), and whether by its id; `among`:
    how many fit equally where the place is None."""

    place: int | None
    by_id: bool = False
    among: int = 0


class Overlaid(NamedTuple):
    """A statement that people corrected: its place in the reading, the corrections that stand (oldest first), and what
    stands in the ledger for it: None where it is rejected."""

    place: int
    corrections: tuple[Correction, ...]
    statement: Statement | None

    @property
    def by(self) -> int:
        """The number of the last correction."""
        return self.corrections[-1].pk


def match(correction: Correction, statements: Sequence[Statement]) -> Match:
    """Which of the statements of a reading of the same text the correction speaks of.

    By id; else those whose trigger overlaps, of several those of the same event, then of the same trigger.
    """
    for place, statement in enumerate(statements):
        if statement.id == correction.statement_id:
            return Match(place, by_id=True)
    there = [i for i, s in enumerate(statements) if s.trigger.overlaps(correction.trigger)]
    same_event = [i for i in there if _event(statements[i]) == (correction.codebook, correction.event)]
    there = same_event or there
    same_trigger = [i for i in there if statements[i].trigger == correction.trigger]
    there = same_trigger or there
    return Match(there[0]) if len(there) == 1 else Match(None, among=len(there))


def _event(statement: Statement) -> tuple[str, str]:
    return statement.codebook, statement.event


def overlaid(statements: Sequence[Statement], corrections: Iterable[Correction], ground: Ground) -> list[Overlaid]:
    """The statements of a reading that corrections which stand speak of, in the order of the reading.

    `corrections`: all of the text of the reading, withdrawals among them.
    """
    of: dict[int, list[Correction]] = defaultdict(list)
    for correction in standing(corrections):
        place = match(correction, statements).place
        if place is not None:
            of[place].append(correction)
    return [Overlaid(i, tuple(of[i]), apply(statements[i], of[i], ground)) for i in sorted(of)]


def apply(statement: Statement, corrections: Sequence[Correction], ground: Ground) -> Statement | None:
    """The statement as people corrected it, None where they rejected it.

    The last correction of a slot counts.  Each leaves a step (`correction`) with name, time, reason and the value that
    the coder gives; codes and scores follow from the corrected slots; id and confidence stay those of the coder.
    """
    last = latest(corrections)
    if "statement" in last and last["statement"].action == "reject":
        return None
    changed, done = statement, set[int]()
    for slot in SLOTS:
        correction = last.get(slot)
        if correction is not None and correction.action == "correct":
            new = with_value(changed, correction, ground)
            changed, done = (new, done | {correction.pk}) if new is not None else (changed, done)
    if any(last[slot].pk in done for slot in CODED if slot in last):
        changed = recoded(changed, ground)
    steps = [_step(c, statement, last[c.slot], done, ground) for c in standing(corrections)]
    return msgspec.structs.replace(changed, steps=(*changed.steps, *steps))


def _step(correction: Correction, coded: Statement, last: Correction, done: set[int], ground: Ground) -> Step:
    what = f"{correction.slot} {correction.value}" if correction.action == "correct" else "rejected"
    if correction.action in ("confirm", "unsure"):
        word = "confirmed" if correction.action == "confirm" else "unsure"
        what = f"{correction.slot} {word}" if correction.slot != "statement" else word
    was = f"; was {value_of(coded, correction.slot, ground.document.text)}" if correction.action == "correct" else ""
    if last.pk != correction.pk:
        was += f"; {last.name} counts instead"
    elif correction.action == "correct" and correction.pk not in done:
        was += "; does not fit the statement as it is now, not applied"
    note = f"{what}; by {correction.by}, {correction.at[:10]}: {correction.why}{was}"
    return Step("correction", correction.name, note, _spans(correction, coded))


def _spans(correction: Correction, coded: Statement) -> tuple[Span, ...]:
    return (coded.trigger,) if correction.slot in ("statement", "event", "mode", "status") else ()

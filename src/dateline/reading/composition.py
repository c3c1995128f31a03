"""What operators make of an event together: from the outermost word inwards to the event.

A governing word is read by what arrives from above: *prevent* denies what depends on it, and under *failed to* it
grants it.  So a negation, a modal or a verb above decides first, and the word next to the event last (after
Nairn, Condoravdi and Karttunen 2006).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from dateline.knowledge import Row
from dateline.types import Certainty, Mood, Operator, Polarity, Status

RANK: dict[Certainty, int] = {"certain": 3, "probable": 2, "possible": 1, "unknown": 0}
_GRANTED = frozenset({"same", "actual", "done"})
_KEPT = frozenset({"commitment", "plan", "threat", "demand"})  # what can be kept or carried out
_NEGATIVE: dict[Status, Status] = {
    "actual": "negated", "planned": "negated", "negated": "actual", "possible": "possible",
}  # fmt: skip


@dataclass(frozen=True)
class Held:
    """What a holder makes of an event."""

    status: Status = "actual"
    certainty: Certainty = "certain"
    negative: bool = False
    mood: Mood = "assertion"
    undone: bool = False  # negated by a governing word: "broke its promise to", unlike "did not promise to"

    @property
    def polarity(self) -> Polarity:
        """Nothing that is unknown is positive or negative."""
        return "unknown" if self.certainty == "unknown" else "negative" if self.negative else "positive"

    def at_most(self, certainty: Certainty, mood: Mood | None) -> Held:
        """The same, held with no more certainty than this; its mood counts where it lowers it, or nothing did."""
        lower = RANK[certainty] < RANK[self.certainty]
        named = mood is not None and (lower or self.mood == "assertion")
        return replace(
            self, certainty=certainty if lower else self.certainty, mood=mood if named and mood else self.mood
        )


def composed(operators: Sequence[Operator], moods: Mapping[str, Row]) -> Held:
    """What all operators, given from the event outwards, make of it; `moods`: the rows of moods.csv by mood."""
    held, granted = Held(), False
    for operator in reversed(operators):
        if granted and operator.mood in _KEPT and _governs(operator):
            granted = False  # "kept its promise to release": the promise no longer leaves it open
            continue
        granted = operator.force == "done" and held.status != "negated"
        held = _under(held, operator, moods)
    return held


def certainty_of(operator: Operator, moods: Mapping[str, Row]) -> Certainty:
    """How certain an operator leaves an event."""
    if operator.certainty is not None:
        return operator.certainty
    if operator.force == "planned":
        return "probable"
    if operator.mood is None:
        return "possible" if operator.force in ("possible", "would") else "certain"
    return cast(Certainty, moods[operator.mood]["certainty"])


def _governs(operator: Operator) -> bool:
    return operator.if_negated is not None or operator.rule.startswith(("adjective", "infinitive.", "purpose"))


def _under(held: Held, operator: Operator, moods: Mapping[str, Row]) -> Held:
    if held.status == "negated" and operator.if_negated is not None:
        return _denied(held, operator)
    certainty = certainty_of(operator, moods)
    if operator.force == "negated":
        undone = operator.if_negated is not None
        turned = replace(held, status=_NEGATIVE[held.status], negative=not held.negative, undone=undone)
        return turned.at_most(certainty, operator.mood)
    if operator.force in _GRANTED:
        return held.at_most(certainty, operator.mood)
    if held.status == "negated":
        return held.at_most("probable", operator.mood) if operator.force == "planned" else held
    open_ = held.status == "possible" or operator.force != "planned"
    return replace(held, status="possible" if open_ else "planned").at_most(certainty, operator.mood)


def _denied(held: Held, operator: Operator) -> Held:
    """A governing word that itself did not happen: "did not prevent", "failed to persuade", "no plan to"."""
    if operator.if_negated in _GRANTED:
        return replace(held, status="actual", negative=False, mood="assertion")
    if operator.if_negated == "negated":
        planned = operator.force == "planned" and not held.undone
        return held.at_most("probable", operator.mood) if planned else held
    return Held("possible", "unknown", False, "assertion")

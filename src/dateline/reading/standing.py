"""Nouns of standing states of affairs: *since the invasion of Cyprus*, *despite Western sanctions*."""

from __future__ import annotations

from dateline.knowledge import Knowledge, Row
from dateline.parse import Token

NOMINAL = frozenset({"pobj", "poss", "compound", "nmod"})
_FRESH = frozenset({"new", "fresh", "further", "additional", "another", "latest", "possible", "any", "no"})
_ONE = frozenset({"a", "an"})


def is_standing(trigger: Token, know: Knowledge) -> bool:
    """Does the noun name a standing state of affairs, and is it only pointed at: "since the invasion of Cyprus"?"""
    if _row(trigger, know) is None or any(c.lower in _FRESH for c in trigger.children):
        return False
    if trigger.dep in NOMINAL or trigger.dep == "attr":
        return True
    occurring: frozenset[str] = know.made("standing.occurring", _occurring)
    return trigger.head.lemma not in occurring and not any(c.lower in _ONE for c in trigger.children)


def is_lasting(trigger: Token, know: Knowledge) -> bool:
    """Does what the noun names go on once it has begun?"""
    row = _row(trigger, know)
    return row is not None and row["lasting"] == "yes"


def _row(trigger: Token, know: Knowledge) -> Row | None:
    return know.lexicon["standing_nouns"].get(trigger.lemma) if trigger.pos in ("NOUN", "PROPN") else None


def _occurring(know: Knowledge) -> frozenset[str]:
    """Verbs that say of a noun that it happened: "imposed sanctions", "the war began"."""
    return know.lexicon["light_verbs"].set("verb") | know.lexicon["occurrence_verbs"].set("verb")

"""How sure the reading of a statement is: a logistic model over what the rules and rooms found.

It weighs, it never changes a slot.  The weights stand in `lexicon/confidence.csv`, one feature a row, so that
every figure can be taken apart; `python -m evaluation.fit_confidence` makes them from read reports.
Certainty of reading is not certainty of the fact.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from dateline.knowledge import Knowledge
from dateline.parse import Token
from dateline.rules.apply import Match
from dateline.types import Mention, Statement

DECIMALS = 3


def confidence(match: Match, statement: Statement, know: Knowledge) -> float:
    """How likely, from 0 to 1, a careful reader is to code the same; fitted, not calibrated on unread reports."""
    weights: Mapping[str, float] = know.made("confidence", _weights)
    total = sum(weights.get(f, 0.0) for f in ("bias", *features(match, statement)))
    return round(1 / (1 + math.exp(-total)), DECIMALS)


def enough(statement: Statement, know: Knowledge) -> bool:
    """Is the confidence enough to stand among the statements?  A plain fact needs more than told or planned acts."""
    weights: Mapping[str, float] = know.made("confidence", _weights)
    least = "threshold-fact" if plain_fact(statement) else "threshold"
    return statement.confidence >= weights.get(least, 0.0)


def plain_fact(statement: Statement) -> bool:
    """Is it told as having happened, in the report's own voice?"""
    return statement.factuality.status == "actual" and not statement.attribution


def _weights(know: Knowledge) -> dict[str, float]:
    return {row["feature"]: float(row["weight"]) for row in know.lexicon["confidence"].rows}


def features(match: Match, statement: Statement) -> Iterator[str]:
    """The names of the features that hold."""
    head, s = match.head, statement
    yield f"event={s.event}"
    yield f"pos={match.rule.pos}"
    yield f"words={min(len(match.trigger), 3)}"
    yield f"dep={head.dep}"
    yield f"status={s.factuality.status}"
    yield f"factuality={(s.factuality.rule.split() or ['none'])[0]}"
    yield f"voices={min(len(s.attribution), 2)}"
    yield f"background={s.background}"
    yield f"when={_when(s)}"
    yield f"what={bool(s.what)}"
    yield f"direct={_direct(match, 'actor', s.actor)}-{_direct(match, 'recipient', s.recipient)}"
    yield f"place={bool(s.where)}"
    yield f"depth={min(sum(1 for _ in head.ancestors()), 4)}"
    yield f"pos={match.rule.pos} det={_determiner(head)}"
    yield f"pos={match.rule.pos} dep={head.dep}"
    yield f"parties={bool(s.actor)}-{bool(s.recipient)}"
    yield f"tense={head.tag}"
    yield from _party("actor", s.actor)
    yield from _party("recipient", s.recipient)
    yield f"event={s.event} recipient={_basis(s.recipient)}"
    yield f"event={s.event} actor={_basis(s.actor)}"
    yield f"same-country={_same(s)}"


def _direct(match: Match, role: str, mentions: tuple[Mention, ...]) -> str:
    """Does the party stand in its own place, and in which syntactic one?"""
    own = [t.dep for t in match.roles.get(role, ()) if any(m.span.start <= t.start < m.span.end for m in mentions)]
    return own[0] if own else "elsewhere" if mentions else "empty"


def _determiner(head: Token) -> str:
    words = [c.lower for c in head.children if c.dep in ("det", "poss")]
    return (
        words[0]
        if words and words[0] in ("the", "this", "that", "a", "an", "its", "their", "his")
        else "other"
        if words
        else "none"
    )


def _when(s: Statement) -> str:
    return "none" if s.when is None else "stated" if s.when_span else "default"


def _same(s: Statement) -> bool:
    return bool({m.country for m in s.actor} & {m.country for m in s.recipient})


def _party(role: str, mentions: tuple[Mention, ...]) -> Iterator[str]:
    yield f"{role}={_basis(mentions)}"
    yield f"{role}s={min(len(mentions), 3)}"
    if mentions:
        yield f"{role}-sector={_sector(mentions[0])}"
        yield f"{role}-end={(mentions[0].code or '').split(' ')[0] in ('REG', 'JRN', 'IGO', 'UNO', 'EUR', 'IMG')}"


def _sector(mention: Mention) -> str:
    parts = (mention.code or "").split(" ")
    return parts[-1] if len(parts) > 1 else "none"


def _basis(mentions: tuple[Mention, ...]) -> str:
    """What resolved the first mention: a table, the text, a reference, the document's focus …; empty if none."""
    if not mentions:
        return "empty"
    rule = mentions[0].rule
    if rule.endswith("(modifier)"):
        return "modifier"
    if rule.startswith("actors/"):
        return "role" if "+ role" in rule else "name"
    return rule.split(" ")[0]

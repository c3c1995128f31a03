"""How sure the reading of a statement is: a logistic model over what the rules and rooms found.

It weighs, it never changes a slot.  The weights stand in `lexicon/confidence.csv`, one feature a row, so that
every figure can be taken apart; `python -m evaluation.fit_confidence` makes them from read reports.
Certainty of reading is not certainty of the fact.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from dateline.knowledge import Knowledge
from dateline.parse import Parse
from dateline.reading.backdrop import in_quotation
from dateline.rules.apply import Match
from dateline.types import Mention, Statement

DECIMALS = 3
ALONE = 2  # a text of so few sentences is no report
LEAD, EARLY = 3, 8  # sentences
NEAR = (1, 3, 7)  # words


def is_alone(parse: Parse) -> bool:
    """Is the text a sentence or two on their own, given because they tell an event?"""
    return len(parse.sentences) <= ALONE


def confidence(match: Match, statement: Statement, know: Knowledge) -> float:
    """How likely, from 0 to 1, a careful reader is to code the same; fitted, not calibrated on unread reports."""
    weights: Mapping[str, float] = know.made("confidence", _weights)
    total = sum(weights.get(f, 0.0) for f in ("bias", *features(match, statement)))
    return round(1 / (1 + math.exp(-total)), DECIMALS)


def enough(statement: Statement, know: Knowledge, alone: bool) -> bool:
    """Is the confidence enough to stand among the statements?

    A plain fact of a report needs more than told or planned acts, one of a sentence on its own no more.
    """
    weights: Mapping[str, float] = know.made("confidence", _weights)
    least = "threshold-fact" if plain_fact(statement) and not alone else "threshold"
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
    yield f"event={s.event} actor={_basis(s.actor)}"
    yield f"event={s.event} recipient={_basis(s.recipient)}"
    yield f"tense={head.tag}"
    yield f"what={bool(s.what)}"
    yield f"at={_position(head.sent.index)}"
    yield f"quoted-fact={plain_fact(s) and in_quotation(head)}"
    yield f"direct={_direct(match, 'actor', s.actor)}-{_direct(match, 'recipient', s.recipient)}"
    yield f"recipient={_basis(s.recipient)}"
    yield f"recipient-distance={_distance(match, 'recipient')}"
    yield from _lacks(match, s)
    yield from _sectors("actor", s.actor)
    yield from _sectors("recipient", s.recipient)
    if s.actor:
        yield f"actor-body={s.actor[0].country in ('REG', 'JRN', 'IGO', 'UNO', 'EUR', 'IMG')}"


def _lacks(match: Match, s: Statement) -> Iterator[str]:
    """Which of the parties that the rule speaks of nobody fills."""
    roles = dict(match.rule.roles)
    empty = [r for r, found in (("actor", s.actor), ("recipient", s.recipient)) if roles.get(r) and not found]
    lacking = "+".join(empty) or "nothing"
    yield f"lacks={lacking}"
    yield f"lacks={lacking} event={s.event}"
    yield f"lacks={lacking} pos={match.rule.pos}"


def _position(sentence: int) -> str:
    return "first" if sentence == 0 else "lead" if sentence < LEAD else "early" if sentence < EARLY else "late"


def _distance(match: Match, role: str) -> str:
    """How many words from the trigger the nearest filler of the role stands, in steps."""
    apart = [abs(t.i - match.head.i) for t in match.roles.get(role, ())]
    return "none" if not apart else str(sum(min(apart) > step for step in NEAR))


def _direct(match: Match, role: str, mentions: tuple[Mention, ...]) -> str:
    """Does the party stand in its own place, and in which syntactic one?"""
    own = [t.dep for t in match.roles.get(role, ()) if any(m.span.start <= t.start < m.span.end for m in mentions)]
    return own[0] if own else "elsewhere" if mentions else "empty"


def _sectors(role: str, mentions: tuple[Mention, ...]) -> Iterator[str]:
    for mention in mentions[:1]:
        parts = (mention.code or "").split(" ")
        yield f"{role}-sector={parts[-1] if len(parts) > 1 else 'none'}"


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

"""How sure the reading of a statement is: a logistic model over what the rules and rooms found.

It weighs, it never changes a slot.  The weights stand in `lexicon/confidence.csv`, one feature a row, so that
every figure can be taken apart; `python -m evaluation.fit_confidence` makes them from read reports.
Certainty of reading is not certainty of the fact.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from dateline.knowledge import Knowledge
from dateline.parse import Parse
from dateline.reading.backdrop import in_quotation
from dateline.rules.apply import Match
from dateline.types import Mention, Statement

DECIMALS = 3
ALONE = 2  # a text of so few sentences is no report
LEAD, EARLY = 3, 8  # sentences
NEAR = (1, 3, 7)  # words
BESIDE = 0.6  # of the confidence of the surest
PROPOSAL, MODEL = "event.proposal", "document.role-model"  # steps that mark what is guessed
STEPS = (0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9)


class Parts(NamedTuple):
    """How likely the parties of a statement are by `role_signs` (None: no party, or not near), and how many actors
    are named near its trigger."""

    actor: float | None
    recipient: float | None
    near: int


def surest_alone(parse: Parse, statements: Sequence[Statement]) -> float | None:
    """The highest confidence in a text of a sentence or two, given because it tells an event; None for a report."""
    return max((s.confidence for s in statements), default=0.0) if len(parse.sentences) <= ALONE else None


def confidence(match: Match, statement: Statement, parts: Parts, know: Knowledge) -> float:
    """How likely, from 0 to 1, a careful reader is to code the same; fitted, not calibrated on unread reports."""
    weights: Mapping[str, float] = know.made("confidence", _weights)
    total = sum(weights.get(f, 0.0) for f in ("bias", *features(match, statement, parts)))
    return round(1 / (1 + math.exp(-total)), DECIMALS)


def enough(statement: Statement, know: Knowledge, surest: float | None) -> bool:
    """Is the confidence enough to stand among the statements?"""
    return statement.confidence >= least(statement, know, surest)


def least(statement: Statement, know: Knowledge, surest: float | None) -> float:
    """The confidence that is enough.

    In a report a plain fact needs more than told or planned acts, and most where a proposal or a party that no path
    led to is part of it.  In a sentence on its own (`surest_alone`) the surest statement needs little, one beside it
    almost as much as that.
    """
    weights: Mapping[str, float] = know.made("confidence", _weights)
    if surest is None:
        kind = ("-guess" if guessed(statement) else "-fact") if plain_fact(statement) else ""
        return weights[f"threshold{kind}"]
    if statement.confidence >= surest:
        return weights["threshold-alone"]
    return max(weights["threshold"], BESIDE * surest)


def guessed(statement: Statement) -> bool:
    """Did its rule lack a role, or did signs alone find a party?"""
    return any(step.rule in (PROPOSAL, MODEL) or step.rule.startswith(f"{MODEL} ") for step in statement.steps)


def weighed(match: Match, statement: Statement, parts: Parts, know: Knowledge) -> list[tuple[str, float]]:
    """The features that hold with their weights, the weightiest first."""
    weights: Mapping[str, float] = know.made("confidence", _weights)
    found = [(f, weights[f]) for f in features(match, statement, parts) if weights.get(f)]
    return sorted(found, key=lambda pair: -abs(pair[1]))


def plain_fact(statement: Statement) -> bool:
    """Is it told as having happened, in the report's own voice?"""
    return statement.factuality.status == "actual" and not statement.attribution


def _weights(know: Knowledge) -> dict[str, float]:
    return {row["feature"]: float(row["weight"]) for row in know.lexicon["confidence"].rows}


def features(match: Match, statement: Statement, parts: Parts) -> Iterator[str]:
    """The names of the features that hold."""
    head, s = match.head, statement
    yield from _proposed(match)
    yield from _told(match, s)
    yield from _chances(parts)
    yield f"event={s.event}"
    yield f"event={s.event} actor={_basis(s.actor)}"
    yield f"event={s.event} recipient={_basis(s.recipient)}"
    yield f"tense={head.tag}"
    yield f"what={bool(s.what)}"
    yield f"at={_position(head.sent.index)}"
    yield f"quoted-fact={plain_fact(s) and in_quotation(head)}"
    yield f"direct={_direct(match, 'actor', s.actor)}-{_direct(match, 'recipient', s.recipient)}"
    yield f"recipient={_basis(s.recipient)}"
    yield f"actor={_basis(s.actor)}"
    yield f"bases={_basis(s.actor)} {_basis(s.recipient)}"
    yield f"bases={_basis(s.actor)} {_basis(s.recipient)} fact={plain_fact(s)}"
    yield f"guess={guessed(s)} fact={plain_fact(s)}"
    yield f"actor-distance={_distance(match, 'actor')}"
    yield f"actors={min(3, len(s.actor))}-{min(3, len(s.recipient))}"
    yield f"recipient-distance={_distance(match, 'recipient')}"
    yield from _lacks(match, s)
    yield from _sectors("actor", s.actor)
    yield from _sectors("recipient", s.recipient)
    if s.actor:
        yield f"actor-body={s.actor[0].country in ('REG', 'JRN', 'IGO', 'UNO', 'EUR', 'IMG')}"


def _proposed(match: Match) -> Iterator[str]:
    """Which roles the rule asked for in vain."""
    lacking = "+".join(match.lacking) or "nothing"
    yield f"proposed={lacking}"
    yield f"proposed={bool(match.lacking)} event={match.rule.event}"
    yield f"proposed={bool(match.lacking)} pos={match.rule.pos}"
    yield f"rule={match.rule.id}"
    yield f"words={min(3, len(match.trigger))} proposed={bool(match.lacking)}"


def _told(match: Match, s: Statement) -> Iterator[str]:
    """How the act is told."""
    head = match.head
    yield f"status={s.factuality.status}"
    yield f"status={s.factuality.status} event={s.event}"
    yield f"voices={min(2, len(s.attribution))}"
    yield f"fact={plain_fact(s)} event={s.event}"
    yield f"background={s.background}"
    yield f"hangs={head.dep}"
    yield f"hangs={head.dep} pos={match.rule.pos}"
    yield f"domestic={_domestic(s)}"
    yield f"domestic={_domestic(s)} event={s.event}"
    yield f"dated={s.when is not None} placed={s.where is not None}"
    yield f"mode={bool(s.mode)}"
    yield f"again={len(s.evidence) > 1}"


def _domestic(s: Statement) -> str:
    mine, theirs = {m.country for m in s.actor}, {m.country for m in s.recipient}
    return "one-sided" if not mine or not theirs else str(bool(mine & theirs))


def _chances(parts: Parts) -> Iterator[str]:
    """How likely the parties are by the signs around them, in steps, and how many actors are near."""
    for role, chance in (("actor", parts.actor), ("recipient", parts.recipient)):
        yield f"{role}-chance=none" if chance is None else f"{role}-chance"
        for step in STEPS:
            if chance is not None and chance >= step:
                yield f"{role}-chance>={step}"
    yield f"near={min(5, parts.near)}"


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

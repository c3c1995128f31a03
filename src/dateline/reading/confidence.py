"""How sure the reading of a statement is: a logistic model over what the rules and rooms found.

It weighs, it never changes a slot.  The weights stand in `lexicon/confidence.csv`, one feature a row, so that
every figure can be taken apart; `python -m evaluation.fit_confidence` makes them from read reports.
Certainty of reading is not certainty of the fact.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dateline.knowledge import Knowledge
from dateline.parse import Token
from dateline.rules.apply import Match
from dateline.types import Mention, Span, Statement

DECIMALS = 3


@dataclass(frozen=True)
class Around:
    """What the document tells besides: statements by sentence, countries and dyads by how often they act."""

    beside: Mapping[Span, int]
    countries: Mapping[str, int]
    dyads: Mapping[tuple[str, str], int]

    @classmethod
    def of(cls, statements: Sequence[Statement]) -> Around:
        """Count over all statements of a document."""
        return cls(
            Counter(s.evidence[0] for s in statements),
            Counter(c for s in statements for c in {_country(m) for m in (*s.actor, *s.recipient)}),
            Counter(d for s in statements for d in _dyads(s)),
        )


def confidence(match: Match, statement: Statement, around: Around, know: Knowledge) -> float:
    """The chance, from 0 to 1, that a careful reader would code the same."""
    weights: Mapping[str, float] = know.made("confidence", _weights)
    total = sum(weights.get(f, 0.0) for f in ("bias", *features(match, statement, around)))
    return round(1 / (1 + math.exp(-total)), DECIMALS)


def enough(statement: Statement, know: Knowledge) -> bool:
    """Is the confidence enough to stand among the statements?  A plain fact needs more than told or planned acts."""
    weights: Mapping[str, float] = know.made("confidence", _weights)
    plain = statement.factuality.status == "actual" and not statement.attribution
    return statement.confidence >= weights.get("threshold-fact" if plain else "threshold", 0.0)


def _weights(know: Knowledge) -> dict[str, float]:
    return {row["feature"]: float(row["weight"]) for row in know.lexicon["confidence"].rows}


def features(match: Match, statement: Statement, around: Around) -> Iterator[str]:
    """The names of the features that hold."""
    head, s = match.head, statement
    yield f"rule={match.rule.id}"
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
    yield f"beside={min(around.beside[s.evidence[0]] - 1, 4)}"
    yield f"length={min(len(head.sent.tokens) // 12, 4)}"
    yield f"dyad={min(max((around.dyads[d] for d in _dyads(s)), default=0), 4)}"
    yield f"actor-rank={_rank(s.actor, around)}"
    yield f"recipient-rank={_rank(s.recipient, around)}"
    yield f"direct={_direct(match, 'actor', s.actor)}-{_direct(match, 'recipient', s.recipient)}"
    yield f"place={bool(s.where)}"
    yield f"sentence={min(head.sent.index, 3)}"
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


def _dyads(s: Statement) -> set[tuple[str, str]]:
    return {(_country(a), _country(r)) for a in s.actor for r in s.recipient}


def _rank(mentions: tuple[Mention, ...], around: Around) -> str:
    """How central the country is to the report: 1 for the one that acts most, … 4; empty."""
    if not mentions:
        return "empty"
    here = around.countries.get(_country(mentions[0]), 0)
    return str(1 + min(sum(n > here for n in around.countries.values()), 3))


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
    return bool({_country(m) for m in s.actor} & {_country(m) for m in s.recipient})


def _country(mention: Mention) -> str:
    return (mention.code or "").split(" ")[0]


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

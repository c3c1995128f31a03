"""A party that no path of the rule leads to: the likeliest actor near the event word, if it is likely enough."""

from __future__ import annotations

import msgspec

from dateline.reading.attribution import Attribution
from dateline.reading.confidence import MODEL, Parts
from dateline.reading.entities import Entities
from dateline.reading.role_signs import Party, chance, parties_near, signs, voices_at
from dateline.rules.apply import Match
from dateline.types import Mention, Statement

# Acts that nobody is taken to have done for only speaking of them.
HOSTILE = frozenset({"ASSAULT"})
LEAST = {"actor": 0.5, "recipient": 0.55}
ALONG = 0.8  # of the chance of the likeliest, for those named along with it


def implied(
    match: Match, role: str, others: tuple[Mention, ...], entities: Entities, attributions: tuple[Attribution, ...]
) -> tuple[Mention, ...]:
    """Who fills the role (actor, recipient) by the signs around it; nobody of `others`, who fill the other role."""
    taken = {t.i for tokens in match.roles.values() for t in tokens} | {t.i for t in match.trigger}
    codes = {m.code for m in others}
    voices = voices_at(match.head, attributions)
    weighed: list[tuple[float, Party]] = []
    for party in parties_near(match.head, entities):
        if party.token.i in taken or any(m.code in codes for m in party.mentions):
            continue
        if role == "actor" and match.rule.event in HOSTILE and _speaks(party, voices):
            continue
        found = signs(match.head, match.rule.event, party, entities, voices)
        weighed.append((chance(role, found, entities.know), party))
    if not weighed:
        return ()
    best, first = max(weighed, key=lambda w: w[0])
    if best < LEAST[role]:
        return ()
    root = _root(first)
    along = [p for c, p in weighed if p is first or (c >= ALONG * best and _root(p) == root)]
    return tuple(msgspec.structs.replace(m, rule=f"{MODEL} ← {m.rule}") for p in along for m in p.mentions)


def _speaks(party: Party, voices: tuple[Attribution, ...]) -> bool:
    """Is the party, or whose it is, only the source: *…, Kenya's interior minister said*?"""
    return any(v.source_span is not None and v.source_span.covers(party.token.span) for v in voices)


def implied_agent(match: Match, recipient: tuple[Mention, ...], entities: Entities) -> tuple[Mention, ...]:
    """*Three men were arrested*: by the police of their country, or of the country that the document is about.

    The words of the mention are those of the trigger, which implies it.
    """
    row = entities.know.lexicon["usual_agents"].get(match.rule.event, match.rule.mode or "")
    if row is None or row["implied"] == "no" or match.lacking:
        return ()
    states = entities.know.actors["states"].index
    country = next((m.country for m in recipient if m.country in states), entities.focus or "")
    span = match.head.span
    code = f"{country} {row['sector']}".strip()
    return (Mention(span, entities.parse.text(span), code, None, "lexicon/usual_agents.csv (implied)"),)


def _root(party: Party) -> int:
    """The first word of the coordination that the party stands in."""
    token = party.token
    while token.dep == "conj" and token.head is not token:
        token = token.head
    return token.i


def parts_of(
    match: Match, statement: Statement, entities: Entities, attributions: tuple[Attribution, ...]
) -> Parts:
    """How likely the parties of a statement are by the signs around them."""
    voices = voices_at(match.head, attributions)
    near = parties_near(match.head, entities)

    def likely(role: str, mentions: tuple[Mention, ...]) -> float | None:
        own = [p for p in near if any(m.span.overlaps(o.span) for m in p.mentions for o in mentions[:1])]
        return max(
            (chance(role, signs(match.head, statement.event, p, entities, voices), entities.know) for p in own),
            default=None,
        )

    here = sum(p.token.sent is match.head.sent for p in near)
    return Parts(likely("actor", statement.actor), likely("recipient", statement.recipient), here)

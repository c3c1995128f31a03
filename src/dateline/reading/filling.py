"""Fill a party that a sentence leaves out where the document leaves no doubt."""

from __future__ import annotations

from collections import defaultdict

import msgspec

from dateline.knowledge import Knowledge
from dateline.reading.entities import Entities
from dateline.reading.parties import aside
from dateline.reading.reference import Known
from dateline.rules.apply import Match
from dateline.types import Mention, Statement, Step

NEEDS_RECIPIENT = frozenset({"ACCUSE", "REQUEST", "AID", "SANCTION", "SUPPORT", "REJECT"})
VAGUE = frozenset({"REG", "JRN", "BUS", "CVL", "IGO"})  # too vague to be meant by nothing but nearness
DEMANDING = frozenset({"REQUEST", "SANCTION", "ACCUSE"})  # aimed at governments and groups, not at their people
BACK = 3  # sentences
# Acts whose doer or victim a report names once and then takes as known.
DOERS = frozenset({"ASSAULT", "COERCE", "SANCTION", "PROTEST", "MOBILIZE", "AID", "RETREAT"})
TARGETS = frozenset({"ASSAULT", "COERCE", "SANCTION", "AID", "ACCUSE", "REJECT", "REQUEST", "SUPPORT"})
BLAMING = frozenset({"ASSAULT", "COERCE"})
# Who mostly acts towards those who govern them, and not abroad.
INSIDERS = frozenset({"CVL", "SOC", "OPP", "LEG", "PTY", "JUD", "REL", "LAB", "JRN", "EDU", "MED", "COP"})
Made = list[tuple[Match, Statement]]


def nearest(match: Match, actor: tuple[Mention, ...], entities: Entities) -> tuple[Mention, ...]:
    """Whom an act that needs a recipient is aimed at, if its sentence does not say: the last actor named before.

    Acts of violence look no further than their own sentence, but to both sides of the trigger.
    """
    token = match.head
    own = {t.i for filler in match.roles.get("actor", ()) for t in filler.subtree()}  # "the president of Bolivia"
    if match.rule.event == "ASSAULT":
        known = [k for k in entities.history[token.sent.index] if k.token not in own]
        here = [k for k in known if k.kind == "country" and not k.subject]
        here.sort(key=lambda k: abs(k.token - token.i))
        return _choose(_whole(here, entities), actor)
    if match.rule.event not in NEEDS_RECIPIENT:
        return ()
    told = [
        [
            k
            for k in reversed(entities.history[token.sent.index - back])
            if k.token < token.i and k.token not in own and _aimed_at(k, match, entities)
        ]
        for back in range(min(BACK, token.sent.index + 1))
    ]
    if near := _choose(told[0], actor):
        return near
    before = [k for sentence in told[1:] for k in sentence]
    return _choose(before, actor) if _no_doubt(before, actor) else ()


def _no_doubt(known: list[Known], actor: tuple[Mention, ...]) -> bool:
    """Do the sentences before name one other country only?"""
    mine = {m.country for m in actor}
    return len({k.mention.country for k in known if k.mention.code not in VAGUE} - mine) <= 1


def _aimed_at(known: Known, match: Match, entities: Entities) -> bool:
    """May an act be aimed at what was named so: no place (*in Madrid*), no stranger, not the publisher itself?"""
    rule = known.mention.rule
    weak = rule.startswith("reference.publisher") or rule.endswith("document.focus (person)")
    if match.rule.event in DEMANDING and (known.mention.code or "").endswith(("CVL", "REF")):
        return False
    return (
        known.kind != "other" and not weak and not aside(entities.parse.tokens[known.token], match.rule.event, entities)
    )


def _whole(known: list[Known], entities: Entities) -> list[Known]:
    """*The people of Ukraine*, where the country is named within: the people."""
    by_token = {k.token: k for k in entities.history[known[0].sentence]} if known else {}
    found = []
    for k in known:
        owner = entities.parse.tokens[k.token].head
        outer = by_token.get(owner.head.i) if owner.lower == "of" else None
        same = outer is not None and outer.mention.country == k.mention.country
        found.append(outer if outer is not None and same else k)
    return found


def _choose(known: list[Known], actor: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """The first of another country; else of the same, but another person or body."""
    mine = {m.country for m in actor}
    others = [k.mention for k in known if k.mention.code and k.mention.code not in VAGUE]
    insider = any((m.code or "").split(" ")[-1] in INSIDERS for m in actor)
    foreign = [] if insider else [m for m in others if m.country not in mine]
    inner = [
        m for m in others if m.code not in {a.code for a in actor} and m.name not in {a.name for a in actor if a.name}
    ]
    domestic = [m for m in inner if insider and m.country in mine]
    found = (foreign or domestic or inner)[:1]
    return tuple(msgspec.structs.replace(m, rule=f"document.nearest ← {m.rule}") for m in found)


def filled(made: Made) -> Made:
    """Give an empty actor or recipient the one that all other statements of the type agree on.

    A filled mention keeps the place of its own naming; a step says that the document supplied it.
    """
    actors: dict[str, dict[frozenset[str | None], tuple[Mention, ...]]] = defaultdict(dict)
    targets: dict[tuple[str, frozenset[str | None]], dict[frozenset[str | None], tuple[Mention, ...]]] = defaultdict(
        dict
    )
    for _, s in made:
        if s.actor:
            actors[s.event].setdefault(_codes(s.actor), s.actor)
        if s.actor and s.recipient:
            targets[s.event, _codes(s.actor)].setdefault(_codes(s.recipient), s.recipient)
    return [
        (m, _fill(m, s, _doers(m, s, actors[s.event], made), [*targets[s.event, _codes(s.actor)].values()]))
        for m, s in made
    ]


def _doers(
    match: Match, s: Statement, known: dict[frozenset[str | None], tuple[Mention, ...]], made: Made
) -> list[tuple[Mention, ...]]:
    """The one doer of acts of this type; of violence only one whose attack was told just before.

    Those *killed in a helicopter crash* are no victims of the army that another paragraph speaks of.
    """
    if s.event not in BLAMING:
        return [*known.values()]
    here = match.head.sent.index
    near = any(t.actor and t.event == s.event and 0 <= here - m.head.sent.index <= BACK for m, t in made)
    return [*known.values()] if near else []


def _fill(match: Match, s: Statement, doers: list[tuple[Mention, ...]], hit: list[tuple[Mention, ...]]) -> Statement:
    if not s.actor and s.event in DOERS and len(doers) == 1 and not _codes(doers[0]) & _codes(s.recipient):
        return _with(s, "actor", doers[0])
    one_sided = "recipient" in dict(match.rule.roles)
    if not s.recipient and one_sided and s.event in TARGETS and len(hit) == 1:
        return _with(s, "recipient", hit[0])
    return s


def usual_agent(
    match: Match, recipient: tuple[Mention, ...], entities: Entities, know: Knowledge
) -> tuple[Mention, ...]:
    """Who usually does such an act (`lexicon/usual_agents.csv`), if the document names one of the right country.

    *More than 1,000 people have been arrested*: by the police that the report speaks of.
    """
    row = know.lexicon["usual_agents"].get(match.rule.event, match.rule.mode or "")
    if row is None:
        return ()
    countries = {m.country for m in recipient} | {entities.focus or ""}
    for sentence in reversed(entities.history[: match.head.sent.index + 1]):
        for known in reversed(sentence):
            parts = (known.mention.code or "").split(" ")
            if parts[-1] == row["sector"] and parts[0] in countries and known.token < match.head.i:
                return (msgspec.structs.replace(known.mention, rule=f"document.usual-agent ← {known.mention.rule}"),)
    return ()


def _with(s: Statement, role: str, mentions: tuple[Mention, ...]) -> Statement:
    note = f"{role} as told elsewhere: {', '.join(m.text for m in mentions)}"
    steps = (*s.steps, Step("entities", "document.same-act", note, tuple(m.span for m in mentions)))
    if role == "actor":
        return msgspec.structs.replace(s, actor=mentions, steps=steps)
    return msgspec.structs.replace(s, recipient=mentions, steps=steps)


def _codes(mentions: tuple[Mention, ...]) -> frozenset[str | None]:
    return frozenset(m.code for m in mentions)

"""Actor and recipient of an act: from their own places, from behind things, never the same on both sides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from dateline.codes import with_sector
from dateline.knowledge import Knowledge
from dateline.parse import Token, span_of
from dateline.reading.entities import Entities
from dateline.reading.metonymy import LIKELY
from dateline.reading.phrases import actor_words, roles
from dateline.reading.reference import SINGULAR
from dateline.rules.apply import Match
from dateline.rules.arguments import VERBAL, coordinated, subjects
from dateline.types import Document, Mention

MODIFYING = frozenset({"amod", "compound", "nmod"})
GOVERNED = frozenset({"nsubj", "nsubjpass", "dobj"})
OWNERS = frozenset({"by", "of", "from", "between"})
TARGETS = frozenset({"by", "of", "against", "on", "with", "between", "from", "for", "to"})
ADDRESSED = frozenset({"REQUEST", "ACCUSE", "SUPPORT", "REJECT", "THREATEN", "AID", "SANCTION", "AGREE"})
PEOPLE_ACTS = frozenset(
    {"PROTEST", "SANCTION", "ASSAULT", "COERCE", "ACCUSE", "REQUEST", "CONCEDE", "AGREE", "THREATEN"}
)
MANNED = frozenset({"ASSAULT", "MOBILIZE", "RETREAT", "AID"})  # "an Italian warship rescued …"
FOR_A_LAND = frozenset({"AID", "SANCTION", "REQUEST", "AGREE"})  # where a country may be told as a place
HARMED = frozenset({"CVL", "REF", "NGO"})
TAKING = frozenset({"arrest", "convict"})
JOINED = frozenset({"AID", "SUPPORT", "ACCUSE", "SANCTION", "ASSAULT"})
PRIVATE = frozenset({"BUS", "JRN", "MED", "EDU", "REL", "LAB", "AGR", "CVL", "CRM", "SOC", "UNK"})


def parties(match: Match, entities: Entities, on: str | None) -> tuple[tuple[Mention, ...], tuple[Mention, ...]]:
    """Actors and recipients; a thing in a party's place leads to the actor behind it."""
    doers = [t for t in match.roles.get("actor", ()) if match.rule.event in MANNED or not _equipment(t, entities.know)]
    if match.head.dep == "acl":
        doers = [d for t in doers for d in (_governing(match.head) if _medium(t, entities.know) else [t])]
    actors = _distinct(_several(doers, entities, on))
    if match.head.dep == "acl" and actors and all(_in_front(m) for m in actors):  # "a session condemning …": who?
        actors = _distinct(_several(_governing(match.head), entities, on))
    actors = actors or _behind(match.roles.get("actor", ()), entities, OWNERS)
    if (match.rule.event, match.rule.mode) == ("RETREAT", "resign"):  # who resigns is in office till then
        actors = tuple(msgspec.structs.replace(m, code=(m.code or "").replace(" ELI", " GOV")) for m in actors)
    recipients = _distinct(_several(match.roles.get("recipient", ()), entities, on))
    if not recipients:
        recipients = _behind(match.roles.get("recipient", ()), entities, TARGETS)
    if not recipients and match.rule.event in ADDRESSED and not somebody(match, entities.know):
        recipients = tuple(m for m in _addressed(match, actors, entities) if _addressable(m, match.rule.event))
    if match.rule.event == "PROTEST" and not recipients:
        recipients = _opposed(match, actors, entities)
    if match.rule.mode in TAKING:
        recipients = tuple(_suspect(m, match, entities) for m in recipients)
    return _distinct([*actors, *_companions(match, actors, entities)]), recipients


def _opposed(match: Match, actors: tuple[Mention, ...], entities: Entities) -> tuple[Mention, ...]:
    """*Anti-government protests*: against the government; *anti-Russian*: against Russia."""
    tokens = entities.parse.tokens
    for token in (c for t in (match.head, *match.trigger) for c in t.children):
        before = tokens[max(0, token.i - 2) : token.i]
        if token.dep in MODIFYING and [t.lower for t in before] == ["anti", "-"]:
            if found := tuple(m for m in entities.of(token) if m.code):
                return found
            row, land = roles(entities.know).get(token.lemma), actors[0].country if actors else entities.focus
            if row is not None and row["sector"] and land:
                return (Mention(token.span, token.text, with_sector(land, row["sector"]), None, "roles"),)
    return ()


def _suspect(mention: Mention, match: Match, entities: Entities) -> Mention:
    """*A man was arrested on suspicion of murder*: somebody without a part of his own is taken as a suspect."""
    anyone = actor_words(entities.know)["anyone"]
    named = (t for t in match.roles.get("recipient", ()) if mention.span.start <= t.start < mention.span.end)
    if not (mention.code or "").endswith(" CVL") or not any(t.lemma in anyone for t in named):
        return mention
    return msgspec.structs.replace(mention, code=with_sector(mention.country, "CRM"), rule=f"{mention.rule} + suspect")


def _medium(token: Token, know: Knowledge) -> bool:
    """*Wrote on Twitter blaming Iran*: the platform only carries what somebody says."""
    carried = token.dep == "pobj" and token.head.lower in ("on", "via", "through", "over")
    return carried and token.lower in actor_words(know)["medium"]


def _governing(token: Token) -> list[Token]:
    """The subject of the next verb above."""
    verb = next((t for t in token.ancestors() if t.pos in VERBAL), None)
    return subjects(verb) if verb is not None else []


def _several(tokens: Sequence[Token], entities: Entities, on: str | None) -> list[Mention]:
    """The actors of coordinated phrases; *the foreign ministers of Iran, Egypt and Jordan*: each a minister."""
    found: list[Mention] = []
    office = ""
    for token in (_whole(t, tokens, entities) for t in tokens):
        named = [m for m in entities.of(token, on) if m.code]
        of_land = any(c.dep == "prep" and c.lower == "of" for c in token.children)
        if token.lower.endswith("s") and of_land and named and " + role " in named[0].rule:
            office = (named[0].code or "").partition(" ")[2]
        elif office and token.pos == "PROPN":
            named = [
                msgspec.structs.replace(m, code=f"{m.code} {office}") if len(m.code or "") == 3 else m for m in named
            ]
        found += named
    return found


def _whole(token: Token, tokens: Sequence[Token], entities: Entities) -> Token:
    """*Irish guerrillas wounded …*: they, not the Irish, where the nationality belongs to people of that state."""
    head = token.head
    if token.dep not in MODIFYING or head.dep not in GOVERNED or head in tokens:
        return token
    own = {m.country for m in entities.of(token)}
    people = [m for m in entities.of(head) if m.code and "+ role" in m.rule]
    return head if people and {m.country for m in people} == own else token


def _addressable(mention: Mention, event: str) -> bool:
    """*Condemned the attack on civilians*: accuses no civilians."""
    return event != "ACCUSE" or not set((mention.code or "").split()) & HARMED


def _companions(match: Match, actors: Sequence[Mention], entities: Entities) -> list[Mention]:
    """*Together with our partners we support …*, *works with allies to supply …*: who acts along."""
    verb = match.head
    verbs = [verb, verb.head] if verb.dep in ("xcomp", "advcl") and verb.head is not verb else [verb]
    if match.rule.event not in JOINED or not actors:
        return []
    found = []
    for governor in verbs:
        for child in governor.children:
            along = [c for c in (*child.children, *governor.children) if c.lower in ("together", "along")]
            if child.dep == "prep" and child.lower == "with" and (along or governor.lemma in ("work", "join")):
                beside = [t for t in coordinated(child.below("pobj")) if t not in match.roles.get("recipient", ())]
                found += [m for t in beside for m in entities.of(t) if m.code]
    return [m for m in found if m.code and m.country not in {a.country for a in actors}]


def _behind(tokens: Sequence[Token], entities: Entities, prepositions: frozenset[str]) -> tuple[Mention, ...]:
    """The first actor that a phrase names below its head: *these efforts by Baghdad*, *an attack on Kiev*."""
    for token in tokens:
        stack = [token]
        while stack:
            inner = stack.pop(0)
            heads = [
                p for c in inner.children if c.dep in ("prep", "agent") and c.lower in prepositions for p in c.children
            ]
            for head in heads:
                if found := tuple(m for t in coordinated([head]) for m in entities.of(t) if m.code):
                    return _distinct(list(found))
            stack += heads
    return ()


def at_home(match: Match, actor: tuple[Mention, ...], lands: set[str], entities: Entities) -> bool:
    """Do weapons whose owner is only guessed strike that owner's land, or does it tell of them?  It is another's then.

    `lands`: the countries of those hit, of the place and of who tells it.
    """
    guessed = [m for m in actor if m.rule.startswith("document.focus")]
    weapons = [t for t in match.roles.get("actor", ()) if _equipment(t, entities.know)]
    return match.rule.event == "ASSAULT" and bool(weapons and guessed) and any(m.country in lands for m in guessed)


def _equipment(token: Token, know: Knowledge) -> bool:
    """Missiles and jets attack for their owners; they do not help, meet or demand."""
    row = roles(know).get(token.lemma)
    return row is not None and row["kind"] == "equipment"


def of_event(match: Match, parties: Mapping[str, tuple[Mention, ...]], document: Document) -> tuple[Mention, ...]:
    """*The alliance*, *the aim of the meeting*: the parties of that event as told before, in these words."""
    for token in match.roles.get("actor", ()):
        inner = [
            p for c in token.children if c.dep == "prep" and c.lower == "of" for p in c.children if p.dep == "pobj"
        ]
        for noun in (token, *inner):
            if found := parties.get(noun.lemma):
                words = span_of([*noun.below("det"), noun])
                text = words.of(document.text)
                return tuple(
                    msgspec.structs.replace(m, span=words, text=text, rule=f"reference.event ← {m.rule}") for m in found
                )
    return ()


def _addressed(match: Match, actors: tuple[Mention, ...], entities: Entities) -> tuple[Mention, ...]:
    """Who is to do what is demanded: the subject of the demanded act, or whose it is."""
    mine = {m.code for m in actors}
    for token in match.roles.get("what", ()):
        doers = subjects(token) if token.pos in VERBAL else []
        found = [m for t in coordinated(doers) for m in entities.of(t) if m.code] or [
            m for m in entities.of(token) if m.code
        ]
        if others := [m for m in found if m.code not in mine]:
            return _distinct(others)
        own = {m.country for m in actors}
        undergone = token.lemma in actor_words(entities.know)["undergone"]  # "the release of the journalists"
        near = _behind([token], entities, TARGETS - {"of", "for"} if undergone else TARGETS)
        if behind := tuple(m for m in near if m.code not in mine and not (_in_front(m) and m.country in own)):
            return behind
    return () if match.rule.event == "SUPPORT" else _mentioned(match, mine, entities)  # whom a signed accord names


def _mentioned(match: Match, mine: set[str | None], entities: Entities) -> tuple[Mention, ...]:
    """The first other actor that the complements of the trigger name, countries before offices of the same one.

    A nationality in front of a thing (*a breach of Iraqi sovereignty*) names nobody.
    """
    own = {(c or "").split(" ")[0] for c in mine}
    roots = [
        c
        for c in match.head.children
        if c.dep in ("dobj", "prep", "ccomp", "xcomp", "acl", "dative", "nsubjpass", "agent")
    ]
    found = [
        m
        for root in roots
        for t in root.subtree()
        if t not in match.trigger and t.dep not in ("amod", "compound") and not aside(t, match.rule.event, entities)
        for m in entities.of(t)
        if m.code and m.code not in mine and t not in match.roles.get("actor", ()) and not _in_front(m)
    ]
    return tuple((sorted(found, key=lambda m: m.country in own) or [])[:1])


def _in_front(mention: Mention) -> bool:
    return mention.rule.endswith("(modifier)")


def aside(token: Token, event: str, entities: Entities) -> bool:
    """Is the name only a place or a source: *in Paris*, *according to the ministry*?  Aid is for *victims in Syria*."""
    hit = entities.hits.get(token.i)
    sense = hit.sense(entities.on) if hit else None
    suffering = sense is not None and sense.kind == "country" and event in FOR_A_LAND
    if entities.as_place(token).place >= LIKELY:
        return not suffering
    while token.dep in ("conj", "appos"):
        token = token.head
    governor = token.head
    if token.dep != "pobj" or "according" in (governor.lower, governor.head.lower):
        return token.dep == "pobj"
    return not suffering and governor.lower in actor_words(entities.know)["scene_preposition"]


def somebody(match: Match, know: Knowledge) -> bool:
    """Does the sentence name a recipient, if one that nobody can place: *poor countries*, *urged firms to leave*?"""
    tokens = [t for t in match.roles.get("recipient", ()) if t.pos == "NOUN"]
    urged = match.rule.event == "REQUEST" and match.head.pos == "VERB"
    return any(t.lemma in roles(know) or (urged and t.dep == "dobj" and t.head is match.head) for t in tokens)


def no_self_dyad(
    match: Match, actor: tuple[Mention, ...], recipient: tuple[Mention, ...], entities: Entities
) -> tuple[tuple[Mention, ...], tuple[Mention, ...]]:
    """Drop a recipient that is the actor; a pronoun takes its next candidate instead."""
    if len(actor) > 1 and recipient:  # "an alliance of the two would arm Moscow": Moscow is not its own helper
        actor = tuple(a for a in actor if a.country not in {r.country for r in recipient}) or actor
    pronouns = any(t.lower in SINGULAR for role in ("actor", "recipient") for t in match.roles.get(role, ()))
    same = {m.country for m in actor} == {m.country for m in recipient} if pronouns else False
    if not recipient or not (same or {m.code for m in actor} == {m.code for m in recipient}):
        return actor, tuple(r for r in recipient if not any((r.code, r.name) == (a.code, a.name) for a in actor))
    for role, opposite in (("actor", recipient), ("recipient", actor)):
        for token in match.roles.get(role, ()):
            if other := entities.other(token, {m.country for m in opposite}):
                return (other, recipient) if role == "actor" else (actor, other)
    return (actor, ()) if {m.code for m in actor} == {m.code for m in recipient} else (actor, recipient)


def political(event: str, actor: tuple[Mention, ...], recipient: tuple[Mention, ...]) -> bool:
    """Is one of the parties a political actor, or does a country's people act politically or suffer?"""
    for mention in (*actor, *recipient):
        parts = (mention.code or "").split()
        if parts and parts[-1] not in PRIVATE:
            return True
        if len(parts) > 1 and event in PEOPLE_ACTS:
            return True
    return False


def _distinct(mentions: list[Mention]) -> tuple[Mention, ...]:
    found: list[Mention] = []
    for mention in mentions:
        if not any((m.code, m.name) == (mention.code, mention.name) for m in found):
            found.append(mention)
    return tuple(found)

"""Which place of its sentence an event has: by grammar, never the nearest name.

What was invaded or visited is the place itself; else a phrase of place on the event, its arguments or the clause
above it.  Adjectives of nations and countries named as modifiers (*US troops*, *Syria sanctions*) are no places.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dateline.knowledge import Knowledge
from dateline.parse import Sentence, Token
from dateline.reading.backdrop import clause_verb
from dateline.reading.clauses import SUBJECTS, is_infinitive, is_passive, is_verbal, subject_of
from dateline.reading.ordered import starting_in
from dateline.reading.place_words import PlaceWords
from dateline.types import Place

OUTWARD = frozenset({"xcomp", "advcl", "conj", "dobj", "nsubj", "nsubjpass", "pobj", "prep", "pcomp", "attr", "acl"})
LANDS = ("country", "region", "area")
SPOKEN_OF = frozenset({*LANDS, "city", "capital"})
VERBAL = (1, 3)  # classes of types: cooperation and conflict in words
MEETING = "CONSULT"
PEOPLE, CAPITAL = "places.people", "places.capital"  # *Ukrainian*; *the Kenyan capital*
BESIDE = 24  # characters between a place and its container
PLACELESS = frozenset({"SANCTION", "COOPERATE"})  # acts of whole states, like those in words


@dataclass(frozen=True, slots=True)
class Located:
    """A place and the step by which it is the event's."""

    place: Place
    rule: str


@dataclass(frozen=True, slots=True)
class Spot:
    """An event whose place is sought.

    `act` is its type in the codebook (or empty); `spoken`: it consists of words or decrees; `taken`: indices of the
    tokens that are actor or recipient.
    """

    trigger: Token
    act: str
    spoken: bool
    taken: frozenset[int]


def spot(trigger: Token, act: str, know: Knowledge, taken: frozenset[int]) -> Spot:
    """The event of type `act` that `trigger` names; meetings happen somewhere, other acts in words do not."""
    kind = know.events.get(act)
    spoken = kind is not None and kind.quad in VERBAL and act != MEETING
    return Spot(trigger, act, spoken or act in PLACELESS, taken)


def at_tokens(places: tuple[Place, ...], sentence: Sentence) -> Mapping[int, Place]:
    """The places of a sentence by the indices of their tokens; peoples (*Ukrainian*, *Serbs*) are no places."""
    found: dict[int, Place] = {}
    for place in (p for p in starting_in(places, sentence.span) if p.rule != PEOPLE):
        for token in sentence.tokens:
            if token.start < place.span.end and place.span.start < token.end:
                found[token.i] = place
    return found


def own_place(event: Spot, places: tuple[Place, ...], words: PlaceWords) -> Located | None:
    """The place that the sentence gives the event, with the step: object, own, argument, fronted, clause, modifier."""
    at = at_tokens(places, event.trigger.sent)
    for rule, token in ties(event, at, words):
        place = at.get(token.i)
        if place is not None and _may_be(rule, token, place, event, words):
            fronted = rule == "where.own" and is_verbal(event.trigger) and token.i < event.trigger.i
            return Located(_finest(place, at), "where.fronted" if fronted else rule)
    return None


def _finest(place: Place, at: Mapping[int, Place]) -> Place:
    """The place, or the one beside it that lies in it: "in Jos, in Plateau state"."""
    names = {place.text, place.name or place.text}
    others = (p for p in at.values() if p.rule != CAPITAL and not p.span.overlaps(place.span))
    inside = (p for p in others if names & {p.within, p.admin1, *p.chain} and p.name not in names)
    return next((p for p in inside if abs(p.span.end - place.span.start) <= BESIDE), place)


def _may_be(rule: str, token: Token, place: Place, event: Spot, words: PlaceWords) -> bool:
    if place.kind == "facility" or place.rule == "places.facility":
        return True
    if rule == "where.modifier":
        return event.trigger.lemma in words.words["named-for"] or place.kind not in LANDS
    if rule == "where.subject" and place.kind in LANDS:  # "rebels in Ruritania": they may act elsewhere
        return False
    if rule == "where.object":  # "sent arms to Ruritania": it receives them
        return not (event.trigger.lemma in words.words["transfer"] and token.i in event.taken)
    if token.dep == "pobj" and token.head.lower in words.words["above"] and place.kind in SPOKEN_OF:
        return False  # "a position on Syria"
    return token.i not in event.taken or place.kind in ("city", "capital")


def ties(event: Spot, at: Mapping[int, Place], words: PlaceWords) -> Iterator[tuple[str, Token]]:
    """The words that grammar ties to the event as its place, best first, with the step; not all of them name one."""
    trigger = event.trigger
    if event.spoken:
        yield from _ties_of_words(trigger, words)
        return
    arrives = trigger.lemma in words.words["motion"]  # "arrived in Ruritania"
    yield from (("where.object", t) for t in _object_places(trigger, words))
    yield from (("where.object" if arrives else "where.own", t) for t in _locatives(trigger, words))
    if trigger.pos in ("NOUN", "PROPN"):
        yield from (("where.modifier", t) for t in trigger.below("compound", "nmod", "amod") if t.pos == "PROPN")
    yield from (("where.object", t) for t in _aims([trigger, *trigger.below("dobj", "attr")], "source", words))
    yield from (("where.argument", t) for t in _by_arguments(event, words))
    yield from (("where.fronted", t) for t in _opening(trigger, words))
    yield from (("where.clause", t) for t in _by_clauses(trigger, words))
    yield from (("where.sentence", t) for t in _same_clause(event, at, words))
    yield from (("where.subject", p) for t in trigger.below(*SUBJECTS) for p in _locatives(t, words))


def _ties_of_words(trigger: Token, words: PlaceWords) -> Iterator[tuple[str, Token]]:
    """Acts in words happen where the sentence says so of them, and not where their content does."""
    yield from (("where.own", t) for t in _locatives(trigger, words) if not _is_of_what_is_told(t, trigger, words))
    yield from (("where.fronted", t) for t in _opening(trigger, words) if _is_main(trigger))
    yield from (("where.clause", t) for t in _by_declaration(trigger, words))
    if _is_there(trigger):
        yield from (("where.clause", t) for t in _by_clauses(trigger, words))


def _is_of_what_is_told(place: Token, trigger: Token, words: PlaceWords) -> bool:
    """ "condemned the arrests in Quito": the phrase right behind an act of violence or protest is that act's."""
    acts = [t for t in trigger.below("dobj") if t.lemma in words.words["physical"]]
    return any(t.i < place.i and place.head.i == t.i + 1 for t in acts)


def _by_declaration(trigger: Token, words: PlaceWords) -> Iterator[Token]:
    """The place of the words that do it: "issued a declaration in Oslo pledging to help"."""
    if trigger.tag != "VBG" or trigger.dep not in ("acl", "advcl"):
        return
    for noun in (trigger.head, *trigger.head.below("dobj")):
        if noun.lemma in words.words["declaration"]:
            yield from _locatives(noun, words)
            yield from _locatives(noun.head, words)


def _is_main(trigger: Token) -> bool:
    while trigger.dep == "conj":
        trigger = trigger.head
    return trigger.dep == "ROOT"


def _opening(trigger: Token, words: PlaceWords) -> Iterator[Token]:
    """The place of a phrase before the subject: "In Malta the minister met …", "On Monday in Oslo, police …"."""
    root = trigger.sent.root
    subject = next((c for c in root.children if c.dep in SUBJECTS), root)
    for prep in root.sent.tokens:
        if prep.i >= subject.i:
            return
        day = prep.head.dep == "npadvmod" or (prep.head.dep == "pobj" and prep.head.head.lower in words.words["dating"])
        if prep.dep == "prep" and prep.lower in words.words["locative"] and (prep.head is root or day):
            yield from _objects(prep, words)


def _object_places(trigger: Token, words: PlaceWords) -> Iterator[Token]:
    """What was invaded, visited, besieged: the object is the place; of a journey its aim."""
    if trigger.lemma in words.words["object-place"] and trigger.pos == "VERB":
        for child in trigger.below("dobj", "nsubjpass"):
            yield from _with_conjuncts(child, words)
        theirs = subject_of(trigger) if is_passive(trigger) else None  # "the island, which was occupied"
        if theirs is not None and theirs.head is not trigger:
            yield from _with_conjuncts(theirs, words)
    yield from _aims([trigger, *trigger.below("dobj", "attr")], "towards", words)
    above = trigger.head
    if trigger.dep == "nsubj" and trigger.pos in ("NOUN", "PROPN") and above.lemma in words.words["object-place"]:
        for child in above.below("dobj"):
            yield from _with_conjuncts(child, words)


def _aims(moved: Sequence[Token], kind: str, words: PlaceWords) -> Iterator[Token]:
    """The complement of an invasion *of*, a visit *to*, an evacuation *from*."""
    for noun, prep in ((n, p) for n in moved for p in n.below("prep")):
        of = kind == "towards" and prep.lower == "of" and noun.lemma in words.words["of-place"]
        if of or (noun.lemma in words.words["motion"] and prep.lower in words.words[kind]):
            yield from _objects(prep, words)


def _by_arguments(event: Spot, words: PlaceWords) -> Iterator[Token]:
    """Phrases of place on what the event is done to, and on clauses that tell of the event."""
    trigger = event.trigger
    for clause in trigger.below("relcl", "acl"):
        yield from _locatives(clause, words)
    for prep in trigger.below("prep", "agent"):
        if event.act == MEETING and trigger.pos == "NOUN" and prep.lower in words.words["topic"]:
            continue  # "talks on the situation in Ruritania"
        for thing in prep.below("pobj"):
            yield from _locatives(thing, words)
            yield from _aims([thing], "towards", words)
            for inner in _goals(thing) if prep.lower in words.words["locative"] else ():
                yield from _locatives(inner, words)  # "on the margins of a meeting in Oslo"
    things = trigger.below("dobj", "attr", "nsubjpass", "pobj")
    for child in (t for c in things for t in (c, *c.below("conj", "appos"))):
        yield from _locatives(child, words)
        for aimed in (p for c in child.below("acl") for p in (c, *c.below("dobj"), *_goals(c))):
            yield from _locatives(aimed, words)  # "fired shells aimed at a post in Ruritania"


def _same_clause(event: Spot, at: Mapping[int, Place], words: PlaceWords) -> Iterator[Token]:
    """The one place of the event's clause behind it: parsers hang late phrases on any noun before them."""
    verb = clause_verb(event.trigger)
    behind = [t for t in event.trigger.sent.tokens if t.i > event.trigger.i and t.i in at and t.dep == "pobj"]
    told = [t for t in behind if t.head.lower in words.words["venue"] and clause_verb(t) is verb]
    if len(told) == 1 and not (event.act == MEETING and _is_topic(told[0], words)):
        yield told[0]


def _is_topic(token: Token, words: PlaceWords) -> bool:
    """Does the word stand in what the talks are about?"""
    above = (t for t in token.ancestors() if t.pos == "ADP" and t.lower in words.words["topic"])
    return any(t.head.pos == "NOUN" for t in above)


def _is_there(clause: Token) -> bool:
    """A relative clause of place: "a summit where they signed the treaty"."""
    if clause.dep != "relcl":
        return False
    return any(t.tag == "WRB" and t.lower == "where" and clause_verb(t) is clause for t in clause.subtree())


def _goals(verb: Token) -> list[Token]:
    return [thing for prep in verb.below("prep") for thing in prep.below("pobj")]


def _by_clauses(trigger: Token, words: PlaceWords) -> Iterator[Token]:
    """Phrases of place on the clauses that govern the event; whoever goes somewhere to act acts there."""
    token = trigger
    while token.head is not token and (token.dep in OUTWARD or _is_there(token)):
        subject, purpose = token.dep in SUBJECTS, is_infinitive(token)
        if (token.dep == "advcl" and token.tag != "VBG" and not purpose) or (token.dep, token.tag) == ("acl", "VBN"):
            return
        content, token = token.dep in ("dobj", "pobj", "prep"), token.head
        if content and token.lemma in words.words["saying"] and token is not trigger.head:
            return  # "met in Oslo to discuss plans for aid"
        if purpose:
            yield from _aims([token], "towards", words)
        yield from _locatives(token, words)
        for thing in token.below("dobj") if subject else ():  # "the protest took place in Oslo"
            yield from _locatives(thing, words)


def _locatives(token: Token, words: PlaceWords) -> Iterator[Token]:
    for prep in (p for first in token.below("prep") for p in (first, *first.below("conj"))):  # "in and around Oslo"
        if prep.lower in words.words["locative"]:
            yield from _objects(prep, words)


def _objects(prep: Token, words: PlaceWords) -> Iterator[Token]:
    for thing in prep.below("pobj"):
        yield from _with_conjuncts(thing, words)
    for inner in prep.below("prep"):
        yield from _objects(inner, words)


def _with_conjuncts(token: Token, words: PlaceWords) -> Iterator[Token]:
    """The word, what stands beside it in apposition ("the city of Aleppo"), and what is joined to it."""
    if token.lemma in words.words["admin"] or token.lower in words.words["direction"]:
        for prep in token.below("prep"):
            if prep.lower == "of":
                yield from prep.below("pobj")
    yield token
    yield from token.below("appos", "conj")

"""What the text has a place do: where it was filed, whence and whither one goes, whom it stands for, who is from it.

One name may have several roles; `event_place` is that of acts of violence and protest and of meetings named after
their place, and is added where a statement takes the place as its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

import msgspec

from dateline.knowledge import Knowledge
from dateline.parse import MAX_TITLES, Parse, Token
from dateline.reading.clauses import is_passive
from dateline.reading.entities import Entities
from dateline.reading.phrases import forms, role_heads
from dateline.reading.place_evidence import LANDS, PEOPLE, Spot, at_tokens, own_place
from dateline.reading.place_words import PlaceWords, place_words
from dateline.text import dateline, paragraphs
from dateline.types import Place, PlaceRole, Span, Statement

ORDER: tuple[PlaceRole, ...] = ("event_place", "origin", "target", "dateline", "affiliation", "actor", "mention")
CITY = 40.0  # kilometres of radius up to which a land is one city
OPEN = 0.5  # below this weight of its place reading a name stands for those who govern from it
UNDECIDED = ("metonymy.prior", "metonymy.none", "metonymy.kind")
DATELINE = "metonymy.dateline"


def with_roles(places: tuple[Place, ...], parse: Parse, entities: Entities, know: Knowledge) -> tuple[Place, ...]:
    """The places with their roles in the order of `ORDER`; a place that the text only names is a mention."""
    words, told = place_words(know), _datelines(parse)
    roles: dict[Span, set[PlaceRole]] = {p.span: set() for p in places}
    for place in places:
        if any(span.covers(place.span) for span in told):
            roles[place.span].add("dateline")
        if place.rule == PEOPLE:
            roles[place.span].add("actor")
    for sentence in parse.sentences:
        at = at_tokens(places, sentence)
        for k, place in at.items():
            roles[place.span].update(_roles(parse.tokens[k], place, entities, words, know))
        for place in _event_places(at, parse, words):
            roles[place.span].add("event_place")
    return tuple(msgspec.structs.replace(p, roles=_ordered(roles[p.span])) for p in places)


def as_event_place(place: Place) -> Place:
    """The place with the role that a statement gives it; *mention* is then no longer its role."""
    return msgspec.structs.replace(place, roles=_ordered({*place.roles, "event_place"}))


def with_event_places(
    places: tuple[Place, ...], statements: Iterable[Statement], parse: Parse
) -> tuple[Place, ...]:
    """The places, those that statements happen at marked, with what is joined to them: "killed in Zaria and Kano"."""
    taken = {s.where.span for s in statements if s.where is not None}
    for sentence in parse.sentences:
        at = at_tokens(places, sentence)
        taken.update(p.span for k, place in at.items() if place.span in taken for p in _joined(parse.tokens[k], at))
    return tuple(as_event_place(p) if p.span in taken else p for p in places)


def _event_places(at: Mapping[int, Place], parse: Parse, words: PlaceWords) -> Iterator[Place]:
    """The places at which a sentence tells of violence, protest or accidents, and those that events are named after."""
    if not at:
        return
    for k, place in at.items():
        token = parse.tokens[k]
        if _names_event(token, place, words):
            yield place
    told = (words.words["physical"] - words.words["motion"]) | words.words["gathering"] | words.words["accident"]
    some = parse.tokens[next(iter(at))].sent.tokens
    for act in (t for t in some if t.lemma in told and t.i not in at):
        found = own_place(Spot(act, "", False, frozenset()), tuple(at.values()), words)
        if found is not None and (found.rule != "where.object" or found.place.kind not in LANDS):
            near = [k for k, p in at.items() if p.span == found.place.span]
            yield from (found.place, *(p for k in near for p in _joined(parse.tokens[k], at)))


def _names_event(token: Token, place: Place, words: PlaceWords) -> bool:
    """*The Aleppo offensive*, *the Rambouillet talks*; a land only if no larger than a city: *the Singapore summit*."""
    if token.dep not in ("compound", "nmod", "amod") or token.pos != "PROPN":
        return False
    if place.kind in LANDS and (place.radius_km is None or place.radius_km > CITY):
        return token.head.lemma in words.words["named-for"]
    named = (words.words["physical"] - words.words["motion"]) | words.words["gathering"] | words.words["held-at"]
    return token.head.pos in ("NOUN", "PROPN") and token.head.lemma in named


def _joined(token: Token, at: Mapping[int, Place]) -> Iterator[Place]:
    """The places joined to the word, before or behind it."""
    while token.dep == "conj" and token.head.i in at:
        token = token.head
        yield at[token.i]
    rest = token.below("conj")
    while rest:
        yield from (at[t.i] for t in rest if t.i in at)
        rest = [t for r in rest for t in r.below("conj")]


def _ordered(roles: set[PlaceRole]) -> tuple[PlaceRole, ...]:
    return tuple(r for r in ORDER if r in roles and (r != "mention" or len(roles) == 1)) or ("mention",)


def _datelines(parse: Parse) -> list[Span]:
    """The ranges of the document that its datelines fill: they are no sentences."""
    found = []
    for start, end in paragraphs(parse.clean.text)[:MAX_TITLES]:
        if opening := dateline(parse.clean.text[start:end]):
            found.append(parse.clean.span(start + opening[0], start + opening[1]))
    return found


def _roles(token: Token, place: Place, entities: Entities, words: PlaceWords, know: Knowledge) -> Iterator[PlaceRole]:
    """The roles that the position of one word of the name gives."""
    if token.head.start >= place.span.start and token.head.end <= place.span.end and token.head is not token:
        return  # the head of the name speaks for it
    weight = entities.as_place(token)
    if weight.rule == DATELINE:
        yield "dateline"
    found = list(chain(_by_preposition(token, words, know), _by_verb(token, words), _within_name(token, words)))
    yield from found
    if not found and weight.place < OPEN and weight.rule not in UNDECIDED:
        yield "actor"


def _by_preposition(token: Token, words: PlaceWords, know: Knowledge) -> Iterator[PlaceRole]:
    while token.dep in ("conj", "appos"):
        token = token.head
    if token.dep != "pobj":
        return
    preposition, governor = token.head, token.head.head
    while governor.pos == "ADP" and governor.head is not governor:  # "out of Oslo"
        preposition, governor = governor, governor.head
    person = governor.pos in ("NOUN", "PROPN") and not role_heads(know).isdisjoint(forms(governor))
    person = person or governor.lemma in words.words["person"]
    if person and preposition.lower in ("from", "of"):
        yield "affiliation"
    elif preposition.lower in words.words["source"]:
        yield "origin"
    elif (preposition.lower == "of" and governor.lemma in words.words["of-place"]) or (
        preposition.lower in words.words["towards"] and _moves(governor, words)
    ):
        yield "target"


def _moves(governor: Token, words: PlaceWords) -> bool:
    moved = [governor, *governor.below("dobj", "nsubjpass")]
    if governor.dep == "dobj":  # "fled Ruritania for Oslo"
        moved.append(governor.head)
    moving = words.words["motion"] | words.words["transfer"] | words.words["carried"]
    return any(t.lemma in moving for t in moved)


def _by_verb(token: Token, words: PlaceWords) -> Iterator[PlaceRole]:
    verb = token.head
    acted_on = token.dep == "dobj" or (token.dep == "nsubjpass" and is_passive(verb))
    if acted_on and verb.lemma in words.words["fled"]:
        yield "origin"
    elif acted_on and verb.lemma in words.words["object-place"]:
        yield "target"


def _within_name(token: Token, words: PlaceWords) -> Iterator[PlaceRole]:
    """*Oslo University*, *the Kyiv mayor*: the place tells whose or which one."""
    noun = token.head
    if token.dep in ("compound", "nmod", "poss") and noun.lemma in words.words["institution"] | words.words["person"]:
        yield "affiliation"

"""Where did the event happen?  A place counts only where the grammar ties it to the event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dateline.knowledge import Knowledge
from dateline.parse import Parse, Sentence, Token
from dateline.reading.ordered import starting_in
from dateline.reading.toponyms import PlaceWords, find_places, place_words
from dateline.types import Place

__all__ = ["find_places", "locate_event"]

LOOK_BACK = 8  # sentences before the event's
OUTWARD = frozenset({"xcomp", "advcl", "conj", "dobj", "nsubj", "nsubjpass", "pobj", "prep", "pcomp", "attr"})


def locate_event(
    trigger: Token, places: tuple[Place, ...], parse: Parse, know: Knowledge, taken: frozenset[int]
) -> Place | None:
    """The place of the event that `trigger` names, or None where the text ties none to it.

    `taken`: indices of tokens that are actor or recipient; a country there is no place unless it is what was
    invaded, visited or besieged.
    """
    words = place_words(know)
    at = {t.i: p for p in starting_in(places, trigger.sent.span) for t in _tokens(p, trigger)}
    for token in _object_places(trigger, words):
        if token.i in at:
            return at[token.i]
    for token in _circumstances(trigger, words):
        if token.i in at and token.i not in taken:
            return at[token.i]
    opening = _opening(trigger.sent, words)
    if opening and opening.i in at and not any(t.i in taken for t in opening.subtree()):
        return at[opening.i]
    if trigger.lemma in words.words["physical"]:
        return _scene(trigger, places, parse)
    return None


def _opening(sentence: Sentence, words: PlaceWords) -> Token | None:
    """The place of a phrase that opens the sentence: "In Malta the minister met …"."""
    first = sentence.tokens[0]
    if first.dep == "prep" and first.lower in words.words["locative"] and first.head.dep in ("ROOT", "nsubj"):
        return next(iter(first.below("pobj")), None)
    return None


def _scene(trigger: Token, places: tuple[Place, ...], parse: Parse) -> Place | None:
    """Where the text has set what happens: the last place in a locative phrase of the paragraph.

    Before the paragraph only where all such places lie in one country.
    """
    here = trigger.sent
    before = parse.sentences[max(0, here.index - LOOK_BACK) : here.index]
    same = [s for s in reversed(before) if s.paragraph == here.paragraph]
    if found := next(_set_in((here, *same), places), None):
        return found
    told = list(_set_in(reversed(before), places))
    return told[0] if len({p.code for p in told}) == 1 else None


def _set_in(sentences: Iterable[Sentence], places: tuple[Place, ...]) -> Iterator[Place]:
    return (p for s in sentences for p in starting_in(places, s.span) if _is_locative(p, s))


def _is_locative(place: Place, sentence: Sentence) -> bool:
    inside = [t for t in sentence.tokens if t.start < place.span.end and place.span.start < t.end]
    return any(t.dep == "pobj" and t.head.lower in ("in", "at", "near", "outside") for t in inside)


def _tokens(place: Place, trigger: Token) -> list[Token]:
    return [t for t in trigger.sent.tokens if t.start < place.span.end and place.span.start < t.end]


def _object_places(trigger: Token, words: PlaceWords) -> Iterator[Token]:
    """What was invaded, visited, besieged: the object is the place."""
    if trigger.lemma in words.words["object-place"] and trigger.pos == "VERB":
        for child in trigger.below("dobj", "nsubjpass"):
            yield from _with_conjuncts(child, words)
    for noun in (trigger, *trigger.below("dobj", "attr")):
        yield from _aims(noun, words)
    if trigger.pos in ("NOUN", "PROPN"):
        yield from trigger.below("compound", "nmod")
        if trigger.dep == "nsubj" and trigger.head.lemma in words.words["object-place"]:
            for child in trigger.head.below("dobj"):
                yield from _with_conjuncts(child, words)


def _aims(noun: Token, words: PlaceWords) -> Iterator[Token]:
    """The complement of an invasion *of*, a visit *to*, an evacuation *from*."""
    moving = noun.lemma in words.words["motion"]
    for prep in noun.below("prep"):
        of = prep.lower == "of" and noun.lemma in words.words["of-place"]
        if of or (moving and prep.lower in words.words["towards"] | words.words["source"]):
            yield from _objects(prep, words)


def _circumstances(trigger: Token, words: PlaceWords) -> Iterator[Token]:
    """Objects of locative prepositions on the event, its arguments, and the clauses that govern it."""
    yield from _locatives(trigger, words)
    for clause in trigger.below("relcl", "acl"):
        yield from _locatives(clause, words)
    for child in trigger.below("dobj", "attr", "nsubjpass", "pobj"):
        yield from _locatives(child, words)
    for prep in trigger.below("prep", "agent"):
        for thing in prep.below("pobj"):
            yield from _locatives(thing, words)
    token = trigger
    while (
        token.head is not token and token.dep in OUTWARD and not (token.dep == "advcl" and token.tag != "VBG")
    ):
        token = token.head
        yield from _locatives(token, words)


def _locatives(token: Token, words: PlaceWords) -> Iterator[Token]:
    for prep in token.below("prep"):
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

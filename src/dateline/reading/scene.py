"""Places that other sentences give an event: by a word that points back, an earlier mention, the scene that is set."""

from __future__ import annotations

from collections.abc import Iterator

from dateline.knowledge import Knowledge
from dateline.parse import Parse, Token, span_of
from dateline.reading.backdrop import clause_verb
from dateline.reading.gatherings import gatherings_of
from dateline.reading.ordered import starting_in
from dateline.reading.place_evidence import PEOPLE, Located, Spot, at_tokens, own_place, ties
from dateline.reading.place_words import PlaceWords
from dateline.reading.retold import is_definite, told_before
from dateline.types import Place, Span

LEAD = 3  # sentences that set the scene of a report
KINDS = {"city": ("city", "capital"), "country": ("country",), "region": ("region", "area", "city")}
BACK = 12  # sentences over which "there" points
_PUBLIC = ("ASSAULT", "PROTEST")


def pointed_at(event: Spot, places: tuple[Place, ...], parse: Parse, words: PlaceWords) -> Located | None:
    """*There*, *in the city*, *in other parts of the country*: the place named last; its own words are the text."""
    verb = clause_verb(event.trigger)
    for adverb in event.trigger.sent.tokens:
        pointing = adverb.lower in words.words["deictic"] and adverb.dep == "advmod" and clause_verb(adverb) is verb
        if pointing and (place := _last_locative(adverb, places, parse, words)):
            return Located(place, "where.there")
    for _, noun in ties(event, {}, words):
        if found := _named_by(noun, places, parse, words):
            return Located(found, "where.pointed")
    return None


def _named_by(noun: Token, places: tuple[Place, ...], parse: Parse, words: PlaceWords) -> Place | None:
    kind = next((k for k in ("city", "country", "region") if noun.lemma in words.words[f"{k}-noun"]), None)
    if kind is None or not any(c.lower in ("the", "this", "that") for c in noun.below("det")):
        return None
    told = (c for c in noun.children if (c.dep != "compound" or c.pos == "PROPN") and not _is_aside(c))
    if any(c.dep in ("prep", "relcl", "acl", "amod", "compound", "poss") for c in told):
        return None
    place = _last(noun, places, parse, kind)
    if place is None:
        return None
    whole = noun.head.head if noun.head.lower == "of" and noun.head.head.lemma in words.words["admin"] else noun
    span = span_of([t for t in whole.subtree() if t.i <= noun.i and t.dep != "cc"])
    return Place(span, parse.text(span), place.text, place.code, "places.pointed", place.kind)


def _is_aside(clause: Token) -> bool:
    """A clause that does not tell which one is meant: "the territory, which belonged to Malta"."""
    if clause.dep != "relcl":
        return False
    subject = next(iter(clause.below("nsubj", "nsubjpass")), clause)
    return subject.lower == "who" or any(c.text == "," and c.i < clause.i for c in clause.head.below("punct"))


def _last(token: Token, places: tuple[Place, ...], parse: Parse, kind: str | None) -> Place | None:
    """The last place before the word that may be meant by it."""
    first = parse.sentences[max(0, token.sent.index - BACK)].span.start
    before = starting_in(places, Span(first, token.start))
    wanted = KINDS.get(kind or "")
    known = (p for p in before if p.kind != "facility" and p.rule not in ("places.facility", PEOPLE))
    fitting = [p for p in known if p.kind is None or wanted is None or p.kind in wanted]
    return fitting[-1] if fitting else None


def _last_locative(token: Token, places: tuple[Place, ...], parse: Parse, words: PlaceWords) -> Place | None:
    """The last place before the word that stands in a phrase of place or as an aim."""
    prepositions = words.words["locative"] | words.words["towards"] | words.words["source"]
    for sentence in reversed(parse.sentences[max(0, token.sent.index - BACK) : token.sent.index + 1]):
        for k, place in sorted(at_tokens(places, sentence).items(), reverse=True):
            word = parse.tokens[k]
            locative = word.dep == "pobj" and word.head.lower in prepositions
            if k < token.i and (locative or "target" in place.roles):
                return place
    filed = [p for p in places if "dateline" in p.roles]
    return filed[0] if filed else None


def retold_at(
    event: Spot, places: tuple[Place, ...], parse: Parse, know: Knowledge, words: PlaceWords
) -> Located | None:
    """The place that an earlier mention of the act has, or of the act that it was part of ("killed in the attack")."""
    within = [t for p in event.trigger.below("prep") for t in p.below("pobj")]
    for word in (event.trigger, *within):
        for token in told_before(word, parse, know):
            found = own_place(Spot(token, event.act, False, frozenset()), places, words)
            if found is not None and found.rule != "where.clause":
                return Located(found.place, "where.retold")
    return None


def scene_of_acts(event: Spot, places: tuple[Place, ...], parse: Parse, words: PlaceWords) -> Located | None:
    """Where the report has set acts of violence and protest: those of the paragraph, else of its lead."""
    if event.trigger.lemma not in words.words["physical"] and event.act not in _PUBLIC:
        return None
    told = list(_acts_before(event, places, parse, words))
    gathered = event.act == "PROTEST"
    alike = [(t, p) for t, p in told if (t.lemma in words.words["gathering"]) == gathered]
    told = alike or told
    same = [p for t, p in told if t.sent.paragraph == event.trigger.sent.paragraph]
    if same:
        return Located(same[-1], "where.paragraph")
    lead = [p for t, p in told if t.sent.index < LEAD]
    one = len({p.code for _, p in told}) == 1
    return Located(lead[0] if lead else told[0][1], "where.scene") if told and one else None


def told_later(event: Spot, places: tuple[Place, ...], parse: Parse, words: PlaceWords) -> Located | None:
    """The place that the report gives the act afterwards.

    "The shooting took place in the port" in its paragraph; or, of an act told as part of another ("killed in an
    airstrike"), the first place of the other: "carried out the airstrike at the airport".
    """
    if event.act != "ASSAULT":
        return None
    wholes = {t.lemma for p in event.trigger.below("prep") if p.lower == "in" for t in p.below("pobj")}
    for sentence in parse.sentences[event.trigger.sent.index + 1 :][:BACK]:
        for token in sentence.tokens:
            if token.lemma in wholes & words.words["physical"] and is_definite(token):
                found = own_place(Spot(token, event.act, False, frozenset()), places, words)
                if found is not None and token.head.lemma not in words.words["saying"]:
                    return Located(found.place, "where.retold")
    violent = words.words["physical"] - words.words["motion"] - words.words["gathering"]
    for sentence in parse.sentences[event.trigger.sent.index + 1 :]:
        if sentence.paragraph != event.trigger.sent.paragraph:
            return None
        act = next(iter(sentence.root.below("nsubj")), sentence.root)
        if sentence.root.lemma in words.words["took-place"] and act.lemma in violent and is_definite(act):
            return own_place(Spot(sentence.root, event.act, False, frozenset()), places, words)
    return None


def addressed_at(event: Spot, places: tuple[Place, ...], parse: Parse, words: PlaceWords) -> Located | None:
    """The place of the gathering at which the words are spoken: "urged the crowd"; "also spoke, and promised"."""
    for token in gatherings_of(event.trigger, parse, words):
        found = own_place(Spot(token, "PROTEST", False, frozenset()), places, words)
        if found is not None:
            return Located(found.place, "where.scene")
    return None


def filed_from(event: Spot, places: tuple[Place, ...], parse: Parse) -> Located | None:
    """The place of the dateline, for an act of the opening sentence that no other place is named for."""
    first = event.trigger.sent
    filed = [p for p in places if "dateline" in p.roles]
    if not filed or first is not parse.sentences[0]:
        return None
    others = [p for p in starting_in(places, first.span) if p not in filed]
    return None if others else Located(filed[0], "where.dateline")


def _acts_before(
    event: Spot, places: tuple[Place, ...], parse: Parse, words: PlaceWords
) -> Iterator[tuple[Token, Place]]:
    """The acts of violence and protest before the event that their own sentences place."""
    violent = (words.words["physical"] - words.words["motion"]) | words.words["gathering"]
    for sentence in parse.sentences[: event.trigger.sent.index + 1]:
        if not starting_in(places, sentence.span):
            continue
        for token in sentence.tokens:
            if token.lemma in violent and token.i < event.trigger.i:
                found = own_place(Spot(token, event.act, False, frozenset()), places, words)
                if found is not None:
                    yield token, found.place

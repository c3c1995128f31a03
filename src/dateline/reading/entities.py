"""Who: resolve the words that name actors to countries, organisations, persons and sectors.

Evidence in this order: the phrase itself (name, title, nationality), the document (introductions, earlier
mentions, the scene, its main country), the tables by date.  What stays open stays unresolved, with its candidates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import msgspec

from dateline.codes import with_sector
from dateline.knowledge import Knowledge
from dateline.parse import Parse, Token, parse_document, span_of
from dateline.reading.attribution import Attribution, voices_over
from dateline.reading.groups import group_of, group_size
from dateline.reading.metonymy import Weight, place_weight
from dateline.reading.names import Hit, find_names
from dateline.reading.naming import Naming
from dateline.reading.persons import Introductions, surname_alone
from dateline.reading.phrases import Phrase, actor_words, forms, left_words, read_phrase, role_heads, roles
from dateline.reading.reference import (
    FIRST,
    PERSONAL,
    PLURAL,
    SINGULAR,
    Known,
    Past,
    antecedents,
    known_of,
    last_of,
    last_pair,
)
from dateline.reading.setting import flat_reading, publishers, weigh_countries
from dateline.reading.staleness import verified
from dateline.rules.apply import same_words
from dateline.types import Document, Mention, Span

NOMINAL = frozenset({"NOUN", "PROPN", "NUM", "X"})
POINTING = FIRST | PERSONAL | SINGULAR | PLURAL
NO_PLACE = Weight(0.0, "metonymy.none")
PEOPLE = frozenset({"person", "group"})
PREDICATES = frozenset({"attr", "oprd"})
MAIN_DEPS = frozenset({"compound", "amod", "nmod", "npadvmod"})  # heads of no phrase of their own


@dataclass
class Entities:
    """The actors of one document, resolved as they are asked for and remembered."""

    parse: Parse
    know: Knowledge
    attributions: tuple[Attribution, ...]
    hits: Mapping[int, Hit]
    on: str | None
    focus: str | None = None
    abroad: str | None = None  # the country that a government's own publication is about
    rivals: tuple[str, ...] = ()  # the main countries, where several are named equally often
    publisher: tuple[Mention, ...] = ()
    introduced: Introductions = field(default_factory=Introductions)
    history: list[list[Known]] = field(default_factory=list)
    memo: dict[tuple[int, str | None], tuple[Mention, ...]] = field(default_factory=dict)
    nouns: dict[int, frozenset[str]] = field(default_factory=dict)
    near: dict[int, list[Any]] = field(default_factory=dict)  # by trigger: the parties near it (role_signs.py)
    signs: dict[tuple[int, str, int], set[str]] = field(default_factory=dict)  # theirs
    told: Counter[str | None] = field(default_factory=Counter)  # how often each code is told of

    def of(self, token: Token, on: str | None = None) -> tuple[Mention, ...]:
        """The actors that the phrase headed by `token` names; several for a group, none for a thing.

        `on`: an ISO date for which offices and states are read, if not the document's own.
        """
        key = (token.i, on)
        if key not in self.memo:
            self.memo[key] = ()  # a phrase that leads back to itself names nobody
            self.memo[key] = self._weighed(token, self._resolve(token, on or self.on))
        return self.memo[key]

    def _weighed(self, token: Token, mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
        """With the weight of the place reading, where a name of a place heads the phrase."""
        place = self.as_place(token).place
        return tuple(msgspec.structs.replace(m, place_weight=place) for m in mentions) if place else mentions

    def as_place(self, token: Token) -> Weight:
        """How far the name at the token means a place, and by which rule."""
        hit = self.hits.get(token.i)
        sense = hit.as_town(self.on) if hit else None
        return place_weight(token, hit, sense, self.know) if hit and sense else NO_PLACE

    @cached_property
    def past(self) -> Past:
        """What reference may look back to."""
        return Past(self.parse, self.know, self.hits, self.on, self.history)

    def names_actor(self, token: Token) -> bool:
        """Does the phrase name an actor with a code?"""
        return any(m.code for m in self.of(token))

    def same(self, one: Token, actor: Token) -> bool:
        """Does the first word name the actor that the second names, or somebody of the same country?

        A country that is only guessed from the document counts for nothing.
        """
        told = ([m for m in self.of(t) if m.code and not m.rule.startswith("document.")] for t in (one, actor))
        theirs, mine = ({m.country for m in named} for named in told)
        return bool(theirs & mine) if theirs and mine else same_words(one, actor)

    def other(self, token: Token, but: set[str]) -> tuple[Mention, ...]:
        """For a pronoun: its likeliest antecedent that is of none of the countries `but`."""
        for group in antecedents(token, self.past):
            if not {m.country for m in group} & but:
                return tuple(_pointing(m, token, self.parse, "reference.other") for m in group)
        return ()

    def nearest(self, token: Token, but: set[str]) -> tuple[Mention, ...]:
        """The last actor named before the token, not one of the codes `but`; at most two sentences back."""
        for back in range(3):
            if token.sent.index - back < 0:
                break
            for known in reversed(self.history[token.sent.index - back]):
                code = known.mention.code or ""
                if known.token < token.i and known.kind != "other" and code not in but and code not in ("REG", "JRN"):
                    return (msgspec.structs.replace(known.mention, rule=f"document.nearest ← {known.mention.rule}"),)
        return ()

    def _resolve(self, token: Token, on: str | None) -> tuple[Mention, ...]:
        if self._is_date(token):
            return ()
        lower = token.lower
        named = token.i in self.hits
        if lower in POINTING and not named and (found := self._pronoun(token)):
            return found
        if group := self._group(token):
            return group
        words = actor_words(self.know)
        open_head = {lower, token.lemma} & words["group"] or lower in words["stand_in"]
        if open_head and not named and (found := self._partitive(token)):
            return found
        if lower in words["stand_in"]:
            return self._stand_in(token)
        return self._phrase(token, on)

    def _is_date(self, token: Token) -> bool:
        """*3 March*, *on Monday*: nobody, unless a Ms May or Mr Friday has been introduced."""
        calendar: frozenset[str] = self.know.made("calendar", _calendar)
        if token.text not in calendar or token.text in self.introduced.last or token.i in self.hits:
            return False
        return token.dep in ("pobj", "npadvmod", "compound") or any(c.pos == "NUM" for c in token.children)

    def _pronoun(self, token: Token) -> tuple[Mention, ...]:
        if token.lower in FIRST:
            return self._speaker(token)
        if _impersonal(token):
            return ()
        found = antecedents(token, self.past)
        return tuple(_pointing(m, token, self.parse) for m in found[0]) if found else ()

    def _speaker(self, token: Token) -> tuple[Mention, ...]:
        """*We*, *I*: the innermost quoted voice, else the publisher."""
        for voice in reversed(voices_over(token.span, self.attributions)):
            if voice.source is not None and voice.source.lower not in FIRST:
                return tuple(_pointing(m, token, self.parse, "reference.speaker") for m in self.of(voice.source))
        return tuple(_pointing(m, token, self.parse, "reference.publisher") for m in self.publisher)

    def _group(self, token: Token) -> tuple[Mention, ...]:
        """*The two countries*, *both leaders*, *the trio*: those named together before, or beside it."""
        if token.lower == "two" and token.dep in ("pobj", "nsubj", "dobj", "nsubjpass"):  # "harmony between the two"
            codes = last_pair(token, self.past)
            return tuple(Mention(token.span, self.parse.text(token.span), c, rule="reference.pair") for c in codes)
        size = group_size(token, left_words(token), self.know)
        if size is None:
            return ()
        named = [c for c in token.children if c.dep == "appos" and c.pos == "PROPN"]
        if named and (found := tuple(m for t in _with_conj(named) for m in self.of(t))):
            return found
        return group_of(token, self.past) or self._we_and_they(token, size)

    def _we_and_they(self, token: Token, size: int) -> tuple[Mention, ...]:
        """*Both countries* in what a government publishes about another state: its own and that one."""
        mine = self.publisher[0].country if self.publisher else ""
        if size != 2 or not self.abroad or mine not in self.know.actors["states"].index:
            return ()
        span = span_of(left_words(token))
        codes = (mine, self.abroad)
        return tuple(Mention(span, self.parse.text(span), c, rule="reference.publisher") for c in codes)

    def _partitive(self, token: Token) -> tuple[Mention, ...]:
        """*Hundreds of soldiers*, *one of them*: those behind *of*."""
        inner = [
            p for c in token.children if c.dep == "prep" and c.lower in ("of", "from", "among") for p in c.below("pobj")
        ]
        return tuple(m for p in _with_conj(inner) for m in self.of(p))

    def _stand_in(self, token: Token) -> tuple[Mention, ...]:
        """*Others*, *many*, *seven more*: of the last people named; *those in Syria*: of the place."""
        if token.dep in ("det", "nummod", "amod", "advmod", "predet", "quantmod", "mark", "expl", "cc", "preconj"):
            return ()
        phrase = read_phrase(token, self.hits, self.know, self.on)
        span = span_of(list(phrase.tokens))
        if phrase.bearers:
            code = phrase.bearers[0][1].code.split(";")[0]
            return (Mention(span, self.parse.text(span), with_sector(code, "CVL"), None, "text.stand-in"),)
        if token.lower in ("those", "one", "ones", "all") and token.dep != "nsubj":
            return ()
        found = last_of(token, self.past, PEOPLE, plural=True, reach=2)
        return tuple(_pointing(m, token, self.parse, "reference.stand-in") for m in found)

    def _phrase(self, token: Token, on: str | None) -> tuple[Mention, ...]:
        if token.pos not in NOMINAL and token.i not in self.hits and not self._is_name(token):
            return ()
        if token.pos == "NOUN" and self._plain_thing(token):
            return ()
        phrase = read_phrase(token, self.hits, self.know, on)
        span = _mention_span(phrase, self.hits)
        self.nouns[token.i] = _nouns(phrase) | self._titles(token)
        return Naming(self, phrase, span, self.parse.text(span), on).resolve()

    def _plain_thing(self, token: Token) -> bool:
        """No role, name, owner or apposition anywhere in the phrase: *the weather*, *a long war*."""
        if token.i in self.hits or token.text[0].isupper() or not role_heads(self.know).isdisjoint(forms(token)):
            return False
        return not any(t.i in self.hits or t.dep in ("poss", "appos") for t in token.subtree())

    def _titles(self, token: Token) -> frozenset[str]:
        """The titles inside a name: *King Juan Carlos*."""
        hit = self.hits.get(token.i)
        words = self.parse.tokens[hit.first : hit.last] if hit else []
        return frozenset(w.lower for w in words if w.lower in roles(self.know))

    def _is_name(self, token: Token) -> bool:
        """A surname that the parser took for another word: *Trump flew*."""
        return token.text[:1].isupper() and token.text in self.introduced.last and token.dep not in ("compound", "det")


def _calendar(know: Knowledge) -> frozenset[str]:
    return frozenset(r["word"] for r in know.lexicon["time_words"].rows if r["class"] in ("month", "weekday"))


def resolve_entities(parse: Parse, know: Knowledge, attributions: tuple[Attribution, ...] = ()) -> Entities:
    """Set up the resolution of one document: its names, introductions, main country, publisher."""
    hits = find_names(parse, know)
    on = parse.document.published
    entities = Entities(parse, know, attributions, hits, on)
    entities.publisher = publishers(parse.document, know)
    _set_focus(entities)
    for sentence in parse.sentences:
        entities.history.append([])
        for token in sentence.tokens:
            named = token.pos in ("NOUN", "PROPN") and token.dep not in MAIN_DEPS
            if token.dep in PREDICATES:
                continue  # "When I became President, he …": nobody new
            if named or token.lower in PERSONAL or (token.pos == "PRON" and token.dep == "nsubj"):
                _remember(entities, token)
    return entities


def resolve_phrase(text: str, know: Knowledge, on: str | None = None, context: str = "") -> Mention:
    """Resolve a phrase that stands alone (*Northern Fleet*, *a Ugandan attorney*); unresolved: code None.

    `on`: ISO date; without one, the last month for which the table of offices was gone through.
    `context`: words that stood around it; the country that they name is that of a role without one.
    """
    on = on or f"{verified(know)}-01"
    found = _alone(text, know, on, context)
    if found.code is None and (text.isupper() or text.islower()) and len(text) == len(text.title()):  # "CANBERRA"
        again = _alone(text.title(), know, on, context)
        return msgspec.structs.replace(again, text=again.span.of(text)) if again.code else found
    return found


def _alone(text: str, know: Knowledge, on: str, context: str) -> Mention:
    """The first coded mention of the phrase's words, else an open one, else what its names say without syntax."""
    before = f"{context}\n\n" if context.strip() else ""
    parse = parse_document(Document(id="phrase", text=before + text, published=on))
    entities = resolve_entities(parse, know)
    own = [t for t in parse.tokens if t.start >= len(before)]
    roots = [t for t in own if t.sent.root is t]
    mentions = [_shifted(m, len(before)) for t in roots + own for m in entities.of(t)]
    sense = surname_alone(text, on, know) if len(text.split()) == 1 else None
    whole = Span(0, len(text))
    person = Mention(whole, text, sense.code, sense.name or None, sense.row) if sense else None
    coded = [m for m in mentions if m.code]
    if coded and not (person and coded[0].rule.startswith("places/")):  # Santos is a town, too
        return coded[0]
    flat = () if person else flat_reading(text, know, on)
    return person or next((m for m in (*flat, *mentions) if m.code or m.candidates), Mention(whole, text))


def _shifted(mention: Mention, by: int) -> Mention:
    """The mention as if the text began `by` characters later."""
    span = Span(max(0, mention.span.start - by), max(0, mention.span.end - by))
    return msgspec.structs.replace(mention, span=span)


def _set_focus(entities: Entities) -> None:
    """The main country; for what a government publishes also the country that it speaks of."""
    weight = weigh_countries(entities.parse, entities.hits, entities.know, entities.on)
    top = weight.most_common(1)
    entities.focus = top[0][0] if top else None
    entities.rivals = tuple(c for c, n in weight.items() if n == top[0][1]) if top else ()
    if not entities.publisher:
        return
    mine = entities.publisher[0].country
    entities.focus = entities.focus or mine
    others = Counter({c: n for c, n in weight.items() if c != mine}).most_common(1)
    if others and others[0][1] > 1:
        entities.abroad = others[0][0]


def _remember(entities: Entities, token: Token) -> None:
    """Note the resolved mention for later reference; a full name introduces its surname."""
    coded = [m for m in entities.of(token) if m.code]
    if not coded:
        return
    if coded[0].name and token.pos == "PROPN":
        words = _given_names(token, entities)
        surname = words[-1] if words else token.text
        entities.introduced.add(surname, [*words[:-1], *coded[0].name.split()], coded[0])
    elif token.dep == "appos" and (named := _named_beside(token, coded[0], entities)):
        coded[0] = msgspec.structs.replace(coded[0], name=named)  # "Tariq Mehmood, Pakistan's ambassador"
    entities.history[token.sent.index] += known_of(
        token, coded, entities.past, entities.nouns.get(token.i, frozenset())
    )


def _given_names(token: Token, entities: Entities) -> list[str]:
    """The words of a personal name that ends at the token and stands in no table, without titles."""
    skip = actor_words(entities.know)["postnominal"]
    titles = roles(entities.know)
    found: list[str] = []
    for word in reversed([t for t in token.sent.tokens if t.i <= token.i]):
        plain = word.pos == "PROPN" and word.i not in entities.hits and word.lower not in titles
        if not plain and found:
            break
        if plain and word.lower not in skip:
            found.insert(0, word.text)
        elif not plain:
            break
    return found


def _named_beside(token: Token, mention: Mention, entities: Entities) -> str | None:
    """The name of the person whom the apposition describes."""
    here = entities.history[token.sent.index]
    same = (k.mention for k in here if k.token == token.head.i and k.kind == "person")
    return next((m.name for m in same if m.name and m.country == mention.country), None)


def _impersonal(token: Token) -> bool:
    """*It would be an outrage if …*, *it is time to …*: the clause is the subject."""
    verb = token.head
    if token.lower != "it" or token.dep not in ("nsubj", "expl") or verb.lemma != "be":
        return False
    said = [c for c in verb.children if c.dep in ("acomp", "attr")]
    clauses = [c for t in (verb, *said) for c in t.children if c.dep in ("ccomp", "xcomp", "advcl", "acl", "csubj")]
    return bool(said) and any(c.i > token.i for c in clauses)


def _pointing(mention: Mention, token: Token, parse: Parse, rule: str = "reference.pronoun") -> Mention:
    first = mention.rule.rsplit(" ← ", 1)[-1]
    return Mention(
        token.span, parse.text(token.span), mention.code, mention.name, f"{rule} ← {first}", mention.candidates
    )


def _with_conj(tokens: list[Token]) -> list[Token]:
    return tokens + [c for t in tokens for c in t.children if c.dep == "conj"]


def _nouns(phrase: Phrase) -> frozenset[str]:
    """What the referent may be called later: its role, the last word of its name."""
    found = {phrase.head.lower}
    if phrase.role:
        found |= {phrase.role["noun"], phrase.role["noun"].split()[-1]}
    return frozenset(found)


def _mention_span(phrase: Phrase, hits: Mapping[int, Hit]) -> Span:
    """The words in front of the head and the head's own name."""
    words = list(phrase.tokens)
    while len(words) > 1 and words[0].dep in ("punct", "case"):
        words = words[1:]
    hit = hits.get(phrase.head.i)
    if hit:
        words += [t for t in phrase.head.sent.tokens if hit.first <= t.i <= hit.last]
    return span_of(words)


__all__ = ["FIRST", "Entities", "resolve_entities", "resolve_phrase"]

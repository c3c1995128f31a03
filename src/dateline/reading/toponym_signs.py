"""Is a name of the gazetteer a place here?  Signs of its words, its neighbours and the document are weighed.

The weights are those of lexicon/toponym_signs.csv; a name is taken for a place where they add up to more than 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from dateline.parse import Parse, Token, span_of
from dateline.reading.toponym_links import may_lie_in
from dateline.reading.toponym_names import Named, ToponymWords
from dateline.reading.toponym_persons import INITIAL, Persons, find_persons, is_odd_name

CLEAR = 2.0  # the weight from which a name is clearly a place
LARGE, MIDDLING, SMALL = 100_000, 10_000, 1_000


def accepted(named: Sequence[Named], parse: Parse, words: ToponymWords) -> list[Named]:
    """The names that are places here, in their order."""
    names = frozenset(i for n in named for i in range(n.first, n.last + 1))
    persons = find_persons(parse, words)
    links = _links(named, parse, words)
    signs = [_signs(n, parse, words, persons, links, names) for n in named]
    weights = [words.weights["bias"] + sum(words.weights[s] for s in found) for found in signs]
    clear = {n.key for n, w in zip(named, weights, strict=True) if w >= CLEAR}
    again = words.weights["again"]
    return [n for n, w in zip(named, weights, strict=True) if w + (again if n.key in clear else 0) > 0]


def _is_well_known(named: Named) -> bool:
    return any(e.main and (e.kind in ("country", "admin1", "capital") or e.population >= LARGE) for e in named.entries)


def _links(named: Sequence[Named], parse: Parse, words: ToponymWords) -> Mapping[Named, str]:
    """Which names stand beside what contains them: *Leeds, England*."""
    found: dict[Named, str] = {}
    for inner, outer in pairwise(named):
        between = [t.lower for t in parse.tokens[inner.last + 1 : outer.first]]
        if between and between[0] in words.words["opener"] and len(between) <= 2 and may_lie_in(inner, outer):
            found[inner] = "contained"
            found.setdefault(outer, "contains")
    return found


def _signs(
    named: Named,
    parse: Parse,
    words: ToponymWords,
    persons: Persons,
    links: Mapping[Named, str],
    names: frozenset[int],
) -> Iterator[str]:
    yield from _own(named, parse, words, persons)
    if named in links:
        yield links[named]
    elif named.kind == "abbreviation" and "." not in parse.tokens[named.first].text:
        yield "unplaced-code"
    first, last = parse.tokens[named.first], parse.tokens[named.last]
    if first is not first.sent.tokens[0]:
        yield from _before(parse.tokens[named.first - 1], words, names)
    if last is not last.sent.tokens[-1]:
        yield from _after(parse.tokens[named.last + 1 : named.last + 4], words, names)
    if last.dep == "nsubj" and last.head.lemma in words.words["speech"] and not _is_well_known(named):
        yield "speaks"
    elif (first_of := _first_joined(last)).dep in ("dobj", "nsubjpass") and first_of.head.lemma in words.taken:
        yield "object-place"
    elif last.dep in ("compound", "nmod") and last.head.lemma in words.events and last.head.text.islower():
        yield "event-noun"


def _first_joined(token: Token) -> Token:
    """The first of the words that are joined: *retook Lyman and Kupiansk*."""
    while token.dep == "conj" and token.head is not token:
        token = token.head
    return token


def _own(named: Named, parse: Parse, words: ToponymWords, persons: Persons) -> Iterator[str]:
    tokens = parse.tokens[named.first : named.last + 1]
    best = max(named.entries, key=lambda e: (e.main, e.population))
    yield from _standing(named)
    if named.kind != "name":
        yield named.kind
    if parse.text(span_of(tokens)) in words.bodies:
        yield "body"
    if len(tokens) > 1:
        yield "several-words"
    elif best.word and best.kind != "country":
        yield "word"
    if not best.main and named.kind == "name":
        yield "spelling"
    if not any(t.pos == "PROPN" for t in tokens) and named.kind == "name" and tokens[-1].lower in words.english:
        yield "not-a-name"
    if len(tokens) == 1 and tokens[0].lower in words.directions:
        yield "direction"
    if len(tokens) == 1 and tokens[0] is tokens[0].sent.tokens[0]:
        yield "sentence-start"
    if any(t.i in persons.inside for t in tokens):
        yield "person"
    elif len(tokens) == 1 and tokens[0].text in persons.surnames:
        yield "surname"
    elif len(tokens) == 1 and tokens[0].text in words.given:
        yield "given-name"


def _standing(named: Named) -> Iterator[str]:
    """What sort of place it would be at best."""
    kinds = {e.kind for e in named.entries if e.kind == "country" or (e.main and e.population >= LARGE)}
    people = max(e.population for e in named.entries)
    if "country" in kinds:
        yield "country"
    elif "admin1" in kinds:
        yield "first-level"
    elif "capital" in kinds:
        yield "capital"
    elif any(e.id < 0 for e in named.entries):
        yield "kept-by-hand"
    elif people >= MIDDLING:
        yield "large" if people >= LARGE else "middling"
    elif people < SMALL:
        yield "small"


def _before(token: Token, words: ToponymWords, names: frozenset[int]) -> Iterator[str]:
    if token.lower in words.words["locative"]:
        yield "locative"
    elif token.lower in words.words["weak-locative"]:
        yield "weak-locative"
    elif INITIAL.fullmatch(token.text) and token.text != "A":
        yield "initial"
    elif token.text[0].isupper() and token.lower in words.words["team-first"]:
        yield "team"
    elif token.i not in names and is_odd_name(token, words):
        yield "name-before"


def _after(tokens: Sequence[Token], words: ToponymWords, names: frozenset[int]) -> Iterator[str]:
    token, lower = tokens[0], tokens[0].lower
    if lower in words.words["local-noun"]:
        yield "local-noun"
    elif token.text[0].isupper() and lower in words.words["outlet"]:
        yield "outlet"
    elif token.text[0].isupper() and lower in words.words["team"]:
        yield "team"
    elif token.text[0].isupper() and lower in words.words["newspaper"]:
        yield "newspaper"
    elif lower in words.words["person-suffix"]:
        yield "suffix"
    elif lower in words.words["road"]:
        yield "road"
    elif INITIAL.fullmatch(token.text) and "." in token.text:
        yield "initial"
    elif len(tokens) > 2 and lower == "," and tokens[1].text.isdigit() and len(tokens[1].text) == 2:
        yield "age"
    elif token.i not in names and is_odd_name(token, words):
        yield "name-after"

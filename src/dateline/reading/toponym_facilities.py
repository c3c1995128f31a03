"""Facilities with a name of their own, in the gazetteer or not: *the Grand Hotel*, *Taksim Square*, *Highway 19*."""

from __future__ import annotations

from collections.abc import Iterator

from dateline.parse import Parse, Token
from dateline.reading.place_words import PlaceWords
from dateline.reading.toponym_names import Named, ToponymWords

ROLES = frozenset({"pobj", "dobj", "appos", "conj", "nsubj", "nsubjpass"})
PARTS = frozenset({"compound", "nmod", "amod", "poss"})
MOST = 6  # words in front of the noun


def find_facilities(parse: Parse, words: PlaceWords, known: ToponymWords) -> Iterator[Named]:
    """Noun phrases headed by a facility, and roads; names without entries."""
    for token in parse.tokens:
        if token.lower in known.words["road"] and token.text[0].isupper():
            yield from _road(token, parse)
        elif token.lower in known.words["road-first"] and token.text[0].isupper():
            yield from _numbered(token, parse)
        elif {token.lemma, token.lower} & words.words["facility"] and _is_head(token) and not _is_unit(token, known):
            yield from _phrase(token)


def _is_unit(token: Token, known: ToponymWords) -> bool:
    """*the Amur region* is no facility."""
    return token.lower in known.words["unit"] or token.lower in known.words["settled"]


def _is_head(token: Token) -> bool:
    return token.pos in ("NOUN", "PROPN") and token.dep in ROLES


def _phrase(token: Token) -> Iterator[Named]:
    parts = [c for c in token.children if c.i < token.i and c.dep in PARTS]
    proper = [c for c in parts if c.pos == "PROPN"]
    if not proper:
        return
    first = min(t.i for c in proper for t in c.subtree())
    yield Named(first if token.i - first <= MOST else token.i, token.i, "", (), "facility")


def _road(token: Token, parse: Parse) -> Iterator[Named]:
    """*Peachtree Street*: the capitalised words in front.  *Mr. St. John* is none."""
    first = token.i
    if any(t.text[0].isupper() and t.sent is token.sent for t in parse.tokens[first + 1 : first + 2]):
        return
    while first and parse.tokens[first - 1].sent is token.sent and _is_name(parse.tokens[first - 1]):
        first -= 1
    if 0 < token.i - first <= MOST:
        yield Named(first, token.i, "", (), "road")


def _is_name(token: Token) -> bool:
    return token.pos == "PROPN" and token.text[0].isupper()


def _numbered(token: Token, parse: Parse) -> Iterator[Named]:
    """*Interstate 45*."""
    after = parse.tokens[token.i + 1 : token.i + 2]
    if after and after[0].text.isdigit() and after[0].sent is token.sent:
        yield Named(token.i, after[0].i, "", (), "road")

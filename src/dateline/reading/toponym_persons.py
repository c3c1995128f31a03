"""Which words of a text are names of persons, as far as that shows without knowing them.

*Vladimir Putin*, *Mayor Ryan Bingham*, *Susan M. Craven*; and where the text has called somebody so, his surname alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dateline.parse import Parse, Token
from dateline.reading.toponym_names import ToponymWords

MOST = 4  # words of a person's name
OTHERS = ("unit", "local-noun", "road", "person-title", "settled", "water", "land")
INITIAL = re.compile(r"[A-Z]\.?(?:[A-Z]\.?)?")


@dataclass(frozen=True, slots=True)
class Persons:
    """Indices of tokens inside full names, and the surnames that stand in them."""

    inside: frozenset[int]
    surnames: frozenset[str]


def find_persons(parse: Parse, words: ToponymWords) -> Persons:
    """The persons of a text."""
    runs = [run for s in parse.sentences for run in _runs(s.tokens, words)]
    inside = frozenset(t.i for run in runs for t in run)
    last = (next((t for t in reversed(run) if _is_surname(t, words)), None) for run in runs)
    return Persons(inside, frozenset(t.text for t in last if t is not None))


def _runs(tokens: Sequence[Token], words: ToponymWords) -> Iterator[list[Token]]:
    done = -1
    for k, token in enumerate(tokens):
        if token.i <= done:
            continue
        titled = token.lower.rstrip(".") in words.words["person-title"] and token.pos in ("NOUN", "PROPN", "ADJ")
        if titled:
            run = _names(tokens[k + 1 : k + 1 + MOST], words)
        elif token.text in words.given and token.text[0].isupper():
            run = _names(tokens[k : k + MOST], words)
            run = run if len(run) > 1 else []
        else:
            continue
        if run:
            done = run[-1].i
            yield run


def _names(tokens: Sequence[Token], words: ToponymWords) -> list[Token]:
    """The capitalised words at the start that may be a person's name."""
    run: list[Token] = []
    for token in tokens:
        part = token.lower in words.words["name-particle"]  # "Mr. St. John", "Ludwig van Beethoven"
        if not (_is_surname(token, words) or INITIAL.fullmatch(token.text) or part or (run and token.text == "-")):
            break
        run.append(token)
    while run and (run[-1].text == "-" or run[-1].lower in words.words["name-particle"]):
        run.pop()
    return run


def _is_surname(token: Token, words: ToponymWords) -> bool:
    if token.lower.rstrip(".") in words.words["person-title"] or token.text in words.abbreviations:
        return False  # "Washington D.C."
    return token.text in words.given or token.lower in words.words["surname-word"] or is_odd_name(token, words)


def is_odd_name(token: Token, words: ToponymWords) -> bool:
    """A capitalised word that is no English word and no word for a place, a road or an office."""
    kinds, lower = words.words, token.lower.rstrip(".")
    named = token.text[0].isupper() and len(token.text) > 1 and token.pos == "PROPN" and lower not in words.english
    return named and not any(lower in kinds[k] for k in OTHERS)

"""Is it the same party: the words of a triple held against the mentions of a statement."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal, TypeAlias

import msgspec

from dateline.codes import SECTORS
from dateline.knowledge import Knowledge
from dateline.reading.entities import resolve_phrase
from dateline.types import Mention
from dateline.verifying.table import names

Direction: TypeAlias = Literal["right", "swapped", "unclear", "not read", "not given"]
_CODE = re.compile(r"[A-Z]{3}( [A-Z]{3})*")
_WORD = re.compile(r"\w+")
SAME, ALIKE, RELATED, NO = 3, 2, 1, 0


class Party(msgspec.Struct, frozen=True):
    """A party of a triple: its words, and the codes that they may mean (empty: nobody that is known)."""

    words: str
    codes: tuple[str, ...] = ()
    name: str | None = None


def party(words: str, know: Knowledge, on: str | None, context: str) -> Party:
    """Whom the words mean: a code as it is, else by the tables as on the day `on`, with the words around them."""
    known: dict[tuple[str, str | None, str], Party] = know.made("parties of triples", lambda _: {})
    key = (words, on, context)
    if key not in known:
        known[key] = _resolved(words, know, on, context)
    return known[key]


def _resolved(words: str, know: Knowledge, on: str | None, context: str) -> Party:
    if _CODE.fullmatch(words) and (words[:3] in know.actors["states"].index or words[:3] in SECTORS):
        return Party(words, (words,))
    if not any(c.isalnum() for c in words):
        return Party(words)
    found = resolve_phrase(words, know, on, context)
    return Party(words, (found.code,) if found.code else found.candidates, found.name)


def closeness(given: Party, mention: Mention) -> int:
    """SAME: the same words or code; ALIKE: one names the other more closely; RELATED: another body of one country."""
    of_words = _by_words(given, mention)
    by_code = max((_by_code(code, mention.code) for code in given.codes), default=NO) if mention.code else NO
    return max(of_words, by_code)


def closest(given: Iterable[Party], mentions: Iterable[Mention]) -> int:
    """The best that any of the parties makes with any of the mentions."""
    told = [*mentions]
    return max((closeness(p, m) for p in given for m in told), default=NO)


def _by_words(given: Party, mention: Mention) -> int:
    best = NO
    ours = _key(given.words)
    if not ours:
        return NO
    for name in dict.fromkeys((mention.text, mention.name or mention.text)):
        theirs = _key(name)
        if ours == theirs:
            return SAME
        if theirs and min(ours, theirs, key=len) <= max(ours, theirs, key=len) and _telling(given.words, name):
            best = ALIKE
    return SAME if given.name and given.name == mention.name else best


def _key(words: str) -> frozenset[str]:
    return frozenset(w.casefold() for w in _WORD.findall(words)) - names().small.party


def _telling(one: str, other: str) -> bool:
    """Do both have a word in common that begins with a capital, or the same last word: *soldiers*, *12 soldiers*?"""
    first, second = (_WORD.findall(words) for words in (one, other))
    shared = {w for w in {*first} & {*second} if w[0].isupper() and w.casefold() not in names().small.party}
    return bool(shared) or first[-1].casefold() == second[-1].casefold()


def stands_in(given: Party, text: str) -> bool:
    """Does any telling word of the party stand in the text?  Codes are no words."""
    words = {w for w in _key(given.words) if len(w) > 2}
    return bool(_CODE.fullmatch(given.words)) or not words or not words.isdisjoint(_key(text))


def _by_code(ours: str, theirs: str) -> int:
    if ours == theirs:
        return SAME
    first, second = ours.split(), theirs.split()
    if first[0] != second[0]:
        return RELATED if len(first) == 1 and first[0] in second[1:] else NO
    return ALIKE if 1 in (len(first), len(second)) else RELATED

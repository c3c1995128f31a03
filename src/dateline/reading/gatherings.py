"""Words spoken at a rally or a march: they have its place and its time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dateline.parse import Parse, Token
from dateline.reading.clauses import is_finite, is_verbal
from dateline.reading.place_words import PlaceWords


def gatherings_of(trigger: Token, parse: Parse, words: PlaceWords) -> Iterator[Token]:
    """The words for a gathering before the trigger, the first of the report first, if what it names was said there."""
    if _is_aside(trigger):
        return
    if not _is_to_the_crowd(trigger, words) and not _is_speech_there(trigger, parse, words):
        return
    for sentence in parse.sentences[: trigger.sent.index + 1]:
        yield from (t for t in sentence.tokens if t.lemma in words.words["gathering"] and t.i < trigger.i)


def _is_to_the_crowd(trigger: Token, words: PlaceWords) -> bool:
    """*Urged the crowd*, *said to the marchers*."""
    hearers = trigger.below("dobj")
    hearers += [t for p in trigger.below("prep", "dative") for t in (p, *p.below("pobj"))]
    return any(t.lemma in words.words["audience"] for t in hearers)


def _is_aside(trigger: Token) -> bool:
    """Is it told of another time: in a relative clause, in one like "since he was pardoned", in the pluperfect?"""
    verbs = [t for t in (trigger, *trigger.ancestors()) if is_verbal(t)]
    apart = any(v.dep == "relcl" or (v.dep == "advcl" and is_finite(v)) for v in verbs)
    return apart or any(c.lemma == "have" for v in verbs[:1] for c in v.below("aux"))


def _is_speech_there(trigger: Token, parse: Parse, words: PlaceWords) -> bool:
    """Does a report whose title names a gathering tell in this paragraph of who spoke there?"""
    title = re.findall(r"[\w-]+", (parse.document.title or "").lower())
    if not any(form in words.words["gathering"] for word in title for form in _forms(word)):
        return False
    before = parse.sentences[: trigger.sent.index + 1]
    told = (t for s in before if s.paragraph == trigger.sent.paragraph for t in s.tokens)
    return any(t.lemma in words.words["public-speech"] for t in told)


def _forms(word: str) -> tuple[str, ...]:
    """A word of a title, which is not parsed, and what it may be the plural of: *rallies*, *marches*, *protests*."""
    return word, word.removesuffix("s"), word.removesuffix("es"), f"{word.removesuffix('ies')}y"

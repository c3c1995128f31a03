"""What kind of act a triple claims: a type of the codebook, a code of CAMEO, or words."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import NamedTuple

from dateline.engine.local import safe_read
from dateline.knowledge import Knowledge
from dateline.parse import Parse, Token, parse_document
from dateline.types import Document, Span, Statement
from dateline.verifying.table import names

_CAMEO = re.compile(r"\d{2,4}")
_PHRASE = "They {} it."
_LEAST, _STEM = 3, 4  # letters of a word that tells something; that two forms of one word share
_TRIED = 6  # words of a clause of which the type is looked for
_INSIDE = frozenset({"xcomp", "ccomp", "pcomp", "acl", "dobj"})


class Act(NamedTuple):
    """What a triple claims: the event types that its words may mean, and the words, if they are no code."""

    types: frozenset[str]
    words: str = ""

    @property
    def turned(self) -> bool:
        """Do the words name the one acted upon first: *was attacked by*?"""
        return self.words.rpartition(" ")[2] in names().turned.ends

    @property
    def may_turn(self) -> bool:
        """May they: *received aid from*, *is a target of*?"""
        first, last, turned = self.words.partition(" ")[0], self.words.rpartition(" ")[2], names().turned
        return first in turned.maybe_begins or last in turned.maybe_ends

    @property
    def open(self) -> bool:
        """Does it say nothing that is understood?"""
        return not self.types and not self.words


def act(event: str | None, know: Knowledge) -> Act:
    """The types that a name, a CAMEO code or free words mean; no types for words that Dateline reads nothing in."""
    if event is None:
        return Act(frozenset())
    known: dict[str, Act] = know.made("acts of triples", lambda _: {})
    if event not in known:
        known[event] = _meant(event, know)
    return known[event]


def _meant(event: str, know: Knowledge) -> Act:
    head = re.split(r"[\s.:/-]+", event.strip())[0]  # "ASSAULT.drone", "AID"
    types = {name for _, name in know.types}
    if (head.isupper() and head in types) or event.strip().upper() in types:
        return Act(frozenset({head.upper() if head.upper() in types else event.strip().upper()}))
    if code := _CAMEO.match(event.strip()):
        return Act(_of_cameo(code[0], know))
    words = " ".join(re.split(r"[\s_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", event.strip()))).strip(" .").lower()
    tried = (safe_read(Document("trial", s.format(words), published="2024-05-06"), know).statements
             for s in names().trials.sentences)
    return Act(frozenset(s.event for found in tried for s in found), words)


def _of_cameo(code: str, know: Knowledge) -> frozenset[str]:
    """The types with this root, and that of the code's own row."""
    row = know.cameo.get(code)
    roots = {name for name, event in know.events.items() if code[:2] in event.cameo}
    return frozenset({row["event"]} if row and row["event"] else roots)


def is_of(statement: Statement, claimed: Act, text: str, sentence: Span) -> bool:
    """Is the statement of a type that is claimed, as it is coded or as PLOVER reduces it, or by the very words?

    Of words about an act (*promised Russia help*) only the first is what is done: the rest has not happened.
    """
    codes = statement.codes
    types = {statement.event, codes.plover_event if codes and codes.realised else None}
    if not claimed.types.isdisjoint(types):
        return True
    if not claimed.words:
        return False
    own = _lemmas(sentence.of(text), statement.trigger.start - sentence.start, statement.trigger.end - sentence.start)
    return _share(claimed.words, own[:1] if statement.event in names().speech else own)


def _share(words: str, lemmas: Sequence[str]) -> bool:
    """Do free words and lemmas have a telling word in common, whatever its form?"""
    ours = {*_lemmas(_PHRASE.format(words), len("They "), len("They ") + len(words)), *_telling(words)}
    return any(_forms(a, b) for a in ours for b in lemmas)


def _telling(words: str) -> list[str]:
    return [w for w in re.findall(r"\w+", words.casefold()) if len(w) >= _LEAST and w not in names().small.act]


@functools.lru_cache(maxsize=512)
def _parsed(sentence: str) -> Parse:
    return parse_document(Document("sentence", sentence))


def _lemmas(sentence: str, start: int, end: int) -> list[str]:
    """The telling lemmas in a range of a sentence, in their order."""
    return [w for t in _parsed(sentence).tokens if t.start < end and start < t.end for w in _telling(t.lemma)[:1]]


def _forms(one: str, other: str) -> bool:
    """*attack*, *attacker*; *supply*, *supplies*: begin alike but for the last letters of the shorter."""
    same = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return one == other or same >= max(_STEM, min(len(one), len(other)) - 2)


def spoken_of(statement: Statement, sentence: Span, text: str, claimed: Act, know: Knowledge) -> Span | None:
    """Of words about an act (*threatened to attack*, *promised help*): those that tell of the act claimed, or None."""
    start, end = statement.trigger.start - sentence.start, statement.trigger.end - sentence.start
    words = sentence.of(text)
    for token in _parsed(words).tokens:
        if token.start < end and start < token.end:
            for inner in _complements(token):
                told = [t for t in inner.subtree() if t.dep not in ("det", "mark", "punct")]
                told = [t for t in told if t.i >= inner.i] if inner.pos in ("VERB", "AUX") else told
                span = Span(told[0].start, told[-1].end)
                if _tells_of(words, span, told, claimed, know):
                    return Span(sentence.start + span.start, sentence.start + span.end)
    return None


def _complements(token: Token) -> list[Token]:
    """What is threatened, promised, asked or charged: clauses and things, but nothing that stands beside it."""
    inner = [c for c in token.children if c.dep in _INSIDE or (c.dep == "advcl" and _infinitive(c))]
    for preposition in token.below("prep"):
        named = preposition.lower in names().inside.prepositions
        inner += [c for c in preposition.children if c.dep == "pcomp" or (named and c.dep == "pobj")]
    return inner


def _infinitive(token: Token) -> bool:
    return any(c.lower == "to" and c.dep == "aux" for c in token.children)


def _tells_of(sentence: str, span: Span, told: Sequence[Token], claimed: Act, know: Knowledge) -> bool:
    if claimed.words and _share(claimed.words, _lemmas(sentence, span.start, span.end)):
        return True
    first = " ".join(t.text for t in told[:_TRIED])
    return not claimed.types.isdisjoint(act(first, know).types)

"""What kind of act a triple claims: a type of the codebook, a code of CAMEO, or words."""

from __future__ import annotations

import re
from typing import NamedTuple

from dateline.engine.local import safe_read
from dateline.knowledge import Knowledge
from dateline.parse import Token, parse_document
from dateline.types import Document, Span, Statement
from dateline.verifying.table import names

_CAMEO = re.compile(r"\d{2,4}")
_STEM = 4  # letters that two forms of one word share at least
_INSIDE = frozenset({"xcomp", "ccomp", "pcomp", "acl"})


class Act(NamedTuple):
    """What a triple claims: the event types that its words may mean, and the words, if they are no code."""

    types: frozenset[str]
    words: str = ""

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


def is_of(statement: Statement, claimed: Act, text: str) -> bool:
    """Is the statement of a type that is claimed, as it is coded or as PLOVER reduces it, or by the very words?"""
    codes = statement.codes
    types = {statement.event, codes.plover_event if codes and codes.realised else None}
    return not claimed.types.isdisjoint(types) or _share(claimed.words, statement.trigger.of(text))


def _share(one: str, other: str) -> bool:
    """Do two phrases share a word, whatever its form?"""
    return any(_forms(a, b) for a in _telling(one) for b in _telling(other))


def _telling(words: str) -> set[str]:
    return {w for w in re.findall(r"\w+", words.casefold()) if len(w) >= _STEM} - names().small.act


def _forms(one: str, other: str) -> bool:
    """*attack*, *attacked*; *supply*, *supplies*: begin alike but for the last letters of the shorter."""
    same = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return same >= max(_STEM, min(len(one), len(other)) - 2)


def spoken_of(statement: Statement, sentence: Span, text: str) -> Span | None:
    """Of words about an act (*threatened to attack*, *accused of shelling*): those that tell of the act, or None."""
    parse = parse_document(Document("sentence", sentence.of(text)))
    start, end = statement.trigger.start - sentence.start, statement.trigger.end - sentence.start
    for token in parse.tokens:
        if token.start < end and start < token.span.end:
            for inner in _complements(token):
                own = sorted(inner.subtree(), key=lambda t: t.start)
                if own[-1].span.end > end:
                    return Span(sentence.start + own[0].start, sentence.start + own[-1].span.end)
    return None


def _complements(token: Token) -> list[Token]:
    noun = token.pos == "NOUN"
    inner = [c for c in token.children if c.dep in _INSIDE]
    for preposition in token.below("prep"):
        inner += [c for c in preposition.children if c.dep == "pcomp" or (noun and c.dep == "pobj")]
    return inner


def tells_of(span: Span, claimed: Act, text: str) -> bool:
    """May these words be the act that is claimed?  Types say nothing about words."""
    return not claimed.words or _share(claimed.words, span.of(text))

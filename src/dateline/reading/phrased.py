"""A noun phrase in its document: what every way of resolving it starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from dateline.knowledge import Knowledge
from dateline.parse import Parse, Token
from dateline.reading.names import Hit
from dateline.reading.persons import CIVIL, Introductions, named_on
from dateline.reading.phrases import Phrase, actor_words
from dateline.reading.reference import Past
from dateline.types import Mention, Span

DEFINITE = frozenset({"the", "this", "that"})


class Reader(Protocol):
    """What the reading of a phrase asks of the document around it."""

    parse: Parse
    know: Knowledge
    hits: Mapping[int, Hit]
    on: str | None
    focus: str | None
    abroad: str | None
    rivals: tuple[str, ...]
    publisher: tuple[Mention, ...]
    introduced: Introductions

    def of(self, token: Token, on: str | None = None) -> tuple[Mention, ...]: ...

    @property
    def past(self) -> Past: ...


@dataclass(frozen=True, slots=True)
class Phrased:
    """One phrase to be resolved in its document; `on`: the date for which offices are read."""

    reader: Reader
    phrase: Phrase
    span: Span
    text: str
    on: str | None

    @property
    def words(self) -> Mapping[str, frozenset[str]]:
        """The words of words.csv by class."""
        return actor_words(self.reader.know)

    def said(self, words: frozenset[str]) -> bool:
        """Does one of the words stand in the phrase?"""
        return any(w.lower in words for w in self.phrase.tokens)

    def sector(self) -> str:
        """The sector of the phrase's role; ELI where the text says that a civil office is over: *former president*."""
        sector = self.phrase.role["sector"] if self.phrase.role else ""
        return "ELI" if sector in CIVIL and self.said(self.words["former"]) else sector

    def made(self, code: str | None, name: str | None, rule: str) -> tuple[Mention, ...]:
        """The phrase as one mention of this code."""
        return (Mention(self.span, self.text, code, name, rule),)

    def introduced(self, words: list[str]) -> tuple[Mention, ...]:
        """Whom the document has introduced by these names, as of the date that is asked for."""
        known = self.reader.introduced.find(words)
        if known is None:
            return ()
        code = known.code
        if self.on != self.reader.on and (then := named_on(known.name or "", self.on, self.reader.know)):
            code = then.code.split(";")[0]
        return self.made(code, known.name, "text.introduction")

    def formal(self, word: str) -> bool:
        """Is the word no part of a name: *Mr*, *QC*?"""
        words = self.words
        return word.lower().rstrip(".") in words["postnominal"] | words["honorific"]

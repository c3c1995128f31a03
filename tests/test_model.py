"""Words are read once for each use; what comes out is what the whole pipeline of spaCy gives."""

from __future__ import annotations

import random

import pytest
import spacy
from spacy.language import Language

from dateline import model
from dateline.knowledge import Knowledge
from dateline.model import MODEL, load_model
from dateline.parse import parse_document
from dateline.rules.examples import examples
from dateline.types import Document

ODD = [
    "We're gonna go, they wanna stay, he's gotta leave, and she ain't there.",
    "There is a treaty. There's no deal; there are talks, there were none.",
    "I'd say they'd've gone. Doin' nothin', he cannot, could not, can't, won't.",
    "It is so, but what is but that? Had they had it, they would have done what they did.",
    "  two  blanks \n and a line 🕊️ 12 % – “quoted” … U.S.-led F-16s",
    "", " ", "\n",
]  # fmt: skip


@pytest.fixture(scope="module")
def whole() -> Language:
    return spacy.load(MODEL, exclude=["ner", "senter"])


def check(texts: list[str], whole: Language) -> None:
    for doc, (words, starts, heads, opens) in zip(whole.pipe(texts), load_model().read(texts), strict=True):
        corrected = model._lemmas()
        theirs = [(t.text, t.tag_, t.dep_, t.pos_, corrected.get(t.lower_) or t.lemma_.lower()) for t in doc]
        mine = [(w.text, w.tag, w.dep, w.pos, w.lemma) for w in words]
        kept = [k for k, t in enumerate(doc) if not t.is_space]  # the ruler gives blanks tags that nobody reads
        assert [mine[k] for k in kept] == [theirs[k] for k in kept]
        assert [w.blank for w in words] == [t.is_space for t in doc]
        assert (starts, heads) == ([t.idx for t in doc], [t.head.i - t.i for t in doc])
        assert [i for i, o in enumerate(opens) if i == 0 or o == 1] == [s.start for s in doc.sents]


def test_odd_words(whole: Language) -> None:
    check(ODD, whole)


def test_examples_of_rules(whole: Language, know: Knowledge) -> None:
    texts = [e.text for e in examples(know.rules)]
    check(random.Random(1).sample(texts, 300), whole)


def test_a_text_reads_the_same_alone_and_among_others(know: Knowledge) -> None:
    texts = [e.text for e in examples(know.rules)][:200]
    read = load_model()
    together = [words for words, *_ in read.read(texts)]
    assert together == [next(iter(read.read([text])))[0] for text in texts]


def test_forgetting_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Peru condemned Chile. There is no deal."
    known = list(load_model().read([text]))
    monkeypatch.setattr(model, "MAX_VECTORS", 4)
    monkeypatch.setattr(model, "MAX_KNOWN", 0)
    fresh = load_model.__wrapped__(MODEL)
    assert [list(fresh.read([t])) for t in (text, "Peru condemned Chile.", text)][2] == known
    assert not fresh.words


def test_vectors_do_not_hang_on_what_was_read_before(know: Knowledge) -> None:
    texts = [e.text for e in examples(know.rules)][:60]

    def vectors(before: list[str]) -> list[bytes]:
        fresh = load_model.__wrapped__(MODEL)
        list(fresh.read(before))
        return [doc.tensor.tobytes() for doc in fresh.nlp.pipe(texts)]

    assert vectors([]) == vectors(texts[::-1]) == vectors([w for text in texts for w in text.split()])


def test_possible_forms_hold_every_lemma(know: Knowledge) -> None:
    for example in random.Random(2).sample(examples(know.rules), 200):
        words = load_model().forms(example.text)
        parse = parse_document(Document("d", example.text))
        assert not [t for t in parse.tokens if not t.forms <= words]

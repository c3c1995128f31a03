"""What looks like politics and is not: reports of sport, where countries attack, defend and are beaten."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from dateline.knowledge import Knowledge
from dateline.parse import Parse, Sentence

WEIGHTS = {"score": 3, "strong": 2, "weak": 1, "politics": -2}
SPORT = 3  # a sentence of this weight is sport by itself
# "3-1", "7–5": not "5-6 April", "2003-04", "52-48 votes"
_SCORE = re.compile(r"(?<![\w.,-])\d{1,3}\s?[-–]\s?\d{1,3}(?![\w-]|[.,]\d)")


@dataclass(frozen=True)
class _Words:
    pattern: re.Pattern[str]
    classes: Mapping[str, str]


def sport_sentences(parse: Parse, know: Knowledge) -> frozenset[int]:
    """The numbers of the sentences that report sport, by themselves or with the rest of their paragraph.

    In a paragraph with a sentence of sport the others belong to it too, unless they speak of politics.
    """
    weights = [weight_of(s, know) for s in parse.sentences]
    sport = {s.paragraph for s, w in zip(parse.sentences, weights, strict=True) if w >= SPORT}
    if not sport:
        return frozenset()
    pairs = zip(parse.sentences, weights, strict=True)
    return frozenset(s.index for s, w in pairs if w >= SPORT or (w >= 0 and s.paragraph in sport))


def weight_of(sentence: Sentence, know: Knowledge) -> int:
    """How much the words of the sentence speak of sport; below zero they speak of politics."""
    words = cast(_Words, know.made("gates.sport", _make))
    text = " ".join(t.lower for t in sentence.tokens)
    found = {words.classes[m[0]] + ":" + m[0] for m in words.pattern.finditer(text)}
    classes = [f.partition(":")[0] for f in found]
    total = sum(WEIGHTS.get(c, 0) for c in classes)
    scored = "score-verb" in classes and _SCORE.search(text.replace(" - ", "-").replace(" – ", "–"))
    return total + (WEIGHTS["score"] if scored else 0)


def _make(know: Knowledge) -> _Words:
    rows = know.lexicon["sport_words"].rows
    written = sorted((r["word"].replace("-", " - ") for r in rows), key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(w) for w in written)})(?!\w)")
    return _Words(pattern, {r["word"].replace("-", " - "): r["class"] for r in rows})

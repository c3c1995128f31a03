"""What looks like politics and is not: reports of sport, where countries attack and defend, and invented stories."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from dateline.knowledge import Knowledge
from dateline.parse import Parse, Sentence, Token

WEIGHTS = {"score": 3, "sure": 3, "strong": 2, "weak": 1, "politics": -2}
SPORT = 3  # a sentence of this weight is sport by itself, of weak words alone one of WEAK
WEAK = 4
SHARE = 3  # a report of which every third sentence is sport is one of sport
# "3-1", "7–5": not "5-6 April", "2003-04", "52-48 votes"
_SCORE = re.compile(r"(?<![\w.,-])\d{1,3}\s?[-–]\s?\d{1,3}(?![\w-]|[.,]\d)")
_PRESENT = frozenset({"VBZ", "VBP"})
_FRONT = frozenset({"in", "at"})


TEAM = "as a team"  # of class "sure"
_RUN = re.compile(r"\w+")
_PLURAL = frozenset({"were", "are", "have"})


@dataclass(frozen=True)
class _Words:
    pattern: re.Pattern[str]
    first: frozenset[str]  # the first letters of each, up to a blank or a mark
    classes: Mapping[str, str]
    states: frozenset[str]


def unpolitical_sentences(parse: Parse, know: Knowledge) -> frozenset[int]:
    """The numbers of the sentences that report sport or retell an invented story."""
    return sport_sentences(parse, know) | story_sentences(parse, know)


def sport_sentences(parse: Parse, know: Knowledge) -> frozenset[int]:
    """The numbers of the sentences that report sport, by themselves or with the rest of their paragraph.

    In a paragraph with a sentence of sport, and in a report of which much is sport, the others belong to it too,
    unless they speak of politics.
    """
    weights = [weight_of(s, know) for s in parse.sentences]
    paragraphs = {s.paragraph for s, w in zip(parse.sentences, weights, strict=True) if w >= SPORT}
    if not paragraphs:
        return frozenset()
    if SHARE * sum(w >= SPORT for w in weights) >= len(weights):
        paragraphs = {s.paragraph for s in parse.sentences}
    pairs = zip(parse.sentences, weights, strict=True)
    return frozenset(s.index for s, w in pairs if w >= SPORT or (w >= 0 and s.paragraph in paragraphs))


def weight_of(sentence: Sentence, know: Knowledge) -> int:
    """How much the words of the sentence speak of sport; below zero they speak of politics."""
    words = cast(_Words, know.made("gates.sport", _make))
    text = " ".join(t.lower for t in sentence.tokens)
    if any(_is_team(t, words) for t in sentence.tokens):
        text += " " + TEAM
    if words.first.isdisjoint(_RUN.findall(text)):
        return 0
    found = {m[0]: words.classes[m[0]] for m in words.pattern.finditer(text)}
    total = sum(WEIGHTS.get(c, 0) for c in found.values())
    if "score-verb" in found.values() and _SCORE.search(text.replace(" - ", "-").replace(" – ", "–")):
        return total + WEIGHTS["score"]
    return min(total, SPORT - 1) if set(found.values()) <= {"weak", "score-verb"} and total < WEAK else total


def _is_team(token: Token, words: _Words) -> bool:
    """*England were beaten*, *Peru attack*: a country with its verb in the plural is a team."""
    verb = token.head
    if token.text not in words.states or token.dep not in ("nsubj", "nsubjpass") or token.below("conj", "appos", "cc"):
        return False
    if verb.tag == "VBP" and verb.lower != "'m":
        return True
    return any(c.lower in _PLURAL for c in verb.below("aux", "auxpass"))


def _make(know: Knowledge) -> _Words:
    athletes = know.lexicon["ordinary_words"].set("word", **{"class": "athlete"})
    classes = dict.fromkeys([TEAM], "sure") | {w: "strong" for a in athletes for w in (a, a + "s")}
    classes |= {r["word"]: r["class"] for r in know.lexicon["sport_words"].rows}
    classes = {w.replace("-", " - "): c for w, c in classes.items()}
    written = sorted(classes, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(w) for w in written)})(?!\w)")
    states = (r["name"] for r in know.actors["names"].rows if r["kind"] == "country")
    first = frozenset(_RUN.findall(w)[0] for w in written)
    return _Words(pattern, first, classes, frozenset(n for n in states if " " not in n and not n.endswith("s")))


def story_sentences(parse: Parse, know: Knowledge) -> frozenset[int]:
    """The numbers of the sentences that tell in the present tense what happens in a film, a novel or a game.

    The story goes on over the sentences of the paragraph that are told in the present tense as well.
    """
    words: Mapping[str, frozenset[str]] = know.lexicon["story_words"].words_by_class
    found: set[int] = set()
    for sentence in parse.sentences:
        before = parse.sentences[sentence.index - 1] if sentence.index else None
        goes_on = before is not None and before.index in found and before.paragraph == sentence.paragraph
        if _tells(sentence) and (goes_on or _opens_story(sentence, words)):
            found.add(sentence.index)
    return frozenset(found)


def _tells(sentence: Sentence) -> bool:
    """Is its main verb in the present tense?"""
    root = sentence.root
    return root.tag in _PRESENT or any(c.tag in _PRESENT for c in root.below("aux", "auxpass"))


def _opens_story(sentence: Sentence, words: Mapping[str, frozenset[str]]) -> bool:
    """*In the film, …*, *the heroine …*, *the opera tells how …*."""
    root = sentence.root
    fronted = [p for c in root.below("prep") if c.lower in _FRONT and c.i < root.i for p in c.below("pobj")]
    if any(_is_work(t, words) or (t.lemma in words["part"] and not t.below("prep")) for t in fronted):
        return True
    about = root.lemma == "be" and any(c.lower == "about" for c in root.below("prep"))
    for subject in root.below("nsubj", "nsubjpass"):
        if about and subject.lemma in words["work"] | words["marked"]:
            return True
        figure = subject.lemma in words["figure"] and any(c.dep in ("det", "poss") for c in subject.children)
        if figure or (_is_work(subject, words) and root.lemma in words["told"]):
            return True
    return False


def _is_work(token: Token, words: Mapping[str, frozenset[str]]) -> bool:
    """*The novel*, *the second season*, *the board game*."""
    marks = {c.lower for c in token.below("amod", "compound")}
    return token.lemma in words["work"] or (token.lemma in words["marked"] and bool(marks & words["mark"]))

"""Made reports with made readings, for measuring a store: any number, the same for the same seed, in no language.

A sentence is names of states and verbs of acts among words that are made of syllables and as unevenly frequent as those
of a language (Zipf).  Every span fits its text.  About 20 statements a report, as many candidates and places beside
them as real readings have, so that a reading weighs what a real one weighs.
"""

from __future__ import annotations

import hashlib
import tomllib
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from dateline.types import (
    Certainty,
    Codes,
    Context,
    Document,
    Factuality,
    Interval,
    Mention,
    Mood,
    Operator,
    Place,
    PlaceCandidate,
    Polarity,
    Quantity,
    Reading,
    Run,
    Span,
    Statement,
    Status,
    Step,
    Tense,
    Timex,
    Voice,
    WhatKind,
)

T = TypeVar("T")
TABLES = Path(__file__).with_name("made.toml")
RUN = Run("made", "none", "none", {"seed": "0"})
FIRST_DAY, DAYS = date(2014, 1, 1), 3652
VOCABULARY = 20_000
COMMON, RARE, PHRASE = "the", "zurbeltam", "of the"  # words that every report, few reports and most reports have
RARELY = 2000  # one report in so many holds RARE
# status, weight, words before the verb, certainty, polarity, time, mood
STANCES: tuple[tuple[Status, str, Certainty, Polarity, Tense, Mood], ...] = (
    ("actual", "", "certain", "positive", "past", "assertion"),
    ("planned", "will have", "certain", "positive", "future", "plan"),
    ("possible", "may have", "possible", "positive", "past", "possibility"),
    ("negated", "never", "certain", "negative", "past", "denial"),
)
STANCE_WEIGHTS = (78, 88, 97, 100)
TOPICS = ("military", "diplomatic", "economic", "legal", "election", "terrorism", "disaster")


@dataclass(frozen=True, slots=True)
class Tables:
    """What reports are made of; the `_sums` are running sums of weights."""

    words: tuple[str, ...]
    word_sums: tuple[float, ...]
    states: tuple[tuple[str, str], ...]
    state_sums: tuple[float, ...]
    sectors: tuple[tuple[str, str], ...]
    acts: tuple[tuple[str, str | None, int, str, str, float, float], ...]
    act_sums: tuple[int, ...]
    whats: tuple[tuple[str, WhatKind], ...]
    months: tuple[str, ...]


@dataclass
class Text:
    """A text as it grows, and the length so far."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    words: int = 0

    def put(self, words: str) -> Span:
        """Add words and a space behind them; their span."""
        start = self.length
        self.parts += (words, " ")
        self.length += len(words) + 1
        self.words += 1 + words.count(" ")
        return Span(start, start + len(words))


def documents(count: int, seed: int = 0, first: int = 0) -> Iterator[tuple[Document, Reading]]:
    """The made reports `first` to `first + count` of a seed with their readings."""
    return (pair(number, seed) for number in range(first, first + count))


def pair(number: int, seed: int = 0, version: int = 0) -> tuple[Document, Reading]:
    """One made report with its reading, always the same; another `version` has another text under the same id."""
    random = Random(f"{seed} {number} {version}")
    day = FIRST_DAY + timedelta(days=int(random.random() * DAYS))
    text, made = Text(), list[Statement]()
    wanted = 14 + int(random.random() * 13)
    for place in range(wanted):
        made.append(_statement(text, random, day, place, RARE if place == number % RARELY == 7 else ""))
    whole = "".join(text.parts).rstrip()
    name = f"made:{seed}:{number}"
    document = Document(name, whole, title=" ".join(whole.split()[:9]), publisher=f"Gazette {number % 40}",
                        published=day.isoformat(), url=f"https://news.example/{seed}/{number}")
    return document, _reading(document, made, random, day)


@cache
def tables() -> Tables:
    """The tables of made.toml, with made words behind the common ones."""
    given: dict[str, Any] = tomllib.loads(TABLES.read_text(encoding="utf-8"))
    words, acts = _vocabulary(given), given["acts"]
    return Tables(
        words, tuple(accumulate(1 / (rank + 2.7) for rank in range(len(words)))),  # Zipf and Mandelbrot
        tuple(map(tuple, given["states"])), tuple(accumulate(1 / (rank + 3) for rank in range(len(given["states"])))),
        tuple(map(tuple, given["sectors"])),
        tuple((event, mode or None, *rest) for _, event, mode, *rest in acts), tuple(accumulate(a[0] for a in acts)),
        tuple(map(tuple, given["whats"])), tuple(given["months"]),
    )  # fmt: skip


def _vocabulary(given: dict[str, Any]) -> tuple[str, ...]:
    random, words = Random("vocabulary"), dict.fromkeys(given["plain"])
    while len(words) < VOCABULARY:
        syllables = ["".join(map(random.choice, (given["heads"], given["hearts"])))
                      for _ in range(random.randint(1, 3))]
        words["".join(syllables) + random.choice(given["tails"])] = None
    return tuple(words)


def _words(random: Random, number: int) -> str:
    known, sums, draw = tables().words, tables().word_sums, random.random
    total = sums[-1]
    return " ".join([known[bisect(sums, draw() * total)] for _ in range(number)])


def _pick(random: Random, sums: Sequence[float]) -> int:
    return bisect(sums, random.random() * sums[-1])


def _any(random: Random, choices: Sequence[T]) -> T:
    return choices[int(random.random() * len(choices))]


def _mention(text: Text, random: Random, others: Sequence[Mention] = ()) -> Mention:
    """A state that is none of the others, sometimes by some of its people, put into the text."""
    known = tables()
    state = _pick(random, known.state_sums)
    while any(known.states[state][1] == other.name for other in others):
        state = _pick(random, known.state_sums)
    (code, name), (sector, people) = known.states[state], _any(random, known.sectors)
    words, rule = f"{name} {people}" if people else name, f"actors/names.csv:{100 + state}"
    return Mention(text.put(words), words, f"{code} {sector}" if sector else code, name, rule)


def _voices(text: Text, random: Random) -> tuple[Voice, ...]:
    """None in half of the sentences, else one and sometimes two."""
    drawn = random.random()
    if drawn < 0.5:
        return ()
    who = _mention(text, random)
    cue = text.put("said that")
    outer = Voice(who.span, who.text, cue, who.code, who.name, None, None, "statement", "clause", "state")
    if drawn < 0.88:
        return (outer,)
    span = text.put("officials")
    return outer, Voice(span, "officials", text.put("believe"), None, None, None, None, "belief", "clause", "anonymous")


def _statement(text: Text, random: Random, day: date, number: int, first: str) -> Statement:
    """A sentence of 15 to 35 words with one statement in it; `first`: a word that it begins with, or none."""
    start, before, draw = text.length, text.words, random.random
    if first:
        text.put(first)
    voices = _voices(text, random)
    actors = [_mention(text, random)]
    if draw() < 0.12:
        text.put("and")
        actors.append(_mention(text, random, actors))
    event, mode, quad, verb, cameo, score, goldstein = tables().acts[
        _pick(random, tables().act_sums)]
    fact = _factuality(text, random, voices)
    trigger = text.put(verb)
    recipient = (_mention(text, random, actors),) if draw() < 0.8 else ()
    what = _what(text, random) if draw() < 0.37 else ()
    where = _place(text, random) if draw() < 0.2 else None
    when, when_span, interval = _when(text, random, day)
    text.put(_words(random, max(3, 15 + int(draw() * 21) - text.words + before)) + ".")
    evidence = Span(start, text.length - 1)
    real = fact.status == "actual"
    codes = Codes(quad, real, event, mode, score if real else None, cameo, goldstein if real else None)
    steps = _steps(trigger, actors, voices, event)
    mark = f"{int(draw() * 2**52):013x}{number:03x}"
    return Statement(
        mark, event, mode, tuple(actors), recipient, trigger, (evidence,), fact, voices, when, when_span, interval,
        where, what, draw() < 0.15, 0.5 + round(draw() / 2, 3), codes, (TOPICS[int(draw() * 7)],), steps,
    )  # fmt: skip


def _factuality(text: Text, random: Random, voices: tuple[Voice, ...]) -> Factuality:
    stance = STANCES[bisect(STANCE_WEIGHTS, random.random() * 99.9)]
    status, words, certainty, polarity, time, mood = stance
    span = text.put(words) if words else Span(max(0, text.length - 2), text.length - 1)
    operators = [Operator("same", voice.cue, "voice.say") for voice in voices]
    operators += [Operator("same", span, "tense.past-simple"), Operator("same", span, "form.finite"),
                  Operator("same", span, "clause.ccomp")]
    return Factuality(status, None, tuple(operators), "plain", certainty, polarity, time, mood,
                      "unknown" if voices else certainty, "unknown" if voices else polarity)


def _what(text: Text, random: Random) -> tuple[Quantity, ...]:
    word, kind = _any(random, tables().whats)
    number = int(random.random() * 900)
    text.put("with")
    return (Quantity(text.put(f"{number} {word}"), f"{number} {word}", kind, str(number)),)


def _place(text: Text, random: Random) -> Place:
    text.put("in")
    number = 500 + int(random.random() ** 2 * 3000)
    name = tables().words[number].capitalize()
    return _found(text.put(name), name, number)


def _found(span: Span, name: str, number: int) -> Place:
    """The place of a name: its point follows from its number."""
    code = tables().states[number % len(tables().states)][0]
    lat, lon = number * 7 % 1400 / 10 - 60, number * 13 % 3600 / 10 - 180
    others = tuple(PlaceCandidate(number * 10 + n, name, "city", code, "North", lat + n, lon, p)
                   for n, p in enumerate((0.8, 0.15, 0.05)))
    return Place(span, name, None, code, "places.gazetteer", "city", name, number * 10, "North", lat, lon, 8.0,
                 "point", ("North",), ("event_place",), others)


def _when(text: Text, random: Random, day: date) -> tuple[str, Span | None, Interval]:
    """In two sentences of three a day of the last weeks, else about the month of publication."""
    if random.random() < 0.34:
        month = day.isoformat()[:7]
        return f"{month}~", None, Interval(f"{month}-01", f"{month}-28", "month", True, "default")
    on = day - timedelta(days=int(random.random() ** 2 * 40))
    text.put("on")
    span = text.put(f"{on.day} {tables().months[on.month - 1]}")
    return on.isoformat(), span, Interval(on.isoformat(), on.isoformat(), "day", False, "publication")


def _steps(trigger: Span, actors: Sequence[Mention], voices: Sequence[Voice], event: str) -> tuple[Step, ...]:
    """As many reasons as a real statement carries."""
    here = (trigger,)
    steps = [Step("events", f"{event.lower()}.made", event, here)]
    steps += [Step("entities", m.rule, f"{m.text} → {m.code}", (m.span,)) for m in actors]
    steps += [Step("attribution", "clause", f"said by {v.text} ({v.code})", (v.span, v.cue)) for v in voices]
    return (*steps, Step("factuality", "plain", "actual (certain, positive, past, assertion)", here),
            Step("times", "when.clause", "counted from the publication date", here), Step("places", "where.none"),
            Step("codes", "codebook/crosswalk.toml, code 1711, row 278"), Step("contexts", "contexts/legal.toml"))


def _reading(document: Document, made: Sequence[Statement], random: Random, day: date) -> Reading:
    """The reading with what stands beside statements: candidates, times, places, contexts."""
    spans = [s.evidence[0] for s in made]
    places = tuple(_found(Span(s.start, s.start + 5), "Some place", int(random.random() * 3000))
                   for s in spans for _ in range(2))
    times = tuple(Timex(s.when_span, s.when_span.of(document.text), s.when, "publication", "times.day",
                        value=s.when or "", interval=s.when_interval) for s in made if s.when_span)
    contexts = tuple(Context(name, 3, tuple(spans[:6])) for name in TOPICS[: 2 + int(random.random() * 4)])
    weak = tuple(made[int(random.random() * len(made))] for _ in made)
    return Reading(document.id, document.text_sha256, tuple(made), weak, (), len(made), times, places, contexts)


def digest(count: int, seed: int = 0) -> str:
    """A digest of the first made reports: the same on every machine."""
    whole = hashlib.sha256()
    for document, _ in documents(count, seed):
        whole.update(document.text.encode())
    return whole.hexdigest()[:16]

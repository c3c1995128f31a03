"""Is an event without a date told as news, or as history and standing context?

The signs of grammar and text are weighed by lexicon/background_signs.csv, whose weights are fitted to annotated
reports (`evaluation/fit_background.py`); the answer names the strongest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from dateline.knowledge import Knowledge
from dateline.parse import Parse, Token
from dateline.reading.clauses import is_infinitive
from dateline.reading.retold import names_of
from dateline.reading.standing import NOMINAL, is_standing
from dateline.reading.tense import tensed_verb
from dateline.types import Factuality

PERFECT = frozenset({"have", "has", "'ve", "’ve"})
PRESENT = frozenset({"am", "is", "are", "'m", "’m", "'s", "’s", "'re", "’re"})
OWN = frozenset({"i", "we", "our", "my", "us"})
QUOTES = frozenset({'"', "“", "”"})
VERBAL = (1, 3)  # classes of types: cooperation and conflict in words
LEAD_SENTENCES = 2
OWN_SHARE = 0.015  # of the words of a speech or statement


@dataclass(frozen=True, slots=True)
class Told:
    """How an event is told: its factuality, the class of its type (1 to 4, 0 unknown), and `after_old`.

    `after_old`: the last time that the paragraph named before it lies well before publication.
    """

    judged: Factuality
    quad: int
    after_old: bool


def backdrop(trigger: Token, parse: Parse, know: Knowledge, told: Told) -> str:
    """The strongest sign of background, or an empty string where the event is told as news."""
    weights: Mapping[str, int] = know.made("backdrop.weights", _weights)
    found = [s for s in signs(trigger, parse, know, told) if s in weights]
    if weights["bias"] + sum(weights[s] for s in found) < 0:
        return ""
    return max(found, key=lambda s: weights[s], default="")


def signs(trigger: Token, parse: Parse, know: Knowledge, told: Told) -> list[str]:
    """The names of all signs for and against background, in alphabetical order."""
    found = {*_of_act(trigger, know, told), *_of_grammar(trigger, know), *_of_text(trigger, parse, know)}
    if is_standing(trigger, know):
        found = {*found - {"lead", "verbal"}, "standing-noun"}
    if {"standing-adverb", "present-perfect"} <= found:
        found.add("perfect-standing")
    if told.after_old:
        found.add("paragraph-old")
    return sorted(found)


def _weights(know: Knowledge) -> Mapping[str, int]:
    return {r["sign"]: int(r["weight"]) for r in know.lexicon["background_signs"].rows}


def _adverbs(know: Knowledge) -> frozenset[str]:
    return know.lexicon["standing_adverbs"].set("adverb")


def clause_verb(token: Token) -> Token | None:
    """The nearest verb at or above the token."""
    return next((t for t in chain((token,), token.ancestors()) if t.pos in ("VERB", "AUX")), None)


def _of_act(trigger: Token, know: Knowledge, told: Told) -> Iterator[str]:
    if told.quad in VERBAL:
        yield "verbal"
    if told.judged.status == "negated":
        yield "negated"
    verb = tensed_verb(trigger)
    helpers = verb.below("aux") if verb is not None else []
    if verb is not None and any(c.lower in PERFECT for c in helpers):
        if told.quad not in VERBAL and not _is_charge(trigger, verb, know):
            yield "perfect-material"
        if any(c.lower in OWN for c in verb.below("nsubj", "nsubjpass")):
            yield "perfect-own"
    if verb is not None and verb.dep == "advcl":
        yield "adverbial-clause"
    if verb is trigger and not helpers and verb.tag in ("VBZ", "VBP") and told.quad not in VERBAL:
        yield "material-present"


def _is_charge(trigger: Token, verb: Token, know: Knowledge) -> bool:
    """Is the perfect that of the words: "has accused him of misleading the court"?"""
    return trigger is not verb and trigger.dep == "pcomp" and verb.lemma in know.lexicon["cue_verbs"].set("verb")


def _of_text(trigger: Token, parse: Parse, know: Knowledge) -> Iterator[str]:
    earlier = know.lexicon["setting_words"].words_by_class["earlier"]
    if any(t.lower in earlier for t in trigger.sent.tokens):
        yield "earlier-word"
    if names_of(trigger, know) & {w.lower() for w in re.findall(r"\w+", parse.document.title or "")}:
        yield "title"
    if trigger.sent.index < LEAD_SENTENCES:
        yield "lead"
    if in_quotation(trigger):
        yield "quotation"
    if trigger.sent.index < LEAD_SENTENCES or not parse.made("backdrop.speech", _is_speech):
        return
    yield "speech"
    verb = tensed_verb(trigger)
    if verb is not None and any(c.lower in PERFECT for c in verb.below("aux")):
        yield "speech-perfect"
    if verb is not None and verb.tag == "VBD":
        yield "speech-past"


def _is_speech(parse: Parse) -> bool:
    """Does the report speak of itself: a speech, a statement, a press release?"""
    own = sum(t.lower in OWN and t.text != "US" and not in_quotation(t) for t in parse.tokens)
    return own > OWN_SHARE * len(parse.tokens)


def in_quotation(trigger: Token) -> bool:
    """Between quotation marks of its sentence; a sentence may begin or end inside a quotation."""
    before = [t.text for t in trigger.sent.tokens if t.i < trigger.i and t.text in QUOTES]
    after = [t.text for t in trigger.sent.tokens if t.i > trigger.i and t.text in QUOTES]
    if before:
        return before[-1] == "“" or (before[-1] == '"' and len(before) % 2 == 1)
    return bool(after) and (after[0] == "”" or (after[0] == '"' and len(after) % 2 == 1))


def _of_grammar(trigger: Token, know: Knowledge) -> Iterator[str]:
    above = [trigger, *trigger.ancestors()][:-1]
    verb = clause_verb(trigger)
    if trigger.pos in ("NOUN", "PROPN") or (trigger.pos == "ADJ" and trigger.dep in ("amod", "compound")):
        yield from _noun_signs(trigger, above)
    if verb is not None:
        yield from _verb_signs(trigger, verb)
        adverbs: frozenset[str] = know.made("backdrop.adverbs", _adverbs)
        beside = verb.children if verb is trigger else [*verb.children, *trigger.children]
        if any(c.lower in adverbs and c.pos in ("ADV", "SCONJ") for c in beside):
            yield "standing-adverb"
    if any(t.dep == "relcl" for t in above):
        yield "relative-clause"
    if _is_record(trigger, know.lexicon["time_words"].set("word", **{"class": "ordinal"})):
        yield "record"


def _is_record(verb: Token, ordinals: frozenset[str]) -> bool:
    """One of a row, told as past: "was the third country to recognise the island"."""
    if not is_infinitive(verb):
        return False
    nouns = [verb.head, *verb.head.below("attr")]
    row = any(c.lower in ordinals for noun in nouns for c in noun.below("amod"))
    above = clause_verb(verb.head)
    return row and above is not None and above.tag == "VBD"


def _noun_signs(trigger: Token, above: list[Token]) -> Iterator[str]:
    first = trigger
    while first.dep == "conj" and first.head.pos in ("NOUN", "PROPN"):
        first = first.head
    if first.dep == "pobj":
        yield "noun-under-preposition"
        if first.head.lower == "of":
            yield "noun-under-of"
    elif first.dep == "dobj":
        yield "noun-object"
    if trigger.tag == "NNS":
        yield "plural-noun"
    if trigger.tag == "NN" and not trigger.below("det", "poss"):
        yield "noun-bare"
    if sum(t.dep in NOMINAL for t in above) >= 2:
        yield "noun-deep"


def _verb_signs(trigger: Token, verb: Token) -> Iterator[str]:
    helpers = {c.lower for c in verb.children if c.dep in ("aux", "auxpass")}
    if helpers & PERFECT:
        yield "present-perfect"
    elif verb.tag == "VBG" and helpers & PRESENT:
        yield "progressive"
    if verb is not trigger:
        return
    if verb.tag == "VBN" and helpers & PRESENT and "being" not in helpers:
        yield "state-passive"
    if not helpers and verb.tag == "VBP":
        yield "bare-present"
    if not helpers and verb.tag == "VBD":
        yield "simple-past"

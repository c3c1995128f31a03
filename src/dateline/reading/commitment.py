"""How far a voice, and the report, commit to an event: certainty, polarity, time and mood.

The cue of the innermost voice adjusts what the operators make of the event (composition.py).
The report commits to what it tells itself; of what others tell it holds nothing, unless each cue takes it for
true ("admitted that"), a document shows it, or the report joins in ("as X explains").  After the composition
of FactBank (Saurí and Pustejovsky 2009, 2012).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import msgspec

from dateline.knowledge import Knowledge, Row
from dateline.parse import Token
from dateline.reading.composition import Held
from dateline.reading.cues import Attribution
from dateline.reading.operators import operators_of
from dateline.reading.tense import grammar, time_of
from dateline.types import Certainty, Factuality, Mood, Operator

_POS = {"NOUN": "noun", "PROPN": "noun", "ADJ": "adjective"}


@dataclass(frozen=True)
class Stances:
    """The lexicons of this reader, ready to ask."""

    moods: Mapping[str, Row]
    cues: Mapping[tuple[str, str], Row]
    documents: frozenset[str]


def graded(
    found: Factuality,
    local: Held,
    trigger: Token,
    voices: Sequence[Attribution],
    know: Knowledge,
    known: bool = False,
) -> Factuality:
    """The factuality with certainty, polarity, time and mood, as `voices` (outermost first) and the report hold it.

    `local`: what the operators make of the event.  What is `known`, pointed at as a fact, no voice makes less
    certain.
    """
    lex = cast(Stances, know.made("reading.commitment", _make))
    held = _spoken(local, voices[-1], lex) if voices and not known else local
    if found.status == "actual" and held.certainty in ("possible", "unknown"):
        found = msgspec.structs.replace(found, status="possible")  # "fears that it happened"
    author = local if known else _of_report(held, voices, lex)
    time = time_of(trigger, found.operators, lex.moods[held.mood]["time"], know, known)
    heard = tuple(_heard(v, lex) for v in voices[-1:] if v.cue_token is not None and not known)
    return msgspec.structs.replace(
        found,
        operators=(*found.operators, *heard, *grammar(trigger, know)),
        certainty=held.certainty,
        polarity=held.polarity,
        time=time,
        mood=held.mood,
        author_certainty=author.certainty,
        author_polarity=author.polarity,
    )


def in_own_voice(found: Factuality) -> Factuality:
    """The factuality of an act that the report tells itself: its commitment is that of what it tells."""
    return msgspec.structs.replace(found, author_certainty=found.certainty, author_polarity=found.polarity)


def negated_by(voice: Attribution, know: Knowledge) -> Operator | None:
    """What a voice denies by its cue: "did not think that …", "rejected the charge that …", "a denial that …"."""
    lex = cast(Stances, know.made("reading.commitment", _make))
    row, word = _stance(voice, lex), voice.cue_token
    if word is None:
        return None
    if unsaid := _unsaid(voice, know):
        return unsaid
    if row is not None and row["negates"] == "own" and voice.rule == "clause":
        mark = _denial_of(word, know)
        return Operator("negated", mark.span, "neg-raising", None, "probable") if mark is not None else None
    if row is not None and row["negates"] == "always":
        return Operator("negated", word.span, "denial", "denial")
    words = operators_of(know).words
    mark = (_called_false(word, lex, words["false"]) or _not_borne_out(word, words)) if word.pos == "NOUN" else None
    return Operator("negated", mark.span, "denial", "denial") if mark is not None else None


def _called_false(claim: Token, lex: Stances, false: frozenset[str]) -> Token | None:
    """The word that rejects a claim: "rejected the charge", "dismissed as nonsense reports", "the rumour was false"."""
    head = claim.head.head if claim.dep == "pobj" and claim.head.lower == "as" else claim.head
    above = lex.cues.get((head.lemma, "verb"))
    if claim.dep in ("dobj", "pobj") and above is not None and above["negates"] == "claim":
        return head
    beside = [*head.below("acomp", "attr", "oprd"), *claim.below("compound", "amod")]
    named = next((w for w in beside if w.lower in false), None)
    return named if claim.dep in ("nsubj", "nsubjpass", "dobj", "pobj") else None


def _not_borne_out(claim: Token, words: Mapping[str, frozenset[str]]) -> Token | None:
    """As in "the reports do not accord with the facts", "have no basis", "are without foundation"."""
    head = claim.head
    if claim.dep not in ("nsubj", "nsubjpass"):
        return None
    phrases = {f"{head.lemma} {p.lower} {o.lemma}" for p in head.below("prep") for o in p.below("pobj")}
    objects = head.below("dobj")
    if phrases & words["borne-out"]:
        return next(iter(head.below("neg")), None)
    if phrases & words["unfounded"] or any(f"{head.lemma} {o.lemma}" in words["unfounded"] for o in objects):
        return head
    without = (d for o in objects if f"{head.lemma} {o.lemma}" in words["founded"] for d in o.below("det"))
    return next((d for d in without if d.lower == "no"), None)


def _denial_of(cue: Token, know: Knowledge) -> Token | None:
    """The negation of a cue: "did not confirm", "nobody believes", "neither confirmed nor denied"."""
    negators = operators_of(know).negators
    beside = [c for c in cue.children if c.dep in ("neg", "preconj", "nsubj", "advmod")]
    words = [*beside, *(d for c in beside for d in c.below("det", "preconj"))]
    return next((c for c in words if c.dep == "neg" or c.lower in negators), None)


def _unsaid(voice: Attribution, know: Knowledge) -> Operator | None:
    """As in "could not confirm that …", "refused to confirm": nothing is held of it."""
    lex = cast(Stances, know.made("reading.commitment", _make))
    row, word = _stance(voice, lex), voice.cue_token
    if row is None or word is None or not row["unsaid"]:
        return None
    above = operators_of(know).governors.get((word.head.lemma, "verb", "infinitive")) if word.dep == "xcomp" else None
    refused = above is not None and above["plain"] == "negated"
    mark = word.head if refused else _denial_of(word, know)
    return Operator("possible", mark.span, "unsaid", None, "unknown") if mark is not None else None


def _make(know: Knowledge) -> Stances:
    lexicon = know.lexicon
    return Stances(
        {r["mood"]: r for r in lexicon["moods"].rows},
        {(r["cue"], r["pos"]): r for r in lexicon["cue_stances"].rows},
        lexicon["document_nouns"].set("noun"),
    )


def _stance(voice: Attribution, lex: Stances) -> Row | None:
    word = voice.cue_token
    return lex.cues.get((word.lemma, _POS.get(word.pos, "verb"))) if word is not None else None


def _spoken(local: Held, voice: Attribution, lex: Stances) -> Held:
    row = _stance(voice, lex)
    if voice.kind == "question":
        return local.at_most("unknown", "question")
    if row is None or not row["voice"]:
        return local
    return local.at_most(cast(Certainty, row["voice"]), cast(Mood, row["mood"]) if row["mood"] else None)


def _heard(voice: Attribution, lex: Stances) -> Operator:
    """The cue of the innermost voice, as one more word that decides how certain it is."""
    row = _stance(voice, lex) or {}
    certainty = cast(Certainty, row["voice"]) if row.get("voice") else None
    mood = cast(Mood, row["mood"]) if row.get("mood") else None
    name = voice.cue_token.lemma if voice.cue_token is not None else voice.rule
    return Operator("same", voice.cue, f"voice.{name}", mood, certainty)


def _of_report(held: Held, voices: Sequence[Attribution], lex: Stances) -> Held:
    for voice in voices:
        held = held.at_most(_credit(voice, lex), None)
    return held.at_most("unknown", None) if lex.moods[held.mood]["report"] else held


def _credit(voice: Attribution, lex: Stances) -> Certainty:
    """How far the report goes along with a voice."""
    row = _stance(voice, lex)
    if row is not None and row["report"]:
        return cast(Certainty, row["report"])
    shown = voice.source is not None and voice.source.lemma in lex.documents
    return "probable" if shown or voice.endorsed else "unknown"

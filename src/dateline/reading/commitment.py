"""How far a voice, and the report, commit to an event: certainty, polarity, time and mood.

The operators are folded from the event outwards, then the cue of the innermost voice adjusts what it holds.
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
from dateline.reading.cues import Attribution
from dateline.reading.tense import grammar, time_of
from dateline.types import Certainty, Factuality, Mood, Operator, Polarity

_RANK: dict[Certainty, int] = {"certain": 3, "probable": 2, "possible": 1, "unknown": 0}
_POS = {"NOUN": "noun", "PROPN": "noun", "ADJ": "adjective"}
_ENDORSED = "as-clause"


@dataclass(frozen=True)
class Stances:
    """The lexicons of this reader, ready to ask."""

    moods: Mapping[str, Row]
    cues: Mapping[tuple[str, str], Row]
    documents: frozenset[str]


@dataclass(frozen=True, slots=True)
class Held:
    """What a holder makes of an event."""

    certainty: Certainty = "certain"
    negative: bool = False
    mood: Mood = "assertion"

    @property
    def polarity(self) -> Polarity:
        """Nothing that is unknown is positive or negative."""
        return "unknown" if self.certainty == "unknown" else "negative" if self.negative else "positive"

    def at_most(self, certainty: Certainty, mood: Mood | None) -> Held:
        """The same, held with no more certainty than this; its mood counts where it lowers it, or nothing did."""
        lower = _RANK[certainty] < _RANK[self.certainty]
        named = mood is not None and (lower or self.mood == "assertion")
        return Held(certainty if lower else self.certainty, self.negative, mood if named and mood else self.mood)


def graded(
    found: Factuality, trigger: Token, voices: Sequence[Attribution], know: Knowledge, known: bool = False
) -> Factuality:
    """The factuality with certainty, polarity, time and mood, as `voices` (outermost first) and the report hold it.

    What is `known`, pointed at as a fact, no voice makes less certain.
    """
    lex = cast(Stances, know.made("reading.commitment", _make))
    local = _folded(found.operators, lex)
    held = _spoken(local, voices[-1], lex) if voices and not known else local
    if found.status == "actual" and held.certainty in ("possible", "unknown"):
        found = msgspec.structs.replace(found, status="possible")  # "fears that it happened"
    author = _of_report(held, voices, lex)
    time = time_of(trigger, found.operators, lex.moods[held.mood]["time"], know)
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


def negated_by(voice: Attribution, know: Knowledge) -> Operator | None:
    """What a voice denies by its cue: "did not think that …", "rejected the charge that …", "a denial that …"."""
    lex = cast(Stances, know.made("reading.commitment", _make))
    row, word = _stance(voice, lex), voice.cue_token
    if word is None:
        return None
    if row is not None and row["negates"] == "own" and voice.rule == "clause":
        mark = next(iter(word.below("neg")), None)
        return Operator("negated", mark.span, "neg-raising", None, "probable") if mark is not None else None
    if row is not None and row["negates"] == "always":
        return Operator("negated", word.span, "denial", "denial")
    above = lex.cues.get((word.head.lemma, "verb"))
    if word.pos == "NOUN" and word.dep == "dobj" and above is not None and above["negates"] == "claim":
        return Operator("negated", word.head.span, "denial", "denial")
    return None


def _make(know: Knowledge) -> Stances:
    lexicon = know.lexicon
    return Stances(
        {r["mood"]: r for r in lexicon["moods"].rows},
        {(r["cue"], r["pos"]): r for r in lexicon["cue_stances"].rows},
        lexicon["document_nouns"].set("noun"),
    )


def _folded(operators: Sequence[Operator], lex: Stances) -> Held:
    held = Held()
    for operator in operators:
        if operator.force == "negated":
            held = Held(held.certainty, not held.negative, held.mood)
        held = held.at_most(_certainty(operator, lex), operator.mood)
    return held


def _certainty(operator: Operator, lex: Stances) -> Certainty:
    if operator.certainty is not None:
        return operator.certainty
    if operator.force == "planned":
        return "probable"
    if operator.mood is None:
        return "possible" if operator.force in ("possible", "would") else "certain"
    return cast(Certainty, lex.moods[operator.mood]["certainty"])


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
    return "probable" if shown or voice.rule == _ENDORSED else "unknown"

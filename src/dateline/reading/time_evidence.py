"""Which time expression of its sentence an event has: a dependent of its own, its clause's, the report's.

From the event outwards: its own words, verbs joined to it, the clause above it; what a relative clause or a
participle tells has no part in the time of the clause around it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dateline.knowledge import Knowledge
from dateline.parse import Sentence, Token
from dateline.reading.backdrop import clause_verb
from dateline.reading.clauses import SUBJECTS, is_verbal
from dateline.reading.ordered import starting_in
from dateline.reading.time_bounds import bounds, lies_in
from dateline.types import Timex

_ARGUMENTS = ("pobj", "dobj", "attr", "prep", "nsubjpass")
_MODIFIERS = ("poss", "nummod", "compound", "nmod", "amod")
_CLAUSES = frozenset({"relcl", "acl", "advcl", "ccomp", "conj"})
Placed = tuple[Timex, Token]


@dataclass(frozen=True, slots=True)
class Found:
    """A time expression and the step by which it is the event's."""

    timex: Timex
    rule: str


def evidence(trigger: Token, times: tuple[Timex, ...], know: Knowledge) -> Found | None:
    """The time expression of the trigger's sentence that tells its time, None where there is none.

    `rule` is ``when.own`` (it hangs on the event's words), ``when.clause``, ``when.conjoined``, ``when.fronted`` (it
    opens the clause), ``when.reported`` (it is the time of the saying), ``when.before`` (of a clause that the event
    comes before or after) or ``when.sentence``.
    """
    placed = [(t, h) for t in starting_in(times, trigger.sent.span) if is_position(t) and (h := _head(t, trigger.sent))]
    for step, governor in _governors(trigger, know):
        near = [p for p in placed if _holder(p[1], know) is governor]
        if not near and (governor is not trigger or is_verbal(trigger)):
            near = [p for p in placed if clause_verb(p[1]) is governor and _is_adverbial(p[1], know)]
        if near:
            timex, head = _finest(sorted(near, key=lambda p: _distance(p[0], trigger)))
            if timex.basis == "period" and not timex.span.covers(trigger.span):
                timex, head = _dated_within(timex, head, trigger, placed)
            return Found(timex, _named(step, timex, head, governor))
    return _only_one(trigger, placed, know)


def _finest(near: Sequence[Placed]) -> Placed:
    """The nearest, or one that lies inside it: "on 6 February this year"."""
    whole = bounds(near[0][0].edtf or "")
    return next((p for p in near[1:] if lies_in(p[0].edtf, whole) and not is_vague(p[0])), near[0])


def _dated_within(period: Timex, head: Token, trigger: Token, placed: Sequence[Placed]) -> Placed:
    """The date of the clause that lies in a named period: "an opponent of the Iraq War in 2003"."""
    whole, verb = bounds(period.edtf or ""), clause_verb(trigger)
    inside = (p for p in placed if p[0].basis == "explicit" and lies_in(p[0].edtf, whole) and clause_verb(p[1]) is verb)
    return next(inside, (period, head))


def is_position(timex: Timex) -> bool:
    """Does the expression say where in time, not how long or how often?"""
    return timex.edtf is not None and timex.basis not in ("set", "duration")


def is_vague(timex: Timex) -> bool:
    """Does it only refer to the present or past at large: *now*, *recently*?"""
    return timex.value.endswith("_REF") or timex.rule == "times.reference"


def in_past_of(verb: Token) -> bool:
    """Is it a pluperfect: told as before the time that the text has reached?"""
    return any(c.dep == "aux" and c.lemma == "have" and c.tag == "VBD" for c in verb.children)


def _named(step: str, timex: Timex, head: Token, governor: Token) -> str:
    if step not in ("when.clause", "when.reported") or not _is_fronted(head, governor):
        return step
    if step == "when.clause":
        return "when.fronted"
    after = next((t for t in head.sent.tokens if t.start >= timex.span.end), None)
    return step if after is None or after.text == "," else "when.fronted"


def _is_fronted(head: Token, governor: Token) -> bool:
    """Does it stand before the subject of the clause?"""
    subject = next((c for c in governor.children if c.dep in SUBJECTS), governor)
    return head.i < subject.i


def _governors(trigger: Token, know: Knowledge) -> Iterator[tuple[str, Token]]:
    """Words whose time is the event's: itself, its clause's verb, then outwards while the clause inherits."""
    yield "when.own", trigger
    for child in trigger.below(*_ARGUMENTS):
        if child.pos in ("NOUN", "PROPN"):
            yield "when.own", child
    for subject in acting(trigger, know):
        yield "when.own", subject
    for child in trigger.below("conj"):  # "bombed and occupied the port on Monday"
        if is_verbal(child) and not child.below(*SUBJECTS):
            yield "when.conjoined", child
    says: frozenset[str] = know.made("anchoring.says", _reporting)
    apart = know.lexicon["setting_words"].words_by_class["apart"]
    token, step = trigger, "when.clause"
    while token.head is not token:
        if any(c.lower in apart for c in token.below("mark")) or token.lower in apart:
            step = "when.before"
        if token.dep == "relcl" or (token.dep == "acl" and token.tag == "VBN"):
            return
        elif token.dep == "ccomp" and token.head.lemma in says and step != "when.before":
            step = "when.reported"
        joined = token.dep == "conj" and step == "when.clause" and is_verbal(token)
        token = token.head
        yield "when.conjoined" if joined else step, token
        for other in token.below("dobj", "attr"):
            if other.pos == "NOUN" and other is not trigger:
                yield step, other


def acting(trigger: Token, know: Knowledge) -> list[Token]:
    """The act that is the subject of the verb: "the attack of 4 November destroyed the barracks"."""
    acts = know.lexicon["event_nouns"]
    return [t for t in trigger.below(*SUBJECTS) if acts.get(t.lemma) is not None]


def _reporting(know: Knowledge) -> frozenset[str]:
    return frozenset(r["verb"] for r in know.lexicon["cue_verbs"].rows if r["clause"])


def _only_one(trigger: Token, placed: Sequence[Placed], know: Knowledge) -> Found | None:
    """The one date of the sentence, for an event of its main clause: parsers hang late dates anywhere."""
    root = trigger.sent.root
    dated = [(t, h) for t, h in placed if not is_vague(t) and ".." not in (t.edtf or "")]
    free = [(t, h) for t, h in dated if not _in_clause_of_its_own(h) and clause_verb(h) in (None, trigger, root)]
    beside = trigger.dep in ("conj", "nsubj", "dobj", "nsubjpass") and trigger.head.dep == "ROOT"
    if len(free) != 1 or not (trigger.dep == "ROOT" or beside):
        return None
    timex, head = free[0]
    return Found(timex, "when.sentence") if _is_adverbial(head, know) else None


def _is_adverbial(head: Token, know: Knowledge) -> bool:
    """Does it stand alone or behind a preposition that may be of time: not "contrary to last year", "Sunday's vote"?"""
    timeless: frozenset[str] = know.lexicon["setting_words"].words_by_class["timeless"]
    while head.dep in _MODIFIERS and head.head.i - head.i in (1, 2):
        head = head.head
    premodifies = head.dep in _MODIFIERS and head.head.i > head.i
    return not premodifies and (head.dep not in ("pobj", "pcomp") or head.head.lower not in timeless)


def _in_clause_of_its_own(head: Token) -> bool:
    verb = clause_verb(head)
    if verb is None or verb.dep not in _CLAUSES:
        return False
    return verb.dep in ("relcl", "acl") or bool(verb.below("nsubj", "nsubjpass"))


def _distance(timex: Timex, trigger: Token) -> tuple[bool, int]:
    return is_vague(timex), min(abs(timex.span.start - trigger.start), abs(timex.span.end - trigger.end))


def _head(timex: Timex, sentence: Sentence) -> Token | None:
    """The word of the expression on which the others hang."""
    inside = [t for t in sentence.tokens if t.span.overlaps(timex.span)]
    for token in inside:
        outside = token.head is token or not token.head.span.overlaps(timex.span)
        if outside and (token.pos not in ("ADP", "SCONJ") or len(inside) == 1):
            return token
    return inside[-1] if inside else None


def _holder(token: Token, know: Knowledge) -> Token:
    """The verb or noun that a time expression modifies: up over prepositions and parts of its own phrase.

    *the night* of 11 September is part of the phrase.
    """
    parts: frozenset[str] = know.made("time_evidence.parts", _parts)
    while token.head is not token:
        up = token.head
        if up.lemma in parts and up.pos == "NOUN" and token.dep in ("pobj", "prep", "compound", "nmod"):
            token = up
            continue
        if up.pos in ("VERB", "AUX") or up.tag.startswith("VB"):
            return up
        if up.pos in ("NOUN", "PROPN", "ADJ") and token.dep not in ("conj", "appos"):
            return up
        token = up
    return token


def _parts(know: Knowledge) -> frozenset[str]:
    """Nouns of stretches of time: hour, night, beginning."""
    words = know.lexicon["time_words"].words_by_class
    return words["unit"] | words["daypart"] | words["part"]

"""Tense and aspect: when an event lies, seen from the report, and in which form of words it is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import cast

from dateline.knowledge import Knowledge
from dateline.parse import Token, span_of
from dateline.reading.clauses import is_infinitive, is_verbal
from dateline.reading.operators import is_perfect
from dateline.types import Operator, Tense

_PRESENT = frozenset({"VBZ", "VBP"})
_UNTENSED = frozenset({"VBG", "VBN", "VB"})
_CLAUSES = frozenset({"relcl", "acl", "advcl", "ccomp", "pcomp", "csubj", "xcomp"})


def time_of(
    trigger: Token, operators: Sequence[Operator], by_mood: str, know: Knowledge, known: bool = False
) -> Tense:
    """The time of the event named by `trigger`; `by_mood` is the time that its mood gives, or empty.

    What is `known`, pointed at as a fact, does not lie ahead because the verb above it does.
    """
    verb = tensed_verb(trigger)
    if any(o.rule == "narrative" for o in operators):
        return "past"
    if is_verbal(trigger) and is_perfect(trigger):
        modal = any(o.rule.startswith("modal.") for o in operators)
        return "past" if modal or not by_mood else _tense(trigger, know)
    if by_mood:
        return cast(Tense, by_mood)
    if any(o.rule == "adjective" and o.force != "negated" for o in operators):
        return "future"  # "a possible attack"
    time = _tense(verb, know) if verb is not None else "past"
    return "past" if known and time == "future" else time


def grammar(trigger: Token, know: Knowledge) -> Iterator[Operator]:
    """Tense and aspect of the clause and the form of the trigger, as operators that leave the status as it is."""
    verb = tensed_verb(trigger)
    if verb is not None:
        helpers = [c for c in verb.children if c.dep in ("aux", "auxpass") and c.tag != "MD"]
        words = span_of(sorted([verb, *helpers], key=lambda t: t.i))
        aspect = "perfect" if is_perfect(verb) else "progressive" if verb.tag == "VBG" and helpers else "simple"
        yield Operator("same", words, f"tense.{_tense(verb, know)}-{aspect}")
    yield Operator("same", trigger.span, f"form.{_form(trigger)}")
    if is_verbal(trigger) and trigger.lemma in know.made("tense.states", _states):
        yield Operator("same", trigger.span, f"aspect.state.{trigger.lemma}")
    clause = trigger if is_verbal(trigger) else verb
    if clause is not None and clause.dep in _CLAUSES:
        yield Operator("same", clause.span, f"clause.{clause.dep}")


def _form(trigger: Token) -> str:
    if not is_verbal(trigger):
        return trigger.pos.lower()
    if trigger.tag in _UNTENSED and not trigger.below("aux", "auxpass"):
        return {"VBG": "gerund", "VBN": "participle"}.get(trigger.tag, "bare")
    return "infinitive" if is_infinitive(trigger) else "finite"


def tensed_verb(token: Token) -> Token | None:
    """The nearest verb with a tense at or above the token, whose time untensed forms below it share."""
    last = None
    for verb in chain((token,), token.ancestors()):
        if is_verbal(verb):
            if is_perfect(verb) or not _shares(verb):
                return verb
            last = verb
    return last


def told_as_past(token: Token) -> bool:
    """Does a past stand on the verb that the token is or hangs on: "made a plea", "had urged", "have agreed"?"""
    verb = tensed_verb(token)
    if verb is None or any(c.tag == "MD" for c in verb.below("aux")):
        return False
    return verb.tag == "VBD" or is_perfect(verb) or any(c.tag == "VBD" for c in verb.below("aux", "auxpass"))


def is_present_perfect(verb: Token) -> bool:
    """ "Has signed", "have been signed"; not "had signed" nor "may have signed"."""
    return is_perfect(verb) and not any(c.tag in ("VBD", "MD") for c in verb.below("aux"))


def _shares(verb: Token) -> bool:
    if verb.head is verb:
        return False
    if is_infinitive(verb):
        return True
    return verb.tag in _UNTENSED and not verb.below("aux", "auxpass")


def _tense(verb: Token, know: Knowledge) -> Tense:
    helpers = [c for c in verb.children if c.dep in ("aux", "auxpass") and c.tag not in ("TO", "MD")]
    tags = {c.tag for c in helpers if c.lemma != "have" or c.tag == "VBD"}
    if any(c.tag == "MD" and c.lower != "used" for c in verb.below("aux")) and not is_perfect(verb):
        return "future"
    if is_perfect(verb) or verb.tag == "VBD" or "VBD" in tags:
        return "past"
    if verb.tag in _PRESENT and not helpers and _headline(verb):
        return "past"
    if verb.tag in _PRESENT or tags & _PRESENT:
        return "generic" if _habitual(verb, know) else "present"
    return "past"


def _headline(verb: Token) -> bool:
    """A line without a stop at its end: what it tells in the present has happened."""
    tokens = verb.sent.tokens
    return tokens[-1].text[-1].isalnum() and len(tokens) > 2


def _habitual(verb: Token, know: Knowledge) -> bool:
    """As in "The states often impose sanctions": a simple present with an adverb of habit or a bare plural subject."""
    if any(c.dep in ("aux", "auxpass") for c in verb.children):
        return False
    habits: frozenset[str] = know.made("tense.habits", _habits)
    times = verb.below("advmod", "npadvmod")
    if any(w.lower in habits for t in times for w in (t, *t.below("det"))):
        return True
    subjects = verb.below("nsubj")
    return bool(subjects) and subjects[0].tag == "NNS" and not subjects[0].children


def _habits(know: Knowledge) -> frozenset[str]:
    return know.lexicon["clause_words"].words_by_class["habit"]


def _states(know: Knowledge) -> frozenset[str]:
    return know.lexicon["state_verbs"].set("verb")

"""Did it happen?  The status of an event as its innermost voice has it.

From the trigger the reader climbs towards the voice that asserts the event, or the top of the sentence, and
collects what it meets: modals, negation, conditions, and governing words such as *plan*, *fail*, *prevent*.
The operators are then applied from the inside outwards.
"""

from __future__ import annotations

from dataclasses import replace

from dateline.knowledge import Knowledge
from dateline.parse import Parse, Token
from dateline.reading.attribution import SPOKEN, voices_over
from dateline.reading.clauses import is_infinitive, is_passive, is_verbal, subject_of
from dateline.reading.cues import Attribution
from dateline.reading.frames import frame_over
from dateline.reading.governing import Climb, up
from dateline.reading.operators import Operator, beside_noun, beside_verb, combined, condition_of, operators_of
from dateline.types import Factuality, Span, Status

MAX_STEPS = 24
_OPEN = frozenset({"possible", "would", "planned"})
_OWN = frozenset({"i", "we", "he", "she", "they", "it"})


def judge(trigger: Token, parse: Parse, know: Knowledge, attributions: tuple[Attribution, ...]) -> Factuality:
    """The status of the event named by `trigger`; `condition` is the if-clause that it depends on."""
    voices = [v for v in voices_over(trigger.span, attributions) if v.kind in SPOKEN]
    inner = voices[-1] if voices else None
    climb = Climb(operators_of(know), inner.cue_token.i if inner is not None and inner.cue_token is not None else -1)
    climb.back_shift = _told_in_past(inner)
    _announced(trigger, climb)
    node, came = trigger, None
    for _ in range(MAX_STEPS):
        _own(node, came, climb)
        above = up(node, climb)
        if above is None:
            break
        node, came = above, node
    if told := frame_over(trigger, parse, know) or _mood_of_fragment(trigger, parse, climb):
        climb.operators.append(told)
    return _result(trigger, climb)


def as_speech_act(found: Factuality, trigger: Span) -> Factuality:
    """The status where the words of the trigger are themselves the act: "must withdraw" demands, actually.

    Operators inside the trigger belong to the act; only where all of them do is it `actual`.
    """
    if found.cues and all(trigger.covers(cue) for cue in found.cues):
        return Factuality("actual", None, found.cues, f"{found.rule} speech-act")
    return found


def _mood_of_fragment(trigger: Token, parse: Parse, climb: Climb) -> Operator | None:
    """A sentence without a verb, as in "They may sign. A pact that …", shares the modal of the one before it."""
    root = trigger.sent.root
    if trigger is not root or root.pos != "NOUN" or trigger.sent.index == 0:
        return None
    if any(c.dep in ("nsubj", "nsubjpass", "cop", "aux") for c in root.children):
        return None
    if any(c.lower in ("the", "this", "that", "these", "those") for c in root.below("det")):
        return None
    ahead = [*root.below("relcl"), parse.sentences[trigger.sent.index - 1].root]
    found = (o for verb in ahead for o in beside_verb(verb, climb.lex, None) if o.force in _OPEN)
    return next((replace(o, rule=f"fragment.{o.rule}") for o in found), None)


def _told_in_past(voice: Attribution | None) -> bool:
    """As in "Said it would": the past of "will"."""
    return voice is not None and voice.cue_token is not None and voice.cue_token.tag in ("VBD", "VBN", "VBG")


def _announced(trigger: Token, climb: Climb) -> None:
    """A trigger that is itself a word of planning: "is scheduled to meet", "intends to appeal"."""
    if not any(is_infinitive(c) for c in trigger.below("xcomp", "advcl", "acl")):
        return
    cue = climb.lex.verbs.get((trigger.lemma, ""))
    intent = cue is not None and cue["infinitive"] == "intent"
    if intent or climb.lex.adjectives.get(trigger.lower) == "planned":
        climb.add("planned", trigger, f"trigger.{trigger.lemma}")


def _own(node: Token, came: Token | None, climb: Climb) -> None:
    if is_verbal(node):
        climb.operators += beside_verb(node, climb.lex, came)
    elif node.pos in ("NOUN", "PROPN"):
        climb.operators += beside_noun(node, climb.lex)
        for clause in node.below("relcl") if came is None else ():
            if clause.lemma in climb.lex.occurring and is_passive(clause):  # "the talks that will be held"
                climb.operators += beside_verb(clause, climb.lex, None)
    elif node.pos in ("ADJ", "ADV"):
        climb.operators += beside_verb(node, climb.lex, came)
    if climb.condition is None and (is_verbal(node) or node.pos == "ADJ"):
        climb.condition = condition_of(node, climb.lex)
        climb.open = not _past(node)
        if climb.condition is not None and came is not None and climb.condition.covers(came.span):
            climb.condition = None


def _past(verb: Token) -> bool:
    """Is the clause told as past: "agreed to pay if", "had not signed"?"""
    if verb.tag == "VBD":
        return not verb.below("aux") or all(c.tag != "MD" for c in verb.below("aux"))
    marks = [c for c in verb.below("aux", "auxpass") if c.tag in ("VBD", "MD")]
    return bool(marks) and all(c.tag == "VBD" for c in marks)


def _result(trigger: Token, climb: Climb) -> Factuality:
    status: Status = "actual"
    rules: list[str] = []
    would = False
    own = climb.condition is not None and _own_act(trigger)
    for operator in climb.operators:
        rules.append(operator.rule)
        if operator.force == "would":
            if climb.back_shift and (climb.condition is None or own):
                status = combined(status, "planned")
            else:
                would = would or status == "actual"
                status = "planned" if status == "planned" else combined(status, "possible")
        elif operator.force == "planned" and would and status == "possible":
            status = "planned"
        else:
            status = combined(status, operator.force)
    if climb.condition is not None and climb.open and not (own and status in ("planned", "negated")):
        rules.append("condition")
        status = "possible"
    return Factuality(
        status,
        climb.condition if climb.open and status != "actual" else None,
        tuple(o.span for o in climb.operators),
        " ".join(rules) or "plain",
    )


def _own_act(trigger: Token) -> bool:
    """Is the act conditioned by a speaker who speaks of himself?"""
    subject = subject_of(trigger)
    return subject is not None and subject.lower in _OWN

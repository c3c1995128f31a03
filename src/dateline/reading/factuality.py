"""Did it happen?  The status of an event as its innermost voice has it.

From the trigger the reader climbs towards the voice that asserts the event, or the top of the sentence, and
collects what it meets: modals, negation, conditions, and governing words such as *plan*, *fail*, *prevent*.
The operators are then applied from the outside inwards (composition.py).
"""

from __future__ import annotations

import msgspec

from dateline.knowledge import Knowledge
from dateline.parse import Parse, Token
from dateline.reading.attribution import repeated_over, voices_over
from dateline.reading.clauses import is_infinitive, is_passive, is_verbal, subject_of
from dateline.reading.climb import Climb, headline_infinitive
from dateline.reading.commitment import graded, negated_by
from dateline.reading.composition import Held, composed
from dateline.reading.conditionals import Condition, condition_of, conditional_mark, leading, phrased
from dateline.reading.cues import SPOKEN, Attribution
from dateline.reading.frames import frame_over
from dateline.reading.governing import definite, up
from dateline.reading.operators import Operators, beside_noun, beside_verb, operators_of
from dateline.types import Factuality, Operator, Span

MAX_STEPS = 24
REACH = 60  # words over which a hypothetical mood is carried on
_OPEN = frozenset({"possible", "would", "planned"})
_OWN = frozenset({"i", "we", "he", "she", "they", "it"})
_CLAUSAL = frozenset({"advcl", "ccomp", "csubj", "xcomp"})  # conditions there are met on the way up
_ASIDE = frozenset({"relcl", "acl"})


def judge(trigger: Token, parse: Parse, know: Knowledge, attributions: tuple[Attribution, ...]) -> Factuality:
    """The status of the event named by `trigger`; `condition` is the if-clause that it depends on."""
    voices = [v for v in voices_over(trigger.span, attributions) if v.kind in SPOKEN]
    inner = voices[-1] if voices else None
    climb = Climb(operators_of(know), inner.cue_token.i if inner is not None and inner.cue_token is not None else -1)
    climb.back_shift = _told_in_past(inner) and not _carried(trigger, parse, climb)
    _announced(trigger, climb)
    headline_infinitive(trigger, climb)
    node, came = trigger, None
    for _ in range(MAX_STEPS):
        _own(node, came, climb)
        above = up(node, climb)
        if above is None:
            break
        node, came = above, node
    # "fears that the invasion may spread": the invasion is there
    known = node is trigger and node.pos in ("NOUN", "PROPN") and definite(node) and not climb.operators
    for found in (leading(trigger.sent, climb.lex), phrased(trigger.sent, climb.lex)):
        if found is not None and not known:
            _led(trigger, node, found, climb)
    if _asked_aloud(trigger, node):
        climb.add("possible", trigger.sent.tokens[0], "question", "question")
    if told := frame_over(trigger, parse, know) or _mood_of_fragment(trigger, parse, climb):
        climb.operators.append(told)
    for voice in (*voices[-1:], *repeated_over(trigger.span, attributions)):
        if denied := negated_by(voice, know):
            climb.operators = [o for o in climb.operators if o.span != denied.span]  # "a denial that": it denies once
            climb.operators.append(denied)
    result, held = _result(trigger, climb)
    return graded(result, held, trigger, voices, know, known)


def _led(trigger: Token, top: Token, found: Condition, climb: Climb) -> None:
    """A condition told by the words of the sentence; `top` is where the climb ended."""
    if found.span.covers(trigger.span):
        climb.operators = [o for o in climb.operators if o.rule != "if-clause" and not found.mark.span.covers(o.span)]
        if found.unreal:
            climb.add("negated", found.mark, "counterfactual", "counterfactual")
        else:
            climb.add("possible", found.mark, "if-clause", "condition")
    elif climb.condition is None and top.dep not in _ASIDE and not _among_reasons(top, climb):
        climb.condition, climb.open = found, not _past(top)


def _asked_aloud(trigger: Token, top: Token) -> bool:
    """As in "Are strikers still occupying the office?", where the parser has made a noun of the clause."""
    first, last = trigger.sent.tokens[0], trigger.sent.tokens[-1]
    opened = first.pos == "AUX" and first.head is first and first.lemma == "be"
    return opened and last.text == "?" and top.dep == "acl" and top.tag == "VBG" and top.head.head is first


def _among_reasons(verb: Token, climb: Climb) -> bool:
    return any(c.lower in climb.lex.words["reason"] for c in verb.below("mark"))


def _carried(trigger: Token, parse: Parse, climb: Climb) -> bool:
    """Does a "could" go on over this clause: "A pact could follow. It would secure …"?  A plain verb ends it."""
    for token in reversed(parse.tokens[max(0, trigger.i - REACH) : trigger.i]):
        if token.sent.paragraph != trigger.sent.paragraph:
            return False
        if token.tag == "MD" and token.lower in climb.lex.words["open-modal"]:
            return True
        plain = token.tag in ("VBD", "VBZ", "VBP") and token.dep not in ("aux", "auxpass")
        if plain and (token.lemma, "") not in climb.lex.verbs:
            return False
    return False


def as_speech_act(found: Factuality, trigger: Span, negated: bool = False) -> Factuality:
    """The status where the words of the trigger are themselves the act: "must withdraw" demands, actually.

    Operators inside the trigger belong to the act, and where `negated` its negation ("will not tolerate"); only
    where all of them do is it `actual`.
    """
    acting = [o for o in found.operators if o.force not in ("same", "done")]
    if acting and all(trigger.covers(o.span) or (negated and "negation" in o.rule) for o in acting):
        return performed(found, f"{found.rule} speech-act")
    return found


def performed(found: Factuality, rule: str) -> Factuality:
    """The factuality of an act that is done by being said: its operators are its words."""
    return Factuality("actual", None, found.operators, rule, time=found.time)


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
    return next((msgspec.structs.replace(o, rule=f"fragment.{o.rule}") for o in found), None)


def _told_in_past(voice: Attribution | None) -> bool:
    """As in "Said it would": the past of "will"."""
    return voice is not None and voice.cue_token is not None and voice.cue_token.tag in ("VBD", "VBN", "VBG")


def _announced(trigger: Token, climb: Climb) -> None:
    """A trigger that is itself a word of planning: "is scheduled to meet", "intends to appeal"."""
    if not any(is_infinitive(c) for c in trigger.below("xcomp", "advcl", "acl")):
        return
    cue = climb.lex.verbs.get((trigger.lemma, ""))
    intent = cue is not None and cue["infinitive"] == "intent"
    if intent or _is_planned(trigger, climb):
        climb.add("planned", trigger, f"trigger.{trigger.lemma}", "plan")


def _is_planned(trigger: Token, climb: Climb) -> bool:
    row = climb.lex.adjectives.get(trigger.lower)
    return row is not None and row["status"] == "planned"


def _own(node: Token, came: Token | None, climb: Climb) -> None:
    if node.dep not in _CLAUSAL and (mark := conditional_mark(node, climb.lex)) is not None:
        climb.add("possible", mark, "if-clause", "condition")
    if is_verbal(node):
        climb.operators += beside_verb(node, climb.lex, came)
        _instead(node, climb)
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
        if climb.condition is not None and came is not None and climb.condition.span.covers(came.span):
            climb.condition = None


def _instead(verb: Token, climb: Climb) -> None:
    """As in "instead of recalling him": two words before a verb that deny it."""
    tokens = verb.sent.tokens
    k = verb.i - tokens[0].i
    words = f"{tokens[k - 2].lower} {tokens[k - 1].lower}" if k > 1 else ""
    if words in climb.lex.words["instead"]:
        climb.add("negated", tokens[k - 1], "instead")


def _past(verb: Token) -> bool:
    """Is the clause told as past: "agreed to pay if", "had not signed"?"""
    if verb.tag == "VBD":
        return not verb.below("aux") or all(c.tag != "MD" for c in verb.below("aux"))
    marks = [c for c in verb.below("aux", "auxpass") if c.tag in ("VBD", "MD")]
    return bool(marks) and all(c.tag == "VBD" for c in marks)


def _result(trigger: Token, climb: Climb) -> tuple[Factuality, Held]:
    condition, own = climb.condition, _own_act(trigger)
    operators = _resolved(climb, condition is None or own, trigger)
    held = composed(operators, climb.lex.moods)
    if condition is not None and climb.open:
        if condition.unreal:
            operators = [o for o in operators if not o.rule.endswith("-have")]
            operators.append(Operator("negated", condition.span, "counterfactual", "counterfactual"))
        elif not (own and held.status in ("planned", "negated")):
            operators.append(Operator("possible", condition.span, "condition", "consequence"))
        held = composed(operators, climb.lex.moods)
    rules = [o.rule for o in operators if o.force not in ("same", "done") or o.certainty is not None]
    depends = condition is not None and climb.open and held.status != "actual" and not condition.unreal
    span = condition.span if condition is not None and depends else None
    return Factuality(held.status, span, tuple(operators), " ".join(rules) or "plain"), held


def _narrative(would: Operator, lex: Operators, trigger: Token) -> bool:
    """As in "would later arrest him", "would one day bomb": a "would" that tells what happened then."""
    verb = next((t for t in (trigger, *trigger.ancestors()) if any(c.span == would.span for c in t.children)), trigger)
    tokens = verb.sent.tokens
    k = verb.i - tokens[0].i
    near = f" {' '.join(t.lower for t in tokens[max(0, k - 4) : k])} "
    times = {w.lower for c in verb.below("advmod", "npadvmod") for w in (c, *c.below("det"))}
    told = any(f" {words} " in near for words in lex.words["narrative"])
    return told or not times.isdisjoint(lex.words["narrative"] | lex.words["habit"])


def _resolved(climb: Climb, free: bool, trigger: Token) -> list[Operator]:
    """The operators with each "would" read: the past of "will" where speech or plans are told, else open."""
    found: list[Operator] = []
    for k, operator in enumerate(climb.operators):
        if operator.force == "would":
            if climb.stop < 0 and not climb.operators[:k] and _narrative(operator, climb.lex, trigger):
                found.append(Operator("actual", operator.span, "narrative"))
                continue
            below = {o.force for o in found} - {"same", "actual", "done"}
            above = any(o.force == "planned" for o in climb.operators[k + 1 :])
            if below == {"planned"} or (not below and (above or (climb.back_shift and free))):
                operator = msgspec.structs.replace(operator, force="planned", mood="plan")
            else:
                operator = msgspec.structs.replace(operator, force="possible")
        found.append(operator)
    return found


def _own_act(trigger: Token) -> bool:
    """Is the act conditioned by a speaker who speaks of himself?"""
    subject = subject_of(trigger)
    return subject is not None and subject.lower in _OWN

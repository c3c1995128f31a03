"""Did it happen?  The status of an event as its innermost voice has it.

From the trigger the reader climbs towards the voice that asserts the event, or the top of the sentence, and
collects what it meets: modals, negation, conditions, and governing words such as *plan*, *fail*, *prevent*.
The operators are then applied from the inside outwards.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from dateline.knowledge import Knowledge
from dateline.parse import Parse, Token
from dateline.reading.attribution import SPOKEN, voices_over
from dateline.reading.clauses import is_infinitive, is_passive, is_verbal, subject_of
from dateline.reading.cues import Attribution
from dateline.reading.operators import (
    Force,
    Operator,
    Operators,
    beside_noun,
    beside_verb,
    combined,
    condition_of,
    conditional_mark,
    operators_of,
    part_of_speech,
    tensed,
)
from dateline.types import Factuality, Span, Status

MAX_STEPS = 24
_KIND_FORCE: dict[str, Force] = {
    "intent": "planned",
    "commitment": "planned",
    "directive": "possible",
    "threat": "possible",
    "denial": "negated",
    "question": "possible",
}
_PRESUPPOSED = frozenset({"stance", "belief", "question"})
_POINTING = frozenset({"the", "this", "that", "these", "those", "its", "their", "his", "her", "our", "my"})
_TRANSPARENT = frozenset({"of", "for", "to"})
_OWN = frozenset({"i", "we", "he", "she", "they", "it"})


@dataclass
class Climb:
    """What was met on the way up."""

    lex: Operators
    stop: int = -1
    operators: list[Operator] = field(default_factory=list)
    condition: Span | None = None
    conditioned: Token | None = None
    back_shift: bool = False

    def add(self, force: Force, word: Token, rule: str) -> None:
        """Note one more operator."""
        if force != "same":
            self.operators.append(Operator(force, word.span, rule))


def judge(trigger: Token, parse: Parse, know: Knowledge, attributions: tuple[Attribution, ...]) -> Factuality:
    """The status of the event named by `trigger`; `condition` is the if-clause it depends on, if there is one."""
    voices = [v for v in voices_over(trigger.span, attributions) if v.kind in SPOKEN]
    inner = voices[-1] if voices else None
    climb = Climb(
        operators_of(know), inner.cue_token.i if inner is not None and inner.cue_token is not None else -1
    )
    climb.back_shift = _told_in_past(inner)
    _announced(trigger, climb)
    node, came = trigger, None
    for _ in range(MAX_STEPS):
        _own(node, came, climb)
        above = _up(node, climb)
        if above is None:
            break
        node, came = above, node
    return _result(trigger, climb)


def _told_in_past(voice: Attribution | None) -> bool:
    """As in "Said it would": the past of "will"."""
    return voice is not None and voice.cue_token is not None and voice.cue_token.tag in ("VBD", "VBN", "VBG")


def _announced(trigger: Token, climb: Climb) -> None:
    """A trigger that is itself a word of planning: "is scheduled to meet", "intends to appeal"."""
    if not any(is_infinitive(c) for c in trigger.below("xcomp", "advcl", "acl")):
        return
    row = climb.lex.governors.get((trigger.lemma, part_of_speech(trigger), "infinitive"))
    cue = climb.lex.verbs.get((trigger.lemma, ""))
    if row is not None and row["plain"] == "planned" and (cue is None or cue["infinitive"] in ("", "intent")):
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
        climb.conditioned = node if climb.condition else None
        if climb.condition is not None and came is not None and climb.condition.covers(came.span):
            climb.condition = None


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
    if climb.condition is not None and not (own and status in ("planned", "negated")):
        rules.append("condition")
        status = "possible"
    return Factuality(
        status,
        climb.condition if status != "actual" else None,
        tuple(o.span for o in climb.operators),
        " ".join(rules) or "plain",
    )


def _own_act(trigger: Token) -> bool:
    """Is the act conditioned by a speaker who speaks of himself?"""
    subject = subject_of(trigger)
    return subject is not None and subject.lower in _OWN


# ---------------------------------------------------------------- one step up


def _up(node: Token, climb: Climb) -> Token | None:
    """The next word above that matters, its force on the event noted; None where nothing more can matter."""
    head = node.head
    if head is node or node.i == climb.stop:
        return None
    step = {
        "conj": _from_conjunct,
        "xcomp": _from_complement,
        "ccomp": _from_complement,
        "csubj": _from_complement,
        "advcl": _from_adverbial,
        "acl": _from_noun_clause,
        "relcl": _from_relative,
        "pcomp": _from_preposition,
        "pobj": _from_preposition,
        "compound": _from_modifier,
        "nmod": _from_modifier,
        "amod": _from_modifier,
        "prep": _from_prepositional,
        "acomp": _onward,
        "advmod": _onward,
        "prt": _onward,
        "agent": _onward,
        "oprd": _from_argument,
        "attr": _from_argument,
        "dobj": _from_argument,
        "nsubj": _from_argument,
        "nsubjpass": _from_argument,
        "dative": _from_argument,
        "appos": _onward,
        "dep": _onward,
    }.get(node.dep)
    return step(node, head, climb) if step is not None else None


def _onward(node: Token, head: Token, climb: Climb) -> Token | None:
    return head if node.dep != "appos" else None


def _from_conjunct(node: Token, head: Token, climb: Climb) -> Token | None:
    """A second verb without a tense of its own shares the modal ("will meet and sign"), but not past a "but"."""
    if is_verbal(node) and is_verbal(head):
        but = any(c.dep == "cc" and c.lower == "but" for c in head.children)
        if node.tag in ("VB", "VBN", "VBG") and not tensed(node) and not but:
            return head
        return _up(head, climb) if tensed(node) and head.dep in ("ccomp", "conj", "xcomp") else None
    return _up(head, climb) if not is_verbal(head) else head


def _governor(word: Token, frame: str, climb: Climb) -> bool:
    """Note what a governing word makes of its complement; is it in the table?"""
    row = climb.lex.governors.get((word.lemma, part_of_speech(word), frame))
    if row is None and word.tag in ("VBN", "VBG", "JJ"):
        row = climb.lex.governors.get((word.lower, "adj", frame))
    if row is None:
        return False
    negated = (
        any(o.force == "negated" for o in beside_verb(word, climb.lex, None))
        if row["plain"] != "same"
        else False
    )
    if negated and row["plain"] != row["negated"]:
        # the governor's own negation follows on the next step and would be applied twice
        force = {"same": "negated", "negated": "same", "possible": "possible"}.get(
            row["negated"], row["negated"]
        )
        if row["negated"] == "negated":
            force = "same"
        climb.add(cast(Force, force), word, f"governor.{word.lemma}.negated")
    else:
        climb.add(cast(Force, row["plain"]), word, f"governor.{word.lemma}")
    return True


def _from_complement(node: Token, head: Token, climb: Climb) -> Token | None:
    frame = (
        "clause"
        if node.dep in ("ccomp", "csubj") and not is_infinitive(node) and node.tag != "VBG"
        else "infinitive"
    )
    if head.lemma == "go" and frame == "infinitive" and head.tag != "VBG":
        frame = "clause"
    known = _yet_to(node, head, climb) or _stands(head) or _governor(head, frame, climb)
    if not known:
        known = _by_cue(head, frame, climb)
    if head.i == climb.stop:
        return None
    if conditional_mark(node, climb.lex) is not None:
        _governor(head, "whether", climb)
    if (
        frame == "clause"
        and (node.tag in ("VBD", "VBZ", "VBP") or tensed(node))
        and not known
        and head.pos != "ADJ"
    ):
        return None
    return head


def _yet_to(node: Token, head: Token, climb: Climb) -> bool:
    """As in "Has yet to sign"."""
    if head.lemma not in ("have", "be") or not any(
        c.lower == "yet" for c in (*head.children, *node.children)
    ):
        return False
    climb.add("negated", head, "yet-to")
    return True


def _stands(verb: Token) -> bool:
    """As in "Was the first to sign", "is in Kyiv to meet": the infinitive does not hang on "be" alone."""
    return verb.lemma == "be" and bool(verb.below("attr", "acomp", "prep", "advmod"))


def _by_cue(verb: Token, frame: str, climb: Climb) -> bool:
    row = climb.lex.verbs.get((verb.lemma, ""))
    kind = row[frame] if row is not None else ""
    if kind in _KIND_FORCE:
        climb.add(_KIND_FORCE[kind], verb, f"cue.{kind}")
    return bool(kind)


def _from_adverbial(node: Token, head: Token, climb: Climb) -> Token | None:
    mark = conditional_mark(node, climb.lex)
    if mark is not None:
        climb.add("possible", mark, "if-clause")
        return None
    if is_infinitive(node):
        _purpose(node, head, climb)
        return None
    if node.tag == "VBG" and not tensed(node):
        return head
    if node.tag == "VB" and any(c.lower in ("so", "until", "before") for c in node.below("mark")):
        climb.add("planned", node, "purpose")
    return None


def _purpose(node: Token, head: Token, climb: Climb) -> None:
    """As in "Met to discuss", "order police to leave": an aim, or what the parser took for one."""
    if not (_stands(head) or _governor(head, "infinitive", climb)):
        climb.add("planned", node, "purpose")
    if any(o.force in ("possible", "would") for o in beside_verb(head, climb.lex, node)):
        climb.add("possible", head, "purpose.possible")


def _from_noun_clause(node: Token, head: Token, climb: Climb) -> Token | None:
    """As in "The plan to attack", "the claim that …", "sanctions imposed on"."""
    if is_infinitive(node):
        if not _governor(head, "infinitive", climb):
            climb.add("planned", head, "infinitive")
        return head
    if node.tag in ("VBN", "VBG"):
        return None
    _governor(head, "clause", climb)
    return None


def _from_relative(node: Token, head: Token, climb: Climb) -> Token | None:
    """Only what is left open in the relative clause can depend on what stands above it."""
    return head if climb.operators and climb.operators[-1].force == "would" else None


def _from_preposition(node: Token, head: Token, climb: Climb) -> Token | None:
    if head.lower in climb.lex.negators:
        climb.add("negated", head, "without")
        return None
    above = head.head
    if above is head:
        return None
    if head.dep == "agent" and node.dep == "pobj":
        return above
    if _governor(above, head.lower, climb):
        return above
    row = climb.lex.verbs.get((above.lemma, head.lower))
    if row is not None and (kind := row["object"] or row["infinitive"]) in _KIND_FORCE:
        climb.add(_KIND_FORCE[kind], above, f"cue.{kind}")
        return above
    if node.dep == "pcomp" or (head.lower in _TRANSPARENT and not _definite(node)):
        return (
            above
            if head.lower in _TRANSPARENT or (node.dep == "pcomp" and head.lower in ("by", "in"))
            else None
        )
    return None


def _from_prepositional(node: Token, head: Token, climb: Climb) -> Token | None:
    return head if is_verbal(head) or head.pos == "ADJ" else None


def _from_modifier(node: Token, head: Token, climb: Climb) -> Token | None:
    """As in "A ceasefire proposal", "peace talks"."""
    if node.dep == "amod" or node.pos == "PROPN":
        return None
    _governor(head, "compound", climb)
    return head


def _definite(noun: Token) -> bool:
    """Does the phrase speak of an event as known?"""
    return noun.pos == "PROPN" or any(
        (c.dep in ("det", "poss") and (c.lower in _POINTING or c.dep == "poss")) for c in noun.children
    )


def _from_argument(node: Token, head: Token, climb: Climb) -> Token | None:
    """An event named by a noun: what is said of it, unless the phrase takes it for granted."""
    if is_verbal(node):
        return head
    if not is_verbal(head):
        return head if head.pos == "ADJ" else None
    subject_side = node.dep in ("nsubj", "nsubjpass")
    if (node.dep == "dobj" or (node.dep == "nsubjpass" and is_passive(head))) and _governor(
        head, "object", climb
    ):
        return head
    if subject_side and not _definite(node) and _governor(head, "subject", climb):
        return None
    light = head.lemma in climb.lex.occurring or node.dep in ("attr", "oprd")
    if light:
        return head
    row = climb.lex.verbs.get((head.lemma, ""))
    if row is not None and row["object"] in _PRESUPPOSED:
        return None
    return None if _definite(node) else head

"""The words above an event: from its name or verb one step up towards the voice that asserts it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from dateline.parse import Token
from dateline.reading.clauses import clause_of, is_finite, is_infinitive, is_passive, is_verbal
from dateline.reading.operators import (
    Force,
    Operator,
    Operators,
    beside_verb,
    conditional_mark,
    part_of_speech,
    tensed,
)
from dateline.types import Span

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
_PRESENT = frozenset({"VB", "VBZ", "VBP"})


@dataclass
class Climb:
    """What was met on the way up."""

    lex: Operators
    stop: int = -1
    operators: list[Operator] = field(default_factory=list)
    condition: Span | None = None
    open: bool = True  # the conditioned clause is not told as past
    back_shift: bool = False
    named: bool = False  # past a noun with a clause: "the failure to enforce"

    def add(self, force: Force, word: Token, rule: str) -> None:
        """Note one more operator."""
        if force != "same":
            self.operators.append(Operator(force, word.span, rule))


def up(node: Token, climb: Climb) -> Token | None:
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
    """A second verb without a tense shares the modal ("will meet and sign"), but not past a "but"."""
    if is_verbal(node) and is_verbal(head):
        but = any(c.dep == "cc" and c.lower == "but" for c in head.children)
        if node.tag in ("VB", "VBN", "VBG") and not tensed(node) and not but:
            return head
        return up(head, climb) if tensed(node) and tensed(head) and head.dep in ("ccomp", "conj") else None
    if is_verbal(head):
        return head
    return None if climb.named else up(head, climb)


def _governor(word: Token, frame: str, climb: Climb) -> bool:
    """Note what a governing word makes of its complement; is it in the table?"""
    if frame == "infinitive" and _done(word):
        return True
    row = climb.lex.governors.get((word.lemma, part_of_speech(word), frame))
    if row is None and word.tag in ("VBN", "VBG", "JJ"):
        row = climb.lex.governors.get((word.lower, "adj", frame))
    if row is None:
        return False
    negated = any(o.force == "negated" for o in beside_verb(word, climb.lex, None)) if row["plain"] != "same" else False
    if negated and row["plain"] != row["negated"]:
        # the governor's own negation follows on the next step and would be applied twice
        force = {"same": "negated", "negated": "same", "possible": "possible"}.get(row["negated"], row["negated"])
        if row["negated"] == "negated":
            force = "same"
        climb.add(cast(Force, force), word, f"governor.{word.lemma}.negated")
    else:
        climb.add(cast(Force, row["plain"]), word, f"governor.{word.lemma}")
    return True


def _done(verb: Token) -> bool:
    """As in "had to leave", "went on to say": told as done, unlike "has to", "is going to"."""
    return (verb.lemma == "have" and verb.tag == "VBD") or (verb.lemma == "go" and verb.tag != "VBG")


def _from_complement(node: Token, head: Token, climb: Climb) -> Token | None:
    if any(c.lower == "too" for c in head.below("advmod")) and is_infinitive(node):  # "too weak to attack"
        climb.add("negated", head, "too")
        return None
    frame = "infinitive"
    if node.dep in ("ccomp", "csubj") and not is_infinitive(node) and (node.tag != "VBG" or is_finite(node)):
        frame = "clause"
    known = _yet_to(node, head, climb) or _stands(head, frame, climb) or _governor(head, frame, climb)
    if not known:
        known = _by_cue(head, frame, climb)
    if conditional_mark(node, climb.lex) is not None:
        _governor(head, "whether", climb)
    if head.i == climb.stop or (frame == "clause" and (known or tensed(node)) and head.pos != "ADJ"):
        return None
    return head


def _yet_to(node: Token, head: Token, climb: Climb) -> bool:
    """As in "Has yet to sign"."""
    if head.lemma not in ("have", "be") or not any(c.lower == "yet" for c in (*head.children, *node.children)):
        return False
    climb.add("negated", head, "yet-to")
    return True


def _stands(verb: Token, frame: str, climb: Climb) -> bool:
    """As in "was the first to sign", "is in Kyiv to meet": the infinitive does not hang on "be" alone."""
    if verb.lemma != "be":
        return False
    for adjective in verb.below("acomp"):  # "it is necessary to sign"
        _governor(adjective, frame, climb)
    return bool(verb.below("attr", "acomp", "prep", "advmod"))


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
        return _purpose(node, head, climb)
    if node.tag == "VBG" and not tensed(node):
        return head
    if node.tag in _PRESENT and any(o.force != "same" for o in beside_verb(head, climb.lex, node)):
        climb.add("possible", node, "time-clause")  # "will not leave until the monitors arrive"
    return None


def _purpose(node: Token, head: Token, climb: Climb) -> Token | None:
    """As in "met to discuss"; or what the parser took for an aim: "order police to leave"."""
    if _stands(head, "infinitive", climb) or _governor(head, "infinitive", climb):
        return head
    climb.add("planned", node, "purpose")
    if any(o.force in ("possible", "would") for o in beside_verb(head, climb.lex, node)):
        climb.add("possible", head, "purpose.possible")
    return None


def _from_noun_clause(node: Token, head: Token, climb: Climb) -> Token | None:
    """As in "The plan to attack", "the claim that …", "sanctions imposed on"."""
    if is_infinitive(node):
        if not _governor(head, "infinitive", climb):
            climb.add("planned", head, "infinitive")
        climb.named = True
        return head
    if node.tag in ("VBN", "VBG"):
        return None
    _governor(head, "clause", climb)
    return None


def _from_relative(node: Token, head: Token, climb: Climb) -> Token | None:
    """Only what is left open in the relative clause can depend on what stands above it."""
    if is_infinitive(node):
        return _from_noun_clause(node, head, climb)
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
    if node.dep == "pcomp" and head.lower in ("by", "in"):
        return clause_of(above)  # "acted to protect the port by mining it": mining is told like acting
    if head.lower in _TRANSPARENT and (node.dep == "pcomp" or not _definite(node)):
        return above
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


def _about_known(verb: Token, climb: Climb) -> bool:
    """A guess about an event takes it for granted: "the blast may have killed ten", "may be related"."""
    if not any(c.tag == "MD" for c in verb.below("aux")):
        return False
    perfect = any(c.lemma == "have" for c in verb.below("aux"))
    return perfect or (verb.lemma == "be" and bool(verb.below("acomp", "attr")))


def _from_argument(node: Token, head: Token, climb: Climb) -> Token | None:
    """An event named by a noun: what is said of it, unless the phrase takes it for granted."""
    if is_verbal(node):
        return head
    if not is_verbal(head):
        return head if head.pos == "ADJ" else None
    subject_side = node.dep in ("nsubj", "nsubjpass")
    if (node.dep == "dobj" or (node.dep == "nsubjpass" and is_passive(head))) and _governor(head, "object", climb):
        return head
    if subject_side and not _definite(node) and _governor(head, "subject", climb):
        return None
    if subject_side and _about_known(head, climb):
        return None
    light = head.lemma in climb.lex.occurring or node.dep in ("attr", "oprd")
    if light:
        return head
    row = climb.lex.verbs.get((head.lemma, ""))
    if row is not None and row["object"] in _PRESUPPOSED:
        return None
    return None if _definite(node) else head

"""The words above an event: from its name or verb one step up towards the voice that asserts it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

import msgspec

from dateline.knowledge import Row
from dateline.parse import Token
from dateline.reading.clauses import clause_of, is_finite, is_infinitive, is_passive, is_verbal
from dateline.reading.conditionals import Condition, conditional_mark
from dateline.reading.operators import (
    Operators,
    beside_noun,
    beside_verb,
    is_perfect,
    modal_of,
    part_of_speech,
    tensed,
    told,
)
from dateline.reading.tense import told_as_past
from dateline.types import Force, Mood, Operator

# What a kind of voice makes of what it tells: status and mood.
_KIND_FORCE: dict[str, tuple[Force, Mood]] = {
    "intent": ("planned", "plan"),
    "commitment": ("planned", "commitment"),
    "directive": ("possible", "demand"),
    "threat": ("possible", "threat"),
    "denial": ("negated", "denial"),
    "question": ("possible", "question"),
}
_PRESUPPOSED = frozenset({"stance", "belief", "question"})
_POINTING = frozenset({"the", "this", "that", "these", "those", "its", "their", "his", "her", "our", "my"})
_TRANSPARENT = frozenset({"of", "for", "to"})
_PRESENT = frozenset({"VB", "VBZ", "VBP"})
_BESIDE = frozenset({"prt", "advmod", "acomp", "dobj", "oprd", "prep"})
_ANY = "*"  # in the table of governors: any other word of the part of speech


@dataclass
class Climb:
    """What was met on the way up."""

    lex: Operators
    stop: int = -1
    operators: list[Operator] = field(default_factory=list)
    condition: Condition | None = None
    open: bool = True  # the conditioned clause is not told as past
    back_shift: bool = False
    named: bool = False  # past a noun with a clause: "the failure to enforce"

    def add(self, force: Force, word: Token, rule: str, mood: Mood | None = None) -> None:
        """Note one more operator."""
        self.operators.append(Operator(force, word.span, rule, mood))

    def add_row(self, force: str, word: Token, rule: str, row: Row) -> None:
        """Note an operator of the table of governors, also where it leaves the event as it is ("managed to")."""
        operator = told(force, word, rule, row)
        self.operators.append(msgspec.structs.replace(operator, if_negated=cast(Force, row["negated"])))


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
    row = _row(word, frame, climb.lex)
    if row is None:
        return False
    climb.add_row(row["plain"], word, f"governor.{row['word']}", row)
    return True


def _row(word: Token, frame: str, lex: Operators) -> Row | None:
    """The row of a governing word; an adjective that the table lacks leaves its infinitive open ("prudent to wait")."""
    pos = part_of_speech(word)
    if frame == "infinitive" and pos == "adj" and word.head.tag == "VBD":
        row = lex.governors.get((word.lemma, pos, "past-infinitive"))
        if row is not None:
            return row
    if word.tag in ("JJR", "RBR"):
        return None  # "brings us closer to signing" leaves it open
    row = _phrasal(word, pos, frame, lex) or lex.governors.get((word.lemma, pos, frame))
    if row is None and word.tag in ("VBN", "VBG", "JJ"):
        row = lex.governors.get((word.lower, "adj", frame))
    return row or (lex.governors.get((_ANY, pos, frame)) if pos == "adj" else None)


def _phrasal(word: Token, pos: str, frame: str, lex: Operators) -> Row | None:
    """The row of a word with one that belongs to it: "ruled out", "called off", "saw fit to", "made good on"."""
    beside = (c for c in word.children if c.dep in _BESIDE)
    found = (lex.governors.get((f"{word.lemma} {c.lower}", pos, frame)) for c in beside)
    return next((row for row in found if row is not None), None)


def _done(verb: Token) -> bool:
    """As in "had to leave", "went on to say": told as done, unlike "has to", "is going to"."""
    return (verb.lemma == "have" and verb.tag == "VBD") or (verb.lemma == "go" and verb.tag != "VBG")


def _from_complement(node: Token, head: Token, climb: Climb) -> Token | None:
    if any(c.lower == "too" for c in head.below("advmod")) and is_infinitive(node):  # "too weak to attack"
        climb.add("negated", head, "too")
        return None
    if head.lemma == "be" and head.tag == "VBD" and is_infinitive(node) and is_perfect(node):
        climb.add("negated", head, "was-to-have", "counterfactual")
        return None
    frame = "clause" if node.dep in ("ccomp", "csubj") and not _untensed(node) else "infinitive"
    if frame == "clause" and told_as_past(node) and (_about_ahead(head, climb.lex) or _asks_about(node)):
        return None  # "swore that they had shot": no promise; "it is not known who shot"
    asked = any(c.lower in ("whether", "if") and c.i < node.i for c in node.below("mark"))
    known = asked and (_governor(head, "whether", climb) or _stands(head, "whether", climb))
    if not known and (mark := conditional_mark(node, climb.lex)) is not None:
        climb.add("possible", mark, "if-clause", "condition")
        return None
    known = known or _yet_to(node, head, climb) or _stands(head, frame, climb) or _governor(head, frame, climb)
    if not known:
        known = _by_cue(head, frame, climb) or _open_infinitive(node, head, frame, climb)
    if head.i == climb.stop or (frame == "clause" and (known or tensed(node)) and head.pos != "ADJ"):
        _last_negation(head, climb)
        return None
    return head


def _last_negation(head: Token, climb: Climb) -> None:
    """The negation of a governing word above which the climb ends: "did not deny that …"."""
    last = climb.operators[-1] if climb.operators else None
    if last is None or last.span != head.span or last.if_negated in (None, last.force):
        return
    climb.operators += [o for o in beside_verb(head, climb.lex, None) if o.force == "negated"]


def _asks_about(clause: Token) -> bool:
    """As in "asked who had shot", "how many were released": it is taken for granted that it happened."""
    first = min(clause.subtree(), key=lambda t: t.i)
    return first.tag in ("WP", "WP$", "WRB") or (first.tag == "WDT" and first.lower != "that")


def _about_ahead(verb: Token, lex: Operators) -> bool:
    """Does the verb promise, plan or order, so that its clause must lie ahead?"""
    row = _row(verb, "clause", lex)
    cue = lex.verbs.get((verb.lemma, ""))
    ahead = cue is not None and cue["clause"] in ("commitment", "intent", "directive")
    return ahead or (row is not None and row["plain"] == "planned")


def _untensed(verb: Token) -> bool:
    """An infinitive with or without "to", a gerund, a participle: "let them pass", "had the bridge mined"."""
    if is_infinitive(verb) or (verb.tag == "VB" and not verb.below("aux")):
        return True
    return verb.tag in ("VBG", "VBN") and not is_finite(verb)


def _yet_to(node: Token, head: Token, climb: Climb) -> bool:
    """As in "Has yet to sign"."""
    if head.lemma not in ("have", "be") or not any(c.lower == "yet" for c in (*head.children, *node.children)):
        return False
    climb.add("negated", head, "yet-to")
    return True


def _stands(verb: Token, frame: str, climb: Climb) -> bool:
    """As in "was the first to sign", "is in Kyiv to meet": the infinitive does not hang on "be" alone."""
    if verb.lemma not in climb.lex.words["copula"]:
        return False
    for adjective in verb.below("acomp"):  # "it is necessary to sign"
        _governor(adjective, frame, climb)
    return bool(verb.below("attr", "acomp", "prep", "advmod"))


def _open_infinitive(node: Token, head: Token, frame: str, climb: Climb) -> bool:
    """As in "was assembled to attack", "commissioned him to write": a verb that the table lacks leaves it open."""
    row = climb.lex.governors.get((_ANY, "verb", frame))
    if row is None or not is_infinitive(node) or not is_verbal(head):
        return False
    climb.add_row(row["plain"], head, f"infinitive.{head.lemma}", row)
    return True


def _by_cue(verb: Token, frame: str, climb: Climb) -> bool:
    row = climb.lex.verbs.get((verb.lemma, ""))
    kind = row[frame] if row is not None else ""
    if kind in _KIND_FORCE:
        force, mood = _KIND_FORCE[kind]
        climb.add(force, verb, f"cue.{kind}", mood)
    return bool(kind)


def _from_adverbial(node: Token, head: Token, climb: Climb) -> Token | None:
    mark = conditional_mark(node, climb.lex)
    if mark is not None:
        if mark.lower == "if" and _row(head, "whether", climb.lex) is not None and not head.below("ccomp"):
            climb.add("possible", mark, "whether", "question")  # "asked if Senegal had closed the border"
        else:
            climb.add("possible", mark, "if-clause", "condition")
        return None
    if is_infinitive(node):
        return _purpose(node, head, climb)
    if _forestalled(node, head, climb.lex):
        climb.operators = [o for o in climb.operators if not o.rule.startswith("modal.")]
        climb.add("negated", node, "before-could")  # "died before he could sign"
        return None
    if node.tag == "VBG" and not tensed(node):
        if head.below("prt") and _phrasal(head, "verb", "infinitive", climb.lex):  # "ruled out recognising"
            _governor(head, "infinitive", climb)
        return head
    given = any(c.lower in climb.lex.words["reason"] for c in node.below("mark", "advmod"))
    if node.tag in _PRESENT and not given and any(o.force != "same" for o in beside_verb(head, climb.lex, node)):
        climb.add("possible", node, "time-clause", "condition")  # "will not leave until the monitors arrive"
    return None


def _forestalled(verb: Token, head: Token, lex: Operators) -> bool:
    """As in "died before he could sign"."""
    before = any(c.lower == "before" for c in verb.below("mark"))
    return before and modal_of(verb, lex) is not None and modal_of(head, lex) is None


def _purpose(node: Token, head: Token, climb: Climb) -> Token | None:
    """As in "met to discuss"; or what the parser took for an aim: "order police to leave"."""
    if any(c.lower == "only" and c.i < node.i for c in node.below("advmod")):
        return head  # "recalled him, only to send him back"
    if head.lemma == "take" and any(s.lower == "it" for s in head.below("nsubj")):
        return head  # "it took a strike for the government to lift the curfew"
    for noun in head.below("dobj"):  # "carried out their threat to bomb"
        if noun.i < node.i and _governor(noun, "infinitive", climb):
            climb.named = True
            return noun
    if _stands(head, "infinitive", climb) or _governor(head, "infinitive", climb):
        return head
    climb.add("planned", node, "purpose", "plan")
    if any(o.force in ("possible", "would") for o in beside_verb(head, climb.lex, node)):
        climb.add("possible", head, "purpose.possible", "possibility")
    return None


def _from_noun_clause(node: Token, head: Token, climb: Climb) -> Token | None:
    """As in "The plan to attack", "the claim that …", "sanctions imposed on"."""
    if is_infinitive(node):
        if head.lower == "order" and head.head.lower == "in":  # "in order to disarm"
            climb.add("planned", head, "purpose", "plan")
        elif not _governor(head, "infinitive", climb):
            climb.add("planned", head, f"infinitive.{head.lemma}", "plan")
        climb.named = True
        return head
    if node.tag in ("VBN", "VBG"):
        if head.lower in climb.lex.negators:
            climb.add("negated", head, "negation.noun")  # "with nothing signed"
        return None
    if _governor(head, "clause", climb):
        climb.operators += [o for o in beside_noun(head, climb.lex) if o.force == "negated"]  # "no chance that"
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
    nouns = above.below("dobj", "nsubj", "nsubjpass")
    if is_verbal(above) and any(_governor(n, head.lower, climb) for n in nouns if n.i < head.i):
        return above  # "repeated their calls for a boycott", "fears grow of war"
    row = climb.lex.verbs.get((above.lemma, head.lower))
    if row is not None and (kind := row["object"] or row["infinitive"]) in _KIND_FORCE:
        force, mood = _KIND_FORCE[kind]
        climb.add(force, above, f"cue.{kind}", mood)
        return above
    if node.dep == "pcomp" and head.lower in climb.lex.words["shared"]:
        return clause_of(above)  # "acted to protect the port by mining it": mining is told like acting
    if head.lower in _TRANSPARENT and (node.dep == "pcomp" or not definite(node)):
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


def headline_infinitive(trigger: Token, climb: Climb) -> None:
    """As in "Bolivian president vows to nationalise mines", where the tagger has taken the infinitive for a noun."""
    tokens = trigger.sent.tokens
    k = trigger.i - tokens[0].i
    if is_verbal(trigger) or k < 2 or tokens[k - 1].lower != "to" or trigger.below("det", "poss"):
        return
    for verb in reversed(tokens[max(0, k - 5) : k - 1]):
        row = climb.lex.verbs.get((verb.lemma, ""))
        if row is not None and is_verbal(verb) and row["infinitive"] in _KIND_FORCE:
            force, mood = _KIND_FORCE[row["infinitive"]]
            climb.add(force, verb, f"headline.{row['infinitive']}", mood)
            return


def definite(noun: Token) -> bool:
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


def _predicated(subject: Token, verb: Token, climb: Climb) -> bool:
    """As in "An attack is imminent", "sanctions are on the table": what a predicate makes of its subject."""
    if verb.lemma not in climb.lex.words["copula"]:
        return False
    nouns = [] if definite(subject) else verb.below("attr")  # "the war is a threat": it is there
    known = any(_governor(word, "subject", climb) for word in (*verb.below("acomp"), *nouns))
    for place in verb.below("prep"):
        for noun in place.below("pobj"):
            row = climb.lex.governors.get((f"be {place.lower} {noun.lemma}", "verb", "subject"))
            if row is not None:
                climb.add_row(row["plain"], noun, f"governor.{row['word']}", row)
                known = True
    if known:
        climb.operators += [o for o in beside_verb(verb, climb.lex, None) if o.force != "same"]
    return known


def _from_argument(node: Token, head: Token, climb: Climb) -> Token | None:
    """An event named by a noun: what is said of it, unless the phrase takes it for granted."""
    if is_verbal(node):
        return head
    if not is_verbal(head):
        return head if head.pos == "ADJ" else None
    subject_side = node.dep in ("nsubj", "nsubjpass")
    if subject_side and _predicated(node, head, climb):
        return None
    object_side = node.dep == "dobj" or (node.dep == "nsubjpass" and is_passive(head))
    if object_side and any(told_as_past(clause) for clause in node.below("relcl")):
        return None  # "accused of planning the attack that killed ten"
    if object_side and _governor(head, "object", climb):
        return head
    if subject_side and (climb.operators or not definite(node)) and _governor(head, "subject", climb):
        _last_negation(head, climb)
        return None
    if subject_side and _about_known(head, climb):
        return None
    light = head.lemma in climb.lex.occurring or node.dep in ("attr", "oprd")
    if light:
        return head
    row = climb.lex.verbs.get((head.lemma, ""))
    if row is not None and row["object"] in _PRESUPPOSED:
        return None
    return None if definite(node) else head

"""The words above an event: from its name or verb one step up towards the voice that asserts it."""

from __future__ import annotations

from dateline.parse import Token
from dateline.reading.clauses import clause_of, is_finite, is_infinitive, is_passive, is_verbal, rejoins
from dateline.reading.climb import ANY, KIND_FORCE, Climb, governor, last_negation, phrasal, row_of
from dateline.reading.conditionals import conditional_mark
from dateline.reading.operators import (
    Operators,
    beside_noun,
    beside_verb,
    is_perfect,
    modal_of,
    tensed,
)
from dateline.reading.tense import told_as_past

_PRESUPPOSED = frozenset({"stance", "belief", "question"})
_POINTING = frozenset({"the", "this", "that", "these", "those", "its", "their", "his", "her", "our", "my"})
_TRANSPARENT = frozenset({"of", "for", "to"})
_PRESENT = frozenset({"VB", "VBZ", "VBP"})


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
    row = climb.lex.verbs.get((head.head.lemma, ""))
    if row is not None and row["clause"] == "denial" and rejoins(node, climb.lex.words["speaking"]):
        return None  # "denies that it shut the road and blames Greece"
    if is_verbal(node) and is_verbal(head):
        but = any(c.dep == "cc" and c.lower == "but" for c in head.children)
        if node.tag in ("VB", "VBN", "VBG") and not tensed(node) and not but:
            return head
        return up(head, climb) if tensed(node) and tensed(head) and head.dep in ("ccomp", "conj") else None
    if is_verbal(head):
        return head
    return None if climb.named else up(head, climb)


def _from_complement(node: Token, head: Token, climb: Climb) -> Token | None:
    if any(c.lower == "too" for c in head.below("advmod")) and is_infinitive(node):  # "too weak to attack"
        climb.add("negated", head, "too")
        return None
    if head.lemma == "be" and head.tag == "VBD" and is_infinitive(node) and is_perfect(node):
        climb.add("negated", head, "was-to-have", "counterfactual")
        return None
    bare = node.tag == "VBP" and head.lemma in climb.lex.words["bare"]  # "help troops pursue them"
    clause = node.dep in ("ccomp", "csubj") and not _untensed(node) and not bare
    frame = "clause" if clause else "infinitive"
    past = is_verbal(node) and told_as_past(node)  # a noun has no tense: "demanded that the UN reopen talks"
    if frame == "clause" and (_about_now(node, head, climb.lex) or (past and _asks_about(node))):
        return None  # "swore that they had shot": no promise; "it is not known who shot"
    asked = any(c.lower in ("whether", "if") and c.i < node.i for c in node.below("mark"))
    known = asked and (governor(head, "whether", climb) or _stands(head, "whether", climb))
    if not known and (mark := conditional_mark(node, climb.lex)) is not None:
        climb.add("possible", mark, "if-clause", "condition")
        return None
    known = known or _yet_to(node, head, climb) or _stands(head, frame, climb) or governor(head, frame, climb)
    if not known:
        known = _by_cue(head, frame, climb) or _open_infinitive(node, head, frame, climb)
    if head.i == climb.stop or (frame == "clause" and (known or tensed(node)) and head.pos != "ADJ"):
        last_negation(head, climb)
        return None
    return head


def _asks_about(clause: Token) -> bool:
    """As in "asked who had shot", "how many were released": it is taken for granted that it happened."""
    first = min(clause.subtree(), key=lambda t: t.i)
    return first.tag in ("WP", "WP$", "WRB") or (first.tag == "WDT" and first.lower != "that")


def _about_now(clause: Token, verb: Token, lex: Operators) -> bool:
    """A clause of what was or is, below a verb that else promises, plans or orders: "agree that it is bombing"."""
    row = row_of(verb, "clause", lex)
    cue = lex.verbs.get((verb.lemma, ""))
    kind = cue["clause"] if cue is not None else ""
    if kind in ("commitment", "intent") or (row is not None and row["plain"] == "planned"):
        return is_finite(clause) and modal_of(clause, lex) is None
    return kind == "directive" and is_verbal(clause) and told_as_past(clause)


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
        governor(adjective, frame, climb)
    return bool(verb.below("attr", "acomp", "prep", "advmod"))


def _open_infinitive(node: Token, head: Token, frame: str, climb: Climb) -> bool:
    """As in "was built to attack", "commissioned him to write": a verb that the table lacks leaves it open."""
    row = climb.lex.governors.get((ANY, "verb", frame))
    if row is None or not is_infinitive(node) or not is_verbal(head):
        return False
    climb.add_row(row["plain"], head, f"infinitive.{head.lemma}", row)
    return True


def _by_cue(verb: Token, frame: str, climb: Climb) -> bool:
    row = climb.lex.verbs.get((verb.lemma, ""))
    kind = row[frame] if row is not None else ""
    if kind in KIND_FORCE:
        force, mood = KIND_FORCE[kind]
        climb.add(force, verb, f"cue.{kind}", mood)
    return bool(kind)


def _from_adverbial(node: Token, head: Token, climb: Climb) -> Token | None:
    mark = conditional_mark(node, climb.lex)
    if mark is not None:
        if mark.lower == "if" and row_of(head, "whether", climb.lex) is not None and not head.below("ccomp"):
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
        if head.below("prt") and phrasal(head, "verb", "infinitive", climb.lex):  # "ruled out recognising"
            governor(head, "infinitive", climb)
        return head
    soon = head.lower == "soon"  # "as soon as": the parser hangs the clause on the adverb
    given = not soon and any(c.lower in climb.lex.words["reason"] for c in node.below("mark", "advmod"))
    above = clause_of(head.head) if soon else head
    open_above = above is not None and any(o.force != "same" for o in beside_verb(above, climb.lex, node))
    if not given and open_above and (_in_present(node) or _awaited(node, head, above, climb.lex)):
        climb.add("possible", node, "time-clause", "condition")  # "will not leave until the monitors arrive"
    return None


def _in_present(verb: Token) -> bool:
    """By its own form, or that of a plain passive: "when their demands are met"."""
    helpers = verb.below("aux", "auxpass")
    plain = len(helpers) == 1 and helpers[0].dep == "auxpass"
    return (helpers[0] if plain else verb).tag in _PRESENT


def _awaited(node: Token, head: Token, above: Token | None, lex: Operators) -> bool:
    """As in "would return once its demands were met": told in the past, but still to come."""
    marked = head.lower == "soon" or any(c.lower in lex.words["awaited"] for c in node.below("mark", "advmod"))
    return marked and above is not None and any(c.lower in ("would", "'d", "’d") for c in above.below("aux"))


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
        if noun.i < node.i and governor(noun, "infinitive", climb):
            climb.named = True
            return noun
    if _stands(head, "infinitive", climb) or governor(head, "infinitive", climb):
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
        elif not governor(head, "infinitive", climb):
            climb.add("planned", head, f"infinitive.{head.lemma}", "plan")
        climb.named = True
        return head
    if node.tag in ("VBN", "VBG") and not tensed(node):  # but "no sign that they had signed"
        if head.lower in climb.lex.negators:
            climb.add("negated", head, "negation.noun")  # "with nothing signed"
        return None
    if governor(head, "clause", climb):
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
    asked = [c for c in node.below("mark") if c.lower in ("whether", "if")] if node.dep == "pcomp" else []
    if asked:
        climb.add("possible", asked[0], "whether", "question")  # "is looking into whether"
        return None
    if head.dep == "agent" and node.dep == "pobj":
        return above
    if governor(above, head.lower, climb):
        return above
    giver = above.head  # "no confirmation from the rebels of a truce": the parser hangs "of" on the rebels
    if above.dep == "pobj" and giver.lower in ("from", "by") and governor(giver.head, head.lower, climb):
        return giver.head
    nouns = above.below("dobj", "nsubj", "nsubjpass")
    if is_verbal(above) and any(governor(n, head.lower, climb) for n in nouns if n.i < head.i):
        return above  # "repeated their calls for a boycott", "fears grow of war"
    row = climb.lex.verbs.get((above.lemma, head.lower))
    if row is not None and (kind := row["object"] or row["infinitive"]) in KIND_FORCE:
        force, mood = KIND_FORCE[kind]
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
    governor(head, "compound", climb)
    return head


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
    if made_up := next((w for w in verb.below("acomp", "attr") if w.lower in climb.lex.words["invented"]), None):
        climb.add("negated", made_up, "invented", "denial")
    nouns = [] if definite(subject) else verb.below("attr")  # "the war is a threat": it is there
    known = made_up is not None or any(governor(word, "subject", climb) for word in (*verb.below("acomp"), *nouns))
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
    if climb.operators and node.dep == "dobj" and governor(head, "kept", climb):
        return head  # "broke its promise to release"
    object_side = node.dep == "dobj" or (node.dep == "nsubjpass" and is_passive(head))
    if object_side and any(told_as_past(clause) for clause in node.below("relcl")):
        return None  # "accused of planning the attack that killed ten"
    if object_side and governor(head, "object", climb):
        return head
    if subject_side and (climb.operators or not definite(node)) and governor(head, "subject", climb):
        last_negation(head, climb)
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

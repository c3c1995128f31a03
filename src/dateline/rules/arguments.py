"""Logical arguments: who does it and to whom, whatever the syntax.

Passive, relative clauses, participles, control and raising, coordination, possessives and light verbs are
undone here, once, so that rules state only the plain case.  Labels are those of spaCy's English models.
"""

from __future__ import annotations

from dateline.parse import Token

RELATIVE = frozenset({"WDT", "WP", "WP$"})
EXPLETIVE = frozenset({"it", "this", "that", "there", "these", "those", "who", "which", "what"})
VERBAL = frozenset({"VERB", "AUX"})
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "X", "SYM", "DET"})
SUBJECT_CONTROL = frozenset({"promise", "vow", "pledge", "threaten", "agree", "offer", "use"})
# The object of the governing verb does it: "accused Russia of shelling", "stopped them from entering".
OBJECT_PREPOSITIONS = frozenset({"of", "for", "from", "into"})
ACTIVE = frozenset({"aux", "nsubj", "dobj"})  # what a bare participle does not have
SHARED_PREPOSITIONS = frozenset(
    {"to", "on", "against", "with", "from", "for", "upon", "at", "between", "over", "in", "into"}
)


def coordinated(tokens: list[Token]) -> list[Token]:
    """The tokens and what is coordinated with them (*Moldova, Romania and Poland*), without repetition."""
    found: list[Token] = []
    stack = list(reversed(tokens))
    while stack:
        token = stack.pop()
        if token in found:
            continue
        found.append(token)
        stack += [c for c in reversed(token.children) if c.dep == "conj" and c.pos in NOMINAL]
    return found


def is_passive(verb: Token) -> bool:
    """Is the verb in the passive, also as a bare participle or the second of two passives?"""
    labels = {c.dep for c in verb.children}
    if "auxpass" in labels or "nsubjpass" in labels:
        return True
    if verb.tag != "VBN" or not labels.isdisjoint(ACTIVE):
        return False
    if verb.dep in ("acl", "amod", "advcl"):
        return True
    return verb.dep == "conj" and verb.head.pos in VERBAL and is_passive(verb.head)


def _antecedent(verb: Token, token: Token) -> Token:
    """The noun behind a relative pronoun; *Russia is the country that …*: of whom it is said."""
    if token.tag not in RELATIVE or verb.dep != "relcl":
        return token
    noun = verb.head
    said = noun.head.below("nsubj") if noun.dep == "attr" and noun.head.lemma == "be" else []
    named = said and said[0].pos in ("PROPN", "PRON") and said[0].lower not in EXPLETIVE
    return said[0] if named and noun.pos == "NOUN" else noun


def subjects(verb: Token, depth: int = 0) -> list[Token]:
    """Logical subjects of a verb, without coordination; a modal has those of its verb."""
    if verb.dep == "aux":  # none in "should the courses end early", "must they go?"
        return [s for s in subjects(verb.head, depth) if s.i < verb.i or verb.tag != "MD"]
    if is_passive(verb):
        return _agents(verb)
    own = [_antecedent(verb, c) for c in verb.children if c.dep == "nsubj"]
    if own or depth > 8:
        return own
    if any(c.dep in ("csubj", "expl") for c in verb.children):
        return []
    return _inherited(verb, depth)


def _agents(verb: Token) -> list[Token]:
    by = [c for c in verb.children if c.dep == "agent" or (c.dep == "prep" and c.lower == "by")]
    if not by:  # "was supplied with shells by Seoul": the parser hangs "by" on "shells"
        by = [c for p in prepositional(verb, None) for c in p.children if c.dep == "prep" and c.lower == "by"]
    return [p for c in by for p in c.children if p.dep == "pobj"]


def _surface_subjects(verb: Token, depth: int) -> list[Token]:
    """The grammatical subject: of a passive its logical object."""
    return objects(verb, depth + 1) if is_passive(verb) else subjects(verb, depth + 1)


def _inherited(verb: Token, depth: int) -> list[Token]:
    """The subject that a verb without its own takes from where it hangs."""
    head = verb.head
    if head is verb:
        return []
    if verb.dep in ("conj", "dep") and head.pos in VERBAL:
        return _surface_subjects(head, depth)
    if verb.dep in ("xcomp", "ccomp", "advcl") and head.pos in VERBAL:
        return _controllers(verb, head, depth)
    if verb.dep == "xcomp" and head.pos in ("ADJ", "NOUN"):
        return predicate_subjects(head)
    if verb.dep in ("acl", "relcl") and head.pos in NOMINAL:
        return _acl_subjects(verb, head, depth)
    if verb.dep == "pcomp" and head.lower == "including":  # "welcome the outcome, including reaching consensus": whose?
        return []
    if verb.dep == "pcomp" and head.dep in ("prep", "agent") and head.head.pos in VERBAL:
        return _prepositional(verb, head, depth)
    if verb.dep == "pcomp" and head.dep == "prep" and head.head.pos == "NOUN":
        # "accused rebels of killing", "arrested a man for assaulting a clerk"
        if head.lower in ("of", "for", "over") and head.head.dep in ("dobj", "nsubjpass"):
            return [head.head]
        return noun_subjects(head.head, frozenset(), depth + 1) or _around(head.head, depth)  # "a partner in helping"
    return []


def _controllers(verb: Token, head: Token, depth: int) -> list[Token]:
    if verb.dep == "xcomp" and head.lemma not in SUBJECT_CONTROL:
        governed = [c for c in head.children if c.dep in ("dobj", "dative") and c.i < verb.i and c.pos != "ADP"]
        if governed:
            return governed
    return _surface_subjects(head, depth)


def _acl_subjects(verb: Token, head: Token, depth: int) -> list[Token]:
    if verb.tag in ("VBG", "VBP", "VBZ", "VBD"):
        return [head]
    return noun_subjects(head, frozenset(), depth + 1) or _around(head, depth)


def _around(noun: Token, depth: int) -> list[Token]:
    """For *signed an agreement to supply*: the subject of the verb that governs the noun."""
    if noun.dep in ("dobj", "attr") and noun.head.pos in VERBAL:
        return subjects(noun.head, depth + 1)
    return []


def _prepositional(verb: Token, preposition: Token, depth: int) -> list[Token]:
    governor = preposition.head
    if preposition.lower in OBJECT_PREPOSITIONS and (found := objects(governor, depth + 1)):
        return found
    return _surface_subjects(governor, depth)


def objects(verb: Token, depth: int = 0) -> list[Token]:
    """Logical objects of a verb, without coordination."""
    if depth > 8:
        return []
    if is_passive(verb):
        return _passive_objects(verb, depth)
    own = [_antecedent(verb, c) for c in verb.children if c.dep == "dobj"] or _counted(verb)
    if own:
        return own
    raised = [n for c in verb.children if c.dep == "ccomp" and _infinitive(c) for n in c.children if n.dep == "nsubj"]
    if raised:
        return raised
    outer = verb.head if verb.dep == "xcomp" else verb  # "the shells that they are said to have fired"
    if outer.dep == "relcl" and outer.head.pos in NOMINAL and _has_object_gap(outer):
        return [outer.head]
    shared = [
        c
        for c in verb.children
        if c.dep == "conj" and c.pos == "VERB" and not any(d.dep in ("nsubj", "nsubjpass") for d in c.children)
    ]
    return [o for c in shared[:1] for o in c.children if o.dep == "dobj"]


def _counted(verb: Token) -> list[Token]:
    """*Kidnapped up to 16 advisers*: the parser hangs them on *up to*."""
    up = [c for c in verb.children if c.lower == "up" and c.dep in ("prt", "prep", "advmod")]
    to = [c for u in up for c in (*u.children, *verb.children) if c.lower == "to" and c.i == u.i + 1]
    return [n for t in to for n in t.children if n.dep == "pobj" and any(c.dep == "nummod" for c in n.children)]


def _passive_objects(verb: Token, depth: int) -> list[Token]:
    # "X is committed to": the small model labels X "nsubj" beside an auxpass
    marked = any(c.dep == "auxpass" for c in verb.children)
    own = [_antecedent(verb, c) for c in verb.children if c.dep == "nsubjpass" or (marked and c.dep == "nsubj")]
    if own:
        return own
    if verb.dep in ("acl", "amod") and verb.head.pos in NOMINAL:
        return [verb.head]
    return _inherited(verb, depth)


def _infinitive(verb: Token) -> bool:
    return any(c.dep == "aux" and c.lower == "to" for c in verb.children)


def _has_object_gap(verb: Token) -> bool:
    subject = [c for c in verb.children if c.dep in ("nsubj", "nsubjpass")]
    return (
        bool(subject)
        and subject[0].tag not in RELATIVE
        and not any(c.dep in ("prep", "ccomp", "dobj") and not c.children for c in verb.children)
    )


def indirect_objects(verb: Token) -> list[Token]:
    """*gave Kiev tanks*; with *to*, the preposition's object."""
    found = []
    for child in verb.children:
        if child.dep == "dative":
            found += [p for p in child.children if p.dep == "pobj"] if child.pos == "ADP" else [child]
    if found or not is_passive(verb):
        return found
    return []


def light_governor(noun: Token, light: frozenset[str]) -> Token | None:
    """The light verb whose object the noun is: *launched an attack*, *talks were held*, *sanctions imposed on*."""
    head = noun.head
    if noun.dep in ("dobj", "nsubjpass") and head.lemma in light and head.pos == "VERB":
        return head
    if noun.dep == "conj" and head is not noun and head.pos in NOMINAL:
        return light_governor(head, light)
    for child in noun.children:
        if child.dep in ("acl", "relcl") and child.lemma in light and noun in objects(child):
            return child
    return None


def noun_subjects(noun: Token, light: frozenset[str], depth: int = 0) -> list[Token]:
    """Who does what an event noun names, without coordination."""
    governor = light_governor(noun, light) if light else None
    if governor and (found := subjects(governor, depth + 1)):
        return found
    by = [
        p
        for c in noun.children
        if c.dep in ("prep", "agent") and c.lower == "by"
        for p in c.children
        if p.dep == "pobj"
    ]
    return by or noun.below("poss") or name_modifiers(noun) or predicate_subjects(noun)


def name_modifiers(noun: Token) -> list[Token]:
    """Names and nationalities in front of a noun: *Russian invasion*, *Saudi-led air strikes*."""
    found = []
    for child in noun.children:
        if child.dep in ("amod", "compound", "nmod") and child.i < noun.i:
            if child.text[:1].isupper():
                found.append(child)
            elif child.pos in ("VERB", "ADJ"):
                found += [
                    c for c in child.children if c.dep in ("npadvmod", "amod", "compound") and c.text[:1].isupper()
                ]
    return found


def predicate_subjects(token: Token) -> list[Token]:
    """Of whom a predicate noun or adjective is said: *Russia is a signatory*, *they are ready*."""
    if token.dep in ("attr", "acomp", "oprd", "xcomp") and token.head.pos in VERBAL:
        return _surface_subjects(token.head, 0)
    if token.dep == "amod":
        return [token.head]
    if token.dep == "appos":
        return [token.head]
    if token.dep == "conj" and token.head is not token and token.head.pos not in VERBAL:
        return predicate_subjects(token.head)
    return [c for c in token.children if c.dep == "nsubj"]


def prepositional(token: Token, words: frozenset[str] | None) -> list[Token]:
    """Objects of the token's prepositions (None: of any); complex ones have a hyphen (*because-of*)."""
    found = []
    for child in token.children:
        if child.dep in ("prep", "dative", "agent", "prt", "advmod", "mark", "amod") and child.children:
            found += _complements(child, words)
    return found


def _complements(preposition: Token, words: frozenset[str] | None) -> list[Token]:
    if words is None or preposition.lower in words:
        return [p for p in preposition.children if p.dep in ("pobj", "pcomp")]
    return [
        p
        for inner in preposition.children
        if inner.dep in ("prep", "pcomp") and f"{preposition.lower}-{inner.lower}" in words
        for p in inner.children
        if p.dep in ("pobj", "pcomp")
    ]


def complement_clauses(token: Token) -> list[Token]:
    """Heads of *that* and *to* clauses that complete a verb, noun or adjective; a modal has its verb."""
    if token.dep == "aux":
        return [token.head]
    found = [c for c in token.children if c.dep in ("ccomp", "xcomp")]
    if found or token.pos in VERBAL:
        return found
    return [c for c in token.children if c.dep in ("acl", "advcl", "relcl") and (_infinitive(c) or _marked(c))]


def _marked(verb: Token) -> bool:
    return any(c.dep == "mark" and c.lower == "that" for c in verb.children)

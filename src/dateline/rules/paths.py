"""Walk a compiled path from a trigger to the tokens that fill a role."""

from __future__ import annotations

from dateline.parse import Token
from dateline.rules import arguments as arg
from dateline.rules.language import Path, PathStep


def walk(trigger: Token, path: Path, light: frozenset[str]) -> list[Token]:
    """The fillers at `path`: of the first alternative that finds any, coordination expanded."""
    for union in path:
        found: list[Token] = []
        for chain in union:
            for token in _chain(trigger, chain, light):
                if token not in found:
                    found.append(token)
        if found:
            return found
    return []


def _chain(trigger: Token, chain: tuple[PathStep, ...], light: frozenset[str]) -> list[Token]:
    tokens = [trigger]
    for step in chain:
        tokens = [t for token in tokens for t in _take(token, step, light)]
        if step.name not in ("self", "clause"):
            tokens = arg.coordinated(tokens)
    return tokens


def _take(token: Token, step: PathStep, light: frozenset[str]) -> list[Token]:
    nominal = token.pos in ("NOUN", "PROPN")
    match step.name:
        case "self":
            return [token]
        case "subj":
            return _subjects(token, nominal, light)
        case "head":
            return _governor(token)
        case "obj":
            return arg.prepositional(token, frozenset({"of"})) if nominal else arg.objects(token)
        case "iobj":
            return arg.indirect_objects(token)
        case "clause":
            return arg.complement_clauses(token)
        case "prep":
            return _prepositional(token, step.words, nominal, light)
        case label:
            return token.below(label)


def _subjects(token: Token, nominal: bool, light: frozenset[str]) -> list[Token]:
    if nominal:
        return arg.noun_subjects(token, light)
    participle = token.tag == "VBN" and token.dep == "amod"  # "the proposed deal": who proposed it is not said
    if participle or (token.pos in arg.VERBAL and token.dep not in ("acomp", "oprd", "amod")):
        return arg.subjects(token)
    return arg.predicate_subjects(token)


def _prepositional(token: Token, words: frozenset[str], nominal: bool, light: frozenset[str]) -> list[Token]:
    own = arg.prepositional(token, words)
    if own:
        return own
    if nominal:
        return _of_noun(token, words, light)
    if token.dep in ("acomp", "attr", "oprd") and token.head.pos in arg.VERBAL:  # "is reliant on aid"
        return arg.prepositional(token.head, words)
    shared = words & arg.SHARED_PREPOSITIONS  # "sent aid to Kiev": the parser hangs "to" on "aid"
    inner = [o for o in (*arg.objects(token), *arg.subjects(token)) if o in token.children or o.head in token.children]
    return [t for o in inner if o.i > token.i for t in arg.prepositional(o, shared)] if shared else []


def _of_noun(noun: Token, words: frozenset[str], light: frozenset[str]) -> list[Token]:
    """From the light verb, or from the noun's *of*: "withdrawal of troops from Syria"."""
    governor = arg.light_governor(noun, light)
    if governor and (found := _prepositional(governor, words, False, light)):
        return found
    shared = words & arg.SHARED_PREPOSITIONS
    return (
        [t for o in arg.prepositional(noun, frozenset({"of"})) for t in arg.prepositional(o, shared)] if shared else []
    )


def _governor(token: Token) -> list[Token]:
    """The word that the trigger hangs from, through its preposition: "an end to the blockade" → end."""
    head = token.head
    while head.dep in ("prep", "agent") and head.head is not head:
        head = head.head
    return [] if head is token else [head]

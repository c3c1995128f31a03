"""Clauses set beside what they report: "as X explains", "…, officials said, …", and what they stand in."""

from __future__ import annotations

from dataclasses import dataclass

from dateline.knowledge import Row
from dateline.parse import Token
from dateline.reading.clauses import EXPLETIVES, SUBJECTS, clause_of, is_passive, is_verbal
from dateline.reading.cues import Scene

HEARSAY = frozenset({"statement", "belief"})
_ADVERBIAL = frozenset({"advcl", "ccomp", "parataxis", "acl", "prep"})
_PAUSES = frozenset(",-–—(")


@dataclass(frozen=True, slots=True)
class Frame:
    """What a verb is complemented by: the tokens of its content, its kind, the construction."""

    tokens: list[Token]
    kind: str
    rule: str
    anonymous: bool = False


def as_clause(verb: Token, row: Row, scene: Scene) -> Frame | None:
    """As in "…, as The Economist explains": the clause that it hangs on, all the sentence if it ends it."""
    marks = [c for c in verb.below("mark", "advmod", "prep") if c.lower == "as" and c.i < verb.i]
    if not marks or row["clause"] not in HEARSAY or verb.dep not in _ADVERBIAL:
        return None
    if verb.lemma in scene.cues.of_time or not _set_off(marks[0]):
        return None
    if verb.below("ccomp", "xcomp") or not _only_hearers(verb, row, scene):
        return None
    goals = [o for p in verb.below("prep") if p.lower == "to" for o in p.below("pobj")]
    if any({o.lemma, o.lower} & scene.cues.places for o in goals):
        return None  # "As he reported to the barracks, …"
    return Frame(host_of(verb, near=True), row["clause"], "as-clause", is_passive(verb))


def _set_off(mark: Token) -> bool:
    """Does the clause begin the sentence, or stand behind a comma or a dash?  Else "as" is of time."""
    tokens = mark.sent.tokens
    before = [t for t in tokens if t.i < mark.i]
    return all(t.pos in ("PUNCT", "CCONJ", "ADV") for t in before) or before[-1].text in _PAUSES


def _only_hearers(verb: Token, row: Row, scene: Scene) -> bool:
    """Has the verb no object of its own but "it", or those to whom it was told ("as he told reporters")?"""
    objects = [o for o in verb.below("dobj") if o.lower not in EXPLETIVES]
    told = row["infinitive"] == "directive" and not verb.below("dative")
    return all(told and (o.pos in ("PRON", "PROPN") or _hears(o, scene)) for o in objects)


def _hears(noun: Token, scene: Scene) -> bool:
    """Is the noun one for people or bodies, to whom one can speak?"""
    return not {noun.lemma, noun.lower}.isdisjoint(scene.cues.speakers)


def parenthesis(verb: Token, row: Row) -> Frame | None:
    """As in "The pipeline, officials said, would be built.": what the verb stands in."""
    if row["clause"] not in HEARSAY:
        return None
    if len(subjects := verb.below("nsubj")) > 1 and (rest := severed(verb)):
        return Frame([*subjects[0].subtree(), *rest], row["clause"], "parenthesis")
    if verb.dep not in ("parataxis", "ccomp", "dep", "advcl"):
        return None
    passive = is_passive(verb) and any(s.lower in EXPLETIVES for s in verb.below("nsubjpass"))
    if row["quotation"] != "yes" or not (passive or verb.below("nsubj")) or verb.below("dobj", "xcomp", "mark"):
        return None
    stray = {t.i for s in verb.below("nsubj")[:-1] for t in s.subtree()}
    mine = {t.i for t in verb.subtree()} - stray
    start, end = min(mine), max(mine)
    tokens = verb.sent.tokens
    around = [t for t in tokens if t.i in (start - 1, start, end, end + 1)]
    if len(mine) > 12 or not around or not any(t.text in ",-–—" for t in around):
        return None
    return Frame([t for t in verb.head.subtree() if t.i not in mine], row["clause"], "parenthesis", passive)


def severed(verb: Token) -> list[Token]:
    """The rest of a sentence behind the parenthesis in it, where the parser joined it to the cue without a word."""
    if verb.below("cc"):
        return []
    rest = [c for c in verb.below("conj") if c.i > verb.i and is_verbal(c) and not c.below(*SUBJECTS)]
    return [t for c in rest for t in c.subtree()]


def host_of(phrase: Token, near: bool = False) -> list[Token]:
    """What a sentence adverbial scopes over: its sentence if it begins or ends it, else its clause.

    `near`: at the end of a sentence, too, only the clause that it hangs on.
    """
    mine = {t.i for t in phrase.subtree()}
    words = [t for t in phrase.sent.tokens if t.pos != "PUNCT"]
    edges = {words[0].i, words[0 if near else -1].i} if words else set()
    if words and words[0].pos in ("CCONJ", "ADV") and len(words) > 1:
        edges.add(words[1].i)
    if edges & mine or phrase.head is phrase:
        return [t for t in phrase.sent.tokens if t.i not in mine]
    clause = clause_of(phrase.head)
    whole = not near or (clause.i > phrase.i and not is_verbal(phrase.head))  # beside the subject, before its verb
    return [t for t in (clause if whole else phrase.head).subtree() if t.i not in mine]

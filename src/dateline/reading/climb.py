"""The climb from an event towards its voice, and what the table of governors says of a word met on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

import msgspec

from dateline.knowledge import Row
from dateline.parse import Token
from dateline.reading.clauses import is_verbal
from dateline.reading.conditionals import Condition
from dateline.reading.operators import Operators, beside_verb, part_of_speech, told
from dateline.types import Force, Mood, Operator

# What a kind of voice makes of what it tells: status and mood.
KIND_FORCE: dict[str, tuple[Force, Mood]] = {
    "intent": ("planned", "plan"),
    "commitment": ("planned", "commitment"),
    "directive": ("possible", "demand"),
    "threat": ("possible", "threat"),
    "denial": ("negated", "denial"),
    "question": ("possible", "question"),
}
_BESIDE = frozenset({"prt", "advmod", "acomp", "dobj", "oprd", "prep"})
ANY = "*"  # in the table of governors: any other word of the part of speech


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


def governor(word: Token, frame: str, climb: Climb) -> bool:
    """Note what a governing word makes of its complement; is it in the table?"""
    if frame == "infinitive" and is_done(word):
        return True
    row = row_of(word, frame, climb.lex)
    if row is None:
        return False
    climb.add_row(row["plain"], word, f"governor.{row['word']}", row)
    return True


def row_of(word: Token, frame: str, lex: Operators) -> Row | None:
    """The row of a governing word; an adjective that the table lacks leaves its infinitive open ("prudent to wait")."""
    pos = part_of_speech(word)
    if frame == "infinitive" and pos == "adj" and word.head.tag == "VBD":
        row = lex.governors.get((word.lemma, pos, "past-infinitive"))
        if row is not None:
            return row
    if word.tag in ("JJR", "RBR"):
        return None  # "brings us closer to signing" leaves it open
    if pos == "adj" and (row := lex.governors.get((f"{word.head.lemma} {word.lemma}", pos, frame))):
        return row  # "came close to"
    row = phrasal(word, pos, frame, lex) or lex.governors.get((word.lemma, pos, frame))
    if row is None and word.tag in ("VBN", "VBG", "JJ"):
        row = lex.governors.get((word.lower, "adj", frame))
    return row or (lex.governors.get((ANY, pos, frame)) if pos == "adj" else None)


def phrasal(word: Token, pos: str, frame: str, lex: Operators) -> Row | None:
    """The row of a word with one that belongs to it: "ruled out", "called off", "saw fit to", "made good on"."""
    beside = (c for c in word.children if c.dep in _BESIDE)
    found = (lex.governors.get((f"{word.lemma} {c.lower}", pos, frame)) for c in beside)
    return next((row for row in found if row is not None), None)


def is_done(verb: Token) -> bool:
    """As in "had to leave", "went on to say": told as done, unlike "has to", "is going to"."""
    return (verb.lemma == "have" and verb.tag == "VBD") or (verb.lemma == "go" and verb.tag != "VBG")


def last_negation(head: Token, climb: Climb) -> None:
    """The negation of a governing word above which the climb ends: "did not deny that …"."""
    last = climb.operators[-1] if climb.operators else None
    words = {head.span, *(c.span for c in head.below("acomp", "attr"))}  # "is not true that"
    if last is None or last.span not in words or last.if_negated in (None, last.force):
        return
    climb.operators += [o for o in beside_verb(head, climb.lex, None) if o.force == "negated"]


def headline_infinitive(trigger: Token, climb: Climb) -> None:
    """As in "Bolivian president vows to nationalise mines", where the tagger has taken the infinitive for a noun."""
    tokens = trigger.sent.tokens
    k = trigger.i - tokens[0].i
    if is_verbal(trigger) or k < 2 or tokens[k - 1].lower != "to" or trigger.below("det", "poss"):
        return
    for verb in reversed(tokens[max(0, k - 5) : k - 1]):
        row = climb.lex.verbs.get((verb.lemma, ""))
        if row is not None and is_verbal(verb) and row["infinitive"] in KIND_FORCE:
            force, mood = KIND_FORCE[row["infinitive"]]
            climb.add(force, verb, f"headline.{row['infinitive']}", mood)
            return



"""Plans that are about to be carried out: ordered, or announced as a matter of days."""

from __future__ import annotations

from dateline.knowledge import Knowledge
from dateline.parse import Token
from dateline.reading.clauses import is_infinitive
from dateline.reading.tense import tensed_verb


def is_chosen(trigger: Token, know: Knowledge) -> bool:
    """Is it what a vote or decision of the past was for: *voted in 2016 to leave*?"""
    verbs: frozenset[str] = know.lexicon["setting_words"].words_by_class["choice"]
    above = trigger.head
    return is_infinitive(trigger) and above.lemma in verbs and above.tag in ("VBD", "VBN")


def is_scheduled(trigger: Token, know: Knowledge) -> bool:
    """Is it told as settled (*will be expelled*, *is to stand trial*) or ordered (*was instructed to leave*)?"""
    orders: frozenset[str] = know.lexicon["setting_words"].words_by_class["order"]
    if any(t.lemma in orders for t in trigger.ancestors()):
        return True
    verb = tensed_verb(trigger)
    if verb is None:
        return False
    settled = verb.tag == "VBN" and any(c.tag == "MD" and c.lemma == "will" for c in verb.below("aux"))
    bound = is_infinitive(trigger) and trigger.dep == "xcomp" and trigger.head.lemma == "be"
    return (settled and bool(verb.below("auxpass"))) or bound

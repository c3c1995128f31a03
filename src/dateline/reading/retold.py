"""Events told again: *the attack* has the date that its first mention gave it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dateline.knowledge import Knowledge
from dateline.parse import Parse, Token

REACH = 40  # sentences back
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "its", "their", "his", "her", "our", "my", "your"})
_NEW = frozenset(
    {"another", "new", "second", "third", "next", "further", "fresh", "last", "previous", "earlier", "other"}
)


def told_before(trigger: Token, parse: Parse, know: Knowledge) -> Iterator[Token]:
    """Earlier words for the act that a definite noun points at, the first of the report first."""
    if not is_definite(trigger):
        return
    words = names_of(trigger, know)
    for sentence in parse.sentences[max(0, trigger.sent.index - REACH) : trigger.sent.index + 1]:
        yield from (t for t in sentence.tokens if t.lemma in words and t.i < trigger.i and _is_event(t))


def names_of(trigger: Token, know: Knowledge) -> frozenset[str]:
    """The lemmas of the noun and the verb of the act: *invasion*, *invade*."""
    verbs: Mapping[str, str] = know.made("retold.verbs", _verbs)
    return frozenset({trigger.lemma, verbs.get(trigger.lemma, trigger.lemma)})


def is_definite(trigger: Token) -> bool:
    """Is it a noun with *the*, *this* or a possessor, and not one more of its kind?"""
    if trigger.pos != "NOUN":
        return False
    if any(c.lower in _NEW for c in trigger.below("amod", "det")):
        return False
    return any(c.lower in _DEFINITE or c.dep == "poss" for c in trigger.below("det", "poss"))


def _is_event(token: Token) -> bool:
    return token.pos in ("VERB", "NOUN") and token.dep not in ("compound", "amod")


def _verbs(know: Knowledge) -> Mapping[str, str]:
    return {r["noun"]: r["verb"] for r in know.lexicon["event_nouns"].rows}

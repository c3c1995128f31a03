"""Is an event without a date told as news, or as history and standing context?

The signs of the grammar are weighed by lexicon/background_signs.csv; the answer names the strongest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dateline.knowledge import Knowledge, Row
from dateline.parse import Parse, Token
from dateline.reading.clauses import is_infinitive

PERFECT = frozenset({"have", "has", "'ve", "’ve"})
PRESENT = frozenset({"am", "is", "are", "'m", "’m", "'s", "’s", "'re", "’re"})
NOMINAL = frozenset({"pobj", "poss", "compound", "nmod"})
FRESH = frozenset({"new", "fresh", "further", "additional", "another", "latest", "possible", "any", "no"})
ONE = frozenset({"a", "an"})
QUOTES = frozenset({'"', "“", "”"})
LEAD_SENTENCES = 2


def backdrop(trigger: Token, parse: Parse, know: Knowledge, after_old: bool) -> str:
    """The strongest sign of background, or an empty string where the event is told as news.

    `after_old`: the last time that the paragraph named before the trigger lies well before publication.
    """
    weights: Mapping[str, int] = know.made("backdrop.weights", _weights)
    adverbs: frozenset[str] = know.made("backdrop.adverbs", _adverbs)
    signs = set(_signs(trigger, parse, adverbs))
    if is_standing(trigger, know):
        signs.add("standing-noun")
    if _is_record(trigger, know.lexicon["time_words"].set("word", **{"class": "ordinal"})):
        signs.add("record")
    if after_old:
        signs.add("paragraph-old")
    if weights["bias"] + sum(weights[s] for s in signs) < 0:
        return ""
    return max(sorted(signs), key=lambda s: weights[s])


def _weights(know: Knowledge) -> Mapping[str, int]:
    return {r["sign"]: int(r["weight"]) for r in know.lexicon["background_signs"].rows}


def _adverbs(know: Knowledge) -> frozenset[str]:
    return know.lexicon["standing_adverbs"].set("adverb")


def clause_verb(token: Token) -> Token | None:
    """The nearest verb at or above the token."""
    return next((t for t in (token, *token.ancestors()) if t.pos in ("VERB", "AUX")), None)


def is_standing(trigger: Token, know: Knowledge) -> bool:
    """Does the noun name a standing state of affairs, and is it only pointed at: "since the invasion of Cyprus"?"""
    if _standing_row(trigger, know) is None or any(c.lower in FRESH for c in trigger.children):
        return False
    if trigger.dep in NOMINAL or trigger.dep == "attr":
        return True
    occurring: frozenset[str] = know.made("backdrop.occurring", _occurring)
    return trigger.head.lemma not in occurring and not any(c.lower in ONE for c in trigger.children)


def _is_record(verb: Token, ordinals: frozenset[str]) -> bool:
    """One of a row, told as past: "was the third country to recognise the island"."""
    if not is_infinitive(verb):
        return False
    nouns = [verb.head, *verb.head.below("attr")]
    row = any(c.lower in ordinals for noun in nouns for c in noun.below("amod"))
    above = clause_verb(verb.head)
    return row and above is not None and above.tag == "VBD"


def is_lasting(trigger: Token, know: Knowledge) -> bool:
    """Does what the noun names go on once it has begun?"""
    row = _standing_row(trigger, know)
    return row is not None and row["lasting"] == "yes"


def _standing_row(trigger: Token, know: Knowledge) -> Row | None:
    return know.lexicon["standing_nouns"].get(trigger.lemma) if trigger.pos in ("NOUN", "PROPN") else None


def _occurring(know: Knowledge) -> frozenset[str]:
    """Verbs that say of a noun that it happened: "imposed sanctions", "the war began"."""
    return know.lexicon["light_verbs"].set("verb") | know.lexicon["occurrence_verbs"].set("verb")


def _signs(trigger: Token, parse: Parse, adverbs: frozenset[str]) -> Iterator[str]:
    chain = [trigger, *trigger.ancestors()][:-1]
    verb = clause_verb(trigger)
    noun = trigger.pos in ("NOUN", "PROPN") or (trigger.pos == "ADJ" and trigger.dep in ("amod", "compound"))
    if noun:
        yield from _noun_signs(trigger, chain)
    if verb is not None:
        yield from _verb_signs(trigger, verb, noun)
        beside = verb.children if verb is trigger else [*verb.children, *trigger.children]
        if any(c.lower in adverbs and c.pos in ("ADV", "SCONJ") for c in beside):
            yield "standing-adverb"
    if trigger.pos == "ADJ":
        yield "adjective"
    above = {t.dep for t in chain}
    yield from (
        s
        for d, s in (("relcl", "relative-clause"), ("advcl", "adverbial-clause"), ("acl", "noun-clause"))
        if d in above
    )
    if trigger.sent.index < LEAD_SENTENCES:
        yield "lead"
    if in_quotation(trigger):
        yield "quotation"


def in_quotation(trigger: Token) -> bool:
    """Between quotation marks of its sentence; a sentence may begin or end inside a quotation."""
    before = [t.text for t in trigger.sent.tokens if t.i < trigger.i and t.text in QUOTES]
    after = [t.text for t in trigger.sent.tokens if t.i > trigger.i and t.text in QUOTES]
    if before:
        return before[-1] == "“" or (before[-1] == '"' and len(before) % 2 == 1)
    return bool(after) and (after[0] == "”" or (after[0] == '"' and len(after) % 2 == 1))


def _noun_signs(trigger: Token, chain: list[Token]) -> Iterator[str]:
    first = trigger
    while first.dep == "conj" and first.head.pos in ("NOUN", "PROPN"):
        first = first.head
    if first.dep == "pobj":
        yield "noun-under-preposition"
    elif first.dep == "dobj":
        yield "noun-object"
    elif first.dep == "attr" and first.head.lemma == "be":
        yield "noun-predicate"
    if trigger.tag == "NNS":
        yield "plural-noun"
    if sum(t.dep in NOMINAL for t in chain) >= 2:
        yield "noun-deep"


def _verb_signs(trigger: Token, verb: Token, noun: bool) -> Iterator[str]:
    helpers = {c.lower for c in verb.children if c.dep in ("aux", "auxpass")}
    if helpers & PERFECT:
        yield "noun-under-perfect" if noun else "present-perfect"
    elif verb.tag == "VBG" and helpers & PRESENT:
        yield "progressive"
    if verb is not trigger:
        return
    if verb.tag == "VBN" and helpers & PRESENT and "being" not in helpers:
        yield "state-passive"
    if not helpers and verb.tag == "VBP":
        yield "bare-present"
    if not helpers and verb.tag == "VBD":
        yield "simple-past"
    if verb.dep in ("acl", "advcl"):
        yield "adjunct-clause"

"""Acts told at no time in particular: *has repeatedly denied*, *often quarrelled*, *decades of conflict*."""

from __future__ import annotations

from dateline.knowledge import Knowledge
from dateline.parse import Token
from dateline.reading.backdrop import clause_verb
from dateline.reading.clauses import is_passive, is_verbal
from dateline.reading.tense import is_present_perfect, tensed_verb


def habit(trigger: Token, know: Knowledge) -> str:
    """*repeated*: told as done again and again; *lasting*: as going on up to now; or an empty string."""
    verb = _told_by(trigger, know)
    if verb is not None and _is_repeated(trigger, verb, know):
        return "repeated"
    return "lasting" if is_of_length(trigger, know) or (verb is not None and _is_state(verb, know)) else ""


def is_of_length(trigger: Token, know: Knowledge) -> bool:
    """Is it a noun of what went on for long: *decades of conflict*, *years of war*?"""
    if trigger.dep != "pobj" or trigger.head.lower != "of" or trigger.head.head.tag != "NNS":
        return False
    return trigger.head.head.lemma in know.lexicon["setting_words"].words_by_class["length"]


def told_already(trigger: Token, know: Knowledge) -> bool:
    """Was it done before the story begins: "had already agreed", "had previously refused"?"""
    verb = _told_by(trigger, know)
    if verb is None or not any(c.lemma == "have" and c.tag == "VBD" for c in verb.below("aux")):
        return False
    words = know.lexicon["setting_words"].words_by_class["already"]
    return any(c.lower in words for c in verb.below("advmod"))


def _is_repeated(trigger: Token, verb: Token, know: Knowledge) -> bool:
    """*Often* makes a habit of every past; *repeatedly*, *many times* and *in its history* only of the perfect.

    Who "repeatedly called it a hoax" did so on the day of the news.
    """
    perfect = is_present_perfect(verb)
    if not perfect and verb.tag != "VBD":
        return False
    habits = know.lexicon["clause_words"].words_by_class["habit"]
    again = know.lexicon["setting_words"].words_by_class["again"]
    adverbs = {c.lower for t in (verb, trigger) for c in t.below("advmod")}
    if adverbs & habits or _is_occasion(verb, know):
        return True
    own = (t for t in verb.subtree() if clause_verb(t) is verb)
    return perfect and (bool(adverbs & again) or any(_is_count(t, know) for t in own))


def _told_by(trigger: Token, know: Knowledge) -> Token | None:
    """The tensed verb that tells of the act and of nothing else: *had disagreements*, not *condemned the attack*."""
    verb = tensed_verb(trigger)
    if verb is None or is_verbal(trigger):
        return verb
    return verb if trigger.head is verb and verb.lemma in know.lexicon["light_verbs"].set("verb") else None


def _is_state(verb: Token, know: Knowledge) -> bool:
    """*Has supported the talks*, *have been at odds*; in passing, *the mayor, who is supported by the party*."""
    if verb.lemma not in know.lexicon["setting_words"].words_by_class["state"]:
        return False
    present = not any(c.tag in ("VBD", "MD") for c in verb.below("aux", "auxpass"))
    return is_present_perfect(verb) or (verb.dep == "relcl" and present and is_passive(verb))


def _is_count(token: Token, know: Knowledge) -> bool:
    """*Many times*, *on several occasions*, *in its history*."""
    words = know.lexicon["setting_words"].words_by_class
    if token.lemma in words["whole"]:
        return token.dep == "pobj" and token.head.lower == "in"
    return token.lemma in words["occasion"] and any(c.lower in words["many"] for c in token.below("amod"))


def _is_occasion(verb: Token, know: Knowledge) -> bool:
    """*The last time I visited Oslo*, *many times that we quarrelled*."""
    words = know.lexicon["setting_words"].words_by_class
    if verb.dep not in ("relcl", "acl", "ccomp"):
        return False
    nouns = [verb.head, *verb.head.below("attr")]
    marked = words["many"] | words["other-time"]
    return any(n.lemma in words["occasion"] and any(c.lower in marked for c in n.below("amod")) for n in nouns)

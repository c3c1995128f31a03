"""How much of what: things given, demanded or used, and the people who came to harm."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import cast

from dateline.knowledge import Knowledge
from dateline.parse import Parse, Token, span_of
from dateline.reading.numbers import NumberWords, number_words, plain, value_of
from dateline.reading.place_words import place_words
from dateline.types import Quantity, WhatKind

MAX_WORDS = 14
DROPPED = frozenset({"relcl", "appos", "punct", "advcl", "cc", "conj", "parataxis", "mark"})
LOOSE = frozenset({"PUNCT", "CCONJ", "SCONJ", "ADP", "DET", "PART"})  # no phrase ends with one
HELD = frozenset({"of", "over", "from"})  # "control of Aleppo", "sovereignty over the Golan Heights"
_PERCENT = re.compile(r"\s*(?:%|per ?cent\b|percent\b)", re.IGNORECASE)
_AFTER = re.compile(r"\s*(?:people |others )?or (?P<way>more|fewer|less)\b", re.IGNORECASE)


def measure(head: Token, parse: Parse, know: Knowledge) -> Quantity:
    """The phrase (or clause) that `head` heads: its words, its kind, its quantity if it states one."""
    tokens = _phrase(head)
    span = span_of(tokens)
    text = parse.text(span)
    quantity = (
        None
        if head.pos in ("VERB", "AUX")
        else quantity_in(parse.text(span_of(_counted(tokens, head))), know)
    )
    return Quantity(span, text, _kind(head, text, quantity, know), quantity)


def measurable(head: Token, know: Knowledge) -> bool:
    """Can the phrase that `head` heads say what is given, demanded or used?

    No, where it is a pronoun, a bare adjective, a time ("Monday", "recent years"), a person's name, or a place that
    nobody holds or hands over ("Moscow", but "control of Aleppo").
    """
    if head.pos in ("VERB", "AUX"):
        return True
    if head.pos in ("PRON", "ADV", "ADP", "PART", "PUNCT", "DET"):
        return False
    if head.pos == "ADJ":
        return any(c.dep in ("det", "nummod", "poss") for c in head.children)
    if _is_time(head, know):
        return False
    return head.tag not in ("NNP", "NNPS") or not _is_name(head, know)


def _is_time(head: Token, know: Knowledge) -> bool:
    times: Mapping[str, frozenset[str]] = know.made("quantities.times", _time_classes)
    named = {head.lower, head.lemma}
    if named & times["named"] and head.text[0].isupper():  # the month, not "a march"
        return True
    if head.pos == "NUM":  # "10 December"
        beside = [*head.children, head.head] if head.dep == "nummod" else head.children
        return any(t.lower in times["named"] for t in beside)
    return bool(named & times["unit"]) and not any(c.lower == "of" for c in head.below("prep"))


def _time_classes(know: Knowledge) -> Mapping[str, frozenset[str]]:
    table = know.lexicon["time_words"]
    named = ("weekday", "month", "holiday", "season")
    return {
        "named": frozenset(w.lower() for c in named for w in table.set("word", **{"class": c})),
        "unit": table.set("word", **{"class": "unit"}) | table.set("word", **{"class": "daypart"}),
    }


def _is_name(head: Token, know: Knowledge) -> bool:
    """A person's or a place's name, where it is not land that is held."""
    words = place_words(know)
    parts = [c for c in head.below("compound") if c.i < head.i]
    name = " ".join(t.text for t in (*parts, head))
    if name in words.rows or head.text in words.rows:
        held = head.dep == "pobj" and head.head.lower in HELD and head.head.head.lemma in words.words["held"]
        return not held and not any(c.dep == "nummod" for c in head.children)
    kinds: Mapping[str, str] = know.made("quantities.kinds", _kinds)
    if head.lemma in kinds or any(c.dep in ("det", "nummod", "poss") for c in head.children):
        return False
    titled = any(c.lower.rstrip(".") in words.words["title"] for c in parts)
    return titled or (bool(parts) and all(c.tag == "NNP" for c in parts) and head.tag == "NNP")


def casualties(trigger: Token, parse: Parse, know: Knowledge) -> tuple[Quantity, ...]:
    """Numbers of people killed or hurt that the sentence of a violent event gives, in its order."""
    words = number_words(know)
    found: dict[int, Quantity] = {}
    for token in trigger.sent.tokens:
        if token.lemma not in words.harm:
            continue
        for head in _harmed(token):
            quantity = measure(head, parse, know)  # "six soldiers" are troops, but people where they died
            if quantity.quantity is not None and head.i not in found:
                found[head.i] = Quantity(quantity.span, quantity.text, "people", quantity.quantity)
    return tuple(found[i] for i in sorted(found))


def _harmed(token: Token) -> Iterator[Token]:
    """Who was killed: the object, the passive subject, the subject of *die*; the number before *dead*."""
    if token.pos in ("VERB", "AUX"):
        passive = token.below("nsubjpass") or (
            token.below("nsubj") if token.lemma in ("die", "perish") else []
        )
        harmed = token.below("dobj") or passive
        yield from harmed
        if (
            not harmed
            and token.tag == "VBN"
            and token.dep in ("acl", "relcl", "advcl", "ccomp", "oprd", "conj")
        ):
            yield from ([token.head] if token.head.pos in ("NOUN", "PROPN", "NUM") else token.below("nsubj"))
        for head in harmed:
            yield from head.below("conj")
    elif token.pos == "NOUN":
        if any(c.dep == "nummod" for c in token.children):
            yield token
        for governor in (token, token.head):
            for prep in governor.below("prep"):
                if prep.lower in ("of", "to", "at"):
                    yield from prep.below("pobj")
    else:
        yield from (c for c in token.children if c.dep in ("nummod", "nsubj"))
        if token.head.pos in ("VERB", "AUX"):
            yield from token.head.below("dobj", "nsubj")


def _phrase(head: Token) -> list[Token]:
    """The words of the phrase: of a noun without clauses that hang on it, of a verb the whole clause."""
    if head.pos in ("VERB", "AUX"):
        denied = head.below("neg")  # "promised not to shell the pass": not the shelling
        tokens = [t for t in head.subtree() if t.i >= min(n.i for n in (head, *denied))]
    else:
        tokens = [head]
        for child in head.children:
            far = child.i > head.i and (
                child.i - head.i > MAX_WORDS
                or (
                    child.dep in ("acl", "prep")
                    and child.lower in ("by", "from", "on", "at", "during", "after", "before", "as", "with")
                )
            )
            if child.dep not in DROPPED and not far:
                tokens += child.subtree()
    tokens = _joined(sorted(tokens, key=lambda t: t.i), head)
    tokens = tokens[: max(MAX_WORDS, next(k for k, t in enumerate(tokens) if t is head) + 1)]
    while len(tokens) > 1 and (tokens[-1].pos in LOOSE and tokens[-1] is not head):
        tokens.pop()
    return tokens


def _joined(tokens: list[Token], head: Token) -> list[Token]:
    """The unbroken stretch around the head."""
    at = next(k for k, t in enumerate(tokens) if t is head)
    low = high = at
    while low and tokens[low].i - tokens[low - 1].i == 1:
        low -= 1
    while high + 1 < len(tokens) and tokens[high + 1].i - tokens[high].i == 1:
        high += 1
    return tokens[low : high + 1]


def _kind(head: Token, text: str, quantity: str | None, know: Knowledge) -> WhatKind:
    kinds: Mapping[str, str] = know.made("quantities.kinds", _kinds)
    if re.search(r"[$€£¥]\s?\d", text):
        return "money"
    if head.pos in ("VERB", "AUX"):
        gerund = head.tag == "VBG" and head.dep in ("pobj", "dobj", "conj")
        return cast(WhatKind, kinds.get(head.lower, "other")) if gerund else "other"
    for token in _heads(head, number_words(know)):
        if kind := _pair(token, kinds) or kinds.get(token.lemma) or kinds.get(token.lower):
            return cast(WhatKind, kind)
    if quantity is not None and (head.tag == "NNPS" or not any(c.isdigit() for c in quantity)):
        return "people"
    return "territory" if head.pos == "PROPN" and _is_place(text, know) else "other"


def _pair(noun: Token, kinds: Mapping[str, str]) -> str | None:
    """The kind of a noun with the word in front of it: "artificial intelligence", "food aid"."""
    before = (c for c in noun.below("compound", "amod", "nmod") if c.i < noun.i)
    return next((kinds[pair] for c in before if (pair := f"{c.lower} {noun.lemma}") in kinds), None)


def _is_place(text: str, know: Knowledge) -> bool:
    return text.removeprefix("the ") in place_words(know).rows


def _kinds(know: Knowledge) -> Mapping[str, str]:
    return {r["lemma"]: r["kind"] for r in know.lexicon["what_kinds"].rows}


def _heads(head: Token, words: NumberWords) -> Iterator[Token]:
    """The nouns that may say what it is: inside a measure first ("tons of grain"), then the head itself."""
    measured = head.lemma in words.partitives or head.pos == "NUM" or head.tag == "CD" or head.dep == "nummod"
    for prep in head.below("prep"):
        if prep.lower == "of" and (measured or head.lemma in words.counts):
            yield from prep.below("pobj")
    if head.lemma in words.light_heads:
        yield from head.below("compound", "amod")
    yield head


def _counted(tokens: list[Token], head: Token) -> list[Token]:
    """Where the phrase has its own number: up to the head, past it if that is a number itself."""
    reach = (
        4 if head.pos == "NUM" or head.text in ("$", "€", "£") or head.lower in ("people", "dozens") else 0
    )
    reach = reach or (2 if head.tag == "NNS" else 0)
    return [
        t
        for t in tokens
        if t.i <= head.i or (t.i <= head.i + reach and t.pos in ("ADP", "NUM", "NOUN", "CCONJ", "ADJ", "SYM"))
    ]


def quantity_in(text: str, know: Knowledge) -> str | None:
    """The quantity that a phrase states, as `Quantity.quantity` writes it; None where it states none."""
    words = number_words(know)
    pattern: re.Pattern[str] = know.made("quantities.pattern", _pattern)
    match = pattern.search(text)
    if match is None:
        return None
    if vague := match["vague"]:
        return vague.lower()
    value = value_of(match["number"], words)
    if value is None:
        return None
    sign = words.bounds.get((match["bound"] or "").lower().strip(), "")
    rest = text[match.end() :]
    if after := _AFTER.match(rest) or _AFTER.search(rest[:30]):
        sign = ">=" if after["way"].lower() == "more" else "<="
    unit = "%" if _PERCENT.match(rest) else ""
    code = words.currencies.get((match["money"] or "").lower().strip(), "")
    return f"{sign}{plain(value)}{unit}{' ' + code if code else ''}"


def _pattern(know: Knowledge) -> re.Pattern[str]:
    words = number_words(know)
    bounds = "|".join(re.escape(b) for b in sorted(words.bounds, key=len, reverse=True))
    vague = "|".join(
        re.escape(v) for v in sorted(words.vague, key=len, reverse=True) if v not in ("some", "most")
    )
    scale = "|".join(words.scales)
    money = "|".join(re.escape(m) for m in sorted({*words.currencies, "$"}, key=len, reverse=True))
    word = "|".join(sorted(words.numbers, key=len, reverse=True))
    number = (
        rf"(?:\d[\d,]*(?:\.\d+)?|half a|an?(?= (?:{scale})\b)|(?:{word})\b)"
        rf"(?:[ -](?:and a half|and (?={word})|{word}|{scale})\b)*"
    )
    return re.compile(
        rf"(?<![\w.])(?:(?P<bound>{bounds}) )?(?:(?P<money>{money}) ?)?"
        rf"(?:(?P<vague>(?:{vague})(?: (?:{scale})s?)?(?: of (?:thousands|millions))?)\b"
        rf"|(?P<number>{number}))(?!\w)",
        re.IGNORECASE,
    )

"""What the parse says about a time expression: the direction of its clause, and whether it is one at all."""

from __future__ import annotations

import bisect
import re
from functools import cached_property
from itertools import pairwise

from dateline.knowledge import Knowledge
from dateline.parse import Parse, Token
from dateline.reading.timex_grammar import TimeWords

_NAME_BEFORE = re.compile(r"([A-Z][\w.’'-]*) $")
_WORD_BEFORE = re.compile(r"(\w+) $")
_NUMBER_UNIT = re.compile(r"\s*[-–]?\s*([\w%]+)")


class Syntax:
    """The parse of a document, asked by places of the cleaned text."""

    def __init__(self, parse: Parse, words: TimeWords, know: Knowledge) -> None:
        self.parse, self.words, self.know, self.text = parse, words, know, parse.clean.text

    @cached_property
    def _starts(self) -> list[int]:
        return [t.start for t in self.parse.tokens]

    def token(self, at: int) -> Token | None:
        """The token that holds the character of the cleaned text."""
        where = self.parse.clean.span(at, at + 1).start
        k = bisect.bisect_right(self._starts, where) - 1
        return self.parse.tokens[k] if k >= 0 and self.parse.tokens[k].end > where else None

    def direction(self, start: int, end: int) -> str:
        """`future` or `past` where the verb of the clause says so, else `open`."""
        token = self.token(end - 1) or self.token(start)
        if token is None:
            return "past"
        limit = self.text[max(0, start - 7) : start].lower().endswith(("until ", "till ", " to "))
        for governor in [token, *token.ancestors()]:
            if governor.pos in ("VERB", "AUX") or governor.tag.startswith("VB") or governor.tag == "JJ":
                if self._plans(governor, limit):
                    return "past" if _is_perfect(governor) else "future"
                if governor.tag != "JJ":
                    return "future" if self._lies_ahead(governor) else _tense(governor)
            if any(_is_planned(child) and child.i < token.i for child in governor.children):
                return "future"
        return "open"

    def _plans(self, word: Token, limit: bool) -> bool:
        """*Scheduled for Friday*, *planned a rally on Friday*, *postponed the vote until Friday*."""
        kind = self.words.classes["future-head"].get(word.lemma)
        return kind is not None and (limit or kind == "2" or word.tag in ("VBN", "JJ"))

    def _lies_ahead(self, verb: Token) -> bool:
        helpers = {c.lower for c in verb.children if c.dep in ("aux", "auxpass")}
        heads = self.words.classes["future-head"]
        if helpers & self.words.classes["future-helper"].keys():
            return True
        if "to" in helpers and verb.tag in ("VB", "VBN"):
            ahead = verb.head.lemma in heads or verb.head.lemma in ("be", "go")
            return verb.head is verb or _is_planned(verb) or (ahead and not _is_perfect(verb.head))
        if verb.tag in ("VBP", "VBZ") and not helpers and verb.lemma in self.words.classes["timetable"]:
            return True
        return verb.lemma == "be" and not _is_perfect(verb) and any(c.lemma in heads for c in verb.children)

    def hangs_on_verb(self, at: int) -> bool:
        """Is the word at this place a complement of a verb, with nothing but a preposition between?"""
        token = self.token(at)
        while token is not None and token.head is not token:
            token = token.head
            if token.pos in ("VERB", "AUX"):
                return True
            if token.pos not in ("ADP", "NUM") and token.tag != "NNP":
                return False
        return False

    def goes_on(self, at: int) -> bool:
        """Is the verb above a present perfect: *has shelled the town for years*?"""
        token = self.token(at)
        verb = next((t for t in token.ancestors() if t.pos in ("VERB", "AUX")), None) if token else None
        return verb is not None and any(c.lemma == "have" and c.tag in ("VBZ", "VBP") for c in verb.children)

    def modifies(self, end: int) -> bool:
        """Does the expression belong to a noun behind it: *after last week's vote*?"""
        if self.text[end : end + 2].lower() in ("'s", "’s"):
            return True
        last = self.token(end - 1)
        return last is not None and last.head.i > last.i and last.head.pos in ("NOUN", "PROPN")

    def is_month(self, start: int, end: int) -> bool:
        """Is this bare name of a month none of a person, no modal and no verb?"""
        word, token = self.text[start:end], self.token(start)
        if token is not None and (token.pos in ("AUX", "VERB") or token.tag == "MD"):
            return False
        previous = _NAME_BEFORE.search(self.text, max(0, start - 30), start)
        if previous and word.lower().rstrip(".") in self.words.classes["name-month"]:
            return token is not None and self._is_second(token, end)
        after = self.text[end : end + 2]
        if word.lower() in self.words.classes["name-month"] and after[:1] == " " and self._opens_name(start, end + 1):
            return False
        if word in self._surnames and not self._is_dated(start):
            return False
        return not re.match(r"[-’']?\w", after) or after.lower() in ("'s", "’s", "-t")

    def _is_second(self, token: Token, end: int) -> bool:
        """Is it the second word of its sentence: *In March the king fled*, *The March talks failed*?"""
        first = token.sent.tokens[0]
        if token.i == 0 or first is not self.parse.tokens[token.i - 1]:
            return False
        behind = self.text[end : end + 2]
        of_noun = first.pos == "DET" and token.dep == "compound" and behind[:1] == " " and behind[1:].islower()
        return of_noun or first.lower in self.words.classes["before-month"]

    def _is_dated(self, start: int) -> bool:
        """Does a preposition of time stand in front?"""
        before = _WORD_BEFORE.search(self.text, max(0, start - 8), start)
        return before is not None and before[1].lower() in self.words.classes["before-month"]

    @cached_property
    def _surnames(self) -> frozenset[str]:
        """Names of months that stand behind a given name somewhere in the text: *Theresa May*."""
        months = self.words.classes["name-month"]
        pairs = pairwise(self.parse.tokens)
        return frozenset(b.text for a, b in pairs if b.lower in months and b.pos == "PROPN" and a.dep == "compound")

    def _opens_name(self, start: int, at: int) -> bool:
        """Is it the given name of what follows?  The subject of a clause may just stand behind it: *in April Kyiv
        fell*, but *April Dlamini spoke*."""
        token = self.token(at)
        if token is None or token.pos != "PROPN":
            return False
        following = self.parse.tokens[token.i + 1 : token.i + 2]  # "August von Trotha"
        if not any(t.text[0].isupper() for t in (token, *following)):
            return False
        if token.dep not in ("nsubj", "nsubjpass"):
            return True
        return not self._is_dated(start) and token.lower not in self.know.gazetteer.words

    def is_year(self, start: int, end: int) -> bool:
        """Is this number a year, and not one of things, of a law or a room?"""
        token = self.token(start)
        if self._is_dated(start) and not self._counts(end):
            return True
        if self._is_numbered(start) or self._counts(end):
            return False
        if start and self.text[start - 1] in ".,:/" and self.text[start - 2 : start - 1].isdigit():
            return False
        if token is None or token.dep != "nummod" or token.head.tag != "NNS":
            return True
        determined = any(c.dep in ("det", "poss") for c in token.head.children)
        return determined and int(self.text[start:end]) >= 1900

    def _is_numbered(self, start: int) -> bool:
        before = re.search(r"([A-Za-z]+|[$€£#§])\.?\s*$", self.text[max(0, start - 14) : start])
        return before is not None and before[1].lower() in self.words.classes["numbered"]

    def _counts(self, end: int) -> bool:
        unit = _NUMBER_UNIT.match(self.text, end)
        return unit is not None and unit[1].lower() in self.words.classes["counted"]


def _is_perfect(verb: Token) -> bool:
    """*Had been due*: what was to come is over."""
    chain = [verb, verb.head]
    return any(c.lower in ("had", "'d", "’d") and c.dep == "aux" for v in chain for c in v.children)


def _is_planned(verb: Token) -> bool:
    """*Envoy to Visit Kyiv Monday*: a headline whose only verb is an infinitive."""
    nominal = verb.head.dep == "ROOT" and verb.head.pos in ("NOUN", "PROPN")
    return nominal and verb.tag == "VB" and any(c.lower == "to" for c in verb.below("aux"))


def _tense(verb: Token) -> str:
    """`past` for a finite past verb or one with a past auxiliary, else `open`."""
    past = verb.tag == "VBD" or any(c.dep in ("aux", "auxpass") and c.tag == "VBD" for c in verb.children)
    return "past" if past else "open"

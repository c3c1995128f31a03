"""When: the time expressions of a report, each with its value.

Everything is counted from the publication date of the document, never from the clock of the machine.
Without a publication date relative expressions have no EDTF value and the basis ``unanchored``.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from dateline.knowledge import Knowledge
from dateline.parse import Parse, Token
from dateline.reading.timex_context import Context, TimeValue
from dateline.reading.timex_grammar import TimeWords, time_words
from dateline.reading.timex_readers import READERS
from dateline.reading.timex_values import Stretch
from dateline.types import Timex

_BEFORE = re.compile(
    r"\b(since|until|till|through|before|after|prior to|following|from)\s+(?:the\s+)?$", re.IGNORECASE
)
_OPEN = {
    "since": "{}/..",
    "after": "{}/..",
    "until": "../{}",
    "till": "../{}",
    "before": "../{}",
    "prior to": "../{}",
}
# "the May elections" is a month, "Theresa May", "March on Rome" and "may" are not
_YEAR_BLOCK = re.compile(
    r"(?:\bno\.?|number|resolutions?|articles?|section|room|flight|route|law|decree|case|page|area|act"
    r"|[$€£#]|us\$)\s*$",
    re.IGNORECASE,
)
_YEAR_UNITS = re.compile(
    r"\s*(?:percent\b|per cent\b|%|km\b|kilomet|miles?\b|met(?:er|re)s?\b|tons?\b|tonnes?\b"
    r"|feet\b|acres?\b|hectares?\b|points?\b|[-–]\s*(?:pound|foot|mile|page|seat)|million|billion)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class TimeReading:
    """A time expression with its TIMEX3 type and value beside the Timex that statements use."""

    timex: Timex
    kind: str
    value: str


def find_times(parse: Parse, know: Knowledge) -> tuple[Timex, ...]:
    """The time expressions in the order of the text; spans are offsets of `Document.text`."""
    return tuple(reading.timex for reading in read_times(parse, know))


def read_times(parse: Parse, know: Knowledge) -> tuple[TimeReading, ...]:
    """The same expressions together with their TIMEX3 type and value."""
    words = time_words(know)
    reader = _Reader(parse, words, know)
    return tuple(reader.readings())


def published_on(parse: Parse) -> date | None:
    """The publication date of the document, None where there is none or it cannot be read."""
    try:
        return date.fromisoformat((parse.document.published or "")[:10])
    except ValueError:
        return None


class _Reader:
    def __init__(self, parse: Parse, words: TimeWords, know: Knowledge) -> None:
        self.parse, self.words, self.text = parse, words, parse.clean.text
        self.starts = [t.start for t in parse.tokens]
        self.periods = _periods(know)
        self.context = Context(published_on(parse), words, self.direction, self.is_date_word, self.text)

    def readings(self) -> Iterator[TimeReading]:
        done = 0
        for start, end, name, match in self.candidates():
            if start < done:
                continue
            value = self.value(name, match)
            if value is None:
                continue
            done = end
            if value.stretch is not None and value.kind != "SET":
                self.context.last, self.context.last_end = value.stretch, end
            yield self.reading(start, end, name, value)

    def candidates(self) -> list[tuple[int, int, str, re.Match[str]]]:
        found = [(m.start(), m.end(), "period", m) for m in self.periods[0].finditer(self.text)]
        for name, pattern, _ in self.words.patterns:
            found += [(m.start(), m.end(), name, m) for m in pattern.finditer(self.text)]
        return sorted(found, key=lambda f: (f[0], -f[1]))

    def value(self, name: str, match: re.Match[str]) -> TimeValue | None:
        if name == "period":
            edtf = self.periods[1][re.sub(r"\s+", " ", match["name"].lower())]
            ends = re.fullmatch(r"(\d{4}).*?(?:/(\d{4}|\.\.).*)?", edtf)
            last = (ends and ends[2]) or (ends and ends[1])
            stretch = Stretch("year", date(int(last), 1, 1)) if last and last != ".." else None
            return TimeValue("DATE", edtf.split("/")[0], edtf, "period", stretch)
        reader = next(r for n, _, r in self.words.patterns if n == name)
        return READERS[reader](match, self.context)

    def reading(self, start: int, end: int, name: str, value: TimeValue) -> TimeReading:
        span = self.parse.clean.span(start, end)
        edtf = self.opened(start, end, value)
        return TimeReading(
            Timex(span, self.parse.text(span), edtf, value.basis, f"times.{name}"), value.kind, value.timex3
        )

    def opened(self, start: int, end: int, value: TimeValue) -> str | None:
        """The value as the preposition in front leaves it: *since 2014* is open to the right."""
        before = _BEFORE.search(self.text[max(0, start - 24) : start])
        pattern = _OPEN.get(before[1].lower()) if before else None
        if pattern is None or before is None or not value.edtf or ".." in value.edtf:
            return value.edtf
        if before[1].lower() != "since" and self.modifies(end):
            return value.edtf
        start_or_end = value.edtf.split("/")[0 if pattern.endswith("..") else -1]
        return pattern.format(start_or_end)

    def modifies(self, end: int) -> bool:
        """Does the expression belong to a noun behind it: *after last week's vote*?"""
        after = re.match(r"(?:['’]s)?\s*(?=\w)", self.text[end : end + 6])
        following = self.token(end + after.end()) if after else None
        return after is not None and (
            "s" in after[0] or (following is not None and following.pos in ("NOUN", "ADJ", "PROPN"))
        )

    def token(self, at: int) -> Token | None:
        """The token that holds the character of the cleaned text."""
        where = self.parse.clean.span(at, at + 1).start
        k = bisect.bisect_right(self.starts, where) - 1
        return self.parse.tokens[k] if k >= 0 and self.parse.tokens[k].end > where else None

    def direction(self, start: int, end: int) -> str:
        """`future` or `past` where the verb of the clause says so, else `open`."""
        token = self.token(end - 1) or self.token(start)
        if token is None:
            return "past"
        for governor in [token, *token.ancestors()]:
            if governor.pos in ("VERB", "AUX") or governor.tag.startswith("VB"):
                return "future" if self.lies_ahead(governor) else _tense(governor)
        return "open"

    def lies_ahead(self, verb: Token) -> bool:
        helpers = {c.lower for c in verb.children if c.dep in ("aux", "auxpass")}
        if helpers & {"will", "'ll", "’ll", "shall", "wo"}:
            return True
        heads = self.words.classes["future-head"]
        if verb.lemma in heads and verb.tag == "VBN" and any(c.dep == "auxpass" for c in verb.children):
            return True
        if "to" in helpers and verb.tag == "VB":
            return verb.head is verb or verb.head.lemma in heads or verb.head.lemma in ("be", "go")
        return verb.lemma == "be" and any(c.lemma in ("due", "ready") for c in verb.children)

    def is_date_word(self, start: int, end: int) -> bool:
        """Is this word a month or a year, and not a modal, a person's name or a number of things?"""
        word, token = self.text[start:end], self.token(start)
        if word[:1].isdigit():
            return self.is_year(start, end, token)
        if token is not None and (token.pos in ("AUX", "VERB") or token.tag == "MD"):
            return False
        before = self.text[max(0, start - 30) : start]
        previous = re.search(r"([A-Z][\w.’'-]*) $", before)
        if previous and word.lower() in ("may", "march", "april", "june", "august", "jan", "mar"):
            first = (
                token is not None and token.i > 0 and self.parse.tokens[token.i - 1] is token.sent.tokens[0]
            )
            return bool(
                first
                and previous[1].lower() in ("in", "on", "by", "since", "until", "from", "during", "last")
            )
        return not re.match(r"[-’']?\w", self.text[end : end + 2]) or self.text[end : end + 2].lower() in (
            "'s",
            "’s",
        )

    def is_year(self, start: int, end: int, token: Token | None) -> bool:
        if _YEAR_BLOCK.search(self.text[max(0, start - 14) : start]) or _YEAR_UNITS.match(self.text, end):
            return False
        if start and self.text[start - 1] in ".,:/" and self.text[start - 2 : start - 1].isdigit():
            return False
        if token is None or token.dep != "nummod" or token.head.tag != "NNS":
            return True
        return (
            any(c.dep in ("det", "poss") for c in token.head.children) and int(self.text[start:end]) >= 1900
        )


def _tense(verb: Token) -> str:
    """`past` for a finite past verb or one with a past auxiliary, else `open`."""
    past = verb.tag == "VBD" or any(c.dep in ("aux", "auxpass") and c.tag == "VBD" for c in verb.children)
    return "past" if past else "open"


def _periods(know: Knowledge) -> tuple[re.Pattern[str], dict[str, str]]:
    made: tuple[re.Pattern[str], dict[str, str]] = know.made("times.periods", _build_periods)
    return made


def _build_periods(know: Knowledge) -> tuple[re.Pattern[str], dict[str, str]]:
    values = {r["name"].lower(): r["edtf"] for r in know.lexicon["periods"].rows}
    written = sorted((r["name"] for r in know.lexicon["periods"].rows), key=len, reverse=True)
    names = "|".join(re.escape(n).replace(r"\ ", r"\s+") for n in written)
    return re.compile(rf"(?<!\w)(?:[Tt]he )?(?P<name>{names})(?!\w)"), values

"""The patterns of time expressions: which words, in which order, and how each is read.

The words come from lexicon/time_words.csv; a pattern names their classes in braces.  Each pattern has one
reader in `timex_readers`.  Patterns run over the cleaned text, longest first at each place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from dateline.knowledge import Knowledge
from dateline.reading.numbers import NumberWords, number_words

# name, pattern, reader.  Words in lower case match in any case; {MONTH} and {WEEKDAY} only as proper names.
PATTERNS: tuple[tuple[str, str, str], ...] = (
    ("iso", r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)(?![\d-])", "numeric"),
    ("slash", r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4}|\d\d)(?![\d/])", "slash"),
    ("month-day", r"(?:{WEEKDAY},? )?(?:{PART}[ -])?{MONTH} {DAY}(?:,? {YEAR}\b)?", "date"),
    (
        "day-month",
        r"(?:{WEEKDAY},? )?(?:the )?{DAY} (?:day )?(?:of )?{MONTH}(?:,? (?:of )?{YEAR}\b)?",
        "date",
    ),
    (
        "day-range",
        r"(?:from |between )?{DAY} ?{TO} ?{DAY2} (?:of )?{MONTH}(?:,? {YEAR}\b)?",
        "day_range",
    ),
    (
        "month-day-range",
        r"(?:from |between )?{MONTH} {DAY} ?{TO} ?{DAY2}(?:,? {YEAR}\b)?",
        "day_range",
    ),
    ("month-year", r"(?:the )?(?:{PART}(?: of |[ -]))?{MONTH},? (?:of )?{YEAR}\b", "month"),
    (
        "month-range",
        r"(?:from |between )?{MONTH}(?: {YEAR})? ?{TO} ?{MONTH2}(?:,? {YEAR2})?\b",
        "month_range",
    ),
    ("month", r"(?:(?:the )?(?:{PART}(?: of |[ -])))?(?:{REL} )?{MONTH}(?! \d)", "month"),
    (
        "year-range",
        r"(?:from |between )?{YEAR}(?: ?[-–—] ?| to | and | until | through ){YEAR2}\b",
        "year_range",
    ),
    ("year", r"(?:(?:the )?(?:{PART}(?: of |[ -])))?(?:the year )?\b{YEAR}\b", "year"),
    ("fiscal", r"(?:the )?fiscal (?:year )?(?:{YEAR}|\d\d)\b", "year"),
    ("decade", r"(?:the )?(?:{PART}[ -])?(?:(?P<y>1[5-9]\d|20\d)0|['’‘](?P<yy>\d)0)['’]?s\b", "decade"),
    ("decade-words", r"the (?:{PART}[ -])?(?P<dw>{DECADES})\b", "decade"),
    (
        "century",
        r"(?:the )?(?:{PART}[ -])?(?:(?P<n>\d\d?)(?:st|nd|rd|th)|(?P<o>{ORDINALS}))[ -]century\b",
        "century",
    ),
    (
        "weekday",
        r"(?:(?:{PART}|{REL}|{SHIFTED}|the following) (?:on )?)?{WEEKDAY}(?:,? (?:{DAYPART}s?))?"
        r"(?: (?:of )?(?P<of>last|this|next) week)?",
        "weekday",
    ),
    ("weekday-week", r"(?P<of>last|this|next) week,? (?:on )?{WEEKDAY}", "weekday"),
    ("day-before", r"the day (?:before yesterday|after tomorrow)", "near_day"),
    (
        "near-day",
        r"(?:(?:{PART}|{SHIFTED}) )?(?:yesterday|today|tomorrow|tonight)(?: {DAYPART})?\b(?! Show)",
        "near_day",
    ),
    (
        "this-morning",
        r"(?:(?:early|late|earlier|later) )?"
        r"(?:this (?:morning|afternoon|evening)|last (?:night|evening)|overnight)\b",
        "near_day",
    ),
    (
        "rel-unit",
        r"(?:{SHIFTED} |(?:the )?{PART}(?: of |[ -])|(?:by|at) the end of |(?:later|earlier) in )?"
        r"(?:the )?{REL} "
        r"(?P<u>week|weekend|month|quarter|year|decade|century|season|{SEASONS})\b",
        "relative",
    ),
    ("the-weekend", r"(?:over |during |at )the (?P<u>weekend|{SEASONS})\b(?! of)", "relative"),
    (
        "rel-units",
        r"(?:over |in |during |for )?(?:the )?(?P<rel>last|past|next|coming|previous|preceding|following) "
        r"{NUM}[ -]{UNIT}",
        "relative_span",
    ),
    (
        "vague-units",
        r"(?:in |over |for )?(?:the )?(?P<rel>recent|past|last|coming) (?P<u>{UNITS})\b",
        "vague",
    ),
    ("season", r"(?:the )?(?:{PART} )?(?P<u>{SEASONS})(?: of|,)? {YEAR}\b", "season"),
    ("ago", r"{ABOUT}{NUM}[ -]{UNIT} ago\b", "ago"),
    ("from-now", r"{NUM}[ -]{UNIT} (?:from (?:now|today)|hence)\b", "ago"),
    (
        "earlier",
        r"{ABOUT}{NUM}[ -]{UNIT} (?P<way>earlier|later|before|after|afterwards?)\b(?! than)",
        "offset",
    ),
    ("same-day", r"(?:on )?(?:that|the same) (?:very )?(?P<u>day|week|month|year|decade)\b", "same"),
    (
        "next-day",
        r"(?:on )?the (?P<way>following|next|previous|preceding|ensuing) "
        r"(?P<u>day|morning|week|month|year)\b",
        "beside",
    ),
    (
        "after-decades",
        r"(?:in )?the (?P<way>following|ensuing|next|subsequent|intervening) (?P<u>{UNITS})\b",
        "aftermath",
    ),
    (
        "quarter",
        r"(?:the )?(?:fiscal )?(?P<o>first|second|third|fourth|1st|2nd|3rd|4th)[ -]quarter"
        r"(?: (?:of )?(?:{YEAR}|(?P<rel>last|this|next) year))?\b",
        "quarter",
    ),
    (
        "half-year",
        r"(?:the )?(?P<o>first|second)[ -]half (?:of )?(?:{YEAR}|(?P<rel>last|this|next) year)\b",
        "half",
    ),
    ("duration", r"{ABOUT}{NUM}[ -]{UNIT}(?:[ -]long)?\b(?! old\b|-old\b)", "duration"),
    (
        "bare-duration",
        r"(?P<for>for|in|within|over) (?P<plural>(?:many )?(?:{UNITS}|centuries))\b(?! to come)",
        "duration_bare",
    ),
    (
        "set",
        r"(?:every|each) (?:other )?(?:(?P<u>day|week|month|quarter|year|decade|night|hour)\b|{WEEKDAY})",
        "sets",
    ),
    ("set-word", r"\b(?P<w>{SETS})\b", "sets"),
    (
        "clock",
        r"(?P<h>\d{1,2})(?:[:.](?P<mi>\d\d))? ?(?P<ap>[ap]\.?m\b\.?)(?: (?:{ZONE}))?"
        r"(?: (?:on )?(?:{WEEKDAY}|(?P<nd>yesterday|today|tomorrow)))?",
        "clock",
    ),
    ("clock-24", r"\b(?P<h>[01]?\d|2[0-3])[:.]?(?P<mi>[0-5]\d) (?:{ZONE}|hours)\b", "clock"),
    ("noon", r"\b(?P<w>noon|midnight)\b(?: (?:on )?{WEEKDAY})?", "clock"),
    ("holiday", r"\b(?P<w>{HOLIDAYS})\b(?:,? {YEAR}\b)?", "holiday"),
    ("reference", r"\b(?P<w>{VAGUE})\b", "reference"),
)


@dataclass(frozen=True)
class TimeWords:
    """The time words of the lexicon by class, and the compiled patterns."""

    classes: Mapping[str, Mapping[str, str]]
    patterns: tuple[tuple[str, re.Pattern[str], str], ...]
    numbers: NumberWords

    def value(self, kind: str, word: str | None) -> str | None:
        """The value of a word of this class, any case, with or without the dot of an abbreviation."""
        return None if word is None else self.classes.get(kind, {}).get(word.lower().rstrip("."))


def time_words(know: Knowledge) -> TimeWords:
    """Words and patterns, built once for a Knowledge."""
    made: TimeWords = know.made("times.words", _build)
    return made


def _build(know: Knowledge) -> TimeWords:
    classes: dict[str, dict[str, str]] = {}
    short: dict[str, list[str]] = {}
    names: dict[str, list[str]] = {}
    for row in know.lexicon["time_words"].rows:
        classes.setdefault(row["class"], {})[row["word"].lower()] = row["value"]
        (short if row["note"] == "abbreviation" else names).setdefault(row["class"], []).append(row["word"])
    numbers = number_words(know)
    macros = _macros(names, short, numbers)
    built = tuple((name, _compile(pattern, macros), reader) for name, pattern, reader in PATTERNS)
    return TimeWords(classes, built, numbers)


def _compile(pattern: str, macros: Mapping[str, str]) -> re.Pattern[str]:
    for _ in range(2):
        for name, text in macros.items():
            pattern = pattern.replace("{" + name + "}", text)
    return re.compile(r"(?<![\w$€£])" + pattern, re.IGNORECASE)


def _any(words: list[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


def _proper(words: list[str], short: list[str]) -> str:
    both = "|".join(f"{w}|{w.upper()}" for w in sorted(words, key=len, reverse=True))
    brief = "|".join(sorted(short, key=len, reverse=True))
    return rf"(?-i:(?:{both})\b|(?:{brief})(?:\.|(?= \d)))"


def _macros(
    names: Mapping[str, list[str]], short: Mapping[str, list[str]], numbers: NumberWords
) -> dict[str, str]:
    month = _proper(names["month"], short["month"])
    spelled = _any([w for w in numbers.numbers if w != "zero"])
    few = r"an?|several|a few|(?:a )?couple of|many|some|half an?|dozens of|tens of"
    unit = _any([w for w in names["unit"] if w != "weekend"]).replace("century", "centur(?:y|ies)")
    year = r"(?:1[5-9]\d\d|20\d\d)"
    return {
        "TO": "(?:[-–—]|to|and|until|through)",
        "UNITS": "days|weeks|months|years|decades",
        "MONTH2": f"(?P<month2>{month})",
        "MONTH": f"(?P<month>{month})",
        "WEEKDAY": f"(?P<weekday>{_proper(names['weekday'], short['weekday'])})",
        "YEAR2": rf"(?P<year2>{year}|\d\d)(?![\d,.]?\d)",
        "YEAR": rf"(?P<year>{year})(?![,.]?\d)",
        "DAY2": r"(?P<day2>[0-3]?\d)(?:st|nd|rd|th)?(?![\d:]|,\d| percent)",
        "DAY": r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?![\d:]|,\d{3}| percent)",
        "PART": rf"(?P<part>{_any(names['part'])})",
        "SHIFTED": r"(?P<shifted>earlier|later)",
        "REL": r"(?P<rel>last|this|next|past|coming|current|previous|this past|this coming)",
        "UNIT": rf"(?P<u>{unit})s?\b",
        "NUM": rf"(?P<num>\d+(?:[.,]\d+|½)?(?: and a half)?"
        rf"|(?:(?:{spelled}|hundred)(?:[ -](?:{spelled}|hundred)){{0,6}})"
        rf"(?: and a half)?|{few})",
        "ABOUT": r"(?:(?:about|around|nearly|almost|over|more than|less than|some|roughly|approximately|just"
        r"|up to|at least) )?",
        "DAYPART": rf"(?P<daypart>{_any(names['daypart'])})\b",
        "SEASONS": _any(names["season"]),
        "ORDINALS": _any(names["ordinal"]),
        "DECADES": _any(names["decade"]),
        "SETS": _any(names["set"]),
        "HOLIDAYS": _any(names["holiday"]),
        "VAGUE": _any(names["vague"]),
        "ZONE": r"GMT|UTC|EST|EDT|CET|local time|ET|PT|BST",
    }

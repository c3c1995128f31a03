"""The patterns of time expressions, and where in a text they can stand.

The patterns are those of data/times/*.toml, a family a file; the words come from lexicon/time_words.csv.  A pattern
names classes of words in braces, and under `on` those of which one must be in the text: one scan finds these words,
and only around them are the patterns tried.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from dateline.errors import KnowledgeError
from dateline.knowledge import DATA, Knowledge
from dateline.reading.numbers import NumberWords, number_words

WINDOW = 52  # characters around a word of `on` in which its patterns are tried
_WORD = re.compile(r"\d+/\d|\d+(?:['’]?s\b)?|[ap]\.m\b|[^\W\d_]+", re.IGNORECASE)


class TimePattern(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One pattern.  `match`: sentences with the expression in brackets, its EDTF value (empty: none) and, where it is
    given, its TIMEX3 value; `reject`: sentences in which it must not fire.  `mode` timex3: only for the exchange with
    TIMEX3 corpora; reading: only for readers (TIMEX3 has no ranges and no named periods)."""

    id: str
    on: tuple[str, ...]
    read: str
    pattern: str
    match: tuple[tuple[str, ...], ...]
    reject: tuple[str, ...] = ()
    mode: Literal["both", "timex3", "reading"] = "both"


class Cue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words around a time that decide what it means; see data/times/cues.toml."""

    id: str
    side: Literal["before", "after", "in"]
    pattern: str
    match: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A pattern ready to run."""

    id: str
    read: str
    regex: re.Pattern[str]
    mode: str
    order: int
    lead: bool  # has it words in front that are no part of the expression?


@dataclass(frozen=True)
class TimeWords:
    """The time words of the lexicon by class, and the compiled patterns by the words that call for them."""

    classes: Mapping[str, Mapping[str, str]]
    calls: Mapping[str, tuple[str, ...]]
    patterns: Mapping[tuple[str, ...], tuple[Compiled, ...]]
    numbers: NumberWords
    bound: re.Pattern[str]
    cues: Mapping[str, re.Pattern[str]]

    def before(self, cue: str, text: str, start: int, reach: int = 40) -> re.Match[str] | None:
        """The cue where it ends at `start`, begun at most `reach` characters before."""
        return self.cues[cue].search(text, max(0, start - reach), start)

    def after(self, cue: str, text: str, end: int) -> re.Match[str] | None:
        """The cue where it begins at `end`."""
        return self.cues[cue].match(text, end)

    def within(self, cue: str, text: str) -> re.Match[str] | None:
        """The cue anywhere in the text."""
        return self.cues[cue].search(text)

    def value(self, kind: str, word: str | None) -> str | None:
        """The value of a word of this class, any case, with or without the dot of an abbreviation."""
        return None if word is None else self.classes.get(kind, {}).get(word.lower().rstrip("."))

    def candidates(self, text: str, timex3: bool) -> Iterator[tuple[int, int, Compiled, re.Match[str]]]:
        """Start, end, pattern and match of all that the patterns find, in no order."""
        skipped = "reading" if timex3 else "timex3"
        places = self._places(text)
        for keys, patterns in self.patterns.items():
            windows = _merged(sorted(p for k in keys for p in places.get(k, ())), len(text))
            for pattern in patterns if windows else ():
                if pattern.mode == skipped:
                    continue
                for low, high in windows:
                    for m in pattern.regex.finditer(text, low, high):
                        lead = pattern.lead and m["lead"] is not None
                        yield m.end("lead") if lead else m.start(), m.end(), pattern, m

    def _places(self, text: str) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for m in _WORD.finditer(text):
            word = m[0].lower()
            for key in self.calls.get(word) or _number_class(word):
                found.setdefault(key, []).append(m.start())
        return found


def _number_class(word: str) -> tuple[str, ...]:
    if not word[0].isdigit():
        return ()
    if "/" in word:
        return ("slash",)
    if word[-1] == "s":
        return ("decade",)
    return ("year",) if len(word) == 4 and "1000" <= word < "2200" else ()


def _merged(places: Sequence[int], length: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for place in places:
        low, high = max(0, place - WINDOW), min(length, place + WINDOW)
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], high)
        else:
            found.append((low, high))
    return found


def time_words(know: Knowledge) -> TimeWords:
    """Words and patterns, built once for a Knowledge."""
    made: TimeWords = know.made("times.words", _build)
    return made


class _File(msgspec.Struct, forbid_unknown_fields=True):
    """A file of data/times."""

    pattern: list[TimePattern] = []
    cue: list[Cue] = []


def time_patterns(know: Knowledge) -> tuple[TimePattern, ...]:
    """The patterns of data/times/*.toml.  Raises KnowledgeError that names file, pattern and mistake."""
    found = [p for file in _files(know) for p in file.pattern]
    if len({p.id for p in found}) != len(found):
        raise KnowledgeError("times/: an id is used twice. Ids are unique over all files.")
    return tuple(found)


def time_cues(know: Knowledge) -> tuple[Cue, ...]:
    """The cues of data/times/*.toml."""
    return tuple(c for file in _files(know) for c in file.cue)


def _files(know: Knowledge) -> Iterator[_File]:
    folder = (know.origin.data or DATA) / "times"
    if not folder.is_dir():
        raise KnowledgeError(f"{folder}: the folder is missing.")
    for path in sorted(folder.glob("*.toml")):
        try:
            yield msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _File)
        except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
            raise KnowledgeError(f"times/{path.name}: {error}.") from error


def compiled_cue(cue: Cue) -> re.Pattern[str]:
    """The cue as a pattern; one that stands before a time ends where the search ends."""
    try:
        return re.compile(cue.pattern + ("$" if cue.side == "before" else ""), re.IGNORECASE)
    except re.error as error:
        raise KnowledgeError(f"times/, cue {cue.id!r}: {error}.") from error


def _build(know: Knowledge) -> TimeWords:
    classes: dict[str, dict[str, str]] = {}
    short: dict[str, list[str]] = {}
    names: dict[str, list[str]] = {}
    for row in know.lexicon["time_words"].rows:
        classes.setdefault(row["class"], {})[row["word"].lower()] = row["value"]
        (short if row["note"] == "abbreviation" else names).setdefault(row["class"], []).append(row["word"])
    numbers = number_words(know)
    macros = _macros(names, short, numbers)
    patterns: dict[tuple[str, ...], list[Compiled]] = {}
    for order, p in enumerate(time_patterns(know)):
        regex = _compile(p, macros)
        lead = "lead" in regex.groupindex
        patterns.setdefault(tuple(sorted(p.on)), []).append(Compiled(p.id, p.read, regex, p.mode, order, lead))
    frozen = {keys: tuple(found) for keys, found in patterns.items()}
    bounds = _any([row["phrase"] for row in know.lexicon["time_bounds"].rows])
    bound = re.compile(rf"\b({bounds})\s+(?:the\s+)?$", re.IGNORECASE)
    cues = {c.id: compiled_cue(c) for c in time_cues(know)}
    return TimeWords(classes, _calls(classes, frozen), frozen, numbers, bound, cues)


def _calls(
    classes: Mapping[str, Mapping[str, str]], patterns: Mapping[tuple[str, ...], object]
) -> dict[str, tuple[str, ...]]:
    """Which keys of patterns a single word calls for: its classes (of several words, the last one counts) or itself."""
    found: dict[str, dict[str, None]] = {}
    keys = {key for keys in patterns for key in keys}
    for kind in sorted(keys):
        for word in classes.get(kind, (kind,)):
            last = (re.findall(r"[ap]\.m|[^\W\d_]+", word) or [word])[-1]
            for form in (last, last + "s"):
                found.setdefault(form, {})[kind] = None
    found.setdefault("centuries", {})["unit"] = None
    return {word: tuple(kinds) for word, kinds in found.items()}


def _compile(pattern: TimePattern, macros: Mapping[str, str]) -> re.Pattern[str]:
    text = pattern.pattern
    for _ in range(3):
        for name, macro in macros.items():
            text = text.replace("{" + name + "}", macro)
    seen: dict[str, int] = {}

    def numbered(group: re.Match[str]) -> str:
        """A group that stands in several branches gets a number: month, month__2."""
        seen[group[1]] = seen.get(group[1], 0) + 1
        return f"(?P<{group[1]}>" if seen[group[1]] == 1 else f"(?P<{group[1]}__{seen[group[1]]}>"

    text = re.sub(r"\(\?P<(\w+)>", numbered, text)
    try:
        return re.compile(r"(?<![\w$€£.-])(?:" + text + ")", re.IGNORECASE)
    except re.error as error:
        raise KnowledgeError(f"times/, pattern {pattern.id!r}: {error}.") from error


def _any(words: Sequence[str]) -> str:
    return "|".join(re.escape(w).replace(r"\ ", " ") for w in sorted(words, key=len, reverse=True))


def _proper(words: list[str], short: list[str]) -> str:
    both = "|".join(f"{w}|{w.upper()}" for w in sorted(words, key=len, reverse=True))
    brief = "|".join(sorted(short, key=len, reverse=True))
    return rf"(?-i:(?:{both})\b|(?:{brief})(?:\.|(?= \d)))"


def _macros(
    names: Mapping[str, list[str]], short: Mapping[str, list[str]], numbers: NumberWords
) -> dict[str, str]:
    month, weekday = _proper(names["month"], short["month"]), _proper(names["weekday"], short["weekday"])
    spelled = _any([w for w in numbers.numbers if w != "zero"])
    scaled = f"(?:{spelled}|hundred|thousand)"
    units = [w for w in names["unit"] if w != "weekend"]
    unit = _any(units).replace("century", "centur(?:y|ies)")
    day = r"[0-3]?\d)(?:st|nd|rd|th)?(?!\d|[:/,.]\d| percent|%)"
    digits = r"\d+(?:[.,]\d+|[½¼¾]|[ -]\d/\d)?"
    return {
        "MONTH2": f"(?P<month2>{month})",
        "MONTH": f"(?P<month>{month})",
        "WEEKDAY2": f"(?P<weekday2>{weekday})",
        "WEEKDAYS": f"(?P<weekday>{'|'.join(names['weekday'])})s\\b",
        "WEEKDAY": f"(?P<weekday>{weekday})",
        "YEAR2": r"(?P<year2>(?:1[0-9]\d\d|20\d\d)|\d\d)(?![\d,.]?\d)",
        "YEAR": r"(?P<year>1[0-9]\d\d|20\d\d)(?![,.]?\d)",
        "DAY2": f"(?P<day2>{day}",
        "DAY": f"(?P<day>{day}",
        "DAYWORD": rf"(?P<dayword>{_any(names['ordinal'])})",
        "PARTS": rf"(?:(?P<part>{_any(names['part'])})[ -]|(?:the )?(?P<part>{_any(names['part-of'])}) of )",
        "PART": rf"(?P<part>{_any(names['part'])})",
        "REL": rf"(?P<rel>{_any(names['rel'])})",
        "UNITS": rf"(?P<u>{'|'.join(w + 's' for w in units if w not in ('second', 'century', 'quarter'))}|centuries)\b",
        "UNIT": rf"(?P<u>{unit})(?:s\b|\b)",
        "NUM": rf"(?P<num>{digits}(?: and a half)?|{scaled}(?:[ -]{scaled}){{0,5}}(?: and (?:a half|{scaled}))?"
        rf"|{_any(names['count'])})",
        "MOD": rf"(?:(?P<mod>{_any(names['mod'])}) )?",
        "DAYPART": rf"(?P<daypart>{_any(names['daypart'])})s?\b",
        "SEASON": rf"(?P<season>{_any(names['season'])})\b",
        "ORDINAL": rf"(?P<ordinal>{_any(names['ordinal'])})",
        "DECADES": rf"(?P<decade>{_any(names['decade'])})",
        "SPOKEN": rf"(?P<spoken>(?:nineteen|twenty)[ -](?:oh[ -])?{scaled}(?:[ -]{scaled})?"
        rf"|two thousand(?:(?: and)?[ -]{scaled}(?:[ -]{scaled})?)?)",
        "SETS": rf"(?P<w>{_any(names['set'])})",
        "VAGUE": rf"(?P<w>{_any(names['vague'])})",
        "NOWADAYS": rf"(?P<w>{_any(names['vague-timex3'])})",
        "TO": r"(?:[-–—]|to|and|until|through)",
        "ZONE": rf"(?:{_any(names['zone'])})\b",
    }

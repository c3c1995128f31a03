"""The words of a report as they are compared: without the furniture of its page, without case and punctuation.

What is no part of the report (captions, bylines, links) is listed in data/ledger/boilerplate.toml; background counts of
words are data/ledger/word_counts.csv, made by tools/build_word_counts.py.
"""

from __future__ import annotations

import csv
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from dateline.errors import KnowledgeError
from dateline.knowledge import DATA

WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*")
LETTERS = re.compile(r"[^\W\d_]{2,}")
QUOTED = re.compile(r"“[^“”]{1,2000}”|\"[^\"]{1,2000}\"|(?<!\w)‘[^‘’]{1,600}(?:’\w[^‘’]{0,600})*’(?!\w)")
LEDGER = DATA / "ledger"


class Pattern(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A pattern of boilerplate.toml, with its examples."""

    id: str
    pattern: str
    match: tuple[str, ...]
    reject: tuple[str, ...]
    longest: int
    case: bool = True


class Agency(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A news agency, as credit lines write it, and the outlets that carry nothing else.

    `seat`: the country (ISO 3166-1 alpha-3).  `sign`: a pattern that only this agency ends its reports with.
    """

    name: str
    seat: str
    names: tuple[str, ...]
    outlets: tuple[str, ...]
    sign: str = ""


class Credit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place in a report where its agency is credited; `{name}` in the pattern stands for the agency's names."""

    id: str
    where: Literal["opening", "end", "line"]
    pattern: str
    match: tuple[str, ...]
    reject: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """In how many of `documents` background reports a word stands (rare words are not listed)."""

    documents: int
    of: Mapping[str, int]


def load_toml(path: Path, **tables: type) -> dict[str, Any]:
    """The lists of tables of a TOML file, each converted.  Raises KnowledgeError with file, key and choices."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise KnowledgeError(f"{path}: the file is missing.") from error
    except tomllib.TOMLDecodeError as error:
        raise KnowledgeError(f"ledger/{path.name}: not valid TOML: {error}") from error
    if odd := sorted(set(raw) - set(tables)):
        raise KnowledgeError(f"ledger/{path.name}: unknown {odd}. Choices: {', '.join(sorted(tables))}.")
    made: dict[str, Any] = {}
    for name, kind in tables.items():
        try:
            made[name] = msgspec.convert(raw.get(name), kind)
        except msgspec.ValidationError as error:
            raise KnowledgeError(f"ledger/{path.name}, {name}: {error}.") from error
    return made


@cache
def boilerplate() -> tuple[tuple[Pattern, re.Pattern[str]], ...]:
    """The patterns of lines that are no part of a report."""
    rows = load_toml(LEDGER / "boilerplate.toml", line=tuple[Pattern, ...])["line"]
    return tuple((p, re.compile(p.pattern, 0 if p.case else re.IGNORECASE)) for p in rows)


@cache
def agencies() -> tuple[tuple[Agency, tuple[tuple[Credit, re.Pattern[str]], ...]], ...]:
    """The agencies, each with its credit patterns."""
    rows = load_toml(LEDGER / "agencies.toml", agency=tuple[Agency, ...], credit=tuple[Credit, ...])
    return tuple((a, tuple((c, _credit(c, a)) for c in rows["credit"])) for a in rows["agency"])


def _credit(credit: Credit, agency: Agency) -> re.Pattern[str]:
    names = "|".join(re.escape(n) for n in sorted(agency.names, key=lambda n: (-len(n), n)))
    return re.compile(credit.pattern.replace("{name}", f"(?:{names})"), re.MULTILINE)


@cache
def _signs() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((a.name, re.compile(a.sign, re.MULTILINE)) for a, _ in agencies() if a.sign)


@cache
def _agencies_by_name() -> Mapping[str, str]:
    names = {form: a.name for a, _ in agencies() for n in (a.name, *a.names) for form in (n, n.casefold())}
    short = {n for n in names if len(n) <= 4} - {n for a, _ in agencies() for n in a.names}
    return {n: of for n, of in names.items() if n not in short}


def agency_named(words: str) -> str | None:
    """The agency that words name and nothing else: *AFP*, *reuters*; None for other words.

    A name of up to four letters counts only as it is listed: *nan* is what tables write for an empty cell.
    """
    name = " ".join(words.split()).strip("()/.-–— ")
    listed = _agencies_by_name()
    return listed.get(name) or (listed.get(name.casefold()) if len(name) > 4 else None)


@cache
def background() -> Counts:
    """The background counts."""
    path = LEDGER / "word_counts.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [(word, int(count)) for word, count in csv.reader(lines)]
    if not rows or rows[0][0] != "":
        raise KnowledgeError(f"ledger/{path.name}: the first row has to be the number of reports, with an empty word.")
    return Counts(rows[0][1], dict(rows[1:]))


def body(text: str) -> str:
    """The lines of a text that belong to the report."""
    return "\n".join(line for line in text.splitlines() if not is_boilerplate(line))


def is_boilerplate(line: str) -> bool:
    """Is the line a caption, a byline, a link …?"""
    line = line.strip()
    if not line:
        return True
    words = line.count(" ") + 1
    return any(words <= p.longest and r.match(line) for p, r in boilerplate())


def credited(text: str, publisher: str | None, url: str | None) -> str | None:
    """The agency that a report credits: by its outlet, its address, or a credit line; None without one.

    Where several are credited, the one credited first in the text.
    """
    parts = {"opening": text[:500], "end": text[-600:], "line": text}
    found: list[tuple[bool, int, str]] = []
    for agency, credits in agencies():
        if _carries(agency, (publisher or "").casefold(), (url or "").casefold()):
            return agency.name
        if not any(n in text for n in agency.names):
            continue
        hits = [(c.where == "end", m.start()) for c, r in credits if (m := r.search(parts[c.where]))]
        found += [(*min(hits), agency.name)] if hits else []
    if not found:
        return next((name for name, sign in _signs() if sign.search(parts["end"])), None)
    return min(found)[-1]


def _carries(agency: Agency, outlet: str, address: str) -> bool:
    """Is all that this outlet, or this part of its site, publishes the agency's?"""
    if outlet in agency.outlets:
        return True
    return any(re.search(rf"(?:^|[/.]|(?=/)){re.escape(o)}", address) for o in agency.outlets if "." in o or "/" in o)


def running(text: str) -> list[tuple[str, bool]]:
    """The words of a report in order, in lower case without marks, each with: does it stand in a quotation?"""
    whole = unicodedata.normalize("NFKC", body(text))
    quoted = [m.span() for m in QUOTED.finditer(whole)]
    return list(_flagged(whole, quoted))


def _flagged(whole: str, quoted: list[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    number = 0
    for match in WORD.finditer(whole):
        while number < len(quoted) and quoted[number][1] <= match.start():
            number += 1
        inside = number < len(quoted) and quoted[number][0] <= match.start()
        yield match[0].casefold().replace("’", "'"), inside


def term(word: str) -> str:
    """A word as it is counted: lower case, no possessive, singular where an s is all there is to it."""
    word = unicodedata.normalize("NFKC", word).casefold()
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    return word


def terms(text: str) -> list[str]:
    """The terms of a text in order, repetitions included; numbers and single letters are left out."""
    return [term(w) for w in LETTERS.findall(text)]

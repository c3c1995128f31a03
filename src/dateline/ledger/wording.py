"""The words that a full-text search is asked for, and the spans in a text that answered.

`grain deal` both words; `"grain deal"` side by side; `grain OR wheat`; `-export` not; `negotiat*` the first letters.
OR binds weaker than standing side by side: `grain deal OR wheat` is (grain and deal) or wheat.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from dateline.errors import DatelineError
from dateline.types import Span

MOST = 50  # words in one search
OPEN, CLOSE = "\x02", "\x03"  # marks that databases put around a hit; texts hold no such characters
# Ranges of characters, as regular expressions of Python and of PostgreSQL both take them.
MARKS = r"\u0300-\u036f"  # accents, written apart
SIGNS = r"\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f"  # what separates words
# What may follow the first letters that a search gives.  Indexes hold stems, and a stem may be shorter than the letters
# given (`negotiat*`, stem `negoti`): with these endings the letters are stemmed as the words are.
ENDINGS = ("e", "ed", "es", "ing", "ion", "ions", "ive", "or", "al", "able", "ment", "ness", "ity", "ism", "ly")
_TERM = re.compile(r'(?P<no>-?)"(?P<phrase>[^"]*)"(?P<star>\*?)|(?P<not>-?)(?P<word>[^\s"]+)')
_ACCENT, _SIGN = re.compile(f"[{MARKS}]"), re.compile(f"[{SIGNS}]")


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand side by side; with `prefix` the last is only the beginning of a word."""

    words: tuple[str, ...]
    prefix: bool = False

    @property
    def grown(self) -> tuple[str, ...]:
        """A single prefix with the endings that it may have."""
        return tuple(self.words[0] + ending for ending in ENDINGS) if self.prefix and len(self.words) == 1 else ()


@dataclass(frozen=True, slots=True)
class Group:
    """All of `wanted` and none of `unwanted`."""

    wanted: tuple[Term, ...]
    unwanted: tuple[Term, ...]


def parse_search(text: str) -> tuple[Group, ...]:
    """The groups of which one has to be met.  Raises DatelineError where the words cannot be read as a search."""
    if text.count('"') % 2:
        raise DatelineError(f"Search {text!r}: a quotation mark has no partner.")
    groups: list[list[tuple[bool, Term]]] = [[]]
    for found in _TERM.finditer(text):
        if found["word"] == "OR" and not found["not"]:
            groups.append([])
        elif term := _term(found):
            groups[-1].append((bool(found["no"] or found["not"]), term))
    if sum(len(term.words) for group in groups for _, term in group) > MOST:
        raise DatelineError(f"A search takes up to {MOST} words.")
    return tuple(_group(terms, text, len(groups) > 1) for terms in groups)


def folded(text: str) -> tuple[str, list[int]]:
    """The text without accents and signs, as databases compare it, and for each character its place in `text`."""
    kept: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        plain = _ACCENT.sub("", character if character.isascii() else unicodedata.normalize("NFD", character))
        kept += plain
        places += [place] * len(plain)
    return _SIGN.sub(" ", "".join(kept)), places


def hits_in(text: str, marked: str) -> tuple[Span, ...]:
    """The spans of `text` that stand between marks in `marked`, which is `text` or its folded form with marks.

    Hits with only blanks and signs between them are one.  Empty where the database gave another text.
    """
    plain = marked.replace(OPEN, "").replace(CLOSE, "")
    compared, places = (text, list(range(len(text)))) if plain == text else folded(text)
    if plain != compared:
        return ()
    spans: list[Span] = []
    at = 0
    for piece in re.split(f"({OPEN}[^{CLOSE}]*{CLOSE})", marked):
        if piece.startswith(OPEN):
            at += len(piece) - 2
            hit = Span(places[at - len(piece) + 2], places[at - 1] + 1)
            between = text[spans[-1].end : hit.start] if spans else "x"
            if not any(c.isalnum() for c in between):
                hit = Span(spans.pop().start, hit.end)
            spans.append(hit)
        else:
            at += len(piece)
    return tuple(spans)


def passage_of(text: str, hits: tuple[Span, ...], around: int = 120) -> Span:
    """The stretch of `text` to show: about `around` characters on both sides of the first hit, whole words."""
    first = hits[0] if hits else Span(0, 0)
    start, end = max(0, first.start - around), min(len(text), first.end + around)
    while 0 < start < first.start and not text[start - 1].isspace():
        start += 1
    while first.end < end < len(text) and not text[end].isspace():
        end -= 1
    return Span(start, end)


def with_marks(text: str, within: Span, hits: tuple[Span, ...]) -> str:
    """The passage with `[hit|words]` around each hit."""
    shown, at = "", within.start
    for hit in hits:
        if within.covers(hit):
            shown += f"{text[at : hit.start]}[hit|{hit.of(text)}]"
            at = hit.end
    return shown + text[at : within.end]


def _term(found: re.Match[str]) -> Term | None:
    whole = found["phrase"] if found["word"] is None else found["word"]
    prefix = bool(found["star"]) if found["word"] is None else whole.endswith("*")
    if "*" in whole.removesuffix("*" if found["word"] else ""):
        raise DatelineError(f"Search {whole!r}: * stands only at the end of a word, for what may follow.")
    words = tuple(word for word in folded(whole)[0].split() if any(c.isalnum() for c in word))
    if prefix and not words:
        raise DatelineError("A search cannot ask for * alone: put the first letters of a word before it.")
    return Term(words, prefix) if words else None


def _group(terms: list[tuple[bool, Term]], text: str, several: bool) -> Group:
    wanted = tuple(term for no, term in terms if not no)
    if wanted:
        return Group(wanted, tuple(term for no, term in terms if no))
    if terms:
        raise DatelineError(f"Search {text!r}: it only says which words not to find. Add one to find.")
    if several:
        raise DatelineError(f"Search {text!r}: OR stands between words to find.")
    raise DatelineError(f"Search {text!r}: there is no word in it to find.")

"""Where a quote stands in a text: to the letter, but for typography, or not at all (then the nearest passage).

Offsets are half-open ranges of code points of the text as it was given.
"""

from __future__ import annotations

import difflib
import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Literal, TypeAlias

import msgspec

from dateline.types import Span

Verbatim: TypeAlias = Literal["exact", "near", "absent", "not given"]
Fold: TypeAlias = Literal["blanks", "quotation marks", "dashes", "accents and ligatures", "invisible characters",
                          "capitals"]
FOLDS: tuple[Fold, ...] = ("blanks", "quotation marks", "dashes", "accents and ligatures", "invisible characters",
                           "capitals")
MARKS = dict.fromkeys("'’‘‚‛`´′\"“”„‟«»‹›″", '"')
DASHES = dict.fromkeys("-‐‑‒–—―−", "-")
OUTER = "\"'“”„«»‘’… \t\r\n"
ELLIPSIS = re.compile(r"\s*[\[(]?(?:…|\.\.\.+)[\])]?\s*")
GAP = 2_000  # characters that an ellipsis may stand for
LIKE = 0.55  # share of a quote's words that the nearest passage has, in order
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


class Found(msgspec.Struct, frozen=True):
    """Where a quote stands.  `spans`: every place (exact), the first (near), or the nearest passage (absent, may be
    none); `differs`: what the text has otherwise, in words; `share`: of the quote's words that stand there in order."""

    verbatim: Verbatim
    spans: tuple[Span, ...] = ()
    differs: str = ""
    share: float = 1.0


NOTHING = Found("absent", (), "the text has nothing like it", 0.0)


def find_quote(text: str, quote: str | None) -> Found:
    """Where `quote` stands in `text`."""
    if quote is None or not quote.strip():
        return Found("not given")
    if exact := _places(text, quote.strip()):
        return Found("exact", exact)
    return _folded(text, quote) or _nearest(text, quote)


def _places(text: str, quote: str) -> tuple[Span, ...]:
    """Every place, those that begin and end inside a word only where there are no others."""
    at, found = text.find(quote), list[Span]()
    while at >= 0:
        found.append(Span(at, at + len(quote)))
        at = text.find(quote, at + len(quote))
    return tuple([s for s in found if _is_whole(text, s.start, s.end)] or found)


def _is_whole(text: str, start: int, end: int) -> bool:
    """Do whole words stand in the range?"""
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    return not (before.isalnum() and text[start].isalnum()) and not (after.isalnum() and text[end - 1].isalnum())


def _folded(text: str, quote: str) -> Found | None:
    """The quote but for typography; with words left out where it has an ellipsis."""
    folded, origin = _text(text)
    bare = quote.strip(OUTER)
    for tried, said in ((bare, ""), (bare.rstrip(".,;:!?"), "the quote ends with a sign of its own")):
        parts = [fold(p, FOLDS)[0].strip() for p in ELLIPSIS.split(tried) if p.strip()]
        at = _in_order(folded, parts) if parts and all(parts) else None
        if at is not None:
            span = Span(origin[at[0]], origin[at[1] - 1] + 1)
            left_out = "words left out" if len(parts) > 1 else ""
            kinds = () if left_out else differences(tried, span.of(text))
            kept = "quotation marks" if not kinds and not left_out and not said else ""
            return Found("near", (span,), ", ".join(x for x in (*kinds, left_out, said, kept) if x))
    return None


@functools.lru_cache(maxsize=4)
def _text(text: str) -> tuple[str, list[int]]:
    """A text folded once for all quotes of it."""
    return fold(text, FOLDS)


def _in_order(text: str, parts: Sequence[str]) -> tuple[int, int] | None:
    """The range from the first part to the last, each soon after the one before, none inside a word."""
    start = _whole(text, parts[0], 0, len(text))
    while start is not None:
        end: int | None = start + len(parts[0])
        for part in parts[1:]:
            assert end is not None
            at = _whole(text, part, end, min(len(text), end + GAP))
            end = None if at is None else at + len(part)
            if end is None:
                break
        if end is not None:
            return start, end
        start = _whole(text, parts[0], start + 1, len(text))
    return None


def _whole(text: str, part: str, start: int, stop: int) -> int | None:
    at = text.find(part, start, stop)
    while at >= 0:
        if _is_whole(text, at, at + len(part)):
            return at
        at = text.find(part, at + 1, stop)
    return None


def differences(one: str, other: str) -> tuple[Fold, ...]:
    """By which kinds of signs two passages differ that are the same without them."""
    return tuple(kind for kind in FOLDS if _same(one, other, kind))


def _same(one: str, other: str, but: Fold) -> bool:
    rest = tuple(k for k in FOLDS if k != but)
    return fold(one, rest)[0].strip() != fold(other, rest)[0].strip()


def fold(text: str, kinds: Sequence[Fold]) -> tuple[str, list[int]]:
    """The text without differences of these kinds, and for each character left the index that it had."""
    made, origin = list[str](), list[int]()
    for index, character in enumerate(text):
        if "invisible characters" in kinds and _INVISIBLE.match(character):
            continue
        for c in _signs(character, kinds):
            if c == " " and "blanks" in kinds and made and made[-1] == " ":
                continue
            made.append(c)
            origin.append(index)
    return "".join(made), origin


def _signs(character: str, kinds: Sequence[Fold]) -> str:
    if "blanks" in kinds and character.isspace():
        return " "
    if "quotation marks" in kinds and character in MARKS:
        return MARKS[character]
    if "dashes" in kinds and character in DASHES:
        return DASHES[character]
    if "accents and ligatures" in kinds and not character.isascii() and character not in MARKS:
        spread = unicodedata.normalize("NFKD", character)
        character = "".join(c for c in spread if not unicodedata.combining(c))
    return character.casefold() if "capitals" in kinds else character


def _nearest(text: str, quote: str) -> Found:
    """The passage that has most of the quote's words in their order, and what it has otherwise."""
    words, wanted = [*_WORD.finditer(text)], _words(quote)
    here = [_key(w[0]) for w in words]
    start = _window(here, wanted)
    if start is None:
        return NOTHING
    first = max(0, start - 3)
    window = here[first : start + len(wanted) + 4]
    blocks = [b for b in difflib.SequenceMatcher(None, wanted, window, False).get_matching_blocks() if b.size]
    share = sum(b.size for b in blocks) / len(wanted)
    if share < LIKE:
        return NOTHING
    low, high = first + blocks[0].b, first + blocks[-1].b + blocks[-1].size - 1
    low = max(first, low - blocks[0].a)
    high = min(len(words) - 1, high + len(wanted) - blocks[-1].a - blocks[-1].size)
    span = Span(words[low].start(), words[high].end())
    return Found("absent", (span,), _otherwise(quote, span.of(text)), share)


def _window(here: Sequence[str], wanted: Sequence[str]) -> int | None:
    """The word at which a passage with most of the wanted words in their places begins."""
    places, wanted_at = Counter(here), dict[str, list[int]]()
    for number, word in enumerate(wanted):
        wanted_at.setdefault(word, []).append(number)
    votes: Counter[int] = Counter()
    for index, word in enumerate(here):
        for number in wanted_at.get(word, ()):
            for near in (-1, 0, 1):
                votes[max(0, index - number + near)] += 12 // places[word] + (2 if near == 0 else 1)
    return min(votes, key=lambda start: (-votes[start], start)) if votes else None


def _otherwise(quote: str, passage: str) -> str:
    """“two” where the quote has “twelve”, for the first differences."""
    ours, theirs = [*_WORD.finditer(passage)], [*_WORD.finditer(quote)]
    matcher = difflib.SequenceMatcher(None, [_key(w[0]) for w in theirs], [_key(w[0]) for w in ours], False)
    found = [_edit(" ".join(w[0] for w in theirs[a:b]), " ".join(w[0] for w in ours[c:d]))
             for kind, a, b, c, d in matcher.get_opcodes() if kind != "equal"]
    more = f" and {len(found) - 3} more" if len(found) > 3 else ""
    return "; ".join(found[:3]) + more


def _edit(quote: str, passage: str) -> str:
    if not passage:
        return f"the text has no “{quote}”"
    return f"the text has “{passage}”" + (f" for “{quote}”" if quote else ", the quote leaves it out")


def _words(text: str) -> list[str]:
    return [_key(w[0]) for w in _WORD.finditer(text)]


def _key(word: str) -> str:
    return fold(word, FOLDS)[0]

"""Where the letters of a report's text stand on its page.

The text was drawn from the page by an extractor, who left out what is no report (navigation, advertisements), changed
white space and here and there added a sign.  Letters are compared without white space, line by line, in the order of
the page; a line that cannot be placed for sure is left unplaced.
"""

from __future__ import annotations

import itertools
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

SHORT = 24  # letters: a shorter line must fill a block of the page
OCCURRENCES = 12  # places of a line that are weighed
ENOUGH = 0.8  # of the letters of a changed line must be found
SEED = 4  # words in a row, or half of the line, tell where a changed line stands
LONG = 8  # letters: such a word is not found by chance within the same block
SLACK = 12  # words that may have been left out of a changed line, besides half of its own number
MANY_WORDS = 3_000  # in one changed line: beyond, nobody looks
WORK = 20_000_000  # pairs of words, of changed lines and where they may stand, that are compared for a page
TRIES = 2_000  # occurrences of the letters of a line that are looked at
INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Cn"})  # categories: controls, formats, surrogates, no characters
UNKNOWN = "\ufffd"
ADDED = frozenset("-*•·–|#>")  # signs with which extractors mark lists, cells, headings and quotations


@dataclass(frozen=True, slots=True)
class Letters:
    """A text without white space, invisible and unreadable characters, compatibility forms taken apart (NFKD).

    `at[i]` is the place in the text that letter i comes from; `edges` are the letters before which a block begins
    (lines of a text, blocks of a page), with the number of letters at the end.
    """

    text: str
    at: array[int]
    edges: Sequence[int]

    def between(self, start: int, end: int) -> range:
        """The letters that come from [start, end) of the text."""
        return range(bisect_left(self.at, start), bisect_left(self.at, end))

    def words(self, start: int, end: int, source: str) -> list[range]:
        """The letters of each word in a range of letters: `source` is the text, white space and edges part words."""
        edges = set(self.edges[bisect_left(self.edges, start) : bisect_left(self.edges, end)])
        cuts = [i for i in range(start + 1, end) if i in edges or self._gap(i, source)]
        ends = [start, *cuts, end]
        return [range(a, b) for a, b in itertools.pairwise(ends) if a < b]

    def is_cut(self, place: int, source: str) -> bool:
        """Does a word begin or end before the letter `place`?"""
        if place in (0, len(self.text)) or self.is_edge(place) or self._gap(place, source):
            return True
        return not (self.text[place - 1].isalnum() and self.text[place].isalnum())

    def is_edge(self, place: int) -> bool:
        """Does a block begin before the letter `place`?"""
        found = bisect_left(self.edges, place)
        return found < len(self.edges) and self.edges[found] == place

    def _gap(self, place: int, source: str) -> bool:
        between = source[self.at[place - 1] + 1 : self.at[place]]
        return bool(between) and any(c.isspace() for c in between)


class Place(NamedTuple):
    """A line of the text (its first and last letter, half-open) at letter `start` of the page."""

    line: int
    first: int
    last: int
    start: int

    @property
    def end(self) -> int:
        """The letter of the page after the line."""
        return self.start + self.last - self.first


def letters(text: str, breaks: Sequence[int]) -> Letters:
    """The letters of `text`; a block begins at each of the rising offsets `breaks`."""
    found, at = list[str](), array("q")
    for place, character in enumerate(text):
        plain = character if "!" <= character <= "~" else _plain(character)
        found.append(plain)
        at.extend([place] * len(plain))
    edges = sorted({0, len(at), *(bisect_left(at, offset) for offset in breaks)})
    return Letters("".join(found), at, edges)


@lru_cache(maxsize=65_536)
def _plain(character: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", character)
                   if not c.isspace() and c != UNKNOWN and unicodedata.category(c) not in INVISIBLE)


def align(text: str, page: str, breaks: Sequence[int]) -> tuple[Letters, Letters, dict[int, int]]:
    """The letters of text and page, and for those of the text that have a sure place the letter of the page.

    `breaks`: rising offsets in `page` at which blocks begin or end.  The places rise with the letters.
    """
    lines = [i for i, c in enumerate(text) if c == "\n"]
    given, seen = letters(text, lines), letters(page, breaks)
    spans = [(a, b) for a, b in itertools.pairwise(given.edges) if a < b]
    options = [[*_occurrences(number, first, last, given, seen, page)] for number, (first, last) in enumerate(spans)]
    chain = _tightened(_heaviest(options), options)
    places = {place.first + i: place.start + i for place in chain for i in range(place.last - place.first)}
    return given, seen, places | _between(spans, chain, given, seen, text, page)


def _occurrences(number: int, first: int, last: int, given: Letters, seen: Letters, page: str) -> Iterator[Place]:
    """Where the line stands as it is, or without the signs at its ends that an extractor may have added."""
    found = [*_exact(number, first, last, given, seen, page)]
    if not found:
        while first < last and given.text[first] in ADDED:
            first += 1
        while first < last and given.text[last - 1] in ADDED:
            last -= 1
        found = [*_exact(number, first, last, given, seen, page)]
    yield from found


def _exact(number: int, first: int, last: int, given: Letters, seen: Letters, page: str) -> Iterator[Place]:
    words, short, count, tries = given.text[first:last], last - first < SHORT, 0, 0
    start = seen.text.find(words) if words else -1
    while start >= 0 and count < OCCURRENCES and tries < TRIES:
        tries += 1
        end = start + len(words)
        fits = (seen.is_edge(start) and seen.is_edge(end) if short
                else seen.is_cut(start, page) and seen.is_cut(end, page))
        if fits:
            count += 1
            yield Place(number, first, last, start)
        start = seen.text.find(words, start + 1)


def _heaviest(options: Sequence[Sequence[Place]]) -> list[Place]:
    """Of each line at most one place, in the order of the page, with as many letters as possible; the first such."""
    ends = sorted({place.end for some in options for place in some})
    best: list[tuple[int, int, Place | None]] = [(0, 0, None)] * (len(ends) + 1)  # a Fenwick tree of maxima
    before: dict[Place, Place | None] = {}
    for some in options:
        for place, (weight, _, last) in [(p, _best(best, bisect_left(ends, p.start + 1))) for p in some]:
            before[place] = last
            _enter(best, bisect_left(ends, place.end) + 1, (weight + place.last - place.first, -place.end, place))
    chain, at = list[Place](), _best(best, len(ends))[2]
    while at is not None:
        chain.append(at)
        at = before[at]
    return chain[::-1]


def _best(tree: list[tuple[int, int, Place | None]], count: int) -> tuple[int, int, Place | None]:
    found = tree[0]
    while count > 0:
        found = max(found, tree[count], key=lambda entry: entry[:2] if entry[2] else (0, -(1 << 60)))
        count &= count - 1
    return found


def _enter(tree: list[tuple[int, int, Place | None]], at: int, entry: tuple[int, int, Place | None]) -> None:
    while at < len(tree):
        if tree[at][2] is None or entry[:2] > tree[at][:2]:
            tree[at] = entry
        at += at & -at


def _tightened(chain: list[Place], options: Sequence[Sequence[Place]]) -> list[Place]:
    """Lines that stand in several places (a teaser, a heading) go where they are nearest to their neighbours."""
    far = 1 << 60
    for i in reversed(range(len(chain))):
        low = chain[i - 1].end if i else 0
        high = chain[i + 1].start if i + 1 < len(chain) else far
        fitting = [place for place in options[chain[i].line] if low <= place.start and place.end <= high]
        chain[i] = min(fitting, key=lambda place: (
            min(place.start - low if i else far, high - place.end if high < far else far), place.start))
    return chain


def _between(
    spans: Sequence[tuple[int, int]], chain: Sequence[Place], given: Letters, seen: Letters, text: str, page: str,
) -> dict[int, int]:
    """The places of changed lines: each is looked for between the lines around it that stand as they are."""
    found, ahead, at, work = dict[int, int](), deque(chain), 0, WORK
    words = seen.words(0, len(seen.text), page) if len(chain) < len(spans) else []
    for number, (first, last) in enumerate(spans):
        if ahead and ahead[0].line == number:
            at = ahead.popleft().end
            continue
        stop = ahead[0].start if ahead else len(seen.text)
        low, high = bisect_left(words, at, key=_start), bisect_right(words, stop, key=_stop)
        line = given.words(first, last, text)
        work -= len(line) * (high - low)
        more = _changed(line, words[low:high], given, seen) if work > 0 else {}
        found |= more
        at = max([at, *(place + 1 for place in more.values())])
    return found


def _changed(line: list[range], region: list[range], given: Letters, seen: Letters) -> dict[int, int]:
    """A line of which words were left out or changed: the letters that have a sure place within the region."""
    if not line or not region or len(line) > MANY_WORDS:
        return {}
    ours, theirs = [_word(given, w) for w in line], [_word(seen, w) for w in region]
    seed = SequenceMatcher(None, ours, theirs, autojunk=False).find_longest_match()
    if seed.size < min(SEED, (len(ours) + 1) // 2) or sum(map(len, ours[seed.a : seed.a + seed.size])) < SHORT // 2:
        return {}
    slack = len(ours) // 2 + SLACK
    wide = region[max(0, seed.b - seed.a - slack) : seed.b - seed.a + len(ours) + slack]
    for window, least in ((_own_block(region[seed.b : seed.b + seed.size], wide, seen), 2), (wide, SEED)):
        found = _matched(line, window, least, given, seen)
        if len(found) >= ENOUGH * (line[-1].stop - line[0].start):
            return found
    return {}


def _own_block(seed: list[range], wide: list[range], seen: Letters) -> list[range]:
    """Of the words `wide` those in the blocks of the page that hold the seed."""
    first = seen.edges[bisect_right(seen.edges, seed[0].start) - 1]
    last = seen.edges[bisect_left(seen.edges, seed[-1].stop)]
    return [word for word in wide if first <= word.start and word.stop <= last]


def _matched(line: list[range], region: list[range], least: int, given: Letters, seen: Letters) -> dict[int, int]:
    """The letters of a line that stand in the region in rows of at least so many words, with what fits between."""
    ours, theirs = [_word(given, w) for w in line], [_word(seen, w) for w in region]
    found: dict[int, int] = {}
    for block in SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks():
        if block.size >= least or (block.size and least <= 2 and len(ours[block.a]) >= LONG):
            first, start = line[block.a].start, region[block.b].start
            length = line[block.a + block.size - 1].stop - first
            found |= {first + i: start + i for i in range(length)}
    return found | _holes(found, line, region, given.text, seen.text)


def _holes(found: dict[int, int], line: list[range], region: list[range], ours: str, theirs: str) -> dict[int, int]:
    """Letters before, between and after placed ones that stand so on the page, parted into words in another way or with
    the number of a note within."""
    more: dict[int, int] = {}
    known = [line[0].start - 1, *sorted(found), line[-1].stop]
    for left, right in itertools.pairwise(known):
        size = right - left - 1
        start = found[left] + 1 if left in found else found.get(right, -1) - size
        end = found[right] if right in found else start + size
        if size and region[0].start <= start and end <= region[-1].stop:
            more |= _with_more(ours[left + 1 : right], theirs[start:end], left + 1, start)
    return more


def _with_more(ours: str, theirs: str, first: int, start: int) -> dict[int, int]:
    """Letters `first`, … at letters `start`, … where `theirs` is `ours` with a number or sign more in one place."""
    head = _shared(ours, theirs)
    tail = _shared(ours[head:][::-1], theirs[head:][::-1])
    more = theirs[head : len(theirs) - tail]
    if head + tail < len(ours) or (more and (more[0].isalpha() or more[-1].isalpha())):
        return {}
    return {first + i: start + i + (len(more) if i >= head else 0) for i in range(len(ours))}


def _shared(one: str, other: str) -> int:
    """How many characters the two begin with alike."""
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _start(word: range) -> int:
    return word.start


def _stop(word: range) -> int:
    return word.stop


def _word(of: Letters, letters: range) -> str:
    return of.text[letters.start : letters.stop]

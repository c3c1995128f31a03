"""A report as it was seen: its page, made harmless, with what statements say marked in it."""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from dateline.server.aligning import ADDED, Letters, align
from dateline.server.harmless import Piece, pieces
from dateline.types import Status

Slot = Literal["sentence", "trigger", "actor", "recipient", "when", "where", "voice"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of the text, [start, end) in code points, and what it is to a statement (named by its id)."""

    statement: str
    slot: Slot
    status: Status
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Seen:
    """The harmless page with its marks; how many marks have a place on it, and those that have none."""

    html: str
    anchored: int
    missing: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Characters [start, end) of the page's text that lie in these marks, the outermost first."""

    start: int
    end: int
    marks: tuple[Mark, ...]


def anchored(html: str, text: str, spans: Sequence[Mark]) -> Seen:
    """The page `html` without all that runs, loads or asks, and with `spans` (offsets in `text`) in `<mark>` elements.

    `text` is what an extractor drew from the page.  Each mark holds text only, so a span that crosses other markup is
    several elements.  A mark whose words have no sure place on the page is not drawn; it is in `missing`.
    """
    parts = pieces(html)
    page = "".join(piece.text for piece in parts)
    given, seen, places = align(text, page, _breaks(parts))
    drawn = {mark: runs for mark in dict.fromkeys(spans) if (runs := _runs(mark, given, seen, places))}
    missing = tuple(mark for mark in spans if mark not in drawn)
    return Seen("".join(_written(parts, _stretches(drawn))), len(spans) - len(missing), missing)


def _breaks(parts: Sequence[Piece]) -> list[int]:
    """The offsets in the page's text at which blocks begin or end, rising."""
    ends = itertools.accumulate(len(piece.text) for piece in parts)
    return [end for piece, end in zip(parts, ends, strict=True) if piece.breaks]


def _runs(mark: Mark, given: Letters, seen: Letters, places: dict[int, int]) -> list[tuple[int, int]]:
    """The characters of the page that a mark covers, [start, end) each; none where a letter of it has no place."""
    wanted = given.between(mark.start, mark.end)
    found = [places[i] for i in wanted if i in places]
    if not found or any(i not in places and given.text[i] not in ADDED for i in wanted):
        return []
    cuts = [i for i in range(1, len(found)) if found[i] != found[i - 1] + 1]
    ends = zip([0, *cuts], [*cuts, len(found)], strict=True)
    return [(seen.at[found[first]], seen.at[found[last - 1]] + 1) for first, last in ends]


def _stretches(drawn: dict[Mark, list[tuple[int, int]]]) -> list[_Stretch]:
    """The marked characters of the page, cut wherever a mark begins or ends; longer marks lie outside shorter ones."""
    order = {mark: number for number, mark in enumerate(sorted(drawn, key=lambda m: (m.start - m.end, m.start)))}
    begins, ends = dict[int, list[Mark]](), dict[int, list[Mark]]()
    for mark, runs in drawn.items():
        for start, end in runs:
            begins.setdefault(start, []).append(mark)
            ends.setdefault(end, []).append(mark)
    found, active = list[_Stretch](), set[Mark]()
    cuts = sorted({*begins, *ends})
    for at, after in itertools.pairwise(cuts):
        active.difference_update(ends.get(at, ()))
        active.update(begins.get(at, ()))
        if active:
            found.append(_Stretch(at, after, tuple(sorted(active, key=order.__getitem__))))
    return found


def _written(parts: Sequence[Piece], stretches: Sequence[_Stretch]) -> Iterator[str]:
    starts, at, before = [s.start for s in stretches], 0, True
    for number, piece in enumerate(parts):
        yield piece.markup
        after = number + 1 == len(parts) or parts[number + 1].breaks
        if piece.text.isspace() and (before or after):  # between blocks, where no mark may stand
            yield escape(piece.text)
        elif piece.text:
            first, last = bisect_right(starts, at) - 1, bisect_left(starts, at + len(piece.text))
            yield from _marked(piece.text, at, stretches[max(first, 0) : last])
        at += len(piece.text)
        before = piece.breaks or (before and not piece.text)


def _marked(text: str, offset: int, stretches: Sequence[_Stretch]) -> Iterator[str]:
    """One text of the page, `offset` characters from the page's beginning; marks that go on stay open."""
    at, is_open = 0, tuple[Mark, ...]()
    for stretch in stretches:
        start, end = max(stretch.start - offset, 0), min(stretch.end - offset, len(text))
        if start >= end:
            continue
        if start > at:
            yield "</mark>" * len(is_open) + escape(text[at:start])
            is_open = ()
        shared = next((i for i, (a, b) in enumerate(zip(is_open, stretch.marks, strict=False)) if a != b),
                      min(len(is_open), len(stretch.marks)))
        yield "</mark>" * (len(is_open) - shared) + "".join(map(_tag, stretch.marks[shared:]))
        yield escape(text[start:end])
        at, is_open = end, stretch.marks
    yield "</mark>" * len(is_open) + escape(text[at:])


def _tag(mark: Mark) -> str:
    return (f'<mark data-statement="{escape(mark.statement)}" data-slot="{escape(mark.slot)}" '
            f'data-status="{escape(mark.status)}">')

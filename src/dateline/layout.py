"""Where the characters of a text stand on the pages that it was taken from."""

from __future__ import annotations

from bisect import bisect_right

import msgspec

from dateline.types import Span

TENTHS = 10  # a layout counts in tenths of a point


class Box(msgspec.Struct, frozen=True):
    """A rectangle on a page: `page` counts from 1; the sides are points (1/72 inch) from the page's lower left."""

    page: int
    left: float
    bottom: float
    right: float
    top: float


class Line(msgspec.Struct, frozen=True, array_like=True):
    """A line of print.  `start`: its first character in the text; `bottom`, `top` in tenths of a point.

    `words`: of each its first character (counted from `start`), its length, its left and right side in tenths.
    """

    page: int
    start: int
    bottom: int
    top: int
    words: tuple[tuple[int, int, int, int], ...]


class Layout(msgspec.Struct, frozen=True, array_like=True):
    """The lines of a text in its order.  Characters that are not printed (breaks between lines) stand in none."""

    lines: tuple[Line, ...]


def boxes_of(layout: Layout, span: Span) -> list[Box]:
    """Where the words stand that `span` (characters of `Document.text`) touches: one box a line, in their order.

    Empty where the span holds nothing that is printed.
    """
    first = max(0, bisect_right(layout.lines, span.start, key=lambda line: line.start) - 1)
    found = []
    for line in layout.lines[first:]:
        if line.start >= span.end:
            break
        words = [w for w in line.words if line.start + w[0] < span.end and span.start < line.start + w[0] + w[1]]
        if words:
            left, right = min(w[2] for w in words), max(w[3] for w in words)
            found.append(Box(line.page, left / TENTHS, line.bottom / TENTHS, right / TENTHS, line.top / TENTHS))
    return found


def pages_of(layout: Layout, span: Span) -> list[int]:
    """The numbers of the pages that a span stands on, from 1."""
    return sorted({box.page for box in boxes_of(layout, span)})

"""The lines of print on the pages of a PDF file, in reading order, running heads and page numbers left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

GAP = 1.8  # heights of a line: a wider blank within a line divides columns
COLUMN = 0.22  # of a page's width: what is narrower is a cell of a table, not a column of text
EDGE = 2  # lines at the top and at the bottom of a page that may be a running head
APART = 0.6  # heights of a line: the blank between a running head and the text is wider
HYPHEN, BREAKS = "\x02", "\r\n"  # PDFium's sign for a word that goes on in the next line
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_PAGE_NUMBER = re.compile(r"\W*(page|p\.|seite)?\s*\d{1,4}(\s*(of|/|\||von)\s*\d{1,4})?\W*|\W*[ivxl]{1,6}\W*", re.I)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a line with its left and right side, in points."""

    text: str
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Printed:
    """A line of print; `page` from 1, sides in points.  `broken`: its last word goes on in the next line."""

    page: int
    words: tuple[Word, ...]
    bottom: float
    top: float
    broken: bool = False

    @property
    def text(self) -> str:
        """The words with one blank between them."""
        return " ".join(word.text for word in self.words)

    @property
    def left(self) -> float:
        """The left side of the first word."""
        return min(word.left for word in self.words)

    @property
    def right(self) -> float:
        """The right side of the last word."""
        return max(word.right for word in self.words)

    @property
    def height(self) -> float:
        """From the lowest to the highest point."""
        return self.top - self.bottom


@dataclass(slots=True)
class _Char:
    text: str
    left: float
    bottom: float
    right: float
    top: float


def lines_of_page(textpage: Any, number: int, width: float) -> list[Printed]:
    """The lines of one page of pypdfium2 in PDFium's order; columns that stand side by side one after the other."""
    rows = [row for chars, broken in _rows(textpage) if (row := _cells(chars, number, broken))]
    gutter = _gutter(rows, width)
    return [cell for row in rows for cell in _joined(row)] if gutter is None else list(_by_column(rows, gutter))


def _rows(textpage: Any) -> Iterator[tuple[list[_Char], bool]]:
    """The characters between PDFium's line breaks, and whether the line ends within a word."""
    import pypdfium2.raw as raw

    box, chars = raw.FS_RECTF(), list[_Char]()
    for i in range(textpage.count_chars()):
        code = raw.FPDFText_GetUnicode(textpage, i)
        sign = _LIGATURES.get(code) or (chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "")
        if sign in (HYPHEN, "\r", "\n"):
            if sign == HYPHEN and raw.FPDFText_GetLooseCharBox(textpage, i, box):
                chars.append(_Char("-", box.left, box.bottom, box.right, box.top))
            yield chars, sign == HYPHEN
            chars = []
        elif sign.isspace():
            chars.append(_Char(" ", 0, 0, 0, 0))
        elif sign.isprintable() and sign and raw.FPDFText_GetLooseCharBox(textpage, i, box):
            chars.append(_Char(sign, box.left, box.bottom, box.right, box.top))
    yield chars, False


def _cells(chars: Sequence[_Char], page: int, broken: bool) -> list[Printed]:
    """A line cut where wide blanks are in it."""
    words: list[list[_Char]] = [[]]
    for char in chars:
        if char.text == " ":
            words.append([])
        else:
            words[-1].append(char)
    cells: list[list[list[_Char]]] = []
    for word in filter(None, words):
        height = word[0].top - word[0].bottom
        if not cells or word[0].left - cells[-1][-1][-1].right > GAP * height:
            cells.append([])
        cells[-1].append(word)
    made = [_printed(cell, page) for cell in cells]
    return [*made[:-1], Printed(page, made[-1].words, made[-1].bottom, made[-1].top, True)] if made and broken else made


def _printed(words: list[list[_Char]], page: int) -> Printed:
    chars = [char for word in words for char in word]
    told = tuple(Word("".join(c.text for c in w), min(c.left for c in w), max(c.right for c in w)) for w in words)
    return Printed(page, told, min(c.bottom for c in chars), max(c.top for c in chars))


def _joined(row: list[Printed]) -> list[Printed]:
    words = tuple(word for cell in row for word in cell.words)
    return [Printed(row[0].page, words, min(c.bottom for c in row), max(c.top for c in row), row[-1].broken)]


def _gutter(rows: list[list[Printed]], width: float) -> float | None:
    """The middle between two columns, where most lines of the page are of two wide parts."""
    two = [row for row in rows if len(row) == 2 and min(c.right - c.left for c in row) > COLUMN / 2 * width]
    if len(two) < 3 or 2 * len(two) < len(rows):
        return None
    middle = median((row[0].right + row[1].left) / 2 for row in two)
    wide = [max(row[side].right - row[side].left for row in two) > COLUMN * width for side in (0, 1)]
    apart = [row for row in two if row[0].right < middle < row[1].left]
    return middle if all(wide) and len(apart) > 0.9 * len(two) else None


def _by_column(rows: list[list[Printed]], gutter: float) -> Iterator[Printed]:
    sides: tuple[list[Printed], list[Printed]] = [], []
    for row in rows:
        if any(cell.left < gutter < cell.right for cell in row):
            yield from (*sides[0], *sides[1], *_joined(row))
            sides = [], []
        else:
            for cell in row:
                sides[cell.left > gutter].append(cell)
    yield from (*sides[0], *sides[1])


def without_furniture(pages: Sequence[Sequence[Printed]]) -> list[Printed]:
    """All lines but page numbers and what stands again and again at the top or bottom of pages."""
    edges = [_edges(page) for page in pages]
    often = Counter(key for edge in edges for key in {_key(line) for line in edge})
    needed = min(3, max(2, (sum(map(bool, pages)) + 1) // 2))  # heads may differ from chapter to chapter
    kept = []
    for page, edge in zip(pages, edges, strict=True):
        ends = {id(line) for line in edge if often[_key(line)] >= needed and len(pages) > 1}
        ends |= {id(line) for line in _outermost(page) if _PAGE_NUMBER.fullmatch(line.text)}
        kept += [line for line in page if id(line) not in ends]
    return kept


def _edges(page: Sequence[Printed]) -> list[Printed]:
    """The first and the last lines that a wide blank parts from all others."""
    down = sorted(page, key=lambda line: -line.bottom)
    apart = [b for a, b in enumerate(range(1, len(down))) if down[a].bottom - down[b].top > APART * down[b].height]
    first = max((at for at in apart if at <= EDGE), default=0)
    last = min((at for at in apart if at >= len(down) - EDGE), default=len(down))
    return down if len(down) == 1 else down[:first] + down[max(first, last):]


def _outermost(page: Sequence[Printed]) -> list[Printed]:
    by_height = sorted(page, key=lambda line: -line.bottom)
    return [by_height[0], by_height[-1]] if len(by_height) > 1 else []


def _key(line: Printed) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text), round(line.bottom / 6)


def paragraphs(lines: Sequence[Printed]) -> list[list[Printed]]:
    """The lines in paragraphs: by distance, indent, size, and short last lines."""
    pitch, found = _pitch(lines), list[list[Printed]]()
    right = _right_sides(lines)
    for line in lines:
        if found and _goes_on(found[-1], line, pitch, right):
            found[-1].append(line)
        else:
            found.append([line])
    return found


def _pitch(lines: Sequence[Printed]) -> float:
    gaps = sorted(a.bottom - b.bottom for a, b in pairwise(lines)
                  if a.page == b.page and 0.5 * a.height < a.bottom - b.bottom < 3 * a.height)
    return gaps[len(gaps) // 4] if gaps else 0.0


def _column(line: Printed, left: float) -> tuple[int, int, int]:
    return line.page, round(line.height / 2), round(left / 36)


def _right_sides(lines: Sequence[Printed]) -> dict[tuple[int, int, int], float]:
    """The right side of the column of print of one size that begins at each left side of a page."""
    sides = dict[tuple[int, int, int], float]()
    for line in lines:
        at = _column(line, line.left)
        sides[at] = max(sides.get(at, 0.0), line.right)
    return sides


def _goes_on(before: Sequence[Printed], line: Printed, pitch: float, right: dict[tuple[int, int, int], float]) -> bool:
    last, text = before[-1], before[-1].text
    ended = bool(re.search(r"[.!?:;][\"'”’)\]»]*$", text))
    if last.broken:
        return True
    if not 0.85 < line.height / max(last.height, 0.1) < 1.18:
        return False
    if line.page != last.page or line.bottom >= last.bottom:
        return not ended and line.text[0].islower()
    if last.bottom - line.bottom > 1.3 * max(pitch, last.height * 0.9):
        return False
    if re.fullmatch(r"[•·▪◦●■‣]", line.words[0].text):
        return False
    marked = re.match(r"[•·▪*–-]|\(?\w{1,3}[.)]$", before[0].words[0].text)
    if line.left - last.left > 0.8 * line.height and not marked:
        return False
    edge = max(right[_column(last, left)] for left in (last.left, line.left) if _column(last, left) in right)
    room = (edge - last.right) / max(edge - last.left, 1)
    return not (room > 0.15 and ended) and not (room > 0.4 and not line.text[0].islower())

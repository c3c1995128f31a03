"""Where quotations begin and end: an automaton over the marks of each paragraph.

Curly and straight double marks, guillemets, and single marks where a paragraph has no double ones.  A
quotation whose closing mark is missing runs on where the next paragraph opens with a mark again, and else
ends with its paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dateline.parse import Parse
from dateline.types import Span

_DOUBLE = re.compile("[“”„‟«»‹›「」『』‚\"]|``|''")
_OPENING, _CLOSING = frozenset("“„«‹「『‚"), frozenset("”‟»›」』")
# What closes a quotation that its mark opens, where that is no closing mark elsewhere: „…“, »…«, ›…‹, ‚…‘.
_CLOSED_BY = {"„": "“”‟", "»": "«", "›": "‹", "‚": "‘’"}
_SINGLE_OPEN = re.compile(r"(?<![\w’'])[‘'](?=[\w\[])")
_SINGLE_CLOSE = re.compile(r"(?<=[^\s‘'])[’'](?!\w)")
_LOW_CLOSE = re.compile(r"(?<=\S)[‘’](?!\w)")
_STOP = re.compile(r"[.!?]\s")
ONWARD = 6  # paragraphs that a quotation may run on without new marks
REACH = 400  # a closing mark without an opening one mends a quotation that ended at most so far before


@dataclass(frozen=True, slots=True)
class Quotation:
    """Outermost quotation: `span` includes the marks; `running`: the next paragraph goes on with it."""

    span: Span
    closed: bool
    running: bool = False
    resumed: bool = False

    def inner(self, text: str) -> str:
        """The words between the marks."""
        return self.span.of(text).strip("“”„‟«»‹›「」『』‚\"`'‘’ \n")


def quotations(parse: Parse) -> tuple[Quotation, ...]:
    """The quotations of a document in the order of the text; nested ones are part of their outer one."""
    text, found = parse.document.text, []
    ranges = _paragraphs(parse)
    resumed, k = False, 0
    while k < len(ranges):
        start, end = ranges[k]
        following = text[ranges[k + 1][0]] if k + 1 < len(ranges) else ""
        here = _paragraph(text, start, end, resumed)
        resumed = bool(here) and not here[-1].closed and bool(following) and following in "“\"„«‹「‚‘'"
        if here and not here[-1].closed:
            last = here.pop()
            speech = resumed or _speaks(text, start, last.span.start)
            if speech and not resumed and (onward := _onward(text, ranges, k, last.span.start)):
                here += [Quotation(Span(last.span.start, end), False, True, last.resumed), *onward]
                k += len(onward)
                here += _paragraph(text, onward[-1].span.end, ranges[k][1], False)
            else:
                stop = end if speech else _sentence_end(text, last.span.start, end)
                here.append(Quotation(Span(last.span.start, stop), False, resumed, last.resumed))
        found += here
        k += 1
    return tuple(found)


def _onward(text: str, ranges: list[tuple[int, int]], k: int, mark: int) -> list[Quotation]:
    """The paragraphs through which a quotation runs without new marks, up to the one that closes it."""
    closing = _CLOSED_BY.get(text[mark], "”" if text[mark] == "“" else "")
    found: list[Quotation] = []
    for start, end in ranges[k + 1 : k + 1 + ONWARD] if closing else ():
        first = _DOUBLE.search(text, start, end)
        if first is None:
            found.append(Quotation(Span(start, end), False, True, True))
        elif first.group() in closing:
            return [*found, Quotation(Span(start, first.end()), True, False, True)]
        else:
            return []
    return []


def _paragraphs(parse: Parse) -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    at = -1
    for sentence in parse.sentences:
        span = sentence.span
        if sentence.paragraph == at:
            ranges[-1] = (ranges[-1][0], span.end)
        else:
            ranges.append((span.start, span.end))
            at = sentence.paragraph
    return ranges


def _speaks(text: str, start: int, mark: int) -> bool:
    """Does an unclosed mark begin speech (first in its paragraph, or after a comma or colon)?"""
    before = text[start:mark].rstrip()
    return not before or before[-1] in ",:"


def _sentence_end(text: str, mark: int, end: int) -> int:
    stop = _STOP.search(text, mark, end)
    return stop.start() + 1 if stop else end


def _paragraph(text: str, start: int, end: int, resumed: bool) -> list[Quotation]:
    marks = [(m.start(), m.end(), m.group()) for m in _DOUBLE.finditer(text, start, end)]
    if any(mark == "‚" for *_, mark in marks):
        marks = sorted([*marks, *((m.start(), m.end(), m.group()) for m in _LOW_CLOSE.finditer(text, start, end))])
    if not marks:
        return _single(text, start, end)
    found: list[Quotation] = []
    opened, depth = -1, 0
    for a, b, mark in marks:
        if mark in "‘’" and (opened < 0 or text[opened] != "‚"):  # the end of a ‚…‘ inside another quotation
            depth = max(depth - 1, 0)
        elif opened >= 0 and mark in _CLOSED_BY.get(text[opened], ""):
            found.append(Quotation(Span(opened, b), True, False, resumed and opened == start))
            opened = -1
        elif _opens(text, start, a, b, mark, opened >= 0):
            if opened >= 0 and mark in _OPENING:
                depth += 1
            elif opened < 0:
                opened, depth = a, 0
        elif opened < 0:
            _mend(text, found, start, b, mark)
        elif depth and mark in _CLOSING:
            depth -= 1
        else:
            found.append(Quotation(Span(opened, b), True, False, resumed and opened == start))
            opened = -1
    if opened >= 0:
        found.append(Quotation(Span(opened, end), False, False, resumed and opened == start))
    return found


def _opens(text: str, start: int, a: int, b: int, mark: str, inside: bool) -> bool:
    if mark in _OPENING or mark == "``":
        return True
    before, after = text[a - 1 : a] if a > start else " ", text[b : b + 1]
    if mark in _CLOSING and mark not in _CLOSED_BY:
        return False
    looks = (before.isspace() or before in "([—–-/") and bool(after) and not after.isspace()
    return looks and not inside


def _mend(text: str, found: list[Quotation], start: int, end: int, mark: str) -> None:
    """A closing mark with no opening one: a stray mark had ended the last quotation too early."""
    if mark not in _CLOSING:
        return
    if found and found[-1].span.end > end - REACH:
        found[-1] = Quotation(Span(found[-1].span.start, end), True, False, found[-1].resumed)


def _single(text: str, start: int, end: int) -> list[Quotation]:
    found: list[Quotation] = []
    at = start
    while opening := _SINGLE_OPEN.search(text, at, end):
        closing = _closing(text, opening.end(), end)
        if closing < 0:
            return found
        found.append(Quotation(Span(opening.start(), closing), True))
        at = closing
    return found


def _closing(text: str, at: int, end: int) -> int:
    """The end of the single mark that closes; "workers'" closes nothing if a later mark does."""
    possible = -1
    for match in _SINGLE_CLOSE.finditer(text, at, end):
        if text[match.start() - 1] != "s":
            return match.end()
        possible = possible if possible >= 0 else match.end()
    return possible

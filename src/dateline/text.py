"""Clean a text for parsing without losing the way back to its own characters.

A parser stumbles over soft hyphens, zero-width characters, bidirectional controls and carriage returns.
`clean` drops or replaces them and keeps, for every character it leaves, the index that it had.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dateline.types import Span

# U+00AD soft hyphen, zero-width space and joiners, word joiner, byte-order mark, bidi controls
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_SPACES = re.compile("[\t\u000b\u000c\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_BREAKS = re.compile("\r\n|\r|\u0085|\u2028|\u2029")
_CONTROL = re.compile("[\u0000-\u0008\u000e-\u001f\u007f\ud800-\udfff]")
_SENTENCE_END = re.compile(r"[.!?:;\"”’')\]]\s*$")
# "SEOUL, Jan 5 (Reuters) – ", "SOCHI, Russia — ", "MOSCOW (AP) --", "New York (AFP) - "
_DATELINE = re.compile(
    r"\s*[A-ZÀ-Þ][A-ZÀ-Þ.'’\- ]{2,40}(?:, ?[A-Z][\w.'’ ]{1,30}){0,2}(?:,? ?\d{1,2}\b\.?)?"
    r"\s*(?:\([^()\n]{2,40}\))?\s*(?:—|–|--|-)\s"
    r"|\s*[A-ZÀ-Þ][\w.'’\-]*(?: [A-ZÀ-Þ][\w.'’\-]*){0,3}(?:, ?[A-Z][\w.'’ ]{1,30})?"
    r"\s*\([A-Z][^()\n]{1,20}\)\s*(?:—|–|--|-)\s"
)
WRAP_COLUMN = 50  # a line shorter than this was not wrapped by a margin


@dataclass(frozen=True, slots=True)
class Clean:
    """A cleaned text; `origin[i]` is the index in the source of its character i."""

    text: str
    origin: tuple[int, ...] | None  # None: nothing moved
    source_length: int

    def span(self, start: int, end: int) -> Span:
        """The source range of the cleaned range [start, end)."""
        if self.origin is None:
            return Span(start, end)
        if start >= end:
            at = self.origin[start] if start < len(self.origin) else self.source_length
            return Span(at, at)
        return Span(self.origin[start], self.origin[end - 1] + 1)


def clean(text: str) -> Clean:
    """Drop invisible characters, turn odd spaces into blanks and any line break into a newline.

    >>> c = clean("Mos\\u00adcow\\r\\nsaid")
    >>> c.text, c.span(0, 6)
    ('Moscow\\nsaid', Span(start=0, end=7))
    """
    plain = _SPACES.sub(" ", text)
    if not (_INVISIBLE.search(plain) or _BREAKS.search(plain) or _CONTROL.search(plain)):
        return Clean(plain, None, len(text))
    dropped = [(m.start(), m.end(), "") for m in _INVISIBLE.finditer(plain)]
    dropped += [(m.start(), m.end(), "\n") for m in _BREAKS.finditer(plain)]
    dropped += [(m.start(), m.end(), " ") for m in _CONTROL.finditer(plain)]
    pieces: list[str] = []
    origin: list[int] = []
    at = 0
    for start, end, put in sorted(dropped):
        pieces += [plain[at:start], put]
        origin += range(at, start)
        origin += [start] * len(put)
        at = end
    pieces.append(plain[at:])
    origin += range(at, len(plain))
    return Clean("".join(pieces), tuple(origin), len(text))


def dateline(text: str) -> tuple[int, int] | None:
    """The range of the dateline that a cleaned text opens with, dash included; None where it has none.

    >>> dateline("SOCHI, Russia — The presidents met.")
    (0, 16)
    """
    found = _DATELINE.match(text)
    return found.span() if found else None


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Ranges of the paragraphs of a cleaned text, blanks at the edges left out.

    A newline ends a paragraph unless it only wraps a line: the line is long, does not end a sentence, and
    the next line goes on in it.
    """
    found: list[tuple[int, int]] = []
    start = 0
    for match in re.finditer(r"\n+", text):
        if match.end() - match.start() == 1 and _is_wrap(text, start, match.start(), match.end()):
            continue
        _push(found, text, start, match.start())
        start = match.end()
    _push(found, text, start, len(text))
    return found


def _is_wrap(text: str, start: int, stop: int, following: int) -> bool:
    line = text[max(start, text.rfind("\n", 0, stop) + 1) : stop]
    if following >= len(text) or len(line) < WRAP_COLUMN:
        return False
    first = text[following]
    return first.islower() or (not _SENTENCE_END.search(line) and first.isalnum())


def _push(found: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        found.append((start, end))

"""Two texts word by word: what stands in both, what went, what came."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal, TypeAlias

import msgspec

Kind: TypeAlias = Literal["same", "deleted", "inserted"]
PIECE = re.compile(r"[^.!?\n]*[.!?\n]+[\"'”’)]*\s*|[^.!?\n]+$")  # up to the end of a sentence or a line
WORD = re.compile(r"\w+\s*|[^\w\s]+\s*|\s+")
FEW = 2  # words
MOST = 200_000  # pairs of equal words (or sentences) that are weighed; parts with more are shown as gone and come


class Part(msgspec.Struct, frozen=True):
    """A passage.  Of what stands in both it has the words of the later text: blanks and line ends are not compared."""

    kind: Kind
    text: str


def differences(before: str, after: str) -> list[Part]:
    """The passages of both texts in order; no two of one kind follow each other.

    A word alone that both have between two changes counts as changed: it is chance, and hard to read.
    """
    shown: list[Part] = []
    gone = come = ""
    parts = _joined(_sentences(before, after))
    for number, part in enumerate(parts):
        if part.kind == "deleted":
            gone += part.text
        elif part.kind == "inserted":
            come += part.text
        elif gone and come and len(part.text.split()) < FEW and number + 1 < len(parts):
            gone, come = gone + part.text, come + part.text
        else:
            shown += [*_changed(gone, come), part]
            gone = come = ""
    return _joined(shown + _changed(gone, come))


def _changed(gone: str, come: str) -> list[Part]:
    """What went and what came; blanks alone are no change."""
    parts = [Part("deleted", gone)] if gone.strip() else []
    return [*parts, Part("inserted" if come.strip() else "same", come)] if come else parts


def _joined(parts: Iterable[Part]) -> list[Part]:
    present = (p for p in parts if p.text)
    return [Part(kind, "".join(p.text for p in group)) for kind, group in groupby(present, key=lambda p: p.kind)]


def _sentences(before: str, after: str) -> Iterator[Part]:
    return _compared(PIECE.findall(before), PIECE.findall(after), _words)


def _words(before: Sequence[str], after: Sequence[str]) -> Iterator[Part]:
    a, b = WORD.findall("".join(before)), WORD.findall("".join(after))
    return _compared(a, b, _replaced)


def _replaced(before: Sequence[str], after: Sequence[str]) -> Iterator[Part]:
    yield Part("deleted", "".join(before))
    yield Part("inserted", "".join(after))


def _compared(a: Sequence[str], b: Sequence[str],
              within: Callable[[Sequence[str], Sequence[str]], Iterator[Part]]) -> Iterator[Part]:
    first, second = [" ".join(x.split()) for x in a], [" ".join(x.split()) for x in b]
    there = Counter(second)
    if sum(there[x] for x in first) > MOST:
        yield from within(a, b)
        return
    for way, i, j, k, m in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if way == "equal":
            yield Part("same", "".join(b[k:m]))
            if a[j - 1][-1].isspace() and not b[m - 1][-1].isspace():
                yield Part("deleted", " ")  # before what follows in the earlier text alone
        else:
            yield from within(a[i:j], b[k:m])

"""A small part of an archive, drawn by the digest of the ids, and what reading all of it would take."""

from __future__ import annotations

import hashlib
import heapq
import itertools
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from dateline.engine.coded import Coded
from dateline.errors import DatelineError
from dateline.sources.options import Item, Options, Sourced
from dateline.sources.remote import Found
from dateline.sources.walk import find, open_found
from dateline.types import Document, Issue

FILES = 10  # opened at least: to draw a thousandth of an archive, not all of it is opened


@dataclass(frozen=True, slots=True)
class Size:
    """How much is drawn: a `share` (0 to 1) of the documents, or a `count` of them."""

    share: float = 0.0
    count: int = 0


@dataclass(slots=True)
class Met:
    """What was met while drawing.  `bytes`: of the files opened; `all_bytes`: of all; `seconds`: processor time that
    opening them took; `reasons`: why inputs were skipped."""

    files: int = 0
    opened: int = 0
    bytes: int = 0
    all_bytes: int = 0
    documents: int = 0
    drawn: int = 0
    seconds: float = 0.0
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def part(self) -> float:
        """How much of the archive was opened, by bytes (0 to 1)."""
        return self.bytes / self.all_bytes if self.all_bytes else 1.0

    @property
    def total(self) -> int:
        """Documents in the whole archive: counted where all files were opened, else estimated by their sizes."""
        return round(self.documents / self.part)


@dataclass(slots=True)
class Figures:
    """What reading the sample took and gave."""

    seconds: list[float] = field(default_factory=list)
    statements: int = 0
    gated: int = 0
    failed: int = 0

    def add(self, made: Coded) -> None:
        """Count a reading."""
        self.seconds.append(made.seconds)
        self.statements += made.statements
        self.gated += made.gated
        self.failed += made.failed

    @property
    def mean(self) -> float:
        """Seconds a document, on average."""
        return sum(self.seconds) / max(1, len(self.seconds))

    def quantile(self, share: float) -> float:
        """The seconds within which this share of the documents was read."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def size_of(words: str) -> Size:
    """What *0.1%* or *200* means.  Raises DatelineError for anything else."""
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(%?)\s*", words)
    number = float(found[1]) if found else 0.0
    if not found or number <= 0 or (found[2] and number > 100) or (not found[2] and number != int(number)):
        raise DatelineError(f"--sample {words}: write a share such as 0.1% or a number of documents such as 200.")
    return Size(share=number / 100) if found[2] else Size(count=int(number))


def draw(sources: Iterable[str], options: Options, size: Size, met: Met) -> Iterator[Item]:
    """The documents of the sample and the issues met on the way; `met` is filled while they come.

    Of many files only some are opened, drawn by their names; of their documents those are drawn whose ids have the
    smallest digests.  The same input gives the same sample, in the same order.
    """
    files = list(itertools.chain.from_iterable(find(source, options) for source in sources))
    wanted = max(FILES, round(size.share * len(files)) or size.count)
    opened = sorted(files, key=lambda f: _rank(f.name))[:wanted]
    met.files, met.opened = len(files), len(opened)
    met.all_bytes, met.bytes = sum(f.size for f in files), sum(f.size for f in opened)
    items = _timed(itertools.chain.from_iterable(open_found(f, options) for f in sorted(opened, key=files.index)), met)
    yield from _first(items, size.count, met) if size.count else _under(items, size.share / _share(opened, files), met)


def _share(opened: list[Found], files: list[Found]) -> float:
    return max(1e-9, len(opened) / max(1, len(files)))


def _timed(items: Iterator[Sourced], met: Met) -> Iterator[Item]:
    """The items, counted, with the time that they took."""
    while True:
        began = time.thread_time()
        item = next(items, (None, None))[0]
        met.seconds += time.thread_time() - began
        if item is None:
            return
        if isinstance(item, Document):
            met.documents += 1
        elif item.severity == "error":
            met.reasons[_reason(item)] += 1
        yield item


def _under(items: Iterator[Item], share: float, met: Met) -> Iterator[Item]:
    for item in items:
        if isinstance(item, Issue) or _rank(item.id) < share:
            met.drawn += isinstance(item, Document)
            yield item


def _first(items: Iterator[Item], count: int, met: Met) -> Iterator[Item]:
    """All issues, then the `count` documents whose ids have the smallest digests, in the order of the input."""
    kept = list[tuple[float, int, Document]]()  # a heap: the largest rank on top
    for number, item in enumerate(items):
        if isinstance(item, Issue):
            yield item
        elif len(kept) < count:
            heapq.heappush(kept, (-_rank(item.id), -number, item))
        else:
            heapq.heappushpop(kept, (-_rank(item.id), -number, item))
    met.drawn = len(kept)
    yield from (document for _, _, document in sorted(kept, key=lambda entry: -entry[1]))


def _rank(name: str) -> float:
    """A number from 0 to 1 that the name alone decides."""
    return int.from_bytes(hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()[:6]) / 2**48


def _reason(issue: Issue) -> str:
    """The kind of reason: the first clause, without its numbers."""
    clause = re.split(r" \(|; |\. |: (?=Line|line)", issue.message)[0]
    return re.sub(r"\d[\d,.]*", "N", clause).rstrip(".")[:70]

"""What a run reads and what it has: each document once, each text once, in the order of the input.

Only digests stay in memory; documents and readings lie in the parts of the store.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dateline.engine import store
from dateline.engine.coded import Coded, readdressed, sameness
from dateline.sources.options import Item, remark
from dateline.types import Document, Issue

PART = 200  # documents in a part at most
PAUSE = 20.0  # seconds after which a part is written even if it is small
WAITING = 1_000  # documents that wait for the reading of the same text


@dataclass(slots=True)
class Keeper:
    """Fills the `folder`.  `order`: the keys of all documents of the input; `kept`: how many were there before;
    `copies`: how many took the reading of another document with the same text and the same circumstances."""

    folder: Path
    index: store.Index
    order: list[store.Key] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    kept: int = 0
    copies: int = 0
    _seen: dict[str, store.Key] = field(default_factory=dict)
    _waiting: list[tuple[Document, store.Key]] = field(default_factory=list)
    _part: list[tuple[store.Key, bytes]] = field(default_factory=list)
    _last: float = field(default_factory=time.monotonic)

    def todo(self, items: Iterable[Item]) -> Iterator[Document]:
        """The documents that must be read; on the way, the order of all and the issues are noted down."""
        for item in items:
            if isinstance(item, Issue):
                self.issues.append(item)
            elif (key := self._new(item)) is not None and not self._is_copy(item, key):
                yield item

    def keep(self, document: Document, made: Coded) -> None:
        """Note a reading; now and then a part is written."""
        self._part.append(store.line_of(document, made))
        if len(self._part) >= PART or time.monotonic() - self._last > PAUSE:
            self.flush()

    def flush(self) -> None:
        """Write what is there: the readings, then those of their copies."""
        self._write(self._part)
        self._part, self._last = [], time.monotonic()
        waiting = self._waiting
        self._waiting = [pair for pair in waiting if pair[1] not in self.index.places]
        ready = [pair for pair in waiting if pair[1] in self.index.places]
        for first in range(0, len(ready), PART):
            self._write(self._copied(ready[first : first + PART]))

    def records(self, keys: Iterable[store.Key]) -> Iterator[store.Record]:
        """What is kept of these documents."""
        return store.fetch(self.folder, (self.index.places[key] for key in keys))

    def _new(self, document: Document) -> store.Key | None:
        """The key of a document that is to be read; None where it is there or is given twice."""
        key, before = store.key_of(document), self._seen.get(document.id)
        if before == key:
            self.issues.append(remark(document.id, "The document is given twice; it is read once.", "note"))
            return None
        if before is not None:
            self.issues.append(remark(document.id, "Two different documents have this id; both are read."))
        self._seen[document.id] = key
        self.order.append(key)
        if key in self.index.places:
            self.kept += key not in self.index.quarantined
            return None
        return key

    def _is_copy(self, document: Document, key: store.Key) -> bool:
        same = sameness(document)
        first = self.index.same.get(same)
        if first is None:
            self.index.same[same] = key
            return False
        if first == key:  # the very document, which is being read: A, then B under its id, then A again
            return True
        if len(self._waiting) >= WAITING:
            self.flush()
        if len(self._waiting) >= WAITING:
            return False
        self._waiting.append((document, first))
        self.copies += 1
        return True

    def _copied(self, pairs: list[tuple[Document, store.Key]]) -> list[tuple[store.Key, bytes]]:
        records = self.records(first for _, first in pairs)
        return [store.line_of(document, readdressed(store.coded_of(record), document))
                for (document, _), record in zip(pairs, records, strict=True)]

    def _write(self, lines: list[tuple[store.Key, bytes]]) -> None:
        if lines:
            self.index.places |= store.write_lines(self.folder, lines)

"""A run while it goes on: batches of readings, each kept whole or not at all."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dateline.ledger.pages import Packed, keep_pages, without_page
from dateline.ledger.people.correcting import overlay_readings
from dateline.ledger.rows import digest_of
from dateline.ledger.store import Store, now
from dateline.ledger.writing import Added, Identity, add, begin_run, finish_run, keep, readings_of, skip
from dateline.types import Document, Issue, Reading, Run


@dataclass(frozen=True, slots=True)
class Recording:
    """A run that writes into a ledger.  `began`: by a clock that only goes forward, in seconds."""

    store: Store
    run_id: int
    began: float

    def known(self, documents: Sequence[Document]) -> set[int]:
        """The places (0, 1, …) of the documents that this coder has read before; they are counted to the run."""
        wanted = [(document.id, digest_of(document)) for document in documents]
        with self.store.reading() as connection:
            found = readings_of(connection, self.run_id, wanted)
        if found:
            with self.store.writing() as connection:
                in_order = [found[identity] for identity in wanted if identity in found]
                overlay_readings(connection, keep(connection, self.run_id, in_order))
        return {place for place, identity in enumerate(wanted) if identity in found}

    def add(self, pairs: Iterable[tuple[Document, Reading]], pages: Mapping[Identity, Packed] | None = None) -> Added:
        """Enter documents with their readings in one transaction, and lay over them what people corrected.

        `pages`: packed (`pages.packed_page`), by the id and the digest of the document that was taken from each.
        """
        with self.store.writing() as connection:
            added = add(connection, self.run_id, pairs, self.store.stamp(connection))
            overlay_readings(connection, added.present)
            keep_pages(connection, pages or {})
            return added

    def keep_pages(self, pages: Mapping[Identity, Packed]) -> None:
        """Enter the pages (as in `add`) of documents that the ledger had before without them."""
        with self.store.reading() as connection:
            missing = bool(pages) and bool(without_page(connection, pages))
        if missing:
            with self.store.writing() as connection:
                keep_pages(connection, pages)

    def skip(self, issues: Iterable[Issue]) -> None:
        """Enter problems in one transaction."""
        with self.store.writing() as connection:
            skip(connection, self.run_id, issues)

    def finish(self) -> None:
        """The run came to its end."""
        with self.store.writing() as connection:
            finish_run(connection, self.run_id, self.store.stamp(connection), time.monotonic() - self.began)


def record(store: Store, run: Run) -> Recording:
    """Begin a run."""
    with store.writing() as connection:
        number = begin_run(connection, run, store.stamp(connection), clock=now())
    return Recording(store, number, time.monotonic())

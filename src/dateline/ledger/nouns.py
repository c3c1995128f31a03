"""What stories, incidents, claims and relations are made of."""

from __future__ import annotations

import msgspec

from dateline.types import Document, Statement


class Entry(msgspec.Struct, frozen=True):
    """A statement of the ledger in its document.

    `pk` is its row number.  `origin` and `story` are empty while documents are not linked: `origin` is the same for all
    copies and light rewrites of one report, `story` for all reports of one happening.
    """

    pk: int
    document: Document
    statement: Statement
    origin: str = ""
    story: str = ""

    @property
    def day(self) -> str | None:
        """The day of publication, YYYY-MM-DD, or None."""
        return self.document.published

    def words(self) -> str:
        """The words of the trigger, as they stand in the text."""
        return self.statement.trigger.of(self.document.text)

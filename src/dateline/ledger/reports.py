"""A report: a document of the ledger and what was read in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

from dateline.types import Document, Reading


class Report(msgspec.Struct, frozen=True):
    """A document of the ledger, with its reading where it has one.  `pk` is its row number."""

    pk: int
    document: Document
    reading: Reading | None = None

    @property
    def day(self) -> date | None:
        """The day of publication; None where the document has none that can be read."""
        return as_day(self.document.published)


def as_day(value: str | None) -> date | None:
    """The day of an ISO date or date-time, None for anything else."""
    try:
        return date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None


def in_order(reports: Iterable[Report]) -> list[Report]:
    """The reports from the earliest to the latest; on one day the longest first; without a date last."""
    return sorted(reports, key=lambda r: (r.day or date.max, -len(r.document.text), r.document.id, r.pk))

"""Which news agency a report is credited to: by a field, by its byline, by a credit line in its text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dateline.ledger.words import agency_named, credited


def agency_of(text: str, found: Mapping[str, str], authors: Iterable[str]) -> str | None:
    """The agency, in the spelling of data/ledger/agencies.toml where it is listed there; None without a credit.

    `found`: agency (the one that the source names), publisher, url.  An author that is an agency (*AFP*) counts.
    *By our staff and agencies* names none.
    """
    if given := found.get("agency"):
        return agency_named(given) or given
    return next((known for author in authors if (known := agency_named(author))), None) or credited(
        text, found.get("publisher"), found.get("url")
    )

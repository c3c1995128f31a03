"""Which news agency a report is credited to: by a field, by its byline, by a credit line in its text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from dateline.ledger.words import agency_named, credited

BYLINE = re.compile(r"^\s*by\s+", re.IGNORECASE)
BETWEEN = re.compile(r"\s*(?:;|\n|\||\band\b|,(?!\s*(?:Jr|Sr)\b))\s*")


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


def name_lines(byline: str) -> str:
    """The names of a byline, one a line; addresses of mail and profiles are none.

    >>> name_lines("By Ann Writer and Bob Scribe"), name_lines("https://social.test/ann")
    ('Ann Writer\\nBob Scribe', '')
    """
    pieces = (BYLINE.sub("", piece).strip() for piece in BETWEEN.split(byline))
    return "\n".join(dict.fromkeys(p for p in pieces if p and "://" not in p and "@" not in p))

"""The date that a dateline states ("SEOUL, Sept 13 (Reuters) —") overrides the date at which a report was fetched."""

from __future__ import annotations

import re
from datetime import date

import msgspec

from dateline.knowledge import Knowledge
from dateline.parse import MAX_TITLES
from dateline.text import clean, dateline, paragraphs
from dateline.types import Document, Issue

APART = 3  # days between the two dates that are worth a note
LATEST = 1  # days by which a dateline may lie after publication: the far side of the date line
NEAREST = 183  # days: a dateline without a year means the nearest one


def by_dateline(document: Document, know: Knowledge) -> tuple[Document, tuple[Issue, ...]]:
    """The document with the date of its dateline as publication date, and a note where the two are far apart.

    A dateline later than publication, or without a year where no publication date is known, changes nothing.
    """
    published = date.fromisoformat(document.published) if document.published else None
    found = _dated(document.text, published, know)
    if found is None or found == published:
        return document, ()
    later = published is not None and (found - published).days > LATEST
    issues: tuple[Issue, ...] = ()
    if published is not None and abs((found - published).days) > APART:
        kept = "the date of publication" if later else "the dateline"
        why = f"The dateline says {found}, the publication date {published}: dates are counted from {kept}."
        issues = (Issue(document.id, "times", why, "note"),)
    return (document if later else msgspec.structs.replace(document, published=found.isoformat())), issues


def _dated(text: str, published: date | None, know: Knowledge) -> date | None:
    cleaned = clean(text).text
    months, pattern = know.made("reference_date.months", _months)
    for start, end in paragraphs(cleaned)[:MAX_TITLES]:
        opening = dateline(cleaned[start:end])
        stated = pattern.search(cleaned, start, start + opening[1]) if opening else None
        if stated:
            month = months[(stated["m1"] or stated["m2"]).lower()]
            return _day(stated["year"], month, int(stated["d1"] or stated["d2"]), published)
    return None


def _day(year: str | None, month: int, day: int, published: date | None) -> date | None:
    """The day, of the stated year or of that which brings it nearest to publication; None for no such day."""
    years = [int(year)] if year else [published.year + k for k in (-1, 0, 1)] if published else []
    found = [d for y in years if (d := _real(y, month, day)) is not None]
    if year or published is None:
        return found[0] if found else None
    near = [d for d in found if abs((d - published).days) <= NEAREST]
    return min(near, key=lambda d: abs((d - published).days), default=None)


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _months(know: Knowledge) -> tuple[dict[str, int], re.Pattern[str]]:
    rows = [r for r in know.lexicon["time_words"].rows if r["class"] == "month"]
    names = "|".join(sorted((re.escape(r["word"]) for r in rows), key=len, reverse=True))
    day = rf"(?:(?P<m1>{names})\b\.? (?P<d1>\d{{1,2}})\b|(?P<d2>\d{{1,2}}) (?P<m2>{names})\b)"
    pattern = rf"\b{day}\.?(?:,? (?P<year>\d{{4}}))?"
    return {r["word"].lower(): int(r["value"]) for r in rows}, re.compile(pattern, re.IGNORECASE)

"""Statements ordered so that those that may bear on a claim are found without looking at all."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from operator import attrgetter

import msgspec

from dateline.ledger.claims.claims import Claim, Times, order
from dateline.ledger.claims.content import Content, content_of
from dateline.ledger.claims.rules import Acts, ClaimRules
from dateline.ledger.nouns import Entry

Place = tuple[str, str]  # an act (event type), or a word of a content without one; the country of an actor
WORDED = "word "  # before words, so that none is taken for an event
UNNAMED = "no act"


class Later(msgspec.Struct, frozen=True):
    """A dated statement with what it is about, ready to be held against claims."""

    entry: Entry
    content: Content

    @property
    def day(self) -> str:
        """The day of publication."""
        return self.entry.day or ""


Shelf = dict[Place, list[Later]]  # each list by day


def shelve(entries: Sequence[Entry], times: Times, rules: ClaimRules) -> Shelf:
    """The dated statements by their acts and the countries of their actors."""
    shelf: Shelf = {}
    for entry in sorted(entries, key=order):
        if entry.day:
            later = Later(entry, content_of(entry, rules, times.get(entry.document.id, ())))
            for act in _acts_of(later):
                for country in sorted({p.country for p in later.content.doers}) or [""]:
                    shelf.setdefault((act, country), []).append(later)
    return shelf


def last_day(claim: Claim, rules: ClaimRules) -> str:
    """The last day on which something may bear on the claim: so long after it was due or last reported."""
    until = max(claim.last_reported or "", (claim.due.latest or "")[:10] if claim.due else "")
    try:
        return (date.fromisoformat(until) + timedelta(days=rules.bearing.days)).isoformat()
    except (ValueError, OverflowError):  # no report has a date; the end of the calendar
        return until


def near(claim: Claim, shelf: Shelf, rules: ClaimRules) -> list[Later]:
    """The statements of the time in which something may bear on the claim, of an act and a country that it has; those
    without an actor, too."""
    first, until = claim.first_reported, last_day(claim, rules)
    if first is None:
        return []
    countries = sorted({p.country for p in claim.content.doers} | {""})
    found: dict[int, Later] = {}
    for place in ((act, country) for act in _wanted(claim, rules) for country in countries):
        items = shelf.get(place, [])
        start, end = (bisect_right(items, day, key=attrgetter("day")) for day in (first, until))
        found |= {x.entry.pk: x for x in items[start:end]}
    return [found[pk] for pk in sorted(found)]


def _acts_of(later: Later) -> Iterator[str]:
    yield from sorted({*later.content.events, later.entry.statement.event})
    if not later.content.acts:
        yield UNNAMED
    yield from (WORDED + word for word in sorted(later.content.words))


def _wanted(claim: Claim, rules: ClaimRules) -> list[str]:
    events = claim.content.events
    if not events:
        return [WORDED + word for word in sorted(claim.content.words)]
    rows: tuple[Acts, ...] = (*rules.same, *rules.contrary)
    more = {act.split(" ")[0] for row in rows if events & {a.split(" ")[0] for a in row.acts} for act in row.acts}
    return [*sorted(events | more), UNNAMED]

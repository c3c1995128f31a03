"""Which reports are compared, when some have come or gone.

The answer is that of `stories.compare` over all reports: two are compared where they share a rare term that not too
many reports within the window hold.  One report more can so part two others: each holder of its terms is looked at.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import sqlalchemy as sa

from dateline.ledger.stories.kept import AT_ONCE, Alike, Place, pairs_of, parts, places, profiles, rare
from dateline.ledger.stories.likeness import Profile, likeness
from dateline.ledger.stories.linkage import Pair
from dateline.ledger.stories.settings import Settings
from dateline.ledger.stories.tables import LINKED_TERMS, UNDATED
from dateline.ledger.words import Counts


class Pairs(NamedTuple):
    """What is new and what is no longer, the smaller number first (pairs of reports that went are not listed)."""

    new: Mapping[Pair, Alike]
    dropped: frozenset[Pair]


class _Terms:
    """The holders of terms in the order of reports, as it was and as it is, each term looked up once.

    Of dated reports only those are looked at that may stand in the window of a report that comes or goes, or the other
    way round; those of a term that a report without a day holds, which sees all days, are all looked at.
    """

    def __init__(
        self, connection: sa.Connection, come: Mapping[int, Place], gone: Mapping[int, Place],
        terms: Mapping[int, list[str]], left: Mapping[int, list[str]], window: int,
    ) -> None:
        self.connection, self.gone, self.window = connection, gone.keys(), window
        self.come: dict[str, list[int]] = {}
        for pk, words in terms.items():
            for word in words:
                self.come.setdefault(word, []).append(pk)
        moved = [(one, words[pk]) for place, words in ((come, terms), (gone, left)) for pk, one in place.items()]
        days = [place.day for place, _ in moved if place.day != UNDATED]
        self.first, self.last = (min(days) - window, max(days) + window) if days else (UNDATED, UNDATED)
        self.whole = {word for place, words in moved if place.day == UNDATED for word in words}
        self.places: dict[int, Place] = {**come}
        self.before: dict[str, list[Place]] = {}
        self.now: dict[str, list[Place]] = {}

    def load(self, terms: Iterable[str]) -> None:
        """See to the holders of these terms."""
        t, missing = LINKED_TERMS.c, sorted(set(terms) - self.before.keys())
        found = self._found(missing, sa.or_(t.day.between(self.first, self.last), t.day == UNDATED))
        undated = {term for term, held in found.items() if any(day == UNDATED for _, day in held)}
        found |= self._found(undated | self.whole.intersection(missing), sa.true())
        self.places |= places(self.connection, {pk for held in found.values() for pk, _ in held} - self.places.keys())
        for term in missing:
            held = [pk for pk, _ in found.get(term, ())]
            kept = [pk for pk in held if pk not in self.gone]
            self.before[term] = sorted(self.places[pk] for pk in held)
            self.now[term] = sorted(self.places[pk] for pk in (*kept, *self.come.get(term, ())))

    def _found(self, terms: Iterable[str], days: sa.ColumnElement[bool]) -> dict[str, list[tuple[int, int]]]:
        t, found = LINKED_TERMS.c, dict[str, list[tuple[int, int]]]()
        for part in parts(terms, AT_ONCE):
            query = sa.select(t.term, t.document_pk, t.day).where(t.term.in_(part), days)
            for term, pk, day in self.connection.execute(query):
                found.setdefault(term, []).append((pk, day))
        return found

    def earlier(self, held: list[Place], place: Place) -> list[Place]:
        """Of the holders those that stand before a report and within its window."""
        end = bisect_left(held, place)
        if place.day == UNDATED:
            return held[:end]
        return held[bisect_left(held, Place((place.day - self.window, -(2**62), "", 0), 0)) : end]


def pairs_again(
    connection: sa.Connection, come: Mapping[int, tuple[Place, Profile]], gone: Mapping[int, Place], how: Settings,
    counts: Counts,
) -> Pairs:
    """The pairs that come in with the reports, and what else changes.  `gone` are the places of those that go."""
    words = {pk: rare(profile, how, counts) for pk, (_, profile) in come.items()}
    left = {pk: rare(profile, how, counts) for pk, profile in profiles(connection, gone).items()}
    new = {pk: place for pk, (place, _) in come.items()}
    terms = _Terms(connection, new, gone, words, left, how.time.window_days)
    terms.load(w for held in (*words.values(), *left.values()) for w in held)
    found = {pair for pk in come for pair in _compared(pk, words[pk], terms, how)}
    shared, turned = _met(words, left, terms, how)
    found |= {pair for pair, number in shared.items() if number >= how.stories.shared_terms}
    again, dropped = _turned(connection, turned, terms, how, counts)
    return Pairs(_alike(connection, {_sorted(*pair) for pair in found | again}, come, how), frozenset(dropped))


def _sorted(a: int, b: int) -> Pair:
    return (min(a, b), max(a, b))


def _compared(pk: int, words: Iterable[str], terms: _Terms, how: Settings) -> set[Pair]:
    """A report with the earlier ones that it is compared with."""
    shared: Counter[int] = Counter()
    for word in words:
        near = terms.earlier(terms.now[word], terms.places[pk])
        if len(near) <= how.stories.crowded:
            shared.update(place.order[-1] for place in near)
    return {(other, pk) for other, number in shared.items() if number >= how.stories.shared_terms}


def _met(
    words: Mapping[int, list[str]], left: Mapping[int, list[str]], terms: _Terms, how: Settings,
) -> tuple[Counter[Pair], set[int]]:
    """How many terms the new reports share with later ones that were there; and those of these for which a term has
    become crowded, or is no longer."""
    shared, turned = Counter[Pair](), set[int]()
    for word in {w for held in (*words.values(), *left.values()) for w in held}:
        before, now, new = terms.before[word], terms.now[word], set(terms.come.get(word, ()))
        for place in now:
            if (pk := place.order[-1]) in words:
                continue
            near = terms.earlier(now, place)
            few = len(near) <= how.stories.crowded
            if few != (len(terms.earlier(before, place)) <= how.stories.crowded):
                turned.add(pk)
            if few and new:
                shared.update((other.order[-1], pk) for other in near if other.order[-1] in new)
    return shared, turned


def _turned(
    connection: sa.Connection, turned: set[int], terms: _Terms, how: Settings, counts: Counts,
) -> tuple[set[Pair], set[Pair]]:
    """The pairs of these reports with earlier ones that are new, and those that are no longer."""
    words = {pk: rare(profile, how, counts) for pk, profile in profiles(connection, turned).items()}
    terms.load(w for held in words.values() for w in held)
    now = {_sorted(*pair) for pk in turned for pair in _compared(pk, words[pk], terms, how)}
    kept = {pair for pair in pairs_of(connection, turned) if not terms.gone & set(pair)}
    others = {pk for pair in kept for pk in pair}
    terms.places |= places(connection, others - terms.places.keys())
    mine = {(a, b) for a, b in kept if max(terms.places[a], terms.places[b]).order[-1] in turned}
    return now - mine, mine - now


def _alike(
    connection: sa.Connection, wanted: set[Pair], come: Mapping[int, tuple[Place, Profile]], how: Settings,
) -> dict[Pair, Alike]:
    known = {pk: profile for pk, (_, profile) in come.items()}
    known |= profiles(connection, {pk for pair in wanted for pk in pair} - known.keys())
    found = {(a, b): likeness(known[a], known[b], how) for a, b in sorted(wanted)}
    return {pair: (one.value, one.two_happenings) for pair, one in found.items()}

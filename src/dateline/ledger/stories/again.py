"""The stories that change when reports come and go; all others stay as they are.

Grouping by average linkage joins two groups only where two of their reports are alike enough by themselves (or copies
of one origin), and what became one story was joined of its own reports alone, step by step.  So the stories to which
something has come or from which something has gone are grouped anew together with those that they touch: where none of
these is drawn in, the others cannot be either, and the result is that of `stories.find_stories` over all reports.
Where some are, they are grouped anew with those that they touch in turn.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

import sqlalchemy as sa

from dateline.ledger.loading import stored
from dateline.ledger.reports import Report, in_order
from dateline.ledger.stories.copies_again import Copies, copies_again
from dateline.ledger.stories.kept import (
    Alike,
    Base,
    Place,
    numbered,
    pairs_of,
    pairs_within,
    place_of_report,
    places,
    profiles,
    rows_in,
)
from dateline.ledger.stories.likeness import Profile, profile
from dateline.ledger.stories.linkage import Pair, average_link
from dateline.ledger.stories.origins import Copy, Sketch
from dateline.ledger.stories.pairs_again import Pairs, pairs_again
from dateline.ledger.stories.settings import Settings
from dateline.ledger.stories.store import slim
from dateline.ledger.stories.stories import Links, Story, told
from dateline.ledger.stories.tables import STORY_DOCUMENTS
from dateline.ledger.words import background

M = STORY_DOCUMENTS.c
NEAR = 1e-6  # likeness is rounded where groups are compared


class Again(NamedTuple):
    """What changes: stories that are new or others than before, ids of those that are no longer (an id may stand in
    both); what is to be kept (`base`) and forgotten (`gone`, `dropped`)."""

    stories: tuple[Story, ...]
    no_more: frozenset[str]
    base: Base
    gone: Mapping[int, Sketch]
    dropped: frozenset[Pair]


def stories_again(connection: sa.Connection, come: Iterable[Report], gone: Iterable[int], how: Settings) -> Again:
    """The change that reports make which come (or have another reading now) and go (`gone`: document numbers; a report
    with another reading does both)."""
    new, left = {report.pk: report for report in come}, frozenset(gone)
    counts = background()
    shown = {pk: (place_of_report(report), profile(report, how, counts)) for pk, report in new.items()}
    copies = copies_again(connection, new, left, how.origins)
    pairs = pairs_again(connection, shown, places(connection, left), how, counts)
    graph = _Graph(connection, left, copies, pairs, how)
    moved = {pk for pair in (*pairs.new, *pairs.dropped) if not new.keys() & set(pair) for pk in pair}
    groups, before = graph.regrouped(new.keys() | copies.touched | moved | left)
    stay = (before.keys() & set(groups)) - _touched(groups, graph, new)
    stories = _made(graph, [group for group in groups if group not in stay], new, shown, how)
    no_more = frozenset(name for group, name in before.items() if group not in stay)
    base = Base({}, {pk: one for pk, (_, one) in shown.items()}, copies.sketches, pairs.new)
    return Again(stories, no_more, base, copies.gone, pairs.dropped)


class _Graph:
    """How reports hang together now: by likeness and by copying."""

    def __init__(
        self, connection: sa.Connection, gone: frozenset[int], copies: Copies, pairs: Pairs, how: Settings,
    ) -> None:
        self.connection, self.gone, self.copies, self.pairs, self.how = connection, gone, copies, pairs, how
        self.least = how.stories.threshold - NEAR
        self.near: dict[int, set[int]] = defaultdict(set)
        for (a, b), (value, _) in pairs.new.items():
            if value >= self.least:
                self.near[a].add(b)
                self.near[b].add(a)

    def regrouped(self, changed: Iterable[int]) -> tuple[list[frozenset[int]], dict[frozenset[int], str]]:
        """The groups of reports in the stories of these, and the stories that they had before (ids by reports)."""
        part, touching = set(changed), set[int]()
        while True:
            before = _stories(self.connection, part)
            part.update(pk for story in before for pk in story)
            here = part - (self.gone - self.copies.sketches.keys())
            beside = _stories(self.connection, self._touched_by(here) - part)
            touching = {pk for story in beside for pk in story}
            groups = self._groups(here | touching)
            drawn = touching.difference(*(group for group in groups if group in beside))
            if not drawn:
                return [group for group in groups if group <= here], before
            part |= drawn

    def origins(self, part: Iterable[int]) -> dict[int, Copy]:
        """The copies of these reports as they are now."""
        wanted = set(part)
        query = sa.select(M.document_pk, M.origin, M.copied_from, M.share, M.agency, M.origin_why)
        kept = {row[0]: Copy(*row) for row in rows_in(self.connection, query, M.document_pk, wanted)}
        return kept | {pk: copy for pk, copy in self.copies.changed.items() if pk in wanted}

    def pairs_within(self, part: AbstractSet[int]) -> dict[Pair, Alike]:
        """The pairs of which both reports stand in the part."""
        kept = self._present(pairs_within(self.connection, part))
        return kept | {pair: alike for pair, alike in self.pairs.new.items() if part >= {*pair}}

    def _touched_by(self, part: AbstractSet[int]) -> set[int]:
        """Reports that are alike enough to one of the part to be one story with it."""
        found = {pk for one in part for pk in self.near.get(one, ())}
        return found | {pk for pair in self._present(pairs_of(self.connection, part, self.least)) for pk in pair}

    def _present(self, pairs: Mapping[Pair, Alike]) -> dict[Pair, Alike]:
        """Of the kept pairs those that there still are."""
        return {pair: alike for pair, alike in pairs.items()
                if pair not in self.pairs.dropped and not self.gone.intersection(pair)}

    def _groups(self, part: AbstractSet[int]) -> list[frozenset[int]]:
        """As `stories.group`."""
        placed = places(self.connection, part)
        order = sorted(placed, key=placed.__getitem__)
        numbers, copies = {pk: number for number, pk in enumerate(order)}, self.origins(part)
        alike, apart = numbered(self.pairs_within(part), numbers)
        together: dict[int, list[int]] = defaultdict(list)
        for pk, number in numbers.items():
            together[numbers[copies[pk].origin]].append(number)
        found = average_link(range(len(order)), alike, self.how.stories.threshold, together.values(), apart)
        return [frozenset(order[n] for n in group) for group in found]


def _touched(groups: Sequence[frozenset[int]], graph: _Graph, new: Mapping[int, Report]) -> set[frozenset[int]]:
    """The groups in which something has changed, even where they have the same reports as before."""
    home = {pk: group for group in groups for pk in group}
    changed = {*new, *graph.copies.changed, *graph.gone}
    pairs = (*graph.pairs.new, *graph.pairs.dropped)
    return {home[pk] for pk in changed if pk in home} | {home[a] for a, b in pairs if home.get(a) is home.get(b)}


def _stories(connection: sa.Connection, documents: Iterable[int]) -> dict[frozenset[int], str]:
    """The stories that these stood in: their ids by the numbers of their reports."""
    names = {row[0] for row in rows_in(connection, sa.select(M.story_id), M.document_pk, documents)}
    members: dict[str, set[int]] = defaultdict(set)
    for name, pk in rows_in(connection, sa.select(M.story_id, M.document_pk), M.story_id, names):
        members[name].add(pk)
    return {frozenset(group): name for name, group in members.items()}


def _made(
    graph: _Graph, groups: Sequence[frozenset[int]], new: Mapping[int, Report],
    shown: Mapping[int, tuple[Place, Profile]], how: Settings,
) -> tuple[Story, ...]:
    """The stories of these groups."""
    wanted = {pk for group in groups for pk in group}
    kept = stored(graph.connection, wanted - new.keys())
    old = [Report(one.document_pk, one.document, slim(one.reading)) for one in kept]
    order = in_order([*old, *(new[pk] for pk in wanted & new.keys())])
    numbers = {report.pk: number for number, report in enumerate(order)}
    known = profiles(graph.connection, wanted - new.keys()) | {pk: shown[pk][1] for pk in wanted & new.keys()}
    links = Links(order, [known[report.pk] for report in order], *numbered(graph.pairs_within(wanted), numbers))
    return told(links, [sorted(numbers[pk] for pk in g) for g in groups], graph.origins(wanted), how)

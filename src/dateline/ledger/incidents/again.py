"""The incidents that change when stories do; all others stay as they are.

Statements of one act are found within a story, and groups of several stories are put together where they agree in a key
(`incidents.full_key`).  So what `incidents.incidents` would make of the whole ledger is had by making anew what stands
in the stories that changed, and what shares a key with it in others.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import msgspec
import sqlalchemy as sa

from dateline.ledger.incidents.incidents import (
    Change,
    Incident,
    Keys,
    Twins,
    across_stories,
    full_key,
    incident_of,
    items_of,
    place_of,
    with_own_ids,
    within_stories,
)
from dateline.ledger.incidents.sameness_table import Sameness, load_sameness
from dateline.ledger.incidents.store import unpacked
from dateline.ledger.incidents.tables import (
    INCIDENT_KEYS,
    INCIDENT_STATEMENTS,
    INCIDENT_STORIES,
    INCIDENT_TWINS,
    INCIDENTS,
)
from dateline.ledger.incidents.versions import Item
from dateline.ledger.nouns import Entry
from dateline.ledger.stories.kept import rows_in

Group = list[Item]


def all_incidents(entries: Iterable[Entry], table: Sameness | None = None) -> Change:
    """The incidents of a ledger that has none."""
    table = table or load_sameness()
    groups = _within(entries, table)
    named, twins = _named(_across(groups, table))
    return Change(named, _keys(groups), twins)


def incidents_again(
    connection: sa.Connection, entries_of: Callable[[Iterable[str]], Iterable[Entry]], before: Iterable[str],
    now: Iterable[str], table: Sameness | None = None,
) -> Change:
    """The change that stories make which are no longer (`before`) or are others (`now`; ids may stand in both).

    `entries_of` gives the statements of stories as they are now, by the ids of the stories.
    """
    table, stories = table or load_sameness(), frozenset((*before, *now))
    own = _within(entries_of(now), table)
    mine, k = _keys(own), INCIDENT_KEYS.c
    keys = {key for key, _ in mine} | {r[0] for r in rows_in(connection, sa.select(k.key), k.story_id, stories)}
    beside = {r[0] for r in rows_in(connection, sa.select(k.story_id), k.key, keys)} - stories
    others = [group for group in _within(entries_of(beside), table) if _key(group) in keys] if beside else []
    gone = _standing(connection, stories, [item.entry.pk for group in others for item in group])
    made, twins, firsts, renamed = _settled(connection, _across([*own, *others], table), gone)
    return Change(made, mine, twins, frozenset(gone | renamed), stories, firsts)


def _within(entries: Iterable[Entry], table: Sameness) -> list[Group]:
    items = items_of(entries, table)
    return [[items[i] for i in group] for group in within_stories(items, table)]


def _across(groups: Sequence[Group], table: Sameness) -> list[Incident]:
    """The incidents of groups, their ids as each would have it alone."""
    items = sorted((item for group in groups for item in group), key=lambda item: place_of(item.entry))
    at = {item.entry.pk: number for number, item in enumerate(items)}
    within = sorted(tuple(at[item.entry.pk] for item in group) for group in groups)
    return [incident_of([items[i] for i in group], table) for group in across_stories(within, items)]


def _key(group: Group) -> str:
    key = full_key(group)
    return json.dumps(key) if key else ""


def _keys(groups: Iterable[Group]) -> Keys:
    return frozenset((key, group[0].told.story) for group in groups if (key := _key(group)))


def _standing(connection: sa.Connection, stories: Iterable[str], statements: Iterable[int]) -> set[str]:
    """The ids of the incidents that stand of these stories or statements."""
    of, said = INCIDENT_STORIES.c, INCIDENT_STATEMENTS.c
    found = {row[0] for row in rows_in(connection, sa.select(of.incident_id), of.story_id, stories)}
    return found | {row[0] for row in rows_in(connection, sa.select(said.incident_id), said.statement_pk, statements)}


def _named(made: Sequence[Incident]) -> tuple[tuple[Incident, ...], Twins]:
    """The incidents by their own ids, and which of them are twins."""
    several = {first for first, number in Counter(i.id for i in made).items() if number > 1}
    named = tuple(with_own_ids(made))
    first = {i.statements: i.id for i in made}
    return named, frozenset((first[i.statements], i.id) for i in named if first[i.statements] in several)


def _settled(
    connection: sa.Connection, made: Sequence[Incident], gone: set[str],
) -> tuple[tuple[Incident, ...], Twins, frozenset[str], set[str]]:
    """New incidents beside those that stand: these, the twins among them, the ids that twins would have alone, and
    the ids of incidents that stood and are called otherwise now."""
    t = INCIDENT_TWINS.c
    known = {row[1]: row[0] for row in rows_in(connection, sa.select(INCIDENT_TWINS), t.incident_id, gone)}
    firsts = {i.id for i in made} | set(known.values())
    standing = {row[0]: row[0] for row in rows_in(
        connection, sa.select(INCIDENTS.c.incident_id), INCIDENTS.c.incident_id, firsts)}
    standing |= {row[1]: row[0] for row in rows_in(connection, sa.select(INCIDENT_TWINS), t.first_id, firsts)}
    kept = {name: first for name, first in standing.items() if name not in gone}
    bodies = [unpacked(row[0]) for row in rows_in(
        connection, sa.select(INCIDENTS.c.body), INCIDENTS.c.incident_id, kept)]
    alone = [msgspec.structs.replace(i, id=kept[i.id]) for i in bodies]
    named, twins = _named([*made, *alone])
    same = {i.statements: i.id for i in bodies}
    new = tuple(i for i in named if same.get(i.statements) != i.id)
    again = {i.statements for i in new}
    return new, twins, frozenset(firsts), {i.id for i in bodies if i.statements in again}

"""Incidents: the statements of one act across reports, with what they tell alike and what differently.

Status does not have to agree: that one report tells the act as done, one as planned and one that it is denied is what
an incident is there to show.  What an incident says is what reports say, never what is so.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

import msgspec

from dateline.ledger.incidents.grouping import Pair, groups
from dateline.ledger.incidents.sameness import days_between, points
from dateline.ledger.incidents.sameness_table import Sameness, load_sameness
from dateline.ledger.incidents.telling import Party, Time, told
from dateline.ledger.incidents.versions import HAPPENED, Item, Slot, Value, passage_of, slots
from dateline.ledger.incidents.voicing import NOBODY
from dateline.ledger.nouns import Entry

NEWS_DAYS = 3  # between the days of one place that groups of several stories tell
PARTS = 6  # versions in a headline
Keys = frozenset[tuple[str, str]]  # key and story
Twins = frozenset[tuple[str, str]]  # the id that each would have alone, and the id


class Report(msgspec.Struct, frozen=True, order=True):
    """A report that tells the act; copies and rewrites of one report have the same `origin`."""

    day: str
    origin: str
    document: str
    publisher: str
    title: str
    url: str


class Incident(msgspec.Struct, frozen=True):
    """Statements of one act.

    `id` is made of its earliest statement's id and stays while that is in the ledger.  `event`, `mode`, `act`: the most
    frequent of its statements, the act by its name in data/ledger or in the words of the reports; `stories`: those that
    it is told in; `statements`: row numbers; `origins`: independent reports; `reports`: all of them with copies, by
    day; `days`: first and last day of publication, empty where unknown.
    """

    id: str
    event: str
    mode: str | None
    act: str
    headline: str
    stories: tuple[str, ...]
    statements: tuple[int, ...]
    origins: tuple[str, ...]
    reports: tuple[Report, ...]
    days: tuple[str, ...]
    slots: tuple[Slot, ...]

    @property
    def differ(self) -> tuple[str, ...]:
        """The names of the slots in which reports differ."""
        return tuple(slot.name for slot in self.slots if slot.agreement == "differ")

    def slot(self, name: str) -> Slot | None:
        """The slot of this name, None where nobody tells it."""
        return next((s for s in self.slots if s.name == name), None)


class Change(NamedTuple):
    """What linking does to the incidents of the ledger.

    To be entered are `incidents`, `keys` (by which they may be put together with others) and `twins` (see the tables).
    What stands of the incidents `no_more`, of the keys of `stories` and of the twins of `firsts` goes before.
    """

    incidents: tuple[Incident, ...]
    keys: Keys
    twins: Twins
    no_more: frozenset[str] = frozenset()
    stories: frozenset[str] = frozenset()
    firsts: frozenset[str] = frozenset()


def incidents(entries: Sequence[Entry], table: Sameness | None = None) -> tuple[Incident, ...]:
    """Every statement in one incident; those with the most independent origins first.

    The same for every order of `entries`.
    """
    table = table or load_sameness()
    items = items_of(entries, table)
    groups = across_stories(within_stories(items, table), items)
    made = with_own_ids([incident_of([items[i] for i in group], table) for group in groups])
    return tuple(sorted(made, key=lambda i: (-len(i.origins), -len(i.statements), i.days[:1], i.id)))


def items_of(entries: Iterable[Entry], table: Sameness) -> list[Item]:
    """The statements in the order in which they are grouped."""
    return [Item(entry, told(entry, table), passage_of(entry)) for entry in sorted(entries, key=place_of)]


def place_of(entry: Entry) -> tuple[str, str, int, str, int]:
    """The place of a statement in the order in which they are grouped."""
    return (entry.day or "9999", entry.document.id, entry.statement.trigger.start, entry.statement.id, entry.pk)


def within_stories(items: Sequence[Item], table: Sameness) -> list[tuple[int, ...]]:
    """The groups of statements of one act within each story: places in `items`."""
    blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, item in enumerate(items):
        for family in {table.family(act) for act in item.told.acts}:
            blocks[item.told.story, family].append(index)
    stories: dict[str, set[int]] = defaultdict(set)
    pairs: dict[str, set[Pair]] = defaultdict(set)
    for (story, _), members in blocks.items():
        stories[story].update(members)
        pairs[story].update(combinations(members, 2))
    found: list[tuple[int, ...]] = []
    for story in stories:
        found += _story_groups(sorted(stories[story]), pairs[story], items, table)
    return sorted(found)


def _story_groups(
    members: Sequence[int], pairs: set[Pair], items: Sequence[Item], table: Sameness
) -> Iterator[tuple[int, ...]]:
    at = {index: number for number, index in enumerate(members)}
    scores = {(at[a], at[b]): points(items[a].told, items[b].told, table) for a, b in pairs}
    limits = table.limits
    for group in groups(len(members), scores, limits.link, limits.mean, table.points.absent):
        yield tuple(members[number] for number in group)


def across_stories(within: Sequence[tuple[int, ...]], items: Sequence[Item]) -> list[tuple[int, ...]]:
    """Put groups of several stories together that agree in all of act, type, both parties, and day or named place."""
    alike: dict[tuple[str, ...], list[tuple[int, ...]]] = defaultdict(list)
    rest: list[tuple[int, ...]] = []
    for group in within:
        if key := full_key([items[i] for i in group]):
            alike[key].append(group)
        else:
            rest.append(group)
    for found in alike.values():
        rest += _near_in_time(found, items)
    return sorted(rest)


def _near_in_time(found: Sequence[tuple[int, ...]], items: Sequence[Item]) -> Iterator[tuple[int, ...]]:
    """Groups that agree belong together while they are within days of the first of them."""
    centre: tuple[int, ...] = ()
    for group in found:
        near = centre and days_between(_time(centre, items), _time(group, items)) <= NEWS_DAYS
        if centre and not near:
            yield tuple(sorted(centre))
        centre = centre + group if near else group
    yield tuple(sorted(centre))


def _time(group: Sequence[int], items: Sequence[Item]) -> Time:
    """The first time that one of them gives."""
    return next((t for i in group if (t := items[i].told.time)), Time(None, None))


def full_key(group: Sequence[Item]) -> tuple[str, ...]:
    """What has to be equal across stories; empty where any of it is unknown.

    Where the recipients are people of a country, no more, the place has to be known besides the day.
    """
    common = _centre([f"{i.told.event} {'+'.join(sorted(i.told.acts))}" for i in group])
    actor = _centre([_parties(i.told.actors) for i in group])
    recipient = _centre([_parties(i.told.recipients) for i in group])
    day = _centre([t.first.isoformat() for i in group if (t := i.told.time) and t.day and not t.news and t.first])
    place = _centre([p.name or p.text for i in group if (p := i.told.place) and p.level in ("point", "area")])
    timed = any(i.told.time for i in group)
    if not (common and actor and recipient and timed) or not (day or place):
        return ()
    if recipient.endswith(" people") and not place:
        return ()
    return (common, actor, recipient, day, place if recipient.endswith(" people") or not day else "")


def _parties(parties: Sequence[Party]) -> str:
    known = {f"{p.country} {p.side}" for p in parties if p.country and p.side}
    return " + ".join(sorted(known))


def _centre(values: Sequence[str]) -> str:
    """The most frequent that is not empty, of equal ones the smallest."""
    counts = Counter(v for v in values if v)
    return min(counts, key=lambda v: (-counts[v], v)) if counts else ""


def incident_of(items: Sequence[Item], table: Sameness) -> Incident:
    """The incident of these statements."""
    kinds = [(i.told.event, i.told.mode or "") for i in items]
    event, mode = min(set(kinds), key=lambda k: (-kinds.count(k), k))
    days = sorted(i.entry.day for i in items if i.entry.day)
    found = slots(items, table)
    return Incident(
        first_id(items[0].entry.statement.id), event, mode or None, _act(items, table),
        _headline(found), tuple(sorted({i.entry.story for i in items if i.entry.story})),
        tuple(sorted(i.entry.pk for i in items)), tuple(sorted({i.origin for i in items})),
        tuple(sorted({_report(i) for i in items})), tuple(dict.fromkeys([*days[:1], *days[-1:]])), found,
    )  # fmt: skip


def _act(items: Sequence[Item], table: Sameness) -> str:
    """The act by its name, where it has one, else in the words of the reports."""
    act = _centre([a for i in items for a in sorted(i.told.acts)])
    if act in table.acts:
        return act
    return _centre([i.entry.statement.trigger.of(i.entry.document.text).lower() for i in items])


def _report(item: Item) -> Report:
    given = item.entry.document
    return Report(given.published or "", item.origin, given.id, given.publisher or "", given.title or "",
                  given.url or "")


def first_id(statement_id: str) -> str:
    """The id of an incident by the id of its earliest statement, where no other has the same."""
    return hashlib.sha256(f"incident {statement_id}".encode()).hexdigest()[:16]


def with_own_ids(made: Sequence[Incident]) -> Iterator[Incident]:
    """Two incidents whose earliest statement is word for word the same keep apart."""
    seen: Counter[str] = Counter()
    for incident in sorted(made, key=lambda i: (i.id, i.days[:1], i.reports, i.statements)):
        again = seen[incident.id]
        seen[incident.id] += 1
        own = hashlib.sha256(f"incident {incident.id} {again}".encode()).hexdigest()[:16]
        yield msgspec.structs.replace(incident, id=own) if again else incident


def _headline(found: Sequence[Slot]) -> str:
    """`3 origins say that it happened (own voice), 2 that it happened, said by Oman, 1 that it did not happen, …`."""
    values = next(slot for slot in found if slot.name == "whether").values
    parts = [_part(value, number) for number, value in enumerate(values[:PARTS])]
    more = len(values) - PARTS
    return ", ".join(parts) + (f", and {more} version{'s' if more > 1 else ''} more" if more > 0 else "")


def _part(value: Value, number: int) -> str:
    status, _, who = value.key.partition(" | ")
    count = len(value.origins)
    first = "" if number else (" origins say" if count > 1 else " origin says")
    voice = f"said by {value.text}" if who != NOBODY else "said without naming a source"
    return f"{count}{first} that {HAPPENED[status]}{f', {voice}' if who else ' (own voice)'}"

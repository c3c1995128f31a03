"""Watches: saved filters that ask for a number of independent origins within some days.

`firings` is pure: when would a watch have fired, given what its filter finds?  Origins are those of the linking of
reports into stories; a report that is not linked is its own origin.  Reports that no story joins with others are
counted together, by their days.
"""

from __future__ import annotations

import functools
import json
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from dateline.errors import DatelineError
from dateline.ledger.alerts.tables import ALERTS, WATCH_MARKS, WATCH_STATES, WATCHES
from dateline.ledger.conditions import conditions
from dateline.ledger.filters import Filter, from_json, to_json, write
from dateline.ledger.query import Asked, as_filter
from dateline.ledger.schema import DOCUMENTS, READINGS, STATEMENTS
from dateline.ledger.stories.tables import STORIES, STORY_DOCUMENTS
from dateline.ledger.table import Table, table

PART = 500  # values in one IN list
LONGEST = 3660  # days of a window
NAMED = 6  # origins that a cause names


class Watch(msgspec.Struct, frozen=True):
    """A saved filter that fires at `origins` independent origins within `days` days of publication.

    `updates`: tell of further origins of what it has fired for.  `targets`: `file:PATH`, `webhook:URL`, `mail:ADDRESS`.
    """

    name: str
    filter: Filter
    origins: int = 1
    days: int = 7
    updates: bool = False
    targets: tuple[str, ...] = ()
    watch_id: int = 0
    state: str = "active"

    def __post_init__(self) -> None:
        _threshold(self.origins, self.days)
        if not self.name.strip() or "\0" in self.name or not self.name.isprintable():
            raise DatelineError("A watch needs a name of printable characters.")


class Match(NamedTuple):
    """A statement that a filter finds: its report, the day (YYYY-MM-DD) it counts for, and whose copy the report is.

    `story`: empty where no other report is linked to it.  `fresh`: first read since the watch last looked.
    """

    statement: int
    document: int
    day: str
    origin: str
    story: str = ""
    fresh: bool = True


class Firing(NamedTuple):
    """The threshold reached: the window (both days inside), the day on which it was, and the statements in it."""

    story: str
    first: str
    last: str
    reached: str
    matches: tuple[Match, ...]

    @property
    def origins(self) -> tuple[str, ...]:
        """The independent origins, in the order of their first day."""
        return tuple(dict.fromkeys(m.origin for m in self.matches))

    @property
    def copies(self) -> int:
        """Reports that count for no origin of their own."""
        return len({m.document for m in self.matches}) - len(self.origins)


def firings(matches: Iterable[Match], origins: int, days: int) -> list[Firing]:
    """When a watch fires: once for a story, and for reports that are in none once for a window of days.

    A window begins with the first report that counts in it; what falls into it after it has fired belongs to it.
    """
    stories: dict[str, list[Match]] = {}
    for match in sorted(matches, key=lambda m: (m.day, m.statement)):
        stories.setdefault(match.story, []).append(match)
    found = [firing for story, told in stories.items()
             for firing in [*_windows(told, origins, days)][: 1 if story else None]]
    return sorted(found, key=lambda f: (f.reached, f.first, f.matches[0].statement))


@functools.lru_cache(maxsize=8192)
def day_after(day: str, days: int) -> str:
    """The day `days` days later; the last day of the calendar where it has none so late."""
    start = date.fromisoformat(day)
    return (start + timedelta(min(days, (date.max - start).days))).isoformat()


def _windows(matches: Sequence[Match], origins: int, days: int) -> Iterator[Firing]:
    window: deque[Match] = deque()
    counted: Counter[str] = Counter()
    fired: tuple[str, str, str] | None = None  # first, last and day of the window that has fired and is still open
    for match in matches:
        if fired and match.day > fired[1]:
            yield Firing(match.story, *fired, tuple(window))
            window, counted, fired = deque(), Counter(), None
        while not fired and window and day_after(window[0].day, days - 1) < match.day:
            left = window.popleft()
            counted[left.origin] -= 1
            counted += Counter()  # drops the zeros
        window.append(match)
        counted[match.origin] += 1
        if not fired and len(counted) >= origins:
            fired = window[0].day, day_after(window[0].day, days - 1), match.day
    if fired:
        yield Firing(matches[0].story, *fired, tuple(window))


def cause(firing: Firing, days: int, names: Mapping[str, str]) -> str:
    """`2 independent origins within 7 days (2023-09-12 to 2023-09-13): X, Y; 3 copies not counted`."""
    labels = Counter(names.get(origin, origin) for origin in firing.origins)
    told = [f"{label} ({n})" if n > 1 else label for label, n in labels.items()]
    more = f" and {len(told) - NAMED} more" if len(told) > NAMED else ""
    count = len(firing.origins)
    used = [m.day for m in firing.matches]
    span = used[0] if used[0] == used[-1] else f"{used[0]} to {used[-1]}"
    copies = f"; {firing.copies} {'copy' if firing.copies == 1 else 'copies'} not counted" if firing.copies else ""
    return (f"{count} independent {'origin' if count == 1 else 'origins'} within {days} "
            f"{'day' if days == 1 else 'days'} ({span}): {', '.join(told[:NAMED])}{more}{copies}")


def matches_of(connection: sa.Connection, filter: Filter, fresh: frozenset[int] = frozenset()) -> list[Match]:
    """What the filter finds; `fresh`: reports to mark so.  Undated reports count for the day they were loaded."""
    wanted = conditions(filter, connection.dialect.name)
    rows = connection.execute(
        sa.select(STATEMENTS.c.statement_pk, STATEMENTS.c.document_pk, STATEMENTS.c.published, DOCUMENTS.c.loaded)
        .join(DOCUMENTS, DOCUMENTS.c.document_pk == STATEMENTS.c.document_pk).where(*wanted)).all()
    linked = links_of(connection, {row.document_pk for row in rows})
    return [Match(row.statement_pk, row.document_pk, _day(row.published) or row.loaded[:10],
                  *linked.get(row.document_pk, (f"d{row.document_pk}", "")), row.document_pk in fresh) for row in rows]


def links_of(connection: sa.Connection, documents: Iterable[int]) -> dict[int, tuple[str, str]]:
    """The origin of each report, called by the report at its head, and its story, if other reports are in that, too."""
    d = STORY_DOCUMENTS.c
    numbers, found = sorted(documents), dict[int, tuple[str, str]]()
    for start in range(0, len(numbers), PART):
        rows = connection.execute(
            sa.select(d.document_pk, d.origin, d.story_id, STORIES.c.reports)
            .join(STORIES, STORIES.c.story_id == d.story_id).where(d.document_pk.in_(numbers[start : start + PART])))
        found |= {row.document_pk: (f"d{row.origin}", row.story_id if row.reports > 1 else "") for row in rows}
    return found


def names_of(connection: sa.Connection, matches: Iterable[Match]) -> dict[str, str]:
    """What each origin is called: the publisher of its earliest report here, else its title or id."""
    first: dict[str, int] = {}
    for match in sorted(matches, key=lambda m: (m.day, m.statement)):
        first.setdefault(match.origin, match.document)
    numbers, names = sorted(set(first.values())), dict[int, str]()
    for start in range(0, len(numbers), PART):
        rows = connection.execute(sa.select(
            DOCUMENTS.c.document_pk, DOCUMENTS.c.publisher, DOCUMENTS.c.title, DOCUMENTS.c.document_id,
        ).where(DOCUMENTS.c.document_pk.in_(numbers[start : start + PART])))
        names |= {row[0]: row[1] or row[2] or row[3] for row in rows}
    return {origin: names[document] for origin, document in first.items()}


def preview(connection: sa.Connection, asked: Watch | Asked, origins: int = 1, days: int = 7) -> Table:
    """When the watch (or the filter, with `origins` and `days`) would have fired on what the ledger holds now.

    Raises DatelineError for a filter or a threshold that cannot be used.
    """
    if isinstance(asked, Watch):
        return preview(connection, asked.filter, asked.origins, asked.days)
    _threshold(origins, days)
    found = firings(matches_of(connection, as_filter(asked)), origins, days)
    names = names_of(connection, (m for firing in found for m in firing.matches))
    columns = ("day", "first", "last", "story", "origins", "documents", "statements", "cause")
    return table(columns, [(f.reached, f.first, f.last, f.story, len(f.origins), len({m.document for m in f.matches}),
                            len(f.matches), cause(f, days, names)) for f in found])


def insert_watch(connection: sa.Connection, watch: Watch, at: str) -> Watch:
    """Save a new watch; it comes back with its number.  Raises DatelineError where its name is taken."""
    if any(kept.name == watch.name for kept in watches(connection)):
        raise DatelineError(f"There is a watch {watch.name!r} already. Remove it first (dateline alerts remove), or "
                            "take another name.")
    row = {"name": watch.name, "filter": to_json(watch.filter), "origins": watch.origins, "days": watch.days,
           "updates": watch.updates, "targets": json.dumps(watch.targets, ensure_ascii=False), "created": at}
    made = connection.execute(sa.insert(WATCHES).values(**row).returning(WATCHES.c.watch_id)).scalar_one()
    set_state(connection, made, "active", at)
    return msgspec.structs.replace(watch, watch_id=made)


def set_state(connection: sa.Connection, watch_id: int, state: str, at: str) -> None:
    """From now on the watch is active, paused or removed."""
    connection.execute(sa.insert(WATCH_STATES), {"watch_id": watch_id, "state": state, "at": at})


def watches(connection: sa.Connection) -> list[Watch]:
    """All watches that have not been removed, in the order in which they were made."""
    latest = sa.select(sa.func.max(WATCH_STATES.c.watch_state_pk)).group_by(WATCH_STATES.c.watch_id)
    rows = connection.execute(
        sa.select(WATCHES, WATCH_STATES.c.state).join(WATCH_STATES, WATCH_STATES.c.watch_id == WATCHES.c.watch_id)
        .where(WATCH_STATES.c.watch_state_pk.in_(latest), WATCH_STATES.c.state != "removed")
        .order_by(WATCHES.c.watch_id))
    return [Watch(r.name, from_json(r.filter), r.origins, r.days, r.updates, tuple(json.loads(r.targets)), r.watch_id,
                  r.state) for r in rows]


def watch_named(connection: sa.Connection, name: str) -> Watch:
    """The watch of that name.  Raises DatelineError, with the names, where there is none."""
    kept = watches(connection)
    for watch in kept:
        if watch.name == name:
            return watch
    names = ", ".join(w.name for w in kept) or "none yet; make one with: dateline alerts add"
    raise DatelineError(f"There is no watch {name!r}. The watches: {names}.")


def listed(connection: sa.Connection) -> Table:
    """The watches with what they ask for, how often they fired, and when they last looked."""
    fired = _counts(connection, ALERTS.c.kind.in_(("new", "update")))
    earlier = _counts(connection, ALERTS.c.kind == "earlier")
    looked = {row[0]: row[1] for row in connection.execute(
        sa.select(WATCH_MARKS.c.watch_id, sa.func.max(WATCH_MARKS.c.at)).group_by(WATCH_MARKS.c.watch_id))}
    columns = ("name", "state", "filter", "origins", "days", "updates", "targets", "alerts", "earlier", "looked")
    return table(columns, [
        (w.name, w.state, write(w.filter), w.origins, w.days, w.updates, [*map(shown_target, w.targets)],
         fired.get(w.watch_id, 0), earlier.get(w.watch_id, 0), looked.get(w.watch_id)) for w in watches(connection)])


def shown_target(target: str) -> str:
    """The target as it may be shown: of an address on the web, which may hold a secret, only the host."""
    kind, _, place = target.partition(":")
    return f"webhook:{place.split('/')[2].rpartition('@')[2]}" if kind == "webhook" else target


def read_since(connection: sa.Connection, mark: int) -> frozenset[int]:
    """The reports of which the first reading is later than the one numbered `mark`: reading again is no news."""
    before = READINGS.alias()
    again = sa.exists().where(before.c.document_pk == READINGS.c.document_pk, before.c.reading_pk <= mark)
    rows = connection.execute(sa.select(READINGS.c.document_pk).where(READINGS.c.reading_pk > mark, ~again))
    return frozenset(rows.scalars())


def _counts(connection: sa.Connection, wanted: sa.ColumnElement[bool]) -> dict[int, int]:
    query = sa.select(ALERTS.c.watch_id, sa.func.count()).where(wanted).group_by(ALERTS.c.watch_id)
    return {row[0]: int(row[1]) for row in connection.execute(query)}


def _threshold(origins: int, days: int) -> None:
    if origins < 1 or not 1 <= days <= LONGEST:
        raise DatelineError(f"A watch needs at least one origin, and a window of 1 to {LONGEST} days.")


def _day(published: str | None) -> str | None:
    """The day, where it is one."""
    try:
        return date.fromisoformat(published[:10]).isoformat() if published else None
    except ValueError:
        return None

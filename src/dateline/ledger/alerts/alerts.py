"""Alerts: a watch fires, and the alert carries its reason: threshold, passages, voices, sources.

An alert is kept once and for ever; what a new watch finds in the ledger as it is makes no alert (`earlier`).
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from dateline.errors import DatelineError
from dateline.exports.jsonio import to_json
from dateline.ledger.alerts.reasons import party_words, reasons, status_words, voice_words
from dateline.ledger.alerts.tables import ALERT_STATEMENTS, ALERTS, WATCH_MARKS, WATCHES
from dateline.ledger.alerts.watches import (
    Firing,
    Match,
    Watch,
    cause,
    firings,
    insert_watch,
    links_of,
    matches_of,
    names_of,
    read_since,
    set_state,
    watch_named,
)
from dateline.ledger.filters import given, write
from dateline.ledger.fulltext import marked
from dateline.ledger.query import COLUMNS, S
from dateline.ledger.schema import DOCUMENTS, PARTIES, READINGS, STATEMENTS
from dateline.ledger.table import Table, table
from dateline.ledger.wording import hits_in, with_marks
from dateline.types import Span

SHOWN = 50  # statements that an alert lists, at least one of each origin as far as there is room
A = ALERTS.c


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of looking: the numbers of the alerts made, and how many firings were kept without one."""

    watch: str
    fired: tuple[int, ...] = ()
    earlier: int = 0


@dataclass(frozen=True, slots=True)
class _Kept:
    """An alert made before: what belongs to it makes no new one."""

    alert_id: int
    key: str
    story: str
    first: str
    last: str


def add_watch(connection: sa.Connection, watch: Watch, at: str, backfill: bool = False) -> Outcome:
    """Save a watch.  What it finds now is kept as `earlier`, without an alert; with `backfill` the next run alerts it.

    Raises DatelineError where the name is taken.
    """
    made = insert_watch(connection, watch, at)
    return Outcome(watch.name) if backfill else look(connection, made, at, silent=True)


def pause(connection: sa.Connection, name: str, at: str) -> None:
    """Look no more, until `resume`.  Raises DatelineError where there is no such watch, or it is not active."""
    _change(connection, name, "active", "paused", at)


def resume(connection: sa.Connection, name: str, at: str) -> Outcome:
    """Look again from now on: what came meanwhile makes no alert.  Raises DatelineError where it is not paused."""
    watch = _change(connection, name, "paused", "active", at)
    return look(connection, watch, at, silent=True)


def remove(connection: sa.Connection, name: str, at: str) -> None:
    """Remove a watch; its alerts stay.  Raises DatelineError where there is no such watch."""
    set_state(connection, watch_named(connection, name).watch_id, "removed", at)


def look(connection: sa.Connection, watch: Watch, at: str, silent: bool = False) -> Outcome:
    """Look at what has come since the watch last looked, and keep an alert for each firing.

    A firing needs a report first read since then; `silent`: make no alerts, only note what there is.  Looking twice at
    the same ledger makes nothing the second time.
    """
    before = connection.execute(
        sa.select(sa.func.max(WATCH_MARKS.c.reading_pk)).where(WATCH_MARKS.c.watch_id == watch.watch_id)).scalar()
    now = connection.execute(sa.select(sa.func.max(READINGS.c.reading_pk))).scalar() or 0
    fresh = frozenset[int]() if silent else read_since(connection, before or 0)
    if not fresh and not silent:
        return Outcome(watch.name)
    matches = matches_of(connection, watch.filter, fresh)
    kept, owners = _kept(connection, watch, matches)
    fired, earlier = [], 0
    for firing in firings((m for m in matches if m not in owners), watch.origins, watch.days):
        new = any(m.fresh for m in firing.matches)
        number = _keep(connection, watch, firing, "new" if new else "earlier", None, at)
        fired += [number] if new else []
        earlier += not new
    if watch.updates:
        fired += _updates(connection, watch, kept, owners, at)
    connection.execute(sa.insert(WATCH_MARKS), {"watch_id": watch.watch_id, "reading_pk": now, "at": at,
                                                "fired": len(fired), "earlier": earlier})
    return Outcome(watch.name, tuple(fired), earlier)


def alert(connection: sa.Connection, number: int) -> dict[str, Any]:
    """An alert with its whole reason, as it is delivered.  Raises DatelineError where there is no such alert."""
    row = connection.execute(sa.select(A.body, A.kind).where(A.alert_id == number)).first()
    if row is None:
        raise DatelineError(f"There is no alert {number}. See: dateline alerts list")
    if row.body is None:
        raise DatelineError(f"Number {number} is no alert: its reports were in the ledger before the watch. See them "
                            "with: dateline alerts preview")
    found: dict[str, Any] = json.loads(row.body)
    return {"alert": number, **found}


def alerts(connection: sa.Connection, watch: str | None = None) -> Table:
    """The alerts, of all watches or of one, the latest first."""
    query = sa.select(A.alert_id, A.at, WATCHES.c.name, A.kind, A.reached, A.origins, A.cause).join(
        WATCHES, WATCHES.c.watch_id == A.watch_id).where(A.kind != "earlier")
    if watch is not None:
        query = query.where(A.watch_id == watch_named(connection, watch).watch_id)
    columns = ("alert", "at", "watch", "kind", "day", "origins", "cause")
    return table(columns, connection.execute(query.order_by(A.alert_id.desc())))


def _change(connection: sa.Connection, name: str, old: str, new: str, at: str) -> Watch:
    watch = watch_named(connection, name)
    if watch.state != old:
        raise DatelineError(f"The watch {name!r} is {watch.state} already.")
    set_state(connection, watch.watch_id, new, at)
    return watch


def _kept(
    connection: sa.Connection, watch: Watch, matches: Sequence[Match],
) -> tuple[dict[int, _Kept], dict[Match, int]]:
    """The alerts of this watch, and the matches that belong to one: by their story, report or window."""
    rows = connection.execute(sa.select(A.alert_id, A.key, A.story, A.first, A.last).where(
        A.watch_id == watch.watch_id, A.of.is_(None)).order_by(A.alert_id))
    kept = {row.alert_id: _Kept(*row) for row in rows}
    told = connection.execute(
        sa.select(ALERT_STATEMENTS.c.document_pk, sa.func.coalesce(A.of, A.alert_id))
        .join(ALERTS, A.alert_id == ALERT_STATEMENTS.c.alert_id).where(A.watch_id == watch.watch_id))
    reports = {row[0]: int(row[1]) for row in told}
    stories = {one.story: one.alert_id for one in kept.values() if one.story}
    for match in matches:
        if match.story and match.document in reports:
            stories.setdefault(match.story, reports[match.document])
    windows = sorted((one.first, one.last, one.alert_id) for one in kept.values() if not one.story)
    owners = {}
    for match in matches:
        owner = stories.get(match.story) if match.story else reports.get(match.document, _open(windows, match.day))
        if owner is not None:
            owners[match] = owner
    return kept, owners


def _open(windows: Sequence[tuple[str, str, int]], day: str) -> int | None:
    """The alert whose window the day falls into; all windows are equally long, in the order of their first days."""
    place = bisect_right(windows, day, key=lambda window: window[0]) - 1
    return windows[place][2] if place >= 0 and day <= windows[place][1] else None


def _updates(
    connection: sa.Connection, watch: Watch, kept: Mapping[int, _Kept], owners: Mapping[Match, int], at: str,
) -> list[int]:
    """Alerts on the new origins of what the watch has fired for."""
    made, fresh = [], dict[int, list[Match]]()
    for match in sorted((m for m in owners if m.fresh), key=lambda m: (m.day, m.statement)):
        fresh.setdefault(owners[match], []).append(match)
    for number, come in sorted(fresh.items()):
        one, told = kept[number], _origins_told(connection, number)
        if new := [m for m in come if m.origin not in told]:
            firing = Firing(one.story, one.first, max(one.last, new[-1].day), new[-1].day, tuple(new))
            made.append(_keep(connection, watch, firing, "update", one, at))
    return made


def _origins_told(connection: sa.Connection, number: int) -> frozenset[str]:
    """The origins of the reports in an alert and its updates, as they are linked now."""
    told = connection.execute(
        sa.select(ALERT_STATEMENTS.c.document_pk).distinct().join(ALERTS, A.alert_id == ALERT_STATEMENTS.c.alert_id)
        .where(sa.or_(A.alert_id == number, A.of == number))).scalars().all()
    linked = links_of(connection, told)
    return frozenset(linked.get(document, (f"d{document}", ""))[0] for document in told)


def _keep(
    connection: sa.Connection, watch: Watch, firing: Firing, kind: str, of: _Kept | None, at: str,
) -> int:
    """Write the alert and its statements; its number."""
    names = names_of(connection, firing.matches)
    why = cause(firing, watch.days, names)
    key = f"story {firing.story}" if firing.story else f"day {firing.first}"
    if of is not None:
        further = sa.select(sa.func.count()).select_from(ALERTS).where(A.of == of.alert_id)
        key = f"{of.key} +{connection.execute(further).scalar_one() + 1}"
        why = f"Further: {why}"
    body = None if kind == "earlier" else to_json(_body(connection, watch, firing, kind, of, why, names, at)).decode()
    number = int(connection.execute(sa.insert(ALERTS).values(
        watch_id=watch.watch_id, key=key, kind=kind, of=of and of.alert_id, story=firing.story, first=firing.first,
        last=firing.last, reached=firing.reached, origins=len(firing.origins), cause=why, body=body, at=at,
    ).returning(A.alert_id)).scalar_one())
    connection.execute(sa.insert(ALERT_STATEMENTS), [
        {"alert_id": number, "statement_pk": m.statement, "document_pk": m.document} for m in firing.matches])
    return number


def _body(
    connection: sa.Connection, watch: Watch, firing: Firing, kind: str, of: _Kept | None, why: str,
    names: Mapping[str, str], at: str,
) -> dict[str, Any]:
    """The whole reason, fit for JSON."""
    shown = _chosen(firing.matches)
    told = {m.statement: m for m in shown}
    rows = _rows(connection, watch, list(told))
    reports = [{"origin": name, "documents": len({m.document for m in firing.matches if m.origin == origin})}
               for origin, name in ((o, names[o]) for o in firing.origins)]
    return {
        "watch": watch.name, "kind": kind, "at": at, "update_of": of and of.alert_id, "cause": why,
        "filter": write(watch.filter), "threshold": {"origins": watch.origins, "days": watch.days},
        "window": {"first": firing.first, "last": firing.last, "reached": firing.reached},
        "story": firing.story or None, "origins": reports, "copies": firing.copies,
        "statements": [_told(watch, rows[m.statement], names[m.origin]) for m in shown],
        "left_out": len(firing.matches) - len(shown),
        "note": "As reported; not what is true.",
    }


def _chosen(matches: Sequence[Match]) -> list[Match]:
    """The first statement of each origin, then the others, as many as are shown; in the order of their days."""
    first = {m.origin: m for m in reversed(matches)}.values()
    others = [m for m in matches if m not in set(first)]
    kept = [*sorted(first, key=lambda m: (m.day, m.statement)), *others][:SHOWN]
    return sorted(kept, key=lambda m: (m.day, m.statement))


def _rows(connection: sa.Connection, watch: Watch, numbers: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The statements with their reports, parties and marked sentences."""
    joined = STATEMENTS.join(DOCUMENTS, DOCUMENTS.c.document_pk == S.document_pk)
    found = connection.execute(sa.select(*COLUMNS).select_from(joined).where(S.statement_pk.in_(numbers))).mappings()
    rows: dict[int, dict[str, Any]] = {row["statement_pk"]: {**row, "parties": []} for row in found}
    parties = sa.select(PARTIES).where(PARTIES.c.statement_pk.in_(numbers)).order_by(PARTIES.c.role, PARTIES.c.number)
    for party in connection.execute(parties).mappings():
        rows[party["statement_pk"]]["parties"].append(party)
    text = watch.filter.text
    hits = {} if text is None else {
        row[0]: row[1] for row in connection.execute(marked(STATEMENTS, text, numbers, connection.dialect.name))}
    for number, row in rows.items():
        sentence = row["sentence"]
        spans = hits_in(sentence, hits.get(number, ""))
        row["marked"] = with_marks(sentence, Span(0, len(sentence)), spans) if spans else sentence
    return rows


def _told(watch: Watch, row: Mapping[str, Any], origin: str) -> dict[str, Any]:
    """A statement as an alert lists it; offsets are code points of the report's text."""
    parties = row["parties"]
    of = {role: [party_words(p) for p in parties if p["role"] == role] for role in ("actor", "recipient")}
    return {
        "statement_id": row["statement_id"], "document_id": row["document_id"], "origin": origin,
        "publisher": row["publisher"], "published": row["published"], "title": row["title"], "url": row["url"],
        "event": row["event"], "mode": row["mode"], "status": status_words(row), "voice": voice_words(row, parties),
        "actors": of["actor"], "recipients": of["recipient"], "when": row["when"], "where": row["where_text"],
        "passage": {"text": row["sentence"], "start": row["sentence_start"], "end": row["sentence_end"]},
        "trigger": {"text": row["trigger"], "start": row["trigger_start"], "end": row["trigger_end"]},
        "matched": reasons(watch.filter, _with_story(watch, row), parties),
    }


def _with_story(watch: Watch, row: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**row, "story": ", ".join(map(str, given(watch.filter).get("story", ())))}

"""What `dateline watch` knows of feeds, of their entries and of hosts: kept in the ledger, so that any round goes on
where the last one stopped.

What a feed answered and the entries that it named are kept in one transaction; an entry is done only after its report
stands in the ledger.  So whatever ends the program, no entry is lost, and none is read into the ledger twice.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec
import sqlalchemy as sa

from dateline.ledger.rows import fit
from dateline.ledger.schema import METADATA, blob, count, text, truth

# A feed, by the address that it was first known by; `at`: where it is now.  `etag`, `modified`: as its last whole
# answer gave them.  `due`: not asked before (UTC).  `state`: active or gone.  `fault`: what was wrong last;
# `failures`: how often in a row.  `settled`: what it held when it was first read is seen to.
FEEDS = sa.Table(
    "feeds", METADATA,
    sa.Column("address", sa.Text, primary_key=True), text("title", null=False), text("at", null=False), text("etag"),
    text("modified"), text("due", null=False), count("failures", null=False), text("state", null=False), text("fault"),
    truth("settled"), text("asked"),
)  # fmt: skip

# An entry of a feed, by the address of its report.  `mark`: a digest of what the feed says of it; `state`: waiting,
# done or failed.  `body`: the entry as the feed gave it, JSON, deflated, while it waits.
ENTRIES = sa.Table(
    "feed_entries", METADATA,
    sa.Column("address", sa.Text, primary_key=True), text("feed", null=False), text("mark", null=False),
    text("state", null=False), count("tries", null=False), text("due", null=False), text("fault"), blob("body"),
    sa.Index("feed_entries_by_state", "state", "due"),
)  # fmt: skip

# A host (with scheme and port): its robots.txt as it was read, the status of that answer, when (UTC).
ROBOTS = sa.Table(
    "robots", METADATA,
    sa.Column("host", sa.Text, primary_key=True), text("rules", null=False), count("status", null=False),
    text("read", null=False),
)  # fmt: skip

TABLES = (FEEDS, ENTRIES, ROBOTS)
State = Literal["active", "gone"]
AT_ONCE = 400
F, E = FEEDS.c, ENTRIES.c


class Feed(msgspec.Struct, frozen=True):
    """A feed as it is known: see the table."""

    address: str
    title: str
    at: str
    etag: str | None = None
    modified: str | None = None
    due: str = ""
    failures: int = 0
    state: State = "active"
    fault: str | None = None
    settled: bool = False
    asked: str | None = None


class Entry(msgspec.Struct, frozen=True):
    """An entry of a feed.  `found`: its fields (title, url, published …); `text`: its own, of which `html` is the
    source; `summary`: the feed gives no more than that."""

    address: str
    found: dict[str, str]
    text: str = ""
    html: str | None = None
    summary: bool = False
    tries: int = 0


def moment(seconds: float) -> str:
    """A time by the clock, UTC text to the second."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def enlist(connection: sa.Connection, wanted: Iterable[tuple[str, str]]) -> list[Feed]:
    """The feeds of a list of addresses and titles, those that are new entered."""
    given = {fit(address): fit(title) for address, title in wanted}
    rows = connection.execute(sa.select(FEEDS)).all()
    known = {row.address: Feed(**row._mapping) for row in rows if row.address in given}
    new = [Feed(address, title, address) for address, title in given.items() if address not in known]
    if new:
        connection.execute(sa.insert(FEEDS), [msgspec.structs.asdict(feed) for feed in new])
    return [known.get(address) or Feed(address, title, address) for address, title in given.items()]


def keep_feed(connection: sa.Connection, feed: Feed, entries: Sequence[Entry] = ()) -> int:
    """Keep what a feed answered, and the entries that are new or that it tells otherwise now; how many of them."""
    values = {name: value for name, value in msgspec.structs.asdict(feed).items() if name != "address"}
    connection.execute(sa.update(FEEDS).where(F.address == feed.address).values(**values))
    marks = {fit(entry.address): _mark(entry) for entry in entries}
    known: dict[str, str] = {}
    names = sorted(marks)
    for start in range(0, len(names), AT_ONCE):
        rows = connection.execute(sa.select(E.address, E.mark).where(E.address.in_(names[start : start + AT_ONCE])))
        known |= {row.address: row.mark for row in rows}
    new = {fit(e.address): e for e in entries if known.get(fit(e.address)) != marks[fit(e.address)]}
    if new:
        connection.execute(sa.delete(ENTRIES).where(E.address.in_(list(new))))
        connection.execute(sa.insert(ENTRIES), [
            {"address": name, "feed": feed.address, "mark": marks[name], "state": "waiting", "tries": 0, "due": "",
             "fault": None, "body": zlib.compress(_encoded(entry))} for name, entry in new.items()])
    return len(new)


def waiting(connection: sa.Connection, feeds: Iterable[str], at: str, limit: int | None = None) -> list[Entry]:
    """The entries of these feeds that are to be read at that time, those that were found first first."""
    names = [fit(name) for name in feeds]
    query = (sa.select(E.body, E.tries).where(E.state == "waiting", E.due <= at, E.feed.in_(names))
             .order_by(E.due, E.address).limit(limit))
    return [msgspec.structs.replace(msgspec.json.decode(zlib.decompress(row.body), type=Entry), tries=row.tries)
            for row in connection.execute(query) if row.body is not None]


def see_to(connection: sa.Connection, done: Iterable[str], fault: str | None = None) -> None:
    """These entries have been read (or, with a fault, have failed for good)."""
    names = sorted({fit(name) for name in done})
    values = {"state": "failed" if fault else "done", "fault": fault and fit(fault), "body": None}
    for start in range(0, len(names), AT_ONCE):
        some = names[start : start + AT_ONCE]
        connection.execute(sa.update(ENTRIES).where(E.address.in_(some)).values(**values))


def put_off(connection: sa.Connection, entry: Entry, due: str, fault: str) -> None:
    """Try an entry again, not before that time."""
    connection.execute(sa.update(ENTRIES).where(E.address == fit(entry.address)).values(
        tries=entry.tries + 1, due=due, fault=fit(fault)))


def is_settled(connection: sa.Connection) -> bool:
    """Has all been seen to that the first feeds held when they were first read?"""
    return bool(connection.execute(sa.select(sa.func.count()).select_from(FEEDS).where(F.settled)).scalar_one())


def settle(connection: sa.Connection) -> None:
    """Note that nothing is left of what feeds held when they were first read, where that is so."""
    new = sa.select(sa.func.count()).select_from(ENTRIES).where(E.state == "waiting", E.tries == 0)
    if not connection.execute(new).scalar_one():
        connection.execute(sa.update(FEEDS).where(F.asked.is_not(None)).values(settled=True))


def robots(connection: sa.Connection) -> dict[str, tuple[str, int, str]]:
    """By host its robots.txt, the status of the answer, and when it was read."""
    return {row.host: (row.rules, row.status, row.read) for row in connection.execute(sa.select(ROBOTS))}


def keep_robots(connection: sa.Connection, read: Mapping[str, tuple[str, int, str]]) -> None:
    """Keep what hosts say in robots.txt."""
    rows: list[dict[str, Any]] = [{"host": fit(host), "rules": fit(rules), "status": status, "read": at}
                                  for host, (rules, status, at) in read.items()]
    if rows:
        connection.execute(sa.delete(ROBOTS).where(ROBOTS.c.host.in_([row["host"] for row in rows])))
        connection.execute(sa.insert(ROBOTS), rows)


def _encoded(entry: Entry) -> bytes:
    clean = {name: fit(value) for name, value in entry.found.items()}
    return msgspec.json.encode(msgspec.structs.replace(
        entry, found=clean, text=fit(entry.text), html=entry.html and fit(entry.html)))


def _mark(entry: Entry) -> str:
    """Another mark: the report may have another text now."""
    told = [entry.found.get(name, "") for name in ("title", "updated", "published")]
    return f"{zlib.crc32(chr(10).join(told).encode('utf-8', 'surrogatepass')):08x}"

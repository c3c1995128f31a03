"""A round: ask the feeds that are due, then fetch what their new entries name; several hosts at a time, each in turn.

Only the thread that calls writes to the ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import NamedTuple, TypeVar

from dateline.fetching.feeds import SCHEMES, after, ask, by_host, host_in
from dateline.fetching.http import Answer
from dateline.fetching.net import Net
from dateline.fetching.pages import ACCEPT, from_feed, from_page
from dateline.ledger.fetches import Entry, Feed, keep_feed, keep_robots, moment, put_off, see_to, waiting
from dateline.ledger.store import Store
from dateline.sources.options import Options, Sourced, remark
from dateline.types import Issue

T = TypeVar("T")
R = TypeVar("R")
HOSTS = 4  # that are asked at the same time
TRIES = 4  # of a page
AGAIN = 900.0  # seconds until a page is tried again, four times as long each time
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class How:
    """`every`: seconds between rounds; `pages`: fetch them; `limit`: reports in a round; `options`: as of sources."""

    every: float
    pages: bool = True
    limit: int | None = None
    options: Options = field(default_factory=Options)


class Asked(NamedTuple):
    """What came of asking feeds: how many answered, how many of them had something new, new entries, what is wrong
    (only where that is news)."""

    asked: int
    changed: int
    entries: int
    issues: tuple[Issue, ...]
    failed: int


class Report(NamedTuple):
    """The report of an entry, as sources give it."""

    entry: Entry
    items: list[Sourced]


def ask_feeds(store: Store, net: Net, feeds: Sequence[Feed], every: float) -> Asked:
    """Ask the feeds that are due; what they answer is kept."""
    now = moment(net.clock.now())
    due = [feed for feed in feeds if feed.state == "active" and feed.due <= now]
    issues, asked, changed, entries, failed = list[Issue](), 0, 0, 0, 0
    for feed, answer in in_parallel(net, by_host(due), lambda feed: ask(net, feed)):
        if net.stop.is_set():
            break
        known, told = after(feed, answer, net.clock.now(), every)
        with store.writing() as connection:
            new = keep_feed(connection, known, told)
        asked, changed, entries, failed = asked + 1, changed + bool(new), entries + new, failed + bool(known.fault)
        if known.fault and known.fault != feed.fault:
            issues.append(remark(feed.address, f"The feed {feed.title} was not read: {known.fault}."))
        if known.at != feed.at:
            issues.append(remark(feed.address, f"The feed {feed.title} has moved for good to {known.at}.", "note"))
    _keep_robots(store, net)
    return Asked(asked, changed, entries, tuple(issues), failed)


def reports(store: Store, net: Net, feeds: Sequence[Feed], how: How) -> Iterator[Report]:
    """The reports of the entries that wait, as they come; who takes one says when it is kept (`kept`)."""
    with store.reading() as connection:
        todo = waiting(connection, [feed.address for feed in feeds], moment(net.clock.now()), how.limit)
    hosts: dict[str, list[Entry]] = {}
    for entry in todo:
        if how.pages and entry.address.lower().startswith(SCHEMES):
            hosts.setdefault(host_in(entry.address), []).append(entry)
        else:
            yield Report(entry, from_feed(entry, how.options))
    for entry, answer in in_parallel(net, hosts, lambda entry: net.get(entry.address, {"Accept": ACCEPT})):
        if net.stop.is_set():
            break
        if (wait := _again(entry, answer)) is not None:
            with store.writing() as connection:
                tried = Entry(entry.address, {}, tries=entry.tries - bool(answer.wait))
                put_off(connection, tried, moment(net.clock.now() + wait), _fault(answer))
            continue
        yield Report(entry, _report(entry, answer, how))
    _keep_robots(store, net)


def kept(store: Store, done: Sequence[Report]) -> None:
    """These reports stand in the ledger, or among its issues."""
    with store.writing() as connection:
        see_to(connection, [report.entry.address for report in done])


def in_parallel(net: Net, queues: Mapping[str, Sequence[T]], work: Callable[[T], R]) -> Iterator[tuple[T, R]]:
    """What comes of working on each thing: those of one queue one after the other, several queues at a time.

    Who stops taking results stops the work, when what is being asked at that moment has answered.
    """
    results: SimpleQueue[tuple[T, R]] = SimpleQueue()

    def run(things: Sequence[T]) -> None:
        for thing in things:
            if net.stop.is_set():
                return
            results.put((thing, work(thing)))

    with ThreadPoolExecutor(HOSTS) as pool:
        running = [pool.submit(run, things) for things in queues.values()]
        whole = False
        try:
            while not all(one.done() for one in running) or not results.empty():
                try:
                    yield results.get(timeout=0.05)
                except Empty:
                    continue
            whole = True
        finally:
            if not whole:
                net.stop.set()
                pool.shutdown(cancel_futures=True)
    for one in running:
        one.result()


def _report(entry: Entry, answer: Answer, how: How) -> list[Sourced]:
    if answer.status == 200 and not answer.fault:
        found = from_page(entry, answer, how.options)
        return found or from_feed(entry, how.options, "it holds no text of a report")
    return from_feed(entry, how.options, _fault(answer))


def _again(entry: Entry, answer: Answer) -> float | None:
    """Seconds until the page is to be tried again; None where it is not."""
    if answer.wait:
        return answer.wait
    passing = (answer.fault and not answer.final) or answer.status in PASSING
    return AGAIN * 4.0**entry.tries if passing and entry.tries + 1 < TRIES else None


def _fault(answer: Answer) -> str:
    return answer.fault or f"it answers {answer.status}"


def _keep_robots(store: Store, net: Net) -> None:
    with store.writing() as connection:
        keep_robots(connection, net.robots)

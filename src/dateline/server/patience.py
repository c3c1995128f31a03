"""Long questions: few at once, each for a bounded time, the same one asked once, and none that nobody waits for.

Whoever types a filter asks a question with every word of it and waits only for the last.  So a question whose askers
have all gone is ended, in the database, too; and what was found is kept as long as the ledger stays as it is.
"""

from __future__ import annotations

import asyncio
import threading
from array import array
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any, TypeAlias, TypeVar

import sqlalchemy as sa
from anyio import CapacityLimiter, to_thread
from fastapi import Depends, Request

from dateline.errors import LedgerError
from dateline.ledger.book import Ledger
from dateline.ledger.ranks import state_of
from dateline.ledger.table import Table

T = TypeVar("T")
Key: TypeAlias = tuple[Hashable, Hashable]  # the state of the ledger, the question
Asked = Callable[[sa.Connection], T]
AT_ONCE = 3  # long questions that the database works on; others wait their turn, and hold no thread
LONGEST = 30.0  # seconds
LOOK = 0.1  # seconds between looks whether anybody still waits
ROOM = 8_000_000  # of what is kept, counted in row numbers of 8 bytes: 64 MiB
EACH, CELL, THING = 500, 8, 25  # what an answer, a cell of a table, anything else counts, about
UNWANTED = "Nobody waits for the answer any more."
TOO_LONG = ("The question took longer than {:.0f} seconds and was ended. Ask for less: a field more in the filter, a "
            "shorter time; a name without * is found by an index.")


class Work:
    """One question that the database works on: how many wait for it, and how to end it."""

    def __init__(self) -> None:
        self.waiting, self.why = 0, ""
        self._driver: Any = None
        self._lock = threading.Lock()

    @contextmanager
    def on(self, connection: sa.Connection) -> Iterator[None]:
        """The connection works for this question within the block."""
        self._driver = connection.connection.driver_connection
        try:
            yield
        finally:
            with self._lock:
                self._driver = None

    def end(self, why: str) -> None:
        """Interrupt what the database does; called again until the question has ended."""
        self.why = why
        with self._lock:
            if self._driver is not None:
                (getattr(self._driver, "interrupt", None) or self._driver.cancel)()  # SQLite, PostgreSQL


class Patience:
    """The long questions to one ledger, and what they found.  Used from one event loop."""

    def __init__(self, ledger: Ledger, seconds: float = LONGEST) -> None:
        self._ledger, self._seconds = ledger, seconds
        self._limiter = CapacityLimiter(AT_ONCE)
        self._going: dict[Key, tuple[asyncio.Task[Any], Work]] = {}
        self._kept: OrderedDict[Key, tuple[int, Any]] = OrderedDict()  # with the room that each takes
        self._prepared = Work()

    async def ask(self, request: Request, key: Hashable, question: Asked[T]) -> T:
        """The answer to the question called `key`.  Raises what it raises, LedgerError where it takes too long."""
        whole = (await to_thread.run_sync(self._state), key)
        if whole in self._kept:
            self._kept.move_to_end(whole)
            kept: T = self._kept[whole][1]
            return kept
        task, work = self._going.get(whole) or self._begun(whole, question)
        task.add_done_callback(_look_at)
        work.waiting += 1
        try:
            while not task.done():
                await asyncio.wait([task], timeout=LOOK)
                if not task.done() and await request.is_disconnected():
                    break
        finally:
            work.waiting -= 1
        if not task.done():
            raise LedgerError(UNWANTED)
        found: T = task.result()
        return found

    async def known(self, key: Hashable) -> Any:
        """What was found before, if it still holds, or None."""
        return self._kept.get((await to_thread.run_sync(self._state), key), (0, None))[1]

    async def prepare(self, key: Hashable, question: Asked[Any]) -> None:
        """Begin to look for what will be asked next, in place of what was prepared before; nobody waits for it."""
        whole = (await to_thread.run_sync(self._state), key)
        if whole in self._kept or whole in self._going:
            return
        self._prepared.waiting -= 1
        task, self._prepared = self._begun(whole, question)
        task.add_done_callback(_look_at)
        self._prepared.waiting += 1

    def _begun(self, key: Key, question: Asked[Any]) -> tuple[asyncio.Task[Any], Work]:
        work = Work()
        self._going[key] = asyncio.create_task(self._run(key, question, work)), work
        return self._going[key]

    def _state(self) -> Hashable:
        with self._ledger.reading() as connection:
            return state_of(connection)

    async def _run(self, key: Key, question: Asked[T], work: Work) -> T:
        try:
            found = await self._bounded(key, question, work)
            self._keep(key, found)
            return found
        finally:
            self._forget(key, work)

    async def _bounded(self, key: Key, question: Asked[T], work: Work) -> T:
        """The answer, or LedgerError once the time is over or nobody waits."""
        running = asyncio.create_task(to_thread.run_sync(self._answer, question, work, limiter=self._limiter))
        end = asyncio.get_running_loop().time() + self._seconds
        try:
            while not running.done():
                await asyncio.wait([running], timeout=LOOK)
                if not work.waiting:
                    self._forget(key, work)  # whoever asks now asks anew
                    work.end(UNWANTED)
                elif asyncio.get_running_loop().time() > end:
                    work.end(TOO_LONG.format(self._seconds))
        finally:
            if not running.done():
                work.end("The desk was closed.")
        return running.result()

    def _forget(self, key: Key, work: Work) -> None:
        if key in self._going and self._going[key][1] is work:
            del self._going[key]

    def _answer(self, question: Asked[T], work: Work) -> T:
        try:
            with self._ledger.reading() as connection, work.on(connection):
                if work.why:
                    raise LedgerError(work.why)
                return question(connection)
        except LedgerError as error:
            raise LedgerError(work.why) if work.why else error from None

    def _keep(self, key: Key, found: Any) -> None:
        """Keep what was found, as long as there is room; what was found in another state holds no more."""
        for other in [other for other in self._kept if other[0] != key[0]]:
            del self._kept[other]
        self._kept[key] = EACH + _size(found), found
        while len(self._kept) > 1 and sum(size for size, _ in self._kept.values()) > ROOM:
            self._kept.popitem(last=False)


def _look_at(task: asyncio.Task[Any]) -> None:
    """What was prepared may fail: whoever asks for it will be told."""
    if not task.cancelled():
        task.exception()


def _size(found: Any) -> int:
    """The room that an answer takes, in row numbers."""
    if isinstance(found, array):
        return len(found)
    if isinstance(found, Table):
        return len(found) * len(found.columns) * CELL
    if isinstance(found, (tuple, list)):
        return sum(map(_size, found))
    return len(found) * THING if isinstance(found, Mapping) else THING


def patience_of(request: Request) -> Patience:
    """The long questions of this desk."""
    found: Patience = request.app.state.patience
    return found


Patient = Annotated[Patience, Depends(patience_of)]

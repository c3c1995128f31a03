"""Stories, incidents and claims are made in the background: no question waits for them, views say how they stand."""

from __future__ import annotations

import threading
from typing import Literal, TypeAlias

import msgspec
import sqlalchemy as sa

from dateline.errors import DatelineError
from dateline.ledger.book import Ledger
from dateline.ledger.linking import is_linked, link
from dateline.ledger.schema import READINGS
from dateline.server.security import FAULT

State: TypeAlias = Literal["current", "stale", "running", "failed"]
AT_ONCE = 2_000  # reports: up to so many are linked when the desk opens; more take minutes and are asked for


class Links(msgspec.Struct, frozen=True):
    """How the links stand: `stage` while they are made, `fault` where that failed."""

    state: State
    stage: str = ""
    fault: str = ""


class Linker:
    """Makes the links of one ledger in a thread, one pass at a time."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger, self._lock = ledger, threading.Lock()
        self._thread: threading.Thread | None = None
        self._now = Links("stale")

    def look(self) -> Links:
        """How the links stand at this moment."""
        if self._now.state in ("running", "failed"):
            return self._now
        with self._ledger.reading() as connection:
            return Links("current" if is_linked(connection) else "stale")

    def start(self) -> Links:
        """Begin to make them, unless that goes on already."""
        with self._lock:
            if self._now.state != "running":
                self._now = Links("running", "stories")
                self._thread = threading.Thread(target=self._run, name="links", daemon=True)
                self._thread.start()
        return self._now

    def at_once(self) -> None:
        """Begin where the ledger is small enough and what stands does not hold."""
        with self._ledger.reading() as connection:
            query = sa.select(sa.func.count()).select_from(READINGS).where(READINGS.c.current)
            wanted = connection.execute(query).scalar_one() <= AT_ONCE and not is_linked(connection)
        if wanted:
            self.start()

    def wait(self, seconds: float | None = None) -> None:
        """Until the pass that goes on has ended, or so long."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _run(self) -> None:
        ended = Links("failed", fault=FAULT)
        try:
            link(self._ledger, lambda stage: self._set(Links("running", stage)))
            ended = Links("current")
        except DatelineError as error:
            ended = Links("failed", fault=str(error))
        finally:
            self._set(ended)

    def _set(self, links: Links) -> None:
        self._now = links

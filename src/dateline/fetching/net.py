"""Manners: robots.txt, one request at a time to a host and a pause after each, redirects a step at a time, waiting
where a host asks for it.

Threads may share a `Net`; it holds no lock while it follows a redirect to another host.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

from dateline.fetching.addresses import RefusedError, host_of, origin_of, path_of, split
from dateline.fetching.http import Answer, Limits, request
from dateline.fetching.robots import Rules, rules_of
from dateline.ledger.fetches import moment

HOPS = 6  # redirects that are followed
FOR_GOOD = frozenset({301, 308})
ELSEWHERE = frozenset({301, 302, 303, 307, 308})
BUSY = frozenset({429, 503})
PATIENT = 120.0  # seconds that a request waits for its turn; more is put off
ROBOTS_HOLD = 24 * 3600.0  # seconds for which a robots.txt is taken to hold
ROBOTS_AGAIN = 1800.0  # the same where it could not be had
LONGEST = 7 * 24 * 3600.0  # seconds that a host may ask us to wait
ASKED = 600.0  # seconds to wait for a busy host that does not say how long
Kept = tuple[str, int, str]  # the text of a robots.txt, the status of the answer, when it was read (UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """`now`: seconds of the clock on the wall; `sleep` waits seconds."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep


WALL = Clock()


@dataclass(frozen=True, slots=True)
class Manners:
    """`agent`: the whole User-Agent, which begins with the name that robots.txt is asked for; `delay`: seconds between
    two requests to one host, at least."""

    agent: str
    delay: float = 5.0
    limits: Limits = field(default_factory=Limits)

    @property
    def name(self) -> str:
        """The name of the robot."""
        return self.agent.partition("/")[0].partition(" ")[0]


@dataclass(slots=True)
class _Host:
    turn: threading.Lock = field(default_factory=threading.Lock)
    ready: float = 0.0
    delay: float = 0.0


class Net:
    """What is known of hosts in one session.  `robots`: what is kept of earlier ones, by host; grows."""

    def __init__(self, manners: Manners, robots: Mapping[str, Kept] | None = None, clock: Clock = WALL) -> None:
        self.manners, self.clock = manners, clock
        self.robots: dict[str, Kept] = dict(robots or {})
        self.stop = threading.Event()
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    def get(self, address: str, headers: Mapping[str, str] | None = None) -> Answer:
        """The answer at the address, redirects followed.  Nothing that an answer can do raises."""
        at, moved, for_good = address, None, True
        for _ in range(HOPS):
            answer = self._once(at, headers or {})
            place = answer.headers.get("location")
            if answer.status not in ELSEWHERE or not place:
                return Answer(at, answer.status, answer.headers, answer.body, answer.fault, answer.final, moved,
                              answer.wait)
            for_good = for_good and answer.status in FOR_GOOD
            at = urljoin(at, place).partition("#")[0]
            moved = at if for_good else moved
        return Answer(address, fault=f"more than {HOPS} redirects", final=True)

    def _once(self, address: str, headers: Mapping[str, str]) -> Answer:
        try:
            parts = split(address)
            name, origin, path = host_of(parts), origin_of(parts), path_of(parts)
        except RefusedError as error:
            return Answer(address, fault=str(error), final=True)
        host = self._host(name)
        with host.turn:
            rules = self._rules(origin, host)
            if not rules.allow(path):
                status = self.robots[origin][1]
                unknown = status == 0 or status >= 500 or status == 429
                why = "could not be had: nothing is fetched until it can" if unknown else "does not allow it"
                return Answer(address, fault=f"robots.txt of {name} {why}", final=not unknown)
            host.delay = max(self.manners.delay, rules.delay or 0.0)
            if (left := self._turn(host)) > 0:
                return Answer(address, fault=f"{name} asks to wait", wait=left)
            answer = request(address, self._with_agent(headers), self.manners.limits)
            return self._after(answer, host)

    def _rules(self, origin: str, host: _Host) -> Rules:
        """What robots.txt says, asked for where it is not known or no longer holds."""
        kept, now = self.robots.get(origin), self.clock.now()
        if kept is None or kept[2] <= moment(now - (ROBOTS_HOLD if 200 <= kept[1] < 500 else ROBOTS_AGAIN)):
            if self._turn(host) > 0:
                return rules_of("", 0, self.manners.name) if kept is None else self._known(kept)
            answer = self._robots_txt(f"{origin}/robots.txt")
            self._after(answer, host, quick=True)
            kept = (answer.body.decode("utf-8", "replace"), answer.status, moment(self.clock.now()))
            self.robots[origin] = kept
        return self._known(kept)

    def _known(self, kept: Kept) -> Rules:
        return rules_of(kept[0], kept[1], self.manners.name)

    def _robots_txt(self, address: str) -> Answer:
        """Redirects are followed within the host and out of it (RFC 9309, 2.3.1.2)."""
        for _ in range(HOPS):
            answer = request(address, self._with_agent({}), self.manners.limits)
            place = answer.headers.get("location")
            if answer.status not in ELSEWHERE or not place:
                return answer
            address = urljoin(address, place)
        return Answer(address, 404)  # as where there is none

    def _turn(self, host: _Host) -> float:
        """Wait for the turn; where that would take too long, the seconds that are left."""
        left = host.ready - self.clock.now()
        if left > max(PATIENT, 2 * host.delay):
            return left
        while left > 0 and not self.stop.is_set():
            self.clock.sleep(min(left, 1.0))
            left = host.ready - self.clock.now()
        return 1.0 if self.stop.is_set() else 0.0

    def _after(self, answer: Answer, host: _Host, quick: bool = False) -> Answer:
        """The host's next turn; what it asks for where it is busy."""
        now = self.clock.now()
        if answer.status in BUSY:
            wait = min(_seconds(answer.headers.get("retry-after", ""), now) or ASKED, LONGEST)
            host.ready = now + max(wait, host.delay)
            return Answer(answer.address, answer.status, answer.headers, fault=f"busy ({answer.status})", wait=wait)
        host.ready = max(host.ready, now + (min(1.0, self.manners.delay) if quick else host.delay))
        return answer

    def _host(self, name: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(name.lower(), _Host())

    def _with_agent(self, headers: Mapping[str, str]) -> dict[str, str]:
        return {"User-Agent": self.manners.agent, "Accept-Language": "en, *;q=0.5", **headers}


def _seconds(given: str, now: float) -> float | None:
    """Retry-After: seconds, or a date (RFC 9110, 10.2.3)."""
    if given.strip().isdecimal():
        return float(given.strip()[:9])
    try:
        return max(parsedate_to_datetime(given).timestamp() - now, 1.0)
    except (ValueError, TypeError, OverflowError):
        return None

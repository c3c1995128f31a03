"""The rounds of `dateline watch`: what is fetched goes into the ledger, is linked, and watches fire."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import sqlalchemy as sa

from dateline.cli.coding import run_of
from dateline.cli.ledger_alerts import fire
from dateline.cli.ledger_coding import Count, enter
from dateline.cli.ledger_linking import linked_up
from dateline.cli.reading import known
from dateline.cli.screen import console
from dateline.fetching.net import Clock, Manners, Net
from dateline.fetching.rounds import Asked, How, Report, ask_feeds, kept, reports
from dateline.knowledge import Knowledge, Origin
from dateline.ledger.alerts.delivery import Mail
from dateline.ledger.book import Ledger
from dateline.ledger.fetches import enlist, is_settled, robots, settle
from dateline.ledger.recording import Recording, record
from dateline.ledger.schema import READINGS
from dateline.types import Issue

BATCH = 20  # reports that are read and kept together
PAUSE = 10.0  # seconds after which fewer are
CLAIMS = 2_000  # reports: of up to so many in a ledger claims are made after each round, of more when asked for
SHOWN = 8  # faults of a round
WALL = Clock()
STOPPED = 130  # exit code, as of other programs that Ctrl-C stops


@dataclass(frozen=True, slots=True)
class Plan:
    """What is followed, and how.  `feeds`: address and title; without `mail` no watch is looked at."""

    feeds: list[tuple[str, str]]
    manners: Manners
    how: How
    own: Origin
    mail: Mail | None = None


@dataclass(slots=True)
class Session:
    """What a session holds on to between rounds."""

    desk: Ledger
    plan: Plan
    net: Net
    know: Knowledge | None = None

    def knowledge(self) -> Knowledge:
        """Loaded when the first report is there."""
        if self.know is None:
            self.know = known(self.plan.own, self.plan.how.options.near)
        return self.know


@dataclass(slots=True)
class Round:
    """A run that begins with the first thing that it has to keep."""

    session: Session
    count: Count = field(default_factory=Count)
    run: Recording | None = None

    def recording(self) -> Recording:
        """The run."""
        if self.run is None:
            plan = self.session.plan
            made = run_of(self.session.knowledge(), plan.own, plan.how.options)
            self.run = record(self.session.desk, made)
        return self.run


def follow(place: str, plan: Plan, once: bool = False, clock: Clock = WALL) -> int:
    """Rounds until Ctrl-C, or one; the exit code: 0, 1 where not one feed could be read, 130 after Ctrl-C."""
    screen = console(stderr=True)
    with Ledger(place) as desk:
        with desk.reading() as connection:
            session = Session(desk, plan, Net(plan.manners, robots(connection), clock))
        try:
            while True:
                began = clock.now()
                asked = one_round(session)
                if once:
                    return 1 if asked.asked and asked.failed == asked.asked else 0
                _wait(clock, began + plan.how.every)
        except KeyboardInterrupt:
            session.net.stop.set()
            screen.print("Stopped. What has been read stands in the ledger; the same command goes on from there.")
            return STOPPED


def one_round(session: Session) -> Asked:
    """Ask, fetch, read, link, fire; what came of asking."""
    desk, plan = session.desk, session.plan
    with desk.writing() as connection:
        feeds, settled = enlist(connection, plan.feeds), is_settled(connection)
    asked = ask_feeds(desk, session.net, feeds, plan.how.every)
    this = Round(session)
    if asked.issues:
        _remark(this, asked.issues)
    for batch in _batches(reports(desk, session.net, feeds, plan.how)):
        _enter(batch, this)
    if this.run is not None:
        this.run.finish()
    with desk.writing() as connection:
        settle(connection)
    _tell(asked, this)
    if this.count.new.readings:
        linked_up(desk, claims=_few(desk))
    if plan.mail is not None and _has_watches(desk):
        fire(desk, plan.mail, silent=not settled)
    return asked


def _enter(batch: list[Report], this: Round) -> None:
    """Read a batch into the ledger; only then are its entries done."""
    items = (item for report in batch for item in report.items)
    enter(items, this.recording(), this.session.knowledge(), this.count)
    kept(this.session.desk, batch)
    new = this.count.new
    console(stderr=True).print(f"  {new.readings:,} reports, {new.statements:,} statements so far")


def _remark(this: Round, issues: Iterable[Issue]) -> None:
    this.recording().skip(issues)
    for issue in [*issues][:SHOWN]:
        console(stderr=True).print(f"  {issue.document}: {issue.message}")


def _batches(given: Iterator[Report]) -> Iterator[list[Report]]:
    part, last = list[Report](), time.monotonic()
    for report in given:
        part.append(report)
        if len(part) >= BATCH or time.monotonic() - last > PAUSE:
            yield part
            part, last = [], time.monotonic()
    if part:
        yield part


def _tell(asked: Asked, this: Round) -> None:
    """One line a round, and a line for each report that was skipped."""
    screen, new = console(stderr=True), this.count.new
    for issue in this.count.skipped[:SHOWN]:
        screen.print(f"  {issue.document}: {issue.message}")
    if (more := len(this.count.skipped) - SHOWN) > 0:
        screen.print(f"  … and {more:,} more: dateline runs")
    broken = f" ({asked.failed:,} could not be read)" if asked.failed else ""
    screen.print(f"{asked.asked:,} feeds asked{broken}, {asked.entries:,} new entries: {new.readings:,} new reports, "
                 f"{new.statements:,} statements, {len(this.count.skipped):,} skipped.")


def _wait(clock: Clock, until: float) -> None:
    while (left := until - clock.now()) > 0:
        clock.sleep(min(left, 1.0))


def _few(desk: Ledger) -> bool:
    with desk.reading() as connection:
        query = sa.select(sa.func.count()).select_from(READINGS).where(READINGS.c.current)
        return bool(connection.execute(query).scalar_one() <= CLAIMS)


def _has_watches(desk: Ledger) -> bool:
    from dateline.ledger.alerts.watches import watches

    with desk.reading() as connection:
        return bool(watches(connection))

"""`dateline code --ledger` and `dateline load`: readings into a ledger, batch by batch."""

from __future__ import annotations

import dataclasses
import itertools
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from dateline.cli.coding import SHOWN, run_of
from dateline.cli.reading import NO_OWN, known
from dateline.cli.screen import console
from dateline.engine import store as parts
from dateline.engine.local import has_failed, read_many
from dateline.knowledge import Origin
from dateline.ledger.book import Ledger
from dateline.ledger.recording import Recording, record
from dateline.ledger.writing import Added, total
from dateline.sources import Options, open_source
from dateline.types import Document, Issue, Reading

BATCH = 100  # documents that are looked up and kept together
PAUSE = 5.0  # seconds after which a smaller batch is kept


@dataclass(slots=True)
class Count:
    """What a run has met so far."""

    kept: int = 0
    skipped: list[Issue] = field(default_factory=list)
    added: list[Added] = field(default_factory=list)

    @property
    def new(self) -> Added:
        """What is new in the ledger."""
        return total(self.added)


def code_into(place: str, paths: list[str], workers: int, options: Options, own: Origin = NO_OWN) -> int:
    """Read everything under the paths into the ledger at `place`; the exit code: 0, or 1 where nothing could be read.

    What this version, knowledge and these settings have read before is not read again.  Stopped at any moment, the
    same command goes on from there.
    """
    options = dataclasses.replace(options, leave_out=Path(place).expanduser())
    sources = [open_source(path, options) for path in paths]
    know, count = known(own, options.near), Count()
    with Ledger(place) as ledger:
        run = record(ledger, run_of(know, own, options))
        todo = _todo(itertools.chain.from_iterable(sources), run, count)
        _keep(read_many(todo, know, workers or os.cpu_count() or 1), run, count)
        run.finish()
        return _tell(count, run, ledger.shown)


def load_into(place: str, folder: Path) -> int:
    """The readings that `dateline code --out FOLDER` kept, into the ledger at `place`; the exit code.

    Raises SourceError where the folder holds none.
    """
    made, records = parts.run_of(folder), parts.everything(folder)
    count, pairs = Count(), ((record.document, record.reading) for record in records)
    with Ledger(place) as ledger:
        run = record(ledger, made)
        _keep(pairs, run, count)
        run.finish()
        return _tell(count, run, ledger.shown)


def _todo(items: Iterable[Document | Issue], run: Recording, count: Count) -> Iterator[Document]:
    """The documents that are new to the run's coder; on the way issues are entered, and the others counted."""
    source = iter(items)
    while batch := list(itertools.islice(source, BATCH)):
        _skip([item for item in batch if isinstance(item, Issue)], run, count)
        documents = [item for item in batch if isinstance(item, Document)]
        before = run.known(documents)
        count.kept += len(before)
        yield from (document for i, document in enumerate(documents) if i not in before)


def _keep(results: Iterable[tuple[Document, Reading]], run: Recording, count: Count) -> None:
    """Enter readings in batches, each whole or not at all; a stop by Ctrl-C keeps what is done."""
    screen, part, last = console(stderr=True), list[tuple[Document, Reading]](), time.monotonic()
    with Progress(SpinnerColumn(), TextColumn("{task.completed:,} documents"), TimeElapsedColumn(), console=screen,
                  transient=True, disable=not screen.is_terminal) as progress:
        task = progress.add_task("code", total=None)
        try:
            for pair in results:
                part.append(pair)
                progress.advance(task)
                if len(part) >= BATCH or time.monotonic() - last > PAUSE:
                    _enter(part, run, count)
                    part, last = [], time.monotonic()
        finally:
            _enter(part, run, count)


def _enter(pairs: list[tuple[Document, Reading]], run: Recording, count: Count) -> None:
    """Keep readings; a document whose reading failed is an issue, and is tried again by the next run."""
    if pairs:
        count.added.append(run.add([(d, r) for d, r in pairs if not has_failed(r)]))
        _skip([issue for _, reading in pairs for issue in reading.issues], run, count)


def _skip(issues: list[Issue], run: Recording, count: Count) -> None:
    if issues:
        run.skip(issues)
        count.skipped += [issue for issue in issues if issue.severity == "error"]


def _tell(count: Count, run: Recording, shown: str) -> int:
    screen, new = console(stderr=True), count.new
    for issue in count.skipped[:SHOWN]:
        screen.print(f"  {issue.document}: {issue.message}")
    if len(count.skipped) > SHOWN:
        screen.print(f"  … and {len(count.skipped) - SHOWN:,} more: dateline runs {run.run_id} --ledger {shown}")
    read = new.readings + count.kept
    before = f" ({count.kept:,} of them before)" if count.kept else ""
    screen.print(f"Run {run.run_id}: {read:,} read{before}, {len(count.skipped):,} skipped; {new.statements:,} new "
                 f"statements in {shown}")
    return 0 if read else 1

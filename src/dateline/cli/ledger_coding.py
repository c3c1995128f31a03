"""`dateline code --ledger` and `dateline load`: readings into a ledger, batch by batch."""

from __future__ import annotations

import dataclasses
import itertools
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from dateline.cli.coding import PLAIN, SHOWN, Manner, run_of
from dateline.cli.reading import NO_OWN, known
from dateline.cli.screen import console
from dateline.engine import store as parts
from dateline.engine.coded import has_failed, reading_of, text_mark
from dateline.engine.crew import Crew
from dateline.engine.local import read_many
from dateline.knowledge import Knowledge, Origin
from dateline.ledger.book import Ledger
from dateline.ledger.pages import MAX_BYTES, Packed, packed_page
from dateline.ledger.quarantine import in_quarantine
from dateline.ledger.recording import Recording, record
from dateline.ledger.rows import digest_of
from dateline.ledger.writing import Added, Identity, total
from dateline.sources import Options, Sourced, open_pages
from dateline.sources.options import remark
from dateline.types import Document, Issue, Reading

BATCH = 100  # documents that are looked up and kept together
PAUSE = 5.0  # seconds after which a smaller batch is kept


@dataclass(slots=True)
class Count:
    """What a run has met so far; `pages`: those, packed, of documents that are being read."""

    kept: int = 0
    skipped: list[Issue] = field(default_factory=list)
    added: list[Added] = field(default_factory=list)
    pages: dict[Identity, Packed] = field(default_factory=dict)

    @property
    def new(self) -> Added:
        """What is new in the ledger."""
        return total(self.added)


def code_into(
    place: str, paths: list[str], options: Options, own: Origin = NO_OWN, manner: Manner = PLAIN, pages: bool = True,
) -> int:
    """Read everything under the paths into the ledger at `place`; the exit code: 0, or 1 where nothing could be read.

    With `pages` the HTML that reports are taken from is kept beside their texts, and where they stand in PDF files.
    What this version, knowledge and these settings have read before is not read again.  Stopped at any moment, the
    same command goes on from there.
    """
    options = dataclasses.replace(options, leave_out=Path(place).expanduser())
    sources = [open_pages(path, options) for path in paths]
    with Crew(manner.setup(own), manner.processes) as crew, Ledger(place) as ledger:
        crew.start()
        know, count = known(own, options.near), Count()
        run = record(ledger, run_of(know, own, options))
        todo = _todo(itertools.chain.from_iterable(sources), run, count, pages)
        todo = todo if manner.retry else _without_quarantine(todo, run, count)
        _keep(((document, reading_of(made)) for document, made in crew.code(todo)), run, count)
        run.finish()
        return _tell(count, run, ledger.shown)


def enter(items: Iterable[Sourced], run: Recording, know: Knowledge, count: Count, pages: bool = True) -> None:
    """Read what is new among the items into a run."""
    _keep(read_many(_todo(items, run, count, pages), know), run, count)


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


def _todo(items: Iterable[Sourced], run: Recording, count: Count, pages: bool) -> Iterator[Document]:
    """The documents that are new to the run's coder; on the way issues are entered, and the others counted."""
    source = iter(items)
    while batch := list(itertools.islice(source, BATCH)):
        _skip([item for item, _ in batch if isinstance(item, Issue)], run, count)
        documents = [item for item, _ in batch if isinstance(item, Document)]
        before = run.known(documents)
        count.kept += len(before)
        if pages:
            found = _pages(batch, run, count)
            run.keep_pages(_of((documents[i] for i in before), found))
            count.pages = found | count.pages
        yield from (document for i, document in enumerate(documents) if i not in before)


def _without_quarantine(documents: Iterator[Document], run: Recording, count: Count) -> Iterator[Document]:
    """The documents but for those whose text took down its process in an earlier run: these are skipped once more."""
    while batch := list(itertools.islice(documents, BATCH)):
        with run.store.reading() as connection:
            said = in_quarantine(connection, run.run_id, [document.id for document in batch])
        bad = {document.id: issue for document in batch for issue in said
               if issue.document == document.id and issue.message.endswith(text_mark(document))}
        _skip(list(bad.values()), run, count)
        yield from (document for document in batch if document.id not in bad)


def _pages(batch: Iterable[Sourced], run: Recording, count: Count) -> dict[Identity, Packed]:
    """The pages of documents, packed; one that is too large is an issue."""
    found, large = dict[Identity, Packed](), list[Issue]()
    for item, source in batch:
        if isinstance(item, Document) and source is not None:
            page = packed_page(source)
            if page is None:
                large.append(remark(item.id, f"The HTML of the page (or the layout of the file) is larger than "
                                             f"{MAX_BYTES // 2**20} MB; it is not kept, only the text is.", "note"))
            else:
                found.setdefault((item.id, digest_of(item)), page)
    _skip(large, run, count)
    return found


def _of(documents: Iterable[Document], pages: dict[Identity, Packed]) -> dict[Identity, Packed]:
    """The pages of these documents, taken out of `pages`."""
    keys = [(document.id, digest_of(document)) for document in documents] if pages else []
    return {key: pages.pop(key) for key in dict.fromkeys(keys) if key in pages}


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
        pages = _of((document for document, _ in pairs), count.pages)
        count.added.append(run.add([(d, r) for d, r in pairs if not has_failed(r)], pages))
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

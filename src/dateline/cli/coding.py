"""`dateline code --out`: many documents in, tables out; stops and starts again where it was."""

from __future__ import annotations

import dataclasses
import itertools
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from dateline._version import __version__
from dateline.cli.log import Log
from dateline.cli.reading import NO_OWN, known
from dateline.cli.screen import console
from dateline.engine import store
from dateline.engine.coded import Coded, packed
from dateline.engine.crew import Crew
from dateline.engine.keeping import Keeper
from dateline.engine.shards import quarantine_row
from dateline.engine.tables import write_tables
from dateline.engine.worker import Limits, Setup
from dateline.errors import DatelineError
from dateline.exports.jsonio import write_whole
from dateline.knowledge import Knowledge, Origin
from dateline.parse import model_label
from dateline.sources import Options, open_source
from dateline.sources.options import Item
from dateline.types import Issue, Run

SHOWN = 12  # skipped items named on the screen
ENDINGS = {".jsonl": "jsonl", ".parquet": "parquet"}
OTHERS = frozenset({".csv", ".tsv", ".json", ".ndjson", ".txt", ".xlsx", ".gz"})  # no folder is meant
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Target:
    """Where the tables go: `file` for one file (None: the folder), `work` for what is kept on the way."""

    folder: Path
    file: Path | None
    work: Path
    format: str


@dataclass(frozen=True, slots=True)
class Manner:
    """How documents are read: by how many processes (0: one for each core), within which limits; `retry`: those in
    quarantine, too; `log`: who is told of it."""

    workers: int = 1
    limits: Limits = field(default_factory=Limits)
    retry: bool = False
    log: Log = field(default_factory=Log)

    @property
    def processes(self) -> int:
        """The number of processes."""
        return self.workers or os.cpu_count() or 1

    def setup(self, own: Origin) -> Setup:
        """What a worker needs to know; it may stand in another folder, so paths are made whole."""
        actors, gazetteer = (path and path.resolve() for path in (own.actors, own.gazetteer))
        return Setup(Origin(own.data, actors, gazetteer, tuple(c.resolve() for c in own.codebooks)), self.limits)


PLAIN = Manner()


@dataclass(slots=True)
class Tally:
    """What the run has met: `read`: documents with a reading; `kept`: those of an earlier run among them."""

    target: Target
    stale: bool = False
    read: int = 0
    kept: int = 0
    statements: int = 0
    skipped: list[Issue] = field(default_factory=list)
    quarantined: list[dict[str, str | None]] = field(default_factory=list)


def code_paths(
    paths: list[str], out: Path, format: str | None, options: Options, own: Origin = NO_OWN, manner: Manner = PLAIN,
) -> Tally:
    """Read everything under the paths and write the tables.

    Raises DatelineError where a path or --out is wrong.
    """
    target = target_of(out, format)
    options = dataclasses.replace(options, leave_out=target.file or target.folder)
    items = itertools.chain.from_iterable([open_source(path, options) for path in paths])
    return code_items(items, target, options, own, manner)


def code_items(
    items: Iterable[Item], target: Target, options: Options, own: Origin, manner: Manner,
    watch: Callable[[Coded], None] = lambda _: None,
) -> Tally:
    """Read the documents and write the tables.  `watch` is told of each reading that is made (not of those that were
    there before)."""
    with Crew(manner.setup(own), manner.processes) as crew:
        crew.start()
        know = known(own, options.near)
        run = run_of(know, own, options)
        tally = Tally(target, store.prepare(target.work, run))
        keeper = Keeper(target.work, store.index(target.work, manner.retry))
        manner.log.write("start", out=str(target.file or target.folder), kept=len(keeper.index.places))
        try:
            for document, made in shown(crew.code(keeper.todo(items))):
                keeper.keep(document, made)
                watch(made)
                if made.quarantined:
                    manner.log.write("quarantine", id=document.id, source=document.url)
        finally:  # a stop by Ctrl-C keeps what is done
            keeper.flush()
    _finish(tally, keeper, run)
    manner.log.write("end", documents=tally.read, kept=tally.kept, copies=keeper.copies, skipped=len(tally.skipped),
                     statements=tally.statements, quarantined=len(tally.quarantined))
    return tally


def shown(results: Iterable[T]) -> Iterator[T]:
    """The results, counted on the terminal while they come."""
    screen = console(stderr=True)
    with Progress(SpinnerColumn(), TextColumn("{task.completed:,} documents coded"), TimeElapsedColumn(),
                  console=screen, transient=True, disable=not screen.is_terminal) as progress:
        task = progress.add_task("code", total=None)
        for result in results:
            yield result
            progress.advance(task)


def run_of(know: Knowledge, own: Origin, options: Options) -> Run:
    """What makes the readings of this call what they are."""
    return Run(__version__, know.digest, model_label(), _settings(own, options))


def _settings(own: Origin, options: Options) -> dict[str, str]:
    """What the user gave, by name; the contents of files are in the digest of the knowledge."""
    given = {
        "actors": own.actors and own.actors.name, "gazetteer": own.gazetteer and own.gazetteer.name,
        "near": options.near, "codebooks": ", ".join(c.resolve().name for c in own.codebooks),
    }  # fmt: skip
    return {name: value for name, value in given.items() if value}


def tell(tally: Tally) -> int:
    """Say on stderr what was done; the exit code: 0, or 1 where nothing could be read."""
    screen, skipped, target = console(stderr=True), tally.skipped, tally.target
    if tally.stale:
        screen.print("Made anew: the earlier readings were by another version, knowledge or parser model.")
    for issue in skipped[:SHOWN]:
        screen.print(f"  {issue.document}: {issue.message}")
    if len(skipped) > SHOWN:
        screen.print(f"  … and {len(skipped) - SHOWN:,} more, all in the issues table")
    tell_counts(tally.read, tally.kept, len(skipped), tally.statements, len(tally.quarantined),
                str(target.file or target.folder))
    return 0 if tally.read else 1


def tell_counts(read: int, kept: int, skipped: int, statements: int, quarantined: int, place: str) -> None:
    """Say in a line or two how it ended."""
    screen = console(stderr=True)
    if quarantined:
        screen.print(f"{quarantined:,} put into quarantine, not tried again without --retry.")
    before = f" ({kept:,} of them in an earlier run)" if kept else ""
    noun = "statement" if statements == 1 else "statements"
    screen.print(f"{read:,} read{before}, {skipped:,} skipped; {statements:,} {noun} in {place}")


def target_of(out: Path, format: str | None) -> Target:
    """What --out means.  Raises DatelineError where it does not fit the format."""
    ending = ENDINGS.get(out.suffix)
    if ending is None or out.is_dir():
        if (out.exists() or out.suffix in OTHERS) and not out.is_dir():
            raise DatelineError(f"--out {out}: a file ends in .jsonl or .parquet, else --out is a folder.")
        if (out / "shards").is_dir():
            raise DatelineError(f"--out {out}: it was written with --shards. Say so again, or name another folder.")
        return Target(out, None, out, format or "jsonl")
    if (format == "parquet") != (ending == "parquet") and format:
        raise DatelineError(f"--out {out}: the ending does not fit --format {format}.")
    return Target(out.parent, out, out.parent / f".{out.name}.work", format or ending)


def _finish(tally: Tally, keeper: Keeper, run: Run) -> None:
    """Write the tables from what is kept."""
    target, read = tally.target, list[store.Key]()
    tally.kept, issues = keeper.kept, list(keeper.issues)
    for key, record in zip(keeper.order, keeper.records(keeper.order), strict=True):
        tally.statements += len(record.reading.statements)
        issues += record.reading.issues
        read += [] if record.failed else [key]
        tally.quarantined += [quarantine_row(record)] if record.quarantined else []
    tally.read, tally.skipped = len(read), [i for i in issues if i.severity == "error"]
    write_tables(target.folder, target.file, target.format, lambda: keeper.records(read), issues)
    if target.file:
        shutil.rmtree(target.work)
        return
    _write_quarantine(target.folder / store.QUARANTINE, tally.quarantined)
    counts = {"documents": tally.read, "statements": tally.statements, "skipped": len(tally.skipped)}
    store.write_manifest(target.work, run, counts)


def _write_quarantine(path: Path, rows: list[dict[str, str | None]]) -> None:
    if rows:
        write_whole(path, (packed(row) + b"\n" for row in rows))
    else:
        path.unlink(missing_ok=True)

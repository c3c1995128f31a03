"""`dateline code`: many documents in, tables out; stops and starts again where it was."""

from __future__ import annotations

import dataclasses
import itertools
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from dateline._version import __version__
from dateline.cli.reading import NO_OWN, known
from dateline.cli.screen import console
from dateline.cli.tables import write_tables
from dateline.engine import store
from dateline.engine.local import read_many
from dateline.errors import DatelineError
from dateline.knowledge import Knowledge, Origin
from dateline.ledger.rows import digest_of
from dateline.parse import model_label
from dateline.sources import Options, open_source
from dateline.sources.options import remark
from dateline.types import Document, Issue, Run

PART = 200  # documents in a part at most
PAUSE = 20.0  # seconds after which a part is written even if it is small
SHOWN = 12  # skipped items named on the screen
ENDINGS = {".jsonl": "jsonl", ".parquet": "parquet"}
OTHERS = frozenset({".csv", ".tsv", ".json", ".ndjson", ".txt", ".xlsx", ".gz"})  # no folder is meant


@dataclass(frozen=True, slots=True)
class Target:
    """Where the tables go: `file` for one file (None: the folder), `work` for what is kept on the way."""

    folder: Path
    file: Path | None
    work: Path
    format: str


@dataclass(slots=True)
class Tally:
    """What the run has met so far."""

    target: Target
    order: list[str] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    kept: int = 0
    stale: bool = False
    statements: int = 0

    @property
    def skipped(self) -> list[Issue]:
        """The issues that stand in the place of a document."""
        return [i for i in self.issues if i.severity == "error"]


def code_paths(
    paths: list[str], out: Path, format: str | None, workers: int, options: Options, own: Origin = NO_OWN
) -> Tally:
    """Read everything under the paths and write the tables.

    Raises DatelineError where a path or --out is wrong.
    """
    target = _target(out, format)
    options = dataclasses.replace(options, leave_out=target.file or target.folder)
    sources = [open_source(path, options) for path in paths]
    know = known(own, options.near)
    run = run_of(know, own, options)
    tally = Tally(target, stale=store.prepare(target.work, run))
    places = store.index(target.work)
    todo = _todo(itertools.chain.from_iterable(sources), places, tally)
    screen = console(stderr=True)
    with Progress(SpinnerColumn(), TextColumn("{task.completed:,} documents coded"), TimeElapsedColumn(),
                  console=screen, transient=True, disable=not screen.is_terminal) as progress:
        task = progress.add_task("code", total=None)
        _code(todo, know, workers or os.cpu_count() or 1, tally, places, lambda: progress.advance(task))
    _finish(tally, places, know, run)
    return tally


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
    screen, skipped = console(stderr=True), tally.skipped
    read = len(tally.order)
    if tally.stale:
        screen.print("Made anew: the earlier readings were by another version, knowledge or parser model.")
    for issue in skipped[:SHOWN]:
        screen.print(f"  {issue.document}: {issue.message}")
    if len(skipped) > SHOWN:
        screen.print(f"  … and {len(skipped) - SHOWN:,} more, all in the issues table")
    before = f" ({tally.kept:,} of them in an earlier run)" if tally.kept else ""
    noun = "statement" if tally.statements == 1 else "statements"
    screen.print(f"{read:,} read{before}, {len(skipped):,} skipped; {tally.statements:,} {noun} in "
                 f"{tally.target.file or tally.target.folder}")
    return 0 if read else 1


def _target(out: Path, format: str | None) -> Target:
    ending = ENDINGS.get(out.suffix)
    if ending is None or out.is_dir():
        if (out.exists() or out.suffix in OTHERS) and not out.is_dir():
            raise DatelineError(f"--out {out}: a file ends in .jsonl or .parquet, else --out is a folder.")
        return Target(out, None, out, format or "jsonl")
    if (format == "parquet") != (ending == "parquet") and format:
        raise DatelineError(f"--out {out}: the ending does not fit --format {format}.")
    return Target(out.parent, out, out.parent / f".{out.name}.work", format or ending)


def _todo(
    items: Iterator[Document | Issue], places: dict[str, store.Place], tally: Tally
) -> Iterator[Document]:
    """The documents without a reading; on the way, the order of all and the issues are noted down."""
    seen: dict[str, str] = {}
    for item in items:
        if isinstance(item, Issue):
            tally.issues.append(item)
            continue
        key = digest_of(item)
        if seen.get(item.id) == key:
            tally.issues.append(remark(item.id, "The document is given twice; it is read once.", "note"))
            continue
        if item.id in seen:
            tally.issues.append(remark(item.id, "Two different documents have this id; both are read."))
        seen[item.id] = key
        tally.order.append(key)
        if key in places:
            tally.kept += 1
        else:
            yield item


def _code(
    todo: Iterator[Document], know: Knowledge, workers: int, tally: Tally, places: dict[str, store.Place],
    advance: Callable[[], None],
) -> None:
    part: list[store.Record] = []
    last = time.monotonic()
    try:
        for document, reading in read_many(todo, know, workers):
            part.append(store.make_record(document, reading))
            advance()
            if len(part) >= PART or time.monotonic() - last > PAUSE:
                places |= store.write_part(tally.target.work, part)
                part, last = [], time.monotonic()
    finally:  # a stop by Ctrl-C keeps what is done
        if part:
            places |= store.write_part(tally.target.work, part)


def _finish(tally: Tally, places: dict[str, store.Place], know: Knowledge, run: Run) -> None:
    target = tally.target
    order = tally.order
    tally.order = []
    for key, record in zip(order, store.fetch(places[key] for key in order), strict=True):
        tally.statements += len(record.reading.statements)
        tally.issues += record.reading.issues
        tally.order += [] if record.failed else [key]
    write_tables(
        target.folder,
        target.file,
        target.format,
        lambda: store.fetch(places[k] for k in tally.order),
        tally.issues,
    )
    if target.file:
        shutil.rmtree(target.work)
    else:
        counts = {
            "documents": len(tally.order),
            "statements": tally.statements,
            "skipped": len(tally.skipped),
        }
        store.write_manifest(target.work, run, counts)

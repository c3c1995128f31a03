"""`dateline code --shards`, `--engine` and an --out in object storage: large archives, part by part."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from dateline.cli.coding import Manner, run_of, tell_counts
from dateline.cli.reading import known
from dateline.cli.screen import console
from dateline.engine import store
from dateline.engine.folder import Folder
from dateline.engine.shards import Done, Job, Shard, code_here, plan
from dateline.errors import DatelineError
from dateline.knowledge import Origin
from dateline.sources import Options
from dateline.sources.remote import is_remote

TABLES = ("parquet", "jsonl")


@dataclass(slots=True)
class Total:
    """What became of all shards so far."""

    shards: int = 0
    again: int = 0
    documents: int = 0
    kept: int = 0
    statements: int = 0
    skipped: int = 0
    quarantined: int = 0
    gated: int = 0

    def add(self, done: Done) -> None:
        """Count a shard."""
        self.shards += 1
        self.again += done.kept
        self.kept += done.documents if done.kept else 0
        for name in ("documents", "statements", "skipped", "quarantined", "gated"):
            setattr(self, name, getattr(self, name) + getattr(done, name))


def code_shards(
    paths: list[str], out: str, format: str | None, options: Options, own: Origin, manner: Manner, engine: str,
) -> int:
    """Read everything under the paths, shard by shard, and say what was done; the exit code: 0, or 1 where nothing
    could be read.  Raises DatelineError where a path, --out or the engine is wrong."""
    place = _place(out, format, paths)
    options = dataclasses.replace(options, leave_out=place)
    shards = plan(paths, options)
    know = known(own, options.near)
    run, total = run_of(know, own, options), Total()
    given = {f.name: _anywhere(getattr(options, f.name)) for f in dataclasses.fields(options)}
    job = Job(place, run, manner.setup(own), given, format or "parquet", manner.retry)
    Folder(place).write(store.MANIFEST, store.manifest_of(run, {}))
    log = manner.log
    log.write("start", engine=engine, shards=len(shards), out=place)
    screen = console(stderr=True)
    with Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("shards"),
                  TimeRemainingColumn(), console=screen, transient=True, disable=not screen.is_terminal) as progress:
        task = progress.add_task("reading", total=len(shards))
        for done in _engine(engine, shards, job, manner):
            total.add(done)
            progress.update(task, advance=1, description=f"{total.documents:,} documents")
            log.write("shard", name=done.shard.name, documents=done.documents, statements=done.statements,
                      skipped=done.skipped, quarantined=done.quarantined, kept=done.kept)
    counts = {"documents": total.documents, "statements": total.statements, "skipped": total.skipped,
              "shards": total.shards}
    Folder(place).write(store.MANIFEST, store.manifest_of(run, counts))
    log.write("end", **dataclasses.asdict(total))
    tell_counts(total.documents, total.kept, total.skipped, total.statements, total.quarantined, place)
    return 0 if total.documents else 1


def _anywhere(value: object) -> object:
    """A path holds in any folder: workers of a cluster stand elsewhere."""
    return value.absolute() if isinstance(value, Path) else value


def _engine(engine: str, shards: Sequence[Shard], job: Job, manner: Manner) -> Iterator[Done]:
    if engine == "ray":
        from dateline.engine.ray import code_on_ray

        return code_on_ray(shards, job, manner.workers)
    if engine == "spark":
        from dateline.engine.spark import code_on_spark

        return code_on_spark(shards, job, manner.workers)
    return code_here(shards, job, manner.processes)


def _place(out: str, format: str | None, paths: list[str]) -> str:
    """Where the parts go.  Raises DatelineError where --out, --format or a path does not fit shards."""
    if format not in (None, *TABLES):
        raise DatelineError(f"--format {format}: a run in shards writes parquet or jsonl.")
    if "-" in paths:
        raise DatelineError("Standard input has no shards: write it to a file first.")
    if is_remote(out):
        return out.rstrip("/")
    folder = Path(out).absolute()
    if folder.suffix in {".jsonl", ".parquet"} or (folder.exists() and not folder.is_dir()):
        raise DatelineError(f"--out {out}: a run in shards writes many files; name a folder.")
    if list((folder / store.READINGS).glob("part-*.jsonl")):
        raise DatelineError(f"--out {out}: it was written without --shards. Name another folder.")
    return str(folder)

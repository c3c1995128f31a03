"""Archives in shards: each is some files of the input and becomes a part of every table, written by one worker.

A shard depends on nothing but its files and the knowledge, so that engines may take shards in any order and on any
machine: the parts are the same, byte for byte.  The last file of a shard is its marker, `shards/NAME.json`; a run
passes over shards whose marker fits the files as they are now, the version and the settings.
"""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from dateline.engine.batch import (
    Once,
    coded_batch,
    coded_schema,
    document_batch,
    document_schema,
    reader_of,
    records_of,
)
from dateline.engine.coded import packed
from dateline.engine.crew import Crew, Worker
from dateline.engine.folder import Folder
from dateline.engine.store import Record
from dateline.engine.tables import write_tables
from dateline.engine.worker import Setup
from dateline.errors import DatelineError
from dateline.sources.options import Options, remark
from dateline.sources.remote import Found, is_remote
from dateline.sources.walk import find, open_found
from dateline.types import Document, Issue, Run

BATCH = 64  # documents in a batch
ALONE = 4 * 2**20  # bytes: a file of that size is a shard of its own
FULL = 32 * 2**20  # bytes of small files in one shard
CUT = 128  # small files in a shard, on average
Batches = Callable[[Iterator[Any]], Iterator[Any]]  # batches of documents to coded batches, in the same order


class Shard(msgspec.Struct, frozen=True):
    """Files of the input: their names, places, sizes and times of change."""

    files: tuple[tuple[str, str, int, int], ...]

    @property
    def name(self) -> str:
        """What its parts are called: by its first file, so that a file that grows keeps its part."""
        return f"part-{hashlib.sha256(self.files[0][0].encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


class Job(msgspec.Struct, frozen=True):
    """What is the same for all shards of a run."""

    out: str
    run: Run
    setup: Setup
    options: dict[str, Any]
    format: str = "parquet"
    retry: bool = False

    @property
    def asked(self) -> str:
        """Digest of what the caller said of the documents: it decides what is found in the files."""
        said = sorted((k, str(v)) for k, v in self.options.items() if k != "leave_out")
        return hashlib.sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()[:16]


class Done(msgspec.Struct, frozen=True):
    """What became of a shard: the content of its marker.  `files`: what was written, with its SHA-256; `problem`: why
    it could not be done."""

    shard: Shard
    run: Run
    asked: str
    format: str
    documents: int = 0
    statements: int = 0
    skipped: int = 0
    quarantined: int = 0
    gated: int = 0
    files: dict[str, str] = {}
    kept: bool = False
    problem: str = ""


def plan(sources: Iterable[str], options: Options) -> list[Shard]:
    """The shards of these paths and addresses, in the order of the files.

    Large files stand alone.  Small ones are cut where the digest of a name says so: a new file changes its own shard
    and no other.  Raises SourceError where there is nothing at a path.
    """
    shards, group = list[Shard](), list[Found]()
    for found in _everywhere(itertools.chain.from_iterable(find(source, options) for source in sources)):
        alone = found.size >= ALONE
        if group and (alone or cuts(found.name) or sum(f.size for f in group) >= FULL):
            shards.append(_shard(group))
            group = []
        group.append(found)
        if alone:
            shards.append(_shard(group))
            group = []
    return [*shards, _shard(group)] if group else shards


def _everywhere(found: Iterable[Found]) -> Iterator[Found]:
    """The same files with paths that hold in any folder."""
    for file in found:
        yield file if is_remote(file.place) else dataclasses.replace(file, place=str(Path(file.place).absolute()))


def code_shard(shard: Shard, job: Job, code: Batches) -> Done:
    """Read the shard and write its parts, unless that is done; what became of it.

    Raises SourceError where `job.out` does not take them.
    """
    out, marker = Folder(job.out), f"shards/{shard.name}.json"
    before = _marked(out.read(marker))
    if before and _fits(before, shard, job) and not (job.retry and before.quarantined):
        return msgspec.structs.replace(before, kept=True)
    with tempfile.TemporaryDirectory(prefix="dateline-") as name:
        done = _coded(shard, job, code, Path(name))
        for file in done.files:
            out.write(file, (Path(name) / file).read_bytes())
    for file in set(before.files if before else ()) - set(done.files):
        out.drop(file)
    out.write(marker, msgspec.json.format(msgspec.json.encode(done)) + b"\n")
    return done


def code_alone(shard: Shard, job: Job) -> Done:
    """As `code_shard`, with the one worker of this process: what a cluster runs on each of its machines."""
    read = reader_of(job.setup)
    return code_shard(shard, job, lambda batches: (coded_batch(batch, read) for batch in batches))


def code_row(row: str | bytes, job: Job) -> str:
    """As `code_alone` for engines that carry text: the JSON of a shard in, that of what became of it out.

    What a user can mend goes back as `problem`: an engine would wrap an error in pages of its own.
    """
    shard = msgspec.json.decode(row, type=Shard)
    try:
        done = code_alone(shard, job)
    except (DatelineError, OSError) as error:
        done = Done(shard, job.run, job.asked, job.format, problem=str(error))
    return msgspec.json.encode(done).decode()


def done_in(row: str | bytes) -> Done:
    """What `code_row` gave.  Raises DatelineError where the shard could not be done."""
    done = msgspec.json.decode(row, type=Done)
    if done.problem:
        raise DatelineError(f"{done.problem} What is done is kept: then run the command again.")
    return done


def code_here(shards: Iterable[Shard], job: Job, workers: int) -> Iterator[Done]:
    """The shards one after the other, each read by all workers of this machine."""
    once = Once()
    with Crew(job.setup, workers) as crew:

        def work(worker: Worker, batch: Any) -> Any:
            return coded_batch(batch, lambda documents: once.read(documents, worker.code))

        for shard in shards:
            yield code_shard(shard, job, lambda batches: (made for _, made in crew.each(work, batches)))


def _coded(shard: Shard, job: Job, code: Batches, at: Path) -> Done:
    """Write the parts of the shard below `at`."""
    issues = list[Issue]()
    readings = at / "readings" / f"{shard.name}.parquet"
    _write_readings(readings, code(_batches(_documents(shard, job, issues))))
    failed = counted = statements = gated = 0
    poisoned = list[Record]()
    for record in records_of(readings):
        issues += record.reading.issues
        counted += not record.failed
        failed += record.failed
        statements += len(record.reading.statements)
        gated += any(i.stage == "gate" for i in record.reading.issues)
        poisoned += [record] if record.quarantined else []
    write_tables(at, None, job.format, lambda: (r for r in records_of(readings) if not r.failed), issues, shard.name)
    if poisoned:
        lines = b"".join(packed(quarantine_row(r)) + b"\n" for r in poisoned)
        (at / "quarantine").mkdir()
        (at / "quarantine" / f"{shard.name}.jsonl").write_bytes(lines)
    files = {p.relative_to(at).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
             for p in sorted(at.rglob("*")) if p.is_file()}
    skipped = sum(i.severity == "error" for i in issues)
    return Done(shard, job.run, job.asked, job.format, counted, statements, skipped, len(poisoned), gated, files)


def quarantine_row(record: Record) -> dict[str, str | None]:
    """Which document, why, and where it is from."""
    document = record.document
    reason = next((i.message for i in record.reading.issues if i.severity == "error"), "")
    return {"id": document.id, "reason": reason, "source": document.url, "text_sha256": record.reading.text_sha256}


def _documents(shard: Shard, job: Job, issues: list[Issue]) -> Iterator[Document]:
    """The documents of the shard, each once; on the way, issues are noted down."""
    options = Options(**job.options)
    seen = dict[str, Document]()
    for item, _ in itertools.chain.from_iterable(open_found(Found(*file), options) for file in shard.files):
        if isinstance(item, Issue):
            issues.append(item)
        elif item.id not in seen:
            seen[item.id] = msgspec.structs.replace(item, text=item.text_sha256)
            yield item
        elif seen[item.id] == msgspec.structs.replace(item, text=item.text_sha256):
            issues.append(remark(item.id, "The document is given twice; it is read once.", "note"))
        else:
            issues.append(remark(item.id, "Two different documents have this id; both are read."))
            yield item


def _batches(documents: Iterator[Document]) -> Iterator[Any]:
    while batch := list(itertools.islice(documents, BATCH)):
        yield document_batch(batch)


def _write_readings(path: Path, batches: Iterator[Any]) -> None:
    import pyarrow.parquet as pq

    path.parent.mkdir(parents=True)
    with pq.ParquetWriter(path, coded_schema(document_schema()), compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch)


def _fits(done: Done, shard: Shard, job: Job) -> bool:
    """Is it the same content, read in the same way?  Where the files lie does not matter."""
    then, now = ([(name, size, changed) for name, _, size, changed in s.files] for s in (done.shard, shard))
    return (then, done.run, done.asked, done.format) == (now, job.run, job.asked, job.format)


def _marked(data: bytes | None) -> Done | None:
    try:
        return msgspec.json.decode(data, type=Done) if data else None
    except msgspec.DecodeError:  # of an earlier version, or no marker at all
        return None


def _shard(found: Sequence[Found]) -> Shard:
    return Shard(tuple((f.name, f.place, f.size, f.changed) for f in found))


def cuts(name: str) -> bool:
    """Does a file of this name begin a new shard?"""
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()[0] % CUT == 0

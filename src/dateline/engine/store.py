"""Readings kept on disk while many documents are coded, so that a stopped run goes on where it was.

A folder `readings/` of parts (JSON Lines: key, document, reading), each written whole or not at all, and a
`manifest.json` that says with which version, knowledge and parser model they were made.
"""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from dateline.engine.local import has_failed
from dateline.errors import SourceError
from dateline.exports.jsonio import to_json, write_whole
from dateline.ledger.rows import digest_of
from dateline.types import Document, Reading, Run

MANIFEST, READINGS = "manifest.json", "readings"


class Record(msgspec.Struct, frozen=True):
    """One line of a part.  `key` is the digest of the whole document: text, date, publisher, title, id."""

    key: str
    document: Document
    reading: Reading
    failed: bool = False


class _Head(msgspec.Struct, frozen=True):
    key: str
    failed: bool = False


Line = TypeVar("Line", Record, _Head)
Place = tuple[Path, int]  # a part and the byte at which a line begins in it


def make_record(document: Document, reading: Reading) -> Record:
    """The line that keeps a reading."""
    return Record(digest_of(document), document, reading, has_failed(reading))


def prepare(folder: Path, run: Run) -> bool:
    """Make the folder fit for this run; True if readings of another version or knowledge were dropped."""
    folder.mkdir(parents=True, exist_ok=True)
    manifest = folder / MANIFEST
    stale = (folder / READINGS).exists() and _run_in(manifest) != run
    if stale:
        shutil.rmtree(folder / READINGS)
    write_manifest(folder, run, {})
    return stale


def write_manifest(folder: Path, run: Run, counts: dict[str, int]) -> None:
    """Say what made the readings, and how many there are (nothing while the run goes on)."""
    text = json.dumps({"run": msgspec.to_builtins(run), "counts": counts}, indent=2, ensure_ascii=False)
    write_whole(folder / MANIFEST, [text.encode() + b"\n"])


def write_part(folder: Path, records: Iterable[Record]) -> dict[str, Place]:
    """Add a part; the place of each record in it."""
    number = 1 + max((int(p.stem.split("-")[1]) for p in _parts(folder)), default=0)
    path = folder / READINGS / f"part-{number:06}.jsonl"
    lines = [(record.key, _encode(record) + b"\n") for record in records]
    write_whole(path, (line for _, line in lines))
    places, at = {}, 0
    for key, line in lines:
        places[key] = (path, at)
        at += len(line)
    return places


def index(folder: Path) -> dict[str, Place]:
    """Where the reading of each document is; those that failed are left out, to be tried again."""
    found: dict[str, Place] = {}
    for path in _parts(folder):
        at = 0
        with path.open("rb") as lines:
            for line in lines:
                head = _decode(line, _Head)
                if not head.failed:
                    found[head.key] = (path, at)
                at += len(line)
    return found


def fetch(places: Iterable[Place]) -> Iterator[Record]:
    """The records at these places, in their order."""
    for path, group in itertools.groupby(places, key=lambda place: place[0]):
        with path.open("rb") as lines:
            for _, at in group:
                lines.seek(at)
                yield _decode(lines.readline(), Record)


def everything(folder: Path) -> Iterator[Record]:
    """All records of a folder.  Raises SourceError where it holds none."""
    parts = _parts(folder)
    if not parts:
        raise SourceError(f"{folder}: holds no readings. They are kept by: dateline code PATHS --out FOLDER")
    for path in parts:
        with path.open("rb") as lines:
            yield from (_decode(line, Record) for line in lines)


def _parts(folder: Path) -> list[Path]:
    return sorted((folder / READINGS).glob("part-*.jsonl"))


def run_of(folder: Path) -> Run:
    """What made the readings of a folder.  Raises SourceError where its manifest is not there or not readable."""
    run = _run_in(folder / MANIFEST)
    if run is None:
        raise SourceError(f"{folder}: holds no readable {MANIFEST}. It is written by: dateline code PATHS --out FOLDER")
    return run


def _run_in(manifest: Path) -> Run | None:
    try:
        return msgspec.convert(json.loads(manifest.read_text(encoding="utf-8"))["run"], Run)
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _encode(record: Record) -> bytes:
    try:
        return msgspec.json.encode(record)
    except UnicodeEncodeError:  # half a surrogate pair in the text
        return to_json(msgspec.to_builtins(record))


def _decode(line: bytes, kind: type[Line]) -> Line:
    try:
        return msgspec.json.decode(line, type=kind)
    except msgspec.DecodeError:
        return msgspec.convert(json.loads(line), kind)

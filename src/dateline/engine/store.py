"""Readings kept on disk while many documents are coded, so that a stopped run goes on where it was.

A folder `readings/` of parts (JSON Lines: key, document, reading), each written whole or not at all, and a
`manifest.json` that says with which version, knowledge and parser model they were made.  A run in shards
(shards.py) keeps its readings in Parquet; `everything` reads either.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from dateline.engine.coded import Coded, coded, has_failed, packed, sameness, unpacked
from dateline.errors import SourceError
from dateline.exports.jsonio import write_whole
from dateline.ledger.rows import digest_of
from dateline.types import Document, Reading, Run

MANIFEST, READINGS, QUARANTINE = "manifest.json", "readings", "quarantine.jsonl"
Key = bytes  # 16: of `key_of`
Place = int  # the number of a part, and the byte at which a line begins in it (40 bits)
WIDE = 40


class Record(msgspec.Struct, frozen=True):
    """One line of a part.

    `key` is the digest of the whole document: text, date, publisher, title, id; `same` of what its reading depends on.
    """

    key: str
    document: Document
    reading: Reading
    failed: bool = False
    quarantined: bool = False
    same: str = ""


class _Head(msgspec.Struct, frozen=True):
    key: str
    failed: bool = False
    quarantined: bool = False
    same: str = ""


class Index(msgspec.Struct):
    """What a folder holds: where the reading of each document is, and one document for each `sameness`.

    Only digests are kept, some 450 bytes a document.
    """

    places: dict[Key, Place] = {}
    same: dict[bytes, Key] = {}
    quarantined: set[Key] = set()


def key_of(document: Document) -> Key:
    """The digest of everything that is known of the document."""
    return bytes.fromhex(digest_of(document))


def make_record(document: Document, reading: Reading) -> Record:
    """What is kept of a reading."""
    return Record(digest_of(document), document, reading, has_failed(reading), same=sameness(document).hex())


def line_of(document: Document, made: Coded) -> tuple[Key, bytes]:
    """The key of a document, and the line that keeps it with its reading; as `Record` has it."""
    key = key_of(document)
    tail = packed({"failed": made.failed, "quarantined": made.quarantined, "same": sameness(document).hex()})
    head = b'{"key":"%b","document":%b,"reading":%b,' % (key.hex().encode(), packed(document), made.reading)
    return key, head + tail[1:] + b"\n"


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
    write_whole(folder / MANIFEST, [manifest_of(run, counts)])


def manifest_of(run: Run, counts: dict[str, int]) -> bytes:
    """The manifest as a file holds it."""
    text = json.dumps({"run": msgspec.to_builtins(run), "counts": counts}, indent=2, ensure_ascii=False)
    return text.encode() + b"\n"


def write_part(folder: Path, records: Iterable[Record]) -> dict[Key, Place]:
    """Add a part; the place of each record in it."""
    return write_lines(folder, (line_of(record.document, coded(record.reading)) for record in records))


def write_lines(folder: Path, lines: Iterable[tuple[Key, bytes]]) -> dict[Key, Place]:
    """Add a part of lines that `line_of` made; the place of each in it."""
    number = 1 + max((_number(path) for path in _parts(folder)), default=0)
    lines = list(lines)
    write_whole(_part(folder, number), (line for _, line in lines))
    places, at = {}, 0
    for key, line in lines:
        places[key] = number << WIDE | at
        at += len(line)
    return places


def index(folder: Path, retry: bool = False) -> Index:
    """What is done.  Documents that failed are left out, to be tried again; those in quarantine only with `retry`."""
    found = Index()
    for path in _parts(folder):
        at = 0
        with path.open("rb") as lines:
            for line in lines:
                head = unpacked(line, _Head)
                if not head.failed or (head.quarantined and not retry):
                    key = bytes.fromhex(head.key)
                    found.places[key] = _number(path) << WIDE | at
                    found.quarantined |= {key} if head.quarantined else set()
                    if head.same:
                        found.same.setdefault(bytes.fromhex(head.same), key)
                at += len(line)
    return found


def fetch(folder: Path, places: Iterable[Place]) -> Iterator[Record]:
    """The records at these places, in their order."""
    number, lines = 0, None
    try:
        for place in places:
            if place >> WIDE != number:
                if lines:
                    lines.close()
                number = place >> WIDE
                lines = _part(folder, number).open("rb")
            assert lines
            lines.seek(place & (1 << WIDE) - 1)
            yield unpacked(lines.readline(), Record)
    finally:
        if lines:
            lines.close()


def everything(folder: Path) -> Iterator[Record]:
    """All records of a folder.  Raises SourceError where it holds none."""
    parts = _parts(folder)
    shards = sorted((folder / READINGS).glob("part-*.parquet"))
    if not parts and not shards:
        raise SourceError(f"{folder}: holds no readings. They are kept by: dateline code PATHS --out FOLDER")
    for path in parts:
        with path.open("rb") as lines:
            yield from (unpacked(line, Record) for line in lines)
    if shards:
        from dateline.engine.batch import records_of

        for path in shards:
            yield from records_of(path)


def coded_of(record: Record) -> Coded:
    """The reading of a record, packed again."""
    return coded(record.reading)


def _parts(folder: Path) -> list[Path]:
    return sorted((folder / READINGS).glob("part-*.jsonl"))


def _part(folder: Path, number: int) -> Path:
    return folder / READINGS / f"part-{number:06}.jsonl"


def _number(path: Path) -> int:
    return int(path.stem.split("-")[1])


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

"""Paths, standard input and bytes to documents: each file goes to the reader of its kind."""

from __future__ import annotations

import gzip
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from dateline.errors import SourceError
from dateline.sources.admit import admit
from dateline.sources.decode import GZIP, inflate
from dateline.sources.kinds import READERS, SINGLE, STREAMS, WHOLE, kind_of_content, kind_of_name, single_id
from dateline.sources.options import MAX_BYTES, MAX_TABLE_BYTES, Item, Options, Sourced, remark, skipped, sourced
from dateline.sources.records import source_id
from dateline.sources.tables import read_jsonl
from dateline.types import Document, Issue


def open_source(source: str | Path, options: Options | None = None) -> Iterator[Item]:
    """The documents of a file, a folder (all files below it, in order of names) or `-` (standard input).

    Yields documents, and issues: before a document remarks on it, in the place of one (severity "error") the
    reason why it was skipped.  Raises SourceError where there is no such file.
    """
    return (item for item, _ in open_pages(source, options))


def open_pages(source: str | Path, options: Options | None = None) -> Iterator[Sourced]:
    """As `open_source`, each item with the HTML that it was taken from: None for issues and all that is no web page.

    The HTML is as it was given (of a mail: its HTML part), in characters.
    """
    options = options or Options()
    if str(source) == "-":
        data = sys.stdin.buffer.read(MAX_TABLE_BYTES + 1)
        return _bytes(data, "standard input", options)
    path = Path(source)
    if path.is_dir():
        return _folder(path, options)
    if not path.is_file():
        raise SourceError(f"{source}: there is no such file or folder.")
    return _file(path, path.as_posix(), options)


def open_bytes(data: bytes, name: str, options: Options | None = None) -> Iterator[Item]:
    """The documents in the bytes of a file called `name`; its ending, else its content, tells the kind."""
    return (item for item, _ in _bytes(data, name, options or Options()))


def _bytes(data: bytes, name: str, options: Options) -> Iterator[Sourced]:
    try:
        yield from _admitted(_read(data, name, options), name, options)
    except SourceError as error:
        yield skipped(name, str(error).removeprefix(f"{name}: ")), None


def _folder(folder: Path, options: Options) -> Iterator[Sourced]:
    base, output = folder.resolve().name, options.leave_out.resolve() if options.leave_out else None
    empty = True
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        relative = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in relative.parts)
        if not hidden and not (output and path.resolve().is_relative_to(output)):
            empty = False
            yield from _file(path, (PurePosixPath(base) / relative.as_posix()).as_posix(), options)
    if empty:
        yield skipped(folder.as_posix(), "the folder holds no files to read."), None


def _file(path: Path, name: str, options: Options) -> Iterator[Sourced]:
    try:
        if kind_of_name(name) == "jsonl":
            yield from _admitted(sourced(_stream(path, name, options)), name, options)
            return
        if stream := STREAMS.get(kind_of_name(name) or ""):
            yield from _admitted(stream(path, name, options), name, options)
            return
        if path.stat().st_size > MAX_TABLE_BYTES:
            yield skipped(name, f"refused: the file is larger than {MAX_TABLE_BYTES // 2**20} MB. Split it."), None
            return
        data = path.read_bytes()
    except SourceError as error:
        yield skipped(name, str(error).removeprefix(f"{name}: ")), None
        return
    except (OSError, EOFError, zlib.error) as error:
        yield skipped(name, f"skipped: the file cannot be read ({error})."), None
        return
    yield from _bytes(data, name, options)


def _stream(path: Path, name: str, options: Options) -> Iterator[Item]:
    with path.open("rb") as probe:
        head = probe.read(2)
    with gzip.open(path, "rb") if head == GZIP else path.open("rb") as handle:
        lines = iter(lambda: handle.readline(MAX_BYTES + 1), b"")
        yield from read_jsonl(lines, name, options)


def _admitted(items: Iterator[Sourced], name: str, options: Options) -> Iterator[Sourced]:
    """Each document through the gate; a page that is known to be empty is not called empty twice.

    Remarks wait for their document: of one that is refused only the refusal is said.
    """
    said, waiting = "", list[Issue]()
    for item, source in items:
        if isinstance(item, Document):
            passed = [i for i in admit(item, options, _called(item, name)) if said != item.id or i is item]
            known = [i for i in waiting if item in passed or i.document != item.id]
            yield from sourced([*known, *passed], source)
            waiting = []
        elif item.severity == "error":
            yield item, None
        else:
            said = item.document if item.message.startswith("empty") else said
            waiting.append(item)
    yield from sourced(waiting)


def _called(document: Document, name: str) -> str:
    """What a refusal calls the document: its file or address, where its id is only made from these."""
    address = document.url or ""
    return address if address == name or document.id == source_id(address) else document.id


def _read(data: bytes, name: str, options: Options) -> Iterator[Sourced]:
    if data.startswith(GZIP) and kind_of_name(name) not in WHOLE:
        data = inflate(data, name, MAX_TABLE_BYTES)
        if not name.endswith(".gz"):
            said = f"{name} is gzip data under another name; it was inflated."
            yield remark(single_id(name, data), said, "note"), None
    kind = kind_of_name(name) or kind_of_content(data)
    if kind in SINGLE and len(data) > MAX_BYTES:
        raise SourceError(f"{name}: larger than {MAX_BYTES // 2**20} MB, too large for one report. Split it.")
    yield from READERS[kind](data, name, options)

"""Paths, standard input and bytes to documents: each file goes to the reader of its kind."""

from __future__ import annotations

import gzip
import itertools
import sys
import zlib
from collections.abc import Iterator
from contextlib import nullcontext
from io import BufferedReader
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Any

from dateline.errors import SourceError
from dateline.sources.admit import admit
from dateline.sources.decode import GZIP, inflate
from dateline.sources.kinds import (
    PACKED,
    READERS,
    SINGLE,
    STREAMS,
    WHOLE,
    WORDS,
    kind_of_bytes,
    kind_of_content,
    kind_of_name,
    single_id,
)
from dateline.sources.options import MAX_BYTES, MAX_TABLE_BYTES, Item, Options, Part, Sourced, remark, skipped, sourced
from dateline.sources.records import source_id
from dateline.sources.remote import Found, content, fetched, is_remote, listing, opened
from dateline.sources.tables import read_jsonl
from dateline.types import Document, Issue

DEEPEST = 2  # a file in an archive in an archive
READ_AHEAD = 4 * 1024 * 1024  # bytes of a file in object storage that are asked for at once


def open_source(source: str | Path, options: Options | None = None) -> Iterator[Item]:
    """The documents of a file, a folder (all files below it, in order of names) or `-` (standard input).

    Yields documents, and issues: before a document remarks on it, in the place of one (severity "error") the
    reason why it was skipped.  Raises SourceError where there is no such file.
    """
    return (item for item, _ in open_pages(source, options))


def open_pages(source: str | Path, options: Options | None = None) -> Iterator[Sourced]:
    """As `open_source`, each item with the page that it was taken from: None for issues and plain text.

    Of a web page that is its HTML as it was given (of a mail: its HTML part), in characters; of a PDF file the
    layout of its text (`dateline.layout`).
    """
    options = options or Options()
    if str(source) == "-":
        data = sys.stdin.buffer.read(MAX_TABLE_BYTES + 1)
        return _bytes(data, "standard input", options)
    return chain.from_iterable(open_found(found, options) for found in find(source, options))


def find(source: str | Path, options: Options) -> list[Found]:
    """The files at or below a path or an address in object storage, in the order of their names.

    An empty folder is one file of no size, which `open_found` says to be empty.  Raises SourceError where there is no
    such file.
    """
    if is_remote(source):
        return [f for f in listing(str(source)) if not _is_output(f.place, options)]
    path = Path(source)
    if path.is_dir():
        return _folder(path, options)
    if not path.is_file():
        raise SourceError(f"{source}: there is no such file or folder.")
    return [_found(path, path.as_posix())]


def open_found(found: Found, options: Options) -> Iterator[Sourced]:
    """The documents and issues of one file, as `open_pages` gives them."""
    return _remote(found, options) if is_remote(found.place) else _file(Path(found.place), found.name, options)


def open_bytes(data: bytes, name: str, options: Options | None = None) -> Iterator[Item]:
    """The documents in the bytes of a file called `name`; its ending, else its content, tells the kind."""
    return (item for item, _ in _bytes(data, name, options or Options()))


def _bytes(data: bytes, name: str, options: Options, depth: int = 0) -> Iterator[Sourced]:
    """The documents of a file; those of files in it (depth 1) and of archives in archives (depth 2) by their names."""
    try:
        for found in _gated(_read(data, name, options), name, options):
            if not isinstance(found, Part):
                yield found
            elif depth < DEEPEST:
                yield from _bytes(found.data, found.name, options, depth + 1)
            else:
                yield skipped(found.name, "refused: too many archives within archives. Unpack them first."), None
    except SourceError as error:
        yield skipped(name, str(error).removeprefix(f"{name}: ")), None


def _folder(folder: Path, options: Options) -> list[Found]:
    base = folder.resolve().name
    files = ((path, path.relative_to(folder)) for path in sorted(p for p in folder.rglob("*") if p.is_file()))
    shown = ((p, r) for p, r in files if not any(part.startswith(".") for part in r.parts))
    found = [_found(path, (PurePosixPath(base) / relative.as_posix()).as_posix())
             for path, relative in shown if not _is_output(path.as_posix(), options)]
    return found or [Found(folder.as_posix(), folder.as_posix(), 0)]


def _found(path: Path, name: str) -> Found:
    try:
        stat = path.stat()
    except OSError:  # gone or shut since it was listed: opening it says so
        return Found(name, path.as_posix(), 0)
    return Found(name, path.as_posix(), stat.st_size, stat.st_mtime_ns)


def _is_output(place: str, options: Options) -> bool:
    if options.leave_out is None:
        return False
    if is_remote(place) or is_remote(options.leave_out):
        return place.startswith(f"{str(options.leave_out).partition('?')[0].rstrip('/')}/")
    return Path(place).resolve().is_relative_to(Path(options.leave_out).resolve())


def _remote(found: Found, options: Options) -> Iterator[Sourced]:
    try:
        if kind_of_name(found.name) == "jsonl":
            with opened(found.place) as file, BufferedReader(file, READ_AHEAD) as lines:
                yield from _admitted(sourced(_lines(lines, found.name, options)), found.name, options)
            return
        if stream := STREAMS.get(kind_of_name(found.name) or ""):
            with fetched(found.place) as path:
                yield from _admitted(stream(path, found.name, options), found.name, options)
            return
        if found.size > MAX_TABLE_BYTES:
            why = f"refused: the file is larger than {MAX_TABLE_BYTES // 2**20} MB. Split it."
            yield skipped(found.name, why), None
            return
        data = content(found.place, MAX_TABLE_BYTES + 1)
    except (SourceError, EOFError, zlib.error) as error:
        why = str(error).removeprefix(f"{found.place}: ").rstrip(".")
        yield skipped(found.name, f"skipped: the file cannot be read ({why})."), None
        return
    yield from _bytes(data, found.name, options)


def _file(path: Path, name: str, options: Options) -> Iterator[Sourced]:
    if path.is_dir():
        yield skipped(name, "the folder holds no files to read."), None
        return
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
    with path.open("rb") as handle:
        yield from _lines(handle, name, options)


def _lines(stream: Any, name: str, options: Options) -> Iterator[Item]:
    """The documents of JSON Lines, inflated where they are gzip data."""
    head = stream.read(2)
    stream.seek(0)
    with gzip.open(stream, "rb") if head == GZIP else nullcontext(stream) as handle:
        yield from read_jsonl(iter(lambda: handle.readline(MAX_BYTES + 1), b""), name, options)


def _admitted(items: Iterator[Sourced], name: str, options: Options) -> Iterator[Sourced]:
    """What is no part of an archive, through the gate."""
    return (found for found in _gated(items, name, options) if not isinstance(found, Part))


def _gated(items: Iterator[Sourced | Part], name: str, options: Options) -> Iterator[Sourced | Part]:
    """Each document through the gate; a page that is known to be empty is not called empty twice.

    Remarks wait for their document: of one that is refused only the refusal is said.
    """
    said, waiting = "", list[Issue]()
    for found in items:
        if isinstance(found, Part):
            yield found
            continue
        item, source = found
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
    own = address == name or address.startswith(f"{name}:") or document.id == source_id(address)
    return address if own else document.id


def _read(data: bytes, name: str, options: Options) -> Iterator[Sourced | Part]:
    if data.startswith(GZIP) and kind_of_name(name) not in WHOLE:
        data = inflate(data, name, MAX_TABLE_BYTES)
        if not name.lower().endswith(".gz"):
            said = f"{name} is gzip data under another name; it was inflated."
            yield remark(single_id(name, data), said, "note"), None
    said, named, kind = "", kind_of_name(name), kind_of_bytes(data, name)
    kind = named if (named, kind) == ("wacz", "zip") else kind
    if (kind or named in PACKED) and kind != named:
        kind = kind or kind_of_content(data)
        said = f"{name} is {WORDS[kind]} under another name; it was read as such." if named else ""
    kind = kind or named or kind_of_content(data)
    if kind in SINGLE and len(data) > MAX_BYTES:
        raise SourceError(f"{name}: larger than {MAX_BYTES // 2**20} MB, too large for one report. Split it.")
    items = READERS[kind](data, name, options)
    first = next(items, None)  # a file that cannot be read at all is only said to be so
    if said and first:
        yield remark(single_id(name, data), said, "note"), None
    yield from itertools.chain([first] if first else [], items)

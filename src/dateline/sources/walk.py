"""Paths, standard input and bytes to documents: each file goes to the reader of its kind."""

from __future__ import annotations

import gzip
import json
import re
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from dateline.errors import SourceError
from dateline.sources.admit import admit
from dateline.sources.decode import GZIP, Decoded, declared, decode, inflate, refuse_binary
from dateline.sources.html import page
from dateline.sources.mail import read_mail
from dateline.sources.options import MAX_BYTES, MAX_TABLE_BYTES, Item, Options, Sourced, remark, skipped, sourced
from dateline.sources.records import build, has_text, source_id
from dateline.sources.tables import read_json, read_jsonl, read_table
from dateline.types import Document, Issue

KINDS = {
    ".txt": "text", ".text": "text", ".md": "text", ".html": "html", ".htm": "html", ".xhtml": "html",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json", ".csv": "table", ".tsv": "table",
    ".mbox": "mail", ".eml": "mail",
}


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
        if _kind_of_name(name) == "jsonl":
            yield from _admitted(sourced(_stream(path, name, options)), name, options)
            return
        if path.stat().st_size > MAX_TABLE_BYTES:
            yield skipped(name, f"refused: the file is larger than {MAX_TABLE_BYTES // 2**20} MB. Split it."), None
            return
        data = path.read_bytes()
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
    """Each document through the gate; a page that is known to be empty is not called empty twice."""
    said = ""
    for item, source in items:
        if isinstance(item, Document):
            passed = admit(item, options, name if item.url == name else item.id)
            yield from sourced((i for i in passed if not (said == item.id and isinstance(i, Issue))), source)
        else:
            said = item.document if item.message.startswith("empty") else said
            yield item, None


def _read(data: bytes, name: str, options: Options) -> Iterator[Sourced]:
    if data.startswith(GZIP):
        data = inflate(data, name, MAX_TABLE_BYTES)
        if not name.endswith(".gz"):
            said = f"{name} is gzip data under another name; it was inflated."
            yield remark(_single_id(name, data), said, "note"), None
    kind = _kind_of_name(name) or _kind_of_content(data)
    if kind in {"text", "html"} and len(data) > MAX_BYTES:
        raise SourceError(f"{name}: larger than {MAX_BYTES // 2**20} MB, too large for one report. Split it.")
    if kind == "mail":
        refuse_binary(data, name)
        yield from read_mail(data, name, options)
    elif kind == "jsonl":
        refuse_binary(data, name)
        yield from sourced(read_jsonl(data.splitlines(keepends=True), name, options))
    else:
        yield from _characters(data, name, kind, options)


def _characters(data: bytes, name: str, kind: str, options: Options) -> Iterator[Sourced]:
    identity = _single_id(name, data)
    if kind == "html":
        refuse_binary(data, name)
        encoding = declared(data)
        text = data.decode(encoding, "replace") if encoding else decode(data, name).text
        yield from sourced(page(text, identity, _origin(name), options), text)
        return
    decoded = decode(data, name)
    if kind == "json":
        yield from sourced(read_json(decoded.text, name, options))
    elif kind == "table":
        yield from sourced(read_table(decoded.text, name, options))
    else:
        yield from sourced(_text(decoded, name, identity, options))


def _text(decoded: Decoded, name: str, identity: str, options: Options) -> Iterator[Item]:
    if decoded.encoding not in {"utf-8", "utf-8-sig"}:
        yield remark(identity, f"The file is not UTF-8; it was read as {decoded.encoding}.", "note")
    yield from build(identity, decoded.text, _origin(name), options)


def _origin(name: str) -> dict[str, str]:
    return {} if name == "standard input" else {"url": name}


def _single_id(name: str, data: bytes) -> str:
    """The id of a document that is a whole file: by its path; standard input has none, so by its content."""
    return source_id(name if name != "standard input" else f"{name}\0{data.decode('latin-1')}")


def _kind_of_name(name: str) -> str | None:
    path = PurePosixPath(name.removesuffix(".gz"))
    return KINDS.get(path.suffix.lower())


def _kind_of_content(data: bytes) -> str:
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if re.match(rb"<(!doctype\s+html|html|head|body)", head, re.I):
        return "html"
    if head.startswith(b"{") and _json_line(data):
        return "jsonl"
    return "mail" if re.match(rb"From \S+ .*\r?\n[\w-]+: ", head) else "text"


def _json_line(data: bytes) -> bool:
    try:
        value = json.loads(data.lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n", 1)[0])
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and has_text(value)

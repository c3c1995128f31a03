"""Which kind of file it is, and which reader takes it.

A reader takes the bytes of a file (after inflating), its name and the options, and yields documents and issues.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath

from dateline.sources.decode import Decoded, declared, decode, refuse_binary
from dateline.sources.html import page
from dateline.sources.mail import read_mail
from dateline.sources.options import Item, Options, Sourced, remark, sourced
from dateline.sources.records import build, has_text, source_id
from dateline.sources.tables import read_json, read_jsonl, read_table

Reader = Callable[[bytes, str, Options], Iterator[Sourced]]

KINDS = {
    ".txt": "text", ".text": "text", ".md": "text", ".html": "html", ".htm": "html", ".xhtml": "html",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json", ".csv": "table", ".tsv": "table",
    ".mbox": "mail", ".eml": "mail",
}
SINGLE = frozenset({"text", "html"})  # kinds of which a file is one report


def kind_of_name(name: str) -> str | None:
    """The kind that the ending of a file's name (without `.gz`) tells; None where it tells none."""
    path = PurePosixPath(name.removesuffix(".gz"))
    return KINDS.get(path.suffix.lower())


def kind_of_content(data: bytes) -> str:
    """The kind that the first bytes tell; `text` where they tell none."""
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


def single_id(name: str, data: bytes) -> str:
    """The id of a document that is a whole file: by its path; standard input has none, so by its content."""
    return source_id(name if name != "standard input" else f"{name}\0{data.decode('latin-1')}")


def origin(name: str) -> dict[str, str]:
    """What the name of a file says of its document: its address."""
    return {} if name == "standard input" else {"url": name}


def _text(data: bytes, name: str, options: Options) -> Iterator[Sourced]:
    yield from sourced(_plain(decode(data, name), name, single_id(name, data), options))


def _plain(decoded: Decoded, name: str, identity: str, options: Options) -> Iterator[Item]:
    if decoded.encoding not in {"utf-8", "utf-8-sig"}:
        yield remark(identity, f"The file is not UTF-8; it was read as {decoded.encoding}.", "note")
    yield from build(identity, decoded.text, origin(name), options)


def _html(data: bytes, name: str, options: Options) -> Iterator[Sourced]:
    refuse_binary(data, name)
    encoding = declared(data)
    text = data.decode(encoding, "replace") if encoding else decode(data, name).text
    yield from sourced(page(text, single_id(name, data), origin(name), options), text)


def _mail(data: bytes, name: str, options: Options) -> Iterator[Sourced]:
    refuse_binary(data, name)
    yield from read_mail(data, name, options)


def _jsonl(data: bytes, name: str, options: Options) -> Iterator[Sourced]:
    refuse_binary(data, name)
    yield from sourced(read_jsonl(data.splitlines(keepends=True), name, options))


def _json(data: bytes, name: str, options: Options) -> Iterator[Sourced]:
    yield from sourced(read_json(decode(data, name).text, name, options))


def _table(data: bytes, name: str, options: Options) -> Iterator[Sourced]:
    yield from sourced(read_table(decode(data, name).text, name, options))


READERS: Mapping[str, Reader] = {
    "text": _text, "html": _html, "mail": _mail, "jsonl": _jsonl, "json": _json, "table": _table,
}

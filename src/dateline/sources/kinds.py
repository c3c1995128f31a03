"""Which kind of file it is, and which reader takes it.

A reader takes the bytes of a file (after inflating), its name and the options, and yields documents and issues.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from dateline.sources.decode import Decoded, declared, decode, refuse_binary
from dateline.sources.html import page
from dateline.sources.mail import read_mail
from dateline.sources.options import Item, Options, Sourced, remark, skipped, sourced
from dateline.sources.records import build, has_text, source_id
from dateline.sources.tables import objects_of, parse_json, read_json, read_jsonl, read_table
from dateline.sources.url_lists import of_objects, of_table, read_listed
from dateline.sources.warc import open_warc, read_wacz, read_warc
from dateline.sources.xml_kinds import read_xml

Reader = Callable[[bytes, str, Options], Iterator[Sourced]]

KINDS = {
    ".txt": "text", ".text": "text", ".md": "text", ".html": "html", ".htm": "html", ".xhtml": "html",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json", ".csv": "table", ".tsv": "table",
    ".mbox": "mail", ".eml": "mail",
    ".warc": "warc", ".wacz": "wacz",
    ".xml": "xml", ".rss": "xml", ".atom": "xml", ".rdf": "xml", ".opml": "xml", ".nitf": "xml", ".newsml": "xml",
}
WHOLE = frozenset({"warc", "wacz"})  # kinds whose readers undo gzip themselves, member by member
SINGLE = frozenset({"text", "html"})  # kinds of which a file is one report


def kind_of_name(name: str) -> str | None:
    """The kind that the ending of a file's name (without `.gz`) tells; None where it tells none."""
    path = PurePosixPath(name.removesuffix(".gz"))
    return KINDS.get(path.suffix.lower())


def kind_of_content(data: bytes) -> str:
    """The kind that the first bytes tell; `text` where they tell none."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"WARC/"):
        return "warc"
    if re.match(rb"<\?xml|<(?:rss|feed|opml|nitf|newsItem|newsMessage|packageItem)\b", head):
        return "xml"
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
    value, problem = parse_json(decode(data, name).text)
    if problem:
        yield skipped(name, problem), None
    elif listed := of_objects(objects_of(value), options):
        yield from read_listed(*listed, name, options)
    else:
        yield from sourced(read_json(value, name, options))


def _table(data: bytes, name: str, options: Options) -> Iterator[Sourced]:
    text = decode(data, name).text
    if listed := of_table(text, options):
        yield from read_listed(*listed, name, options)
    else:
        yield from sourced(read_table(text, name, options))


READERS: Mapping[str, Reader] = {
    "text": _text, "html": _html, "mail": _mail, "jsonl": _jsonl, "json": _json, "table": _table,
    "warc": read_warc, "wacz": read_wacz, "xml": read_xml,
}
STREAMS: Mapping[str, Callable[[Path, str, Options], Iterator[Sourced]]] = {"warc": open_warc}  # never read whole

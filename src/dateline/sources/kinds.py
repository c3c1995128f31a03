"""Which kind of file it is, and which reader takes it.

A reader takes the bytes of a file (after inflating), its name and the options, and yields documents and issues.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from dateline.errors import SourceError
from dateline.sources.archives import find_batch, read_batch
from dateline.sources.batches import joined
from dateline.sources.decode import Decoded, declared, decode, refuse_binary
from dateline.sources.factiva import is_page, lines_of_page
from dateline.sources.html import page
from dateline.sources.mail import read_mail
from dateline.sources.opendocument import read_odt
from dateline.sources.options import Item, Options, Part, Sourced, remark, skipped, sourced
from dateline.sources.pdf import read_pdf
from dateline.sources.records import build, has_text, source_id
from dateline.sources.rtf import read_rtf
from dateline.sources.tables import objects_of, parse_json, read_json, read_jsonl, read_table
from dateline.sources.url_lists import of_objects, of_table, read_listed
from dateline.sources.warc import open_warc, read_wacz, read_warc
from dateline.sources.word import read_docx
from dateline.sources.workbooks import read_parquet, read_xlsx
from dateline.sources.xml_kinds import read_xml
from dateline.sources.zips import kind_of_zip, members

Reader = Callable[[bytes, str, Options], Iterator[Sourced | Part]]

UNREAD = {  # what a ZIP file can be that is not read, by its content or its ending
    "slides": "this is a presentation, not a report. Save it as PDF.",
    ".pages": "this is a Pages document. Export it as Word (.docx) or PDF.",
    ".key": "this is a Keynote presentation. Export it as PDF.",
    ".numbers": "this is a Numbers table. Export it as Excel (.xlsx) or CSV.",
    ".epub": "this is an e-book. Save it as HTML or plain text.",
}

KINDS = {
    ".txt": "text", ".text": "text", ".md": "text", ".html": "html", ".htm": "html", ".xhtml": "html",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json", ".csv": "table", ".tsv": "table",
    ".mbox": "mail", ".eml": "mail",
    ".pdf": "pdf", ".docx": "docx", ".docm": "docx", ".rtf": "rtf", ".odt": "odt", ".zip": "zip",
    ".xlsx": "xlsx", ".xlsm": "xlsx", ".parquet": "parquet", ".warc": "warc", ".wacz": "wacz",
    ".xml": "xml", ".rss": "xml", ".atom": "xml", ".rdf": "xml", ".opml": "xml", ".nitf": "xml", ".newsml": "xml",
}
WORDS = {
    "text": "plain text", "html": "a web page", "jsonl": "JSON Lines", "json": "JSON", "table": "a table",
    "mail": "a mail", "pdf": "a PDF file", "docx": "a Word document", "rtf": "an RTF document",
    "odt": "an OpenDocument text", "zip": "a ZIP archive", "xlsx": "an Excel workbook", "parquet": "a Parquet file",
    "warc": "a web archive", "wacz": "a web archive (WACZ)", "xml": "XML",
}
PACKED = frozenset({"pdf", "docx", "rtf", "odt", "zip", "xlsx", "parquet"})  # kinds that their first bytes tell
WHOLE = frozenset({"warc", "wacz"})  # kinds whose readers undo gzip themselves, member by member
SINGLE = frozenset({"text", "html"})  # kinds of which a file is one report


def kind_of_name(name: str) -> str | None:
    """The kind that the ending of a file's name (without `.gz`) tells; None where it tells none."""
    path = PurePosixPath(re.sub(r"\.gz$", "", name, flags=re.I))
    return KINDS.get(path.suffix.lower())


def kind_of_bytes(data: bytes, name: str) -> str | None:
    """The kind of a file that is no text and known by its first bytes, whatever its ending; None for all others.

    Raises SourceError for presentations, which are not read, and for iWork documents.
    """
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        kind = kind_of_zip(data)
        cure = UNREAD.get(kind) or UNREAD.get(PurePosixPath(name).suffix.lower())
        if cure:
            raise SourceError(f"{name}: {cure}")
        return kind
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"%PDF-" in data[:1024] and not re.match(rb"[\w\s,.]{40}", head):
        return "pdf"
    return "rtf" if head.startswith(b"{\\rtf") else "parquet" if data.startswith(b"PAR1") else None


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
    decoded = decode(data, name)
    lines = decoded.text.splitlines()
    if batch := find_batch(lines):
        yield from read_batch(batch, name, options, lambda article: (joined(lines, article), None))
        return
    yield from sourced(_plain(decoded, name, single_id(name, data), options))


def _plain(decoded: Decoded, name: str, identity: str, options: Options) -> Iterator[Item]:
    if decoded.encoding not in {"utf-8", "utf-8-sig"}:
        yield remark(identity, f"The file is not UTF-8; it was read as {decoded.encoding}.", "note")
    yield from build(identity, decoded.text, origin(name), options)


def _html(data: bytes, name: str, options: Options) -> Iterator[Sourced]:
    refuse_binary(data, name)
    encoding = declared(data)
    text = data.decode(encoding, "replace") if encoding else decode(data, name).text
    if is_page(text) and (batch := find_batch(lines := lines_of_page(text))):
        yield from read_batch(batch, name, options, lambda article: (joined(lines, article), text))
        return
    yield from sourced(page(text, single_id(name, data), origin(name), options), text)


def _mail(data: bytes, name: str, options: Options) -> Iterator[Sourced | Part]:
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


def _pdf(data: bytes, name: str, options: Options) -> Iterator[Sourced]:
    yield from read_pdf(data, name, single_id(name, data), options)


def _docx(data: bytes, name: str, options: Options) -> Iterator[Sourced]:
    yield from read_docx(data, name, single_id(name, data), options)


def _rtf(data: bytes, name: str, options: Options) -> Iterator[Sourced]:
    yield from read_rtf(data, name, single_id(name, data), options)


def _odt(data: bytes, name: str, options: Options) -> Iterator[Sourced]:
    yield from read_odt(data, name, single_id(name, data), options)


def _zip(data: bytes, name: str, options: Options) -> Iterator[Sourced | Part]:
    yield from members(data, name)


def _xlsx(data: bytes, name: str, options: Options) -> Iterator[Sourced]:
    yield from sourced(read_xlsx(data, name, options))


def _parquet(data: bytes, name: str, options: Options) -> Iterator[Sourced]:
    yield from sourced(read_parquet(data, name, options))


READERS: Mapping[str, Reader] = {
    "pdf": _pdf, "docx": _docx, "rtf": _rtf, "odt": _odt, "zip": _zip, "xlsx": _xlsx, "parquet": _parquet,
    "text": _text, "html": _html, "mail": _mail, "jsonl": _jsonl, "json": _json, "table": _table,
    "warc": read_warc, "wacz": read_wacz, "xml": read_xml,
}
STREAMS: Mapping[str, Callable[[Path, str, Options], Iterator[Sourced]]] = {"warc": open_warc}  # never read whole

"""OpenDocument texts (.odt): headings, paragraphs and cells of tables in their order."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from dateline.errors import SourceError
from dateline.sources.office import read_office
from dateline.sources.options import Options, Sourced
from dateline.sources.zips import check_size

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_ROW = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}table-row"
_META = {"Title": "{http://purl.org/dc/elements/1.1/}title", "Author": "{http://purl.org/dc/elements/1.1/}creator",
         "CreationDate": "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}creation-date"}
_SKIP = frozenset(f"{_TEXT}{tag}" for tag in ("tracked-changes", "note", "table-of-content")) | {
    "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}annotation"}
_SIGNS = {f"{_TEXT}s": " ", f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}


def read_odt(data: bytes, name: str, identity: str, options: Options) -> Iterator[Sourced]:
    """The report that an OpenDocument text holds.  Raises SourceError for a broken or locked file."""
    from lxml import etree

    check_size(data, name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            body = etree.fromstring(archive.read("content.xml"), parser)
            meta = etree.fromstring(archive.read("meta.xml"), parser) if "meta.xml" in archive.namelist() else body
    except (etree.LxmlError, zipfile.BadZipFile, zlib.error, KeyError, RuntimeError, NotImplementedError, ValueError,
            OSError,
            EOFError) as error:
        raise SourceError(f"{name}: this OpenDocument text is broken or locked ({type(error).__name__}). Open it and "
                          "save it again, or save it as plain text.") from error
    told = {key: (meta.findtext(f".//{tag}") or "") for key, tag in _META.items()}
    yield from read_office(list(_lines(body)), told, name, identity, options)


def _lines(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag in (f"{_TEXT}p", f"{_TEXT}h"):
            yield from "".join(_text(child)).split("\n")
        elif child.tag == _ROW:
            yield from _row([[line for line in _lines(cell) if line.strip()] for cell in child])
        elif child.tag not in _SKIP:
            yield from _lines(child)


def _row(cells: list[list[str]]) -> Iterator[str]:
    """Short cells are a line with tabs between; those of several paragraphs come one after the other."""
    lines = [line for cell in cells for line in cell]
    yield from ["\t".join(lines)] if all(len(cell) < 2 for cell in cells) else lines


def _text(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag not in _SKIP:
            yield _SIGNS.get(child.tag, "")
            yield from _text(child)
        yield child.tail or ""

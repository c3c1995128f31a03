"""Word documents (.docx): headings, paragraphs and the cells of tables in their order."""

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

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OTHER = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # the same text box a second time
_SKIP = frozenset(f"{_WORD}{tag}" for tag in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "sectPr")) | {
    _OTHER}
_SIGNS = {f"{_WORD}tab": "\t", f"{_WORD}br": "\n", f"{_WORD}cr": "\n", f"{_WORD}noBreakHyphen": "\u2011"}


def read_docx(data: bytes, name: str, identity: str, options: Options) -> Iterator[Sourced]:
    """The report that a Word document holds, or the articles of an archive in it.

    Text that was struck out under tracked changes, comments, notes and running heads are not read.  Raises SourceError
    for a broken or locked file.
    """
    document = _opened(data, name)
    core = document.core_properties
    told = {"Title": core.title or "", "Author": core.author or "",
            "CreationDate": core.created.date().isoformat() if core.created else ""}
    lines = [line for paragraph in _paragraphs(document.element.body) for line in paragraph.split("\n")]
    yield from read_office(lines, told, name, identity, options)


def _opened(data: bytes, name: str) -> Any:
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    check_size(data, name)
    try:
        document = docx.Document(io.BytesIO(data))
        _ = document.core_properties.title, document.core_properties.created, document.element.body.tag
        return document
    except (OpcError, LxmlError, zipfile.BadZipFile, KeyError, ValueError, AttributeError,
            NotImplementedError, zlib.error,
            RuntimeError, OSError, EOFError, TypeError, IndexError) as error:
        raise SourceError(f"{name}: this Word document is broken or locked ({type(error).__name__}). Open it in Word "
                          "and save it again, or save it as plain text.") from error


def _paragraphs(body: Any) -> Iterator[str]:
    """The paragraphs in their order; the cells of a row of a table on one line, tabs between."""
    for element in body:
        if element.tag == f"{_WORD}p":
            yield "".join(_text(element))
        elif element.tag == f"{_WORD}tbl":
            yield from _table(element)
        elif element.tag in (f"{_WORD}sdt", f"{_WORD}sdtContent", f"{_WORD}customXml", f"{_WORD}ins"):
            yield from _paragraphs(element)


def _table(table: Any) -> Iterator[str]:
    """A row of short cells is a line; cells of several paragraphs (a table for layout) are read one after the other."""
    for row in table.iter(f"{_WORD}tr"):
        if next(row.iterancestors(f"{_WORD}tbl")) is not table:
            continue  # of a table within a cell: it comes with its cell
        cells = [[line for line in _paragraphs(cell) if line.strip()] for cell in row.iter(f"{_WORD}tc")
                 if next(cell.iterancestors(f"{_WORD}tr")) is row]
        if all(len(cell) <= 1 for cell in cells):
            yield "\t".join(line for cell in cells for line in cell)
        else:
            yield from (line for cell in cells for line in cell)


def _text(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == f"{_WORD}t":
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag not in _SKIP:
            if child.tag == f"{_WORD}p":  # a text box within a paragraph
                yield "\n"
            yield from _text(child)

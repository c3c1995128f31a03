"""PDF files: text in reading order, with the way back from its characters to the pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import ceil, floor
from typing import Any

from dateline.errors import SourceError
from dateline.layout import TENTHS, Layout, Line
from dateline.sources.archives import find_batch, read_batch
from dateline.sources.batches import Article
from dateline.sources.office import about
from dateline.sources.options import Options, Sourced, remark
from dateline.sources.pdf_lines import Printed, lines_of_page, paragraphs, without_furniture
from dateline.sources.records import build

_CURE = "Open it and save it again, or turn it into text, for example with: pdftotext FILE.pdf FILE.txt"
_SCANNED = ("this PDF file holds images of pages and no text. Run a text recognition over it first, for example: "
            "ocrmypdf FILE.pdf FILE-text.pdf")


def read_pdf(data: bytes, name: str, identity: str, options: Options) -> Iterator[Sourced]:
    """The report that a PDF file holds, or the articles of an archive in it; each with its layout.

    Raises SourceError where the file is locked, broken, or holds images only.
    """
    pages, told, bad = _opened(data, name)
    lines = without_furniture(pages)
    if not any(c.isalnum() for line in lines for c in line.text):
        raise SourceError(f"{name}: {_SCANNED}")
    yield from ((remark(identity, what), None) for what in (*bad, *_without_text(pages)))
    texts = [line.text for line in lines]
    if batch := find_batch(texts):
        yield from read_batch(batch, name, options, lambda article: _some(lines, article))
        return
    text, layout = compose(lines)
    found, notes = about(told, texts, options)
    yield from ((remark(identity, note, "note"), None) for note in notes)
    address = {} if name == "standard input" else {"url": name}
    for item in build(identity, text, found | address, options):
        yield item, layout


def compose(lines: Sequence[Printed]) -> tuple[str, Layout]:
    """The text of lines: paragraphs with a blank line between them, words broken at line ends made whole.

    A hyphen at the end of a line stays where the word has it elsewhere in the lines, too.
    """
    text, placed, known = "", list[Line](), {word.text.strip(",.;:").lower() for line in lines for word in line.words}
    for number, part in enumerate(paragraphs(lines)):
        text += "\n\n" if number else ""
        for i, line in enumerate(part):
            start, words = len(text), list[tuple[int, int, int, int]]()
            for word in line.words:
                text += " " if words else ""
                words.append((len(text) - start, len(word.text), floor(word.left * TENTHS), ceil(word.right * TENTHS)))
                text += word.text
            following = part[i + 1] if i + 1 < len(part) else None
            if following and _divided(line, following):
                if not _compound(line, following, known):
                    text, words = text[:-1], [*words[:-1], (words[-1][0], words[-1][1] - 1, *words[-1][2:])]
            elif following:
                text += " "
            placed.append(Line(line.page, start, floor(line.bottom * TENTHS), ceil(line.top * TENTHS), tuple(words)))
    return text, Layout(tuple(placed))


def _divided(line: Printed, following: Printed) -> bool:
    return line.broken or bool(re.search(r"\w[-\u00ad\u2010]$", line.text) and following.text[:1].islower())


def _compound(line: Printed, following: Printed, known: set[str]) -> bool:
    first, second = line.words[-1].text, following.words[0].text.strip(",.;:")
    return f"{first[:-1]}-{second}".lower() in known or not second[:1].islower()


def _some(lines: Sequence[Printed], article: Article) -> tuple[str, Layout]:
    chosen = ((lines[i], article.cuts.get(i, 0)) for group in article.groups for i in group)
    return compose([replace(line, words=line.words[cut:]) for line, cut in chosen if line.words[cut:]])


def _opened(data: bytes, name: str) -> tuple[list[list[Printed]], dict[str, str], list[str]]:
    """The lines of each page, what the file says about itself, and the pages that cannot be read."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = "password" in str(error).lower() or "security" in str(error).lower()
        why = ("this PDF file is locked with a password. Save a copy without one." if locked
               else f"this PDF file is broken ({error}). {_CURE}")
        raise SourceError(f"{name}: {why}") from error
    with document:
        pages, bad = list[list[Printed]](), list[str]()
        for number in range(len(document)):
            try:
                pages.append(_page(document[number], number + 1))
            except pdfium.PdfiumError as error:
                pages.append([])
                bad.append(f"Page {number + 1} cannot be read ({error}). {_CURE}")
        if not pages:
            raise SourceError(f"{name}: this PDF file is broken (it has no pages). {_CURE}")
        return pages, dict(document.get_metadata_dict(skip_empty=True)), bad


def _page(page: Any, number: int) -> list[Printed]:
    textpage = page.get_textpage()
    try:
        return lines_of_page(textpage, number, page.get_width())
    finally:
        textpage.close()
        page.close()


def _without_text(pages: Sequence[Sequence[Printed]]) -> list[str]:
    empty = [str(number) for number, page in enumerate(pages, 1) if not page]
    if not empty or len(empty) == len(pages):
        return []
    return [f"partial: no text on page {', '.join(empty[:12])}{' …' if len(empty) > 12 else ''} of {len(pages)} "
            "(images of print cannot be read)."]

"""Citations of passages: BibTeX and CSL-JSON, one entry a report, its passages with offsets in a note.

Offsets count Unicode code points of the text as it was read.  CSL-JSON has no field for a locator in an item (citing
programs add it): each passage has its own under `custom`, which the schema leaves free.
https://ctan.org/pkg/bibtex, https://docs.citationstyles.org/en/stable/specification.html
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dateline.exports.chosen import Exported, Format, Given
from dateline.exports.glosses import (
    address,
    gloss,
    quote,
    span_words,
    stable,
    voice_names,
    without_controls,
    write_items,
)
from dateline.exports.jsonio import printable, write_whole
from dateline.exports.plain import flat
from dateline.exports.rows import sentence_of
from dateline.types import Document, Span, Statement

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Characters that TeX reads as commands.
TEX = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
})  # fmt: skip


def write_bibtex(given: Given, path: Path) -> int:
    """Write the entries; their number.  Reports without a statement that is wanted have none."""
    found = [_bibtex(report) for report in _cited(given)]
    write_whole(path, (f"{entry}\n\n".encode() for entry in found))
    return len(found)


def write_csl(given: Given, path: Path) -> int:
    """Write the items (CSL-JSON 1.0.2); their number."""
    return write_items(path, "[", (_csl(report) for report in _cited(given)), "]")


def _cited(given: Given) -> Iterator[Exported]:
    return (report for report in given.reports() if report.reading.statements)


def key(document: Document) -> str:
    """`courier2021-3fa2c1d0`: by outlet, year and id of the report; it never changes."""
    outlet = unicodedata.normalize("NFKD", document.publisher or "report").encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]", "", re.sub(r"(?i)^the\s", "", outlet).lower()) or "report"
    return f"{slug}{(document.published or 'nd')[:4]}-{stable('report', document.id).hex[:8]}"


def passages(report: Exported) -> dict[Span, list[Statement]]:
    """The sentences with the statements that are read from them, in the order of the text."""
    found: dict[Span, list[Statement]] = {}
    for statement in report.reading.statements:
        found.setdefault(sentence_of(statement), []).append(statement)
    return dict(sorted(found.items()))


def _noted(report: Exported) -> list[str]:
    """`“…” (characters 10–50): gloss | gloss`, one for each passage."""
    document = report.document
    return [printable(f"“{quote(document, told[0])}” ({span_words(span)}): "
                      f"{' | '.join(gloss(document, s) for s in told)}") for span, told in passages(report).items()]


def tex(words: str) -> str:
    """The words so that TeX prints them."""
    return without_controls(flat(words)).translate(TEX)


def _bibtex(report: Exported) -> str:
    document = report.document
    year, month, day = (document.published or "--").split("-")
    fields = {
        "author": " and ".join(f"{{{tex(name)}}}" for name in document.authors),
        "title": f"{{{tex(document.title or '[untitled report]')}}}", "journal": tex(document.publisher or ""),
        "year": year, "day": str(int(day)) if day else "", "url": _url(document),
        "note": tex(f"Agency: {document.agency}" if document.agency else ""),
        "annote": " // ".join(map(tex, _noted(report))),
    }  # fmt: skip
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    if month:
        lines.append(f"  month = {MONTHS[int(month) - 1]},")
    return "\n".join([f"@{'article' if document.publisher else 'misc'}{{{key(document)},", *sorted(lines), "}"])


def _url(document: Document) -> str:
    """Addresses stay as they are but for braces and backslashes, which end a field: percent-encoded."""
    url = address(document)
    return "" if url.startswith("urn:") else url.replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D")


def _csl(report: Exported) -> dict[str, Any]:
    document = report.document
    item = {
        "id": key(document), "type": "article-newspaper", "title": flat(document.title or ""),
        "container-title": flat(document.publisher or ""), "language": document.language,
        "author": [{"literal": printable(name)} for name in document.authors],
        "issued": {"date-parts": [[int(part) for part in document.published.split("-")]]} if document.published else "",
        "URL": address(document) if document.url and "://" in document.url else "",
        "source": flat(document.agency or ""), "note": " // ".join(_noted(report)),
        "custom": {"passages": [_custom(document, span, told) for span, told in passages(report).items()],
                   "text_sha256": document.text_sha256},
    }  # fmt: skip
    return {name: value for name, value in item.items() if value}


def _custom(document: Document, span: Span, told: list[Statement]) -> dict[str, Any]:
    read = [{"statement": s.id, "status": s.factuality.status, "voices": voice_names(document, s),
             "gloss": gloss(document, s)} for s in told]
    return {"locator": span_words(span), "start": span.start, "end": span.end, "quote": quote(document, told[0]),
            "statements": read}


BIBTEX = Format("bibtex", "BibTeX: an entry a report, its passages as notes", (".bib",), True, write_bibtex)
CSL = Format("csl", "CSL-JSON: the same for citing programs", (".json",), True, write_csl)

"""The golden files of the importers: what each file under fixtures/documents/ is read as, as JSON beside it.

After a change on purpose look at the difference and take it over: python -m tests.importers --accept
"""

from __future__ import annotations

import difflib
import json
import os
import sys
from pathlib import Path

import msgspec

from dateline.layout import Layout, boxes_of
from dateline.sources import Options, open_pages
from dateline.sources.mapping import mapping
from dateline.types import Document, Issue, Span

FOLDER = Path(__file__).parent / "fixtures" / "documents"
MAPPED = {
    "mapped.csv": ["id=Nr,text=Body, full,published=PubDate,publisher=Paper"],
    "rows.jsonl": ["id=nr,text=Body,published=meta.day,authors=meta.by"],
    "rows.parquet": ["id=uid,text=body_text,published=day,updated=seen,authors=by"],
    "sheet.xlsx": ["id=Id,title=Headline,published=PubDate,text=Body,publisher=Paper"],
}
NAMES = (
    "a_pdf.txt", "brief.rtf", "briefing.docx", "bundle.zip", "columns.pdf", "communique.pdf", "factiva_codes.html",
    "factiva_codes.txt", "factiva_shown.html", "factiva_shown.rtf", "mapped.csv", "nexis.DOCX", "nexis.pdf",
    "nexis.rtf", "nexis_doclist.docx", "nexis_older.txt", "nexis_single.docx", "notes.odt", "papers.eml",
    "proquest.txt", "rows.jsonl", "rows.parquet", "sheet.xlsx",
)


def read_as(name: str) -> list[dict[str, object]]:
    """What a fixture is read as: documents (their first and last box, too, where pages are known) and issues."""
    here = Path.cwd()
    os.chdir(FOLDER)
    try:
        items = list(open_pages(name, Options(fields=mapping(MAPPED.get(name, [])))))
    finally:
        os.chdir(here)
    return [_row(item, page) for item, page in items]


def _row(item: Document | Issue, page: object) -> dict[str, object]:
    row: dict[str, object] = {k: v for k, v in msgspec.to_builtins(item).items() if v not in (None, "", [], ())}
    if isinstance(item, Document):
        row["text"] = item.text.split("\n")
    if isinstance(item, Document) and isinstance(page, Layout):
        boxes = boxes_of(page, Span(0, len(item.text)))
        first, last = msgspec.to_builtins(boxes[0]), msgspec.to_builtins(boxes[-1])
        row["boxes"] = {"number": len(boxes), "first": first, "last": last}
    return row


def expected(name: str) -> Path:
    """The golden file of a fixture."""
    return FOLDER / f"{name}.expected.json"


def shown(rows: list[dict[str, object]]) -> str:
    """The content of a golden file."""
    return json.dumps(rows, indent=1, ensure_ascii=False) + "\n"


def main(accept: bool) -> int:
    """Print the differences; with `accept` write them."""
    changed = 0
    for name in NAMES:
        new, path = shown(read_as(name)), expected(name)
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        changed += old != new
        sys.stdout.writelines(difflib.unified_diff(old.splitlines(True), new.splitlines(True), str(path), name))
        if accept:
            path.write_text(new, encoding="utf-8")
    return 0 if accept else min(changed, 1)


if __name__ == "__main__":
    sys.exit(main("--accept" in sys.argv[1:]))

"""An Excel workbook: statements, documents, issues, the codebook, and a sheet that says what it holds.

No cell is a formula: text that begins with `=`, `+`, `-` or `@` is kept as text.  Excel's limits are kept: a cell that
is too long ends with a mark, and a sheet that would be too long is refused before it is written.  The same statements
give the same bytes: no time stamp of the clock gets into the file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dateline._version import __version__
from dateline.errors import DatelineError
from dateline.exports.chosen import Format, Given, Written
from dateline.exports.delimited import is_formula
from dateline.exports.flat import FLAT, flat_rows
from dateline.exports.jsonio import printable
from dateline.exports.parquet import DOCUMENTS, ISSUES
from dateline.exports.rows import document_row, issue_row
from dateline.exports.tables import event_types
from dateline.rules.language import PLOVER

if TYPE_CHECKING:
    from openpyxl import Workbook

LONGEST_CELL = 32_767  # UTF-16 units
MOST_ROWS = 1_048_576
CUT = " […]"
CODEBOOK = ("codebook", "event", "mode", "quad", "plover_score", "meaning", "statements")
QUADS = ("", "verbal cooperation", "material cooperation", "verbal conflict", "material conflict")
NOTE = ("What is shown is what reports say, as reported; never what is true. `status` says whether the act is told as "
        "having happened, `voice_texts` who says so; empty: the report itself.")
CORE = "docProps/core.xml"
_CLOCK = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*<")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write(given: Given, path: Path) -> Written:
    """Write the workbook.  Raises DatelineError where there are more rows than Excel has."""
    from openpyxl import Workbook

    _refuse_too_long(given)
    workbook = Workbook(write_only=True)
    workbook.properties.creator = f"Dateline {__version__}"
    documents = [name for name, kind in DOCUMENTS.items() if isinstance(kind, str)]
    counts: dict[tuple[str, str, str], int] = {}
    made = _fill(workbook, "statements", FLAT, _counted(flat_rows(given), counts))
    reports = (document_row(r.document, r.reading) for r in given.reports())
    _fill(workbook, "documents", documents, ([row[name] for name in documents] for row in reports))
    issues = (list(issue_row(i).values()) for r in given.reports() for i in r.reading.issues)
    _fill(workbook, "issues", list(ISSUES), issues)
    _fill(workbook, "codebook", CODEBOOK, _codebook(counts))
    _fill(workbook, "about", ("what", "value"), _about(given, made))
    _save(workbook, path)
    return Written(made)


def _refuse_too_long(given: Given) -> None:
    rows = Counter[str]()
    for report in given.reports():
        found = report.reading
        rows.update({"statements": len(found.statements), "documents": 1, "issues": len(found.issues)})
    for sheet, number in rows.items():
        if number >= MOST_ROWS:
            raise DatelineError(
                f"The sheet {sheet!r} would have {number:,} rows, and Excel takes {MOST_ROWS:,} with the header. "
                "Narrow the filter, or export csv or parquet.")


def _save(workbook: Workbook, path: Path) -> None:
    """Save it, then pack it anew without the times at which its parts were made."""
    import zipfile

    path.parent.mkdir(parents=True, exist_ok=True)
    saved, partial = (path.with_name(f".{path.name}.{kind}") for kind in ("saved", "partial"))
    workbook.save(saved)
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            part = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            part.compress_type, part.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            body = old.read(name)
            new.writestr(part, _CLOCK.sub(rb"\g<1>1980-01-01T00:00:00Z<", body) if name == CORE else body)
    saved.unlink()
    partial.replace(path)


def _fill(workbook: Workbook, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """A sheet with a frozen header; how many rows it has."""
    sheet = workbook.create_sheet(name)
    sheet.freeze_panes = "A2"
    sheet.append(list(columns))
    made = 0
    for row in rows:
        made += 1
        sheet.append([_cell(sheet, value) for value in row])
    return made


def _cell(sheet: Any, value: Any) -> Any:
    """The value; text in a cell that is text, whatever it begins with."""
    if not isinstance(value, str):
        return value
    text = shortened(_FORBIDDEN.sub("\ufffd", printable(value)))
    if not is_formula(text):
        return text
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell


def shortened(text: str) -> str:
    """The text, cut where Excel's cells end, with a mark that it was."""
    if len(text) * 2 <= LONGEST_CELL or len(text.encode("utf-16-le")) // 2 <= LONGEST_CELL:
        return text
    return text.encode("utf-16-le")[: 2 * (LONGEST_CELL - len(CUT))].decode("utf-16-le", "ignore") + CUT


def _counted(rows: Iterator[Sequence[Any]], counts: dict[tuple[str, str, str], int]) -> Iterator[Sequence[Any]]:
    at = [FLAT.index(name) for name in ("codebook", "event", "mode")]
    for row in rows:
        key = row[at[0]], row[at[1]], row[at[2]] or ""
        counts[key] = counts.get(key, 0) + 1
        yield row


def _codebook(counts: dict[tuple[str, str, str], int]) -> Iterator[Sequence[Any]]:
    """Types and modes with what they mean and how many statements have them; those of other codebooks as counts."""
    left = dict(counts)
    for name, entry in event_types().items():
        quad = f"{entry['quad']} {QUADS[entry['quad']]}"
        yield PLOVER, name, "", quad, entry["score"], " ".join(entry["definition"].split()), left.pop(
            (PLOVER, name, ""), 0)
        for mode, meaning in entry.get("modes", {}).items():
            yield PLOVER, name, mode, quad, meaning.get("score"), meaning["meaning"], left.pop((PLOVER, name, mode), 0)
    for (book, event, mode), number in sorted(left.items()):
        yield book, event, mode, None, None, "(see the codebook that you gave)", number


def _about(given: Given, made: int) -> Iterator[Sequence[Any]]:
    yield "statements", made
    yield "asked for", given.asked or "all"
    yield "how to read it", NOTE
    yield "offsets", "Columns …_start and …_end count code points of the report's text, the end outside."
    yield "written by", f"Dateline {__version__}"
    for number, run in enumerate(given.runs, 1):
        yield f"coder {number}", f"Dateline {run.version}, knowledge {run.knowledge}, parser {run.model}"
        for key, value in sorted(run.settings.items()):
            yield f"coder {number}, {key}", value


FORMAT = Format("xlsx", "an Excel workbook: statements, documents, issues, codebook", (".xlsx",), True, write)

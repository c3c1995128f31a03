"""Coding sheets: what a coder fills in, as CSV or XLSX, and what comes back.

A sheet shows the sentence with its slots marked, what stands around it, and for each slot what the machine gave;
beside it two cells to fill: is it right (`y`, `n`, `u` for unsure), and what it should be.  Nothing of other coders.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from zipfile import BadZipFile

from dateline.exports.plain import flat, marked_sentence
from dateline.exports.rows import sentence_of
from dateline.knowledge import Knowledge
from dateline.ledger.people.corrections import NONE, CorrectionError, Slot, alike
from dateline.ledger.people.judging import JUDGED, Verdict, Vote
from dateline.ledger.people.sampling import SampleError
from dateline.ledger.people.validation import NOTE, Judgement, Sampled, machine_values
from dateline.ledger.people.values import checked

HEAD = ("number", "document", "publisher", "published", "before", "sentence", "after", "mode")
OK, IS = "_ok", "_is"
COLUMNS = (*HEAD, *(f"{s}{end}" for s in JUDGED for end in ("", OK, IS)), NOTE)
AROUND = 300  # characters shown before and after the sentence
SHOWN = 10  # faults named at once
VERDICTS: Mapping[str, Verdict] = {"y": "yes", "yes": "yes", "n": "no", "no": "no", "u": "unsure", "unsure": "unsure"}
SHORT: Mapping[Verdict, str] = {"yes": "y", "no": "n", "unsure": "u"}
Cells = Mapping[str, str]


def sheet_rows(
    items: Iterable[Sampled], mine: Mapping[int, Mapping[str, Judgement]], others: Mapping[int, str] | None = None
) -> Iterator[dict[str, str]]:
    """The rows of a sheet.  `mine`: what its coder judged before, by number and slot.

    `others`: what other coders said, by number: only for whoever adjudicates.
    """
    for one in items:
        row = _shown(one)
        told = mine.get(one.number, {})
        for slot in JUDGED:
            vote = told[slot].vote if slot in told else None
            row[slot + OK] = SHORT[vote.verdict] if vote else ""
            row[slot + IS] = (vote.value or "") if vote else ""
        row[NOTE] = (told[NOTE].note or "") if NOTE in told else ""
        yield row if others is None else row | {"coders": others.get(one.number, "")}


def _shown(one: Sampled) -> dict[str, str]:
    text, sentence = one.document.text, sentence_of(one.statement)
    return {
        "number": str(one.number), "document": flat(one.document.id), "publisher": flat(one.document.publisher or ""),
        "published": flat(one.document.published or ""),
        "before": flat(text[max(0, sentence.start - AROUND) : sentence.start]).strip(),
        "sentence": marked_sentence(one.document, one.statement),
        "after": flat(text[sentence.end : sentence.end + AROUND]).strip(), "mode": one.statement.mode or "",
        **{slot: flat(value) for slot, value in machine_values(one).items()},
    }  # fmt: skip


def write_sheet(path: Path, rows: Sequence[Mapping[str, str]], columns: Sequence[str] = COLUMNS) -> None:
    """Write a sheet, .csv (with the mark by which Excel knows UTF-8) or .xlsx.  Raises SampleError for others."""
    columns = [*columns, *(c for c in (rows[0] if rows else {}) if c not in columns)]
    partial = path.with_name(f".{path.name}.partial")
    if path.suffix.lower() == ".csv":
        with partial.open("w", encoding="utf-8-sig", newline="") as handle:
            writer = csv.DictWriter(handle, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows({c: _no_formula(v) if c in HEAD else v for c, v in row.items()} for row in rows)
    elif path.suffix.lower() == ".xlsx":
        _write_book(partial, columns, rows)
    else:
        raise SampleError(f"--out {path}: a coding sheet has to end in .csv or .xlsx.")
    partial.replace(path)


def _no_formula(text: str) -> str:
    """The text with a space before what a spreadsheet takes for the start of a formula."""
    return f" {text}" if text.startswith(("=", "+", "-", "@")) else text


def _write_book(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet("statements")
    sheet.freeze_panes = "B2"
    for number, column in enumerate(columns, 1):
        wide = 60 if column in ("before", "sentence", "after") else 18
        sheet.column_dimensions[get_column_letter(number)].width = wide
    for cells in ([*columns], *([row.get(c, "") for c in columns] for row in rows)):
        made = [WriteOnlyCell(sheet, value=cell) for cell in cells]
        for cell in made:
            cell.data_type = "s"  # a sentence that begins with = is no formula
        sheet.append(made)
    with path.open("wb") as handle:
        book.save(handle)


def read_sheet(path: Path) -> list[tuple[int, Cells]]:
    """The rows of a filled sheet of statements.  Raises SampleError as `read_rows`, and for cells that nobody asked."""
    rows = read_rows(path, ("number", *(s + OK for s in JUDGED)))
    if unknown := [c for c in (rows[0][1] if rows else {}) if c.endswith((OK, IS)) and c not in COLUMNS]:
        raise SampleError(f"{path.name}: unknown column {unknown[0]!r}. Columns to fill: "
                          f"{', '.join(s + OK for s in JUDGED)}, the same with {IS}, and {NOTE}.")
    return rows


def read_rows(path: Path, needed: Sequence[str]) -> list[tuple[int, Cells]]:
    """The rows of a sheet below its head, with their numbers in the file (the head is 1).

    Raises SampleError where the file cannot be read or lacks columns.
    """
    rows = _book(path) if path.suffix.lower() == ".xlsx" else _csv(path)
    filled = [(n, [c.strip() for c in cells]) for n, cells in rows if any(c.strip() for c in cells)]
    head = [c.strip().lower() for c in filled[0][1]] if filled else []
    if missing := [c for c in needed if c not in head]:
        raise SampleError(f"{path.name}: no column {', '.join(missing)}. Give the sheet that `dateline sample sheet` "
                          "wrote; only its cells are to be filled.")
    return [(n, dict(zip(head, cells, strict=False))) for n, cells in filled[1:]]


def _csv(path: Path) -> list[tuple[int, list[str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            first = lines.readline()
            lines.seek(0)
            reader = csv.reader(lines, delimiter=max(",;\t", key=first.count))
            return [*enumerate(reader, 1)]
    except UnicodeDecodeError as error:
        raise SampleError(f"{path.name}: not UTF-8 at byte {error.start}. Save it as UTF-8 CSV or .xlsx.") from error
    except OSError as error:
        raise SampleError(f"{path}: {error.strerror}.") from error


def _book(path: Path) -> list[tuple[int, list[str]]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        sheet = load_workbook(path, read_only=True, data_only=True).worksheets[0]
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise SampleError(f"{path.name}: cannot be read as a spreadsheet ({error}). Save it as CSV.") from error
    return [(n, ["" if c is None else str(c) for c in row])
            for n, row in enumerate(sheet.iter_rows(values_only=True), 1)]


def judgements(path: Path, items: Sequence[Sampled], know: Knowledge) -> list[Judgement]:
    """What a filled sheet says; empty cells say nothing.

    Raises SampleError that names rows, columns and choices, ten at most: nothing is loaded then.
    """
    of = {str(one.number): one for one in items}
    found, faults, seen = list[Judgement](), list[str](), set[str]()
    for place, cells in read_sheet(path):
        number = cells.get("number", "").removesuffix(".0")
        if number not in of or number in seen:
            faults.append(f"row {place}, column number: {number!r} " + (
                "stands twice" if number in seen else "is not in the sample"))
            continue
        seen.add(number)
        for slot in JUDGED:
            try:
                vote = vote_of(slot, cells.get(slot + OK, ""), cells.get(slot + IS, ""), of[number], know)
            except CorrectionError as error:
                faults.append(f"row {place}, column {slot}{error.args[0]}")
            else:
                found += [Judgement(int(number), slot, vote)] if vote else []
        if note := cells.get(NOTE, ""):
            found.append(Judgement(int(number), NOTE, None, note))
    if faults:
        more = f"\n… and {len(faults) - SHOWN} more" if len(faults) > SHOWN else ""
        raise SampleError(f"{path.name}: nothing was loaded.\n" + "\n".join(faults[:SHOWN]) + more)
    return found


def vote_of(slot: Slot, ok: str, should_be: str, one: Sampled, know: Knowledge) -> Vote | None:
    """The vote that two cells give, None for empty ones; a value alone says no.

    Raises CorrectionError whose message begins with the end of the column's name.
    """
    if not ok and not should_be:
        return None
    verdict = VERDICTS.get(ok.lower(), None) if ok else "no"
    if verdict is None:
        raise CorrectionError(f"{OK}: {ok!r} is no verdict. Write y, n or u.")
    if should_be and verdict != "no":
        raise CorrectionError(f"{IS}: {should_be!r} says what it should be, but {slot}{OK} is {ok}. Write n there, or "
                              "leave this empty.")
    if not should_be:
        return Vote(verdict)
    if slot == "event" and should_be.lower() == NONE:  # no such statement
        return Vote("no", NONE)
    try:
        value = checked(slot, should_be, one.statement, one.document, know)
    except CorrectionError as error:
        raise CorrectionError(f"{IS}: {error}") from error
    if alike(slot, value, machine_values(one)[slot]):
        raise CorrectionError(f"{IS}: {should_be!r} is what the machine gave. Write y, or what it should be.")
    return Vote("no", value)

"""JSON Lines, JSON and CSV: one document a line, an object or a row; a bad one never stops the others."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator

from dateline.sources.json_shapes import inside, read_object
from dateline.sources.options import MAX_BYTES, MAX_CHARACTERS, Item, Options, remark, skipped
from dateline.sources.records import from_fields, table_fault, value_of


def read_jsonl(lines: Iterable[bytes], name: str, options: Options) -> Iterator[Item]:
    """One document a line.  A line that cannot be read is an issue with its number."""
    unseen = set(options.columns.values())
    for number, line in enumerate(lines, 1):
        if line.strip(b" \t\r\n\xef\xbb\xbf"):
            yield from _line(line, f"{name}:{number}", options, unseen)
    yield from _never_seen(unseen, name)


def read_json(value: object, name: str, options: Options) -> Iterator[Item]:
    """The documents of a JSON file that is parsed: one object, a list of objects, or an object that wraps a list."""
    unseen = set(options.columns.values())
    if isinstance(value, list):
        yield from _objects(value, name, options, unseen)
    else:
        yield from _object(value, name, options, unseen)
    yield from _never_seen(unseen, name)


def _never_seen(unseen: set[str], name: str) -> Iterator[Item]:
    """A field that the caller named and no object has: most likely a slip of the pen."""
    if unseen:
        yield remark(name, f"No object has the field {' or '.join(map(repr, sorted(unseen)))} that --map names.")


def objects_of(value: object) -> list[object]:
    """The objects of a JSON file that is parsed, taken out of what wraps them."""
    held = value if isinstance(value, list) else inside(value) if isinstance(value, dict) else None
    return [value] if held is None else held


def read_table(text: str, name: str, options: Options) -> Iterator[Item]:
    """One document a row; the column of the text is found by its name or named by the caller."""
    csv.field_size_limit(4 * MAX_CHARACTERS)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    columns = [c for c in rows.fieldnames or [] if c]
    if fault := table_fault(columns, options):
        yield skipped(name, f"refused: {fault}")
        return
    try:
        for number, row in enumerate(rows, 1):
            fields = {k: v for k, v in row.items() if isinstance(k, str) and v is not None}
            yield from from_fields(fields, f"{name}:{number}", options)
    except csv.Error as error:
        yield skipped(
            f"{name}:{rows.line_num}",
            f"The rest of the table is skipped: line {rows.line_num} is not valid CSV ({error}).",
        )


def _delimiter(text: str) -> str:
    head = text.split("\n", 1)[0]
    return max(",;\t|", key=head.count)


def _line(line: bytes, where: str, options: Options, unseen: set[str]) -> Iterator[Item]:
    if len(line) > MAX_BYTES:
        yield skipped(where, f"skipped: the line is longer than {MAX_BYTES // 2**20} MB.")
        return
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        yield skipped(where, f"skipped: not valid UTF-8 at byte {error.start} of the line.")
        return
    value, problem = parse_json(text)
    yield from [skipped(where, problem)] if problem else _object(value, where, options, unseen)


def parse_json(text: str) -> tuple[object, str]:
    """The value, or the reason why there is none.  The standard parser: it keeps lone surrogates."""
    try:
        return json.loads(text), ""
    except json.JSONDecodeError as error:
        return None, f"skipped: not valid JSON: {error.msg.removesuffix(' at')} at character {error.pos + 1}."
    except RecursionError:
        return None, "skipped: JSON nested too deeply."
    except ValueError as error:  # a number of more than 4,300 digits
        return None, f"skipped: not valid JSON: {error}."


def _objects(values: list[object], where: str, options: Options, unseen: set[str]) -> Iterator[Item]:
    for number, item in enumerate(values, 1):
        yield from _object(item, f"{where}:{number}", options, unseen)


def _object(value: object, where: str, options: Options, unseen: set[str]) -> Iterator[Item]:
    if not isinstance(value, dict):
        kind = {list: "a list", str: "a string", type(None): "null"}.get(type(value), "a bare value")
        yield skipped(where, f"skipped: {kind}, not an object with the fields of a document.")
        return
    unseen.difference_update([column for column in unseen if value_of(value, column) is not None])
    held = None if "text" in options.columns else inside(value)
    if held is None:
        yield from read_object(value, where, options)
    else:
        yield from _objects(held, where, options, unseen)

"""Triples from JSON Lines, JSON and CSV, under whatever names their fields have."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from dateline.errors import SourceError
from dateline.sources.decode import decode
from dateline.sources.options import MAX_CHARACTERS, MAX_TABLE_BYTES
from dateline.verifying.table import field_names, names, plain

KINDS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json", ".csv": "csv", ".tsv": "csv"}


class Triple(msgspec.Struct, frozen=True):
    """What somebody extracted.  `at`: FILE:LINE or FILE:NUMBER; `fault`: why it cannot be checked, else empty.

    `actor` and `recipient` may name several; `document`: an id, address or file name; `published`: of the text.
    """

    at: str
    fault: str = ""
    id: str | None = None
    text: str | None = None
    document: str | None = None
    quote: str | None = None
    actor: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    event: str | None = None
    status: str | None = None
    speaker: str | None = None
    when: str | None = None
    where: str | None = None
    published: str | None = None


def read_triples(path: Path) -> list[Triple]:
    """The triples of a file, in its order; those that cannot be understood have a fault.

    Raises SourceError where the file is missing, holds no table, or none of its fields is one of a triple.
    """
    if not path.is_file():
        raise SourceError(f"{path}: there is no such file.")
    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        raise SourceError(f"{path}: triples are read from files that end in {', '.join(KINDS)}.")
    if path.stat().st_size > MAX_TABLE_BYTES:
        raise SourceError(f"{path}: larger than {MAX_TABLE_BYTES // 2**20} MB. Split it.")
    text = decode(path.read_bytes(), str(path)).text
    rows = {"jsonl": _lines, "json": _json, "csv": _table}[kind](text, str(path))
    found = [_triple(row, at) if isinstance(row, Mapping) else Triple(at, fault=str(row)) for at, row in rows]
    if not found:
        raise SourceError(f"{path}: the file holds no triples.")
    if all(t.fault for t in found):
        raise SourceError(f"{found[0].at}: {found[0].fault}")
    return found


Rows = Iterator[tuple[str, Mapping[str, Any] | str]]


def _lines(text: str, name: str) -> Rows:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip("\ufeff \t\r"):
            yield from _value(_parsed(line.strip("\ufeff \t\r")), f"{name}:{number}")


def _json(text: str, name: str) -> Rows:
    value = _parsed(text)
    if isinstance(value, list):
        for number, item in enumerate(value, 1):
            yield from _value(item, f"{name}:{number}")
    else:
        yield from _value(value, name)


def _parsed(text: str) -> Any:
    """The value, or the reason why there is none (as an exception that is not raised)."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        return SourceError(f"not valid JSON: {error.msg} at character {error.pos + 1}.")
    except RecursionError:
        return SourceError("JSON nested too deeply.")
    except ValueError as error:  # a number of more than 4,300 digits
        return SourceError(f"not valid JSON: {error}.")


def _value(value: Any, at: str) -> Rows:
    """One triple, or those of the list inside, each with the fields around it."""
    if isinstance(value, SourceError):
        yield at, str(value)
    elif not isinstance(value, dict):
        yield at, "not an object with the fields of a triple."
    elif inner := _inner(value):
        key, items = inner
        around = {k: v for k, v in value.items() if k != key}
        for number, item in enumerate(items, 1):
            yield f"{at}.{number}", around | item if isinstance(item, dict) else "not an object."
    else:
        yield at, value


def _inner(value: Mapping[str, Any]) -> tuple[str, list[Any]] | None:
    wanted = set(map(plain, names().lists.names))
    return next(((k, v) for k, v in value.items() if plain(k) in wanted and isinstance(v, list)), None)


def _table(text: str, name: str) -> Rows:
    csv.field_size_limit(4 * MAX_CHARACTERS)
    head = text.lstrip("\ufeff").split("\n", 1)[0]
    rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=max(",;\t|", key=head.count))
    try:
        for row in rows:
            yield f"{name}:{rows.line_num}", {k: v for k, v in row.items() if isinstance(k, str) and v}
    except csv.Error as error:
        yield f"{name}:{rows.line_num}", f"not valid CSV ({error}); the rest of the table is not read."


def _triple(row: Mapping[str, Any], at: str) -> Triple:
    found = {part: value for part in field_names() if (value := _part(row, part)) is not None}
    parties = {role: _several(found.pop(role, None)) for role in ("actor", "recipient")}
    given = {part: text for part, value in found.items() if (text := _word(value))}
    made = msgspec.convert({"at": at, **given, **parties}, Triple)
    return made if made.quote or made.actor or made.recipient else msgspec.structs.replace(made, fault=_missing(row))


def _part(row: Mapping[str, Any], part: str) -> Any:
    """The value under the best of the names of this part."""
    by_name = {plain(key): value for key, value in row.items() if isinstance(key, str)}
    return next((v for name in field_names()[part] if (v := by_name.get(name)) not in (None, "", [], {})), None)


def _several(value: Any) -> tuple[str, ...]:
    items = value if isinstance(value, list) else str(value).split(";") if isinstance(value, str) else [value]
    return tuple(word for item in items if (word := _word(item)))


def _word(value: Any) -> str | None:
    """Text of a field; of an object its name, of a list its items."""
    if isinstance(value, dict):
        return _word(next((value[k] for k in ("name", "text", "value", "code") if value.get(k)), None))
    if isinstance(value, list):
        return "; ".join(w for v in value if (w := _word(v))) or None
    if isinstance(value, bool):
        return "yes" if value else "no"
    return None if value is None else str(value).strip() or None


def _missing(row: Mapping[str, Any]) -> str:
    here = ", ".join(str(k) for k in list(row)[:12]) or "none"
    return (f"neither quote nor actor nor recipient. Fields here: {here}. Known names: "
            f"{', '.join(n for part in ('quote', 'actor', 'recipient') for n in names().fields[part][:3])} …")

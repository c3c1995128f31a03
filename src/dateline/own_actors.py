"""A user's own actors: a table of names with their codes, laid over the tables that ship with Dateline.

Columns (`name` and `code` are needed, the others may be missing or empty):

* ``name``: the name as the reports have it; for a role the noun phrase in lower case (*liaison officer*).
* ``code``: a codebook code: ``MLI REB``, ``IGO``, ``CVL``; for a role the sector alone.
* ``kind``: ``organisation`` (the default), ``person``, ``place`` (a land or seat that acts), ``role``.
* ``aliases``: further spellings, separated by ``;``; of a person also the family name alone.
* ``office``: of a person, one of the offices of `actors/offices.csv` (default ``other``).
* ``from``, ``to``: ISO dates between which the row is true, both included; empty is open.

Where a name has another code in Dateline's own tables, the user's row wins, and a remark says so.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from zipfile import BadZipFile

from dateline.errors import KnowledgeError
from dateline.knowledge import Knowledge, Row, Table

COLUMNS = ("name", "code", "kind", "aliases", "office", "from", "to")
KINDS = ("organisation", "person", "place", "role")
BODIES = frozenset({"UNO", "EUR", "IGO", "NGO", "MNC", "IMG", "ISM", "REG"})


@dataclass(frozen=True, slots=True)
class OwnActor:
    """One row of the user's table, checked; `line` counts from 1 with the header."""

    name: str
    code: str
    kind: str
    aliases: tuple[str, ...]
    office: str
    start: str
    end: str
    line: int

    @property
    def names(self) -> tuple[str, ...]:
        """The name and its other spellings."""
        return (self.name, *self.aliases)


def with_own_actors(know: Knowledge, path: Path) -> Knowledge:
    """The knowledge with the user's actors in front; its `remarks` name every clash with the tables shipped.

    `path`: a .csv, .tsv or .xlsx file (the first sheet).  Raises KnowledgeError with file, line and way out.
    """
    own = [_checked(row, line, path.name, know) for line, row in _rows(path)]
    remarks = tuple(_clashes(own, know, path.name))
    tables = dict(know.actors)
    for name, rows in _as_tables(own).items():
        table = tables[name]
        mine = {tuple(r[k] for k in table.key) for r in rows}
        kept = tuple(r for r in table.rows if tuple(r[k] for k in table.key) not in mine)
        tables[name] = Table(table.name, (*rows, *kept), table.key, table.path, len(rows))
    seen = hashlib.sha256(know.digest.encode() + path.read_bytes()).hexdigest()[:16]
    return replace(know, actors=tables, digest=seen, remarks=remarks, cache={})


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Line numbers and rows; unknown columns are refused."""
    lines = list(_sheet(path) if path.suffix == ".xlsx" else _csv(path))
    head = [c.strip().lower() for c in lines[0]] if lines else []
    unknown = [c for c in head if c and c not in COLUMNS]
    missing = [c for c in COLUMNS[:2] if c not in head]
    if unknown or missing:
        what = f"unknown columns {unknown}" if unknown else f"no column {' and '.join(missing)}"
        raise KnowledgeError(f"{path.name}:1: {what}. Columns allowed: {', '.join(COLUMNS)}; needed: name, code.")
    for number, values in enumerate(lines[1:], 2):
        if any(v.strip() for v in values):
            yield number, dict(zip(head, (v.strip() for v in values), strict=False))


def _csv(path: Path) -> Iterator[list[str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise KnowledgeError(f"{path.name}: not UTF-8 at byte {error.start}. Save the table as UTF-8 CSV.") from error
    delimiter = "\t" if path.suffix == ".tsv" else max(",;\t", key=text.split("\n", 1)[0].count)
    yield from csv.reader(text.splitlines(), delimiter=delimiter)


def _sheet(path: Path) -> Iterator[list[str]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise KnowledgeError(f"{path.name}: cannot be read as a spreadsheet ({error}). Save it as CSV.") from error
    for row in book.worksheets[0].iter_rows(values_only=True):
        yield [v.date().isoformat() if isinstance(v, datetime) else "" if v is None else str(v) for v in row]


def _checked(row: Mapping[str, str], line: int, file: str, know: Knowledge) -> OwnActor:
    where = f"{file}:{line}"
    kind = row.get("kind") or "organisation"
    if not row.get("name"):
        raise KnowledgeError(f"{where}: the name is empty.")
    if kind not in KINDS:
        raise KnowledgeError(f"{where}: kind {kind!r} is unknown. Choices: {', '.join(KINDS)}.")
    _check_code(row.get("code", ""), where, know)
    office = row.get("office") or "other"
    offices = sorted({r["office"] for r in know.actors["offices"].rows})
    if office not in offices:
        raise KnowledgeError(f"{where}: office {office!r} is unknown. Choices: {', '.join(offices)}.")
    for column in ("from", "to"):
        _check_date(row.get(column, ""), f"{where}: {column}")
    aliases = tuple(a.strip() for a in row.get("aliases", "").split(";") if a.strip())
    return OwnActor(row["name"], row["code"], kind, aliases, office, row.get("from", ""), row.get("to", ""), line)


def _check_code(code: str, where: str, know: Knowledge) -> None:
    first, *sectors = code.split() or [""]
    if first not in know.actors["states"].index and first not in BODIES and first not in know.sectors:
        raise KnowledgeError(
            f"{where}: code {code!r} begins with no country. Write an ISO 3166 alpha-3 code (MLI), one of "
            f"{', '.join(sorted(BODIES))}, or a sector alone (CVL)."
        )
    if unknown := [s for s in sectors if s not in know.sectors]:
        raise KnowledgeError(f"{where}: sector {unknown[0]!r} is unknown. Choices: {', '.join(sorted(know.sectors))}.")


def _check_date(value: str, where: str) -> None:
    if value:
        try:
            date.fromisoformat(value)
        except ValueError as error:
            raise KnowledgeError(f"{where} {value!r} is no date. Write YYYY-MM-DD.") from error


def _as_tables(own: Sequence[OwnActor]) -> dict[str, list[Row]]:
    """The rows that the actors add to each table."""
    found: dict[str, list[Row]] = {"names": [], "organisations": [], "offices": [], "person_names": [], "roles": []}
    for a in own:
        dates = {"from": a.start, "to": a.end}
        if a.kind == "role":
            found["roles"] += [{"noun": n.lower(), "sector": a.code.split()[-1], "kind": "person"} for n in a.names]
        elif a.kind == "place":
            found["names"] += [{"name": n, "code": a.code, "kind": "entity"} | dates for n in a.names]
        elif a.kind == "person":
            found["offices"].append(_office(a))
            found["person_names"] += [{"alias": n, "person": a.name} for n in a.aliases]
        else:
            base = {"code": a.code, "canonical": a.name, "kind": "own", "country": ""} | dates
            found["organisations"] += [{"name": n} | base for n in a.names]
    return found


def _office(a: OwnActor) -> Row:
    return {
        "person": a.name, "family": a.name.split()[-1], "code": a.code, "office": a.office,
        "from": a.start, "to": a.end, "source": "user", "verified": "",
    }  # fmt: skip


def _clashes(own: Sequence[OwnActor], know: Knowledge, file: str) -> Iterator[str]:
    """Where a name means somebody else in the tables shipped, or twice in the user's own."""
    shipped = {r["name"]: (r["code"], f"actors/{t}.csv") for t in ("names", "organisations")
               for r in reversed(know.actors[t].rows)}  # fmt: skip
    shipped |= {r["person"]: (r["code"], "actors/offices.csv") for r in know.actors["offices"].rows}
    roles = {r["noun"]: (r["sector"], "actors/roles.csv") for r in know.actors["roles"].rows}
    mine: dict[str, OwnActor] = {}
    for actor in own:
        for name in actor.names:
            code, table = (roles if actor.kind == "role" else shipped).get(name, (actor.code, ""))
            if code != actor.code:
                yield f"{file}:{actor.line}: {name!r} is {code} in {table}; {actor.code} of your table is taken."
            first = mine.setdefault(name, actor)
            if first.code != actor.code and first.start <= (actor.end or "9") and actor.start <= (first.end or "9"):
                yield f"{file}:{actor.line}: {name!r} is {first.code} in line {first.line}, which is taken."

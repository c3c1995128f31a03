"""A user's own actors: a table of names with their codes, laid over the tables that ship with Dateline.

Columns (`name` and `code` are needed, the others may be missing or empty):

* ``name``: the name as the reports have it; for a role the noun phrase in lower case (*liaison officer*).
* ``code``: a codebook code: ``MLI REB``, ``IGO``, ``CVL``; for a role the sector alone.
* ``kind``: ``organisation`` (the default), ``person``, ``place`` (a land or seat that acts), ``role``.
* ``aliases``: further spellings, separated by ``;``; of a person also the family name alone.
* ``office``: of a person, one of the offices of `actors/offices.csv` (default ``other``).
* ``from``, ``to``: ISO dates of the office or body, both included; empty is open.  As in the tables shipped, a name
  outlives them: a person is a former official afterwards, a body that is gone keeps its name.

The user's rows stand before all others; of two rows of one name the first does.  A remark names every clash.
"""

from __future__ import annotations

import csv
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from zipfile import BadZipFile

from dateline.codes import BODIES
from dateline.errors import KnowledgeError
from dateline.knowledge import Knowledge, Row, Table

COLUMNS = ("name", "code", "kind", "aliases", "office", "from", "to")
KINDS = ("organisation", "person", "place", "role")
ALONE = sorted(BODIES | {"REG"})  # codes that stand where a country stands
Known = Mapping[str, Mapping[str, str]]  # name → code → table


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
        """The name and its other spellings; those of roles in lower case."""
        names = (self.name, *self.aliases)
        return tuple(n.lower() for n in names) if self.kind == "role" else names


def with_own_actors(know: Knowledge, path: Path) -> Knowledge:
    """The knowledge with the user's actors in front; its `remarks` name every clash with the tables shipped.

    `path`: a .csv, .tsv or .xlsx file (the first sheet).  Raises KnowledgeError with file, line and way out.
    """
    own = [_checked(row, line, path.name, know) for line, row in _rows(path)]
    tables = dict(know.actors)
    for name, rows in _as_tables(own).items():
        table = tables[name]
        first = {tuple(r[k] for k in table.key): r for r in reversed(rows)}
        mine = tuple(r for r in rows if first[tuple(r[k] for k in table.key)] is r)
        kept = tuple(r for r in table.rows if tuple(r[k] for k in table.key) not in first)
        tables[name] = Table(table.name, (*mine, *kept), table.key, table.path, len(mine))
    seen = hashlib.sha256(know.digest.encode() + path.read_bytes()).hexdigest()[:16]
    remarks = tuple(_clashes(own, _shipped(know), path.name))
    origin = know.origin._replace(actors=path)
    return replace(know, actors=tables, digest=seen, remarks=remarks, origin=origin, cache={})


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Line numbers and rows; unknown columns, columns given twice and rows that are too long are refused."""
    if path.suffix.lower() in (".xls", ".ods"):
        raise KnowledgeError(f"{path.name}: this kind of spreadsheet is not read. Save it as .xlsx or as UTF-8 CSV.")
    lines = _sheet(path) if path.suffix.lower() == ".xlsx" else _csv(path)
    filled = ((n, [v.strip() for v in values]) for n, values in lines if any(v.strip() for v in values))
    number, head = next(filled, (1, []))
    head = [c.lower() for c in head]
    _check_head([c for c in head if c], f"{path.name}:{number}")
    for number, values in filled:
        if any(values[len(head) :]):
            count = f"{len(values)} fields for {len(head)} columns"
            raise KnowledgeError(f"{path.name}:{number}: {count}. Quote fields that hold the separator.")
        yield number, {c: v for c, v in zip(head, values, strict=False) if c}


def _check_head(head: Sequence[str], where: str) -> None:
    unknown, missing = [c for c in head if c not in COLUMNS], [c for c in COLUMNS[:2] if c not in head]
    twice = sorted({c for c in head if head.count(c) > 1})
    if unknown or missing or twice:
        what = f"unknown columns {unknown}" if unknown else f"columns {twice} stand twice" if twice else ""
        what = what or f"no column {' and '.join(missing)}"
        raise KnowledgeError(f"{where}: {what}. Columns allowed: {', '.join(COLUMNS)}; needed: name, code.")


def _csv(path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            first = lines.readline()
            lines.seek(0)
            delimiter = "\t" if path.suffix.lower() == ".tsv" else max(",;\t", key=first.count)
            reader = csv.reader(lines, delimiter=delimiter)
            yield from ((reader.line_num, values) for values in reader)
    except UnicodeDecodeError as error:
        raise KnowledgeError(f"{path.name}: not UTF-8 at byte {error.start}. Save it as UTF-8 CSV.") from error


def _sheet(path: Path) -> Iterator[tuple[int, list[str]]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise KnowledgeError(f"{path.name}: cannot be read as a spreadsheet ({error}). Save it as CSV.") from error
    for number, row in enumerate(book.worksheets[0].iter_rows(values_only=True), 1):
        yield number, [v.date().isoformat() if isinstance(v, datetime) else "" if v is None else str(v) for v in row]


def _checked(row: Mapping[str, str], line: int, file: str, know: Knowledge) -> OwnActor:
    where = f"{file}:{line}"
    kind, office = row.get("kind") or "organisation", row.get("office") or "other"
    if not row.get("name"):
        raise KnowledgeError(f"{where}: the name is empty.")
    if kind not in KINDS:
        raise KnowledgeError(f"{where}: kind {kind!r} is unknown. Choices: {', '.join(KINDS)}.")
    if kind == "role" and row.get("code") not in know.sectors:
        choices = ", ".join(sorted(know.sectors))
        raise KnowledgeError(f"{where}: the code of a role is one sector, not {row.get('code')!r}. Choices: {choices}.")
    _check_code(row.get("code", ""), where, know)
    offices = sorted({r["office"] for r in know.actors["offices"].rows})
    if office not in offices:
        raise KnowledgeError(f"{where}: office {office!r} is unknown. Choices: {', '.join(offices)}.")
    start, end = (_day(row.get(column, ""), f"{where}: {column}") for column in ("from", "to"))
    if end and end < start:
        raise KnowledgeError(f"{where}: to {end!r} is before from {start!r}.")
    aliases = tuple(a.strip() for a in row.get("aliases", "").split(";") if a.strip())
    return OwnActor(row["name"], row["code"], kind, aliases, office, start, end, line)


def _check_code(code: str, where: str, know: Knowledge) -> None:
    first, *sectors = code.split() or [""]
    if first not in know.actors["states"].index and first not in ALONE and first not in know.sectors:
        raise KnowledgeError(
            f"{where}: code {code!r} begins with no country. Write an ISO 3166 alpha-3 code (MLI), one of "
            f"{', '.join(ALONE)}, or a sector alone (CVL)."
        )
    if unknown := [s for s in sectors if s not in know.sectors]:
        raise KnowledgeError(f"{where}: sector {unknown[0]!r} is unknown. Choices: {', '.join(sorted(know.sectors))}.")


def _day(value: str, where: str) -> str:
    """The value, if it is empty or a day written YYYY-MM-DD: dates are compared as they stand."""
    try:
        right = not value or date.fromisoformat(value).isoformat() == value
    except ValueError:
        right = False
    if not right:
        raise KnowledgeError(f"{where} {value!r} is no date. Write YYYY-MM-DD.")
    return value


def _as_tables(own: Sequence[OwnActor]) -> dict[str, list[Row]]:
    """The rows that the actors add to each table."""
    found: dict[str, list[Row]] = {"names": [], "organisations": [], "offices": [], "person_names": [], "roles": []}
    for a in own:
        dates = {"from": a.start, "to": a.end}
        if a.kind == "role":
            found["roles"] += [{"noun": n, "sector": a.code, "kind": "person"} for n in a.names]
        elif a.kind == "place":
            found["names"] += [{"name": n, "code": a.code, "kind": "entity"} | dates for n in a.names]
        elif a.kind == "person":
            office = {"person": a.name, "family": "", "code": a.code, "office": a.office}
            found["offices"].append(office | dates | {"source": "user", "verified": ""})
            found["person_names"] += [{"alias": n, "person": a.name} for n in a.aliases]
        else:
            base = {"code": a.code, "canonical": a.name, "kind": "own", "country": ""} | dates
            found["organisations"] += [{"name": n} | base for n in a.names]
    return found


def _shipped(know: Knowledge) -> dict[bool, Known]:
    """Codes and tables of the shipped names, roles (True) apart from the others."""
    names: dict[str, dict[str, str]] = defaultdict(dict)
    people: dict[str, list[str]] = defaultdict(list)
    for row in know.actors["person_names"].rows:
        people[row["person"]].append(row["alias"])
    for table in ("names", "organisations"):
        for row in know.actors[table].rows:
            names[row["name"]].setdefault(row["code"], f"actors/{table}.csv")
    for row in know.actors["offices"].rows:
        for name in (row["person"], *people[row["person"]]):
            names[name].setdefault(row["code"], "actors/offices.csv")
    roles = {r["noun"]: {r["sector"]: "actors/roles.csv"} for r in know.actors["roles"].rows}
    return {True: roles, False: names}


def _clashes(own: Sequence[OwnActor], shipped: Mapping[bool, Known], file: str) -> Iterator[str]:
    """Where a name means somebody else in the tables shipped, or twice in the user's own."""
    mine: dict[tuple[bool, str], OwnActor] = {}
    for actor in own:
        for name in actor.names:
            codes = shipped[actor.kind == "role"].get(name, {})
            if codes and actor.code not in codes:
                others = ", ".join(f"{code or '(none)'} in {table}" for code, table in codes.items())
                yield f"{file}:{actor.line}: {name!r} is {others}; {actor.code} of your table is taken."
            first = mine.setdefault((actor.kind == "role", name), actor)
            if first.code != actor.code and first.start <= (actor.end or "9") and actor.start <= (first.end or "9"):
                yield f"{file}:{actor.line}: {name!r} is {first.code} in line {first.line}, which is taken."

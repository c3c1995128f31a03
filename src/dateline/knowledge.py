"""Load, check and freeze what the readers know: the codebook, the rules, the lexicons, the actors.

Everything stands in `dateline/data/`.  Tables (CSV) are described by a `schema.toml` beside them: their
columns, the choices that a column allows, and the key.  Unknown keys, columns and values are refused with
the file, the entry and the choices.  The digest names the whole of it.
"""

from __future__ import annotations

import csv
import hashlib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from dateline.errors import KnowledgeError
from dateline.gazetteer import SHIPPED, Gazetteer, open_gazetteer
from dateline.gazetteer.geonames import Terms, is_dump, open_dump
from dateline.rules.language import PLOVER, Rule, compile_rule

Row = Mapping[str, str]
OWN = "own actors"  # in place of the file and line of a row that is the user's
DATA = Path(str(files("dateline"))) / "data"


class Mode(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mode of an event type with its PLOVER score (None where PLOVER gives none); `things`: see EventType."""

    meaning: str
    score: float | None = None
    things: bool | None = None


class EventType(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of the sixteen event types of the codebook.

    quad: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
    score: the PLOVER score of the bare type.  cameo: CAMEO root codes that map to it.
    things: does a thing of no kind (`other`) count as its `what`?  What is criticised or praised does not.
    """

    event: str
    quad: int
    score: float
    recipient_required: bool
    definition: str
    cameo: tuple[str, ...]
    is_: tuple[str, ...] = msgspec.field(name="is")
    is_not: tuple[str, ...]
    modes: dict[str, Mode] = {}
    things: bool = True

    def counts_things(self, mode: str | None) -> bool:
        """Does a thing of no kind count as `what` of the type in this mode?"""
        own = self.modes[mode].things if mode in self.modes else None
        return self.things if own is None else own


@dataclass(frozen=True)
class Table:
    """A checked CSV file: its rows, and the rows by their key; the first `own` rows are the user's."""

    name: str
    rows: tuple[Row, ...]
    key: tuple[str, ...]
    path: str
    own: int = 0

    def place(self, number: int) -> str:
        """Where the row with this number (from 0) stands: file and line, or that it is the user's."""
        return f"{self.path}:{number - self.own + 2}" if number >= self.own else f"{OWN} ({self.name}, {number + 1})"

    @cached_property
    def index(self) -> Mapping[str | tuple[str, ...], Row]:
        """Row by key: a string for a key of one column, else a tuple."""
        one = len(self.key) == 1
        return {row[self.key[0]] if one else tuple(row[k] for k in self.key): row for row in self.rows}

    def get(self, *key: str) -> Row | None:
        """The row of this key, or None."""
        return self.index.get(key[0] if len(key) == 1 else key)

    def set(self, column: str, **where: str) -> frozenset[str]:
        """The values of a column over the rows whose other columns have these values."""
        asked = column, *where.items()
        if asked not in self._sets:
            self._sets[asked] = frozenset(r[column] for r in self.rows if all(r[k] == v for k, v in where.items()))
        return self._sets[asked]

    @cached_property
    def _sets(self) -> dict[tuple[Any, ...], frozenset[str]]:
        return {}

    @cached_property
    def words_by_class(self) -> Mapping[str, frozenset[str]]:
        """The column `word` by the column `class`."""
        return {c: self.set("word", **{"class": c}) for c in {r["class"] for r in self.rows}}


class Origin(NamedTuple):
    """What knowledge is loaded from: a folder (None: the one shipped), a user's own actors (None: none), a user's
    own gazetteer (None: the one of the folder), the folders of a user's own codebooks."""

    data: Path | None = None
    actors: Path | None = None
    gazetteer: Path | None = None
    codebooks: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Codebook:
    """A user's own codebook: its event types and rules, the word lists that only its rules name.

    `thresholds`: by type, the confidence below which a statement is only a candidate, where it is not the shipped one.
    """

    name: str
    title: str
    path: Path
    events: Mapping[str, EventType]
    rules: tuple[Rule, ...]
    lists: Mapping[str, frozenset[str]]
    thresholds: Mapping[str, float]

    @cached_property
    def by_id(self) -> Mapping[str, Rule]:
        """The rules by their ids."""
        return {rule.id: rule for rule in self.rules}


@dataclass(frozen=True)
class Knowledge:
    """All that the readers know; frozen, shared by all workers."""

    events: Mapping[str, EventType]
    rules: tuple[Rule, ...]
    lexicon: Mapping[str, Table]
    actors: Mapping[str, Table]
    places: Mapping[str, Table]
    gazetteer: Gazetteer
    contexts: Mapping[str, str]
    sectors: Mapping[str, str]
    cameo: Table
    digest: str
    origin: Origin
    remarks: tuple[str, ...] = ()
    codebooks: tuple[Codebook, ...] = ()
    cache: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def types(self) -> Mapping[tuple[str, str], EventType]:
        """All event types, by codebook and name."""
        shipped = {(PLOVER, name): event for name, event in self.events.items()}
        return shipped | {(book.name, name): event for book in self.codebooks for name, event in book.events.items()}

    def made(self, name: str, make: Any) -> Any:
        """An index derived from this knowledge by `make(know)`, built once and kept with it."""
        if name not in self.cache:
            self.cache[name] = make(self)
        return self.cache[name]


def load_knowledge(
    data: Path | None = None, actors: Path | None = None, gazetteer: Path | None = None,
    codebooks: Sequence[Path] = (),
) -> Knowledge:
    """Read and check the folder `data` (default: the one that ships with Dateline).

    `actors`: a user's own table of actors laid over it (see `dateline.own_actors`); clashes become `remarks`.
    `gazetteer`: a user's own file in place of the one shipped (made by `dateline gazetteer`), or a small dump of
    GeoNames to be laid over it.
    `codebooks`: folders of a user's own codebooks, applied beside the one shipped (see `dateline.own_codebooks`).
    Raises KnowledgeError that names the file, the entry and the choices.
    """
    folder = data or DATA
    tables = _tables(folder / "places")
    places = _gazetteer(gazetteer, folder / "places" / SHIPPED.name, tables)
    events = {e.event: e for path in sorted((folder / "codebook").glob("[A-Z]*.toml")) for e in [_event(path)]}
    lexicon = _tables(folder / "lexicon")
    names = _toml(folder / "codebook" / "names.toml")
    rules = tuple(rule for path in sorted((folder / "rules").glob("*.toml")) for rule in _rules(path, events, lexicon))
    _unique(rules)
    know = Knowledge(
        events=events,
        rules=rules,
        lexicon=lexicon,
        actors=_tables(folder / "actors"),
        places=tables,
        gazetteer=places,
        contexts=names["contexts"],
        sectors=names["sectors"],
        cameo=_tables(folder / "codebook")["cameo"],
        digest=_digest(folder, places.digest),
        origin=Origin(data, actors, gazetteer),
    )
    if codebooks:
        from dateline.own_codebooks import with_own_codebooks

        know = with_own_codebooks(know, codebooks)
    if actors is None:
        return know
    from dateline.own_actors import with_own_actors

    return with_own_actors(know, actors)


def _gazetteer(own: Path | None, shipped: Path, tables: Mapping[str, Table]) -> Gazetteer:
    return open_dump(own, terms_of(tables), shipped) if own and is_dump(own) else open_gazetteer(own or shipped)


def terms_of(places: Mapping[str, Table]) -> Terms:
    """What the reader of GeoNames' dumps looks up in the tables of places."""
    return Terms(places["features"].rows, places["country_codes"].rows)


def _digest(folder: Path, gazetteer: str) -> str:
    total = hashlib.sha256(gazetteer.encode())
    around = ("sources", "ledger", "exports", "verifying")  # what documents are made of, and what is made of readings
    read = (p for p in folder.rglob("*") if p.suffix in {".toml", ".csv"} and p.parent.name not in around)
    for path in sorted(read):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n"))
    return total.hexdigest()[:16]


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise KnowledgeError(f"{path}: the file is missing.") from error
    except tomllib.TOMLDecodeError as error:
        raise KnowledgeError(f"{path.name}: not valid TOML: {error}") from error


def _event(path: Path) -> EventType:
    try:
        event = msgspec.convert(_toml(path), EventType)
    except msgspec.ValidationError as error:
        raise KnowledgeError(
            f"codebook/{path.name}: {error}. Keys allowed: {', '.join(EventType.__struct_encode_fields__)}."
        ) from error
    if event.event != path.stem:
        raise KnowledgeError(f"codebook/{path.name}: event {event.event!r} must have the name of its file.")
    return event


def _rules(path: Path, events: Mapping[str, EventType], lexicon: Mapping[str, Table]) -> Iterator[Rule]:
    document = _toml(path)
    if unknown := set(document) - {"rule"}:
        raise KnowledgeError(f"rules/{path.name}: unknown table {sorted(unknown)}. Allowed: [[rule]].")
    for raw in document.get("rule", ()):
        where = f"rules/{path.name}, rule {raw.get('id', '(no id)')!r}"
        rule = compile_rule(raw, where)
        for event in (rule.event, rule.abroad or rule.event):
            if event not in events:
                raise KnowledgeError(f"{where}: unknown event {event!r}. Choices: {', '.join(sorted(events))}.")
        modes = events[rule.event].modes
        if rule.mode and rule.mode not in modes:
            raise KnowledgeError(
                f"{where}: {rule.event} has no mode {rule.mode!r}. Choices: {', '.join(modes) or 'none'}."
            )
        for word in rule.lists():
            if word not in lexicon:
                raise KnowledgeError(f"{where}: unknown lexicon @{word}. Choices: {', '.join(sorted(lexicon))}.")
        yield rule


def _unique(rules: tuple[Rule, ...]) -> None:
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise KnowledgeError(f"{rule.where}: the id is used twice. Ids are unique over all files.")
        seen.add(rule.id)


def _tables(folder: Path) -> dict[str, Table]:
    schema = _toml(folder / "schema.toml")
    found = {p.stem for p in folder.glob("*.csv")}
    if odd := found ^ set(schema):
        raise KnowledgeError(f"{folder.name}/: {sorted(odd)} must have both a .csv file and an entry in schema.toml.")
    return {name: _table(folder / f"{name}.csv", spec) for name, spec in sorted(schema.items())}


def _table(path: Path, spec: Mapping[str, Any]) -> Table:
    columns, key = spec["columns"], tuple(spec["key"])
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines)
        head = next(reader, [])
        if head != list(columns):
            raise KnowledgeError(
                f"{path.parent.name}/{path.name}: columns are {head}, schema.toml says {list(columns)}."
            )
        limited = {c: frozenset(choices) for c, choices in columns.items() if choices}
        rows = tuple(_row(path, reader.line_num, columns, limited, values) for values in reader if values)
    table = Table(path.stem, rows, key, f"{path.parent.name}/{path.name}")
    if len(table.index) != len(rows):
        seen: set[tuple[str, ...]] = set()
        for row in rows:
            this = tuple(row[k] for k in key)
            if this in seen:
                raise KnowledgeError(f"{table.path}: the key {this} stands twice.")
            seen.add(this)
    return table


def _row(
    path: Path, line: int, columns: Mapping[str, list[str]], limited: Mapping[str, frozenset[str]], values: list[str]
) -> Row:
    if len(values) != len(columns):
        raise KnowledgeError(f"{path.parent.name}/{path.name}:{line}: {len(values)} fields, expected {len(columns)}.")
    row = dict(zip(columns, values, strict=True))
    for column, choices in limited.items():
        if row[column] not in choices:
            raise KnowledgeError(
                f"{path.parent.name}/{path.name}:{line}: {column} {row[column]!r} is unknown. "
                f"Choices: {', '.join(c or '(empty)' for c in columns[column])}."
            )
    return row

"""A user's own codebooks: folders of event types and rules, applied beside the codebook that ships with Dateline.

A folder holds TOML files, each of one kind, told by its content:

* a type (key ``event``): the form of `data/codebook/*.toml`; see `OwnType` for what it may add or leave out;
* rules (``[[rule]]``): the form of `data/rules/*.toml`, with examples;
* ``codebook.toml``: ``name`` (default: that of the folder) and ``title``;

and word lists, CSV files whose first column is ``word``, for rules to name with @.  Statements say which codebook
they are of.  Rules of different codebooks do not compete: each codebook codes a text as if it were the only one.
"""

from __future__ import annotations

import csv
import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec

from dateline.errors import KnowledgeError
from dateline.knowledge import Codebook, EventType, Knowledge, Mode
from dateline.rules.language import PLOVER, Rule, compile_rule

META = "codebook.toml"
LIKE = {1: "SUPPORT", 2: "AID", 3: "ACCUSE", 4: "COERCE"}  # by quad, what a type is like unless it says so
NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
TYPE = re.compile(r"[A-Z][A-Z0-9_-]*")
T = TypeVar("T", bound=msgspec.Struct)


class Meta(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `codebook.toml` may say."""

    name: str = ""
    title: str = ""


class OwnType(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An event type of a user's own.

    `like`: the shipped type whose ways it has (is it a speech act, may a party be filled in from nearby, whose
    figures of confidence hold); default by `quad`.  `parties`: ``any`` where no party need be a political actor.
    `threshold`: the confidence below which a statement is only a candidate.  `score`: default that of `like`.
    """

    event: str
    quad: Literal[1, 2, 3, 4]
    definition: str
    is_: tuple[str, ...] = msgspec.field(name="is")
    is_not: tuple[str, ...]
    score: float | None = None
    recipient_required: bool = False
    cameo: tuple[str, ...] = ()
    modes: dict[str, Mode] = {}
    things: bool = True
    like: str = ""
    parties: Literal["political", "any"] = "political"
    threshold: float | None = None

    def as_event(self, like: EventType) -> EventType:
        """The type in the form of those shipped."""
        score = like.score if self.score is None else self.score
        return EventType(
            self.event, self.quad, score, self.recipient_required, self.definition, self.cameo, self.is_, self.is_not,
            self.modes, self.things,
        )  # fmt: skip


@dataclass
class _Files:
    """The files of a folder by their kind."""

    meta: Meta = field(default_factory=Meta)
    types: dict[str, tuple[OwnType, str]] = field(default_factory=dict)
    rules: list[tuple[dict[str, Any], str]] = field(default_factory=list)
    lists: dict[str, frozenset[str]] = field(default_factory=dict)


def with_own_codebooks(know: Knowledge, folders: Sequence[Path]) -> Knowledge:
    """The knowledge with the codebooks of these folders.  Raises KnowledgeError with file, entry and way out."""
    books: list[Codebook] = []
    ids = {rule.id: rule.where for rule in know.rules}
    digest = hashlib.sha256(know.digest.encode())
    for folder in map(Path, folders):
        book = _codebook(folder, know)
        if clash := next((b for b in books if b.name == book.name), None):
            way = f"Give one of them another `name` in {META}."
            raise KnowledgeError(f"{folder}: the codebook {book.name!r} is in {clash.path}, too. {way}")
        _no_clash(book, ids)
        books.append(book)
        for path in sorted(folder.glob("*")):
            if path.suffix in (".toml", ".csv"):
                digest.update(f"{book.name}/{path.name}".encode() + b"\0" + path.read_bytes())
    origin = know.origin._replace(codebooks=tuple(map(Path, folders)))
    return replace(know, codebooks=tuple(books), origin=origin, digest=digest.hexdigest()[:16], cache={})


def _no_clash(book: Codebook, ids: dict[str, str]) -> None:
    for rule in book.rules:
        if rule.id in ids:
            way = f"Put the name of the codebook before it: {book.name}.{rule.id}."
            raise KnowledgeError(f"{rule.where}: the id is that of {ids[rule.id]}. {way}")
        ids[rule.id] = rule.where


def _codebook(folder: Path, know: Knowledge) -> Codebook:
    if not folder.is_dir():
        raise KnowledgeError(f"{folder}: there is no such folder. --codebook names a folder of TOML files.")
    files = _read(folder)
    name = files.meta.name or folder.resolve().name
    if not NAME.fullmatch(name) or name == PLOVER:
        wanted = f"lower-case letters, digits, - and _, and not {PLOVER!r}"
        raise KnowledgeError(f"{folder}: a codebook cannot be called {name!r}: {wanted}. Say `name` in {META}.")
    if not files.types or not files.rules:
        missing = "event type (a file with the key `event`)" if not files.types else "rule (a file of [[rule]])"
        raise KnowledgeError(f"{folder}: there is no {missing}.")
    types = {event: _like(own, where, know) for event, (own, where) in files.types.items()}
    lists = {**dict.fromkeys(know.lexicon, frozenset[str]()), **files.lists}
    if both := sorted(set(files.lists) & set(know.lexicon)):
        raise KnowledgeError(f"{folder}: {both[0]}.csv has the name of a shipped lexicon. Give it another one.")
    return Codebook(
        name=name,
        title=files.meta.title or name,
        path=folder,
        events={event: own.as_event(know.events[own.like]) for event, own in types.items()},
        rules=tuple(_rule(raw, where, types, lists, name) for raw, where in files.rules),
        lists=files.lists,
        thresholds={event: own.threshold for event, own in types.items() if own.threshold is not None},
    )


def _read(folder: Path) -> _Files:
    files = _Files()
    for path in sorted(folder.glob("*.toml")):
        where = f"{folder.name}/{path.name}"
        raw = _toml(path, where)
        if path.name == META:
            files.meta = _converted(raw, Meta, where)
        elif "event" in raw:
            own = _type(raw, where)
            if own.event in files.types:
                raise KnowledgeError(f"{where}: the type {own.event} is in {files.types[own.event][1]}, too.")
            files.types[own.event] = own, where
        elif set(raw) == {"rule"} and isinstance(raw["rule"], list):
            files.rules += [(rule, f"{where}, rule {rule.get('id', '(no id)')!r}") for rule in raw["rule"]]
        else:
            raise KnowledgeError(f"{where}: neither an event type (key `event`) nor rules ([[rule]] and nothing else).")
    files.lists = {path.stem: _words(path, f"{folder.name}/{path.name}") for path in sorted(folder.glob("*.csv"))}
    return files


def _toml(path: Path, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"{where}: not valid TOML in UTF-8: {error}") from error


def _converted(raw: Mapping[str, Any], kind: type[T], where: str) -> T:
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        keys = ", ".join(kind.__struct_encode_fields__)
        raise KnowledgeError(f"{where}: {error}. Keys allowed: {keys}.") from error


def _type(raw: Mapping[str, Any], where: str) -> OwnType:
    own = _converted(raw, OwnType, where)
    if not TYPE.fullmatch(own.event):
        raise KnowledgeError(f"{where}: event {own.event!r}: write it in capitals, digits, - and _: CLOSE_DOWN.")
    if not own.is_ or not own.is_not:
        raise KnowledgeError(f"{where}: a type needs at least one example under `is` and one under `is_not`.")
    if own.threshold is not None and not 0 <= own.threshold <= 1:
        raise KnowledgeError(f"{where}: threshold {own.threshold:g} is not between 0 and 1.")
    return own


def _like(own: OwnType, where: str, know: Knowledge) -> OwnType:
    """The type with `like` filled in."""
    like = own.like or LIKE[own.quad]
    if like not in know.events:
        raise KnowledgeError(f"{where}: like {like!r} is no shipped type. Choices: {', '.join(sorted(know.events))}.")
    return msgspec.structs.replace(own, like=like)


def _rule(
    raw: dict[str, Any], where: str, types: Mapping[str, OwnType], lists: Mapping[str, frozenset[str]], book: str
) -> Rule:
    rule = compile_rule(raw, where)
    if rule.event not in types:
        choices = ", ".join(sorted(types))
        raise KnowledgeError(f"{where}: the event {rule.event!r} is not defined in the codebook. Choices: {choices}.")
    if rule.abroad:
        raise KnowledgeError(f"{where}: `abroad` is for the shipped rules only. Write a rule of its own for it.")
    own = types[rule.event]
    if rule.mode and rule.mode not in own.modes:
        raise KnowledgeError(
            f"{where}: {own.event} has no mode {rule.mode!r}. Choices: {', '.join(own.modes) or 'none'}."
        )
    if unknown := [name for name in rule.lists() if name not in lists]:
        raise KnowledgeError(f"{where}: unknown lexicon @{unknown[0]}. Choices: {', '.join(sorted(lists))}.")
    return replace(rule, event=own.like, own=own.event, codebook=book, anyone=own.parties == "any")


def _words(path: Path, where: str) -> frozenset[str]:
    return frozenset(_column(path, where))


def _column(path: Path, where: str) -> Iterator[str]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.reader(lines)
            if (head := next(reader, [])[:1]) != ["word"]:
                raise KnowledgeError(f"{where}: the first column is {head}; it must be called word.")
            yield from (row[0].strip().lower() for row in reader if row and row[0].strip())
    except UnicodeDecodeError as error:
        raise KnowledgeError(f"{where}: not UTF-8 at byte {error.start}. Save it as UTF-8 CSV.") from error

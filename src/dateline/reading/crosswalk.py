"""The way from Dateline's statements to PLOVER's reduced types and to CAMEO: data/codebook/crosswalk.toml, checked.

Which row fits a statement is decided here; what the codes mean for it, in `scores.py`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import msgspec

from dateline.errors import KnowledgeError
from dateline.knowledge import DATA, Knowledge
from dateline.types import Status, WhatKind

FILE = "codebook/crosswalk.toml"


class Topic(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words, and kinds of the slot `what`, that tell what an act is about."""

    words: tuple[str, ...]
    what: tuple[WhatKind, ...] = ()


class Reduction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """PLOVER has no status: an `act` with one of these becomes the type `event`.

    said: "own" asks that the actor itself says so, or that the words are a threat.
    """

    id: str
    act: tuple[str, ...]
    status: tuple[Status, ...]
    event: str
    mode: str | None = None
    said: Literal["any", "own"] = "any"


class CodeRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A CAMEO code and the statements that it fits; an empty condition asks nothing.

    `note`: why the root is none of those of the event type.
    """

    cameo: str
    event: str
    example: str
    mode: tuple[str, ...] = ()
    act: tuple[str, ...] = ()
    trigger: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    actor: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    note: str = ""


class CrosswalkFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file as it stands."""

    reduction: tuple[Reduction, ...]
    topics: dict[str, Topic]
    triggers: dict[str, tuple[str, ...]]
    code: tuple[CodeRow, ...]


@dataclass(frozen=True, slots=True)
class Act:
    """What the rows look at: the reduced type, and the words, kinds of `what` and sectors of the statement.

    `trigger` and `words` hold words, lemmas and phrases, each with a space before and behind it.
    """

    event: str
    mode: str | None
    own: str
    trigger: str
    words: str
    what: frozenset[str]
    actor: frozenset[str]
    recipient: frozenset[str]


@dataclass(frozen=True)
class Crosswalk:
    """The checked file."""

    file: CrosswalkFile
    goldstein: Mapping[str, float]

    @cached_property
    def rows(self) -> Mapping[str, tuple[tuple[int, CodeRow], ...]]:
        """The rows with their numbers, by event type."""
        numbered = list(enumerate(self.file.code, 1))
        return {e: tuple((n, r) for n, r in numbered if r.event == e) for e in {r.event for r in self.file.code}}

    def row(self, act: Act) -> tuple[int, CodeRow]:
        """The number and the row that fits first; the last of each event type asks nothing."""
        return next((n, row) for n, row in self.rows[act.event] if self._fits(row, act))

    def _fits(self, row: CodeRow, act: Act) -> bool:
        return (
            (not row.mode or act.mode in row.mode)
            and (not row.act or act.own in row.act)
            and (not row.actor or not act.actor.isdisjoint(row.actor))
            and (not row.recipient or not act.recipient.isdisjoint(row.recipient))
            and (not row.trigger or any(_holds(act.trigger, self.file.triggers[t]) for t in row.trigger))
            and (not row.about or any(self._is_about(act, self.file.topics[t]) for t in row.about))
        )

    def _is_about(self, act: Act, topic: Topic) -> bool:
        return not act.what.isdisjoint(topic.what) or _holds(act.words, topic.words)

    def weight(self, cameo: str) -> float | None:
        """The Goldstein value of a code; where none is published, that of the code above it."""
        return next((self.goldstein[c] for n in range(len(cameo), 1, -1) if (c := cameo[:n]) in self.goldstein), None)


def _holds(text: str, words: tuple[str, ...]) -> bool:
    return any(f" {word} " in text for word in words)


def crosswalk(know: Knowledge) -> Crosswalk:
    """The crosswalk of this knowledge.  Raises KnowledgeError that names the row and the choices."""
    made: Crosswalk = know.made("crosswalk", _load)
    return made


def _load(know: Knowledge) -> Crosswalk:
    path = (know.origin.data or DATA) / "codebook" / "crosswalk.toml"
    try:
        file = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), CrosswalkFile)
    except (msgspec.ValidationError, tomllib.TOMLDecodeError) as error:
        raise KnowledgeError(f"{FILE}: {error}") from error
    for entry in file.reduction:
        _known(f"{FILE}, reduction {entry.id!r}", "event", (*entry.act, entry.event), know.events)
        _known(f"{FILE}, reduction {entry.id!r}", "mode", _given(entry.mode), know.events[entry.event].modes)
    for number, row in enumerate(file.code, 1):
        _check(f"{FILE}, code {row.cameo}, row {number}", row, file, know)
    last = {row.event: row for row in file.code}
    for event in know.events:
        if event not in last or any((last[event].mode, last[event].act, last[event].trigger, last[event].about)):
            raise KnowledgeError(f"{FILE}: {event} needs a last row without conditions.")
    return Crosswalk(file, {r["code"]: float(r["goldstein"]) for r in know.cameo.rows if r["goldstein"]})


def _given(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()


def _check(where: str, row: CodeRow, file: CrosswalkFile, know: Knowledge) -> None:
    _known(where, "event", (row.event, *row.act), know.events)
    _known(where, "mode", row.mode, know.events[row.event].modes)
    _known(where, "cameo", (row.cameo,), know.cameo.index)
    _known(where, "sector", (*row.actor, *row.recipient), know.sectors)
    _known(where, "trigger", row.trigger, file.triggers)
    _known(where, "about", row.about, file.topics)
    roots = know.events[row.event].cameo
    if not row.cameo.startswith(roots) and not row.note:
        raise KnowledgeError(f"{where}: {row.event} has the roots {', '.join(roots)}; say in `note` why not here.")


def _known(where: str, what: str, values: tuple[str, ...], choices: Mapping[Any, Any]) -> None:
    for value in values:
        if value not in choices:
            some = ", ".join(map(str, list(choices)[:40]))
            raise KnowledgeError(f"{where}: unknown {what} {value!r}. Choices: {some or 'none'}.")

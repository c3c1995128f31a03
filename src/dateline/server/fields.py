"""The fields of a filter as a form shows them, and a filter as the fields of that form."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any, Literal, TypeAlias

import msgspec

from dateline.exports.plain import SAYING, STATUS
from dateline.knowledge import DATA
from dateline.ledger.filters import CHOICES, FIELDS, FLAGS, MANY, fault, given, parse, to_json, write
from dateline.ledger.values import OPEN

Kind: TypeAlias = Literal["choices", "values", "pair", "flag", "day", "number", "text"]


class Choice(msgspec.Struct, frozen=True):
    """A value of a closed list, and what it means."""

    value: str
    label: str = ""


class Field(msgspec.Struct, frozen=True):
    """A field: `kind` is how it is filled in; `many`: several values, of which one holds; `suggested`: by /values."""

    name: str
    kind: Kind
    label: str
    help: str
    group: str
    many: bool
    suggested: bool
    choices: tuple[Choice, ...] = ()


# name → label, group, help
SHOWN: Mapping[str, tuple[str, str, str]] = {
    "actor": ("Actor", "Who", "Who acts. A code finds its country part (RUS: RUS GOV, RUS MIL), a name all who bear "
                              "it, * stands for anything."),
    "recipient": ("Recipient", "Who", "To whom. Written as actors are."),
    "party": ("Party", "Who", "Actor or recipient."),
    "between": ("Between", "Who", "Two parties, in both directions."),
    "sector": ("Sector", "Who", "An actor or recipient of that sector."),
    "event": ("Event", "What", "Types of the codebook."),
    "mode": ("Mode", "What", "How, within the type."),
    "quad": ("Quad", "What", "Words or deeds, cooperation or conflict."),
    "what": ("Things", "What", "What is given, exchanged, demanded or used."),
    "context": ("Context", "What", "Topics."),
    "codebook": ("Codebook", "What", "Whose types of events."),
    "status": ("Status", "How it is told", "How its voice presents the act; never what is true."),
    "realised": ("Realised", "How it is told", "The act itself is told as having happened."),
    "own_voice": ("Own voice", "How it is told", "Yes: the report says so itself. No: it says that somebody says so."),
    "speaker": ("Speaker", "How it is told", "Any voice of the chain, by code or name."),
    "voice_kind": ("Kind of voice", "How it is told", "What kind of saying."),
    "background": ("Background", "How it is told", "No: only what is told as news."),
    "min_confidence": ("Least confidence", "How it is told", "Of the reading, 0 to 1; never of the fact."),
    "text": ("Words", "How it is told", 'In the sentence: grain deal, "grain deal", wheat OR rye, -export, negotiat*.'),
    "since": ("Published since", "When and where", "A day, a month (2023-09) or a year."),
    "until": ("Published until", "When and where", "A day, a month or a year, itself inside."),
    "when_since": ("Event since", "When and where", "The time of the event overlaps what begins here."),
    "when_until": ("Event until", "When and where", "The time of the event overlaps what ends here."),
    "place": ("Place", "When and where", "Where it happens: a country code, or the name of a country or place."),
    "publisher": ("Publisher", "Source", "As the reports name it; * stands for anything."),
    "document": ("Report", "Source", "Ids of reports."),
    "story": ("Story", "Source", "Ids of stories: reports of one happening."),
    "run": ("Run", "Source", "What that run read, before corrections, instead of what stands now."),
    "statement": ("Statement", "Source", "Ids of statements, or how they begin."),
}
KINDS: Mapping[str, Kind] = {
    "between": "pair", "min_confidence": "number", "text": "text",
    **dict.fromkeys(FLAGS, "flag"), **dict.fromkeys(("since", "until", "when_since", "when_until"), "day"),
    **dict.fromkeys((*CHOICES, "event", "mode", "context"), "choices"),
}  # fmt: skip
QUADS = ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict")


@functools.cache
def fields() -> tuple[Field, ...]:
    """All fields, in groups."""
    assert set(SHOWN) == set(FIELDS)
    return tuple(Field(name, KINDS.get(name, "values"), label, help, group, name in MANY and name != "between",
                       name in OPEN, _choices(name)) for name, (label, group, help) in SHOWN.items())


def reading_of(text: str) -> dict[str, Any]:
    """A filter's short form as `fields` (name and values as text), `normal` and `json`; or `fault` and its place."""
    if wrong := fault(text):
        message, start, end = wrong
        return {"fault": {"message": message, "start": start, "end": end}}
    filter = parse(text)
    shown = [{"name": name, "values": [_text(v) for v in (value if isinstance(value, tuple) else (value,))]}
             for name, value in given(filter).items()]
    return {"fields": shown, "normal": write(filter), "json": msgspec.json.decode(to_json(filter))}


def _text(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _choices(name: str) -> tuple[Choice, ...]:
    if name in ("event", "mode"):
        return tuple(_of_codebook(name))
    labels = _labels(name)
    values: Iterable[Any] = CHOICES.get(name) or (labels if name == "context" else ())
    return tuple(Choice(str(value), labels.get(str(value), "")) for value in values)


def _labels(name: str) -> Mapping[str, str]:
    if name == "quad":
        return {str(number): label for number, label in enumerate(QUADS, 1)}
    if name in ("context", "sector"):
        names: dict[str, dict[str, str]] = tomllib.loads((DATA / "codebook" / "names.toml").read_text(encoding="utf-8"))
        return names[f"{name}s"]
    return {"status": STATUS, "voice_kind": SAYING}.get(name, {})


def _of_codebook(name: str) -> Iterable[Choice]:
    """Types with the beginning of what they cover; modes with the types that have them."""
    types = [tomllib.loads(path.read_text(encoding="utf-8"))
             for path in sorted((DATA / "codebook").glob("[A-Z]*.toml"))]
    if name == "event":
        return [Choice(one["event"], " ".join(one["definition"].split()).partition(". ")[0].rstrip(".")) for one in
                sorted(types, key=lambda one: (one["quad"], one["event"]))]
    modes: dict[str, list[str]] = {}
    for one in types:
        for mode in one.get("modes", {}):
            modes.setdefault(mode, []).append(one["event"])
    return [Choice(mode, ", ".join(of)) for mode, of in sorted(modes.items())]

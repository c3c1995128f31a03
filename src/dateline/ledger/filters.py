"""A filter: what a search, a count or a watch asks for; kept as JSON, written as `actor=RUS event=AID,AGREE`.

Fields are joined by *and*, the values of one field by *or*.  A filter knows nothing of the database: `conditions.py`
makes SQL of it.
"""

from __future__ import annotations

import calendar
import csv
import difflib
import functools
import importlib.resources
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias, get_args

import msgspec

from dateline.codes import BODIES, SECTORS
from dateline.errors import DatelineError
from dateline.exports.jsonio import printable
from dateline.types import Status, VoiceKind, WhatKind

Values: TypeAlias = tuple[str, ...] | str
Numbers: TypeAlias = tuple[int, ...] | int

CHOICES: Mapping[str, tuple[Any, ...]] = {
    "status": get_args(Status), "voice_kind": get_args(VoiceKind), "what": get_args(WhatKind),
    "sector": tuple(sorted(SECTORS | {"PRE"})), "quad": (1, 2, 3, 4),
}
CAPITALS = ("event", "sector")
DAYS = ("since", "until", "when_since", "when_until")
FLAGS = ("realised", "own_voice", "background")
TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_CODE = re.compile(r"[A-Z]{3}( [A-Z]{3})*")
_BARE = re.compile(r"[\w*.:/+@-]+")
_ITEM = re.compile(r"""(?P<quote>["'])(?P<quoted>(?:\\.|(?!(?P=quote))[^\\])*)(?P=quote)|(?P<bare>[^\s,"'][^\s,]*)""",
                   re.DOTALL)


class Filter(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Which statements are asked for; an empty filter asks for all that stand in the ledger.

    A field with several values takes a tuple, a list or one value.  Raises DatelineError for values outside the
    codebook, with the choices.

    `actor`, `recipient`, `party` (either), `speaker` (any voice of the chain): a code, which finds its country part
    (`RUS` finds `RUS GOV`; `RUS GOV` only itself), or a name (no matter the case, `*` stands for anything).
    `between`: two of these, in both directions.  `since`, `until`: days of publication, both inside, undated reports
    outside.  `when_since`, `when_until`: the time of the event overlaps them.  `place`: a country code, or the name of
    a country or place.  `text`: full-text search in the sentence (search.py).  `document`: ids; `statement`: ids or
    their first characters.  `run`: what that run read, before corrections, instead of what stands now.
    """

    actor: Values = ()
    recipient: Values = ()
    party: Values = ()
    between: Values = ()
    event: Values = ()
    mode: Values = ()
    quad: Numbers = ()
    status: Values = ()
    realised: bool | None = None
    own_voice: bool | None = None
    speaker: Values = ()
    voice_kind: Values = ()
    sector: Values = ()
    place: Values = ()
    since: str | None = None
    until: str | None = None
    when_since: str | None = None
    when_until: str | None = None
    background: bool | None = None
    context: Values = ()
    codebook: Values = ()
    what: Values = ()
    min_confidence: float | None = None
    text: str | None = None
    document: Values = ()
    publisher: Values = ()
    story: Values = ()
    run: int | None = None
    statement: Values = ()

    def __post_init__(self) -> None:
        for name in MANY:
            msgspec.structs.force_setattr(self, name, _settled(name, getattr(self, name)))
        for name in (*DAYS, "text"):
            if (value := getattr(self, name)) is not None:
                msgspec.structs.force_setattr(self, name, _checked(name, value))
        if len(self.between) not in (0, 2):
            raise DatelineError(f"between={','.join(self.between)}: it takes two parties, between=RUS,PRK.")
        if self.min_confidence is not None and not 0 <= self.min_confidence <= 1:
            raise DatelineError(f"min_confidence={self.min_confidence}: it takes a number from 0 to 1.")


FIELDS: tuple[str, ...] = Filter.__struct_fields__
MANY = tuple(n for n, d in zip(FIELDS, Filter.__struct_defaults__, strict=True) if d == ())


def given(filter: Filter) -> dict[str, Any]:
    """The fields that say something, in the order of `FIELDS`: tuples, truth values, numbers, text."""
    return {n: v for n in FIELDS if (v := getattr(filter, n)) is not None and v != ()}


def many(value: Values) -> tuple[str, ...]:
    """The values of a field as a tuple."""
    return (value,) if isinstance(value, str) else tuple(value)


def from_json(data: bytes | str | Mapping[str, Any]) -> Filter:
    """A filter from JSON or from what JSON gives.  Raises DatelineError: unknown keys with the choices."""
    try:
        fields = msgspec.json.decode(data) if isinstance(data, (bytes, str)) else dict(data)
        if not isinstance(fields, dict):
            raise DatelineError("A filter is one JSON object: {\"actor\": [\"RUS\"]}.")
        for name in fields:
            _known(str(name))
        return msgspec.convert(fields, Filter)
    except msgspec.DecodeError as error:
        raise DatelineError(f"The filter is not the JSON that is wanted: {error}.") from None


def to_json(filter: Filter) -> str:
    """The filter as JSON; what is left open is left out."""
    return msgspec.json.encode(filter).decode()


def parse(text: str) -> Filter:
    """A filter from its short form, `actor=RUS recipient=PRK event=AID,AGREE text="grain deal"`.

    Values with blanks, commas or quotes stand in quotes, `\\` before a quote inside.  Raises DatelineError that names
    the place and the choices.
    """
    fields: dict[str, Any] = {}
    for part in parts(text):
        if part.name in fields:
            raise DatelineError(f"{part.name} stands twice in the filter: write {part.name}=A,B for either value.")
        fields[part.name] = _typed(part.name, part.values)
    return Filter(**fields)


class Part(NamedTuple):
    """One `field=value` of a filter's short form; `start` to `end` is its place there."""

    name: str
    values: list[str]
    start: int
    end: int


def parts(text: str) -> Iterator[Part]:
    """The parts of a filter's short form in order; values are not looked at.  Raises DatelineError as `parse`."""
    at = _blanks(text, 0)
    while at < len(text):
        start = at
        name, at = _field_name(text, at)
        values, at = _field_values(text, at, name)
        yield Part(name, values, start, at)
        at = _blanks(text, at)


def fault(text: str) -> tuple[str, int, int] | None:
    """What is wrong with a filter's short form, and the place there (start, end); None where nothing is."""
    at, seen = _blanks(text, 0), list[str]()
    try:
        for part in parts(text):
            at = part.start
            if part.name not in seen:
                parse(text[part.start : part.end])
            seen.append(part.name)
            if len({*seen}) < len(seen):
                parse(text[: part.end])
            at = _blanks(text, part.end)
        parse(text)
    except DatelineError as error:
        end = len(text) if at >= len(text) else at + len(text[at:].split(maxsplit=1)[0])
        return str(error), at, end
    return None


def write(filter: Filter) -> str:
    """The short form of the filter; `parse` reads it back."""
    return " ".join(f"{name}={_written(value)}" for name, value in given(filter).items())


def code_of(value: str) -> str | None:
    """The code that a value of a party or place field is or names (`Russia` is `RUS`); None for other names."""
    if _CODE.fullmatch(value) and value.split()[0] in _codes():
        return value
    return _states().get(value.casefold())


def _settled(name: str, value: Any) -> tuple[Any, ...]:
    values = tuple(value) if isinstance(value, (list, tuple)) else (value,)
    return tuple(dict.fromkeys(_checked(name, v) for v in values))


def _checked(name: str, value: Any) -> Any:
    if name == "quad":
        return _chosen(name, value)
    if not isinstance(value, str) or not value.strip():
        raise DatelineError(f"{name}={value!r}: a value of a filter is text that is not empty.")
    if "\0" in value or printable(value) != value:
        raise DatelineError(f"{name}: the value holds characters that no text in the ledger has.")
    if name in DAYS:
        return _day(name, value)
    kept = value.strip().upper() if name in CAPITALS else value.strip()
    return _chosen(name, kept)


def _chosen(name: str, value: Any) -> Any:
    if name in CHOICES and value not in CHOICES[name]:
        raise DatelineError(f"{name}={value} does not exist. The choices: {', '.join(map(str, CHOICES[name]))}.")
    return value


def _day(name: str, value: str) -> str:
    """The first day of `2023`, `2023-09` or `2023-09-14`, for an `until` the last."""
    found = re.fullmatch(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d\d))?)?", value.strip(), re.ASCII)
    if found is None or found[1] == "0000":
        raise DatelineError(f"{name}={value}: write a day, YYYY-MM-DD, a month, YYYY-MM, or a year.")
    last = name.endswith("until")
    year, month = int(found[1]), int(found[2] or (12 if last else 1))
    length = calendar.monthrange(year, month)[1]
    day = int(found[3] or (length if last else 1))
    if not 1 <= day <= length:
        raise DatelineError(f"{name}={value}: that month has {length} days.")
    return f"{year:04}-{month:02}-{day:02}"


def _known(name: str) -> str:
    if name not in FIELDS:
        near = difflib.get_close_matches(name, FIELDS, 1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise DatelineError(f"A filter has no field {name!r}.{hint} The fields: {', '.join(FIELDS)}.")
    return name


def _blanks(text: str, at: int) -> int:
    return at + len(text[at:]) - len(text[at:].lstrip())


def _field_name(text: str, at: int) -> tuple[str, int]:
    found = re.compile(r"([A-Za-z_-]+)\s*=").match(text, at)
    if found is None:
        word = text[at:].split()[0]
        raise DatelineError(f"{word!r} in the filter is no field=value. To search in the text write text=\"{word}\".")
    return _known(found[1].lower().replace("-", "_")), found.end()


def _field_values(text: str, at: int, name: str) -> tuple[list[str], int]:
    values = []
    for item, end in _items(text, at, name):
        values.append(item)
        at = end
        if text[at : at + 1] != ",":
            break
    if text[at : at + 1].strip():
        raise DatelineError(f"{name}: after a quoted value comes a comma or a blank, not {text[at]!r}.")
    return values, at


def _items(text: str, at: int, name: str) -> Iterator[tuple[str, int]]:
    while True:
        found = _ITEM.match(text, at)
        if found is None:
            fault = "the quotation mark has no partner" if text[at : at + 1] in ("'", '"') else "a value is missing"
            raise DatelineError(f"{name}= in the filter: {fault}.")
        quoted = found["quoted"]
        item = found["bare"] if quoted is None else re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL)
        yield item, found.end()
        at = found.end() + 1


def _typed(name: str, values: list[str]) -> Any:
    if name in MANY:
        return tuple(_number(name, v) for v in values) if name == "quad" else tuple(values)
    if len(values) > 1:
        raise DatelineError(f"{name} takes one value; put it in quotes if it holds commas.")
    if name in FLAGS:
        if values[0].lower() not in TRUTH:
            raise DatelineError(f"{name}={values[0]}: it takes yes or no.")
        return TRUTH[values[0].lower()]
    if name in ("run", "min_confidence"):
        return _number(name, values[0])
    return values[0]


def _number(name: str, value: str) -> float | int:
    try:
        return float(value) if name == "min_confidence" else int(value)
    except ValueError:
        raise DatelineError(f"{name}={value}: it takes a number.") from None


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ",".join(map(_quoted, value)) if isinstance(value, tuple) else _quoted(value)


def _quoted(value: Any) -> str:
    text = repr(value) if isinstance(value, float) else str(value)
    if _BARE.fullmatch(text):
        return text
    mark = "'" if '"' in text and "'" not in text else '"'
    return mark + text.replace("\\", "\\\\").replace(mark, f"\\{mark}") + mark


@functools.cache
def state_names() -> Mapping[str, str]:
    """Codes of states to their names, those of today before those of the past."""
    names: dict[str, str] = {}
    for row in _state_rows():
        names.setdefault(row["code"], row["name"])
    return names


@functools.cache
def _states() -> Mapping[str, str]:
    """Names of states, in small letters, to their codes: those of the table that readings use."""
    return {row["name"].casefold(): row["code"] for row in _state_rows()}


def _state_rows() -> list[dict[str, str]]:
    table = importlib.resources.files("dateline") / "data" / "actors" / "states.csv"
    return [*csv.DictReader(table.read_text(encoding="utf-8").splitlines())]


@functools.cache
def _codes() -> frozenset[str]:
    return frozenset(_states().values()) | BODIES | SECTORS | {"REG"}

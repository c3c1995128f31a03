"""Floors: the worst value that a figure may have.  A lower one needs a flag, a reason, a line of history."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

FLOORS = Path(__file__).with_name("floors.toml")
HEAD = "# Written by `python -m evaluation all --raise` and `--lower FIGURE --why TEXT`; not by hand.\n"
Verdict = Literal["ok", "below", "gold changed", "no floor"]


@dataclass(frozen=True)
class Floor:
    """The floor of a figure, the digest of the file that it was set on, and the day."""

    floor: float
    sha256: str
    date: str


@dataclass(frozen=True)
class Value:
    """A figure of this run: its value, the digest of its file, and its direction."""

    name: str
    value: float
    sha256: str
    less_is_better: bool = False

    def worse_than(self, floor: float) -> bool:
        """Is it on the wrong side of a floor?"""
        return self.value > floor + 1e-9 if self.less_is_better else self.value < floor - 1e-9


def load() -> dict[str, Floor]:
    """The floors by figure; none where the file is absent."""
    if not FLOORS.is_file():
        return {}
    return {name: Floor(**entry) for name, entry in tomllib.loads(FLOORS.read_text(encoding="utf-8")).items()}


def save(floors: Mapping[str, Floor]) -> None:
    """Write the floors, sorted by figure."""
    entries = [
        f'\n["{name}"]\nfloor = {f.floor}\nsha256 = "{f.sha256}"\ndate = "{f.date}"\n'
        for name, f in sorted(floors.items())
    ]
    FLOORS.write_text(HEAD + "".join(entries), encoding="utf-8")


def verdict(value: Value, floors: Mapping[str, Floor]) -> Verdict:
    """How a figure stands to its floor; a floor set on another file does not bind."""
    floor = floors.get(value.name)
    if floor is None:
        return "no floor"
    if floor.sha256 != value.sha256:
        return "gold changed"
    return "below" if value.worse_than(floor.floor) else "ok"


def raised(floors: Mapping[str, Floor], values: list[Value]) -> dict[str, Floor]:
    """Floors lifted to the values of this run; no floor gets easier, one set on another file is set anew."""
    lifted = dict(floors)
    for value in values:
        if verdict(value, floors) != "below" and (
            value.name not in floors or _moves(value, floors[value.name])
        ):
            lifted[value.name] = _floor(value)
    return lifted


def _moves(value: Value, floor: Floor) -> bool:
    return floor.sha256 != value.sha256 or abs(value.value - floor.floor) > 1e-9


def lowered(floors: Mapping[str, Floor], value: Value) -> dict[str, Floor]:
    """The floor of one figure set to its value, whichever way that is."""
    return {**floors, value.name: _floor(value)}


def _floor(value: Value) -> Floor:
    return Floor(value.value, value.sha256, date.today().isoformat())

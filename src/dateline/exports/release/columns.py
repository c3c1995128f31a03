"""The tables of a release and what their columns hold (`data/exports/release.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Literal, NamedTuple

from dateline.exports.parquet import STATEMENTS, Columns
from dateline.knowledge import DATA

Kind = Literal["text", "whole", "real", "truth", "nested"]
ARROW: Mapping[str, str] = {"text": "string", "whole": "int64", "real": "float64", "truth": "bool"}
FRICTIONLESS: Mapping[str, str] = {"text": "string", "whole": "integer", "real": "number", "truth": "boolean"}


class Column(NamedTuple):
    """A column: its kind (`nested`: a list, in Parquet only) and what it holds, in words."""

    name: str
    kind: Kind
    what: str


class Layout(NamedTuple):
    """A table: what a row is, the columns that tell rows apart (none: no such), and all columns in order."""

    name: str
    what: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def flat(self) -> tuple[Column, ...]:
        """The columns that a CSV file can hold."""
        return tuple(c for c in self.columns if c.kind != "nested")

    def arrow(self) -> Columns:
        """The types of the columns in Parquet."""
        return {c.name: STATEMENTS[c.name] if c.kind == "nested" else ARROW[c.kind] for c in self.columns}


def layouts() -> tuple[Layout, ...]:
    """All tables of a release."""
    raw = tomllib.loads((DATA / "exports" / "release.toml").read_text(encoding="utf-8"))
    return tuple(
        Layout(name, table["what"], tuple(table["key"]),
               tuple(Column(column, kind, what) for column, (kind, what) in table["columns"].items()))
        for name, table in raw.items())  # fmt: skip

"""A table in the shape of POLECAT: 40 columns, tabs, no quotation marks, `None` where nothing is known.

One row an event.  Several actors (or recipients) stand in one cell with `; ` between them, in the same order in all
columns; sides that meet, agree or fight are all actors.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from dateline.exports.acts import Act, acts, number, where_of
from dateline.exports.chosen import Format, Given, Written, coder_version
from dateline.exports.parties import Party, parties
from dateline.exports.tabbed import cell, write_tabbed
from dateline.exports.tables import country, event_types

NONE = "None"
QUADS = ("", "VERBAL COOPERATION", "MATERIAL COOPERATION", "VERBAL CONFLICT", "MATERIAL CONFLICT")


def write(given: Given, path: Path) -> Written:
    """Write the table."""
    left, version = Counter[str](), f"Dateline {coder_version(given)}"
    return Written(write_tabbed(path, "polecat", (row(act, version) for act in acts(given, left)), NONE), left)


def row(act: Act, version: str) -> Sequence[Any]:
    """The cells of an event."""
    document, statement = act.document, act.statement
    where, place = where_of(statement.where), statement.where
    return (
        f"{number(document.id)}_{statement.id}", act.day, act.event, act.mode, act.score,
        QUADS[event_types()[act.event]["quad"]], joined(statement.contexts),
        *_side(parties(document, statement.actor)), *_side(parties(document, statement.recipient)),
        where.place, where.city, where.district, where.province, where.code, where.lat, where.lon,
        place.geonameid if place else None, place.text if place else None, place.kind if place else None,
        document.publisher, document.published, None, None,
        joined(dict.fromkeys(p.name for p in act.exported.reading.places if p.name)),
        document.language, version,
    )  # fmt: skip


def _side(found: list[Party]) -> Sequence[str]:
    """Name, country, COW number, first sector, all sectors, title, words, Wikipedia's id."""
    sectors = [[s for s in one.sectors if s != "UNK"] or list(one.sectors) for one in found]
    return (
        joined(one.name for one in found),
        joined(one.country or one.body for one in found),
        joined(country(one.country).cow for one in found),
        joined(own[0] if own else "" for own in sectors),
        joined("|".join(own) for own in sectors),
        "",
        joined(one.text for one in found),
        "",
    )


def joined(values: Iterable[str]) -> str:
    """The values in one cell, `None` for those that are not known; empty where none is."""
    found = list(values)
    return "; ".join(cell(value.replace(";", ","), NONE) for value in found) if any(found) else ""


FORMAT = Format("polecat", "a table in the shape of POLECAT, 40 columns", (".tsv", ".txt"), False, write)

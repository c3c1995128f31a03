"""The formats that statements are written in, by name.

Each is written by a module of this package; what it cannot hold is said where it is defined.
"""

from __future__ import annotations

from collections.abc import Mapping

from dateline.errors import DatelineError
from dateline.exports import (
    acled,
    calendars,
    citations,
    flat,
    followthemoney,
    gdelt,
    geojson,
    icews,
    networks,
    phoenix,
    plover,
    polecat,
    schema_org,
    stix,
    web_annotation,
    xlsx,
)
from dateline.exports.chosen import Format

EVENTS: tuple[Format, ...] = (
    flat.CSV,
    flat.TSV,
    flat.JSONL,
    flat.PARQUET,
    xlsx.FORMAT,
    plover.FORMAT,
    polecat.FORMAT,
    icews.FORMAT,
    phoenix.FORMAT,
    phoenix.PETRARCH2,
    gdelt.FORMAT,
    acled.FORMAT,
)
KNOWLEDGE: tuple[Format, ...] = (
    geojson.FORMAT,
    networks.GEXF,
    networks.GRAPHML,
    web_annotation.FORMAT,
    stix.FORMAT,
    followthemoney.FORMAT,
    schema_org.FORMAT,
    calendars.FORMAT,
    citations.BIBTEX,
    citations.CSL,
)
ALL: tuple[Format, ...] = (*EVENTS, *KNOWLEDGE)


def formats() -> Mapping[str, Format]:
    """All formats by their names."""
    return {format.name: format for format in ALL}


def format_of(name: str) -> Format:
    """The format of that name.  Raises DatelineError where there is none."""
    known = formats()
    if name not in known:
        raise DatelineError(f"There is no format {name!r}. The choices: {', '.join(known)}.")
    return known[name]

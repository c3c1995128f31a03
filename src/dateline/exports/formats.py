"""The formats that statements are written in, by name.

Each is written by a module of this package; what it cannot hold is said where it is defined.
"""

from __future__ import annotations

from collections.abc import Mapping

from dateline.errors import DatelineError
from dateline.exports import acled, flat, gdelt, icews, phoenix, plover, polecat, xlsx
from dateline.exports.annotations import write_annotations
from dateline.exports.calendars import write_calendar
from dateline.exports.chosen import Format
from dateline.exports.citations import write_bibtex, write_csl
from dateline.exports.followthemoney import write_ftm
from dateline.exports.geojson import write_geojson
from dateline.exports.networks import write_gexf, write_graphml
from dateline.exports.schema_org import write_schema_org
from dateline.exports.stix import write_stix

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
    Format("geojson", "GeoJSON: statements with a place, a point only where the place is one", (".geojson", ".json"),
           True, write_geojson),
    Format("gexf", "GEXF 1.3: signed network of dyads, for Gephi", (".gexf",), True, write_gexf),
    Format("graphml", "GraphML: the same network", (".graphml", ".xml"), True, write_graphml),
    Format("annotations", "W3C Web Annotation: statements and slots with position and quote", (".jsonld", ".json"),
           True, write_annotations),
    Format("stix", "STIX 2.1 bundle: reports, identities, locations, notes, opinions", (".json",), True, write_stix),
    Format("ftm", "FollowTheMoney: articles, events, actors, links", (".ftm.json", ".jsonl"), True, write_ftm),
    Format("schemaorg", "schema.org: articles, claims with a voice, reviews by people", (".jsonld", ".json"), True,
           write_schema_org),
    Format("calendar", "iCalendar: what is announced for a day or up to a month", (".ics",), True, write_calendar),
    Format("bibtex", "BibTeX: an entry a report, its passages as notes", (".bib",), True, write_bibtex),
    Format("csl", "CSL-JSON: the same for citing programs", (".json",), True, write_csl),
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

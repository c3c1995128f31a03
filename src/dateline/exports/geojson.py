"""GeoJSON (RFC 7946): a feature for each statement that has a place.

A point stands only where the place is one.  Of a country, a region or an area the feature has no geometry: a dot in
the middle of a country would say that it happened there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dateline.exports.chosen import Exported, Format, Given, Written
from dateline.exports.glosses import NOTICE, gloss, group, once, sign, statement_name, urn, write_items
from dateline.exports.jsonio import to_json
from dateline.exports.parquet import STATEMENTS
from dateline.exports.rows import joined, statement_rows
from dateline.types import Place, Statement

FLAT = tuple(name for name, kind in STATEMENTS.items() if isinstance(kind, str) and not name.startswith("where_"))
DIGITS = 6  # of degrees: a tenth of a metre


def write(given: Given, path: Path) -> Written:
    """Write the features; statements without a place are left out."""
    left: Counter[str] = Counter()
    head = f'{{"type": "FeatureCollection", "note": {to_json(NOTICE).decode()}, "features": ['
    return Written(write_items(path, head, once(features(given, left)), "]}"), left)


def features(given: Given, left: Counter[str]) -> Iterator[dict[str, Any]]:
    """One feature a statement with a place, in the order of the reports; `left` counts the others."""
    for report in given.reports():
        for statement, row in zip(report.reading.statements, statement_rows(report.document, report.reading),
                                  strict=True):
            if statement.where is None:
                left["without a place"] += 1
            else:
                yield _feature(report, statement, statement.where, row)


def _feature(report: Exported, statement: Statement, place: Place, row: dict[str, Any]) -> dict[str, Any]:
    voices = {"voice_kinds": joined(v.kind for v in statement.attribution), "group": group(statement)}
    about = {"gloss": gloss(report.document, statement), "sign": sign(statement), "origin": report.origin or None,
             "story": report.story or None}
    return {"type": "Feature", "id": urn(*statement_name(report, statement)), "geometry": _geometry(place),
            "properties": about | _where(row, place) | voices | {name: row[name] for name in FLAT}}


def _geometry(place: Place) -> dict[str, Any] | None:
    if place.level != "point" or place.lat is None or place.lon is None:
        return None
    return {"type": "Point", "coordinates": [round(place.lon, DIGITS), round(place.lat, DIGITS)]}


def _where(row: dict[str, Any], place: Place) -> dict[str, Any]:
    """What the words resolve to.  The middle of an area or region is given as numbers, that of a country not at all."""
    wide = place.level in ("area", "region")
    return {
        "level": place.level, "radius_km": place.radius_km if place.level != "country" else None,
        "centre_lat": place.lat if wide else None, "centre_lon": place.lon if wide else None,
        **{name: row[name] for name in ("where_text", "where_in", "where_code", "where_name", "where_admin1",
                                        "where_geonameid", "where_chain", "where_start", "where_end")},
    }  # fmt: skip


FORMAT = Format("geojson", "GeoJSON: statements with a place; a point only where the place is one",
                (".geojson", ".json"), True, write)

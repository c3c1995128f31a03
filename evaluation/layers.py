"""timex and places: spans of one layer of the reading, by the official scorers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from dateline.types import Span
from evaluation.base import Figures, Item, Outcome, Row, required
from evaluation.coding import each
from evaluation.rooms import Rooms, document_of
from evaluation.shared import scorer

GIVEN = "given"  # in a prediction: the places of the gold's spans


def run_timex(rows: Sequence[Row], rooms: Rooms) -> Outcome:
    """Time expressions with TIMEX3 type and value; `dct` of a row is the publication date."""

    def find(parse: Any) -> list[Row]:
        return [
            {"start": t.span.start, "end": t.span.end, "type": t.kind, "value": t.value}
            for t in rooms.times(parse)
        ]

    return _layer(rows, rooms, "timexes", find)


def run_places(rows: Sequence[Row], rooms: Rooms) -> Outcome:
    """Place names, and in `given` the places of the gold's spans; coordinates are null where there is no point."""
    spans = {row["id"]: [Span(t["start"], t["end"]) for t in row.get("toponyms", ())] for row in rows}
    given: dict[str, list[Row]] = {}

    def find(parse: Any) -> list[Row]:
        name = parse.document.id
        if spans[name]:
            given[name] = [_toponym(p) for p in rooms.places_at(parse, spans[name])]
        return [_toponym(p) for p in rooms.places(parse)]

    outcome = _layer(rows, rooms, "toponyms", find)
    for row, prediction in zip(rows, outcome.predictions, strict=True):
        prediction |= {GIVEN: given[row["id"]]} if row["id"] in given else {}
    return outcome


def _toponym(place: Any) -> Row:
    return {
        "start": place.span.start, "end": place.span.end, "lat": place.lat, "lon": place.lon,
        "geonameid": place.geonameid, "country": place.code,
    }  # fmt: skip


def _layer(rows: Sequence[Row], rooms: Rooms, slot: str, find: Callable[[Any], list[Row]]) -> Outcome:
    found = list(each(rows, slot, lambda row: find(rooms.parse(document_of(row)))))
    predictions = [{"doc_id": row.get("doc_id") or row["id"], slot: spans or []} for row, spans in found]
    return Outcome({"documents": len(rows), "crashed": sum(spans is None for _, spans in found)}, predictions)


def score_timex(rows: Sequence[Row], outcome: Outcome) -> Outcome:
    """Strict, relaxed, type and value figures of TempEval-3."""
    return _score(rows, outcome, "timex", "timexes", {"type": "DATE", "value": ""})


def score_places(rows: Sequence[Row], outcome: Outcome) -> Outcome:
    """Recognition, resolution within 161 km end to end, and resolution where the spans are given."""
    point: Row = {"lat": None, "lon": None}
    outcome = _score(rows, outcome, "places", "toponyms", point)
    given = {p["doc_id"]: {"toponyms": p[GIVEN]} for p in outcome.predictions if GIVEN in p}
    if given:
        result = _rounded(scorer("places").score(_gold(rows, "toponyms", point), given))
        outcome.figures["acc161_gold_spans"] = result.get("acc161_end_to_end")
    return outcome


def _gold(rows: Sequence[Row], slot: str, defaults: Row) -> dict[str, Row]:
    gold = {}
    for row in rows:
        items = [{**defaults, **t} for t in required(row, slot, "start", "end")]
        gold[row.get("doc_id") or row["id"]] = {**row, slot: [_mended(t) for t in items]}
    return gold


def _score(rows: Sequence[Row], outcome: Outcome, name: str, slot: str, defaults: Row) -> Outcome:
    if not any(slot in row for row in rows):
        outcome.notes.append(f"The file has no gold {slot}: predictions only.")
        return outcome
    gold = _gold(rows, slot, defaults)
    found = {p["doc_id"]: p for p in outcome.predictions}
    outcome.figures |= _rounded(scorer(name).score(gold, found))
    outcome.items = [_item(key, t, gold[key][slot]) for key, p in found.items() for t in p[slot]]
    return outcome


def _mended(item: Row) -> Row:
    """Half a coordinate is none."""
    return {**item, "lat": None, "lon": None} if None in (item.get("lat", 0), item.get("lon", 0)) else item


def _rounded(result: Row) -> Figures:
    named = {
        name.replace("_F1", "_f1").replace("_P", "_p").replace("_R", "_r"): v for name, v in result.items()
    }
    return {name: round(v, 4) if isinstance(v, float) else v for name, v in named.items() if name != "docs"}


def _item(document: str, found: Row, gold: Sequence[Row]) -> Item:
    """Right: the very span of a gold one and, for a time, its value."""
    same = [g for g in gold if (g["start"], g["end"]) == (found["start"], found["end"])]
    right = any(g.get("value") == found.get("value") for g in same)
    return Item(
        str(document),
        str(found.get("value") or found.get("country") or ""),
        right,
        found["start"],
        found["end"],
    )

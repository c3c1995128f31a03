"""The tables `times` and `places`: one row a time expression, one row a place name, in the order of the text."""

from __future__ import annotations

from collections.abc import Iterator

from dateline.exports.rows import Row, interval_row, joined, point_row
from dateline.types import Document, Place, PlaceCandidate, Reading, Timex


def time_rows(document: Document, reading: Reading) -> Iterator[Row]:
    """One row a time expression, those that belong to no statement included."""
    return (_time(document, reading, timex) for timex in reading.times)


def place_rows(document: Document, reading: Reading) -> Iterator[Row]:
    """One row a place name, whatever it does in the text; demonyms too (rule `places.people`)."""
    return (_place(document, reading, place) for place in reading.places)


def _time(document: Document, reading: Reading, timex: Timex) -> Row:
    span, anchor = timex.span, timex.anchor
    return {
        "document_id": document.id, "text_sha256": reading.text_sha256,
        "text": span.of(document.text), "start": span.start, "end": span.end,
        "edtf": timex.edtf, "kind": timex.kind, "value": timex.value or None, "mod": timex.mod,
        **interval_row("", timex.interval), "basis": timex.basis, "rule": timex.rule,
        "anchor_start": anchor.start if anchor else None, "anchor_end": anchor.end if anchor else None,
        "readings": [{"edtf": r.edtf, "value": r.value, "weight": r.weight} for r in timex.readings],
    }  # fmt: skip


def _place(document: Document, reading: Reading, place: Place) -> Row:
    span = place.span
    return {
        "document_id": document.id, "text_sha256": reading.text_sha256,
        "text": span.of(document.text), "start": span.start, "end": span.end,
        "roles": joined(place.roles), "in": place.within, "code": place.code, "kind": place.kind,
        **point_row("", place), "rule": place.rule,
        "candidates": [_candidate(c) for c in place.candidates],
    }  # fmt: skip


def _candidate(candidate: PlaceCandidate) -> Row:
    return {
        "name": candidate.name, "kind": candidate.kind, "code": candidate.code, "admin1": candidate.admin1,
        "lat": candidate.lat, "lon": candidate.lon, "geonameid": candidate.geonameid,
        "probability": candidate.probability,
    }  # fmt: skip

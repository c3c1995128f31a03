"""Parquet: typed tables that pandas, R's arrow and DuckDB read in one line."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from dateline.exports.jsonio import printable
from dateline.exports.rows import Row

BATCH = 2_000  # rows written at once
_TEXT, _WHOLE, _REAL, _TRUTH = "string", "int64", "float64", "bool"
_SPAN = {"start": _WHOLE, "end": _WHOLE}
_MENTION = {"text": _TEXT, "code": _TEXT, "name": _TEXT, **_SPAN, "rule": _TEXT, "basis": _TEXT, "candidates": _TEXT,
            "place_weight": _REAL}
_VOICE = {"text": _TEXT, "code": _TEXT, "name": _TEXT, "via": _TEXT, "cue": _TEXT, "kind": _TEXT,
          "source_kind": _TEXT, **_SPAN, "rule": _TEXT}
Columns = Mapping[str, Any]  # a type's name, or for a list of structs a one-element list of their columns
_INTERVAL = {"earliest": _TEXT, "latest": _TEXT, "granularity": _TEXT, "approx": _TRUTH}
_POINT = {"name": _TEXT, "lat": _REAL, "lon": _REAL, "radius_km": _REAL, "level": _TEXT, "admin1": _TEXT,
          "geonameid": _WHOLE, "chain": _TEXT}
_OF_TEXT = {"document_id": _TEXT, "text_sha256": _TEXT, "text": _TEXT, **_SPAN}


def _spanned(slot: str) -> dict[str, str]:
    return {f"{slot}_start": _WHOLE, f"{slot}_end": _WHOLE}


def _prefixed(prefix: str, columns: Mapping[str, str]) -> dict[str, str]:
    return {f"{prefix}_{name}": kind for name, kind in columns.items()}


STATEMENTS: Columns = {
    "statement_id": _TEXT,
    "document_id": _TEXT,
    "text_sha256": _TEXT,
    "title": _TEXT,
    "publisher": _TEXT,
    "published": _TEXT,
    "url": _TEXT,
    "codebook": _TEXT,
    "event": _TEXT,
    "mode": _TEXT,
    "quad": _WHOLE,
    "realised": _TRUTH,
    "plover_event": _TEXT,
    "plover_mode": _TEXT,
    "plover_score": _REAL,
    "cameo": _TEXT,
    "goldstein": _REAL,
    "contexts": _TEXT,
    "confidence": _REAL,
    "actor_codes": _TEXT,
    "actor_texts": _TEXT,
    "actors": [_MENTION],
    "recipient_codes": _TEXT,
    "recipient_texts": _TEXT,
    "recipients": [_MENTION],
    "trigger": _TEXT,
    **_spanned("trigger"),
    "sentence": _TEXT,
    **_spanned("sentence"),
    "evidence": [_SPAN],
    "status": _TEXT,
    "condition": _TEXT,
    **_spanned("condition"),
    "certainty": _TEXT,
    "polarity": _TEXT,
    "time": _TEXT,
    "mood": _TEXT,
    "author_certainty": _TEXT,
    "author_polarity": _TEXT,
    "operators": [{"text": _TEXT, "rule": _TEXT, "force": _TEXT, "mood": _TEXT, **_SPAN}],
    "own_voice": _TRUTH,
    "voice_texts": _TEXT,
    "voice_codes": _TEXT,
    "voices": [_VOICE],
    "when": _TEXT,
    **_spanned("when"),
    **_prefixed("when", {**_INTERVAL, "basis": _TEXT}),
    "where_text": _TEXT,
    "where_in": _TEXT,
    "where_code": _TEXT,
    **_spanned("where"),
    **_prefixed("where", _POINT),
    "what_texts": _TEXT,
    "what": [{"text": _TEXT, "kind": _TEXT, "quantity": _TEXT, **_SPAN}],
    "background": _TRUTH,
    "steps": [{"stage": _TEXT, "rule": _TEXT, "note": _TEXT, "spans": [_SPAN]}],
}
DOCUMENTS: Columns = {
    "document_id": _TEXT,
    "text_sha256": _TEXT,
    "title": _TEXT,
    "publisher": _TEXT,
    "published": _TEXT,
    "updated": _TEXT,
    "authors": _TEXT,
    "agency": _TEXT,
    "url": _TEXT,
    "characters": _WHOLE,
    "sentences": _WHOLE,
    "statements": _WHOLE,
    "candidates": _WHOLE,
    "issues": _WHOLE,
    "contexts": _TEXT,
    "context_words": [{"name": _TEXT, "sentences": _WHOLE, "spans": [_SPAN]}],
}
TIMES: Columns = {
    **_OF_TEXT, "edtf": _TEXT, "kind": _TEXT, "value": _TEXT, "mod": _TEXT, **_INTERVAL, "basis": _TEXT, "rule": _TEXT,
    **_spanned("anchor"), "readings": [{"edtf": _TEXT, "value": _TEXT, "weight": _REAL}],
}  # fmt: skip
PLACES: Columns = {
    **_OF_TEXT, "roles": _TEXT, "in": _TEXT, "code": _TEXT, "kind": _TEXT, **_POINT, "rule": _TEXT,
    "candidates": [{"name": _TEXT, "kind": _TEXT, "code": _TEXT, "admin1": _TEXT, "lat": _REAL, "lon": _REAL,
                    "geonameid": _WHOLE, "probability": _REAL}],
}  # fmt: skip
ISSUES: Columns = {"document_id": _TEXT, "stage": _TEXT, "severity": _TEXT, "message": _TEXT, **_SPAN}


def write_parquet(path: Path, columns: Columns, rows: Iterable[Row]) -> None:
    """Write the rows with these columns; an empty table keeps its columns.

    The file appears whole or not at all.
    """
    import pyarrow.parquet as pq

    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    with pq.ParquetWriter(partial, arrow_schema(columns), compression="zstd") as writer:
        for batch in _batches(rows):
            writer.write_table(arrow_table(columns, batch))
    partial.replace(path)


def arrow_schema(columns: Columns) -> Any:
    """The columns as a `pyarrow.Schema`."""
    import pyarrow as pa

    return pa.schema([(name, _type(kind)) for name, kind in columns.items()])


def arrow_table(columns: Columns, rows: Iterable[Row]) -> Any:
    """The rows as a `pyarrow.Table` with these columns."""
    import pyarrow as pa

    return pa.Table.from_pylist([_fit(row) for row in rows], schema=arrow_schema(columns))


def _type(kind: Any) -> Any:
    import pyarrow as pa

    if isinstance(kind, list):
        return pa.list_(pa.struct([(name, _type(inner)) for name, inner in kind[0].items()]))
    return pa.type_for_alias(kind)


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    source = iter(rows)
    while batch := list(itertools.islice(source, BATCH)):
        yield batch


def _fit(value: Any) -> Any:
    """Arrow's strings are UTF-8: half a surrogate pair becomes U+FFFD."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _fit(inner) for key, inner in value.items()}
    return [_fit(inner) for inner in value] if isinstance(value, list) else value

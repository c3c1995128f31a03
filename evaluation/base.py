"""What every set shares: rows in, figures and predictions out, and a little arithmetic."""

from __future__ import annotations

import csv
import gzip
import hashlib
import itertools
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Figures = dict[str, float | int | str | None]


class Refused(Exception):
    """The command cannot be carried out; the message says why and what to do (exit 2)."""


class NotBuilt(Exception):
    """The room that a set measures does not exist yet (exit 3)."""


@dataclass(frozen=True)
class Item:
    """One judged prediction without any of its text, so that two runs can be compared.

    `document` is the gold row's id; `label` the predicted value; `start` and `end` the trigger's offsets
    (0, 0 for a set that judges whole rows); `digest` names the remaining slots.
    """

    document: str
    label: str
    right: bool
    start: int = 0
    end: int = 0
    digest: str = ""

    @property
    def key(self) -> tuple[str, str, int, int]:
        """What makes two predictions the same one: place and label; for a judged row, the row."""
        return (self.document, self.label if self.end else "", self.start, self.end)


@dataclass
class Outcome:
    """What a set found: flat figures, predictions in the scorer's format, judged items, remarks."""

    figures: Figures
    predictions: list[Row] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def load_rows(path: Path, limit: int | None = None) -> list[Row]:
    """The JSON objects of a JSONL file (also gzipped), or the rows of a CSV file; each gets an `id`."""
    if not path.is_file():
        raise Refused(f"There is no file {path}.")
    if path.suffix == ".csv":
        return _table(path, limit)
    rows: list[Row] = []
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if limit is not None and len(rows) >= limit:
                break
            if line.strip(b"\xef\xbb\xbf \t\r\n"):
                rows.append(_row(path, number, line))
    return rows


def _table(path: Path, limit: int | None) -> list[Row]:
    """The rows of a CSV file with a header; ids are line numbers."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [{"id": f"line-{n}", **row} for n, row in enumerate(itertools.islice(csv.DictReader(lines), limit), 2)]


def _row(path: Path, number: int, line: bytes) -> Row:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except ValueError as error:
        raise Refused(f"{path}, line {number}: not a JSON object in UTF-8: {error}") from error
    if not isinstance(row, dict):
        raise Refused(f"{path}, line {number}: expected a JSON object, found {type(row).__name__}.")
    name = next((row[k] for k in ("id", "doc_id") if row.get(k) is not None), f"line-{number}")
    return {**row, "id": str(name), "text": str(row.get("text") or "")}


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """Write JSON objects, one a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


def required(row: Row, slot: str, *fields: str) -> list[Row]:
    """The gold items of a slot of a row.  Raises Refused where one lacks a field that no default can fill."""
    items: list[Row] = row.get(slot) or []
    for number, item in enumerate(items, 1):
        missing = [f for f in fields if not isinstance(item, dict) or item.get(f) in (None, "", [])]
        if missing:
            raise Refused(f"{row['id']}: number {number} of {slot!r} has no {' and no '.join(missing)}.")
        if "end" in fields and not 0 <= item["start"] <= item["end"] <= len(row["text"]):
            raise Refused(f"{row['id']}: number {number} of {slot!r} lies outside the text.")
    return items


def gold_event(row: Row) -> Row:
    """The first gold event of a row of `gold.events`, {} where there is none."""
    events = (row.get("gold") or {}).get("events") or [{}]
    return events[0] or {}


def share(part: int, whole: int) -> float | None:
    """part / whole to four places; None where there is nothing to divide by."""
    return round(part / whole, 4) if whole else None


def prf(hits: int, predicted: int, gold: int) -> tuple[float, float, float]:
    """Precision, recall and F1 to four places; 0 where undefined."""
    p, r = hits / predicted if predicted else 0.0, hits / gold if gold else 0.0
    return round(p, 4), round(r, 4), round(2 * p * r / (p + r), 4) if p + r else 0.0


def prf_figures(name: str, hits: int, predicted: int, gold: int) -> Figures:
    """The three as `name_p`, `name_r`, `name_f1`."""
    return dict(zip((f"{name}_p", f"{name}_r", f"{name}_f1"), prf(hits, predicted, gold), strict=True))


def macro_f1(gold: Sequence[str], predicted: Sequence[str | None]) -> float | None:
    """Mean F1 over the labels that gold has."""
    scores = []
    for label in set(gold):
        hits = sum(g == p == label for g, p in zip(gold, predicted, strict=True))
        scores.append(prf(hits, predicted.count(label), gold.count(label))[2])
    return round(sum(scores) / len(scores), 4) if scores else None


def short_digest(value: Any) -> str:
    """Twelve hex digits that name a JSON value."""
    raw = json.dumps(value, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
    return hashlib.sha256(raw).hexdigest()[:12]

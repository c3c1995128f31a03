"""Annotated reports without their texts: what was read stands here as offsets, the texts stay where they are shared.

`evaluation/readings.jsonl` has one report a line: its id, the SHA-256 of its text, and its statements, every text as
[first, last] character (half-open, code points).  `rows()` puts them together with the texts of `bench/reports/` into
rows in the format of the gold reports, for `fit_roles` and `fit_confidence`.

    python -m evaluation.standoff pack GOLD.jsonl…     write readings.jsonl from reports in the gold format
    python -m evaluation.standoff unpack OUT.jsonl     put reports in the gold format together again
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from evaluation.base import Refused, Row, load_rows
from evaluation.shared import shared

FILE = Path(__file__).parent / "readings.jsonl"
PLAIN = ("event", "mode", "status", "when", "background", "optional")
ENTITIES = ("actor", "recipient", "attribution")
Span = list[int]


def pack(row: Row) -> Row:
    """A report in the gold format as offsets.  Raises Refused where a text does not stand in the report."""
    text = row["text"]
    return {
        "id": row["id"],
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "statements": [_packed(s, text) for s in row["statements"]],
    }


def _packed(statement: Row, text: str) -> Row:
    sentence = _span(statement["evidence"][0], text, 0)
    near = sentence[0]
    found: Row = {k: statement.get(k) for k in PLAIN}
    found["evidence"] = [_span(e, text, 0) for e in statement["evidence"]]
    found["trigger"] = _span(statement["trigger"], text, near)
    found["condition"] = _span(statement["condition"], text, near) if statement.get("condition") else None
    for role in ENTITIES:
        found[role] = [_entity(e, text, near) for e in statement.get(role) or ()]
    place = statement.get("where")
    found["where"] = {**_entity(place, text, near), "in": _maybe(place.get("in"), text, near)} if place else None
    found["what"] = [
        {"span": _maybe(w["text"], text, near), "kind": w.get("kind"), "quantity": w.get("quantity")}
        for w in statement.get("what") or ()
    ]
    return found


def _entity(entity: Row, text: str, near: int) -> Row:
    found = {"span": _maybe(entity["text"], text, near), "code": entity.get("code")}
    return {**found, "via": _maybe(entity["via"], text, near)} if entity.get("via") else found


def _maybe(words: str | None, text: str, near: int) -> Span | None:
    return _span(words, text, near) if words and words in text else None


def _span(words: str, text: str, near: int) -> Span:
    start = text.find(words, near)
    start = start if start >= 0 else text.find(words)
    if start < 0:
        raise Refused(f"{words[:60]!r} does not stand in the report.")
    return [start, start + len(words)]


def unpack(packed: Row, report: Row) -> Row:
    """The report with its statements in the gold format.  Raises Refused where the text is another."""
    text = report["text"]
    if hashlib.sha256(text.encode()).hexdigest() != packed["sha256"]:
        raise Refused(f"The text of {packed['id']} is not the one that was annotated.")
    base = {k: report.get(k) for k in ("id", "title", "publisher", "text")}
    base["published"] = report.get("published") or report.get("date")
    return {**base, "statements": [_unpacked(s, text) for s in packed["statements"]]}


def _unpacked(s: Row, text: str) -> Row:
    def words(span: Span | None) -> str | None:
        return text[span[0] : span[1]] if span else None

    def entity(e: Row) -> Row:
        found: dict[str, Any] = {"text": words(e["span"]) or "", "code": e["code"]}
        return {**found, "via": words(e["via"])} if e.get("via") else found

    found: Row = {k: s[k] for k in PLAIN}
    found |= {"evidence": [words(e) for e in s["evidence"]], "trigger": words(s["trigger"])}
    found["condition"] = words(s["condition"])
    found |= {role: [entity(e) for e in s[role]] for role in ENTITIES}
    found["where"] = {**entity(s["where"]), "in": words(s["where"]["in"])} if s["where"] else None
    found["what"] = [{"text": words(w["span"]) or "", "kind": w["kind"], "quantity": w["quantity"]} for w in s["what"]]
    return found


def rows() -> Iterator[Row]:
    """The annotated reports, put together with the shared texts."""
    packed = {p["id"]: p for p in load_rows(FILE)}
    for report in _reports():
        if report["id"] in packed:
            yield unpack(packed.pop(report["id"]), report)
    if packed:
        raise Refused(f"The shared reports lack {', '.join(sorted(packed)[:3])} …; their texts are needed.")


def _reports() -> Iterator[Row]:
    folder = shared() / "bench" / "reports"
    with gzip.open(folder / "throughput.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines)
    yield from load_rows(folder / "articles.jsonl")


def main(arguments: Sequence[str]) -> int:
    """Pack or unpack."""
    match list(arguments):
        case ["pack", *files] if files:
            lines = [pack(row) for file in files for row in load_rows(Path(file))]
            out = FILE
        case ["unpack", file]:
            lines, out = list(rows()), Path(file)
        case _:
            print(__doc__)
            return 2
    written = (json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)
    out.write_text("".join(written), encoding="utf-8")
    print(f"{len(lines)} reports in {out}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

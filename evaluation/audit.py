"""Precision of coded conflict statements, judged by hand: `python -m evaluation.audit draw|score`.

`draw N FILE` codes the reports of `bench/reports/articles.jsonl` (not those of the gold sets) and writes N statements
of verbal and material conflict, drawn at random by a fixed seed, with their sentences, to FILE for two readers: work
for outside the repository.  The readers' answers stand in `evaluation/audit/conflict.csv` without any text: document,
offsets, what was coded, and for each reader whether type, parties, place and status are right.
`score` prints the share that both readers find right, by slot and in all.
"""

from __future__ import annotations

import csv
import json
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from dateline import load_knowledge, read
from dateline.knowledge import Knowledge
from dateline.types import Statement
from evaluation.base import Row, load_rows
from evaluation.rooms import document_of
from evaluation.shared import shared

TABLE = Path(__file__).parent / "audit" / "conflict.csv"
SLOTS = ("type", "parties", "place", "status")
CONFLICT = (3, 4)  # quad classes
SEED = 6
AROUND = 400  # characters shown on either side


def draw(number: int, know: Knowledge) -> list[Row]:
    """So many conflict statements of the reports, drawn at random, numbered."""
    seen = {r["id"] for name in ("dev", "train", "seed") for r in load_rows(shared() / "gold" / f"{name}.jsonl")}
    rows = [r for r in load_rows(shared() / "bench" / "reports" / "articles.jsonl") if r["id"] not in seen]
    found = [row for report in rows for row in _coded(report, know)]
    chosen = random.Random(SEED).sample(found, min(number, len(found)))
    return [{"number": n, **row} for n, row in enumerate(chosen, 1)]


def _coded(report: Row, know: Knowledge) -> Iterator[Row]:
    document = document_of({**report, "published": report.get("published") or report.get("date")})
    for s in read(document, know).statements:
        if know.events[s.event].quad in CONFLICT:
            start, end = s.evidence[0].start, s.evidence[0].end
            yield {
                "document": document.id,
                "start": s.trigger.start,
                "end": s.trigger.end,
                **_slots(s),
                "title": document.title,
                "published": document.published,
                "trigger": s.trigger.of(document.text),
                "sentence": document.text[start:end],
                "before": document.text[max(0, start - AROUND) : start],
                "after": document.text[end : end + AROUND // 2],
            }


def _slots(s: Statement) -> Row:
    return {
        "event": s.event,
        "mode": s.mode,
        "actor": [f"{m.text} = {m.code}" for m in s.actor],
        "recipient": [f"{m.text} = {m.code}" for m in s.recipient],
        "status": s.factuality.status,
        "voices": [v.text for v in s.attribution],
        "where": f"{s.where.text} = {s.where.code}" if s.where else None,
        "background": s.background,
    }


def score(rows: Sequence[Row]) -> Iterator[str]:
    """The shares right by both readers, how often they agree, and those right for at least one."""
    for slot in (*SLOTS, "all"):
        names = SLOTS if slot == "all" else (slot,)
        first, second = ([all(r[f"{n}_{who}"] == "y" for n in names) for r in rows] for who in "ab")
        both = sum(a and b for a, b in zip(first, second, strict=True))
        either = sum(a or b for a, b in zip(first, second, strict=True))
        alike = sum(a == b for a, b in zip(first, second, strict=True))
        n = len(rows)
        yield f"{slot:8} both {both / n:.3f}  either {either / n:.3f}  agree {alike / n:.3f}  of {n}"


def main(arguments: Sequence[str]) -> int:
    """Draw a sample, or score the answers."""
    if arguments[:1] == ["draw"] and len(arguments) == 3:
        lines = [json.dumps(row, ensure_ascii=False) for row in draw(int(arguments[1]), load_knowledge())]
        Path(arguments[2]).write_text("\n".join(lines) + "\n", encoding="utf-8")
        return 0
    if list(arguments) == ["score"]:
        with TABLE.open(encoding="utf-8", newline="") as lines_in:
            print("\n".join(score(list(csv.DictReader(lines_in)))))
        return 0
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

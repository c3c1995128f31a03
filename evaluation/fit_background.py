"""Fit the weights of `reading/backdrop.py` on gold reports: `python -m evaluation.fit_background GOLD.jsonl`.

Each gold statement that happened (or was denied) and that no words date is one example.  Ridge-penalised logistic
regression by Newton steps, started at zero; weights are written in hundredths, rounded to fives.  Prints the accuracy
of a cross-validation over whole documents and, with --write, writes the table (notes are kept).
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from dateline.knowledge import DATA, Knowledge, load_knowledge
from dateline.parse import Parse, Token, parse_document
from dateline.reading.anchoring import told_as, undated
from dateline.reading.attribution import attribute
from dateline.reading.backdrop import signs
from dateline.reading.factuality import judge
from dateline.reading.times import find_times
from dateline.types import Span
from evaluation.base import Row, load_rows
from evaluation.logistic import fit
from evaluation.rooms import document_of

FOLDS = 9
SEEN = 4  # a sign must hold of so many examples
TABLE = DATA / "lexicon" / "background_signs.csv"
HEADS = ("VERB", "NOUN", "PROPN", "ADJ", "AUX")
Vector = npt.NDArray[np.float64]


class Example(NamedTuple):
    """An undated gold statement: number of its document, its signs, whether gold calls it background."""

    document: int
    signs: list[str]
    background: bool


def examples(rows: Sequence[Row], know: Knowledge) -> Iterator[Example]:
    """The undated statements of the reports that happened or did not."""
    for n, row in enumerate(rows):
        parse = parse_document(document_of(row))
        times, voices = find_times(parse, know), attribute(parse, know)
        for gold in row["statements"]:
            head = trigger_of(gold, parse)
            if head is None or gold.get("optional") or gold["status"] not in ("actual", "negated"):
                continue
            judged = msgspec.structs.replace(judge(head, parse, know, voices), status=gold["status"])
            if undated(head, times, parse, know, judged, gold["event"]):
                told = told_as(head, times, parse, know, judged, gold["event"])
                yield Example(n, signs(head, parse, know, told), bool(gold.get("background")))


def trigger_of(gold: Row, parse: Parse) -> Token | None:
    """The word of a gold trigger that the others hang on."""
    text = parse.document.text
    start = text.find(gold["evidence"][0])
    at = text.find(gold["trigger"], start) if start >= 0 else -1
    words = parse.within(Span(at, at + len(gold["trigger"]))) if at >= 0 else []
    return next((t for t in words if (t.head is t or t.head not in words) and t.pos in HEADS), None)


def matrix(data: Sequence[Example], columns: dict[str, int]) -> Vector:
    """One row an example, 1 where a sign holds; column 0 is the bias."""
    found = np.zeros((len(data), len(columns) + 1))
    found[:, 0] = 1
    for row, example in enumerate(data):
        found[row, [columns[s] for s in example.signs if s in columns]] = 1
    return found


def crossed(data: Sequence[Example], columns: dict[str, int]) -> float:
    """The share of examples judged right by weights that have not seen their documents."""
    right = 0
    for fold in range(FOLDS):
        seen = [e for e in data if e.document % FOLDS != fold]
        held = [e for e in data if e.document % FOLDS == fold]
        weights = fit(matrix(seen, columns), np.array([e.background for e in seen], dtype=float))
        right += sum((matrix(held, columns) @ weights >= 0) == np.array([e.background for e in held]))
    return right / len(data)


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit the signs of the table, show their worth, write on demand."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true", help=f"write {TABLE.name}")
    args = parser.parse_args(arguments)
    data = list(examples([row for path in args.gold for row in load_rows(path)], load_knowledge()))
    with TABLE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    count = Counter(s for e in data for s in set(e.signs))
    kept = [r["sign"] for r in rows if count[r["sign"]] >= SEEN]
    columns = {sign: k + 1 for k, sign in enumerate(kept)}
    weights = fit(matrix(data, columns), np.array([e.background for e in data], dtype=float))
    print(f"examples {len(data)}  cross-validated accuracy {crossed(data, columns):.4f}")
    for row in rows:
        if row["sign"] in columns or row["sign"] == "bias":
            row["weight"] = str(5 * round(20 * float(weights[columns.get(row["sign"], 0)])))
        print(f"{row['sign']:24} {row['weight']:>5}  seen {count[row['sign']]}")
    if args.write:
        with TABLE.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, ["sign", "weight", "note"], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

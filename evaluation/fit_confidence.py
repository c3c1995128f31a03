"""Fit the weights of `reading/confidence.py` on read reports: `python -m evaluation.fit_confidence GOLD.jsonl`.

Each statement that the reader makes is one example; it is right if the official scorer pairs it with a gold
statement.  Ridge-penalised logistic regression by Newton steps, started at zero: the same result every time.
Prints the figures of a cross-validation over whole documents and, with --write, writes the table.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from dateline.exports.gold import to_gold
from dateline.knowledge import DATA, Knowledge, load_knowledge
from dateline.reading.confidence import features, plain_fact
from dateline.reading.pipeline import gather
from dateline.reading.statements import composed
from dateline.types import Document, Reading
from evaluation.base import Row, load_rows
from evaluation.shared import scorer

RIDGE = 3.0
SEEN = 4  # a feature must hold of so many statements
FOLDS = 9
TABLE = DATA / "lexicon" / "confidence.csv"
Vector = npt.NDArray[np.float64]
Example = tuple[int, list[str], bool, bool]  # document, features, right, given as plain fact


def examples(rows: Sequence[Row], know: Knowledge) -> list[Example]:
    """Every statement of every document with its features and whether gold has it; optional gold left out."""
    found: list[Example] = []
    official = scorer("statements")
    for n, row in enumerate(rows):
        document = Document(row["id"], row["text"], row.get("title"), row.get("publisher"), row.get("published"))
        matches, seen = gather(document, know)
        pairs = composed(document, matches, seen, know)
        reading = Reading(document.id, "", tuple(s for _, s in pairs))
        paired = {j: row["statements"][i] for i, j in official.match(row, to_gold(document, reading))}
        for j, (match, statement) in enumerate(pairs):
            if not paired.get(j, {}).get("optional"):
                names = list(features(match, statement))
                found.append((n, names, j in paired, plain_fact(statement)))
    return found


def table(data: Sequence[Example]) -> dict[str, int]:
    """The features that hold often enough, with their columns; column 0 is the bias."""
    count = Counter(f for _, names, _, _ in data for f in set(names))
    return {f: k for k, f in enumerate(["bias", *sorted(f for f, c in count.items() if c >= SEEN)])}


def matrix(data: Sequence[Example], columns: dict[str, int]) -> Vector:
    """One row an example, 1 where a feature holds."""
    found = np.zeros((len(data), len(columns)))
    found[:, 0] = 1
    for row, (_, names, _, _) in enumerate(data):
        found[row, [columns[f] for f in names if f in columns]] = 1
    return found


def fit(x: Vector, y: Vector) -> Vector:
    """Ridge-penalised logistic regression by Newton's method; the bias is free."""
    weights = np.zeros(x.shape[1])
    penalty = np.full(x.shape[1], RIDGE)
    penalty[0] = 1e-3
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (p - y) + penalty * weights
        bend = (x.T * (p * (1 - p))) @ x + np.diag(penalty)
        step = np.linalg.solve(bend, slope)
        weights -= step
        if float(np.abs(step).max()) < 1e-9:
            break
    return weights


def crossed(data: Sequence[Example]) -> Vector:
    """For each example the chance that a model gives which has not seen its document."""
    chance = np.zeros(len(data))
    for fold in range(FOLDS):
        seen = [e for e in data if e[0] % FOLDS != fold]
        held = [k for k, e in enumerate(data) if e[0] % FOLDS == fold]
        columns = table(seen)
        weights = fit(matrix(seen, columns), np.array([e[2] for e in seen], dtype=float))
        chance[held] = 1 / (1 + np.exp(-matrix([data[k] for k in held], columns) @ weights))
    return chance


def curve(data: Sequence[Example], chance: Vector, gold: int) -> list[Row]:
    """Precision, recall, F1 and false facts at every threshold."""
    right = np.array([e[2] for e in data])
    fact = np.array([e[3] for e in data])
    rows: list[Row] = []
    for least in np.arange(0.0, 0.85, 0.05):
        kept = chance >= least
        hits = int((right & kept).sum())
        p, r = hits / max(int(kept.sum()), 1), hits / gold
        false = float((~right & kept & fact).sum() / max(int((kept & fact).sum()), 1))
        rows.append(
            {
                "threshold": round(float(least), 2),
                "kept": int(kept.sum()),
                "precision": round(p, 3),
                "recall": round(r, 3),
                "f1": round(2 * p * r / (p + r or 1), 3),
                "false_facts": round(false, 3),
            }
        )
    return rows


def write(columns: dict[str, int], weights: Vector, least: float, fact: float) -> None:
    """The table, weights to three decimals, largest first."""
    rows = sorted(((f, round(float(weights[k]), 3)) for f, k in columns.items()), key=lambda r: (-abs(r[1]), r[0]))
    with TABLE.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["feature", "weight"])
        writer.writerow(["threshold", least])
        writer.writerow(["threshold-fact", fact])
        writer.writerows(r for r in rows if r[1])


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit, show the cross-validated curve, write on demand."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true", help=f"write {TABLE.name}")
    parser.add_argument("--threshold", type=float, default=0.3, help="for told, planned, possible and negated acts")
    parser.add_argument("--fact", type=float, default=0.72, help="for plain facts")
    args = parser.parse_args(arguments)
    rows: list[dict[str, Any]] = [row for path in args.gold for row in load_rows(path)]
    know = load_knowledge()
    data = examples(rows, know)
    gold = sum(not s.get("optional") for row in rows for s in row["statements"])
    for line in curve(data, crossed(data), gold):
        print("  ".join(f"{k} {v}" for k, v in line.items()))
    columns = table(data)
    weights = fit(matrix(data, columns), np.array([e[2] for e in data], dtype=float))
    if args.write:
        write(columns, weights, args.threshold, args.fact)
        print(f"{len(columns)} weights in {TABLE}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

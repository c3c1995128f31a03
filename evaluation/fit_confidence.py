"""Fit the weights of `reading/confidence.py` on read reports: `python -m evaluation.fit_confidence GOLD.jsonl`.

Each statement that the reader makes is one example; it is right if the official scorer pairs it with a gold
statement.  Ridge-penalised logistic regression by Newton steps, started at zero: the same result every time.
Prints the figures of a cross-validation over whole documents and, with --write, writes the table.
"""

from __future__ import annotations

import argparse
import csv
import dataclasses
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from dateline.exports.gold import to_gold
from dateline.knowledge import DATA, Knowledge, load_knowledge
from dateline.reading.confidence import features, guessed, plain_fact
from dateline.reading.implied import parts_of
from dateline.reading.pipeline import gather
from dateline.reading.statements import composed
from dateline.types import Document, Reading
from evaluation import fit_roles, standoff
from evaluation.base import Row, load_rows
from evaluation.logistic import FOLDS, Vector, chances, columns_of, fit, matrix
from evaluation.shared import scorer

RIDGE = 10.0
SEEN = 4  # a feature must hold of so many statements
TABLE = DATA / "lexicon" / "confidence.csv"
Thresholds = tuple[float, float, float]  # of talk and plans, of plain facts, of plain facts that are guessed


class Example(NamedTuple):
    """A statement: number of its document, its features, whether gold has it, given as plain fact, with a guess."""

    document: int
    features: list[str]
    right: bool
    fact: bool
    guess: bool




def examples(rows: Sequence[Row], know: Knowledge) -> list[Example]:
    """Every statement of every document with its features and whether gold has it; optional gold left out.

    Parties are weighed by signs (`fit_roles`) that were fitted without the document.
    """
    found: list[Example] = []
    official = scorer("statements")
    folds = [with_roles(know, weights) for weights in fit_roles.crossed(list(fit_roles.examples(rows, know)))]
    for n, row in enumerate(rows):
        document = Document(row["id"], row["text"], row.get("title"), row.get("publisher"), row.get("published"))
        matches, seen = gather(document, folds[n % FOLDS])
        pairs = composed(document, matches, seen, folds[n % FOLDS])
        reading = Reading(document.id, "", tuple(s for _, s in pairs))
        paired = {j: row["statements"][i] for i, j in official.match(row, to_gold(document, reading))}
        for j, (match, statement) in enumerate(pairs):
            if not paired.get(j, {}).get("optional"):
                names = list(features(match, statement, parts_of(match, statement, seen.entities, seen.attributions)))
                found.append(Example(n, names, j in paired, plain_fact(statement), guessed(statement)))
    return found


def with_roles(know: Knowledge, weights: fit_roles.Weights) -> Knowledge:
    """The same knowledge, but for the weights of the signs of roles."""
    by_role: dict[str, dict[str, float]] = {role: {} for role, _ in weights}
    for (role, sign), weight in weights.items():
        by_role[role][sign] = weight
    return dataclasses.replace(know, cache={**know.cache, "role_signs": by_role})


def weigh(data: Sequence[Example]) -> tuple[dict[str, int], Vector]:
    """The columns of the features that hold often enough, and their weights."""
    columns = columns_of([e.features for e in data], SEEN)
    x = matrix([e.features for e in data], columns)
    return columns, fit(x, np.array([e.right for e in data], dtype=float), RIDGE)


def crossed(data: Sequence[Example]) -> Vector:
    """For each example the chance that a model gives which has not seen its document."""
    chance = np.zeros(len(data))
    for fold in range(FOLDS):
        columns, weights = weigh([e for e in data if e.document % FOLDS != fold])
        held = [k for k, e in enumerate(data) if e.document % FOLDS == fold]
        chance[held] = chances(matrix([data[k].features for k in held], columns), weights)
    return chance


def figures(data: Sequence[Example], chance: Vector, gold: int, least: Thresholds) -> Row:
    """Precision, recall, F1 and false facts with these thresholds."""
    right, fact, guess = (np.array([getattr(e, name) for e in data]) for name in ("right", "fact", "guess"))
    kept = chance >= np.where(fact, np.where(guess, least[2], least[1]), least[0])
    hits = int((right & kept).sum())
    p, r = hits / max(int(kept.sum()), 1), hits / gold
    false = float((~right & kept & fact).sum() / max(int((kept & fact).sum()), 1))
    names = ("thresholds", "kept", "precision", "recall", "f1", "false_facts")
    f1 = 2 * p * r / (p + r or 1)
    return dict(zip(names, (least, int(kept.sum()), *(round(v, 3) for v in (p, r, f1, false))), strict=True))


def choices(data: Sequence[Example], chance: Vector, gold: int) -> Iterator[Row]:
    """The best thresholds by F1 for several shares of false facts that one may bear."""
    steps = [round(0.05 * k, 2) for k in range(2, 20)]
    grid = [(t, f, g) for t in steps[:12] for f in steps for g in (*steps[::2], 1.1) if t <= f <= g]
    told = [figures(data, chance, gold, least) for least in grid]
    for cap in (0.1, 0.12, 0.15, 0.2, 0.3, 1.0):
        borne = [row for row in told if row["false_facts"] <= cap]
        yield max(borne, key=lambda row: row["f1"])


def write(columns: dict[str, int], weights: Vector, least: Thresholds, alone: float) -> None:
    """The table, weights to three decimals, largest first."""
    rows = sorted(((f, round(float(weights[k]), 3)) for f, k in columns.items()), key=lambda r: (-abs(r[1]), r[0]))
    with TABLE.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["feature", "weight"])
        named = zip(("threshold", "threshold-fact", "threshold-guess"), least, strict=True)
        writer.writerows([*named, ("threshold-alone", alone)])
        writer.writerows(r for r in rows if r[1])


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit, show the cross-validated curve, write on demand."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--readings", action="store_true", help="and the reports of readings.jsonl")
    parser.add_argument("--write", action="store_true", help=f"write {TABLE.name}")
    parser.add_argument("--threshold", type=float, default=0.3, help="for told, planned, possible and negated acts")
    parser.add_argument("--fact", type=float, default=0.7, help="for plain facts")
    parser.add_argument("--guess", type=float, default=0.8, help="for plain facts with a proposal or a guessed party")
    parser.add_argument("--alone", type=float, default=0.1, help="for the surest of a text of a sentence or two")
    args = parser.parse_args(arguments)
    rows: list[dict[str, Any]] = [row for path in args.gold for row in load_rows(path)]
    rows += standoff.rows() if args.readings else ()
    know = load_knowledge()
    data = examples(rows, know)
    gold = sum(not s.get("optional") for row in rows for s in row["statements"])
    least = (args.threshold, args.fact, args.guess)
    chance = crossed(data)
    for line in (*choices(data, chance, gold), figures(data, chance, gold, least)):
        print("  ".join(f"{k} {v}" for k, v in line.items()))
    columns, weights = weigh(data)
    if args.write:
        write(columns, weights, least, args.alone)
        print(f"{len(columns)} weights in {TABLE}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Fit the weights of `reading/role_signs.py` on gold reports: `python -m evaluation.fit_roles GOLD.jsonl [--readings]`.

Each actor that is named near the trigger of a gold statement is one example, once for each role; it is right if its
country is one that gold gives the role (by name where both roles have the same country).  Ridge-penalised logistic
regression by Newton steps, started at zero: the same result every time.  Prints, cross-validated over whole documents,
how often the likeliest party is right, and with --write writes the table.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from dateline.knowledge import DATA, Knowledge, load_knowledge
from dateline.reading.pipeline import gather
from dateline.reading.role_signs import parties_near, signs, voices_at
from dateline.types import Mention
from evaluation import standoff
from evaluation.base import Row, load_rows
from evaluation.fit_background import trigger_of
from evaluation.logistic import FOLDS, Vector, columns_of, fit, matrix
from evaluation.rooms import document_of

SEEN = 6  # a sign must hold of so many examples
ROLES = ("actor", "recipient")
TABLE = DATA / "lexicon" / "role_signs.csv"
Weights = dict[tuple[str, str], float]


class Example(NamedTuple):
    """A party near a trigger: number of document and statement, signs, its country, the roles that it fills."""

    document: int
    statement: int
    signs: frozenset[str]
    country: str
    fills: frozenset[str]
    gold: dict[str, frozenset[str]]


def examples(rows: Sequence[Row], know: Knowledge) -> Iterator[Example]:
    """All parties near the triggers of all gold statements."""
    for n, row in enumerate(rows):
        _, seen = gather(document_of(row), know)
        for k, gold in enumerate(row["statements"]):
            head = trigger_of(gold, seen.parse)
            if head is None:
                continue
            voices = voices_at(head, seen.attributions)
            countries = {r: frozenset(_countries(gold[r])) for r in ROLES}
            for party in parties_near(head, seen.entities):
                found = frozenset(signs(head, gold["event"], party, seen.entities, voices))
                fills = frozenset(_fills(party.mentions[0], gold, countries))
                yield Example(n, k, found, party.mentions[0].country, fills, countries)


def _countries(entities: Sequence[Row]) -> Iterator[str]:
    for entity in entities:
        yield from (c.split()[0] for c in (entity.get("code") or "").split(";") if c.strip())


def _fills(mention: Mention, gold: Row, countries: dict[str, frozenset[str]]) -> Iterator[str]:
    both = countries["actor"] & countries["recipient"]
    named = {r: any(g["text"] in mention.text or mention.text in g["text"] for g in gold[r]) for r in ROLES}
    for role, other in (ROLES, ROLES[::-1]):
        if mention.country in countries[role] and (mention.country not in both or named[role] or not named[other]):
            yield role


def weigh(data: Sequence[Example]) -> Weights:
    """The weights of both roles."""
    columns = columns_of([e.signs for e in data], SEEN)
    x = matrix([e.signs for e in data], columns)
    found: Weights = {}
    for role in ROLES:
        weights = fit(x, np.array([role in e.fills for e in data], dtype=float))
        found |= {(role, f): float(weights[k]) for f, k in columns.items()}
    return found


def crossed(data: Sequence[Example]) -> list[Weights]:
    """For each fold of documents the weights fitted without it."""
    return [weigh([e for e in data if e.document % FOLDS != k]) for k in range(FOLDS)]


def chance_of(data: Sequence[Example], weights: Weights, role: str) -> Vector:
    """For each example the chance that it fills the role."""
    total = np.array([sum(weights.get((role, f), 0.0) for f in e.signs) for e in data])
    return np.asarray(1 / (1 + np.exp(-total)))


def report(data: Sequence[Example], role: str, chance: Vector) -> Iterator[str]:
    """At several thresholds: how many statements the likeliest party fills, and how many rightly."""
    groups: dict[tuple[int, int], list[int]] = defaultdict(list)
    for k, example in enumerate(data):
        groups[example.document, example.statement].append(k)
    best = [max(group, key=lambda k: chance[k]) for group in groups.values()]
    gold = sum(bool(data[k].gold[role]) for k in best)
    for least in (0.3, 0.4, 0.5, 0.6):
        filled = [data[k] for k in best if chance[k] >= least]
        right = sum(e.country in e.gold[role] for e in filled)
        yield f"{role} {least}: precision {right / max(len(filled), 1):.3f} recall {right / gold:.3f}"


def write(weights: Weights) -> None:
    """The table, by role, largest first; weights in hundredths."""
    rows = sorted(((r, f, round(w, 2)) for (r, f), w in weights.items()), key=lambda x: (x[0], -abs(x[2]), x[1]))
    with TABLE.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["role", "sign", "weight"])
        writer.writerows(r for r in rows if abs(r[2]) >= 0.05)


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit, show the cross-validated figures, write on demand."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--readings", action="store_true", help="and the reports of readings.jsonl")
    parser.add_argument("--write", action="store_true", help=f"write {TABLE.name}")
    args = parser.parse_args(arguments)
    rows = [row for path in args.gold for row in load_rows(path)] + list(standoff.rows() if args.readings else ())
    data = list(examples(rows, load_knowledge()))
    folds = crossed(data)
    for role in ROLES:
        chance = np.zeros(len(data))
        for k, weights in enumerate(folds):
            held = [n for n, e in enumerate(data) if e.document % FOLDS == k]
            chance[held] = chance_of([data[n] for n in held], weights, role)
        print("\n".join(report(data, role, chance)))
    if args.write:
        write(weigh(data))
        print(f"weights in {TABLE}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

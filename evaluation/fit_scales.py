"""Measure the scales of the factuality sets on their training files, and write scales.toml.

    python -m evaluation.fit_scales TRAIN.jsonl … [--limit N]

The weights are those of a ridge regression of the gold values on what the reader holds of each event.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from evaluation.base import load_rows
from evaluation.factuality import judgements
from evaluation.rooms import Rooms
from evaluation.scales import Scale, scales, write

ENOUGH, ENOUGH_OF_FEW = 15, 40  # events with a feature, in a large set and in one of fewer than FEW events
FEW = 3000
RIDGE = 10.0


def fit(judged: Sequence[tuple[frozenset[str], float]]) -> Scale:
    """The weight of each feature that is seen often enough, from (features, gold value)."""
    seen = Counter(f for features, _ in judged for f in features)
    enough = ENOUGH if len(judged) >= FEW else ENOUGH_OF_FEW
    names = sorted(f for f, n in seen.items() if n >= enough)
    place = {name: k for k, name in enumerate(names)}
    matrix = np.zeros((len(judged), len(names)))
    for row, (features, _) in enumerate(judged):
        matrix[row, [place[f] for f in features if f in place]] = 1.0
    values = np.array([value for _, value in judged])
    weights = np.linalg.solve(matrix.T @ matrix + RIDGE * np.eye(len(names)), matrix.T @ values)
    return {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}


def main() -> int:
    """Fit every set named on the command line and write them into scales.toml; the other sets stay."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.fit_scales")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--limit", type=int)
    args = parser.parse_args()
    table, house = dict(scales()), Rooms()
    for path in args.files:
        rows = load_rows(path, args.limit)
        found = fit(list(judgements(rows, house)))
        table[str(rows[0].get("set")) if rows else "default"] = found
        print(f"{path.name}: {len(found)} weights from {len(rows)} rows")
    write(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Measure the scales of the factuality sets on their training files, and write scales.toml.

    python -m evaluation.fit_scales TRAIN.jsonl … [--limit N]

A value is the mean gold value of the training events that the reader judges so.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from evaluation.base import load_rows
from evaluation.factuality import judgements
from evaluation.rooms import Rooms
from evaluation.scales import Scale, first, scales, write

ENOUGH = 25  # events of a rule


def fit(judged: Iterable[tuple[str, str, float]]) -> Scale:
    """Means by status and by status and rule, of (status, rule, gold value)."""
    groups: dict[str, list[float]] = defaultdict(list)
    for status, rule, value in judged:
        groups[status].append(value)
        groups[f"{status} {first(rule)}"].append(value)
    return {
        key: round(sum(values) / len(values), 2)
        for key, values in sorted(groups.items())
        if len(values) >= ENOUGH or " " not in key
    }


def main() -> int:
    """Fit every set named on the command line and write them into scales.toml; the other sets stay."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.fit_scales")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--limit", type=int)
    args = parser.parse_args()
    table, house = dict(scales()), Rooms()
    for path in args.files:
        rows = load_rows(path, args.limit)
        found = fit(judgements(rows, house))
        name = str(rows[0].get("set")) if rows else "default"
        table[name] = {**table["default"], **found}
        print(f"{name}: {len(found)} values from {len(rows)} rows of {path.name}")
    write(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Logistic regression for the small models that the readers weigh signs with: the same result every time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

FOLDS = 9  # documents are dealt to folds by their number
Vector = npt.NDArray[np.float64]


def columns_of(data: Sequence[Iterable[str]], seen: int) -> dict[str, int]:
    """The features that hold of at least `seen` examples, with their columns; column 0 is the bias."""
    count = Counter(f for names in data for f in set(names))
    kept = sorted(f for f, c in count.items() if c >= seen and f != "bias")
    return {f: k for k, f in enumerate(["bias", *kept])}


def matrix(data: Sequence[Iterable[str]], columns: dict[str, int]) -> Vector:
    """One row an example, 1 where a feature holds, and for the bias."""
    found = np.zeros((len(data), len(columns)))
    for row, names in enumerate(data):
        found[row, [columns[f] for f in names if f in columns]] = 1
    found[:, 0] = 1
    return found


def fit(x: Vector, y: Vector, ridge: float = 3.0) -> Vector:
    """Weights by Newton's method, started at zero, with a ridge penalty; the bias (column 0) is free."""
    weights = np.zeros(x.shape[1])
    penalty = np.full(x.shape[1], ridge)
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


def chances(x: Vector, weights: Vector) -> Vector:
    """The chance of each row."""
    return np.asarray(1 / (1 + np.exp(-x @ weights)))

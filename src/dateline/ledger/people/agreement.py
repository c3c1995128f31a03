"""Measures of agreement and of precision, with their intervals.  Pure; counts in, figures out.

* Cohen's kappa: Cohen 1960, *A coefficient of agreement for nominal scales*, Educational and Psychological
  Measurement 20.
* Krippendorff's alpha for nominal data: Krippendorff 2011, *Computing Krippendorff's Alpha-Reliability*.
* Wilson's interval of a proportion: Wilson 1927; Newcombe 1998, Statistics in Medicine 17, method 3.
* Bootstrap intervals: percentiles, by document, for statements of one document are not independent (Efron and
  Tibshirani 1993, *An Introduction to the Bootstrap*, chapters 8 and 13).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from random import Random
from typing import NamedTuple, TypeVar

Z95 = 1.959963984540054  # of the normal distribution: 95 % lie within
ROUNDS = 1000
SEED = 20231123
T = TypeVar("T", bound=Hashable)


class Figure(NamedTuple):
    """A figure with its 95 % interval; None where it is not defined, or where there is too little for an interval."""

    value: float | None
    low: float | None = None
    high: float | None = None


def observed(pairs: Mapping[tuple[T, T], float]) -> float | None:
    """The share of pairs whose sides are equal.  `pairs`: how often each pair was given."""
    total = sum(pairs.values())
    return sum(n for (a, b), n in pairs.items() if a == b) / total if total else None


def kappa(pairs: Mapping[tuple[T, T], float]) -> float | None:
    """Cohen's kappa: (p_o - p_e) / (1 - p_e).

    None where there are no pairs, or where both sides know one category alone: chance explains all then.
    """
    total, agreed = sum(pairs.values()), observed(pairs)
    if agreed is None:
        return None
    left, right = dict[T, float](), dict[T, float]()
    for (a, b), n in pairs.items():
        left[a] = left.get(a, 0.0) + n
        right[b] = right.get(b, 0.0) + n
    by_chance = math.fsum(n * right.get(c, 0.0) for c, n in left.items()) / total**2
    return None if math.isclose(by_chance, 1.0) else (agreed - by_chance) / (1 - by_chance)


def alpha(units: Iterable[Sequence[Hashable]]) -> float | None:
    """Krippendorff's alpha for nominal values: any number of coders, with gaps.  `units`: the values of each item.

    None where no item has two values, or where all values are the same.
    """
    within, totals, number = 0.0, Counter[Hashable](), 0
    for values in units:
        m = len(values)
        if m < 2:
            continue
        counts = Counter(values)
        within += sum(n * (n - 1) for n in counts.values()) / (m - 1)
        totals.update(counts)
        number += m
    if number < 2:
        return None
    expected = sum(n * (n - 1) for n in totals.values()) / (number - 1)
    return None if math.isclose(expected, number) else 1 - (number - within) / (number - expected)


def wilson(hits: int, of: int, z: float = Z95) -> Figure:
    """A proportion with Wilson's score interval."""
    if of == 0:
        return Figure(None)
    share, square = hits / of, z * z / of
    middle = (share + square / 2) / (1 + square)
    half = z * math.sqrt(share * (1 - share) / of + square / (4 * of)) / (1 + square)
    return Figure(share, 0.0 if hits == 0 else middle - half, 1.0 if hits == of else middle + half)


def f1(counts: Mapping[str, float]) -> float | None:
    """2 tp / (2 tp + fp + fn); None where nothing was to be found and nothing was given."""
    tp, fp, fn = (counts.get(k, 0.0) for k in ("tp", "fp", "fn"))
    return 2 * tp / (2 * tp + fp + fn) if tp + fp + fn else None


def bootstrapped(
    clusters: Sequence[Mapping[T, float]], measure: Callable[[Mapping[T, float]], float | None],
    rounds: int = ROUNDS, seed: int = SEED,
) -> Figure:
    """A measure of summed counts with the percentile interval of resampled clusters.

    `clusters`: the counts of each document.  No interval for fewer than two documents, where the measure is undefined
    in more than one resample of twenty, or where all resamples are the same: that would feign certainty.
    """
    kinds = list(dict.fromkeys(tuple(sorted(c.items(), key=repr)) for c in clusters))  # many documents count alike
    kind_of = [kinds.index(tuple(sorted(c.items(), key=repr))) for c in clusters]
    value = measure(_summed(kinds, Counter(kind_of)))
    if value is None or len(clusters) < 2:
        return Figure(value)
    draw, size = Random(seed).random, len(clusters)  # random() alone is promised to be the same in every Python
    found = []
    for _ in range(rounds):
        drawn = Counter(kind_of[int(draw() * size)] for _ in range(size))
        again = measure(_summed(kinds, drawn))
        if again is not None:
            found.append(again)
    if len(found) < 0.95 * rounds:
        return Figure(value)
    found.sort()
    if found[0] == found[-1]:
        return Figure(value)
    return Figure(value, _quantile(found, 0.025), _quantile(found, 0.975))


def _summed(kinds: Sequence[tuple[tuple[T, float], ...]], drawn: Mapping[int, int]) -> dict[T, float]:
    """The counts of all documents together; `drawn`: how often each kind of document was drawn."""
    total: dict[T, float] = {}
    for kind in sorted(drawn):
        for key, number in kinds[kind]:
            total[key] = total.get(key, 0.0) + drawn[kind] * number
    return total


def _quantile(rising: Sequence[float], share: float) -> float:
    """Between the two nearest of the sorted values, in proportion."""
    at = share * (len(rising) - 1)
    low = math.floor(at)
    high = min(low + 1, len(rising) - 1)
    return rising[low] + (rising[high] - rising[low]) * (at - low)

"""Agglomerative clustering with average linkage (UPGMA, Sokal and Michener 1958) on a sparse set of pairs.

Pairs that are not given count as 0.  The same pairs give the same groups on every machine and in every order.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence

Pair = tuple[int, int]


def average_link(
    items: Sequence[int], pairs: Mapping[Pair, float], threshold: float, together: Iterable[Sequence[int]] = (),
    apart: Mapping[Pair, bool] | None = None,
) -> list[list[int]]:
    """Groups of items whose mean likeness is at least `threshold`, each group and the groups in rising order.

    `pairs`: likeness (from 0 to 1) by (smaller item, larger item).  `together`: items that are one group from the
    start.  `apart`: for some pairs, whether they belong apart; two groups are never joined while more pairs between
    them do than do not.  Of pairs of groups with the same mean, those with the smallest items are joined first.
    """
    groups = _start(items, together)
    sums = _between(groups, pairs)
    votes = _between(groups, {pair: 1.0 if yes else -1.0 for pair, yes in (apart or {}).items()})
    heap = [_entry(groups, sums, a, b) for a in sums for b in sums[a] if a < b]
    heapq.heapify(heap)
    while heap and -heap[0][0] >= threshold:
        _, a, b, size_a, size_b = heapq.heappop(heap)
        if a not in groups or b not in groups or (len(groups[a]), len(groups[b])) != (size_a, size_b):
            continue  # an entry from before one of them grew
        if votes[a].get(b, 0.0) <= 0:
            groups[a] += groups.pop(b)
            _join(sums, a, b)
            _join(votes, a, b)
            for c in sums[a]:
                heapq.heappush(heap, _entry(groups, sums, min(a, c), max(a, c)))
    return sorted(sorted(g) for g in groups.values())


def _start(items: Sequence[int], together: Iterable[Sequence[int]]) -> dict[int, list[int]]:
    """The first groups, each under its smallest item."""
    first = {item: min(group) for group in together for item in group}
    groups: dict[int, list[int]] = {}
    for item in sorted(items):
        groups.setdefault(first.get(item, item), []).append(item)
    return groups


def _between(groups: Mapping[int, list[int]], pairs: Mapping[Pair, float]) -> dict[int, dict[int, float]]:
    """The sum of likeness between each two groups that share a pair."""
    home = {item: name for name, group in groups.items() for item in group}
    sums: dict[int, dict[int, float]] = {name: {} for name in groups}
    for (x, y), value in sorted(pairs.items()):
        a, b = home[x], home[y]
        if a != b:
            sums[a][b] = sums[b][a] = sums[a].get(b, 0.0) + value
    return sums


def _entry(
    groups: Mapping[int, list[int]], sums: Mapping[int, Mapping[int, float]], a: int, b: int
) -> tuple[float, int, int, int, int]:
    size_a, size_b = len(groups[a]), len(groups[b])
    return -round(sums[a][b] / (size_a * size_b), 9), a, b, size_a, size_b


def _join(sums: dict[int, dict[int, float]], a: int, b: int) -> None:
    """Add what lies between b and the others to what lies between a and them."""
    for c, value in sums.pop(b).items():
        if c != a:
            sums[a][c] = sums[c][a] = sums[a].get(c, 0.0) + value
        del sums[c][b]

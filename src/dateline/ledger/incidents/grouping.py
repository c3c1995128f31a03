"""Groups by average link: a pair that fits does not chain two groups of which the rest does not fit."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping

Pair = tuple[int, int]


def groups(count: int, scores: Mapping[Pair, int], link: int, mean: int, absent: int) -> list[tuple[int, ...]]:
    """Groups of the numbers 0 to count - 1, each sorted, in the order of their first member.

    `scores`: points of pairs (smaller number first); other pairs have `absent` points.  Two groups become one while
    their best pair has at least `link` points and all pairs between them at least `mean` on average; the two with the
    highest average first, of equal ones those with the smallest numbers.  Points are whole, so sums are exact.
    """
    state = _State(count, scores, link, mean, absent)
    while (pair := state.best()) is not None:
        state.merge(*pair)
    return sorted(tuple(sorted(members)) for members in state.members.values())


class _State:
    """The groups so far, what lies between each two (sum, pairs known, best pair), and a queue of candidates."""

    def __init__(self, count: int, scores: Mapping[Pair, int], link: int, mean: int, absent: int) -> None:
        self.members: dict[int, list[int]] = {i: [i] for i in range(count)}
        self.between: dict[int, dict[int, tuple[int, int, int]]] = {i: {} for i in range(count)}
        self.link, self.mean, self.absent = link, mean, absent
        for (a, b), score in scores.items():
            self.between[a][b] = self.between[b][a] = (score, 1, score)
        self.queue: list[tuple[float, int, int]] = []
        self._offer((a, b) for a, b in scores)

    def best(self) -> Pair | None:
        """The next two to merge."""
        while self.queue:
            negative, a, b = heapq.heappop(self.queue)
            if a in self.members and b in self.members and self._average(a, b) == -negative:
                return a, b
        return None

    def merge(self, a: int, b: int) -> None:
        """Put b into a, which is the smaller number."""
        self.members[a] += self.members.pop(b)
        gone = self.between.pop(b)
        kept = self.between[a]
        kept.pop(b, None)
        gone.pop(a, None)
        for other, (total, pairs, best) in gone.items():
            t, p, m = kept.get(other, (0, 0, best))
            kept[other] = (total + t, pairs + p, max(best, m))
            del self.between[other][b]
        for other, found in kept.items():
            self.between[other][a] = found
        self._offer((min(a, other), max(a, other)) for other in kept)

    def _offer(self, pairs: Iterable[Pair]) -> None:
        for a, b in pairs:
            if self.between[a][b][2] >= self.link and (average := self._average(a, b)) >= self.mean:
                heapq.heappush(self.queue, (-average, a, b))

    def _average(self, a: int, b: int) -> float:
        total, pairs, _ = self.between[a].get(b, (0, 0, 0))
        every = len(self.members[a]) * len(self.members[b])
        return (total + (every - pairs) * self.absent) / every

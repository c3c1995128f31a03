"""Samples of statements for validation: random, stratified, the uncertain first.  Pure, the same on every machine.

Every statement has a number of its own, drawn from the seed and its key (a permanent random number: Ohlsson 1995,
*Coordination of samples using permanent random numbers*): the first 64 bits of SHA-256.  A random sample is those with
the smallest numbers, so it does not depend on the order of the frame, and a larger sample of the same frame and seed
holds the smaller one.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dateline.errors import DatelineError


class SampleError(DatelineError):
    """A sample that cannot be drawn, or a sheet that cannot be loaded: the message names the place and the way out."""


class Unit(NamedTuple):
    """One statement of the frame: a key that no other has, its stratum, the confidence of its reading."""

    key: str
    stratum: str = ""
    confidence: float = 1.0


class Drawn(NamedTuple):
    """One statement of the sample: its place in the frame, and how many of the frame it stands for (None: unknown)."""

    place: int
    weight: float | None


class Draw(NamedTuple):
    """A sample in the order in which it is to be judged, and by stratum how many there are and how many were drawn."""

    drawn: tuple[Drawn, ...]
    strata: Mapping[str, tuple[int, int]]


def number_of(seed: str, key: str) -> int:
    """The permanent random number of a key, 0 to 2**64 - 1."""
    return int.from_bytes(hashlib.sha256(f"{seed}|{key}".encode("utf-8", "surrogatepass")).digest()[:8], "big")


def random_sample(units: Sequence[Unit], size: int, seed: str) -> Draw:
    """Simple random sampling without replacement; each drawn unit stands for N/n."""
    order = _shuffled(units, seed)[: _enough(units, size)]
    weight = len(units) / len(order)
    return Draw(tuple(Drawn(i, weight) for i in order), {"": (len(units), len(order))})


def stratified(units: Sequence[Unit], size: int, seed: str, equal: bool = False) -> Draw:
    """Simple random sampling within each stratum, at least one of each; a unit of stratum h stands for N_h/n_h.

    The sizes follow those of the strata (Sainte-Laguë's method), or are equal; what a small stratum cannot give goes to
    the others.  Raises SampleError where `size` is less than the number of strata.
    """
    of: dict[str, list[int]] = defaultdict(list)
    for place in _shuffled(units, seed):
        of[units[place].stratum].append(place)
    sizes = allocation({name: len(places) for name, places in of.items()}, _enough(units, size), equal)
    weight = {place: len(places) / sizes[name] for name, places in of.items() for place in places[: sizes[name]]}
    order = (place for place in _shuffled(units, seed) if place in weight)
    return Draw(tuple(Drawn(p, weight[p]) for p in order), {n: (len(of[n]), sizes[n]) for n in sorted(of)})


def allocation(population: Mapping[str, int], size: int, equal: bool = False) -> dict[str, int]:
    """How many to draw of each stratum: at least one, at most all, together `size` (or all there are).

    One each first; then one by one to the stratum that is furthest behind its share (Sainte-Laguë), by name where two
    are.
    Raises SampleError where `size` is less than the number of strata.
    """
    if size < len(population):
        raise SampleError(f"There are {len(population)} strata: --size has to be at least that, so that each has one.")
    total = sum(population.values())
    share = {n: 1.0 if equal else count / total for n, count in population.items()}
    sizes = dict.fromkeys(sorted(population), 1)
    for _ in range(min(size, total) - len(sizes)):
        free = (n for n in sizes if sizes[n] < population[n])
        sizes[min(free, key=lambda n: ((sizes[n] + 0.5) / share[n], n))] += 1
    return sizes


def uncertain(units: Sequence[Unit], size: int, seed: str, threshold: float) -> Draw:
    """Those whose confidence is nearest to the threshold, nearest first: where a judgement teaches most.

    No probability sample: nothing can be estimated from it for the frame, and the units have no weights.
    """
    order = sorted(range(len(units)), key=lambda i: (
        abs(units[i].confidence - threshold), number_of(seed, units[i].key)))[: _enough(units, size)]
    return Draw(tuple(Drawn(i, None) for i in order), {"": (len(units), len(order))})


def _shuffled(units: Sequence[Unit], seed: str) -> list[int]:
    """The places of the units in the order of their numbers."""
    return sorted(range(len(units)), key=lambda i: (number_of(seed, units[i].key), units[i].key))


def _enough(units: Sequence[Unit], size: int) -> int:
    if not units:
        raise SampleError("No statement of the ledger fits the filter: there is nothing to draw from.")
    if size < 1:
        raise SampleError("--size has to be at least 1.")
    return min(size, len(units))

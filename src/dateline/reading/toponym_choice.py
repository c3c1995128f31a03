"""Which of the places that bear a name is meant?  All names of a document are decided together.

A place is likelier the larger it is, the better its name fits, and the nearer it lies to what the other names may
mean: in the same second- or first-level unit, the same country, the same corner of the map.  A name has one sense in
a document, but for instances that name their container (*Paris, Texas*).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dateline.gazetteer import Entry
from dateline.reading.toponym_names import Named

ROUNDS = 4
MOST = 30  # candidates of a name, the likeliest ones
CELL = 1.0  # degrees
# what a kind of place adds to the logarithm of its inhabitants; names kept by hand are those of the news
KIND = {
    "country": 3.0, "capital": 1.5, "admin1": 1.0, "region": 6.0, "water": 6.0, "facility": 5.5, "area": 3.0,
    "city": 0.0, "admin2": -1.8,
}  # fmt: skip
# the same in a dump of GeoNames: streams, hills and schools bear the names of towns
OF_DUMP = {"region": -0.5, "water": -0.5, "facility": -1.5, "area": -1.0}
SPREAD = frozenset({"country", "admin1", "region", "water"})  # too wide to lie in one corner of the map
SPELLING, PRESS = -2.5, -1.0  # by another spelling only; of a large town or a country
TOLD = 20_000  # inhabitants that a town counts for at least where it is known from the news
LARGE = 300_000  # inhabitants
EPONYM, SHARE = 1.5, 0.2  # against a unit that is called after a town with this share of its inhabitants
INSIDE = 6.0  # the text names its container
DISTRICT, UNIT, LAND, NEAR = 4.0, 3.0, 1.6, 2.0  # weight of the same second- and first-level unit, country, corner
EXISTS = 0.15  # weight for a district of a place that bears the other name, likely or not
TINY = 1e-9

Chances = tuple[float, ...]
Corner = tuple[int, int]
Area = tuple[str, int] | str | None


@dataclass(frozen=True, slots=True)
class Choice:
    """The candidates of one name with their probability: the best, and then the others, the likeliest first."""

    candidates: tuple[tuple[Entry, float], ...]

    @property
    def best(self) -> Entry | None:
        """The likeliest place."""
        return self.candidates[0][0] if self.candidates else None


@dataclass(frozen=True, slots=True)
class _Sense:
    """The candidates of one key: what speaks for each beforehand, and where each lies (ids of wider places)."""

    entries: tuple[Entry, ...]
    priors: Chances
    areas: tuple[tuple[Area, Area, Area, Corner | None], ...]


def choose(named: Sequence[Named], held: Mapping[int, int]) -> list[Choice]:
    """The choice for each name.  `held`: by position in `named`, the position of the name that contains it."""
    senses: dict[str, _Sense] = {}
    for n in named:
        if n.key not in senses:
            senses[n.key] = _sense(n.entries)
    chances = {key: _chances(sense.priors) for key, sense in senses.items()}
    for _ in range(ROUNDS):
        around = _around(senses, chances)
        chances = {key: _weighed(sense, chances[key], around) for key, sense in senses.items()}
        for inner, outer in held.items():
            one, two = named[inner].key, named[outer].key
            chances[one] = _contained(senses[one], chances[one], senses[two], chances[two])
    return [_choice(k, named, held, senses, chances) for k in range(len(named))]


def prior(entry: Entry) -> float:
    """How likely a place is meant before the document is looked at."""
    floor = TOLD if entry.press and entry.kind in ("city", "capital") else 10
    known = entry.kind == "country" or (entry.population >= LARGE and entry.kind in ("city", "capital"))
    spelling = 0.0 if entry.main else PRESS if known else SPELLING
    kind = OF_DUMP.get(entry.kind, KIND[entry.kind]) if entry.id > 0 else KIND[entry.kind]
    return math.log10(max(entry.population, floor)) + kind + spelling


def _sense(entries: Sequence[Entry]) -> _Sense:
    kept = tuple(sorted(entries, key=lambda e: (-prior(e), e.id))[:MOST])
    named_after = _seated(kept)
    starts = tuple(prior(e) - (EPONYM if e.id in named_after else 0.0) for e in kept)
    return _Sense(kept, starts, tuple(_areas(e) for e in kept))


def _seated(entries: Sequence[Entry]) -> frozenset[int]:
    """The units that are called after a large town of theirs, or share their name with the capital of their country:
    *Ankara* is the city and not the province, *Washington* the capital and not the state."""
    units = {e.id: e for e in entries if e.kind == "admin1"}
    towns = [e for e in entries if e.main and e.kind in ("city", "capital")]
    lands = {e.country for e in towns if e.kind == "capital"}
    large = {e.admin1 for e in towns if e.admin1 in units and e.population >= SHARE * units[e.admin1].population}
    return frozenset(large | {e.id for e in units.values() if e.country in lands})


def _areas(entry: Entry) -> tuple[Area, Area, Area, Corner | None]:
    """Second- and first-level unit, country and corner of the map in which a place lies."""
    district = entry.id if entry.kind == "admin2" else entry.admin2
    unit = entry.id if entry.kind == "admin1" else entry.admin1
    corner = None
    if entry.lat is not None and entry.lon is not None and entry.kind not in SPREAD:
        corner = (int(entry.lat // CELL), int(entry.lon // CELL))
    return ("d", district) if district else None, ("u", unit) if unit else None, entry.country or None, corner


def _chances(scores: Sequence[float]) -> Chances:
    if not scores:
        return ()
    top = max(scores)
    weights = [math.exp(s - top) for s in scores]
    total = sum(weights)
    return tuple(w / total for w in weights)


def _around(senses: Mapping[str, _Sense], chances: Mapping[str, Chances]) -> dict[object, float]:
    """How much of the document lies in each unit, country and corner; a corner counts for those beside it."""
    found: dict[object, float] = defaultdict(float)
    for key, sense in senses.items():
        for area, weight in _own(sense, chances[key]).items():
            found[area] += weight
    return found


def _own(sense: _Sense, chances: Chances) -> dict[object, float]:
    """What one name puts into each area."""
    found: dict[object, float] = defaultdict(float)
    for (district, unit, land, corner), p in zip(sense.areas, chances, strict=True):
        found[district] = max(found[district], EXISTS) + p
        found[unit] += p
        found[land] += p
        if corner is not None:
            row, column = corner
            for i in (-1, 0, 1):
                for j in (-1, 0, 1):
                    found[row + i, column + j] += p
    return found


def _weighed(sense: _Sense, chances: Chances, around: Mapping[object, float]) -> Chances:
    """The chances with what the other names say for each place."""
    own = _own(sense, chances)
    weights = (DISTRICT, UNIT, LAND, NEAR)
    return _chances(
        [
            start + sum(w * math.log1p(max(around[a] - own[a], 0.0)) for w, a in zip(weights, areas, strict=True) if a)
            for start, areas in zip(sense.priors, sense.areas, strict=True)
        ]
    )


def _contained(sense: _Sense, chances: Chances, outer: _Sense, wider: Chances) -> Chances:
    """The chances where the text names a container."""
    return _chances(
        [
            math.log(p + TINY) + INSIDE * sum(q for o, q in zip(outer.entries, wider, strict=True) if lies_in(e, o))
            for e, p in zip(sense.entries, chances, strict=True)
        ]
    )


def lies_in(entry: Entry, outer: Entry) -> bool:
    """Does the one place lie in the other?"""
    if outer.kind == "country":
        return outer.country in entry.country.split(";") and entry.kind != "country"
    return outer.id in (entry.admin1, entry.admin2) and entry.id != outer.id


def _choice(
    k: int,
    named: Sequence[Named],
    held: Mapping[int, int],
    senses: Mapping[str, _Sense],
    chances: Mapping[str, Chances],
) -> Choice:
    key = named[k].key
    found = chances[key]
    if k in held:
        outer = named[held[k]].key
        found = _contained(senses[key], found, senses[outer], chances[outer])
    pairs = sorted(zip(senses[key].entries, found, strict=True), key=lambda x: (-x[1], x[0].id))
    best = max(pairs, key=lambda x: (round(_pooled(x[0], pairs), 6), x[1]), default=None)
    return Choice((best, *(p for p in pairs if p is not best)) if best else ())


def _pooled(entry: Entry, pairs: Sequence[tuple[Entry, float]]) -> float:
    """The chance that it is this place or, where its first-level unit bears the name too, any of that unit: *Donetsk*,
    be it the city or the region."""
    unit = entry.id if entry.kind == "admin1" else entry.admin1
    shared = any(o.id == unit for o, _ in pairs)
    return sum(p for o, p in pairs if o.id == entry.id or (shared and unit in (o.id, o.admin1)))

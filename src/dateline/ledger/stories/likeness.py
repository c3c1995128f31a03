"""How alike two reports are: words, statements, actors, places and time; and what they share, in words.

Words weigh by how rare they are in a background collection, not in the ledger: a ledger of one topic is not blind to
it, and the likeness of two reports never changes because others come in.  Weights: data/ledger/stories.toml.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from dateline.ledger.reports import Report
from dateline.ledger.stories.happenings import Days, leading_days, two_happenings
from dateline.ledger.stories.settings import Settings
from dateline.ledger.words import Counts, body, terms
from dateline.types import Mention, Reading, Statement

Weights = Mapping[str, float]
NAME, COUNTRY = 2.0, 1.0


@dataclass(frozen=True, slots=True)
class Profile:
    """What a report is compared by.  Each set of weights has length 1, or is empty."""

    pk: int
    day: date | None
    words: Weights
    statements: Weights
    actors: Weights
    places: Weights
    happenings: Days
    read: bool


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two reports are (0 to 1), and what it is made of."""

    value: float
    parts: Mapping[str, float]
    days: int | None
    two_happenings: bool | None


def profile(report: Report, how: Settings, counts: Counts) -> Profile:
    """What the report is compared by."""
    reading = report.reading
    statements = _fresh(reading) if reading else ()
    return Profile(
        report.pk, report.day, _words(report, how, counts), _unit(_statements(statements)), _unit(_actors(statements)),
        _unit(_places(reading)) if reading else {}, leading_days(report, how.happenings), reading is not None,
    )


def likeness(a: Profile, b: Profile, how: Settings) -> Likeness:
    """How alike two reports are.

    The weighted mean of the cosines of what both have, faded by the days between them; lowered where their leading
    acts are two happenings.
    """
    parts = {"words": _cosine(a.words, b.words)}
    if a.read and b.read:
        parts |= {name: _cosine(getattr(a, name), getattr(b, name)) for name in ("statements", "actors", "places")
                  if getattr(a, name) and getattr(b, name)}
    weights = {name: getattr(how.likeness, name) for name in parts}
    value = sum(weights[n] * parts[n] for n in parts) / sum(weights.values())
    days = abs((a.day - b.day).days) if a.day and b.day else None
    two = two_happenings(a.happenings, b.happenings, how.happenings)
    value *= _fading(a.day, b.day, how) * (how.happenings.factor if two else 1.0)
    return Likeness(value, parts, days, two)


def _fading(a: date | None, b: date | None, how: Settings) -> float:
    """The factor for the days between two reports."""
    if a and b:
        return math.exp(-max(abs((a - b).days) - 1, 0) / how.time.fade_days)
    return how.time.half_dated if a or b else how.time.undated


def rarity(word: str, how: Settings, counts: Counts) -> float:
    """Inverse document frequency: log of reports over reports with the word (Spärck Jones 1972)."""
    return math.log(counts.documents / counts.of.get(word, how.words.unlisted))


def _words(report: Report, how: Settings, counts: Counts) -> Weights:
    found: dict[str, float] = defaultdict(float)
    for number, word in enumerate(terms(body(report.document.text))):
        found[word] += how.words.lead_weight if number < how.words.lead else 1.0
    for word in terms(report.document.title or ""):
        found[word] += how.words.title_weight
    heavy = {w: (1 + math.log(n)) * rarity(w, how, counts) for w, n in found.items()}
    kept = sorted(heavy, key=lambda w: (-heavy[w], w))[: how.words.kept]
    return _unit({w: heavy[w] for w in sorted(kept)})


def _fresh(reading: Reading) -> tuple[Statement, ...]:
    return tuple(s for s in reading.statements if not s.background)


def countries(statement: Statement) -> tuple[str, ...]:
    """The countries and organisations that take part, in alphabetical order."""
    return tuple(sorted({m.country for m in _parties(statement) if m.country}))


def _parties(statement: Statement) -> Iterable[Mention]:
    return (*statement.actor, *statement.recipient)


def _statements(statements: Iterable[Statement]) -> Counter[str]:
    return Counter(f"{s.event} {' '.join(countries(s))}" for s in statements if countries(s))


def _actors(statements: Iterable[Statement]) -> dict[str, float]:
    found: Counter[str] = Counter()
    for mention in (m for s in statements for m in _parties(s)):
        found[mention.name or mention.code or ""] += 1
    names = {m.name for s in statements for m in _parties(s) if m.name and m.basis != "rule"}
    return {n: (1 + math.log(c)) * (NAME if n in names else COUNTRY) for n, c in found.items() if n}


def _places(reading: Reading) -> dict[str, float]:
    found = Counter(p.name or p.text for p in reading.places if p.kind != "country" and "dateline" not in p.roles)
    return {n: 1 + math.log(c) for n, c in found.items()}


def _unit(weights: Mapping[str, float]) -> Weights:
    length = math.sqrt(math.fsum(w * w for w in weights.values()))
    return {n: weights[n] / length for n in sorted(weights)} if length else {}


def _cosine(a: Weights, b: Weights) -> float:
    small, large = (a, b) if len(a) <= len(b) else (b, a)
    return min(math.fsum(w * large[n] for n, w in small.items() if n in large), 1.0)

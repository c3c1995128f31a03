"""What reports of a story share, in words; its title and its parties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from dateline.ledger.reports import Report
from dateline.ledger.stories.likeness import Profile, Weights
from dateline.ledger.stories.settings import settings
from dateline.ledger.words import LETTERS, background, body, term, terms
from dateline.types import Document

LONGEST_TITLE = 100
NAMED, COMMON, ACRONYM = 6, 3, 5


def headline(document: Document) -> str:
    """The title, or the beginning of the text."""
    words = " ".join((document.title or body(document.text) or document.text).split())
    return words if len(words) <= LONGEST_TITLE else words[: LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…"


def main_parties(reports: Sequence[Report], most: int = 5) -> tuple[str, ...]:
    """The actors and recipients that most of the reports name, most first."""
    found = Counter(name for report in reports for name in sorted(_parties(report)))
    return tuple(sorted(found, key=lambda n: (-found[n], n))[:most])


def _parties(report: Report) -> set[str]:
    """Names of actors and recipients, and the codes of those that are a country or an organisation without more."""
    statements = report.reading.statements if report.reading else ()
    mentions = [m for s in statements if not s.background for m in (*s.actor, *s.recipient)]
    return {m.name or m.country for m in mentions if m.name or m.code == m.country} - {""}


def why_together(a: Report, b: Report, first: Profile, second: Profile) -> str:
    """Why two reports are alike: names, places and rare words, statements, days."""
    found = _names(first, second)
    taken = {t for name in found for t in terms(name)}
    telling = [w for w in _shared(first.words, second.words) if _is_rare(w) and w not in taken]
    found += _as_written(telling[:NAMED], (a, b))
    parts = [f"shares {', '.join(found[:NAMED])}"] if found else []
    common = _shared(first.statements, second.statements)
    if common:
        kinds = "kind of statement" if len(common) == 1 else "kinds of statement"
        parts.append(f"{len(common)} {kinds} in common: {', '.join(_statement(key) for key in common[:COMMON])}")
    return "; ".join([*parts, _days(first, second), *_happening(first, second)])


def _names(a: Profile, b: Profile) -> list[str]:
    """Persons, organisations and places that both name; no codes."""
    actors = [n for n in _shared(a.actors, b.actors) if not n.partition(" ")[0].isupper()]
    return list(dict.fromkeys([*actors[:COMMON], *_shared(a.places, b.places)[:COMMON]]))


def _is_rare(word: str) -> bool:
    return background().of.get(word, 0) <= settings().stories.rare


def _shared(a: Weights, b: Weights) -> list[str]:
    """What both have, the heaviest first."""
    return sorted((n for n in a if n in b), key=lambda n: (-a[n] * b[n], n))


def _statement(key: str) -> str:
    event, _, parties = key.partition(" ")
    return f"{event} {'–'.join(parties.split())}"


def _as_written(words: Iterable[str], reports: Iterable[Report]) -> list[str]:
    """Terms as the reports mostly write them."""
    wanted = {w: Counter[str]() for w in words}
    for report in reports:
        for match in LETTERS.findall(f"{report.document.title or ''}\n{report.document.text}"):
            if (key := term(match)) in wanted:
                wanted[key][match] += 1
    return [_usual(seen) if seen else word for word, seen in wanted.items()]


def _usual(seen: Counter[str]) -> str:
    """The most frequent spelling, but not that of a line in capitals."""
    return min(seen, key=lambda w: (w.isupper() and len(w) > ACRONYM, -seen[w], w))


def _days(a: Profile, b: Profile) -> str:
    if a.day is None or b.day is None:
        return "no date to compare"
    apart = abs((a.day - b.day).days)
    return "same day" if apart == 0 else f"{apart} day{'' if apart == 1 else 's'} apart"


def _happening(a: Profile, b: Profile) -> list[str]:
    same = sorted(k for k in a.happenings if k in b.happenings and abs((a.happenings[k] - b.happenings[k]).days) <= 1)
    return [f"the {kind} of {a.happenings[kind].isoformat()}" for kind in same]

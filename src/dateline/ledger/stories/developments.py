"""Developments: what the reports of one story lead with, as it moves on: a claim, doubts, a confirmation, a denial.

Only the title and the first sentences of a report count.  Their words show a stance (data/ledger/stances.toml); so do
acts that a voice denies.  Reports that lead with one stance are one development.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import msgspec

from dateline.ledger.reports import Report
from dateline.ledger.stories.happenings import first_sentences
from dateline.ledger.stories.settings import Developments, settings
from dateline.ledger.words import LEDGER, load_toml, terms
from dateline.types import Reading, Span, Statement

OWN = "report"  # the stance of a report that shows no other
DENIAL = "denial"


class Stance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A way to lead a report, the words that show it, and examples.

    `turned`: the stance of a word that follows one of the negations ("not confirmed"); None: the same.
    """

    name: str
    words: tuple[str, ...]
    match: tuple[str, ...]
    reject: tuple[str, ...]
    turned: str | None = None


class Development(msgspec.Struct, frozen=True):
    """Reports of a story that lead with one stance.

    `number` counts from 1, the earliest first; `label` says with what they lead: the stance, and the act that most of
    them have there; `reports` are row numbers.
    """

    number: int
    label: str
    reports: tuple[int, ...]


class _Words(msgspec.Struct, frozen=True):
    stances: Mapping[str, Stance]
    negations: frozenset[str]


@cache
def _words() -> _Words:
    rows = load_toml(LEDGER / "stances.toml", stance=tuple[Stance, ...], negations=tuple[str, ...])
    return _Words({word: stance for stance in rows["stance"] for word in stance.words}, frozenset(rows["negations"]))


def developments(reports: Sequence[Report], how: Developments | None = None) -> tuple[Development, ...]:
    """The developments of the story whose reports these are, in order of time."""
    how = how or settings().developments
    groups: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        groups[stance(report, how)].append(report)
    return tuple(
        Development(number, _label(name, group, how), tuple(r.pk for r in group))
        for number, (name, group) in enumerate(groups.items(), 1)
    )


def stance(report: Report, how: Developments) -> str:
    """The stance that a report leads with.

    Title and first sentence count double; a stance that the words barely show (below `needed`) is none.
    """
    spans, shown = lead(report, how), Counter[str]()
    for number, part in enumerate((report.document.title or "", *(s.of(report.document.text) for s in spans))):
        for name in stances_in(part):
            shown[name] += 2 if number < 2 else 1
    for statement in _led(report.reading, spans):
        if statement.factuality.status == "negated" or statement.event == "REJECT":
            shown[DENIAL] += 2 if statement.trigger.start < spans[0].end else 1
    best = min(shown, key=lambda name: (-shown[name], name), default=OWN)
    return best if shown[best] >= how.needed else OWN


def lead(report: Report, how: Developments) -> list[Span]:
    """The first sentences of a report."""
    return first_sentences(report.document.text, how.sentences, how.shortest)


def stances_in(text: str) -> Iterator[str]:
    """The stance of each word of the text that shows one."""
    words, known = terms(text), _words()
    for place, word in enumerate(words):
        if word in known.stances:
            shown = known.stances[word]
            negated = any(w in known.negations for w in words[max(place - 3, 0) : place])
            yield shown.turned if shown.turned and negated else shown.name


def _led(reading: Reading | None, spans: Sequence[Span]) -> list[Statement]:
    """The statements of the first sentences, without background."""
    found = reading.statements if reading else ()
    return [s for s in found if not s.background and any(p.covers(s.trigger) for p in spans)]


def _label(name: str, reports: Sequence[Report], how: Developments) -> str:
    """The stance, and the act that most of the reports lead with: `denial: CONCEDE, negated, said by NGA REB`."""
    acts = Counter(a for r in reports for a in dict.fromkeys(_in_words(s) for s in _led(r.reading, lead(r, how))))
    return f"{name}: {min(acts, key=lambda a: (-acts[a], a))}" if acts else name


def _in_words(statement: Statement) -> str:
    voice = next((v.code for v in statement.attribution if v.code), None)
    return f"{statement.event}, {statement.factuality.status}" + (f", said by {voice}" if voice else "")

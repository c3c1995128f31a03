"""Find names of actors in the text: one pass over tens of thousands of names from the tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from dateline.knowledge import Knowledge
from dateline.parse import Parse, Token

# One character for one, so that offsets stay: ’ ‘ ʼ → ', – ‑ → -
PLAIN = str.maketrans("’‘ʼ–‑", "'''--")
COUNTRY_KINDS = frozenset({"country", "adjective", "inhabitant", "capital", "seat", "body", "entity"})
SHORTEST_FAMILY = 3
SHORT = 4  # in text without case, shorter names are words: US, May, Chad is kept


@dataclass(frozen=True, slots=True)
class Sense:
    """What a name can stand for, and from when to when (ISO dates, empty is open)."""

    code: str
    name: str
    kind: str
    start: str
    end: str
    row: str

    def holds(self, on: str | None) -> bool:
        """Is the sense valid on the date?  Without a date: is it valid still?"""
        if on is None:
            return not self.end
        return (not self.start or self.start[: len(on)] <= on) and (not self.end or on <= self.end[: len(on)] or on <= self.end)


@dataclass(frozen=True, slots=True)
class Hit:
    """A name in the text: tokens [first, last] and its senses."""

    first: int
    last: int
    senses: tuple[Sense, ...]

    def sense(self, on: str | None) -> Sense | None:
        """The first sense valid on the date; else the last one of a name that outlives its time.

        *Soviet* and *Stalin* do; *Salisbury* is no capital any more.
        """
        lasting = [s for s in self.senses if s.kind != "capital"]
        return next((s for s in self.senses if s.holds(on)), lasting[-1] if lasting else None)


@dataclass(frozen=True)
class Gazetteer:
    """The names, their senses, and the automaton that finds them; `folded` for text without case."""

    names: tuple[str, ...]
    senses: Mapping[str, tuple[Sense, ...]]
    exact: AhoCorasick
    upper: AhoCorasick
    families: Mapping[str, tuple[Sense, ...]]


def gazetteer(know: Knowledge) -> Gazetteer:
    """The names of the actor tables, ready to match."""
    made: Gazetteer = know.made("gazetteer", _build)
    return made


def _build(know: Knowledge) -> Gazetteer:
    senses: dict[str, list[Sense]] = defaultdict(list)
    for n, r in enumerate(know.actors["names"].rows, 2):
        senses[r["name"].translate(PLAIN)].append(Sense(r["code"], r["name"], r["kind"], r["from"], r["to"], f"actors/names.csv:{n}"))
    for n, r in enumerate(know.actors["organisations"].rows, 2):
        senses[r["name"].translate(PLAIN)].append(
            Sense(r["code"], r["canonical"], f"org-{r['kind']}", r["from"], r["to"], f"actors/organisations.csv:{n}"))
    families = _people(know, senses)
    names = tuple(senses)
    return Gazetteer(
        names, {k: tuple(v) for k, v in senses.items()},
        AhoCorasick(names), AhoCorasick([n.upper() for n in names]), families)


def _people(know: Knowledge, senses: dict[str, list[Sense]]) -> dict[str, tuple[Sense, ...]]:
    """Add the office-holders under all their names; give back the senses by family name."""
    aliases: dict[str, list[str]] = defaultdict(list)
    for row in know.actors["person_names"].rows:
        aliases[row["person"]].append(row["alias"])
    families: dict[str, list[Sense]] = defaultdict(list)
    for n, r in enumerate(know.actors["offices"].rows, 2):
        sense = Sense(r["code"], r["person"], "person", r["from"], r["to"], f"actors/offices.csv:{n}")
        for name in [r["person"], *aliases[r["person"]]]:
            if " " in name or "-" in name:
                senses[name.translate(PLAIN)].append(sense)
            elif len(name) >= SHORTEST_FAMILY:  # "He", "No", "To" are families too
                families[name].append(sense)
    return {k: tuple(v) for k, v in families.items()}


def find_names(parse: Parse, know: Knowledge) -> dict[int, Hit]:
    """Hits by token: every token of a name points to its hit.  Leftmost, longest, on word boundaries."""
    table = gazetteer(know)
    text = parse.clean.text.translate(PLAIN)
    caseless = _caseless(text)
    matches = table.upper.find_matches_as_indexes(text.upper(), overlapping=True) if caseless and len(
        text.upper()) == len(text) else table.exact.find_matches_as_indexes(text, overlapping=True)
    starts = {t.start: t.i for t in parse.tokens}
    ends = {t.end: t.i for t in parse.tokens}
    found: list[tuple[int, int, str]] = []
    for which, start, end in matches:
        if caseless and end - start < SHORT:
            continue
        span = parse.clean.span(start, end)
        if span.start in starts and span.end in ends and not _modifies(parse.tokens[ends[span.end]], table.names[which]):
            found.append((starts[span.start], ends[span.end], table.names[which]))
    return _longest(found, table)


def _modifies(last: Token, name: str) -> bool:
    """"The Australian Government": a name with an article does not stand before another noun."""
    return name.startswith("The ") and last.dep in ("amod", "compound", "nmod") and last.head.i > last.i


def _longest(found: list[tuple[int, int, str]], table: Gazetteer) -> dict[int, Hit]:
    hits: dict[int, Hit] = {}
    for first, last, name in sorted(found, key=lambda f: (f[0] - f[1], f[0])):
        if not any(i in hits for i in range(first, last + 1)):
            hit = Hit(first, last, table.senses[name])
            hits.update((i, hit) for i in range(first, last + 1))
    return hits


def _caseless(text: str) -> bool:
    letters = [c for c in text[:4000] if c.isalpha()]
    upper = sum(c.isupper() for c in letters)
    return len(letters) > 40 and (upper > 0.7 * len(letters) or upper * 200 < len(letters))

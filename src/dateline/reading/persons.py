"""Persons: who held an office on a date, whom a surname means, what a document says of somebody it introduces."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dateline.knowledge import Knowledge, Row
from dateline.reading.names import Sense, gazetteer
from dateline.types import Mention

OFFICES = ("head-of-government", "head-of-state", "foreign-minister", "defence-minister", "vice")


@dataclass
class Introductions:
    """The persons and bodies that a document has named so far, by each of their names."""

    last: dict[str, Mention] = field(default_factory=dict)  # by the surname
    other: dict[str, Mention] = field(default_factory=dict)  # by a first or middle name

    def add(self, surname: str, others: Iterable[str], mention: Mention) -> None:
        """Note a named mention; the first bearer of a surname keeps it."""
        self.last.setdefault(surname, mention)
        for word in others:
            if len(word) > 2 and word[0].isupper():
                self.other.setdefault(word, mention)

    def find(self, words: Iterable[str]) -> Mention | None:
        """Who is meant by these names?  *Hillary Clinton* is not the Clinton called Bill."""
        names = [w for w in words if w[:1].isupper()]
        if not names:
            return None
        known = self.last.get(names[-1])
        if known is None:
            return self.other.get(names[-1]) if len(names) == 1 else None
        full = (known.name or "").split()
        if len(names) > 1 and len(full) > 1 and names[0] != full[0] and full[-1] == names[-1]:
            return None
        return known


def office_rows(know: Knowledge) -> Mapping[tuple[str, str], tuple[Row, ...]]:
    """Rows of offices.csv by office and country."""
    made: Mapping[tuple[str, str], tuple[Row, ...]] = know.made("office_rows", _by_office)
    return made


def _by_office(know: Knowledge) -> dict[tuple[str, str], tuple[Row, ...]]:
    found: dict[tuple[str, str], list[Row]] = {}
    for row in know.actors["offices"].rows:
        found.setdefault((row["office"], row["code"].split()[0]), []).append(row)
    return {k: tuple(v) for k, v in found.items()}


def holder(country: str, role: str, on: str | None, know: Knowledge) -> str | None:
    """Who held the office that the role names on the date: *the North Korean leader*."""
    if on is None:
        return None
    words = know.actors["words"]
    president_leads = words.get(country.lower(), "head_of_state_leads") is not None
    for row in words.rows:
        if row["word"] == role and row["class"] in OFFICES:
            if role == "leader" and row["class"] == "head-of-government" and president_leads:
                continue  # North Korea has a premier too
            for office in office_rows(know).get((row["class"], country), ()):
                if office["from"] <= on and (not office["to"] or on <= office["to"]):
                    return office["person"]
    return None


def by_surname(
    name: str, on: str | None, know: Knowledge, country: str | None = None, sector: str = ""
) -> Sense | None:
    """The one office-holder of the date with this surname, of the country or sector if they are told."""
    now = [s for s in gazetteer(know).families.get(name, ()) if s.holds(on)]
    if country:
        now = [s for s in now if s.code.split()[0] == country]
    elif sector:
        now = [s for s in now if sector in s.code.split()] or now
    alike = len({s.name for s in now}) == 1 or len({s.code for s in now}) == 1
    return now[0] if alike else None

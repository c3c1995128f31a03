"""Persons: who held an office on a date, whom a surname means, what a document says of somebody it introduces."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import msgspec

from dateline.codes import with_sector
from dateline.knowledge import Knowledge, Row
from dateline.reading.names import Sense, gazetteer, plain
from dateline.types import Mention

OFFICES = ("head-of-government", "head-of-state", "foreign-minister", "defence-minister", "vice")
CIVIL = frozenset({"GOV", "LEG", "JUD"})  # whose holders are former officials afterwards; a general stays one
BEFORE = 730  # days before the date of the table for which a dissident or commander is taken for one already
NEWS = 30  # days for which who has died or was dismissed is told as what he was


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


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds an office, and in which row of the table."""

    name: str
    row: str


def office_rows(know: Knowledge) -> Mapping[tuple[str, str], tuple[Row, ...]]:
    """Rows of offices.csv by office and country (`GEO`, `GEO PRE`)."""
    made: Mapping[tuple[str, str], tuple[Row, ...]] = know.made("office_rows", _by_office)
    return made


def _by_office(know: Knowledge) -> dict[tuple[str, str], tuple[Row, ...]]:
    found: dict[tuple[str, str], list[Row]] = {}
    for row in know.actors["offices"].rows:
        found.setdefault((row["office"], land_of(row["code"])), []).append(row)
    return {k: tuple(v) for k, v in found.items()}


def holder(country: str, role: str, on: str | None, know: Knowledge) -> Holder | None:
    """Who held the office that the role names on the date: *the North Korean leader*.

    `country`: a country or organisation code, with PRE for what has broken away from it (*the Abkhaz leader*).
    """
    if on is None:
        return None
    for office in _offices_of(country, role, know):
        for row in office_rows(know).get((office, country), ()):
            if row["from"] <= on and (not row["to"] or on <= row["to"]):
                return Holder(row["person"], _places(know)[id(row)])
    return None


def _places(know: Knowledge) -> Mapping[int, str]:
    """Where each row of the table of offices stands."""
    made: Mapping[int, str] = know.made("office_places", _by_row)
    return made


def _by_row(know: Knowledge) -> dict[int, str]:
    table = know.actors["offices"]
    return {id(row): table.place(number) for number, row in enumerate(table.rows)}


def land_of(code: str) -> str:
    """The country of a code, with PRE where it is of what has broken away from it."""
    parts = code.split()
    return " ".join(parts[:2]) if parts[1:2] == ["PRE"] else parts[0]


def _offices_of(country: str, role: str, know: Knowledge) -> tuple[str, ...]:
    """The offices that a role may name in this state, the likelier first."""
    words = know.actors["words"]
    offices: Mapping[str, tuple[str, ...]] = know.made("offices_of_role", _by_role)
    found = offices.get(role, ())
    if role == "president" and words.get(country.lower(), "president_second"):
        return ("head-of-government",)
    if role == "leader" and words.get(country.lower(), "head_of_state_leads"):
        return tuple(o for o in found if o != "head-of-government")  # North Korea has a premier too
    return found


def _by_role(know: Knowledge) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in know.actors["words"].rows:
        if row["class"] in OFFICES:
            found[row["word"]] = (*found.get(row["word"], ()), row["class"])
    return found


def bearers(
    name: str, on: str | None, know: Knowledge, country: str | None = None, sector: str = ""
) -> tuple[Sense, ...]:
    """The office-holders of the date with this surname, of the country or sector if they are told."""
    now = [s for s in gazetteer(know).families.get(plain(name), ()) if s.holds(on)]
    now = [s for s in now if s.own] or now
    if country:
        now = [s for s in now if s.country == country]
    elif sector:
        now = [s for s in now if sector in s.code.split()] or now
    return tuple(now)


def by_surname(
    name: str, on: str | None, know: Knowledge, country: str | None = None, sector: str = ""
) -> Sense | None:
    """The one such office-holder, if there is one only."""
    now = bearers(name, on, know, country, sector)
    alike = len({s.name for s in now}) == 1 or len({s.code for s in now}) == 1
    return now[0] if alike else None


def titled_surname(
    name: str, on: str | None, know: Knowledge, country: str | None = None, sector: str = ""
) -> Sense | None:
    """With a title before it, any family name tells who is meant: *President Xi*, *Prime Minister May*."""
    now = [s for s in gazetteer(know).surnames.get(plain(name), ()) if s.holds(on) and sector in s.code.split()]
    now = [s for s in now if country in (None, s.country)]
    return now[0] if len({s.name for s in now}) == 1 else None


def surname_alone(name: str, on: str | None, know: Knowledge) -> Sense | None:
    """Whom a surname without any text means: the holder of the date, else the one who ever had it, or what all are."""
    people: dict[str, list[Sense]] = {}
    for sense in gazetteer(know).families.get(plain(name), ()):
        people.setdefault(sense.name, []).append(sense)
    then = [s for senses in people.values() if (s := person_on(senses, on, know))]
    last = max(then, key=lambda s: s.end or "9999", default=None)
    if last is None or len({s.country for s in then}) > 1:
        return by_surname(name, on, know)
    alike = last if len(then) == 1 else msgspec.structs.replace(last, name="")  # Bill and Hillary Clinton in 2016
    return by_surname(name, on, know) or alike


def once(name: str, know: Knowledge, country: str | None, sector: str) -> Sense | None:
    """For a title before a surname: the one country whose office-holders ever had it (*President Bush*)."""
    held = "GOV" if sector == "ELI" else sector  # "former President Obama"
    ever = [s for s in gazetteer(know).surnames.get(plain(name), ()) if held in s.code.split()]
    ever = [s for s in ever if country in (None, s.country)]
    if len({s.country for s in ever}) != 1:
        return None
    named = ever[0].name if len({s.name for s in ever}) == 1 else ""
    return msgspec.structs.replace(ever[0], code=with_sector(ever[0].country, sector), name=named)


def person_on(senses: Sequence[Sense], on: str | None, know: Knowledge) -> Sense | None:
    """What a person of these offices is on a date: the office then held, else what the last one has made of him.

    A former official is ELI; a commander or rebel leader keeps his sector, and so does anybody of a dissolved state.
    Before the first office the person is of the country and nothing else; but nobody becomes a dissident on one day.
    """
    held = [s for s in senses if s.kind == "person"]
    if now := [s for s in held if s.holds(on)]:
        return now[0]
    if not held or on is None:
        return held[-1] if held else None
    past = [s for s in held if s.end and s.end < on]
    if not past:
        first = min(held, key=lambda s: s.start)
        known = first.sector not in CIVIL and _days(on, first.start) <= BEFORE
        return first if known else _as(first, with_sector(first.country, ""))
    states = know.actors["states"].index
    last = max(past, key=lambda s: (s.country in states, s.end))  # a premier who later led a mission is the state's
    state = states.get(last.country)
    gone = state is not None and bool(state["to"]) and state["to"] < on
    if gone or last.sector not in CIVIL or _days(last.end, on) <= NEWS:
        return last
    return _as(last, with_sector(last.country, "ELI"))


def named_on(name: str, on: str | None, know: Knowledge) -> Sense | None:
    """The person of this full name as of a date, if a table has one."""
    return person_on(gazetteer(know).senses.get(plain(name), ()), on, know)


def _as(sense: Sense, code: str) -> Sense:
    return msgspec.structs.replace(sense, code=code)


def _days(start: str, end: str) -> int:
    """Days between two ISO dates; too many where one is only a year or month."""
    try:
        return (date.fromisoformat(end) - date.fromisoformat(start)).days
    except ValueError:
        return BEFORE + 1


def neighbour(person: str, on: str | None, later: bool, know: Knowledge) -> Row | None:
    """Who held the office of a person right before, or after: *her predecessor*, *his successor*."""
    mine = [r for rows in office_rows(know).values() for r in rows if r["person"] == person and r["office"] in OFFICES]
    held = [r for r in mine if on is None or r["from"] <= on]
    if not held:
        return None
    own = max(held, key=lambda r: r["from"])
    peers = office_rows(know)[own["office"], land_of(own["code"])]
    others = [r for r in peers if r["person"] != person]
    if later:
        after = [r for r in others if r["from"] >= (own["to"] or "9999")]
        return min(after, key=lambda r: r["from"], default=None)
    before = [r for r in others if r["from"] < own["from"]]
    return max(before, key=lambda r: r["from"], default=None)

"""Where: the places that a report names, each with its point, its extent and what contains it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from dateline.gazetteer import Entry
from dateline.knowledge import Knowledge
from dateline.parse import Parse, span_of
from dateline.reading.outlets import outlet_names
from dateline.reading.place_words import place_words
from dateline.reading.toponym_capitals import capitals
from dateline.reading.toponym_choice import Choice, choose
from dateline.reading.toponym_datelines import dateline_names
from dateline.reading.toponym_epithets import joined, shortened
from dateline.reading.toponym_facilities import find_facilities
from dateline.reading.toponym_links import link_names
from dateline.reading.toponym_names import Named, named_at, named_places, toponym_words
from dateline.reading.toponym_signs import accepted
from dateline.types import Place, PlaceCandidate, PlaceKind, PlaceLevel, Span

SHOWN = 5  # candidates that a place carries
LEAST = 0.01  # their probability
WIDE = 150.0  # kilometres of radius from which a region or water is wide
CODE = 3  # letters of a code; several codes are no country
KINDS: Mapping[str, PlaceKind] = {
    "admin1": "region", "admin2": "area", "country": "country", "capital": "capital", "city": "city",
    "region": "region", "water": "water", "facility": "facility", "area": "area",
}  # fmt: skip
RULES = {"name": "places.gazetteer", "abbreviation": "places.abbreviation", "people": "places.people",
         "dateline": "places.dateline", "capital": "places.capital", "epithet": "places.epithet"}


def find_places(parse: Parse, know: Knowledge) -> tuple[Place, ...]:
    """The places named in the text, in its order: names of the gazetteer, demonyms, facilities and roads.

    `text` is the name as it stands, with a word that narrows it (*eastern Aleppo*); `within` what the text says it
    lies in.  Demonyms (rule `places.people`) stand for their country.
    """
    known, words = toponym_words(know), place_words(know)
    names = accepted(named_places(parse, know), parse, known)
    more = (*capitals(names, parse, know, known), *joined(names, parse, know, known))
    names = sorted([*names, *more], key=lambda n: n.first)
    names = sorted([*names, *shortened(names, parse, known)], key=lambda n: n.first)
    told = _with_facilities(names, list(find_facilities(parse, words, known)))
    return resolve([*dateline_names(parse, know), *told], parse, know)


def resolve_spans(parse: Parse, spans: Sequence[Span], know: Knowledge) -> tuple[Place, ...]:
    """The places of spans of the text that are known to be toponyms; names that nothing knows have no point."""
    return resolve([n for span in sorted(spans) if (n := named_at(span, parse, know)) is not None], parse, know)


def resolve(named: Sequence[Named], parse: Parse, know: Knowledge) -> tuple[Place, ...]:
    """Choose among the places that bear the names, all together, and say what contains each."""
    held = link_names(named, parse, toponym_words(know))
    choices = choose([*named, *outlet_names(parse.document, know)], held)
    made = _Maker(parse, know, named, choices, held)
    return tuple(sorted((made.place(k) for k in range(len(named))), key=lambda p: (p.span.start, -p.span.end)))


def _with_facilities(names: Sequence[Named], facilities: Sequence[Named]) -> list[Named]:
    """Names and facilities in the order of the text, the outer one first; a road swallows the name inside."""
    taken = _ends(names)
    new = [f for f in facilities if taken.get(f.first, -1) < f.last]
    roads = _ends([f for f in new if f.kind == "road"])
    kept = [n for n in names if roads.get(n.first, -1) < n.last]
    return sorted((*kept, *_outermost(new)), key=lambda n: (n.first, -n.last))


def _ends(named: Sequence[Named]) -> Mapping[int, int]:
    """By each token inside a name, the last token of that name; of several, of the one that ends last."""
    return {i: n.last for n in sorted(named, key=lambda n: n.last) for i in range(n.first, n.last + 1)}


def _outermost(facilities: Sequence[Named]) -> Iterator[Named]:
    done = -1
    for facility in sorted(facilities, key=lambda f: (f.first, -f.last)):
        if facility.first > done:
            done = facility.last
            yield facility


@dataclass(frozen=True)
class _Maker:
    """Makes places of names and choices."""

    parse: Parse
    know: Knowledge
    named: Sequence[Named]
    choices: Sequence[Choice]
    held: Mapping[int, int]

    def place(self, k: int) -> Place:
        """The place of the name at this position."""
        named = self.named[k]
        span = self._span(named)
        bare = Place(span, self.parse.text(span), self._within(k), rule=RULES.get(named.kind, "places.facility"))
        same = k if named.entries else self._same(k)
        best = self.choices[same].best
        return self._inheriting(bare, k) if best is None else self._filled(bare, best, same)

    def _same(self, k: int) -> int:
        """*the Chernobyl plant* is what the gazetteer has as *Chernobyl*: the position of a facility's bare name."""
        inner = k + 1 if self._holds_next(k) else k
        best = self.choices[inner].best
        return inner if best is not None and best.kind == "facility" else k

    def _holds_next(self, k: int) -> bool:
        """Does the next name stand inside this one?"""
        following = self.named[k + 1 : k + 2]
        return bool(following) and 0 <= following[0].first <= self.named[k].last

    def _span(self, named: Named) -> Span:
        return named.span or span_of(self.parse.tokens[self._first(named) : named.last + 1])

    def _first(self, named: Named) -> int:
        """ "eastern Aleppo", "northern Syria": the part belongs to the name."""
        first = self.parse.tokens[named.first]
        before = self.parse.tokens[first.i - 1] if first.i else first
        narrows = before.lower in place_words(self.know).words["direction"] and before.dep in ("amod", "compound")
        return before.i if narrows and before.sent is first.sent and named.kind == "name" else first.i

    def _within(self, k: int) -> str | None:
        outer = self._outer(k)
        if outer is None:
            return None
        held = self.named[outer]
        if held.kind == "people":
            return None
        return self.parse.text(held.span or span_of(self.parse.tokens[held.first : held.last + 1]))

    def _outer(self, k: int) -> int | None:
        """The position of the container that the text gives: beside the name, or inside that of a facility."""
        if k in self.held:
            return self.held[k]
        return k + 1 if self._holds_next(k) and not self._is_owner(k + 1, self.named[k]) else None

    def _is_owner(self, k: int, facility: Named) -> bool:
        """*the U.S. embassy* lies anywhere but in its country."""
        best = self.choices[k].best
        noun = self.parse.tokens[facility.last].lower
        return best is not None and best.kind == "country" and noun in toponym_words(self.know).words["abroad"]

    def _filled(self, place: Place, best: Entry, k: int) -> Place:
        return msgspec.structs.replace(
            place, code=best.country if len(best.country) == CODE else None, kind=KINDS[best.kind],
            name=best.name, geonameid=best.geonameid, admin1=self._unit(best), lat=best.lat, lon=best.lon,
            radius_km=best.radius, level=level(best), chain=self._named_chain(k, best),
            candidates=tuple(self._candidate(e, p) for e, p in self.choices[k].candidates[:SHOWN] if p >= LEAST),
        )  # fmt: skip

    def _inheriting(self, place: Place, k: int) -> Place:
        """A facility that the gazetteer lacks: its point is unknown, and it lies somewhere in its container."""
        outer = self._outer(k)
        best = self.choices[outer].best if outer is not None else None
        kind = self._kind(self.named[k])
        if best is None:
            return msgspec.structs.replace(place, kind=kind)
        return msgspec.structs.replace(
            place, code=best.country if len(best.country) == CODE else None, kind=kind, admin1=self._unit(best),
            lat=best.lat, lon=best.lon, radius_km=best.radius, level=level(best),
            chain=(best.name, *self._chain(best)),
        )  # fmt: skip

    def _kind(self, named: Named) -> PlaceKind:
        """*the Meghna river* is none of the facilities."""
        words, noun = toponym_words(self.know).words, self.parse.tokens[named.last].lower
        return "water" if noun in words["water"] else "area" if noun in words["land"] else "facility"

    def _unit(self, entry: Entry) -> str | None:
        unit = entry if entry.kind == "admin1" else self.know.gazetteer.entry(entry.admin1) if entry.admin1 else None
        return unit.name if unit else None

    def _named_chain(self, k: int, best: Entry) -> tuple[str, ...]:
        """The containers, with the one that the text names where it is not among them: *Donetsk in the Donbas*."""
        chain, outer = self._chain(best), self._outer(k)
        named = self.choices[outer].best if outer is not None else None
        known = named is None or named.name in chain or named.id == best.id or named.kind == "country"
        return chain if known or named is None else (named.name, *chain)

    def _chain(self, entry: Entry) -> tuple[str, ...]:
        unit = None if entry.kind == "admin1" else self._unit(entry)
        land = land_names(self.know).get(entry.country) if entry.kind != "country" else None
        return tuple(name for name in (unit, land) if name)

    def _candidate(self, entry: Entry, probability: float) -> PlaceCandidate:
        return PlaceCandidate(
            entry.geonameid, entry.name, KINDS[entry.kind], entry.country or None, self._unit(entry),
            entry.lat, entry.lon, round(probability, 3),
        )  # fmt: skip


def level(entry: Entry) -> PlaceLevel | None:
    """What the point of a place stands for."""
    if entry.lat is None:
        return None
    if entry.kind in ("city", "capital", "facility"):
        return "point"
    if entry.kind in ("country", "admin1", "admin2", "area"):
        return {"country": "country", "admin1": "region"}.get(entry.kind, "area")  # type: ignore[return-value]
    return "region" if entry.radius >= WIDE else "area"


def land_names(know: Knowledge) -> Mapping[str, str]:
    """English name of each country by its code."""
    made: Mapping[str, str] = know.made(
        "toponyms.lands", lambda k: {r["code"]: r["name"] for r in k.actors["states"].rows}
    )
    return made

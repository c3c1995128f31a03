"""How much speaks for two statements telling one act, in points of `data/ledger/sameness.toml`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import asin, cos, radians, sin, sqrt
from typing import Literal

from dateline.ledger.incidents.amounts import Amount
from dateline.ledger.incidents.sameness_table import Sameness
from dateline.ledger.incidents.telling import PEOPLE, Party, Time, Told
from dateline.types import Place

Match = Literal["named", "same", "like", "loose", "unknown", "differ"]
EARTH_KM = 6371.0
ONE_WORD = 2  # points for acts that the table does not hold, told by one word
RANK: dict[Match, int] = {"named": 0, "same": 1, "like": 2, "loose": 3, "unknown": 4, "differ": 5}  # best first


def points(a: Told, b: Told, table: Sameness) -> int:
    """The sum over all slots; `limits.link` and more is one act.  Symmetric: points(a, b) == points(b, a).

    Where the act itself, whom it was done to, when, where, how many and what do not identify it (`limits.identified`),
    it stays below: who did it is no evidence, he does much.
    """
    act = act_points(a, b, table)
    if act == table.points.other_act:
        return act
    parties, whom = parties_points(a, b, table)
    telling = (time_points(a, b, table), place_points(a, b, table), number_points(a, b, table),
               content_points(a, b, table))
    total = act + type_points(a, b, table) + parties + sum(telling) + voice_points(a, b, table)
    identified = act + sum(max(0, found) for found in (whom, *telling)) >= table.limits.identified
    return total if identified else min(total, table.limits.link - 1)


def act_points(a: Told, b: Told, table: Sameness) -> int:
    """For the acts that both tell; `other_act` where they tell none in common."""
    if common := a.acts & b.acts:
        return max(table.acts[c].identifies if c in table.acts else ONE_WORD for c in common)
    near = any(y in table.near(x) for x in a.acts for y in b.acts) or any(
        x in table.near(y) for x in a.acts for y in b.acts)
    return table.points.near_act if near else table.points.other_act


def type_points(a: Told, b: Told, table: Sameness) -> int:
    """For the same event type and mode."""
    return table.points.type if (a.event, a.mode) == (b.event, b.mode) else 0


def parties_points(a: Told, b: Told, table: Sameness) -> tuple[int, int]:
    """For actors and recipients, and how much of it is evidence: that of recipients, where there are any.

    Of mutual acts all parties that may act count alike.  Where it is contested who did it, the rest has to reach
    `limits.blamed`.
    """
    if a.event in table.types.mutual and b.event in table.types.mutual:
        found = _mutual_points(a, b, table)
        return found, found
    actor, recipient = match(a.actors, b.actors), recipients(a, b, table)
    whom = _worth(recipient, table)
    if actor == "differ" and (a.own_act or b.own_act):
        return table.points.party_speaker + whom, whom
    worth = _worth(actor, table)
    if actor == "differ" and a.event in table.types.blame:
        worth -= table.limits.blamed - table.limits.link
    return worth + whom, whom if a.recipients or b.recipients else worth


def _mutual_points(a: Told, b: Told, table: Sameness) -> int:
    found = mutual(agents(a), agents(b), {a.event, b.event} <= table.types.personal)
    if both_sides(a, b):
        return _worth(found, table)
    told_by_halves = found == "differ" and any(table.strong(act) for act in a.acts & b.acts)
    # one party alone is no evidence of whom it met
    return 0 if told_by_halves else min(_worth(found, table), table.points.party_loose)


def both_sides(a: Told, b: Told) -> bool:
    """Does each of the two name at least two parties of different sides?"""
    return all(len({(p.country, p.side) for p in agents(told)}) > 1 for told in (a, b))


def agents(told: Told) -> tuple[Party, ...]:
    """All parties that may act, of a mutual act."""
    every = told.actors + told.recipients
    return tuple(p for p in every if p.side != "people") or every


def mutual(left: Sequence[Party], right: Sequence[Party], personal: bool = False) -> Match:
    """Two sets of parties: all of the smaller one have to be among the other."""
    if not left or not right:
        return "unknown"
    few, many = sorted((left, right), key=len)
    found = [min((party_match(p, q, personal) for q in many), key=RANK.__getitem__) for p in few]
    return max(found, key=RANK.__getitem__)


def recipients(a: Told, b: Told, table: Sameness) -> Match:
    """The best match of two recipients; of acts done to persons they are persons, whatever they are coded as."""
    of_persons = any(table.acts[x].of_persons for x in a.acts | b.acts if x in table.acts)
    if not of_persons or not a.recipients or not b.recipients:
        return match(a.recipients, b.recipients)
    return min((_persons(p, q) for p in a.recipients for q in b.recipients), key=RANK.__getitem__)


def _persons(a: Party, b: Party) -> Match:
    if a.name and b.name:
        return "named" if _one_name(a.name, b.name) else "differ"
    if a.country and b.country and a.country != b.country:
        return "differ"
    if a.side != b.side and not {a.side, b.side} & {"", "unknown", "state"}:
        return "differ"
    found = _groups(a, b)
    return "like" if found == "unknown" and a.side == b.side == "armed" else found


def match(left: Sequence[Party], right: Sequence[Party], personal: bool = False) -> Match:
    """The best match of any two of them; unknown where one side names nobody."""
    if not left or not right:
        return "unknown"
    return min((party_match(p, q, personal) for p in left for q in right), key=RANK.__getitem__)


def party_match(a: Party, b: Party, personal: bool = False) -> Match:
    """By name, then country and side, then the words for groups of people.

    `personal`: two persons of one government are two parties.
    """
    if a.name and b.name and _one_name(a.name, b.name):
        return "same"
    if not (a.country or a.side) or not (b.country or b.side):
        return _groups(a, b) if a.nouns and b.nouns else "unknown"
    if a.country and b.country and a.country != b.country:
        return "differ"
    if "unknown" in (a.side, b.side):
        return "unknown"
    if a.side != b.side:
        return "differ"
    if a.name and b.name and (personal or a.side == "people"):
        return "differ"
    if a.side in ("people", "politics", "other") and not (a.country and a.country == b.country and a.side == "other"):
        return _groups(a, b)
    if a.name and b.name:
        return "loose"
    return "same" if a.side == "state" and a.country == b.country != "" else "like"


def _one_name(a: str, b: str) -> bool:
    """The same name, or one that ends like the other: *Badeh*, *Alex Badeh*."""
    few, many = sorted((a.casefold().split(), b.casefold().split()), key=len)
    return many[-len(few) :] == few or (len(few) > 1 and (few[0], few[-1]) == (many[0], many[-1]))


def _groups(a: Party, b: Party) -> Match:
    if a.nouns and b.nouns:
        return "same" if a.nouns & b.nouns else "differ"
    if (a.name and (b.several or b.nouns)) or (b.name and (a.several or a.nouns)):
        return "differ"
    if a.head and a.head == b.head:
        return "like"
    return "loose" if a.general or b.general else "unknown"


def _worth(found: Match, table: Sameness) -> int:
    p = table.points
    return {"named": p.party_named, "same": p.party_same, "like": p.party_like, "loose": p.party_loose, "unknown": 0,
            "differ": p.party_differ}[found]


def time_points(a: Told, b: Told, table: Sameness) -> int:
    """For the times that both give; those that are only news of a report are compared by days of publication."""
    if (a.history and b.fresh) or (b.history and a.fresh):
        return table.points.history
    if a.time is None or b.time is None:
        return 0
    if a.time.news and b.time.news:
        return _news_points(a, b, table)
    gap = days_between(a.time, b.time)
    if a.time.news or b.time.news:
        return 0 if gap <= table.limits.news_days + table.limits.slack_days else table.points.time_doubt
    if gap == 0:
        return table.points.day_same if a.time.day and b.time.day else table.points.time_overlap
    return table.points.time_beside if gap <= table.limits.slack_days else table.points.time_apart


def _news_points(a: Told, b: Told, table: Sameness) -> int:
    assert a.time and b.time
    gap = days_between(a.time, b.time)
    if gap <= table.limits.news_days:
        return table.points.time_overlap if a.document != b.document else 0
    if "negated" in (a.status, b.status) or a.voice or b.voice:  # a claim is still told when it is old
        return 0
    return 0 if gap <= table.limits.apart_days else table.points.time_apart


def days_between(a: Time, b: Time) -> int:
    """Days between two stretches of time, 0 where they overlap."""
    first, last = max(a.first or date.min, b.first or date.min), min(a.last or date.max, b.last or date.max)
    return max(0, (first - last).days)


def place_points(a: Told, b: Told, table: Sameness) -> int:
    """For the places that both give.  Acts in words may be told of several places."""
    found = place_match(a.place, b.place)
    if found == "differ":
        wordy = a.event in table.types.placeless or b.event in table.types.placeless
        return table.points.place_unlike if wordy else table.points.place_differ
    return {"same": table.points.place_same, "like": table.points.place_inside}.get(found, 0)


def place_match(a: Place | None, b: Place | None) -> Match:
    """Same place, one inside the other (like; unknown where it is only the country), or differ."""
    if a is None or b is None:
        return "unknown"
    if a.code and b.code and a.code != b.code:
        return "differ"
    countries = [p.level == "country" or p.kind == "country" for p in (a, b)]
    if (a.geonameid is not None and a.geonameid == b.geonameid) or _named(a) == _named(b):
        return "loose" if all(countries) else "same"
    if any(countries):
        return "unknown"
    if _inside(a, b) or _inside(b, a) or _beside(a, b):
        return "like"
    return "differ"


def _named(place: Place) -> str:
    return (place.name or place.text).casefold()


def _inside(inner: Place, outer: Place) -> bool:
    holders = {h.casefold() for h in (*inner.chain, inner.admin1 or "", inner.within or "")}
    return _named(outer) in holders


def _beside(a: Place, b: Place) -> bool:
    """Do the circles overlap in which the two may lie?"""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return False
    lat, lon = radians(b.lat - a.lat) / 2, radians(b.lon - a.lon) / 2
    chord = sin(lat) ** 2 + cos(radians(a.lat)) * cos(radians(b.lat)) * sin(lon) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(chord))) <= (a.radius_km or 0.0) + (b.radius_km or 0.0)


def number_points(a: Told, b: Told, table: Sameness) -> int:
    """For numbers of one group of people or kind of thing."""
    pairs = comparable(a, b, table)
    if a.recipients and b.recipients and a.rest != b.rest:
        return table.points.rest
    if not pairs:
        return 0
    if any(x == y for x, y in pairs):
        return table.points.number_same
    if any(x.fits(y) for x, y in pairs):
        return table.points.number_fits
    ratio = min(max(x.low, y.low) / max(1.0, min(x.high, y.high)) for x, y in pairs)
    if ratio <= table.limits.near:
        return table.points.number_near
    return table.points.number_far if ratio > table.limits.far else table.points.number_differ


def comparable(a: Told, b: Told, table: Sameness) -> list[tuple[Amount, Amount]]:
    """Pairs of numbers that count one group; people in general may be any group."""
    return [(x, y) for n, x in a.amounts for m, y in b.amounts if n == m or _may_count(n, m, table)]


def _may_count(a: str, b: str, table: Sameness) -> bool:
    return PEOPLE in (a, b) and {a, b} - {PEOPLE} <= table.people


def content_points(a: Told, b: Told, table: Sameness) -> int:
    """For what is demanded, promised or refused, where the act is in words and no act of the table names it."""
    if not {a.event, b.event} <= table.types.worded or not a.content or not b.content:
        return 0
    if any(table.strong(c) for c in a.acts & b.acts):
        return 0
    common = len(a.content & b.content) / min(len(a.content), len(b.content))
    if common >= table.limits.content_same:
        return table.points.content_same
    return table.points.content_some if common >= table.limits.content_some else table.points.content_none


def voice_points(a: Told, b: Told, table: Sameness) -> int:
    """Against two statements of one act by one voice in one report: the reading has kept them apart."""
    one = a.document == b.document and a.voice == b.voice and a.status == b.status and bool(a.acts & b.acts)
    return table.points.one_voice if one else 0

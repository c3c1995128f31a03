"""Where did the event happen?  A place counts only where the text ties it to the event.

The evidence of its sentence comes first; then a word that points back to a place (*there*, *the city*), an earlier
mention of the same act, and, for acts of violence and protest, the scene that the report has set.
"""

from __future__ import annotations

from dateline.knowledge import Knowledge
from dateline.parse import Parse, Token
from dateline.reading.entities import Entities
from dateline.reading.ordered import starting_in
from dateline.reading.place_evidence import Located, own_place, spot
from dateline.reading.place_words import place_words
from dateline.reading.scene import (
    addressed_at,
    filed_from,
    pointed_at,
    retold_at,
    scene_of_acts,
    told_later,
)
from dateline.reading.toponyms import find_places
from dateline.types import Factuality, Place, Span, Timex

REACH = 40  # characters of a time expression in front of a name inside it

__all__ = ["Located", "find_places", "locate_event", "no_times"]


def no_times(places: tuple[Place, ...], times: tuple[Timex, ...]) -> tuple[Place, ...]:
    """The places without those that are times: *in August* is no town, but *the Iraq War* names a country."""
    dates = [t for t in times if t.basis != "period"]

    def is_time(place: Place) -> bool:
        near = starting_in(dates, Span(place.span.start - REACH, place.span.end))
        return any(t.span.covers(place.span) for t in near)

    return tuple(p for p in places if not is_time(p))


def no_persons(places: tuple[Place, ...], entities: Entities) -> tuple[Place, ...]:
    """The places without those inside the name of a known person: *Aung San Suu Kyi*."""
    hits = {id(h): h for h in entities.hits.values() if h.last > h.first and all(s.kind == "person" for s in h.senses)}
    tokens = entities.parse.tokens
    names = sorted(Span(tokens[h.first].start, tokens[h.last].end) for h in hits.values())
    return tuple(p for p in places if not any(n.covers(p.span) for n in names))


def locate_event(
    trigger: Token,
    places: tuple[Place, ...],
    parse: Parse,
    know: Knowledge,
    taken: frozenset[int],
    judged: Factuality,
    act: str = "",
    background: bool = False,
) -> Located | None:
    """The place of the event that `trigger` names, or None where the text ties none to it.

    `taken`: indices of tokens that are actor or recipient; a country there is no place unless it is what was
    invaded, visited or besieged.  `judged` is the factuality of the event, `act` its type in the codebook,
    `background` whether it is told as history: then the scene of the report is not its own.
    """
    event, words = spot(trigger, act, know, taken), place_words(know)
    if found := own_place(event, places, words):
        return found
    if found := pointed_at(event, places, parse, words):
        return found
    told = judged.status == "actual" and not background
    if event.spoken:
        return addressed_at(event, places, parse, words) if told else None
    if found := retold_at(event, places, parse, know, words):
        return found
    if not told:
        return None
    later = told_later(event, places, parse, words)
    return later or scene_of_acts(event, places, parse, words) or filed_from(event, places, parse)

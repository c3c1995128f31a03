"""Actors and recipients in the codes of other data sets, and the pairs that tables of dyads are made of."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from dateline.codes import BODIES, SECTORS
from dateline.exports.tables import country, read_toml
from dateline.types import Document, Mention, Statement

REGION = "REG"  # *the West*: no state and no body


class Party(NamedTuple):
    """An actor or recipient: its code taken apart, its words and the name that they resolve to.

    `country` is alpha-3, `body` what stands in its place (UNO, IGO …); both empty where nobody is named.
    """

    code: str
    country: str
    body: str
    sectors: tuple[str, ...]
    text: str
    name: str
    start: int


class Cameo(NamedTuple):
    """A party in CAMEO's terms: the whole code, and its parts."""

    code: str = ""
    country: str = ""
    group: str = ""
    types: tuple[str, ...] = ()


Pair = tuple[Party | None, Party | None]


def party(document: Document, mention: Mention) -> Party:
    """The party that a mention names.

    `name` is that of the person or body, else that of the country where the code is a country's alone, else the words
    (of a pronoun: country and sector).
    """
    text = mention.span.of(document.text)
    parts = (mention.code or "").split()
    first = parts[0] if parts and parts[0] not in SECTORS else ""
    body = first if first in BODIES else ""
    state = "" if body or first == REGION else first
    return Party(mention.code or "", state, body, tuple(parts[1:] if first else parts), text,
                 mention.name or _name(text, state, parts), mention.span.start)


def _name(text: str, state: str, parts: list[str]) -> str:
    """The name of the state where that is all that the code says, or the words are a pronoun; else the words."""
    if state and len(parts) == 1:
        return country(state).name or text
    if text.lower() in read_toml("names.toml")["pronouns"] and parts:
        return " ".join([country(state).name or state, *parts[1:]]) if state else " ".join(parts)
    return text


def parties(document: Document, mentions: tuple[Mention, ...]) -> list[Party]:
    """The parties, each once."""
    found: dict[tuple[str, str], Party] = {}
    for mention in mentions:
        one = party(document, mention)
        found.setdefault((one.code, one.name), one)
    return list(found.values())


def pairs(document: Document, statement: Statement) -> Iterator[Pair]:
    """One pair for each actor and each recipient, never of a party with itself.

    Where all parties are actors (they meet, agree, fight), each with each, both ways.  A side that the text leaves
    open is None.
    """
    actors, recipients = parties(document, statement.actor), parties(document, statement.recipient)
    others = recipients or (actors if len(actors) > 1 else [])
    if not actors or not others:
        yield from ((one, None) for one in actors)
        yield from ((None, one) for one in recipients)
        return
    yield from ((one, other) for one in actors for other in others if not _same(one, other))


def _same(one: Party, other: Party) -> bool:
    """One party: the same code, and no names that tell two apart (two rebel groups of one country are two)."""
    if not one.code or not other.code:
        return one.name == other.name
    named = one.name != one.text and other.name != other.text
    return one.code == other.code and (not named or one.name == other.name)


def cameo(one: Party | None) -> Cameo:
    """The party in CAMEO's codes: `RUSGOV`, `IGOUNO`, `REB`; empty where nobody could be named."""
    if one is None or not one.code:
        return Cameo()
    bodies, types = _crosswalk()
    found = tuple(dict.fromkeys(filter(None, (types.get(sector, "") for sector in one.sectors))))
    if one.body:
        body = bodies.get(one.body, {})
        kind = tuple(filter(None, (body.get("type", ""), *found)))[:3]
        return Cameo(body.get("code", "") + "".join(found), body.get("country", ""), body.get("group", ""), kind)
    state = country(one.country).cameo or one.country if one.country else ""
    return Cameo(state + "".join(found), state, "", found[:3])


@functools.cache
def _crosswalk() -> tuple[Mapping[str, Any], Mapping[str, str]]:
    table = read_toml("cameo_actors.toml")
    return table["bodies"], table["sectors"]

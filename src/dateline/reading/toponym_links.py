"""What the text says of containers: *Gori, Georgia*, *Russia's Amur region*, *the Syrian city of Raqqa*."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dateline.parse import Parse, Token
from dateline.reading.toponym_choice import lies_in
from dateline.reading.toponym_names import Named, ToponymWords

MOST = 4  # words between a place and its container: "the Baikonur launch site in Kazakhstan's far Kyzylorda region"
POSSESSIVE = frozenset({"'s", "’s", "'", "’"})
INNER = frozenset({"amod", "compound", "det", "prep", "poss", "punct", "nmod", "case"})


def link_names(named: Sequence[Named], parse: Parse, words: ToponymWords) -> Mapping[int, int]:
    """By position in `named`, the position of the name that the text gives as the container.

    A name without entries (a facility that the gazetteer lacks) may lie in anything.  The base "in Russia's Amur
    region" lies in the region.
    """
    found: dict[int, int] = {}
    for k, one in enumerate(named):
        if (j := _behind(named, k)) == len(named):
            continue
        two = named[j]
        if one.kind == two.kind == "dateline":
            if may_lie_in(one, two):
                found[k] = j
            continue
        if not 0 <= one.last < two.first or parse.tokens[one.last].sent is not parse.tokens[two.first].sent:
            continue
        between = parse.tokens[one.last + 1 : two.first]
        if _owns(between) or (one.kind == "people" and _of_people(between, words)):
            if may_lie_in(two, one):
                found[j] = k
        elif (_opens(between, one, words) or _explains(between, words)) and may_lie_in(one, two):
            found.setdefault(k, j)
    return {i: o + 1 if i < o and found.get(o + 1) == o else o for i, o in found.items()}


def _behind(named: Sequence[Named], k: int) -> int:
    """The position of the name behind, and not inside, another: *the U.S. consulate in Benghazi*."""
    j = k + 1
    while j < len(named) and 0 <= named[j].first <= named[k].last:
        j += 1
    return j


def may_lie_in(inner: Named, outer: Named) -> bool:
    """May a place of the one name lie in a place of the other?"""
    if not inner.entries or not outer.entries:
        return bool(outer.entries)
    if _is_land(inner) and _is_land(outer):
        return False
    return any(lies_in(e, o) for o in outer.entries for e in inner.entries)


def _is_land(named: Named) -> bool:
    """*China, Japan and Korea*: the first is no town in the second."""
    return any(e.kind == "country" and e.main for e in named.entries)


def _owns(between: Sequence[Token]) -> bool:
    """*Russia's (far-eastern) Amur region*."""
    return bool(between) and between[0].lower in POSSESSIVE and all(t.dep in INNER for t in between[1:])


def _of_people(between: Sequence[Token], words: ToponymWords) -> bool:
    """*the Syrian city of Raqqa*, *the Kenyan port Mombasa*."""
    lower = [t.lower for t in between]
    kinds = words.words["settled"] | words.words["unit"]
    return any(w in kinds for w in lower) and all(w in kinds or w in words.words["filler"] for w in lower)


def _openers(words: ToponymWords) -> frozenset[str]:
    return words.words["opener"] | words.words["partitive"]


def _opens(between: Sequence[Token], inner: Named, words: ToponymWords) -> bool:
    """*Lyon, France*, *a base in (the far) east of Kazakhstan*; a facility that nothing knows also *near Kadugli*."""
    openers = _openers(words) if inner.entries else _openers(words) | words.words["beside"]
    if not between or len(between) > MOST or between[0].lower not in openers:
        return False
    if between[0].lower == ",":
        return len(between) == 1 or (between[1].lower == "in" and _all_inner(between[2:]))
    return _all_inner(between[1:])


def _explains(between: Sequence[Token], words: ToponymWords) -> bool:
    """*Bakwa, a district of Farah province*."""
    lower = [t.lower for t in between]
    kinds = words.words["settled"] | words.words["unit"]
    return MOST <= len(lower) <= MOST + 2 and lower[0] == "," and lower[-1] in _openers(words) and lower[-2] in kinds


def _all_inner(tokens: Sequence[Token]) -> bool:
    return all(t.dep in INNER or t.pos == "ADJ" for t in tokens)



"""Capitals that are not called by their name: *the Kenyan capital*, *Kenya's capital*, *the capital of Kenya*."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dateline.knowledge import Knowledge
from dateline.parse import Parse, Token
from dateline.reading.toponym_names import Named, ToponymWords

NEAR = 3  # words between a country and the noun: "Kenya's bustling capital"


def capitals(named: Sequence[Named], parse: Parse, know: Knowledge, words: ToponymWords) -> Iterator[Named]:
    """The noun as a name of the capital, where the text does not name it beside."""
    starts = {n.first for n in named}
    for k, name in enumerate(named):
        land = next((e for e in name.entries if e.kind == "country"), None)
        noun = _noun(name, parse, words) if land else None
        if land is None or noun is None or _is_told(noun, starts, parse):
            continue
        if (city := know.gazetteer.capital(land.country)) is not None:
            first = name.first if name.kind == "people" and name.last < noun.i else noun.i
            yield Named(first, noun.i, f"capital {k}", (city,), "capital")


def _noun(name: Named, parse: Parse, words: ToponymWords) -> Token | None:
    after = parse.tokens[name.last + 1 : name.last + 1 + NEAR]
    head = parse.tokens[name.last].head
    before = parse.tokens[max(0, name.first - 2) : name.first]
    if len(before) == 2 and before[0].lower in words.words["seat"] and before[1].lower in words.words["partitive"]:
        return before[0]
    found = (t for t in after if t is head or t in parse.tokens[name.last].children)
    return next((t for t in found if t.lower in words.words["seat"]), None)


def _is_told(noun: Token, starts: set[int], parse: Parse) -> bool:
    """*the Kenyan capital, Nairobi*: the name stands right behind."""
    return bool({noun.i + 1, noun.i + 2} & starts) and all(
        t.lower == "," or t.i in starts for t in parse.tokens[noun.i + 1 : noun.i + 2]
    )



"""Parts of names that stand for the whole: *the Strip* after the Gaza Strip, *the North* after North Korea,
*North and South Korea*.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from dateline.gazetteer import fold
from dateline.knowledge import Knowledge
from dateline.parse import Parse, Token
from dateline.reading.toponym_names import Named, ToponymWords


def shortened(named: Sequence[Named], parse: Parse, words: ToponymWords) -> Iterator[Named]:
    """A capitalised part after *the*, as the last name before it of which it is a part."""
    taken = {i for n in named for i in range(n.first, n.last + 1)}
    kinds = words.directions | words.words["land"] | words.words["water"]
    firsts, lasts = (_by_part(named, k) for k in (0, -1))
    for token in parse.tokens:
        if token.i in taken or not token.text[0].isupper() or token.lower not in kinds or not _is_alone(token, parse):
            continue
        wholes = (firsts if token.lower in words.directions else lasts).get(fold(token.text), ())
        before = bisect_left(wholes, token.i, key=lambda n: n.last)
        if before:
            whole = wholes[before - 1]
            yield Named(token.i, token.i, whole.key, whole.entries, "epithet")


def _is_alone(token: Token, parse: Parse) -> bool:
    """*the Strip*, not *the Strip Club*."""
    before, after = parse.tokens[max(0, token.i - 1)], parse.tokens[token.i + 1 : token.i + 2]
    return before.lower == "the" and not any(t.text[0].isupper() for t in after)


def _by_part(named: Sequence[Named], which: int) -> Mapping[str, Sequence[Named]]:
    """Names of several words, in their order, by the first or the last of these."""
    found: dict[str, list[Named]] = {}
    for name in named:
        if name.kind in ("name", "epithet") and " " in name.key:
            found.setdefault(name.key.split()[which], []).append(name)
    return found


def joined(named: Sequence[Named], parse: Parse, know: Knowledge, words: ToponymWords) -> Iterator[Named]:
    """*North and South Korea*: the first word is a name with the rest of the second."""
    for second in named:
        before = parse.tokens[max(0, second.first - 2) : second.first]
        head = parse.tokens[second.first]
        if len(before) < 2 or before[1].lower != "and" or not {before[0].lower, head.lower} <= words.directions:
            continue
        key = " ".join([before[0].lower, *second.key.split()[1:]])
        if entries := know.gazetteer.lookup([key]).get(key):
            yield Named(before[0].i, before[0].i, key, entries, "epithet")

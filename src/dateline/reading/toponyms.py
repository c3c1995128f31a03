"""Where: the places that a report names, with their country and what contains them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from dateline.knowledge import Knowledge, Row
from dateline.parse import Parse, Token, span_of
from dateline.types import Place

# words between a place and its container: "the Baikonur launch site in Kazakhstan's far Kyzylorda region"
MAX_LINK = 4


@dataclass(frozen=True)
class PlaceWords:
    """Rows of the gazetteer by first word, and the words around places by class."""

    names: Mapping[str, tuple[str, ...]]
    rows: Mapping[str, tuple[Row, ...]]
    words: Mapping[str, frozenset[str]]


@dataclass(slots=True)
class _Hit:
    first: int
    last: int
    rows: tuple[Row, ...]
    facility: bool = False
    code: str | None = None
    within: str | None = None
    rule: str = "places.gazetteer"


def place_words(know: Knowledge) -> PlaceWords:
    """Gazetteer and word lists, built once for a Knowledge."""
    made: PlaceWords = know.made("places.words", _build)
    return made


def _build(know: Knowledge) -> PlaceWords:
    rows: dict[str, list[Row]] = {}
    for row in know.places["places"].rows:
        rows.setdefault(row["name"], []).append(row)
    names: dict[str, list[str]] = {}
    for name in rows:
        names.setdefault(name.split()[0].rstrip(","), []).append(name)
    table = know.lexicon["place_words"]
    classes = {r["class"] for r in table.rows}
    return PlaceWords(
        {k: tuple(sorted(v, key=len, reverse=True)) for k, v in names.items()},
        {k: tuple(sorted(v, key=lambda r: -int(r["rank"]))) for k, v in rows.items()},
        {c: table.set("word", **{"class": c}) for c in sorted(classes)},
    )


def find_places(parse: Parse, know: Knowledge) -> tuple[Place, ...]:
    """The places named in the text, in its order: names of the gazetteer and facilities.

    `text` is the name as it stands, `within` what the text says it lies in, `code` the country (alpha-3).
    """
    words = place_words(know)
    hits = sorted([*_names(parse, words), *_facilities(parse, words)], key=lambda h: (h.first, -h.last))
    hits = _without_nested(hits)
    _choose(hits)
    _contain(hits, parse, words)
    return tuple(_place(h, parse) for h in hits)


def _names(parse: Parse, words: PlaceWords) -> Iterator[_Hit]:
    skip = -1
    for token in parse.tokens:
        if token.i <= skip or not (token.text[0].isupper() or token.text[0] in "'‘’`"):
            continue
        for name in words.names.get(token.text, ()):
            last = _match(parse, token, name)
            if last is not None and not _is_person(parse, token, last, words):
                skip = last
                yield _Hit(_with_direction(parse, token, words), last, words.rows[name])
                break


def _with_direction(parse: Parse, first: Token, words: PlaceWords) -> int:
    """ "eastern Aleppo", "northern Syria": the part belongs to the name."""
    before = parse.tokens[first.i - 1] if first.i else first
    part = (
        before.lower in words.words["direction"]
        and before.sent is first.sent
        and before.dep in ("amod", "compound")
    )
    return before.i if part else first.i


def _match(parse: Parse, token: Token, name: str) -> int | None:
    """Index of the last token of the name if it stands here."""
    if not parse.document.text.startswith(name, token.start):
        return None
    end, i = token.start + len(name), token.i
    tokens = parse.tokens
    while i + 1 < len(tokens) and tokens[i].end < end:
        i += 1
    return i if tokens[i].end == end and tokens[i].sent is token.sent else None


def _is_person(parse: Parse, first: Token, last: int, words: PlaceWords) -> bool:
    """ "Vladimir Putin", "Mr Houston", "Jesse Jackson": a name of somebody, not of a place."""
    tokens = parse.tokens
    if first.pos in ("VERB", "AUX", "DET", "PRON"):
        return True
    before = tokens[first.i - 1] if first.i else None
    head = tokens[last]
    if before is not None and before.sent is first.sent and before.lower.rstrip(".") in words.words["title"]:
        return before.head is head or head.head is before.head
    named = [c for c in head.children if c.dep == "compound" and c.pos == "PROPN" and c.i < first.i]
    about = words.words["direction"] | words.words["admin"]
    return bool(named) and not any(c.text in words.names or c.lower in about for c in named)


def _facilities(parse: Parse, words: PlaceWords) -> Iterator[_Hit]:
    """Noun phrases headed by a facility ("the Grand Hotel", "Taksim Square") with a name."""
    for token in parse.tokens:
        if token.lemma not in words.words["facility"] and token.lower not in words.words["facility"]:
            continue
        if token.pos not in ("NOUN", "PROPN") or token.dep not in (
            "pobj",
            "dobj",
            "appos",
            "conj",
            "nsubj",
            "nsubjpass",
        ):
            continue
        parts = [c for c in token.children if c.i < token.i and c.dep in ("compound", "nmod", "amod", "poss")]
        proper = [c for c in parts if c.pos == "PROPN" or c.text[0].isupper()]
        if not proper:
            continue
        first = min((t.i for c in proper for t in c.subtree()), default=token.i)
        first = first if token.i - first <= 6 else token.i
        yield _Hit(first, token.i, (), facility=True, rule="places.facility")


def _without_nested(hits: list[_Hit]) -> list[_Hit]:
    kept: list[_Hit] = []
    for hit in hits:
        if kept and hit.first <= kept[-1].last:
            if kept[-1].facility and not hit.facility and not kept[-1].rows:
                kept[-1].code = kept[-1].code or (hit.rows[0]["country"] or None)
                kept[-1].within = kept[-1].within or hit.rows[0]["name"]
            continue
        kept.append(hit)
    return kept


def _choose(hits: list[_Hit]) -> None:
    """The country of a shared name: the one that the report names otherwise, else the larger place."""
    votes = Counter(h.rows[0]["country"] for h in hits if len(h.rows) == 1)
    for hit in hits:
        if hit.rows:
            best = max(hit.rows, key=lambda r: (votes[r["country"]] > 0, int(r["rank"])))
            hit.code = best["country"] or None


def _contain(hits: list[_Hit], parse: Parse, words: PlaceWords) -> None:
    for inner, outer in pairwise(hits):
        between = parse.tokens[inner.last + 1 : outer.first]
        if not _linked(between, parse, inner, outer):
            continue
        possessive = bool(between) and between[0].lower in ("'s", "’s")
        if possessive and (outer.facility or not outer.rows or outer.rows[0]["kind"] != "country"):
            outer.within = outer.within or _text(parse, inner)
            outer.code = inner.code or outer.code
        elif not possessive and (inner.facility or _finer(inner, outer)):
            inner.within = _text(parse, outer)
            inner.code = _agreed(inner, outer)
    for inner, outer in reversed(list(pairwise(hits))):
        if inner.within == _text(parse, outer) and inner.code is None:
            inner.code = outer.code


def _linked(between: list[Token], parse: Parse, inner: _Hit, outer: _Hit) -> bool:
    if len(between) > MAX_LINK or parse.tokens[inner.first].sent is not parse.tokens[outer.first].sent:
        return False
    lower = [t.lower for t in between]
    if not lower:
        return False
    if lower[0] == ",":
        return len(lower) == 1
    if lower[0] in ("'s", "’s"):
        return all(t.dep in ("amod", "compound", "case", "nmod") for t in between)
    return lower[0] in ("in", "of", "(") and all(
        t.dep in ("amod", "compound", "det", "prep", "poss", "punct", "nmod") or t.pos == "ADJ"
        for t in between
    )


KINDS = ("facility", "city", "capital", "region", "country")


def _finer(inner: _Hit, outer: _Hit) -> bool:
    if not inner.rows or not outer.rows:
        return False
    one, two = inner.rows[0]["kind"], outer.rows[0]["kind"]
    return one in KINDS and two in KINDS and KINDS.index(one) < KINDS.index(two)


def _agreed(inner: _Hit, outer: _Hit) -> str | None:
    codes = [r["country"] for r in inner.rows]
    return outer.code if not codes or outer.code in codes or (outer.rows and outer.code) else codes[0] or None


def _text(parse: Parse, hit: _Hit) -> str:
    return parse.text(span_of(parse.tokens[hit.first : hit.last + 1]))


def _place(hit: _Hit, parse: Parse) -> Place:
    span = span_of(parse.tokens[hit.first : hit.last + 1])
    return Place(span, parse.text(span), hit.within, hit.code, hit.rule)

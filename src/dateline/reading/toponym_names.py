"""Names of the gazetteer in a text: the runs of capitalised words that it knows, the longest at each place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dateline.gazetteer import Entry, fold
from dateline.knowledge import Knowledge
from dateline.parse import Parse, Token
from dateline.types import Span

MOST = 5  # words of a name
SHORT = 3  # letters up to which a name has to stand in capitals or be that of a large town: *US*, *Jos*, not *Us*
WELL_KNOWN = 100_000  # inhabitants
UNITS = frozenset({"admin1", "admin2", "region"})
TOWNS = frozenset({"city", "capital"})
FUNCTION = frozenset({"PRON", "ADP", "DET", "CCONJ", "SCONJ", "PART", "AUX", "NUM"})  # "In", "She": no names alone
PEOPLES = ("adjective", "inhabitant")


@dataclass(frozen=True, slots=True)
class Named:
    """A name in the text (tokens `first` to `last`), its key and the places that bear it.

    `kind`: name, abbreviation (*Calif.*), people (*Russian*), capital (*the Kenyan capital*), epithet (*the Strip*),
    facility or road (without entries), unknown, or dateline, which has a `span` and no tokens.
    """

    first: int
    last: int
    key: str
    entries: tuple[Entry, ...]
    kind: str = "name"
    span: Span | None = None


@dataclass(frozen=True)
class ToponymWords:
    """What the recogniser knows beside the gazetteer: words by class, abbreviations (key and country), given names,
    peoples (country by demonym), English words, nouns of events, verbs whose object is a place, directions,
    names of bodies and organisations."""

    words: Mapping[str, frozenset[str]]
    abbreviations: Mapping[str, tuple[str, str]]
    weights: Mapping[str, float]
    given: frozenset[str]
    peoples: Mapping[str, Entry]
    english: frozenset[str]
    events: frozenset[str]
    taken: frozenset[str]
    directions: frozenset[str]
    bodies: frozenset[str]


def toponym_words(know: Knowledge) -> ToponymWords:
    """Word lists, built once for a Knowledge."""
    made: ToponymWords = know.made("toponyms.words", _build)
    return made


def _build(know: Knowledge) -> ToponymWords:
    rows = know.lexicon["toponym_abbreviations"].rows
    places = frozenset(w.title() for w in know.lexicon["toponym_words"].words_by_class["given-name"])
    return ToponymWords(
        know.lexicon["toponym_words"].words_by_class,
        {r["abbreviation"]: (fold(r["name"]), r["country"]) for r in rows},
        {r["sign"]: float(r["weight"]) for r in know.lexicon["toponym_signs"].rows},
        frozenset(r["name"] for r in know.actors["given_names"].rows) | places,
        _peoples(know),
        know.gazetteer.words,
        know.lexicon["event_nouns"].set("noun"),
        know.lexicon["place_words"].set("word", **{"class": "object-place"}),
        know.lexicon["place_words"].set("word", **{"class": "direction"}),
        _bodies(know),
    )


def _bodies(know: Knowledge) -> frozenset[str]:
    """*NATO* and *Hamas*: towns of that name there are, but nobody means them."""
    names, others = know.actors["names"], know.actors["organisations"].set("name")
    bodies = names.set("name", kind="body") | names.set("name", kind="acronym")
    return (bodies | others) - names.set("name", kind="country")


def _peoples(know: Knowledge) -> dict[str, Entry]:
    """The country of each demonym: *Russian*, *Iraqis*."""
    names = {r["code"]: fold(r["name"]) for r in know.actors["states"].rows}
    found = know.gazetteer.lookup(names.values())
    lands = {e.country: e for entries in found.values() for e in entries if e.kind == "country"}
    peoples: dict[str, Entry] = {}
    for row in know.actors["names"].rows:
        code = row["code"][:3]
        if row["kind"] in PEOPLES and code in lands:
            peoples.setdefault(row["name"], lands[code])
    return peoples


def named_places(parse: Parse, know: Knowledge) -> list[Named]:
    """All names in the order of the text; of those that overlap the one that begins first, and then the longest."""
    words = toponym_words(know)
    text = parse.document.text
    runs = [run for sentence in parse.sentences for run in _runs(sentence.tokens, words.words["particle"])]
    keys = [fold(text[first.start : last.end]) for first, last in runs]
    places = know.gazetteer.lookup({*keys, *(key for key, _ in words.abbreviations.values())})
    found: list[Named] = []
    for (first, last), key in zip(runs, keys, strict=True):
        if found and first.i <= found[-1].last:
            continue
        if (named := _named(first, last, key, text[first.start : last.end], places, words)) is not None:
            found.append(named)
    return [_narrowed(n, parse, words.words) for n in _with_units(found, parse, know, words.words)]


def named_at(span: Span, parse: Parse, know: Knowledge) -> Named | None:
    """The name that a span of the text holds; without entries where nothing knows it, None where no word is there."""
    words, inside = toponym_words(know), parse.within(span)
    if not inside:
        return None
    raw = parse.text(span)
    found = _named(inside[0], inside[-1], fold(raw), raw, _places(raw, know, words), words)
    return _narrowed(found or Named(inside[0].i, inside[-1].i, fold(raw), (), "unknown"), parse, words.words)


def entries_of(raw: str, know: Knowledge, words: ToponymWords) -> tuple[str, tuple[Entry, ...]]:
    """Key and bearers of a name that is known to be one of a place."""
    places = _places(raw, know, words)
    if raw in words.abbreviations:
        key, country = words.abbreviations[raw]
        return key, _abbreviated(places.get(key, ()), country)
    return fold(raw), places.get(fold(raw), ())


def _places(raw: str, know: Knowledge, words: ToponymWords) -> Mapping[str, tuple[Entry, ...]]:
    full = words.abbreviations.get(raw, ("", ""))[0]
    return know.gazetteer.lookup({fold(raw), full} - {""})


def _is_large(entry: Entry) -> bool:
    return entry.main and not entry.word and entry.population > WELL_KNOWN


def _abbreviated(entries: Sequence[Entry], country: str) -> tuple[Entry, ...]:
    there = [e for e in entries if e.country == country and e.main]
    return tuple([e for e in there if e.kind == "admin1"] or there[:1])


def _narrowed(named: Named, parse: Parse, words: Mapping[str, frozenset[str]]) -> Named:
    """*Amur region*, *the city of Valencia*: the word for its kind rules out what is of another."""
    after = _after(named, parse)
    before = [t.lower for t in parse.tokens[max(0, named.first - 2) : named.first]]
    of = before[0] if len(before) == 2 and before[1] == "of" else ""
    kinds = UNITS if {after, of} & words["unit"] else TOWNS if of in words["settled"] - words["seat"] else frozenset()
    entries = tuple(e for e in named.entries if e.kind in kinds)
    if not entries or named.kind != "name":
        return named
    last = named.last + 1 if after in words["unit"] else named.last
    return Named(named.first, last, f"{named.key} {after}" if last > named.last else named.key, entries)


def _with_units(
    found: Sequence[Named], parse: Parse, know: Knowledge, words: Mapping[str, frozenset[str]]
) -> list[Named]:
    """*Plateau state* is called so in full; *Butler and Madison counties* are Butler County and Madison County."""
    plural = {k: f"{found[k].key} {unit}" for k, unit in _plural_units(found, parse, words)}
    full = {k: f"{n.key} {_after(n, parse)}" for k, n in enumerate(found) if _after(n, parse) in words["unit"]}
    places = know.gazetteer.lookup([*plural.values(), *full.values()])
    return [
        Named(n.first, n.last, plural[k], places[plural[k]]) if plural.get(k) in places
        else Named(n.first, n.last, n.key, _both(places[full[k]], n.entries), n.kind) if full.get(k) in places
        else n
        for k, n in enumerate(found)
    ]  # fmt: skip


def _after(named: Named, parse: Parse) -> str:
    return parse.tokens[named.last + 1].lower if named.last + 1 < len(parse.tokens) else ""


def _both(one: Sequence[Entry], other: Sequence[Entry]) -> tuple[Entry, ...]:
    return (*one, *(e for e in other if e.id not in {o.id for o in one}))


def _plural_units(
    found: Sequence[Named], parse: Parse, words: Mapping[str, frozenset[str]]
) -> Iterator[tuple[int, str]]:
    unit, start = "", -1
    for k in range(len(found) - 1, -1, -1):
        after = [t.lower for t in parse.tokens[found[k].last + 1 : found[k].last + 3]]
        if after and after[0] in words["unit-plural"]:
            unit, start = after[0].removesuffix("s").removesuffix("ie") + ("y" if after[0].endswith("ies") else ""), k
        elif not (start == k + 1 and after and after[0] in words["joint"]):
            unit = ""
        if unit:
            start = k
            yield k, unit


def _runs(tokens: Sequence[Token], particles: frozenset[str]) -> Iterator[tuple[Token, Token]]:
    """Runs of capitalised words with small words inside, the longest first at each start."""
    for i, first in enumerate(tokens):
        if not first.text[0].isupper():
            continue
        ends = []
        for last in tokens[i : i + MOST]:
            if last is first and first.pos in FUNCTION:
                continue
            if last.text[0].isupper() or (last is not first and last.text[0].isdigit()):
                ends.append(last)
            elif last.lower not in particles:
                break
        yield from ((first, last) for last in reversed(ends))


def _named(
    first: Token, last: Token, key: str, raw: str, places: Mapping[str, tuple[Entry, ...]], words: ToponymWords
) -> Named | None:
    if raw in words.abbreviations:
        full, country = words.abbreviations[raw]
        units = _abbreviated(places.get(full, ()), country)
        return Named(first.i, last.i, full, units, "abbreviation") if units else None
    entries = places.get(key, ())
    if len(key) <= SHORT:
        entries = tuple(e for e in entries if (e.kind == "country" if raw.isupper() else _is_large(e)))
    if raw in words.peoples and not any(e.main and e.population > WELL_KNOWN for e in entries):
        return Named(first.i, last.i, key, (words.peoples[raw],), "people")
    return Named(first.i, last.i, key, entries) if entries else None

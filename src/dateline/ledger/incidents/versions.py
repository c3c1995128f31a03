"""The versions of an incident: for each slot what is told of it, by which reports and whose voices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Literal

import msgspec

from dateline.exports.plain import flat
from dateline.exports.rows import sentence_of
from dateline.ledger.incidents.amounts import amount_of
from dateline.ledger.incidents.sameness import (
    Match,
    agents,
    both_sides,
    comparable,
    days_between,
    match,
    mutual,
    party_match,
    place_match,
    recipients,
)
from dateline.ledger.incidents.sameness_table import Sameness
from dateline.ledger.incidents.telling import Told, counted, stem
from dateline.ledger.incidents.voicing import best_text, holder, sentence, voiced
from dateline.ledger.nouns import Entry
from dateline.types import Mention

Agreement = Literal["agree", "compatible", "differ", "one"]
SLOTS = ("whether", "event", "who", "whom", "how many", "what", "when", "where", "blame")
HAPPENED = {"actual": "it happened", "planned": "it is planned", "possible": "it is possible",
            "negated": "it did not happen"}


class Passage(msgspec.Struct, frozen=True):
    """A sentence of a report: half-open range of code points of the document's text, and its words."""

    document: str
    start: int
    end: int
    words: str


class Telling(msgspec.Struct, frozen=True):
    """One origin that tells a value: whose word it is there (chains in words), in which statements (row numbers), and
    the first of the sentences."""

    origin: str
    voices: tuple[str, ...]
    statements: tuple[int, ...]
    passage: Passage


class Value(msgspec.Struct, frozen=True):
    """One thing that is told of a slot: `key` is the same for all words that mean it, `text` those that name best;
    `against`: the keys of those with which it cannot both be."""

    key: str
    text: str
    tellings: tuple[Telling, ...]
    against: tuple[str, ...] = ()

    @property
    def origins(self) -> tuple[str, ...]:
        """The independent reports that tell it."""
        return tuple(telling.origin for telling in self.tellings)

    @property
    def voices(self) -> tuple[str, ...]:
        """All chains of voices that it stands under."""
        return tuple(sorted({voice for telling in self.tellings for voice in telling.voices}))

    @property
    def statements(self) -> tuple[int, ...]:
        """The row numbers of the statements that tell it."""
        return tuple(sorted(pk for telling in self.tellings for pk in telling.statements))


class Slot(msgspec.Struct, frozen=True):
    """All that is told of one slot.

    `agreement`: *agree*: several origins tell the same; *compatible*: one is more precise than another; *differ*:
    two cannot both be; *one*: only one origin tells it.
    """

    name: str
    agreement: Agreement
    values: tuple[Value, ...]


class Item(msgspec.Struct, frozen=True):
    """A statement of the incident, in both forms."""

    entry: Entry
    told: Told
    passage: Passage

    @property
    def origin(self) -> str:
        """The report that this is a copy of, or the document itself."""
        return self.entry.origin or self.entry.document.id


Given = Iterator[tuple[str, str]]  # key and words of what a statement tells of a slot


def slots(items: Sequence[Item], table: Sameness) -> tuple[Slot, ...]:
    """The slots that any of the statements fills, in the order of `SLOTS`."""
    made = (_slot(name, items, table) for name in SLOTS)
    return tuple(slot for slot in made if slot is not None)


def _slot(name: str, items: Sequence[Item], table: Sameness) -> Slot | None:
    found: dict[str, list[tuple[Item, str]]] = defaultdict(list)
    for item in items:
        for key, text in dict(_GIVEN[name](item, table)).items():
            found[key].append((item, text))
    if not found:
        return None
    values = sorted((_value(name, key, told, table) for key, told in found.items()),
                    key=lambda v: (-len(v.origins), -len(v.statements), v.key))
    agreement = _agreement(name, values, items, table)
    against = _at_odds(name, found, table) if agreement == "differ" else {}
    return Slot(name, agreement, tuple(
        msgspec.structs.replace(v, against=tuple(sorted(against.get(v.key, ())))) for v in values))


def _at_odds(name: str, found: Mapping[str, Sequence[tuple[Item, str]]], table: Sameness) -> dict[str, set[str]]:
    """For each value those that cannot be as well: some statement tells the one, another the other, and they differ."""
    views = {key: {_view(name, item): item.told for item, _ in told} for key, told in found.items()}
    odds: dict[str, set[str]] = defaultdict(set)
    for a, b in combinations(sorted(found), 2):
        if any(_MATCH[name](x, y, table) == "differ" for x in views[a].values() for y in views[b].values()):
            odds[a].add(b)
            odds[b].add(a)
    return odds


def _value(name: str, key: str, told: Sequence[tuple[Item, str]], table: Sameness) -> Value:
    by_origin: dict[str, list[Item]] = defaultdict(list)
    for item, _ in told:
        by_origin[item.origin].append(item)
    tellings = tuple(_telling(origin, by_origin[origin]) for origin in sorted(by_origin))
    return Value(key, best_text(_bodies(told, table) if name == "whether" else [t for _, t in told], table), tellings)


def _bodies(told: Sequence[tuple[Item, str]], table: Sameness) -> list[str]:
    """Of those who speak for one side, bodies rather than persons."""
    bodies = [text for item, text in told if not holder(item.entry, table).person]
    return bodies or [text for _, text in told]


def _telling(origin: str, items: Sequence[Item]) -> Telling:
    voices = tuple(sorted({voiced(item.entry) for item in items}))
    return Telling(origin, voices, tuple(sorted(item.entry.pk for item in items)), items[0].passage)


def passage_of(entry: Entry) -> Passage:
    """The sentence of the statement."""
    span = sentence_of(entry.statement)
    return Passage(entry.document.id, span.start, span.end, sentence(entry))


def _agreement(name: str, values: Sequence[Value], items: Sequence[Item], table: Sameness) -> Agreement:
    if len({origin for value in values for origin in value.origins}) == 1 and name not in ("whether", "blame"):
        return "one" if len(values) == 1 else _against(name, items, table)
    if len(values) == 1:
        return "agree" if len(values[0].origins) > 1 else "one"
    return _against(name, items, table)


def _against(name: str, items: Sequence[Item], table: Sameness) -> Agreement:
    kinds = {_view(name, item): item.told for item in items}
    if name == "whether" and len(kinds) == 1:
        return "agree" if len({item.origin for item in items}) > 1 else "one"
    found = (_MATCH[name](a, b, table) for (_, a), (_, b) in combinations(sorted(kinds.items()), 2))
    return "differ" if any(f == "differ" for f in found) else "compatible"


def _view(name: str, item: Item) -> str:
    """What of a statement bears on the slot: statements alike in it are compared once."""
    told = item.told
    parts: dict[str, object] = {
        "whether": told.status, "event": (told.event, told.mode), "who": (told.actors, told.recipients),
        "whom": told.recipients, "how many": told.amounts, "what": "", "when": told.time,
        "where": told.place and (told.place.geonameid, told.place.text), "blame": (told.actors, told.voice),
    }  # fmt: skip
    return repr(parts[name])


def _whether(item: Item, table: Sameness) -> Given:
    who = holder(item.entry, table)
    yield f"{item.told.status} | {who.key}", who.text


def _event(item: Item, table: Sameness) -> Given:
    kind = f"{item.told.event} {item.told.mode or ''}".strip()
    yield kind, f"{kind}: {flat(item.entry.words())}"


def _who(item: Item, table: Sameness) -> Given:
    for mention in item.entry.statement.actor:
        yield _party(item, mention, table)


def _whom(item: Item, table: Sameness) -> Given:
    for mention in item.entry.statement.recipient:
        yield _party(item, mention, table)


def _blame(item: Item, table: Sameness) -> Given:
    """Whom a voice, or an accusing report, holds to have done it."""
    if item.told.event in table.types.blame and item.entry.statement.attribution:
        for mention in item.entry.statement.actor:
            yield _party(item, mention, table)


def _party(item: Item, mention: Mention, table: Sameness) -> tuple[str, str]:
    text = flat(mention.span.of(item.entry.document.text))
    named = mention.name or ""
    if not named and (mention.code is None or mention.code.split(" ")[-1] in table.loose_sectors):
        named = counted(text, table)
    shown = mention.name or text
    return f"{mention.code or '?'} {named}".strip(), f"{shown} ({mention.code})" if mention.code else shown


def _how_many(item: Item, table: Sameness) -> Given:
    statement, text = item.entry.statement, item.entry.document.text
    given = [(q.span.of(text), q.quantity) for q in statement.what]
    given += [(m.span.of(text), None) for m in statement.recipient]
    for words, quantity in given:
        if found := amount_of(quantity, words, table.numbers):
            yield f"{found.low:g}..{found.high:g} {counted(words, table)}".strip(), flat(words)


def _what(item: Item, table: Sameness) -> Given:
    people = {flat(m.span.of(item.entry.document.text)) for m in item.entry.statement.recipient}
    for quantity in item.entry.statement.what:
        words = flat(quantity.span.of(item.entry.document.text))
        if words not in people and quantity.quantity is None:
            yield " ".join(sorted({stem(w) for w in words.split()} - table.words.empty)), words


def _when(item: Item, table: Sameness) -> Given:
    statement = item.entry.statement
    if statement.when and statement.when_interval and statement.when_interval.basis != "default":
        yield statement.when, statement.when


def _where(item: Item, table: Sameness) -> Given:
    if place := item.entry.statement.where:
        name = place.name or place.text
        yield f"{name.casefold()} {place.code or ''}".strip(), f"{name} ({place.code})" if place.code else name


_GIVEN: dict[str, Callable[[Item, Sameness], Iterable[tuple[str, str]]]] = {
    "whether": _whether, "event": _event, "who": _who, "whom": _whom, "how many": _how_many, "what": _what,
    "when": _when, "where": _where, "blame": _blame,
}  # fmt: skip


def _statuses(a: Told, b: Told, table: Sameness) -> Match:
    return "same" if a.status == b.status else "differ"


def _events(a: Told, b: Told, table: Sameness) -> Match:
    return "like"  # told of one act, they are sides of it


def _actors(a: Told, b: Told, table: Sameness) -> Match:
    if {a.event, b.event} <= table.types.mutual:
        return mutual(agents(a), agents(b)) if both_sides(a, b) else "like"
    return match(a.actors, b.actors)


def _recipients(a: Told, b: Told, table: Sameness) -> Match:
    return recipients(a, b, table)


def _amounts(a: Told, b: Told, table: Sameness) -> Match:
    pairs = comparable(a, b, table)
    return "differ" if pairs and not any(x.fits(y) for x, y in pairs) else "like"


def _whats(a: Told, b: Told, table: Sameness) -> Match:
    return "like"


def _times(a: Told, b: Told, table: Sameness) -> Match:
    if a.time is None or b.time is None or a.time.news or b.time.news:
        return "unknown"
    return "differ" if days_between(a.time, b.time) else "like"


def _places(a: Told, b: Told, table: Sameness) -> Match:
    return place_match(a.place, b.place)


def _blamed(a: Told, b: Told, table: Sameness) -> Match:
    pairs = [party_match(x, y) for x in a.actors for y in b.actors]
    return "differ" if pairs and all(p == "differ" for p in pairs) else "like"


_MATCH: dict[str, Callable[[Told, Told, Sameness], Match]] = {
    "whether": _statuses, "event": _events, "who": _actors, "whom": _recipients, "how many": _amounts,
    "what": _whats, "when": _times, "where": _places, "blame": _blamed,
}  # fmt: skip

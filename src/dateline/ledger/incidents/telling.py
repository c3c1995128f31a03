"""What a statement tells, brought into the form in which it is compared with others."""

from __future__ import annotations

import re
from datetime import date, timedelta

import msgspec

from dateline.ledger.incidents.amounts import Amount, amount_of
from dateline.ledger.incidents.sameness_table import Sameness
from dateline.ledger.nouns import Entry
from dateline.types import Interval, Mention, Place, Statement

_TOKEN = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
MONTH = 31  # days
PEOPLE = "people"  # of any group
_DAYS = frozenset({"instant", "minute", "hour", "daypart", "day"})
_ENDINGS = (("ies", "y"), ("sses", "ss"), ("ings", ""), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""), ("e", ""))


class Party(msgspec.Struct, frozen=True, order=True):
    """One actor or recipient: country (or body), side, name, the groups of people that its words name (`general`: any
    group), the stem of its last word, and whether it is a number of people."""

    country: str
    side: str
    name: str
    nouns: frozenset[str]
    general: bool
    head: str = ""
    several: bool = False


class Time(msgspec.Struct, frozen=True):
    """First and last day, None where open.  `day`: known to the day; `news`: only told as fresh news."""

    first: date | None
    last: date | None
    day: bool = False
    news: bool = False


class Told(msgspec.Struct, frozen=True):
    """A statement as it is compared.  `acts`: kinds of act of the table, or one made of its type and trigger;
    `rest`: the recipients are what is left of a group; `own_act`: who tells it is named as its actor, too;
    `history`: dated long before the report; `fresh`: news, or as if it were."""

    event: str
    mode: str | None
    acts: frozenset[str]
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    time: Time | None
    place: Place | None
    amounts: tuple[tuple[str, Amount], ...]
    rest: bool
    content: frozenset[str]
    history: bool
    fresh: bool
    status: str
    voice: tuple[str, ...]
    own_act: bool
    document: str
    story: str


def told(entry: Entry, table: Sameness) -> Told:
    """The entry as it is compared.  A report without a story is a story of its own."""
    statement, text, acts = entry.statement, entry.document.text, acts_of(entry, table)
    return Told(
        statement.event, statement.mode, acts,
        tuple(party(m, table) for m in statement.actor), tuple(party(m, table) for m in statement.recipient),
        time_of(statement, entry.day), statement.where, amounts(entry, table),
        any(table.rest.search(m.span.of(text)) for m in statement.recipient), worded(entry, acts, table),
        _is_history(statement, entry.day), _is_fresh(statement), statement.factuality.status,
        tuple(voice.code or voice.text for voice in statement.attribution), _own_act(statement),
        entry.document.id, entry.story or f"document {entry.document.id}",
    )  # fmt: skip


def _is_history(statement: Statement, published: str | None) -> bool:
    """Dated, and more than a month before the report; where its day is unknown, only to the month or year."""
    interval = statement.when_interval
    if interval is None or interval.basis == "default" or interval.latest is None:
        return False
    if published is None:
        return interval.granularity not in _DAYS
    return date.fromisoformat(interval.latest[:10]) < date.fromisoformat(published[:10]) - timedelta(days=MONTH)


def _is_fresh(statement: Statement) -> bool:
    interval = statement.when_interval
    return not statement.background and (interval is None or interval.basis == "default")


def _own_act(statement: Statement) -> bool:
    """*The army said that they had been freed*: by whom is left open, and the speaker is the nearest to fill it."""
    voices = {voice.code for voice in statement.attribution if voice.code}
    return bool(statement.actor) and all(mention.code in voices for mention in statement.actor)


def acts_of(entry: Entry, table: Sameness) -> frozenset[str]:
    """The acts of the table that the trigger, the words around it or the mode tell; else type and trigger."""
    statement, text = entry.statement, entry.document.text
    near = around(entry, table)
    what = " ".join(q.span.of(text) for q in statement.what) if statement.event in table.types.worded else ""
    words = entry.words()
    found = {a for a in table.acts if _tells(a, statement.event, words, words, table)}
    found |= {a for a in table.acts if table.carried(a, statement.event, found) and _tells(
        a, statement.event, words, f"{near} | {what}", table)}
    found |= table.by_mode.get(f"{statement.event} {statement.mode}", frozenset())
    named = frozenset(a for a in found if table.strong(a)) or frozenset(found)
    return named or frozenset({f"{statement.event} {' '.join(sorted(content(words, table)))}".strip()})


def worded(entry: Entry, acts: frozenset[str], table: Sameness) -> frozenset[str]:
    """The content of what is agreed, demanded, promised …, without the words of the act itself; strong acts by name."""
    patterns = [table.patterns[a] for a in acts if a in table.acts]
    told = " ".join(q.span.of(entry.document.text) for q in entry.statement.what)
    for pattern in patterns:
        told = pattern.sub(" ", told)
    return content(told, table) | {a for a in acts if table.strong(a)}


def _tells(act: str, event: str, trigger: str, words: str, table: Sameness) -> bool:
    needed = table.acts[act].told_as.get(event)
    if needed is None or not table.patterns[act].search(words):
        return False
    return not needed or any(word in trigger.lower() for word in needed)


def around(entry: Entry, table: Sameness) -> str:
    """The words of the trigger with those right before and after it, within its sentence and up to a stop."""
    text, trigger = entry.document.text, entry.statement.trigger
    sentence = next((s for s in entry.statement.evidence if s.covers(trigger)), trigger)
    before = _until_stop(text[sentence.start : trigger.start], table, backwards=True)
    after = _until_stop(text[trigger.end : sentence.end], table)
    return f"{before} {trigger.of(text)} {after}"


def _until_stop(text: str, table: Sameness, backwards: bool = False) -> str:
    kept: list[str] = []
    tokens = re.findall(r"[\w'’-]+|[^\w\s]", text)
    for token in reversed(tokens) if backwards else tokens:
        if token.lower() in table.words.stops or token in ",.;:!?()—–":
            break
        kept.append(token)
        if len(kept) == (table.words.before if backwards else table.words.after):
            break
    return " ".join(reversed(kept) if backwards else kept)


def party(mention: Mention, table: Sameness) -> Party:
    """The mention as a party.  The side of a body that is no state is the body itself."""
    country, _, sectors = (mention.code or "").partition(" ")
    sector = sectors.split(" ")[-1] if sectors else ""
    if country in table.side_of and not sectors:  # a sector without a country
        country, sector = "", country
    nouns = frozenset(name for name, words in table.noun_patterns if words.search(mention.text))
    side = table.side_of.get(sector, "other") if mention.code else ""
    pronoun = mention.text.lower() in table.words.pronouns
    general = not nouns and (pronoun or bool(table.general.search(mention.text)))
    words = _TOKEN.findall(mention.text)
    known = bool(mention.name) or pronoun or bool(table.anyone.search(mention.text))
    number = amount_of(None, mention.text, table.numbers)
    several = number is not None and number.high > 1
    head = "" if known or not words else stem(words[-1])
    return Party(country, side, mention.name or "", nouns, general, head, several)


def time_of(statement: Statement, published: str | None) -> Time | None:
    """When the act was: as dated by the text, else as news of the report; None where neither is known."""
    interval = statement.when_interval
    if interval is not None and interval.basis != "default":
        return _dated(interval)
    if published is None or statement.background or statement.factuality.status in ("planned", "possible"):
        return None
    day = date.fromisoformat(published[:10])
    return Time(day, day, news=True)


def _dated(interval: Interval) -> Time | None:
    first = date.fromisoformat(interval.earliest[:10]) if interval.earliest else None
    last = date.fromisoformat(interval.latest[:10]) if interval.latest else None
    if first is None and last is None:
        return None
    known = interval.granularity in _DAYS and first is not None and last is not None
    return Time(first, last, day=known and last - first <= timedelta(days=2) if first and last else False)


def amounts(entry: Entry, table: Sameness) -> tuple[tuple[str, Amount], ...]:
    """Numbers of people and things, each with the group it counts."""
    statement, text = entry.statement, entry.document.text
    given = [(q.span.of(text), q.quantity) for q in statement.what]
    given += [(m.span.of(text), None) for m in statement.recipient]
    found = {(counted(words, table), a) for words, q in given if (a := amount_of(q, words, table.numbers))}
    return tuple(sorted(found))


def counted(words: str, table: Sameness) -> str:
    """The group of people that the words count, or the stem of their last word; empty for people in general."""
    for name, pattern in table.noun_patterns:
        if pattern.search(words):
            return name
    if table.general.search(words):
        return PEOPLE
    tokens = _TOKEN.findall(words)
    return stem(tokens[-1]) if tokens else ""


def content(text: str, table: Sameness) -> frozenset[str]:
    """The stems of the words that tell something."""
    words = (token.lower() for token in _TOKEN.findall(text))
    return frozenset(stem(w) for w in words if w not in table.words.empty and not w.isdigit())


def stem(word: str) -> str:
    """The word without the endings of plural, possessive and tense; the same for all its forms, and no more."""
    word = word.lower().removesuffix("'s").removesuffix("’s")
    for ending, put in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)] + put
    return word

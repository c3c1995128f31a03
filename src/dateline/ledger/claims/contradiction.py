"""Speakers who contradict themselves: both statements, both times.

Two things are kept apart: a speaker who *contradicts* himself says of the same act that it happened and that it did
not; one who *changed* announced it and later gave it up, or ruled it out and later did it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Literal

import msgspec

from dateline.ledger.claims.claims import Times, near_in_time, order, origin_of
from dateline.ledger.claims.content import (
    ENOUGH,
    Content,
    agree,
    alike,
    content_of,
    matched,
    meets,
    overlap,
    shared,
)
from dateline.ledger.claims.kinds import (
    Speaker,
    finding,
    full_names,
    holder,
    plainly_negated,
    speaker_of,
    speaks,
    teller,
)
from dateline.ledger.claims.rules import ClaimRules, claim_rules
from dateline.ledger.nouns import Entry

Stand = Literal["is", "is not", "will", "will not"]
FlipKind = Literal["contradicts", "changed"]
FUTURE_MOODS = ("plan", "commitment", "threat", "prediction")
FLIPS: Mapping[tuple[Stand, Stand], tuple[FlipKind, str]] = {
    ("is", "is not"): ("contradicts", "said that it happened, then that it did not"),
    ("is not", "is"): ("contradicts", "said that it did not happen, then that it did"),
    ("will", "will not"): ("changed", "announced it, then ruled it out"),
    ("will not", "will"): ("changed", "ruled it out, then announced it"),
    ("will", "is not"): ("changed", "announced it, then said that it did not happen"),
    ("will not", "is"): ("changed", "ruled it out, then said that it happened"),
}


class Held(msgspec.Struct, frozen=True):
    """What a speaker holds of an act."""

    entry: Entry
    speaker: Speaker
    stand: Stand
    content: Content


class Flip(msgspec.Struct, frozen=True):
    """A speaker who says one thing and, in another report, its opposite.  `why` tells it in words."""

    speaker: Speaker
    kind: FlipKind
    first: Entry
    later: Entry
    why: str


def find_flips(entries: Sequence[Entry], times: Times | None = None, rules: ClaimRules | None = None) -> list[Flip]:
    """All of them, by speaker and day; of several reports of one origin the first."""
    rules = rules or claim_rules()
    shelf: dict[tuple[str, ...], tuple[list[Held], list[Held]]] = {}
    for held in _held(entries, times or {}, rules):
        for event in sorted(held.content.events) or [""]:
            sides = shelf.setdefault((*held.speaker.key(), event), ([], []))
            sides[held.stand.endswith("not")].append(held)
    found: dict[tuple[object, ...], Flip] = {}
    for key in sorted(shelf):
        for one, other in sorted(map(_in_order, product(*shelf[key])), key=_place):
            if flip := _flip(one, other, rules):
                told = (key, flip.kind, origin_of(one.entry), origin_of(other.entry))
                found.setdefault(told, flip)
    return list({(f.first.pk, f.later.pk): f for f in found.values()}.values())


def _in_order(pair: tuple[Held, Held]) -> tuple[Held, Held]:
    one, other = sorted(pair, key=lambda held: order(held.entry))
    return one, other


def _place(pair: tuple[Held, Held]) -> tuple[object, ...]:
    return (*order(pair[0].entry), *order(pair[1].entry))


def _held(entries: Sequence[Entry], times: Times, rules: ClaimRules) -> Iterator[Held]:
    names = full_names(entries)
    for entry in sorted(entries, key=order):
        stand = _stand(entry, speaks(entry.statement, rules))
        if stand is None:
            continue
        content = content_of(entry, rules, times.get(entry.document.id, ()))
        for speaker in _holders(entry, names, rules):
            if not speaker.alone and not rules.media_sectors & set(speaker.code.split(" ")):
                yield Held(entry, speaker, stand, content)


def _stand(entry: Entry, speech: bool) -> Stand | None:
    statement, fact = entry.statement, entry.statement.factuality
    if speech:
        return "will not" if statement.event == "REJECT" else None if statement.event == "ACCUSE" else "will"
    if fact.status == "actual":
        return "is"
    if fact.status == "planned":
        return "will" if fact.mood in FUTURE_MOODS else None
    if fact.status == "negated" and plainly_negated(statement):
        return "will not" if fact.mood in FUTURE_MOODS or fact.time == "future" else "is not"
    return None


def _holders(entry: Entry, names: Mapping[tuple[str, str], str], rules: ClaimRules) -> tuple[Speaker, ...]:
    """Whose stand it is: the voice's; of a speech act in the report's own voice, its actor's.

    What another party tells of somebody's promise or refusal is no stand of his.
    """
    statement, voice = entry.statement, teller(entry.statement)
    speech = speaks(statement, rules)
    found = finding(entry, names, rules)
    if voice is None and not statement.attribution:
        if found and found.kind != "prediction":
            return found.speakers
        return tuple(speaker_of(m, entry.document, names, rules) for m in statement.actor if speech and m.code)
    if voice is None or (speech and holder(statement, rules) != "own"):
        return ()
    return (speaker_of(voice, entry.document, names, rules),)


def _flip(one: Held, other: Held, rules: ClaimRules) -> Flip | None:
    turn = FLIPS.get((one.stand, other.stand))
    if turn is None or one.entry.document.id == other.entry.document.id or not one.speaker.same(other.speaker):
        return None
    if turn[0] == "changed" and not (one.entry.day and other.entry.day):  # which was first?
        return None
    if turn[0] == "contradicts" and not near_in_time(one.entry.day, other.entry.day, rules.repeat_days):
        return None
    if origin_of(one.entry) == origin_of(other.entry) or not _about_the_same(one.content, other.content, rules):
        return None
    return Flip(one.speaker, turn[0], one.entry, other.entry, turn[1])


def _about_the_same(ours: Content, theirs: Content, rules: ClaimRules) -> bool:
    if not alike(ours, theirs, rules) or not meets(ours.due, theirs.due):
        return False
    if ours.place and theirs.place and ours.place != theirs.place:
        return False
    if ours.doers and theirs.doers and matched(ours.doers, theirs.doers, rules) < 2:
        return False
    if not agree(ours.targets, theirs.targets, rules):
        return False
    common = overlap(ours.words, theirs.words)
    return common >= ENOUGH or (common >= ENOUGH / 2 and shared(ours.targets, theirs.targets, rules) == 2)

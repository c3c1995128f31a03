"""The table of what tells one act: `data/ledger/sameness.toml`, read and checked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from dateline.errors import KnowledgeError

STRONG = 4  # points for an act of which a story has hardly two
SHIPPED = Path(__file__).parents[2] / "data" / "ledger" / "sameness.toml"


class Points(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What each finding of a comparison counts for or against one act."""

    near_act: int
    type: int
    party_named: int
    party_same: int
    party_like: int
    party_loose: int
    party_differ: int
    party_speaker: int
    day_same: int
    time_overlap: int
    time_beside: int
    time_doubt: int
    time_apart: int
    place_same: int
    place_inside: int
    place_differ: int
    place_unlike: int
    number_same: int
    number_fits: int
    number_near: int
    number_differ: int
    number_far: int
    content_same: int
    content_some: int
    content_none: int
    rest: int
    history: int
    one_voice: int
    other_act: int
    absent: int


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From how many points on groups are one incident; days in days, shares from 0 to 1."""

    link: int
    identified: int
    mean: int
    blamed: int
    near: float
    far: float
    news_days: int
    apart_days: int
    slack_days: int
    content_same: float
    content_some: float


class Types(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Classes of event types."""

    worded: frozenset[str]
    placeless: frozenset[str]
    mutual: frozenset[str]
    personal: frozenset[str]
    blame: frozenset[str]


class Noun(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words for one group of people."""

    id: str
    words: tuple[str, ...]


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that tell nothing, and how far around a trigger its act may be named."""

    anyone: tuple[str, ...]
    held: tuple[str, ...]
    empty: frozenset[str]
    stops: frozenset[str]
    rest: tuple[str, ...]
    pronouns: frozenset[str]
    before: int
    after: int


class Numbers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Numbers in words and the words that bound them."""

    words: dict[str, int]
    scales: dict[str, int]
    vague: dict[str, tuple[int, int]]
    above: tuple[str, ...]
    below: tuple[str, ...]
    about: tuple[str, ...]
    spread: float


class Act(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of act, however it is told; `match` and `reject` are examples of its words."""

    id: str
    identifies: int
    words: tuple[str, ...]
    told_as: dict[str, tuple[str, ...]]
    match: tuple[str, ...]
    reject: tuple[str, ...]
    modes: tuple[str, ...] = ()
    of_persons: bool = False
    near: frozenset[str] = frozenset()


class _Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    points: Points
    limits: Limits
    types: Types
    sides: dict[str, tuple[str, ...]]
    noun: tuple[Noun, ...]
    words: Words
    numbers: Numbers
    act: tuple[Act, ...]


@dataclass(frozen=True)
class Sameness:
    """The whole table with its patterns."""

    points: Points
    limits: Limits
    types: Types
    words: Words
    numbers: Numbers
    nouns: tuple[Noun, ...]
    acts: Mapping[str, Act]
    side_of: Mapping[str, str]

    @cached_property
    def patterns(self) -> Mapping[str, re.Pattern[str]]:
        """Of each act, its words."""
        return {name: pattern(act.words) for name, act in self.acts.items()}

    @cached_property
    def noun_patterns(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        """Of each group of people, its words."""
        return tuple((noun.id, pattern(noun.words)) for noun in self.nouns)

    @cached_property
    def general(self) -> re.Pattern[str]:
        """Words for people of any group."""
        return pattern(self.words.anyone + self.words.held)

    @cached_property
    def anyone(self) -> re.Pattern[str]:
        """Words for people that tell nothing of them."""
        return pattern(self.words.anyone)

    def near(self, act: str) -> frozenset[str]:
        """Acts that are told for this one; none for an act that the table does not hold."""
        return self.acts[act].near if act in self.acts else frozenset()

    def family(self, act: str) -> str:
        """The first of all acts that are told for one another with it; acts of other families are never compared."""
        return self.families.get(act, act)

    @cached_property
    def families(self) -> Mapping[str, str]:
        """Of each act, the first of its family."""
        found = {name: name for name in self.acts}
        for name, act in self.acts.items():
            for near in act.near:
                old, new = sorted((found[name], found[near]), reverse=True)
                found = {k: new if v == old else v for k, v in found.items()}
        return found

    def strong(self, act: str) -> bool:
        """Is it an act of which a story has hardly two?"""
        return act in self.acts and self.acts[act].identifies >= STRONG

    @cached_property
    def rest(self) -> re.Pattern[str]:
        """Words for what is left of a group."""
        return pattern(self.words.rest)

    def carried(self, act: str, event: str, named: set[str]) -> bool:
        """May the words around a trigger, which itself names the acts `named`, tell this one: *reached* a truce?"""
        if not self.strong(act):
            return False
        return named <= self.acts[act].near or bool(self.acts[act].told_as.get(event))

    @cached_property
    def people(self) -> frozenset[str]:
        """Groups of people."""
        return frozenset(noun.id for noun in self.nouns)

    @cached_property
    def loose_sectors(self) -> frozenset[str]:
        """Sectors whose code alone names nobody."""
        return frozenset(s for s, side in self.side_of.items() if side in ("people", "politics", "unknown"))

    @cached_property
    def by_mode(self) -> Mapping[str, frozenset[str]]:
        """Acts that a type with its mode tells, whatever the words."""
        modes = {mode for act in self.acts.values() for mode in act.modes}
        return {mode: frozenset(a.id for a in self.acts.values() if mode in a.modes) for mode in modes}


def pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Any of the words, whole, in any case; `*` is any rest of a word, `?` one letter."""
    alternatives = (re.escape(w).replace(r"\*", r"\w*").replace(r"\?", r"\w").replace(r"\ ", r"\s+") for w in words)
    return re.compile(rf"\b(?:{'|'.join(alternatives)})(?!\w)", re.IGNORECASE)


def load_sameness(path: Path = SHIPPED) -> Sameness:
    """Read the table.  Raises KnowledgeError for what is not well formed, naming the file and the entry."""
    try:
        raw: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        told = msgspec.convert(raw, _Told)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise KnowledgeError(f"{path.parent.name}/{path.name}: {error}.") from error
    acts = {act.id: act for act in told.act}
    for act in told.act:
        if odd := sorted(act.near - set(acts)):
            raise KnowledgeError(f"{path.parent.name}/{path.name}, act {act.id!r}: near names {odd}; "
                                 f"there are {sorted(acts)}.")
    sides = {sector: side for side, sectors in told.sides.items() for sector in sectors}
    return Sameness(told.points, told.limits, told.types, told.words, told.numbers, told.noun, acts, sides)

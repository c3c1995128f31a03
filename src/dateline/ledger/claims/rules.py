"""The rules for claims, data/ledger/claims.toml: loaded, checked, frozen."""

from __future__ import annotations

import re
import tomllib
from functools import cached_property, lru_cache
from typing import Literal, get_args

import msgspec

from dateline.errors import KnowledgeError
from dateline.knowledge import DATA
from dateline.types import Mood, Status, Tense, VoiceKind

ClaimKind = Literal["promise", "plan", "prediction", "threat", "denial", "accusation"]
Holder = Literal["report", "own", "other", "media", "nobody"]
SpeakerSlot = Literal["voice", "denier", "actor", "publisher"]
KINDS: tuple[ClaimKind, ...] = get_args(ClaimKind)
FILE = DATA / "ledger" / "claims.toml"


class ClaimRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way in which a statement is a claim; an empty list asks nothing.

    `speaker`: whose claim it is.  `voices`: the kind of the innermost voice that is somebody (of `denier`: of any
    voice).  `speech`: the act coded is the saying, its content stands in its words.  `coded_by`: the rules that
    coded the event; `having`: beginnings of the names of operators, one of which is there; `without`: none is there.
    `known_actor`: the actor has to be resolved, and to more than unknown attackers; `public_speaker`: the voice is no
    private person, expert or witness.
    """

    id: str
    kind: ClaimKind
    speaker: SpeakerSlot
    events: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    quads: tuple[int, ...] = ()
    statuses: tuple[Status, ...] = ()
    moods: tuple[Mood, ...] = ()
    tenses: tuple[Tense, ...] = ()
    voices: tuple[VoiceKind, ...] = ()
    holders: tuple[Holder, ...] = ()
    speech: bool = False
    coded_by: tuple[str, ...] = ()
    having: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    known_actor: bool = False
    public_speaker: bool = False
    background: bool | None = None
    match: tuple[tuple[str, str], ...] = ()
    reject: tuple[str, ...] = ()
    known_miss: tuple[tuple[str, str], ...] = ()


class Acts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Acts (`EVENT` or `EVENT mode`) that belong together, and the words that name them."""

    acts: tuple[str, ...]
    words: tuple[str, ...] = ()


class Weights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What each point of likeness weighs where later statements are ranked (docs/claims.md)."""

    least: int
    most: int
    days: int
    own_report: int
    other_voice: int
    same_side: int
    same_actor: int
    same_country: int
    recipient: int
    words: int
    dated: int
    in_due: int


class ClaimRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """All of data/ledger/claims.toml."""

    repeat_days: int
    state_sectors: frozenset[str]
    media_sectors: frozenset[str]
    organisations: frozenset[str]
    kinds_only: frozenset[str]
    crowds: frozenset[str]
    pronouns: frozenset[str]
    institutions: frozenset[str]
    empty: frozenset[str]
    rule: tuple[ClaimRule, ...]
    content: tuple[Acts, ...]
    threatened: dict[str, tuple[str, ...]]
    same: tuple[Acts, ...]
    contrary: tuple[Acts, ...]
    bearing: Weights

    @cached_property
    def names_of_acts(self) -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
        """For each row of `content` a pattern of its words (the longest first) and its acts."""
        return tuple((_pattern(row.words), row.acts) for row in self.content)

    @cached_property
    def acts_named(self) -> frozenset[str]:
        """The acts that words stand for (see `sense`)."""
        return frozenset(acts[0] for _, acts in self.names_of_acts)

    @cached_property
    def speech_events(self) -> frozenset[str]:
        """The types of which a statement may be a saying; REJECT is one always."""
        return frozenset(event for rule in self.rule if rule.speech for event in rule.events)

    def sense(self, word: str) -> str | None:
        """The act that a word (without case) names: *truce* and *ceasefire* are one."""
        return next((acts[0] for pattern, acts in self.names_of_acts if pattern.fullmatch(word)), None)


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    ordered = sorted(words, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(re.escape(w).replace(r"\*", r"\w*") for w in ordered) + r")\b")


@lru_cache(maxsize=1)
def claim_rules() -> ClaimRules:
    """The rules that ship with Dateline.  Raises KnowledgeError with the place of what is wrong."""
    try:
        found = msgspec.convert(tomllib.loads(FILE.read_text(encoding="utf-8")), ClaimRules)
    except (msgspec.ValidationError, tomllib.TOMLDecodeError) as error:
        raise KnowledgeError(f"{FILE}: {error}") from error
    if len({rule.id for rule in found.rule}) < len(found.rule):
        raise KnowledgeError(f"{FILE}: two rules have the same id.")
    return found

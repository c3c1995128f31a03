"""The table of names and words (data/verifying/triples.toml), checked."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from typing import Literal, TypeAlias

import msgspec

from dateline.knowledge import DATA
from dateline.types import Status

Claimed: TypeAlias = Status | Literal["reported"]


class Speech(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A type of act that is words about another act: who would do that, and as what it may be claimed."""

    verb: str
    by: Literal["actor", "recipient"]
    as_: tuple[Claimed, ...] = msgspec.field(name="as")


class Lists(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Names of fields that hold lists of triples."""

    names: tuple[str, ...]


class Inside(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words behind which the act stands that words are about."""

    prepositions: frozenset[str]


class Turned(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """First and last words of phrases that name the one acted upon first, surely or maybe."""

    ends: frozenset[str]
    maybe_begins: frozenset[str]
    maybe_ends: frozenset[str]


class Trials(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Sentences with a gap for the words of an act."""

    sentences: tuple[str, ...]


class Small(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that tell nothing of a party, of an act."""

    party: frozenset[str]
    act: frozenset[str]


class Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file."""

    fields: dict[str, tuple[str, ...]]
    lists: Lists
    status: dict[Claimed, tuple[str, ...]]
    speech: dict[str, Speech]
    inside: Inside
    turned: Turned
    trials: Trials
    small: Small


@functools.cache
def names() -> Names:
    """The checked table."""
    path = DATA / "verifying" / "triples.toml"
    return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Names)


def plain(name: str) -> str:
    """A name without case, blanks, hyphens and underscores."""
    return re.sub(r"[\s_-]", "", name).casefold()


@functools.cache
def field_names() -> Mapping[str, tuple[str, ...]]:
    """The plain names of each part of a triple, best first."""
    return {part: tuple(map(plain, found)) for part, found in names().fields.items()}


def claimed(word: str | None) -> Claimed | None:
    """The status that a word claims; a triple that says nothing claims a fact.  None: a word not in the table."""
    if word is None:
        return "actual"
    known: dict[str, Claimed] = {_bare(w): status for status, words in names().status.items() for w in words}
    return known.get(_bare(word))


def _bare(word: str) -> str:
    return " ".join(re.split(r"[\s_]+", word.strip().casefold()))

"""The thresholds and weights of data/ledger/stories.toml."""

from __future__ import annotations

from functools import cache

import msgspec

from dateline.ledger.words import LEDGER, load_toml


class Origins(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When two reports are copies of one origin; shares from 0 to 1."""

    run: int
    permutations: int
    band: int
    seed: int
    opening: int
    quoted: float
    copy: float
    credited: float
    credited_days: int
    least_runs: float
    nearly: float
    own_passage: float


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the words of a report weigh."""

    lead: int
    lead_weight: float
    title_weight: float
    unlisted: int
    kept: int


class Likeness(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much each of the things that two reports may share weighs."""

    words: float
    statements: float
    actors: float
    places: float


class Time(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How likeness fades with the days between two reports."""

    fade_days: float
    undated: float
    half_dated: float
    window_days: int


class Happenings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When two reports lead with two happenings."""

    lead: int
    news_days: int
    sentences: int
    apart_days: int
    factor: float


class Stories(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When reports are one story, and which are compared at all."""

    threshold: float
    rare: int
    shared_terms: int
    crowded: int


class Developments(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When reports of a story lead with the same."""

    sentences: int
    shortest: int
    needed: int


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of stories.toml."""

    origins: Origins
    words: Words
    likeness: Likeness
    time: Time
    happenings: Happenings
    stories: Stories
    developments: Developments


@cache
def settings() -> Settings:
    """The settings that ship with Dateline.  Raises KnowledgeError with file, key and choices."""
    tables = {"origins": Origins, "words": Words, "likeness": Likeness, "time": Time, "happenings": Happenings,
              "stories": Stories, "developments": Developments}
    return Settings(**load_toml(LEDGER / "stories.toml", **tables))

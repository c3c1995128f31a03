"""`--map`: which field or column holds what, as the user says it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path

from dateline.errors import SourceError

SLOTS = ("text", "published", "title", "id", "publisher", "url", "near", "updated", "authors", "agency")


def mapping(given: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The pairs (slot, column) of `text=Body,published=PubDate` or of a TOML file with a table `[map]`.

    >>> mapping(["text=Body,published=PubDate", "title=Head line"])
    (('text', 'Body'), ('published', 'PubDate'), ('title', 'Head line'))

    Raises SourceError for an unknown slot, one named twice, and a file that is not there or has no such table.
    """
    pairs = [pair for one in given for pair in (_file(one) if one.lower().endswith(".toml") else _pairs(one))]
    for slot, column in pairs:
        if slot not in SLOTS:
            raise SourceError(f"--map {slot}={column}: there is no {slot!r}. Choose from: {', '.join(SLOTS)}.")
    twice = [slot for slot, _ in pairs if sum(slot == other for other, _ in pairs) > 1]
    if twice:
        raise SourceError(f"--map names {twice[0]!r} twice. Name one column for it.")
    return tuple(pairs)


def _pairs(text: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for part in text.split(","):
        slot, equals, column = part.partition("=")
        if equals and column.strip():
            pairs.append((slot.strip().lower(), column.strip()))
        elif pairs and not equals:  # a comma in the name of a column: text=Body, full
            pairs[-1] = (pairs[-1][0], f"{pairs[-1][1]},{part}")
        else:
            raise SourceError(f"--map {text!r}: write SLOT=COLUMN, as in text=Body,published=PubDate.")
    return pairs


def _file(path: str) -> list[tuple[str, str]]:
    try:
        found = tomllib.loads(Path(path).read_text(encoding="utf-8")).get("map")
    except FileNotFoundError as error:
        raise SourceError(f"--map {path}: there is no such file.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceError(f"--map {path}: not valid TOML: {error}.") from error
    if not isinstance(found, dict) or not all(isinstance(column, str) for column in found.values()):
        raise SourceError(f"--map {path}: it needs a table [map] with lines such as text = \"Body\".")
    return list(found.items())

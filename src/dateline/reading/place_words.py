"""Words around places by class (*in*, *city*, *visit*, *northern*), and the names that actors may be called by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dateline.knowledge import Knowledge, Row


@dataclass(frozen=True)
class PlaceWords:
    """Rows of `places.csv` by first word and by name, and the words around places by class."""

    names: Mapping[str, tuple[str, ...]]
    rows: Mapping[str, tuple[Row, ...]]
    words: Mapping[str, frozenset[str]]


def place_words(know: Knowledge) -> PlaceWords:
    """Names and word lists, built once for a Knowledge."""
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
    return PlaceWords(
        {k: tuple(sorted(v, key=len, reverse=True)) for k, v in names.items()},
        {k: tuple(sorted(v, key=lambda r: -int(r["rank"]))) for k, v in rows.items()},
        {**table.words_by_class, "saying": know.lexicon["cue_verbs"].set("verb")},
    )

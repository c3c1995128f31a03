"""Heads of state and government by date, held against sources that `offices.csv` was not made from.

`officeholders.csv` (facts; origin in its column `source` and in README.md): who was in office on the day of a
snapshot, with the years of the term where the source has them.  Each row is tried on 1 July of every full year of
its term in 2000–2025, and in the year of the snapshot on its day.  A state and year is right if one of the source's
holders is among ours of that day under the same name: one shared word of three letters or more, without regard to
diacritics, case or spelling of the transliteration (similarity of 0.75).
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from evaluation.base import Item, Outcome, Row, share
from evaluation.rooms import Rooms

FIRST, LAST = 2000, 2025
ALIKE = 0.75
WORD = 3  # letters that a name needs to tell somebody
OFFICES = ("head-of-state", "head-of-government")
Cell = tuple[str, str, str]  # state, office, day


def run(rows: Sequence[Row], rooms: Rooms) -> Outcome:
    """`state_year` (either office), `office_year` (each office by itself), and their numbers."""
    told: dict[Cell, list[str]] = defaultdict(list)
    for row in rows:
        for day in _days(row):
            told[row["country"], row["office"], day].append(row["person"])
    ours = _by_state(rooms.know)
    right = {cell: _same(names, ours, cell) for cell, names in told.items()}
    states = sorted({(c, day[:4]) for c, _, day in told})
    won = {(c, day[:4]) for (c, _, day), ok in right.items() if ok}
    either = {state: state in won for state in states}
    outcome = Outcome({"states": len({c for c, _ in states}), "state_years": len(states), "office_years": len(told)})
    outcome.figures |= {
        "state_year": share(sum(either.values()), len(either)),
        "office_year": share(sum(right.values()), len(right)),
        "filled": _filled({c for c, _ in states}, rooms.know),
    }
    outcome.items = [Item(" ".join(cell), "; ".join(told[cell]), ok) for cell, ok in sorted(right.items())]
    return outcome


def _filled(states: set[str], know: Any) -> float | None:
    """The share of these states and the years 2000–2025 of their existence for which our table names anybody."""
    ours, table = _by_state(know), know.actors["states"].index
    days = [f"{y}-07-01" for y in range(FIRST, LAST + 1)]
    cells = [(c, d) for c in states if c in table for d in days if _true_on(table[c], d)]
    held = [any(_true_on(row, day) for office in OFFICES for row in ours[c, office]) for c, day in cells]
    return share(sum(held), len(held))


def _true_on(row: Row, day: str) -> bool:
    return bool(row["from"] <= day and (not row["to"] or day <= row["to"]))


def _days(row: Row) -> Iterator[str]:
    """The days on which the source has the person in office."""
    now = int(row["snapshot"][:4])
    begun = not row["start"] or row["snapshot"] > f"{row['start']}-07-01"
    start, end = int(row["start"] or now), int(row["end"] or now)
    yield from (f"{y}-07-01" for y in range(max(start + 1, FIRST), min(end, LAST + 1)))
    if not row["end"] and FIRST <= now <= LAST and begun:
        yield row["snapshot"]


def _by_state(know: Any) -> dict[tuple[str, str], list[Row]]:
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in know.actors["offices"].rows:
        found[row["code"].split()[0], row["office"]].append(row)
    return found


def _same(names: Sequence[str], ours: dict[tuple[str, str], list[Row]], cell: Cell) -> bool:
    country, office, day = cell
    held = [r["person"] for r in ours[country, office] if _true_on(r, day)]
    return any(alike(name, mine) for name in names for mine in held)


def alike(one: str, other: str) -> bool:
    """Do two names share a telling word?

    >>> alike("Zayid bin Sultan al-Nahayan", "Zayed bin Sultan Al Nahyan"), alike("Paul Biya", "Paul Kagame")
    (True, False)
    """
    return any(_close(a, b) for a in _words(one)[-3:] for b in _words(other)[-3:] if _telling(a, b, one, other))


def _telling(a: str, b: str, one: str, other: str) -> bool:
    """Not the given name alone, unless one of the names is no more than that (*Naruhito*)."""
    return min(len(_words(one)), len(_words(other))) == 1 or (a, b) != (_words(one)[0], _words(other)[0])


def _close(a: str, b: str) -> bool:
    return SequenceMatcher(None, a, b).ratio() >= ALIKE


def _words(name: str) -> list[str]:
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).lower()
    words = [w for w in re.findall(r"[a-z]+", bare) if len(w) >= WORD and w not in {"bin", "ibn", "von", "van", "the"}]
    return words or [bare]

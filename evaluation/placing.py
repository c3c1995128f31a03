"""Own cases of when and where: time expressions, place names, the times and places of events.

`tests/cases/times.csv`: family, text, published, phrase (occurs once), and what its Timex must have: edtf (empty: None,
*: not checked), value, basis (empty: not checked), covers and not (a day that its stretch of time must or must not
hold).  Of the family not-time no part of the phrase may be a time.
`tests/cases/places.csv`: name (its last occurrence; role !: no place at all, -r: not role r, a;b: one of them), code
("none": no country), admin1, chain (containers from the inside out, joined by ";"), level; event_place: the word that
names an event and its place, "bombed>Poti" ("denied>": no place).
`tests/cases/event_times.csv`: rule (a to h), trigger, edtf ("none": None, empty: not checked), covers, not, background.
The files `…_held.csv` were written at the same time and are never looked at: only their figures are.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from dateline.types import Interval, Place, Reading, Span, Statement, Timex
from evaluation.base import Figures, Item, Outcome, Row, share
from evaluation.coding import each
from evaluation.rooms import Rooms, document_of

Judged = dict[str, bool]  # what was checked of a row, and whether it was right
Days = tuple[str, str]
HELD_OUT = re.compile(r"-h\d+$")  # ids of the held files: never listed
ALWAYS, NEVER = "0000-00-00", "9999-99-99"
SEASONS = {"21": ("03", "05"), "22": ("06", "08"), "23": ("09", "11"), "24": ("12", "02")}
DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


def run_times(rows: Sequence[Row], rooms: Rooms) -> Outcome:
    """The share of time expressions of which all that is checked is right; of each property; by family."""
    return _outcome(rows, "times_own", "family", lambda row: _time(row, rooms))


def run_places(rows: Sequence[Row], rooms: Rooms) -> Outcome:
    """The same of place names, and of the places of events."""
    return _outcome(rows, "places_own", "family", lambda row: _place(row, rooms))


def run_event_times(rows: Sequence[Row], rooms: Rooms) -> Outcome:
    """The same of the times of events, by the rule that should decide."""
    return _outcome(rows, "event_times_own", "rule", lambda row: _event_time(row, rooms))


def _outcome(rows: Sequence[Row], label: str, family: str, judge: Callable[[Row], Judged]) -> Outcome:
    judged = [(row, found or {}) for row, found in each(rows, label, judge)]
    right = [bool(found) and all(found.values()) for _, found in judged]
    by_slot: dict[str, list[bool]] = defaultdict(list)
    for _, found in judged:
        for slot, ok in found.items():
            by_slot[slot].append(ok)
    figures: Figures = {"rows": len(rows), "crashed": sum(not found for _, found in judged)}
    figures["right"] = share(sum(right), len(rows))
    figures |= {slot: share(sum(oks), len(oks)) for slot, oks in sorted(by_slot.items())}
    items = [Item(row["id"], row[family], ok) for (row, _), ok in zip(judged, right, strict=True)]
    return Outcome(figures, [{"id": row["id"], **found} for row, found in judged], items, _notes(items))


def _notes(items: Sequence[Item]) -> list[str]:
    """A line a family: how many are right, and which are not (never of held cases)."""
    families: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        families[item.label].append(item)
    return [_note(label, group) for label, group in families.items()]


def _note(label: str, group: Sequence[Item]) -> str:
    wrong = [i.document for i in group if not i.right and not HELD_OUT.search(i.document)]
    return f"{label}: {sum(i.right for i in group)}/{len(group)}" + (f"; wrong: {', '.join(wrong)}" if wrong else "")


# ---------------------------------------------------------------- time expressions


def _time(row: Row, rooms: Rooms) -> Judged:
    where = occurrence(row["text"], row["phrase"])
    found = [(t, v) for t, v in _timexes(row, rooms) if t.span.overlaps(where)]
    if row["family"] == "not-time":
        return {"silence": not found}
    if not found:
        return {"found": False}
    timex, value = max(found, key=lambda f: (_shared(f[0].span, where), -_length(f[0].span)))
    return {
        "found": True,
        **_slot("edtf", row["edtf"] != "*", timex.edtf == (row["edtf"] or None)),
        **_slot("value", row["value"], value == row["value"]),
        **_slot("basis", row["basis"], timex.basis == row["basis"]),
        **_within(row, timex.interval, timex.edtf),
    }


def _timexes(row: Row, rooms: Rooms) -> Iterator[tuple[Timex, str]]:
    """The time expressions of a text with their TIMEX3 values."""
    for found in rooms.told_times(rooms.parse(document_of(row))):
        timex: Timex = getattr(found, "timex", found)
        yield timex, timex.value or found.value


def _slot(name: str, checked: object, right: bool) -> Judged:
    return {name: right} if checked else {}


def _within(row: Row, interval: Interval | None, edtf: str | None) -> Judged:
    """Does the stretch of time hold the day that it must, and not the day that it must not?"""
    days = _days(interval, edtf)
    return {
        **_slot("covers", row["covers"], days is not None and days[0] <= row["covers"] <= days[1]),
        **_slot("not", row["not"], days is None or not days[0] <= row["not"] <= days[1]),
    }


def _days(interval: Interval | None, edtf: str | None) -> Days | None:
    """First and last day, from the interval where there is one, else from the EDTF value."""
    if interval is None:
        return bounds(edtf) if edtf else None
    return (interval.earliest or ALWAYS)[:10], (interval.latest or NEVER)[:10]


def bounds(edtf: str) -> Days | None:
    """First and last day (ISO 8601) of an EDTF value; None where it is no level-1 date or interval."""
    start, slash, end = edtf.partition("/")
    first = ALWAYS if start == ".." else _edge(start, last=False)
    last = NEVER if end == ".." else _edge(end if slash else start, last=True)
    return (first, last) if first and last else None


def _edge(text: str, last: bool) -> str | None:
    found = DATE.match(text.replace("X", "9" if last else "0"))
    if not found:
        return None
    year, month, day = found[1], found[2] or ("12" if last else "01"), found[3]
    if month in SEASONS:
        year = f"{int(year) + (last and month == '24'):04}"
        month = SEASONS[month][last]
    return f"{year}-{month}-{day or (monthrange(int(year) or 1, int(month))[1] if last else '01')}"


# ---------------------------------------------------------------- place names


def _place(row: Row, rooms: Rooms) -> Judged:
    reading = rooms.read(document_of(row))
    named = _named(row, reading.places) if row["name"] else {}
    if not row["event_place"]:
        return named
    trigger, _, place = row["event_place"].partition(">")
    found = _where(row, trigger, reading, rooms)
    return {**named, "event_place": found is None if not place else found is not None and _is_place(place, found)}


def _named(row: Row, places: Iterable[Place]) -> Judged:
    where = occurrence(row["text"], row["name"], last=True)
    found = [p for p in places if p.span.overlaps(where)]
    if row["role"] == "!":
        return {"silence": not found}
    if not found:
        return {"not_role": True} if row["role"].startswith("-") else {"found": False}
    place = max(found, key=lambda p: (_shared(p.span, where), -_length(p.span)))
    code = None if row["code"] == "none" else row["code"]
    return {
        "found": True,
        **_role(row["role"], place),
        **_slot("code", row["code"], place.code == code),
        **_slot("admin1", row["admin1"], _alike(row["admin1"], place.admin1)),
        **_slot("chain", row["chain"], _holds_chain(row["chain"].split(";"), place.chain)),
        **_slot("level", row["level"], place.level == row["level"]),
    }


def _role(wanted: str, place: Place) -> Judged:
    if wanted.startswith("-"):
        return {"not_role": wanted[1:] not in place.roles}
    return _slot("role", wanted, bool(set(wanted.split(";")) & set(place.roles)))


def _holds_chain(wanted: Sequence[str], chain: Iterable[str]) -> bool:
    """Are the containers there, in this order, others between them allowed?"""
    rest = iter(chain)
    return all(any(_alike(name, container) for container in rest) for name in wanted)


def _alike(wanted: str, found: str | None) -> bool:
    """Is the name there, with or without diacritics and generic words: *Amur* in *Amur Oblast*?"""
    return _folded(wanted) in _folded(found or "")


def _folded(name: str) -> str:
    bare = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in bare if not unicodedata.combining(c))


def _is_place(wanted: str, found: Place) -> bool:
    """The place itself, or a finer one that lies in it."""
    return any(_alike(wanted, name) for name in (found.text, found.name, found.within, *found.chain))


def _where(row: Row, trigger: str, reading: Reading, rooms: Rooms) -> Place | None:
    statement = _stated(row, trigger, reading)
    return statement.where if statement else rooms.where(document_of(row), occurrence(row["text"], trigger))


# ---------------------------------------------------------------- times of events


def _event_time(row: Row, rooms: Rooms) -> Judged:
    document = document_of(row)
    statement = _stated(row, row["trigger"], rooms.read(document))
    if statement:
        edtf, interval, background = statement.when, statement.when_interval, statement.background
    else:
        time = rooms.when(document, occurrence(row["text"], row["trigger"]))
        edtf, interval, background = time.edtf, getattr(time, "interval", None), time.background
    wanted = None if row["edtf"] == "none" else row["edtf"]
    return {
        **_slot("edtf", row["edtf"], edtf == wanted),
        **_within(row, interval, edtf),
        **_slot("background", row["background"], background == (row["background"] == "yes")),
    }


def _stated(row: Mapping[str, Any], trigger: str, reading: Reading) -> Statement | None:
    """The statement whose trigger holds the word, sure or not: what is measured here is not the coding."""
    where = occurrence(row["text"], trigger)
    found = [s for s in (*reading.statements, *reading.candidates) if s.trigger.covers(where)]
    return min(found, key=lambda s: _length(s.trigger), default=None)


# ---------------------------------------------------------------- spans


def occurrence(text: str, phrase: str, last: bool = False) -> Span:
    """Where a phrase stands in a text as whole words.  Raises ValueError where it does not."""
    found = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(phrase)}(?!\w)", text)]
    if not found:
        raise ValueError(f"{phrase!r} is not in {text!r}")
    return Span(*found[-1 if last else 0])


def _length(span: Span) -> int:
    return span.end - span.start


def _shared(a: Span, b: Span) -> int:
    return min(a.end, b.end) - max(a.start, b.start)

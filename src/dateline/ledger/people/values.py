"""Is what a person gives for a slot a value of it?  Wrong ones are refused with the choices.

Words given with a code get the characters at which they stand, those nearest to the trigger where they stand more
than once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import get_args

from dateline.codes import BODIES
from dateline.knowledge import EventType, Knowledge
from dateline.ledger.people.corrections import NONE, SLOTS, CorrectionError, Part, Slot, parts_of
from dateline.reading.time_bounds import bounds
from dateline.rules.language import PLOVER
from dateline.types import Document, Span, Statement, Status, WhatKind

STATUSES: tuple[Status, ...] = get_args(Status)
WHAT_KINDS: tuple[WhatKind, ...] = get_args(WhatKind)
_END = r"(?:\d{4}(?:-\d\d(?:-\d\d)?)?|\d{3}X|\d\dXX)~?"
_EDTF = re.compile(rf"{_END}(?:/(?:{_END}|\.\.))?|\.\./{_END}")
_QUANTITY = re.compile(r"[<>~]?\d+(?:\.\d+)?|[a-z][a-z -]*")


def slot_named(name: str) -> Slot:
    """The slot of this name.  Raises CorrectionError with the choices."""
    for slot in SLOTS[1:]:
        if slot == name:
            return slot
    raise CorrectionError(f"There is no slot {name!r}. Choices: {', '.join(SLOTS[1:])}.")


def checked(slot: Slot, value: str, statement: Statement, document: Document, know: Knowledge) -> str:
    """The value in its full form, with characters for words.

    `statement`: as it is with its other corrections, which say of which event type a mode has to be.
    Raises CorrectionError that names slot, value and choices.
    """
    value = " ".join(value.split())
    if slot == "statement" or not value:
        raise CorrectionError(f"{slot}: give a value, or {NONE!r} for none.")
    if slot in ("actor", "recipient"):
        return _joined(slot, [_party(slot, p, statement, document, know) for p in parts_of(value)])
    if slot == "voice":
        return _voices(value, statement, document, know)
    return _CHECKS[slot](value, statement, document, know)


def event_of(value: str, codebook: str, know: Knowledge) -> tuple[str, str] | None:
    """Codebook and type that `TYPE` or `book:TYPE` names, None where there is no such type."""
    book, _, name = value.rpartition(":")
    tried = [(book, name)] if book else [(codebook, name), (PLOVER, name)]
    return next((pair for pair in tried if pair in know.types), None)


def modes_of(statement: Statement, know: Knowledge) -> Mapping[str, object]:
    """The modes of the statement's type."""
    kind: EventType | None = know.types.get((statement.codebook, statement.event))
    return kind.modes if kind else {}


def _event(value: str, statement: Statement, _: Document, know: Knowledge) -> str:
    book, colon, name = value.rpartition(":")
    found = event_of(f"{book}{colon}{name.upper()}", statement.codebook, know)
    found = found or event_of(value, statement.codebook, know)
    if found is None:
        names = [n if b == PLOVER else f"{b}:{n}" for b, n in know.types]
        raise _wrong("event", value, names)
    return found[1] if found[0] == PLOVER else f"{found[0]}:{found[1]}"


def _mode(value: str, statement: Statement, _: Document, know: Knowledge) -> str:
    modes = modes_of(statement, know)
    if value != NONE and value not in modes:
        raise CorrectionError(f"mode {value!r} is none of {statement.event}. Choices: {', '.join([*modes, NONE])}.")
    return value


def _status(value: str, _: Statement, __: Document, ___: Knowledge) -> str:
    if value not in STATUSES:
        raise _wrong("status", value, STATUSES)
    return value


def _background(value: str, _: Statement, __: Document, ___: Knowledge) -> str:
    if value not in ("yes", "no"):
        raise _wrong("background", value, ("yes", "no"))
    return value


def _when(value: str, _: Statement, document: Document, __: Knowledge) -> str:
    edtf, at, characters = value.partition("@")
    if edtf != NONE and not is_edtf(edtf):
        raise CorrectionError(f"when {edtf!r} is no EDTF date. Write 2023-09-13, 2023-09, 2023~, 195X, 1950/1953, "
                              f"2022-02/.. or {NONE}.")
    if at:
        part = next(parts_of(f"x@{characters}"))
        if part.span is None:
            raise CorrectionError(f"when {value!r}: characters are written @120-129.")
        _inside("when", part.span, document)
    return value


def is_edtf(value: str) -> bool:
    """Is it one of the EDTF forms of the codebook, with months and days that there are, ends in their order?"""
    if not _EDTF.fullmatch(value):
        return False
    try:
        first, last = bounds(value)
    except ValueError:
        return False
    return first is None or last is None or first <= last


def _where(value: str, statement: Statement, document: Document, know: Knowledge) -> str:
    parts = [*parts_of(value)]
    if not parts:
        return NONE
    if len(parts) > 1:
        raise CorrectionError(f"where {value!r}: one place, the most specific. Write: Kyiv (UKR)")
    place = parts[0]
    if place.code not in know.actors["states"].index:
        raise CorrectionError(f"where: {place.code!r} is no country's code (ISO 3166 alpha-3). Write: Kyiv (UKR)")
    if not place.words and place.span is None and statement.where is None:
        raise CorrectionError(f"where {value!r}: say by which words of the text. Write: Kyiv (UKR)")
    return _written(_placed("where", place, statement, document))


def _what(value: str, statement: Statement, document: Document, _: Knowledge) -> str:
    parts = [*parts_of(value)]
    for part in parts:
        kind, _comma, quantity = (x.strip() for x in part.code.partition(","))
        if kind not in WHAT_KINDS:
            raise _wrong("the kind of what", kind, WHAT_KINDS)
        if quantity and not _QUANTITY.fullmatch(quantity):
            raise CorrectionError(f"what: quantity {quantity!r}. Write 40, >100, <5, ~40 or a word (dozens).")
        if not part.words and part.span is None:
            raise CorrectionError(f"what {part.code!r}: say by which words of the text. Write: "
                                  "shells (ammunition, >100)")
    return _joined("what", [_placed("what", p, statement, document) for p in parts])


def _voices(value: str, statement: Statement, document: Document, know: Knowledge) -> str:
    if value == NONE:
        return NONE
    levels = [[_party("voice", p, statement, document, know) for p in parts_of(level)] for level in value.split(">")]
    if not all(levels):
        raise CorrectionError(f"voice {value!r}: a voice is empty. Write JRN > UKR GOV, or {NONE}.")
    bare = [level for level in levels if not any(p.span for p in level)]
    if bare and len(levels) != len(statement.attribution):
        raise CorrectionError(f"voice {bare[0][0].code!r}: say by which words of the text, as it is a new one. Write: "
                              "the ministry (UKR GOV)")
    return " > ".join(_joined("voice", level) for level in levels)


def _party(slot: Slot, part: Part, statement: Statement, document: Document, know: Knowledge) -> Part:
    first, *sectors = part.code.split() or [""]
    states = know.actors["states"].index
    if part.code != "?" and first not in states and first not in BODIES | {"REG"} and first not in know.sectors:
        raise CorrectionError(
            f"{slot}: code {part.code!r} begins with no country. Write an ISO 3166 alpha-3 code (MLI GOV), one of "
            f"{', '.join(sorted(BODIES | {'REG'}))}, a sector alone (CVL), or {NONE}.")
    if unknown := [s for s in sectors if s not in know.sectors]:
        raise _wrong(f"{slot}: sector", unknown[0], sorted(know.sectors))
    return _placed(slot, part, statement, document)


def _placed(slot: Slot, part: Part, statement: Statement, document: Document) -> Part:
    """The entry with the characters of its words."""
    if part.span is not None:
        _inside(slot, part.span, document)
        return part
    if not part.words:
        return part
    starts = [m.start() for m in re.finditer(re.escape(part.words), document.text)]
    if not starts:
        raise CorrectionError(f"{slot}: the words {part.words!r} do not stand in the document. Write them as it does, "
                              "or their characters: @120-129.")
    start = min(starts, key=lambda s: (abs(s - statement.trigger.start), s))
    return part._replace(span=Span(start, start + len(part.words)))


def _inside(slot: Slot, span: Span, document: Document) -> None:
    if not span.start < span.end <= len(document.text):
        raise CorrectionError(f"{slot}: characters {span.start}-{span.end} are not in the text, which has "
                              f"{len(document.text):,}.")


def _joined(slot: Slot, parts: Iterable[Part]) -> str:
    return "; ".join(_written(p) for p in parts) or NONE


def _written(part: Part) -> str:
    named = f"{part.words} ({part.code})" if part.words else part.code
    return f"{named}@{part.span.start}-{part.span.end}" if part.span else named


def _wrong(what: str, value: str, choices: Iterable[str]) -> CorrectionError:
    return CorrectionError(f"{what} {value!r} is unknown. Choices: {', '.join(choices)}.")


_CHECKS: Mapping[Slot, Callable[[str, Statement, Document, Knowledge], str]] = {
    "event": _event, "mode": _mode, "status": _status, "background": _background, "when": _when, "where": _where,
    "what": _what,
}  # fmt: skip

"""A statement with one slot corrected: what follows from the new value follows, all else stays as the coder gave it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import msgspec

from dateline.knowledge import Knowledge
from dateline.ledger.people.corrections import NONE, Correction, Part, Slot, parts_of
from dateline.parse import Parse, parse_document
from dateline.reading.commitment import in_own_voice
from dateline.reading.composition import composed
from dateline.reading.scores import with_codes
from dateline.reading.time_bounds import interval_of
from dateline.rules.language import PLOVER
from dateline.types import (
    Codes,
    Document,
    Factuality,
    Mention,
    Mood,
    Operator,
    Place,
    Quantity,
    Reading,
    Span,
    Statement,
    Status,
    Tense,
    Voice,
)

# A corrected status is that of an act under one operator of this mood (lexicon/moods.csv).
_MOODS: Mapping[str, Mood] = {"planned": "plan", "possible": "possibility"}
CODED: frozenset[Slot] = frozenset({"event", "mode", "status", "voice", "actor", "recipient", "what"})


@dataclass(frozen=True)
class Ground:
    """What corrected slots are worked out from: the document, what Dateline knows, what was read in the document."""

    document: Document
    know: Knowledge
    reading: Reading | None = None

    @cached_property
    def parse(self) -> Parse:
        """The parsed text; only corrections that change the codes of PLOVER and CAMEO need it."""
        return parse_document(self.document)


    def place(self, span: Span, code: str) -> Place | None:
        """The place that was read at these characters, if it is of this country."""
        places = self.reading.places if self.reading else ()
        return next((p for p in places if p.span == span and p.code == code), None)

    def nearest(self, code: str, to: Span) -> Mention | None:
        """The mention of an actor with this code that is nearest to these characters."""
        statements = self.reading.statements if self.reading else ()
        found = (m for s in statements for m in (*s.actor, *s.recipient) if m.code == code)
        return min(found, key=lambda m: (abs(m.span.start - to.start), m.span), default=None)


def with_value(statement: Statement, correction: Correction, ground: Ground) -> Statement | None:
    """The statement with the slot of the correction at its value; None where the value does not fit the statement
    any more: a mode of another event type."""
    return _SETTERS[correction.slot](statement, correction, ground)


def recoded(statement: Statement, ground: Ground) -> Statement:
    """The statement with the codes of PLOVER and CAMEO that its slots now have."""
    bare = msgspec.structs.replace(statement, steps=tuple(s for s in statement.steps if s.stage != "codes"))
    if (statement.codebook, statement.event) in ground.know.types:
        return with_codes(bare, ground.parse, ground.know)
    if statement.codes is None:
        return bare
    happened = statement.factuality.status == "actual"  # of a codebook that is not at hand its quad class is kept
    return msgspec.structs.replace(bare, codes=Codes(statement.codes.quad, happened, None, None, None, None, None))


def _event(statement: Statement, correction: Correction, ground: Ground) -> Statement:
    book, _, event = (correction.value or "").rpartition(":")
    kind = ground.know.types.get((book or PLOVER, event))
    mode = statement.mode if kind and statement.mode in kind.modes else None
    codes = statement.codes if kind else None
    return msgspec.structs.replace(statement, codebook=book or PLOVER, event=event, mode=mode, codes=codes)


def _mode(statement: Statement, correction: Correction, ground: Ground) -> Statement | None:
    if correction.value == NONE:
        return msgspec.structs.replace(statement, mode=None)
    kind = ground.know.types.get((statement.codebook, statement.event))
    fits = kind is None or correction.value in kind.modes  # it was checked when it was made
    return msgspec.structs.replace(statement, mode=correction.value) if fits else None


def _status(statement: Statement, correction: Correction, ground: Ground) -> Statement:
    status: Status = msgspec.convert(correction.value, Status)
    moods = ground.know.lexicon["moods"].index
    mood = _MOODS.get(status)
    operator = Operator(status, statement.trigger, correction.name, mood)
    held = composed((operator,), {str(k): v for k, v in moods.items()})
    old = statement.factuality
    told = Factuality(
        status, old.condition, (operator,), correction.name, held.certainty, held.polarity,
        _time(old.time, status, ground), held.mood, old.author_certainty, old.author_polarity,
    )  # fmt: skip
    return msgspec.structs.replace(statement, factuality=told if statement.attribution else in_own_voice(told))


def _time(old: Tense, status: Status, ground: Ground) -> Tense:
    """What is planned lies ahead; what has happened does not."""
    if mood := _MOODS.get(status):
        row = ground.know.lexicon["moods"].get(mood)
        return msgspec.convert(row["time"], Tense) if row and row["time"] else old
    return "past" if status == "actual" and old == "future" else old


def _voice(statement: Statement, correction: Correction, ground: Ground) -> Statement:
    value = correction.value or NONE
    fact = statement.factuality
    if value == NONE:
        return msgspec.structs.replace(statement, attribution=(), factuality=in_own_voice(fact))
    old = statement.attribution
    levels = [[*parts_of(level)] for level in value.split(">")]
    kept = old if len(old) == len(levels) else ()
    voices = tuple(
        _one_voice(level, kept[i] if kept else None, statement, correction, ground) for i, level in enumerate(levels))
    if not old:  # what the report only reports it does not commit itself to
        fact = msgspec.structs.replace(fact, author_certainty="unknown", author_polarity="unknown")
    return msgspec.structs.replace(statement, attribution=voices, factuality=fact)


def _one_voice(
    parts: list[Part], old: Voice | None, statement: Statement, correction: Correction, ground: Ground
) -> Voice:
    code = ";".join(p.code for p in parts if p.code != "?") or None
    spans = [p.span for p in parts if p.span]
    if old is not None and not spans:
        same = old.code == code
        return old if same else msgspec.structs.replace(old, code=code, name=None, rule=correction.name)
    span = Span(min(s.start for s in spans), max(s.end for s in spans)) if spans else statement.trigger
    cue = old.cue if old else span
    kind = old.source_kind if old else "organisation" if code else "unnamed"
    return Voice(span, span.of(ground.document.text), cue, code, rule=correction.name, source_kind=kind)


def _parties(statement: Statement, correction: Correction, ground: Ground) -> Statement:
    old: tuple[Mention, ...] = getattr(statement, correction.slot)
    parts = [*parts_of(correction.value or NONE)]
    same_number = len(old) == len(parts)
    free = [*old]
    found: list[Mention] = []
    for i, part in enumerate(parts):
        known = next((m for m in free if (m.code or "?") == part.code and part.span in (None, m.span)), None)
        if known is not None:
            free.remove(known)
        else:
            near = ground.nearest(part.code, statement.trigger)
            place = part.span or (old[i].span if same_number else near.span if near else statement.trigger)
            known = _mention(part.code, place, correction, ground)
        found.append(known)
    return msgspec.structs.replace(statement, **{correction.slot: tuple(found)})


def _mention(code: str, span: Span, correction: Correction, ground: Ground) -> Mention:
    state = ground.know.actors["states"].get(code)
    name = state["name"] if state else None
    return Mention(span, span.of(ground.document.text), None if code == "?" else code, name, correction.name)


def _when(statement: Statement, correction: Correction, _: Ground) -> Statement:
    edtf, at, characters = (correction.value or NONE).partition("@")
    span = next(parts_of(f"x@{characters}")).span if at else None
    if edtf == NONE:
        return msgspec.structs.replace(statement, when=None, when_span=None, when_interval=None)
    return msgspec.structs.replace(statement, when=edtf, when_span=span, when_interval=interval_of(edtf, "explicit"))


def _where(statement: Statement, correction: Correction, ground: Ground) -> Statement | None:
    part = next(parts_of(correction.value or NONE), None)
    if part is None:
        return msgspec.structs.replace(statement, where=None)
    span = part.span or (statement.where.span if statement.where else None)
    if span is None:
        return None
    place = ground.place(span, part.code) or Place(span, span.of(ground.document.text), code=part.code)
    return msgspec.structs.replace(statement, where=msgspec.structs.replace(place, rule=correction.name))


def _what(statement: Statement, correction: Correction, ground: Ground) -> Statement:
    found = []
    for part in parts_of(correction.value or NONE):
        kind, _, quantity = (x.strip() for x in part.code.partition(","))
        span = part.span or statement.trigger
        made = {"span": span, "text": span.of(ground.document.text), "kind": kind, "quantity": quantity or None}
        found.append(msgspec.convert(made, Quantity))
    return msgspec.structs.replace(statement, what=tuple(found))


def _background(statement: Statement, correction: Correction, _: Ground) -> Statement:
    return msgspec.structs.replace(statement, background=correction.value == "yes")


_SETTERS: Mapping[Slot, Callable[[Statement, Correction, Ground], Statement | None]] = {
    "event": _event, "mode": _mode, "status": _status, "voice": _voice, "actor": _parties, "recipient": _parties,
    "when": _when, "where": _where, "what": _what, "background": _background,
}  # fmt: skip

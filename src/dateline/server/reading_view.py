"""A reading as the Reader shows it: every statement with the characters of every slot, the steps, what people said.

Pure: documents, readings and corrections in, plain structs out.  Spans are pairs [start, end) of Unicode code points of
the text that is shown: that of the ledger, where NUL and halves of surrogate pairs are U+FFFD and offsets are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, TypeAlias

import msgspec

from dateline.exports.rows import sentence_of
from dateline.ledger.people.corrections import SLOTS, Correction, latest, standing, value_of
from dateline.ledger.people.overlay import match
from dateline.types import Issue, Mention, Place, Reading, Span, Statement, Step, Voice

Pair: TypeAlias = tuple[int, int]
Standing: TypeAlias = Literal["stands", "rejected", "candidate", "older"]


class Party(msgspec.Struct, frozen=True):
    """Words that name an actor or recipient, and whom they resolve to (`rule` decided)."""

    span: Pair
    text: str
    code: str | None
    name: str | None
    rule: str
    candidates: tuple[str, ...]


class VoiceTold(msgspec.Struct, frozen=True):
    """One voice of the chain; `cue`: the words that make it one."""

    span: Pair
    text: str
    cue: Pair
    code: str | None
    name: str | None
    via: str | None
    via_span: Pair | None
    kind: str
    source_kind: str


class When(msgspec.Struct, frozen=True):
    """The time of the act: EDTF, and its first and last moment (None: open)."""

    edtf: str | None
    span: Pair | None
    earliest: str | None
    latest: str | None
    granularity: str | None
    approx: bool
    basis: str | None


class Where(msgspec.Struct, frozen=True):
    """The place of the act."""

    span: Pair
    text: str
    within: str | None
    code: str | None
    name: str | None
    admin1: str | None
    level: str | None
    lat: float | None
    lon: float | None
    radius_km: float | None


class Thing(msgspec.Struct, frozen=True):
    """What is given, demanded, used or suffered."""

    span: Pair
    text: str
    kind: str
    quantity: str | None


class Operated(msgspec.Struct, frozen=True):
    """Words that bear on the status."""

    span: Pair
    force: str
    rule: str


class Reason(msgspec.Struct, frozen=True):
    """One step of the reading."""

    stage: str
    rule: str
    note: str
    spans: tuple[Pair, ...]


class Said(msgspec.Struct, frozen=True):
    """What somebody said of a statement or slot; `counts`: it is the last word on that slot that nobody took back."""

    pk: int
    slot: str
    action: str
    value: str | None
    was: str | None
    by: str
    at: str
    why: str
    counts: bool
    withdrawn: bool


class Told(msgspec.Struct, frozen=True):
    """One statement as it stands, corrected where people corrected it.

    `standing`: it stands in the ledger; is rejected by a person; is a candidate, read with too little confidence; or is
    of an older version or reading.  `values`: its slots as corrections write them; `coded`: the coder's, where they
    differ.  `certainty` and what follows it are of the text, as the innermost voice has it.
    """

    id: str
    standing: Standing
    codebook: str
    event: str
    mode: str | None
    status: str
    background: bool
    confidence: float
    trigger: Pair
    sentence: Pair
    evidence: tuple[Pair, ...]
    actor: tuple[Party, ...]
    recipient: tuple[Party, ...]
    voices: tuple[VoiceTold, ...]
    when: When | None
    where: Where | None
    what: tuple[Thing, ...]
    condition: Pair | None
    operators: tuple[Operated, ...]
    certainty: str
    mood: str
    author_certainty: str
    codes: Mapping[str, Any] | None
    contexts: tuple[str, ...]
    steps: tuple[Reason, ...]
    values: Mapping[str, str]
    coded: Mapping[str, str]
    said: tuple[Said, ...]


class Remark(msgspec.Struct, frozen=True):
    """A problem met on the way."""

    stage: str
    severity: str
    message: str
    span: Pair | None


def told_all(
    text: str, reading: Reading, corrections: Sequence[Correction], now: Mapping[int, Statement], *,
    present: bool = True,
) -> list[Told]:
    """The statements of a reading in the order of the text, then its candidates.

    `now`: those that stand in the ledger, corrected ones as corrected, by their place in the reading; those that are
    not in it were rejected.  `present`: the reading is the one that stands; of others nothing counts as rejected.
    """
    said = said_of(reading.statements, corrections)
    found = []
    for place, coded in enumerate(reading.statements):
        how: Standing = "older" if not present else "stands" if place in now else "rejected"
        found.append(told(text, now.get(place, coded), how, coded, said.get(place, ())))
    found.sort(key=lambda t: (t.trigger, t.id))
    return found + [told(text, c, "candidate") for c in sorted(reading.candidates, key=lambda c: c.trigger)]


def told(
    text: str, statement: Statement, how: Standing = "stands", coded: Statement | None = None,
    said: Sequence[Said] = (),
) -> Told:
    """One statement; `coded`: as the coder gave it."""
    fact = statement.factuality
    values = _values(statement, text)
    before = _values(coded, text) if coded is not None else values
    return Told(
        statement.id, how, statement.codebook, statement.event, statement.mode, fact.status, statement.background,
        statement.confidence, _pair(statement.trigger), _pair(sentence_of(statement)), _pairs(statement.evidence),
        tuple(_party(m, text) for m in statement.actor), tuple(_party(m, text) for m in statement.recipient),
        tuple(_voice(v, text) for v in statement.attribution), _when(statement), _where(statement.where, text),
        tuple(Thing(_pair(q.span), q.span.of(text), q.kind, q.quantity) for q in statement.what),
        _maybe(fact.condition), tuple(Operated(_pair(o.span), o.force, o.rule) for o in fact.operators),
        fact.certainty, fact.mood, fact.author_certainty,
        msgspec.structs.asdict(statement.codes) if statement.codes else None, statement.contexts,
        tuple(_reason(s) for s in statement.steps), values,
        {slot: value for slot, value in before.items() if value != values[slot]}, tuple(said),
    )  # fmt: skip


def said_of(statements: Sequence[Statement], corrections: Iterable[Correction]) -> dict[int, tuple[Said, ...]]:
    """What people said, by the place of the statement it is found to speak of, oldest first; withdrawals left out."""
    given = sorted(corrections, key=lambda c: c.pk)
    live = {c.pk for c in standing(given)}
    of: dict[int, list[Correction]] = {}
    for correction in given:
        place = match(correction, statements).place
        if correction.action != "withdraw" and place is not None:
            of.setdefault(place, []).append(correction)
    return {place: tuple(_said(mine, live)) for place, mine in of.items()}


def remarks(issues: Iterable[Issue]) -> list[Remark]:
    """The issues of a reading."""
    return [Remark(i.stage, i.severity, i.message, _maybe(i.span)) for i in issues]


def _values(statement: Statement, text: str) -> dict[str, str]:
    return {slot: value_of(statement, slot, text) for slot in SLOTS[1:]}


def _said(mine: Sequence[Correction], live: set[int]) -> Iterator[Said]:
    last = {c.pk for c in latest(c for c in mine if c.pk in live).values()}
    for c in mine:
        yield Said(c.pk, c.slot, c.action, c.value, c.was, c.by, c.at, c.why, c.pk in last, c.pk not in live)


def _party(mention: Mention, text: str) -> Party:
    return Party(_pair(mention.span), mention.span.of(text), mention.code, mention.name, mention.rule,
                 mention.candidates)


def _voice(voice: Voice, text: str) -> VoiceTold:
    return VoiceTold(_pair(voice.span), voice.span.of(text), _pair(voice.cue), voice.code, voice.name, voice.via,
                     _maybe(voice.via_span), voice.kind, voice.source_kind)


def _when(statement: Statement) -> When | None:
    time = statement.when_interval
    if statement.when is None and time is None:
        return None
    if time is None:
        return When(statement.when, _maybe(statement.when_span), None, None, None, False, None)
    return When(statement.when, _maybe(statement.when_span), time.earliest, time.latest, time.granularity, time.approx,
                time.basis)


def _where(place: Place | None, text: str) -> Where | None:
    if place is None:
        return None
    return Where(_pair(place.span), place.span.of(text), place.within, place.code, place.name, place.admin1,
                 place.level, place.lat, place.lon, place.radius_km)


def _reason(step: Step) -> Reason:
    return Reason(step.stage, step.rule, step.note, _pairs(step.spans))


def _pair(span: Span) -> Pair:
    return span.start, span.end


def _maybe(span: Span | None) -> Pair | None:
    return None if span is None else _pair(span)


def _pairs(spans: Iterable[Span]) -> tuple[Pair, ...]:
    return tuple(map(_pair, spans))

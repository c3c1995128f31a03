"""The gold format (codebook, section 11): one document a line with its statements."""

from __future__ import annotations

from typing import Any

from dateline.exports.rows import sentence_of
from dateline.rules.language import PLOVER
from dateline.types import Document, Mention, Place, Quantity, Reading, Span, Statement, Voice


def to_gold(document: Document, reading: Reading) -> dict[str, Any]:
    """The document with its statements as the scorer and the gold files have them.

    Every text is cut out of the document, so that evidence, trigger and names stand in it word for word.
    """
    return {
        "id": document.id, "title": document.title, "publisher": document.publisher,
        "published": document.published, "text": document.text,
        "statements": [_statement(document, s) for s in reading.statements],
    }


def _statement(document: Document, statement: Statement) -> dict[str, Any]:
    text, fact = document.text, statement.factuality
    first = sentence_of(statement)
    evidence = [first, *(s for s in statement.evidence if s != first)]
    return {
        "event": statement.event,
        "mode": statement.mode or None,
        "actor": [_named(text, m) for m in statement.actor],
        "recipient": [_named(text, m) for m in statement.recipient],
        "trigger": _within(statement.trigger, first).of(text),
        "evidence": [s.of(text) for s in evidence],
        "status": fact.status,
        "condition": fact.condition.of(text) if fact.condition else None,
        "attribution": [_voice(text, v) for v in statement.attribution],
        "when": statement.when,
        "where": _where(text, statement.where),
        "what": [_what(text, q) for q in statement.what],
        "background": statement.background,
        "optional": False,
    } | ({"codebook": statement.codebook} if statement.codebook != PLOVER else {})


def _within(inner: Span, outer: Span) -> Span:
    """The part of a trigger that its sentence holds (all of it, unless the stages disagree)."""
    return Span(max(inner.start, outer.start), min(inner.end, outer.end)) if inner.overlaps(outer) else inner


def _named(text: str, item: Mention | Voice) -> dict[str, Any]:
    found: dict[str, Any] = {"text": item.span.of(text), "code": item.code}
    return found | ({"name": item.name} if item.name else {})


def _voice(text: str, voice: Voice) -> dict[str, Any]:
    via = voice.via_span.of(text) if voice.via_span else voice.via
    return _named(text, voice) | ({"via": via} if via else {})


def _where(text: str, place: Place | None) -> dict[str, Any] | None:
    return {"text": place.span.of(text), "in": place.within, "code": place.code} if place else None


def _what(text: str, quantity: Quantity) -> dict[str, Any]:
    return {"text": quantity.span.of(text), "kind": quantity.kind, "quantity": quantity.quantity}

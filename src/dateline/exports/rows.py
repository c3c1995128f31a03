"""The flat tables: one row a statement, a document, an issue.

Every slot is given twice, as it stands in the text (with its span) and as what it resolves to.  Lists are
given joined with "; " for spreadsheets and nested for programs.  Spans count code points of
the document's text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from dateline.types import (
    Codes,
    Context,
    Document,
    Interval,
    Issue,
    Mention,
    Operator,
    Place,
    Reading,
    Span,
    Statement,
    Voice,
)

Row = dict[str, Any]
SEPARATOR = "; "


def statement_rows(document: Document, reading: Reading) -> Iterator[Row]:
    """One row a statement, in the order of the text."""
    for statement in reading.statements:
        yield _ids(document, statement) | _event(statement) | _roles(document, statement) | _said(
            document, statement) | _circumstances(document, statement)


def as_statements(reading: Reading) -> Reading:
    """The reading with its candidates in the place of its statements."""
    return msgspec.structs.replace(reading, statements=reading.candidates, candidates=())


def document_row(document: Document, reading: Reading) -> Row:
    """What the document is and how much was found in it; without its text."""
    return {
        "document_id": document.id,
        "text_sha256": reading.text_sha256,
        "title": document.title,
        "publisher": document.publisher,
        "published": document.published,
        "updated": document.updated,
        "authors": joined(document.authors),
        "agency": document.agency,
        "url": document.url,
        "characters": len(document.text),
        "sentences": reading.sentences,
        "statements": len(reading.statements),
        "candidates": len(reading.candidates),
        "issues": len(reading.issues),
        "contexts": joined(c.name for c in reading.contexts),
        "context_words": [_context(c) for c in reading.contexts],
    }


def _context(context: Context) -> Row:
    spans = [{"start": s.start, "end": s.end} for s in context.spans]
    return {"name": context.name, "sentences": context.sentences, "spans": spans}


def issue_row(issue: Issue) -> Row:
    """A problem beside the data: which document, at which stage, how grave, where."""
    span = issue.span
    return {
        "document_id": issue.document,
        "stage": issue.stage,
        "severity": issue.severity,
        "message": issue.message,
        "start": span.start if span else None,
        "end": span.end if span else None,
    }


def sentence_of(statement: Statement) -> Span:
    """The evidence that holds the trigger, else the first piece of evidence."""
    holding = [s for s in statement.evidence if s.covers(statement.trigger)]
    return (holding or [*statement.evidence, statement.trigger])[0]


def _ids(document: Document, statement: Statement) -> Row:
    return {
        "statement_id": statement.id, "document_id": document.id, "text_sha256": document.text_sha256,
        "title": document.title, "publisher": document.publisher, "published": document.published,
        "url": document.url,
    }


def _event(statement: Statement) -> Row:
    return {
        "codebook": statement.codebook,
        "event": statement.event,
        "mode": statement.mode,
        **{slot: getattr(statement.codes, slot, None) for slot in Codes.__struct_fields__},
        "contexts": joined(statement.contexts),
        "confidence": statement.confidence,
    }


def _roles(document: Document, statement: Statement) -> Row:
    row: Row = {}
    for role, mentions in (("actor", statement.actor), ("recipient", statement.recipient)):
        row[f"{role}_codes"] = joined(m.code or "?" for m in mentions)
        row[f"{role}_texts"] = joined(m.span.of(document.text) for m in mentions)
        row[f"{role}s"] = [_mention(document, m) for m in mentions]
    sentence = sentence_of(statement)
    row |= {"trigger": statement.trigger.of(document.text), **_span("trigger", statement.trigger)}
    return row | {"sentence": sentence.of(document.text), **_span("sentence", sentence),
                  "evidence": [{"start": s.start, "end": s.end} for s in statement.evidence]}


def _said(document: Document, statement: Statement) -> Row:
    fact, voices = statement.factuality, statement.attribution
    return {
        "status": fact.status,
        "condition": fact.condition.of(document.text) if fact.condition else None,
        **_span("condition", fact.condition),
        "certainty": fact.certainty,
        "polarity": fact.polarity,
        "time": fact.time,
        "mood": fact.mood,
        "author_certainty": fact.author_certainty,
        "author_polarity": fact.author_polarity,
        "operators": [_operator(document, o) for o in fact.operators],
        "own_voice": not voices,
        "voice_texts": joined(v.span.of(document.text) for v in voices),
        "voice_codes": joined(v.code or "?" for v in voices),
        "voices": [_voice(document, v) for v in voices],
    }


def _circumstances(document: Document, statement: Statement) -> Row:
    where = statement.where
    return {
        "when": statement.when,
        **_span("when", statement.when_span),
        **interval_row("when_", statement.when_interval),
        "when_basis": statement.when_interval.basis if statement.when_interval else None,
        "where_text": where.span.of(document.text) if where else None,
        "where_in": where.within if where else None,
        "where_code": where.code if where else None,
        **_span("where", where.span if where else None),
        **point_row("where_", where),
        "what_texts": joined(q.span.of(document.text) for q in statement.what),
        "what": [
            {
                "text": q.span.of(document.text),
                "kind": q.kind,
                "quantity": q.quantity,
                "start": q.span.start,
                "end": q.span.end,
            }
            for q in statement.what
        ],
        "background": statement.background,
        "steps": [
            {
                "stage": s.stage,
                "rule": s.rule,
                "note": s.note,
                "spans": [{"start": p.start, "end": p.end} for p in s.spans],
            }
            for s in statement.steps
        ],
    }


def _mention(document: Document, mention: Mention) -> Row:
    return {"text": mention.span.of(document.text), "code": mention.code, "name": mention.name,
            "start": mention.span.start, "end": mention.span.end, "rule": mention.rule, "basis": mention.basis,
            "candidates": joined(mention.candidates), "place_weight": mention.place_weight}


def _operator(document: Document, operator: Operator) -> Row:
    span = operator.span
    return {"text": span.of(document.text), "rule": operator.rule, "force": operator.force, "mood": operator.mood,
            "start": span.start, "end": span.end}


def _voice(document: Document, voice: Voice) -> Row:
    return {
        "text": voice.span.of(document.text),
        "code": voice.code,
        "name": voice.name,
        "via": voice.via,
        "cue": voice.cue.of(document.text),
        "kind": voice.kind,
        "source_kind": voice.source_kind,
        "start": voice.span.start,
        "end": voice.span.end,
        "rule": voice.rule,
    }


def _span(slot: str, span: Span | None) -> Row:
    return {f"{slot}_start": span.start if span else None, f"{slot}_end": span.end if span else None}


def interval_row(prefix: str, interval: Interval | None) -> Row:
    """First and last moment (None where open), the unit, and whether the bounds are meant to the letter."""
    return {
        f"{prefix}earliest": interval.earliest if interval else None,
        f"{prefix}latest": interval.latest if interval else None,
        f"{prefix}granularity": interval.granularity if interval else None,
        f"{prefix}approx": interval.approx if interval else None,
    }


def point_row(prefix: str, place: Place | None) -> Row:
    """The point with what it stands for (`level`) and how far the place may lie or extend from it (kilometres)."""
    row = {
        f"{prefix}{slot}": getattr(place, slot, None)
        for slot in ("name", "lat", "lon", "radius_km", "level", "admin1", "geonameid")
    }
    return row | {f"{prefix}chain": joined(place.chain) if place else None}


def joined(values: Iterable[str]) -> str:
    """The values in one cell."""
    return SEPARATOR.join(values)

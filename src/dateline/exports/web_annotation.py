"""W3C Web Annotation (JSON-LD): one annotation a statement, and one for each slot that it fills.

Selectors count Unicode code points of the text as it was read, half-open, as the model asks.  Who reads them against
another version of the text finds the words again by the quote, with 32 characters before and after; `text_sha256`
tells whether it is the same text.  Halves of surrogate pairs, which JSON cannot hold, stand as U+FFFD: offsets stay.
https://www.w3.org/TR/annotation-model/
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dateline.exports.chosen import Exported, Format, Given
from dateline.exports.glosses import (
    NOTICE,
    address,
    every,
    gloss,
    group,
    once,
    run_words,
    statement_name,
    urn,
    write_items,
)
from dateline.exports.jsonio import to_json
from dateline.exports.rows import sentence_of
from dateline.types import Document, Span, Statement

AROUND = 32  # characters of prefix and suffix
# Terms of our own stand under a name that leads nowhere: there is no address to look them up at.
CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"dl": "urn:x-dateline:"}]
Slot = tuple[str, Span, str]  # its name, where it stands, what it resolves to


def write(given: Given, path: Path) -> int:
    """Write one AnnotationPage; the number of annotations."""
    head = {"@context": CONTEXT, "id": urn("annotation page"), "type": "AnnotationPage", "startIndex": 0,
            "dl:note": NOTICE, "dl:coder": run_words(given)}
    return write_items(path, to_json(head).decode()[:-1] + ', "items": [', once(of_statements(given)), "]}")


def of_statements(given: Given) -> Iterator[dict[str, Any]]:
    """Each statement, followed by its slots."""
    for report, statement in every(given.reports()):
        own = urn(*statement_name(report, statement))
        yield _statement(report, statement, own)
        for number, slot in enumerate(slots(statement)):
            yield _slot(report, statement, own, number, slot)


def slots(statement: Statement) -> Iterator[Slot]:
    """The filled slots: event, actors, recipients, voices with their cues, time, place, quantities, condition."""
    yield "event", statement.trigger, " ".join(x for x in (statement.event, statement.mode) if x)
    for role, mentions in (("actor", statement.actor), ("recipient", statement.recipient)):
        yield from ((role, m.span, " · ".join(x for x in (m.code, m.name) if x)) for m in mentions)
    for voice in statement.attribution:
        yield "voice", voice.span, " · ".join(x for x in (voice.code, voice.name) if x)
        yield "cue", voice.cue, voice.kind
        if voice.via_span:
            yield "via", voice.via_span, voice.via or ""
    if statement.when_span:
        yield "when", statement.when_span, statement.when or ""
    if statement.where:
        yield "where", statement.where.span, " · ".join(
            x for x in (statement.where.name, statement.where.code, statement.where.level) if x)
    yield from (("what", q.span, f"{q.kind} {q.quantity or ''}".strip()) for q in statement.what)
    yield from (("status", o.span, o.rule) for o in statement.factuality.operators)
    if statement.factuality.condition:
        yield "condition", statement.factuality.condition, ""


def _statement(report: Exported, statement: Statement, name: str) -> dict[str, Any]:
    body = [{"type": "TextualBody", "purpose": "classifying", "format": "text/plain",
             "value": " ".join(x for x in (statement.event, statement.mode) if x)},
            {"type": "TextualBody", "purpose": "describing", "format": "text/plain", "language": "en",
             "value": gloss(report.document, statement)}]  # fmt: skip
    return {"id": name, "type": "Annotation", "motivation": "classifying", "body": body,
            "target": target(report.document, sentence_of(statement)), **_said(report, statement)}


def _said(report: Exported, statement: Statement) -> dict[str, Any]:
    fact, document = statement.factuality, report.document
    voices = [{"dl:words": v.span.of(document.text), "dl:code": v.code, "dl:name": v.name,
               "dl:kind": v.kind, "dl:source_kind": v.source_kind} for v in statement.attribution]
    return {
        "dl:statement_id": statement.id, "dl:document_id": document.id,
        "dl:codebook": statement.codebook, "dl:status": fact.status, "dl:group": group(statement),
        "dl:certainty": fact.certainty, "dl:mood": fact.mood, "dl:background": statement.background,
        "dl:confidence": statement.confidence, "dl:own_voice": not statement.attribution,
        "dl:voices": voices, "dl:when": statement.when, "dl:contexts": [*statement.contexts],
    }  # fmt: skip


def _slot(report: Exported, statement: Statement, of: str, number: int, slot: Slot) -> dict[str, Any]:
    name, span, value = slot
    body = [{"type": "TextualBody", "purpose": "tagging", "format": "text/plain", "value": name}]
    if value:
        body.append({"type": "TextualBody", "purpose": "identifying", "format": "text/plain", "value": value})
    return {"id": urn(*statement_name(report, statement), name, str(number)), "type": "Annotation",
            "motivation": "tagging", "body": body, "target": target(report.document, span), "dl:of": of}


def target(document: Document, span: Span) -> dict[str, Any]:
    """The characters, by place and by quote."""
    text = document.text
    return {
        "source": address(document),
        "selector": [
            {"type": "TextPositionSelector", "start": span.start, "end": span.end},
            {"type": "TextQuoteSelector", "exact": span.of(text),
             "prefix": text[max(span.start - AROUND, 0) : span.start], "suffix": text[span.end : span.end + AROUND]},
        ],
        "dl:text_sha256": document.text_sha256,
    }  # fmt: skip


FORMAT = Format("annotations", "W3C Web Annotation: statements and slots by position and quote", (".jsonld", ".json"),
                True, write)

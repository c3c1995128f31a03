"""All stages on one screen: a document in, a reading out."""

from __future__ import annotations

from datetime import date

import msgspec

from dateline.knowledge import Knowledge
from dateline.parse import MODEL, parse_document
from dateline.reading.attribution import attribute
from dateline.reading.codebooks import in_order, own_statements, stands
from dateline.reading.confidence import surest_alone
from dateline.reading.contexts import document_contexts, sentence_contexts, with_contexts
from dateline.reading.entities import resolve_entities
from dateline.reading.events import code_events
from dateline.reading.gate import may_hold_event, unread
from dateline.reading.place_roles import with_event_places, with_roles
from dateline.reading.places import find_places, no_persons, no_times
from dateline.reading.reference_date import by_dateline
from dateline.reading.scores import with_codes
from dateline.reading.staleness import stale
from dateline.reading.statements import Evidence, compose
from dateline.reading.times import find_times
from dateline.rules.apply import Match
from dateline.types import Document, Issue, Reading


def read(document: Document, know: Knowledge, model: str = MODEL, gated: bool = False) -> Reading:
    """Read one document.  A pure function: same document, knowledge and version, same reading.

    Offsets in the reading count code points of `document.text`.
    `gated`: a text in which no rule could fire is not parsed; it has no statements either way (see `gate`).
    """
    if gated and not may_hold_event(document.text, know, model):
        return unread(document)
    issues = _odd_date(document)
    if issues:
        document = msgspec.structs.replace(document, published=None)
    document, notes = by_dateline(document, know)
    issues = (*issues, *notes)
    if document.published and (warning := stale(document.published, know)):
        issues = (*issues, Issue(document.id, "entities", warning, "note"))
    matches, seen = gather(document, know, model)
    contexts = sentence_contexts(seen.parse, know)
    found = in_order(compose(document, matches, seen, know), own_statements(document, seen, know))
    statements = tuple(with_contexts(with_codes(s, seen.parse, know), contexts, seen.parse, know) for s in found)
    places = with_event_places(seen.places, statements, seen.parse)
    surest = surest_alone(seen.parse, statements)
    kept = frozenset(s.id for s in statements if stands(s, know, surest))
    sure = tuple(s for s in statements if s.id in kept)
    return Reading(
        document.id,
        document.text_sha256,
        statements=sure,
        candidates=tuple(s for s in statements if s.id not in kept),
        issues=issues,
        sentences=len(seen.parse.sentences),
        times=seen.times,
        places=places,
        contexts=document_contexts(contexts, sure, seen.parse),
    )


def _odd_date(document: Document) -> tuple[Issue, ...]:
    """An issue where the publication date is no date: it then counts as unknown."""
    try:
        date.fromisoformat(document.published or "2000-01-01")
    except ValueError:
        why = f"The publication date {document.published!r} is not YYYY-MM-DD: dates counted from it stay open."
        return (Issue(document.id, "times", why),)
    return ()


def gather(document: Document, know: Knowledge, model: str = MODEL) -> tuple[tuple[Match, ...], Evidence]:
    """All that the rooms find before statements are composed."""
    parse = parse_document(document, model)
    attributions = attribute(parse, know)
    entities = resolve_entities(parse, know, attributions)
    matches = code_events(parse, entities, know)
    times = find_times(parse, know)
    places = no_persons(no_times(find_places(parse, know), times), entities)
    return matches, Evidence(parse, entities, times, with_roles(places, parse, entities, know), attributions)

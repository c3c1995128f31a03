"""What every answer says of a statement: in words, quoted, with its place in the text, its status and its voices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from dateline.exports.plain import flat, headline, status_words, voice_words
from dateline.exports.rows import sentence_of
from dateline.ledger.linking import is_linked
from dateline.ledger.loading import entries
from dateline.ledger.nouns import Entry
from dateline.ledger.rows import fit
from dateline.ledger.schema import STATEMENTS
from dateline.types import Document, Mention, Place, Span, Voice

Told = dict[str, Any]
REMINDER = ("As reported, never as true: certainty is of the text. `status` says how it is told (actual, planned, "
            "possible, negated) by the innermost of `voices`; without voices the report says so itself. Offsets are "
            "half-open ranges of Unicode code points of the document with this text_sha256.")
STALE = ("Stories, incidents, claims and origins are those of an earlier state of the ledger. `dateline link --ledger "
         "…` makes them anew.")
MANY = 500  # values in one IN list


def answer(connection: sa.Connection, linked: bool = False, **told: Any) -> Told:
    """An answer with what it is to be taken for; `linked`: it rests on stories, incidents or claims."""
    stale = {"links": STALE} if linked and not is_linked(connection) else {}
    return {"as_reported": REMINDER, **told, **stale}


def statement(entry: Entry) -> Told:
    """One statement: `gloss` in words, the sentence as `quote`, every slot with its characters."""
    document, told = entry.document, entry.statement
    sentence = sentence_of(told)
    return {
        "statement_id": told.id, "gloss": gloss(entry), **passage(document, sentence), "event": told.event,
        "mode": told.mode, "status": told.factuality.status, "own_voice": not told.attribution,
        "voices": [voice(document, v) for v in told.attribution], "actor": [party(document, m) for m in told.actor],
        "recipient": [party(document, m) for m in told.recipient], "trigger": words(document, told.trigger),
        "when": told.when, "where": where(document, told.where), "background": told.background,
        "certainty": told.factuality.certainty, "confidence_of_reading": round(told.confidence, 3),
    }  # fmt: skip


def gloss(entry: Entry) -> str:
    """`Moscow (RUS) → Kyiv (UKR) ASSAULT: reported as planned; said by officials (unnamed, RUS GOV): will attack`."""
    document, told = entry.document, entry.statement
    head = headline(document, told).replace("  ", " ")
    return fit(f"{head}: {status_words(document, told)}; {voice_words(document, told)}")


def passage(document: Document, span: Span) -> Told:
    """Quote, offsets and the report that they are of."""
    return {**quoted(document, span), **source(document)}


def quoted(document: Document, span: Span) -> Told:
    """The characters and where they stand."""
    return {"quote": fit(span.of(document.text)), "start": span.start, "end": span.end}


def source(document: Document) -> Told:
    """Which report it is."""
    return {"document_id": document.id, "text_sha256": document.text_sha256, "url": document.url,
            "title": document.title, "publisher": document.publisher, "published": document.published}


def words(document: Document, span: Span) -> Told:
    """The characters of a slot."""
    return {"text": fit(span.of(document.text)), "start": span.start, "end": span.end}


def party(document: Document, mention: Mention) -> Told:
    """An actor or recipient: its words and whom they resolve to (`code` null: nobody; `candidates`: left open)."""
    more = {"candidates": [*mention.candidates]} if mention.candidates else {}
    return {**words(document, mention.span), "code": mention.code, "name": mention.name, **more}


def voice(document: Document, told: Voice) -> Told:
    """Who says so, outermost first; `cue`: the words that make it a voice."""
    return {**words(document, told.span), "code": told.code, "name": told.name, "kind": told.kind,
            "source_kind": told.source_kind, "cue": flat(told.cue.of(document.text)), "via": told.via}


def where(document: Document, place: Place | None) -> Told | None:
    """The place of the act; a point stands for what `level` says."""
    if place is None:
        return None
    return {**words(document, place.span), "name": place.name, "country": place.code, "level": place.level,
            "lat": place.lat, "lon": place.lon}


def by_number(connection: sa.Connection, numbers: Iterable[int]) -> Mapping[int, Entry]:
    """The present statements with these row numbers."""
    wanted = {*numbers}
    documents: set[int] = set()
    ordered = sorted(wanted)
    for start in range(0, len(ordered), MANY):
        query = sa.select(STATEMENTS.c.document_pk).where(STATEMENTS.c.statement_pk.in_(ordered[start : start + MANY]))
        documents.update(connection.execute(query).scalars())
    return {e.pk: e for e in entries(connection, documents) if e.pk in wanted} if documents else {}

"""A document and its reading as rows of the tables.

Text of the database holds no NUL and no half of a surrogate pair: each is U+FFFD there, so that offsets stay.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import msgspec

from dateline.exports.jsonio import to_json
from dateline.exports.rows import joined, sentence_of
from dateline.types import Codes, Document, Mention, Reading, Run, Statement, Voice

Row = dict[str, Any]
Kept = TypeVar("Kept", Reading, Statement)
UNFIT = re.compile("[\x00\ud800-\udfff]")
MONTHLY = frozenset({"instant", "minute", "hour", "daypart", "day", "weekend", "week", "month"})
LATER = frozenset({"updated", "authors", "agency"})  # unset they leave the digests of earlier ledgers as they are
NO_CODES = dict.fromkeys(Codes.__struct_fields__)


def digest_of(document: Document) -> str:
    """Digest of everything that is known of the document."""
    fields = {k: v for k, v in msgspec.to_builtins(document).items() if v or k not in LATER}
    return hashlib.sha256(to_json(fields)).hexdigest()[:32]


def coder_row(run: Run) -> Row:
    """What made the readings of a run; `digest` tells coders apart."""
    settings = json.dumps(run.settings, sort_keys=True, ensure_ascii=False)
    parts = {"version": run.version, "knowledge": run.knowledge, "model": run.model, "settings": settings}
    return {"digest": hashlib.sha256(to_json(parts)).hexdigest()[:32], **parts}


def document_row(document: Document, digest: str, loaded: str) -> Row:
    """All columns of `documents` but its number and version.  `digest`: of `digest_of`."""
    fit = fit_document(document)
    raw = None if fit is document else document.text.encode("utf-8", "surrogatepass")
    return {
        "document_id": fit.id, "digest": digest, "text_sha256": document.text_sha256,
        "title": fit.title, "publisher": fit.publisher, "published": fit.published, "url": fit.url,
        "language": fit.language, "dateline": fit.dateline, "near": fit.near, "updated": fit.updated,
        "authors": fit_authors(document) or None, "agency": fit.agency, "characters": len(fit.text),
        "text": fit.text, "raw": raw, "loaded": loaded, "current": True,
    }  # fmt: skip


def fit_document(document: Document) -> Document:
    """The document in characters that any database holds; the same object where it is so already."""
    values = {name: value for name in document.__struct_fields__ if isinstance(value := getattr(document, name), str)}
    unfit = {name: fit(value) for name, value in values.items() if UNFIT.search(value)}
    return msgspec.structs.replace(document, **unfit) if unfit else document


def fit_authors(document: Document) -> str:
    """The names of the byline in one cell, one a line."""
    return fit("\n".join(document.authors))


def fit(text: str) -> str:
    """The text in characters that any database holds; same length."""
    return UNFIT.sub("\ufffd", text)


def packed(value: Reading | Statement) -> bytes:
    """JSON, deflated."""
    try:
        plain = msgspec.json.encode(value)
    except UnicodeEncodeError:  # half a surrogate pair in the words of a mention
        plain = to_json(msgspec.to_builtins(value))
    return zlib.compress(plain, 1)


def unpacked_reading(body: bytes) -> Reading:
    """The reading that `packed` kept."""
    return _decoded(zlib.decompress(body), Reading)


def unpacked_statement(body: bytes) -> Statement:
    """The statement that `packed` kept."""
    return _decoded(zlib.decompress(body), Statement)


def _decoded(plain: bytes, kind: type[Kept]) -> Kept:
    try:
        return msgspec.json.decode(plain, type=kind)
    except msgspec.DecodeError:  # half a surrogate pair, escaped
        return msgspec.convert(json.loads(plain), kind)


def statement_row(document: Document, statement: Statement) -> Row:
    """The columns of `statements` that the statement itself gives.  `document`: as `fit_document` made it."""
    text, fact, voices = document.text, statement.factuality, statement.attribution
    sentence = sentence_of(statement)
    codes = msgspec.structs.asdict(statement.codes) if statement.codes else NO_CODES
    return {
        "statement_id": statement.id, "codebook": statement.codebook, "event": statement.event,
        "mode": statement.mode, **codes, "contexts": joined(statement.contexts), "confidence": statement.confidence,
        "actor_codes": joined(m.code or "?" for m in statement.actor),
        "actor_texts": joined(m.span.of(text) for m in statement.actor),
        "recipient_codes": joined(m.code or "?" for m in statement.recipient),
        "recipient_texts": joined(m.span.of(text) for m in statement.recipient),
        "trigger": statement.trigger.of(text), "trigger_start": statement.trigger.start,
        "trigger_end": statement.trigger.end, "sentence": sentence.of(text), "sentence_start": sentence.start,
        "sentence_end": sentence.end, "status": fact.status,
        "condition": fact.condition.of(text) if fact.condition else None, "certainty": fact.certainty,
        "polarity": fact.polarity, "time": fact.time, "mood": fact.mood, "author_certainty": fact.author_certainty,
        "own_voice": not voices, "voice_texts": joined(v.span.of(text) for v in voices),
        "voice_codes": joined(v.code or "?" for v in voices), "voice_kinds": joined(v.kind for v in voices),
        **_circumstances(document, statement),
    }  # fmt: skip


def _circumstances(document: Document, statement: Statement) -> Row:
    time, where, what = statement.when_interval, statement.where, statement.what
    return {
        "when": statement.when, "when_earliest": time and time.earliest, "when_latest": time and time.latest,
        "when_granularity": time and time.granularity, "when_approx": time and time.approx,
        "where_text": where and where.span.of(document.text), "where_name": where and where.name,
        "where_code": where and where.code, "where_admin1": where and where.admin1, "where_lat": where and where.lat,
        "where_lon": where and where.lon, "where_radius_km": where and where.radius_km,
        "where_level": where and where.level, "where_geonameid": where and where.geonameid,
        "what_texts": joined(q.span.of(document.text) for q in what),
        "what_kinds": joined(dict.fromkeys(q.kind for q in what)), "background": statement.background,
        "published": document.published, "month": month_of(document, statement),
    }  # fmt: skip


def month_of(document: Document, statement: Statement) -> str | None:
    """The month in a series: of the event where its time is known so well, else of publication; for background none."""
    time = statement.when_interval
    if time and time.earliest and time.latest and time.granularity in MONTHLY and time.earliest[:7] == time.latest[:7]:
        return time.earliest[:7]
    return None if statement.background or not document.published else document.published[:7]


def party_rows(document: Document, statement: Statement) -> Iterator[Row]:
    """Who takes part: actors, recipients, voices."""
    roles: tuple[tuple[str, tuple[Mention | Voice, ...]], ...] = (
        ("actor", statement.actor), ("recipient", statement.recipient), ("voice", statement.attribution))
    for role, mentions in roles:
        for number, mention in enumerate(mentions):
            country, _, sector = (mention.code or "").partition(" ")
            yield {
                "role": role, "number": number, "code": mention.code, "country": country or None,
                "sector": sector or None, "name": mention.name, "text": mention.span.of(document.text),
                "start": mention.span.start, "end": mention.span.end,
            }  # fmt: skip


def dyad_rows(statement: Statement, month: str | None) -> Iterator[Row]:
    """The pairs of countries that the act runs between; both orders where it has actors only."""
    mutual = not statement.recipient
    actors = _countries(statement.actor)
    others = actors if mutual else _countries(statement.recipient)
    codes = statement.codes
    for actor in actors:
        for recipient in others:
            if actor != recipient:
                yield {
                    "actor": actor, "recipient": recipient, "mutual": mutual, "month": month,
                    "event": statement.event, "quad": codes and codes.quad, "status": statement.factuality.status,
                    "own_voice": not statement.attribution, "background": statement.background,
                    "plover_score": codes and codes.plover_score, "goldstein": codes and codes.goldstein,
                }  # fmt: skip


def _countries(mentions: Iterable[Mention]) -> list[str]:
    return [*dict.fromkeys(m.country for m in mentions if m.country)]

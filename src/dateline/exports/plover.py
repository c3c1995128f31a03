"""PLOVER's JSON: one event a line, parties as lists, status as modes, and all else that we know under `x_dateline`.

Keys and their meaning are those of PLOVER's manual (draft 2.0, data fields).  It holds talk: what PLOVER reduces
(planned aid is AGREE) is reduced, what it does not reduce keeps its type with one of the auxiliary modes *historical*,
*future*, *hypothetical*, *negation*; the statement's own type, status and voices stand under `x_dateline`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from dateline.exports.acts import OWN, UNCODED, is_reduced, where_of
from dateline.exports.chosen import Exported, Format, Given, Written, coder_version
from dateline.exports.days import UNDATED, bounds, event_day, is_day
from dateline.exports.jsonio import to_json, write_whole
from dateline.exports.parties import Party, parties
from dateline.exports.rows import sentence_of
from dateline.exports.tables import event_types
from dateline.rules.language import PLOVER
from dateline.types import Document, Place, Span, Statement, Voice

AUXILIARY: Mapping[str, str] = {"planned": "future", "possible": "hypothetical", "negated": "negation"}
RESOLUTION: Mapping[str, int] = {"point": 1, "area": 2, "region": 3, "country": 4}  # the higher the vaguer; 5: none
FEATURES: Mapping[str, str] = {"city": "P", "capital": "P", "country": "A", "water": "H", "facility": "S"}
Record = dict[str, Any]


def write(given: Given, path: Path) -> Written:
    """Write the statements of PLOVER's types that have a date: the event's, else that of the report."""
    left: Counter[str] = Counter()
    made, version = 0, coder_version(given)

    def lines() -> Iterator[bytes]:
        nonlocal made
        left.clear()
        for exported in given.reports():
            for statement in exported.reading.statements:
                found = record(exported, statement, version)
                if isinstance(found, str):
                    left[found] += 1
                else:
                    made += 1
                    yield to_json(found) + b"\n"

    write_whole(path, lines())
    return Written(made, left)


def record(exported: Exported, statement: Statement, version: str) -> Record | str:
    """The event as PLOVER has it, or the reason why there is none."""
    document, codes = exported.document, statement.codes
    if statement.codebook != PLOVER:
        return OWN
    if codes is None or codes.plover_event is None:
        return UNCODED
    day, end, basis = _days(document, statement)
    if not day:
        return UNDATED
    sentence = sentence_of(statement)
    found: Record = {
        "id": statement.id,
        "has_event": True,
        "date": day,
        "enddate": end,
        "actor": [_entity(p) for p in parties(document, statement.actor)] or [{"sector": "UNK"}],
        "recipient": [_entity(p) for p in parties(document, statement.recipient)],
        "event": [codes.plover_event],
        "mode": modes(statement),
        "event_text": [statement.trigger.of(document.text)],
        "quad_code": event_types()[codes.plover_event]["quad"],
        "event_scale": codes.plover_score,
        "context": list(statement.contexts),
        "event_loc": _location(statement.where),
        "link": document.url,
        "text": sentence.of(document.text),
        "text_info": {"start": sentence.start, "end": sentence.end},
        "cite_info": _filled({
            "url": document.url, "title": document.title, "language": document.language,
            "publication": document.publisher, "coder": "Dateline", "codebook": "PLOVER 2.0", "version": version,
        }),
        "coder": f"Dateline {version}",
        "x_dateline": _own(exported, statement, basis),
    }  # fmt: skip
    return _filled(found)


def _days(document: Document, statement: Statement) -> tuple[str, str, str]:
    """Date, last date, and where they are from: the day of the event, or its first and last day where the report is of
    another time, or the day of the report."""
    reduced = is_reduced(statement)
    if not reduced and (own := event_day(statement)):
        return own, "", "event"
    first, last = ("", "") if reduced else bounds(document, statement)
    if first:
        return first, last, "interval"
    return document.published if document.published and is_day(document.published) else "", "", "publication"


def modes(statement: Statement) -> list[str]:
    """PLOVER's mode, then the auxiliary ones: of a promise (a reduced plan) there is none but *historical*."""
    codes = statement.codes
    found = [codes.plover_mode] if codes and codes.plover_mode else []
    if statement.background:
        found.append("historical")
    if not is_reduced(statement) and (auxiliary := AUXILIARY.get(statement.factuality.status)):
        found.append(auxiliary)
    return found


def _entity(one: Party) -> Record:
    sectors = [s for s in one.sectors if s != "UNK"] or list(one.sectors)
    return _filled({
        "code": one.country or one.body, "sector": sectors[-1] if sectors else None, "entity_text": one.text,
        "identifier_text": one.name if one.name != one.text else None,
    })  # fmt: skip


def _location(place: Place | None) -> Record | None:
    if place is None:
        return None
    where, point = where_of(place), where_of(place).lat != ""
    return _filled({
        "extracted_place": place.text, "resolved_place": place.name, "geonameid": place.geonameid,
        "lat": place.lat if point else None, "lon": place.lon if point else None, "city": where.city,
        "district": where.district, "province": where.province, "country": where.country, "country_code": where.code,
        "feature_class": FEATURES.get(place.kind or ""), "resolution": RESOLUTION.get(place.level or "", 5),
    })  # fmt: skip


def _own(exported: Exported, statement: Statement, basis: str) -> Record:
    """What PLOVER has no key for.  Spans are [start, end) in code points of the report's text."""
    document, fact = exported.document, statement.factuality
    interval = statement.when_interval
    return _filled({
        "statement_id": statement.id,
        "document_id": document.id,
        "text_sha256": exported.reading.text_sha256,
        "event": statement.event,
        "mode": statement.mode,
        "status": fact.status,
        "realis": {"certainty": fact.certainty, "polarity": fact.polarity, "time": fact.time, "mood": fact.mood},
        "author_certainty": fact.author_certainty,
        "condition": fact.condition.of(document.text) if fact.condition else None,
        "background": statement.background,
        "own_voice": not statement.attribution,
        "attribution": [_voice(document, v) for v in statement.attribution],
        "actor_codes": [m.code for m in statement.actor],
        "recipient_codes": [m.code for m in statement.recipient],
        "date_basis": basis,
        "when": statement.when,
        "interval": interval and _filled({
            "earliest": interval.earliest, "latest": interval.latest, "granularity": interval.granularity,
            "approx": interval.approx, "basis": interval.basis}),
        "what": [_filled({"text": q.text, "kind": q.kind, "quantity": q.quantity}) for q in statement.what],
        "place_level": statement.where and statement.where.level,
        "radius_km": statement.where and statement.where.radius_km,
        "cameo": statement.codes and statement.codes.cameo,
        "confidence": statement.confidence,
        "published": document.published,
        "origin": exported.origin,
        "story": exported.story,
        "spans": _spans(statement),
        "coder_trace": [f"{s.stage}: {s.rule}{f' ({s.note})' if s.note else ''}" for s in statement.steps],
    })  # fmt: skip


def _voice(document: Document, voice: Voice) -> Record:
    return _filled({
        "source": voice.span.of(document.text), "code": voice.code, "name": voice.name, "via": voice.via,
        "verb": voice.cue.of(document.text), "stance": voice.kind, "source_kind": voice.source_kind,
        "span": _pair(voice.span),
    })  # fmt: skip


def _spans(statement: Statement) -> Record:
    where, condition = statement.where, statement.factuality.condition
    return _filled({
        "sentence": _pair(sentence_of(statement)),
        "trigger": _pair(statement.trigger),
        "actor": [_pair(m.span) for m in statement.actor],
        "recipient": [_pair(m.span) for m in statement.recipient],
        "what": [_pair(q.span) for q in statement.what],
        "when": _pair(statement.when_span) if statement.when_span else None,
        "where": _pair(where.span) if where else None,
        "condition": _pair(condition) if condition else None,
    })  # fmt: skip


def _pair(span: Span) -> list[int]:
    return [span.start, span.end]


def _filled(record: Record) -> Record:
    """The record without what is unknown or empty; lists of parties and modes stay."""
    kept = ("recipient", "mode", "attribution", "background", "own_voice", "approx", "has_event", "event_scale")
    return {k: v for k, v in record.items() if v not in (None, "", [], {}) or (k in kept and v is not None)}


FORMAT = Format("plover", "PLOVER's JSON, one event a line, with status and voices", (".jsonl",), True, write)

"""A reading as it travels between processes and onto disk: its JSON, with what can be counted without opening it."""

from __future__ import annotations

import hashlib
import json
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec

from dateline.exports.jsonio import to_json
from dateline.types import Document, Issue, Reading

FAILED, QUARANTINED, GATED = "engine", "quarantine", "gate"  # stages of issues
AWAY = frozenset({FAILED, QUARANTINED})
T = TypeVar("T")


class Coded(msgspec.Struct, frozen=True):
    """The reading of one document as JSON, and its counts.

    `failed`: it has no statements because reading it failed; `quarantined`: because it took its process down or the
    time ran out; `gated`: nothing in the text can make a statement, so it was not parsed.  `seconds`: processor time
    that it took; no result depends on it.
    """

    reading: bytes
    text_sha256: str
    failed: bool = False
    quarantined: bool = False
    gated: bool = False
    sentences: int = 0
    statements: int = 0
    candidates: int = 0
    issues: int = 0
    seconds: float = 0.0


def coded(reading: Reading, seconds: float = 0.0) -> Coded:
    """The reading, packed."""
    stages = {i.stage for i in reading.issues}
    return Coded(
        packed(reading), reading.text_sha256, has_failed(reading), _has_error(reading, QUARANTINED), GATED in stages,
        reading.sentences, len(reading.statements), len(reading.candidates), len(reading.issues), seconds)


def reading_of(made: Coded) -> Reading:
    """The reading, unpacked."""
    return unpacked(made.reading, Reading)


def failed(document: Document, why: str, stage: str = FAILED) -> Reading:
    """A reading without statements that says why."""
    return Reading(document.id, document.text_sha256, (), issues=(Issue(document.id, stage, why, "error"),))


def text_mark(document: Document) -> str:
    """How an issue names the text that went into quarantine: another text under the same id is tried."""
    return f"(Text {document.text_sha256[:16]}.)"


def has_failed(reading: Reading) -> bool:
    """Is this a reading that `failed` made?"""
    return any(_has_error(reading, stage) for stage in AWAY)


def _has_error(reading: Reading, stage: str) -> bool:
    return any(issue.stage == stage and issue.severity == "error" for issue in reading.issues)


def sameness(document: Document) -> bytes:
    """Digest of all that a reading depends on: documents that share it have one reading, but for their ids.

    Of the address only the host counts, which may name a place.  Byline, agency, language and the date of the version
    are not read.
    """
    parts = (document.text, document.title, document.publisher, document.published, _host(document.url),
             document.near, document.dateline)
    return hashlib.sha256(to_json(parts)).digest()[:16]


def _host(url: str | None) -> str:
    try:
        return urlsplit(url or "").hostname or ""
    except ValueError:  # "http://[broken"
        return ""


def readdressed(made: Coded, document: Document) -> Coded:
    """The reading of a document with the same `sameness`, as that of `document`.  Only ids differ: statements are
    numbered by their text, not by their document."""
    reading = reading_of(made)
    if reading.document == document.id:
        return made
    issues = tuple(msgspec.structs.replace(i, document=document.id) for i in reading.issues)
    again = msgspec.structs.replace(reading, document=document.id, issues=issues)
    return msgspec.structs.replace(made, reading=packed(again), seconds=0.0)


def packed(value: Any) -> bytes:
    """JSON of a struct; half of a surrogate pair, which UTF-8 cannot hold, is escaped."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return to_json(msgspec.to_builtins(value))


def unpacked(data: bytes, kind: type[T]) -> T:
    """The struct that `packed` made the JSON of."""
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.DecodeError:
        return msgspec.convert(json.loads(data), kind)

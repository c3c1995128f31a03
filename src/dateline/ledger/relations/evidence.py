"""The words behind a relation: the passage of a statement, whose voice it is, from which independent report."""

from __future__ import annotations

import msgspec

from dateline.exports.plain import flat
from dateline.exports.rows import sentence_of
from dateline.ledger.nouns import Entry
from dateline.types import Status, Voice


class Passage(msgspec.Struct, frozen=True):
    """A sentence that a relation rests on.

    `start` and `end`: half-open, code points of the document's text.  `says`: what it tells (given, asked for, opens
    …); `status`: how; `voice`: whose words, None for the report's own.
    """

    statement: int
    statement_id: str
    document: str
    publisher: str | None
    published: str | None
    sentence: str
    start: int
    end: int
    says: str
    status: Status
    voice: str | None


def passage(entry: Entry, says: str, status: Status) -> Passage:
    """The sentence of the statement, on one line."""
    document, span = entry.document, sentence_of(entry.statement)
    return Passage(
        entry.pk, entry.statement.id, document.id, document.publisher, document.published,
        flat(span.of(document.text)), span.start, span.end, says, status, told_by(entry),
    )  # fmt: skip


def told_by(entry: Entry) -> str | None:
    """The innermost voice with its code, then those that it was heard through; None for the report's own."""
    voices = [_label(entry.document.text, v) for v in reversed(entry.statement.attribution)]
    return ", as told by ".join(voices) or None


def origin_of(entry: Entry) -> str:
    """The independent report that the statement stands in; while documents are not linked, its document."""
    return entry.origin or f"document {entry.document.id}"


def _label(text: str, voice: Voice) -> str:
    words = flat(voice.span.of(text))
    if voice.code is None and voice.span.overlaps(voice.cue):
        return f"no named source (“{words}”)"
    return f"{words} ({voice.code})" if voice.code else words

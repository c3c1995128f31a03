"""Reports and readings made by hand, for tests of what is done with them: quicker than reading, no surprises."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from dateline.ledger.book import Ledger
from dateline.ledger.recording import record
from dateline.ledger.schema import DOCUMENTS
from dateline.ledger.stories.tables import STORIES, STORY_DOCUMENTS
from dateline.types import (
    Codes,
    Document,
    Factuality,
    Interval,
    Mention,
    Place,
    Quantity,
    Reading,
    Run,
    Span,
    Statement,
    Voice,
)

CODER = Run("1.0", "knowledge", "model")
Pair = tuple[Document, Reading]
Named = tuple[str, str | None, str | None]  # words, code, name
RUSSIA: Named = ("Moscow", "RUS GOV", "Russia")
KOREA: Named = ("Pyongyang", "PRK", "North Korea")
UKRAINE: Named = ("Kyiv", "UKR", "Ukraine")


def report(name: str, text: str, day: str | None, *claims: dict[str, Any], publisher: str | None = "The Gull",
           title: str | None = None, url: str | None = None) -> Pair:
    """A report with a reading; each claim is the keywords of `claim`, in the order of the text."""
    document = Document(name, text, title, publisher, day, url)
    statements = tuple(claim(text, n, **given) for n, given in enumerate(claims))
    return document, Reading(name, document.text_sha256, statements, sentences=text.count(". ") + 1)


def claim(text: str, number: int, trigger: str, event: str = "AID", *, mode: str | None = None,
          actor: Sequence[Named] = (RUSSIA,), recipient: Sequence[Named] = (), status: Any = "actual",
          voices: Sequence[tuple[str, str | None, str | None, Any]] = (), when: str | None = None,
          interval: tuple[str | None, str | None] | None = None, where: Named | None = None,
          what: Sequence[tuple[str, Any]] = (), contexts: tuple[str, ...] = (), background: bool = False,
          confidence: float = 0.9, quad: int = 2, codebook: str = "plover") -> Statement:
    """A statement whose words are looked up in the text."""
    at = span(text, trigger)
    start = max(text.rfind(". ", 0, at.start) + 2, 0) if ". " in text[: at.start] else 0
    stop = text.find(". ", at.end)
    sentence = Span(start, len(text) if stop < 0 else stop + 1)
    key = f"{text}|{trigger}|{event}|{number}|{status}"
    return Statement(
        hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16], event, mode,
        tuple(Mention(span(text, w), w, c, n) for w, c, n in actor),
        tuple(Mention(span(text, w), w, c, n) for w, c, n in recipient), at, (sentence,), Factuality(status),
        tuple(Voice(span(text, w), w, at, c, n, kind=kind) for w, c, n, kind in voices), when, None,
        Interval(*interval, "day") if interval else None,
        Place(span(text, where[0]), where[0], code=where[1], name=where[2]) if where else None,
        tuple(Quantity(span(text, w), w, kind) for w, kind in what), background, confidence,
        Codes(quad, status == "actual", event, mode, None, None, None), contexts, (), codebook)


def span(text: str, words: str) -> Span:
    """The first place of the words in the text."""
    at = text.index(words)
    return Span(at, at + len(words))


def enter(ledger: Ledger, *pairs: Pair, run: Run = CODER) -> int:
    """Put the reports into the ledger, as a run of their own; its number."""
    recording = record(ledger, run)
    recording.add(pairs)
    recording.finish()
    return recording.run_id


def link(ledger: Ledger, story: str, **origins: str) -> None:
    """Put reports into a story by hand: id of the report = id of the report at the head of its origin."""
    with ledger.writing() as connection:
        rows = connection.execute(sa.select(DOCUMENTS.c.document_id, DOCUMENTS.c.document_pk))
        numbers = {row[0]: row[1] for row in rows}
        if not connection.execute(sa.select(STORIES).where(STORIES.c.story_id == story)).first():
            connection.execute(sa.insert(STORIES), {
                "story_id": story, "title": "", "reports": 2, "origins": 1, "parties": "", "why": "",
                "central": numbers[next(iter(origins))]})
        connection.execute(sa.insert(STORY_DOCUMENTS), [
            {"document_pk": numbers[name], "story_id": story, "number": number, "origin": numbers[origin],
             "development": 1, "origin_why": "", "why": ""} for number, (name, origin) in enumerate(origins.items())])

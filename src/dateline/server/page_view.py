"""The page of a report as it was seen, as a document of its own: harmless, marked, under a policy that runs nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dateline.server.reading_view import Pair, Told
from dateline.server.seen import Mark, Slot, anchored

# Without `allow-scripts` nothing in the page runs; `allow-same-origin` lets the desk around it light up the marks.
POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; " \
         "sandbox allow-same-origin"
LARGEST = 1_000_000  # characters of a page that is shown: longer ones take seconds to align with their text


def page_view(html: str, text: str, statements: Sequence[Told]) -> str:
    """The document: `html` is the page as it was given, `text` what was drawn from it and read."""
    found = anchored(html, text, tuple(marks(statements)))
    lost = len({mark.statement for mark in found.missing if mark.slot == "trigger"})
    words = f"{lost} of {len(statements)} statements have no sure place on the page."
    note = f'<p class="note">{words}</p>' if lost else ""
    return ('<!doctype html><html lang="en"><head><meta charset="utf-8"><title>The page as it was seen</title>'
            f'<link rel="stylesheet" href="/page.css"></head><body>{note}{found.html}</body></html>')


def marks(statements: Iterable[Told]) -> Iterator[Mark]:
    """What is marked of each statement."""
    for told in statements:
        for slot, (start, end) in _spans(told):
            yield Mark(told.id, slot, told.status, start, end)  # type: ignore[arg-type]


def _spans(told: Told) -> Iterator[tuple[Slot, Pair]]:
    yield "sentence", told.sentence
    yield "trigger", told.trigger
    yield from (("actor", party.span) for party in told.actor)
    yield from (("recipient", party.span) for party in told.recipient)
    if told.when and told.when.span:
        yield "when", told.when.span
    if told.where:
        yield "where", told.where.span
    yield from (("voice", voice.span) for voice in told.voices)

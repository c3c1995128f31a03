"""The grid of a story: for each incident the slots, and what each origin tells of them in whose voice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dateline.ledger.incidents.incidents import Incident, Report
from dateline.ledger.incidents.versions import HAPPENED, Slot, Value
from dateline.ledger.incidents.voicing import NOBODY
from dateline.ledger.table import Table, table

COLUMNS = ("incident", "headline", "slot", "agreement", "differs", "origin", "source", "published", "copies", "value",
           "voice", "statements", "document_id", "start", "end", "sentence")


def grid(found: Sequence[Incident]) -> Table:
    """One row for each value of a slot and origin that tells it; incidents in the order given.

    `agreement` is that of the whole slot; `differs`: reports differ in it; `voice`: whose word it is (*as reported*:
    the report's own); `copies`: reports of this origin; start and end count code points of the document's text.
    """
    return table(COLUMNS, (row for incident in found for row in _rows(incident)))


def _rows(incident: Incident) -> Iterator[dict[str, Any]]:
    heads = columns(incident)
    for slot in incident.slots:
        for value in slot.values:
            for telling in value.tellings:
                report = heads[telling.origin]
                yield {
                    "incident": incident.id, "headline": incident.headline, "slot": slot.name,
                    "agreement": slot.agreement, "differs": slot.agreement == "differ", "origin": telling.origin,
                    "source": source(report), "published": report.day or None,
                    "copies": sum(r.origin == telling.origin for r in incident.reports),
                    "value": value_words(slot, value), "voice": "; ".join(telling.voices),
                    "statements": list(telling.statements), "document_id": telling.passage.document,
                    "start": telling.passage.start, "end": telling.passage.end, "sentence": telling.passage.words,
                }  # fmt: skip


def columns(incident: Incident) -> dict[str, Report]:
    """The origins with the first report of each, by day of publication."""
    heads: dict[str, Report] = {}
    for report in incident.reports:
        heads.setdefault(report.origin, report)
    return heads


def source(report: Report) -> str:
    """Who published it, else its title, else its id."""
    return report.publisher or report.title or report.document


def value_words(slot: Slot, value: Value) -> str:
    """What is told, in words: of status whether it happened, of other slots the words of the reports."""
    return HAPPENED[value.key.partition(" | ")[0]] if slot.name == "whether" else value.text


def cell(slot: Slot, origin: str) -> list[tuple[str, str]]:
    """What one origin tells of a slot: values in words, each with its voices."""
    return [(value_words(slot, value), "; ".join(telling.voices))
            for value in slot.values for telling in value.tellings if telling.origin == origin]


def holder_words(value: Value) -> str:
    """Under whose name a version of *whether* stands."""
    who = value.key.partition(" | ")[2]
    if not who:
        return "as reported, own voice"
    return "without naming a source" if who == NOBODY else f"said by {value.text}"

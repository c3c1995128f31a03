"""The readers, one by one, each looked up only when a set needs it.

A reader that does not exist yet stops its own set (`NotBuilt`) and no other.
"""

from __future__ import annotations

import importlib
from functools import cached_property
from typing import Any

import msgspec

from dateline.types import Document, Reading, Span, Statement
from evaluation.base import NotBuilt, Row

# What a defect in a reader raises; one bad document must not cost the figures of all others, so the row
# counts as unread and the figure `crashed` tells.
DEFECTS = (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)


def part(module: str, name: str) -> Any:
    """The attribute `name` of a module of Dateline.  Raises NotBuilt where either is missing."""
    try:
        found = importlib.import_module(module)
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] != "dateline":
            raise
        raise NotBuilt(f"{error.name} is not built yet.") from error
    if not hasattr(found, name):
        raise NotBuilt(f"{module}.{name} is not built yet.")
    return getattr(found, name)


def document_of(row: Row) -> Document:
    """A gold row as a document; a publication date that is no ISO date is left out."""
    published = row.get("published") or row.get("dct") or row.get("date")
    published = str(published)[:10] if published else None
    return Document(
        id=row["id"],
        text=row["text"],
        title=row.get("title") or None,
        publisher=row.get("publisher") or None,
        published=published if published and _is_date(published) else None,
        url=row.get("url") or None,
    )


def _is_date(value: str) -> bool:
    parts = value.split("-")
    return [len(p) for p in parts] == [4, 2, 2] and all(p.isdigit() for p in parts)


def _act(token: Any, matches: Any) -> str:
    """The type of the event that a rule reads at the token, or empty."""
    return next((m.rule.event for m in matches if m.head is token), "")


class Rooms:
    """The rooms of the house that the sets look into.  Tests put a smaller house in its place.

    `candidates`: statements below the threshold of confidence count as statements too.
    """

    def __init__(self, candidates: bool = False) -> None:
        self.candidates = candidates

    @cached_property
    def know(self) -> Any:
        """The knowledge that ships with Dateline."""
        return part("dateline.knowledge", "load_knowledge")()

    def parse(self, document: Document) -> Any:
        """Sentences and tokens of a document."""
        return part("dateline.parse", "parse_document")(document)

    def read(self, document: Document) -> Reading:
        """The whole reading of a document."""
        reading: Reading = part("dateline.reading.pipeline", "read")(document, self.know)
        if not self.candidates:
            return reading
        found = sorted((*reading.statements, *reading.candidates), key=lambda s: s.trigger.start)
        return msgspec.structs.replace(reading, statements=tuple(found), candidates=())

    def by_rules(self, document: Document) -> tuple[list[tuple[str, bool]], list[tuple[Statement, bool]]]:
        """The rules that fired (False: one only proposed), and the statements made, with whether they stand."""
        matches, seen = part("dateline.reading.pipeline", "gather")(document, self.know)
        told = part("dateline.reading.statements", "compose")(document, matches, seen, self.know)
        surest = part("dateline.reading.confidence", "surest_alone")(seen.parse, told)
        enough = part("dateline.reading.confidence", "enough")
        fired = [(m.rule.id, not m.lacking) for m in matches]
        return fired, [(s, enough(s, self.know, surest)) for s in told]

    def to_gold(self, document: Document, reading: Reading) -> Row:
        """A reading in the format of the gold reports."""
        row: Row = part("dateline.exports.gold", "to_gold")(document, reading)
        return row

    def resolve_phrase(self, text: str, on: str | None, context: str = "") -> Any:
        """Whom a phrase names on a date; `context`: words that stood around it."""
        return part("dateline.reading.entities", "resolve_phrase")(text, self.know, on=on, context=context)

    def entities(self, document: Document) -> Any:
        """The actors of a document, to be resolved token by token."""
        parse = self.parse(document)
        return part("dateline.reading.entities", "resolve_entities")(parse, self.know, self.attribute(parse))

    def attribute(self, parse: Any) -> Any:
        """Who says what: attributions of a parsed document."""
        return part("dateline.reading.attribution", "attribute")(parse, self.know)

    def judge(self, token: Any, parse: Any, attributions: Any) -> Any:
        """Whether the event named by a token happened."""
        return part("dateline.reading.factuality", "judge")(token, parse, self.know, attributions)

    def told_times(self, parse: Any) -> Any:
        """The time expressions of a parsed document, as statements use them."""
        return part("dateline.reading.times", "find_times")(parse, self.know)

    def times(self, parse: Any) -> Any:
        """The time expressions of a parsed document, as the TIMEX3 guidelines mark them."""
        return part("dateline.reading.times", "find_times")(parse, self.know, timex3=True)

    def places(self, parse: Any) -> Any:
        """The place names of a parsed document."""
        return part("dateline.reading.places", "find_places")(parse, self.know)

    def places_at(self, parse: Any, spans: Any) -> Any:
        """The places of spans that are known to be place names."""
        return part("dateline.reading.toponyms", "resolve_spans")(parse, spans, self.know)

    def when(self, document: Document, word: Span) -> Any:
        """The time of the event that a word names, whether or not a statement is coded of it."""
        token, matches, seen = self._gathered(document, word)
        judged = self.judge(token, seen.parse, seen.attributions)
        anchor = part("dateline.reading.anchoring", "anchor_event")
        return anchor(token, seen.times, seen.parse, self.know, judged, _act(token, matches))

    def where(self, document: Document, word: Span) -> Any:
        """The place of the event that a word names, whether or not a statement is coded of it."""
        token, matches, seen = self._gathered(document, word)
        taken = frozenset(t.i for m in matches if m.head is token for ts in m.roles.values() for t in ts)
        judged = self.judge(token, seen.parse, seen.attributions)
        locate = part("dateline.reading.places", "locate_event")
        found = locate(token, seen.places, seen.parse, self.know, taken, judged, _act(token, matches))
        return found.place if found else None

    def _gathered(self, document: Document, word: Span) -> tuple[Any, Any, Any]:
        """The token that starts a word, and all that is found in the document before statements are composed."""
        matches, seen = part("dateline.reading.pipeline", "gather")(document, self.know)
        token = next(t for t in seen.parse.tokens if t.start <= word.start < t.end)
        return token, matches, seen

    def quad(self, event: str) -> int | None:
        """The quad class (1 to 4) of an event type."""
        kind = self.know.events.get(event)
        return int(kind.quad) if kind else None

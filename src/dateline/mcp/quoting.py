"""Does a quote stand in a report of the ledger, where, and what is read there: fact or talk."""

from __future__ import annotations

import re
from collections.abc import Iterator

import sqlalchemy as sa

from dateline.errors import DatelineError, LedgerError
from dateline.exports.rows import sentence_of
from dateline.ledger import search
from dateline.ledger.loading import document as load
from dateline.ledger.loading import entries
from dateline.ledger.schema import DOCUMENTS
from dateline.mcp.telling import Told, answer, passage, source, statement
from dateline.types import Document
from dateline.verifying.finding import documents_called
from dateline.verifying.quotes import Found, find_quote

LOOKED = 25  # reports that are looked through for a quote
WORDS = 12  # of a quote, the longest, that are looked up
SHOWN = 5  # reports, and statements in each, that an answer has
_WORD = re.compile(r"\w{2,}")
_ORDER = ("exact", "near", "absent")


def verify_quote(connection: sa.Connection, quote: str, document: str) -> Told:
    """Where the quote stands to the letter, but for typography, or what comes nearest; with the statements read there.

    `document`: the id or address of a report; without it the reports that have its words are looked through.
    """
    if not _WORD.search(quote):
        raise DatelineError("The quote has no words.")
    numbers = _named(connection, document.strip()) if document.strip() else _likely(connection, quote)
    found = sorted(_found(connection, numbers, quote), key=lambda one: (_ORDER.index(one[2].verbatim), -one[2].share))
    best = found[0][2].verbatim if found else "absent"
    kept = [one for one in found if one[2].verbatim == best and one[2].spans]
    places = [_place(connection, number, text, hit) for number, text, hit in kept[:SHOWN]]
    return answer(connection, verbatim=best, reports_looked_through=len(numbers), places=places,
                  left_out=len(kept) - len(places), note=_note(best, places, document.strip(), len(numbers)))


def _named(connection: sa.Connection, name: str) -> list[int]:
    numbers = documents_called(connection, name)
    if not numbers:
        raise LedgerError(f"There is no report with the id or address {name!r}. search_statements gives ids.")
    return numbers


def _likely(connection: sa.Connection, quote: str) -> list[int]:
    """The reports that have all of the quote's longest words, then those that have most of them."""
    words = sorted({w.casefold() for w in _WORD.findall(quote)}, key=lambda w: (-len(w), w))[:WORDS]
    quoted = [f'"{w}"' for w in words]
    found: dict[str, None] = {}
    for asked in (" ".join(quoted), " OR ".join(quoted)):
        if len(found) < LOOKED:
            rows = search.documents(connection, asked, limit=LOOKED, order="best")
            found |= dict.fromkeys(row["document_id"] for row in rows)
    d = DOCUMENTS.c
    query = sa.select(d.document_pk).where(d.document_id.in_([*found][:LOOKED]), d.current).order_by(d.document_pk)
    return [*connection.execute(query).scalars()]


def _found(connection: sa.Connection, numbers: list[int], quote: str) -> Iterator[tuple[int, Document, Found]]:
    for number in numbers:
        text = load(connection, number)
        if text is not None:
            yield number, text, find_quote(text.text, quote)


def _place(connection: sa.Connection, number: int, text: Document, hit: Found) -> Told:
    span = hit.spans[0]
    there = [e for e in entries(connection, [number]) if sentence_of(e.statement).overlaps(span)]
    head = passage(text, span) if hit.verbatim != "absent" else {"nearest": passage(text, span), **source(text)}
    return {**head, "differs": hit.differs or None, "places_in_this_report": len(hit.spans),
            "statements": [statement(e) for e in there[:SHOWN]], "statements_left_out": max(0, len(there) - SHOWN)}


def _note(best: str, places: list[Told], document: str, looked: int) -> str:
    if best == "exact":
        return "Verbatim. Whether it is told as a fact, the statements say; none: Dateline has read nothing there."
    if best == "near":
        return "The same words, written otherwise: see `differs`."
    where = "this report" if document else f"the {looked} reports that have most of its words"
    nowhere = f"It does not stand in {where}." if document or looked else "No report has any of its longer words."
    return nowhere + (" The nearest passages are given, with what they have otherwise." if places else "")

"""Full-text search: passages of statements, and whole reports, with the hits marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, TypeAlias

import sqlalchemy as sa

from dateline.errors import DatelineError
from dateline.ledger.conditions import conditions, documents_of
from dateline.ledger.fulltext import (
    by_index,
    create_search,
    documents_hit,
    is_frequent,
    marked,
    newest_first,
    scores,
    sentences_hit,
)
from dateline.ledger.query import Asked, as_filter
from dateline.ledger.schema import DOCUMENTS, STATEMENTS
from dateline.ledger.table import Table, table
from dateline.ledger.wording import hits_in, passage_of, with_marks
from dateline.types import Span

__all__ = ["create_search", "documents", "search"]

Order: TypeAlias = Literal["newest", "best"]
RANKED = 1_000  # hits, the newest, among which `order="best"` looks for the best
S, D = STATEMENTS.c, DOCUMENTS.c
PASSAGES = ("statement_id", "published", "publisher", "event", "status", "actor_codes", "recipient_codes",
            "voice_texts", "passage", "hits", "score", "sentence", "sentence_start", "sentence_end", "title", "url",
            "document_id")
REPORTS = ("document_id", "published", "publisher", "title", "passage", "start", "end", "hits", "score", "url",
           "statements")


def search(
    connection: sa.Connection, text: str, asked: Asked = None, limit: int = 50, order: Order = "newest",
) -> Table:
    """The statements whose sentence answers the search, each with its sentence, `[hit|…]` around what was found.

    `hits`: the spans in the report's text.  `order`: the newest reports first, or those that answer best (of the
    newest `RANKED`).  Raises DatelineError for what is no search or no filter.
    """
    dialect = connection.dialect.name
    frequent = is_frequent(connection, STATEMENTS, text)
    wanted = [*conditions(as_filter(asked), dialect), sentences_hit(text, dialect, frequent)]
    query = sa.select(S.statement_pk).where(*wanted).order_by(*newest_first(STATEMENTS, True, frequent))
    best = _best(connection, STATEMENTS, text, query, limit, order)
    hits = {row[0]: row[1] for row in connection.execute(marked(STATEMENTS, text, [*best], dialect))}
    columns = [c for n in PASSAGES if (c := S.get(n, D.get(n))) is not None]
    rows = connection.execute(sa.select(S.statement_pk, *columns).join(
        DOCUMENTS, D.document_pk == S.document_pk).where(S.statement_pk.in_([*best]))).mappings()
    found = {row["statement_pk"]: _passage({**row}, hits.get(row["statement_pk"], ""), best) for row in rows}
    return table(PASSAGES, [found[pk] for pk in best])


def documents(
    connection: sa.Connection, text: str, asked: Asked = None, limit: int = 50, order: Order = "newest",
) -> Table:
    """The reports whose title or text answers the search, each with its first passage and the number of its statements.

    Of the filter only the fields on reports count: since, until, publisher, document, story, run.  `start`, `end` and
    `hits` are places in the report's text; without a hit there (it is in the title) the passage is the beginning.
    Raises DatelineError for what is no search or no filter.
    """
    dialect = connection.dialect.name
    wanted = [*documents_of(as_filter(asked)), documents_hit(text, dialect)]
    newest = newest_first(DOCUMENTS, True, is_frequent(connection, DOCUMENTS, text))
    query = sa.select(D.document_pk).where(*wanted).order_by(*newest)
    best = _best(connection, DOCUMENTS, text, query, limit, order)
    hits = {row[0]: row[1] for row in connection.execute(marked(DOCUMENTS, text, [*best], dialect))}
    made = sa.select(sa.func.count()).where(S.document_pk == D.document_pk, S.current.is_(True)).scalar_subquery()
    columns = [c for n in (*REPORTS, "text") if (c := D.get(n)) is not None]
    rows = connection.execute(sa.select(D.document_pk, *columns, made.label("statements")).where(
        D.document_pk.in_([*best]))).mappings()
    found = {row["document_pk"]: _report({**row}, hits.get(row["document_pk"], ""), best) for row in rows}
    return table(REPORTS, [found[pk] for pk in best])


def _best(
    connection: sa.Connection, of: sa.Table, text: str, query: sa.Select[Any], limit: int, order: Order,
) -> dict[int, float | None]:
    """Row numbers in the order wanted, with their scores."""
    if order not in ("newest", "best"):
        raise DatelineError(f"Nothing is ordered by {order!r}. The choices: newest, best.")
    with by_index(connection):
        newest = connection.execute(query.limit(max(limit, RANKED) if order == "best" else limit)).scalars().all()
    if order == "newest":
        return dict.fromkeys(newest)
    rank = {number: float(score) for number, score in _each(connection, of, text, newest)}
    ordered = sorted(newest, key=lambda pk: -rank.get(pk, 0.0))[:limit]  # equals stay in their order, newest first
    return {pk: rank.get(pk, 0.0) for pk in ordered}


def _each(connection: sa.Connection, of: sa.Table, text: str, numbers: Sequence[int]) -> Iterable[tuple[int, float]]:
    for row in connection.execute(scores(of, text, numbers, connection.dialect.name)):
        yield row[0], row[1]


def _passage(row: Mapping[str, Any], marked_text: str, best: Mapping[int, float | None]) -> dict[str, Any]:
    text = row["sentence"]
    hits = hits_in(text, marked_text)
    shift = row["sentence_start"]
    return {**row} | {
        "passage": with_marks(text, Span(0, len(text)), hits), "score": best[row["statement_pk"]],
        "hits": [{"start": h.start + shift, "end": h.end + shift} for h in hits],
    }


def _report(row: Mapping[str, Any], marked_text: str, best: Mapping[int, float | None]) -> dict[str, Any]:
    text = row["text"]
    hits = hits_in(text, marked_text)
    shown = passage_of(text, hits)
    return {**row} | {
        "passage": with_marks(text, shown, hits), "start": shown.start, "end": shown.end,
        "score": best[row["document_pk"]], "hits": [{"start": h.start, "end": h.end} for h in hits],
    }

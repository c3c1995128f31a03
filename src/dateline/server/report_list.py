"""The reports that stand in the ledger, as a list to look through: newest first, searched, filtered, page by page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from dateline.ledger import search
from dateline.ledger.conditions import documents_of
from dateline.ledger.filters import Filter
from dateline.ledger.fulltext import by_index, documents_hit, is_frequent, newest_first
from dateline.ledger.schema import DOCUMENTS, READINGS
from dateline.ledger.table import Table, table

D, R = DOCUMENTS.c, READINGS.c
LISTED = ("document_pk", "document_id", "published", "publisher", "title", "url", "statements", "sentences",
          "characters")
AT_ONCE = 500  # reports whose passages are looked up in one go


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which reports: words in title or text, a publisher (`*`: anything), days of publication, both inside."""

    text: str = ""
    publisher: str = ""
    since: str | None = None
    until: str | None = None

    @property
    def filter(self) -> Filter:
        """The fields on reports.  Raises DatelineError for days that are none."""
        return Filter(publisher=self.publisher or (), since=self.since or None, until=self.until or None)


def listed(connection: sa.Connection, wanted: Wanted, limit: int | None = None, offset: int = 0) -> Table:
    """Reports, the newest first; with a search also the passage that was found, the hits marked.

    Raises DatelineError for what is no search or no day.
    """
    rows = _fetch(connection, wanted, _query(connection, wanted).limit(limit).offset(offset))
    if not wanted.text:
        return table(LISTED, rows)
    found = _passages(connection, wanted, [row["document_id"] for row in rows])
    return table((*LISTED, "passage"), [{**row, "passage": found.get(row["document_id"], "")} for row in rows])


def total(connection: sa.Connection, wanted: Wanted) -> int:
    """How many there are."""
    of = DOCUMENTS.join(READINGS, (R.document_pk == D.document_pk) & R.current)
    rows = sa.select(sa.func.count().label("reports")).select_from(of).where(*_conditions(connection, wanted))
    return int(_fetch(connection, wanted, rows)[0]["reports"])


def neighbours(connection: sa.Connection, wanted: Wanted, pk: int) -> dict[str, Mapping[str, Any] | None]:
    """The reports before (`newer`) and after (`older`) this one in the list, also where it is not in it itself."""
    day = connection.execute(sa.select(sa.func.coalesce(D.published, "")).where(D.document_pk == pk)).scalar()
    if day is None:
        return {"newer": None, "older": None}
    here = sa.tuple_(sa.literal(day), sa.literal(pk))
    there = sa.tuple_(sa.func.coalesce(D.published, sa.literal_column("''")), D.document_pk)
    base = _query(connection, wanted).order_by(None)
    ways = {"newer": (there > here, [c.asc() for c in there.clauses]),
            "older": (there < here, [c.desc() for c in there.clauses])}
    found: dict[str, Mapping[str, Any] | None] = {}
    for way, (condition, order) in ways.items():
        rows = _fetch(connection, wanted, base.where(condition).order_by(*order).limit(1))
        found[way] = rows[0] if rows else None
    return found


def publishers(connection: sa.Connection) -> Table:
    """Who published the reports that stand, with how many, the most frequent first."""
    many = sa.func.count()
    rows = sa.select(D.publisher, many).where(D.current, D.publisher.is_not(None)).group_by(D.publisher)
    return table(("publisher", "reports"), connection.execute(rows.order_by(many.desc(), D.publisher).limit(1_000)))


def sql(connection: sa.Connection, wanted: Wanted) -> str:
    """The query of the list, values written out."""
    dialects: Mapping[str, Any] = {"sqlite": sqlite.dialect, "postgresql": postgresql.dialect}
    made = dialects[connection.dialect.name](paramstyle="named")
    return f"{_query(connection, wanted).compile(dialect=made, compile_kwargs={'literal_binds': True})};"


def _conditions(connection: sa.Connection, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    hit = [documents_hit(wanted.text, connection.dialect.name)] if wanted.text else []
    return [*documents_of(wanted.filter), *hit]


def _query(connection: sa.Connection, wanted: Wanted) -> sa.Select[Any]:
    columns = (D.document_pk, D.document_id, D.published, D.publisher, D.title, D.url, R.statements, R.sentences,
               D.characters)
    frequent = is_frequent(connection, DOCUMENTS, wanted.text or None)
    rows = sa.select(*columns).join(READINGS, (R.document_pk == D.document_pk) & R.current)
    return rows.where(*_conditions(connection, wanted)).order_by(*newest_first(DOCUMENTS, bool(wanted.text), frequent))


def _fetch(connection: sa.Connection, wanted: Wanted, rows: sa.Select[Any]) -> list[dict[str, Any]]:
    if not wanted.text:
        return [dict(row) for row in connection.execute(rows).mappings()]
    with by_index(connection):
        return [dict(row) for row in connection.execute(rows).mappings()]


def _passages(connection: sa.Connection, wanted: Wanted, ids: Sequence[str]) -> dict[str, str]:
    """The passage of each report, by its id; ids of reports that stand are unique."""
    found: dict[str, str] = {}
    for start in range(0, len(ids), AT_ONCE):
        some = tuple(ids[start : start + AT_ONCE])
        rows: Iterable[Mapping[str, Any]] = search.documents(connection, wanted.text, Filter(document=some), len(some))
        found |= {row["document_id"]: row["passage"] for row in rows}
    return found

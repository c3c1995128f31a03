"""Documents, readings and statements out of the ledger, as they went in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa

from dateline.layout import Layout
from dateline.ledger import schema
from dateline.ledger.nouns import Entry
from dateline.ledger.pages import layout
from dateline.ledger.rows import unpacked_reading, unpacked_statement
from dateline.ledger.stories.tables import STORY_DOCUMENTS
from dateline.types import Document, Reading

Links = Mapping[int, tuple[str, str]]
DOCUMENTS, READINGS, STATEMENTS = schema.DOCUMENTS, schema.READINGS, schema.STATEMENTS
AT_ONCE = 200  # documents whose readings are held in memory at once


class Stored(NamedTuple):
    """A document with what is read in it at present, and their row numbers."""

    document_pk: int
    document: Document
    reading_pk: int
    reading: Reading


def document_of(row: sa.Row[tuple[object, ...]]) -> Document:
    """The document as it was given, from a row of `documents`."""
    text = row.raw.decode("utf-8", "surrogatepass") if row.raw is not None else row.text
    authors = tuple(filter(None, (row.authors or "").split("\n")))
    return Document(row.document_id, text, row.title, row.publisher, row.published, row.url, row.language,
                    row.dateline, row.near, row.updated, authors, row.agency)


def document(connection: sa.Connection, document_pk: int) -> Document | None:
    """The document with this number."""
    row = connection.execute(sa.select(DOCUMENTS).where(DOCUMENTS.c.document_pk == document_pk)).one_or_none()
    return None if row is None else document_of(row)


def current_documents(connection: sa.Connection) -> list[int]:
    """The numbers of the documents that have a present reading, rising."""
    query = sa.select(READINGS.c.document_pk).where(READINGS.c.current).order_by(READINGS.c.document_pk)
    return [*connection.execute(query).scalars()]


def stored(connection: sa.Connection, documents: Iterable[int] | None = None) -> Iterator[Stored]:
    """Documents (these numbers, or all) with their present readings, in the order of their numbers."""
    numbers = current_documents(connection) if documents is None else sorted(set(documents))
    for part in _parts(numbers):
        query = (sa.select(DOCUMENTS, READINGS.c.reading_pk, READINGS.c.body)
                 .join(READINGS, READINGS.c.document_pk == DOCUMENTS.c.document_pk)
                 .where(DOCUMENTS.c.document_pk.in_(part), READINGS.c.current).order_by(DOCUMENTS.c.document_pk))
        for row in connection.execute(query):
            yield Stored(row.document_pk, document_of(row), row.reading_pk, unpacked_reading(row.body))


def entries(
    connection: sa.Connection, documents: Iterable[int] | None = None, links: Links | None = None,
) -> Iterator[Entry]:
    """The statements of the present ledger in these documents (or in all), corrected where somebody corrected them.

    `links`: origin and story of each document, by its number; those that the ledger keeps where they are not given.
    """
    numbers = current_documents(connection) if documents is None else sorted(set(documents))
    known = linked(connection) if links is None else links
    for part in _parts(numbers):
        rows: dict[int, list[Any]] = {}
        query = (sa.select(STATEMENTS.c.statement_pk, STATEMENTS.c.document_pk, STATEMENTS.c.number, STATEMENTS.c.body)
                 .where(STATEMENTS.c.document_pk.in_(part), STATEMENTS.c.current)
                 .order_by(STATEMENTS.c.number, STATEMENTS.c.statement_pk))
        for found in connection.execute(query):
            rows.setdefault(found.document_pk, []).append(found)
        for one in stored(connection, part):
            for row in rows.get(one.document_pk, ()):
                body = row.body
                statement = one.reading.statements[row.number] if body is None else unpacked_statement(body)
                yield Entry(row.statement_pk, one.document, statement, *known.get(one.document_pk, ("", "")))


def linked(connection: sa.Connection, documents: Iterable[int] | None = None) -> dict[int, tuple[str, str]]:
    """Origin (the id of the document at the head of its copies) and story id of each document, by document number."""
    head = DOCUMENTS.alias("head")
    query = sa.select(STORY_DOCUMENTS.c.document_pk, head.c.document_id, STORY_DOCUMENTS.c.story_id).join(
        head, head.c.document_pk == STORY_DOCUMENTS.c.origin)
    if documents is None:
        return {pk: (origin, story) for pk, origin, story in connection.execute(query)}
    found: dict[int, tuple[str, str]] = {}
    for part in _parts(sorted(set(documents))):
        some = query.where(STORY_DOCUMENTS.c.document_pk.in_(part))
        found |= {pk: (origin, story) for pk, origin, story in connection.execute(some)}
    return found


def entry(connection: sa.Connection, start: str) -> list[tuple[Entry, bool]]:
    """Statements whose id begins with `start`, with whether they stand in the present ledger; the latest first."""
    query = (sa.select(STATEMENTS, READINGS.c.body.label("reading_body"))
             .join(READINGS, READINGS.c.reading_pk == STATEMENTS.c.reading_pk)
             .where(STATEMENTS.c.statement_id.startswith(start, autoescape=True))
             .order_by(STATEMENTS.c.current.desc(), STATEMENTS.c.statement_pk.desc()).limit(50))
    found = []
    for row in connection.execute(query).all():
        text = document(connection, row.document_pk)
        if text is not None:
            statement = (unpacked_statement(row.body) if row.body is not None
                         else unpacked_reading(row.reading_body).statements[row.number])
            found.append((Entry(row.statement_pk, text, statement), bool(row.current)))
    return found


def layout_of(connection: sa.Connection, statement_pk: int) -> Layout | None:
    """Where the text of a statement's report stands on the pages of its file; None where that is not kept."""
    pk = connection.execute(
        sa.select(STATEMENTS.c.document_pk).where(STATEMENTS.c.statement_pk == statement_pk)).scalar()
    return None if pk is None else layout(connection, pk)


def _parts(numbers: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(numbers), AT_ONCE):
        yield numbers[start : start + AT_ONCE]

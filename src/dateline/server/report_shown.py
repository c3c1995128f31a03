"""One report out of the ledger with all that was read in it, of any version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
import sqlalchemy as sa

from dateline.errors import LedgerError
from dateline.ledger import pages, query
from dateline.ledger.people.correcting import of_text
from dateline.ledger.rows import unpacked_reading, unpacked_statement
from dateline.ledger.schema import CODERS, DOCUMENTS, READINGS, STATEMENTS
from dateline.ledger.stories.tables import STORIES, STORY_DOCUMENTS
from dateline.ledger.table import Table, table
from dateline.server.page_view import LARGEST
from dateline.server.reading_view import Remark, Told, remarks, told_all
from dateline.types import Reading, Statement

D, R, S = DOCUMENTS.c, READINGS.c, STATEMENTS.c
HEAD = ("document_pk", "document_id", "version", "title", "publisher", "published", "url", "language", "dateline",
        "near", "characters", "loaded", "text_sha256")


class Version(msgspec.Struct, frozen=True):
    """A text that was seen under the same id."""

    document_pk: int
    version: int
    loaded: str
    current: bool


class Shown(msgspec.Struct, frozen=True):
    """A report: what it is, its text, its statements and candidates, and where it belongs.

    `present`: it is the version that stands in the ledger; in others nothing can be judged.  `coder`: what read it.
    `story`, `origin`: where it is linked, the story, and the report that it is a copy or rewrite of (`copy`) or heads.
    `page`: it can be shown as it was seen.
    """

    document: Mapping[str, Any]
    text: str
    present: bool
    coder: Mapping[str, Any] | None
    sentences: int
    statements: list[Told]
    remarks: list[Remark]
    versions: list[Version]
    story: Mapping[str, Any] | None
    origin: Mapping[str, Any] | None
    page: bool = False


def shown(connection: sa.Connection, pk: int) -> Shown:
    """The report with this row number.  Raises LedgerError where there is none."""
    document = _document(connection, pk)
    found = _reading(connection, pk)
    present = bool(document["current"] and found is not None and found.current)
    reading = unpacked_reading(found.body) if found is not None else Reading(document["document_id"], "", ())
    now = _standing(connection, found.reading_pk, reading) if found is not None and present else {}
    corrections = of_text(connection, document["text_sha256"])
    return Shown(
        {name: document[name] for name in HEAD}, document["text"], present, _coder(connection, found),
        reading.sentences, told_all(document["text"], reading, corrections, now, present=present),
        remarks(reading.issues), _versions(connection, document["document_id"]), *_linked(connection, pk),
        _has_page(connection, pk),
    )  # fmt: skip


def _has_page(connection: sa.Connection, pk: int) -> bool:
    """Whether a page is kept that is not too long to be shown."""
    html = pages.page(connection, pk)
    return html is not None and len(html) <= LARGEST


def statements_of(connection: sa.Connection, pk: int) -> Table:
    """The flat rows of the report's statements in the order of the text: as they stand, of older versions as they were
    read.  Raises LedgerError where there is no such report."""
    _document(connection, pk)
    found = _reading(connection, pk)
    stands = S.current.is_(True) if found is not None and found.current else S.correction_pk.is_(None)
    of = (S.reading_pk == found.reading_pk) if found is not None else sa.false()
    joined = STATEMENTS.join(DOCUMENTS, D.document_pk == S.document_pk)
    rows = sa.select(*query.COLUMNS).select_from(joined).where(S.document_pk == pk, of, stands)
    rows = rows.order_by(S.trigger_start, S.statement_id)
    return table([c.name for c in query.COLUMNS], connection.execute(rows))


def document_id(connection: sa.Connection, pk: int) -> str:
    """The id of a report.  Raises LedgerError where there is none."""
    return str(_document(connection, pk)["document_id"])


def missing(pk: int) -> LedgerError:
    """There is no such report."""
    return LedgerError(f"There is no report {pk} in the ledger.")


def _document(connection: sa.Connection, pk: int) -> sa.RowMapping:
    row = connection.execute(sa.select(DOCUMENTS).where(D.document_pk == pk)).mappings().one_or_none()
    if row is None:
        raise missing(pk)
    return row


def _reading(connection: sa.Connection, pk: int) -> sa.Row[Any] | None:
    """The present reading of this version, else the last one that was made."""
    rows = sa.select(READINGS).where(R.document_pk == pk).order_by(R.current.desc(), R.reading_pk.desc()).limit(1)
    return connection.execute(rows).one_or_none()


def _standing(connection: sa.Connection, reading_pk: int, reading: Reading) -> dict[int, Statement]:
    """The statements that stand, by their place in the reading."""
    rows = sa.select(S.number, S.body).where(S.reading_pk == reading_pk, S.current).order_by(S.statement_pk)
    return {number: reading.statements[number] if body is None else unpacked_statement(body)
            for number, body in connection.execute(rows)}


def _coder(connection: sa.Connection, found: sa.Row[Any] | None) -> Mapping[str, Any] | None:
    if found is None:
        return None
    columns = (CODERS.c.version, CODERS.c.knowledge, CODERS.c.model)
    row = connection.execute(sa.select(*columns).where(CODERS.c.coder_pk == found.coder_pk)).mappings().one()
    return dict(row)


def _versions(connection: sa.Connection, document_id: str) -> list[Version]:
    rows = sa.select(D.document_pk, D.version, D.loaded, D.current).where(D.document_id == document_id)
    return [Version(*row) for row in connection.execute(rows.order_by(D.version))]


def _linked(connection: sa.Connection, pk: int) -> tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]:
    """The story and the origin of a report, where it is linked."""
    mine = connection.execute(sa.select(STORY_DOCUMENTS).where(STORY_DOCUMENTS.c.document_pk == pk)).one_or_none()
    if mine is None:
        return None, None
    wanted = (STORIES.c.story_id, STORIES.c.title, STORIES.c.reports, STORIES.c.origins)
    story = connection.execute(sa.select(*wanted).where(STORIES.c.story_id == mine.story_id)).mappings().one_or_none()
    head = connection.execute(sa.select(D.document_pk, D.title, D.publisher, D.document_id).where(
        D.document_pk == mine.origin)).mappings().one_or_none()
    copies = connection.execute(sa.select(sa.func.count()).where(STORY_DOCUMENTS.c.origin == mine.origin)).scalar_one()
    origin = {**head, "copy": mine.origin != pk, "reports": copies, "why": mine.origin_why} if head else None
    return dict(story) if story else None, origin

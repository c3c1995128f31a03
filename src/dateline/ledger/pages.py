"""The pages that reports were taken from, kept beside the text for seeing only: HTML as it was given, or where the
characters of the text stand on the pages of a file.

A page is no part of the document: neither its digest nor what is read in it depends on the page.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from dateline.layout import Layout
from dateline.ledger.rows import fit
from dateline.ledger.schema import DOCUMENTS, METADATA, blob, refers
from dateline.ledger.writing import MANY, Identity, bulk

MAX_BYTES = 5 * 1024 * 1024  # of a page's source in UTF-8

HTML, LAYOUT = "html", "layout"
# What the text of a document was taken from.  `kind` html: `source` is the HTML in UTF-8; layout: a
# `dateline.layout.Layout` as JSON; both deflated.  The first one that came with a version of a document stays.  Rows
# may be deleted: nothing else depends on them.
PAGES = sa.Table(
    "pages", METADATA, refers("document_pk", "documents.document_pk", primary=True), blob("source", null=False),
    sa.Column("kind", sa.Text, nullable=False, server_default=HTML))


class Packed(NamedTuple):
    """A row of the table of pages: `kind` and the deflated `source`."""

    kind: str
    source: bytes


def packed_page(page: str | Layout) -> Packed | None:
    """HTML in UTF-8 (halves of surrogate pairs passed through) or a layout, deflated; None for more than
    `MAX_BYTES`."""
    layout = isinstance(page, Layout)
    plain = msgspec.json.encode(page) if isinstance(page, Layout) else page.encode("utf-8", "surrogatepass")
    return Packed(LAYOUT if layout else HTML, zlib.compress(plain)) if len(plain) <= MAX_BYTES else None


def without_page(connection: sa.Connection, documents: Mapping[Identity, Packed]) -> dict[int, Packed]:
    """Of these documents (by id and digest) those that the ledger has without a page: by their numbers."""
    wanted = {(fit(name), digest): page for (name, digest), page in documents.items()}
    keys, found = sorted(wanted), dict[int, Packed]()
    for start in range(0, len(keys), MANY):
        some = keys[start : start + MANY]
        rows = connection.execute(
            sa.select(DOCUMENTS.c.document_id, DOCUMENTS.c.digest, DOCUMENTS.c.document_pk)
            .join(PAGES, PAGES.c.document_pk == DOCUMENTS.c.document_pk, isouter=True)
            .where(DOCUMENTS.c.document_id.in_(sorted({name for name, _ in some})), PAGES.c.document_pk.is_(None)))
        found |= {pk: wanted[name, digest] for name, digest, pk in rows if (name, digest) in wanted}
    return found


def keep_pages(connection: sa.Connection, documents: Mapping[Identity, Packed]) -> int:
    """Enter packed pages beside their documents, where none is kept yet; how many."""
    new = without_page(connection, documents)
    bulk(connection, PAGES, [{"document_pk": pk, "source": page.source, "kind": page.kind} for pk, page in new.items()])
    return len(new)


def page(connection: sa.Connection, document_pk: int) -> str | None:
    """The HTML that a document was taken from, as it was given; None where none is kept."""
    found = _source(connection, document_pk, HTML)
    return None if found is None else found.decode("utf-8", "surrogatepass")


def layout(connection: sa.Connection, document_pk: int) -> Layout | None:
    """Where the characters of a document stand on the pages of its file; None where that is not kept."""
    found = _source(connection, document_pk, LAYOUT)
    return None if found is None else msgspec.json.decode(found, type=Layout)


def _source(connection: sa.Connection, document_pk: int, kind: str) -> bytes | None:
    found = connection.execute(
        sa.select(PAGES.c.source).where(PAGES.c.document_pk == document_pk, PAGES.c.kind == kind)).scalar()
    return None if found is None else zlib.decompress(found)

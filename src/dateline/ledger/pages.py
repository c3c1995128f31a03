"""The pages that reports were taken from: their HTML as it was given, kept beside the text, for seeing only.

A page is no part of the document: neither its digest nor what is read in it depends on the page.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping

import sqlalchemy as sa

from dateline.ledger.rows import fit
from dateline.ledger.schema import DOCUMENTS, METADATA, blob, refers
from dateline.ledger.writing import MANY, Identity, bulk

MAX_BYTES = 5 * 1024 * 1024  # of a page's source in UTF-8

# The HTML that the text of a document was taken from: `source` is UTF-8, deflated.  The first one that came with a
# version of a document stays.  Rows may be deleted: nothing else depends on them.
PAGES = sa.Table(
    "pages", METADATA, refers("document_pk", "documents.document_pk", primary=True), blob("source", null=False))


def packed_page(html: str) -> bytes | None:
    """UTF-8 (halves of surrogate pairs passed through), deflated; None for more than `MAX_BYTES`."""
    plain = html.encode("utf-8", "surrogatepass")
    return zlib.compress(plain) if len(plain) <= MAX_BYTES else None


def without_page(connection: sa.Connection, documents: Mapping[Identity, bytes]) -> dict[int, bytes]:
    """Of these documents (by id and digest) those that the ledger has without a page: by their numbers."""
    wanted = {(fit(name), digest): page for (name, digest), page in documents.items()}
    keys, found = sorted(wanted), dict[int, bytes]()
    for start in range(0, len(keys), MANY):
        some = keys[start : start + MANY]
        rows = connection.execute(
            sa.select(DOCUMENTS.c.document_id, DOCUMENTS.c.digest, DOCUMENTS.c.document_pk)
            .join(PAGES, PAGES.c.document_pk == DOCUMENTS.c.document_pk, isouter=True)
            .where(DOCUMENTS.c.document_id.in_(sorted({name for name, _ in some})), PAGES.c.document_pk.is_(None)))
        found |= {pk: wanted[name, digest] for name, digest, pk in rows if (name, digest) in wanted}
    return found


def keep_pages(connection: sa.Connection, documents: Mapping[Identity, bytes]) -> int:
    """Enter packed pages beside their documents, where none is kept yet; how many."""
    new = without_page(connection, documents)
    bulk(connection, PAGES, [{"document_pk": pk, "source": page} for pk, page in new.items()])
    return len(new)


def page(connection: sa.Connection, document_pk: int) -> str | None:
    """The HTML that a document was taken from, as it was given; None where none is kept."""
    found = connection.execute(sa.select(PAGES.c.source).where(PAGES.c.document_pk == document_pk)).scalar()
    return None if found is None else zlib.decompress(found).decode("utf-8", "surrogatepass")

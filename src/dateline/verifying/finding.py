"""The text that a triple is about, with what Dateline reads in it: given inline, in files, or in a ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import NamedTuple, TypeAlias

import sqlalchemy as sa

from dateline.engine.local import has_failed, safe_read
from dateline.knowledge import Knowledge
from dateline.ledger.book import Ledger
from dateline.ledger.loading import document, entries
from dateline.ledger.schema import DOCUMENTS
from dateline.sources import Options, open_source
from dateline.sources.records import iso_date, source_id
from dateline.types import Document, Statement
from dateline.verifying.triples import Triple

KEPT = 200  # readings that are held at once


class Source(NamedTuple):
    """A text and the statements read in it."""

    document: Document
    statements: tuple[Statement, ...]


Finder: TypeAlias = Callable[[Triple], "Source | str"]  # the source of a triple, or why there is none


class Given(NamedTuple):
    """The documents of files by the names they may be called by, and why others were skipped."""

    by_name: Mapping[str, tuple[Document, ...]]
    skipped: Mapping[str, str]
    only: Document | None


def finder(know: Knowledge, documents: Given | None = None, ledger: Ledger | None = None) -> Finder:
    """What finds the text of a triple: its own, else among the documents, else in the ledger."""
    kept: dict[object, Source] = {}

    def find(triple: Triple) -> Source | str:
        found = _inline(triple) or _among(triple, documents) if triple.text or documents else None
        if found is None and ledger is not None:
            return _in_ledger(triple, ledger, kept)
        if not isinstance(found, Document):
            return found or _nowhere(triple)
        return _read(found, know, kept)

    return find


def _read(found: Document, know: Knowledge, kept: dict[object, Source]) -> Source | str:
    key = (found.id, found.text_sha256, found.published)
    if key not in kept:
        reading = safe_read(found, know)
        if has_failed(reading):
            return reading.issues[0].message
        _keep(kept, key, Source(found, reading.statements))
    return kept[key]


def _keep(kept: dict[object, Source], key: object, source: Source) -> None:
    while len(kept) >= KEPT:
        del kept[next(iter(kept))]
    kept[key] = source


def _inline(triple: Triple) -> Document | None:
    if not triple.text:
        return None
    name = triple.document or source_id(triple.text)
    url = triple.document if triple.document and "://" in triple.document else None
    return Document(name, triple.text, published=iso_date(triple.published or ""), url=url)


def _nowhere(triple: Triple) -> str:
    if triple.document:
        return (f"it names the document {triple.document!r}, and there are none: give them with --documents FOLDER or "
                "--ledger desk.db.")
    return "it has no text and names no document: add a field `text`, or `document` with --documents or --ledger."


def given_documents(path: Path, triples: Iterable[Triple]) -> Given:
    """The documents of a file or folder that the triples may mean.  Raises SourceError where there is no such file."""
    wanted = {t.document for t in triples if t.document and not t.text}
    anything = any(t.document is None and not t.text for t in triples)
    by_name: dict[str, tuple[Document, ...]] = {}
    skipped: dict[str, str] = {}
    several, only = 0, None
    for item in open_source(path, Options()):
        if not isinstance(item, Document):
            skipped |= dict.fromkeys(_short(item.document), item.message) if item.severity == "error" else {}
            continue
        several += 1
        only = item if anything and several == 1 else None
        for name in {item.id, item.url or item.id, *_short(item.url or "")} & wanted:
            by_name[name] = (*by_name.get(name, ()), item)
    return Given(by_name, skipped, only)


def _short(name: str) -> set[str]:
    """The names by which a file may be called: as it is, without its folders, without its ending."""
    path = PurePosixPath(name)
    return {name, path.name, path.stem} - {""}


def _among(triple: Triple, given: Given | None) -> Document | str | None:
    if given is None:
        return None
    if triple.document is None:
        return given.only or "it names no document, and there are several: add a field `document`."
    found = given.by_name.get(triple.document, ())
    exact = [d for d in found if triple.document in (d.id, d.url)] or [*found]
    if len(exact) == 1:
        return exact[0]
    if exact:
        return f"several documents are called {triple.document!r}: {', '.join(d.url or d.id for d in exact[:4])}."
    if why := given.skipped.get(triple.document):
        return f"the document {triple.document!r} was not read: {why}"
    return f"there is no document {triple.document!r} among those given (by id, address or name of the file)."


def _in_ledger(triple: Triple, ledger: Ledger, kept: dict[object, Source]) -> Source | str:
    """The document as it stands in the ledger, with its statements as corrected."""
    if triple.document is None:
        return "it names no document of the ledger: add a field `document` (id or address), or `text`."
    if triple.document not in kept:
        with ledger.reading() as connection:
            numbers = documents_called(connection, triple.document)
            found = document(connection, numbers[0]) if len(numbers) == 1 else None
            if found is None:
                many = "several documents" if numbers else "no document"
                return f"the ledger has {many} with the id or address {triple.document!r}."
            statements = tuple(e.statement for e in entries(connection, numbers))
        _keep(kept, triple.document, Source(found, statements))
    return kept[triple.document]


def documents_called(connection: sa.Connection, name: str) -> list[int]:
    """The row numbers of the present documents with this id, else of those with this address."""
    d = DOCUMENTS.c
    for column in (d.document_id, d.url):
        query = sa.select(d.document_pk).where(column == name, d.current).order_by(d.document_pk)
        if found := [*connection.execute(query).scalars()]:
            return found
    return []

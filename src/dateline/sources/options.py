"""What a caller may say about the documents, the limits, and the data that the sources look up."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from dateline.layout import Layout
from dateline.types import Document, Issue

Item = Document | Issue
Page = str | Layout  # the HTML that a text was taken from, or where its characters stand on the pages of a file
Sourced = tuple[Item, Page | None]

MAX_CHARACTERS = 2_000_000  # of one document
MAX_BYTES = 64 * 1024 * 1024  # of one file that holds one document, or of one line of JSON
MAX_TABLE_BYTES = 512 * 1024 * 1024  # of one CSV, JSON or mbox file, after inflating
MAX_UNBROKEN = 50_000  # characters without an end of sentence or line
STAGE = "sources"


@dataclass(frozen=True, slots=True)
class Options:
    """What the caller knows about the documents.

    published, publisher, title, near: win over what the document says; with `fallback` they only fill what it
    leaves open.  near: a place that the reports come from.  text_column: the field or column that holds the text.
    fields: the field or column of other slots, too: (("text", "Body"), ("published", "PubDate")).
    any_language: no language gate.  leave_out: a folder or an address in
    object storage that is not walked (the one that results are written to).
    fast: main texts of web pages by the quicker of two libraries.  cache: a folder of saved pages.
    """

    published: str | None = None
    publisher: str | None = None
    title: str | None = None
    text_column: str | None = None
    fallback: bool = False
    any_language: bool = False
    leave_out: Path | str | None = None
    near: str | None = None
    fast: bool = False
    cache: Path | None = None
    fields: tuple[tuple[str, str], ...] = ()

    @property
    def columns(self) -> dict[str, str]:
        """The field or column that the caller named for each slot of a document."""
        return ({"text": self.text_column} if self.text_column else {}) | dict(self.fields)

    def settle(self, name: str, found: str | None) -> str | None:
        """The value of `published`, `publisher`, `title` or `near`, given what the document says."""
        given: str | None = getattr(self, name)
        return (found or given) if self.fallback else (given or found)


@dataclass(frozen=True, slots=True)
class Part:
    """A file within a file: a member of an archive, an attachment of a mail."""

    data: bytes
    name: str


@functools.cache
def table(name: str) -> Mapping[str, Any]:
    """The checked-in table data/sources/NAME.toml."""
    path = files("dateline").joinpath("data", "sources", f"{name}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def sourced(items: Iterable[Item], page: Page | None = None) -> Iterator[Sourced]:
    """The items, each document with the `page` that it was taken from."""
    return ((item, page if isinstance(item, Document) else None) for item in items)


def skipped(name: str, why: str) -> Issue:
    """An issue that stands in the place of a document."""
    return Issue(name, STAGE, why, "error")


def remark(name: str, what: str, severity: Any = "warning") -> Issue:
    """An issue about a document that is read all the same."""
    return Issue(name, STAGE, what, severity)

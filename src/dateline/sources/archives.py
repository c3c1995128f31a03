"""Exports of news archives: many articles a file, told by its content whatever the kind of file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from dateline.sources import factiva, nexis, proquest
from dateline.sources.batches import Article, Batch
from dateline.sources.options import Options, Page, Sourced, remark, skipped
from dateline.sources.records import build, source_id

TextOf = Callable[[Article], tuple[str, Page | None]]


def find_batch(lines: Sequence[str]) -> Batch | None:
    """The articles in the lines of a file of Nexis Uni, Factiva or ProQuest; None for any other file."""
    return nexis.find(lines) or factiva.find(lines) or proquest.find(lines)


def read_batch(batch: Batch, name: str, options: Options, text_of: TextOf) -> Iterator[Sourced]:
    """The documents of a batch; `text_of` gives the text of an article, and its layout where pages are known.

    Without a number of the archive's own an article is known by what it says: the same article in two
    files is one document.
    """
    yield from ((remark(name, f"{batch.archive}: {note}", "note"), None) for note in batch.notes)
    for number, article in enumerate(batch.articles, 1):
        yield from _document(article, batch.archive, f"{name}:{number}", options, text_of)


def _document(article: Article, archive: str, where: str, options: Options, text_of: TextOf) -> Iterator[Sourced]:
    text, layout = text_of(article)
    if not any(c.isalnum() for c in text):
        title = article.found.get("title", "")[:80]
        yield skipped(where, f"skipped: the article {title!r} of {archive} has no text (a picture or a table)."), None
        return
    told = [article.found.get(slot, "") for slot in ("publisher", "published", "title")]
    identity = article.found.get("id") or source_id("\0".join((archive, *told, text)))
    for item in build(identity, text, {"url": where} | article.found, options):
        yield item, layout

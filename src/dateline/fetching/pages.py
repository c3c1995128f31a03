"""A report from the page that an entry names; else from what the feed itself gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dateline.errors import SourceError
from dateline.fetching.http import Answer
from dateline.ledger.fetches import Entry
from dateline.sources.admit import admit
from dateline.sources.html import page
from dateline.sources.http_bodies import characters, refused
from dateline.sources.options import Item, Options, Sourced, remark, skipped, sourced
from dateline.sources.records import build, source_id
from dateline.types import Document

ACCEPT = "text/html, application/xhtml+xml;q=0.9, text/plain;q=0.5"
READ = ("text/html", "application/xhtml+xml", "text/plain", "")


def identity(entry: Entry) -> str:
    """The id of the report's document: the same from page and feed, so that a later text is a later version."""
    return source_id(entry.address)


def from_page(entry: Entry, answer: Answer, options: Options) -> list[Sourced] | None:
    """The report of a page and remarks on it; None where the page has no text of one.

    What the feed says (title, date, publisher) fills in what the page leaves open.
    """
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in READ or refused(answer.body):
        return None
    try:
        source = characters(answer.body, answer.headers, answer.address)
    except SourceError:
        return None
    stated = {slot: value for slot, value in entry.found.items() if slot not in ("id", "url")}
    items = list(page(source, identity(entry), {"url": answer.address}, options, stated))
    if not any(isinstance(item, Document) and item.text.strip() for item in items):
        return None
    return list(_admitted(items, entry, source, options))


def from_feed(entry: Entry, options: Options, why: str = "") -> list[Sourced]:
    """The report as the feed gives it; `why`: its page could not be had."""
    name = identity(entry)
    if not entry.text.strip():
        what = f"its page could not be had ({why}), and " if why else ""
        return [(skipped(entry.address, f"skipped: {what}the feed gives no text of it."), None)]
    items: list[Item] = []
    if why:
        items.append(remark(name, f"partial: read from the feed only, its page could not be had ({why})."))
    elif entry.summary:
        items.append(remark(name, "partial: the feed gives a summary only; the report itself is longer."))
    items += build(name, entry.text, {**entry.found, "url": entry.found.get("url", entry.address)}, options)
    return list(_admitted(items, entry, entry.html, options))


def _admitted(items: Iterable[Item], entry: Entry, source: str | None, options: Options) -> Iterator[Sourced]:
    for item in items:
        if isinstance(item, Document):
            yield from sourced(admit(item, options, entry.address), source)
        else:
            yield item, None

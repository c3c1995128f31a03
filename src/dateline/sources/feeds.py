"""Feeds saved on disk (RSS, Atom, RDF): each entry is a report.  Nothing is fetched."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator, Mapping
from typing import Any

from dateline.errors import SourceError
from dateline.sources.extras import library
from dateline.sources.html import plain_text
from dateline.sources.options import Item, Options, Sourced, remark, skipped, sourced
from dateline.sources.records import build, iso_date, source_id

WHOLE = 2_000  # characters: a summary as long as that is a whole text in the place of one


def read_feed(data: bytes, name: str, options: Options) -> Iterator[Sourced]:
    """The entries of a feed, those in HTML with their source.  Raises SourceError for what is no feed."""
    feedparser = library("feedparser", "web")
    feed = feedparser.parse(io.BytesIO(data), sanitize_html=False)  # a stream: a string could be taken for an address
    if not feed.get("version") and not feed.entries:
        raise SourceError(f"{name}: this is no feed that can be recognised ({feed.get('bozo_exception', 'unknown')}).")
    if feed.bozo and "document declared as" not in str(feed.get("bozo_exception")):
        wrong = feed.bozo_exception
        yield remark(name, f"The feed is broken ({wrong}); the entries that can be told are read."), None
    publisher = _line(dict.get(feed.feed, "title"))
    for number, entry in enumerate(feed.entries, 1):
        text, markup, summary = _text(entry)
        found = _found(entry, publisher)
        where = f"{name}:{number}"
        if not text:
            what = found.get("title") or found.get("url") or "no title"
            yield skipped(where, f"skipped: the entry has no text ({what})."), None
        else:
            yield from sourced(_entry(found, where, text, summary, options), markup)
    if not feed.entries:
        yield remark(name, "The feed has no entries.", "note"), None


def _entry(found: Mapping[str, str], where: str, text: str, summary: bool, options: Options) -> Iterator[Item]:
    identity = found.get("id") or source_id(found.get("url") or where)
    if summary and len(text) < WHOLE:
        yield remark(identity, "partial: the feed gives a summary only; the report itself is longer.")
    yield from build(identity, text, found, options)


def _text(entry: Any) -> tuple[str, str | None, bool]:
    """The text of an entry, its HTML where it has one, and: is it the summary only?"""
    contents = [c for c in dict.get(entry, "content", []) if c.get("value")]
    best = max(contents, key=lambda c: len(c["value"]), default=None)
    chosen = best or {"value": dict.get(entry, "summary") or "", **(dict.get(entry, "summary_detail") or {})}
    value = str(chosen.get("value") or "")
    if "html" in str(chosen.get("type", "html")) or "</" in value:
        return plain_text(value), value, best is None
    return value.strip(), None, best is None


def _found(entry: Any, publisher: str) -> dict[str, str]:
    own = dict.get(entry, "source") or {}
    dates = {slot: _day(entry, slot) for slot in ("published", "updated")}
    names = [str(a.get("name") or "") for a in dict.get(entry, "authors", [])]
    addresses = [str(dict.get(entry, key) or "") for key in ("feedburner_origlink", "link", "id")]
    found = {
        "id": str(dict.get(entry, "id") or ""),
        "url": next((a for a in addresses if "://" in a), ""),
        "title": _line(dict.get(entry, "title")),
        "publisher": _line(dict.get(own, "title")) or publisher,
        "published": dates["published"] or dates["updated"],
        "updated": dates["updated"],
        "authors": "\n".join(n for n in names if n and "@" not in n),
    }
    return {slot: value for slot, value in found.items() if value}


def _day(entry: Any, slot: str) -> str:
    """The date as written; where only the library can read it, its day in UTC."""
    written = str(dict.get(entry, slot) or "").strip()
    moment = dict.get(entry, f"{slot}_parsed")
    if written and not iso_date(written) and isinstance(moment, time.struct_time):
        return time.strftime("%Y-%m-%d", moment)
    return written


def _line(value: object) -> str:
    return " ".join(plain_text(str(value)).split()) if value else ""


def told(
    data: bytes, name: str, headers: Mapping[str, str] | None = None
) -> Iterator[tuple[Mapping[str, str], str, str | None, bool]]:
    """What a feed tells of each entry: its fields, its text (may be empty), its HTML, and: is that a summary only?

    `headers`: of the answer that it came in, names in lower case.  Raises SourceError for what is no feed.
    """
    feed = library("feedparser", "watch").parse(
        io.BytesIO(data), sanitize_html=False, response_headers=dict(headers or {}))
    if not feed.get("version") and not feed.entries:
        raise SourceError(f"{name}: this is no feed that can be recognised ({feed.get('bozo_exception', 'unknown')}).")
    publisher = _line(dict.get(feed.feed, "title"))
    for entry in feed.entries:
        text, html, summary = _text(entry)
        yield _found(entry, publisher), text, html, summary

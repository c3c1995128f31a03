"""Asking feeds, and what their answers mean: entries, a new address, nothing new, an end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from dateline.errors import SourceError
from dateline.fetching.http import Answer
from dateline.fetching.net import Net
from dateline.ledger.fetches import Entry, Feed, moment
from dateline.sources.decode import decode
from dateline.sources.feeds import told
from dateline.sources.opml import read_opml

LONGEST = 24 * 3600.0  # seconds between two tries of a feed that fails, at most
ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
SCHEMES = ("http://", "https://")


def feeds_in(given: str) -> list[tuple[str, str]]:
    """Address and title of each feed that is named: by an address, an OPML file, or a text file with one a line.

    Raises SourceError where there are none.
    """
    if given.lower().startswith(SCHEMES):
        return [(given, given)]
    path = Path(given)
    if not path.is_file():
        raise SourceError(f"{given}: there is no such file. Give an OPML file, a text file with one address a "
                          "line, or the address of a feed.")
    data = path.read_bytes()
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        found = [(feed.address, feed.title) for feed in read_opml(data, given)]
    else:
        lines = [line.partition("#")[0].strip() if line.lstrip().startswith("#") else line.strip()
                 for line in decode(data, given).text.splitlines()]
        found = [(line, line) for line in lines if line]
    wrong = next((address for address, _ in found if not address.lower().startswith(SCHEMES)), None)
    if wrong is not None or not found:
        what = f"{wrong[:100]!r} is no address of a feed" if wrong else "it names no feeds"
        raise SourceError(f"{given}: {what}. One address a line, each begins with https:// or http://.")
    return list(dict(found).items())


def ask(net: Net, feed: Feed) -> Answer:
    """The feed, where it has changed since it was last read."""
    conditions = {"If-None-Match": feed.etag, "If-Modified-Since": feed.modified}
    return net.get(feed.at, {"Accept": ACCEPT, **{name: value for name, value in conditions.items() if value}})


def after(feed: Feed, answer: Answer, now: float, every: float) -> tuple[Feed, list[Entry]]:
    """The feed as it is known after an answer, and its entries; `every`: seconds between two rounds."""
    known = msgspec.structs.replace(feed, asked=moment(now), at=answer.moved or feed.at)
    if answer.status == 410:
        return msgspec.structs.replace(known, state="gone", fault="gone for good (410): it is asked no more"), []
    if answer.status == 304:
        return _well(known, now), []
    fault = answer.fault or ("" if answer.status == 200 else f"it answers {answer.status}")
    entries: list[Entry] = []
    if not fault:
        try:
            entries = entries_of(answer)
        except SourceError as error:
            fault = str(error).removeprefix(f"{answer.address}: ")
    if fault:
        wait = max(answer.wait, min(max(every, 60.0) * 2**feed.failures, LONGEST))
        return msgspec.structs.replace(known, due=moment(now + wait), failures=feed.failures + 1, fault=fault), []
    kept = {"etag": answer.headers.get("etag"), "modified": answer.headers.get("last-modified")}
    return msgspec.structs.replace(_well(known, now), **kept), entries


def entries_of(answer: Answer) -> list[Entry]:
    """The entries of a feed, each address once.  Raises SourceError for what is no feed."""
    found: dict[str, Entry] = {}
    for fields, text, html, summary in told(answer.body, answer.address, _charset(answer.headers)):
        address = fields.get("url") or fields.get("id")
        if address:
            found.setdefault(address, Entry(address, dict(fields), text, html, summary))
    return list(found.values())


def _well(feed: Feed, now: float) -> Feed:
    return msgspec.structs.replace(feed, due=moment(now), failures=0, fault=None)


def _charset(headers: Mapping[str, str]) -> dict[str, str]:
    return {"content-type": headers["content-type"]} if "content-type" in headers else {}


def by_host(feeds: Iterable[Feed]) -> dict[str, list[Feed]]:
    """Feeds by what stands between `://` and the path."""
    found: dict[str, list[Feed]] = {}
    for feed in feeds:
        found.setdefault(host_in(feed.at), []).append(feed)
    return found


def host_in(address: str) -> str:
    """What stands between `://` and the path of an address."""
    return address.partition("://")[2].partition("/")[0].lower()

"""XML files: which format the outermost element tells, and parsing that fetches and expands nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from dateline.errors import SourceError
from dateline.sources.feeds import read_feed
from dateline.sources.newsml import read_news, read_nitf
from dateline.sources.opml import refuse_opml
from dateline.sources.options import Options, Sourced, remark
from dateline.sources.safe_xml import parsed

Reader = Callable[[Any, str, Options], Iterator[Sourced]]

PROLOG = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")
FEEDS = frozenset({"rss", "feed", "rdf"})
PAGES = frozenset({"html", "head", "body"})
TREES: Mapping[str, Reader] = {
    "nitf": read_nitf, "newsitem": read_news, "newsmessage": read_news, "packageitem": read_news,
    "opml": refuse_opml,
}
KNOWN = "RSS, Atom, NITF, NewsML-G2 and OPML"


def root_of(data: bytes) -> str:
    """The name of the outermost element, in lower case and without a prefix; empty where there is none."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    head = data[:16_384].decode(encoding, "replace").lstrip("\ufeff")
    at = 0
    while found := PROLOG.match(head, at):
        at = found.end()
    root = ROOT.match(head, at)
    return root[1].lower() if root else ""


def read_xml(data: bytes, name: str, options: Options) -> Iterator[Sourced]:
    """The documents of an XML file.  Raises SourceError where its format is none of those that are known."""
    root = root_of(data)
    if root in FEEDS:
        yield from read_feed(data, name, options)
        return
    if root in PAGES:
        raise SourceError(f"{name}: a web page under the name of a feed. To read it as a report, end its name in .html")
    if root not in TREES:
        what = f"its outermost element is <{root}>" if root else "it has no element"
        raise SourceError(f"{name}: an XML file of no known format ({what}). Known are {KNOWN}.")
    tree, broken = parsed(data, name)
    if broken:
        yield remark(name, f"partial: the XML is broken ({broken}); what can be read is read."), None
    yield from TREES[root](tree, name, options)

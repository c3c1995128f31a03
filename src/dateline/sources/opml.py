"""Lists of feeds (OPML), as feed readers export them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from dateline.errors import SourceError
from dateline.sources.options import Options, Sourced
from dateline.sources.safe_xml import local, parsed


class FeedAddress(msgspec.Struct, frozen=True):
    """A feed of a list: its title, its address, and the folders that it lies in (outermost first)."""

    title: str
    address: str
    folders: tuple[str, ...] = ()


def read_opml(data: bytes, name: str) -> tuple[FeedAddress, ...]:
    """The feeds of an OPML file in their order, each address once.  Raises SourceError where it is none."""
    tree, _ = parsed(data, name)
    if local(tree).lower() != "opml":
        raise SourceError(f"{name}: no list of feeds: its outermost element is <{local(tree)}>, not <opml>.")
    return feeds_of(tree)


def feeds_of(tree: Any) -> tuple[FeedAddress, ...]:
    """The feeds of a parsed OPML file."""
    found: dict[str, FeedAddress] = {}
    for outline in tree.iter():
        given = {key.lower(): " ".join(value.split()) for key, value in outline.attrib.items()}
        if address := given.get("xmlurl"):
            above = [a for a in outline.iterancestors() if local(a) == "outline"]
            folders = tuple(t for a in reversed(above) if (t := a.get("title") or a.get("text")))
            title = given.get("title") or given.get("text") or address
            found.setdefault(address, FeedAddress(title, address, folders))
    return tuple(found.values())


def refuse_opml(tree: Any, name: str, options: Options) -> Iterator[Sourced]:
    """Raises SourceError that says what to do with the list: it names feeds and holds no reports."""
    raise SourceError(
        f"{name}: a list of {len(feeds_of(tree))} feeds (OPML), without reports. To follow them: "
        f"dateline watch {name} --ledger desk.db"
    )

"""XML parsed with network, external files and entities switched off, and its text by paragraphs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dateline.errors import SourceError

BLOCKS = frozenset({
    "p", "div", "block", "br", "li", "dt", "dd", "tr", "td", "h1", "h2", "h3", "h4", "h5", "h6", "hl1", "hl2",
    "blockquote", "bq", "section", "article", "pre", "body",
})
SILENT = frozenset({
    "script", "style", "media", "figure", "figcaption", "head", "title", "note",
})


def parsed(data: bytes, name: str) -> tuple[Any, str]:
    """The tree, and what is wrong with it where only a part could be read.  Raises SourceError where nothing can."""
    from lxml.etree import XMLParser, XMLSyntaxError, fromstring

    off = {"resolve_entities": False, "no_network": True, "load_dtd": False, "remove_comments": True,
           "remove_pis": True}  # fmt: skip
    try:
        return fromstring(data, XMLParser(**off)), ""
    except XMLSyntaxError as error:
        wrong = str(error)
    try:
        tree = fromstring(data, XMLParser(recover=True, **off))
    except XMLSyntaxError:
        tree = None
    if tree is None:
        raise SourceError(f"{name}: XML that cannot be read ({wrong}).")
    return tree, wrong


def local(element: Any) -> str:
    """The name of an element without its namespace; empty for entities and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def every(element: Any, *path: str) -> list[Any]:
    """The elements at a path of local names below an element, whatever their namespaces."""
    found = [element]
    for name in path:
        found = [child for parent in found for child in parent if local(child) == name]
    return found


def words(element: Any) -> str:
    """All text of an element in one line."""
    return " ".join("".join(element.itertext()).split())


def first(element: Any, *path: str) -> str:
    """The text of the first element at a path that has some; empty without one."""
    return next((text for e in every(element, *path) if (text := words(e))), "")


def block_text(element: Any) -> str:
    """The text of marked-up content, an empty line between paragraphs; captions and scripts are left out."""
    whole = "".join(_pieces(element))
    return "\n\n".join(line for part in whole.split("\0") if (line := " ".join(part.split())))


def _pieces(element: Any) -> Iterator[str]:
    """Text with a zero character, which no XML holds, where a paragraph begins or ends."""
    edge = "\0" if local(element) in BLOCKS else ""
    yield edge
    yield element.text or ""
    for child in element:
        if local(child) and local(child) not in SILENT:
            yield from _pieces(child)
        yield child.tail or ""
    yield edge

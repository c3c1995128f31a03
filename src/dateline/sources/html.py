"""Web pages: the main text and what the page says about itself.

Script, style and comments are never text.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

from dateline.sources.options import Item, Options, remark, table
from dateline.sources.records import build

_SILENT = frozenset(
    {"script", "style", "noscript", "template", "head", "svg", "iframe", "object", "textarea"}
)
_BLOCKS = frozenset(
    {
        "p",
        "div",
        "br",
        "li",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "section",
        "article",
        "td",
        "pre",
    }
)
_SHORT = 1_500  # characters: a longer page is more than an error message or a consent form
_DATES = {"extensive_search": False, "original_date": True, "max_date": "2100-01-01"}


def page(source: str, name: str, found: Mapping[str, str], options: Options) -> Iterator[Item]:
    """The document of one page; a title or date `found` outside it (in a mail's head) wins."""
    text, meta = _main_text(source)
    meta |= {slot: value for slot, value in found.items() if slot != "url" or "url" not in meta}
    if not text:
        text = _all_text(source)
        if text:
            yield remark(
                name, "The main text could not be told from the rest of the page: all its text is read."
            )
    if kind := _wall(text, meta.get("title", "")):
        yield remark(name, f"empty: this is {kind}, not a report; its words are not read.")
        text = ""
    yield from build(name, text, meta, options)


def _main_text(source: str) -> tuple[str, dict[str, str]]:
    from lxml.etree import LxmlError

    try:
        result = _extractor()(
            source, with_metadata=True, include_comments=False, date_extraction_params=_DATES
        )
    except (LxmlError, ValueError, TypeError, AttributeError, RecursionError):
        result = None  # a page that the extractor's own code stumbles over
    if result is None:
        return "", {}
    got = result if isinstance(result, dict) else result.as_dict()
    slots = {"title": "title", "publisher": "sitename", "published": "date", "url": "url"}
    meta = {slot: str(got[key]) for slot, key in slots.items() if got.get(key)}
    return str(got.get("text") or "").strip(), meta


@functools.cache
def _extractor() -> Any:
    """trafilatura's function, its log lines kept off the terminal: what is wrong is an issue here."""
    from trafilatura import bare_extraction

    for name in ("trafilatura", "htmldate"):
        logging.getLogger(name).addHandler(logging.NullHandler())
    return bare_extraction


def _wall(text: str, title: str) -> str | None:
    """`an error page`, `a consent wall`, or None."""
    if len(text) > _SHORT:
        return None
    low = text.lower().replace("’", "'")
    starts = (low, title.lower().strip().replace("’", "'"))
    for key, words in (("error_page", "an error page"), ("consent_wall", "a consent wall")):
        signs = table("pages")[key]
        if any(s.startswith(tuple(signs["start"])) for s in starts) or any(
            sign in low for sign in signs["anywhere"]
        ):
            return words
    return None


class _Text(HTMLParser):
    """Collects visible text; flat, so that no depth of nesting can exhaust the stack."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "body":
            self.silent.clear()
        elif tag in _SILENT:
            self.silent.append(tag)
        elif tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.silent:
            del self.silent[self.silent.index(tag):]
        elif tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.pieces.append(data)


def _all_text(source: str) -> str:
    parser = _Text()
    parser.feed(source)
    parser.close()
    lines = (" ".join(line.split()) for line in "".join(parser.pieces).split("\n"))
    return "\n".join(line for line in lines if line)

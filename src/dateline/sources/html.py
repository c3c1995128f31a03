"""Web pages: the main text and what the page says about itself.

Script, style and comments are never text.
"""

from __future__ import annotations

import functools
import logging
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

from dateline.sources.credits import name_lines
from dateline.sources.extras import library
from dateline.sources.options import Item, Options, remark, table
from dateline.sources.page_metadata import page_metadata
from dateline.sources.page_paragraphs import mark_paragraphs
from dateline.sources.records import build, iso_date

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
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
SITE = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_EDGE = "\x1e"  # where a paragraph begins or ends
_SHORT = 1_500  # characters: a longer page is more than an error message or a consent form
_DATES: dict[str, Any] = {"extensive_search": False, "original_date": True, "max_date": "2100-01-01"}


def page(
    source: str, name: str, found: Mapping[str, str], options: Options, fallback: Mapping[str, str] | None = None
) -> Iterator[Item]:
    """The document of one page; what is `found` outside it (in a mail's head) wins, `fallback` only fills in.

    A web address among `found` wins over the page's own, a path or name does not.
    """
    text, meta = _fast(source) if options.fast else _main_text(source)
    meta |= {slot: value for slot, value in found.items() if slot != "url" or "url" not in meta or "://" in value}
    meta = {**(fallback or {}), **meta}
    if fallback and "published" in fallback and not iso_date(meta["published"]):
        meta["published"] = fallback["published"]
    if host := host_of(meta.get("url", "")):
        meta.setdefault("publisher", host)
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


def host_of(address: str) -> str:
    """The name of the site of a web address: who publishes a page that does not say so."""
    found = re.match(r"https?://(?:[^/@]*@)?(?:www\d?\.)?([\w.-]+)", address, re.IGNORECASE)
    return found[1].lower() if found else ""


def plain_text(fragment: str) -> str:
    """The text of a piece of HTML, an empty line between its paragraphs."""
    parts = re.split(f"{_EDGE}|\\n\\s*\\n", _visible(f"<body>{fragment}"))
    blocks = ("\n".join(" ".join(line.split()) for line in part.strip().split("\n")) for part in parts)
    return "\n\n".join(block for block in blocks if block)


def _main_text(source: str) -> tuple[str, dict[str, str]]:
    """By trafilatura; it is asked for metadata only where the page's own marks leave some open."""
    from lxml.etree import LxmlError

    tree = _tree(source)
    meta = _stated(tree)
    lacking = _open_date(meta) or not {"title", "publisher"} <= meta.keys()
    headings = frozenset[str]()
    if tree is not None:
        mark_paragraphs(tree)
        headings = frozenset(" ".join("".join(e.itertext()).split()) for e in tree.iter(*HEADINGS))
    try:
        result = _extractor()(
            source if tree is None else tree, with_metadata=lacking, include_comments=False,
            date_extraction_params=_DATES,
        )
    except (LxmlError, ValueError, TypeError, AttributeError, RecursionError):
        result = None  # a page that the extractor's own code stumbles over
    if result is None:
        return "", meta
    got = result if isinstance(result, dict) else result.as_dict()
    slots = {"title": "title", "publisher": "sitename", "published": "date", "url": "url", "authors": "author"}
    guessed = {slot: str(got[key]) for slot, key in slots.items() if got.get(key)}
    if "authors" in guessed:
        guessed["authors"] = "\n".join(n for n in name_lines(guessed["authors"]).split("\n") if " " in n)
    if "published" in guessed and _open_date(meta):
        meta["published"] = guessed["published"]
    if SITE.fullmatch(guessed.get("publisher", "")):
        del guessed["publisher"]  # a name made from the address, which a list may know better
    return _after_headings(str(got.get("text") or "").strip(), headings), guessed | meta


def _after_headings(text: str, headings: frozenset[str]) -> str:
    """An empty line after each heading: a long one without a full stop reads as a line that goes on."""
    return "\n".join(f"{line}\n" if " ".join(line.split()) in headings else line for line in text.split("\n")).strip()


def _fast(source: str) -> tuple[str, dict[str, str]]:
    """By resiliparse, which is several times as fast; the date by htmldate where the page states none."""
    extract = library("resiliparse.extract.html2text", "web").extract_plain_text
    tree = _tree(source)
    meta = _stated(tree)
    if tree is not None and _open_date(meta) and (day := _dated(tree)):
        meta["published"] = day
    kept = {"alt_texts": False, "links": False, "form_fields": False, "noscript": False, "comments": False}
    text = extract(source, main_content=True, preserve_formatting=True, list_bullets=False, **kept)
    return str(text).strip(), meta


def _tree(source: str) -> Any:
    """The page as a tree, None where it is none."""
    from lxml.etree import LxmlError
    from lxml.html import fromstring

    try:
        return fromstring(re.sub(r"^\s*<\?xml[^>]*>", "", source))  # lxml refuses characters that declare an encoding
    except (LxmlError, ValueError, AssertionError, RecursionError):
        return None


def _stated(tree: Any) -> dict[str, str]:
    return {} if tree is None else page_metadata(tree)


def _open_date(meta: Mapping[str, str]) -> bool:
    """May a date be guessed: is none stated, or one in words?  One with two readings (03/04/2023) stays as it is."""
    stated = meta.get("published", "")
    return not iso_date(stated) and not re.match(r"\s*(?:0?\d|1[012])[./-](?:0?\d|1[012])[./-]\d{2}", stated)


def _dated(tree: Any) -> str | None:
    from htmldate import find_date

    _quiet()
    try:
        found = find_date(tree, **_DATES)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
    return str(found) if found else None


@functools.cache
def _extractor() -> Any:
    """trafilatura's function."""
    from trafilatura import bare_extraction

    _quiet()
    return bare_extraction


@functools.cache
def _quiet() -> None:
    """Log lines of the libraries are kept off the terminal: what is wrong is an issue here."""
    for name in ("trafilatura", "htmldate"):
        logging.getLogger(name).addHandler(logging.NullHandler())


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
        self.formatted = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "body":
            self.silent.clear()
        elif tag in _SILENT:
            self.silent.append(tag)
        elif tag in _BLOCKS:
            self.formatted += tag == "pre"
            self.pieces.append("\n" if tag == "br" else _EDGE)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.silent:
            del self.silent[self.silent.index(tag):]
        elif tag in _BLOCKS:
            self.formatted -= tag == "pre" and self.formatted > 0
            self.pieces.append(_EDGE)

    def handle_data(self, data: str) -> None:
        if not self.silent:
            data = data.replace(_EDGE, " ")
            self.pieces.append(data if self.formatted else re.sub(r"\s+", " ", data))


def _all_text(source: str) -> str:
    lines = (" ".join(line.split()) for line in _visible(source).replace(_EDGE, "\n").split("\n"))
    return "\n".join(line for line in lines if line)


def _visible(source: str) -> str:
    parser = _Text()
    parser.feed(source)
    parser.close()
    return "".join(parser.pieces)

"""A web page made harmless: no script, style or form, nothing that is loaded; structure and text stay.

What comes out is written here, tag by tag, of a list of tags and attributes: what is not on it cannot come through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, NamedTuple

from lxml import etree
from lxml import html as lxml_html

INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "q", "s",
    "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var",
})  # fmt: skip
BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "caption", "dd", "div", "dl", "dt", "figcaption", "figure", "footer",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody",
    "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
AS_DIV = frozenset({
    "body", "center", "details", "dir", "fieldset", "form", "hgroup", "html", "legend", "menu", "search", "summary",
})  # fmt: skip
EMPTY = frozenset({"br", "hr"})
KILLED = frozenset({
    "applet", "audio", "base", "button", "canvas", "datalist", "dialog", "embed", "frame", "frameset", "head",
    "iframe", "img", "input", "link", "map", "math", "meta", "meter", "noembed", "noframes", "noscript", "object",
    "option", "picture", "plaintext", "progress", "rp", "script", "select", "slot", "source", "style", "svg",
    "template", "textarea", "title", "track", "video", "xmp",
})  # fmt: skip
ATTRIBUTES: Mapping[str, re.Pattern[str]] = {
    "href": re.compile(r"https?://[^\s<>\"'`\x00-\x20\x7f]+", re.I), "lang": re.compile(r"[A-Za-z0-9-]{1,35}"),
    "dir": re.compile(r"ltr|rtl|auto", re.I), "datetime": re.compile(r"[0-9TZ:.+ -]{4,40}"),
    "colspan": re.compile(r"\d{1,3}"), "rowspan": re.compile(r"\d{1,3}"), "start": re.compile(r"-?\d{1,6}"),
}  # fmt: skip
ONLY_IN = {"href": {"a"}, "datetime": {"time", "del", "ins"}, "colspan": {"td", "th"}, "rowspan": {"td", "th"},
           "start": {"ol"}}
_TAG = re.compile(r"</?([a-zA-Z][\w:-]*)[^<>]*>")
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # no parser takes them


class Piece(NamedTuple):
    """Either markup, fit to be written out, or text, not yet escaped; `breaks`: the markup begins or ends a block."""

    markup: str = ""
    text: str = ""
    breaks: bool = False


def pieces(html: str) -> list[Piece]:
    """The page as harmless markup and the texts between, in their order; nothing for a page without content.

    Links stay where they lead to an address on the web in full.
    """
    root = _parsed(html)
    if root is None:
        return []
    return [*_walk(root)]


def _parsed(html: str) -> Any:
    plain = _UNFIT.sub("\ufffd", html)
    root, is_whole = _tree(plain)
    return root if is_whole else _tree(_TAG.sub(_flat, plain))[0]


def _tree(html: str) -> tuple[Any, bool]:
    """The root of the page, and whether the parser went through: at thousands of tags within one another it stops."""
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        root = lxml_html.document_fromstring(html.encode(), parser=parser) if html.strip() else None
    except etree.ParserError:  # nothing but comments or declarations
        root = None
    return root, not any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log)


def _flat(tag: re.Match[str]) -> str:
    """A tag as what is left of it where no tag may lie within another."""
    name = tag[1].lower()
    return tag[0] if name in KILLED else "" if name in INLINE else "<br>"


def _walk(root: Any) -> Iterator[Piece]:
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event == "start" and element.tag in KILLED:
            walk.skip_subtree()
        elif event == "start":
            yield from _opened(element.tag, element.attrib)
            yield from _text(element.text)
        else:
            if event == "end":
                yield from _closed(element.tag)
            yield from _text(element.tail)


def _text(text: str | None) -> Iterator[Piece]:
    if text:
        yield Piece(text=text)


def _opened(tag: str, attributes: Mapping[str, str]) -> Iterator[Piece]:
    if tag in EMPTY:
        yield Piece(f"<{tag}>", breaks=True)
    elif tag in INLINE or tag in BLOCKS:
        yield Piece(f"<{tag}{_attributes(tag, attributes)}>", breaks=tag in BLOCKS)
    elif tag in AS_DIV:
        yield Piece("<div>", breaks=True)


def _closed(tag: str) -> Iterator[Piece]:
    if tag in INLINE or tag in BLOCKS:
        yield Piece(f"</{tag}>", breaks=tag in BLOCKS)
    elif tag in AS_DIV:
        yield Piece("</div>", breaks=True)


def _attributes(tag: str, attributes: Mapping[str, str]) -> str:
    kept = _harmless(tag, attributes)
    text = "".join(f' {name}="{escape(value)}"' for name, value in kept.items())
    return text + ' rel="noopener noreferrer nofollow" target="_blank"' * ("href" in kept)


def _harmless(tag: str, attributes: Mapping[str, str]) -> dict[str, str]:
    """The attributes that may stay, by their names and the form of their values."""
    known = [name for name in attributes if name in ATTRIBUTES and tag in ONLY_IN.get(name, {tag})]
    return {name: value for name in known for value in [attributes[name]]
            if ATTRIBUTES[name].fullmatch(value) and "javascript:" not in value.lower()}

"""Text that stands in a <div> without a <p> of its own is put into one.

trafilatura leaves out such text where its neighbours are paragraphs, and with it whole quotations
(`<p>He said:</p><div>We will not sign.</div>`).  Short text (a button, a date) and links stay as they are.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import Any

INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "del", "em", "font", "i", "img", "ins",
    "mark", "q", "s", "small", "span", "strike", "strong", "sub", "sup", "time", "u",
})  # fmt: skip
CONTROL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # lxml sets no such characters
SHORTEST = 60  # characters outside links


def mark_paragraphs(tree: Any) -> None:
    """Put each run of bare text and inline elements of a <div> into a <p>, where it is long enough: in the tree."""
    for div in [e for e in tree.iter("div") if _bare(e)]:
        if all(child.tag in INLINE for child in div):
            div.tag = "p" if _length(div.text, list(div)) >= SHORTEST else "div"
        else:
            _wrap(div)


def _bare(div: Any) -> bool:
    return bool((div.text or "").strip()) or any((child.tail or "").strip() for child in div)


def _length(text: str | None, run: list[Any]) -> int:
    """The characters of a run of text that stand in no link."""
    pieces = [text or "", *(("" if e.tag == "a" else _inner(e)) + (e.tail or "") for e in run)]
    return len(" ".join("".join(pieces).split()))


def _inner(element: Any) -> str:
    return "".join(element.itertext()) if isinstance(element.tag, str) else ""


def _wrap(div: Any) -> None:
    runs: list[tuple[Any, list[Any]]] = [(None, [])]  # the block before a run, and the elements of the run
    for inline, children in groupby(list(div), key=lambda child: child.tag in INLINE):
        if inline:
            runs[-1][1].extend(children)
        else:
            runs += [(child, []) for child in children]
    for before, run in runs:
        text = div.text if before is None else before.tail
        if _length(text, run) < SHORTEST:
            continue
        paragraph = div.makeelement("p")
        paragraph.text = CONTROL.sub(" ", text or "")
        if before is None:
            div.text = None
            div.insert(0, paragraph)
        else:
            before.tail = None
            div.insert(div.index(before) + 1, paragraph)
        paragraph.extend(run)

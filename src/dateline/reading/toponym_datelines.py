"""The places of a dateline (*KIGALI, Rwanda (AP) --*), which is no part of any sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dateline.knowledge import Knowledge
from dateline.parse import MAX_TITLES, Parse
from dateline.reading.toponym_names import Named, ToponymWords, entries_of, toponym_words
from dateline.text import dateline, paragraphs

NOWHERE = -1  # no token of the text
PIECE = re.compile(r"[^,(—–]+?(?=\s*(?:,|\(|—|–|--|\s-\s|$))")


def dateline_names(parse: Parse, know: Knowledge) -> list[Named]:
    """The names of the first dateline, the place of filing first and its containers behind it."""
    words = toponym_words(know)
    text = parse.clean.text
    for start, end in paragraphs(text)[:MAX_TITLES]:
        if opening := dateline(text[start:end]):
            return list(_names(parse, start, start + opening[1], know, words))
    return []


def _names(parse: Parse, start: int, end: int, know: Knowledge, words: ToponymWords) -> Iterator[Named]:
    line = parse.clean.text[start:end]
    for piece in PIECE.finditer(line.partition("(")[0]):
        raw = piece[0].strip()
        first = start + piece.start() + len(piece[0]) - len(piece[0].lstrip())
        key, entries = entries_of(raw, know, words)
        if not entries:
            return
        yield Named(NOWHERE, NOWHERE, key, entries, "dateline", parse.clean.span(first, first + len(raw)))

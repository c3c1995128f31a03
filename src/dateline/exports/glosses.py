"""What the formats of maps, graphs, citations and calendars share: statements in one line, stable names, days.

Nothing here asks the clock or draws a number: the same statements give the same file.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from dateline.exports.chosen import Exported, Given, group_of
from dateline.exports.jsonio import printable, to_json, write_whole
from dateline.exports.nodes import code_name
from dateline.exports.plain import circumstance_words, flat, headline, status_words, voice_words
from dateline.exports.rows import sentence_of
from dateline.exports.tables import read_toml
from dateline.types import Document, Span, Statement, Voice

NAMESPACE = uuid.UUID("0a3d7c5e-6a44-5d43-9b7e-3f5c1d2e8f60")  # of all names made here; never to be changed
NOTICE = "What reports say, as reported; never what is true."
GROUP_WORDS = {
    "realised": "told by the reports themselves as having happened",
    "said": "said by others to have happened",
    "talk": "planned or possible, not as having happened",
    "denied": "said not to have happened",
}
CONFLICT = 3  # quad classes from here on are of conflict, below it of cooperation
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def stable(*parts: str) -> uuid.UUID:
    """A name for a thing by what it is made of (UUID version 5, RFC 9562)."""
    return uuid.uuid5(NAMESPACE, "\n".join(map(printable, parts)))


def urn(*parts: str) -> str:
    """The same as an address: `urn:uuid:…`."""
    return stable(*parts).urn


def address(document: Document) -> str:
    """Where the report is on the web; without an address, a name made of its id."""
    url = document.url or ""
    return printable(url) if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s]+$", url) else urn("report", document.id)


def quote(document: Document, statement: Statement) -> str:
    """The sentence of the statement in one line."""
    return flat(sentence_of(statement).of(document.text))


def as_reported(document: Document) -> str:
    """`as reported by The Courier on 2021-03-05`."""
    by = f" by {flat(document.publisher)}" if document.publisher else ""
    return f"as reported{by}{f' on {document.published}' if document.published else ''}"


def gloss(document: Document, statement: Statement) -> str:
    """Who, what, whom, how it is told, in whose voice, when and where, as reported by whom: in one line."""
    parts = (headline(document, statement), status_words(document, statement), voice_words(document, statement),
             circumstance_words(document, statement), as_reported(document))
    return printable(" ".join("; ".join(part for part in parts if part).split()))


def voice_names(document: Document, statement: Statement) -> list[str]:
    """Who says so, from the outermost voice inwards."""
    return [voice_name(document, voice) for voice in statement.attribution]


def voice_name(document: Document, voice: Voice) -> str:
    """The name of the voice, else the words of the text for it; of a pronoun the name of its code."""
    return _voice_name(printable(flat(voice.span.of(document.text))), voice)


def _voice_name(words: str, voice: Voice) -> str:
    if voice.code is None and voice.span.overlaps(voice.cue):  # "is expected", "reportedly"
        return f"nobody named (“{words}”)"
    if voice.name:
        return printable(flat(voice.name))
    return code_name(voice.code) if voice.code and words.lower() in read_toml("names.toml")["pronouns"] else words


def sign(statement: Statement) -> int:
    """1 for cooperation, -1 for conflict, 0 where the class of the type is not known."""
    quad = statement.codes.quad if statement.codes else 0
    return 0 if not quad else -1 if quad >= CONFLICT else 1


def days(document: Document, statement: Statement) -> tuple[str, str, str] | None:
    """First and last day of the act as far as it is told, and what they are taken from: `event` or `publication`.

    An end that the text leaves open is that of the report, and what only tense bounds has the day of the report.  None
    where neither is known, and for background without a time of its own, whose report says nothing of when it was.
    """
    when, told = statement.when_interval, document.published
    known = when is not None and when.basis != "default"
    first, last = ((when.earliest or "")[:10], (when.latest or "")[:10]) if when and known else ("", "")
    if _DAY.fullmatch(first) and _DAY.fullmatch(last):
        return first, last, "event"
    one = first if _DAY.fullmatch(first) else last if _DAY.fullmatch(last) else ""
    if one and told:
        return min(one, told), max(one, told), "event"
    if one or not told or statement.background:
        return (one, one, "event") if one else None
    return told, told, "publication"


def length(first: str, last: str) -> int:
    """Days from the first to the last, both counted."""
    return (date.fromisoformat(last) - date.fromisoformat(first)).days + 1


def every(reports: Iterable[Exported]) -> Iterator[tuple[Exported, Statement]]:
    """Each statement with its report."""
    return ((report, statement) for report in reports for statement in report.reading.statements)


def statement_name(report: Exported, statement: Statement) -> tuple[str, ...]:
    """What tells the statement from all others; `stable` and `urn` make names of it."""
    return ("statement", report.document.id, statement.id)


def span_words(span: Span) -> str:
    """`characters 105–161`: half-open range of code points of the report's text."""
    return f"characters {span.start}–{span.end}"


def group(statement: Statement) -> str:
    """`realised`, `said`, `talk` or `denied`; see `chosen.INCLUDES`."""
    return group_of(statement)


def xml_text(value: object) -> str:
    """Text fit for XML 1.0: each character that it cannot hold becomes U+FFFD."""
    return _NO_XML.sub("\ufffd", str(value))


def once(items: Iterable[dict[str, Any]], key: str = "id") -> Iterator[dict[str, Any]]:
    """Each item whose `key` has not come before: a report that comes twice is written once."""
    seen: set[str] = set()
    for item in items:
        if item[key] not in seen:
            seen.add(item[key])
            yield item


def line_of(item: object) -> bytes:
    """One line of JSON that every reader takes: halves of surrogate pairs, which many refuse, become U+FFFD."""
    return to_json(_fit(item))


def _fit(value: object) -> object:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {key: _fit(inner) for key, inner in value.items()}
    return [_fit(inner) for inner in value] if isinstance(value, list | tuple) else value


def write_items(path: Path, before: str, items: Iterable[object], after: str) -> int:
    """A JSON file that is a list of items, one a line, between two pieces of text; how many there are."""
    count = 0

    def chunks() -> Iterator[bytes]:
        nonlocal count
        yield before.encode()
        for item in items:
            yield (b",\n" if count else b"\n") + line_of(item)
            count += 1
        yield f"\n{after}\n".encode()

    write_whole(path, chunks())
    return count


def told(document: Document, statement: Statement) -> str:
    """`reported as planned; said by Lavrov (RUS GOV): will send`."""
    words = f"{status_words(document, statement)}; {voice_words(document, statement)}"
    return printable(" ".join(words.split()))


def counted(number: int, noun: str) -> str:
    """`1 report`, `2 reports`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def without_controls(words: str) -> str:
    """Text in which control characters and halves of surrogate pairs have become spaces and U+FFFD; line ends stay."""
    return "".join(c if c == "\n" or (c >= " " and c != "\x7f") else " " for c in printable(words))


def run_words(given: Given) -> str:
    """`Dateline 0.1.0, knowledge a7280837, model …`: what made the readings, each once."""
    from dateline._version import __version__

    told = dict.fromkeys(f"Dateline {r.version}, knowledge {r.knowledge}, model {r.model}" for r in given.runs)
    return "; ".join(told) or f"Dateline {__version__}"

"""Run the examples that the patterns of times carry (`dateline check`, tests/test_time_patterns.py)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dateline.knowledge import Knowledge
from dateline.parse import parse_document
from dateline.reading.times import find_times
from dateline.reading.timex_grammar import TimePattern, time_patterns
from dateline.types import Document, Timex

PUBLISHED = "2023-09-13"  # a Wednesday


def check_time_examples(know: Knowledge) -> list[str]:
    """What is wrong with the examples of all patterns; empty where they do what they say."""
    wrong: list[str] = []
    for pattern in time_patterns(know):
        wrong += filter(None, (wrong_match(pattern, example, know) for example in pattern.match))
        wrong += filter(None, (wrong_reject(pattern, text, know) for text in pattern.reject))
    return wrong


def wrong_match(pattern: TimePattern, example: tuple[str, ...], know: Knowledge) -> str | None:
    """Why the example does not show what it should: other expressions, another EDTF or TIMEX3 value."""
    written, edtf, *value = example
    times = _read(pattern, re.sub(r"[\[\]]", "", written), know)
    wanted = re.findall(r"\[(.*?)\]", written)
    fits = any((t.edtf or "") == edtf and t.value in (value or [t.value]) for t in _by_pattern(pattern, times))
    if fits and [t.text for t in times] == wanted:
        return None
    seen = "; ".join(f"{t.text!r} {t.edtf} {t.value} ({t.rule})" for t in times)
    return f"times, pattern {pattern.id!r}: {written!r} should give {edtf or None} {' '.join(value)}, found: {seen}"


def wrong_reject(pattern: TimePattern, text: str, know: Knowledge) -> str | None:
    """Why the sentence does not show what it should: the pattern fired."""
    found = list(_by_pattern(pattern, _read(pattern, text, know)))
    return f"times, pattern {pattern.id!r}: fires on {text!r}: {found[0].text!r}" if found else None


def _read(pattern: TimePattern, text: str, know: Knowledge) -> tuple[Timex, ...]:
    parse = parse_document(Document(id="example", text=text, published=PUBLISHED))
    return find_times(parse, know, timex3=pattern.mode == "timex3")


def _by_pattern(pattern: TimePattern, times: tuple[Timex, ...]) -> Iterator[Timex]:
    return (t for t in times if t.rule.split(".")[1] == pattern.id)

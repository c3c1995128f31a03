"""Numbers in digits and words, read with the table lexicon/quantity_words.csv."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from dateline.knowledge import Knowledge

_DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+")
_FRACTION = re.compile(r"(\d)/([1-9])")
_VULGAR = re.compile("[½¼¾]")
MAX_DIGITS = 18  # longer runs are identifiers


@dataclass(frozen=True)
class NumberWords:
    """The words of the table by class."""

    numbers: Mapping[str, int]
    scales: Mapping[str, int]
    vague: frozenset[str]
    bounds: Mapping[str, str]
    harm: frozenset[str]
    fractions: Mapping[str, str]
    partitives: frozenset[str]
    counts: frozenset[str]
    light_heads: frozenset[str]
    currencies: Mapping[str, str]


def number_words(know: Knowledge) -> NumberWords:
    """The table as sets and maps, built once for a Knowledge."""
    made: NumberWords = know.made("numbers.words", _build)
    return made


def _build(know: Knowledge) -> NumberWords:
    rows = know.lexicon["quantity_words"].rows

    def of(kind: str) -> dict[str, str]:
        return {r["word"]: r["value"] for r in rows if r["class"] == kind}

    return NumberWords(
        numbers={w: int(v) for w, v in of("number").items()},
        scales={w: int(v) for w, v in of("scale").items()},
        vague=frozenset(of("vague")),
        bounds=of("bound"),
        harm=frozenset(of("harm")),
        fractions=of("fraction"),
        partitives=frozenset(of("partitive")),
        counts=frozenset(of("count")),
        light_heads=frozenset(of("light-head")),
        currencies=of("currency"),
    )


def digits(text: str) -> float | None:
    """The value of a number in digits (``1,200.5``), None where the text is not one."""
    if len(text) > MAX_DIGITS or not _DIGITS.fullmatch(text):
        return None
    return float(text.replace(",", ""))


def value_of(text: str, words: NumberWords) -> float | None:
    """The value of a number in digits or words (``two and a half million``), None where it is not one.

    >>> value_of("10 million", words)  # doctest: +SKIP
    10000000.0
    """
    total, group, seen = 0.0, 0.0, False
    for part in re.split(r"[\s-]+", _VULGAR.sub(_written_out, text.strip().lower())):
        if (known := digits(part)) is not None or (known := _unit(part, words)) is not None:
            group, seen = group + known, True
        elif part == "half":
            group, seen = group + 0.5, True
        elif fraction := _FRACTION.fullmatch(part):
            group, seen = group + int(fraction[1]) / int(fraction[2]), True
        elif part in words.scales:
            scale = words.scales[part]
            group = (group or 1.0) * scale
            if scale >= 1000:
                total, group = total + group, 0.0
            seen = True
        elif part not in ("and", "a", "an"):
            return None
    return total + group if seen else None


def _written_out(sign: re.Match[str]) -> str:
    return {"½": " 1/2", "¼": " 1/4", "¾": " 3/4"}[sign[0]]


def _unit(part: str, words: NumberWords) -> float | None:
    found = words.numbers.get(part)
    return None if found is None else float(found)


def plain(value: float) -> str:
    """The number without a needless decimal point."""
    return str(int(value)) if value == int(value) else f"{value:g}"

"""Numbers as reports tell them, *21*, *more than 200*, *dozens*, as what they leave open."""

from __future__ import annotations

import re

import msgspec

from dateline.ledger.incidents.sameness_table import Numbers

_DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_WORD = re.compile(r"[A-Za-z]+|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
INFINITE = float("inf")


class Amount(msgspec.Struct, frozen=True, order=True):
    """The least and the greatest number that the words leave open, both inside."""

    low: float
    high: float

    def fits(self, other: Amount) -> bool:
        """Is there a number that both leave open?"""
        return self.low <= other.high and other.low <= self.high


def amount_of(quantity: str | None, text: str, numbers: Numbers) -> Amount | None:
    """Of a quantity as the codebook writes it (``>200``, ``~40``, ``dozens``), else of the words; None without."""
    if quantity and (found := _written(quantity, numbers)):
        return found
    return _worded(text, numbers)


def _written(quantity: str, numbers: Numbers) -> Amount | None:
    if quantity in numbers.vague:
        return Amount(*map(float, numbers.vague[quantity]))
    digits = _DIGITS.fullmatch(quantity.lstrip("<>~=").strip())
    return _bounded(float(digits[0].replace(",", "")), quantity[0], numbers) if digits else None


def _bounded(number: float, sign: str, numbers: Numbers) -> Amount:
    if sign == ">":
        return Amount(number, INFINITE)
    if sign == "<":
        return Amount(0.0, number)
    spread = number * numbers.spread if sign == "~" else 0.0
    return Amount(number - spread, number + spread)


def _worded(text: str, numbers: Numbers) -> Amount | None:
    words = [(m.start(), m[0].lower()) for m in _WORD.finditer(text)]
    for index, (start, word) in enumerate(words):
        if word in numbers.vague:
            return Amount(*map(float, numbers.vague[word]))
        if (number := _value(word, numbers)) is not None:
            for _, following in words[index + 1 : index + 3]:
                number = _joined(number, following, numbers)
            return _bounded(number, _sign(text[:start].lower().rstrip(), numbers), numbers)
    return None


def _value(word: str, numbers: Numbers) -> float | None:
    if word[0].isdigit():
        return float(word.replace(",", ""))
    return float(numbers.words[word]) if word in numbers.words else None


def _joined(number: float, word: str, numbers: Numbers) -> float:
    if word in numbers.scales:
        return number * numbers.scales[word]
    below_ten = number >= 20 and number % 10 == 0 and 0 < numbers.words.get(word, 10) < 10
    return number + numbers.words[word] if below_ten else number


def _sign(before: str, numbers: Numbers) -> str:
    for sign, words in ((">", numbers.above), ("<", numbers.below), ("~", numbers.about)):
        if before.endswith(words):
            return sign
    return "="

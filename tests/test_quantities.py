"""How much of what: kinds, quantities, casualties."""

from __future__ import annotations

import re

import pytest

from dateline.knowledge import Knowledge
from dateline.parse import parse_document
from dateline.reading.numbers import number_words, value_of
from dateline.reading.quantities import casualties, measurable, measure, quantity_in
from dateline.types import Document


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("1,200", 1200),
        ("twenty-five", 25),
        ("10 million", 10_000_000),
        ("half a million", 500_000),
        ("two and a half million", 2_500_000),
        ("three hundred and twenty", 320),
        ("five thousand", 5000),
    ],
)
def test_numbers(text: str, value: float, know: Knowledge) -> None:
    assert value_of(text, number_words(know)) == value


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("more than 10 million shells", ">10000000"),
        ("at least forty people", ">=40"),
        ("about 300 soldiers", "~300"),
        ("up to 2,000 refugees", "<=2000"),
        ("fewer than five ships", "<5"),
        ("dozens of villagers", "dozens"),
        ("tens of thousands of people", "tens of thousands"),
        ("sixty people or more", ">=60"),
        ("12 percent of the seats", "12%"),
        ("£40 million", "40000000 GBP"),
        ("weapons", None),
    ],
)
def test_quantity(text: str, quantity: str | None, know: Knowledge) -> None:
    assert quantity_in(text, know) == quantity


@pytest.mark.parametrize(
    ("text", "kind", "words", "quantity"),
    [
        ("Norway sent three hundred [tanks] to the front.", "arms", "three hundred tanks", "300"),
        ("They delivered thousands of [shells].", "ammunition", "shells", None),
        ("The bank gave the government a [loan] of $5 million.", "money", None, None),
        ("The convoy brought [wheat].", "food", "wheat", None),
        ("They sold [oil] to the island.", "fuel", "oil", None),
        ("He asked for more [troops].", "troops", "more troops", None),
        ("The guards freed six [prisoners].", "people", "six prisoners", "6"),
        ("They agreed on a [treaty].", "other", "a treaty", None),
        ("They shared artificial [intelligence].", "technology", "artificial intelligence", None),
        ("Norway sent air [support].", "arms", "air support", None),
        ("They debated the [power] of the king.", "other", "the power of the king", None),
    ],
)
def test_measure(text: str, kind: str, words: str | None, quantity: str | None, know: Knowledge) -> None:
    parse = parse_document(Document(id="q", text=re.sub(r"[\[\]]", "", text)))
    head = next(t for t in parse.tokens if t.start == text.index("["))
    found = measure(head, parse, know)
    assert found.kind == kind
    if words is not None:
        assert (found.text, found.quantity) == (words, quantity)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The [bombing] killed three people and wounded twelve others.", ["3", "12"]),
        ("At least 20 villagers were killed in the [raid].", [">=20"]),
        ("Seven soldiers died in the [attack].", ["7"]),
        ("The [attack] was condemned by the council.", []),
    ],
)
def test_casualties(text: str, expected: list[str], know: Knowledge) -> None:
    parse = parse_document(Document(id="q", text=re.sub(r"[\[\]]", "", text)))
    trigger = next(t for t in parse.tokens if t.start == text.index("["))
    found = casualties(trigger, parse, know)
    assert [q.quantity for q in found] == expected
    assert all(q.kind == "people" for q in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They met on [Monday].", False),
        ("They signed the treaty of 2 [December].", False),
        ("They cooperated in recent [years].", False),
        ("They agreed on five [months] of fuel.", True),
        ("They asked [Moscow] for help.", False),
        ("They took control of [Aleppo].", True),
        ("They elected Boris [Johnson].", False),
        ("They gave [him] tanks.", False),
        ("They sent [tanks].", True),
        ("They want the [wounded] to leave.", True),
        ("They agreed to [send] tanks.", True),
        ("They held a [march].", True),
    ],
)
def test_measurable(text: str, expected: bool, know: Knowledge) -> None:
    parse = parse_document(Document(id="q", text=re.sub(r"[\[\]]", "", text)))
    assert measurable(next(t for t in parse.tokens if t.start == text.index("[")), know) is expected

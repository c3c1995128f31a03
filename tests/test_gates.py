"""What looks like politics and is not."""

from __future__ import annotations

import pytest

from dateline.knowledge import Knowledge
from dateline.parse import parse_document
from dateline.reading.gates import sport_sentences
from dateline.types import Document


def sport(text: str, know: Knowledge) -> list[int]:
    return sorted(sport_sentences(parse_document(Document(id="t", text=text)), know))


@pytest.mark.parametrize("text", [
    "Norway beat Malta 4-0.",
    "Malta lost 2–1 to Norway in the semi-final.",
    "Norway's goalkeeper and their striker were shown a card.",
])
def test_sport(text: str, know: Knowledge) -> None:
    assert sport(text, know)


@pytest.mark.parametrize("text", [
    "The senate defeated the bill 52-48.",
    "The party won 120-90 in the vote on the treaty.",
    "Malta will boycott the World Cup, its minister said.",
    "The minister visited Oslo on 5-6 April and won a prize.",
    "The troops beat protesters outside the stadium.",
    "Norway attacked Malta.",
])
def test_politics(text: str, know: Knowledge) -> None:
    assert sport(text, know) == []


def test_a_paragraph_of_sport(know: Knowledge) -> None:
    text = (
        "Norway beat Malta 4-0. Oslo attacked from the start. The minister condemned the army's raid.\n\n"
        "Malta attacked Norway."
    )
    assert sport(text, know) == [0, 1]

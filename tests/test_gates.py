"""What looks like politics and is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from evaluation.base import load_rows
from evaluation.negatives import run
from evaluation.rooms import Rooms

from dateline.knowledge import Knowledge
from dateline.parse import parse_document
from dateline.reading.gates import sport_sentences, story_sentences
from dateline.reading.pipeline import read
from dateline.reading.retrospect import is_obituary
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


@pytest.mark.parametrize("text", ["Malta were beaten in Oslo.", "Norway have attacked down the left."])
def test_a_country_in_the_plural_is_a_team(text: str, know: Knowledge) -> None:
    assert sport(text, know)


@pytest.mark.parametrize("text", [
    "Norway and Malta have agreed.", "The Philippines attack the plan.", "Malta was beaten.",
])
def test_a_country_in_the_singular_is_none(text: str, know: Knowledge) -> None:
    assert sport(text, know) == []


@pytest.mark.parametrize(("text", "told"), [
    ("In the film, soldiers storm the palace. The queen flees to Malta. He saw it on Monday.", [0, 1]),
    ("The heroine kills a Norwegian colonel.", [0]),
    ("The second season opens with the abduction of a minister.", [0]),
    ("In the game of thrones in Oslo, nobody wins.", []),
    ("The season opens in Malta on Monday.", []),
    ("In the film, the director attacked Norway's minister in 2014.", []),
    ("Soldiers stormed the palace of Malta.", []),
])
def test_stories(text: str, told: list[int], know: Knowledge) -> None:
    assert sorted(story_sentences(parse_document(Document(id="t", text=text)), know)) == told


def events(text: str, know: Knowledge, published: str = "2019-05-14") -> list[tuple[str, bool]]:
    return [(s.event, s.background) for s in read(Document(id="t", text=text, published=published), know).statements]


@pytest.mark.parametrize("text", [
    "Norwegian ants attacked the villages of Malta.",
    "The Maltese baker attacked his neighbour.",
    "The Norwegian furniture maker pulled out of Malta.",
    "The Maltese parliament elected a new president.",
])
def test_ordinary_life(text: str, know: Knowledge) -> None:
    assert events(text, know) == []


@pytest.mark.parametrize(("text", "event"), [
    ("Norwegian soldiers attacked the villages of Malta.", "ASSAULT"),
    ("Norway pulled out of Malta.", "RETREAT"),
    ("Norway attacked Malta.", "ASSAULT"),
    ("The workers at a Maltese bakery went on strike.", "PROTEST"),
    ("The Maltese baker accused Norway of fraud.", "ACCUSE"),
])
def test_politics_stays(text: str, event: str, know: Knowledge) -> None:
    assert event in [e for e, _ in events(text, know)]


OLD = "General Erik Holm has died in Oslo at the age of 91. He was a gardener, too. "


def test_an_obituary_holds_history(know: Knowledge) -> None:
    assert is_obituary(parse_document(Document(id="t", text=OLD + "Norway expelled the Maltese ambassador.")))
    assert events(OLD + "Norway expelled the Maltese ambassador.", know) == [("SANCTION", True)]
    assert events("Norway expelled the Maltese ambassador.", know) == [("SANCTION", False)]


def test_an_anniversary_is_dated_by_its_year(know: Knowledge) -> None:
    text = "Eighty years ago this week Soviet troops invaded Norway."
    reading = read(Document(id="t", text=text, published="2019-05-14"), know)
    found = (*reading.statements, *reading.candidates)
    assert [(s.event, s.background) for s in found] == [("ASSAULT", True)]
    assert "2019" not in (found[0].when or "")


CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize(("name", "most"), [
    ("negatives.csv", 45), ("negatives_fresh.csv", 60), ("negative_texts.jsonl", 15), ("negative_texts_held.jsonl", 25),
])
def test_false_alarms(name: str, most: float) -> None:
    outcome = run(load_rows(CASES / name), Rooms())
    rate = outcome.figures["false_per_1000"]
    assert isinstance(rate, float) and rate <= most, outcome.notes
    assert outcome.figures["crashed"] == 0

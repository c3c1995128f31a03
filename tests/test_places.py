"""Where: places in the text, their containers, and the places of events."""

from __future__ import annotations

import re

import pytest

from dateline.knowledge import Knowledge
from dateline.parse import Parse, parse_document
from dateline.reading.places import find_places, locate_event
from dateline.types import Document, Place


def parsed(text: str) -> Parse:
    return parse_document(Document(id="p", text=text))


def places(text: str, know: Knowledge) -> list[tuple[str, str | None, str | None]]:
    return [(p.text, p.within, p.code) for p in find_places(parsed(text), know)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The envoy flew to Oslo.", ("Oslo", None, "NOR")),
        ("A bomb exploded in Kandahar.", ("Kandahar", None, "AFG")),
        ("Ships were fired on in the Red Sea.", ("Red Sea", None, None)),
        ("Protesters gathered in Hong Kong.", ("Hong Kong", None, "HKG")),
        ("Fighting went on in eastern Aleppo.", ("eastern Aleppo", None, "SYR")),
        ("Troops entered the Syrian city of Raqqa.", ("Raqqa", None, "SYR")),
        ("He lived in the U.S. for years.", ("U.S.", None, "USA")),
    ],
)
def test_place(text: str, expected: tuple[str, str | None, str | None], know: Knowledge) -> None:
    assert expected in places(text, know)


def test_containers(know: Knowledge) -> None:
    assert ("Lyon", "France", "FRA") in places("A bomb exploded in Lyon, France.", know)
    assert ("Baikonur Cosmodrome", "Kazakhstan", "KAZ") in places(
        "They met at the Baikonur Cosmodrome in Kazakhstan.", know
    )
    assert ("Darfur", "Sudan", "SDN") in places("Fighting spread in Sudan's Darfur.", know)


@pytest.mark.parametrize(
    "text",
    [
        "Vladimir Putin spoke.",
        "The West must act.",
        "Mr Houston resigned.",
        "Jesse Jackson marched.",
        "Korean officials left.",
        "The North fired a missile.",
    ],
)
def test_no_place(text: str, know: Knowledge) -> None:
    assert places(text, know) == []


def where(text: str, know: Knowledge, taken: str = "") -> Place | None:
    """The place of the event in [brackets]; the words in `taken` fill roles."""
    parse = parsed(re.sub(r"[\[\]]", "", text))
    at = text.index("[")
    trigger = next(t for t in parse.tokens if t.start == at)
    filled = frozenset(t.i for t in parse.tokens if t.text in taken.split())
    return locate_event(trigger, find_places(parse, know), parse, know, filled)


@pytest.mark.parametrize(
    ("text", "taken", "expected"),
    [
        ("The ministers [met] in Geneva.", "", "Geneva"),
        ("Russia [invaded] Georgia.", "Russia Georgia", "Georgia"),
        ("The [siege] of Sarajevo went on.", "", "Sarajevo"),
        ("Gunmen [attacked] a convoy near Benghazi.", "", "Benghazi"),
        ("The king's [visit] to Poland was brief.", "Poland", "Poland"),
        ("In Cairo, thousands [marched] against the law.", "", "Cairo"),
    ],
)
def test_event_place(text: str, taken: str, expected: str, know: Knowledge) -> None:
    found = where(text, know, taken)
    assert found is not None and found.text == expected


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("Norway [condemned] Belarus.", "Norway Belarus"),
        ("The minister [accused] Serbia of lying.", "Serbia"),
        ("France and Mali [signed] a treaty.", "France Mali"),
    ],
)
def test_actors_are_no_places(text: str, taken: str, know: Knowledge) -> None:
    assert where(text, know, taken) is None

"""Where: places in the text and their containers."""

from __future__ import annotations

import pytest

from dateline.knowledge import Knowledge
from dateline.parse import Parse, parse_document
from dateline.reading.places import find_places
from dateline.types import Document


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


@pytest.mark.parametrize(("near", "expected"), [
    (None, "IRL"), ("Ohio", "USA"), ("Columbus, Ohio", "USA"), ("Nowheria", "IRL"),
])
def test_a_report_comes_from_near(near: str | None, expected: str, know: Knowledge) -> None:
    parse = parse_document(Document("p", "A school in Dublin closed.", near=near))
    assert [p.code for p in find_places(parse, know)] == [expected]

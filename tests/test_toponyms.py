"""Toponyms: what is a place and what only sounds like one; which of several places; containers; levels."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.gazetteer import fold
from dateline.knowledge import Knowledge
from dateline.parse import parse_document
from dateline.reading.toponyms import find_places, resolve_spans
from dateline.types import Document, Place, Span


def found(text: str, know: Knowledge, **fields: str) -> dict[str, Place]:
    places = find_places(parse_document(Document(id="t", text=text, **fields)), know)
    assert list(places) == sorted(places, key=lambda p: (p.span.start, -p.span.end))
    return {p.text: p for p in places}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Snipers fired on a queue in Homs.", "Homs"),
        ("In Vukovar, tanks stood at the bridge.", "Vukovar"),
        ("A gang looted shops in Jos and in Ufa.", "Jos"),
        ("Shells fell on Dar es Salaam.", "Dar es Salaam"),
        ("Protesters marched through Port-au-Prince.", "Port-au-Prince"),
        ("The Leeds police closed the road.", "Leeds"),
        ("The Rambouillet talks broke down.", "Rambouillet"),
        ("Rebels entered Palmyra.", "Palmyra"),
        ("Floods hit St. Louis on Monday.", "St. Louis"),
    ],
)
def test_a_place(text: str, name: str, know: Knowledge) -> None:
    assert name in found(text, know)


@pytest.mark.parametrize(
    "text",
    [
        "Reporters asked Victoria Beckham about the war.",
        "Michael Jordan refused to comment.",
        "Kent Brown, a senator, accused the general.",
        "Mr. Houston resigned.",
        "Judge Lincoln freed them. Later Lincoln said he was sorry.",
        "The Phoenix Suns refused to play.",
        "Real Madrid refused to travel.",
        "The Washington Post published the memo.",
        "The West must act.",
        "Nice people live here. Reading helps.",
        "He let us go.",
        "OK, he said.",
    ],
)
def test_no_place(text: str, know: Knowledge) -> None:
    assert found(text, know) == {}


@pytest.mark.parametrize(
    ("text", "name", "code", "unit"),
    [
        ("Police arrested four people in London, Ontario.", "London", "CAN", "Ontario"),
        ("Police arrested four people in London.", "London", "GBR", "England"),
        ("A threat closed the courthouse in Paris, Texas.", "Paris", "USA", "Texas"),
        ("Dockers in Long Beach, Calif., went on strike.", "Long Beach", "USA", "California"),
        ("Tanks stood in Tripoli, and ships left Benghazi.", "Tripoli", "LBY", None),
        ("Clashes went on in Tripoli and Beirut.", "Tripoli", "LBN", None),
        ("Soldiers fired on students in Valencia, in Venezuela's Carabobo state.", "Valencia", "VEN", "Carabobo"),
        ("Rebels marched in Goma, in the east of the Congo.", "Congo", "COD", None),
    ],
)
def test_which_of_several(text: str, name: str, code: str, unit: str | None, know: Knowledge) -> None:
    place = found(text, know)[name]
    assert place.code == code
    if unit:
        assert place.admin1 == unit


def test_one_sense_in_a_document(know: Knowledge) -> None:
    text = "Workers in London, Ontario, went on strike. Police in London stood by."
    places = find_places(parse_document(Document(id="t", text=text)), know)
    assert {p.code for p in places if p.text == "London"} == {"CAN"}


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        ("Jets bombed the Gaza Strip, and rockets flew from the Strip.", "Strip", "PSE"),
        ("South Korea held drills, and troops left the South on Monday.", "South", "KOR"),
        ("North and South Korea signed a pact.", "North", "PRK"),
    ],
)
def test_short_for_a_name_before(text: str, name: str, code: str, know: Knowledge) -> None:
    assert found(text, know)[name].code == code


def test_a_direction_alone_is_no_place(know: Knowledge) -> None:
    assert set(found("Rebels hold the North, and the army in Mali holds the South.", know)) == {"Mali"}


def test_counties_joined(know: Knowledge) -> None:
    places = found("Storms hit Butler and Warren counties in Ohio.", know)
    assert [places[n].name for n in ("Butler", "Warren")] == ["Butler County", "Warren County"]


def test_chain_of_containers(know: Knowledge) -> None:
    places = found("They met at the Vostochny Cosmodrome in Russia's Amur region.", know)
    cosmodrome = places["Vostochny Cosmodrome"]
    assert (cosmodrome.within, cosmodrome.code, cosmodrome.chain[-1]) == ("Amur region", "RUS", "Russia")
    assert "Amur" in cosmodrome.chain[0]
    assert places["Amur region"].level == "region"


def test_a_facility_lies_in_its_container(know: Knowledge) -> None:
    """Its own point is unknown: it has that of the city, and the radius of the city."""
    places = found("Gunmen stormed the Al-Fanar Hotel in Tunis.", know)
    hotel = next(p for t, p in places.items() if "Hotel" in t)
    assert (hotel.kind, hotel.within, hotel.code, hotel.lat) == ("facility", "Tunis", "TUN", places["Tunis"].lat)
    assert hotel.geonameid is None and (hotel.radius_km or 0) >= (places["Tunis"].radius_km or 0) > 0


@pytest.mark.parametrize(
    ("text", "name", "level"),
    [
        ("Fighting went on in Sudan.", "Sudan", "country"),
        ("Fighting went on in Texas.", "Texas", "region"),
        ("Fighting went on in Aleppo.", "Aleppo", "point"),
        ("Ships burned in the Black Sea.", "Black Sea", "region"),
        ("Militias spread through the Sahel.", "Sahel", "region"),
    ],
)
def test_level(text: str, name: str, level: str, know: Knowledge) -> None:
    place = found(text, know)[name]
    assert place.level == level and place.lat is not None and place.lon is not None


def test_dateline_places(know: Knowledge) -> None:
    places = found("SIMFEROPOL, Crimea, March 19 (Reuters) - Masked men took the gate.", know)
    assert places["SIMFEROPOL"].code == "UKR" and places["SIMFEROPOL"].within == "Crimea"
    assert places["SIMFEROPOL"].span == Span(0, 10)


def test_the_outlet_is_a_hint(know: Knowledge) -> None:
    text = "Voters in Dublin elected a council."
    assert found(text, know)["Dublin"].code == "IRL"
    assert found(text, know, publisher="The Columbus Dispatch")["Dublin"].admin1 == "Ohio"
    assert found(text, know, url="https://www.columbusdispatch.com/a")["Dublin"].admin1 == "Ohio"


def test_candidates_sum_to_one_at_most(know: Knowledge) -> None:
    candidates = found("Floods hit Springfield.", know)["Springfield"].candidates
    assert len(candidates) > 1 and sum(c.probability for c in candidates) <= 1.001
    assert [c.probability for c in candidates] == sorted((c.probability for c in candidates), reverse=True)


def test_given_spans(know: Knowledge) -> None:
    text = "Floods hit Gori, Georgia, and Xyzzyville."
    parse = parse_document(Document(id="t", text=text))
    spans = [Span(text.index(n), text.index(n) + len(n)) for n in ("Gori", "Georgia", "Xyzzyville")]
    assert [(p.text, p.code) for p in resolve_spans(parse, spans, know)] == [
        ("Gori", "GEO"), ("Georgia", "GEO"), ("Xyzzyville", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other"), [("Şanlıurfa", "SANLIURFA"), ("Sana'a", "Sana’a"), ("St. Paul", "Saint Paul")]
)
def test_folding(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet=st.sampled_from("Paris London St. Mr,'’-()\n US ÉİßŁ 12"), max_size=80))
def test_any_text_gives_places_inside_it(know: Knowledge, text: str) -> None:
    parse = parse_document(Document(id="t", text=text))
    for place in find_places(parse, know):
        assert 0 <= place.span.start < place.span.end <= len(text) and place.text == place.span.of(text)


@pytest.mark.parametrize(
    ("text", "name", "code", "geonameid"),
    [
        ("Thousands marched in Washington on Saturday.", "Washington", "USA", 4140963),
        ("Fires burnt near Spokane, Washington.", "Washington", "USA", 5815135),
        ("Shops were shut in the capital of Peru.", "capital", "PER", 3936456),
        ("Shops were shut in the capital of Peru.", "Peru", "PER", 3932488),
        ("Gunmen attacked the U.S. consulate in Benghazi.", "U.S. consulate", "LBY", None),
        ("A guard was shot at the U.S. embassy.", "U.S. embassy", None, None),
        ("Presidents met at Larkspur Air Force Base near Dayton, Ohio.", "Larkspur Air Force Base", "USA", None),
    ],
)
def test_what_is_meant(text: str, name: str, code: str | None, geonameid: int | None, know: Knowledge) -> None:
    place = found(text, know)[name]
    assert (place.code, place.geonameid) == (code, geonameid)


def test_a_facility_with_its_noun_is_the_facility(know: Knowledge) -> None:
    place = found("The army shelled the Chernobyl plant.", know)["Chernobyl plant"]
    assert place.kind == "facility" and place.name == "Chernobyl nuclear power plant" and place.level == "point"


def test_a_river_is_water(know: Knowledge) -> None:
    assert found("Troops crossed the Meghna river in Bangladesh.", know)["Meghna river"].kind == "water"


def test_a_name_has_its_last_bearer_before_it(know: Knowledge) -> None:
    text = "North Korea and North Macedonia met. The North agreed. North Yemen and the North did not."
    places = find_places(parse_document(Document(id="t", text=text)), know)
    assert next(p.code for p in places if p.text == "North") == "MKD"


def test_a_facility_of_the_gazetteer_is_itself_also_where_its_town_is_named(know: Knowledge) -> None:
    place = found("Jets bombed the La Moneda palace in Santiago.", know)["La Moneda palace"]
    assert (place.name, place.within) == ("La Moneda", "Santiago")

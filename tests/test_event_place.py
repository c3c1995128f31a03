"""Where events happened, by which step, and what the text has places do."""

from __future__ import annotations

import re

import pytest

from dateline.knowledge import Knowledge
from dateline.parse import Parse, parse_document
from dateline.reading.attribution import attribute
from dateline.reading.entities import resolve_entities
from dateline.reading.factuality import judge
from dateline.reading.gatherings import gatherings_of
from dateline.reading.pipeline import read
from dateline.reading.place_roles import with_roles
from dateline.reading.place_words import place_words
from dateline.reading.places import Located, find_places, locate_event
from dateline.types import Document


def parsed(text: str) -> Parse:
    return parse_document(Document(id="p", text=text))


def where(text: str, know: Knowledge, taken: str = "", act: str = "", background: bool = False) -> Located | None:
    """The place of the event in [brackets]; the words in `taken` fill roles."""
    parse = parsed(re.sub(r"[\[\]]", "", text))
    at = text.index("[")
    trigger = next(t for t in parse.tokens if t.start == at)
    filled = frozenset(t.i for t in parse.tokens if t.text in taken.split())
    judged = judge(trigger, parse, know, attribute(parse, know))
    return locate_event(trigger, find_places(parse, know), parse, know, filled, judged, act, background)


@pytest.mark.parametrize(
    ("text", "taken", "expected"),
    [
        ("The ministers [met] in Geneva.", "", "Geneva"),
        ("Russia [invaded] Georgia.", "Russia Georgia", "Georgia"),
        ("The [siege] of Sarajevo went on.", "", "Sarajevo"),
        ("Gunmen [attacked] a convoy near Benghazi.", "", "Benghazi"),
        ("The king's [visit] to Poland was brief.", "Poland", "Poland"),
        ("In Cairo, thousands [marched] against the law.", "", "Cairo"),
        ("On Monday in Cairo, thousands [marched] against the law.", "", "Cairo"),
        ("The wounded were [airlifted] from Benghazi to Berlin.", "", "Berlin"),
        ("The army [withdrew] from Benghazi.", "", "Benghazi"),
        ("The envoy flew to Oslo to [meet] the king.", "", "Oslo"),
        ("They met in Oslo, where they [signed] a treaty.", "", "Oslo"),
        ("They met in Oslo for a summit where on Sunday the kings [signed] a treaty.", "", "Oslo"),
        ("Thousands [gathered] in and around Cairo.", "", "Cairo"),
        ("The Iraq [war] went on.", "", "Iraq"),
        ("The [protest] took place in Cairo.", "", "Cairo"),
    ],
)
def test_event_place(text: str, taken: str, expected: str, know: Knowledge) -> None:
    found = where(text, know, taken)
    assert found is not None and found.place.text == expected


@pytest.mark.parametrize(
    ("text", "act", "rule", "expected"),
    [
        ("Gunmen [stormed] Benghazi.", "ASSAULT", "where.object", "Benghazi"),
        ("Gunmen [fought] in Benghazi.", "ASSAULT", "where.own", "Benghazi"),
        ("Gunmen [shot] a guard of a bank in Benghazi.", "ASSAULT", "where.sentence", "Benghazi"),
        ("In Oslo the minister [condemned] the war.", "ACCUSE", "where.fronted", "Oslo"),
        ("The envoy arrived in Oslo. The king [met] him there.", "CONSULT", "where.there", "Oslo"),
        ("Troops surrounded Benghazi. Rebels [fought] in the city.", "ASSAULT", "where.pointed", "the city"),
        ("Gunmen attacked a bank in Oslo. The [attack] shocked Norway.", "ASSAULT", "where.retold", "Oslo"),
        ("Gunmen attacked a bank in Oslo. Six men [died] in the attack.", "ASSAULT", "where.retold", "Oslo"),
        ("Gunmen attacked a bank in Oslo. Police [shot] two.", "ASSAULT", "where.paragraph", "Oslo"),
        ("Gunmen attacked a bank in Oslo.\n\nPolice [shot] two.", "ASSAULT", "where.scene", "Oslo"),
        ("The Benghazi [attack] shocked the world.", "ASSAULT", "where.modifier", "Benghazi"),
    ],
)
def test_which_step_places(text: str, act: str, rule: str, expected: str, know: Knowledge) -> None:
    found = where(text, know, act=act)
    assert found is not None and (found.rule, found.place.text) == (rule, expected)


@pytest.mark.parametrize(
    ("text", "taken", "act"),
    [
        ("Norway [condemned] Belarus.", "Norway Belarus", "ACCUSE"),
        ("The minister [accused] Serbia of lying.", "Serbia", "ACCUSE"),
        ("France and Mali [signed] a treaty.", "France Mali", "SUPPORT"),
        ("The minister [condemned] attacks on people in Benghazi.", "", "ACCUSE"),  # speech has no scene
        ("Ministers held [talks] on the crisis in Libya.", "", "CONSULT"),  # a topic
        ("Norway [sent] arms to Ukraine.", "Norway Ukraine", "AID"),  # it receives them
        ("The Syria [sanctions] were lifted.", "", "SANCTION"),
        ("The [attack] by Libya troops went on.", "", "ASSAULT"),
        ("Gunmen attacked a bank in Oslo.\n\nPolice may [shoot] two.", "", "ASSAULT"),  # it did not happen
    ],
)
def test_no_event_place(text: str, taken: str, act: str, know: Knowledge) -> None:
    assert where(text, know, taken, act) is None


def test_history_is_not_set_in_the_scene_of_the_report(know: Knowledge) -> None:
    text = "Gunmen attacked a bank in Oslo.\n\nIn 2005 the army [shot] two."
    assert where(text, know, act="ASSAULT", background=True) is None


def test_a_place_that_is_pointed_at_keeps_what_it_points_to(know: Knowledge) -> None:
    found = where("Troops surrounded Benghazi. Rebels [fought] in other parts of the city.", know, act="ASSAULT")
    assert found is not None
    assert (found.place.text, found.place.within, found.place.code) == ("other parts of the city", "Benghazi", "LBY")


def roles(text: str, know: Knowledge) -> dict[str, tuple[str, ...]]:
    parse = parsed(text)
    entities = resolve_entities(parse, know, attribute(parse, know))
    return {p.text: p.roles for p in with_roles(find_places(parse, know), parse, entities, know)}


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("Thousands fled Aleppo.", "Aleppo", ("origin",)),
        ("Thousands fled from Aleppo.", "Aleppo", ("origin",)),
        ("The envoy flew to Oslo.", "Oslo", ("target",)),
        ("Troops stormed Benghazi.", "Benghazi", ("event_place", "target")),
        ("A cab driver from Abidjan was arrested.", "Abidjan", ("affiliation",)),
        ("The mayor of Kyiv resigned.", "Kyiv", ("affiliation",)),
        ("Moscow accused the envoy of lying.", "Moscow", ("actor",)),
        ("Moscow's policy has changed.", "Moscow", ("actor",)),
        ("The sun shines in Oslo.", "Oslo", ("mention",)),
        ("The weight of Oslo grew.", "Oslo", ("mention",)),
    ],
)
def test_roles(text: str, place: str, expected: tuple[str, ...], know: Knowledge) -> None:
    assert roles(text, know)[place] == expected


def test_the_place_of_a_statement_is_an_event_place(know: Knowledge) -> None:
    text = "Police arrested a journalist in Minsk on Monday."
    found = read(Document(id="r", text=text, published="2023-09-13"), know)
    assert [(p.text, p.roles) for p in found.places] == [("Minsk", ("event_place",))]
    statement = (*found.statements, *found.candidates)[0]
    assert statement.where is not None and statement.where.roles == ("event_place",)


def test_a_month_is_no_town(know: Knowledge) -> None:
    text = "In August, Russia promised Serbia another package of ammunition. The Iraq War went on."
    found = read(Document(id="m", text=text, published="2023-09-13"), know)
    assert "August" not in [p.text for p in found.places]
    assert "Iraq" in [p.text for p in found.places]


@pytest.mark.parametrize(
    ("text", "act", "expected"),
    [
        ("Gunmen [shot] two men. The shooting took place in Benghazi.", "ASSAULT", "Benghazi"),
        ("Gunmen [shot] two men. The protest took place in Benghazi.", "ASSAULT", None),
        ("Gunmen [shot] two men.\n\nThe shooting took place in Benghazi.", "ASSAULT", None),
        ("Rebels [killed] him in an airstrike.\n\nThey launched the airstrike in Benghazi.", "ASSAULT", "Benghazi"),
        ("Rebels [killed] a general in an airstrike.\n\nAnother airstrike hit Benghazi.", "ASSAULT", None),
        ("Thousands held a rally in Oslo. The poet [urged] the crowd to vote.", "REQUEST", "Oslo"),
        ("Thousands held a rally in Oslo. The poet [urged] the king to resign.", "REQUEST", None),
        ("They issued a declaration in Oslo [pledging] to help Malta.", "AGREE", "Oslo"),
        ("They spent a summer in Oslo [pledging] to help Malta.", "AGREE", None),
        ("Envoys met in Oslo to discuss plans for the [delivery] of food.", "AID", None),
        ("Envoys met in Oslo for the [delivery] of food.", "AID", "Oslo"),
        ("Oslo mourned. Troops left Benghazi. It mourned the city, which was [occupied].", "ASSAULT", "the city"),
    ],
)
def test_places_that_the_report_ties_to_the_act(text: str, act: str, expected: str | None, know: Knowledge) -> None:
    found = where(text, know, act=act)
    assert (found.place.text if found else None) == expected


def test_shots_are_set_where_shots_were_told_and_not_where_the_protest_is(know: Knowledge) -> None:
    text = "Protesters marched in Oslo. Police shot a man in Bergen.\n\nThey [fired] at him twice."
    found = where(text, know, act="ASSAULT")
    assert found is not None and found.place.text == "Bergen"


@pytest.mark.parametrize(
    ("title", "expected"),
    [("Thousands at rally in Oslo", "Oslo"), ("Rallies end peacefully", "Oslo"), ("Poet on the vote", None)],
)
def test_what_is_said_at_a_gathering(title: str, expected: str | None, know: Knowledge) -> None:
    text = "Thousands held a rally in Oslo. A poet spoke too, and condemned the war."
    parse = parse_document(Document(id="g", text=text, title=title))
    trigger = next(t for t in parse.tokens if t.text == "condemned")
    judged = judge(trigger, parse, know, attribute(parse, know))
    found = locate_event(trigger, find_places(parse, know), parse, know, frozenset(), judged, "ACCUSE")
    assert (found.place.text if found else None) == expected


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("The Aleppo offensive went on.", "Aleppo", True),
        ("The Aleppo bakery went on.", "Aleppo", False),
        ("Leaders praised the Singapore summit.", "Singapore", True),
        ("Leaders praised the Syria summit.", "Syria", False),
        ("Dockers marched in Benghazi and Tripoli.", "Benghazi", True),
        ("Dockers marched in Benghazi and Tripoli.", "Tripoli", True),
        ("Dockers marched in Benghazi, and Tripoli slept.", "Tripoli", False),
        ("Two ships collided in the Baltic Sea.", "Baltic Sea", True),
        ("The minister attacked Norway in a speech.", "Norway", False),
    ],
)
def test_events_without_statements_have_places_too(text: str, place: str, expected: bool, know: Knowledge) -> None:
    assert ("event_place" in roles(text, know)[place]) is expected


def test_what_is_joined_to_the_place_of_a_statement_is_its_place_too(know: Knowledge) -> None:
    text = "Soldiers killed two guards in Zaria and Kano, and Lagos mourned."
    found = read(Document(id="j", text=text, published="2023-09-13"), know)
    assert [("event_place" in p.roles) for p in found.places] == [True, True, False]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A poet spoke too, and [condemned] the war.", True),
        ("A poet spoke too, whom the king had [condemned].", False),
        ("A poet spoke since the king [condemned] the war.", False),
        ("A poet came too, and [condemned] the war.", False),
        ("A poet came too, and [urged] the crowd to vote.", True),
    ],
)
def test_words_spoken_at_a_gathering(text: str, expected: bool, know: Knowledge) -> None:
    whole = f"Thousands held a rally in Oslo on Sunday. {text}"
    parse = parse_document(Document(id="g", text=re.sub(r"[\[\]]", "", whole), title="Rally in Oslo"))
    trigger = next(t for t in parse.tokens if t.start == whole.index("["))
    assert bool(list(gatherings_of(trigger, parse, place_words(know)))) is expected


def test_the_place_of_what_is_condemned_is_not_that_of_the_words(know: Knowledge) -> None:
    assert where("Norway [condemned] the arrests in Quito.", know, act="ACCUSE") is None
    found = where("In Geneva the council [condemned] the arrests in Quito.", know, act="ACCUSE")
    assert found is not None and found.place.text == "Geneva"

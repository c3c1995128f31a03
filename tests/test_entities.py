"""Who is meant: names, titles, roles, pronouns and stand-ins, each with its code."""

from __future__ import annotations

import pytest

from dateline.knowledge import Knowledge
from dateline.parse import parse_document
from dateline.reading import pipeline
from dateline.reading.attribution import attribute
from dateline.reading.entities import Entities, resolve_entities, resolve_phrase
from dateline.types import Document


def read(
    text: str, know: Knowledge, publisher: str | None = None, title: str | None = None, on: str = "2019-06-03"
) -> Entities:
    parse = parse_document(Document(id="d", text=text, title=title, publisher=publisher, published=on))
    return resolve_entities(parse, know, attribute(parse, know))


def codes(entities: Entities, word: str) -> str:
    """Codes of the last token with this text, joined by a semicolon."""
    token = [t for t in entities.parse.tokens if t.text == word][-1]
    return ";".join(m.code or "?" for m in entities.of(token))


NAMES = [
    ("France protested against the plan.", "France", "FRA"),
    ("Moscow rejected the offer.", "Moscow", "RUS"),
    ("Russian troops crossed the river.", "troops", "RUS MIL"),
    ("The Kremlin dismissed the report.", "Kremlin", "RUS GOV"),
    ("NATO condemned the launch.", "NATO", "IGO"),
    ("Police in Kenya arrested eight Mexicans.", "Mexicans", "MEX CVL"),
    ("The aid reached the Turks last.", "Turks", "TUR"),
    ("The Australian Government welcomed the vote.", "Government", "AUS GOV"),
    ("Officials in Paris met a delegation from Chad.", "delegation", "TCD GOV"),
    ("Scottish ministers refused consent.", "ministers", "GBR GOV"),
]

TITLES = [
    ("Norway was calm. Trade Minister Ola Brekke visited the port.", "Brekke", "NOR GOV"),
    ("Senate President Ana Rivera refused to step down in Manila.", "Rivera", "PHL LEG"),
    ("Ghana's Foreign Minister Kofi Addo resigned.", "Addo", "GHA GOV"),
    ("Secretary of Justice Wanda Ortiz spoke in Lima.", "Ortiz", "PER GOV"),
    ("Prime Minister Trudeau arrived late.", "Trudeau", "CAN GOV"),
    ("Peru waited. Mr Rafael Soto QC addressed the court.", "QC", "PER"),
    ("In Turkey Minister Halden met the farmers.", "farmers", "TUR AGR"),
    ("California Attorney General Jo Marsh filed the suit.", "Marsh", "USA GOV"),
    ("The El Paso mayor criticised Washington.", "mayor", "USA GOV"),
    ("The former president of Kenya criticised the vote.", "president", "KEN ELI"),
    ("The city's security chief announced arrests in Yemen.", "chief", "YEM COP"),
]

INTRODUCED = [
    ("Kenya's Trade Minister John Mbugua quit. Mbugua blamed the press.", "Mbugua", "KEN GOV"),
    ("Kenya's Trade Minister John Mbugua quit. The cabinet thanked John.", "John", "KEN GOV"),
    ("Anna Holm of Reporters Without Borders criticised Egypt.", "Holm", "NGO"),
    ("Lena Falk, a lawmaker from Sweden, voted against it.", "Falk", "SWE LEG"),
    ("Chad's foreign minister, Ali Nour, left. The minister met envoys from Mali.", "minister", "TCD GOV"),
    ("Bill Adams, the mayor of Austin, resigned. Adams blamed Congress.", "Adams", "USA GOV"),
]

ROLES = [
    ("Egypt was tense. Protesters in Tunis burned tyres.", "Protesters", "TUN CVL"),
    ("In Nairobi, students blocked the road while Uganda watched.", "students", "KEN EDU"),
    ("Mali's army and the president of Niger met.", "president", "NER GOV"),
    ("Its troops left after Sudan signed the truce.", "Sudan", "SDN"),
    ("Sudan said its troops had left.", "troops", "SDN MIL"),
    ("Coast Guard units of Japan searched the bay.", "units", "JPN MIL"),
    ("Officials from Iran and Qatar met.", "Officials", "IRN GOV;QAT GOV"),
    ("Members of the African Union voted.", "Members", "IGO"),
    ("Republican officials urged calm in the United States.", "officials", "USA PTY"),
    ("Republican Representatives opposed the bill.", "Representatives", "USA LEG"),
    ("The US-led coalition bombed the town.", "coalition", "USA MIL"),
    ("Pro-Russian rebels shelled Ukraine.", "rebels", "UKR REB"),
    ("Multiple assailants stormed a hotel in Mali.", "assailants", "UNK UAF"),
    ("Leaders around the world condemned Syria.", "Leaders", "REG"),
    ("Other governments followed Denmark.", "governments", "REG"),
    ("Italy thanked its allies and partners.", "allies", "REG"),
    ("The press conference ended.", "conference", ""),
    ("The Trump administration froze the aid.", "administration", "USA GOV"),
]

REFERENCE = [
    ("Iran rejected the report. It accused Iraq.", "It", "IRN"),
    ("Russia and China signed. They criticised Japan.", "They", "RUS;CHN"),
    ("Emmanuel Macron met envoys. He criticised Turkey.", "He", "FRA GOV"),
    ("Theresa May resigned. France praised her.", "her", "GBR GOV"),
    ("India and Pakistan talked. The two countries agreed.", "countries", "IND;PAK"),
    ("Burundi voted. The country rejected the plan.", "country", "BDI"),
    ("Hundreds of Syrian refugees fled to Jordan.", "Hundreds", "SYR REF"),
    ("Protesters in Cairo threw stones, but others left.", "others", "EGY CVL"),
    ("Soldiers from Chad fired and one of them died.", "one", "TCD MIL"),
    ("Those in Syria waited for help.", "Those", "SYR CVL"),
    ('"We reject the deal," said Iran\'s president.', "We", "IRN GOV"),
    ("Trade Minister Jane Freeman of Norway met envoys. She left.", "She", "NOR GOV"),
    ("France and Russia signed 12 accords - a record. The two countries condemned Mali.", "countries", "FRA;RUS"),
    ("Mali, Niger and Chad signed a pact. The three nations criticised Togo.", "nations", "MLI;NER;TCD"),
    ("Mali, Niger and Chad met. A deal was reached by the two sides.", "sides", "?"),
    ("Ghana and Togo talked. A bridge was opened by the president.", "president", "?"),
    ("Japan accused China. It urged restraint on it.", "restraint", ""),
    ("Ethnic Albanians in Serbia voted.", "Albanians", "SRB CVL"),
    ("China threatened Taiwan. France praised the self-ruled island.", "island", "TWN"),
    ("The Hamas leader accused Israel.", "leader", "PSE REB"),
    ("Boko Haram attacked Maiduguri. The group accused the army.", "group", "NGA REB"),
    ("Kenya withdrew. The withdrawal of its forces from Mali began.", "forces", "KEN MIL"),
    ("France kept U.S. troops in Iraq informed.", "troops", "USA MIL"),
    ("Peru's defence ministry protested. Defence Minister General Juan Salas left.", "Salas", "PER GOV"),
]


@pytest.mark.parametrize(("text", "word", "code"), [*NAMES, *TITLES, *INTRODUCED, *ROLES, *REFERENCE])
def test_code(text: str, word: str, code: str, know: Knowledge) -> None:
    assert codes(read(text, know), word) == code


PUBLISHED = [
    ("We welcome the truce in Yemen.", "We", "UK Government", None, "GBR GOV"),
    ("The Foreign Secretary met envoys from Oman.", "Secretary", "UK Government", None, "GBR GOV"),
    ("Iraq is safer. Iraq and its people suffered. Civilians fled.", "Civilians", "UK Government", None, "IRQ CVL"),
    (
        "We agree on trade.",
        "We",
        "Ministry of Foreign Affairs of Japan",
        "Joint statement by Japan and Australia on trade",
        "JPN;AUS",
    ),
    ("We said so before.", "We", "Wikinews", None, ""),
    ("We condemn the coup.", "We", "The White House", "EU–U.S. Summit Statement on Mali", "EUR;USA"),
    ("We fight on.", "We", "The White House", "COVID-19 Summit Statement", "USA GOV"),
    ("We fight on.", "We", "The White House", "Joint Statement by NATO Heads of State and Government", "IGO"),
]


@pytest.mark.parametrize(("text", "word", "publisher", "title", "code"), PUBLISHED)
def test_a_governments_own_text(
    text: str, word: str, publisher: str, title: str | None, code: str, know: Knowledge
) -> None:
    assert codes(read(text, know, publisher, title), word) == code


def test_she_is_no_man(know: Knowledge) -> None:
    entities = read("Spokeswoman Ida Berg of Norway met Chairman Ivo Petrov of Bulgaria. She left first.", know)
    assert codes(entities, "She").startswith("NOR")


def test_a_person_named_as_a_land_is_no_land(know: Knowledge) -> None:
    entities = read("Chad Wilkes, a surfer from Lima, survived. A trawler picked up Chad.", know)
    assert "TCD" not in codes(entities, "Chad")


def test_offices_are_read_by_date(know: Knowledge) -> None:
    text = "President Yeltsin met the envoys."
    assert codes(read(text, know, on="1999-05-01"), "Yeltsin") == "RUS GOV"
    entities = read("The North Korean leader spoke.", know, on="2015-05-01")
    token = next(t for t in entities.parse.tokens if t.text == "leader")
    assert entities.of(token)[0].name == "Kim Jong Un"
    assert entities.of(token, "2000-05-01")[0].name == "Kim Jong Il"


def test_spans_are_those_of_the_text(know: Knowledge) -> None:
    entities = read("On Monday the Russian foreign minister, Sergei Lavrov, left.", know)
    token = next(t for t in entities.parse.tokens if t.text == "minister")
    mention = entities.of(token)[0]
    assert mention.span.of(entities.parse.document.text) == mention.text
    assert mention.name == "Sergei Lavrov"


def test_other_and_nearest(know: Knowledge) -> None:
    entities = read("Iran met Iraq. It signed.", know)
    token = next(t for t in entities.parse.tokens if t.text == "It")
    assert [m.code for m in entities.other(token, {"IRN"})] == ["IRQ"]
    assert [m.code for m in entities.nearest(token, {"IRQ"})] == ["IRN"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Northern Fleet", "RUS MIL"),
        ("a Ugandan attorney", "UGA JUD"),
        ("Ministry of Defence, Ghana", "GHA GOV"),
        ("the quiet garden", None),
    ],
)
def test_phrase_alone(text: str, code: str | None, know: Knowledge) -> None:
    assert resolve_phrase(text, know, "2020-01-01").code == code


@pytest.mark.parametrize(("text", "word", "code"), [
    ("Togo was calm. Marchers feared Hezbollah, a militia backed by Iran.", "militia", "LBN REB"),
    ("Togo was calm. Marchers met in the square, a militia watched.", "militia", "TGO PRM"),
    ("North Korea fired a shell. South Korea evacuated 80 villagers from the coast.", "villagers", "KOR CVL"),
    ("North Korea fired a shell. It wounded 80 villagers near the coast.", "villagers", "PRK CVL"),
])
def test_whose_a_group_or_people_are(text: str, word: str, code: str, know: Knowledge) -> None:
    assert codes(read(text, know), word) == code


def test_a_body_that_acts_is_they(know: Knowledge) -> None:
    text = "The Danish Ministry of Defence described the man as a member of Al-Shabaab when they condemned the raid."
    assert codes(read(text, know), "they") == "DNK GOV"


def test_names_listed_behind_a_plural_share_it(know: Knowledge) -> None:
    entities = read("Two Danish police officers, Anders Holm and Lars Juhl, were convicted on Monday.", know)
    assert codes(entities, "Juhl") == "DNK COP"


PARTIES = [
    ("Rwandan President Paul Kagame used Facebook to thank Kenya.", "SUPPORT", "RWA GOV", "KEN"),
    ("The Norwegian foreign minister posted a message on Twitter blaming Belarus.", "ACCUSE", "NOR GOV", "BLR"),
    ("A 25-year-old man was arrested by Kent Police on suspicion of murder.", "COERCE", "GBR COP", "GBR CRM"),
    ("Algerian students staged anti-government protests on Friday.", "PROTEST", "DZA EDU", "DZA GOV"),
]


@pytest.mark.parametrize(("text", "event", "actor", "recipient"), PARTIES)
def test_parties(text: str, event: str, actor: str, recipient: str, know: Knowledge) -> None:
    found = pipeline.read(Document(id="d", text=text, published="2019-09-15"), know)
    told = next(s for s in (*found.statements, *found.candidates) if s.event == event)
    assert [m.code for m in told.actor] == [actor]
    assert [m.code for m in told.recipient] == [recipient]

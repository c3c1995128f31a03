"""Who held an office when, users' own actors, and what `dateline actors` shows."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from dateline.cli.app import app
from dateline.codes import with_sector
from dateline.engine.local import read_many
from dateline.errors import KnowledgeError
from dateline.knowledge import Knowledge, Row, load_knowledge
from dateline.reading.entities import resolve_phrase
from dateline.reading.names import Sense, gazetteer, plain
from dateline.reading.persons import NEWS, OFFICES, by_surname, holder, neighbour, person_on
from dateline.reading.pipeline import read
from dateline.reading.staleness import stale
from dateline.types import Document

KNOW = load_knowledge()
ROLES = ("president", "prime minister", "king", "leader", "foreign minister", "defence minister", "vice president")
DAYS = st.dates().filter(lambda d: 1945 <= d.year <= 2026).map(lambda d: d.isoformat())


TERMS = tuple(r for r in KNOW.actors["offices"].rows if r["office"] in OFFICES)


def holds(row: Row, on: str) -> bool:
    return row["from"] <= on and (not row["to"] or on <= row["to"])


@given(row=st.sampled_from(TERMS), role=st.sampled_from(ROLES), on=DAYS)
def test_nobody_holds_an_office_outside_its_dates(row: Row, role: str, on: str) -> None:
    country = row["code"].split()[0]
    person = getattr(holder(country, role, on, KNOW), "name", None)
    offices = {w["class"] for w in KNOW.actors["words"].rows if w["word"] == role} | {"head-of-government"}
    mine = [r for r in TERMS if r["person"] == person and r["code"].startswith(country) and r["office"] in offices]
    assert person is None or any(holds(r, on) for r in mine)


@given(row=st.sampled_from(TERMS), on=DAYS)
def test_a_person_is_in_office_only_in_office(row: Row, on: str) -> None:
    senses = gazetteer(KNOW).senses.get(plain(row["person"]), ())
    found = person_on(senses, on, KNOW)
    held = [r for r in KNOW.actors["offices"].rows if plain(r["person"]) == plain(row["person"]) and holds(r, on)]
    if senses and found and found.code.endswith(" GOV") and not held:
        last = max((s.end for s in senses if s.end and s.end < on), default="")
        state = KNOW.actors["states"].get(found.country)
        gone = state is not None and bool(state["to"]) and state["to"] < on
        assert gone or (last and (date.fromisoformat(on) - date.fromisoformat(last)).days <= NEWS)


@given(name=st.sampled_from(sorted(gazetteer(KNOW).families)), on=DAYS)
def test_a_surname_alone_means_nobody_where_two_states_have_it(name: str, on: str) -> None:
    bearers = {s.code for s in gazetteer(KNOW).families[name] if s.holds(on)}
    people = {s.name for s in gazetteer(KNOW).families[name] if s.holds(on)}
    if len(bearers) > 1 and len(people) > 1:
        assert by_surname(name, on, KNOW) is None


@pytest.mark.parametrize(
    ("code", "sector", "whole"),
    [
        ("UKR PRE", "GOV", "UKR PRE"),
        ("ZAF PRE", "MIL", "ZAF PRE MIL"),
        ("UNO", "GOV", "UNO"),
        ("UNO", "MIL", "UNO MIL"),
        ("IGO", "MIL", "IGO MIL"),
        ("IMG", "REB", "IMG"),
        ("SYR", "NGO", "SYR SOC"),
        ("CVL", "GOV", "CVL"),
        ("FRA GOV", "MIL", "FRA MIL"),
        ("FRA", "", "FRA"),
    ],
)
def test_sectors_behind_codes(code: str, sector: str, whole: str) -> None:
    assert with_sector(code, sector) == whole


@pytest.mark.parametrize(
    ("start", "end", "on", "code"),
    [
        ("2001-01-01", "2005-01-01", "2005-01-31", "RUR GOV"),  # the dismissal is the news
        ("2001-01-01", "2005-01-01", "2005-02-01", "RUR ELI"),
        ("2001-01-01", "2005-01-01", "2000-12-31", "RUR"),
        ("2001-01-01", "", "2030-01-01", "RUR GOV"),
    ],
)
def test_the_days_before_and_after_an_office(start: str, end: str, on: str, code: str) -> None:
    assert getattr(person_on((Sense("RUR GOV", "A B", "person", start, end, "row"),), on, KNOW), "code", "") == code


def test_rebels_are_rebels_before_and_after_their_row() -> None:
    senses = (Sense("RUR REB", "A B", "person", "2001-01-01", "2005-01-01", "row"),)
    codes = [getattr(person_on(senses, on, KNOW), "code", "") for on in ("1998-12-31", "1999-01-02", "2010-01-01")]
    assert codes == ["RUR", "RUR REB", "RUR REB"]


def test_dates_of_offices_are_in_order() -> None:
    wrong = [r for r in KNOW.actors["offices"].rows if not r["from"] or (r["to"] and r["to"] < r["from"])]
    assert wrong == []


@pytest.mark.parametrize(
    ("phrase", "on", "name"),
    [
        ("the North Korean leader", "2005-06-01", "Kim Jong Il"),
        ("the North Korean leader", "2015-06-01", "Kim Jong Un"),
        ("the Iranian president", "2007-09-25", "Mahmoud Ahmadinejad"),
        ("the British prime minister", "2016-07-12", "David Cameron"),
        ("the British prime minister", "2016-07-14", "Theresa May"),
        ("the American secretary of state", "1998-02-10", "Madeleine Albright"),
        ("the Abkhaz leader", "2023-06-01", None),
    ],
)
def test_offices_by_date(phrase: str, on: str, name: str | None, know: Knowledge) -> None:
    assert resolve_phrase(phrase, know, on).name == name


def test_what_becomes_of_a_holder(know: Knowledge) -> None:
    blair = gazetteer(know).senses["Tony Blair"]
    codes = {on: getattr(person_on(blair, on, know), "code", None) for on in ("1980-01-01", "2003-01-01", "2018-01-01")}
    assert codes == {"1980-01-01": "GBR", "2003-01-01": "GBR GOV", "2018-01-01": "GBR ELI"}


def test_predecessor_and_successor(know: Knowledge) -> None:
    before, after = (neighbour("Theresa May", "2017-01-01", later, know) for later in (False, True))
    assert (before or {})["person"] == "David Cameron"
    assert (after or {})["person"] == "Boris Johnson"


def test_a_report_newer_than_the_table_is_told(know: Knowledge) -> None:
    assert stale("2020-01-01", know) is None
    assert "--actors" in (stale("2099-01-01", know) or "")
    reading = read(Document(id="1", text="France protested.", published="2099-01-01"), know)
    assert [i.severity for i in reading.issues] == ["note"]


OWN = (
    "name,code,kind,aliases,office,from,to\n"
    "Ruritanian Front,MLI REB,organisation,RFX;Front for Ruritania,,2019-01-01,\n"
    "Amina Otieno,KEN GOV,person,Otieno,other,2010-01-01,2013-04-09\n"
    "liaison officer,MIL,role,,,,\n"
    "NATO,EUR,,,,,\n"
)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "mine.csv"
    path.write_text(OWN, encoding="utf-8")
    return path


def test_own_actors_are_found_first(own: Path) -> None:
    know = load_knowledge(actors=own)
    assert resolve_phrase("the RFX", know, "2020-01-01").code == "MLI REB"
    assert resolve_phrase("Amina Otieno", know, "2012-01-01").code == "KEN GOV"
    assert resolve_phrase("Otieno", know, "2020-01-01").code == "KEN ELI"
    assert resolve_phrase("a Malian liaison officer", know).code == "MLI MIL"
    assert resolve_phrase("NATO", know).code == "EUR"
    assert know.digest != load_knowledge().digest
    assert [r for r in know.remarks if "NATO" in r] and len(know.remarks) == 1


def test_own_actors_stand_before_all_others_in_reports_too(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    rows = "name,code,kind,aliases\nHezbollah,SYR PRM,,\nJean Macron,BEL GOV,person,Macron\nZorg Front,MLI REB,,\n"
    path.write_text(rows, encoding="utf-8")
    know = load_knowledge(actors=path)
    text = "Hezbollah attacked Israel from Lebanon. Macron condemned Zorg Front officials in Beirut."
    [reading] = [r for _, r in read_many([Document(id="1", text=text, published="2020-05-05")], know)]
    told = {m.text: m.code for s in (*reading.statements, *reading.candidates) for m in (*s.actor, *s.recipient)}
    assert told["Hezbollah"] == "SYR PRM" and told["Macron"] == "BEL GOV"
    assert resolve_phrase("the leader of the Zorg Front", know).code == "MLI REB"
    assert any("Macron" in r for r in know.remarks)


def test_workers_know_the_own_actors(own: Path) -> None:
    documents = [Document(id=str(n), text="The RFX attacked Chad on Monday.", published="2020-05-05") for n in range(3)]
    know = load_knowledge(actors=own)
    alone, pooled = ([r for _, r in read_many(documents, know, workers)] for workers in (1, 2))
    assert alone == pooled
    assert any(m.code == "MLI REB" for s in alone[0].statements for m in s.actor)


def test_words_around_a_phrase_choose_its_country(know: Knowledge) -> None:
    assert resolve_phrase("rebel spokesman", know, "2020-01-01", "Sudan").code == "SDN REB"


def test_what_stays_open_comes_with_its_candidates(know: Knowledge) -> None:
    found = resolve_phrase("the North", know, "2020-01-01")
    assert found.code is None and "PRK" in found.candidates


def test_two_of_one_name_are_what_both_are(know: Knowledge) -> None:
    found = resolve_phrase("Clinton", know, "2016-01-01")
    assert (found.code, found.name) == ("USA ELI", None)


def test_capitals_and_acronyms_in_capital_letters(know: Knowledge) -> None:
    assert [resolve_phrase(t, know, "2020-01-01").code for t in ("CANBERRA", "UNHCR")] == ["AUS", "UNO"]
    assert resolve_phrase("CANBERRA", know).text == "CANBERRA"


def test_rows_of_the_shipped_tables_keep_their_lines(own: Path) -> None:
    shipped, mixed = (resolve_phrase("Emmanuel Macron", k, "2020-01-01") for k in (KNOW, load_knowledge(actors=own)))
    assert shipped.rule == mixed.rule
    assert shipped.basis == "list"


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ("name,kode\nX,MLI\n", "unknown columns"),
        ("name,kind\nX,person\n", "no column code"),
        ("name,code\nX,Mali\n", "begins with no country"),
        ("name,code\nX,MLI XYZ\n", "sector 'XYZ' is unknown"),
        ("name,code\n,MLI\n", "the name is empty"),
        ("name,code,kind\nX,MLI,thing\n", "kind 'thing' is unknown"),
        ("name,code,from\nX,MLI,2020\n", "is no date"),
        ("name,code,kind,office\nX,MLI,person,boss\n", "office 'boss' is unknown"),
        ("name,code,kind\nX,MLI REB,role\n", "code of a role is one sector"),
        ("name,code,from\nX,MLI,20200101\n", "is no date"),
        ("name,code,from,to\nX,MLI,2020-01-02,2020-01-01\n", "is before from"),
        ("name,code\nX,MLI,Y\n", "3 fields for 2 columns"),
        ("name,code,name\nX,MLI,Y\n", "stand twice"),
    ],
)
def test_bad_tables_are_refused_with_their_place(table: str, why: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(table, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=why) as error:
        load_knowledge(actors=path)
    assert "bad.csv:" in str(error.value)


def test_a_name_twice_with_two_codes_is_told(tmp_path: Path) -> None:
    path = tmp_path / "twice.csv"
    path.write_text("name,code\nZorg,MLI REB\nZorg,NER REB\n", encoding="utf-8")
    assert any("line 2" in r for r in load_knowledge(actors=path).remarks)


def test_a_spreadsheet_will_do(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["name", "code", "kind"])
    sheet.append(["Zorg Militia", "MLI PRM", "organisation"])
    book.save(tmp_path / "mine.xlsx")
    assert resolve_phrase("the Zorg Militia", load_knowledge(actors=tmp_path / "mine.xlsx")).code == "MLI PRM"


def test_a_file_that_is_no_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "mine.xlsx"
    path.write_bytes(b"not a spreadsheet")
    with pytest.raises(KnowledgeError, match="cannot be read as a spreadsheet"):
        load_knowledge(actors=path)


def shown(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = app(["actors", *words], standalone_mode=False)
    return int(code or 0), capsys.readouterr().out


def test_the_command_shows_whom_a_name_means(capsys: pytest.CaptureFixture[str], own: Path) -> None:
    code, out = shown(capsys, "Macron", "--on", "2020-05-01")
    assert code == 0 and out.startswith("Macron on 2020-05-01: FRA GOV, Emmanuel Macron") and "offices.csv:" in out
    code, out = shown(capsys, "RFX", "--actors", str(own))
    assert code == 0 and "own actors (organisations, 2)" in out
    code, out = shown(capsys, "Qwrtzu")
    assert code == 1 and "nobody" in out
    code, out = shown(capsys, "Moscow", "--on", "1980-01-01", "--json")
    row = json.loads(out)
    assert (row["code"], row["basis"]) == ("SUN", "list") and {b["code"] for b in row["bearers"]} >= {"SUN", "RUS"}

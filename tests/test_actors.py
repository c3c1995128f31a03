"""Who held an office when, users' own actors, and what `dateline actors` shows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from dateline.cli.app import app
from dateline.errors import KnowledgeError
from dateline.knowledge import Knowledge, load_knowledge
from dateline.reading.entities import resolve_phrase
from dateline.reading.names import gazetteer
from dateline.reading.persons import by_surname, holder, neighbour, person_on
from dateline.reading.pipeline import read
from dateline.reading.staleness import stale
from dateline.types import Document

KNOW = load_knowledge()
ROLES = ("president", "prime minister", "king", "leader", "foreign minister", "defence minister", "vice president")
DAYS = st.dates().filter(lambda d: 1945 <= d.year <= 2026).map(lambda d: d.isoformat())


@given(country=st.sampled_from(sorted(KNOW.actors["states"].index)), role=st.sampled_from(ROLES), on=DAYS)
def test_nobody_holds_an_office_outside_its_dates(country: str, role: str, on: str) -> None:
    person = holder(country, role, on, KNOW)
    terms = [r for r in KNOW.actors["offices"].rows if r["person"] == person and r["code"].startswith(country)]
    assert person is None or any(r["from"] <= on and (not r["to"] or on <= r["to"]) for r in terms)


@given(name=st.sampled_from(sorted(gazetteer(KNOW).families)), on=DAYS)
def test_a_surname_alone_means_a_holder_of_the_date_only(name: str, on: str) -> None:
    sense = by_surname(name, on, KNOW)
    assert sense is None or sense.holds(on)


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
    ],
)
def test_offices_by_date(phrase: str, on: str, name: str, know: Knowledge) -> None:
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
    assert code == 0 and "own actors (organisations)" in out
    code, out = shown(capsys, "Qwrtzu")
    assert code == 1 and "nobody" in out
    code, out = shown(capsys, "Moscow", "--on", "1980-01-01", "--json")
    row = json.loads(out)
    assert (row["code"], row["basis"]) == ("SUN", "list") and {b["code"] for b in row["bearers"]} >= {"SUN", "RUS"}

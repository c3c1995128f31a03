"""`dateline export` over a ledger (on both databases) and a folder: what stands, what is asked for, what is said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import typer
from tests.small_reports import CODER, KOREA, RUSSIA, UKRAINE, enter, link, report
from typer.testing import CliRunner, Result

from dateline.cli import export
from dateline.engine import store
from dateline.errors import DatelineError
from dateline.exports.chosen import Exported
from dateline.knowledge import Knowledge
from dateline.ledger.book import Ledger
from dateline.ledger.exporting import coders, exported
from dateline.ledger.people import correcting
from dateline.types import Run

TEXT = "Moscow sent shells to Pyongyang. Kyiv sent grain to Pyongyang. Moscow denied that it armed Pyongyang."
AT = "2031-05-20T09:00:00Z"
ARMS = report(
    "arms", TEXT, "2031-05-14",
    {"trigger": "sent shells", "actor": [RUSSIA], "recipient": [KOREA], "what": [("shells", "ammunition")]},
    {"trigger": "sent grain", "actor": [UKRAINE], "recipient": [KOREA], "what": [("grain", "food")]},
    {"trigger": "armed", "actor": [RUSSIA], "recipient": [KOREA], "status": "negated", "voices": [(*RUSSIA, "denial")]},
    url="https://gull.example/arms",
)  # fmt: skip
COPY = report("copy", TEXT[:32], "2031-05-15", {"trigger": "sent shells", "actor": [RUSSIA], "recipient": [KOREA]})
EMPTY = report("rain", "Rain fell on the coast.", "2031-05-16")
SHELLS, GRAIN, DENIAL = ARMS[1].statements


@pytest.fixture
def desk(place: str) -> Iterator[Ledger]:
    with Ledger(place) as ledger:
        enter(ledger, ARMS, COPY, EMPTY)
        yield ledger


def triggers(reports: Iterator[Exported]) -> dict[str, list[str]]:
    return {r.document.id: [s.trigger.of(r.document.text) for s in r.reading.statements] for r in reports}


def test_the_ledger_as_it_stands(desk: Ledger) -> None:
    link(desk, "story-1", arms="arms", copy="arms")
    with desk.reading() as connection:
        every = list(exported(connection))
        assert triggers(iter(every)) == {"arms": ["sent shells", "sent grain", "armed"], "copy": ["sent shells"],
                                         "rain": []}  # fmt: skip
        assert [(r.origin, r.story) for r in every] == [("arms", "story-1"), ("arms", "story-1"), ("", "")]
        assert every[0].reading.statements == ARMS[1].statements
        assert coders(connection) == (CODER,)


@pytest.mark.parametrize(("filter", "found"), [
    ("actor=UKR", {"arms": ["sent grain"]}),
    ("status=negated", {"arms": ["armed"]}),
    ("event=AID own_voice=true actor=RUS", {"arms": ["sent shells"], "copy": ["sent shells"]}),
    ('text="grain"', {"arms": ["sent grain"]}),
    ("actor=FRA", {}),
])  # fmt: skip
def test_a_filter_takes_some(desk: Ledger, filter: str, found: dict[str, list[str]]) -> None:
    with desk.reading() as connection:
        assert triggers(exported(connection, filter)) == found
        with pytest.raises(DatelineError):
            list(exported(connection, "colour=red"))


def test_corrections_count(desk: Ledger, know: Knowledge) -> None:
    with desk.writing() as connection:
        correcting.correct(
            connection, GRAIN.id, {"status": "planned"}, by="anna", at=AT, why="would", know=lambda: know)
        correcting.judge(connection, DENIAL.id, "reject", by="anna", at=AT, why="no")
    with desk.reading() as connection:
        [report] = [r for r in exported(connection) if r.document.id == "arms"]
        assert [s.factuality.status for s in report.reading.statements] == ["actual", "planned"]
        assert report.reading.statements[1].id == GRAIN.id
        assert triggers(exported(connection, "status=planned")) == {"arms": ["sent grain"]}


def test_many_reports_come_in_parts(desk: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    with desk.reading() as connection:
        whole = list(exported(connection))
        monkeypatch.setattr("dateline.ledger.exporting.AT_ONCE", 1)
        assert list(exported(connection)) == whole


# --- the command ------------------------------------------------------------------------------------------------------


def run(*words: str | Path) -> Result:
    app = typer.Typer()
    export.add_to(app)
    app.command("other")(lambda: None)  # with one command alone typer takes no name
    return CliRunner().invoke(app, ["export", *map(str, words)])


@pytest.fixture
def coded(tmp_path: Path) -> Path:
    folder = tmp_path / "coded"
    store.prepare(folder, Run("9.8", "knowledge", "model"))
    store.write_part(folder, [store.make_record(*pair) for pair in (ARMS, COPY, EMPTY)])
    return folder


def test_a_ledger_is_exported(desk: Ledger, place: str, tmp_path: Path) -> None:
    link(desk, "story-1", arms="arms", copy="arms")
    done = run("csv", "actor=RUS", "--ledger", place, "--out", tmp_path / "s.csv")
    assert done.exit_code == 0 and done.output == f"3 rows in {tmp_path / 's.csv'}\n"
    frame = pd.read_csv(tmp_path / "s.csv")
    assert frame["status"].tolist() == ["actual", "negated", "actual"] and set(frame["origin"]) == {"arms"}
    done = run("xlsx", "actor=RUS", "--ledger", place, "--out", tmp_path / "s.xlsx", "--include", "realised")
    assert "not asked for: 1 denied (--include all takes every statement)" in done.output
    about = pd.read_excel(tmp_path / "s.xlsx", sheet_name="about").set_index("what")["value"]
    assert about["asked for"] == "actor=RUS; only realised"
    assert about["coder 1"] == "Dateline 1.0, knowledge knowledge, parser model"


def test_a_folder_is_exported(coded: Path, tmp_path: Path) -> None:
    done = run("plover", "--in", coded, "--out", tmp_path / "p.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "p.jsonl").read_text().splitlines()]
    assert done.exit_code == 0 and [line["mode"] for line in lines] == [[], [], ["negation"], []]
    assert {line["coder"] for line in lines} == {"Dateline 9.8"}
    refused = run("csv", "actor=RUS", "--in", coded, "--out", tmp_path / "s.csv")
    assert isinstance(refused.exception, DatelineError)
    assert str(refused.exception) == "A filter needs a ledger: dateline load coded/ --ledger desk.db"


def test_it_says_what_is_left_out(coded: Path, tmp_path: Path) -> None:
    done = run("gdelt", "--in", coded, "--out", tmp_path / "e.CSV")  # these have no CAMEO codes
    assert done.exit_code == 1
    assert done.output.splitlines() == [
        f"0 rows in {tmp_path / 'e.CSV'} and {tmp_path / 'e.mentions.CSV'}",
        "left out: 3 statements (without codes of PLOVER and CAMEO: read the reports again)",
        "not asked for: 1 denied (--include all takes every statement)",
    ]
    more = run("gdelt", "--in", coded, "--out", tmp_path / "e.CSV", "--include", "realised,denied")
    assert "gdelt has no room for status and voice: what was said, planned, possible or denied" in more.output


def test_nothing_found_is_1(desk: Ledger, place: str, tmp_path: Path) -> None:
    done = run("tsv", "actor=FRA", "--ledger", place, "--out", tmp_path / "s.tsv")
    assert done.exit_code == 1 and "0 rows" in done.output
    assert len((tmp_path / "s.tsv").read_text().splitlines()) == 1  # the header alone


@pytest.mark.parametrize(("words", "sentence"), [
    (("gdel", "--in", "x", "--out", "y"), "There is no format 'gdel'. The choices: csv, tsv"),
    (("csv", "--in", "x"), "Say what is exported (--ledger desk.db, or --in coded/) and where it goes (--out FILE)."),
    (("csv", "--out", "x"), "Say what is exported"),
    (("csv", "--in", "nowhere", "--out", "x"), "nowhere: holds no readable manifest.json"),
    (("csv", "--ledger", "nowhere.db", "--out", "x"), "nowhere.db"),
])  # fmt: skip
def test_what_is_wrong_is_said(words: tuple[str, ...], sentence: str) -> None:
    error = run(*words).exception
    assert isinstance(error, DatelineError) and sentence in str(error)


def test_an_unknown_group_is_said(coded: Path, tmp_path: Path) -> None:
    error = run("csv", "--in", coded, "--out", tmp_path / "s.csv", "--include", "rumours").exception
    assert isinstance(error, DatelineError) and "--include rumours: there is no such group" in str(error)


def test_the_list_names_them_all() -> None:
    assert [line.split()[0] for line in run("list").output.splitlines()][:7] == [
        "csv", "tsv", "jsonl", "parquet", "xlsx", "plover", "polecat"]

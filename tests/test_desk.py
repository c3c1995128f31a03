"""The desk as a whole: how it is opened, how the same question is asked elsewhere, how links are made beside it."""

from __future__ import annotations

import csv
import io
import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from tests.desk_tools import by_command, by_python, by_sql, client
from tests.small_reports import KOREA, UKRAINE, Pair, enter, report
from typer.testing import CliRunner

from dateline.cli.app import app
from dateline.errors import DatelineError, LedgerError
from dateline.ledger.book import Ledger
from dateline.server.app import make_app
from dateline.server.serving import listen
from dateline.server.settings import Settings

FILTERS = ("", "actor=RUS", "event=AID,AGREE status=planned", "text='shells OR grain' recipient=PRK")


def some() -> list[Pair]:
    first = "🌾 Moscow shipped grain to Pyongyang. Moscow will send shells to Pyongyang."
    second = 'Moscow shelled Kyiv, "again". Moscow signed a pact with Pyongyang.'
    return [
        report("one", first, "2023-09-14",
               {"trigger": "shipped", "recipient": (KOREA,)},
               {"trigger": "send", "recipient": (KOREA,), "status": "planned"}),
        report("two", second, "2023-09-15",
               {"trigger": "shelled", "event": "ASSAULT", "recipient": (UKRAINE,), "quad": 4},
               {"trigger": "signed", "event": "AGREE", "recipient": (KOREA,), "status": "planned", "quad": 1}),
    ]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    at = tmp_path_factory.mktemp("desk") / "desk.db"
    with Ledger(at) as ledger:
        enter(ledger, *some())
    return at


@pytest.fixture(scope="module")
def desk(place: Path) -> Iterator[TestClient]:
    with client(place) as opened:
        yield opened


def ids(rows: list[dict[str, str]]) -> list[str]:
    return [row["statement_id"] for row in rows]


@pytest.mark.parametrize("q", FILTERS)
def test_the_question_gives_the_same_elsewhere(desk: TestClient, place: Path, q: str) -> None:
    found = desk.get("/api/statements", params={"q": q}).json()
    wanted = [row[found["columns"].index("statement_id")] for row in found["rows"]]
    assert wanted
    equivalent = found["equivalent"]
    lines = by_command(equivalent["command"], "--format", "jsonl").splitlines()
    assert ids([json.loads(line) for line in lines]) == wanted
    assert by_python(equivalent["python"])["statement_id"].tolist() == wanted
    assert ids(by_sql(place, equivalent["sql"])) == wanted
    rows = csv.DictReader(io.StringIO(desk.get("/api/statements", params={"q": q, "format": "csv"}).text[1:]))
    assert ids(list(rows)) == wanted


def test_counts_are_those_of_the_command_line(desk: TestClient) -> None:
    found = desk.get("/api/count", params={"q": "actor=RUS", "by": "status"}).json()
    printed = by_command(found["equivalent"]["command"], "--format", "csv")
    assert [row[:2] for row in csv.reader(io.StringIO(printed))][1:] == [[r[0], str(r[1])] for r in found["rows"]]
    assert by_python(found["equivalent"]["python"])["statements"].tolist() == [r[1] for r in found["rows"]]


def test_offsets_are_code_points(desk: TestClient) -> None:
    found = desk.get("/api/statements", params={"q": "document=one status=actual"}).json()
    row = dict(zip(found["columns"], found["rows"][0], strict=True))
    text = some()[0][0].text
    assert text[row["trigger_start"] : row["trigger_end"]] == "shipped"


def test_a_question_that_cannot_be_understood_is_a_sentence(desk: TestClient) -> None:
    wrong = desk.get("/api/statements", params={"q": "colour=blue"})
    assert (wrong.status_code, wrong.json()["error"][:26]) == (400, "A filter has no field 'col")
    assert desk.get("/api/statements", params={"limit": 0}).status_code == 422
    assert desk.get("/api/nothing").status_code == 404


def test_links_are_made_beside_the_questions(tmp_path: Path) -> None:
    at = tmp_path / "desk.db"
    with Ledger(at) as ledger:
        enter(ledger, *some())
    with client(at) as opened:
        deadline = time.monotonic() + 60
        while opened.get("/api/links").json()["state"] != "current":
            assert time.monotonic() < deadline
            time.sleep(0.05)
        with Ledger(at) as ledger:
            enter(ledger, report("three", "Moscow shipped oil to Pyongyang.", "2023-09-16",
                                 {"trigger": "shipped", "recipient": (KOREA,)}))
        assert opened.get("/api/links").json()["state"] == "stale"
        assert opened.post("/api/links", json={}).json()["state"] in ("running", "current")


def test_every_question_is_documented(desk: TestClient) -> None:
    document = desk.get("/api/openapi.json").json()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert path.startswith("/api/")
            assert operation["summary"] and operation.get("description"), f"{method} {path}"


def test_others_may_come_with_a_token_only(tmp_path: Path) -> None:
    with pytest.raises(DatelineError, match="give a token"):
        Settings("desk.db", host="0.0.0.0")
    with pytest.raises(DatelineError, match="too short"):
        Settings("desk.db", host="0.0.0.0", token="secret")
    done = CliRunner().invoke(app, ["serve", "--ledger", str(tmp_path / "none.db"), "--host", "0.0.0.0"])
    assert isinstance(done.exception, DatelineError)


def test_a_desk_needs_a_ledger_and_a_free_port(tmp_path: Path, place: Path) -> None:
    with pytest.raises(LedgerError, match="There is no ledger"):
        make_app(Settings(str(tmp_path / "none.db")))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(DatelineError, match="--port 0"):
            listen(Settings(str(place), port=taken.getsockname()[1]))

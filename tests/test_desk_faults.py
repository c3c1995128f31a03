"""What a desk must not tell, hold or break at: passwords, answers without end, passes that fail, odd characters."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from tests.postgres import GUARDED, PASSWORD, Cluster
from tests.small_reports import KOREA, UKRAINE, enter, report
from typer.testing import CliRunner

from dateline.cli.app import app as command_line
from dateline.errors import DatelineError, LedgerError
from dateline.ledger.book import Ledger
from dateline.ledger.faults import translated
from dateline.ledger.filters import parse
from dateline.ledger.people import recall
from dateline.ledger.table import Table
from dateline.parse import parse_document
from dateline.server import handout, linking, patience, serving
from dateline.server.app import make_app
from dateline.server.linking import Linker
from dateline.server.patience import Patience
from dateline.server.security import FAULT
from dateline.server.settings import Settings
from dateline.types import Document


def fill(place: Path | str) -> None:
    with Ledger(place) as ledger:
        enter(ledger,
              report("one", "Moscow shipped grain to Pyongyang. Moscow will send shells to Pyongyang.", "2031-05-01",
                     {"trigger": "shipped", "recipient": (KOREA,)},
                     {"trigger": "send", "recipient": (KOREA,), "status": "planned"}),
              report("two", "Moscow shipped oil to Pyongyang.", "2031-05-02",
                     {"trigger": "shipped", "recipient": (KOREA,)}),
              report("war", "Moscow shelled Kyiv.", "2031-04-02",
                     {"trigger": "shelled", "event": "ASSAULT", "recipient": (UKRAINE,), "quad": 4}))
        ledger.link()


@pytest.fixture
def desk(place: str) -> Iterator[TestClient]:
    """A desk on SQLite, then on PostgreSQL; its faults are answers."""
    fill(place)
    with TestClient(make_app(Settings(place)), base_url="http://localhost", raise_server_exceptions=False) as opened:
        yield opened


def questions(desk: TestClient) -> Iterator[tuple[str, dict[str, str], list[str]]]:
    """Each address that answers a GET, with the parameters that it needs, and the names of those that are text."""
    for path, of in desk.get("/api/openapi.json").json()["paths"].items():
        if "get" in of:
            given = [p for p in of["get"].get("parameters", ()) if p["in"] == "query"]
            filled = path.replace("{a}", "RUS").replace("{b}", "PRK")
            yield (re.sub(r"\{\w+\}", "1", filled), {p["name"]: "1" for p in given if p.get("required")},
                   [p["name"] for p in given if p["schema"].get("type", "string") == "string"])


@pytest.mark.parametrize("form", ["before the host", "parameter"])
def test_no_password_is_ever_shown(postgresql: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                   form: str) -> None:
    with postgresql.database() as url:
        postgresql.command(f'GRANT ALL ON DATABASE "{url.rpartition("/")[2]}" TO {GUARDED}')
        name = url.rpartition("/")[2]
        postgresql.command(f'ALTER DATABASE "{name}" OWNER TO {GUARDED}')
        place = (postgresql.url(name, GUARDED, PASSWORD) if form == "before the host"
                 else f"{postgresql.url(name, GUARDED)}?password={PASSWORD}&connect_timeout=5")
        fill(place)
        with TestClient(make_app(Settings(place)), base_url="http://localhost") as opened:
            shown = [opened.get(path, params=needed).text for path, needed, _ in questions(opened)]
        assert any(f"{GUARDED}" in text and "dateline statements" in text for text in shown)
        said = list[str]()
        monkeypatch.setattr("uvicorn.Server.run", lambda *_, sockets: [one.close() for one in sockets])
        serving.serve(Settings(place, port=0), open_browser=False, say=said.append)
        out = tmp_path / "report.html"
        made = CliRunner().invoke(command_line, ["report", "--ledger", place, "--out", str(out)])
        assert made.exit_code == 0, made.output
        for text in (*shown, *said, made.output, out.read_text(encoding="utf-8")):
            assert PASSWORD not in text


def test_a_character_that_no_text_has_is_a_sentence(desk: TestClient) -> None:
    for path, needed, names in questions(desk):
        for name in names:
            said = desk.get(path, params={**needed, name: "a\0b"})
            assert said.status_code in (400, 422) and "database" not in said.text, (path, name, said.text)


@pytest.mark.parametrize("evidence", ["\ud800", ["\ud800"]])
def test_half_a_character_is_no_fault(desk: TestClient, evidence: Any) -> None:
    given = {"outcome": "came true", "note": "n", "by": "b", "evidence": evidence}
    said = desk.post("/api/claims/1/outcomes", content=json.dumps(given), headers={"content-type": "application/json"})
    assert 400 <= said.status_code < 500 and said.json()["error"]


@pytest.mark.parametrize("path", [
    "places/statements?place=c:RUS&at=actor", "timeline/statements?of=untimed", "relations/RUS/PRK/statements",
])  # fmt: skip
def test_files_of_statements_have_all_rows_in_order(desk: TestClient, monkeypatch: pytest.MonkeyPatch,
                                                    path: str) -> None:
    monkeypatch.setattr("dateline.server.api.statements.AT_ONCE", 1)
    page = desk.get(f"/api/{path}").json()
    lines = desk.get(f"/api/{path}{'&' if '?' in path else '?'}format=csv").text.removeprefix("\ufeff").splitlines()
    number = page["columns"].index("statement_id")
    assert lines[0].split(",") == page["columns"] and page["total"] == len(lines) - 1 > 1
    assert [row[number] in line for row, line in zip(page["rows"], lines[1:], strict=True)] == [True] * page["total"]


def test_actors_have_countries_alone(desk: TestClient) -> None:
    assert desk.get("/api/places/statements", params={"place": "g:1", "at": "actor"}).json()["total"] == 0


def test_a_pass_that_fails_can_be_begun_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("a fault")

    fill(tmp_path / "desk.db")
    told = list[object]()
    monkeypatch.setattr(threading, "excepthook", lambda args: told.append(args.exc_value))
    with Ledger(tmp_path / "desk.db") as ledger:
        linker = Linker(ledger)
        with monkeypatch.context() as patched:
            patched.setattr(linking, "link", fails)
            linker.start()
            linker.wait(10)
            assert (linker.look().state, linker.look().fault) == ("failed", FAULT)
        assert [str(one) for one in told] == ["a fault"], "where the desk was started, it is told"
        linker.start()
        linker.wait(30)
        assert linker.look().state == "current"


class Waiting:
    """Somebody who waits for an answer."""

    async def is_disconnected(self) -> bool:
        return False


def test_what_is_kept_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = Table(("a", "b"), tuple((str(n), "x") for n in range(100)))
    monkeypatch.setattr(patience, "ROOM", 10 * patience._size(rows))

    async def asked(desk: Patience, ledger: Ledger) -> None:
        for number in range(30):
            await desk.ask(Waiting(), number, lambda _: (rows, {}))  # type: ignore[arg-type]
        assert 1 <= len(desk._kept) <= 10 and await desk.known(29) and not await desk.known(0)
        enter(ledger, report("three", "Moscow shipped tea to Pyongyang.", "2031-05-03",
                             {"trigger": "shipped", "recipient": (KOREA,)}))
        await desk.ask(Waiting(), "new", lambda _: array("q", [1, 2]))  # type: ignore[arg-type]
        assert len(desk._kept) == 1, "what was found in another state of the ledger is let go"

    fill(tmp_path / "desk.db")
    with Ledger(tmp_path / "desk.db") as ledger:
        asyncio.run(asked(Patience(ledger), ledger))


def test_too_many_questions_are_a_sentence() -> None:
    with pytest.raises(LedgerError, match="Ask again"), translated("desk.db"):
        raise sa.exc.TimeoutError("QueuePool limit")


def test_a_report_file_names_what_it_holds_alone(tmp_path: Path) -> None:
    fill(tmp_path / "desk.db")
    out = tmp_path / "report.html"
    asked = ["report", "event=AID", "--ledger", str(tmp_path / "desk.db"), "--out", str(out), "--limit", "1"]
    with Ledger(tmp_path / "desk.db") as ledger, ledger.reading() as connection:
        newest, older = handout.found(connection, parse("event=AID")).values()
        assert CliRunner().invoke(command_line, asked).exit_code == 0
        text = out.read_text(encoding="utf-8")
        assert all(id in text for id in newest) and not any(id in text for id in older)
        with pytest.raises(DatelineError, match="leave run= out"):
            handout.found(connection, parse("run=1"))


@pytest.mark.parametrize("path", ["runs/1/reports", "incidents", "incidents?origins=1"])
def test_lists_come_in_pages(desk: TestClient, path: str) -> None:
    more = "&" if "?" in path else "?"
    whole, first, second = (desk.get(f"/api/{path}{more}{page}").json() for page in (
        "limit=100", "limit=1", "limit=1&offset=1"))
    assert whole["total"] == first["total"] == second["total"] == len(whole["rows"]) > 1
    assert first["rows"] + second["rows"] == whole["rows"][:2]
    lines = desk.get(f"/api/{path}{more}limit=1&format=csv").text.splitlines()
    assert len(lines) == whole["total"] + 1


def test_others_can_write_while_reports_are_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place, written = str(tmp_path / "desk.db"), list[str]()
    fill(place)

    def meanwhile(document: Document) -> Any:
        with Ledger(place, wait=0.2) as other, other.writing() as connection:
            written.append(other.stamp(connection))
        return parse_document(document)

    monkeypatch.setattr(recall, "parse_document", meanwhile)
    with TestClient(make_app(Settings(place)), base_url="http://localhost") as opened:
        drawn = opened.post("/api/coding/samples", json={"name": "missed", "size": 2, "documents": True})
    assert (drawn.status_code, drawn.json()["drawn"], len(written)) == (200, 2, 2)

"""Reports through the API: the list, one report with its statements, the page as it was seen, corrections."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.desk_tools import client
from tests.small_reports import KOREA, UKRAINE, enter, report

from dateline.cli.ledger_coding import code_into
from dateline.ledger.book import Ledger
from dateline.sources import Options

TEXT = "🌾 Moscow shipped grain to Pyongyang. 🚢 Moscow will send shells to Pyongyang."
PAGE = """<html><head><title>Shells</title></head><body onload="evil()"><nav>Home | World</nav><article>
<h1>Moscow armed rebels in Chad</h1><p>Russia <b>sent</b> tanks to rebels in Chad on Monday, the <i>government</i> of
Chad said in a long statement that was read out on the radio in the evening.</p>
<p>Russia denied that it had sent any tanks
to the rebels in Chad, and said that it would send grain instead. <script>evil()</script></p></article></body></html>"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    at = tmp_path / "desk.db"
    with Ledger(at) as ledger:
        enter(ledger, report("one", TEXT, "2023-09-14", {"trigger": "shipped", "recipient": (KOREA,)},
                             {"trigger": "send", "recipient": (KOREA,), "status": "planned"}, title="Grain"))
        enter(ledger, report("two", "Moscow shelled Kyiv.", "2023-09-15",
                             {"trigger": "shelled", "event": "ASSAULT", "recipient": (UKRAINE,), "quad": 4}))
    return at


@pytest.fixture
def desk(place: Path) -> Iterator[TestClient]:
    with client(place) as opened:
        yield opened


def listed(answer: Any) -> list[dict[str, Any]]:
    body = answer.json()
    return [dict(zip(body["columns"], row, strict=True)) for row in body["rows"]]


def test_the_list_is_searched_filtered_and_newest_first(desk: TestClient) -> None:
    assert [r["document_id"] for r in listed(desk.get("/api/reports"))] == ["two", "one"]
    found = desk.get("/api/reports", params={"text": "grain"})
    assert [r["document_id"] for r in listed(found)] == ["one"] and found.json()["total"] == 1
    assert [r["document_id"] for r in listed(desk.get("/api/reports", params={"since": "2023-09-15"}))] == ["two"]
    assert listed(desk.get("/api/reports", params={"publisher": "Nobody*"})) == []
    assert desk.get("/api/reports", params={"since": "soon"}).status_code == 400


def test_a_report_comes_with_every_span_in_code_points(desk: TestClient) -> None:
    found = desk.get("/api/reports/1").json()
    assert found["text"] == TEXT
    words = [TEXT[slice(*s["trigger"])] for s in found["statements"]]
    assert words == ["shipped", "send"]
    assert [TEXT[slice(*s["actor"][0]["span"])] for s in found["statements"]] == ["Moscow", "Moscow"]
    assert [s["status"] for s in found["statements"]] == ["actual", "planned"]


def test_its_statements_as_a_table(desk: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(desk.get("/api/reports/1/statements", params={"format": "csv"}).text[1:])))
    assert [row["trigger"] for row in rows] == ["shipped", "send"]


def test_what_is_not_there_is_said(desk: TestClient) -> None:
    for path in ("/api/reports/99", "/api/reports/99/page", "/api/reports/99/statements", "/api/reports/1/page"):
        found = desk.get(path)
        assert (found.status_code, found.json()["error"][:12]) == (404, "There is no "), path
    assert desk.get("/api/reports/0").status_code == 422
    assert desk.get("/api/reports/abc").status_code == 422


def test_neighbours_stand_beside_in_the_list(desk: TestClient) -> None:
    found = desk.get("/api/reports/1/neighbours").json()
    assert found["newer"]["document_id"] == "two" and found["older"] is None


def test_the_page_as_it_was_seen_is_harmless_and_marked(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    place = tmp_path / "desk.db"
    assert code_into(str(place), [str(tmp_path / "page.html")], Options(published="2023-09-14")) == 0
    with client(place) as desk:
        report = desk.get("/api/reports/1").json()
        seen = desk.get("/api/reports/1/page")
    assert report["page"]
    assert "sandbox" in seen.headers["content-security-policy"]
    assert "script" not in seen.headers["content-security-policy"]
    assert seen.headers["content-type"].startswith("text/html")
    assert "evil" not in seen.text and "<script" not in seen.text and "onload" not in seen.text
    marked = {s["id"] for s in report["statements"] if f'data-statement="{s["id"]}"' in seen.text}
    assert marked == {s["id"] for s in report["statements"]} and marked


def test_corrections_are_signed_and_kept(desk: TestClient, place: Path) -> None:
    told = desk.get("/api/reports/1").json()["statements"][1]
    body = {"statement": told["id"], "changes": {"status": "possible"}, "by": "anna", "why": "the text says may"}
    done = desk.post("/api/corrections", json=body)
    assert done.status_code == 200, done.text
    with Ledger(place) as ledger:
        (kept,) = ledger.corrections().dicts()
        (now,) = ledger.statements(statement=told["id"]).dicts()
    assert (kept["by"], kept["why"], now["status"]) == ("anna", "the text says may", "possible")
    assert desk.post("/api/corrections", json=body | {"by": " "}).status_code == 422
    assert desk.post("/api/corrections", json=body | {"changes": {"status": "true"}}).status_code == 400
    assert desk.post("/api/corrections", json=body | {"statement": "zzz"}).status_code in (400, 404, 422)
    with Ledger(place) as ledger:
        assert len(ledger.corrections()) == 1

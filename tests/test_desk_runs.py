"""Runs of the desk: the API over a ledger with runs of two coders."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.small_reports import KOREA, RUSSIA, UKRAINE, Pair, report

from dateline.ledger.book import Ledger
from dateline.ledger.coverage import reason_of
from dateline.ledger.recording import record
from dateline.server.app import make_app
from dateline.server.settings import Settings
from dateline.types import Issue, Run, Span

GRAIN = "Moscow sent grain to Pyongyang. Kyiv condemned Moscow. Pyongyang will send shells to Moscow, Kyiv says."
PORT = "Moscow shelled the port. Kyiv urged Moscow to stop."
HARVEST = "The harvest was good this year."
SENT = {"trigger": "sent grain", "recipient": (KOREA,)}
WILL = {"trigger": "will send", "actor": (KOREA,), "recipient": (RUSSIA,),
        "voices": (("Kyiv", "UKR", "Ukraine", "statement"),)}
PROBLEMS = (
    Issue("page 7.html", "sources", "The file holds no text of 40 letters or more.", "error"),
    Issue("page 9.html", "sources", "The file holds no text of 12 letters or more.", "error"),
    Issue("grain", "times", "The day 'Monday' cannot be placed.", "warning", Span(0, 6)),
    Issue("harvest", "sources", "The text has 31 characters.", "note"),
)


def first() -> tuple[Pair, ...]:
    condemned = {"trigger": "condemned", "event": "ACCUSE", "actor": (UKRAINE,), "recipient": (RUSSIA,), "quad": 3}
    return (report("grain", GRAIN, "2024-03-01", SENT, condemned, WILL, title="Grain and shells"),
            report("port", PORT, "2024-03-02", {"trigger": "shelled", "event": "ASSAULT", "quad": 4}),
            report("harvest", HARVEST, "2024-03-03"))


def second() -> tuple[Pair, ...]:
    urged = {"trigger": "urged", "event": "REQUEST", "actor": (UKRAINE,), "recipient": (RUSSIA,), "quad": 3}
    return (report("grain", GRAIN, "2024-03-01", SENT | {"when": "2024-02"}, WILL | {"status": "planned"},
                   title="Grain and shells"),
            report("port", PORT, "2024-03-02", {"trigger": "shelled", "event": "ASSAULT", "quad": 4}, urged),
            report("harvest", HARVEST, "2024-03-03"))


def make(place: str) -> None:
    """Run 1 with problems, run 2 of a later version, run 3 broken off."""
    with Ledger(place) as ledger:
        one = record(ledger, Run("1.0", "aaaa1111", "model"))
        one.add(first())
        one.skip(PROBLEMS)
        one.finish()
        two = record(ledger, Run("2.0", "bbbb2222", "model"))
        two.add(second())
        two.finish()
        record(ledger, Run("2.0", "bbbb2222", "model")).known([second()[0][0]])


@pytest.fixture
def client(place: str) -> Iterator[TestClient]:
    make(place)
    with TestClient(make_app(Settings(place)), base_url="http://localhost") as made:
        yield made


def found(client: TestClient, path: str, **params: Any) -> dict[str, Any]:
    answer = client.get(f"/api/{path}", params=params)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def dicts(body: dict[str, Any]) -> list[dict[str, Any]]:
    return [dict(zip(body["columns"], row, strict=True)) for row in body["rows"]]


def test_runs_are_listed_the_latest_first_and_unfinished_ones_told(client: TestClient) -> None:
    rows = dicts(found(client, "runs"))
    assert [(r["run"], r["state"] == "finished", r["version"], r["read"], r["kept"], r["skipped"]) for r in rows] == [
        (3, False, "2.0", 0, 1, 0), (2, True, "2.0", 3, 0, 0), (1, True, "1.0", 3, 0, 2)]


def test_coverage_tells_shares_and_problems_by_reason(client: TestClient) -> None:
    body = found(client, "runs/1")
    c = body["coverage"]
    assert (c["inputs"], c["readings"], c["empty"], c["share"]) == (5, 3, 1, 0.6)
    assert dicts(body)[0] == {"severity": "error", "stage": "sources", "number": 2, "documents": 2,
                              "reason": "The file holds no text of … letters or more."}
    assert [r["severity"] for r in dicts(body)] == ["error", "warning", "note"]
    assert found(client, "runs/3")["coverage"]["share"] == 1.0


def test_problems_lead_to_report_and_place(client: TestClient) -> None:
    body = found(client, "runs/1/problems")
    assert body["total"] == 4
    by = {p["document_id"]: p for p in dicts(body)}
    assert by["page 7.html"]["document_pk"] is None
    assert (by["grain"]["start"], by["grain"]["end"], by["grain"]["title"]) == (0, 6, "Grain and shells")
    assert found(client, f"runs/1/reports/{by['grain']['document_pk']}")["document_id"] == "grain"
    assert found(client, "runs/1/problems", severity="error")["total"] == 2
    reason = dicts(found(client, "runs/1"))[0]["reason"]
    assert found(client, "runs/1/problems", severity="error", stage="sources", reason=reason)["total"] == 2
    assert found(client, "runs/1/problems", stage="times", limit=1)["rows"][0][2] == "grain"
    assert found(client, "runs/2/problems")["total"] == 0


def test_reports_without_a_statement_are_found(client: TestClient) -> None:
    assert [r["document_id"] for r in dicts(found(client, "runs/1/reports", empty="true"))] == ["harvest"]
    rows = dicts(found(client, "runs/1/reports"))
    assert [(r["statements"], bool(r["current"])) for r in rows] == [(0, False), (1, False), (3, False)]


def test_a_report_as_an_earlier_run_read_it(client: TestClient) -> None:
    pk = next(r["document_pk"] for r in dicts(found(client, "runs/1/reports")) if r["document_id"] == "grain")
    old, new = (found(client, f"runs/{run}/reports/{pk}") for run in (1, 2))
    assert [s["status"] for s in old["statements"]] == ["actual"] * 3
    assert [s["status"] for s in new["statements"]] == ["actual", "planned"]
    assert (old["version"], old["stands"], old["statements"][0]["standing"]) == ("1.0", False, "older")
    assert (new["version"], new["stands"], new["statements"][0]["standing"]) == ("2.0", True, "stands")
    start, end = old["statements"][1]["trigger"]
    assert old["text"][start:end] == "condemned"


def test_the_difference_has_gains_losses_and_changed_slots(client: TestClient) -> None:
    body = found(client, "runs/diff/1/2")
    told = {(r["change"], r["slot"], r["before"], r["after"], r["trigger"]) for r in dicts(body)}
    assert told == {
        ("changed", "when", None, "2024-02", "sent grain"), ("changed", "status", "actual", "planned", "will send"),
        ("loss", None, None, None, "condemned"), ("gain", None, None, None, "urged")}
    numbers = ("documents", "otherwise", "compared", "only_before", "only_after", "same")
    assert [body[n] for n in numbers] == [3, 3, 3, 0, 0, 1], "every reading of another coder is looked into"
    assert [r["change"] for r in dicts(found(client, "runs/diff/1/2", change="loss"))] == ["loss"]
    assert [r["trigger"] for r in dicts(found(client, "runs/diff/1/2", slot="when"))] == ["sent grain"]
    assert [r["change"] for r in dicts(found(client, "runs/diff/1/2", event="REQUEST"))] == ["gain"]
    for row in dicts(body):
        read = found(client, f"runs/1/reports/{row['document_pk']}")
        if row["statement_id_before"]:
            assert row["statement_id_before"] in {s["id"] for s in read["statements"]}


def test_parts_of_a_difference_make_up_the_whole(client: TestClient) -> None:
    whole = found(client, "runs/diff/1/2")
    parts = [found(client, "runs/diff/1/2", first=n, many=1) for n in range(3)]
    assert [row for part in parts for row in part["rows"]] == whole["rows"]
    assert sum(p["compared"] for p in parts) == whole["otherwise"]
    assert sum(p["same"] - p["untouched"] for p in parts) + whole["untouched"] == whole["same"]


def test_runs_of_one_coder_share_their_readings(client: TestClient) -> None:
    body = found(client, "runs/diff/2/3")
    assert [body[n] for n in ("documents", "otherwise", "only_before", "same", "untouched")] == [1, 0, 2, 2, 2]
    assert body["rows"] == []


@pytest.mark.parametrize(("path", "status", "sentence"), [
    ("runs/9", 404, "There is no run 9"), ("runs/9/problems", 404, "There is no run 9"),
    ("runs/9/reports", 404, "There is no run 9"), ("runs/diff/1/9", 404, "There is no run 9"),
    ("runs/1/reports/99", 404, "There is no reading of report 99 in run 1"), ("runs/x", 422, "run"),
    ("runs/diff/1/2?change=none", 422, "change"), ("runs/1/problems?severity=fatal", 422, "severity"),
    ("runs/99999999999999999999", 422, "run"),
])  # fmt: skip
def test_what_cannot_be_answered_is_told(client: TestClient, path: str, status: int, sentence: str) -> None:
    answer = client.get(f"/api/{path}")
    assert (answer.status_code, sentence in answer.json()["error"]) == (status, True), answer.text


@pytest.mark.parametrize("path", ["runs", "runs/1", "runs/1/problems", "runs/1/reports", "runs/diff/1/2"])
def test_csv_holds_what_the_answer_holds(client: TestClient, path: str) -> None:
    body = found(client, path)
    text = client.get(f"/api/{path}", params={"format": "csv"}).content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    assert lines[0] == body["columns"] and len(lines) == len(body["rows"]) + 1


def test_the_same_question_in_python_gives_the_same(client: TestClient) -> None:
    names: dict[str, Any] = {}
    for path, of in (("runs", "run"), ("runs/diff/1/2", "trigger")):
        body = found(client, path)
        exec(body["equivalent"]["python"].replace(".pandas()", ".dicts()"), names)
        assert [r[of] for r in names["frame"]] == [r[of] for r in dicts(body)]


def test_reasons_are_messages_without_what_is_their_inputs_own() -> None:
    assert reason_of("Row 12: the day “3 Mai” of 'a.csv' is none.") == "Row …: the day … of … is none."
    assert reason_of("The file's text isn't English.") == "The file's text isn't English."

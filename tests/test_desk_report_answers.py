"""Reports and corrections of the desk: what the API says of a ledger made by hand, and what it refuses."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.small_reports import KOREA, RUSSIA, UKRAINE, enter, report

from dateline.ledger.book import Ledger
from dateline.server.app import make_app
from dateline.server.settings import Settings

TEXT = "🌾 Kyiv says Moscow sent grain to Pyongyang. Moscow shelled the port."
VOICE = ("Kyiv", "UKR", "Ukraine", "statement")
SENT = {"trigger": "sent grain", "recipient": (KOREA,), "voices": (VOICE,), "what": (("grain", "food"),)}
SHELLED = {"trigger": "shelled", "event": "ASSAULT", "quad": 4}
SIGNED = {"by": "Anna", "why": "read again"}


@pytest.fixture
def place(tmp_path: Path) -> str:
    made = str(tmp_path / "reports.db")
    with Ledger(made) as ledger:
        enter(ledger, report("grain", TEXT, "2024-03-02", SENT, SHELLED, title="Grain", publisher="The Gull"),
              report("port", "Moscow shelled the port\x00 again.", "2024-03-03", SHELLED, title="Port"),
              report("undated", "Moscow shelled Kyiv.", None, SHELLED, publisher="The Heron"))
        again = "Moscow shelled the port \ud83c twice."
        enter(ledger, report("port", again, "2024-03-03", SHELLED, title="Port again"))
    return made


@pytest.fixture
def client(place: str) -> Iterator[TestClient]:
    with TestClient(make_app(Settings(place)), base_url="http://localhost") as made:
        yield made


def found(client: TestClient, path: str) -> Any:
    answer = client.get(f"/api/{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def said(client: TestClient, path: str, body: dict[str, Any]) -> tuple[int, Any]:
    answer = client.post(f"/api/{path}", content=json.dumps(body), headers={"content-type": "application/json"})
    return answer.status_code, answer.json()


def listed(client: TestClient, question: str = "") -> list[str]:
    answer = found(client, f"reports{question}")
    assert answer["total"] == len(answer["rows"])
    return [row[answer["columns"].index("document_id")] for row in answer["rows"]]


def grain(client: TestClient) -> Any:
    rows = found(client, "reports?text=grain")["rows"]
    return found(client, f"reports/{rows[0][0]}")


def test_the_list_is_newest_first_and_answers_words_publishers_and_days(client: TestClient) -> None:
    assert listed(client) == ["port", "grain", "undated"]
    assert listed(client, "?text=shell*&publisher=the%20g*") == ["port", "grain"]
    assert listed(client, "?publisher=The%20Heron") == ["undated"]
    assert listed(client, "?since=2024-03-03") == ["port"]
    assert listed(client, "?until=2024-03-02") == ["grain"]
    assert found(client, "reports?text=grain")["rows"][0][-1].count("[hit|") > 0
    assert found(client, "publishers")["rows"] == [["The Gull", 2], ["The Heron", 1]]


def test_neighbours_follow_the_list(client: TestClient) -> None:
    pks = [row[0] for row in found(client, "reports")["rows"]]
    near = found(client, f"reports/{pks[1]}/neighbours")
    assert (near["newer"]["document_pk"], near["older"]["document_pk"]) == (pks[0], pks[2])
    near = found(client, f"reports/{pks[1]}/neighbours?publisher=The%20Gull")
    assert (near["newer"]["document_pk"], near["older"]) == (pks[0], None)


def test_spans_count_code_points_of_the_text_that_is_given(client: TestClient) -> None:
    body = grain(client)
    sent, shelled = body["statements"]
    for told in (sent, shelled):
        for one in (*told["actor"], *told["recipient"], *told["voices"], *told["what"]):
            assert body["text"][slice(*one["span"])] == one["text"]
    assert body["text"][slice(*sent["trigger"])] == "sent grain"
    assert [v["text"] for v in sent["voices"]] == ["Kyiv"] and not shelled["voices"]
    assert body["present"] and not body["page"]


def test_characters_that_no_database_holds_keep_their_places(client: TestClient) -> None:
    newest = found(client, "reports")["rows"][0][0]
    now = found(client, f"reports/{newest}")
    assert now["text"] == "Moscow shelled the port \ufffd twice."
    old = next(v["document_pk"] for v in now["versions"] if not v["current"])
    before = found(client, f"reports/{old}")
    assert before["text"] == "Moscow shelled the port\ufffd again." and not before["present"]
    assert [t["standing"] for t in before["statements"]] == ["older"]
    assert len(found(client, f"reports/{old}/statements")["rows"]) == 1


def test_verdicts_are_kept_and_the_last_one_counts(client: TestClient, place: str) -> None:
    one = grain(client)["statements"][0]["id"]
    for verdict, standing in (("no", "rejected"), ("unsure", "stands"), ("no", "rejected"), ("yes", "stands")):
        status, made = said(client, "verdicts", {"statement": one, "verdict": verdict, **SIGNED})
        assert status == 200, made
        told = grain(client)["statements"][0]
        assert (told["id"], told["standing"]) == (one, standing)
        assert [s["counts"] for s in told["said"]] == [False] * (len(told["said"]) - 1) + [True]
    with Ledger(place) as ledger:
        assert [c["action"] for c in ledger.corrections()] == ["confirm", "reject", "unsure", "reject"]
        assert not len(ledger.conflicts())
        step = told["steps"][-2]
    assert step["stage"] == "correction" and "Anna" in step["note"]


def test_who_is_unsure_contradicts_nobody(client: TestClient, place: str) -> None:
    one = grain(client)["statements"][0]["id"]
    said(client, "verdicts", {"statement": one, "verdict": "yes", "by": "Ben", "why": "checked"})
    said(client, "verdicts", {"statement": one, "verdict": "unsure", **SIGNED})
    with Ledger(place) as ledger:
        assert not len(ledger.conflicts())
    said(client, "verdicts", {"statement": one, "verdict": "no", **SIGNED})
    with Ledger(place) as ledger:
        assert [c["conflict"] for c in ledger.conflicts()] == ["disagree"]


def test_a_slot_is_corrected_and_the_correction_taken_back(client: TestClient) -> None:
    one = grain(client)["statements"][0]["id"]
    at = TEXT.index("port")
    changes = {"status": "planned", "where": f"port (UKR)@{at}-{at + 4}", "actor": "Kyiv (UKR GOV)"}
    status, made = said(client, "corrections", {"statement": one, "changes": changes, **SIGNED})
    assert status == 200, made
    told = grain(client)["statements"][0]
    assert (told["status"], told["where"]["span"], told["actor"][0]["code"]) == ("planned", [at, at + 4], "UKR GOV")
    assert told["coded"] == {"status": "actual", "where": "none", "actor": "RUS GOV"}
    number = next(c["correction"] for c in made["corrections"] if c["slot"] == "status")
    assert said(client, f"corrections/{number}/withdrawal", SIGNED)[0] == 200
    told = grain(client)["statements"][0]
    assert told["status"] == "actual" and [s["withdrawn"] for s in told["said"] if s["slot"] == "status"] == [True]


@pytest.mark.parametrize(("path", "body", "status", "words"), [
    ("corrections", {"changes": {"status": "done"}}, 400, "Choices: actual, planned, possible, negated"),
    ("corrections", {"changes": {"colour": "blue"}}, 400, "There is no slot 'colour'"),
    ("corrections", {"changes": {"actor": "Lima (PER)"}}, 400, "do not stand in the document"),
    ("corrections", {"changes": {"where": "x (UKR)@5-900"}}, 400, "are not in the text"),
    ("corrections", {"changes": {}}, 422, "changes"),
    ("corrections", {"changes": {"status": "planned"}, "why": "  "}, 422, "why"),
    ("corrections", {"changes": {"status": "planned"}, "statement": "0" * 16}, 404, "There is no statement"),
    ("verdicts", {"verdict": "maybe"}, 422, "verdict"),
    ("verdicts", {"verdict": "yes", "slots": ["colour"]}, 400, "There is no slot 'colour'"),
    ("verdicts", {"verdict": "yes", "statement": "\ud800"}, 422, "statement"),
    ("corrections/99/withdrawal", {"statement": None}, 422, "statement"),
])
def test_what_cannot_be_kept_is_refused_with_a_sentence(
    client: TestClient, place: str, path: str, body: dict[str, Any], status: int, words: str,
) -> None:
    one = grain(client)["statements"][0]["id"]
    given, answer = said(client, path, {"statement": one, **SIGNED, **body})
    assert (given, words in answer["error"]) == (status, True), answer
    with Ledger(place) as ledger:
        assert not len(ledger.corrections())


@pytest.mark.parametrize(("path", "status", "words"), [
    ("reports/999", 404, "There is no report 999"), ("reports/999/statements", 404, "There is no report 999"),
    ("reports/1/page", 404, "There is no page of report 1"), ("reports/999/page", 404, "There is no report 999"),
    ("reports/x", 422, "pk"), ("reports/99999999999999999999", 422, "pk"), ("reports?text=%22", 400, "no partner"),
    ("reports?text=%00", 400, "NUL"), ("reports?text=!", 400, "no word"),
    ("reports?since=soon", 400, "since"), ("reports?limit=0", 422, "limit"),
])
def test_questions_that_have_no_answer_say_why(client: TestClient, path: str, status: int, words: str) -> None:
    answer = client.get(f"/api/{path}")
    assert (answer.status_code, words in answer.json()["error"]) == (status, True), answer.text


def test_tables_as_csv(client: TestClient) -> None:
    pk = found(client, "reports?text=grain")["rows"][0][0]
    for path, rows in ((f"reports/{pk}/statements", 2), ("reports", 3), ("reports?text=shell*", 3), ("publishers", 2),
                       ("corrections", 0), ("corrections/conflicts", 0)):
        answer = client.get(f"/api/{path}{'&' if '?' in path else '?'}format=csv")
        assert len(list(csv.DictReader(io.StringIO(answer.text)))) == rows, path


def test_choices_are_those_of_the_codebook(client: TestClient) -> None:
    choices = found(client, "corrections/choices")
    assert len(choices["events"]) == 16 and choices["statuses"] == ["actual", "planned", "possible", "negated"]
    assert next(e for e in choices["events"] if e["event"] == "ASSAULT")["modes"]["aerial"]
    assert {RUSSIA[1].split()[0], UKRAINE[1]} <= set(choices["states"])  # type: ignore[union-attr]

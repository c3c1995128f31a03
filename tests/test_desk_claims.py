"""Claims and judgements as the desk is asked for them."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.desk_tools import by_command, by_python, client, told
from tests.told_ledgers import promises

from dateline.knowledge import Knowledge
from dateline.ledger.book import Ledger
from dateline.ledger.claims.outcomes import OUTCOME_NAMES


@pytest.fixture(scope="module")
def made(know: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return promises(tmp_path_factory.mktemp("promises") / "promises.db", know)


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made, tmp_path / "desk.db"))


@pytest.fixture
def ask(place: Path) -> Iterator[TestClient]:
    with client(place) as opened:
        yield opened


def of(ask: TestClient, words: str) -> dict[str, Any]:
    """The claim with these words; there has to be one."""
    [found] = told(ask.get("/api/claims", params={"text": words}))
    return found


def test_the_list_is_that_of_the_ledger(ask: TestClient, place: Path) -> None:
    body = ask.get("/api/claims?order=oldest").json()
    with Ledger(place) as ledger:
        expected = ledger.claims()
    assert [tuple(row) for row in body["rows"]] == list(expected.rows)
    assert (body["total"], body["open"], body["last_day"]) == (4, 4, "2021-06-09")
    text = ask.get("/api/claims?format=csv").content.decode("utf-8-sig")
    assert {r["claim_id"] for r in csv.DictReader(io.StringIO(text))} == {r["claim_id"] for r in expected}


@pytest.mark.parametrize(("query", "glosses"), [
    ("speaker=KEN&kind=promise", ["40 Somali prisoners"]),
    ("speaker=otieno", ["will send soldiers", "will not send soldiers"]),
    ("kind=promise", ["withdraw its troops", "40 Somali prisoners"]),
    ("kind=promise&order=due", ["40 Somali prisoners", "withdraw its troops"]),
    ("order=repeated&limit=1", ["40 Somali prisoners"]),
    ("flips=true&order=oldest", ["will not send soldiers", "will send soldiers"]),
    ("due_before=2021-04-01", ["40 Somali prisoners"]),
    ("text=FROM%20MALI", ["withdraw its troops"]),
    ("open=false", []),
])
def test_filters_and_orders(ask: TestClient, query: str, glosses: list[str]) -> None:
    found = told(ask.get(f"/api/claims?{query}"))
    assert len(found) == len(glosses)
    assert all(gloss in row["claim"] for gloss, row in zip(glosses, found, strict=True))


def test_overdue_is_a_note_and_no_outcome(ask: TestClient) -> None:
    ghana = of(ask, "withdraw its troops")
    assert ghana["due_note"].startswith("due 2021-04-30") and ghana["outcome"] == "open"
    [earlier] = told(ask.get("/api/claims?text=withdraw&as_of=2021-04-15"))
    assert earlier["due_note"] is None


def test_the_same_questions_elsewhere(ask: TestClient) -> None:
    answer = ask.get("/api/claims?speaker=KEN GOV&kind=promise&text=prisoners&open=true&due_before=2021-12-31")
    words = answer.json()["equivalent"]
    [expected] = [row["claim_id"] for row in told(answer)]
    [by_shell] = csv.DictReader(io.StringIO(by_command(words["command"], "--format", "csv")))
    assert by_shell["claim_id"] == expected == by_python(words["python"])["claim_id"][0]
    card = ask.get(f"/api/claims/{expected}").json()["equivalent"]
    assert expected in by_command(card["command"]) and by_python(card["python"], "card").claim["claim_id"] == expected
    for only_python in ("flips=true", "open=false"):
        assert ask.get(f"/api/claims?{only_python}").json()["equivalent"]["command"] == ""


def test_a_card_leads_into_reports_stories_and_other_claims(ask: TestClient, place: Path) -> None:
    kept = ask.get(f"/api/claims/{of(ask, '40 Somali')['claim_id'][:8]}").json()
    assert [s["document_id"] for s in kept["statements"]] == ["harbour-1", "coast-1"]
    assert [(e["direction"], e["document_id"]) for e in kept["evidence"]] == [("supports", "harbour-3")]
    with Ledger(place) as ledger:
        known = {(s["statement_id"], s["document_id"]): s["document_pk"] for s in ledger.statements()}
    for passage in (*kept["statements"], *kept["evidence"]):
        assert passage["document_pk"] == known[passage["statement_id"], passage["document_id"]]
        assert ask.get(f"/api/stories/{passage['story_id']}").status_code == 200
    turned = ask.get(f"/api/claims/{of(ask, 'will not send')['claim_id']}").json()["flips"]
    assert [(t["said"], t["kind"]) for t in turned] == [("first", "changed"), ("later", "changed")]
    assert turned[1]["claim_id"] == of(ask, "will send")["claim_id"]


def test_the_passages_of_a_card_as_csv(ask: TestClient) -> None:
    text = ask.get(f"/api/claims/{of(ask, '40 Somali')['claim_id']}?format=csv").content.decode("utf-8-sig")
    assert [r["part"] for r in csv.DictReader(io.StringIO(text))] == ["said", "said", "supports"]


def test_a_judgement_is_added_and_a_change_of_mind_is_another(ask: TestClient, place: Path) -> None:
    claim = of(ask, "40 Somali")
    path = f"/api/claims/{claim['claim_id']}/outcomes"
    [proof] = [e["statement_id"] for e in ask.get(f"/api/claims/{claim['claim_id']}").json()["evidence"]]
    given = {"outcome": "came true", "note": "They were released.", "by": "Ada",
             "evidence": [proof[:10], "https://example.org/x"]}
    assert ask.post(path, json=given).status_code == 200
    card = ask.post(path, json={"outcome": "partly", "note": "Only some.", "by": "Ada"}).json()
    assert [(o["outcome"], o["latest"]) for o in card["outcomes"]] == [("came true", False), ("partly", True)]
    assert card["outcomes"][0]["evidence"][0]["id"] == proof
    assert card["outcomes"][0]["evidence"][0]["sentence"].startswith("Kenya released")
    assert card["outcomes"][0]["evidence"][1] == {"id": "https://example.org/x"}
    assert (card["claim"]["outcome"], card["claim"]["judged_by"]) == ("partly", "Ada")
    with Ledger(place) as ledger:
        kept = ledger.claim(claim["claim_id"]).outcomes.dicts()
    assert [(o["outcome"], o["by"], o["note"]) for o in kept] == [
        ("came true", "Ada", "They were released."), ("partly", "Ada", "Only some.")]
    ask.post(path, json={"outcome": "did not", "note": "None.", "by": "Ben"})
    assert of(ask, "40 Somali")["outcome"] == "partly / did not (disputed)"
    assert ask.get("/api/claims").json()["open"] == 3
    assert len(told(ask.get("/api/claims?open=false"))) == 1


@pytest.mark.parametrize(("changed", "status"), [
    ({"outcome": "true"}, 409), ({"by": " "}, 409), ({"note": ""}, 409), ({"evidence": ["zzzz"]}, 409),
    ({"evidence": "abcd"}, 400), ({"by": None}, 400), ({"verdict": "x"}, 400), ({"note": "x" * 5000}, 400),
])
def test_what_is_no_judgement_changes_nothing(ask: TestClient, changed: dict[str, Any], status: int) -> None:
    claim = of(ask, "40 Somali")["claim_id"]
    given = {"outcome": "partly", "note": "Some.", "by": "Ada", **changed}
    answer = ask.post(f"/api/claims/{claim}/outcomes", json=given)
    assert answer.status_code == status and answer.json()["error"]
    assert ask.get(f"/api/claims/{claim}").json()["outcomes"] == []


def test_characters_that_no_database_holds_are_replaced(ask: TestClient) -> None:
    path = f"/api/claims/{of(ask, '40 Somali')['claim_id']}/outcomes"
    body = b'{"outcome": "partly", "note": "a\\ud800b\\u0000c", "by": "Ada"}'
    answer = ask.post(path, content=body, headers={"Content-Type": "application/json"})
    assert answer.json()["outcomes"][0]["note"] == "a\ufffdb\ufffdc"


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'"x"'])
def test_a_body_that_is_no_judgement(ask: TestClient, body: bytes) -> None:
    answer = ask.post("/api/claims/x/outcomes", content=body, headers={"Content-Type": "application/json"})
    assert 400 <= answer.status_code < 500 and answer.json()["error"]


@pytest.mark.parametrize("path", ["claims/nothing", "claims/nothing?format=csv"])
def test_what_is_not_there(ask: TestClient, path: str) -> None:
    assert ask.get(f"/api/{path}").status_code == 404
    judged = {"outcome": "partly", "note": "x", "by": "y"}
    assert ask.post("/api/claims/nothing/outcomes", json=judged).status_code == 404


@pytest.mark.parametrize("path", [
    "claims?kind=wish", "claims?due_before=soon", "claims?order=best", "claims?open=maybe", "claims?speaker=%00",
    "claims?limit=2000", "claims/%00",
])
def test_what_cannot_be_asked(ask: TestClient, path: str) -> None:
    answer = ask.get(f"/api/{path}")
    assert 400 <= answer.status_code < 500 and answer.json()["error"]


def test_the_words_of_the_outcomes_are_those_of_the_page() -> None:
    """No outcome says that something is true or false: each is what somebody judged."""
    words = (Path(__file__).parents[1] / "web" / "src" / "screens" / "claims" / "types.ts").read_text(encoding="utf-8")
    listed = words[words.index("OUTCOMES"):words.index("WAYS")]
    assert all(f'["{name}"' in listed for name in OUTCOME_NAMES)

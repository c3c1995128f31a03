"""Relations of the desk: the API over a ledger made by hand."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.small_reports import KOREA, RUSSIA, UKRAINE, enter, report

from dateline.ledger.book import Ledger
from dateline.ledger.filters import parse
from dateline.ledger.relations.pairs import PAIRS, Wanted, pairs
from dateline.ledger.relations.relations import dyad
from dateline.server.app import make_app
from dateline.server.settings import Settings

KYIV = (("Kyiv", "UKR", "Ukraine", "statement"),)
GRAIN = "Moscow sent grain to Pyongyang. Pyongyang will send shells to Moscow, Kyiv says."
PORT = "Moscow shelled Kyiv. Kyiv condemned Moscow. Kyiv may strike Moscow. Moscow did not meet Kyiv."
TALKS = "Moscow and Pyongyang held talks. Moscow sent grain to Pyongyang long ago."


def reports() -> tuple[Any, ...]:
    return (
        report("grain", GRAIN, "2024-03-01",
               {"trigger": "sent grain", "recipient": (KOREA,), "what": (("grain", "food"),)},
               {"trigger": "will send", "actor": (KOREA,), "recipient": (RUSSIA,), "status": "planned", "voices": KYIV,
                "what": (("shells", "ammunition"),)}),
        report("port", PORT, "2024-04-02",
               {"trigger": "shelled", "event": "ASSAULT", "recipient": (UKRAINE,), "quad": 4},
               {"trigger": "condemned", "event": "ACCUSE", "actor": (UKRAINE,), "recipient": (RUSSIA,), "quad": 3},
               {"trigger": "may strike", "event": "ASSAULT", "actor": (UKRAINE,), "recipient": (RUSSIA,), "quad": 4,
                "status": "possible"},
               {"trigger": "did not meet", "event": "CONSULT", "recipient": (UKRAINE,), "quad": 1,
                "status": "negated"}),
        report("talks", TALKS, "2024-05-03",
               {"trigger": "held talks", "event": "CONSULT", "actor": (RUSSIA, KOREA), "quad": 1},
               {"trigger": "sent grain", "recipient": (KOREA,), "background": True}),
    )  # fmt: skip


@pytest.fixture
def filled(place: str) -> str:
    """A ledger with the reports, on SQLite and PostgreSQL."""
    with Ledger(place) as ledger:
        enter(ledger, *reports())
        ledger.link()
    return place


@pytest.fixture
def client(filled: str) -> Iterator[TestClient]:
    with TestClient(make_app(Settings(filled)), base_url="http://localhost") as made:
        yield made


def found(client: TestClient, path: str, **params: Any) -> dict[str, Any]:
    answer = client.get(f"/api/{path}", params=params)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def dicts(body: dict[str, Any]) -> list[dict[str, Any]]:
    return [dict(zip(body["columns"], row, strict=True)) for row in body["rows"]]


def numbers(client: TestClient, **params: Any) -> dict[str, int]:
    return {f"{r['actor']} {r['recipient']}": r["statements"] for r in dicts(found(client, "relations", **params))}


def test_pairs_are_counted_by_sign_and_by_how_they_are_told(client: TestClient) -> None:
    body = found(client, "relations")
    rows = {(r["actor"], r["recipient"]): r for r in dicts(body)}
    assert {k: r["statements"] for k, r in rows.items()} == {
        ("RUS", "PRK"): 3, ("PRK", "RUS"): 2, ("RUS", "UKR"): 2, ("UKR", "RUS"): 2}
    told = {name for name, value in rows["RUS", "UKR"].items() if value}
    assert told == {"actor", "recipient", "statements", "material_conflict", "negated", "own_voice"}
    assert rows["UKR", "RUS"]["verbal_conflict"] == rows["UKR", "RUS"]["open_conflict"] == 1
    assert rows["PRK", "RUS"]["open_cooperation"] == rows["PRK", "RUS"]["planned"] == 1
    assert rows["RUS", "PRK"]["mutual"] == 1 and body["names"]["PRK"] == "North Korea"


def test_the_matrix_of_the_ledger_counts_the_same(client: TestClient, filled: str) -> None:
    with Ledger(filled) as ledger:
        whole = {f"{r['actor']} {r['recipient']}": r for r in ledger.matrix()}
    for row in dicts(found(client, "relations")):
        same = whole[f"{row['actor']} {row['recipient']}"]
        shared = (set(PAIRS) & set(same)) - {"actor", "recipient"}
        assert {c: row[c] for c in shared} == {c: same[c] for c in shared}


def test_what_narrows_the_pairs(client: TestClient) -> None:
    assert numbers(client, background="false") == {"PRK RUS": 2, "RUS PRK": 2, "RUS UKR": 2, "UKR RUS": 2}
    assert numbers(client, since="2024-04", until="2024") == {"PRK RUS": 1, "RUS PRK": 1, "RUS UKR": 2, "UKR RUS": 2}
    assert numbers(client, event="ASSAULT,ACCUSE") == {"UKR RUS": 2, "RUS UKR": 1}
    assert numbers(client, q="speaker=UKR") == {"PRK RUS": 1}
    assert numbers(client, q="event=ASSAULT,AID", event="ASSAULT") == {"RUS UKR": 1, "UKR RUS": 1}
    assert numbers(client, least=3) == {"RUS PRK": 3}
    assert numbers(client, party="north korea") == {"RUS PRK": 3, "PRK RUS": 2}


@pytest.mark.parametrize(("path", "status", "sentence"), [
    ("relations?q=run%3D1", 400, "leave run= out"),
    ("relations?q=event%3DAID&event=ASSAULT", 400, "nothing is both"),
    ("relations?since=2024-13", 422, "since"),
    ("relations?least=0", 422, "least"),
    ("relations/RUS/Russia", 400, "one party"),
    ("relations/RUS/XQX", 404, "There is no party 'XQX'"),
    ("relations/RUS/PRK/statements?way=UKR", 400, "give RUS or PRK"),
    ("relations/RUS/PRK/statements?q=status%3Dplanned&status=actual", 400, "The filter has status"),
    ("relations/RUS/PRK/series?by=reports", 422, "by"),
])  # fmt: skip
def test_what_cannot_be_answered_is_told(client: TestClient, path: str, status: int, sentence: str) -> None:
    answer = client.get(f"/api/{path}")
    assert (answer.status_code, sentence in answer.json()["error"]) == (status, True), answer.text


def test_the_two_sides_of_a_pair(client: TestClient) -> None:
    body = found(client, "relations/Russia/prk")
    assert (body["a"], body["b"], body["names"], body["total"]) == ("RUS", "PRK", ["Russia", "North Korea"], 4)
    there, back = dicts(body)
    assert (there["actor"], there["statements"], there["background"], there["first_month"]) == ("RUS", 3, 1, "2024-03")
    assert (back["actor"], back["own_voice"], back["mutual"], back["last_month"]) == ("PRK", 1, 1, "2024-05")
    assert found(client, "relations/UKR/PRK")["rows"] == []


def test_the_card_has_flows_with_their_passages_and_reports(client: TestClient, filled: str) -> None:
    body = found(client, "relations/RUS/PRK/card")
    with Ledger(filled) as ledger, ledger.reading() as connection:
        expected = dyad(connection, "RUS", "PRK")
        statements = {r["statement_pk"]: r["document_pk"] for r in ledger.statements()}
    assert [(f["giver"], f["kind"], f["statuses"]) for f in body["card"]["flows"]] == [
        (f.giver, f.kind, f.statuses) for f in expected.flows]
    assert {"food", "ammunition"} <= {f["kind"] for f in body["card"]["flows"]}
    passages = [p["statement"] for f in body["card"]["flows"] for p in f["passages"]]
    assert passages and all(body["reports"][str(p)] == statements[p] for p in passages)


def test_the_card_keeps_to_filter_background_and_its_bound(client: TestClient, filled: str) -> None:
    assert found(client, "relations/RUS/PRK/card", background="false")["read"] == 3
    assert found(client, "relations/RUS/PRK/card", q="speaker=UKR")["read"] == 1
    with Ledger(filled) as ledger, ledger.reading() as connection:
        latest = dyad(connection, "RUS", "PRK", most=1)
        assert (latest.statements, latest.both) == (1, 1), "the talks are of the latest month"
        assert dyad(connection, "RUS", "PRK", filter="background=yes").statements == 1


def test_the_series_has_statuses_and_voices_side_by_side(client: TestClient) -> None:
    rows = {(r["month"], r["actor"]): r for r in dicts(found(client, "relations/RUS/PRK/series"))}
    assert sorted({month for month, _ in rows}) == ["2024-03", "2024-04", "2024-05"]
    assert (rows["2024-03", "RUS"]["actual"], rows["2024-03", "RUS"]["actual_own"]) == (1, 1)
    assert (rows["2024-03", "PRK"]["planned"], rows["2024-03", "PRK"]["planned_own"]) == (1, 0)
    narrowed = dicts(found(client, "relations/RUS/PRK/series", event="CONSULT"))
    assert [(r["month"], r["actual"]) for r in narrowed] == [("2024-05", 1), ("2024-05", 1)]


def test_statements_between_two_are_narrowed_and_counted_once(client: TestClient) -> None:
    path = "relations/RUS/PRK/statements"
    body = found(client, path)
    assert body["total"] == len(body["rows"]) == 4, "the talks stand in both directions and are one statement"
    assert [r["document_id"] for r in dicts(body)] == ["talks", "grain", "grain", "talks"], "without a month last"
    assert found(client, path, way="PRK")["total"] == 2
    assert [r["event"] for r in dicts(found(client, path, way="PRK", month="2024-05"))] == ["CONSULT"]
    assert [r["status"] for r in dicts(found(client, path, kind="open"))] == ["planned"]
    assert found(client, path, own="false")["total"] == 1
    assert found(client, path, kind="verbal")["total"] == 1
    assert found(client, path, month="2024")["total"] == 3
    page = found(client, path, offset=3, limit=2)
    assert (len(page["rows"]), page["total"]) == (1, 4)


@pytest.mark.parametrize("path", ["relations", "relations/RUS/PRK", "relations/RUS/PRK/series",
                                  "relations/RUS/PRK/statements"])
def test_csv_holds_what_the_answer_holds(client: TestClient, path: str) -> None:
    body = found(client, path)
    text = client.get(f"/api/{path}", params={"format": "csv"}).content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    assert lines[0] == body["columns"] and len(lines) == len(body["rows"]) + 1


def test_the_same_question_elsewhere_gives_the_same(client: TestClient, filled: str) -> None:
    body = found(client, "relations", since="2024-04", background="false")
    names: dict[str, Any] = {}
    exec(body["equivalent"]["python"].replace(".pandas()", ".dicts()"), names)
    assert {(r["actor"], r["recipient"], r["statements"]) for r in names["frame"]} == {
        (r["actor"], r["recipient"], r["statements"]) for r in dicts(body)}
    assert "--since 2024-04 --no-background" in body["equivalent"]["command"]
    with Ledger(filled) as ledger, ledger.reading() as connection:
        sql = found(client, "relations", q="speaker=UKR")["equivalent"]["sql"]
        assert [tuple(r[:3]) for r in connection.exec_driver_sql(sql.rstrip(";"))] == [("PRK", "RUS", 1)]
    card: dict[str, Any] = {}
    exec(found(client, "relations/RUS/PRK", q="speaker=UKR")["equivalent"]["python"], card)
    assert card["card"].statements == 1
    exec(found(client, "relations/RUS/PRK/series", event="CONSULT")["equivalent"]["python"].replace(
        ".pandas()", ".dicts()"), names)
    assert {r["number"] for r in names["frame"]} == {1}


def test_a_filter_on_pairs_finds_what_it_finds_on_statements(filled: str) -> None:
    with Ledger(filled) as ledger, ledger.reading() as connection:
        for asked in ("status=actual quad=4", "own_voice=no", "event=AID background=yes", "place=RUS", "text=grain"):
            wanted = {s["statement_pk"] for s in ledger.statements(asked)}
            counted = sum(r["statements"] - r["mutual"] / 2 for r in pairs(connection, Wanted(filter=parse(asked))))
            assert counted == len(wanted), asked

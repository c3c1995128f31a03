"""The desk's questions about statements: pages, counts, filters, values; long questions end."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from tests.small_reports import KOREA, RUSSIA, UKRAINE, enter, report

from dateline.errors import DatelineError, LedgerError
from dateline.ledger.book import Ledger
from dateline.ledger.filters import FIELDS, Filter, parse
from dateline.ledger.query import GROUPINGS
from dateline.server.app import make_app
from dateline.server.patience import Patience
from dateline.server.settings import Settings

SENTENCES = (
    ("Moscow sent grain to Pyongyang", "sent", {"event": "AID", "actor": [RUSSIA], "recipient": [KOREA]}),
    ("🌾 Moscow will send grain and arms to Kyiv", "send",
     {"event": "AID", "actor": [RUSSIA], "recipient": [UKRAINE], "status": "planned", "mode": None}),
    ("Kyiv met Moscow in Pyongyang", "met",
     {"event": "CONSULT", "actor": [UKRAINE, RUSSIA], "mode": "visit", "where": ("Pyongyang", "PRK", "Pyongyang"),
      "quad": 1, "voices": []}),
)


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """90 reports of 270 statements over two years, one report undated."""
    made = tmp_path_factory.mktemp("desk") / "desk.db"
    fill(str(made))
    return made


def fill(place: str) -> None:
    pairs = []
    for number in range(90):
        text = ". ".join(f"{words} ({number})" for words, _, _ in SENTENCES) + "."
        day = None if number == 7 else f"202{2 + number % 2}-{1 + number % 12:02}-{1 + number % 28:02}"
        claims = [{"trigger": trigger, **slots} for _, trigger, slots in SENTENCES]
        pairs.append(report(f"r{number}", text, day, *claims, publisher=("The Gull", "Harbour News")[number % 2]))
    with Ledger(place) as ledger:
        enter(ledger, *pairs)


@pytest.fixture
def client(filed: Path) -> Iterator[TestClient]:
    with TestClient(make_app(Settings(str(filed))), base_url="http://localhost") as made:
        yield made


def got(client: TestClient, path: str, **params: Any) -> Any:
    answer = client.get(f"/api/{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def ids(answer: Any) -> list[str]:
    return [row[answer["columns"].index("statement_id")] for row in answer["rows"]]


@pytest.mark.parametrize("q", ["", "actor=RUS", "text=arms", "status=planned since=2023"])
def test_pages_give_the_list_of_the_ledger_wherever_they_begin(client: TestClient, filed: Path, q: str) -> None:
    with Ledger(filed) as ledger:
        whole = [row["statement_id"] for row in ledger.statements(q)]
    assert ids(got(client, "statements", q=q, limit=50)) == whole[:50], "looked up by itself"
    assert got(client, "statements/total", q=q) == {"total": len(whole)}
    assert ids(got(client, "statements", q=q, limit=1000)) == whole, "by rank"
    assert ids(got(client, "statements", q=q, offset=33, limit=20)) == whole[33:53]
    assert ids(got(client, "statements", q=q, offset=len(whole) - 3, limit=500)) == whole[-3:]
    assert ids(got(client, "statements", q=q, offset=100_000, limit=5)) == []


def test_csv_gives_all_in_the_same_order(client: TestClient, filed: Path) -> None:
    answer = client.get("/api/statements", params={"q": "actor=RUS", "format": "csv"})
    rows = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))
    with Ledger(filed) as ledger:
        assert [row["statement_id"] for row in rows] == [row["statement_id"] for row in ledger.statements("actor=RUS")]


def test_what_was_found_holds_only_as_long_as_the_ledger_stays_as_it_is(tmp_path: Path) -> None:
    text = "Moscow sent grain. Moscow sent arms."
    with Ledger(tmp_path / "desk.db") as ledger:
        enter(ledger, report("a", text, "2023-01-01", {"trigger": "sent grain"}, {"trigger": "sent arms"}))
        with TestClient(make_app(Settings(str(tmp_path / "desk.db"))), base_url="http://localhost") as client:
            assert got(client, "statements/total") == {"total": 2}
            assert sum(row[1] for row in got(client, "count")["rows"]) == 2
            ledger.correct(ids(got(client, "statements"))[0], {"status": "planned"}, by="Ada", why="will")
            assert got(client, "statements/total", q="status=planned") == {"total": 1}
            enter(ledger, report("b", "Kyiv sent coal.", "2023-02-01", {"trigger": "sent", "actor": [UKRAINE]}))
            assert got(client, "statements/total") == {"total": 3}
            assert len(ids(got(client, "statements", limit=1000))) == 3


def test_hits_are_the_places_of_the_words_in_code_points(client: TestClient) -> None:
    found = got(client, "statements", q="text=arms", limit=5)
    at = {name: found["columns"].index(name) for name in ("statement_pk", "sentence")}
    assert len(found["rows"]) == 5
    for row in found["rows"]:
        spans = found["hits"][str(row[at["statement_pk"]])]
        assert row[at["sentence"]].startswith("🌾")
        assert [row[at["sentence"]][start:end] for start, end in spans] == ["arms"]


def test_the_best_answers_first_needs_words(client: TestClient) -> None:
    refused = client.get("/api/statements", params={"q": "actor=RUS", "order": "best"})
    assert refused.status_code == 400
    assert "text=" in refused.json()["error"]
    best = got(client, "statements", q="text='grain OR arms'", order="best", limit=90)
    sentences = [row[best["columns"].index("sentence")] for row in best["rows"]]
    assert all("arms" in sentence for sentence in sentences), "both words before one of them"
    assert got(client, "statements/total", q="text='grain OR arms'", order="best") == {"total": 180}
    assert best["equivalent"]["command"].startswith("dateline search 'grain OR arms' --best")


@pytest.mark.parametrize("q", ["", "actor=RUS event=AID", "since=2022-06 until=2023-02", "publisher='The *'"])
@pytest.mark.parametrize("by", [by for by in GROUPINGS if by not in ("pair", "event_month")])
def test_a_group_narrows_the_filter_to_its_statements(client: TestClient, q: str, by: str) -> None:
    found = got(client, "count", q=q, by=by)
    assert found["rows"] or by in ("speaker", "speaker_name")
    for row, narrowed in zip(found["rows"], found["narrowed"], strict=True):
        assert narrowed is not None or row[0] is None or by in ("actor", "recipient", "place")
        if narrowed is not None:
            assert got(client, "statements/total", q=narrowed) == {"total": row[1]}, narrowed


def test_counts_have_their_denominators(client: TestClient) -> None:
    found = got(client, "count", q="event=AID status=planned", by="publisher")
    rows = {row[0]: row[1:5] for row in found["rows"]}
    assert rows == {"The Gull": [45, 45, 135, 45], "Harbour News": [45, 45, 135, 45]}
    assert "dateline count" in found["equivalent"]["command"]
    assert "ledger.count(by='publisher', event='AID'" in found["equivalent"]["python"]
    assert ".count(by='event')" in got(client, "count")["equivalent"]["python"]


@pytest.mark.parametrize(("q", "wrong"), [
    ("actor=RUS colour=blue", "colour=blue"), ("actor=RUS blue since=2023", "blue"), ('🌾 actor="RUS', "🌾"),
    ('status=planned actor="RUS', 'actor="RUS'), ("actor=RUS actor=PRK", "actor=PRK"), ("status=done", "status=done"),
    ("event=AID since=2023-13 actor=RUS", "since=2023-13"), ("between=RUS", "between=RUS"), ("actor=", "actor="),
])  # fmt: skip
def test_a_filter_that_is_wrong_says_where(client: TestClient, q: str, wrong: str) -> None:
    fault = got(client, "filter", q=q)["fault"]
    assert q[fault["start"] : fault["end"]] == wrong
    with pytest.raises(DatelineError) as said:
        parse(q)
    assert fault["message"] == str(said.value)


@pytest.mark.parametrize("q", [
    "", "actor=RUS,'RUS GOV' event=aid realised=yes", "text='\"grain deal\" -export' since=2023", "between=RUS,PRK",
    "quad=1,2 min_confidence=0.5 own_voice=no", "actor='O\\'Neill' place='São Tomé'", "run=1",
])  # fmt: skip
def test_a_filter_is_the_same_as_text_and_as_fields(client: TestClient, q: str) -> None:
    read = got(client, "filter", q=q)
    assert parse(read["normal"]) == parse(q)
    assert got(client, "filter", fields=json.dumps(read["json"])) == read
    assert [one["name"] for one in read["fields"]] == [*read["json"]]


def test_fields_that_cannot_be_written_are_a_fault_not_an_error(client: TestClient) -> None:
    for fields in ("{", "[]", '{"colour": 1}', '{"status": ["done"]}', '{"actor": {"a": 1}}', '{"run": "x"}', "null"):
        assert got(client, "filter", fields=fields)["fault"]["message"]


def test_every_field_has_its_form_and_every_choice_is_one(client: TestClient) -> None:
    found = got(client, "fields")
    assert {one["name"] for one in found["fields"]} == set(FIELDS)
    assert found["groupings"] == [*GROUPINGS]
    for one in found["fields"]:
        assert one["label"] and one["help"] and one["group"]
        assert (one["kind"] == "choices") == bool(one["choices"])
        for choice in one["choices"]:
            Filter(**{one["name"]: int(choice["value"]) if one["name"] == "quad" else choice["value"]})


def test_values_are_found_by_their_first_letters_and_counted(client: TestClient) -> None:
    def of(field: str, start: str) -> list[tuple[str, int | None]]:
        return [(one["value"], one["statements"]) for one in got(client, "values", field=field, start=start)["values"]]

    assert of("actor", "Ru") == [("RUS", 270)]
    assert of("actor", "kor") == [], "Pyongyang is only a recipient"
    assert of("recipient", "north") == [("PRK", 90)]
    assert of("party", "") == [("RUS", 270), ("UKR", 180), ("PRK", 90)]
    assert of("actor", "RUS G")[0] == ("RUS GOV", None)
    assert of("publisher", "news") == [("Harbour News", 135)], "a later word"
    assert of("place", "Pyo") == [("Pyongyang", 90)]
    assert of("codebook", "") == [("plover", 270)]
    assert ("r12", None) in of("document", "r1")
    assert of("run", "") == [("1", 270)]
    assert of("story", "x") == of("actor", "qqq") == []


def test_values_of_fields_without_suggestions_are_refused(client: TestClient) -> None:
    refused = client.get("/api/values", params={"field": "status"})
    assert refused.status_code == 400
    assert "publisher" in refused.json()["error"]


def test_hints_say_what_the_ledger_does_not_have(client: TestClient) -> None:
    assert "Harbour News" in got(client, "hints", q="publisher='Harbor News'")["hints"][0]


@pytest.mark.parametrize("path", [
    "statements?offset=-1", "statements?limit=0", "statements?order=worst", "statements?q=%00", "count?by=colour",
    "statements?q=text%3D*", "values?field=", "values?field=actor&start=%00", "values?field=actor&start=%25_~'",
    "statements?q=" + "a" * 5000, "hints?q=x", "count?q=between%3DA", "statements?q=statement%3D%ED%A0%80",
    "values?field=document&start=%F4%8F%BF%BF", "statements?q=place%3D'*%25*'", "filter?q=%22", "filter",
])  # fmt: skip
def test_no_input_breaks_the_desk(client: TestClient, path: str) -> None:
    answer = client.get(f"/api/{path}")
    assert answer.status_code < 500, answer.text
    assert answer.status_code < 400 or answer.json()["error"]


SLOW = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


class Caller:
    """Somebody who waits for an answer until he has gone."""

    def __init__(self, gone: bool = False) -> None:
        self.gone = gone

    async def is_disconnected(self) -> bool:
        return self.gone


def never(connection: sa.Connection) -> int:
    return int(connection.execute(sa.text(SLOW)).scalar_one())


def test_a_question_that_nobody_waits_for_ends(filed: Path) -> None:
    async def leave(patience: Patience) -> None:
        with pytest.raises(LedgerError, match="Nobody waits"):
            await patience.ask(Caller(gone=True), "slow", never)  # type: ignore[arg-type]
        again = asyncio.create_task(patience.ask(Caller(), "slow", lambda c: 7))  # type: ignore[arg-type]
        await asyncio.sleep(0.5)
        assert await again == 7, "whoever comes later is not told that nobody waits"

    with Ledger(filed) as ledger:
        began = time.monotonic()
        asyncio.run(leave(Patience(ledger)))
        assert time.monotonic() - began < 10


def test_the_same_question_is_asked_once(filed: Path) -> None:
    asked: list[int] = []

    def slowly(connection: sa.Connection) -> int:
        asked.append(1)
        time.sleep(0.3)
        return 7

    async def together(patience: Patience) -> list[int]:
        found = await asyncio.gather(*(patience.ask(Caller(), "same", slowly) for _ in range(5)))  # type: ignore[arg-type]
        return [*found, await patience.ask(Caller(), "same", slowly)]  # type: ignore[arg-type]

    with Ledger(filed) as ledger:
        assert asyncio.run(together(Patience(ledger))) == [7] * 6
    assert asked == [1]


def test_postgresql_answers_as_sqlite_does(place: str, client: TestClient) -> None:
    fill(place)
    with TestClient(make_app(Settings(place)), base_url="http://localhost") as other:
        for path, params in (
            ("statements/total", {"q": "text=arms"}), ("values", {"field": "party", "start": "ru"}),
            ("values", {"field": "publisher", "start": ""}), ("values", {"field": "actor", "start": "RUS "}),
            ("count", {"q": "actor=RUS", "by": "month"}), ("values", {"field": "document", "start": "r1"}),
        ):
            mine, theirs = got(client, path, **params), got(other, path, **params)
            assert (mine.pop("equivalent", None) and theirs.pop("equivalent", None)) or mine == theirs
            assert mine == theirs
        for params in ({"q": "text=arms", "limit": 1000}, {"q": "actor=UKR", "offset": 150}, {"q": "", "limit": 90}):
            mine, theirs = got(client, "statements", **params), got(other, "statements", **params)
            assert (mine["rows"], mine["hits"]) == (theirs["rows"], theirs["hits"])


def test_a_question_that_takes_too_long_ends_in_either_database(place: str) -> None:
    with Ledger(place) as ledger:
        began = time.monotonic()
        with pytest.raises(LedgerError, match="longer than"):
            asyncio.run(Patience(ledger, seconds=0.3).ask(Caller(), "slow", never))  # type: ignore[arg-type]
        assert time.monotonic() - began < 10
        assert len(ledger.runs()) == 0, "the ledger answers as before"

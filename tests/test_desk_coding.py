"""The API of the coding queue: samples, judgements, and that a coder is told nothing of others before he has judged."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.small_reports import KOREA, RUSSIA, UKRAINE, enter, report

from dateline.ledger.book import Ledger
from dateline.ledger.people.judging import JUDGED
from dateline.ledger.people.validation import judgements_of, sample_named
from dateline.server.app import make_app
from dateline.server.settings import Settings

TEXTS = (
    ("Moscow will send grain to Pyongyang. Kyiv protested.", "send", {"recipient": [KOREA], "status": "planned"}),
    ("Moscow shelled Kyiv on Monday. The 🌾 market stood still.", "shelled",
     {"event": "ASSAULT", "recipient": [UKRAINE]}),
    ("Kyiv sent food to Pyongyang.", "sent", {"actor": [UKRAINE], "recipient": [KOREA]}),
    ("Moscow warned Kyiv.\n\nMoscow also fed Pyongyang, Kyiv said.\n\nNothing else.", "fed",
     {"recipient": [KOREA], "voices": [("Kyiv", "UKR", "Ukraine", "statement")]}),
)
SECRET = "seen by Ben alone"


@pytest.fixture
def place(tmp_path: Path) -> str:
    found = str(tmp_path / "desk.db")
    with Ledger(found) as ledger:
        enter(ledger, *(report(f"r{n}", text, f"2031-05-0{n}", {"trigger": trigger, "actor": [RUSSIA], **more})
                        for n, (text, trigger, more) in enumerate(TEXTS, 1)))
    return found


@pytest.fixture
def desk(place: str) -> Iterator[TestClient]:
    with TestClient(make_app(Settings(place)), base_url="http://localhost") as client:
        yield client


def draw(desk: TestClient, name: str = "spring", **more: Any) -> dict[str, Any]:
    answer = desk.post("/api/coding/samples", json={"name": name, "size": 4, **more})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def judge(desk: TestClient, coder: str, number: int, name: str = "spring", **votes: Any) -> Any:
    given = {slot: {"verdict": "yes"} for slot in JUDGED} | votes
    return desk.post("/api/coding/judgements", json={"name": name, "number": number, "coder": coder, "votes": given})


def ask(desk: TestClient, what: str, coder: str = "Anna", name: str = "spring", **more: Any) -> Any:
    return desk.get(f"/api/coding/{what}", params={"name": name, "coder": coder, **more})


def test_a_sample_is_drawn_and_listed_as_the_ledger_has_it(desk: TestClient, place: str) -> None:
    assert draw(desk, size=3, by="stratified:status", seed="7") == {"name": "spring", "drawn": 3, "population": 4}
    listed = desk.get("/api/coding/samples").json()
    row = dict(zip(listed["columns"], listed["rows"][0], strict=True))
    with Ledger(place, create=False) as ledger, ledger.reading() as connection:
        sample = sample_named(connection, "spring")
    assert (row["design"], row["seed"], row["drawn"], row["population"]) == ("stratified:status", "7", 3, 4)
    assert [i.document.id for i in sample.items] and listed["equivalent"]["command"].startswith("dateline sample list")
    lines = desk.get("/api/coding/samples", params={"format": "csv"}).text.removeprefix("\ufeff")
    assert [r["sample"] for r in csv.DictReader(io.StringIO(lines))] == ["spring"]


@pytest.mark.parametrize(("wanted", "said"), [
    ({"name": "spring"}, "There is a sample 'spring' already"),
    ({"name": "two", "by": "stratified:colour"}, "write random, uncertain, or stratified"),
    ({"name": "two", "event": ["PROTEST"]}, "nothing to draw from"),
    ({"name": "two", "since": "soon"}, "not a date"),
    ({"name": "two", "documents": True, "size": 5_000}, "200 reports at most"),
    ({"name": "two", "documents": True, "event": ["AID"]}, "all that they tell is asked"),
    ({"name": "two", "threshold": 0.5}, "goes with the uncertain alone"),
    ({"name": ".."}, "name"), ({"name": "two", "size": 0}, "size"), ({"name": "two", "colour": "blue"}, "colour"),
    ({"name": "two", "threshold": 2}, "threshold"),
])
def test_what_cannot_be_drawn_is_said(desk: TestClient, wanted: dict[str, Any], said: str) -> None:
    draw(desk)
    answer = desk.post("/api/coding/samples", json=wanted)
    assert answer.status_code in (400, 422) and said in answer.json()["error"]


def test_the_queue_goes_on_where_its_coder_stopped(desk: TestClient) -> None:
    draw(desk)
    assert ask(desk, "queue").json()["next"] == 1
    assert judge(desk, "Anna", 1).json()["next"] == 2
    assert judge(desk, "Anna", 3).json()["done"] == [1, 3]
    queue = ask(desk, "queue").json()
    assert (queue["next"], queue["total"], queue["kind"]) == (2, 4, "statements")
    assert ask(desk, "queue", "Ben").json()["done"] == []
    for number in (2, 4):
        queue = judge(desk, "Anna", number).json()
    assert queue["next"] is None


def test_an_item_is_the_sentence_in_its_report_with_what_the_machine_gave(desk: TestClient) -> None:
    draw(desk)
    items = [ask(desk, "item", number=n).json() for n in range(1, 5)]
    of = {item["text"]: item for item in items}
    long = of[TEXTS[3][0]]
    start, end = long["sentence"]
    assert "Moscow also fed Pyongyang, Kyiv said." in long["text"][start:end]
    assert long["window"] == [0, len(long["text"])]
    slots = {s["slot"]: (s["machine"], s["words"]) for s in long["slots"]}
    assert slots["event"] == ("AID", "fed") and slots["recipient"] == ("PRK", "Pyongyang")
    assert slots["voice"][0] == "UKR" and tuple(s["slot"] for s in long["slots"]) == JUDGED
    marked = of[TEXTS[1][0]]
    words = {m["slot"]: marked["text"][m["start"] : m["end"]] for m in marked["marks"]}
    assert words == {"actor": "Moscow", "event": "shelled", "recipient": "Kyiv"}


def test_nothing_sent_to_a_coder_holds_the_machines_confidence(desk: TestClient) -> None:
    draw(desk)
    for what in ("queue", "item", "sheet"):
        text = ask(desk, what, number=1, format="json").text
        assert "confidence" not in text and "0.9" not in text


def all_that_a_coder_can_ask(desk: TestClient, coder: str, number: int) -> str:
    """Every answer of the room to this coder, as one text."""
    shapes = [ask(desk, what, coder, number=number, format=shape).text for shape in ("json", "csv")
              for what in ("queue", "item", "sheet", "agreement", "disagreements", "report")]
    return "\n".join([*shapes, desk.get("/api/coding/samples").text, judge(desk, coder, 99).text])


def test_a_coder_is_told_nothing_of_others_before_he_has_judged_the_same(desk: TestClient) -> None:
    """Ben and Cleo have judged item 2, differently and with a note; Anna has not."""
    draw(desk)
    note = {"note": SECRET}
    for coder, value in (("Ben", "LBR"), ("Cleo", "GHA")):
        judge(desk, coder, 2, recipient={"verdict": "no", "value": value})
        sent = {"name": "spring", "number": 2, "coder": coder, "votes": {}} | note
        assert desk.post("/api/coding/judgements", json=sent).status_code == 200
    before = all_that_a_coder_can_ask(desk, "Anna", 2)
    judge(desk, "Anna", 1)
    still = all_that_a_coder_can_ask(desk, "Anna", 2)
    for secret in (SECRET, "LBR", "GHA"):
        assert secret not in before and secret not in still
    figures = ask(desk, "agreement").json()
    counted = {who for row in figures["rows"] if row[4] for who in row[2].split(", ")}
    assert figures["shown"] == 1 and {"Ben", "Cleo"}.isdisjoint(counted)
    judge(desk, "Anna", 2)
    assert "LBR" in ask(desk, "disagreements").text and "LBR" not in ask(desk, "item", number=2).text


def test_a_third_person_sees_all_and_a_coder_is_no_third(desk: TestClient) -> None:
    draw(desk)
    judge(desk, "Ben", 1, event={"verdict": "no", "value": "CONSULT"})
    judge(desk, "Cleo", 1)
    assert ask(desk, "disagreements", "Dora").json()["rows"] == []
    rows = ask(desk, "disagreements", "Dora", third=True).json()["rows"]
    assert [(r[2], r[4]) for r in rows] == [("event", {"Ben": "no, CONSULT", "Cleo": "yes"})]
    answer = ask(desk, "disagreements", "Ben", third=True)
    assert answer.status_code == 400 and "Ben codes this sample" in answer.json()["error"]


def test_the_last_word_is_signed_and_its_giver_is_no_coder_any_more(desk: TestClient, place: str) -> None:
    draw(desk)
    judge(desk, "Ben", 1, status={"verdict": "no", "value": "possible"})
    judge(desk, "Cleo", 1)
    word = {"name": "spring", "number": 1, "by": "Dora", "why": "a plan",
            "votes": {"status": {"verdict": "no", "value": "possible"}}}
    assert desk.post("/api/coding/adjudications", json=word).json() == {"entered": 1}
    row = ask(desk, "disagreements", "Dora", third=True).json()["rows"][0]
    assert row[-2:] == ["no, possible", "Dora: a plan"]
    with Ledger(place, create=False) as ledger, ledger.reading() as connection:
        kept = judgements_of(connection, sample_named(connection, "spring").pk)["adjudicated"][1]["status"]
    assert kept.vote == ("no", "possible") and kept.note == "Dora: a plan"
    refused = judge(desk, "Dora", 2)
    assert refused.status_code == 400 and "has adjudicated here" in refused.json()["error"]
    assert ask(desk, "item", "Dora", number=2).status_code == 400
    unseen = desk.post("/api/coding/adjudications", json=word | {"by": "Ben", "number": 2})
    assert unseen.status_code == 400 and "judge it first" in unseen.json()["error"]
    assert ask(desk, "queue", "adjudicated").status_code == 400


def test_figures_are_those_of_the_ledger(desk: TestClient, place: str) -> None:
    from dateline.ledger.people.judging import measures
    from dateline.ledger.people.validation import judged

    draw(desk)
    for number in range(1, 5):
        judge(desk, "Ben", number, where={"verdict": "no" if number == 1 else "yes"})
        judge(desk, "Cleo", number)
    answer = ask(desk, "agreement", "Cleo").json()
    with Ledger(place, create=False) as ledger, ledger.reading() as connection:
        expected = measures(judged(connection, sample_named(connection, "spring")))
    assert answer["rows"] == [list(m) for m in expected] and answer["open"] == 1 and answer["shown"] == 4
    report = ask(desk, "report", "Cleo")
    assert report.headers["content-type"].startswith("text/markdown") and "# Validation of spring" in report.text


def test_no_such_statement_takes_back_what_was_said_of_its_slots(desk: TestClient) -> None:
    draw(desk)
    judge(desk, "Anna", 1)
    answer = desk.post("/api/coding/judgements", json={
        "name": "spring", "number": 1, "coder": "Anna", "votes": {"event": {"verdict": "no", "value": "none"}}})
    assert answer.json()["done"] == [1]
    mine = ask(desk, "item", number=1).json()["mine"]
    assert mine.pop("event") == {"verdict": "no", "value": "none"}
    assert {vote["verdict"] for vote in mine.values()} == {"unsure"}


@pytest.mark.parametrize(("votes", "said"), [
    ({"actor": {"verdict": "no", "value": "XYZ"}}, "actor: code 'XYZ' begins with no country"),
    ({"actor": {"verdict": "yes", "value": "RUS"}}, "judged yes"),
    ({"status": {"verdict": "no", "value": "maybe"}}, "status 'maybe' is unknown"),
    ({"when": {"verdict": "no", "value": "soon"}}, "no EDTF date"),
    ({"what": {"verdict": "yes"}}, "The slot what is not judged"),
    ({"colour": {"verdict": "yes"}}, "votes.colour"),
    ({"event": {"verdict": "perhaps"}}, "votes.event.verdict"),
])
def test_a_vote_that_is_none_is_refused_with_a_sentence(desk: TestClient, votes: dict[str, Any], said: str) -> None:
    draw(desk)
    answer = desk.post("/api/coding/judgements",
                       json={"name": "spring", "number": 1, "coder": "Anna", "votes": votes})
    assert answer.status_code in (400, 422) and said in answer.json()["error"]
    assert ask(desk, "queue").json()["done"] == []


def test_every_judgement_is_signed(desk: TestClient) -> None:
    draw(desk)
    for coder in ("", "  ", "adjudicated", "a: b"):
        assert judge(desk, coder, 1).status_code in (400, 422)
    assert desk.get("/api/coding/item", params={"name": "spring", "number": 1}).status_code == 422


def test_what_is_not_there_is_404(desk: TestClient) -> None:
    draw(desk)
    assert ask(desk, "queue", name="autumn").status_code == 404
    assert ask(desk, "item", number=5).status_code == 404
    assert judge(desk, "Anna", 5).status_code == 404


def test_names_of_any_kind(desk: TestClient) -> None:
    name = "2031/spring & “more” 🌾?#%2F"
    draw(desk, name=name)
    assert ask(desk, "queue", name=name).json()["name"] == name
    assert judge(desk, "Zoë 🌾", 1, name).json()["done"] == [1]


def test_sentences_are_asked_without_anything_of_the_machine(desk: TestClient, place: str) -> None:
    drawn = draw(desk, "missed", documents=True)
    assert drawn["sentences"] == ask(desk, "queue", name="missed").json()["total"] == 8
    item = ask(desk, "item", name="missed", number=1).json()
    assert {"marks", "slots", "machine", "mode"}.isdisjoint(item) and item["events"] == ""
    told = {"name": "missed", "number": 1, "coder": "Ben", "events": "assault; AID"}
    assert desk.post("/api/coding/judgements", json=told).json()["done"] == [1]
    assert ask(desk, "item", "Ben", name="missed", number=1).json()["events"] == "AID; ASSAULT"
    assert "ASSAULT" not in all_of_missed(desk, "Anna")
    assert desk.post("/api/coding/judgements", json=told | {"coder": "Anna", "events": "none"}).json()["done"] == [1]
    assert ask(desk, "disagreements", name="missed").json()["rows"][0][4] == {"Anna": "none", "Ben": "AID; ASSAULT"}
    word = {"name": "missed", "number": 1, "by": "Dora", "events": "AID"}
    assert desk.post("/api/coding/adjudications", json=word).json() == {"entered": 1}
    wrong = desk.post("/api/coding/judgements", json=told | {"events": "RIOTS"})
    assert wrong.status_code == 400 and "'RIOTS' is no event type" in wrong.json()["error"]


def all_of_missed(desk: TestClient, coder: str) -> str:
    return "\n".join(ask(desk, what, coder, "missed", number=1, format="json").text
                     for what in ("queue", "item", "sheet", "agreement", "disagreements", "report"))

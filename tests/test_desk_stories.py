"""Stories, acts and texts as the desk is asked for them."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from tests.desk_tools import by_command, by_python, client, told
from tests.small_reports import enter, report
from tests.told_ledgers import truce

from dateline.knowledge import Knowledge
from dateline.ledger.book import Ledger
from dateline.server.differences import differences


@pytest.fixture(scope="module")
def made(know: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return truce(tmp_path_factory.mktemp("truce") / "truce.db", know)


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made, tmp_path / "desk.db"))


@pytest.fixture
def ask(place: Path) -> Iterator[TestClient]:
    with client(place) as opened:
        yield opened


def saved(answer: Any) -> list[dict[str, str]]:
    """The rows of an answer as CSV."""
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_list_is_that_of_the_ledger_and_counts_acts_told_differently(ask: TestClient, place: Path) -> None:
    answer = ask.get("/api/stories")
    with Ledger(place) as ledger:
        expected = ledger.stories().dicts()
        differing = len(ledger.incidents(expected[0]["story"], differ=True))
    [row] = told(answer)
    assert row == {**expected[0], "differ": differing} and differing == 2
    assert answer.json()["total"] == 1
    assert [r["story"] for r in saved(ask.get("/api/stories?format=csv"))] == [row["story"]]


@pytest.mark.parametrize(("query", "total"), [
    ("text=sudan", 1), ("text=chad", 0), ("since=2021-03-06", 1), ("since=2021-03-07", 0), ("until=2021-03-05", 1),
    ("until=2021-03-04", 0), ("origins=3", 1), ("origins=4", 0), ("differ=true", 1), ("offset=1", 1),
])
def test_filters_of_the_list(ask: TestClient, query: str, total: int) -> None:
    answer = ask.get(f"/api/stories?{query}")
    assert answer.json()["total"] == total
    assert len(told(answer)) == (0 if query == "offset=1" else total)


def test_stories_in_which_reports_differ_and_others(place: Path) -> None:
    with Ledger(place) as ledger:
        before = ledger.stories().dicts()
        enter(ledger, report("rain", "Rain fell on the coast.", "2021-03-20"))
        ledger.link()
        assert len(ledger.stories()) == 2
        assert [s["story"] for s in ledger.stories(differ=True)] == [s["story"] for s in before]


def test_the_same_questions_elsewhere(ask: TestClient) -> None:
    listed = ask.get("/api/stories?text=sudan&origins=2&since=2021-03-01&differ=true")
    [story] = [row["story"] for row in told(listed)]
    assert "--differ" in listed.json()["equivalent"]["command"]
    for path in ("/api/stories?text=sudan&origins=2&since=2021-03-01&differ=true", f"/api/stories/{story}/grid",
                 f"/api/incidents?story={story}&differ=true", f"/api/stories/{story}"):
        answer = ask.get(path)
        words = answer.json()["equivalent"]
        elsewhere = csv.DictReader(io.StringIO(by_command(words["command"], "--format", "csv")))
        asked = by_python(words["python"], "reports" if path.endswith(story) else "frame")
        first = answer.json()["columns"][0]
        assert [r[first] for r in elsewhere] == [*map(str, asked[first])] == [str(r[first]) for r in told(answer)]
        assert told(answer)


def test_a_story_has_its_copies_and_the_versions_of_its_reports(ask: TestClient) -> None:
    [listed] = told(ask.get("/api/stories"))
    body = ask.get(f"/api/stories/{listed['story'][:6]}").json()
    by_name = {r["document_id"]: r for r in told(ask.get(f"/api/stories/{listed['story']}"))}
    assert by_name["mirror"]["copied_from"] == "courier" and by_name["mirror"]["share"] > 0.9
    assert [(v["document_id"], v["version"], v["current"]) for v in body["versions"]] == [
        ("courier", 1, False), ("courier", 2, True)]
    assert body["versions"][1]["document_pk"] == by_name["courier"]["document_pk"]
    assert body["acts"]["differ"] == 2
    assert {r["document_id"] for r in saved(ask.get(f"/api/stories/{listed['story']}?format=csv"))} == set(by_name)


def test_acts_of_a_story_and_only_those_in_which_reports_differ(ask: TestClient, place: Path) -> None:
    [listed] = told(ask.get("/api/stories"))
    with Ledger(place) as ledger:
        for differ in (False, True):
            expected = ledger.incidents(listed["story"], differ=differ).dicts()
            assert told(ask.get(f"/api/incidents?story={listed['story']}&differ={differ}")) == expected
    assert {r["act"] for r in told(ask.get("/api/incidents?differ=true"))} == {"truce", "shelling"}
    grid = saved(ask.get(f"/api/stories/{listed['story']}/grid?format=csv&differ=true"))
    assert {r["slot"] for r in grid if r["differs"] == "True"} == {"whether", "how many"}


def test_the_grid_of_an_act_has_every_cell_of_the_ledger(ask: TestClient, place: Path) -> None:
    [act] = [r for r in told(ask.get("/api/incidents")) if r["act"] == "truce"]
    shown = ask.get(f"/api/incidents/{act['incident_id']}").json()["incident"]
    cells = sorted((row["slot"], shown["columns"][cell["column"]]["origin"], version["text"], cell["voice"])
                   for row in shown["rows"] for version in row["versions"] for cell in version["cells"])
    as_csv = saved(ask.get(f"/api/incidents/{act['incident_id']}?format=csv"))
    assert cells == sorted((r["slot"], r["origin"], r["value"], r["voice"]) for r in as_csv)
    with Ledger(place) as ledger:
        known = {(r["statement_id"], r["document_pk"]) for r in ledger.statements()}
    said = [s for row in shown["rows"] for v in row["versions"] for c in v["cells"] for s in c["said"]]
    assert said and {(s["statement_id"], s["document_pk"]) for s in said} <= known


def test_what_cannot_both_be_is_marked_on_either_side_and_nothing_else(ask: TestClient) -> None:
    for act in told(ask.get("/api/incidents")):
        for row in ask.get(f"/api/incidents/{act['incident_id']}").json()["incident"]["rows"]:
            marked = {(a, b) for a, v in enumerate(row["versions"]) for b in v["against"]}
            assert marked == {(b, a) for a, b in marked}
            assert bool(marked) == (row["agreement"] == "differ")
            if act["act"] == "truce" and row["slot"] == "whether":
                texts = [v["text"] for v in row["versions"]]
                denied = texts.index("it did not happen")
                assert {frozenset(pair) for pair in marked} == {
                    frozenset((denied, n)) for n, text in enumerate(texts) if text == "it happened"}


def test_versions_of_a_report_word_by_word(ask: TestClient) -> None:
    [listed] = told(ask.get("/api/stories"))
    first, second = (v["document_pk"] for v in ask.get(f"/api/stories/{listed['story']}").json()["versions"])
    body = ask.get(f"/api/differences?before={first}&after={second}").json()
    changed = [(p["kind"], p["text"].strip()) for p in body["parts"] if p["kind"] != "same"]
    assert changed == [("deleted", "eight"), ("inserted", "12")]
    assert (body["before"]["version"], body["after"]["version"]) == (1, 2)
    assert {r["kind"] for r in saved(ask.get(f"/api/differences?before={first}&after={second}&format=csv"))} == {
        "same", "deleted", "inserted"}


WORDS = st.lists(st.sampled_from(["grain", "ship", "port", "left", ". ", "\n", "the", "12"]), max_size=40).map(" ".join)


@given(WORDS, WORDS)
def test_differences_hold_both_texts(before: str, after: str) -> None:
    parts = differences(before, after)
    words = re.compile(r"\w+|[^\w\s]").findall
    assert words("".join(p.text for p in parts if p.kind != "inserted")) == words(before)
    assert "".join(p.text for p in parts if p.kind != "deleted") == after
    assert all(a.kind != b.kind for a, b in pairwise(parts))


def test_a_long_text_without_a_sentence_in_common_is_answered() -> None:
    parts = differences("ship " * 30_000, "port " * 30_000 + "ship " * 30_000)
    assert [p.kind for p in parts] == ["deleted", "inserted"]


@pytest.mark.parametrize("path", [
    "stories/nothing", "stories/nothing/grid", "incidents/nothing", "incidents?story=nothing",
    "differences?before=1&after=99999",
])
def test_what_is_not_there(ask: TestClient, path: str) -> None:
    answer = ask.get(f"/api/{path}")
    assert answer.status_code == 404 and answer.json()["error"].startswith("There is no")


@pytest.mark.parametrize("path", [
    "stories?since=yesterday", "stories?origins=0", "stories?text=%00", "stories?limit=0", "stories?offset=-1",
    "incidents?origins=x", "differences?before=0&after=1", "differences", "incidents?story=%00", "stories/%00",
])
def test_what_cannot_be_asked(ask: TestClient, path: str) -> None:
    answer = ask.get(f"/api/{path}")
    assert 400 <= answer.status_code < 500 and answer.json()["error"]


def test_a_report_without_statements_is_a_story_without_acts(tmp_path: Path) -> None:
    place = tmp_path / "rain.db"
    with Ledger(place) as ledger:
        enter(ledger, report("rain", "Rain fell on the coast.", None))
        ledger.link()
    with client(place) as opened:
        [listed] = told(opened.get("/api/stories"))
        assert opened.get(f"/api/stories/{listed['story']}").json()["acts"] == {"total": 0, "differ": 0}
        assert told(opened.get(f"/api/incidents?story={listed['story']}")) == []
        assert told(opened.get(f"/api/stories/{listed['story']}/grid")) == []


def test_reports_that_came_since_wait_until_links_are_asked_for(place: Path) -> None:
    with client(place) as opened:
        before = told(opened.get("/api/stories"))
        with Ledger(place) as ledger:
            enter(ledger, report("rain", "Rain fell on the coast.", "2021-03-20"))
        assert told(opened.get("/api/stories")) == before, "no question makes stories"
        assert opened.get("/api/links").json()["state"] == "stale"

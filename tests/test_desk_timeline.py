"""The timeline's questions: nothing is lost between marks, bins, what begins before, and what has no time."""

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
from dateline.server import time_lanes
from dateline.server.api import timeline as room
from dateline.server.app import make_app
from dateline.server.settings import Settings
from dateline.server.spans_of_time import Stretch, bin_of, central, end_of, is_day, unit_for

TEXT = ("Moscow shelled a port. Pyongyang will send shells. Moscow has supplied guns since spring. Kyiv might strike. "
        "Moscow met envoys. Moscow fired.")


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    place = tmp_path / "small.db"
    with Ledger(place) as ledger:
        enter(ledger, report(
            "one", TEXT, "2023-05-10",
            {"trigger": "shelled", "event": "ASSAULT", "interval": ("2023-05-08", "2023-05-09")},
            {"trigger": "send", "actor": (KOREA,), "recipient": (RUSSIA,), "status": "planned",
             "interval": ("2023-06-01", "2023-06-30")},
            {"trigger": "supplied", "background": True, "interval": ("2022-04-01", None)},
            {"trigger": "strike", "event": "ASSAULT", "actor": (UKRAINE,), "status": "possible"},
            {"trigger": "met", "event": "CONSULT", "interval": (None, "2023-05-10")},
            {"trigger": "fired", "event": "ASSAULT", "interval": ("2021-01-01", "2021-12-31")}))
    with TestClient(make_app(Settings(str(place))), base_url="http://localhost") as made:
        yield made


def asked(client: TestClient, path: str, **params: Any) -> dict[str, Any]:
    answer = client.get(f"/api/{path}", params=params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def rows(lane: dict[str, Any]) -> list[dict[str, Any]]:
    return [dict(zip(lane["columns"], row, strict=True)) for row in lane["rows"]]


def test_the_overview_counts_all_years_and_what_has_no_time(client: TestClient) -> None:
    found = asked(client, "timeline/overview")
    assert found["newest"] == "2023-05-10"
    assert found["lanes"] == [
        {"party": "", "total": 6, "untimed": 1, "years": {"2021": 1, "2022": 1, "2023": 3}}]


def test_a_stretch_has_all_that_overlaps_it_and_says_so_in_other_words(client: TestClient) -> None:
    found = asked(client, "timeline", **{"from": "2023-05", "to": "2023-06"})
    assert (found["kind"], found["first"], found["last"]) == ("statements", "2023-05-01", "2023-06-30")
    assert [r["trigger"] for r in rows(found["lanes"][0])] == ["supplied", "shelled", "met", "send"]
    assert found["lanes"][0]["reported"] == [["2023-05-10", 4]]
    with Ledger(client.app.state.settings.place) as ledger:  # type: ignore[attr-defined]
        same = ledger.statements("when_since=2023-05-01 when_until=2023-06-30")
    assert len(same) == 4 and "when_until=2023-06-30" in found["equivalent"]["command"]


def test_many_are_counted_and_the_counts_add_up(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_MARKS", 2)
    found = asked(client, "timeline", **{"from": "2023-05", "to": "2023-06"})
    lane = found["lanes"][0]
    assert found["kind"] == "bins" and sum(r["statements"] for r in rows(lane)) == lane["total"] == 4
    assert [(r["from"], r["status"], r["background"]) for r in rows(lane)] == [
        (None, "actual", True), ("2023-05-08", "actual", False), ("2023-05-10", "actual", False),
        ("2023-06-01", "planned", False)]
    before = asked(client, "timeline/statements", **{"from": "2023-05", "to": "2023-06", "of": "before"})
    assert before["total"] == 1 and rows(before)[0]["trigger"] == "supplied"


def test_bins_become_coarser_rather_than_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    days = [(f"2023-05-{d:02}", "actual", False, 1) for d in range(1, 32)]
    unit, counts = time_lanes._folded(days, Stretch("2023-05-01", "2023-05-31"), 10)
    assert unit == "week" and sum(counts.values()) == 31 and len(counts) == 5


def test_two_parties_stand_in_two_lanes(client: TestClient) -> None:
    found = asked(client, "timeline", **{"from": "2021", "to": "2023", "a": "PRK", "b": "RUS"})
    assert [(lane["party"], lane["total"]) for lane in found["lanes"]] == [("PRK", 1), ("RUS", 5)]
    assert "party=PRK,RUS" in found["equivalent"]["command"]
    named = asked(client, "timeline", q="party=RUS", a="PRK", **{"from": "2021", "to": "2023"})
    assert named["lanes"][0]["total"] == 1 and named["equivalent"] is None


def test_what_has_no_time_is_listed_apart(client: TestClient) -> None:
    found = asked(client, "timeline/statements", of="untimed")
    assert found["total"] == 1 and rows(found)[0]["trigger"] == "strike"


def test_the_csv_holds_the_lanes(client: TestClient) -> None:
    text = client.get("/api/timeline", params={"from": "2023", "to": "2023", "a": "RUS", "format": "csv"}).text
    found = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert {r["lane"] for r in found} == {"RUS"} and len(found) == 4


@pytest.mark.parametrize("params", [
    {"from": "2023-02-30"}, {"from": "yesterday"}, {"from": "2024", "to": "2023"}, {"q": "colour=blue"}, {"a": "\0"},
    {"from": "0000"}, {"a": "x" * 300},
])
def test_what_cannot_be_read_is_refused_in_a_sentence(client: TestClient, params: dict[str, str]) -> None:
    for path in ("timeline", "timeline/statements", "timeline/overview"):
        answer = client.get(f"/api/{path}", params=params)
        assert answer.status_code < 500
    answer = client.get("/api/timeline", params=params)
    assert answer.status_code in (400, 422) and answer.json()["error"].endswith(".")


def test_the_ends_of_the_calendar_are_no_fault(client: TestClient) -> None:
    found = asked(client, "timeline", **{"from": "0001", "to": "9999"})
    assert found["lanes"][0]["total"] == 5


@pytest.mark.parametrize(("day", "unit", "first", "last"), [
    ("2024-02-29", "day", "2024-02-29", "2024-02-29"), ("2024-02-29", "week", "2024-02-26", "2024-03-03"),
    ("2024-02-29", "month", "2024-02-01", "2024-02-29"), ("2024-02-29", "year", "2024-01-01", "2024-12-31"),
    ("2024-02-29", "decade", "2020-01-01", "2029-12-31"), ("0001-01-01", "week", "0001-01-01", "0001-01-07"),
    ("0007-05-01", "decade", "0001-01-01", "0009-12-31"), ("9999-12-31", "week", "9999-12-27", "9999-12-31"),
])
def test_bins_of_the_calendar(day: str, unit: Any, first: str, last: str) -> None:
    assert bin_of(day, unit) == first
    assert end_of(first, unit) == last


def test_units_days_and_the_middle_of_years() -> None:
    assert unit_for(Stretch("2023-01-01", "2023-01-31")) == "day"
    assert unit_for(Stretch("2000-01-01", "2023-12-31")) == "year"
    assert is_day("2024-02-29") and not is_day("2023-02-29") and not is_day("2023-2-9") and not is_day(None)
    assert central({"1918": 1, "2020": 60, "2021": 60, "2134": 1}) == ("2020", "2021")
    assert central({}) is None

"""Watches and alerts on the desk: made, changed and looked at from the web, never delivered from there."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from fastapi.testclient import TestClient
from tests.small_reports import KOREA, Pair, enter, report
from tests.test_alerts import ARMS, news

from dateline.ledger.alerts.alerts import add_watch, look
from dateline.ledger.alerts.delivery import pending
from dateline.ledger.alerts.watches import watch_named, watches
from dateline.ledger.book import Ledger
from dateline.ledger.store import now
from dateline.server.api import alerts as room
from dateline.server.app import make_app
from dateline.server.settings import Settings

FILTER = "actor=PRK recipient=RUS event=AID"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "desk.db") as made:
        yield made


@pytest.fixture
def client(ledger: Ledger) -> Iterator[TestClient]:
    with ledger.reading():
        pass
    with TestClient(make_app(Settings(ledger.shown)), base_url="http://localhost") as made:
        yield made


def got(client: TestClient, path: str, **params: Any) -> Any:
    answer = client.get(f"/api/{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def done(client: TestClient, path: str, **body: Any) -> Any:
    answer = client.post(f"/api/{path}", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def refused(client: TestClient, path: str, **body: Any) -> str:
    answer = client.post(f"/api/{path}", json=body)
    assert 400 <= answer.status_code < 500, answer.text
    return str(answer.json()["error"])


def two(first: str = "2023-09-01", second: str = "2023-09-03") -> tuple[Pair, Pair]:
    return news(first, "The Gull"), news(second, "Harbour News")


def test_a_watch_tells_with_its_reason_and_the_passages(client: TestClient, ledger: Ledger) -> None:
    assert done(client, "watches", name="arms", filter=f"{FILTER} text=supply", origins=2)["earlier"] == 0
    enter(ledger, *two())
    assert done(client, "watches/check")["outcomes"] == [
        {"watch": "arms", "fired": [1], "earlier": 0, "fault": ""}]
    assert done(client, "watches/check")["outcomes"][0]["fired"] == [], "once"
    found = got(client, "alerts")
    assert found["total"] == 1
    reason = found["reasons"][0]
    assert reason["cause"].startswith("2 independent origins within 7 days (2023-09-01 to 2023-09-03): The Gull")
    one = reason["statements"][0]
    with ledger.reading() as connection:
        row = ledger.statements(f"statement={one['statement_id']}").dicts()[0]
        assert watch_named(connection, "arms").origins == 2
    assert one["document_pk"] == row["document_pk"]
    assert one["passage"]["text"] == row["sentence"]
    assert one["voice"].startswith("said by Kim")
    assert (one["status"], one["told_as"], one["stands"]) == ("planned", "reported as planned", True)
    assert one["matched"]["text"].count("[hit|supply]") == 1
    assert got(client, f"alerts/{reason['alert']}") == reason


def test_a_statement_that_was_corrected_since_is_shown_as_such(client: TestClient, ledger: Ledger) -> None:
    done(client, "watches", name="arms", filter=FILTER)
    enter(ledger, news("2023-09-01"))
    done(client, "watches/check")
    told = got(client, "alerts")["reasons"][0]["statements"][0]
    ledger.correct(told["statement_id"], {"status": "possible"}, by="Ada", why="would")
    again = got(client, "alerts")["reasons"][0]["statements"][0]
    assert (again["stands"], again["status"]) == (False, "planned"), "an alert keeps what it told"


def test_preview_says_when_it_would_have_told(client: TestClient, ledger: Ledger) -> None:
    enter(ledger, *two(), *two("2023-10-01", "2023-10-02"))
    found = got(client, "alerts/preview", q=FILTER, origins=2, days=7)
    assert [row[0] for row in found["rows"]] == ["2023-09-03", "2023-10-02"]
    assert found["equivalent"]["command"].startswith("dateline alerts preview 'actor=PRK")
    assert got(client, "watches")["rows"] == ledger.alerts().dicts() == []


def test_what_the_ledger_holds_makes_no_alert_unless_that_is_asked_for(client: TestClient, ledger: Ledger) -> None:
    enter(ledger, *two())
    assert done(client, "watches", name="quiet", filter=FILTER, origins=2)["earlier"] == 1
    done(client, "watches", name="loud", filter=FILTER, origins=2, backfill=True)
    told = {one["watch"]: len(one["fired"]) for one in done(client, "watches/check")["outcomes"]}
    assert told == {"quiet": 0, "loud": 1}


def test_pause_resume_remove(client: TestClient, ledger: Ledger) -> None:
    done(client, "watches", name="arms", filter=FILTER)
    done(client, "watches/state", name="arms", state="paused")
    enter(ledger, news("2023-09-01"))
    assert done(client, "watches/check")["outcomes"] == []
    assert done(client, "watches/state", name="arms", state="active")["earlier"] == 1
    assert "already" in refused(client, "watches/state", name="arms", state="active")
    done(client, "watches/state", name="arms", state="removed")
    assert got(client, "watches")["rows"] == []
    assert "no watch" in refused(client, "watches/state", name="arms", state="paused")


def test_a_change_tells_first_what_came_and_keeps_the_alerts(client: TestClient, ledger: Ledger) -> None:
    done(client, "watches", name="arms", filter=FILTER)
    enter(ledger, news("2023-09-01"))
    made = done(client, "watches/change", name="arms", filter="event=AID", origins=3, days=30, updates=True)
    assert made["fired"] == [1], "as the watch was before"
    with ledger.reading() as connection:
        kept = watches(connection)
    assert [(w.name, w.origins, w.days, w.updates, w.filter.actor) for w in kept] == [("arms", 3, 30, True, ())]
    assert got(client, "alerts", watch="arms")["total"] == 1, "what the watch of that name told before"
    assert "no watch" in refused(client, "watches/change", name="other", filter="event=AID")


def test_no_browser_can_say_where_alerts_go(client: TestClient, ledger: Ledger) -> None:
    for field in ("targets", "webhook", "mail", "file"):
        said = refused(client, "watches", name="x", filter=FILTER, **{field: ["webhook:http://169.254.169.254/"]})
        assert "command line only" in said
    assert got(client, "watches")["rows"] == []


def test_a_watch_with_delivery_is_shown_without_secrets_kept_and_not_delivered(
    client: TestClient, ledger: Ledger, tmp_path: Path,
) -> None:
    out = tmp_path / "alerts.jsonl"
    targets = (f"file:{out}", "webhook:https://hooks.test/secret-key")
    with ledger.writing() as connection:
        add_watch(connection, msgspec.structs.replace(ARMS, origins=1, targets=targets), ledger.stamp(connection))
    enter(ledger, news("2023-09-01"))
    assert done(client, "watches/check", name="arms")["outcomes"][0]["fired"] == [1]
    shown = got(client, "watches")
    assert "secret-key" not in str(shown)
    assert shown["waiting"] == {"arms": 1}
    assert not out.exists(), "nothing is delivered from the web"
    assert "not delivered yet" in refused(client, "watches/change", name="arms", filter="event=AID")
    with ledger.reading() as connection:
        assert len(pending(connection, now())) == 2
        assert watch_named(connection, "arms").targets == targets


def test_a_filter_that_finds_too_much_is_not_watched(
    client: TestClient, ledger: Ledger, monkeypatch: pytest.MonkeyPatch,
) -> None:
    done(client, "watches", name="before", filter="event=AID")
    enter(ledger, *two())
    monkeypatch.setattr(room, "LARGEST", 1)
    assert "too many to watch" in refused(client, "watches", name="all")
    assert client.get("/api/alerts/preview").status_code == 400
    assert "too many" in done(client, "watches/check")["outcomes"][0]["fault"]
    assert got(client, "alerts")["total"] == 0


def test_csv_lists_all_alerts(client: TestClient, ledger: Ledger) -> None:
    done(client, "watches", name="arms", filter=FILTER)
    for day in ("2023-09-01", "2023-11-01", "2024-01-01"):
        enter(ledger, news(day))
        with ledger.writing() as connection:
            look(connection, watch_named(connection, "arms"), ledger.stamp(connection))
    page = got(client, "alerts", limit=2, offset=2)
    assert (page["total"], [row[0] for row in page["rows"]]) == (3, [1])
    rows = list(csv.DictReader(io.StringIO(client.get("/api/alerts?format=csv").text.lstrip("\ufeff"))))
    assert [row["alert"] for row in rows] == [str(row["alert"]) for row in ledger.alerts()] == ["3", "2", "1"]


@pytest.mark.parametrize(("path", "body"), [
    ("watches", {}), ("watches", {"name": ""}), ("watches", {"name": "a\0b"}),
    ("watches", {"name": "a", "filter": "x"}),
    ("watches", {"name": "a", "origins": 0}), ("watches", {"name": "a", "days": 10**9}), ("watches", {"name": 1}),
    ("watches", {"name": "a", "origins": "many"}), ("watches/state", {"name": "a", "state": "gone"}),
    ("watches/state", {"name": "a"}), ("watches/check", {"name": "nobody"}), ("watches/check", {"name": ["a"]}),
])  # fmt: skip
def test_what_cannot_be_a_watch_is_refused_with_a_sentence(client: TestClient, path: str, body: dict[str, Any]) -> None:
    assert refused(client, path, **body)


def test_an_alert_that_is_none_is_not_found(client: TestClient, ledger: Ledger) -> None:
    assert client.get("/api/alerts/7").status_code == 404
    enter(ledger, report("a", "Pyongyang sent arms.", "2023-01-01", {"trigger": "sent", "actor": [KOREA]}))
    done(client, "watches", name="arms", filter="event=AID")
    earlier = client.get("/api/alerts/1")
    assert 400 <= earlier.status_code < 500
    assert "before the watch" in earlier.json()["error"]

"""Alerts in a browser: a watch is previewed, made, checked, changed, removed; what it tells has its reason."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Desk, serving
from tests.small_reports import enter
from tests.test_alerts import news

from dateline.ledger.alerts.watches import watches
from dateline.ledger.book import Ledger
from dateline.server.settings import Settings

FILTER = "actor=PRK recipient=RUS event=AID"


@pytest.fixture
def arms(tmp_path: Path) -> Iterator[Desk]:
    """A desk over four reports of arms: two origins in September, two in November."""
    place = str(tmp_path / "arms.db")
    with Ledger(place) as ledger:
        enter(ledger, *(news(day, publisher) for day, publisher in (
            ("2023-09-01", "The Gull"), ("2023-09-03", "Harbour News"), ("2023-11-05", "The Gull"),
            ("2023-11-06", "Harbour News"))))
    with serving(Settings(place, port=0)) as url:
        yield Desk(url, place)


def come(desk: Desk, *days: str) -> None:
    """New reports, each of another publisher."""
    with desk.ledger() as ledger:
        enter(ledger, *(news(day, f"Paper {day}") for day in days))


def make(page: Page, desk: Desk, name: str = "arms", origins: int = 1) -> None:
    page.goto(desk.url + "/alerts")
    page.get_by_role("button", name="New watch").click()
    page.get_by_label("Name").fill(name)
    page.get_by_label("Filter").fill(FILTER)
    page.get_by_label("Tell at").fill(str(origins))
    page.get_by_role("button", name="Watch", exact=True).click()
    expect(page.get_by_role("rowheader", name=name)).to_be_visible()


def test_a_watch_is_previewed_and_made_and_tells_with_its_reason(page: Page, arms: Desk) -> None:
    page.goto(arms.url + "/search?q=actor%3DPRK")
    page.get_by_role("link", name="Watch this …").click()
    form = page.get_by_role("form", name="New watch")
    expect(form.get_by_label("Filter")).to_have_value("actor=PRK")
    form.get_by_label("Filter").fill(FILTER + " text=supply")
    form.get_by_label("Tell at").fill("2")
    expect(form.get_by_text("Would have told 2 times since 2023-09-03.")).to_be_visible()
    form.get_by_label("within").fill("1")
    expect(form.get_by_text("Would not have told.")).to_be_visible()
    form.get_by_label("within").fill("7")
    form.get_by_label("Name").fill("arms")
    form.get_by_role("button", name="Watch", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="2 earlier kept without an alert")).to_be_visible()
    expect(page.get_by_text("Nothing was told yet.")).to_be_visible()
    come(arms, "2024-01-01", "2024-01-02")
    page.get_by_role("button", name="Check all now").click()
    expect(page.get_by_role("status").filter(has_text="arms: 1 alert")).to_be_visible()
    told = page.get_by_role("article")
    expect(told).to_contain_text("2 independent origins within 7 days (2024-01-01 to 2024-01-02)")
    expect(told).to_contain_text("said by Kim")
    expect(told).to_contain_text("planned")
    expect(told.locator("mark").first).to_have_text("supply")
    with arms.ledger() as ledger:
        kept = ledger.alerts().dicts()
        row = ledger.statements("since=2024-01-01 until=2024-01-01").dicts()[0]
    assert [(one["watch"], one["origins"]) for one in kept] == [("arms", 2)]
    link = told.get_by_role("link", name="Kim said Pyongyang would").first
    assert link.get_attribute("href") == f"/reports/{row['document_pk']}?statement={row['statement_id']}"


def test_what_was_seen_is_marked_in_this_browser_only(page: Page, arms: Desk) -> None:
    make(page, arms)
    come(arms, "2024-01-01")
    page.get_by_role("button", name="Check arms now").click()
    expect(page.get_by_role("article").get_by_text("new", exact=True)).to_be_visible()
    page.get_by_role("button", name="Mark 1 alert as seen").click()
    page.reload()
    expect(page.get_by_role("article")).to_be_visible()
    expect(page.get_by_role("article").get_by_text("new", exact=True)).to_be_hidden()


def test_pause_resume_change_remove(page: Page, arms: Desk) -> None:
    make(page, arms)
    page.get_by_role("button", name="Pause arms").click()
    expect(page.get_by_role("rowheader", name="arms")).to_contain_text("paused")
    come(arms, "2024-01-01")
    page.get_by_role("button", name="Resume arms").click()
    expect(page.get_by_role("status").filter(has_text="1 earlier kept without an alert")).to_be_visible()
    page.get_by_role("button", name="Change arms").click()
    page.get_by_label("Tell at").fill("3")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("row").filter(has_text="3 origins in 7 days")).to_be_visible()
    with arms.ledger() as ledger, ledger.reading() as connection:
        assert [(w.name, w.origins, w.state) for w in watches(connection)] == [("arms", 3, "active")]
    page.get_by_role("button", name="Remove arms").click()
    page.get_by_role("button", name="Keep").click()
    page.get_by_role("button", name="Remove arms").click()
    page.get_by_role("button", name="Remove arms").click()
    expect(page.get_by_text("There is no watch yet.")).to_be_visible()
    with arms.ledger() as ledger, ledger.reading() as connection:
        assert watches(connection) == []


def test_faults_are_told_where_they_arise(page: Page, arms: Desk) -> None:
    make(page, arms)
    page.get_by_role("button", name="New watch").click()
    form = page.get_by_role("form", name="New watch")
    form.get_by_label("Filter").fill("event=PARTY status=done")
    expect(form.get_by_text("status=done does not exist")).to_be_visible()
    form.get_by_label("Filter").fill(FILTER)
    form.get_by_label("Name").fill("arms")
    form.get_by_role("button", name="Watch", exact=True).click()
    expect(form.get_by_role("alert")).to_contain_text("There is a watch 'arms' already")


def test_one_alert_has_an_address_and_says_what_met_the_filter(page: Page, arms: Desk) -> None:
    make(page, arms)
    come(arms, "2024-01-01")
    page.get_by_role("button", name="Check all now").click()
    page.get_by_role("article").get_by_role("link", name="arms").click()
    with arms.ledger() as ledger:
        number = ledger.alerts().dicts()[0]["alert"]
    expect(page).to_have_url(f"{arms.url}/alerts?alert={number}")
    page.get_by_text("What met the filter").click()
    expect(page.get_by_role("definition").first).to_contain_text("Pyongyang")
    page.get_by_role("link", name="all alerts").click()
    with page.expect_download() as download:
        page.get_by_role("region", name="Told").get_by_role("link", name="CSV").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"))))
    assert [row["alert"] for row in rows] == [str(number)]
    page.goto(f"{arms.url}/alerts?alert=999")
    expect(page.get_by_role("alert")).to_contain_text("There is no alert 999")


def test_the_page_says_that_nothing_is_delivered_from_here(page: Page, arms: Desk) -> None:
    page.goto(arms.url + "/alerts")
    expect(page.get_by_text("the desk calls no address that a browser names")).to_be_visible()
    expect(page.get_by_label("webhook")).to_have_count(0)

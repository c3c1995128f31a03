"""The map in a browser: countries are areas, towns are circles, each opens its statements."""

from __future__ import annotations

import csv
import io
import re

from playwright.sync_api import Page, expect
from tests.browser.conftest import Desk


def test_a_country_is_a_hatched_area_and_a_town_a_circle(page: Page, desk: Desk) -> None:
    page.goto("/map")
    with desk.ledger() as ledger:
        found = ledger.statements().dicts()
    towns = {f"g:{r['where_geonameid']}" for r in found if r["where_level"] == "point" and r["where_geonameid"]}
    lands = {f"c:{r['where_code']}" for r in found if r["where_level"] == "country"}
    assert towns and lands
    for key in lands:
        area = page.locator(f"[data-place='{key}']")
        expect(area).to_have_attribute("fill", re.compile(r"url\(#hatch-\d\)"))
        expect(page.locator(f"[data-place='{key}'] circle")).to_have_count(0)
    for key in towns:
        expect(page.locator(f"g.point[data-place='{key}'] circle.rim")).to_have_count(1)


def test_a_place_opens_its_statements_by_keyboard(page: Page, desk: Desk) -> None:
    page.goto("/map?at=actor")
    mark = page.locator("[data-place]").first
    mark.focus()
    key = mark.get_attribute("data-place") or ""
    page.keyboard.press("Enter")
    with desk.ledger() as ledger:
        found = ledger.statements(actor=key.removeprefix("c:")).dicts()
    assert found
    expect(page.get_by_role("heading", level=2)).to_contain_text(f": {len(found)} statement")
    expect(page.get_by_role("listitem").first).to_contain_text(found[0]["sentence"][:40])
    assert "place=c%3A" in page.url
    page.get_by_role("button", name="Close list").click()
    expect(page.get_by_role("listitem")).to_have_count(0)


def test_zoom_and_kind_stand_in_the_address(page: Page) -> None:
    page.goto("/map")
    expect(page.locator("[data-place]").first).to_be_visible()
    page.keyboard.press("+")
    expect(page).to_have_url(re.compile("zoom=1.60"))
    page.keyboard.press("Shift+ArrowRight")
    expect(page).to_have_url(re.compile(r"lon=(?!12\.00)"))
    page.keyboard.press("0")
    expect(page).not_to_have_url(re.compile("zoom="))
    page.get_by_role("button", name="the actor").click()
    expect(page).to_have_url(re.compile("at=actor"))
    page.go_back()
    expect(page.get_by_role("button", name="the event")).to_have_attribute("aria-pressed", "true")


def test_table_and_csv_have_the_same_places(page: Page, desk: Desk) -> None:
    page.goto("/map?at=actor&view=table")
    with desk.ledger() as ledger:
        counted = {r["actor"]: r["statements"] for r in ledger.count(by="actor").dicts() if r["actor"]}
    expect(page.get_by_role("row")).to_have_count(len(counted) + 1)
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV", exact=True).click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert {r["code"]: int(r["statements"]) for r in csv.DictReader(io.StringIO(text))} == counted


def test_what_has_no_place_is_counted(page: Page, desk: Desk) -> None:
    page.goto("/map")
    with desk.ledger() as ledger:
        found = ledger.statements().dicts()
    without = sum(1 for r in found if not r["where_code"] and r["where_lat"] is None)
    expect(page.get_by_text(f"{without} name no place that is known")).to_be_visible()


def test_datelines_say_how_many_reports_were_looked_into(page: Page, desk: Desk) -> None:
    page.goto("/map?at=dateline")
    with desk.ledger() as ledger:
        reports = len({r["document_pk"] for r in ledger.statements().dicts()})
    expect(page.get_by_text(f"looked for in {reports} report")).to_be_visible()

"""The timeline in a browser: marks, counts, lanes, the list of what has no time."""

from __future__ import annotations

import csv
import io
import re

from playwright.sync_api import Page, expect
from tests.browser.conftest import Desk

WIDE = "/timeline?from=1990-01-01&to=2035-12-31"
MARKS = "g.mark"


def test_each_mark_is_a_statement_that_opens_in_the_reader(page: Page, desk: Desk) -> None:
    page.goto(f"{WIDE}&q=status%3Dplanned")
    with desk.ledger() as ledger:
        found = ledger.statements("status=planned when_since=1990-01-01 when_until=2035-12-31").dicts()
    assert 0 < len(found) <= 400
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{len(found)} statement")
    expect(page.locator(MARKS)).to_have_count(len(found))
    page.locator(MARKS).first.focus()
    page.keyboard.press("Enter")
    card = page.get_by_label("The statement", exact=True)
    sentence = card.locator("a.sentence")
    expect(sentence).to_have_text(re.compile("|".join(re.escape(r["sentence"][:30]) for r in found)))
    assert "statement=" in page.url
    assert sentence.get_attribute("href") in {
        f"/reports/{r['document_pk']}?q=status%3Dplanned&statement={r['statement_id']}" for r in found}


def test_arrow_keys_go_from_mark_to_mark(page: Page) -> None:
    page.goto(f"{WIDE}&q=status%3Dplanned")
    page.locator(MARKS).first.focus()
    page.keyboard.press("End")
    expect(page.locator(MARKS).last).to_be_focused()
    expect(page.locator(f"{MARKS}[tabindex='0']")).to_have_count(1)


def test_zoom_stands_in_the_address_and_goes_back(page: Page) -> None:
    page.goto(WIDE)
    expect(page.get_by_role("heading", level=1)).to_contain_text("1990-01-01 – 2035-12-31")
    page.keyboard.press("+")
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("1990-01-01")
    assert "from=2001-" in page.url or "from=2002-" in page.url
    page.get_by_role("button", name="Year", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile(r"(\d{4})-01-01 – \1-12-31"))
    page.go_back()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1990-01-01 – 2035-12-31")


def test_what_has_no_time_is_counted_and_listed(page: Page, desk: Desk) -> None:
    page.goto("/timeline")
    with desk.ledger() as ledger:
        untimed = [r for r in ledger.statements().dicts() if not r["when_earliest"] and not r["when_latest"]]
    assert untimed
    page.get_by_role("button", name=f"{len(untimed)} without a time").click()
    expect(page.get_by_role("heading", level=2)).to_contain_text(f"Without a time: {len(untimed)} statement")
    expect(page.get_by_role("listitem").first).to_contain_text(untimed[0]["sentence"][:40])


def test_two_parties_have_lanes_of_their_own(page: Page, desk: Desk) -> None:
    with desk.ledger() as ledger:
        one, other = [r["actor"] for r in ledger.count(by="actor").dicts() if r["actor"]][:2]
        sizes = {p: len(ledger.statements(party=p, when_since="1990", when_until="2035")) for p in (one, other)}
    page.goto(WIDE)
    page.get_by_label("Lane A").fill(one)
    page.get_by_label("Lane B").fill(other)
    page.get_by_role("button", name="Show", exact=True).click()
    for party, size in sizes.items():
        expect(page.locator(f"[data-lane='{party}'] .name").first).to_contain_text(re.compile(rf"{party}\s*{size}"))


def test_the_line_says_which_today_it_is(page: Page, desk: Desk) -> None:
    page.goto(WIDE)
    with desk.ledger() as ledger:
        newest = max(r["published"] for r in ledger.statements().dicts() if r["published"])
    expect(page.get_by_text(f"The line is the day of the newest report, {newest}")).to_be_visible()
    page.get_by_label("Today is").select_option("real")
    expect(page.get_by_text(re.compile(r"The line is the real today, \d{4}-\d\d-\d\d"))).to_be_visible()
    assert "today=real" in page.url


def test_table_and_csv_have_what_the_marks_have(page: Page) -> None:
    page.goto(f"{WIDE}&q=status%3Dplanned")
    marks = page.locator(MARKS)
    expect(marks.first).to_be_visible()
    number = marks.count()
    page.get_by_role("button", name="Table").click()
    expect(page.get_by_role("row")).to_have_count(number + 1)
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV", exact=True).click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(text)))) == number


def test_a_day_that_is_none_is_said(page: Page) -> None:
    page.goto("/timeline?from=2023-02-30&to=2023-03-01")
    expect(page.get_by_role("alert")).to_contain_text("that month has 28 days")

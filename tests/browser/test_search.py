"""Search in a browser: the filter as text and as chips, its forms, counts, hits, long lists, exports."""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Desk, serving
from tests.small_reports import KOREA, RUSSIA, UKRAINE, enter, report

from dateline.ledger.book import Ledger
from dateline.server.settings import Settings


@pytest.fixture
def many(tmp_path: Path) -> Iterator[Desk]:
    """A desk over 1,500 statements of 500 reports."""
    place = str(tmp_path / "many.db")
    with Ledger(place) as ledger:
        enter(ledger, *(report(
            f"r{n}", f"🌾 Moscow sent grain ({n}). Kyiv met Moscow ({n}). Moscow will send arms to Pyongyang ({n}).",
            f"2023-{1 + n % 12:02}-{1 + n % 28:02}", {"trigger": "sent"},
            {"trigger": "met", "event": "CONSULT", "actor": [UKRAINE, RUSSIA]},
            {"trigger": "send", "recipient": [KOREA], "status": "planned"},
            publisher=("The Gull", "Harbour News")[n % 2]) for n in range(500)))
    with serving(Settings(place, port=0)) as url:
        yield Desk(url, place)


def wanted(desk: Desk, q: str) -> list[str]:
    with desk.ledger() as ledger:
        return [row["sentence"] for row in ledger.statements(q)]


def headline(page: Page, number: int) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(rf"^{number:,} statement"))


def test_a_filter_finds_what_the_ledger_finds_and_stands_in_the_address(page: Page, desk: Desk) -> None:
    page.goto("/search")
    page.get_by_label("Filter", exact=True).fill("actor=TUR")
    page.get_by_role("button", name="Apply").click()
    with desk.ledger() as ledger:
        found = ledger.statements("actor=TUR").dicts()
    assert found
    headline(page, len(found))
    assert page.url.endswith("/search?q=actor%3DTUR")
    expect(page.get_by_role("listitem").filter(has_text=found[0]["sentence"][:40]).first).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Filter", exact=True)).to_have_value("")


def test_csv_holds_all_that_the_view_finds(page: Page, desk: Desk) -> None:
    page.goto("/search?q=actor%3DTUR")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").first.click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"))))
    with desk.ledger() as ledger:
        assert [r["statement_id"] for r in rows] == [r["statement_id"] for r in ledger.statements("actor=TUR")]


def test_a_filter_that_cannot_be_read_says_what_is_wrong_and_where(page: Page) -> None:
    page.goto("/search?q=colour%3Dblue")
    expect(page.get_by_role("alert")).to_contain_text("A filter has no field 'colour'")
    page.get_by_label("Filter", exact=True).fill("event=AID 🌾 status=done")
    expect(page.locator("#misread mark")).to_have_text("🌾")
    page.get_by_label("Filter", exact=True).fill("event=AID status=done")
    expect(page.locator("#misread mark")).to_have_text("status=done")
    expect(page.locator("#misread")).to_contain_text("actual, planned")


def test_a_field_is_added_changed_and_removed_by_its_chip(page: Page, many: Desk) -> None:
    page.goto(many.url + "/search")
    page.get_by_role("button", name="Add a field").click()
    page.get_by_role("dialog").get_by_role("button", name="Event", exact=True).click()
    page.get_by_role("dialog").get_by_label(re.compile("^AID")).check()
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text("finds 1,000 statements")
    page.get_by_role("dialog").get_by_role("button", name="Apply").click()
    expect(page.get_by_label("Filter", exact=True)).to_have_value("event=AID")
    headline(page, 1000)
    page.get_by_title("Change event").click()
    page.get_by_role("dialog").get_by_label(re.compile("^CONSULT")).check()
    page.get_by_role("dialog").get_by_role("button", name="Apply").click()
    expect(page.get_by_label("Filter", exact=True)).to_have_value("event=AID,CONSULT")
    headline(page, 1500)
    page.get_by_role("button", name="Remove Event").click()
    expect(page.get_by_label("Filter", exact=True)).to_have_value("")
    page.go_back()
    expect(page.get_by_role("list", name="Fields of the filter")).to_contain_text(re.compile("AID *or *CONSULT"))


def test_the_builder_works_by_keyboard_alone(page: Page, many: Desk) -> None:
    page.goto(many.url + "/search")
    page.locator("article.line").first.wait_for()
    page.keyboard.press("f")
    expect(page.get_by_role("dialog").get_by_role("button", name="Actor", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("ukr")
    expect(page.get_by_role("option").first).to_contain_text("Ukraine 500")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Remove UKR")).to_be_visible()
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text("finds 500 statements")
    page.get_by_role("combobox", name="Actor").press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("button", name="Add a field")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("ukr")
    expect(page.get_by_role("option").first).to_contain_text("UKR")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    headline(page, 500)
    expect(page).to_have_url(many.url + "/search?q=actor%3DUKR")


@pytest.mark.parametrize(("field", "text", "q"), [
    ("Published since", "2023-07", "since=2023-07-01"), ("Words", '"send arms"', 'text=\'"send arms"\''),
    ("Least confidence", "0.95", "min_confidence=0.95"), ("Publisher", "Harb", "publisher=Harb"),
    ("Statement", "0", "statement=0"), ("Run", "1", "run=1"), ("Place", "Kyiv", "place=Kyiv"),
])  # fmt: skip
def test_each_kind_of_field_has_a_form(page: Page, many: Desk, field: str, text: str, q: str) -> None:
    page.goto(many.url + "/search")
    page.get_by_role("button", name="Add a field").click()
    page.get_by_role("dialog").get_by_role("button", name=field, exact=True).click()
    page.get_by_role("dialog").get_by_label(field, exact=True).first.fill(text)
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text(
        re.compile(f"^finds {len(wanted(many, q)):,} statement"))
    page.get_by_role("dialog").get_by_role("button", name="Apply").click()
    expect(page.get_by_label("Filter", exact=True)).to_have_value(q)


def test_two_parties_and_a_flag(page: Page, many: Desk) -> None:
    page.goto(many.url + "/search")
    page.get_by_role("button", name="Add a field").click()
    page.get_by_role("dialog").get_by_role("button", name="Between").click()
    page.get_by_role("combobox", name="One party").fill("RUS")
    expect(page.get_by_role("dialog").get_by_role("status")).to_contain_text("it takes two parties")
    expect(page.get_by_role("dialog").get_by_role("button", name="Apply")).to_be_disabled()
    page.get_by_role("combobox", name="The other party").fill("PRK")
    page.get_by_role("dialog").get_by_role("button", name="Apply").click()
    headline(page, 500)
    page.get_by_role("button", name="Add a field").click()
    page.get_by_role("dialog").get_by_role("button", name="Realised").click()
    page.get_by_role("dialog").get_by_label("yes").check()
    page.get_by_role("dialog").get_by_role("button", name="Apply").click()
    expect(page.get_by_role("heading", level=2)).to_contain_text("No statement answers this filter")
    page.get_by_role("link", name="Without realised").click()
    headline(page, 500)


def test_counts_show_what_they_are_a_share_of_and_narrow_the_filter(page: Page, many: Desk) -> None:
    page.goto(many.url + "/search?q=status%3Dplanned")
    page.get_by_label("Count by").select_option("publisher")
    row = page.get_by_role("row").filter(has_text="Harbour News")
    expect(row).to_contain_text("250 of 750 (33 %)")
    expect(row).to_contain_text("250 of 250")
    page.get_by_role("link", name="Harbour News").click()
    expect(page.get_by_label("Filter", exact=True)).to_have_value('status=planned publisher="Harbour News"')
    headline(page, 250)
    page.get_by_label("Count by").select_option("month")
    expect(page.get_by_role("img", name=re.compile("Statements by month"))).to_be_visible()
    assert "by=month" in page.url
    page.get_by_role("link", name="Show shares").click()
    expect(page.get_by_text("of all statements of the time")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("complementary").get_by_role("link", name="CSV").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"))))
    assert sum(int(row["statements"]) for row in rows) == 250


def test_hits_are_marked_and_best_answers_come_first(page: Page, many: Desk) -> None:
    page.goto(many.url + "/search?q=text%3D%22grain%20OR%20arms%22")
    expect(page.locator("article mark").first).to_have_text(re.compile("^(grain|arms)$"))
    page.get_by_label("Order").select_option("best")
    expect(page.get_by_role("heading", level=1)).to_contain_text("the best of the newest 1,000")
    assert "order=best" in page.url
    page.get_by_role("button", name="As command, SQL, Python").first.click()
    expect(page.locator('[data-equivalent="command"]')).to_contain_text("dateline search 'grain OR arms' --best")


def test_nothing_found_says_what_the_ledger_does_not_have(page: Page, many: Desk) -> None:
    page.goto(many.url + "/search?q=publisher%3D%22Harbor%20News%22")
    expect(page.get_by_text("near: Harbour News")).to_be_visible()


def settled(page: Page, wanted: float) -> int:
    """The number of a row in sight, once the list stands near the row that was scrolled to."""
    end = time.monotonic() + 10
    while True:
        place = int(page.locator("[aria-posinset]").nth(6).get_attribute("aria-posinset") or 0)
        if abs(place - wanted) < 45:
            return place
        assert time.monotonic() < end, (place, wanted)
        page.wait_for_timeout(50)


def test_a_long_list_can_be_scrolled_to_any_place(page: Page, many: Desk) -> None:
    sentences = wanted(many, "")
    page.goto(many.url + "/search")
    headline(page, 1500)
    listed = page.get_by_role("list", name="Statements")
    for share in (0.5, 0.9, 0.1):
        listed.evaluate(f"box => box.scrollTop = (box.scrollHeight - box.clientHeight) * {share}")
        place = settled(page, share * 1500)
        expect(page.locator(f'[aria-posinset="{place}"] .sentence')).to_have_text(sentences[place - 1])
    listed.focus()
    page.keyboard.press("End")
    expect(page.locator('[aria-posinset="1500"] .sentence')).to_have_text(sentences[-1])
    page.keyboard.press("Home")
    expect(page.locator('[aria-posinset="1"] .sentence')).to_have_text(sentences[0])


def test_statements_are_gone_through_and_opened_by_keyboard(page: Page, many: Desk) -> None:
    sentences = wanted(many, "")
    page.goto(many.url + "/search")
    expect(page.locator('[aria-posinset="1"] .sentence')).to_be_visible()
    for _ in range(13):
        page.keyboard.press("j")
        page.wait_for_timeout(60)
    expect(page.locator("a.sentence:focus")).to_have_text(sentences[12])
    expect(page.locator("a.sentence:focus")).to_be_in_viewport()
    page.keyboard.press("k")
    expect(page.locator("a.sentence:focus")).to_have_text(sentences[11])
    with many.ledger() as ledger:
        row = ledger.statements("", limit=12).dicts()[11]
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{many.url}/reports/{row['document_pk']}?statement={row['statement_id']}")

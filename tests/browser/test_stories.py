"""Stories in a browser: the list, the grid of an act, the tree of copies, texts word by word."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Desk
from tests.small_reports import enter, report
from tests.told_ledgers import COPY, truce

from dateline.knowledge import Knowledge

TRUCE = pytest.mark.parametrize("desk", ["truce"], indirect=True)


@pytest.fixture(scope="session")
def truce_ledger(know: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return truce(tmp_path_factory.mktemp("truce") / "truce.db", know)


def story_id(desk: Desk) -> str:
    """The story with the most reports."""
    with desk.ledger() as ledger:
        return str(max(ledger.stories(), key=lambda s: s["reports"])["story"])


def act_id(desk: Desk, act: str) -> str:
    with desk.ledger() as ledger:
        return str(next(i["incident_id"] for i in ledger.incidents() if i["act"] == act))


def saved(page: Page, within: str = "body") -> list[dict[str, str]]:
    """The CSV behind the first such link."""
    with page.expect_download() as download:
        page.locator(within).get_by_role("link", name="CSV").first.click()
    return list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"))))


def test_the_list_is_that_of_the_ledger(page: Page, desk: Desk) -> None:
    page.goto("/stories")
    with desk.ledger() as ledger:
        stories = ledger.stories().dicts()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{len(stories)} stories")
    first = page.get_by_role("listitem").first
    expect(first).to_contain_text(stories[0]["title"])
    expect(first).to_contain_text(f"{stories[0]['reports']} report")
    expect(first).to_contain_text(f"{stories[0]['origins']} origin")
    assert [r["story"] for r in saved(page)] == [s["story"] for s in stories]


def test_filters_stand_in_the_address_and_back_takes_them_away(page: Page, desk: Desk) -> None:
    page.goto("/stories")
    expect(page.get_by_role("listitem").first).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("no such words")
    page.keyboard.press("Enter")
    expect(page.get_by_text("No story answers this.")).to_be_visible()
    page.get_by_label("Words").fill("")
    page.get_by_label("Independent origins, at least").fill("2")
    page.get_by_role("button", name="Find").click()
    with desk.ledger() as ledger:
        several = ledger.stories(min_origins=2).dicts()
    expect(page.get_by_role("listitem")).to_have_count(len(several))
    assert page.url.endswith("/stories?origins=2")
    page.get_by_label("only where reports differ").check()
    with desk.ledger() as ledger:
        differing = ledger.stories(min_origins=2, differ=True).dicts()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        f"{len(differing)} {'story' if len(differing) == 1 else 'stories'}")
    page.go_back()
    expect(page.get_by_label("only where reports differ")).not_to_be_checked()
    expect(page.get_by_role("listitem")).to_have_count(len(several))


def test_every_cell_of_the_sample_s_largest_story(page: Page, desk: Desk) -> None:
    name = story_id(desk)
    page.goto(f"/stories/{name}")
    with desk.ledger() as ledger:
        act = ledger.incidents(name).dicts()[0]
        found = ledger.incident(act["incident_id"])
    expect(page.get_by_role("heading", level=2)).to_contain_text(found.act)
    grid = page.get_by_role("region", name="What each origin tells")
    expect(grid.locator("thead tr").first.locator("th")).to_have_count(len({r.origin for r in found.reports}) + 1)
    expect(grid.locator("tbody tr")).to_have_count(len(found.slots))
    tellings = sum(len(value.tellings) for slot in found.slots for value in slot.values)
    expect(grid.locator("td a")).to_have_count(tellings)


@TRUCE
def test_what_differs_is_marked_in_words_and_the_rest_is_quiet(page: Page, desk: Desk) -> None:
    page.goto(f"/stories/{story_id(desk)}?act={act_id(desk, 'truce')}")
    row = page.get_by_role("row", name="Whether")
    expect(row).to_contain_text("differ")
    cells = row.get_by_role("cell")
    expect(cells).to_have_count(3)
    denial = cells.filter(has_text="it did not happen")
    expect(denial).to_contain_text("differs from")
    expect(denial).to_contain_text("said by Sudan Liberation")
    where = page.get_by_role("row", name="Event")
    expect(where).not_to_contain_text("differs from")
    page.get_by_role("link", name="shelling").click()
    numbers = page.get_by_role("row", name="How many")
    expect(numbers.get_by_role("cell").nth(0)).to_contain_text("12 soldiers")
    expect(numbers.get_by_role("cell").nth(1)).to_contain_text("25 soldiers")
    expect(numbers.get_by_text("differs from")).to_have_count(2)


@TRUCE
def test_a_cell_shows_its_sentence_and_leads_to_its_statement(page: Page, desk: Desk) -> None:
    act = act_id(desk, "shelling")
    page.goto(f"/stories/{story_id(desk)}?act={act}")
    cell = page.get_by_role("link", name="25 soldiers")
    cell.focus()
    expect(page.locator(".passage q")).to_have_text(
        "Last week the rebels shelled the town of Golo and killed 25 soldiers, the army said.")
    expect(page.locator(".passage")).to_contain_text("differs from")
    with desk.ledger() as ledger, ledger.reading() as connection:
        known = {s["statement_pk"]: s for s in ledger.statements()}
        slot = ledger.incident(act).slot("how many")
        assert slot and connection
        [told] = [t for v in slot.values if "25" in v.text for t in v.tellings]
    statement = known[told.statements[0]]
    cell.press("Enter")
    expect(page).to_have_url(f"{desk.url}/reports/{statement['document_pk']}?statement={statement['statement_id']}")


@TRUCE
def test_an_empty_cell_says_that_it_is_not_said(page: Page, desk: Desk) -> None:
    page.goto(f"/stories/{story_id(desk)}?act={act_id(desk, 'truce')}")
    with desk.ledger() as ledger:
        found = ledger.incident(act_id(desk, "truce"))
    gaps = sum(len(found.origins) - len({o for v in slot.values for o in v.origins}) for slot in found.slots)
    assert gaps
    expect(page.get_by_text("not said", exact=True)).to_have_count(gaps)


@TRUCE
def test_columns_may_be_voices(page: Page, desk: Desk) -> None:
    page.goto(f"/stories/{story_id(desk)}?act={act_id(desk, 'truce')}")
    page.get_by_label("Columns").select_option("voices within origins")
    assert "by=voice" in page.url
    expect(page.get_by_role("columnheader", name="The Sudan Liberation Movement")).to_be_visible()
    expect(page.get_by_role("columnheader", name="the report’s own voice")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Columns")).to_have_value("voice")


@TRUCE
def test_only_where_reports_differ_and_by_keys_alone(page: Page, desk: Desk) -> None:
    name = story_id(desk)
    page.goto(f"/stories/{name}")
    with desk.ledger() as ledger:
        differing = ledger.incidents(name, differ=True).dicts()
    page.get_by_label("only where reports differ").check()
    acts = page.get_by_role("navigation", name="Acts of the story").get_by_role("link")
    expect(acts).to_have_count(len(differing))
    page.get_by_label("only where reports differ").evaluate("box => box.blur()")
    page.keyboard.press("j")
    expect(acts.nth(1)).to_have_attribute("aria-current", "true")
    assert f"act={differing[1]['incident_id']}" in page.url
    expect(page.get_by_role("heading", level=2)).to_contain_text(differing[1]["act"])
    page.keyboard.press("k")
    expect(acts.nth(0)).to_have_attribute("aria-current", "true")
    page.goto(f"/stories/{name}?differ=true&least=10")
    expect(page.get_by_text("No act of this story answers this.")).to_be_visible()


@TRUCE
def test_the_grid_as_csv_is_that_of_the_ledger(page: Page, desk: Desk) -> None:
    page.goto(f"/stories/{story_id(desk)}?act={act_id(desk, 'truce')}")
    expect(page.get_by_role("row", name="Whether")).to_be_visible()
    with desk.ledger() as ledger:
        expected = [r["value"] for r in ledger.compare(story_id(desk))]
    assert [r["value"] for r in saved(page)] == expected
    page.get_by_role("button", name="As command").first.click()
    expect(page.locator("[data-equivalent=command]")).to_contain_text(f"dateline compare {story_id(desk)}")
    page.keyboard.press("Escape")
    assert {r["incident"] for r in saved(page, ".grid")} == {act_id(desk, "truce")}
    page.locator(".grid").get_by_role("button", name="As command").click()
    expect(page.locator("[data-equivalent=command]")).to_contain_text(f"--incident {act_id(desk, 'truce')}")


@TRUCE
def test_the_tree_of_copies_says_how_much_and_why(page: Page, desk: Desk) -> None:
    page.goto(f"/stories/{story_id(desk)}")
    page.get_by_role("link", name="Origins and copies (4)").click()
    with desk.ledger() as ledger:
        reports = {r["document_id"]: r for r in ledger.story(story_id(desk)).reports}
    origins = page.locator("ol.origins > li")
    expect(origins).to_have_count(3)
    courier = origins.filter(has_text="The Courier").first
    copy = courier.locator("li")
    expect(copy).to_contain_text("2021-03-06 · The Mirror")
    expect(copy).to_contain_text(f"{reports['mirror']['share'] * 100:.0f} % alike")
    expect(copy).to_contain_text(reports["mirror"]["origin_why"])
    copy.get_by_role("link", name="Compare the texts").click()
    expect(page.locator("article ins")).to_have_text(COPY[COPY.index("The Mirror"):])
    expect(page.locator("article del")).to_have_count(0)
    page.go_back()
    expect(origins).to_have_count(3)


@TRUCE
def test_versions_of_one_report_are_compared(page: Page, desk: Desk) -> None:
    page.goto(f"/stories/{story_id(desk)}?view=reports")
    page.get_by_role("link", name="version 1 to 2 (stands)").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Two versions of one report")
    expect(page.locator("article del")).to_have_text("eight ")
    expect(page.locator("article ins")).to_have_text("12 ")
    expect(page.get_by_text("1 word went")).to_be_visible()
    assert [r["text"].strip() for r in saved(page) if r["kind"] == "inserted"] == ["12"]


@TRUCE
def test_developments_by_day(page: Page, desk: Desk) -> None:
    page.goto(f"/stories/{story_id(desk)}?view=days")
    with desk.ledger() as ledger:
        shown = ledger.story(story_id(desk))
    expect(page.get_by_role("list", name="Developments").get_by_role("listitem")).to_have_count(len(shown.developments))
    days = page.get_by_role("rowheader")
    expect(days).to_have_text(sorted({r["published"] for r in shown.reports}))
    expect(page.get_by_role("table").get_by_role("link")).to_have_count(len(shown.reports))


@TRUCE
def test_links_are_made_anew_only_when_asked(page: Page, desk: Desk) -> None:
    with desk.ledger() as ledger:
        enter(ledger, report("rain", "Rain fell on the coast.", "2021-03-20", title="Rain"))
    page.goto("/stories")
    expect(page.get_by_role("heading", level=1)).to_have_text("1 story")
    page.get_by_role("button", name="Make them anew").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 stories")
    expect(page.get_by_role("listitem").first).to_contain_text("Rain")


def test_a_story_that_is_not_there(page: Page) -> None:
    page.goto("/stories/nothing")
    expect(page.get_by_role("alert")).to_contain_text("There is no story")

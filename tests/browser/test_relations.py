"""Relations in a browser, over a ledger made by hand."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.conftest import Desk
from tests.small_reports import enter
from tests.test_desk_relations import reports

from dateline.ledger.book import Ledger


@pytest.fixture(scope="module")
def sample_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """In the place of the sample: parties whose every number is known."""
    place = tmp_path_factory.mktemp("relations") / "desk.db"
    with Ledger(place) as ledger:
        enter(ledger, *reports())
        ledger.link()
    return place


def cell(page: Page, actor: str, recipient: str) -> Locator:
    return page.get_by_role("table", name="Actor by recipient").get_by_role("link", name=f"{actor} to {recipient}:")


def counts(page: Page) -> dict[str, int]:
    """What the matrix shows: `Russia to Ukraine`: number."""
    found = {}
    for link in page.locator("a[data-cell]").all():
        found[(link.get_attribute("aria-label") or "").partition(":")[0]] = int(link.inner_text())
    return found


def test_the_matrix_counts_what_is_told_as_chosen(page: Page, desk: Desk) -> None:
    page.goto("/relations")
    expect(cell(page, "Russia", "Ukraine")).to_be_visible()
    with desk.ledger() as ledger:
        rows = {(r["actor"], r["recipient"]): r for r in ledger.matrix()}
    names = {"RUS": "Russia", "PRK": "North Korea", "UKR": "Ukraine"}
    real = {f"{names[a]} to {names[b]}": r["statements"] - r["planned"] - r["possible"] - r["negated"]
            for (a, b), r in rows.items()}
    assert counts(page) == {pair: n for pair, n in real.items() if n}
    page.get_by_role("button", name="All", exact=True).click()
    expect(cell(page, "Russia", "Ukraine")).to_have_text("2")
    assert counts(page) == {f"{names[a]} to {names[b]}": r["statements"] for (a, b), r in rows.items()}
    assert "told=all" in page.url
    page.get_by_role("button", name="Planned, possible").click()
    expect(cell(page, "North Korea", "Russia")).to_have_text("1")
    expect(cell(page, "North Korea", "Russia")).to_have_attribute(
        "title", "North Korea → Russia: 1 statement, as reported: 1 cooperation planned or possible")
    page.go_back()
    expect(page.get_by_role("button", name="All", exact=True)).to_have_attribute("aria-pressed", "true")


def test_keys_go_through_the_matrix_and_open_two_parties(page: Page) -> None:
    page.goto("/relations")
    page.locator("a[data-cell][tabindex='0']").focus()
    before = page.locator("a[data-cell]:focus").get_attribute("aria-label")
    page.keyboard.press("ArrowRight")
    after = page.locator("a[data-cell]:focus")
    assert after.get_attribute("aria-label") != before
    expect(page.locator("a[data-cell][tabindex='0']")).to_have_count(1)
    wanted = after.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{wanted}")
    expect(page.get_by_role("heading", level=1)).to_contain_text(" and ")


def test_months_events_and_filter_narrow_and_stand_in_the_address(page: Page, desk: Desk) -> None:
    page.goto("/relations?told=all")
    page.get_by_text("Events: all").click()
    page.get_by_role("checkbox", name="ASSAULT").check()
    expect(page.get_by_role("heading", level=1)).to_have_text("Relations: 2 pairs")
    assert counts(page) == {"Russia to Ukraine": 1, "Ukraine to Russia": 1}
    page.get_by_label("From").fill("2024-05")
    expect(page.get_by_text("No statement between two parties is found so")).to_be_visible()
    expect(page.get_by_role("checkbox", name="ASSAULT")).not_to_be_visible()
    assert "since=2024-05" in page.url and "event=ASSAULT" in page.url
    page.get_by_role("button", name="Without filter, months and events").click()
    page.get_by_label("Filter", exact=True).fill("speaker=UKR")
    page.get_by_role("button", name="Apply").click()
    page.get_by_role("button", name="All", exact=True).click()
    expect(cell(page, "North Korea", "Russia")).to_have_text("1")
    assert counts(page) == {"North Korea to Russia": 1}
    page.get_by_label("Filter", exact=True).fill("run=1")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("alert")).to_contain_text("leave run= out")


def test_background_and_the_least_number(page: Page) -> None:
    page.goto("/relations?told=all")
    expect(cell(page, "Russia", "North Korea")).to_have_text("3")
    page.get_by_label("with background").uncheck()
    expect(cell(page, "Russia", "North Korea")).to_have_text("2")
    page.get_by_label("with background").check()
    page.get_by_label("least").fill("3")
    page.get_by_label("least").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Relations: 1 pair")


def test_the_network_is_the_same_each_time_and_tells_its_signs(page: Page) -> None:
    page.goto("/relations?view=network")
    edge = page.get_by_role("link", name="Russia (RUS) → Ukraine (UKR): 1 statement, as reported: 1 conflict; conflict")
    expect(edge).to_be_visible()
    dash = "e => getComputedStyle(e.querySelector('.edge')).strokeDasharray"
    assert edge.evaluate(dash) != "none"
    cooperative = page.get_by_role("link", name="Russia (RUS) → North Korea (PRK): 3 statements")
    assert cooperative.evaluate(dash) == "none"
    drawn = [p.get_attribute("d") for p in page.locator(".edge").all()]
    page.reload()
    expect(edge).to_be_visible()
    assert [p.get_attribute("d") for p in page.locator(".edge").all()] == drawn
    edge.focus()
    expect(page.locator("p[role=status]")).to_contain_text("Russia (RUS) → Ukraine (UKR)")
    page.keyboard.press("Enter")
    page.wait_for_url("**/relations/RUS/UKR")
    expect(page.get_by_role("heading", level=1)).to_have_text("Russia (RUS) and Ukraine (UKR)")


def test_pairs_as_a_table_sorted_and_of_one_party(page: Page) -> None:
    page.goto("/relations?view=pairs&told=all")
    rows = page.locator("tbody tr")
    expect(rows.first).to_contain_text("RUS Russia")
    expect(rows.first).to_contain_text("PRK North Korea")
    page.get_by_role("button", name="deeds −").click()
    expect(page.get_by_role("columnheader", name="deeds −")).to_have_attribute("aria-sort", "descending")
    expect(rows.first).to_contain_text("UKR Ukraine")
    page.get_by_role("button", name="Actor").click()
    expect(rows.first).to_contain_text("PRK North Korea")
    page.goto("/relations?told=all")
    page.get_by_role("link", name="PRK North Korea").first.click()
    expect(page.get_by_text("only with North Korea (PRK)")).to_be_visible()
    expect(rows).to_have_count(2)


def test_two_parties_by_name(page: Page) -> None:
    page.goto("/relations")
    page.get_by_label("Two parties").fill("Russia")
    page.get_by_label("the other party").fill("North Korea (PRK)")
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Russia (RUS) and North Korea (PRK)")
    page.goto("/relations/RUS/Atlantis")
    expect(page.get_by_role("alert")).to_contain_text("There is no party 'Atlantis'")
    page.goto("/relations/UKR/PRK")
    expect(page.get_by_text("The ledger has no statement that runs between them.")).to_be_visible()


def test_the_card_of_two_parties_leads_to_the_sentences(page: Page, desk: Desk) -> None:
    page.goto("/relations/RUS/PRK")
    there = page.get_by_label("Russia towards North Korea")
    expect(there).to_contain_text("3 statements")
    flow = page.locator("details.flow", has_text="ammunition")
    expect(flow).to_contain_text("not told as having happened")
    flow.locator("summary").click()
    link = flow.get_by_role("link", name="Pyongyang will send shells to Moscow, Kyiv says.")
    with desk.ledger() as ledger:
        [wanted] = ledger.statements("status=planned").dicts()
    assert link.get_attribute("href") == f"/reports/{wanted['document_pk']}?statement={wanted['statement_id']}"
    link.click()
    page.wait_for_url("**/reports/**")


def test_numbers_and_bars_narrow_the_list_of_statements(page: Page) -> None:
    page.goto("/relations/RUS/PRK")
    lines = page.get_by_role("list", name="Statements").get_by_role("listitem")
    expect(lines).to_have_count(4)
    page.get_by_label("North Korea towards Russia").get_by_role("link", name="2 statements").click()
    expect(lines).to_have_count(2)
    assert "way=PRK" in page.url
    bar = page.get_by_role("link", name="2024-03. RUS → PRK: 1 happened, as reported")
    bar.focus()
    page.keyboard.press("Enter")
    expect(lines).to_have_count(1)
    expect(lines.first).to_contain_text("planned")
    page.get_by_role("button", name="All", exact=True).click()
    expect(lines).to_have_count(4)
    page.get_by_role("combobox", name="voice").select_option("others")
    expect(lines).to_have_count(1)
    expect(lines.first).to_contain_text("Pyongyang will send shells to Moscow, Kyiv says.")


def test_the_series_has_a_table_with_the_same_numbers_and_keys(page: Page) -> None:
    page.goto("/relations/RUS/PRK")
    first = page.locator("svg[role=group] a").first
    first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("svg[role=group] a:focus")).to_have_attribute(
        "aria-label", "2024-04. RUS → PRK: none. PRK → RUS: none. 1 report in all.")
    page.get_by_text("The same as a table").click()
    row = page.get_by_role("row", name="2024-03 PRK → RUS")
    assert row.get_by_role("cell").all_inner_texts()[1:5] == ["", "", "1", ""]
    page.get_by_role("combobox", name="by").select_option("year")
    expect(page.get_by_role("heading", name="Year by year")).to_be_visible()
    page.get_by_role("combobox", name="count").select_option("origins")
    assert "unit=origins" in page.url


@pytest.mark.parametrize(("address", "place"), [("/relations", 0), ("/relations/RUS/PRK", -1)])
def test_csv_and_the_same_question_elsewhere(page: Page, desk: Desk, address: str, place: int) -> None:
    page.goto(address)
    links = page.get_by_role("link", name="CSV")
    expect(links).to_have_count(1 if place == 0 else 4)
    with page.expect_download() as download:
        links.nth(place).click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"))))
    with desk.ledger() as ledger:
        wanted = len(ledger.matrix()) if place == 0 else len(ledger.statements("between=RUS,PRK"))
    assert len(rows) == wanted
    page.get_by_role("button", name="As command, SQL, Python").first.click()
    shown = "dateline relations --ledger" if place == 0 else "dateline relations RUS PRK --ledger"
    expect(page.locator("pre[data-equivalent=command]")).to_contain_text(shown)

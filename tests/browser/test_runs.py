"""Runs in a browser: the list, what a run read and skipped, the difference of two."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Desk, serving
from tests.small_reports import report
from tests.test_desk_runs import make

from dateline.ledger.book import Ledger
from dateline.ledger.recording import record
from dateline.server.settings import Settings
from dateline.types import Run


@pytest.fixture(scope="module")
def sample_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """In the place of the sample: two coders and a run that was broken off."""
    place = tmp_path_factory.mktemp("runs") / "desk.db"
    make(str(place))
    return place


def test_runs_are_listed_and_unfinished_ones_marked(page: Page, desk: Desk) -> None:
    page.goto("/runs")
    with desk.ledger() as ledger:
        runs = ledger.runs().dicts()
    expect(page.get_by_role("heading", level=1)).to_have_text("3 runs of 2 coders")
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(len(runs))
    expect(rows.first).to_contain_text("unfinished")
    expect(rows.nth(2)).not_to_contain_text("unfinished")
    for number, run in enumerate(runs):
        expect(rows.nth(number)).to_contain_text(f"Run {run['run']}")
        expect(rows.nth(number)).to_contain_text(run["version"])


def test_a_run_tells_its_share_and_why_inputs_were_skipped(page: Page, desk: Desk) -> None:
    page.goto("/runs")
    page.get_by_role("row", name="Run 1").get_by_role("link", name="2", exact=True).click()
    expect(page.get_by_text("60 % of 5 inputs have a reading")).to_be_visible()
    problems = page.get_by_role("list", name="Problems").get_by_role("listitem")
    expect(problems).to_have_count(2)
    expect(problems.first).to_contain_text("page 7.html")
    page.get_by_label("severity").select_option("any")
    with desk.ledger() as ledger:
        expect(problems).to_have_count(len(ledger.reasons(1)))
    page.get_by_role("button", name="The file holds no text of … letters or more.").click()
    expect(problems).to_have_count(2)
    assert "reason=" in page.url
    page.get_by_role("button", name="All reasons").click()
    problems.filter(has_text="cannot be placed").get_by_role("link", name="Grain and shells").click()
    expect(page.get_by_text("What run 1 read")).to_be_visible()
    assert "start=0&end=6" in page.url


def test_reports_without_a_statement_are_listed(page: Page) -> None:
    page.goto("/runs/1")
    page.get_by_role("link", name="1 without a statement").click()
    reports = page.get_by_role("list", name="Reports").get_by_role("listitem")
    expect(reports).to_have_count(1)
    expect(reports).to_contain_text("harvest")
    page.get_by_role("button", name="Reports read").click()
    expect(reports).to_have_count(3)


def test_two_runs_are_chosen_and_compared(page: Page, desk: Desk) -> None:
    page.goto("/runs")
    page.get_by_label("Compare run 2 as the later").check()
    page.get_by_label("Compare run 1 as the earlier").check()
    page.get_by_role("button", name="Compare run 1 with run 2").click()
    page.wait_for_url("**/runs/diff/1/2")
    with desk.ledger() as ledger:
        found = ledger.diff(1, 2)
    lines = page.get_by_role("list", name="Differences").get_by_role("listitem")
    expect(lines).to_have_count(len(found.rows))
    expect(page.get_by_role("button", name="1 gains")).to_be_visible()
    page.get_by_role("button", name="2 changed slots").click()
    expect(lines).to_have_count(2)
    assert page.url.endswith("?change=changed")
    page.get_by_label("Differences by slot").get_by_role("button", name="status").click()
    expect(lines).to_have_count(1)
    expect(lines.first).to_contain_text("actual → planned")
    page.go_back()
    expect(lines).to_have_count(2)
    page.get_by_role("button", name="Show all").click()
    page.get_by_label("Differences by event").get_by_role("button", name="REQUEST").click()
    expect(lines).to_have_count(1)
    expect(lines.first).to_contain_text("Kyiv urged Moscow to stop.")


def test_a_loss_leads_to_what_the_earlier_run_read(page: Page, desk: Desk) -> None:
    page.goto("/runs/diff/1/2?change=loss")
    page.get_by_role("link", name="as run 1 read it").click()
    expect(page.get_by_text("3 statements, without what people corrected")).to_be_visible()
    with desk.ledger() as ledger:
        [lost] = [r for r in ledger.diff(1, 2).rows if r["change"] == "loss"]
        assert ledger.statements(statement=lost["statement_id_before"]).dicts() == [], "it stands no longer"
        assert len(ledger.statements(run=1, statement=lost["statement_id_before"])) == 1
    assert f"statement={lost['statement_id_before']}" in page.url
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"))))
    assert lost["statement_id_before"] in {r["statement_id"] for r in rows} and len(rows) == 3
    expect(page.get_by_role("article").filter(has_text="ACCUSE")).to_be_visible()
    page.get_by_role("link", name="As it stands now").click()
    page.wait_for_url("**/reports/*")


def test_long_differences_are_scrolled_and_compared_part_by_part(page: Page, desk: Desk) -> None:
    text = "Moscow sent grain to Pyongyang."
    with desk.ledger() as ledger:
        for version, when in (("5.0", None), ("6.0", "2024-02")):
            run = record(ledger, Run(version, "k", "m"))
            run.add([report(f"r{n:03}", f"{text} Day {n}.", "2024-03-01", {"trigger": "sent grain", "when": when})
                     for n in range(150)])
            run.finish()
    page.goto("/runs/diff/4/5")
    expect(page.get_by_role("heading", name="150 differences")).to_be_visible()
    lines = page.get_by_role("list", name="Differences").get_by_role("listitem")
    expect(lines.first).to_contain_text("r000")
    assert lines.count() < 40, "only what is in sight is on the page"
    page.get_by_role("list", name="Differences").evaluate("e => e.scrollTo(0, e.scrollHeight)")
    expect(lines.last).to_contain_text("r149")


def test_csv_holds_the_differences_that_are_shown(page: Page) -> None:
    page.goto("/runs/diff/1/2?change=changed&slot=when")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    [row] = csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig")))
    assert (row["slot"], row["after"], row["document_id"]) == ("when", "2024-02", "grain")
    page.get_by_role("button", name="As command, SQL, Python").click()
    expect(page.locator("pre[data-equivalent=command]")).to_contain_text("dateline diff 1 2 --ledger")


@pytest.mark.parametrize(("address", "sentence"), [
    ("/runs/9", "There is no run 9"), ("/runs/diff/1/9", "There is no run 9"),
    ("/runs/1/reports/99", "There is no reading of report 99 in run 1"), ("/runs/first", "The desk has no screen"),
])  # fmt: skip
def test_what_is_not_there_is_told(page: Page, address: str, sentence: str) -> None:
    page.goto(address)
    expect(page.get_by_role("alert").first).to_contain_text(sentence)


def test_an_empty_ledger_says_what_to_do(page: Page, tmp_path: Path) -> None:
    Ledger(tmp_path / "empty.db").close()
    with serving(Settings(str(tmp_path / "empty.db"), port=0)) as url:
        page.goto(f"{url}/runs")
        expect(page.get_by_text("The ledger has no runs yet.")).to_be_visible()
        page.goto(f"{url}/relations")
        expect(page.get_by_text("No statement between two parties is found so.")).to_be_visible()


def test_keys_alone_choose_and_compare(page: Page) -> None:
    page.goto("/runs")
    page.get_by_label("Compare run 3 as the later").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Compare run 2 as the later")).to_be_checked()
    page.get_by_role("button", name="Compare run").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/runs/diff/1/2")

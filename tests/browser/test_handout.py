"""The file that `dateline report` writes, opened from the disk."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from tests.small_reports import KOREA, enter, report
from typer.testing import CliRunner

from dateline.cli.app import app
from dateline.errors import DatelineError
from dateline.ledger.book import Ledger

HOSTILE = "</script><script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"
TEXT = f"🌾🚢 {HOSTILE} Moscow shipped grain to Pyongyang. Moscow will send shells to Pyongyang."


@pytest.fixture
def handout(tmp_path: Path) -> Path:
    place = tmp_path / "desk.db"
    with Ledger(place) as ledger:
        enter(ledger, report("one", TEXT, "2023-09-14", {"trigger": "shipped", "recipient": (KOREA,)},
                             {"trigger": "send", "recipient": (KOREA,), "status": "planned"}, title=HOSTILE))
    out = tmp_path / "annex.html"
    words = ["report", "event=AID", "--ledger", str(place), "--out", str(out), "--title", HOSTILE]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    return out


def test_it_reads_marks_and_saves_and_runs_nothing_of_the_report(browser: Browser, handout: Path) -> None:
    page = browser.new_page(accept_downloads=True)
    asked, faults = [], list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    page.goto(handout.as_uri())
    expect(page.get_by_role("heading", level=1)).to_have_text(HOSTILE)
    page.get_by_role("button", name="Moscow will send shells to Pyongyang.").click()
    expect(page.locator("#reader")).to_contain_text("planned")
    page.get_by_label("Find").fill("shipped")
    expect(page.locator("tbody tr")).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    (row,) = csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig")))
    assert (row["actor"], row["recipient"], row["status"]) == ("Moscow", "Pyongyang", "actual")
    assert row["sentence"].endswith("Moscow shipped grain to Pyongyang.")
    assert page.title() == HOSTILE
    assert {url.partition(":")[0] for url in asked} <= {"file", "blob"}
    assert faults == []
    page.close()


def test_it_can_be_read_without_scripts(browser: Browser, handout: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(handout.as_uri())
    expect(page.locator("#desk table")).to_contain_text("Moscow will send shells to Pyongyang.")
    context.close()


def test_nothing_found_writes_nothing(tmp_path: Path, handout: Path) -> None:
    out = tmp_path / "none.html"
    done = CliRunner().invoke(app, ["report", "actor=MLT", "--ledger", str(tmp_path / "desk.db"), "--out", str(out)])
    assert isinstance(done.exception, DatelineError)
    assert not out.exists()

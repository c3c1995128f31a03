"""A real browser on a real desk: Debian's Chromium, the server in a thread, a ledger of the sample reports."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from tools.screenshots import FLAGS, serving

from dateline.cli.ledger_coding import code_into
from dateline.ledger.book import Ledger
from dateline.server.settings import Settings
from dateline.sources import Options

SAMPLE = Path(__file__).parents[2] / "src" / "dateline" / "data" / "sample"


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk that answers at `url`, and the file of its ledger, to look into after the user has acted."""

    url: str
    place: str

    def ledger(self) -> Ledger:
        return Ledger(self.place, create=False)


def chromium() -> str:
    """The browser.  Where it is missing the tests are skipped, but not in continuous integration."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None and not os.environ.get("CI"):
        pytest.skip("Chromium is not installed")
    assert found, "Chromium is not installed"
    return found


@pytest.fixture(scope="session")
def sample_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of the sample reports and their pages, with stories, incidents and claims; never changed."""
    place = tmp_path_factory.mktemp("sample") / "demo.db"
    assert code_into(str(place), [str(SAMPLE)], Options()) == 0
    with Ledger(place) as ledger:
        ledger.link()
    return place


@pytest.fixture
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """A desk over a copy of its own of the sample, or with a parameter of the ledger of that fixture's name."""
    made = request.getfixturevalue(f"{getattr(request, 'param', 'sample')}_ledger")
    place = Path(shutil.copy(made, tmp_path / "demo.db"))
    with serving(Settings(str(place), port=0)) as url:
        yield Desk(url, str(place))


@pytest.fixture(scope="package")  # no longer: while it runs, no other test can have an event loop
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser, desk: Desk) -> Iterator[Page]:
    """A page that fails its test where the browser reports an error or a breach of the security policy."""
    context = browser.new_context(base_url=desk.url, viewport={"width": 1360, "height": 900}, accept_downloads=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda line: faults.append(line.text) if line.type == "error" and _ours(line) else None)
    opened.set_default_timeout(10_000)
    yield opened
    context.close()
    assert faults == []


def _ours(line: Any) -> bool:
    """Refusals (4xx) are answers that a view shows, not faults of the page."""
    return "Failed to load resource" not in line.text

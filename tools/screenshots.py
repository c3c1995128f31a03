"""Pictures of every screen for docs/screens/, from a ledger of the sample reports: `make screenshots`."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import uvicorn
from playwright.sync_api import Page, ViewportSize, sync_playwright

from dateline.cli.demo import ledger_of_samples
from dateline.ledger.book import Ledger
from dateline.server.app import make_app
from dateline.server.serving import listen
from dateline.server.settings import Settings

OUT = Path(__file__).parents[1] / "docs" / "screens"
SIZE = (1360, 850)
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")
SETTLED = 700  # milliseconds after the last answer


def main() -> int:
    """Build the ledger, open each screen, keep its picture; 1 where there is no browser."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        print("Chromium is not installed.", file=sys.stderr)
        return 1
    OUT.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        place = Path(folder) / "demo.db"
        ledger_of_samples(place)
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        with serving(Settings(str(place), port=0)) as url:
            view = ViewportSize(width=SIZE[0], height=SIZE[1])
            context = browser.new_context(base_url=url, viewport=view, color_scheme="light")
            context.add_init_script("localStorage.setItem('dateline.who', 'anna')")
            for name, path in screens(place).items():
                picture(context.new_page(), name, path)
        browser.close()
    return 0


def picture(page: Page, name: str, path: str) -> None:
    """One screen as docs/screens/NAME.png."""
    page.goto(path)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(SETTLED)
    page.screenshot(path=OUT / f"{name}.png")
    page.close()


def screens(place: Path) -> Mapping[str, str]:
    """The address of each screen, with things of this ledger that have much to show."""
    with Ledger(place) as ledger:
        story = max(ledger.stories().dicts(), key=lambda s: s["reports"])["story"]
        claim = max(ledger.claims().dicts(), key=lambda c: c["supports"] + c["against"])["claim_id"]
        pk = ledger.statements("text=promised").dicts()[0]["document_pk"]
    return {
        "reader": f"/reports/{pk}", "search": "/search", "timeline": "/timeline", "map": "/map",
        "relations": "/relations", "dyad": "/relations/RUS/UKR", "stories": "/stories", "story": f"/stories/{story}",
        "claims": "/claims", "claim": f"/claims/{claim}", "alerts": "/alerts",
        "coding": "/coding/first%20look?coder=anna", "runs": "/runs",
    }


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """The address of a desk that runs as long as the block."""
    listening = listen(settings)
    server = uvicorn.Server(uvicorn.Config(make_app(settings), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)


if __name__ == "__main__":
    sys.exit(main())

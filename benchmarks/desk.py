"""The desk in a real browser: when the first view can be used, and how smoothly a long list scrolls.

Each view of a large made ledger stands beside the same view of a small one in the same run: the ratio says what size
costs.  A view can be used when its first rows (or its picture) stand there and the browser is idle.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright
from tools.screenshots import FLAGS, serving

from benchmarks.ledger import load
from dateline.server.settings import Settings

SMALL = 500  # statements of the ledger that a large one is compared with
RUNS = 5
SLOW = 60_000  # milliseconds that a view may take at most
# address, and what stands there when the view can be used
VIEWS: Mapping[str, tuple[str, str]] = {
    "reports": ("/reports", "[role=listitem] a"),
    "search": ("/search", "[role=listitem] article"),
    "search_filtered": ("/search?q=actor%3DRUS+status%3Dplanned", "[role=listitem] article"),
    "relations": ("/relations", "main table"),
}
READY = """([selector, limit]) => new Promise((done, failed) => {
    const look = () => {
        if (document.querySelector(selector)) requestIdleCallback(() => done(performance.now()));
        else if (performance.now() > limit) failed(new Error(`no ${selector} after ${limit} ms`));
        else requestAnimationFrame(look);
    };
    look();
})"""
SCROLL = """async list => {
    const frames = [];
    let last = performance.now();
    for (let i = 0; i < 120; i++) {
        list.scrollTop += 400;
        await new Promise(requestAnimationFrame);
        const now = performance.now();
        frames.push(now - last);
        last = now;
    }
    return frames;
}"""
JUMP = """async ([list, share]) => {
    list.scrollTop = share * list.scrollHeight;
    const start = performance.now();
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    const waits = () => [...list.querySelectorAll('[role=listitem]')].some(item => !item.querySelector('article'));
    while (waits() && performance.now() - start < 30_000) await new Promise(requestAnimationFrame);
    return performance.now() - start;
}"""
REFERENCES = {"reports_ms": "aim 1,500", "search_ms": "aim 1,500", "frame_median_ms": "60 frames a second: 17",
              "jump_ms": "aim 1,000"}


def main(argv: Sequence[str]) -> int:
    """Print the figures; `--write` puts them into RESULTS.md; 2 where there is no browser."""
    from benchmarks.__main__ import machine, section, table

    args = _arguments(argv)
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        print("Chromium is not installed.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="dateline-bench-", dir=args.folder) as folder, sync_playwright() as player:
        large = args.ledger or ledger(Path(folder) / "large.db", args.statements)
        small = ledger(Path(folder) / "small.db", SMALL)
        browser = player.chromium.launch(executable_path=chromium, args=list(FLAGS))
        figures = measure(browser, large, small)
        browser.close()
    print(json.dumps(figures) if args.json else table(figures, REFERENCES))
    if args.write:
        said = machine(f"python -m benchmarks desk --statements {args.statements} --write")
        section("The desk", f"{said}. {__doc__.split(chr(10), 2)[2].strip()}\n\n{table(figures, REFERENCES)}")
    return 0


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks desk", description=__doc__)
    parser.add_argument("--statements", type=int, default=1_000_000, help="how many statements the large ledger holds")
    parser.add_argument("--ledger", type=Path, help="a ledger that is there already, instead of a made one")
    parser.add_argument("--folder", type=Path, help="where the ledgers are made")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--write", action="store_true", help="write benchmarks/RESULTS.md")
    return parser.parse_args(argv)


def ledger(place: Path, statements: int) -> Path:
    """A ledger of at least so many made statements."""
    load(place, statements)
    return place


def measure(browser: Browser, large: Path, small: Path) -> dict[str, float | int]:
    """Milliseconds to each view of the large ledger, and how many times as long as in the small one; scrolling."""
    figures: dict[str, float | int] = {}
    with serving(Settings(str(small), port=0)) as little, serving(Settings(str(large), port=0)) as much:
        for name, (path, selector) in VIEWS.items():
            first = ready(browser, much + path, selector)
            times = [ready(browser, much + path, selector) for _ in range(RUNS)]
            beside = [ready(browser, little + path, selector) for _ in range(RUNS)]
            figures |= {f"{name}_first_ms": round(first), f"{name}_ms": round(median(times)),
                        f"{name}_ratio": round(median(times) / median(beside), 2)}
        page = opened(browser, much + VIEWS["search"][0], VIEWS["search"][1])
        figures |= scrolling(page)
        page.context.close()
    return figures


def ready(browser: Browser, url: str, selector: str) -> float:
    """Milliseconds from the call of an address, nothing cached, until the view can be used."""
    page = opened(browser, url, selector)
    taken = float(page.evaluate("window.readyAt"))
    page.context.close()
    return taken


def opened(browser: Browser, url: str, selector: str) -> Page:
    """The page of an address, ready; `window.readyAt` holds when it was."""
    page = browser.new_context(viewport={"width": 1360, "height": 850}).new_page()
    page.set_default_timeout(SLOW)
    page.goto(url, wait_until="commit")
    page.evaluate(f"({READY})({json.dumps([selector, SLOW])}).then(at => window.readyAt = at)")
    return page


def scrolling(page: Page) -> dict[str, float | int]:
    """Frames while the list is scrolled, and how long rows take to stand there after a jump."""
    found = page.query_selector("[role=list]")
    frames = sorted(page.evaluate(SCROLL, found))
    jumps = [page.evaluate(JUMP, [found, share]) for share in (0.5, 0.9, 0.1, 0.99, 0.3)]
    return {"frame_median_ms": round(median(frames), 1), "frame_95_ms": round(frames[int(len(frames) * 0.95)], 1),
            "frame_longest_ms": round(frames[-1], 1), "jump_ms": round(median(jumps)),
            "jump_longest_ms": round(max(jumps))}

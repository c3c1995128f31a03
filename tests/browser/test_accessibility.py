"""Every screen for everybody: axe's rules in light and dark, the keyboard alone, narrow, enlarged, without motion."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from tests.browser.conftest import Desk, serving

from dateline.ledger.book import Ledger
from dateline.ledger.people.judging import JUDGED, Vote
from dateline.ledger.people.validation import Judgement, design_of, draw_sample, enter
from dateline.server.settings import Settings

WEB = Path(__file__).parents[2] / "web"
AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"
SCREENS = [*re.findall(r'path: "(\w+)"', (WEB / "src" / "screens.ts").read_text())]
FILTERED = [*re.findall(r'path: "(\w+)", label: "[^"]*", filtered: true', (WEB / "src" / "screens.ts").read_text())]
# Views behind the lists; `{…}` is filled with what the ledger has.
BEHIND = ["reports/{report}", "reports/{report}?statement={statement}", "stories/{story}", "claims/{claim}",
          "relations/{a}/{b}", "coding/spring", "coding/spring/agreement",
          "search?q=actor%3DRUS", "search?q=colour%3Dblue", "nowhere"]
VIEWS = [*SCREENS, *BEHIND]
WITHOUT = ("nowhere",)  # a refusal alone
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def stand(sample_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk with something in every room, which no test of this file changes."""
    import shutil

    place = tmp_path_factory.mktemp("seen") / "demo.db"
    shutil.copy(sample_ledger, place)
    with Ledger(place) as ledger, ledger.writing() as connection:
        sample = draw_sample(connection, "spring", 5, design_of("random"), seed="1", at=ledger.stamp(connection))
        for coder, last in (("Anna", "yes"), ("Ben", "no")):
            enter(connection, sample.pk, coder, [Judgement(1, s, Vote("yes")) for s in JUDGED[1:]] + [
                Judgement(1, "event", Vote(last))], ledger.stamp(connection))  # type: ignore[arg-type]
    with serving(Settings(str(place), port=0)) as url:
        yield Desk(url, str(place))


@pytest.fixture(scope="module")
def things(stand: Desk) -> dict[str, str]:
    """What the addresses of views are filled with."""
    with stand.ledger() as ledger:
        statement = ledger.statements("recipient=*").dicts() or ledger.statements().dicts()
        first = statement[0]
        story, claim = ledger.stories().dicts(), ledger.claims().dicts()
    return {"report": str(first["document_pk"]), "statement": first["statement_id"],
            "story": str(story[0]["story"]) if story else "none",
            "claim": str(claim[0]["claim_id"]) if claim else "none",
            "a": first["actor_codes"].split("; ")[0][:3] if first["actor_codes"] else "RUS", "b": "UKR"}


def opened(browser: Browser, stand: Desk, address: str, **more: Any) -> Page:
    """A view in a fresh browser, settled."""
    context = browser.new_context(base_url=stand.url, viewport={"width": 1360, "height": 900}, **more)
    context.add_init_script("localStorage.setItem('dateline.who', 'Anna')")
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto(f"/{address}")
    page.locator("main h1, main [role=alert]").first.wait_for()
    page.wait_for_load_state("networkidle")
    return page


@pytest.mark.parametrize("view", VIEWS)
def test_no_rule_of_axe_is_broken_gravely(browser: Browser, stand: Desk, things: dict[str, str], view: str) -> None:
    page = opened(browser, stand, view.format(**things))
    page.evaluate(AXE.read_text(encoding="utf-8"))
    grave, looked_at = [], 0
    for theme in ("light", "dark"):
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
        found = page.evaluate("(tags) => axe.run(document, {runOnly: tags})", RULES)
        looked_at += len(found["passes"])
        grave += [f"{theme}: {v['id']} ({v['impact']}): {n['target'][0]}: {n['failureSummary'].splitlines()[1].strip()}"
                  for v in found["violations"] if v["impact"] in ("serious", "critical") for n in v["nodes"][:3]]
    page.context.close()
    assert grave == [], "\n".join(grave)
    assert looked_at > 20


def walked(page: Page, most: int) -> list[dict[str, Any]]:
    """What has the focus after each Tab, until it comes round; how it is shown."""
    found: list[dict[str, Any]] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        one = page.evaluate("""() => {
            const e = document.activeElement, s = getComputedStyle(e), box = e.getBoundingClientRect();
            return {tag: e.tagName, text: (e.innerText ?? "").trim(), href: e.getAttribute("href"), id: e.id,
                    main: !!e.closest("main"), mark: e.dataset.walked ?? "", shown: box.width > 0 && box.height > 0,
                    outline: s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2 || s.boxShadow !== "none",
                    index: e.tabIndex, seen: (e.dataset.walked = "1")}; }""")
        if one["tag"] == "BODY" or one["mark"]:
            break
        found.append(one)
    return found


@pytest.mark.parametrize("view", VIEWS)
def test_tab_reaches_everything_and_is_seen(
    browser: Browser, stand: Desk, things: dict[str, str], view: str
) -> None:
    page = opened(browser, stand, view.format(**things))
    found = walked(page, 60)
    page.context.close()
    assert found[0]["href"] == "#main"
    assert {f"/{s}" for s in SCREENS} <= {(one["href"] or "").split("?")[0] for one in found}
    if view in FILTERED:
        assert any(one["id"] == "filter" for one in found)
    assert view == "nowhere" or any(one["main"] for one in found)
    assert [one for one in found if not one["outline"] or not one["shown"]] == []
    assert [one for one in found if one["index"] > 0] == []


def test_the_skip_link_leads_to_the_content(browser: Browser, stand: Desk) -> None:
    page = opened(browser, stand, "search")
    page.keyboard.press("Tab")
    assert page.get_by_text("Skip to the content").bounding_box()["x"] >= 0  # type: ignore[index]
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "main"
    page.context.close()


@pytest.mark.parametrize("view", VIEWS)
def test_no_view_is_wider_than_the_window(browser: Browser, stand: Desk, things: dict[str, str], view: str) -> None:
    """900 pixels, and 1360 of which 200 per cent leave 680."""
    page = opened(browser, stand, view.format(**things))
    for width, height in ((900, 800), (680, 450)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(100)
        wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        reaching = page.evaluate("""() => [...document.querySelectorAll("body *")]
            .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1).slice(0, 4)
            .map(e => `${e.tagName}.${e.className} ${Math.round(e.getBoundingClientRect().right)}`)""")
        assert wide <= 0, (width, reaching)
    page.context.close()


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_moves_for_who_wants_no_motion_and_every_view_has_its_heading(
    browser: Browser, stand: Desk, things: dict[str, str], view: str
) -> None:
    page = opened(browser, stand, view.format(**things), reduced_motion="reduce")
    moving = page.evaluate("""() => [...document.querySelectorAll("*")].filter(e => {
        const s = getComputedStyle(e);
        return (s.animationName !== "none" && parseFloat(s.animationDuration) > 0.01)
            || (s.transitionDuration.split(",").some(d => parseFloat(d) > 0.01)) || s.scrollBehavior === "smooth";
    }).map(e => `${e.tagName}.${e.className}`)""")
    assert moving == [] and page.evaluate("() => document.getAnimations().length") == 0
    assert page.evaluate("() => document.documentElement.lang") == "en" and "Dateline" in page.title()
    assert page.locator("main h1").count() == 1 or view in WITHOUT
    page.context.close()

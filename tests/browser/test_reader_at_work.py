"""The Reader in a browser: what is marked, judged and corrected, and what the ledger holds afterwards."""

from __future__ import annotations

import csv
import io
import re
import time
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.conftest import SAMPLE, Desk
from tests.small_reports import KOREA, RUSSIA, enter, report

from dateline.ledger.loading import document
from dateline.ledger.pages import keep_pages, packed_page
from dateline.ledger.rows import digest_of
from dateline.server import report_shown
from dateline.server.reading_view import Told
from dateline.sources import Options, open_source
from dateline.types import Document

HOSTILE = ("🌾🌾 <script>window.hacked=1</script><img src=x onerror=window.hacked=1> Moscow sent grain to Pyongyang. "
           "Kyiv & \"others\" said so.")
PAGE = "document.querySelector('iframe').contentDocument"  # in the frame no script runs, not even that of a test
SLOTS = """element => Object.fromEntries([...element.querySelectorAll("[data-lit]")].flatMap(s =>
  s.dataset.lit.split(" ")).map(slot => [slot, [...element.querySelectorAll(`[data-lit~=${slot}]`)].map(s =>
  s.textContent).join("")]))"""


@pytest.fixture
def shown(desk: Desk) -> report_shown.Shown:
    """A report of the sample whose statements come after characters beyond the basic plane."""
    with desk.ledger() as ledger, ledger.reading() as connection:
        for pk in numbers(desk):
            found = report_shown.shown(connection, pk)
            before = found.text[: found.statements[0].trigger[0]]
            if len(found.statements) > 4 and any(ord(c) > 0xFFFF for c in before):
                return found
    raise AssertionError("no report of the sample has such characters before its statements")


def numbers(desk: Desk) -> list[int]:
    with desk.ledger() as ledger:
        return sorted({row["document_pk"] for row in ledger.statements()})


def standing(shown: report_shown.Shown) -> list[Told]:
    return [s for s in shown.statements if s.standing == "stands"]


def spans_of(told: Told) -> dict[str, set[int]]:
    """The characters of each slot, as the ledger has them."""
    found: dict[str, set[int]] = {}

    def add(slot: str, span: tuple[int, int] | None) -> None:
        if span and span[0] < span[1]:
            found.setdefault(slot, set()).update(range(*span))

    add("trigger", told.trigger)
    for mention in told.actor:
        add("actor", mention.span)
    for mention in told.recipient:
        add("recipient", mention.span)
    for voice in told.voices:
        add("voice", voice.span)
        add("voice", voice.via_span)
        add("cue", voice.cue)
    for thing in told.what:
        add("what", thing.span)
    add("when", told.when.span if told.when else None)
    add("where", told.where.span if told.where else None)
    add("condition", told.condition)
    return found


def card(page: Page, told: Told) -> Locator:
    return page.locator(f'article[data-statement="{told.id}"]')


def name(page: Page, who: str) -> None:
    page.add_init_script(f"localStorage.setItem('dateline.who', '{who}')")


def opened(page: Page, shown: report_shown.Shown, told: Told, more: str = "") -> Locator:
    page.goto(f"/reports/{shown.document['document_pk']}?statement={told.id}{more}")
    expect(card(page, told).get_by_role("button", name=re.compile("Explain"))).to_be_visible()
    return card(page, told)


def test_hovering_lights_exactly_the_characters_of_each_slot(page: Page, shown: report_shown.Shown) -> None:
    page.goto(f"/reports/{shown.document['document_pk']}")
    text = page.locator("[data-text]")
    expect(text).to_have_text(shown.text, use_inner_text=False)
    assert text.evaluate("e => e.textContent") == shown.text
    for told in standing(shown):
        card(page, told).hover()
        wanted = {slot: "".join(shown.text[i] for i in sorted(at)) for slot, at in spans_of(told).items()}
        assert text.evaluate(SLOTS) == wanted, told.id


def test_hovering_over_the_text_lights_its_statement_and_highlights_can_be_switched_off(
    page: Page, shown: report_shown.Shown,
) -> None:
    told = standing(shown)[0]
    page.goto(f"/reports/{shown.document['document_pk']}")
    trigger = page.locator(f'[data-text] > [data-start="{told.trigger[0]}"]')
    trigger.hover()
    expect(trigger).to_have_attribute("data-lit", re.compile("trigger"))
    plain = "e => getComputedStyle(e).backgroundColor"
    assert trigger.evaluate(plain) != "rgba(0, 0, 0, 0)"
    page.get_by_role("button", name="Highlights").click()
    expect(page).to_have_url(re.compile("marks=off"))
    trigger.hover()
    assert trigger.evaluate(plain) == "rgba(0, 0, 0, 0)"
    expect(page.locator("[data-lit]")).to_have_count(0)
    page.go_back()
    expect(page.get_by_role("button", name="Highlights")).to_have_attribute("aria-pressed", "true")


def test_marks_say_the_status_by_a_pattern_too(page: Page, desk: Desk) -> None:
    lines = {}
    with desk.ledger() as ledger:
        rows = {row["status"]: row for row in ledger.statements("background=no")}
    for status, row in rows.items():
        page.goto(f"/reports/{row['document_pk']}")
        piece = page.locator(f'[data-text] > .trigger[data-start="{row["trigger_start"]}"]')
        style = piece.evaluate("e => [getComputedStyle(e).borderBottomStyle, getComputedStyle(e).textDecorationLine]")
        lines[status] = tuple(style)
    assert {"actual", "planned", "negated"} <= set(lines)
    assert len(set(lines.values())) == len(lines), lines


def test_cards_never_overlap_and_the_selected_one_stands_at_its_words(page: Page, shown: report_shown.Shown) -> None:
    page.goto(f"/reports/{shown.document['document_pk']}")
    expect(page.locator("article[data-statement]")).to_have_count(len(standing(shown)))
    for told in [None, *standing(shown)]:
        if told:
            page.keyboard.press("j")
            expect(card(page, told).get_by_role("button", name=re.compile("Explain"))).to_be_visible()
        page.wait_for_timeout(300)  # the cards come to rest
        boxes = [c.bounding_box() for c in page.locator("article[data-statement]").all()]
        known = [b for b in boxes if b]
        for one, other in pairwise(known):
            assert one["y"] + one["height"] <= other["y"] + 1
        if told:
            words = page.locator(f'[data-text] > [data-start="{told.trigger[0]}"]').bounding_box()
            here = card(page, told).bounding_box()
            assert words and here and abs(words["y"] - here["y"]) < 4


def test_keys_go_from_statement_to_statement_and_explain(page: Page, shown: report_shown.Shown) -> None:
    one, two, *_ = standing(shown)
    page.goto(f"/reports/{shown.document['document_pk']}")
    expect(card(page, one)).to_be_visible()
    for key, told in (("j", one), ("j", two), ("k", one)):
        page.keyboard.press(key)
        expect(page).to_have_url(re.compile(f"statement={told.id}"))
    page.keyboard.press("e")
    steps = card(page, one).get_by_label("Explanation").get_by_role("listitem")
    expect(steps).to_have_count(len(one.steps))
    for step, line in zip(one.steps, steps.all_inner_texts(), strict=True):
        assert step.stage in line and step.rule in line
    page.keyboard.press("e")
    expect(page.get_by_label("Explanation")).to_have_count(0)


def test_judgements_are_signed_kept_shown_and_undone_by_later_ones(
    page: Page, desk: Desk, shown: report_shown.Shown,
) -> None:
    told = standing(shown)[1]
    opened(page, shown, told)
    page.keyboard.press("y")
    dialog = page.get_by_role("dialog", name="Your name")
    dialog.get_by_label("Yours").fill("Ana Íñiguez")
    dialog.get_by_role("button", name="Sign").click()
    expect(card(page, told)).to_contain_text("right, Ana Íñiguez")
    page.keyboard.press("n")
    page.get_by_label("Why is it wrong?").last.fill("a fire drill")
    page.keyboard.press("Enter")
    expect(card(page, told)).to_contain_text("rejected: not in the ledger")
    expect(card(page, told)).to_contain_text("wrong, Ana Íñiguez")
    with desk.ledger() as ledger:
        assert told.id not in {row["statement_id"] for row in ledger.statements()}
    page.keyboard.press("x")
    expect(card(page, told)).to_contain_text("unsure, Ana Íñiguez")
    expect(card(page, told)).not_to_contain_text("rejected:")
    with desk.ledger() as ledger:
        assert told.id in {row["statement_id"] for row in ledger.statements()}
        kept = ledger.corrections().dicts()
    assert [(c["action"], c["by"], c["statement_id"]) for c in reversed(kept)] == [
        (action, "Ana Íñiguez", told.id) for action in ("confirm", "reject", "unsure")]
    assert kept[1]["why"] == "a fire drill"
    card(page, told).get_by_role("button", name="Take back").click()
    expect(card(page, told)).to_contain_text("rejected: not in the ledger")


def test_a_status_is_corrected_and_page_and_ledger_agree(page: Page, desk: Desk, shown: report_shown.Shown) -> None:
    name(page, "Ben")
    told = next(s for s in standing(shown) if s.status == "actual" and not s.background)
    here = opened(page, shown, told)
    here.locator('[data-slot="status"]').click()
    form = page.get_by_role("form", name="Correct status")
    expect(form.get_by_role("button", name="Save")).to_be_disabled()
    form.get_by_label("Status").select_option("planned")
    form.get_by_label("Why").fill("only announced")
    form.get_by_role("button", name="Save").click()
    expect(here).to_contain_text("the coder gave: actual")
    expect(here).to_contain_text("status corrected, Ben")
    expect(page.locator(f'[data-text] > .trigger[data-start="{told.trigger[0]}"]')).to_have_class(re.compile("planned"))
    with desk.ledger() as ledger:
        row = next(r for r in ledger.statements() if r["statement_id"] == told.id)
        assert row["status"] == "planned"
        assert [(c["slot"], c["was"], c["value"], c["by"], c["why"]) for c in ledger.corrections()] == [
            ("status", "actual", "planned", "Ben", "only announced")]


def test_a_recipient_is_corrected_by_selecting_words(page: Page, desk: Desk, shown: report_shown.Shown) -> None:
    name(page, "Ben")
    told = standing(shown)[0]
    words = re.compile(r"[A-Za-z]{5,}")
    at = next(m for m in words.finditer(shown.text, told.sentence[0]) if m.start() > told.trigger[1])
    here = opened(page, shown, told)
    here.locator('[data-slot="recipient"]').click()
    form = page.get_by_role("form", name="Correct recipient")
    if not told.recipient:
        form.get_by_role("button", name="Add").click()
    select(page, shown.text, at.start(), at.end())
    expect(form.get_by_label("Words 1")).to_have_value(at.group())
    form.get_by_label("Code 1").fill("XXX")
    form.get_by_label("Why").fill("named there")
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_role("alert")).to_contain_text("'XXX' begins with no country")
    form.get_by_label("Code 1").fill("MLI GOV")
    form.get_by_role("button", name="Save").click()
    expect(form).to_have_count(0)
    expect(here.locator('[data-slot="recipient"]')).to_contain_text(at.group())
    with desk.ledger() as ledger, ledger.reading() as connection:
        again = report_shown.shown(connection, shown.document["document_pk"])
        now = next(s for s in again.statements if s.id == told.id)
        kept = next(iter(ledger.corrections()))
    assert (now.recipient[0].code, now.recipient[0].span) == ("MLI GOV", (at.start(), at.end()))
    assert kept["value"].startswith(f"{at.group()} (MLI GOV)@{at.start()}-{at.end()}")


def select(page: Page, text: str, start: int, end: int) -> None:
    """Select characters [start, end) (code points) of the report with the mouse."""
    units = [len(text[:n].encode("utf-16-le")) // 2 for n in (start, end)]
    ends = page.locator("[data-text]").evaluate("""(root, [start, end]) => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      const range = document.createRange();
      for (let at = 0, node; (node = walker.nextNode()); at += node.length) {
        if (start >= at && start < at + node.length) range.setStart(node, start - at);
        if (end > at && end <= at + node.length) range.setEnd(node, end - at);
      }
      const box = range.getClientRects();
      const first = box[0], last = box[box.length - 1];
      return [first.left + 0.5, first.top + first.height / 2, last.right - 0.5, last.top + last.height / 2];
    }""", units)
    page.mouse.move(ends[0], ends[1])
    page.mouse.down()
    page.mouse.move(ends[2], ends[3], steps=4)
    page.mouse.up()


def test_a_hostile_report_is_text_and_nothing_else(page: Page, desk: Desk) -> None:
    claim = {"trigger": "sent grain", "recipient": (KOREA,), "actor": (RUSSIA,)}
    pair = report("hostile", HOSTILE, "2030-01-01", claim, title="<img src=x onerror=window.hacked=1>",
                  url="javascript:window.hacked=1")
    html = f"<html><body onload='window.hacked=1'><script>window.hacked=1</script><p>{escape(HOSTILE)}</p><a href='https://example.org/'>away</a></body></html>"
    packed = packed_page(html)
    with desk.ledger() as ledger:
        enter(ledger, pair)
        assert packed
        with ledger.writing() as connection:
            keep_pages(connection, {(pair[0].id, digest_of(pair[0])): packed})
        pk = next(r["document_pk"] for r in ledger.statements() if r["document_id"] == "hostile")
    page.goto(f"/reports/{pk}")
    expect(page.locator("article[data-statement]")).to_have_count(1)
    assert page.locator("[data-text]").evaluate("e => e.textContent") == HOSTILE
    page.keyboard.press("j")
    lit = page.locator("[data-text]").evaluate(SLOTS)
    assert (lit["trigger"], lit["actor"], lit["recipient"]) == ("sent grain", "Moscow", "Pyongyang")
    assert page.locator('a[href^="javascript"]').count() == 0
    page.get_by_role("button", name="Page as seen").click()
    frame = page.frame_locator("iframe")
    expect(frame.locator('mark[data-slot="trigger"]')).to_have_text("sent grain")
    assert page.locator("iframe").get_attribute("sandbox") == "allow-same-origin"
    assert page.evaluate("window.hacked") is None
    assert page.evaluate("document.querySelector('iframe').contentWindow.hacked") is None


def test_the_page_as_it_was_seen_answers_to_cards_and_mouse(page: Page, desk: Desk) -> None:
    source = next(iter(sorted((SAMPLE / "pages").glob("*.html"))))
    pk = with_page(desk, source)
    page.goto(f"/reports/{pk}?view=page")
    with desk.ledger() as ledger, ledger.reading() as connection:
        shown = report_shown.shown(connection, pk)
    told = standing(shown)[1]
    mark = f'mark[data-statement="{told.id}"][data-slot="trigger"]'
    expect(card(page, told)).to_be_visible()
    until(page, f"!!{PAGE}?.querySelector('{mark}')")
    words = page.evaluate(f"[...{PAGE}.querySelectorAll('{mark}')].map(m => m.textContent).join('')")
    assert words.split() == shown.text[slice(*told.trigger)].split()
    lit = f"{PAGE}.querySelector('{mark}').dataset.lit === ''"
    card(page, told).hover()
    until(page, lit)
    page.get_by_role("heading", level=1).hover()
    until(page, f"!({lit})")
    box = page.evaluate(f"""() => {{ const mark = {PAGE}.querySelector('{mark}').getBoundingClientRect();
        const frame = document.querySelector('iframe').getBoundingClientRect();
        return [frame.left + mark.left + 4, frame.top + mark.top + mark.height / 2] }}""")
    page.mouse.move(*box)
    until(page, lit)
    page.mouse.click(*box)
    expect(page).to_have_url(re.compile(f"statement={told.id}"))
    policy = page.request.get(f"/api/reports/{pk}/page").headers["content-security-policy"]
    assert "default-src 'none'" in policy and "sandbox allow-same-origin" in policy
    assert "HAS RUN" not in page.title() + page.evaluate("document.querySelector('iframe').contentDocument.title")
    page.get_by_role("button", name="Text", exact=True).click()
    expect(page.locator("[data-text]")).to_be_visible()


def until(page: Page, condition: str, seconds: float = 10) -> None:
    """Wait for a condition from outside: the policy of the page forbids it to evaluate one by itself."""
    end = time.monotonic() + seconds
    while not page.evaluate(condition):
        assert time.monotonic() < end, condition
        page.wait_for_timeout(50)


def with_page(desk: Desk, source: Path) -> int:
    """Keep a page of the sample with the report that was taken from it; the report's number."""
    taken = next(d for d in open_source(str(source), Options()) if isinstance(d, Document))
    packed = packed_page(source.read_text(encoding="utf-8"))
    with desk.ledger() as ledger:
        with ledger.reading() as connection:
            every = {pk: document(connection, pk) for pk in numbers(desk)}
        pk, found = next((pk, d) for pk, d in every.items() if d and d.text == taken.text)
        with ledger.writing() as connection:
            assert packed
            keep_pages(connection, {(found.id, digest_of(found)): packed})
    return pk


def test_an_older_version_can_be_read_and_says_so(page: Page, desk: Desk) -> None:
    claim = {"trigger": "sent grain", "recipient": (KOREA,)}
    with desk.ledger() as ledger:
        enter(ledger, report("twice", "Moscow sent grain to Pyongyang.", "2030-01-01", claim, title="Once"))
        old = next(r["document_pk"] for r in ledger.statements() if r["document_id"] == "twice")
        enter(ledger, report("twice", "Moscow sent grain to Pyongyang again.", "2030-01-01", claim, title="Twice"))
    page.goto(f"/reports/{old}")
    expect(page.get_by_role("note")).to_contain_text("an older version of the report")
    expect(page.locator("article[data-statement]")).to_contain_text("no longer in the ledger")
    page.keyboard.press("j")
    expect(page.get_by_role("button", name=re.compile("Right"))).to_have_count(0)
    page.get_by_role("link", name="Go to version 2").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Twice")
    expect(page.get_by_role("note")).to_have_count(0)


def test_the_list_is_searched_filtered_and_walked_through(page: Page, desk: Desk) -> None:
    with desk.ledger() as ledger:
        found = ledger.documents("grain", limit=1000).dicts()
    assert len(found) > 1
    page.goto("/reports")
    page.get_by_label("Title or text").fill("grain")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{len(found)} reports")
    first = page.get_by_role("listitem").first
    expect(first).to_contain_text(found[0]["title"])
    expect(first.locator("mark").first).to_have_text(re.compile("grain", re.IGNORECASE))
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"))))
    assert [r["document_id"] for r in rows] == [f["document_id"] for f in found]
    first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(found[0]["title"])
    page.get_by_role("link", name="Older ›").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(found[1]["title"])
    page.get_by_role("link", name="All reports").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{len(found)} reports")


def test_statements_of_a_report_as_csv_and_the_mentions_of_a_party(page: Page, shown: report_shown.Shown) -> None:
    page.goto(f"/reports/{shown.document['document_pk']}")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"))))
    assert [r["statement_id"] for r in rows] == [s.id for s in standing(shown)]
    chosen = page.get_by_label("Mentions of")
    party: Any = chosen.locator("option").nth(1).get_attribute("value")
    chosen.select_option(party)
    everyone = [m for s in standing(shown) for m in (*s.actor, *s.recipient, *s.voices) if m.code == party]
    wanted = {i for m in everyone for i in range(*m.span)}
    marked = page.locator("[data-text] > [data-mention]").evaluate_all("all => all.map(e => e.textContent).join('')")
    assert marked == "".join(shown.text[i] for i in sorted(wanted))

"""The reader in a browser: marks on the right characters, keys, judging, correcting, the page as it was seen."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from tests.browser.conftest import Desk


def report_with(desk: Desk, filter: str) -> tuple[int, list[dict[str, object]]]:
    """A report that the filter finds something in, and all its statements in the order of the text."""
    with desk.ledger() as ledger:
        pk = ledger.statements(filter).dicts()[0]["document_pk"]
        rows = [r for r in ledger.statements() if r["document_pk"] == pk]
    return pk, sorted(rows, key=lambda r: (r["trigger_start"], r["trigger_end"], r["statement_id"]))


def text_of(desk: Desk, pk: int) -> str:
    with desk.ledger() as ledger, ledger.reading() as connection:
        return str(connection.exec_driver_sql(f"SELECT text FROM documents WHERE document_pk = {pk}").scalar())


def lit(page: Page, slot: str) -> str:
    """The words that are lit up for a slot."""
    return "".join(page.locator(f'[data-text] [data-lit~="{slot}"]').all_inner_texts())


def open_statement(page: Page, pk: int, id: object, more: str = "") -> None:
    page.goto(f"/reports/{pk}?statement={id}{more}")
    expect(page.locator("[data-text]")).to_be_visible()


def signed_as(page: Page, name: str) -> None:
    page.add_init_script(f"localStorage.setItem('dateline.who', {name!r})")


def emoji_report(desk: Desk) -> int:
    """A report of the sample with astral characters before one of its statements."""
    with desk.ledger() as ledger:
        for row in ledger.statements().dicts():
            text = text_of(desk, row["document_pk"])
            if any(ord(c) > 0xFFFF for c in text[: row["trigger_start"]]):
                return int(row["document_pk"])
    raise AssertionError("the sample has no such report")


def test_slots_light_up_on_their_own_characters_behind_emoji(page: Page, desk: Desk) -> None:
    pk = emoji_report(desk)
    text = text_of(desk, pk)
    with desk.ledger() as ledger:
        rows = [r for r in ledger.statements().dicts() if r["document_pk"] == pk]
    for row in rows[:3]:
        open_statement(page, pk, row["statement_id"])
        expect(page.locator('[data-text] [data-lit~="trigger"]').first).to_be_visible()
        assert lit(page, "trigger") == text[row["trigger_start"] : row["trigger_end"]] == row["trigger"]


def test_keys_go_through_the_statements_and_explain(page: Page, desk: Desk) -> None:
    pk, rows = report_with(desk, "status=planned")
    page.goto(f"/reports/{pk}")
    expect(page.locator("[data-text]")).to_be_visible()
    page.keyboard.press("j")
    expect(page).to_have_url(f"{desk.url}/reports/{pk}?statement={rows[0]['statement_id']}")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page).to_have_url(f"{desk.url}/reports/{pk}?statement={rows[1]['statement_id']}")
    page.keyboard.press("e")
    expect(page.get_by_text("events", exact=False).first).to_be_visible()


def test_a_judgement_is_signed_and_stands_in_the_ledger(page: Page, desk: Desk) -> None:
    signed_as(page, "anna")
    pk, rows = report_with(desk, "status=planned")
    open_statement(page, pk, rows[0]["statement_id"])
    page.keyboard.press("y")
    expect(page.get_by_text("anna").first).to_be_visible()
    with desk.ledger() as ledger:
        (kept,) = ledger.corrections().dicts()
    assert (kept["by"], kept["action"]) == ("anna", "confirm")
    page.reload()
    expect(page.get_by_text("anna").first).to_be_visible()


def test_what_is_rejected_leaves_the_ledger_and_can_come_back(page: Page, desk: Desk) -> None:
    signed_as(page, "anna")
    pk, rows = report_with(desk, "status=planned")
    wrong = rows[0]["statement_id"]
    open_statement(page, pk, wrong)
    page.keyboard.press("n")
    page.get_by_role("button", name="Reject", exact=True).click()
    expect(page.get_by_text("rejected: not in the ledger").first).to_be_visible()
    with desk.ledger() as ledger:
        assert not len(ledger.statements(statement=wrong))
    page.keyboard.press("y")
    expect(page.get_by_text("rejected: not in the ledger")).to_have_count(0)
    with desk.ledger() as ledger:
        assert len(ledger.statements(statement=wrong)) == 1
        assert len(ledger.corrections()) >= 2


def test_a_judgement_wants_a_name(page: Page, desk: Desk) -> None:
    pk, rows = report_with(desk, "status=planned")
    open_statement(page, pk, rows[0]["statement_id"])
    page.keyboard.press("y")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    with desk.ledger() as ledger:
        assert not len(ledger.corrections())
    dialog.get_by_role("textbox").first.fill("ben")
    dialog.get_by_role("textbox").first.press("Enter")
    expect(dialog).to_be_hidden()
    expect(page.get_by_text("ben").first).to_be_visible()
    with desk.ledger() as ledger:
        assert [r["by"] for r in ledger.corrections()] == ["ben"]


def test_highlights_can_be_switched_off_and_that_stands_in_the_address(page: Page, desk: Desk) -> None:
    pk, _ = report_with(desk, "status=actual")
    page.goto(f"/reports/{pk}")
    expect(page.locator("[data-text].marks")).to_be_visible()
    page.get_by_role("button", name="Highlights").click()
    expect(page.locator("[data-text].marks")).to_have_count(0)
    page.reload()
    expect(page.locator("[data-text]")).to_be_visible()
    expect(page.locator("[data-text].marks")).to_have_count(0)


def test_candidates_are_shown_as_such_when_asked_for(page: Page, desk: Desk) -> None:
    pk, _ = report_with(desk, "status=actual")
    page.goto(f"/reports/{pk}?candidates=1")
    expect(page.get_by_text("candidate: read with too little confidence").first).to_be_attached()
    page.goto(f"/reports/{pk}")
    expect(page.get_by_text("candidate: read with too little confidence")).to_have_count(0)


def paged(desk: Desk) -> int:
    with desk.ledger() as ledger, ledger.reading() as connection:
        return int(connection.exec_driver_sql("SELECT document_pk FROM pages").scalar() or 0)


def test_the_page_as_it_was_seen_answers_to_the_cards(page: Page, desk: Desk) -> None:
    pk = paged(desk)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/reports/{pk}?view=page")
    frame = page.frame_locator("iframe")
    expect(frame.locator("mark").first).to_be_visible()
    with desk.ledger() as ledger:
        row = next(r for r in ledger.statements().dicts() if r["document_pk"] == pk)
    page.goto(f"/reports/{pk}?view=page&statement={row['statement_id']}")
    mark = frame.locator(f'mark[data-statement="{row["statement_id"]}"][data-slot="trigger"][data-lit]')
    expect(mark.first).to_be_visible()
    assert " ".join("".join(mark.all_inner_texts()).split()) == " ".join(row["trigger"].split())
    assert frame.locator("script, [onclick]").count() == 0
    assert all(url.startswith(desk.url) for url in asked)


def test_the_list_of_reports_is_searched_and_leads_to_a_report(page: Page, desk: Desk) -> None:
    with desk.ledger() as ledger:
        found = ledger.documents("Odesa").dicts()
    page.goto("/reports")
    page.get_by_label("Title or text").fill("Odesa")
    page.get_by_role("button", name="Look").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(str(len(found)))
    page.get_by_role("listitem").first.get_by_role("link").first.click()
    expect(page.locator("[data-text]")).to_be_visible()


def test_the_report_as_csv(page: Page, desk: Desk) -> None:
    pk, rows = report_with(desk, "status=planned")
    page.goto(f"/reports/{pk}")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").first.click()
    lines = download.value.path().read_text(encoding="utf-8-sig")
    assert all(str(row["statement_id"]) in lines for row in rows)


def test_a_slot_is_corrected_where_it_stands(page: Page, desk: Desk) -> None:
    signed_as(page, "anna")
    pk, rows = report_with(desk, "status=planned")
    id = next(r["statement_id"] for r in rows if r["status"] == "planned")
    open_statement(page, pk, id)
    page.locator('button[data-slot="status"]').click()
    page.get_by_label("Status", exact=True).select_option("possible")
    page.get_by_label("Why").fill("the sentence says might")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("planned → possible")).to_be_visible()
    with desk.ledger() as ledger:
        (kept,) = ledger.corrections().dicts()
        (now,) = ledger.statements(statement=id).dicts()
    assert (kept["by"], kept["slot"], kept["why"], now["status"]) == (
        "anna", "status", "the sentence says might", "possible")


def test_an_actor_is_corrected_by_selecting_its_words(page: Page, desk: Desk) -> None:
    signed_as(page, "anna")
    pk, rows = report_with(desk, "actor=RUS recipient=UKR")
    row = next(r for r in rows if r["actor_texts"] and ";" not in str(r["actor_texts"]))
    text = text_of(desk, pk)
    open_statement(page, pk, row["statement_id"])
    page.locator('button[data-slot="actor"]').click()
    page.get_by_label("Take out").first.click()
    start = int(str(row["trigger_start"]))
    page.evaluate(SELECT, start)
    code = page.get_by_label("Code 1")
    expect(code).to_be_visible()
    code.fill("UKR MIL")
    page.get_by_label("Why").fill("it is they who act")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("it is they who act")).to_be_visible()
    with desk.ledger() as ledger:
        (now,) = ledger.statements(statement=row["statement_id"]).dicts()
    assert now["actor_codes"] == "UKR MIL"
    assert text[start:].startswith(now["actor_texts"])


SELECT = """start => {
    const pieces = [...document.querySelectorAll('[data-text] [data-start]')];
    const piece = pieces.find(p => Number(p.dataset.start) === start);
    const range = document.createRange();
    range.selectNodeContents(piece);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    piece.dispatchEvent(new MouseEvent('click', {bubbles: true}));
}"""

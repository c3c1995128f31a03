"""The ledger of claims in a browser: found, looked into, judged by a person."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Desk
from tests.told_ledgers import promises

from dateline.knowledge import Knowledge

PROMISES = pytest.mark.parametrize("desk", ["promises"], indirect=True)


@pytest.fixture(scope="session")
def promises_ledger(know: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return promises(tmp_path_factory.mktemp("promises") / "promises.db", know)


def claim_id(desk: Desk, words: str) -> str:
    with desk.ledger() as ledger:
        [found] = ledger.claims(text=words)
        return str(found["claim_id"])


def judge(page: Page, outcome: str, why: str) -> None:
    page.get_by_role("radio", name=outcome).check()
    page.get_by_label("Why").fill(why)
    page.get_by_role("button", name="Add this judgement").click()


def test_the_list_is_that_of_the_ledger(page: Page, desk: Desk) -> None:
    page.goto("/claims")
    with desk.ledger() as ledger:
        found = ledger.claims().dicts()
    assert found
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{len(found)} claims, {len(found)} open")
    newest = max(c["first_reported"] or "" for c in found)
    expect(page.get_by_role("listitem").first).to_contain_text(
        next(c["speaker"] for c in found if c["first_reported"] == newest))
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    rows = csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig")))
    assert {r["claim_id"] for r in rows} == {c["claim_id"] for c in found}


def test_every_kind_finds_what_the_ledger_finds(page: Page, desk: Desk) -> None:
    page.goto("/claims")
    for kind in ("promise", "plan", "accusation"):
        page.get_by_label("Kind").select_option(kind)
        with desk.ledger() as ledger:
            number = len(ledger.claims(kind=kind))
        expect(page.get_by_role("heading", level=1)).to_contain_text(
            f"{number} claim{'' if number == 1 else 's'}" if number else "0 claims")
        assert f"kind={kind}" in page.url


@PROMISES
def test_filters_by_keyboard_in_the_address_and_back(page: Page, desk: Desk) -> None:
    page.goto("/claims")
    expect(page.get_by_role("listitem")).to_have_count(4)
    page.keyboard.press("/")
    page.keyboard.type("Otieno")
    page.keyboard.press("Enter")
    expect(page.get_by_role("listitem")).to_have_count(2)
    assert page.url.endswith("/claims?speaker=Otieno")
    page.get_by_label("changed their words").check()
    expect(page.get_by_text("⇄ changed their words")).to_have_count(2)
    page.go_back()
    page.go_back()
    expect(page.get_by_role("listitem")).to_have_count(4)
    page.get_by_label("Due before").fill("2021-04-15")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("listitem")).to_have_count(1)
    expect(page.get_by_role("listitem")).to_contain_text("repeated 1×")
    expect(page.get_by_role("listitem")).to_contain_text("1 speaks for it")
    page.get_by_label("Speaker").fill("nobody")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_text("No claim answers this.")).to_be_visible()


@PROMISES
def test_overdue_is_said_and_closes_nothing(page: Page, desk: Desk) -> None:
    page.goto("/claims?speaker=Ghana")
    expect(page.get_by_role("listitem")).to_contain_text("overdue")
    expect(page.get_by_role("listitem")).to_contain_text("open")
    page.get_by_role("listitem").get_by_role("link").click()
    expect(page.get_by_text("That is no verdict")).to_be_visible()
    expect(page.get_by_text("open: nobody has judged")).to_be_visible()


@PROMISES
def test_a_card_shows_sayings_evidence_and_leads_to_the_reports(page: Page, desk: Desk) -> None:
    name = claim_id(desk, "40 Somali")
    with desk.ledger() as ledger:
        card = ledger.claim(name)
        known = {s["statement_id"]: s["document_pk"] for s in ledger.statements()}
    page.goto(f"/claims/{name}")
    for passage in card.statements:
        expect(page.get_by_role("link", name=passage["sentence"], exact=True)).to_be_visible()
    [proof] = card.evidence
    expect(page.locator(".bearing")).to_contain_text(proof["why"])
    expect(page.locator(".bearing")).to_contain_text("speaks for it")
    page.locator(".bearing").get_by_role("link", name=proof["sentence"]).click()
    statement = proof["statement_id"]
    expect(page).to_have_url(f"{desk.url}/reports/{known[statement]}?statement={statement}")


@PROMISES
def test_a_turn_shows_both_times(page: Page, desk: Desk) -> None:
    page.goto(f"/claims/{claim_id(desk, 'will not send')}")
    turn = page.locator("section", has=page.get_by_role("heading", name="Its speaker turned"))
    expect(turn).to_contain_text("Said first")
    expect(turn).to_contain_text("Kenya will send soldiers to Chad")
    turn.get_by_role("link", name="a claim of its own").click()
    expect(page).to_have_url(f"{desk.url}/claims/{claim_id(desk, 'will send')}")


@PROMISES
def test_a_person_judges_and_changes_his_mind(page: Page, desk: Desk) -> None:
    name = claim_id(desk, "40 Somali")
    page.goto(f"/claims/{name}")
    page.get_by_label("Judged by").fill("Ada Reader")
    page.get_by_role("checkbox", name="Kenya released 40 Somali prisoners").check()
    page.get_by_label("Ids of statements, or addresses of pages").fill("https://example.org/released")
    judge(page, "came true", "They were set free.")
    expect(page.get_by_role("status").filter(has_text="Kept")).to_contain_text("judged by Ada Reader")
    judged = page.get_by_role("region", name="What people judged")
    expect(judged).to_contain_text("came true, judged by Ada Reader")
    expect(judged.get_by_role("link", name="Kenya released")).to_be_visible()
    with desk.ledger() as ledger:
        card = ledger.claim(name)
        [kept] = card.outcomes
        proof = card.evidence.dicts()[0]["statement_id"]
    assert (kept["outcome"], kept["by"], kept["note"]) == ("came true", "Ada Reader", "They were set free.")
    assert kept["evidence"] == [proof, "https://example.org/released"]
    judge(page, "partly", "Only some of them.")
    expect(judged.locator("ol > li")).to_have_count(2)
    expect(judged).to_contain_text("followed by a later one of the same judge")
    with desk.ledger() as ledger:
        assert [o["outcome"] for o in ledger.claim(name).outcomes] == ["came true", "partly"]
    page.goto("/claims?open=false")
    expect(page.get_by_role("listitem")).to_contain_text("partly")
    expect(page.get_by_role("listitem")).to_contain_text("judged by Ada Reader")
    page.goto(f"/claims/{claim_id(desk, 'withdraw its troops')}")
    expect(page.get_by_label("Judged by")).to_have_value("Ada Reader")


@PROMISES
def test_a_judgement_wants_all_and_a_refusal_is_said(page: Page, desk: Desk) -> None:
    name = claim_id(desk, "40 Somali")
    page.goto(f"/claims/{name}")
    page.get_by_role("button", name="Add this judgement").click()
    expect(page.get_by_role("alert")).to_contain_text("an outcome, a reason and a name")
    page.get_by_label("Judged by").fill("Ada")
    page.get_by_label("Ids of statements, or addresses of pages").fill("zzzz")
    judge(page, "did not", "Nothing came of it.")
    expect(page.get_by_role("alert")).to_contain_text("No statement begins with 'zzzz'")
    expect(page.get_by_label("Why")).to_have_value("Nothing came of it.")
    with desk.ledger() as ledger:
        assert not len(ledger.claim(name).outcomes)


@PROMISES
def test_judging_by_keys_alone(page: Page, desk: Desk) -> None:
    name = claim_id(desk, "withdraw its troops")
    page.goto(f"/claims/{name}")
    page.get_by_role("radio", name="came true").focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "Tab"):
        page.keyboard.press(key)
    page.keyboard.type("Nobody can look.")
    page.get_by_label("Judged by").focus()
    page.keyboard.type("Ben")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Kept")).to_be_visible()
    with desk.ledger() as ledger:
        [kept] = ledger.claim(name).outcomes
    assert (kept["outcome"], kept["by"]) == ("unverifiable", "Ben")


def test_a_claim_that_is_not_there(page: Page) -> None:
    page.goto("/claims/nothing")
    expect(page.get_by_role("alert")).to_contain_text("There is no claim")

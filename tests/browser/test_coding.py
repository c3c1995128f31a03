"""The coding queue in a browser: drawing, judging by keys, blindness, agreement, adjudication, what was missed."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

import pytest
from playwright.sync_api import Page, Route, expect
from tests.browser.conftest import Desk

from dateline.ledger.people.judging import JUDGED, Vote
from dateline.ledger.people.recall import documents_named, draw_documents, lists_of
from dateline.ledger.people.validation import Judgement, design_of, draw_sample, enter, judgements_of, sample_named

SIZE = 6


@pytest.fixture
def sample(desk: Desk) -> str:
    """A sample of statements by the name of `spring`."""
    with desk.ledger() as ledger, ledger.writing() as connection:
        draw_sample(connection, "spring", SIZE, design_of("random"), seed="1", at=ledger.stamp(connection))
    return "spring"


def sign_in(page: Page, name: str) -> None:
    page.get_by_label("Your name").fill(name)
    page.get_by_role("button", name="Begin").click()


def votes(desk: Desk, coder: str, name: str = "spring") -> dict[int, Mapping[str, Judgement]]:
    with desk.ledger() as ledger, ledger.reading() as connection:
        return dict(judgements_of(connection, sample_named(connection, name).pk).get(coder, {}))


def overheard(page: Page, address: str) -> list[str]:
    """The bodies of all answers to this page from now on, whether it waits for them or not."""
    bodies: list[str] = []

    def pass_on(route: Route) -> None:
        answer = route.fetch()
        bodies.append(answer.text())
        route.fulfill(response=answer)

    page.route(address, pass_on)
    return bodies


def by_hand(desk: Desk, coder: str, number: int, **wrong: Vote) -> None:
    """Another coder has judged an item elsewhere."""
    given = [Judgement(number, slot, wrong.get(slot, Vote("yes"))) for slot in JUDGED]
    with desk.ledger() as ledger, ledger.writing() as connection:
        enter(connection, sample_named(connection, "spring").pk, coder, given, ledger.stamp(connection))


def test_a_sample_is_drawn_and_its_queue_opens(page: Page, desk: Desk) -> None:
    page.goto("/coding")
    expect(page.get_by_text("No sample has been drawn")).to_be_visible()
    page.get_by_label("Name", exact=True).fill("by/status")
    page.get_by_label("Size").fill("5")
    page.get_by_label("Seed").fill("7")
    page.get_by_label("Design").select_option("stratified")
    page.get_by_label("event", exact=True).uncheck()
    page.get_by_label("status", exact=True).check()
    page.get_by_role("button", name="Draw it").click()
    sign_in(page, "Anna")
    with desk.ledger() as ledger, ledger.reading() as connection:
        drawn = sample_named(connection, "by/status")
    assert (drawn.design, drawn.seed) == ("stratified:status", "7")
    expect(page.get_by_role("status")).to_have_text(f"0 of {len(drawn.items)} judged by Anna")
    expect(page.locator("[data-sentence]")).to_contain_text(drawn.items[0].statement.trigger.of(
        drawn.items[0].document.text))


def test_a_name_that_is_taken_is_said(page: Page, sample: str) -> None:
    page.goto("/coding")
    page.get_by_role("button", name="Draw a sample").click()
    page.get_by_label("Name", exact=True).fill(sample)
    page.get_by_role("button", name="Draw it").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a sample 'spring' already")


def test_keys_judge_statement_after_statement(page: Page, desk: Desk, sample: str) -> None:
    page.goto(f"/coding/{sample}")
    sign_in(page, "Anna")
    status = page.get_by_role("status")
    expect(status).to_have_text(f"0 of {SIZE} judged by Anna")
    expect(page.get_by_role("button", name="Save")).to_be_visible()
    page.keyboard.press("y")
    expect(status).to_have_text(f"1 of {SIZE} judged by Anna")
    expect(page.get_by_text(f"2 of {SIZE}", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Save")).to_be_visible()
    page.keyboard.press("x")
    expect(page.get_by_text(f"3 of {SIZE}", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Save")).to_be_visible()
    page.keyboard.press("0")
    expect(page.get_by_text(f"4 of {SIZE}", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Save")).to_be_visible()
    page.keyboard.press("n")  # something is wrong: the first slot has the focus
    page.keyboard.press("y")
    page.keyboard.press("n")
    page.keyboard.type("FRA GOV")
    page.keyboard.press("Enter")
    page.keyboard.press("x")  # the recipient
    page.keyboard.press("s")
    expect(page.get_by_text(f"5 of {SIZE}", exact=True)).to_be_visible()
    told = votes(desk, "Anna")
    assert {j.vote for j in told[1].values()} == {Vote("yes")}
    assert {j.vote for j in told[2].values()} == {Vote("unsure")}
    assert {slot: j.vote for slot, j in told[3].items()} == {"event": Vote("no", "none")}
    assert told[4]["actor"].vote == Vote("no", "FRA GOV") and told[4]["recipient"].vote == Vote("unsure")
    assert {told[4][s].vote for s in JUDGED if s not in ("actor", "recipient")} == {Vote("yes")}


def test_j_and_k_walk_and_the_place_stands_in_the_address(page: Page, desk: Desk, sample: str) -> None:
    page.goto(f"/coding/{sample}")
    sign_in(page, "Anna")
    expect(page.get_by_text(f"1 of {SIZE}", exact=True)).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.get_by_text(f"2 of {SIZE}", exact=True)).to_be_visible()
    assert page.url.endswith(f"/coding/{sample}?coder=Anna&item=2")
    page.keyboard.press("k")
    page.keyboard.press("k")
    expect(page.get_by_text(f"1 of {SIZE}", exact=True)).to_be_visible()
    assert votes(desk, "Anna") == {}


def test_the_queue_is_taken_up_where_it_was_left(page: Page, desk: Desk, sample: str) -> None:
    for number in range(1, SIZE):
        by_hand(desk, "Anna", number)
    page.goto(f"/coding/{sample}?coder=Anna")
    sign_in(page, "Anna")
    expect(page.get_by_text(f"{SIZE} of {SIZE}", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Save")).to_be_visible()
    page.keyboard.press("y")
    expect(page.get_by_role("heading", name="All statements are judged")).to_be_visible()
    assert len(votes(desk, "Anna")) == SIZE


def test_a_value_that_is_none_is_refused_and_nothing_is_lost(page: Page, desk: Desk, sample: str) -> None:
    page.goto(f"/coding/{sample}")
    sign_in(page, "Anna")
    page.get_by_role("group", name="when: is it right?").get_by_role("button", name="wrong").click()
    page.get_by_label("when should be").fill("soon")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("'soon' is no EDTF date")
    expect(page.get_by_label("when should be")).to_have_value("soon")
    assert votes(desk, "Anna") == {}


def test_no_answer_tells_a_coder_what_others_judged(page: Page, desk: Desk, sample: str) -> None:
    for number in range(1, SIZE + 1):
        by_hand(desk, "Ben", number, recipient=Vote("no", "LBR MED"))
    bodies = overheard(page, "**/api/**")
    page.goto(f"/coding/{sample}")
    sign_in(page, "Anna")
    expect(page.get_by_role("button", name="Save")).to_be_visible()
    page.keyboard.press("j")
    expect(page.get_by_text(f"2 of {SIZE}", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Save")).to_be_visible()
    page.get_by_role("link", name="agreement").click()
    expect(page.get_by_role("heading", name="You have judged nothing")).to_be_visible()
    page.unroute_all(behavior="wait")
    assert len(bodies) >= 4 and not [b for b in bodies if "LBR MED" in b]
    assert "confidence" not in "".join(bodies)


def test_what_two_judge_differently_is_decided_and_signed(page: Page, desk: Desk, sample: str) -> None:
    for number in range(1, SIZE + 1):
        by_hand(desk, "Ben", number, **({"status": Vote("no", "negated")} if number == 1 else {}))
        by_hand(desk, "Cleo", number)
    page.goto(f"/coding/{sample}/agreement")
    sign_in(page, "Dora")
    page.get_by_role("button", name="I do not code this sample").click()
    expect(page.get_by_text("1 disagreement is open")).to_be_visible()
    row = page.get_by_role("row", name="event 1.00").first
    expect(row).to_contain_text(f"n {SIZE}")
    card = page.get_by_role("article", name="1 · status")
    expect(card).to_contain_text("no, negated")
    card.get_by_role("button", name="Decide").click()
    card.get_by_role("button", name="wrong").click()
    card.get_by_label("status should be").select_option("negated")
    card.get_by_label("Why").fill("the text denies it")
    card.get_by_role("button", name="Decide as Dora").click()
    expect(card).to_contain_text("decided: no, negated (Dora: the text denies it)")
    last = votes(desk, "adjudicated")[1]["status"]
    assert last.vote == Vote("no", "negated") and last.note == "Dora: the text denies it"
    page.goto(f"/coding/{sample}")
    expect(page.get_by_role("alert")).to_contain_text("Dora has adjudicated here")


def test_the_sheet_and_the_figures_can_be_taken_along(page: Page, desk: Desk, sample: str) -> None:
    by_hand(desk, "Anna", 1, when=Vote("no", "2031"))
    page.goto(f"/coding/{sample}")
    sign_in(page, "Anna")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"))))
    assert len(rows) == SIZE and (rows[0]["when_ok"], rows[0]["when_is"], rows[1]["when_ok"]) == ("n", "2031", "")
    page.get_by_role("button", name="As command").click()
    expect(page.locator("[data-equivalent=command]")).to_contain_text("dateline judge spring --coder Anna --ledger")


def test_sentences_are_listed_without_the_machine(page: Page, desk: Desk) -> None:
    with desk.ledger() as ledger, ledger.writing() as connection:
        drawn = draw_documents(connection, "missed", 1, seed="1", at=ledger.stamp(connection))
    bodies = overheard(page, "**/api/coding/item**")
    page.goto("/coding/missed")
    sign_in(page, "Anna")
    expect(page.locator("[data-sentence]")).to_have_text(drawn.sentences[0].span.of(drawn.sentences[0].document.text))
    page.get_by_role("button", name="AID", exact=True).click()
    page.keyboard.press("e")
    page.keyboard.type("assa")
    page.keyboard.press("Enter")
    expect(page.get_by_role("list", name="Listed")).to_contain_text("ASSAULT")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text(f"2 of {len(drawn.sentences)}", exact=True)).to_be_visible()
    expect(page.get_by_text("nothing yet")).to_be_visible()
    page.keyboard.press("0")
    expect(page.get_by_text(f"3 of {len(drawn.sentences)}", exact=True)).to_be_visible()
    page.unroute_all(behavior="wait")
    with desk.ledger() as ledger, ledger.reading() as connection:
        found = documents_named(connection, "missed")
        assert found is not None and lists_of(connection, found.pk)["Anna"] == {1: "AID; ASSAULT", 2: "none"}
    assert bodies and not any('"machine"' in b or '"slots"' in b for b in bodies)


def test_a_queue_of_another_asks_who_is_there(page: Page, desk: Desk, sample: str) -> None:
    page.goto("/coding/spring")
    sign_in(page, "Anna")
    page.goto("/coding/spring?coder=Ben")
    expect(page.get_by_text("This queue is Ben's, and at this desk you are Anna.")).to_be_visible()
    page.get_by_role("button", name="I am Ben").click()
    expect(page.get_by_role("status")).to_have_text(f"0 of {SIZE} judged by Ben")

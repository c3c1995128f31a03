"""Origins: what is a copy, what is a light rewrite, and what only cites the same source."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline import Document
from dateline.ledger.reports import Report
from dateline.ledger.stories.origins import Copy, find_origins
from dateline.ledger.words import Credit, Pattern, agencies, body, boilerplate, credited, is_boilerplate, running, terms

FIRST = (
    "Fishermen from three villages on the northern shore blocked the harbour of Port Selin on Tuesday to protest "
    "against a new tax on diesel, and the navy sent two patrol boats to open the channel.\n\n"
    "About sixty boats lay side by side across the entrance from dawn. The harbour master said that eleven freighters "
    "were waiting outside and that food for the islands would run short within a week.\n\n"
    "The minister of finance, who brought the tax in last month, said in the capital that he would meet the "
    "fishermen as soon as the ships could pass. He ruled out a change of the rate before the next budget.\n\n"
    "An officer of the navy told reporters that his men had orders not to use force. By nightfall the patrol boats had "
    "dropped anchor a mile from the shore, and on both sides people were waiting for the morning.\n")
GROWN = (
    "Our readers on the islands know how it feels when the shelves of the only shop are empty: it has happened in each "
    "of the last four winters, and each time the regional council promised that a second ferry would be bought. It "
    "never was, and the council now blames the shipyard, which blames the bank.\n\n" + FIRST)
REWRITTEN = (
    "A harbour in the north was closed by angry fishermen on Tuesday. They are against the diesel tax that came into "
    "force a month ago, and some of them have spent the night on deck.\n\n"
    "About sixty boats lay side by side across the entrance from dawn. The harbour master said that eleven freighters "
    "were waiting outside and that food for the islands would run short within a week.\n\n"
    "Shops on the largest island limited the sale of flour and milk in the afternoon. A baker in the main street told "
    "our reporter that he could go on for three days; the school kitchen has closed already.\n")
SPEECH = (
    "“We have never wanted a quarrel with our neighbours, and we do not want one now; but the river is ours, our "
    "fathers built the dam with their hands, and no court in a far city will take from us what feeds our children and "
    "lights our houses,” ")
ON_SPEECH = (
    SPEECH + "the president told a crowd in the stadium on Sunday evening, to long applause from the stands.",
    SPEECH + "said the head of state. Diplomats called it his sharpest answer yet to the ruling about the reservoir.")


def report(pk: int, text: str, published: str | None = "2021-05-04", publisher: str | None = None) -> Report:
    return Report(pk, Document(f"d{pk}", text, None, publisher or f"Outlet {pk}", published))


def origins(*reports: Report) -> dict[int, int]:
    return {pk: copy.origin for pk, copy in find_origins(reports).items()}


@pytest.mark.parametrize(
    "text",
    [
        FIRST,
        FIRST.upper(),
        FIRST.replace(",", "").replace("\n\n", "\n"),
        FIRST[:420],
        "FILE - In this May 1, 2020, file photo, boats lie in a harbour.\nBy Ann Writer\n" + FIRST,
        FIRST.replace("\n\n", "\n\nContinue reading the main story\n\n"),
        GROWN,
    ],
    ids=["same", "capitals", "no commas", "cut short", "caption and byline", "links between", "paragraph added"],
)
def test_near_duplicates_are_one_origin(text: str) -> None:
    assert origins(report(1, FIRST, "2021-05-04"), report(2, text, "2021-05-05")) == {1: 1, 2: 1}


def test_the_earliest_then_the_longest_is_the_head() -> None:
    late, early = report(1, FIRST, "2021-05-06"), report(2, FIRST[:600], "2021-05-04")
    assert origins(late, early) == {1: 2, 2: 2}
    short, whole = report(3, FIRST[:600]), report(4, FIRST)
    assert origins(short, whole) == {3: 4, 4: 4}
    undated, dated = report(5, FIRST + "More.", None), report(6, FIRST)
    assert origins(undated, dated) == {5: 6, 6: 6}


def test_a_light_rewrite_is_a_copy_only_where_both_credit_one_agency() -> None:
    apart = origins(report(1, FIRST), report(2, REWRITTEN))
    assert apart == {1: 1, 2: 2}
    credit = "PORT SELIN (Reuters) - "
    assert origins(report(1, credit + FIRST), report(2, credit + REWRITTEN)) == {1: 1, 2: 1}
    other = "PORT SELIN (AFP) - "
    assert origins(report(1, credit + FIRST), report(2, other + REWRITTEN)) == {1: 1, 2: 2}
    later = report(2, credit + REWRITTEN, "2021-05-08")
    assert origins(report(1, credit + FIRST), later) == {1: 1, 2: 2}, "the agency's own follow-up"


def test_reports_that_quote_one_speech_are_no_copies() -> None:
    first, second = ON_SPEECH
    more = "In the evening the streets were quiet, and the shops of the market had closed early for the holiday. " * 2
    less = "Farmers below the dam fear for their fields, while the ministry of water speaks of a full reservoir. " * 2
    assert origins(report(1, first + more), report(2, second + less)) == {1: 1, 2: 2}


def test_an_outlet_that_fills_in_a_template_does_not_copy_itself() -> None:
    form = ("On {0} the coast guard of the {1} district carried out {2} rescues at sea. In {1}, {3} boats and one "
            "helicopter took part. {4} people were brought ashore in {5} and examined by doctors. The coast guard of "
            "{1} thanks the crews of {6} for their help, and asks all sailors to look at the weather before {7}.")
    one = form.format("Monday", "Vell", "nine", "four", "Thirty", "Korin", "the Swan and the Heron", "leaving port")
    two = form.format("Friday", "Ost", "two", "six", "Eleven", "Mare Bay", "the ferry", "they sail at night")
    assert origins(report(1, one, publisher="Coast Guard"), report(2, two, publisher="Coast Guard")) == {1: 1, 2: 2}


def test_a_copy_of_a_copy_has_the_first_as_its_origin_and_says_why() -> None:
    found = find_origins([
        report(1, "PORT SELIN (Reuters) - " + FIRST, "2021-05-04"), report(2, GROWN, "2021-05-05"),
        report(3, GROWN + "Letters to the editor are welcome.", "2021-05-06")])
    assert [found[pk].origin for pk in (1, 2, 3)] == [1, 1, 1]
    assert found[3].copied_from == 2
    assert found[2].why == "98 % of the five-word runs of Outlet 1 of 2021-05-04 (d1) stand in it"
    assert found[1].agency == "Reuters"
    assert found[1].copied_from is None


TEXTS = [FIRST, GROWN, REWRITTEN, FIRST[:500], FIRST[300:], "Nothing.", "", *ON_SPEECH]


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(len(TEXTS))))
def test_the_order_of_the_reports_does_not_matter(order: list[int]) -> None:
    reports = [report(n, text, f"2021-05-{4 + n % 3:02}") for n, text in enumerate(TEXTS)]
    assert find_origins([reports[n] for n in order]) == find_origins(reports)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(max_size=80), max_size=6))
def test_every_report_has_an_origin_that_is_its_own_origin(texts: list[str]) -> None:
    found = find_origins(report(n, text) for n, text in enumerate(texts))
    assert set(found) == set(range(len(texts)))
    assert all(found[copy.origin].origin == copy.origin for copy in found.values())
    assert all((copy.copied_from is None) == (copy.origin == pk) for pk, copy in found.items())
    assert all(isinstance(copy, Copy) and (copy.share is None or 0 <= copy.share <= 1) for copy in found.values())


@pytest.mark.parametrize("pattern", boilerplate(), ids=lambda p: p[0].id)
def test_examples_of_boilerplate(pattern: tuple[Pattern, re.Pattern[str]]) -> None:
    rule, regex = pattern
    assert rule.match and rule.reject
    for line in rule.match:
        assert regex.match(line) and is_boilerplate(line), line
    for line in rule.reject:
        assert not is_boilerplate(line), line


CREDITS = [(credit, example, True) for credit, _ in agencies()[0][1] for example in credit.match]
CREDITS += [(credit, example, False) for credit, _ in agencies()[0][1] for example in credit.reject]


@pytest.mark.parametrize(("credit", "example", "found"), CREDITS, ids=lambda v: getattr(v, "id", None))
def test_examples_of_credits(credit: Credit, example: str, found: bool) -> None:
    mine = [regex for _, credits in agencies() for one, regex in credits if one is credit]
    assert any(regex.search(example) for regex in mine) == found


def test_who_is_credited() -> None:
    assert credited("PARIS (Reuters) - It rained.", None, None) == "Reuters"
    assert credited("It rained, a witness told Reuters.", None, None) is None
    assert credited("It rained.", "Associated Press", None) == "Associated Press"
    assert credited("It rained.", "A Paper", "https://paper.test/wires/afp/article-1.html") == "Agence France-Presse"
    assert credited("It rained.", "A Paper", "https://paper.test/afpress.html") is None


def test_what_is_left_of_a_page() -> None:
    page = "Image copyright An Agency\nThe lake froze.\n\nAdvertisement\nChildren skated on it.\n"
    assert body(page) == "The lake froze.\nChildren skated on it."
    assert running("He said: “It is cold.” Yes.") == [
        ("he", False), ("said", False), ("it", True), ("is", True), ("cold", True), ("yes", False)]
    assert terms("The rebels’ boats, 40 of them, crossed the bus lane") == [
        "the", "rebel", "boat", "of", "them", "crossed", "the", "bus", "lane"]

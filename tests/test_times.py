"""When: time expressions and the times of events, counted from 2023-09-13, a Wednesday."""

from __future__ import annotations

import re

import pytest

from dateline.knowledge import Knowledge
from dateline.parse import Parse, Token, parse_document
from dateline.reading.anchoring import EventTime, anchor_event
from dateline.reading.times import find_times, read_times
from dateline.reading.timex_values import containing, nearest_weekday
from dateline.types import Document, Status

PUBLISHED = "2023-09-13"


def parsed(text: str, published: str | None = PUBLISHED) -> Parse:
    return parse_document(Document(id="t", text=text, published=published))


def values(text: str, know: Knowledge, published: str | None = PUBLISHED) -> list[str | None]:
    return [t.edtf for t in find_times(parsed(text, published), know)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The treaty was signed on 4 June 1995.", "1995-06-04"),
        ("The treaty was signed on June 4th, 1995.", "1995-06-04"),
        ("The treaty was signed on Sunday, June 4, 1995.", "1995-06-04"),
        ("It took effect on 1995-06-04.", "1995-06-04"),
        ("Talks were held on 15-17 March 2021.", "2021-03-15/2021-03-17"),
        ("Talks ran from May 2 to 5.", "2023-05-02/2023-05-05"),
        ("Ministers met on Tuesday.", "2023-09-12"),
        ("Ministers met on Wednesday.", "2023-09-13"),
        ("Ministers met on Friday.", "2023-09-08"),
        ("Ministers will meet on Friday.", "2023-09-15"),
        ("Ministers are expected to meet next Friday.", "2023-09-15"),
        ("Ministers met last Wednesday.", "2023-09-06"),
        ("The envoy left in December.", "2022-12"),
        ("The envoy left in August.", "2023-08"),
        ("The envoy will leave in December.", "2023-12"),
        ("The envoy left last May.", "2023-05"),
        ("Police arrested him in early 2019.", "2019~"),
        ("The camp opened in 2014.", "2014"),
        ("The blockade has lasted since 2014.", "2014/.."),
        ("The parties fought between 2014 and 2016.", "2014/2016"),
        ("The parties fought in 2014-16.", "2014/2016"),
        ("He stayed in power until 1998.", "../1998"),
        ("Prices rose in the 1950s.", "195X"),
        ("The border dates from the 19th century.", "18XX"),
        ("The envoy arrived yesterday.", "2023-09-12"),
        ("The envoy arrives tomorrow.", "2023-09-14"),
        ("The envoy arrived last week.", "2023-09-04/2023-09-10"),
        ("The budget passed last year.", "2022"),
        ("The budget will pass next month.", "2023-10"),
        ("The offensive began this summer.", "2023-22"),
        ("The envoy arrived three days ago.", "2023-09-10"),
        ("The envoy arrived two months ago.", "2023-07"),
        ("Trade grew over the past two years.", "2021/2023"),
        ("Spies were common during the Cold War.", "1947/1991"),
        ("He fought in the Second World War.", "1939/1945"),
        ("The base was built in the Soviet era.", "1922/1991"),
        ("The elections were held in May.", "2023-05"),
        ("Shelling has grown in recent months.", "../2023-09"),
    ],
)
def test_value(text: str, expected: str, know: Knowledge) -> None:
    assert values(text, know) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "May this peace endure.",
        "Rebels may march on the capital.",
        "Theresa May met the king.",
        "The army sent 2000 troops and 1500 vehicles.",
        "The council adopted Resolution 1970.",
        "The train is 2010 km long.",
        "The sun rose and they sat down.",
        "He asked for a second chance.",
    ],
)
def test_no_time(text: str, know: Knowledge) -> None:
    assert values(text, know) == []


def test_later_times_count_from_the_last_one(know: Knowledge) -> None:
    text = "The court met on 3 March 2020. The following day it ruled. Two weeks later he fled."
    assert values(text, know) == ["2020-03-03", "2020-03-04", "2020-03-18"]


def test_the_decades_after_a_war_begin_with_its_end(know: Knowledge) -> None:
    assert values("The Korean War ended. In the following decades trade grew.", know) == [
        "1950/1953",
        "1953/..",
    ]


@pytest.mark.parametrize(
    "text", ["He left yesterday.", "He left on Monday.", "He left last year.", "He left in May."]
)
def test_without_publication_date_nothing_is_guessed(text: str, know: Knowledge) -> None:
    times = find_times(parsed(text, None), know)
    assert [(t.edtf, t.basis) for t in times] == [(None, "unanchored")]


def test_the_publication_date_decides_not_the_clock(know: Knowledge) -> None:
    assert values("He left yesterday.", know, "1967-06-06") == ["1967-06-05"]


def test_spans_are_those_of_the_document(know: Knowledge) -> None:
    text = "\u200bOn 4\u00a0June\u00a01995 they met."
    timex = find_times(parsed(text), know)[0]
    assert timex.span.of(text) == timex.text == "4\u00a0June\u00a01995"


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("The plan took three years.", "DURATION", "P3Y"),
        ("It meets every Friday.", "SET", "XXXX-WXX-5"),
        ("It fell in the third quarter of 1999.", "DATE", "1999-Q3"),
        ("He left last week.", "DATE", "2023-W36"),
        ("He called on Monday night.", "TIME", "2023-09-11TNI"),
    ],
)
def test_timex3(text: str, kind: str, value: str, know: Knowledge) -> None:
    reading = read_times(parsed(text), know)[0]
    assert (reading.kind, reading.value) == (kind, value)


def test_time_grows_linearly(know: Knowledge) -> None:
    text = "On 4 June 1995 and again in May 1997, ministers met for three days. " * 400
    assert len(find_times(parsed(text), know)) == 1200


def test_calendar() -> None:
    from datetime import date

    assert containing("week", date(2023, 9, 13)).edtf == "2023-09-11/2023-09-17"
    assert containing("decade", date(1987, 1, 2)).edtf == "198X"
    assert nearest_weekday(date(2023, 9, 13), 2, "future") == date(2023, 9, 20)


def event(
    text: str, know: Knowledge, status: Status = "actual", published: str | None = PUBLISHED
) -> EventTime:
    """The time of the event whose trigger stands in [brackets]."""
    bare = re.sub(r"[\[\]]", "", text)
    parse = parsed(bare, published)
    at = text.index("[")
    trigger: Token = next(t for t in parse.tokens if t.start == at)
    return anchor_event(trigger, find_times(parse, know), parse, know, status)


@pytest.mark.parametrize(
    ("text", "when", "background"),
    [
        ("Rebels [shelled] the port on Monday.", "2023-09-11", False),
        ("Rebels [shelled] the port in 2014.", "2014", True),
        ("On Monday, the minister [resigned] and left the country.", "2023-09-11", False),
        ("Rebels [shelled] the port.", "2023-09~", False),
        ("The two states [traded] grain during the Cold War.", "1947/1991", True),
        ("Sanctions have been [imposed] since 2014.", "2014/..", True),
        ("The visit on Tuesday followed the 2015 [attack] on the mosque.", "2015", True),
        ("Talks were held in July 2022, five months after Ruritania [invaded] Malta.", "2022-02", True),
        ("Talks were [held] in July 2022, five months after Ruritania invaded Malta.", "2022-07", True),
        ("Ruritania shelled the port on Monday. Malta condemned the [attack].", "2023-09~", False),
        ("Ruritania attacked the port on Monday. Oslo was shocked by the [attack].", "2023-09-11", False),
        ("Ruritania invaded Malta in May 2021. Prices have grown because of the [invasion].", "2021-05/..", True),
        ("Prices have grown because of the Ruritanian [invasion] of Malta.", None, True),
        ("It is a result of Western [sanctions] against Malta.", None, True),
        ("The council imposed new [sanctions] on Malta.", "2023-09~", False),
        ("Tourism ended. Malta was the fourth state to [recognise] the island.", None, True),
        ("Ruritania is estimated to have [fired] ten million shells last year.", "2022", True),
        ("Today the people suffer from Ruritania's [aggression] against Malta.", None, True),
    ],
)
def test_event(text: str, when: str, background: bool, know: Knowledge) -> None:
    found = event(text, know)
    assert (found.edtf, found.background) == (when, background)


def test_what_might_happen_has_no_time(know: Knowledge) -> None:
    assert event("The army could [attack] the town.", know, "possible").edtf is None


def test_what_is_planned_has_the_time_that_is_stated(know: Knowledge) -> None:
    assert event("The king will [visit] Oslo on Friday.", know, "planned").edtf == "2023-09-15"
    assert event("The king will [visit] Oslo.", know, "planned").edtf is None


def test_without_publication_date_an_event_has_no_default(know: Knowledge) -> None:
    assert event("Rebels [shelled] the port.", know, published=None).edtf is None

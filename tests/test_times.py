"""When: time expressions and the times of events, counted from 2023-09-13, a Wednesday."""

from __future__ import annotations

import re
from datetime import date

import pytest

from dateline.knowledge import Knowledge
from dateline.parse import Parse, parse_document
from dateline.reading.times import find_times
from dateline.reading.timex_values import containing, nearest_weekday
from dateline.types import Document, Timex

PUBLISHED = "2023-09-13"


def parsed(text: str, published: str | None = PUBLISHED) -> Parse:
    return parse_document(Document(id="t", text=text, published=published))


def times(text: str, know: Knowledge, published: str | None = PUBLISHED) -> tuple[Timex, ...]:
    return find_times(parsed(text, published), know)


def values(text: str, know: Knowledge, published: str | None = PUBLISHED) -> list[str | None]:
    return [t.edtf for t in times(text, know, published)]


def bounds(timex: Timex) -> tuple[str | None, str | None]:
    assert timex.interval is not None
    return timex.interval.earliest, timex.interval.latest


# ------------------------------------------------------------------------- which way a time lies


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ministers met on Wednesday.", "2023-09-13"),  # the day of publication counts
        ("Ministers had met on Tuesday.", "2023-09-12"),
        ("Talks had been due to end on Tuesday.", "2023-09-12"),
        ("Ministers planned a rally on Saturday.", "2023-09-16"),
        ("The vote was postponed until Friday.", "../2023-09-15"),
        ("They stayed until Friday.", "../2023-09-08"),
        ("The talks resume Monday.", "2023-09-18"),
        ("The talks could begin as soon as Monday.", "2023-09-18"),
        ("The envoy must leave by June.", "../2024-06"),
        ("Sanctions have been in place since June.", "2023-06/.."),
        ("Parliament is to vote on 3 October.", "2023-10-03"),
        ("Parliament voted on 3 October.", "2022-10-03"),
        ("Envoy to Visit Kyiv Monday", "2023-09-18"),  # a headline
        ("The May accession will be hailed.", "2024-05"),
    ],
)
def test_direction(text: str, expected: str, know: Knowledge) -> None:
    assert values(text, know) == [expected]


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("Talks in October.", {"2023-10", "2022-10"}),
        ("Ministers meeting on Friday.", {"2023-09-08", "2023-09-15"}),
    ],
)
def test_an_open_direction_keeps_both_readings(text: str, readings: set[str], know: Knowledge) -> None:
    (timex,) = times(text, know)
    assert {r.edtf for r in timex.readings} == readings
    assert sum(r.weight for r in timex.readings) == pytest.approx(1)
    assert timex.edtf == timex.readings[0].edtf


def test_a_decided_direction_keeps_one(know: Knowledge) -> None:
    assert times("Ministers met on Friday.", know)[0].readings == ()


def test_a_weekday_that_does_not_fit_is_flagged_and_the_date_kept(know: Knowledge) -> None:
    (timex,) = times("They met on Monday, 12 September.", know)
    assert (timex.edtf, timex.rule) == ("2023-09-12", "times.day-month.weekday-disagrees")


def test_a_weekday_tells_the_year(know: Knowledge) -> None:
    assert values("They met on Sunday, 4 December.", know) == ["2022-12-04"]


# ------------------------------------------------------------------------- intervals and granularity


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "granularity"),
    [
        ("He fled three days ago.", "2023-09-10", "2023-09-10", "day"),
        ("He fled 48 hours ago.", "2023-09-11", "2023-09-11", "day"),
        ("He fled six hours ago.", "2023-09-13", "2023-09-13", "day"),
        ("He fled the year before last.", "2021-01-01", "2021-12-31", "year"),
        ("Trade fell in the last quarter of 2010.", "2010-10-01", "2010-12-31", "quarter"),
        ("It blew up at 18:08 on 4 August 2020.", "2020-08-04T18:08", "2020-08-04T18:08", "minute"),
        ("He fled three months ago.", "2023-06-01", "2023-06-30", "month"),
        ("He fled three years ago.", "2020-01-01", "2020-12-31", "year"),
        ("He fled in early 2019.", "2019-01-01", "2019-05-01", "year"),
        ("He fled last month.", "2023-08-01", "2023-08-31", "month"),
        ("He slept little in the last two months.", "2023-07-13", "2023-09-13", "month"),
        ("He fled last winter.", "2022-12-01", "2023-02-28", "season"),
        ("He was here since 2014.", "2014-01-01", None, "year"),
        ("He was here until 2014.", None, "2014-12-31", "year"),
        ("He was here before 2014.", None, "2014-12-31", "year"),
        ("It must end no later than 1 May 2024.", None, "2024-05-01", "day"),
        ("He served in the Korean War.", "1950-06-25", "1953-07-27", "period"),
        ("He fled at 3 p.m. on Monday.", "2023-09-11T15:00", "2023-09-11T15:00", "hour"),
        ("He fled on Monday night.", "2023-09-11T18:00", "2023-09-11T23:59", "daypart"),
        ("Shelling has grown in recent weeks.", "2023-06-28", "2023-09-13", "day"),
        ("Talks will open in the coming days.", "2023-09-13", "2023-09-24", "day"),
        ("The king begins a three-day visit starting Monday.", "2023-09-11", "2023-09-13", "day"),
    ],
)
def test_interval(text: str, earliest: str | None, latest: str | None, granularity: str, know: Knowledge) -> None:
    timex = times(text, know)[0]
    assert timex.interval is not None
    assert (*bounds(timex), timex.interval.granularity) == (earliest, latest, granularity)


@pytest.mark.parametrize("text", ["He was recently freed.", "It has grown in recent years.", "He left weeks ago."])
def test_what_is_vague_is_approximate_and_no_day(text: str, know: Knowledge) -> None:
    (timex,) = times(text, know)
    assert timex.interval is not None and timex.interval.approx
    first, last = bounds(timex)
    assert first is not None and last is not None and first < last


def test_lengths_and_rates_lie_nowhere(know: Knowledge) -> None:
    text = "For three days they talked. They meet every Friday and twice a year. The siege lasted for months."
    assert {(t.edtf, t.interval) for t in times(text, know)} == {(None, None)}


def test_seasons_of_the_south(know: Knowledge) -> None:
    (timex,) = find_times(parsed("He left last summer."), know, southern=True)
    assert bounds(timex) == ("2022-12-01", "2023-02-28")


@pytest.mark.parametrize(
    ("text", "near", "expected"),
    [
        ("SYDNEY (AP) - Fires spread last summer.", None, "2022-12-01"),
        ("PERTH, Scotland (AP) - Fires spread last summer.", None, "2023-06-01"),
        ("Fires spread last summer.", "Wellington, New Zealand", "2022-12-01"),
        ("NAIROBI (AP) - Fires spread last summer.", None, "2023-06-01"),  # the summer of its readers
        ("Fires spread last summer in Sydney.", None, "2023-06-01"),
    ],
)
def test_seasons_are_those_of_the_place_of_filing(text: str, near: str | None, expected: str, know: Knowledge) -> None:
    parse = parse_document(Document(id="t", text=text, published=PUBLISHED, near=near))
    (timex,) = find_times(parse, know)
    assert bounds(timex)[0] == expected


# ------------------------------------------------------------------------- times from other times


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The court met on 3 March 2020. The following day it ruled. Two weeks later he fled.",
         ["2020-03-03", "2020-03-04", "2020-03-18"]),
        ("The court met on 3 March 2020. He left a day earlier.", ["2020-03-03", "2020-03-02"]),
        ("The Korean War ended. In the following decades trade grew.", ["1950/1953", "1953/.."]),
        ("Since the Korean War they trade; in the following decades they grew.", ["1953/..", "1953/.."]),
        ("He fled two days after Monday's vote.", ["2023-09-13", "2023-09-11"]),
        ("They met in 2007 and 2011.", ["2007", "2011"]),
        ("It met on 3 March 2020. The day before, he had fled.", ["2020-03-03", "2020-03-02"]),
        ("It met on 3 March 2020. Three hours later he fled.", ["2020-03-03", "2020-03-03"]),
        ("They met between 2007 and 2011.", ["2007/2011"]),
        ("Over the last year it grew; last year it fell.", ["2022-09/2023-09", "2022"]),
        ("It met on 3 May 2020 at 15:00 GMT and again at noon.", ["2020-05-03", "2020-05-03", "2020-05-03"]),
    ],
)  # fmt: skip
def test_anaphora(text: str, expected: list[str], know: Knowledge) -> None:
    assert values(text, know) == expected


def test_the_anchor_of_an_anaphoric_time_is_kept(know: Knowledge) -> None:
    first, second = times("The court met on 3 March 2020. Two weeks later he fled.", know)
    assert (second.basis, second.anchor) == ("anaphoric", first.span)


def test_a_quotation_has_a_today_of_its_own(know: Knowledge) -> None:
    text = "“The king is here today,” she said on Monday. He leaves today."
    assert values(text, know) == ["2023-09-11", "2023-09-11", "2023-09-13"]


def test_the_same_instant_in_another_zone_is_no_second_time(know: Knowledge) -> None:
    text = "It went off at 10 p.m. local time (2000 GMT) on Friday, at 18:00 eastern time (2200 GMT) again."
    assert [t.value for t in times(text, know)] == ["2023-09-08T22:00", "2023-09-08T18:00"]


# ------------------------------------------------------------------------- names of times


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Spies were common during the Cold War.", "1947/1991"),
        ("The base was built in the Soviet era.", "1922/1991"),
        ("The camps were closed under Khrushchev.", "1953/1964"),
        ("He fled before the fall of Kabul.", "../2021-08-15"),
        ("He was born in the interwar period.", "1918/1939"),
        ("Trade fell in post-Soviet times.", "1991-12-26/.."),
        ("Talks stopped during Ramadan.", "2023-03-23/2023-04-20"),
        ("They met on Easter Monday 2021.", "2021-04-05"),
        ("They marked the 80th anniversary of the Anschluss.", "2018-03-12"),
        ("They marked the 70th anniversary of the 1953 armistice.", "2023"),
        ("The chapel survived the Thirty Years’ War.", "1618/1648"),
        ("The prison was enlarged under Hafez al-Assad.", "1971/2000"),
    ],
)
def test_named(text: str, expected: str, know: Knowledge) -> None:
    assert values(text, know) == [expected]


def test_the_war_is_that_of_the_document(know: Knowledge) -> None:
    text = "The Falklands War ended. Before the war he was a teacher."
    assert values(text, know) == ["1982-04-02/1982-06-14", "../1982-04-02"]


def test_no_period_begins_after_publication(know: Knowledge) -> None:
    assert values("It was calm before the war in Ukraine.", know, "1990-01-01") == []


def test_a_lifespan_is_told_apart(know: Knowledge) -> None:
    (timex,) = times("Kim Il Sung (1912-1994) founded it.", know)
    assert (timex.edtf, timex.rule) == ("1912/1994", "times.year-range.lifespan")


# ------------------------------------------------------------------------- what is no time


@pytest.mark.parametrize(
    "text",
    [
        "May this peace endure.",
        "Rebels may march on the capital.",
        "Theresa May met the king. She and May's aides left.",
        "The army sent 2000 troops and 1500 vehicles.",
        "The council adopted Resolution 1970.",
        "It cited Article 1973 and Section 2010.",
        "The train is 2010 km long.",
        "The sun rose and they sat down.",
        "He asked for a second chance.",
        "The car hit a wall and the cat sat on the mat.",
        "The information fripple contains on fritters.",
        "Julian said so to all of them.",
        "She shops on Black Friday.",
        "Saturday Review readers knew of it.",
        "April Dlamini spoke for the miners.",
        "August von Trotha spoke for the king.",
        "It was high noon for them.",
        "The Sunday Times and the Daily Mail wrote of it.",
        "The line is open 24/7.",
        "He is a 44-year-old baker; she is 50 years old.",
        "The former minister met the current one.",
        "Flight 1999 left from gate 2001.",
    ],
)
def test_no_time(text: str, know: Knowledge) -> None:
    assert values(text, know) == []


# ------------------------------------------------------------------------- publication date, clock, text


@pytest.mark.parametrize(
    "text",
    ["He left yesterday.", "He left on Monday.", "He left last year.", "He left in May.", "He left two weeks ago.",
     "He left last summer.", "Shelling grew in recent months.", "He left on 3 June."],
)  # fmt: skip
def test_without_publication_date_nothing_is_guessed(text: str, know: Knowledge) -> None:
    (timex,) = times(text, know, None)
    assert (timex.edtf, timex.interval, timex.basis) == (None, None, "unanchored")
    assert re.search("X|_REF", timex.value)


def test_without_publication_date_times_count_from_each_other(know: Knowledge) -> None:
    assert values("It met on 3 March 2020. Two days later he fled.", know, None) == ["2020-03-03", "2020-03-05"]


def test_the_publication_date_decides_not_the_clock(know: Knowledge) -> None:
    assert values("He left yesterday.", know, "1967-06-06") == ["1967-06-05"]


def test_spans_are_those_of_the_document(know: Knowledge) -> None:
    text = "\u200bOn 4\u00a0June\u00a01995 they met."
    timex = times(text, know)[0]
    assert timex.span.of(text) == timex.text == "4\u00a0June\u00a01995"


def test_a_wrapped_line_breaks_no_time(know: Knowledge) -> None:
    assert values("They signed the treaty on 4 June\n1995 in Oslo.", know) == ["1995-06-04"]


def test_timex3_has_no_ranges_and_marks_both_ends(know: Knowledge) -> None:
    parse = parsed("He ruled between 1985 and 1987 under the current law.")
    assert [t.text for t in find_times(parse, know)] == ["1985 and 1987"]
    assert [t.text for t in find_times(parse, know, timex3=True)] == ["1985", "1987", "current"]


def test_time_grows_linearly(know: Knowledge) -> None:
    text = "On 4 June 1995 and again in May 1997, ministers met for three days. " * 400
    assert len(times(text, know)) == 1200


def test_calendar() -> None:
    assert containing("week", date(2023, 9, 13)).edtf == "2023-09-11/2023-09-17"
    assert containing("decade", date(1987, 1, 2)).edtf == "198X"
    assert containing("season", date(2024, 1, 5)).edtf == "2023-24"
    assert nearest_weekday(date(2023, 9, 13), 2, "future") == date(2023, 9, 20)

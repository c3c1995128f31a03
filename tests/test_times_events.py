"""Times counted from events whose own time the text has told; read as published on 2023-09-13, a Wednesday."""

from __future__ import annotations

import pytest

from dateline.knowledge import Knowledge
from dateline.parse import parse_document
from dateline.reading.times import find_times
from dateline.types import Document, Timex


def last(text: str, know: Knowledge, timex3: bool = False) -> Timex:
    parse = parse_document(Document(id="t", text=text, published="2023-09-13"))
    return find_times(parse, know, timex3)[-1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The two kings signed on 10 August. Two days after the signing, the guns fell silent.", "2023-08-12"),
        ("Police arrested the editor on June 11. The day after he was arrested, lawyers came.", "2023-06-12"),
        ("The arrest of the editor on June 11 caused anger. Two days after he was arrested, he left.", "2023-06-13"),
        ("The coup began on July 15. Hours after the coup began, the king spoke.", "2023-07-15"),
        ("The vote was held on Sunday. He fled 72 hours after the vote.", "2023-09-13"),
        ("The vote was held on Sunday. He fled a day after the vote. Hours before the vote, he spoke.", "2023-09-10"),
        ("The summit took place on June 12. A week before the summit, hotels were full.", "2023-06-05/2023-06-11"),
        ("The talks opened on 6 February. The month before the talks opened, the town fell.", "2023-01"),
        ("The talks began on 3 May and ended on 5 May. Two days after the talks ended, the war resumed.", "2023-05-07"),
        ("He was elected in May 2019. More than a year after his election, he resigned.", "2020"),
        ("The army invaded on 24 February 2022. Since the invasion, mills have stood idle.", "2022-02-24/.."),
        ("He came to power in May 2019. He came to Paris in June 2020. A year after coming to power, he fell.", "2020"),
        ("The vote was held on 3 May 2021. On the eve of the vote, he spoke.", "2021-05-02"),
        ("The vote was held on 3 May 2021. The Friday before the vote, he spoke.", "2021-04-30"),
        ("The quake struck on Monday. In the days after the quake, aid came.", "2023-09-11~/2023-09-13~"),
        ("The summit will be held on 3 October. A day before the summit, ministers will meet.", "2023-10-02"),
    ],
)
def test_counted_from_the_event(text: str, expected: str, know: Knowledge) -> None:
    timex = last(text, know)
    assert (timex.edtf, timex.basis) == (expected, "event")


def test_the_anchor_is_the_time_of_the_event(know: Knowledge) -> None:
    text = "The two kings signed on 10 August. Two days after the signing, the guns fell silent."
    timex = last(text, know)
    assert timex.anchor is not None and timex.anchor.of(text) == "10 August"


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "granularity"),
    [
        ("The summit took place on June 12. A week before the summit, hotels were full.", "06-05", "06-11", "week"),
        ("The treaty was signed in August. Two days after the signing, he left.", "08-01", "08-31", "month"),
        ("The deputy was shot on July 4. Days after the shooting, he died.", "07-06", "07-15", "day"),
        ("The deputy was shot on July 4. Months after the shooting, no one is charged.", "09-01", "09-13", "month"),
        ("He was shot on Monday. The night after the shooting, all slept.", "09-12T18:00", "09-12T23:59", "daypart"),
    ],
)  # fmt: skip
def test_no_finer_than_it_is_told(text: str, earliest: str, latest: str, granularity: str, know: Knowledge) -> None:
    interval = last(text, know).interval
    assert interval is not None
    assert (interval.earliest, interval.latest, interval.granularity) == (
        f"2023-{earliest}", f"2023-{latest}", granularity,
    )  # fmt: skip
    assert interval.approx


@pytest.mark.parametrize(
    "text",
    [
        "He fled the day after the vote.",  # nothing told
        "Rebels took Homs on 3 May. The day after the army took the bridge, he fled.",  # somebody else, something else
        "The minister resigned on Monday. The envoy resigned on Friday. The day after he resigned, the party met.",
        "The attack on the port came on Monday. The day after the attack on the mosque, he spoke.",
        "The vote was put off until Friday. The day after the vote, the house met.",  # a limit is no time of the vote
        "The war ended in 1953. He fled the year after the war began.",
        "Shootings in May hurt two. The day after the shooting, he left.",
        "He knew it on Monday. The day after he knew, he left.",  # a state
    ],
)
def test_what_the_text_does_not_tell_stays_symbolic(text: str, know: Knowledge) -> None:
    timex = last(text, know)
    assert (timex.edtf, timex.interval, timex.rule) == (None, None, "times.event-relative")


def test_a_date_of_its_own_counts(know: Knowledge) -> None:
    text = "The editor was arrested on 1 May. He was freed two days after he was arrested again on June 11."
    parse = parse_document(Document(id="t", text=text, published="2023-09-13"))
    assert [t.edtf for t in find_times(parse, know)] == ["2023-05-01", "2023-06-13", "2023-06-11"]


def test_timex3_marks_the_length(know: Knowledge) -> None:
    text = "The two kings signed on 10 August. Two days after the signing, the guns fell silent."
    timex = last(text, know, timex3=True)
    assert (timex.text, timex.value) == ("Two days", "P2D")


def test_many_events_take_time_in_proportion(know: Knowledge) -> None:
    text = "The council voted on Sunday. The day after the vote, it met. " * 300
    parse = parse_document(Document(id="t", text=text, published="2023-09-13"))
    assert [t.edtf for t in find_times(parse, know)] == ["2023-09-10", "2023-09-11"] * 300

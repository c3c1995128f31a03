"""When events happened, counted from 2023-09-13, a Wednesday: which step decided, background, intervals."""

from __future__ import annotations

import re

import msgspec
import pytest

from dateline.knowledge import Knowledge
from dateline.parse import Parse, Token, parse_document
from dateline.reading.anchoring import EventTime, anchor_event
from dateline.reading.attribution import attribute
from dateline.reading.factuality import judge
from dateline.reading.pipeline import read
from dateline.reading.reference_date import by_dateline
from dateline.reading.time_bounds import by_tense, granularity, interval_of
from dateline.reading.times import find_times
from dateline.reading.until_now import since_then
from dateline.types import Document, Interval, Span, Status, Timex

PUBLISHED = "2023-09-13"


def parsed(text: str, published: str | None = PUBLISHED) -> Parse:
    return parse_document(Document(id="t", text=text, published=published))


def bracketed(text: str, published: str | None = PUBLISHED) -> tuple[Parse, Token]:
    """The text without its [brackets], and the word in them."""
    parse = parsed(re.sub(r"[\[\]]", "", text), published)
    at = text.index("[")
    return parse, next(t for t in parse.tokens if t.start == at)


def event(
    text: str, know: Knowledge, status: Status | None = None, published: str | None = PUBLISHED, act: str = ""
) -> EventTime:
    """The time of the event whose trigger stands in [brackets]; without a status, that which the text gives it."""
    parse, trigger = bracketed(text, published)
    judged = judge(trigger, parse, know, attribute(parse, know))
    judged = msgspec.structs.replace(judged, status=status) if status else judged
    return anchor_event(trigger, find_times(parse, know), parse, know, judged, act)


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
    found = event(text, know, "actual")
    assert (found.edtf, found.background) == (when, background)


@pytest.mark.parametrize(
    ("text", "rule", "when"),
    [
        ("Rebels [shelled] the port on Monday.", "when.own", "2023-09-11"),
        ("The envoy condemned Tuesday's [attack] on the port.", "when.own", "2023-09-12"),
        ("The envoy spoke of the 2014 [annexation] of the island.", "when.own", "2014"),
        ("Ministers held [talks] in Oslo on Monday.", "when.clause", "2023-09-11"),
        ("On Monday ministers held [talks] in Oslo.", "when.fronted", "2023-09-11"),
        ("Rebels bombed the port and [seized] the town.", "when.default.past", "2023-09~"),
        ("On Monday rebels bombed the port and [seized] the town.", "when.conjoined", "2023-09-11"),
        ("Rebels [bombed] and seized the port on Monday.", "when.conjoined", "2023-09-11"),
        ("On Monday officials said rebels [shelled] the port.", "when.fronted", "2023-09-11"),
        ("On Monday, officials said rebels [shelled] the port.", "when.reported", "2023-09-11~"),
        ("Rebels [shelled] the port, officials said on Monday.", "when.reported", "2023-09-11~"),
        ("Officials [said] on Monday that rebels had left.", "when.own", "2023-09-11"),
        ("In May 2005 officials said that rebels had [seized] the port.", "when.before", "../2005-05"),
        ("Zog became king in 1970 after [overthrowing] his uncle.", "when.before", "1970"),
        ("Rebels attacked the port on Monday. The [attack] shocked Oslo.", "when.retold", "2023-09-11"),
        (
            "During the Cold War, the two states traded grain. They also [signed] a pact.",
            "when.narrative",
            "1947/1991",
        ),
        ("On Monday rebels attacked the port. Police [arrested] two men.", "when.narrative", "2023-09-11~"),
        ("Police [arrested] two men.", "when.default.past", "2023-09~"),
        ("Police have [arrested] two men.", "when.default.perfect", "2023-09~"),
        ("Police are [arresting] protesters.", "when.default.present", "2023-09~"),
    ],
)
def test_which_step_decides(text: str, rule: str, when: str | None, know: Knowledge) -> None:
    found = event(text, know, "actual")
    assert (found.rule, found.edtf) == (rule, when)


@pytest.mark.parametrize(
    ("text", "not_when"),
    [
        ("The army, which [seized] the port, was praised on Monday.", "2023-09-11"),  # no inheriting into an aside
        ("Contrary to four years ago, students [support] the reformist.", "2019"),
        ("The council is [drafting] the law and will vote next year.", "2024"),  # a plan beside it
        ("During the Cold War, they traded grain. On Monday they [signed] a pact.", "1947/1991"),
        ("On Monday, Congress approved what the president had [requested].", "2023-09-11"),
    ],
)
def test_times_that_are_not_the_events(text: str, not_when: str, know: Knowledge) -> None:
    assert event(text, know, "actual").edtf != not_when


def test_a_standing_state_keeps_only_the_time_since_when(know: Knowledge) -> None:
    assert event("The airline has been the subject of Western [sanctions] since 2011.", know).edtf == "2011/.."
    assert event("On Monday the airline was still the subject of Western [sanctions].", know).edtf is None


def test_a_new_paragraph_starts_from_the_present(know: Knowledge) -> None:
    text = "During the Cold War, the two states traded grain.\n\nThey [signed] a pact."
    assert event(text, know).edtf == "2023-09~"


def test_the_finer_of_two_times(know: Knowledge) -> None:
    assert event("The king [spoke] on February 6 this year.", know, "actual").edtf == "2023-02-06"


@pytest.mark.parametrize(
    ("text", "status", "rule", "when"),
    [
        ("The king will [visit] Oslo on Friday.", "planned", "when.own", "2023-09-15"),
        ("The king will [visit] Oslo.", "planned", "when.planned", None),
        ("In 2005 he said that he would [leave] the country.", "planned", "when.planned", None),
        ("Two diplomats will be [expelled].", "planned", "when.scheduled", "2023-09~"),
        ("He is to [face] trial.", "planned", "when.scheduled", "2023-09~"),
        ("The general ordered troops to [leave] the town.", "planned", "when.scheduled", "2023-09~"),
        ("The army could [attack] the town.", "possible", "when.possible", None),
        ("In 2014 he wished that they would [attack].", "possible", "when.possible", None),
    ],
)
def test_what_lies_ahead(text: str, status: Status, rule: str, when: str | None, know: Knowledge) -> None:
    found = event(text, know, status)
    assert (found.rule, found.edtf) == (rule, when)


def test_without_publication_date_an_event_has_no_default(know: Knowledge) -> None:
    found = event("Rebels [shelled] the port.", know, published=None)
    assert (found.edtf, found.interval, found.rule) == (None, None, "when.no-publication-date")


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "approx"),
    [
        ("Rebels [shelled] the port on Monday.", "2023-09-11", "2023-09-11", False),
        ("Rebels [shelled] the port in 2014.", "2014-01-01", "2014-12-31", False),
        ("Rebels [shelled] the port.", "2023-09-12", "2023-09-13", False),
        ("Rebels have [shelled] the port.", "2023-08-14", "2023-09-13", True),
        ("Rebels are [shelling] the port.", "2023-09-13", "2023-09-13", True),
        ("The king will [visit] Oslo.", "2023-09-13", None, True),
        ("The two states [traded] grain during the Cold War.", "1947-01-01", "1991-12-31", False),
    ],
)
def test_intervals(text: str, earliest: str, latest: str | None, approx: bool, know: Knowledge) -> None:
    found = event(text, know).interval
    assert found is not None
    assert (found.earliest, found.latest, found.approx) == (earliest, latest, approx)


def test_a_headline_in_the_present_is_past_and_an_infinitive_lies_ahead(know: Knowledge) -> None:
    past = event("Ruritania [bombs] port", know).interval
    assert past == Interval("2023-09-12", "2023-09-13", "day", False, "default")
    ahead = event("King Zog to [visit] Malta", know)
    assert ahead.rule in ("when.planned", "when.scheduled")
    assert ahead.interval is not None and ahead.interval.latest is None


def test_habits_have_no_interval() -> None:
    from datetime import date

    assert by_tense("generic", False, date(2023, 9, 13)) is None
    assert by_tense("past", False, None) is None


@pytest.mark.parametrize(
    ("edtf", "expected"),
    [
        ("2023-09-14", Interval("2023-09-14", "2023-09-14", "day", False, "explicit")),
        ("2023-09~", Interval("2023-09-01", "2023-09-30", "month", True, "explicit")),
        ("2022-02/..", Interval("2022-02-01", None, "month", False, "explicit")),
        ("../2018", Interval(None, "2018-12-31", "year", False, "explicit")),
        ("195X", Interval("1950-01-01", "1959-12-31", "decade", False, "explicit")),
        ("2023-22", Interval("2023-06-01", "2023-08-31", "season", False, "explicit")),
        (None, None),
    ],
)
def test_interval_of_edtf(edtf: str | None, expected: Interval | None) -> None:
    assert interval_of(edtf, "explicit") == expected


def test_granularity() -> None:
    assert [granularity(e) for e in ("18XX", "1953", "2023-09-11/2023-09-17", "../2023-05")] == [
        "century", "year", "day", "month",
    ]  # fmt: skip


def _with_length(text: str, words: str, value: str) -> tuple[Token, tuple[Timex, ...]]:
    _, trigger = bracketed(text)
    at = re.sub(r"[\[\]]", "", text).index(words)
    span = Span(at, at + len(words))
    return trigger, (Timex(span, words, None, "duration", "times.length", "DURATION", value),)


def test_a_length_under_a_present_perfect_reaches_up_to_the_report(know: Knowledge) -> None:
    from datetime import date

    day = date(2023, 9, 13)
    trigger, times = _with_length("Ministers have [negotiated] for eighteen months.", "eighteen months", "P18M")
    found = since_then(trigger, times, day, know)
    assert found is not None and found.edtf == "2022-03~/2023-09"
    trigger, times = _with_length("Ministers [negotiated] for eighteen months.", "eighteen months", "P18M")
    assert since_then(trigger, times, day, know) is None  # a simple past may have ended at any time


def test_since_a_dated_clause(know: Knowledge) -> None:
    found = event("Hundreds have been [arrested] since the protests began in May.", know)
    assert (found.rule, found.edtf, found.background) == ("when.span", "2023-05~/2023-09", True)


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Tourism ended. The war followed weeks of [attacks] on the port.", "ASSAULT"),
        ("Prices rose. Tourism ended. The airline [carries] weapons to the island.", "AID"),
        ("Prices rose. The army, which has [occupied] the town, grew.", "ASSAULT"),
    ],
)
def test_background(text: str, act: str, know: Knowledge) -> None:
    found = event(text, know, "actual", act=act)
    assert found.background and found.edtf is None and found.rule.startswith("when.background.")


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Tourism ended. Rebels [attacked] the port.", "ASSAULT"),
        ("Prices rose. The minister [condemned] the ruling.", "ACCUSE"),
        ("Prices rose. Troops are [occupying] the town.", "ASSAULT"),
        ("Police [used] US batons and told us so.", "ASSAULT"),
    ],
)
def test_news(text: str, act: str, know: Knowledge) -> None:
    assert not event(text, know, "actual", act=act).background


def test_statements_carry_the_interval(know: Knowledge) -> None:
    text = "Ruritania invaded Georgia on Monday, 11 September 2023."
    found = read(Document(id="i", text=text.replace("Ruritania", "Russia"), published=PUBLISHED), know)
    statement = next(s for s in (*found.statements, *found.candidates) if s.event == "ASSAULT")
    assert statement.when_interval is not None and statement.when_interval.earliest == "2023-09-11"


@pytest.mark.parametrize(
    ("text", "published", "expected", "notes"),
    [
        ("SEOUL, Sept 13 (Agency) — Ships left.", "2023-09-14", "2023-09-13", 0),
        ("SEOUL, Sept 3 (Agency) — Ships left.", "2023-09-14", "2023-09-03", 1),
        ("SEOUL, Dec 30 (Agency) — Ships left.", "2023-01-02", "2022-12-30", 0),
        ("SEOUL, Sept 30 (Agency) — Ships left.", "2023-09-14", "2023-09-14", 1),  # later than publication: not trusted
        ("SEOUL (Agency) — Ships left on Sept 3.", "2023-09-14", "2023-09-14", 0),
        ("Ships left on Sept 3.", "2023-09-14", "2023-09-14", 0),
        ("SEOUL, Sept 13 (Agency) — Ships left.", None, None, 0),  # no year
    ],
)
def test_date_of_the_dateline(
    text: str, published: str | None, expected: str | None, notes: int, know: Knowledge
) -> None:
    document, issues = by_dateline(Document(id="d", text=text, published=published), know)
    assert (document.published, len(issues)) == (expected, notes)
    assert all(i.severity == "note" and i.stage == "times" for i in issues)


@pytest.mark.parametrize(
    ("text", "rule", "when", "background"),
    [
        ("The council has repeatedly [rejected] the treaty.", "when.repeated", None, True),
        ("The council repeatedly [rejected] the treaty.", "when.default.past", "2023-09~", False),
        ("The mayor often [quarrelled] with the governor.", "when.repeated", None, True),
        ("The mayor often [had] disagreements with the governor.", "when.repeated", None, True),
        ("Parliament has [impeached] two kings in its history.", "when.repeated", None, True),
        ("Parliament has [impeached] two kings.", "when.default.perfect", "2023-09~", False),
        ("Police have [arrested] him several times.", "when.repeated", None, True),
        ("Police have [arrested] him for the third time.", "when.default.perfect", "2023-09~", False),
        ("The last time I [visited] Malta, we talked.", "when.repeated", None, True),
        ("The two leaders have [been] at odds.", "when.lasting", None, True),
        ("The two leaders [were] at odds.", "when.default.past", "2023-09~", False),
        ("The mayor, who is [supported] by the party, resigned.", "when.lasting", None, True),
        ("Today's vote may end decades of [fighting].", "when.lasting", None, True),
        ("Malta had already [agreed] to send grain.", "when.already", "../2023-09", True),
        ("Malta had [agreed] to send grain.", "when.default.past", "2023-09~", False),
    ],
)
def test_acts_at_no_time_in_particular(
    text: str, rule: str, when: str | None, background: bool, know: Knowledge
) -> None:
    found = event(text, know, "actual", act="AGREE")
    assert (found.rule, found.edtf, found.background) == (rule, when, background)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("Zog was a [critic] of the Cold War in 1962.", "1962"),
        ("Zog was a [critic] of the Cold War, which ended in 1991.", "1947/1991"),
    ],
)
def test_a_date_of_the_clause_goes_before_the_named_period_it_lies_in(text: str, when: str, know: Knowledge) -> None:
    assert event(text, know, "actual").edtf == when


@pytest.mark.parametrize(
    ("text", "status", "rule", "when"),
    [
        ("Voters chose in 2016 to [leave] the union.", "planned", "when.clause", "2016"),
        ("In 2016 the king hoped to [leave] the union.", "planned", "when.planned", None),
        ("On Monday the council voted to [leave] the union.", "planned", "when.planned", None),
        ("Over the last two years Malta has sent grain, and that aid will [endure].", "planned", "when.planned", None),
    ],
)
def test_plans_of_the_past(text: str, status: Status, rule: str, when: str | None, know: Knowledge) -> None:
    found = event(text, know, status)
    assert (found.rule, found.edtf) == (rule, when)


SPAN = "Over the past two years, Malta has rallied its friends."


@pytest.mark.parametrize(
    ("text", "when"),
    [
        (f"{SPAN}\n\nIt has [sent] grain to Cyprus.", "2021/2023"),
        (f"{SPAN}\n\nIt [sent] grain to Cyprus.", "2023-09~"),
        (f"{SPAN}\n\nOn Monday it met the king. It has [sent] grain to Cyprus.", "2023-09~"),
        (f"{SPAN}\n\nProtesters' [demands] have grown.", "2023-09~"),
        ("The war began in 1996. Troops [attacked] the camps.", "1996"),
        ("The war was studied in 1996. Troops [attacked] the camps.", "2023-09~"),
    ],
)
def test_the_time_that_was_told_before_goes_on(text: str, when: str, know: Knowledge) -> None:
    assert event(text, know, "actual", act="REQUEST").edtf == when


def test_what_began_long_ago_and_still_goes_on_is_background(know: Knowledge) -> None:
    assert event(SPAN.replace("rallied", "[rallied]"), know, "actual").background
    assert not event("Over the past two weeks, Malta has [rallied] its friends.", know, "actual").background


def test_a_charge_in_the_perfect_is_no_record_of_the_act(know: Knowledge) -> None:
    found = event("Malta has accused Oslo of [attacking] its ships.", know, "actual", act="ASSAULT")
    assert not found.background


@pytest.mark.parametrize(
    ("text", "rule", "when"),
    [
        ("A poet [urged] the crowd to vote.", "when.gathering", "2023-09-03"),
        ("A poet [urged] the king to resign.", "when.narrative", "2023-09-03~"),
        ("A poet [attacked] the crowd.", "when.narrative", "2023-09-03~"),
    ],
)
def test_what_is_said_to_the_crowd_has_the_day_of_the_rally(text: str, rule: str, when: str, know: Knowledge) -> None:
    act = "ASSAULT" if "attacked" in text else "REQUEST"
    found = event(f"Thousands held a rally in Oslo on September 3. {text}", know, "actual", act=act)
    assert (found.rule, found.edtf) == (rule, when)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("Soldiers [arrested] the president on the night of 11 September 1973.", "1973-09-11"),
        ("Gunmen [attacked] a hotel in the early hours of Sunday.", "2023-09-10"),
        ("The army [shelled] the town in the first week of February.", "2023-02"),
        ("Rebels [shelled] the port that had closed on the night of 11 May 1973.", "2023-09~"),
    ],
)
def test_a_date_inside_a_phrase_of_time(text: str, when: str, know: Knowledge) -> None:
    assert event(text, know).edtf == when

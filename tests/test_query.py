"""Filters, questions and full-text search, on SQLite and PostgreSQL."""

from __future__ import annotations

import contextlib
import json
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given as example
from hypothesis import strategies as st
from tests.small_reports import KOREA, RUSSIA, UKRAINE, enter, link, report
from typer.testing import CliRunner

from dateline.cli.app import app
from dateline.errors import DatelineError
from dateline.ledger.alerts.reasons import reasons
from dateline.ledger.book import Ledger
from dateline.ledger.filters import CHOICES, FIELDS, FLAGS, MANY, Filter, from_json, given, parse, to_json, write
from dateline.ledger.fulltext import is_frequent
from dateline.ledger.hints import hints
from dateline.ledger.query import GROUPINGS, command, count, python, sql, statements, total
from dateline.ledger.schema import PARTIES, STATEMENTS
from dateline.ledger.search import documents, search
from dateline.ledger.wording import folded, hits_in, parse_search, passage_of
from dateline.types import Span, Status

SHELLS = report(
    "shells", "Moscow thanked Pyongyang. Sergei Lavrov said Pyongyang would supply Moscow with shells near Kursk. "
    "It denied a grain deal.", "2023-09-14",
    {"trigger": "thanked", "event": "SUPPORT", "recipient": [KOREA], "quad": 1, "contexts": ("diplomatic",)},
    {"trigger": "supply", "actor": [KOREA], "recipient": [RUSSIA], "status": "planned", "what": [("shells", "arms")],
     "voices": [("Sergei Lavrov", "RUS GOV", "Sergei Lavrov", "statement")], "when": "2023-10",
     "interval": ("2023-10-01", "2023-10-31"), "where": ("Kursk", "RUS", "Kursk"), "contexts": ("military", "economic"),
     "confidence": 0.6},
    {"trigger": "grain deal", "event": "AGREE", "status": "negated", "quad": 1},
    publisher="The Gull", title="Shells for Moscow", url="https://gull.test/1")
TALKS = report(
    "talks", "Kyiv and Moscow held talks about grain. Officials feared that Moscow would shell Kyiv. Recep Erdoğan "
    "hosted the negotiators.", "2023-08-02",
    {"trigger": "held talks", "event": "CONSULT", "actor": [UKRAINE, RUSSIA], "quad": 1},
    {"trigger": "would shell", "event": "ASSAULT", "recipient": [UKRAINE], "status": "possible", "quad": 4,
     "voices": [("Officials", None, None, "belief")], "mode": "heavy-weapons"},
    {"trigger": "hosted", "event": "CONSULT", "quad": 1, "actor": [("Recep Erdoğan", "TUR GOV", "Recep Erdoğan")]},
    publisher="Harbour News", title="A grain deal at last?")
OLD = report(
    "old", "Troops of Moscow entered Kyiv in 1943. The grain, a deal of two tonnes, was burnt.", None,
    {"trigger": "entered", "event": "MOBILIZE", "actor": [("Troops of Moscow", "SUN MIL", "Soviet Union")], "quad": 4,
     "mode": "troops", "background": True, "interval": ("1943-11-06", "1943-11-06T09:00"), "recipient": [UKRAINE]},
    {"trigger": "burnt", "event": "ASSAULT", "actor": [], "quad": 4},
    publisher=None)


@pytest.fixture
def ledger(place: str) -> Iterator[Ledger]:
    with Ledger(place) as made:
        enter(made, SHELLS, TALKS, OLD)
        yield made


@pytest.fixture
def desk(ledger: Ledger) -> Iterator[sa.Connection]:
    with ledger.reading() as connection:
        yield connection


def triggers(connection: sa.Connection, asked: str) -> set[str]:
    return {row["trigger"] for row in statements(connection, asked)}


ASKED = {
    "actor=RUS": {"thanked", "grain deal", "held talks", "would shell"},
    "actor=Russia": {"thanked", "grain deal", "held talks", "would shell"},
    'actor="RUS GOV"': {"thanked", "grain deal", "held talks", "would shell"},
    'actor="RUS MIL"': set(),
    'actor="recep erdoğan"': {"hosted"},
    "actor=*Erdoğan": {"hosted"},
    "recipient=RUS": {"supply"},
    "party=PRK": {"thanked", "supply"},
    "between=PRK,RUS": {"thanked", "supply"},
    "between=RUS,UKR": {"held talks", "would shell"},
    'between="RUS GOV","North Korea"': {"thanked", "supply"},
    'between="RUS GOV",Ukraine': {"held talks", "would shell"},
    "event=AID,AGREE": {"supply", "grain deal"},
    "event=assault mode=heavy-weapons": {"would shell"},
    "quad=4": {"would shell", "entered", "burnt"},
    "status=planned": {"supply"},
    "realised=yes quad=1": {"thanked", "held talks", "hosted"},
    "realised=no": {"supply", "grain deal", "would shell"},
    "own_voice=no": {"supply", "would shell"},
    "speaker=RUS": {"supply"},
    'speaker="Sergei Lavrov"': {"supply"},
    "voice_kind=belief": {"would shell"},
    "sector=MIL": {"entered"},
    "place=RUS": {"supply"},
    "place=kursk": {"supply"},
    "place=Russia": {"supply"},
    "since=2023-09": {"thanked", "supply", "grain deal"},
    "until=2023-08-02": {"held talks", "would shell", "hosted"},
    "since=2023 until=2023-08": {"held talks", "would shell", "hosted"},
    "when_since=2023-10-31": {"supply"},
    "when_until=1943-11-06": {"entered"},
    "when_since=1943-11-07 when_until=1944": set(),
    "background=yes": {"entered"},
    "context=military": {"supply"},
    "context=milit": set(),
    "what=arms": {"supply"},
    "codebook=plover min_confidence=0.9 event=AID": set(),
    "min_confidence=0.6 event=AID": {"supply"},
    "text=shell": {"supply", "would shell"},
    'text="grain deal"': {"grain deal", "burnt"},
    """text='"grain deal"'""": {"grain deal"},
    "text=Erdogan": {"hosted"},
    "document=talks,old event=ASSAULT": {"would shell", "burnt"},
    "publisher=\"harbour news\"": {"held talks", "would shell", "hosted"},
    "publisher=*gull": {"thanked", "supply", "grain deal"},
    "run=1 event=AID": {"supply"},
    "run=7": set(),
    f"statement={SHELLS[1].statements[1].id[:6]}": {"supply"},
    "statement=nothing": set(),
}


def test_filters_find_what_they_ask_for(desk: sa.Connection) -> None:
    assert {asked: triggers(desk, asked) for asked in ASKED} == ASKED
    assert len(statements(desk)) == 8


def test_each_field_has_a_condition_that_is_tried() -> None:
    tried = {name for asked in ASKED for name in given(parse(asked))}
    assert set(FIELDS) - tried == {"story"}


def test_a_story_is_asked_for_by_its_id(ledger: Ledger) -> None:
    link(ledger, "4f", talks="talks", old="talks")
    with ledger.reading() as connection:
        assert triggers(connection, "story=4f event=ASSAULT") == {"would shell", "burnt"}
        assert triggers(connection, "story=5") == set()
        assert {row["document_id"] for row in documents(connection, "grain", "story=4f")} == {"talks", "old"}


def test_every_field_of_a_found_statement_has_its_reason(desk: sa.Connection) -> None:
    """The conditions in SQL and the reasons in Python agree: what is found can be explained, field by field."""
    for asked in ASKED:
        filter = parse(asked)
        for row in statements(desk, filter):
            parties = desk.execute(sa.select(PARTIES).where(PARTIES.c.statement_pk == row["statement_pk"])).mappings()
            why = reasons(filter, {**row, "marked": row["sentence"], "story": ""}, list(parties))
            assert list(why) == list(given(filter)), asked


def test_the_newest_report_comes_first_and_undated_ones_last(desk: sa.Connection) -> None:
    answer = statements(desk, None, limit=7)
    assert [row["published"] for row in answer] == ["2023-09-14"] * 3 + ["2023-08-02"] * 3 + [None]
    assert statements(desk, None, 2, 6).rows == statements(desk).rows[6:8]
    assert total(desk, "actor=RUS") == 4


def test_an_answer_is_a_frame_in_one_line(desk: sa.Connection) -> None:
    assert list(statements(desk, "event=AID").pandas()["voice_texts"]) == ["Sergei Lavrov"]
    assert statements(desk, "event=AID").polars()["status"].to_list() == ["planned"]
    assert statements(desk, "event=AID").arrow().num_rows == 1


def test_corrected_and_overtaken_statements_are_not_found(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        connection.execute(sa.update(STATEMENTS).where(STATEMENTS.c.trigger == "supply").values(current=False))
    with ledger.reading() as connection:
        assert triggers(connection, "event=AID") == set()
        assert triggers(connection, "event=AID run=1") == {"supply"}


def test_counts_come_with_what_they_are_a_share_of(desk: sa.Connection) -> None:
    month = {row["month"]: row for row in count(desk, "actor=RUS quad=1", "month")}
    assert month["2023-08"] == {"month": "2023-08", "statements": 1, "documents": 1, "all_statements": 3,
                                "all_documents": 1, "share": 1 / 3, "document_share": 1.0}
    assert month["2023-09"]["statements"] == 2 and list(month) == ["2023-08", "2023-09"]
    event = {row["event"]: row for row in count(desk, "since=2023", "event")}
    assert event["CONSULT"]["statements"] == 2 and event["CONSULT"]["all_statements"] == 6
    assert event["CONSULT"]["all_documents"] == 2
    pairs = {row["pair"]: row["statements"] for row in count(desk, None, "pair")}
    assert pairs == {"RUS PRK": 1, "PRK RUS": 1, "UKR RUS": 1, "RUS UKR": 2, "SUN UKR": 1}
    assert [row["actor"] for row in count(desk, "event=CONSULT", "actor")] == ["RUS", "TUR", "UKR"]
    assert count(desk, None, "speaker_name").dicts()[0]["statements"] == 1
    publishers = {row["publisher"]: row["document_share"] for row in count(desk, "event=AID", "publisher")}
    assert publishers == {"The Gull": 1.0}


@pytest.mark.parametrize("by", GROUPINGS)
def test_groups_add_up(desk: sa.Connection, by: str) -> None:
    answer = count(desk, None, by)
    assert answer.columns[0] == by and len(answer) > 0
    if not GROUPINGS[by].role and not GROUPINGS[by].pairs:
        assert sum(row["statements"] for row in answer) == 8
    assert all(0 <= row["share"] <= 1 for row in answer)
    with pytest.raises(DatelineError, match="event_month"):
        count(desk, None, "colour")


def test_a_month_without_a_match_stands_in_the_series(ledger: Ledger) -> None:
    between = report("between", "Kyiv spoke.", "2023-08-20", publisher="Harbour News")
    later = report("later", "Moscow thanked Kyiv.", "2023-10-01", {"trigger": "thanked", "event": "SUPPORT"})
    enter(ledger, between, later)
    with ledger.reading() as connection:
        months = [tuple(row.values())[:5] for row in count(connection, "event=SUPPORT", "month")]
        assert months == [("2023-09", 1, 1, 3, 1), ("2023-10", 1, 1, 1, 1)]
        days = count(connection, "event=CONSULT,SUPPORT", "day").dicts()
        assert [(r["day"], r["statements"], r["all_documents"]) for r in days][1] == ("2023-08-20", 0, 1)


def test_the_same_question_in_other_words(ledger: Ledger, place: str) -> None:
    asked = """actor="RUS GOV" status=actual,planned since=2023 text='"grain deal" OR thank* -wheat'"""
    with ledger.reading() as connection:
        found = statements(connection, asked).rows
        copied = connection.exec_driver_sql(sql(asked, connection.dialect.name)).all()
    assert found and [tuple(row) for row in copied] == [*found]
    made: dict[str, Any] = {}
    exec(python(asked, place), made)
    assert list(made["frame"]["statement_id"]) == [row[0] for row in found]
    words = shlex.split(command(asked, "my desk.db"))
    assert parse(words[2]) == parse(asked) and words[-1] == "my desk.db"


def test_values_cannot_break_out_of_the_sql(desk: sa.Connection) -> None:
    for hostile in ("x' OR '1'='1", "%", "_", "\\", "a%_~b*"):
        asked = Filter(actor=hostile, publisher=hostile, place=hostile, context=hostile)
        assert len(statements(desk, asked)) == 0
        assert isinstance(sql(asked, desk.dialect.name), str)
    assert triggers(desk, 'actor="R*"') == triggers(desk, "actor=R*") > set()


# --- filters ---------------------------------------------------------------------------------------------------------

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1).filter(
    lambda v: v == v.strip() and v)


def values_of(name: str) -> st.SearchStrategy[Any]:
    if name in CHOICES:
        return st.sampled_from(CHOICES[name])
    return words.map(str.upper).filter(lambda v: v == v.strip().upper() != "") if name == "event" else words


@st.composite
def filters(draw: st.DrawFn) -> Filter:
    fields: dict[str, Any] = {}
    for name in draw(st.lists(st.sampled_from(FIELDS), unique=True)):
        if name in MANY:
            size = {"min_size": 2, "max_size": 2} if name == "between" else {"min_size": 1, "max_size": 3}
            fields[name] = tuple(draw(st.lists(values_of(name), unique=True, **size)))
        elif name in FLAGS:
            fields[name] = draw(st.booleans())
        elif name.endswith(("since", "until")):
            fields[name] = draw(st.dates()).isoformat()
        elif name in ("run", "min_confidence"):
            fields[name] = draw(st.integers(0, 99) if name == "run" else st.floats(0, 1))
        else:
            fields[name] = draw(words)
    return Filter(**fields)


@example(filters())
def test_a_filter_survives_its_short_form_and_json(filter: Filter) -> None:
    assert parse(write(filter)) == filter
    assert from_json(to_json(filter)) == filter
    assert from_json(json.loads(to_json(filter))) == filter


@example(st.text())
def test_whatever_is_typed_is_read_or_refused_in_words(text: str) -> None:
    for reader in (parse, from_json, parse_search):
        with contextlib.suppress(DatelineError):
            reader(text)


@pytest.mark.parametrize(("text", "told"), [
    ("colour=red", "no field 'colour'"), ("actr=RUS", "Did you mean actor"), ("grain deal", "text=\"grain\""),
    ("status=done", "actual, planned"), ("actor=RUS actor=PRK", "twice"), ("between=RUS", "two parties"),
    ("actor=", "missing"), ('text="grain', "no partner"), ("since=14.9.2023", "YYYY-MM-DD"), ("quad=5", "1, 2, 3, 4"),
    ("since=2023-02-30", "28 days"), ("realised=perhaps", "yes or no"), ("run=x", "a number"),
    ("min_confidence=3", "0 to 1"), ('actor="RUS"x', "comma or a blank"), ("text=a,b", "one value"),
    ("actor=RUS,", "missing"),
])
def test_a_filter_that_cannot_be_read_is_refused(text: str, told: str) -> None:
    with pytest.raises(DatelineError, match=told):
        parse(text)


def test_one_value_a_list_and_a_tuple_are_the_same() -> None:
    assert Filter(actor="RUS", until="2023-02") == Filter(actor=["RUS"], until="2023-02-28")  # type: ignore[arg-type]
    assert from_json('{"event": "aid", "quad": 2}') == Filter(event=("AID",), quad=(2,))
    for wrong in ('{"event": 3}', '{"realised": "maybe"}', "[]", "{", '{"actr": "RUS"}', '{"actor": ["a\\u0000"]}'):
        with pytest.raises(DatelineError):
            from_json(wrong)


# --- full text -------------------------------------------------------------------------------------------------------

SEARCHES: dict[str, set[str]] = {
    "grain": {"grain deal", "held talks", "burnt"},
    "Grain DEALS": {"grain deal", "burnt"},
    '"grain deal"': {"grain deal"},
    '"deal grain"': set(),
    "grain -deal": {"held talks"},
    'grain -"grain deal"': {"held talks", "burnt"},
    "shells OR talks": {"supply", "would shell", "held talks"},
    "grain deal OR thanked": {"grain deal", "burnt", "thanked"},
    "negotiat*": {"hosted"},
    "negot*": {"hosted"},
    "Erdogan": {"hosted"},
    "ERDOĞAN": {"hosted"},
    "the": {"hosted", "burnt"},
    "grain-deal": {"grain deal"},
    "“grain” (deal)!": {"grain deal", "burnt"},
    '"gra*': set(),
}


def test_searches_mean_the_same_in_both_databases(desk: sa.Connection) -> None:
    for text, wanted in SEARCHES.items():
        if text.count('"') % 2 == 0:
            assert {by_id(row["statement_id"]) for row in search(desk, text)} == wanted, text
            assert {by_id(row["statement_id"]) for row in search(desk, text, order="best")} == wanted, text


def by_id(statement: str) -> str:
    return {s.id: s.trigger.of(d.text) for d, r in (SHELLS, TALKS, OLD) for s in r.statements}[statement]


def test_hits_are_marked_and_their_places_are_those_of_the_report(desk: sa.Connection) -> None:
    [row] = search(desk, '"grain deal"').dicts()
    assert row["passage"] == "It denied a [hit|grain deal]."
    assert [SHELLS[0].text[h["start"] : h["end"]] for h in row["hits"]] == ["grain deal"]
    [row] = search(desk, "erdogan negotiat*").dicts()
    assert [TALKS[0].text[h["start"] : h["end"]] for h in row["hits"]] == ["Erdoğan", "negotiators"]


def test_a_search_goes_with_a_filter(desk: sa.Connection) -> None:
    assert {row["event"] for row in search(desk, "Moscow", "status=possible")} == {"ASSAULT"}
    assert len(search(desk, "Moscow", limit=2)) == 2


def test_reports_are_found_by_title_and_text(desk: sa.Connection) -> None:
    rows = {row["document_id"]: row for row in documents(desk, "grain deal")}
    assert set(rows) == {"shells", "talks", "old"}
    assert "[hit|grain deal]" in rows["shells"]["passage"] and rows["shells"]["statements"] == 3
    for pair in (SHELLS, TALKS, OLD):
        row = rows[pair[0].id]
        assert row["passage"].replace("[hit|", "").replace("]", "") == pair[0].text[row["start"] : row["end"]]
    assert [row["document_id"] for row in documents(desk, "grain", "since=2023-09")] == ["shells"]
    assert [row["document_id"] for row in documents(desk, "last", order="best")] == ["talks"]


def test_a_changed_report_is_found_by_its_new_words_only(ledger: Ledger) -> None:
    enter(ledger, report("talks", "Kyiv and Moscow met for lunch.", "2023-08-02", {"trigger": "met"}))
    with ledger.reading() as connection:
        assert [row["document_id"] for row in documents(connection, "lunch")] == ["talks"]
        assert {row["document_id"] for row in documents(connection, "grain")} == {"shells", "old"}
        assert len(search(connection, "Erdogan")) == 0


@pytest.mark.parametrize(("text", "told"), [
    ('"grain', "no partner"), ("-grain", "Add one to find"), ("", "no word"), ("???", "no word"),
    ("OR grain", "OR stands"), ("grain OR", "OR stands"), ("gr*in", "end of a word"), ("*", "alone"),
    ("x " * 60, "50 words"),
])
def test_what_is_no_search_is_refused_in_words(desk: sa.Connection, text: str, told: str) -> None:
    for ask in (search, documents):
        with pytest.raises(DatelineError, match=told):
            ask(desk, text)


@pytest.mark.parametrize("text", [
    "a AND", "NEAR(a b)", "title:grain", "a^2", "(((", "'; DROP TABLE statements", "a:* & b", "x€y €", "{a}",
    "naïve\u0301", "日本語*", "a\tb\nc", "OR1 --", "ﬁne", "<->", "!grain",
])
def test_no_search_reaches_the_database_as_its_own_language(desk: sa.Connection, text: str) -> None:
    with contextlib.suppress(DatelineError):
        search(desk, text)
        documents(desk, text, order="best")
    assert len(search(desk, "grain")) == 3


def test_common_words_are_sought_in_another_order_with_the_same_answer(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch,
) -> None:
    with ledger.reading() as connection:
        rare = [search(connection, "Moscow").rows, statements(connection, "text=Moscow", 50).rows]
        monkeypatch.setattr("dateline.ledger.fulltext.FREQUENT", 1)
        assert is_frequent(connection, STATEMENTS, "Moscow") and not is_frequent(connection, STATEMENTS, "lunch")
        assert [search(connection, "Moscow").rows, statements(connection, "text=Moscow", 50).rows] == rare


@example(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_folding_keeps_the_way_back(text: str) -> None:
    plain, places = folded(text)
    assert len(plain) == len(places) and all(0 <= p < len(text) for p in places) and places == sorted(places)


def test_passages_are_cut_between_words() -> None:
    text = "one two " * 50 + "three " + "four five " * 50
    hits = hits_in(text, text.replace("three", "\x02three\x03"))
    shown = passage_of(text, hits)
    assert text[shown.start : shown.start + 3] in ("one", "two") and "three" in shown.of(text)
    assert text[shown.end - 1].strip() == "" or text[shown.end].strip() == ""
    assert passage_of("short", ()) == Span(0, 5)


# --- the command line ------------------------------------------------------------------------------------------------


def test_values_that_the_ledger_does_not_have_are_told(desk: sa.Connection) -> None:
    actor, event, speaker, publisher, run = hints(
        desk, parse('actor=Erdoğan event=ASAULT publisher="The Gul" run=9 speaker=Lavrov'))
    assert "near: Recep Erdoğan" in actor and "AGREE, AID" in event and "near: Sergei Lavrov" in speaker
    assert "near: The Gull" in publisher and "no run 9" in run
    assert hints(desk, parse("actor=RUS event=AID")) == []


@pytest.fixture
def run(ledger: Ledger, place: str) -> Any:
    return lambda *given: CliRunner().invoke(app, [*given, "--ledger", place])


def test_the_commands_answer(run: Any, tmp_path: Path) -> None:
    listed = run("statements", "actor=RUS", "--status", "negated")
    assert listed.exit_code == 0 and "AGREE" in listed.output and "not what is true" in listed.output
    assert run("statements", "--limit", "2", "--format", "jsonl").stdout.count("\n") == 2
    assert "2 of 8 statements" in run("statements", "--limit", "2").output
    out = tmp_path / "all.csv"
    assert run("statements", "--out", str(out), "--limit", "0").exit_code == 0
    assert out.read_text(encoding="utf-8").count("\n") == 9
    assert "0.33" in run("count", "actor=RUS quad=1", "--by", "month").output
    found = run("search", '"grain deal"', "--status", "negated")
    assert "[hit|grain deal]" in found.output and "1 passage." in found.output
    assert "A grain deal at last?" in run("search", "grain deal", "--reports").output
    assert "Nothing found" in run("search", "lunch").output


def test_the_commands_show_the_question_in_other_words(run: Any) -> None:
    assert "SELECT" in run("statements", "actor=RUS", "--show", "sql").output
    assert "dateline statements 'actor=RUS event=AID' --ledger" in run(
        "statements", "actor=RUS", "--event", "aid", "--show", "command").output
    assert "ledger.statements(actor='RUS')" in run("statements", "actor=RUS", "--show", "python").output


def test_an_empty_answer_says_why(run: Any) -> None:
    answer = run("statements", "event=ASAULT")
    assert answer.exit_code == 0 and "no statement of this ledger has event=ASAULT" in answer.output
    with pytest.raises(DatelineError, match="twice"):
        raise run("statements", "actor=RUS", "--actor", "PRK").exception


def test_the_statuses_are_those_of_the_codebook() -> None:
    assert CHOICES["status"] == Status.__args__  # type: ignore[attr-defined]

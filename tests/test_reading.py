"""Readings: exact spans over any text, the same answer every time, no self-dyads, steps that explain."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.knowledge import Knowledge
from dateline.reading.pipeline import read
from dateline.types import Document, Reading, Span

ODD = ("“", "”", "\n\n", "\u200b", "(", "could", "if", "they", "its", "😀")
TEXT = (
    "SEOUL — South Korea said on Tuesday it would send 50 armoured vehicles to Poland.\n\n"
    "“We condemn the attack on our allies,” Foreign Minister Cho Tae-yul told reporters. Russia denied shelling "
    "the port of Odesa. According to the United Nations, rebels in Sudan killed at least 40 civilians last week."
)


def read_text(text: str, know: Knowledge, published: str | None = "2024-05-14") -> Reading:
    return read(Document(id="t", text=text, published=published), know)


def spans(reading: Reading) -> Iterator[tuple[Span, str | None]]:
    """All spans of a reading, with the words they claim where they claim any."""
    for s in (*reading.statements, *reading.candidates):
        yield s.trigger, None
        yield from ((e, None) for e in s.evidence)
        yield from ((m.span, m.text) for m in (*s.actor, *s.recipient))
        yield from ((v.span, v.text) for v in s.attribution)
        yield from ((v.cue, None) for v in s.attribution)
        yield from ((v.via_span, v.via) for v in s.attribution if v.via_span)
        yield from ((q.span, q.text) for q in s.what)
        yield from ((o.span, None) for o in s.factuality.operators)
        yield from ((x, None) for step in s.steps for x in step.spans)
        if s.where:
            yield s.where.span, s.where.text
        if s.when_span:
            yield s.when_span, None
        if s.factuality.condition:
            yield s.factuality.condition, None


def assert_exact(reading: Reading, text: str) -> None:
    for span, words in spans(reading):
        assert 0 <= span.start < span.end <= len(text)
        if words is not None:
            assert span.of(text) == words


def test_the_sample_is_read(know: Knowledge) -> None:
    reading = read_text(TEXT, know)
    assert_exact(reading, TEXT)
    found = {(s.event, s.factuality.status) for s in (*reading.statements, *reading.candidates)}
    assert ("ACCUSE", "actual") in found
    assert ("ASSAULT", "negated") in found
    assert ("ASSAULT", "actual") in found


def test_twice_the_same_bytes(know: Knowledge) -> None:
    assert msgspec.json.encode(read_text(TEXT, know)) == msgspec.json.encode(read_text(TEXT, know))


def test_every_statement_explains_itself(know: Knowledge) -> None:
    for statement in read_text(TEXT, know).statements:
        stages = [step.stage for step in statement.steps]
        assert stages[0] == "events"
        assert "factuality" in stages
        assert "times" in stages


def test_ids_differ_and_stay(know: Knowledge) -> None:
    first, again = read_text(TEXT, know), read_text(TEXT, know)
    assert [s.id for s in first.statements] == [s.id for s in again.statements]
    assert len({s.id for s in first.statements}) == len(first.statements)


def test_no_self_dyads(know: Knowledge) -> None:
    reading = read_text(TEXT, know)
    for statement in (*reading.statements, *reading.candidates):
        assert not {(m.code, m.name) for m in statement.actor} & {(m.code, m.name) for m in statement.recipient}


def test_invisible_characters_keep_offsets(know: Knowledge) -> None:
    text = TEXT.replace("Russia", "Rus\u00adsia").replace("Sudan", "Su\u200bdan").replace("\n\n", "\r\n\r\n")
    reading = read_text(text, know)
    assert_exact(reading, text)
    read_at_all = (*reading.statements, *reading.candidates)
    assert any(m.text == "Rus\u00adsia" for s in read_at_all for m in (*s.actor, *s.attribution))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([*TEXT.split(), *ODD]), max_size=40))
def test_spans_are_exact_over_any_words(know: Knowledge, words: list[str]) -> None:
    text = " ".join(words)
    assert_exact(read_text(text, know), text)


def test_spans_are_exact_over_real_reports(know: Knowledge, shared: Path) -> None:
    lines = (shared / "bench" / "reports" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    for line in lines:
        row = json.loads(line)
        assert_exact(read(Document(id=row["id"], text=row["text"], published=row.get("date")), know), row["text"])


@pytest.mark.parametrize("text", ["", " \n\t", "\ufeff", "?" * 5000, "a" * 300_000, "(" * 20_000, "“ " * 5_000])
def test_odd_texts_give_empty_readings(text: str, know: Knowledge) -> None:
    assert read_text(text, know).statements == ()


def test_a_date_that_is_none_is_an_issue(know: Knowledge) -> None:
    reading = read_text("Chad attacked Sudan on Monday.", know, "last week")
    assert [i.stage for i in reading.issues] == ["times"]
    assert "YYYY-MM-DD" in reading.issues[0].message
    assert all(s.when is None for s in (*reading.statements, *reading.candidates))


def parties_of(text: str, know: Knowledge, event: str) -> list[tuple[list[str | None], list[str | None]]]:
    reading = read_text(text, know, "2018-03-10")
    return [
        ([m.code for m in s.actor], [m.code for m in s.recipient])
        for s in (*reading.statements, *reading.candidates)
        if s.event == event
    ]


@pytest.mark.parametrize(
    ("text", "event", "actor", "recipient"),
    [
        ("Uganda's government accused rebels of killing nine villagers.", "ASSAULT", ["UGA REB"], ["UGA CVL"]),
        ("The president of Bolivia condemned the move.", "ACCUSE", ["BOL GOV"], []),
        ("Sudan denied that its army had shelled Abyei.", "ASSAULT", ["SDN MIL"], []),
        ("Turkish jets bombed a camp in Syria on 3 March.", "ASSAULT", ["TUR MIL"], ["SYR"]),
        ("Peru would supply Chile with shells.", "AID", ["PER"], ["CHL"]),
        ("Chile would be supplied with shells by Peru.", "AID", ["PER"], ["CHL"]),
    ],
)
def test_who_does_it_to_whom(
    text: str, event: str, actor: list[str], recipient: list[str], know: Knowledge
) -> None:
    assert (actor, recipient) in parties_of(text, know, event)


def test_an_accident_is_not_blamed_on_an_army_told_of_later(know: Knowledge) -> None:
    text = (
        "Twelve civilians were killed in a helicopter crash in Ukraine. The minister sent his condolences.\n\n"
        "Russian aggression against Ukraine goes on."
    )
    blamed = [a for a, r in parties_of(text, know, "ASSAULT") if "UKR CVL" in r]
    assert not any("RUS" in (code or "") for actor in blamed for code in actor)


def test_what_the_report_says_itself_it_commits_to(know: Knowledge) -> None:
    reading = read_text(TEXT, know)
    told = [*reading.statements, *reading.candidates]
    assert any(s.attribution for s in told) and any(not s.attribution for s in told)
    for s in told:
        fact = s.factuality
        if not s.attribution:
            assert (fact.author_certainty, fact.author_polarity) == (fact.certainty, fact.polarity)
        if fact.status == "negated":
            assert fact.polarity != "positive"
        if fact.status in ("actual", "planned"):
            assert fact.polarity != "negative"

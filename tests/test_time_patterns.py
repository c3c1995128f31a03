"""The patterns of times and the tables behind them: every example runs, every row makes sense."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from dateline.errors import KnowledgeError
from dateline.knowledge import Origin, load_knowledge
from dateline.parse import parse_document
from dateline.reading.times import READERS, find_times
from dateline.reading.timex_examples import wrong_match, wrong_reject
from dateline.reading.timex_grammar import TimePattern, compiled_cue, time_cues, time_patterns
from dateline.reading.timex_names import _feast_day, period_extent
from dateline.reading.timex_values import easter, orthodox_easter
from dateline.types import Document

KNOW = load_knowledge()
PATTERNS = time_patterns(KNOW)
MATCHES = [(p, e) for p in PATTERNS for e in p.match]
REJECTS = [(p, e) for p in PATTERNS for e in p.reject]


@pytest.mark.parametrize(("pattern", "example"), MATCHES, ids=[f"{p.id}: {e[0]}" for p, e in MATCHES])
def test_match(pattern: TimePattern, example: tuple[str, ...]) -> None:
    assert wrong_match(pattern, example, KNOW) is None


@pytest.mark.parametrize(("pattern", "example"), REJECTS, ids=[f"{p.id}: {e}" for p, e in REJECTS])
def test_reject(pattern: TimePattern, example: str) -> None:
    assert wrong_reject(pattern, example, KNOW) is None


def test_a_wrong_example_is_told() -> None:
    pattern = next(p for p in PATTERNS if p.id == "month")
    assert "should give 1999" in (wrong_match(pattern, ("He left in [May].", "1999"), KNOW) or "")
    assert "fires on" in (wrong_reject(pattern, "He left in May.", KNOW) or "")


def test_cues_find_their_words() -> None:
    cues = time_cues(KNOW)
    assert [(c.id, text) for c in cues for text in c.match if not compiled_cue(c).search(text)] == []
    assert all(c.match for c in cues) and len({c.id for c in cues}) == len(cues)


def test_every_pattern_has_a_reader_and_every_reader_a_pattern() -> None:
    assert {p.read for p in PATTERNS} == set(READERS)


def test_every_pattern_has_an_example() -> None:
    assert [p.id for p in PATTERNS if not p.match] == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('[[pattern]]\nid = "x"\non = ["month"]\nread = "month"\npattern = "("\nmatch = []', "pattern 'x'"),
        ('[[pattern]]\nid = "x"\ncolour = "red"', "x.toml"),
        ("[[pattern", "x.toml"),
    ],
)
def test_a_broken_pattern_is_refused_with_its_place(text: str, why: str, tmp_path: Path) -> None:
    (tmp_path / "times").mkdir()
    (tmp_path / "times" / "x.toml").write_text(text, encoding="utf-8")
    know = replace(KNOW, origin=Origin(tmp_path), cache={})
    with pytest.raises(KnowledgeError, match=why):
        find_times(parse_document(Document(id="t", text="May 1995")), know)


def test_easter() -> None:
    known = {1916: (4, 23), 1943: (4, 25), 2000: (4, 23), 2008: (3, 23), 2024: (3, 31), 2038: (4, 25)}
    assert {y: (easter(y).month, easter(y).day) for y in known} == known
    assert [orthodox_easter(y).isoformat() for y in (1999, 2023, 2025)] == ["1999-04-11", "2023-04-16", "2025-04-20"]


@pytest.mark.parametrize(
    ("name", "year", "day"),
    [
        ("Thanksgiving", 2023, "2023-11-23"),
        ("Memorial Day", 2021, "2021-05-31"),
        ("Election Day", 2016, "2016-11-08"),
        ("Good Friday", 2022, "2022-04-15"),
        ("Yom Kippur", 2023, "2023-09-25"),
        ("Lunar New Year", 2024, "2024-02-10"),
        ("Ramadan", 2020, "2020-04-24"),
    ],
)
def test_holiday(name: str, year: int, day: str) -> None:
    feast = _feast_day(KNOW.lexicon["holidays"].index[name]["rule"], year, KNOW)
    assert feast is not None and feast.edtf == day


def test_every_holiday_has_a_day() -> None:
    rows = KNOW.lexicon["holidays"].rows
    assert [r["name"] for r in rows if _feast_day(r["rule"], 2020, KNOW) is None or not r["days"].isdigit()] == []


@pytest.mark.parametrize("table", ["periods", "reigns"])
def test_extents_of_the_tables(table: str) -> None:
    for row in KNOW.lexicon[table].rows:
        interval = period_extent(row["start"], row["end"]).interval("period")
        assert interval.earliest and (interval.latest is None or interval.earliest <= interval.latest), row["name"]
        assert interval.latest is None or interval.latest < "2027", row["name"]


def test_names_of_periods_are_unique() -> None:
    rows = KNOW.lexicon["periods"].rows
    names = [n for r in rows for n in (r["name"], *r["aliases"].split(";")) if n]
    assert sorted(n for n in set(names) if names.count(n) > 1) == []


def test_reigns_agree_with_the_offices() -> None:
    """A leader of both tables was in office, by the other one, at some time of the reign."""
    terms: dict[str, list[tuple[str, str]]] = {}
    for row in KNOW.actors["offices"].rows:
        if row["office"] in ("head-of-state", "head-of-government"):
            terms.setdefault(row["person"], []).append((row["from"], row["to"] or "9999"))
    for row in KNOW.lexicon["reigns"].rows:
        other = terms.get(row["person"])
        end = row["end"] or "9999"
        assert other is None or any(a < end and row["start"] < b for a, b in other), row["name"]


def test_feasts_move_within_the_year() -> None:
    """Two first days of one feast lie about a lunar or a solar year apart."""
    days: dict[str, list[date]] = {}
    for row in KNOW.lexicon["moveable_feasts"].rows:
        days.setdefault(row["feast"], []).append(date.fromisoformat(row["first"]))
    for feast, listed in days.items():
        gaps = {(b - a).days for a, b in pairwise(listed)}
        assert all(352 <= g <= 386 for g in gaps), (feast, gaps)

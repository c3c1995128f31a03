"""The own cases: names that stand for a place or an actor, phrases that point back, voices, factuality."""

from __future__ import annotations

import re
from datetime import date
from itertools import chain
from pathlib import Path
from typing import get_args

import pytest
from evaluation.base import Row, load_rows
from evaluation.cases import run_metonymy, run_reference
from evaluation.heard import run_signals, run_voices
from evaluation.placing import bounds, occurrence, run_places
from evaluation.rooms import Rooms

from dateline.types import Basis, Document, Place, PlaceLevel, PlaceRole, Reading, Span

CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize("name", ["place_or_actor", "place_or_actor_held"])
def test_place_or_actor(name: str) -> None:
    rows = load_rows(CASES / f"{name}.csv")
    outcome = run_metonymy(rows, Rooms())
    wrong = [r["sentence"] for r, item in zip(rows, outcome.items, strict=True) if not item.right]
    assert float(outcome.figures["accuracy"] or 0) >= 0.9, wrong
    assert outcome.figures["codes"] == 1.0


@pytest.mark.parametrize(("name", "floor"), [("reference", 0.9), ("reference_held", 0.8)])
def test_reference(name: str, floor: float) -> None:
    rows = load_rows(CASES / f"{name}.csv")
    outcome = run_reference(rows, Rooms())
    wrong = [(r["phrase"], r["text"]) for r, item in zip(rows, outcome.items, strict=True) if not item.right]
    assert float(outcome.figures["accuracy"] or 0) >= floor, wrong
    assert float(outcome.figures["names"] or 0) >= 0.75
    assert float(outcome.figures["open_kept_open"] or 0) >= 0.4


def test_the_cases_are_many_and_varied() -> None:
    rows = load_rows(CASES / "place_or_actor.csv")
    assert len(rows) >= 200 and len({r["name"] for r in rows}) >= 60
    assert {r["reading"] for r in rows} == {"actor", "place"}


@pytest.mark.parametrize(("name", "floor"), [("voices", 0.9), ("voices_held", 0.85)])
def test_voices(name: str, floor: float) -> None:
    rows = load_rows(CASES / f"{name}.csv")
    outcome = run_voices(rows, Rooms())
    wrong = [(r["construction"], r["text"]) for r, item in zip(rows, outcome.items, strict=True) if not item.right]
    assert float(outcome.figures["accuracy"] or 0) >= floor, wrong
    assert float(outcome.figures["near_misses"] or 0) >= 0.9, wrong
    assert float(outcome.figures["kinds"] or 0) >= 0.9


@pytest.mark.parametrize(("name", "floor"), [("factuality", 0.9), ("factuality_held", 0.8)])
def test_factuality_signals(name: str, floor: float) -> None:
    rows = load_rows(CASES / f"{name}.csv")
    outcome = run_signals(rows, Rooms())
    wrong = [(r["signal"], r["text"]) for r, item in zip(rows, outcome.items, strict=True) if not item.right]
    assert float(outcome.figures["all"] or 0) >= floor, wrong
    assert float(outcome.figures["near_misses"] or 0) >= 0.85, wrong


@pytest.mark.parametrize(("name", "column", "many"), [("voices", "construction", 19), ("factuality", "signal", 24)])
def test_each_construction_and_signal_has_its_near_misses(name: str, column: str, many: int) -> None:
    rows = [*load_rows(CASES / f"{name}.csv"), *load_rows(CASES / f"{name}_held.csv")]
    fires = [(r[column], r["fires"]) for r in rows]
    assert len(set(fires)) == 2 * many
    assert all(fires.count((kind, "yes")) == fires.count((kind, "no")) >= 5 for kind, _ in fires)


def test_there_are_three_hundred_pairs() -> None:
    names = ("voices", "voices_held", "factuality", "factuality_held")
    assert sum(len(load_rows(CASES / f"{n}.csv")) for n in names) // 2 >= 300


PLACING = {"times": (200, 80), "places": (130, 60), "event_times": (60, 30)}


def both(name: str) -> list[Row]:
    return [*load_rows(CASES / f"{name}.csv"), *load_rows(CASES / f"{name}_held.csv")]


@pytest.mark.parametrize("name", PLACING)
def test_cases_of_when_and_where_are_many_unique_and_kept_apart(name: str) -> None:
    seen, held = load_rows(CASES / f"{name}.csv"), load_rows(CASES / f"{name}_held.csv")
    assert (len(seen), len(held)) >= PLACING[name] and len(held) >= PLACING[name][1]
    assert len({r["id"] for r in (*seen, *held)}) == len(seen) + len(held)
    assert not {r["text"] for r in seen} & {r["text"] for r in held}
    assert all("-h" in r["id"] for r in held) and not any("-h" in r["id"] for r in seen)


def test_what_cases_point_at_stands_in_their_texts() -> None:
    for row in chain(both("times"), both("places"), both("event_times")):
        words = [row.get("phrase"), row.get("name"), row.get("trigger"), row.get("event_place", "").split(">")[0]]
        assert all(occurrence(row["text"], w) for w in words if w) and any(words), row["id"]


def test_values_of_cases_are_well_formed() -> None:
    for row in chain(both("times"), both("event_times")):
        assert all(date.fromisoformat(row[c]) for c in ("published", "covers", "not") if row[c]), row["id"]
        assert row["edtf"] in ("", "*", "none") or bounds(row["edtf"]), row["id"]
        assert row.get("basis", "") in ("", *get_args(Basis)), row["id"]
    for row in both("places"):
        roles = row["role"].lstrip("-").split(";")
        assert {*roles} <= {"", "!", *get_args(PlaceRole)}, row["id"]
        assert row["level"] in ("", *get_args(PlaceLevel)), row["id"]


def test_weeks_of_cases_are_calendar_weeks() -> None:
    weeks = [r for r in both("times") if re.fullmatch(r"\d{4}-W\d\d", r["value"])]
    assert weeks
    for row in weeks:
        first, last = (date.fromisoformat(d) for d in bounds(row["edtf"]) or ())
        assert f"{first:%G-W%V}" == f"{last:%G-W%V}" == row["value"] and (last - first).days == 6, row["id"]


@pytest.mark.parametrize(
    ("edtf", "expected"),
    [
        ("2014-03-05", ("2014-03-05", "2014-03-05")),
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2014-24", ("2014-12-01", "2015-02-28")),
        ("195X", ("1950-01-01", "1959-12-31")),
        ("19XX", ("1900-01-01", "1999-12-31")),
        ("2014-03~", ("2014-03-01", "2014-03-31")),
        ("2014/..", ("2014-01-01", "9999-99-99")),
        ("../2014-05-03", ("0000-00-00", "2014-05-03")),
        ("PXW", None),
    ],
)
def test_the_days_of_an_edtf_value(edtf: str, expected: tuple[str, str] | None) -> None:
    assert bounds(edtf) == expected


class House(Rooms):
    """A house whose reader finds what it is told to find."""

    def __init__(self, *places: Place) -> None:
        super().__init__()
        self.found = places

    def read(self, document: Document) -> Reading:
        return Reading(document.id, document.text_sha256, statements=(), places=self.found)


def place_case(case: str, **wanted: str) -> Row:
    empty = dict.fromkeys(("published", "role", "code", "admin1", "chain", "level", "event_place"), "")
    return {**empty, "id": case, "family": "f", "text": "Troops shelled Tuzla.", "name": "Tuzla", **wanted}


TUZLA = Place(
    Span(15, 20), "Tuzla", code="BIH", admin1="Federation of B&H", level="point", chain=("Tuzla Canton", "Bosnia"),
    roles=("event_place", "mention"),
)


@pytest.mark.parametrize(
    ("wanted", "right"),
    [
        ({"code": "BIH", "role": "target;event_place", "chain": "Tuzla;Bosnia", "level": "point"}, True),
        ({"role": "dateline"}, False),
        ({"role": "-event_place"}, False),
        ({"role": "-dateline"}, True),
        ({"role": "!"}, False),
        ({"code": "none"}, False),
        ({"chain": "Bosnia;Tuzla"}, False),
        ({"admin1": "Srpska"}, False),
        ({"level": "area"}, False),
    ],
)
def test_a_place_is_right_where_all_that_is_checked_is(wanted: dict[str, str], right: bool) -> None:
    assert run_places([place_case("f-01", **wanted)], House(TUZLA)).figures["right"] == float(right)


def test_a_place_that_is_not_found_is_wrong_unless_it_should_not_be() -> None:
    assert run_places([place_case("f-01", code="BIH")], House()).figures["right"] == 0.0
    assert run_places([place_case("f-01", role="!")], House()).figures["right"] == 1.0


def test_held_cases_are_counted_and_never_named() -> None:
    outcome = run_places([place_case("f-01", code="XXX"), place_case("f-h02", code="XXX")], House(TUZLA))
    assert outcome.notes == ["f: 0/2; wrong: f-01"]


def test_a_row_on_which_the_reader_breaks_down_is_not_right() -> None:
    outcome = run_places([place_case("f-01", name="Zenica")], House(TUZLA))
    assert (outcome.figures["crashed"], outcome.figures["right"]) == (1, 0.0)

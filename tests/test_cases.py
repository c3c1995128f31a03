"""The own cases: names that stand for a place or an actor, phrases that point back, voices, factuality."""

from __future__ import annotations

from pathlib import Path

import pytest
from evaluation.base import load_rows
from evaluation.cases import run_metonymy, run_reference
from evaluation.heard import run_signals, run_voices
from evaluation.rooms import Rooms

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

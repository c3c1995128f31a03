"""The own cases: names that stand for a place or an actor, and phrases that point back."""

from __future__ import annotations

from pathlib import Path

import pytest
from evaluation.base import load_rows
from evaluation.cases import run_metonymy, run_reference
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

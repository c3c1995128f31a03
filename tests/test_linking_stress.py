"""Linking report by report gives what linking all at once gives."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import hypothesis
import msgspec
import pytest
import sqlalchemy as sa
from benchmarks import made
from hypothesis import strategies as st

from dateline.ledger import linking
from dateline.ledger.book import Ledger
from dateline.ledger.incidents.tables import KEPT
from dateline.ledger.incidents.tables import TABLES as INCIDENT_TABLES
from dateline.ledger.linking import link
from dateline.ledger.recording import record
from dateline.ledger.stories.likeness import Likeness, Profile
from dateline.ledger.stories.settings import Settings, settings
from dateline.ledger.stories.tables import BASE, STORIES, STORY_DEVELOPMENTS, STORY_DOCUMENTS
from dateline.types import Document, Reading, Run

TABLES = (STORIES, STORY_DEVELOPMENTS, STORY_DOCUMENTS, *INCIDENT_TABLES, *KEPT, *BASE)
Pair = tuple[Document, Reading]


def held(ledger: Ledger) -> dict[str, list[tuple[Any, ...]]]:
    """All that linking keeps, without claims."""
    with ledger.reading() as connection:
        return {t.name: sorted((tuple(r) for r in connection.execute(sa.select(t))), key=repr) for t in TABLES}


def enter(ledger: Ledger, pairs: Sequence[Pair], run: Run = made.RUN) -> None:
    recording = record(ledger, run)
    recording.add(pairs)
    recording.finish()


def assert_as_a_whole(ledger: Ledger) -> None:
    """What stands is what a pass over the whole ledger makes."""
    stands = held(ledger)
    assert link(ledger, claims=False, full=True).new is None
    for name, rows in held(ledger).items():
        assert stands[name] == rows, name


def report(number: int, day: int | None, version: int = 0, twin: str = "") -> Pair:
    """A made report of one of a few days, or of none; `twin`: the same words elsewhere."""
    document, reading = made.pair(number, version=version)
    published = None if day is None else f"2024-05-{day + 1:02}"
    moved = msgspec.structs.replace(document, id=f"{document.id}{twin}", published=published,
                                    publisher=f"{document.publisher}{twin}")
    return moved, msgspec.structs.replace(reading, document=moved.id)


@pytest.fixture
def crowded_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two holders of a term within three days are a crowd: reports that come in part others."""
    usual = settings()
    short = msgspec.structs.replace(
        usual, stories=msgspec.structs.replace(usual.stories, crowded=2, threshold=0.12),
        time=msgspec.structs.replace(usual.time, window_days=3))
    for where in ("linking", "stories.stories"):
        monkeypatch.setattr(f"dateline.ledger.{where}.settings", lambda: short)
    monkeypatch.setattr(linking, "SHARE", 99.0)  # never all anew


REPORTS = st.tuples(st.integers(0, 7), st.one_of(st.none(), st.integers(0, 9)), st.integers(0, 1),
                    st.sampled_from(["", "-b", "-c"]))


@pytest.mark.usefixtures("crowded_soon")
@hypothesis.settings(max_examples=60, deadline=None, suppress_health_check=list(hypothesis.HealthCheck))
@hypothesis.given(st.lists(st.lists(REPORTS, min_size=1, max_size=6), min_size=2, max_size=4))
def test_reports_in_batches_link_as_all_at_once(batches: list[list[tuple[int, int | None, int, str]]]) -> None:
    """Copies, reports without a day, later versions in the place of earlier ones, in any order."""
    with tempfile.TemporaryDirectory() as folder, Ledger(Path(folder) / "desk.db") as ledger:
        for batch in batches:
            enter(ledger, [report(*one) for one in batch])
            link(ledger, claims=False)
        assert_as_a_whole(ledger)


@pytest.mark.usefixtures("crowded_soon")
@pytest.mark.parametrize("seed", range(3, 12))
def test_many_reports_link_as_all_at_once(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    given = [report(random.randrange(40), random.choice([None, *range(12)]), random.randrange(2),
                    random.choice(["", "", "-b"])) for _ in range(60)]
    with Ledger(tmp_path / "desk.db") as ledger:
        for start in range(0, len(given), 15):
            enter(ledger, given[start : start + 15])
            assert link(ledger, claims=False) is not None
        assert_as_a_whole(ledger)


@pytest.mark.usefixtures("crowded_soon")
@pytest.mark.parametrize("seed", range(4, 40))
def test_any_likeness_links_as_all_at_once(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Likeness drawn by lot, with pairs that belong apart: groups that nearly join, and chains of them."""

    def by_lot(a: Profile, b: Profile, how: Settings) -> Likeness:
        random = Random(f"{seed} {min(a.pk, b.pk)} {max(a.pk, b.pk)}")
        value = random.choice([0.0, 0.05, 0.1, 0.12, 0.15, 0.2, 0.3]) * random.random() * 2
        return Likeness(value, {}, 0, random.choice([None, None, None, True, False]))

    for where in ("stories", "pairs_again"):
        monkeypatch.setattr(f"dateline.ledger.stories.{where}.likeness", by_lot)
    random = Random(seed)
    given = [report(n, random.randrange(9)) for n in range(40)]
    with Ledger(tmp_path / "desk.db") as ledger:
        for start in range(0, len(given), 4 + seed):
            enter(ledger, given[start : start + 4 + seed])
            link(ledger, claims=False)
        assert_as_a_whole(ledger)

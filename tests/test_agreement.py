"""Samples, coding sheets, judgements, and the measures: against published figures, and by what must always hold."""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from typer.main import get_command
from typer.testing import CliRunner

from dateline.cli import ledger_corrections, ledger_sampling
from dateline.errors import DatelineError
from dateline.knowledge import Knowledge
from dateline.ledger.book import Ledger
from dateline.ledger.people import correcting, validation
from dateline.ledger.people.agreement import alpha, bootstrapped, f1, kappa, observed, wilson
from dateline.ledger.people.coding_sheet import COLUMNS, judgements, sheet_rows, write_sheet
from dateline.ledger.people.corrections import Slot
from dateline.ledger.people.judging import (
    ADJUDICATED,
    ALL,
    JUDGED,
    Item,
    Measure,
    Vote,
    confusion,
    disagreements,
    measures,
)
from dateline.ledger.people.recall import documents_named
from dateline.ledger.people.report import report
from dateline.ledger.people.sampling import SampleError, Unit, allocation, random_sample, stratified, uncertain
from dateline.ledger.people.tables import CORRECTIONS, JUDGEMENTS, SAMPLE_ITEMS, SAMPLE_SENTENCES, SAMPLES
from dateline.ledger.people.validation import Filter, Sample, design_of, draw_sample, judged, sample_named
from dateline.ledger.recording import record
from dateline.ledger.schema import METADATA
from dateline.reading.pipeline import read
from dateline.types import Document, Reading, Run

AT = "2031-05-20T09:00:00Z"
TEXTS = (
    "Chadian soldiers clashed with rebels near Abeche on Monday, the defence ministry said. France will send 200 "
    "troops to Chad next month. Libya denied arming the rebels.",
    "Police arrested the opposition leader in Ndjamena on Friday. The foreign ministers of Chad and Sudan could meet "
    "in Tripoli if the fighting stops. Sudan accused Chad of arming the rebels.",
    "Kenya and Uganda signed a border agreement in Nairobi. Thousands of students protested against the government in "
    "Kampala. Uganda will withdraw its soldiers from Somalia next year.",
    "=Togo expelled the ambassador of Benin. Benin recalled its own ambassador. Ghana urged both governments to talk.",
)


# --- the measures


def square(rows: list[list[int]]) -> dict[tuple[int, int], float]:
    return {(i, j): float(n) for i, row in enumerate(rows) for j, n in enumerate(row)}


def test_kappa_of_cohens_own_example() -> None:
    """Cohen 1960, table 1 as counts of 200: p_o .70, p_e .41, kappa .492."""
    pairs = square([[88, 14, 18], [10, 40, 10], [2, 6, 12]])
    assert observed(pairs) == pytest.approx(0.70)
    assert kappa(pairs) == pytest.approx(0.492, abs=0.0005)


def test_kappa_of_two_readers_of_grant_proposals() -> None:
    """Worked in Wikipedia's article on Cohen's kappa: 20 and 15 of 50 agreed, p_o .7, p_e .5, kappa .4."""
    assert kappa(square([[20, 5], [10, 15]])) == pytest.approx(0.4)
    assert kappa(square([[45, 15], [25, 15]])) == pytest.approx(0.1304, abs=0.0001)
    assert kappa(square([[25, 35], [5, 35]])) == pytest.approx(0.2593, abs=0.0001)


def test_alpha_of_krippendorffs_own_examples() -> None:
    """Krippendorff 2011: section B (two observers, binary) .095; section C/D (four observers, gaps, nominal) .743."""
    one, two = "0100000000", "1110010100"
    assert alpha([*zip(one, two, strict=True)]) == pytest.approx(0.095, abs=0.0005)
    coded = [["1", "2", "3", "3", "2", "1", "4", "1", "2", ".", ".", "."],
             ["1", "2", "3", "3", "2", "2", "4", "1", "2", "5", ".", "3"],
             [".", "3", "3", "3", "2", "3", "4", "2", "2", "5", "1", "."],
             ["1", "2", "3", "3", "2", "4", "4", "1", "2", "5", "1", "."]]
    units = [[v for v in unit if v != "."] for unit in zip(*coded, strict=True)]
    assert alpha(units) == pytest.approx(0.743, abs=0.0005)


@pytest.mark.parametrize(("hits", "of", "low", "high"), [
    (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718),
])
def test_wilson_as_published(hits: int, of: int, low: float, high: float) -> None:
    """Newcombe 1998, table I, method 3."""
    figure = wilson(hits, of)
    assert figure.low == pytest.approx(low, abs=0.00006) and figure.high == pytest.approx(high, abs=0.00006)


PAIRS = st.dictionaries(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), st.integers(1, 50), max_size=9)


@given(PAIRS)
def test_kappa_never_exceeds_one_and_knows_no_first_coder(pairs: dict[tuple[str, str], int]) -> None:
    found, swapped = kappa(pairs), kappa({(b, a): n for (a, b), n in pairs.items()})
    assert (found is None) == (swapped is None)
    if found is not None and swapped is not None:
        assert -1 <= found <= 1 + 1e-12 and math.isclose(found, swapped, abs_tol=1e-12)


@given(st.dictionaries(st.sampled_from("abcd"), st.integers(1, 50), min_size=2))
def test_perfect_agreement_is_one(counts: dict[str, int]) -> None:
    assert kappa({(c, c): n for c, n in counts.items()}) == pytest.approx(1)
    assert alpha([[c, c] for c, n in counts.items() for _ in range(n)]) == pytest.approx(1)


@given(st.dictionaries(st.sampled_from("ab"), st.integers(1, 50), min_size=2, max_size=2),
       st.dictionaries(st.sampled_from("ab"), st.integers(1, 50), min_size=2, max_size=2))
def test_independent_coders_have_no_kappa(left: dict[str, int], right: dict[str, int]) -> None:
    assert kappa({(a, b): n * m for a, n in left.items() for b, m in right.items()}) == pytest.approx(0, abs=1e-9)


@given(st.integers(0, 300), st.integers(0, 300))
def test_wilson_holds_the_share_within_zero_and_one(hits: int, misses: int) -> None:
    found = wilson(hits, hits + misses)
    if found.value is None or found.low is None or found.high is None:
        assert hits + misses == 0
    else:
        assert 0 <= found.low <= found.value <= found.high <= 1
        mirrored = wilson(misses, hits + misses)
        assert mirrored.low == pytest.approx(1 - found.high, abs=1e-12)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(["tp", "fp", "fn"]), st.integers(1, 5)), min_size=2, max_size=20))
def test_bootstrap_is_the_same_again_and_in_range(clusters: list[dict[str, int]]) -> None:
    one = bootstrapped(clusters, f1, rounds=200)
    assert one == bootstrapped(clusters, f1, rounds=200)
    if one.low is not None and one.high is not None:
        assert 0 <= one.low <= one.high <= 1


def test_bootstrap_resamples_documents_not_statements() -> None:
    alike = [Counter(tp=1) for _ in range(50)] + [Counter(fp=1) for _ in range(50)]
    clumped = [Counter(tp=25), Counter(tp=25), Counter(fp=25), Counter(fp=25)]
    narrow, wide = bootstrapped(alike, f1), bootstrapped(clumped, f1)
    assert narrow.value == wide.value == pytest.approx(2 / 3)
    assert wide.high is not None and wide.low is not None and narrow.high is not None and narrow.low is not None
    assert wide.high - wide.low > 2 * (narrow.high - narrow.low)
    assert bootstrapped([Counter(tp=3)], f1) == (1.0, None, None)
    assert bootstrapped([Counter(tp=3)] * 9, f1) == (1.0, None, None)  # all resamples alike: no certainty


def test_bootstrap_agrees_with_theory_where_there_is_one() -> None:
    """Of 100 documents with one statement each, 30 wrong: the interval of a share of .7 is about .7 ± .09."""
    clusters = [Counter({i >= 30: 1}) for i in range(100)]
    figure = bootstrapped(clusters, lambda c: c.get(True, 0) / sum(c.values()))
    assert figure.low == pytest.approx(0.61, abs=0.02) and figure.high == pytest.approx(0.79, abs=0.02)


# --- sampling

UNITS = st.lists(st.tuples(st.sampled_from("abcdef"), st.floats(0, 1)), min_size=1, max_size=60).map(
    lambda pairs: [Unit(f"k{i}", s, c) for i, (s, c) in enumerate(pairs)])


@given(UNITS, st.integers(1, 80), st.text(max_size=3), st.randoms())
def test_a_random_sample_does_not_hang_on_the_order_of_the_frame(
    units: list[Unit], size: int, seed: str, chance: object
) -> None:
    draw = random_sample(units, size, seed)
    keys = [units[d.place].key for d in draw.drawn]
    assert len(set(keys)) == len(keys) == min(size, len(units))
    turned = units[::-1]
    assert [turned[d.place].key for d in random_sample(turned, size, seed).drawn] == keys
    smaller = random_sample(units, max(1, size // 2), seed)
    assert [units[d.place].key for d in smaller.drawn] == keys[: len(smaller.drawn)]
    assert sum(d.weight or 0 for d in draw.drawn) == pytest.approx(len(units))


@given(UNITS, st.integers(1, 80), st.booleans())
def test_a_stratified_sample_has_every_stratum_and_weights_that_add_up(
    units: list[Unit], size: int, equal: bool
) -> None:
    strata = Counter(u.stratum for u in units)
    if min(size, len(units)) < len(strata):
        with pytest.raises(SampleError, match="strata: --size"):
            stratified(units, size, "1", equal)
        return
    draw = stratified(units, size, "1", equal)
    assert len(draw.drawn) == min(size, len(units))
    for name, number in strata.items():
        weights = [d.weight or 0 for d in draw.drawn if units[d.place].stratum == name]
        assert weights and sum(weights) == pytest.approx(number)
        assert draw.strata[name] == (number, len(weights))


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 200), min_size=1), st.integers(6, 300))
def test_equal_strata_differ_only_where_one_is_used_up(population: dict[str, int], size: int) -> None:
    sizes = allocation(population, size, equal=True)
    assert sum(sizes.values()) == min(size, sum(population.values()))
    free = [n for name, n in sizes.items() if n < population[name]]
    assert not free or max(free) - min(free) <= 1
    assert all(n <= population[name] for name, n in sizes.items())


def test_shares_follow_the_strata() -> None:
    assert allocation({"a": 700, "b": 200, "c": 95, "d": 5}, 100) == {"a": 70, "b": 20, "c": 9, "d": 1}


def test_the_uncertain_come_first_and_have_no_weight() -> None:
    units = [Unit("a", "", 0.9), Unit("b", "", 0.24), Unit("c", "", 0.5), Unit("d", "", 0.2)]
    draw = uncertain(units, 3, "1", 0.22)
    assert [units[d.place].key for d in draw.drawn][2] == "c" and {d.weight for d in draw.drawn} == {None}


def test_what_cannot_be_drawn() -> None:
    for units, size, says in (([], 5, "nothing to draw"), ([Unit("a")], 0, "at least 1")):
        with pytest.raises(SampleError, match=says):
            random_sample(units, size, "1")
    for text in ("stratified", "stratified:colour", "by chance", "random:event"):
        with pytest.raises(SampleError, match="write random, uncertain, or stratified"):
            design_of(text)
    assert str(design_of("stratified:event, status", equal=True)) == "stratified:event,status:equal"


# --- judgements

MACHINE: dict[Slot, str] = {"event": "AID", "actor": "FRA; DEU", "recipient": "TCD", "status": "actual",
                            "voice": "none", "when": "2031-05", "where": "none"}
RIGHT: Mapping[Slot, Vote] = {slot: Vote("yes") for slot in JUDGED}


def item(number: int, document: str = "", weight: float | None = 1.0, **votes: Mapping[Slot, Vote]) -> Item:
    return Item(number, document or f"d{number}", MACHINE, votes, weight)


def but(**changed: Vote) -> Mapping[Slot, Vote]:
    return {slot: changed.get(slot, vote) for slot, vote in RIGHT.items()}


def figure(found: list[Measure], section: str, subject: str, who: str, measure: str) -> Measure:
    return next(m for m in found if (m.section, m.subject, m.who, m.measure) == (section, subject, who, measure))


def test_precision_against_each_coder_and_finally() -> None:
    planned = but(status=Vote("no", "planned"))
    items = [item(1, Anna=RIGHT, Ben=RIGHT), item(2, Anna=planned, Ben=RIGHT), item(3, Anna=planned, Ben=planned),
             item(4, Anna=planned, Ben=RIGHT, adjudicated={"status": Vote("no", "planned")})]
    found = measures(items)
    assert figure(found, "precision", "status", "Anna", "precision")[4:6] == (4, 0.25)
    assert figure(found, "precision", "status", "Ben", "precision")[4:6] == (4, 0.75)
    assert figure(found, "precision", "status", "final", "precision")[4:6] == (3, pytest.approx(1 / 3))
    assert figure(found, "precision", "event", "final", "precision")[4:6] == (4, 1.0)
    assert figure(found, "precision", ALL, "final", "precision")[4:6] == (3, pytest.approx(1 / 3))
    assert figure(found, "by event", "AID", "final", ALL)[4:6] == (3, pytest.approx(1 / 3))
    half = measures([item(1, Anna={"event": Vote("no", "AGREE")}), item(2, Anna={"event": Vote("no", "none")})])
    assert figure(half, "precision", ALL, "Anna", "precision")[4:6] == (1, 0.0)  # the first is judged only in part
    told = figure(found, "status", "talk as fact", "final", "actual judged not actual")
    assert told[4:6] == (3, pytest.approx(2 / 3))
    assert confusion(items, "status") == {("actual", "actual"): 1, ("actual", "planned"): 2}
    assert [(i.number, slot) for i, slot in disagreements(items)] == [(2, "status")]


def test_agreement_on_verdicts_and_on_values() -> None:
    planned, possible = but(status=Vote("no", "planned")), but(status=Vote("no", "possible"))
    items = [item(1, Anna=RIGHT, Ben=RIGHT), item(2, Anna=planned, Ben=possible), item(3, Anna=planned, Ben=planned),
             item(4, Anna=RIGHT, Ben=but(status=Vote("unsure")))]
    found = measures(items)
    assert figure(found, "agreement", "status", "Anna, Ben", "kappa")[4:6] == (3, 1.0)
    assert figure(found, "agreement", "status", "Anna, Ben", "observed")[4:6] == (3, 1.0)
    values = figure(found, "agreement", "status", "Anna, Ben", "kappa of values")
    assert values.n == 3 and values.value == pytest.approx((2 / 3 - 1 / 3) / (1 - 1 / 3))
    assert figure(found, "agreement", "event", "Anna, Ben", "kappa").value is None  # one word throughout
    assert figure(found, "agreement", "status", "Anna, Ben", "alpha").value == 1.0
    assert [(i.number, slot) for i, slot in disagreements(items)] == [(2, "status"), (4, "status")]


def test_a_no_without_a_value_differs_from_a_yes() -> None:
    unsaid = but(status=Vote("no"))
    votes = ((RIGHT, unsaid), (unsaid, unsaid), (RIGHT, RIGHT))
    found = measures([item(i, Anna=one, Ben=other) for i, (one, other) in enumerate(votes)])
    values = figure(found, "agreement", "status", "Anna, Ben", "kappa of values")
    assert values.n == 2 and values.value == 0.0


VOTES = st.fixed_dictionaries({s: st.sampled_from([Vote("yes"), Vote("no"), Vote("unsure")]) for s in JUDGED})


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(VOTES, VOTES), min_size=1, max_size=6))
def test_swapping_coders_changes_nothing_but_names(votes: list[tuple[dict[Slot, Vote], dict[Slot, Vote]]]) -> None:
    one = measures([item(i, Anna=a, Ben=b) for i, (a, b) in enumerate(votes)])
    other = measures([item(i, Anna=b, Ben=a) for i, (a, b) in enumerate(votes)])
    names = {"Anna": "Ben", "Ben": "Anna"}
    mirrored = {(m.section, m.subject, names.get(m.who, m.who), m.measure): m for m in other}
    for m in one:
        twin = mirrored[m.section, m.subject, m.who, m.measure]
        assert m.n == twin.n
        assert [x is None for x in m[5:]] == [x is None for x in twin[5:]]
        assert all(math.isclose(x, y, abs_tol=1e-9) for x, y in zip(m[5:], twin[5:], strict=True) if x is not None)


@pytest.mark.parametrize(("slot", "vote", "value"), [
    ("actor", Vote("yes"), 1.0),
    ("actor", Vote("no", "FRA"), 2 / 3),  # one right, one too many
    ("actor", Vote("no", "FRA; DEU; ITA"), 4 / 5),  # two right, one missed
    ("actor", Vote("no", "none"), 0.0),
    ("actor", Vote("no"), 0.0),
    ("where", Vote("no", "Abeche (TCD)@3-9"), 0.0),  # missed
    ("where", Vote("yes"), None),  # nothing to find, nothing given
    ("event", Vote("no", "none"), 0.0),  # no such statement
])
def test_f1_of_a_slot(slot: Slot, vote: Vote, value: float | None) -> None:
    found = figure(measures([item(1, Anna={slot: vote})]), "f1", slot, "final", "f1")
    assert found.value == (None if value is None else pytest.approx(value))


def test_weights_bring_a_sample_back_to_its_frame() -> None:
    wrong = but(event=Vote("no", "none"))
    items = [item(i, weight=90.0, Anna=RIGHT) for i in range(5)]
    items += [item(i, weight=10.0, Anna=wrong) for i in range(5, 10)]
    found = measures(items)
    assert figure(found, "precision", "event", "final", "precision").value == 0.5
    assert figure(found, "precision", "event", "final, weighted", "precision").value == pytest.approx(0.9)


# --- in the store


@pytest.fixture(scope="module")
def readings(know: Knowledge) -> list[tuple[Document, Reading]]:
    documents = [Document(f"wire-{i}", text, publisher="Desk Wire" if i % 2 else "Gulf Post", published=f"2031-0{i}-14")
                 for i, text in enumerate(TEXTS, 3)]
    return [(d, read(d, know)) for d in documents]


@pytest.fixture
def desk(place: str, readings: list[tuple[Document, Reading]]) -> Iterator[Ledger]:
    with Ledger(place) as ledger:
        with ledger.writing() as connection:
            METADATA.create_all(connection, tables=[CORRECTIONS, SAMPLES, SAMPLE_ITEMS, SAMPLE_SENTENCES, JUDGEMENTS])
        run = record(ledger, Run("1", "k", "m"))
        run.add(readings)
        run.finish()
        yield ledger


def drawn(desk: Ledger, name: str = "spring", size: int = 6, by: str = "random", **more: object) -> Sample:
    given = {"seed": "1", "at": AT} | more
    with desk.writing() as connection:
        return draw_sample(connection, name, size, design_of(by), **given)  # type: ignore[arg-type]


def test_a_sample_is_kept_with_its_frame(desk: Ledger, readings: list[tuple[Document, Reading]]) -> None:
    total = sum(len(r.statements) for _, r in readings)
    sample = drawn(desk)
    assert (len(sample.items), sample.population) == (6, total)
    by_text = {d.id: r.statements for d, r in readings}
    assert all(one.statement in by_text[one.document.id] for one in sample.items)
    assert sum(one.weight or 0 for one in sample.items) == pytest.approx(total)
    with desk.reading() as connection:
        assert sample_named(connection, "spring") == sample
        listed = validation.samples(connection).dicts()[0]
        assert (listed["design"], listed["population"], listed["coders"]) == ("random", total, "1 (k)")
        with pytest.raises(SampleError, match="Samples: spring"):
            sample_named(connection, "autumn")
    with pytest.raises(SampleError, match="already"):
        drawn(desk)
    again = drawn(desk, "again")
    assert [i.statement.id for i in again.items] == [i.statement.id for i in sample.items]
    other = drawn(desk, "other", seed="2")
    assert [i.statement.id for i in other.items] != [i.statement.id for i in sample.items]


def test_every_stratum_is_drawn(desk: Ledger) -> None:
    for by in ("event", "status", "voice", "publisher", "month", "rule", "event,status", "codebook"):
        sample = drawn(desk, by, size=100, by=f"stratified:{by}")
        assert sum(m for _, m in sample.strata.values()) == len(sample.items) == sample.population
        assert set(sample.strata) == {one.stratum for one in sample.items}
        if by == "rule":
            assert all("." in name for name in sample.strata)


def test_a_filter_makes_another_frame(desk: Ledger, readings: list[tuple[Document, Reading]]) -> None:
    sample = drawn(desk, size=50, wanted=Filter(publisher=("Gulf Post",), status=("actual",), since="2031-05-01"))
    wanted = [s.id for d, r in readings if d.publisher == "Gulf Post" and (d.published or "") >= "2031-05-01"
              for s in r.statements if s.factuality.status == "actual"]
    assert wanted and sorted(i.statement.id for i in sample.items) == sorted(wanted)
    with pytest.raises(SampleError, match="nothing to draw"):
        drawn(desk, "none", wanted=Filter(publisher=("Nobody",)))


def test_the_machine_is_judged_as_it_coded(desk: Ledger, know: Knowledge) -> None:
    first = drawn(desk, "before", size=50)
    with desk.writing() as connection:
        correcting.judge(connection, first.items[0].statement.id, "reject", by="A", at=AT, why="no", know=lambda: know)
        correcting.correct(connection, first.items[1].statement.id, {"background": "yes"}, by="A", at=AT, why="old",
                           know=lambda: know)
    second = drawn(desk, "after", size=50)
    assert [i.statement for i in second.items] == [i.statement for i in first.items]


def test_the_uncertain_are_those_near_to_what_they_had_to_reach(desk: Ledger, know: Knowledge) -> None:
    from dateline.reading.confidence import least

    sample = drawn(desk, size=50, by="uncertain", know=lambda: know)
    over = [abs(i.statement.confidence - least(i.statement, know, None)) for i in sample.items]
    assert over == sorted(over) and all(i.weight is None for i in sample.items)
    fixed = drawn(desk, "fixed", size=50, by="uncertain", threshold=0.7)
    near = [abs(i.statement.confidence - 0.7) for i in fixed.items]
    assert near == sorted(near)


def filled(path: Path, cells: Mapping[tuple[int, str], str]) -> None:
    """Fill cells (item, column) of a CSV sheet."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = [*csv.DictReader(handle)]
    for (number, column), value in cells.items():
        rows[number - 1][column] = value
    write_sheet(path, rows)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_sheet_shows_the_machine_and_comes_back(desk: Ledger, know: Knowledge, tmp_path: Path, ending: str) -> None:
    sample = drawn(desk, size=50)
    rows = [*sheet_rows(sample.items, {})]
    path = tmp_path / f"anna.{ending}"
    assert set(COLUMNS) == set(rows[0]) and all(f"[event|{_words(i)}]" in r["sentence"] for i, r in
                                                zip(sample.items, rows, strict=True))
    status = next(s for s in ("planned", "actual") if s != sample.items[0].statement.factuality.status)
    rows[0] |= {"event_ok": "y", "status_ok": "N", "status_is": status, "note": "hard"}
    rows[1] |= {"event_ok": "n", "event_is": "none"}
    write_sheet(path, rows)
    found = judgements(path, sample.items, know)
    assert [(j.number, j.slot, j.vote, j.note) for j in found] == [
        (1, "event", Vote("yes"), None), (1, "status", Vote("no", status), None), (1, "note", None, "hard"),
        (2, "event", Vote("no", "none"), None)]
    if ending == "xlsx":
        cells = [c for row in load_workbook(path).worksheets[0].iter_rows() for c in row]
        assert {c.data_type for c in cells if str(c.value).startswith("=")} == {"s"}  # no formulas
    else:
        assert '\n=' not in path.read_text("utf-8") and ',=' not in path.read_text("utf-8")


def _words(one: validation.Sampled) -> str:
    return one.statement.trigger.of(one.document.text)


def test_faults_of_a_sheet_name_row_and_column(desk: Ledger, know: Knowledge, tmp_path: Path) -> None:
    sample = drawn(desk)
    path = tmp_path / "anna.csv"
    write_sheet(path, [*sheet_rows(sample.items, {})])
    filled(path, {(1, "event_ok"): "maybe", (2, "status_ok"): "n", (2, "status_is"): "done", (3, "actor_ok"): "y",
                  (3, "actor_is"): "FRA", (4, "number"): "77", (5, "number"): "6"})
    with pytest.raises(SampleError) as error:
        judgements(path, sample.items, know)
    said = str(error.value)
    assert "nothing was loaded" in said
    assert "row 2, column event_ok: 'maybe' is no verdict. Write y, n or u." in said
    assert "row 3, column status_is: status 'done' is unknown. Choices: actual" in said
    assert "row 4, column actor_is" in said
    assert "row 5, column number: '77' is not in the sample" in said
    assert "row 7, column number: '6' stands twice" in said
    path.write_text("number,sentence\n1,x\n", encoding="utf-8")
    with pytest.raises(SampleError, match="no column event_ok"):
        judgements(path, sample.items, know)
    (tmp_path / "bad.xlsx").write_bytes(b"PK no")
    with pytest.raises(SampleError, match="cannot be read as a spreadsheet"):
        judgements(tmp_path / "bad.xlsx", sample.items, know)


def test_what_the_machine_gave_is_no_correction_of_it(desk: Ledger, know: Knowledge, tmp_path: Path) -> None:
    sample = drawn(desk)
    path = tmp_path / "anna.csv"
    write_sheet(path, [*sheet_rows(sample.items, {})])
    filled(path, {(1, "status_ok"): "n", (1, "status_is"): sample.items[0].statement.factuality.status})
    with pytest.raises(SampleError, match="is what the machine gave"):
        judgements(path, sample.items, know)


# --- on the command line


@pytest.fixture
def run(desk: Ledger, place: str) -> Iterator[object]:
    app = typer.Typer()
    ledger_sampling.add_to(app)

    def call(*words: str, keys: str = "") -> str:
        result = CliRunner().invoke(app, [*words, "--ledger", place], input=keys, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    yield call


def test_two_coders_blind_and_a_third(run: object, tmp_path: Path, desk: Ledger) -> None:
    assert callable(run)
    assert "Sample spring: 6 of" in run("sample", "draw", "spring", "--size", "6")
    anna, ben, third = (tmp_path / f"{n}.csv" for n in ("anna", "ben", "third"))
    yes = {(n, f"{slot}_ok"): "y" for n in range(1, 6) for slot in JUDGED}
    run("sample", "sheet", "spring", "--coder", "Anna", "--out", str(anna))
    filled(anna, yes)
    assert "35 new judgements by Anna; 5 of 6" in run("sample", "load", "spring", str(anna), "--coder", "Anna")
    run("sample", "sheet", "spring", "--coder", "Ben", "--out", str(ben))
    assert "y" not in {row["event_ok"] for row in csv.DictReader(ben.open(encoding="utf-8-sig"))}
    with desk.reading() as connection:
        sample = sample_named(connection, "spring")
    status = next(s for s in ("planned", "actual") if s != sample.items[0].statement.factuality.status)
    filled(ben, yes | {(1, "status_ok"): "n", (1, "status_is"): status})
    assert "35 new" in run("sample", "load", "spring", str(ben), "--coder", "Ben")
    assert "0 new" in run("sample", "load", "spring", str(ben), "--coder", "Ben")  # the same sheet again
    filled(ben, {(6, "event_ok"): "y"})
    assert "1 new judgements by Ben; 6 of 6" in run("sample", "load", "spring", str(ben), "--coder", "Ben")
    shown = run("sample", "adjudicate", "spring", "--sheet", str(third), "--format", "csv")
    assert f"Anna: yes; Ben: no, {status}" in shown
    rows = [*csv.DictReader(third.open(encoding="utf-8-sig"))]
    assert [row["number"] for row in rows] == ["1"] and "Anna: yes" in rows[0]["coders"]
    assert "1 disagreements are open" in run("agreement", "spring")
    filled(third, {(1, "status_ok"): "n", (1, "status_is"): status})
    run("sample", "load", "spring", str(third), "--coder", ADJUDICATED)
    text = run("agreement", "spring")
    assert "No disagreement is open." in text and "Judged: Anna 5, Ben 6, adjudicated 1." in text
    assert "as reported; not what is true" in text
    out, figures = tmp_path / "report.md", tmp_path / "figures.csv"
    run("agreement", "spring", "--out", str(out))
    run("agreement", "spring", "--out", str(figures))
    page = out.read_text(encoding="utf-8")
    assert page.startswith("# Validation of spring\n") and "| slot |" in page
    rows = [*csv.DictReader(figures.open(encoding="utf-8"))]
    status_row = next(r for r in rows if (r["section"], r["subject"], r["who"]) == ("precision", "status", "final"))
    assert (status_row["n"], status_row["value"]) == ("5", "0.8")
    assert "Anna 5, Ben 6, adjudicated 1" in run("sample", "list", "--format", "csv")
    with pytest.raises(DatelineError, match=r"\.md or \.csv"):
        run("agreement", "spring", "--out", "report.pdf")


def test_what_is_missed_in_whole_documents(run: object, tmp_path: Path, desk: Ledger) -> None:
    assert callable(run)
    assert "4 of 4 documents" in run("sample", "draw", "missed", "--documents", "--size", "9")
    with desk.reading() as connection:
        sample = documents_named(connection, "missed")
    assert sample is not None
    assert [s.span.of(s.document.text) for s in sample.sentences if s.document.id == "wire-3"] == [
        "Chadian soldiers clashed with rebels near Abeche on Monday, the defence ministry said.",
        "France will send 200 troops to Chad next month.", "Libya denied arming the rebels."]
    anna, ben, third = (tmp_path / f"{n}.csv" for n in ("anna", "ben", "third"))
    run("sample", "sheet", "missed", "--coder", "Anna", "--out", str(anna))
    rows = [*csv.DictReader(anna.open(encoding="utf-8-sig"))]
    assert set(rows[0]) == {"number", "document", "publisher", "published", "sentence", "events"}
    assert {row["events"] for row in rows} == {""}
    for row, one in zip(rows, sample.sentences, strict=True):
        row["events"] = one.machine.lower()
    write_sheet(anna, rows, ())
    assert f"{len(rows)} new judgements by Anna" in run("sample", "load", "missed", str(anna), "--coder", "Anna")
    rows[0]["events"] = f"{sample.sentences[0].machine}; PROTEST".replace("none; ", "")
    write_sheet(ben, rows, ())
    run("sample", "load", "missed", str(ben), "--coder", "Ben")
    shown = run("sample", "adjudicate", "missed", "--sheet", str(third), "--format", "csv")
    assert shown.count("PROTEST") == 1 and "Anna: " in shown and "Ben: " in shown
    run("sample", "load", "missed", str(third), "--coder", ADJUDICATED)  # nothing is filled in: nothing is decided
    text, figures = run("agreement", "missed"), tmp_path / "figures.csv"
    run("agreement", "missed", "--out", str(figures))
    total = sum(len(s.machine.split(";")) for s in sample.sentences if s.machine != "none")
    lines = [*csv.DictReader(figures.open(encoding="utf-8"))]
    found = {(r["section"], r["who"], r["subject"], r["measure"]): r for r in lines}
    assert found["recall", "Anna", "all events", "recall"]["value"] == "1.0"
    assert float(found["recall", "Ben", "all events", "recall"]["value"]) == pytest.approx(total / (total + 1))
    assert found["recall", "Ben", "all events", "precision"]["value"] == "1.0"
    assert found["recall", "final", "all events", "recall"]["value"] == "1.0"
    assert float(found["agreement", "Anna, Ben", "events", "f1"]["value"]) == pytest.approx(2 * total / (2 * total + 1))
    assert "Events in their sentences, against Ben" in text
    rows[0]["events"] = "RIOTS"
    write_sheet(ben, rows, ())
    with pytest.raises(DatelineError, match=r"row 2, column events: 'RIOTS' is no event type\. Choices: ACCUSE"):
        run("sample", "load", "missed", str(ben), "--coder", "Ben")
    with pytest.raises(DatelineError, match="leave out --by"):
        run("sample", "draw", "other", "--documents", "--by", "uncertain")


def test_judging_on_the_terminal(run: object, desk: Ledger) -> None:
    assert callable(run)
    run("sample", "draw", "spring", "--size", "6")
    with desk.reading() as connection:
        sample = sample_named(connection, "spring")
    status = next(s for s in ("planned", "actual") if s != sample.items[1].statement.factuality.status)
    said = run("judge", "spring", "--coder", "Anna",
               keys=f"y\nn\nstatus when\ndone\n{status}\n\nhelp\nx\nn\n\nu\nq\n")
    assert "Choices: actual" in said and "4 of 6 statements judged by Anna." in said
    assert f"id {sample.items[0].statement.id}" in said
    with desk.reading() as connection:
        items = judged(connection, sample)
    votes = [i.votes.get("Anna", {}) for i in items]
    assert votes[0] == RIGHT
    assert votes[1] == but(status=Vote("no", status), when=Vote("no"))
    assert votes[2] == {"event": Vote("no", "none")}
    assert votes[3] == {slot: Vote("unsure") for slot in JUDGED} and votes[4] == {}
    again = run("judge", "spring", "--coder", "Anna", keys="s\n")  # goes on with the fifth; the end of input stops
    assert f"id {sample.items[0].statement.id}" not in again and f"id {sample.items[4].statement.id}" in again
    assert "4 of 6" in again


def test_the_report_of_a_sample_that_nobody_judged(desk: Ledger) -> None:
    sample = drawn(desk, by="uncertain", threshold=0.5)
    with desk.reading() as connection:
        text = report(sample, judged(connection, sample))
    assert "nothing yet" in text and "No probability sample" in text


def test_the_pages_name_commands_that_there_are() -> None:
    app = typer.Typer()
    ledger_sampling.add_to(app)
    ledger_corrections.add_to(app)
    root: Any = get_command(app)
    docs = Path(__file__).parents[1] / "docs"
    pages = [(docs / f"{name}.md").read_text(encoding="utf-8") for name in ("corrections", "validation")]
    found = [line for page in pages for line in re.findall(r"^dateline (.*)$", page, re.MULTILINE)]
    lines = [line.split("#")[0].split() for line in found]
    assert len(lines) > 20
    for words in lines:
        command = root.commands[words[0]]
        command = command.commands[words[1]] if words[0] == "sample" else command
        options = {o for p in command.params for o in p.opts}
        assert {w for w in words if w.startswith("--")} <= options, words


def test_what_is_refused(run: object, tmp_path: Path) -> None:
    assert callable(run)
    for words, says in (
        (("draw", "x", "--by", "colour"), "write random"), (("draw", "x", "--voice", "loud"), "own or attributed"),
        (("draw", "x", "--since", "May 2031"), "--since"), (("draw", " "), "a name"),
        (("sheet", "none", "--coder", "A", "--out", str(tmp_path / "a.csv")), "no sample"),
        (("adjudicate", "none"), "no sample"),
    ):
        with pytest.raises(DatelineError, match=says):
            run("sample", *words)

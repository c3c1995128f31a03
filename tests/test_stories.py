"""Stories: one happening is one story, two alike are two; what is told of them; how they are kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from random import Random

import msgspec
import pytest
import typer
from evaluation.stories import b_cubed
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from dateline import Document, Run, read
from dateline.cli import ledger_stories
from dateline.errors import KnowledgeError, LedgerError
from dateline.knowledge import Knowledge
from dateline.ledger.book import Ledger
from dateline.ledger.linking import link
from dateline.ledger.recording import record
from dateline.ledger.reports import Report
from dateline.ledger.stories import store as stories_store
from dateline.ledger.stories.developments import developments, stances_in
from dateline.ledger.stories.happenings import Kind, kinds_in, leading_days, two_happenings
from dateline.ledger.stories.linkage import average_link
from dateline.ledger.stories.settings import settings as shipped
from dateline.ledger.stories.stories import Story, find_stories
from dateline.ledger.words import LEDGER, load_toml

CASES = [json.loads(line) for line in (Path(__file__).parent / "cases/stories.jsonl").read_text().splitlines()]


@pytest.fixture(scope="module")
def reports(know: Knowledge) -> list[Report]:
    documents = [Document(c["id"], c["text"], c["title"], c["publisher"], c["published"]) for c in CASES]
    return [Report(n, document, read(document, know)) for n, document in enumerate(documents)]


def told(stories: Sequence[Story]) -> set[frozenset[int]]:
    """The reports of each story."""
    return {frozenset(m.pk for m in story.members) for story in stories}


def wanted() -> set[frozenset[int]]:
    return {frozenset(n for n, c in enumerate(CASES) if c["story"] == name) for name in {c["story"] for c in CASES}}


@pytest.mark.parametrize("case", sorted({c["case"] for c in CASES}))
def test_each_happening_is_one_story(case: str, reports: list[Report]) -> None:
    mine = [n for n, c in enumerate(CASES) if c["case"] == case]
    assert told(find_stories([reports[n] for n in mine])) == {g for g in wanted() if g <= set(mine)}


def test_all_cases_in_one_ledger(reports: list[Report]) -> None:
    assert told(find_stories(reports)) == wanted()


def test_the_cases_leave_room_on_both_sides_of_the_threshold(reports: list[Report]) -> None:
    how = shipped()
    for threshold in (how.stories.threshold - 0.04, how.stories.threshold + 0.04):
        other = msgspec.structs.replace(how, stories=msgspec.structs.replace(how.stories, threshold=threshold))
        assert told(find_stories(reports, how=other)) == wanted()


def test_without_the_day_of_the_happening_two_launches_would_be_one_story(reports: list[Report]) -> None:
    how = shipped()
    how = msgspec.structs.replace(how, stories=msgspec.structs.replace(how.stories, threshold=0.18))
    blind = msgspec.structs.replace(how, happenings=msgspec.structs.replace(how.happenings, apart_days=99))
    assert told(find_stories(reports[:8], how=how)) == {frozenset(range(4)), frozenset(range(4, 8))}
    assert told(find_stories(reports[:8], how=blind)) == {frozenset(range(8))}


def test_reports_without_a_reading_are_told_apart_by_words_and_days(reports: list[Report]) -> None:
    bare = [msgspec.structs.replace(r, reading=None) for r in reports]
    figures = b_cubed("story", [[m.pk for m in s.members] for s in find_stories(bare)],
                      {n: c["story"] for n, c in enumerate(CASES)})
    assert figures["story_f1"] is not None and float(figures["story_f1"]) > 0.7


@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_the_order_of_the_reports_does_not_matter(data: st.DataObject, reports: list[Report]) -> None:
    order = data.draw(st.permutations(reports))
    assert find_stories(order) == find_stories(reports)


def test_a_story_says_how_many_reports_and_origins_and_why(reports: list[Report]) -> None:
    first = reports[0].document
    other = msgspec.structs.replace(first, id="copy", publisher="Copycat", published="2021-03-04")
    copy = msgspec.structs.replace(reports[0], pk=99, document=other)
    [story] = find_stories([*reports[:3], copy])
    assert (len(story.members), story.origins) == (4, 3)
    assert story.why == ("4 reports, 3 independent origins. Not independent: Copycat of 2021-03-04 (copy): 100 % of "
                         "its five-word runs stand in Morning Courier of 2021-03-03 (launches-1).")
    assert (story.first, story.last) == ("2021-03-03", "2021-03-04")
    reasons = {m.pk: m.why for m in story.members}
    assert "Semnan" in reasons[1]
    assert reasons[1].endswith("the launch of 2021-03-03")
    assert reasons[99] == "100 % of its five-word runs stand in Morning Courier of 2021-03-03 (launches-1)"
    assert {m.development for m in story.members} <= {d.number for d in story.developments}


def test_the_id_stays_while_the_earliest_report_does(reports: list[Report]) -> None:
    [before], [after] = find_stories(reports[:2]), find_stories(reports[:4])
    assert before.id == after.id
    assert find_stories([]) == ()


def test_a_lone_report_is_a_story_of_one() -> None:
    [story] = find_stories([Report(7, Document("x", ""))])
    assert (story.why, story.members[0].why) == ("1 report, 1 independent origin. No report copies another.",
                                                 "the only report")


def test_the_day_of_a_happening_is_that_of_the_words_beside_it(reports: list[Report]) -> None:
    how = shipped().happenings
    assert leading_days(reports[7], how) == {"launch": date(2021, 3, 8)}, "defended on Wednesday what Monday saw"
    day = date(2021, 3, 8)
    assert two_happenings({"launch": day}, {"launch": date(2021, 3, 3)}, how) is True
    assert two_happenings({"launch": day}, {"launch": date(2021, 3, 9)}, how) is False
    assert two_happenings({"launch": day}, {"attack": day}, how) is None
    assert leading_days(msgspec.structs.replace(reports[7], reading=None), how) == {}


KINDS: tuple[Kind, ...] = load_toml(LEDGER / "happenings.toml", kind=tuple[Kind, ...])["kind"]


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.name)
def test_examples_of_happenings(kind: Kind) -> None:
    assert kind.match and kind.reject
    assert all(kind.name in {found for _, found in kinds_in(text)} for text in kind.match)
    assert not any(kinds_in(text) for text in kind.reject)


STANCES = msgspec.toml.decode((LEDGER / "stances.toml").read_bytes())["stance"]


@pytest.mark.parametrize("stance", STANCES, ids=lambda s: s["name"])
def test_examples_of_stances(stance: dict[str, list[str]]) -> None:
    assert all(stance["name"] in list(stances_in(text)) for text in stance["match"])
    assert not any(stance["name"] in list(stances_in(text)) for text in stance["reject"])


def test_developments_follow_claim_doubt_and_denial(know: Knowledge) -> None:
    texts = (
        "The army and the rebels of the valley have agreed a ceasefire, the general staff said on Monday.",
        "The government announced on Monday a ceasefire with the rebels of the valley after talks in the capital.",
        "It was unclear on Tuesday whether the ceasefire would hold, despite the assurances of the general staff.",
        "The rebels denied on Wednesday that they had agreed to a ceasefire with the army.",
        "The army has not confirmed the ceasefire with the rebels of the valley, a spokesman said.")
    documents = [Document(f"t{n}", text, None, None, "2022-05-0" + "44567"[n]) for n, text in enumerate(texts)]
    found = developments([Report(n, d, read(d, know)) for n, d in enumerate(documents)])
    assert [(d.label.partition(":")[0], d.reports) for d in found] == [
        ("report", (0, 1)), ("doubt", (2, 4)), ("denial", (3,))]


TWO = st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda p: p[0] < p[1])
PAIRS = st.dictionaries(TWO, st.integers(0, 10).map(lambda n: n / 10))


@settings(max_examples=200, deadline=None)
@given(PAIRS, st.integers(1, 10), st.randoms())
def test_average_linkage(pairs: dict[tuple[int, int], float], tenths: int, chance: Random) -> None:
    groups = average_link(range(9), pairs, tenths / 10)
    assert sorted(n for g in groups for n in g) == list(range(9))
    shuffled = list(pairs.items())
    chance.shuffle(shuffled)
    assert average_link(list(reversed(range(9))), dict(shuffled), tenths / 10) == groups
    between = [sum(pairs.get((min(x, y), max(x, y)), 0) for x in a for y in b) / (len(a) * len(b))
               for a in groups for b in groups if a < b]
    assert all(mean < tenths / 10 + 1e-9 for mean in between), "two groups alike enough were left apart"


def test_linkage_by_hand() -> None:
    pairs = {(0, 1): 0.9, (1, 2): 0.6, (0, 2): 0.2, (3, 4): 0.5}
    assert average_link(range(5), pairs, 0.5) == [[0, 1], [2], [3, 4]]
    assert average_link(range(5), pairs, 0.4) == [[0, 1, 2], [3, 4]]
    assert average_link(range(5), pairs, 0.4, apart={(1, 2): True}) == [[0, 1], [2], [3, 4]]
    assert average_link(range(5), pairs, 0.4, apart={(1, 2): True, (0, 2): False}) == [[0, 1, 2], [3, 4]]
    assert average_link(range(5), {}, 0.4, together=[[1, 4]]) == [[0], [1, 4], [2], [3]]


def test_b_cubed_by_hand() -> None:
    gold = {0: "a", 1: "a", 2: "a", 3: "b"}
    assert b_cubed("x", [[0, 1], [2, 3]], gold) == {"x_p": 0.75, "x_r": 0.6667, "x_f1": 0.7059}
    assert b_cubed("x", [[0, 1, 2], [3], [9]], gold) == {"x_p": 1.0, "x_r": 1.0, "x_f1": 1.0}
    assert b_cubed("x", [[0]], {}) == {"x_p": None, "x_r": None, "x_f1": None}


def test_unknown_keys_are_refused(tmp_path: Path) -> None:
    odd = tmp_path / "odd.toml"
    odd.write_text("[[kind]]\nname = 'x'\nwrods = []\nmatch = []\nreject = []\n")
    with pytest.raises(KnowledgeError, match=r"odd\.toml"):
        load_toml(odd, kind=tuple[Kind, ...])
    odd.write_text("[[sort]]\n")
    with pytest.raises(KnowledgeError, match="Choices: kind"):
        load_toml(odd, kind=tuple[Kind, ...])


def fill(place: str, reports: Sequence[Report]) -> None:
    with Ledger(place) as ledger:
        run = record(ledger, Run("1.0", "k", "m"))
        run.add([(r.document, r.reading) for r in reports if r.reading])
        run.finish()


def test_stories_are_kept_and_made_anew_when_the_ledger_changes(place: str, reports: list[Report]) -> None:
    fill(place, reports[:8])
    with Ledger(place) as ledger:
        made = link(ledger)
        assert made is not None and made.stories == 2
        assert link(ledger) is None
        with ledger.reading() as connection:
            first = stories_store.stories(connection)
        assert [(r["reports"], r["origins"], r["last"]) for r in first] == [(4, 4, "2021-03-10"), (4, 4, "2021-03-05")]
    fill(place, reports[8:14])
    with Ledger(place) as ledger:
        assert link(ledger) is not None
        with ledger.reading() as connection:
            again = stories_store.stories(connection)
    assert len(again) == 4
    assert {r["story"] for r in first} < {r["story"] for r in again}, "ids stay"


def test_what_is_asked_of_stories(place: str, reports: list[Report]) -> None:
    fill(place, reports)
    with Ledger(place) as ledger:
        link(ledger)
        with ledger.reading() as connection:
            whole = stories_store.stories(connection)
            assert len(whole) == len(wanted())
            assert [r["last"] for r in whole] == sorted((r["last"] for r in whole), reverse=True)
            assert {r["first"] for r in stories_store.stories(connection, since="2020-01-01", until="2021-03-05")} == {
                "2021-03-03", "2020-07-08"}
            assert len(stories_store.stories(connection, min_origins=4)) == 2
            assert len(stories_store.stories(connection, text="baghdad")) == 2
            assert len(stories_store.stories(connection, text="100%")) == 0
            assert len(stories_store.stories(connection, limit=3)) == 3
            assert stories_store.stories(connection, limit=3, offset=2).rows == whole.rows[2:5]
            assert stories_store.total(connection) == len(whole)
            assert stories_store.total(connection, text="baghdad") == 2
            shown = stories_store.story(connection, whole.dicts()[0]["story"][:8])
            assert shown.story["reports"] == len(shown.reports) == 4
            assert [r["document_id"] for r in shown.reports] == ["launches-5", "launches-6", "launches-7", "launches-8"]
            assert sum(d["reports"] for d in shown.developments) == 4
            for wrong in ("nothing", ""):
                with pytest.raises(LedgerError):
                    stories_store.story(connection, wrong)


def test_a_ledger_without_reports_has_no_stories(place: str) -> None:
    fill(place, [])
    with Ledger(place) as ledger:
        assert link(ledger) is not None
        with ledger.reading() as connection:
            assert len(stories_store.stories(connection)) == 0


def test_a_slim_reading_tells_the_same_stories(reports: list[Report]) -> None:
    slim = [msgspec.structs.replace(r, reading=stories_store.slim(r.reading)) for r in reports if r.reading]
    assert find_stories(slim) == find_stories(reports)


def test_the_commands(tmp_path: Path, reports: list[Report]) -> None:
    app, place = typer.Typer(), str(tmp_path / "desk.db")
    ledger_stories.add_to(app)
    fill(place, reports)
    listed = CliRunner().invoke(app, ["stories", "--ledger", place, "--text", "Vienna", "--format", "csv"])
    assert listed.exit_code == 0
    head, october, september = listed.stdout.splitlines()
    assert head == "story,first,last,reports,origins,developments,title,parties,why"
    assert october.split(",")[1:5] == ["2019-10-03", "2019-10-04", "3", "3"]
    shown = CliRunner().invoke(app, ["story", september.split(",")[0], "--ledger", place])
    assert shown.exit_code == 0
    assert "3 reports, 3 independent origins" in shown.stdout
    assert "(talks-1)" in shown.stdout
    out = tmp_path / "reports.csv"
    assert CliRunner().invoke(app, ["story", october[:6], "--ledger", place, "--out", str(out)]).exit_code == 0
    assert len(out.read_text().splitlines()) == 4

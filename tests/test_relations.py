"""What flows between two parties, and which relations stand: as reported, each way, with status and voice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import permutations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.knowledge import Knowledge
from dateline.ledger.nouns import Entry
from dateline.ledger.relations.flows import Flow, flows, known_moves, moves_of
from dateline.ledger.relations.relations import card, dyad_table, dyad_words
from dateline.ledger.relations.standing import known_relations, standing, told_of
from dateline.reading.pipeline import read
from dateline.types import Document

Reads = Callable[..., list[Entry]]

# Goods both ways with different statuses: parties, report, what flows (from, to, kind, stopped, status by number).
BOTH_WAYS = {
    "rifles for wheat": (
        "ERI", "DJI",
        "Eritrea delivered rifles to Djibouti in April. Djibouti promised to send Eritrea wheat. "
        "Analysts said Djibouti could also supply Eritrea with fuel.",
        ["ERI DJI arms actual 1", "DJI ERI food planned 1", "DJI ERI fuel possible 1"],
    ),
    "doctors for oil": (
        "CUB", "AGO",
        "Cuba sent 40 doctors to Angola on Monday. Angola will supply Cuba with oil. "
        "Angola denied sending ammunition to Cuba.",
        ["CUB AGO people actual 1", "AGO CUB fuel planned 1", "AGO CUB ammunition negated 1"],
    ),
    "a loan for grain": (
        "CHE", "PER",
        "Switzerland lent Peru 20 million dollars. Lima may deliver grain to Switzerland.",
        ["CHE PER money actual 1", "PER CHE food possible 1"],
    ),
    "gas asked for and refused": (
        "OMN", "YEM",
        "Oman asked Yemen for gas. Yemen refused to give Oman oil. Oman gave Yemen 300 tonnes of rice last week.",
        ["OMN YEM food actual 1", "YEM OMN fuel possible 1", "YEM OMN fuel stopped actual 1"],
    ),
    "coal sold, grain held back": (
        "MNG", "KAZ",
        "Mongolia exported coal to Kazakhstan in March. Kazakhstan suspended deliveries of grain to Mongolia.",
        ["MNG KAZ fuel actual 1", "KAZ MNG food stopped actual 1"],
    ),
    "drones, missiles and fish": (
        "MAR", "SEN",
        "Morocco has supplied Senegal with drones, the Dakar Herald reported. "
        "If Senegal paid, Morocco could send missiles to Senegal. Senegal sold fish to Morocco.",
        ["MAR SEN arms actual 1 possible 1", "SEN MAR food actual 1"],
    ),
    "gas cut off, an old loan": (
        "BOL", "PRY",
        "Bolivia halted exports of gas to Paraguay. Paraguay had lent Bolivia 5 million dollars in 2009.",
        ["BOL PRY fuel stopped actual 1", "PRY BOL money actual 1"],
    ),
    "an accord on gas, prisoners": (
        "EGY", "JOR",
        "Egypt and Jordan signed an agreement on gas supplies. Jordan freed 12 Egyptian fishermen.",
        ["JOR EGY people actual 1", "EGY = JOR fuel planned 1"],
    ),
    "howitzers, grain and coal": (
        "POL", "CZE",
        "Poland bought howitzers from the Czech Republic. The Czech Republic banned imports of Polish grain. "
        "Poland threatened to cut coal supplies to the Czech Republic.",
        ["CZE POL arms actual 1", "POL CZE food stopped actual 1", "POL CZE fuel stopped possible 1"],
    ),
    "an alliance that could bring fuel": (
        "ERI", "DZA",
        "An alliance between Eritrea and Algeria, under which Asmara would supply Algiers with rifles, worries Rabat. "
        "Experts believe that the alliance would bring a steady flow of oil and grain that would help Eritrea. "
        "Western sanctions allow Asmara to seek access to Algerian radar technology.",
        ["ERI DZA arms possible 1", "DZA ERI food possible 1", "DZA ERI fuel possible 1",
         "DZA ERI technology possible 1"],
    ),
}  # fmt: skip


@pytest.fixture(scope="session")
def reads(know: Knowledge) -> Reads:
    """Reads reports, each `(text)` or `(text, day)`, into entries."""

    def reader(*reports: str | tuple[str, str]) -> list[Entry]:
        found: list[Entry] = []
        for n, report in enumerate(reports):
            text, day = (report, "2024-05-16") if isinstance(report, str) else report
            document = Document(f"report-{n}", text, publisher=f"Courier {n}", published=day)
            found += [Entry(len(found) + k, document, s) for k, s in enumerate(read(document, know).statements, 1)]
        return found

    return reader


def told(flow: Flow) -> str:
    """`ERI DJI arms actual 1`."""
    way = f"{flow.giver} = {flow.taker}" if flow.mutual else f"{flow.giver} {flow.taker}"
    numbers = " ".join(f"{status} {n}" for status, n in flow.statuses.items())
    return f"{way} {flow.kind}{' stopped' if flow.stopped else ''} {numbers}"


@pytest.mark.parametrize("name", BOTH_WAYS)
def test_goods_go_both_ways(name: str, reads: Reads) -> None:
    a, b, text, wanted = BOTH_WAYS[name]
    found = flows(reads(text), a, b)
    assert sorted(map(told, found)) == sorted(wanted)
    for flow in found:
        assert flow.realised == ("actual" in flow.statuses)
        for passage in flow.passages:
            assert text[passage.start : passage.end] == passage.sentence


@pytest.mark.parametrize(
    ("move", "example"), [(m.id, x) for m in known_moves().move for x in m.match], ids=lambda x: x.partition(":")[0]
)
def test_moves_match(move: str, example: str, reads: Reads) -> None:
    wanted, text = example.split(": ", 1)
    giver, sign, taker, kind, *rest = wanted.split()
    pair = (min(giver, taker), max(giver, taker)) if sign == "=" else (giver, taker)
    found = [m for e in reads(text) for m in moves_of(e) if m.rule == move]
    shown = [(m.giver, m.taker, m.mutual, m.kind, *(["stopped"] if m.stopped else []), m.status) for m in found]
    assert (*pair, sign == "=", kind, *rest) in shown


@pytest.mark.parametrize("example", [x for m in known_moves().move for x in m.reject])
def test_moves_reject(example: str, reads: Reads) -> None:
    assert [m for e in reads(example) for m in moves_of(e)] == []


@pytest.mark.parametrize(
    ("relation", "example"), [(r.id, x) for r in known_relations() for x in r.match], ids=lambda x: x.partition(":")[0]
)
def test_relations_match(relation: str, example: str, reads: Reads) -> None:
    wanted, text = example.split(": ", 1)
    phase, a, sign, b = wanted.split()
    pair = (min(a, b), max(a, b)) if sign == "=" else (a, b)
    found = [(t.phase, t.a, t.b) for e in reads(text) for t in told_of(e) if t.relation.id == relation]
    assert (phase, *pair) in found


@pytest.mark.parametrize(
    ("relation", "example"), [(r.id, x) for r in known_relations() for x in r.reject], ids=lambda x: x[:30]
)
def test_relations_reject(relation: str, example: str, reads: Reads) -> None:
    assert [t for e in reads(example) for t in told_of(e) if t.relation.id == relation] == []


def test_every_row_has_examples() -> None:
    rows = [*known_moves().move, *known_relations()]
    assert len({r.id for r in rows}) == len(rows)
    assert [r.id for r in rows if len(r.match) < 3 or len(r.reject) < 2] == []


def test_a_flow_is_never_more_than_told(reads: Reads) -> None:
    """Asked for, promised, planned and possible things are no fact in the words of the card."""
    entries = reads("Ukraine asked Berlin for tanks. Berlin pledged 40 million euros for Ukraine.")
    found = card(entries, "DEU", "UKR")
    assert [f.realised for f in found.flows] == [False, False]
    words = "\n".join(dyad_words(found))
    assert "As reported; not what is true." in words
    assert "arms “tanks” (asked for): reported in 1 statement as possible" in words
    assert "money “40 million euros for Ukraine” [40000000] (promised): reported in 1 statement as planned" in words
    assert {row["state"] for row in dyad_table(found)} == {"not realised"}


def test_voices_and_origins_of_a_flow(reads: Reads) -> None:
    entries = reads(
        "Iran supplied drones to Russia.", "Iran supplied drones to Russia, officials in Kyiv said.",
        "Iran denied supplying drones to Russia.",
    )  # fmt: skip
    entries = [msgspec.structs.replace(e, origin="one" if e.pk < 3 else "two") for e in entries]
    [flow] = flows(entries, "IRN", "RUS")
    assert flow.statuses == {"actual": 2, "negated": 1}
    assert (flow.own_voice, flow.origins, flow.statements) == (1, 2, (1, 2, 3))
    assert len(flow.voices) == 2 and "Iran (IRN)" in flow.voices
    assert flow.passages[0].voice is None


def test_directions_do_not_depend_on_the_order_of_the_parties(reads: Reads) -> None:
    entries = reads(BOTH_WAYS["doctors for oil"][2])
    one, other = flows(entries, "CUB", "AGO"), flows(entries, "AGO", "CUB")
    assert [(f.giver, f.taker) for f in one[:1]] == [("CUB", "AGO")]
    assert sorted(map(told, one)) == sorted(map(told, other))


@pytest.mark.parametrize("rule", known_moves().guessed)
def test_guessed_parties_make_no_flow_and_no_relation(rule: str, reads: Reads) -> None:
    for text in ("Iran supplied drones to Russia.", "Iran imposed sanctions on Russia."):
        [entry] = reads(text)
        assert [*moves_of(entry), *told_of(entry)]
        [party] = entry.statement.recipient
        guess = (msgspec.structs.replace(party, rule=f"{rule} ← {party.rule}"),)
        statement = msgspec.structs.replace(entry.statement, recipient=guess)
        assert [*moves_of(msgspec.structs.replace(entry, statement=statement))] == []
        assert [*told_of(msgspec.structs.replace(entry, statement=statement))] == []


SENTENCES = (
    "Kenya delivered grain to Somalia.", "Kenya will deliver grain to Somalia.", "Kenya may deliver rifles to Somalia.",
    "Kenya suspended deliveries of grain to Somalia.", "Somalia sold fish to Kenya.",
    "Kenya imposed sanctions on Somalia.", "Kenya lifted its sanctions on Somalia.", "Somalia asked Kenya for money.",
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(picked=st.lists(st.sampled_from(range(len(SENTENCES))), max_size=6))
def test_a_card_counts_what_it_shows(picked: list[int], reads: Reads) -> None:
    entries = reads(*(SENTENCES[n] for n in picked))
    found = card(entries, "KEN", "SOM")
    assert found.statements == len(entries)
    for flow in found.flows:
        assert sum(flow.statuses.values()) == len(flow.passages)
        assert set(flow.statements) == {p.statement for p in flow.passages}
        assert flow.own_voice + len(flow.voices) >= 1
        assert flow.realised == any(p.status == "actual" for p in flow.passages)
    assert sum(side.statements for side in found.intensity) == len(entries) + found.both


def stretches(entries: Sequence[Entry], a: str, b: str, relation: str) -> list[tuple[str, str | None]]:
    return [(r.state, r.edtf) for r in standing(entries, a, b) if r.relation == relation]


def test_sanctions_open_hold_and_close(reads: Reads) -> None:
    entries = reads(
        ("Norway imposed sanctions on Sudan in June 2021.", "2021-06-20"),
        ("Norwegian sanctions against Sudan remain in force.", "2022-01-05"),
        ("Norway lifted its sanctions on Sudan on 12 May 2024.", "2024-05-13"),
    )
    [found] = [r for r in standing(entries, "NOR", "SDN") if r.relation == "sanctions"]
    assert (found.a, found.b, found.state, found.edtf) == ("NOR", "SDN", "ended", "2021-06/2024-05-12")
    assert (found.begins_earliest, found.begins_latest) == ("2021-06-01", "2021-06-30")
    assert (found.ends_earliest, found.ends_latest) == ("2024-05-12", "2024-05-12")
    assert (found.reported_first, found.reported_last, found.origins) == ("2021-06-20", "2024-05-13", 3)
    assert not found.contested
    for order in permutations(entries):
        assert stretches(order, "SDN", "NOR", "sanctions") == [("ended", "2021-06/2024-05-12")]


def test_a_relation_may_open_again(reads: Reads) -> None:
    entries = reads(
        ("Chad severed ties with Niger in March 2019.", "2019-03-20"),
        ("Chad and Niger restored diplomatic relations in May 2021.", "2021-05-20"),
        ("Chad severed ties with Niger in June 2023.", "2023-06-10"),
    )
    assert stretches(entries, "TCD", "NER", "diplomatic-relations") == [
        ("ended", "/2019-03"), ("ended", "2021-05/2023-06"),
    ]  # fmt: skip


def test_beginnings_that_differ(reads: Reads) -> None:
    """Most origins decide, the earlier of equals; all are told."""
    entries = reads(
        ("Norway imposed sanctions on Sudan in June 2021.", "2021-06-20"),
        ("Norway imposed new sanctions on Sudan in March 2022.", "2022-03-09"),
    )
    assert stretches(entries, "NOR", "SDN", "sanctions") == [("in force", "2021-06/..")]
    more = [*entries, *reads(("Norway imposed sanctions on Sudan in March 2022.", "2022-03-10"))]
    more = [msgspec.structs.replace(e, pk=n, origin=str(n)) for n, e in enumerate(more)]
    [found] = standing(more, "NOR", "SDN")
    assert (found.edtf, found.beginnings) == ("2022-03/..", ("2021-06", "2022-03"))


def test_what_holds_without_a_beginning_began_by_the_report(reads: Reads) -> None:
    [found] = standing(reads(("Western sanctions against Caracas remain in force.", "2023-09-14")), "REG", "VEN")
    assert (found.state, found.edtf) == ("in force", "/..")
    assert (found.begins_earliest, found.begins_latest, found.ends_latest) == (None, "2023-09-14", None)


def test_talk_opens_nothing(reads: Reads) -> None:
    [found] = standing(reads("Norway said it would impose sanctions on Iran."), "NOR", "IRN")
    assert (found.state, found.edtf, found.statuses) == ("spoken of", None, {"planned": 1})
    assert found.voices and not found.opening


def test_denied_relations_are_contested(reads: Reads) -> None:
    [found] = standing(reads("Beijing denied that it had imposed sanctions on Lithuania."), "CHN", "LTU")
    assert (found.state, found.contested, found.edtf) == ("denied", False, None)
    entries = reads("China imposed sanctions on Lithuania.",
                    "Beijing denied that it had imposed sanctions on Lithuania.")
    [found] = standing(entries, "CHN", "LTU")
    assert (found.state, found.contested, found.denied_by) == ("in force", True, ("Beijing (CHN)",))


def test_told_as_holding_after_its_end_is_contested(reads: Reads) -> None:
    entries = reads(
        ("Norway lifted its sanctions on Sudan on 12 May 2021.", "2021-05-13"),
        ("Norwegian sanctions against Sudan remain in force.", "2022-01-05"),
    )
    [found] = standing(entries, "NOR", "SDN")
    assert (found.state, found.contested, found.ends_latest) == ("ended", True, "2021-05-12")


def test_a_stretch_that_the_text_gives(reads: Reads) -> None:
    [found] = standing(reads("Vietnam occupied Cambodia from 1979 to 1989."), "VNM", "KHM")
    assert (found.relation, found.state, found.edtf) == ("occupation", "ended", "1979/1989")
    assert (found.begins_earliest, found.ends_latest) == ("1979-01-01", "1989-12-31")


def test_troops_that_leave_tell_of_no_occupation(reads: Reads) -> None:
    entries = reads("France withdrew its troops from Niger.")
    assert [t.relation.id for e in entries for t in told_of(e)] == ["occupation"]
    assert standing(entries, "FRA", "NER") == ()


def test_parties_of_a_mutual_act_named_by_it(reads: Reads) -> None:
    """The party that an event stands for has the words that stand in the sentence."""
    entries = reads(BOTH_WAYS["an alliance that could bring fuel"][2])
    [aid] = [e for e in entries if "flow" in e.words()]
    words = aid.document.text
    assert [(m.code, m.span.of(words)) for m in aid.statement.actor] == [("DZA", "the alliance")]


def test_the_seed_report(shared: object, know: Knowledge) -> None:
    """Weapons one way; fuel, food and technology the other; none of them as a fact."""
    from pathlib import Path

    row = msgspec.json.decode((Path(str(shared)) / "gold" / "seed.jsonl").read_bytes().splitlines()[0])
    document = Document(row["id"], row["text"], published=row["published"])
    entries = [Entry(n, document, s) for n, s in enumerate(read(document, know).statements)]
    found = flows(entries, "PRK", "RUS")
    assert [(f.giver, f.kind) for f in found] == [
        ("PRK", "arms"), ("RUS", "food"), ("RUS", "fuel"), ("RUS", "technology"),
    ]  # fmt: skip
    assert not any(f.realised or f.mutual or f.stopped for f in found)

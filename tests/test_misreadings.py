"""Constructions that once passed off talk or a non-event as fact, or named a wrong attacker; each with a near miss."""

from __future__ import annotations

import pytest

from dateline.knowledge import Knowledge
from dateline.reading.pipeline import read
from dateline.types import Document, Statement

PUBLISHED = "2023-03-20"


def statements(text: str, know: Knowledge) -> tuple[Statement, ...]:
    """What a report of this text is coded as, without its candidates."""
    return read(Document(id="misreading", text=text, published=PUBLISHED), know).statements


def events(text: str, know: Knowledge) -> set[tuple[str, str]]:
    """Event types with their statuses."""
    return {(s.event, s.factuality.status) for s in statements(text, know)}


def actors(text: str, event: str, know: Knowledge) -> list[str]:
    """The codes of those who do the acts of this type."""
    return [m.code or "" for s in statements(text, know) if s.event == event for m in s.actor]


# ---------------------------------------------------------------- a warning of another's act is no threat


@pytest.mark.parametrize(
    "text",
    [
        "Finland warned that Belarus could attack the bridge.",
        "Israel warned that Hezbollah could fire rockets at Haifa.",
        "Austria warned that Hungary would cut off the pipeline.",
        "The secretary-general warned that thousands could face starvation in Sudan.",
        "Washington warned that militias would strike its consulate.",
    ],
)
def test_a_warning_of_others_threatens_nothing(text: str, know: Knowledge) -> None:
    assert "THREATEN" not in {event for event, _ in events(text, know)}


@pytest.mark.parametrize(
    "text",
    [
        "Belarus warned that it would attack the bridge.",
        "Putin warned that Russia would strike the bridge.",
        "Turkey warned Greece that its navy would shoot.",
        "Iran warned that Iranian forces would sink the tanker.",
        "Minsk warned that Lithuania would pay a heavy price.",
    ],
)
def test_a_warning_of_an_own_act_is_a_threat(text: str, know: Knowledge) -> None:
    assert ("THREATEN", "actual") in events(text, know)


# ---------------------------------------------------------------- having no part in an act


@pytest.mark.parametrize(
    "text",
    [
        "Oman had nothing to do with the raid on the Saudi refinery, its envoy said.",
        "Malawi played no part in the attack on Mozambique.",
        "Norway had no role in the bombing of the Danish pipeline.",
        "Eritrea had no hand in the killing of Ethiopian farmers.",
        "Serbia was not behind the ambush of Kosovo police.",
        "Togo was not involved in the strike on the Ghanaian barracks.",
    ],
)
def test_no_part_in_an_attack_is_no_attack(text: str, know: Knowledge) -> None:
    assert {status for event, status in events(text, know) if event == "ASSAULT"} == {"negated"}


def test_a_part_in_an_attack_is_one(know: Knowledge) -> None:
    assert ("ASSAULT", "actual") in events("Togo was involved in the strike on the Ghanaian barracks.", know)
    assert ("ASSAULT", "actual") in events("Norway had a hand in the bombing of the Danish pipeline.", know)


# ---------------------------------------------------------------- what is awaited or demanded is not yet there


@pytest.mark.parametrize(
    "text",
    [
        "Mali would reopen the border once its demands were met by Niger.",
        "Iran will free the tanker when its conditions are met by Greece.",
        "The rebels said they would withdraw as soon as their demands had been met by Lima.",
    ],
)
def test_meeting_demands_is_a_condition(text: str, know: Knowledge) -> None:
    assert ("CONCEDE", "possible") in events(text, know)
    assert ("CONCEDE", "actual") not in events(text, know)


def test_demands_that_were_met_are_met(know: Knowledge) -> None:
    assert ("CONCEDE", "actual") in events("Mali reopened the border once its demands were met by Niger.", know)


def test_talks_demanded_are_no_talks(know: Knowledge) -> None:
    text = "Albania demanded that the EU reopen talks with Skopje."
    assert events(text, know) == {("REQUEST", "actual")}
    assert [m.code for s in statements(text, know) for m in s.recipient] == ["EUR"]


# ---------------------------------------------------------------- a denial ends where the next act of speech begins


def test_a_denial_reaches_no_further_than_its_clause(know: Knowledge) -> None:
    text = "Yerevan denies that it closed the road and blames Azerbaijani soldiers."
    assert ("ACCUSE", "actual") in events(text, know)


def test_a_second_verb_that_tells_on_is_denied_too(know: Knowledge) -> None:
    text = "Yerevan denied that it had closed the road and attacked Azerbaijani soldiers."
    assert ("ASSAULT", "actual") not in events(text, know)


# ---------------------------------------------------------------- a promise not to act


@pytest.mark.parametrize(
    "text",
    [
        "Eritrea promised not to bomb the dam.",
        "Greece pledged never to invade Albania.",
        "Iran promised that it would not attack Saudi tankers.",
    ],
)
def test_a_promise_not_to_act_is_a_promise(text: str, know: Knowledge) -> None:
    assert events(text, know) == {("AGREE", "actual")}
    assert all(q.text.startswith(("not", "never")) for s in statements(text, know) for q in s.what)


# ---------------------------------------------------------------- who tells of an attack has not done it


@pytest.mark.parametrize(
    "text",
    [
        "The drones wrecked three silos in Constanta, Romania's transport minister said.",
        "The rockets destroyed two warehouses in Omdurman, Sudan's health minister said.",
        "The blasts damaged a hospital in Mombasa, Kenya's interior minister said.",
        "Three women were killed in the shelling, according to Armenia's human rights ombudsman.",
        "Two dockers were wounded in the strike on the port of Latakia, according to the Syrian governor.",
    ],
)
def test_the_source_is_no_attacker(text: str, know: Knowledge) -> None:
    assert actors(text, "ASSAULT", know) == []


def test_weapons_with_an_owner_are_his(know: Knowledge) -> None:
    text = "Eritrean rockets destroyed a clinic in Adigrat, Ethiopia's health minister said."
    assert actors(text, "ASSAULT", know) == ["ERI MIL"]


def test_jets_of_the_army_that_tells_of_them_are_its_own(know: Knowledge) -> None:
    text = "Turkey's army said that its jets bombed Syrian soldiers near Idlib."
    assert actors(text, "ASSAULT", know) == ["TUR MIL"]

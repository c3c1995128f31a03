"""Triples of others, held against texts: every check with every verdict."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.samples import sample_reports
from tests.small_reports import report

from dateline.engine.local import safe_read
from dateline.knowledge import Knowledge
from dateline.types import Document
from dateline.verifying.checking import Checked, check
from dateline.verifying.finding import Source
from dateline.verifying.quotes import find_quote
from dateline.verifying.summary import lines
from dateline.verifying.table import claimed, names, plain
from dateline.verifying.triples import Triple

TEXT = ("Russia attacked Ukraine with forty drones. Officials said Serbia had shelled Kosovo on 3 May 2024. "
        "Moscow denied that it had shelled Kharkiv. Iran threatened to attack Israel. Kenya accused Somalia of bombing "
        "a market. North Korea may supply shells to Russia. France promised to send grain to Sudan. Turkey’s foreign "
        "minister met his Greek counterpart in Athens. Rebels killed 12 soldiers in northern Mali.")


@pytest.fixture(scope="module")
def source(know: Knowledge) -> Source:
    document = Document("d", TEXT, published="2024-05-06")
    return Source(document, safe_read(document, know).statements)


def held(source: Source, know: Knowledge, actor: str, recipient: str | None, event: str | None, quote: str | None,
         **more: str) -> Checked:
    to = (recipient,) if recipient else ()
    triple = Triple("t:1", actor=(actor,), recipient=to, event=event, quote=quote, **more)
    return check(triple, source, know)


DRONES = "Russia attacked Ukraine with forty drones."


@pytest.mark.parametrize(("actor", "recipient", "event"), [
    ("Russia", "Ukraine", "attacked"), ("RUS", "UKR", "ASSAULT"), ("Moscow", "Kyiv", "bombing"),
    ("the Russian government", "Ukraine", "195"), ("Russia", "Ukraine", "military_strike"), ("Russia", None, "attack"),
    ("Russia", "Ukraine", None), ("RUS MIL", "UKR", "ASSAULT.drone"),
])  # fmt: skip
def test_what_holds(source: Source, know: Knowledge, actor: str, recipient: str | None, event: str | None) -> None:
    found = held(source, know, actor, recipient, event, DRONES)
    assert (found.verdict, found.verbatim, found.direction, found.status) == ("holds", "exact", "right", "agrees")
    assert found.event == ("agrees" if event else "not given")
    assert TEXT[found.start : found.end] == DRONES == found.passage
    assert found.dateline and "ASSAULT" in found.dateline and found.statement_id
    assert found.sentence == TEXT[found.sentence_start : found.sentence_end]


def test_swapped(source: Source, know: Knowledge) -> None:
    found = held(source, know, "Ukraine", "Russia", "attacked", DRONES)
    assert (found.verdict, found.direction) == ("does not hold", "swapped")
    assert found.why == "The other way round: Dateline reads Russia (RUS) → Ukraine (UKR) ASSAULT drone."


def test_two_of_one_side_are_never_swapped(source: Source, know: Knowledge) -> None:
    quote = "Turkey’s foreign minister met his Greek counterpart in Athens."
    for parties in (("Turkey", "Greece"), ("Greece", "Turkey")):
        assert held(source, know, *parties, "met", quote).verdict == "holds"


@pytest.mark.parametrize(("event", "direction", "verdict"), [
    ("was attacked by", "right", "holds"), ("attacked_by", "right", "holds"), ("is attacked", "unclear", "open"),
    ("suffered attack from", "unclear", "open"), ("attacked", "swapped", "does not hold"),
])  # fmt: skip
def test_words_that_turn_the_parties_round(source: Source, know: Knowledge, event: str, direction: str,
                                           verdict: str) -> None:
    found = held(source, know, "Ukraine", "Russia", event, DRONES)
    assert (found.direction, found.verdict) == (direction, verdict), found


def test_another_actor_is_no_proof(source: Source, know: Knowledge) -> None:
    found = held(source, know, "China", "Ukraine", "attacked", DRONES)
    assert (found.verdict, found.direction) == ("open", "unclear")
    assert "the text has no “China” by that name" in found.why


@pytest.mark.parametrize(("actor", "recipient", "event", "quote", "because"), [
    ("Iran", "Israel", "attacked", "Iran threatened to attack Israel.", "threatens with it"),
    ("IRN", "ISR", "ASSAULT", "Iran threatened to attack Israel.", "threatens with it"),
    ("Somalia", "Kenya", "bombed", "Kenya accused Somalia of bombing a market.", "accused of it"),
    ("North Korea", "Russia", "provided aid", "North Korea may supply shells to Russia.", "as possible"),
    ("France", "Sudan", "sent grain", "France promised to send grain to Sudan.", "promises it"),
    ("Moscow", "Ukraine", "shelled", "Moscow denied that it had shelled Kharkiv.", "denied by Moscow (RUS)"),
    ("Serbia", "Kosovo", "shelled", "Officials said Serbia had shelled Kosovo", "said by officials"),
])  # fmt: skip
def test_talk_passed_off_as_fact(source: Source, know: Knowledge, actor: str, recipient: str, event: str, quote: str,
                                 because: str) -> None:
    found = held(source, know, actor, recipient, event, quote)
    assert (found.verdict, found.status) == ("does not hold", "talk as fact"), found
    assert because.casefold() in found.why.casefold()


@pytest.mark.parametrize(("actor", "recipient", "event", "text"), [
    ("the United Nations", "Russia", "helped", "The United Nations promised Russia help with the harvest."),
    ("Sweden", "Latvia", "supports", "Sweden promised in Oslo to support Latvia’s bid for the seat."),
    ("Ghana", "Togo", "military response against", "Ghana threatened Togo with a military response."),
    ("Germany", "Chad", "sold lorries", "Germany may sell forty lorries to Chad."),
    ("Germany", "Chad", "delivered aid", "Germany will deliver aid to Chad."),
])  # fmt: skip
def test_words_for_the_act_in_words_about_it(know: Knowledge, actor: str, recipient: str, event: str,
                                             text: str) -> None:
    document = Document("d", text, published="2024-05-06")
    found = held(Source(document, safe_read(document, know).statements), know, actor, recipient, event, text)
    assert (found.verdict, found.status) == ("does not hold", "talk as fact"), found


@pytest.mark.parametrize("text", [
    "Ghana agreed on a budget and attacked the rebels of Togo.",
    "Ghana threatened the envoy of Togo after it had attacked Togo.",
])
def test_an_act_beside_words_that_was_not_read_is_no_talk(know: Knowledge, text: str) -> None:
    document = Document("d", text, published="2024-05-06")
    words = tuple(s for s in safe_read(document, know).statements if s.event in ("AGREE", "THREATEN"))
    assert words
    found = held(Source(document, words), know, "Ghana", "Togo", "attacked", text)
    assert found.verdict == "open" and found.status in ("unclear", "not read"), found


@pytest.mark.parametrize(("actor", "recipient", "event", "quote", "status"), [
    ("Iran", "Israel", "attacked", "Iran threatened to attack Israel.", "threatened"),
    ("North Korea", "Russia", "provided aid", "North Korea may supply shells to Russia.", "possible"),
    ("France", "Sudan", "sent grain", "France promised to send grain to Sudan.", "promised"),
    ("Moscow", "Ukraine", "shelled", "Moscow denied that it had shelled Kharkiv.", "denied"),
    ("Serbia", "Kosovo", "shelled", "Officials said Serbia had shelled Kosovo", "alleged"),
    ("Iran", "Israel", "threatened", "Iran threatened to attack Israel.", "actual"),
])  # fmt: skip
def test_talk_called_talk(source: Source, know: Knowledge, actor: str, recipient: str, event: str, quote: str,
                          status: str) -> None:
    found = held(source, know, actor, recipient, event, quote, status=status)
    assert found.status == "agrees" and found.verdict in ("holds", "open"), found


def test_fact_called_talk_and_words_that_nobody_knows(source: Source, know: Knowledge) -> None:
    assert held(source, know, "Russia", "Ukraine", "attacked", DRONES, status="possible").status == "fact as talk"
    assert held(source, know, "Russia", "Ukraine", "attacked", DRONES, status="reported").status == "fact as talk"
    odd = held(source, know, "Russia", "Ukraine", "attacked", DRONES, status="gnomic")
    assert (odd.status, odd.verdict) == ("unclear", "open") and "gnomic" in odd.why


def test_speaker_date_and_place(source: Source, know: Knowledge) -> None:
    def one(**more: str) -> Checked:
        return held(source, know, "Serbia", "Kosovo", "shelled",
                    "Officials said Serbia had shelled Kosovo on 3 May 2024.", **more)

    assert one(speaker="officials").verdict == "holds"
    assert one(speaker="officials", when="2024-05-03").date == one(speaker="officials", when="2024-05").date == "right"
    wrong = one(speaker="officials", when="2022-02-24")
    assert (wrong.verdict, wrong.date) == ("does not hold", "other") and "2024-05-03" in wrong.why
    assert one(speaker="officials", when="03/04/2024").date == "unclear"
    met = "Turkey’s foreign minister met his Greek counterpart in Athens."
    places = {where: held(source, know, "Turkey", "Greece", "met", met, where=where).place
              for where in ("Athens", "Greece", "Berlin", "Thessaloniki")}
    assert places == {"Athens": "right", "Greece": "right", "Berlin": "other", "Thessaloniki": "unclear"}


def test_a_named_speaker_who_is_another(know: Knowledge) -> None:
    text = "The Treasury said the United States had imposed sanctions on North Korea. The ferry sank."
    document = Document("d", text, published="2024-05-06")
    source = Source(document, safe_read(document, know).statements)
    verdicts = {speaker: held(source, know, "USA", "PRK", "SANCTION", text.split(". ")[0], status="reported",
                              speaker=speaker).speaker for speaker in ("the Treasury", "Germany")}
    assert verdicts == {"the Treasury": "right", "Germany": "other"}


def test_what_dateline_did_not_read_is_never_false(source: Source, know: Knowledge) -> None:
    bare = Source(source.document, ())
    for triple in (("Russia", "Ukraine", "attacked"), ("Ukraine", "Russia", "attacked"), ("A", "B", "C")):
        found = held(bare, know, *triple, DRONES, status="possible", speaker="Germany", when="1999", where="Rome")
        assert found.verdict == "open" and found.statement_id is None
        assert {found.direction, found.event, found.status, found.speaker, found.date, found.place} == {"not read"}
        assert "says nothing against it" in found.why


def test_an_absent_quote_fails_whatever_is_read(source: Source, know: Knowledge) -> None:
    found = held(source, know, "Russia", "Ukraine", "attacked", "Russia attacked Ukraine with ninety drones.")
    assert (found.verdict, found.verbatim, found.direction) == ("does not hold", "absent", "right")
    assert found.differs == "the text has “forty” for “ninety”"


def test_a_quote_alone_and_a_triple_without_one(source: Source, know: Knowledge) -> None:
    alone = check(Triple("t", quote="forty drones"), source, know)
    assert (alone.verdict, alone.status, alone.direction) == ("holds", "not given", "not given")
    without = held(source, know, "Russia", "Ukraine", "attacked", None)
    assert (without.verdict, without.verbatim, without.start) == ("holds", "not given", None)


def test_one_sentence_with_a_fact_and_a_denial_holds_for_either(know: Knowledge) -> None:
    text = "Ghana struck Togo, and its envoy denied that Ghana bombed Togo."
    sides: dict[str, Any] = {"actor": [("Ghana", "GHA", None)], "recipient": [("Togo", "TGO", None)]}
    document, reading = report("d", text, "2024-05-06", {"trigger": "struck", "event": "ASSAULT", **sides},
                               {"trigger": "bombed", "event": "ASSAULT", "status": "negated",
                                "voices": [("its envoy", "GHA GOV", None, "denial")], **sides})
    for status in ("actual", "denied"):
        found = held(Source(document, reading.statements), know, "Ghana", "Togo", "ASSAULT", text, status=status)
        assert (found.verdict, found.status) == ("holds", "agrees")


ODD = st.sampled_from(["Russia", "UKR", "05", "\ud800", "(", "by", "2024", "the"])
WORDS = st.one_of(st.none(), st.text(max_size=30), ODD)


def test_no_words_break_a_check(source: Source, know: Knowledge) -> None:
    @settings(max_examples=60, deadline=None)
    @given(st.lists(WORDS, min_size=8, max_size=8))
    def any_words(words: list[str | None]) -> None:
        actor, recipient, quote, *rest = words
        triple = Triple("t", "", None, None, None, quote, (actor,) if actor else (), (recipient,) if recipient else (),
                        *rest)
        found = check(triple, source, know)
        json.dumps(msgspec.to_builtins(found), ensure_ascii=False).encode()
        assert [*lines(found)] and (found.start is None or found.passage)
        assert found.verdict in ("holds", "does not hold", "open")

    any_words()


def test_the_table_is_sound(know: Knowledge) -> None:
    assert set(names().speech) <= set(know.events)
    every = [plain(name) for listed in names().fields.values() for name in listed]
    assert len(every) == len(set(every))


def test_status_words_stand_once() -> None:
    words = [w for listed in names().status.values() for w in listed]
    assert len(words) == len(set(words))
    assert (claimed(None), claimed("REALISED"), claimed("did_not happen"), claimed("x")) == (
        "actual", "actual", "negated", None)


def test_statements_of_our_own_hold(know: Knowledge) -> None:
    """Dateline's own readings of the sample, written as triples, are never called wrong."""
    checked = []
    for document in sample_reports()[:14]:
        source = Source(document, safe_read(document, know).statements)
        for s in source.statements:
            status = "reported" if s.attribution and s.factuality.status == "actual" else s.factuality.status
            triple = Triple(document.id, actor=tuple(m.text for m in s.actor), event=s.event, status=status,
                            recipient=tuple(m.text for m in s.recipient), quote=s.evidence[0].of(document.text))
            checked.append(check(triple, source, know))
    assert len(checked) > 80
    assert [c for c in checked if c.verdict == "does not hold"] == []
    assert sum(c.verdict == "holds" for c in checked) > 0.9 * len(checked), [c for c in checked if c.verdict != "holds"]


def test_quotes_of_long_texts_are_found_quickly() -> None:
    text = ("The ferry sank off the coast and the crews wept. " * 20_000) + DRONES
    assert find_quote(text, "Russia attacked Ukraine with ninety drones").differs == (
        "the text has “forty” for “ninety”")

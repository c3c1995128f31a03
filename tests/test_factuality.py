"""Did it happen: one operator a case."""

from __future__ import annotations

import pytest

from dateline.knowledge import Knowledge
from dateline.parse import parse_document
from dateline.reading.attribution import attribute
from dateline.reading.factuality import as_speech_act, judge
from dateline.reading.pipeline import read
from dateline.types import Document, Factuality, Span


def status(text: str, trigger: str, know: Knowledge) -> tuple[Factuality, str | None]:
    parse = parse_document(Document(id="t", text=text))
    token = next(t for t in parse.tokens if t.lower == trigger)
    found = judge(token, parse, know, attribute(parse, know))
    return found, parse.text(found.condition) if found.condition else None


CASES = """
actual   | crossed    | The troops crossed the border at dawn.
actual   | shelled    | Kyiv says the rebels shelled the port.
actual   | invasion   | The invasion of Cyprus could still divide the council.
actual   | threatened | Iran threatened to attack the base.
actual   | sign       | Hungary managed to sign the treaty.
actual   | sign       | Hungary did not fail to sign the treaty.
actual   | meet       | The two leaders began to meet in June.
actual   | fired      | The troops are estimated to have fired ten million shells.
actual   | urged      | The council urged both sides to stop fighting.
actual   | sanctions  | The sanctions will be lifted next year.
actual   | recognize  | Malta was the fourth state to recognize the island.
actual   | shelled    | Perhaps he lied, but the rebels shelled the port.
planned  | visit      | The minister will visit Ankara next week.
planned  | visit      | Her visit to Beijing is scheduled for May.
planned  | talks      | Talks will be held in Doha on Friday.
planned  | talks      | The planned talks would resume in Oslo.
planned  | exercise   | The two navies will hold a joint exercise in March.
planned  | lifted     | The sanctions will be lifted next year.
planned  | attack     | Iran plans to attack the base.
planned  | send       | Berlin said it would send tanks to Kyiv.
planned  | urge       | The council will urge both sides to stop fighting.
planned  | supply     | The aim of the deal was to supply Ankara with missiles.
planned  | supply     | The aim was to seal a pact under which Oslo would supply Ankara with shells.
planned  | deploy     | The president ordered the army to deploy along the border.
planned  | meet       | The two leaders are due to meet in June.
planned  | deliver    | Canada agreed to deliver jets to Poland.
possible | send       | Berlin said it might send tanks to Kyiv.
possible | strike     | Will Israel strike the plant?
possible | attack     | Officials fear that the militia could attack the capital.
possible | attack     | Officials fear an attack on the capital.
possible | attack     | There was a threat of attack on the embassy.
possible | war        | The clash raised the risk of war.
possible | sanctions  | The country could face new sanctions.
possible | withdraw   | France demanded that Mali withdraw its troops.
possible | withdraw   | France called on Mali to withdraw its troops.
possible | withdrawal | France called for the withdrawal of the troops.
possible | deliver    | Poland asked Canada to deliver jets.
possible | enter      | The rebels tried to enter the city.
possible | bombed     | Perhaps the planes bombed the town.
possible | invade     | If Ruritania were to invade the island, Japan would respond.
possible | charging   | The ministry would consider charging the gunman.
negated  | attack     | The army did not attack the village.
negated  | met        | The two leaders have never met.
negated  | met        | Neither leader met the envoy.
negated  | agreement  | No agreement was reached in Geneva.
negated  | agreement  | An agreement could not be reached.
negated  | sign       | Hungary refused to sign the treaty.
negated  | sign       | Hungary failed to sign the treaty.
negated  | sign       | Hungary did not manage to sign the treaty.
negated  | sign       | The president has yet to sign the law.
negated  | entering   | The army prevented the rebels from entering the city.
negated  | firing     | The troops crossed the border without firing a shot.
negated  | visit      | The prime minister cancelled his visit to Beijing.
negated  | shelling   | Minsk denied shelling the port.
negated  | shelled    | Minsk denied that its troops had shelled the port.
negated  | attack     | Ruritania has no plans to attack.
actual   | pull       | The army had to pull back its forces in May.
actual   | blast      | The blast may have killed ten people.
actual   | agreed     | The firm agreed to pay if the court upheld the ruling.
actual   | ordered    | He refused to talk and ordered the troops to advance.
possible | sign       | It is necessary to sign the treaty.
possible | arrive     | The troops will not leave until the monitors arrive.
possible | approval   | The law awaits approval by the senate.
negated  | attack     | The militia was too weak to attack the port.
negated  | enforce    | The court deplored the agency's failure to enforce the ban.
negated  | negotiate  | She resigned because she was unable to negotiate any deal.
"""
ROWS = [tuple(part.strip() for part in line.split("|")) for line in CASES.strip().splitlines()]


@pytest.mark.parametrize(("expected", "trigger", "text"), ROWS, ids=[f"{r[1]}: {r[2][:50]}" for r in ROWS])
def test_status(expected: str, trigger: str, text: str, know: Knowledge) -> None:
    found, _ = status(text, trigger, know)
    assert found.status == expected, found.rule


@pytest.mark.parametrize(("expected", "trigger", "text", "condition"), [
    ("possible", "respond", "If Ruritania were to invade the island, Japan would respond.",
     "If Ruritania were to invade the island"),
    ("planned", "retaliate", '"We will retaliate if they strike our ships," the general said.',
     "if they strike our ships"),
    ("possible", "win", "Experts say the rebels will win if the army splits.", "if the army splits"),
])
def test_conditions(expected: str, trigger: str, text: str, condition: str, know: Knowledge) -> None:
    found, words = status(text, trigger, know)
    assert (found.status, words) == (expected, condition)


def test_what_decided_is_kept(know: Knowledge) -> None:
    text = "The army did not attack the village."
    found, _ = status(text, "attack", know)
    assert [o.span.of(text) for o in found.operators if o.force == "negated"] == ["not"]
    assert found.rule == "negation"


def test_operators_of_a_speech_act_are_the_act(know: Knowledge) -> None:
    text = "The regime must withdraw its troops."
    found, _ = status(text, "withdraw", know)
    assert as_speech_act(found, Span(11, 24)).status == "actual"
    assert as_speech_act(found, Span(16, 24)).status == "possible"


@pytest.mark.parametrize("text", [
    "The two may sign soon. A pact that could change the war.",
    "Imagine that Ruritania had bombed Oslo. Norway then signs a [pact] with Japan.",
    "Suppose Ruritania invades Malta. Japan sends ships. It imposes a [blockade].",
    "Imagine Ruritania had imposed a [blockade].",
    "In the novel, Malta imposes a [blockade] on Ruritania in 1941.",
    "In the war game, the Red team imposed a [blockade]. Then the Blue team broke it.",
    "Under one scenario, Ruritania imposes a [blockade].",
])
def test_what_is_told_in_a_frame_is_possible(text: str, know: Knowledge) -> None:
    word = text.partition("[")[2].partition("]")[0] or "pact"
    found, _ = status(text.replace("[", "").replace("]", ""), word, know)
    assert found.status == "possible", found.rule


@pytest.mark.parametrize("text", [
    "Imagine a town at peace. Ruritania shelled the port on Monday.",
    "In the novel, Malta loses the war. Officials say Ruritania shelled the port.",
    "In the film, Malta surrenders. In reality Ruritania shelled the port.",
    "Suppose it rains. \n\nRuritania shelled the port.",
    "Talks may begin soon. Ruritania shelled the port.",
])
def test_a_frame_ends_with_plain_news(text: str, know: Knowledge) -> None:
    found, _ = status(text, "shelled", know)
    assert found.status == "actual", found.rule


@pytest.mark.parametrize(("text", "trigger", "held", "report"), [
    ("Experts fear that Ruritania could attack the port if talks fail.", "attack",
     ("unknown", "unknown", "future", "consequence"), "unknown"),
    ("The ministry admitted that its troops had shelled the port.", "shelled",
     ("certain", "positive", "past", "assertion"), "certain"),
    ("The troops shelled the port, as the ministry explained.", "shelled",
     ("certain", "positive", "past", "assertion"), "probable"),
    ("The ministry claimed that the rebels had shelled the port.", "shelled",
     ("certain", "positive", "past", "assertion"), "unknown"),
    ("Kyiv believes that the rebels shelled the port.", "shelled",
     ("probable", "positive", "past", "assertion"), "unknown"),
    ("Kyiv does not think that the rebels shelled the port.", "shelled",
     ("probable", "negative", "past", "assertion"), "unknown"),
    ("The rebels did not shell the port.", "shell", ("certain", "negative", "past", "assertion"), "certain"),
    ("Had the fleet sailed, the rebels would have shelled the port.", "shelled",
     ("certain", "negative", "past", "counterfactual"), "certain"),
    ("The states often impose sanctions.", "impose", ("certain", "positive", "generic", "assertion"), "certain"),
    ("A pact could follow. It would bring sanctions.", "sanctions",
     ("possible", "positive", "future", "hypothetical"), "possible"),
])
def test_what_the_voice_and_the_report_hold(
    text: str, trigger: str, held: tuple[str, ...], report: str, know: Knowledge
) -> None:
    found, _ = status(text, trigger, know)
    assert (found.certainty, found.polarity, found.time, found.mood) == held, found.rule
    assert found.author_certainty == report


def test_every_operator_has_its_words(know: Knowledge) -> None:
    text = "Kyiv fears that Minsk may not allow any talks."
    found, _ = status(text, "talks", know)
    words = {o.rule: o.span.of(text) for o in found.operators if o.force != "same"}
    assert words == {"governor.allow": "allow", "modal.may+negation": "may not", "governor.fear": "fears"}
    assert {o.rule for o in found.operators if o.force == "same"} >= {"form.noun", "clause.ccomp"}


def test_what_is_known_no_fear_makes_doubtful(know: Knowledge) -> None:
    found, _ = status("Kyiv fears that the invasion will spread.", "invasion", know)
    assert (found.status, found.certainty) == ("actual", "certain")
    found, _ = status("Kyiv fears that the rebels shelled the port.", "shelled", know)
    assert (found.status, found.certainty, found.mood) == ("possible", "possible", "wish")


@pytest.mark.parametrize(("expected", "trigger", "text"), [
    ("planned", "attack", "Putin said Russia would soon attack Odesa."),
    ("actual", "arrest", "The officer who would later arrest the king was then a cadet."),
    ("possible", "attack", "The visit follows a threat to attack Israel."),
    ("actual", "bomb", "The pilots carried out their threat to bomb the ministry."),
    ("planned", "kill", "Two agents conspired to kill a diplomat."),
    ("planned", "send", "Egypt is happy to send troops to Somalia."),
    ("negated", "bombed", "It is not true that Russia bombed Odesa."),
    ("possible", "bombed", "There is no evidence that Russia bombed Odesa."),
    ("possible", "bombed", "Investigators are looking into whether Russia bombed Odesa."),
    ("possible", "bombed", "Nobody has said that Russia bombed Odesa."),
    ("actual", "sanctions", "China violated United Nations sanctions on Chad."),
    ("negated", "release", "Chad broke its promise to release the envoy."),
    ("negated", "fired", "Chad fired no more missiles at the port."),
    ("actual", "crossed", "No fewer than ten boats crossed the strait."),
    ("actual", "bombing", "Experts agree that Chad is bombing hospitals."),
    ("possible", "attack", "An attack on the base is imminent."),
    ("possible", "war", "Fears grow of war between Chad and Sudan."),
    ("possible", "Release", "“Release the hostages now,” the envoy said."),
    ("planned", "send", "France will send troops, an official said on condition of anonymity."),
    ("possible", "attack", "In case the rebels attack, the port will close."),
])
def test_what_is_no_fact_is_no_fact(expected: str, trigger: str, text: str, know: Knowledge) -> None:
    parse = parse_document(Document(id="t", text=text))
    token = next(t for t in parse.tokens if t.text == trigger)
    found = judge(token, parse, know, attribute(parse, know))
    assert found.status == expected, found.rule


def test_hearsay_reaches_a_relative_clause(know: Knowledge) -> None:
    text = "Soldiers who allegedly killed civilians fled."
    parse = parse_document(Document(id="t", text=text))
    killed = next(t for t in parse.tokens if t.text == "killed")
    found = judge(killed, parse, know, attribute(parse, know))
    assert found.author_certainty == "unknown"


@pytest.mark.parametrize(("text", "word", "status", "voice"), [
    ("There was no confirmation from the rebels of the ceasefire with Sudan.", "ceasefire", "possible", ""),
    ("There was no immediate confirmation that Sudan had agreed a ceasefire.", "agreed", "possible", ""),
    ("There was no sign that Sudan had attacked Chad.", "attacked", "possible", ""),
    ("Many doubt that Sudan has agreed a ceasefire with the rebels.", "agreed", "possible", ""),
    ("Sudan's attack on Chad could not be independently verified.", "attack", "possible", ""),
    ("Despite army claims that Chad had attacked Sudan, the border was quiet.", "attacked", "actual", "army"),
    ("Despite claims by the army that Chad had attacked Sudan, all was quiet.", "attacked", "actual", "the army"),
    ("The palace issued a denial that it had detained the editor.", "detained", "negated", "The palace"),
])
def test_what_nobody_confirms_is_no_fact(know: Knowledge, text: str, word: str, status: str, voice: str) -> None:
    reading = read(Document("d", text, published="2014-10-20"), know)
    told = [s for s in (*reading.statements, *reading.candidates) if word in s.trigger.of(text)]
    assert [(s.factuality.status, "".join(v.text for v in s.attribution)) for s in told] == [(status, voice)]


@pytest.mark.parametrize(("expected", "trigger", "text"), [
    ("negated", "truce", "The governor said the truce with the rebels was a hoax."),
    ("negated", "sending", "Reports of Russia sending oil to North Korea do not accord with the facts, Beijing said."),
    ("actual", "sending", "Reports of Russia sending oil to North Korea accord with the facts, Beijing said."),
    ("negated", "arming", "The ministry said reports of Iran arming the rebels had no basis."),
    ("actual", "arming", "The ministry said reports of Iran arming the rebels had a basis."),
    ("negated", "shelled", "The reports that Iran shelled the port are without foundation, Tehran said."),
    ("possible", "release", "The minister held talks to secure the release of the girls by the rebels."),
    ("actual", "release", "Negotiators secured the release of the girls by the rebels on Friday."),
])
def test_what_is_called_made_up_did_not_happen(expected: str, trigger: str, text: str, know: Knowledge) -> None:
    assert status(text, trigger, know)[0].status == expected

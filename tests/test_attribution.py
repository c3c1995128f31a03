"""Who says so: the constructions, one a case, and what a voice covers."""

from __future__ import annotations

import pytest

from dateline.knowledge import Knowledge
from dateline.parse import Parse, Token, parse_document
from dateline.reading.attribution import Attribution, attribute, voices_over
from dateline.reading.quotations import quotations
from dateline.types import Document, Span


def parsed(text: str) -> Parse:
    return parse_document(Document(id="t", text=text))


def word(parse: Parse, text: str) -> Token:
    return next(t for t in parse.tokens if t.text == text)


def voices(text: str, trigger: str, know: Knowledge) -> list[str]:
    """The sources over a word, outermost first, with their medium after a bar."""
    parse = parsed(text)
    found = voices_over(word(parse, trigger).span, attribute(parse, know))
    return [_name(parse, v) for v in found if v.kind in ("statement", "belief", "denial", "question")]


def _name(parse: Parse, voice: Attribution) -> str:
    assert voice.source_span is not None
    via = f"|{parse.text(voice.via)}" if voice.via else ""
    return parse.text(voice.source_span) + via


CASES = [
    ("Kyiv says that rebels shelled the plant.", ["Kyiv"]),
    ("Rebels, the governor said, shelled the plant.", ["the governor"]),
    ("According to two witnesses, rebels shelled the plant.", ["two witnesses"]),
    ("Rebels shelled the plant, according to The Star, which sent a reporter.", ["The Star"]),
    ("In the governor's view, rebels shelled the plant.", ["the governor"]),
    ("As the governor told reporters, rebels shelled the plant.", ["the governor"]),
    ("The governor, who said rebels had shelled the plant, left the city.", ["The governor"]),
    ("The governor left the city, adding that rebels had shelled the plant.", ["The governor"]),
    ("The claim by Tehran that rebels shelled the plant was false.", ["Tehran"]),
    ("There are allegations that rebels shelled the plant.", ["allegations"]),
    ("Analysts are convinced that rebels shelled the plant.", ["Analysts"]),
    ("Rebels reportedly shelled the plant.", ["reportedly"]),
    ("It is believed that rebels shelled the plant.", ["is believed"]),
    ("The rebels are thought to have shelled the plant.", ["are thought"]),
    ("The governor accused the rebels of having shelled the plant.", ["The governor"]),
    ("The rebels denied that they had shelled the plant.", ["The rebels"]),
    ('"Rebels shelled the plant," said Anna Kovacs, a nurse.', ["Anna Kovacs, a nurse"]),
    ("“No power,” said Anna Kovacs. “Rebels shelled the plant.”", ["Anna Kovacs"]),
    ("Anna Kovacs said she was safe. “The rebels shelled the plant at dawn.”", ["Anna Kovacs"]),
    ("'Rebels shelled the plant,' the mayor said.", ["the mayor"]),
    ("President Weah: “Rebels shelled the plant.”", ["President Weah"]),
    ("“The rebels shelled the plant.\n“They left at dawn,” the mayor said.", ["the mayor"]),
    ('"Rebels shelled the plant, the mayor said.', ["the mayor"]),
    ("The mayor said:\nI was at home. Rebels shelled the plant.\nWe will rebuild it.", ["The mayor"]),
    ("The governor told the BBC that rebels shelled the plant.", ["The governor|the BBC"]),
    ("The governor wrote on Twitter that rebels shelled the plant.", ["The governor|Twitter"]),
    ("Reuters reported that officials said rebels had shelled the plant.", ["Reuters", "officials"]),
    ("Reuters said, citing two officials, that rebels had shelled the plant.", ["Reuters", "two officials"]),
    ("The mayor said she believed that rebels shelled the plant.", ["The mayor"]),
    ("Rebels shelled the plant. The mayor said she was safe.", []),
    ("According to plan, rebels shelled the plant.", []),
    ("We know that rebels shelled the plant.", []),
    ("The footage showed that rebels had shelled the plant.", ["The footage"]),
]

# A1 to A19: match and near miss.
CONSTRUCTIONS = [
    ("He said leaving now would prove that rebels shelled the plant.", ["He"]),  # A1
    ("The mayor said in a statement that rebels had shelled the plant.", ["The mayor"]),
    ("The mayor said it was over and warned that rebels had shelled the plant.", ["The mayor"]),
    ("The envoy told reporters it was late, adding that rebels had shelled the plant.", ["The envoy"]),
    ("About 4 in 10 say that rebels shelled the plant.", ["About 4 in 10"]),
    ("“We hid,” said Colonel Amadou Ba, a spokesman who was at home. “Rebels shelled the plant.”",
     ["Colonel Amadou Ba, a spokesman who was at home"]),  # A2
    ("„Rebels shelled the plant“, said the mayor.", ["the mayor"]),
    ("«Rebels shelled the plant», the mayor said.", ["the mayor"]),
    ("‹Rebels shelled the plant›, the mayor said.", ["the mayor"]),
    ("「Rebels shelled the plant」, the mayor said.", ["the mayor"]),
    ("‚Rebels shelled the plant‘, the mayor said.", ["the mayor"]),
    ("“The rebels shelled the plant at dawn.” Okoro said.", ["Okoro"]),
    ("“The rebels,” said the mayor, “shelled the plant at dawn.”", ["the mayor"]),  # A3
    ("The mayor called it “a crime” and said the rebels “shelled” the plant.", ["The mayor"]),
    ("Pierre Mbala, a teacher, fled the town. “The rebels shelled the plant.”", ["Pierre Mbala, a teacher"]),  # A4
    ("The town lay empty. “The rebels shelled the plant.”", []),
    ("Rebels – so the mayor said – shelled the plant.", ["the mayor"]),  # A5
    ("Rebels, it is alleged, shelled the plant.", ["is alleged"]),
    ("Rebels shelled the plant, as explained by the ministry.", ["the ministry"]),  # A6
    ("Rebels shelled the plant as the mayor spoke.", []),
    ("By the ministry's account, rebels shelled the plant.", ["the ministry"]),  # A7
    ("In accordance with the law, rebels shelled the plant.", []),
    ("Rebels are said by the ministry to have shelled the plant.", ["the ministry"]),  # A8
    ("Rebels are trained by the ministry to have shelled the plant.", []),
    ("The army is calling for the rebels who shelled the plant to leave.", []),  # A9, A10: a directive is no claim
    ("Kyiv's claim that rebels shelled the plant was rejected.", ["Kyiv"]),  # A11
    ("The ministry issued a statement saying rebels shelled the plant.", ["The ministry"]),
    ("The fact that rebels shelled the plant was ignored.", []),
    ("The minister was adamant that rebels shelled the plant.", ["The minister"]),  # A12
    ("It is clear that rebels shelled the plant.", []),
    ("Those who said rebels shelled the plant left.", ["Those"]),  # A13
    ("Kremlin: Rebels shelled the plant", ["Kremlin"]),  # A14
    ("Officials: Rebels shelled the plant", ["Officials"]),
    ("Rebels shelled the plant: Kremlin", ["Kremlin"]),
    ("Rebels shelled the plant: report", ["report"]),
    ("Rebels shelled the plant – Kremlin", ["Kremlin"]),
    ("Rebels shelled the plant – BBC News", []),
    ("Chad: Rebels shelled the plant", []),
    ("Timeline: Rebels shelled the plant", []),
    ("Photo: Rebels shelled the plant", []),
    ("A hard night – Anna Kovacs: “The rebels shelled the plant.”", ["Anna Kovacs"]),
    ("The so-called “people's republic” said rebels shelled the plant.", ["The so-called “people's republic"]),  # A15
    ("The BBC reported that officials said the minister believed rebels shelled the plant.",
     ["The BBC", "officials", "the minister"]),  # A16
    ("The agency quoted a colonel as saying rebels shelled the plant.", ["The agency", "a colonel"]),  # A17
    ("Citing two officials, Reuters reported that rebels shelled the plant.", ["Reuters", "two officials"]),
    ("The station, quoting the army, said rebels shelled the plant.", ["The station", "the army"]),
    ("In an interview with Reuters, the minister said rebels shelled the plant.", ["the minister|Reuters"]),
    ("Speaking on NHK, the minister said rebels shelled the plant.", ["the minister|NHK"]),
    ("The minister said on state television that rebels shelled the plant.", ["The minister|state television"]),
    ("The minister said in a statement to AFP that rebels shelled the plant.", ["The minister|AFP"]),
    ("The minister told a press conference that rebels shelled the plant.", ["The minister"]),
    ("According to Reuters, rebels shelled the plant.", ["Reuters"]),
    ("Two people familiar with the matter said rebels shelled the plant.",
     ["Two people familiar with the matter"]),  # A18
    ("Moscow says rebels shelled the plant.", ["Moscow"]),  # A19
    ("Moscow saw protests after rebels shelled the plant.", []),
    ("Okoro, 59, of Lagos, said rebels shelled the plant.", ["Okoro"]),
    ("A letter found in May said rebels shelled the plant.", ["A letter found in May"]),
    ("A long day\n\nLAGOS, Nigeria (Reuters) – The mayor said rebels shelled the plant.", ["The mayor"]),
]


# Speech without a cue beside it, and clauses set off: match and near miss.
MENDED = [
    ("Rebels, as villagers tell it, shelled the plant.", ["villagers"]),  # as-clauses
    ("Rebels, as the nurse later recalled, shelled the plant at dawn.", ["the nurse"]),
    ("As the ministry put it, rebels shelled the plant.", ["the ministry"]),
    ("As the nurse told the story to her children, rebels shelled the plant.", []),
    ("As the corporal reported to the barracks, rebels shelled the plant.", []),
    ("Rebels, as the crowd roared, shelled the plant.", []),
    ("Rebels shelled the plant as the nurse recalled her youth.", []),
    ("Rebels shelled the plant as villagers told each other jokes.", []),
    ("The army had, two deputies claimed, shelled the plant.", ["two deputies"]),  # parentheses
    ("Militiamen, a UN report alleges, shelled the plant.", ["a UN report"]),
    ("The army had, two deputies beside it, shelled the plant.", []),
    ("Rebels shelled the plant, per the company's engineers.", ["the company's engineers"]),  # per
    ("Rebels shelled the plant for ten dollars per the usual head.", []),
    ("According to what the pilot told us, rebels shelled the plant.", ["the pilot"]),
    ("The mayor said the shops were empty.\n\n“Rebels shelled the plant all night.”", ["The mayor"]),  # free speech
    ("The mayor said the shops were empty.\n\nRebels shelled the plant all night.", []),
    ("Rosa Quispe answered first. « Rebels shelled the plant. I saw it. »", ["Rosa Quispe"]),
    ("The widow gave a different account.\n\n“Rebels shelled the plant. I saw it.”", ["The widow"]),
    ("The evidence spoke for itself.\n\n“Rebels shelled the plant. I saw it.”", []),
    ("The deputy did not apologise. “Rebels shelled the plant first.”", ["The deputy"]),
    ("The party released a statement: “Rebels shelled the plant first.”", ["The party"]),
    ("The rector was scathing. The army had “shelled the plant and slept well”.", ["The rector"]),  # mixed
    ("The envoy took the floor. Rebels “shelled the plant while we slept”, and more.", ["The envoy"]),
    ("The rector was not blunt. The army had “shelled the plant and slept well”.", []),
    ("The rector was blunt. The “shelled town” was calm.", []),
    ("The road was long. The army had “shelled the plant and slept well”.", []),
    ("“Rebels shelled the plant.” — A refugee from Kunduz", ["A refugee from Kunduz"]),  # signatures
    ("“Rebels shelled the plant.” – Anna Kovacs, mayor", ["Anna Kovacs, mayor"]),
    ("“Rebels shelled the plant” – The Star, 3 May 2015", []),
    ("“Rebels shelled the plant.” – The road was closed.", []),
    ("Paris saw rebels shell what they had shelled before.", []),  # places
    ("The gunmen were described by a nurse as having shelled the plant.", ["a nurse"]),
    ("Kyiv's insistence that rebels shelled the plant first persuaded nobody.", ["Kyiv"]),
    ("Rebels shelled the plant: Kyiv", ["Kyiv"]),
    ("Weather: storms shelled the plant", []),
]


@pytest.mark.parametrize(("text", "expected"), MENDED, ids=[c[0][:60] for c in MENDED])
def test_set_off_and_free_speech(text: str, expected: list[str], know: Knowledge) -> None:
    assert voices(text, "shelled", know) == expected


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[c[0][:60] for c in CASES])
def test_sources(text: str, expected: list[str], know: Knowledge) -> None:
    assert voices(text, "shelled", know) == expected


@pytest.mark.parametrize(("text", "expected"), CONSTRUCTIONS, ids=[c[0][:60] for c in CONSTRUCTIONS])
def test_constructions(text: str, expected: list[str], know: Knowledge) -> None:
    assert voices(text, "shelled", know) == expected


@pytest.mark.parametrize(("text", "expected", "rule"), [
    ('"The rebels shelled the plant, He said the general Okoro yesterday.', ["the general Okoro"], "stray-pronoun"),
    ("According sources in the ministry, rebels shelled the plant.", ["sources in the ministry"], "according"),
    ("Rebels shelled the plant, according the police.", ["the police"], "according"),
    ("Rebels (the mayor says) shelled the plant.", ["the mayor"], "name-verb"),
])
def test_where_the_parse_is_broken(text: str, expected: list[str], rule: str, know: Knowledge) -> None:
    assert voices(text, "shelled", know) == expected
    assert f"fallback.{rule}" in [a.rule for a in attribute(parsed(text), know)]


@pytest.mark.parametrize("text", [
    "The United States shelled the plant.",
    "Rebels shelled the plant. He said Okoro.",
    "What the mayor said about the plant they shelled was odd.",
    "Rebels shelled the plant according to plan.",
])
def test_the_fallback_keeps_still(text: str, know: Knowledge) -> None:
    assert not [a for a in attribute(parsed(text), know) if a.rule.startswith("fallback")]


def test_as_clauses_are_endorsed_by_the_report(know: Knowledge) -> None:
    (told,) = attribute(parsed("Rebels shelled the plant, as the ministry explained."), know)
    (plain,) = attribute(parsed("The ministry explained that rebels shelled the plant."), know)
    assert (told.endorsed, plain.endorsed) == (True, False)


@pytest.mark.parametrize(("text", "head"), [
    ("The army has repeatedly claimed that rebels shelled the plant.", "claimed"),
    ("According to police, rebels shelled the plant.", "According"),
    ("The army made the claim that rebels shelled the plant.", "claim"),
    ("Experts are clear that rebels shelled the plant.", "clear"),
    ("Kremlin: Rebels shelled the plant", ":"),
])
def test_the_cue_has_its_head(text: str, head: str, know: Knowledge) -> None:
    (attribution,) = attribute(parsed(text), know)
    assert attribution.cue_token is not None
    assert attribution.cue_token.text == head


@pytest.mark.parametrize(("text", "expected"), [
    ("The envoy, who leads the mission, said rebels shelled the plant.", "The envoy"),
    ("Okoro, who leads the mission, said rebels shelled the plant.", "Okoro, who leads the mission"),
    ("Okoro's claim that rebels shelled the plant was rejected.", "Okoro's"),
])
def test_a_source_with_what_describes_it(text: str, expected: str, know: Knowledge) -> None:
    parse = parsed(text)
    (attribution,) = [a for a in attribute(parse, know) if a.kind == "statement"]
    assert attribution.described is not None
    assert parse.text(attribution.described) == expected


def test_the_pronoun_of_a_relative_clause_is_kept(know: Knowledge) -> None:
    parse = parsed("The envoy, who said rebels shelled the plant, left.")
    (attribution,) = attribute(parse, know)
    assert attribution.relative is not None
    assert parse.text(attribution.relative) == "who"


def test_a_cue_is_no_voice_over_itself(know: Knowledge) -> None:
    assert voices("Poland accused Minsk of lying.", "accused", know) == []


def test_a_judgement_is_a_stance_and_no_claim(know: Knowledge) -> None:
    parse = parsed("Poland condemned the attack.")
    over = voices_over(word(parse, "attack").span, attribute(parse, know))
    assert [v.kind for v in over] == ["stance"]


@pytest.mark.parametrize(("text", "kind"), [
    ("France urged both sides to withdraw.", "directive"),
    ("France promised to withdraw.", "commitment"),
    ("France threatened to withdraw.", "threat"),
    ("France plans to withdraw.", "intent"),
    ("France denied that it would withdraw.", "denial"),
    ("France asked whether they would withdraw.", "question"),
    ("France thinks they will withdraw.", "belief"),
    ("In the view of France they will withdraw.", "belief"),
    ("In the words of one envoy, they will withdraw.", "statement"),
    ("The envoys are certain that they will withdraw.", "belief"),
    ("The envoy swore that they would withdraw.", "statement"),
    ("The envoy swore to withdraw.", "commitment"),
    ("France asked Mali in writing whether they would withdraw.", "question"),
    ("France is expected to withdraw.", "belief"),
])
def test_kinds(text: str, kind: str, know: Knowledge) -> None:
    parse = parsed(text)
    over = voices_over(word(parse, "withdraw").span, attribute(parse, know))
    assert [v.kind for v in over] == [kind]


@pytest.mark.parametrize(("text", "noun", "kinds"), [
    ("The unions threatened a boycott of the port.", "boycott", ["threat"]),
    ("Paris threatened further retaliation.", "retaliation", ["threat"]),
    ("The unions threatened the director of the port.", "director", []),
    ("The unions threatened a journalist.", "journalist", []),
])
def test_what_is_threatened_and_not_whom(text: str, noun: str, kinds: list[str], know: Knowledge) -> None:
    parse = parsed(text)
    assert [v.kind for v in voices_over(word(parse, noun).span, attribute(parse, know))] == kinds


def test_what_is_expected_in_the_words_of_somebody_he_expects(know: Knowledge) -> None:
    parse = parsed("Reuters reported that the envoy was expected to leave.")
    over = voices_over(word(parse, "leave").span, attribute(parse, know))
    assert [parse.text(v.source_span) for v in over if v.source_span] == ["Reuters"]


@pytest.mark.parametrize(("text", "cue"), [
    ("The mayor spoke of mass arrests.", "spoke of"),
    ("The mayor is worried about mass arrests.", "is worried about"),
    ("The mayor said on Monday that rebels had left.", "said"),
])
def test_the_cue_ends_with_the_preposition_of_its_content(text: str, cue: str, know: Knowledge) -> None:
    parse = parsed(text)
    (attribution,) = attribute(parse, know)
    assert parse.text(attribution.cue) == cue


@pytest.mark.parametrize(("text", "expected"), [
    ("The governor and the bishop both said rebels shelled the plant.", "The governor and the bishop"),
    ("Okoro (left), a nurse, said rebels shelled the plant.", "Okoro (left), a nurse"),
])
def test_the_phrase_of_a_source(text: str, expected: str, know: Knowledge) -> None:
    assert voices(text, "shelled", know) == [expected]


def test_offsets_count_in_the_given_text(know: Knowledge) -> None:
    parse = parsed("The may\u00ador said that rebels shelled the plant.")
    (attribution,) = attribute(parse, know)
    assert attribution.source_span is not None
    assert parse.text(attribution.source_span) == "The may\u00ador"
    assert parse.text(attribution.cue) == "said"
    assert [parse.text(c) for c in attribution.contents] == ["that rebels shelled the plant"]


def test_a_quotation_in_two_parts_is_one_attribution(know: Knowledge) -> None:
    parse = parsed("“We won,” the envoy said on Monday. “Nobody expected it.”")
    (attribution,) = [a for a in attribute(parse, know) if a.rule == "quotation"]
    assert [parse.text(c) for c in attribution.contents] == ["“We won,”", "“Nobody expected it.”"]


def test_at_most_three_voices(know: Knowledge) -> None:
    text = "Ann said Bob said Carl said Dora said that rebels shelled the plant."
    assert len(voices(text, "shelled", know)) <= 3


@pytest.mark.parametrize(("text", "expected"), [
    ('He said "yes" and "no".', ['"yes"', '"no"']),
    ("“One.\n“Two.”", ["“One.", "“Two.”"]),
    ("«Oui», dit-il.", ["«Oui»"]),
    ("„Ja“, sagte er. Dann „nein“.", ["„Ja“", "„nein“"]),
    ("»Ja«, sagte er »nein«.", ["»Ja«", "»nein«"]),
    ("‹Yes› and 「no」 and ‚why‘.", ["‹Yes›", "「no」", "‚why‘"]),
    ("„He wrote ‚no‘ to us“, she said.", ["„He wrote ‚no‘ to us“"]),
    ("The workers' union and the miners' union met.", []),
    ("It's a 'trial balloon' they said.", ["'trial balloon'"]),
    ("They wrote “we came to peace.” Power.,” and left.", ["“we came to peace.” Power.,”"]),
    ("", []),
    ("“", ["“"]),
])
def test_quotations(text: str, expected: list[str]) -> None:
    parse = parsed(text)
    assert [parse.text(q.span) for q in quotations(parse)] == expected


def test_nothing_is_found_in_nothing(know: Knowledge) -> None:
    parse = parsed("")
    assert attribute(parse, know) == ()
    assert voices_over(Span(0, 0), ()) == ()


@pytest.mark.parametrize("text", ["” ” “ “", '"' * 50, "said said said", "According to", "said: said:", "“a”:"])
def test_odd_text_does_no_harm(text: str, know: Knowledge) -> None:
    for attribution in attribute(parsed(text), know):
        assert all(0 <= c.start < c.end <= len(text) for c in attribution.contents)


def test_alleged_is_a_voice_without_a_name(know: Knowledge) -> None:
    assert voices("The inquiry covers alleged police violence in May.", "violence", know) == ["alleged"]


@pytest.mark.xfail(reason="the parser makes 'shelled' the main verb and 'rebels' the object of 'claiming'")
def test_known_miss_reduced_clause_without_that(know: Knowledge) -> None:
    text = "Several local groups claiming the rebels shelled the plant gathered in the square on Saturday."
    assert voices(text, "shelled", know) == ["Several local groups"]

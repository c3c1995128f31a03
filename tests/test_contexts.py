"""Contexts: the examples of every file; what acts and parties imply; the topics of a whole report."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pytest

from dateline.errors import KnowledgeError
from dateline.knowledge import DATA, Knowledge
from dateline.parse import parse_document
from dateline.reading.context_examples import check_context_examples, wrong_example
from dateline.reading.contexts import context_words, sentence_contexts, with_contexts
from dateline.reading.pipeline import read
from dateline.reading.scores import with_codes
from dateline.types import Document, Factuality, Mention, Span, Statement

LEAST = 1_500  # words and phrases


def test_every_example_does_what_it_says(know: Knowledge) -> None:
    assert check_context_examples(know) == []


def test_a_wrong_example_is_told(know: Knowledge) -> None:
    assert wrong_example("health", "Cholera broke out.", False, know) == (
        "contexts, 'health': 'Cholera broke out.' fires on ['Cholera']")
    assert str(wrong_example("cyber", "The cat slept.", True, know)).endswith("is silent")


def test_every_context_has_a_file_and_the_lexicon_is_wide(know: Knowledge) -> None:
    files = context_words(know).files
    assert set(files) == set(know.contexts)
    assert sum(len(f.strong) + len(f.weak) for f in files.values()) > LEAST


def found(text: str, know: Knowledge) -> dict[str, list[str]]:
    contexts = sentence_contexts(parse_document(Document("x", text)), know)
    return {f.context: [s.of(text) for s in f.spans] for fs in contexts.values() for f in fs}


@pytest.mark.parametrize(("text", "context", "words"), [
    ("Two soldiers slept.", "military", ["soldiers"]),  # a lemma
    ("They smuggled diesel.", "trafficking", ["smuggled"]),
    ("The counter-intelligence service slept.", "intelligence", ["counter-intelligence"]),  # hyphens
    ("Uganda’s human rights record is poor.", "human_rights", ["human rights"]),
    ("The WHO sent doctors.", "health", ["WHO", "doctors"]),
    ("Who sent them?", "health", None),
    ("VOTERS WHO CAME LATE WENT HOME", "health", None),  # capitals throughout
    ("Land mines were cleared.", "natural_resource", None),
    ("The coal mine and the copper mine closed.", "natural_resource", ["coal mine", "copper mine"]),
    ("The dish is mine, and the oil too.", "natural_resource", None),  # no noun
])  # fmt: skip
def test_words(text: str, context: str, words: list[str] | None, know: Knowledge) -> None:
    assert found(text, know).get(context) == words


def implied(event: str, mode: str | None, actor: str, recipient: str, know: Knowledge) -> Statement:
    text = "Ann met Bob."
    statement = Statement(
        "x", event, mode, (Mention(Span(0, 3), "Ann", actor),), (Mention(Span(8, 11), "Bob", recipient),),
        Span(4, 7), (Span(0, 12),), Factuality("actual"))  # fmt: skip
    parse = parse_document(Document("x", text))
    return with_contexts(with_codes(statement, parse, know), {}, parse, know)


@pytest.mark.parametrize(("event", "mode", "actor", "recipient", "contexts"), [
    ("ASSAULT", "beat", "PER COP", "CVL", ("repression",)),
    ("ASSAULT", "beat", "CRM", "CVL", ()),
    ("MOBILIZE", "troops", "PER MIL", "", ("military",)),
    ("AID", None, "UNO MIL", "PER", ("peacekeeping",)),
    ("CONSULT", "visit", "PER GOV", "CHL", ("diplomatic",)),
    ("CONSULT", "visit", "PER GOV", "PER LEG", ("legislative",)),
    ("SANCTION", "discontinue", "PER", "CHL", ("economic",)),  # CAMEO 163
    ("COERCE", "cyber", "CRM", "PER", ("cyber",)),
    ("ASSAULT", None, "IMG", "CVL", ("terrorism",)),
])  # fmt: skip
def test_implied(
    event: str, mode: str | None, actor: str, recipient: str, contexts: tuple[str, ...], know: Knowledge
) -> None:
    statement = implied(event, mode, actor, recipient, know)
    assert statement.contexts == contexts
    assert [(s.stage, s.rule, s.spans) for s in statement.steps if s.stage == "contexts"] == [
        ("contexts", f"contexts/{c}.toml", (Span(0, 3), Span(8, 11))) for c in contexts]


def test_topics_of_a_report(know: Knowledge) -> None:
    rest = "The rain fell on the roofs. The shops were shut. A dog barked at a van. Nobody was in the street. "
    text = f"Voters in Lima queued at polling stations. {rest}A smuggler slept. {rest}{rest}"
    text += "Cholera spread. Cholera killed."
    reading = read(Document("x", text), know)
    topics = {c.name: c for c in reading.contexts}
    assert set(topics) == {"election", "health"}  # one late mention is no topic
    assert (topics["election"].sentences, topics["health"].sentences) == (1, 2)
    assert [s.of(text) for s in topics["election"].spans] == ["Voters", "polling stations"]


def test_statements_have_their_sentences_contexts(know: Knowledge) -> None:
    text = "Police in Lima fired tear gas at striking nurses on Monday. The weather was fine."
    statements = read(Document("x", text, published="2021-03-04"), know).statements
    statement = next(s for s in statements if s.event == "ASSAULT")
    assert {"repression", "health"} <= set(statement.contexts)
    steps = {s.note.partition(":")[0]: s for s in statement.steps if s.stage == "contexts"}
    assert "tear gas" in [s.of(text) for s in steps["repression"].spans]


@pytest.mark.parametrize(("old", "new", "message"), [
    ('context = "health"', 'context = "wealth"', "context 'wealth'. Choices: military"),
    ("strong = [", 'colour = ["red"]\nstrong = [', "unknown field `colour`"),
    ('party = ["MED"]', 'party = ["XYZ"]', r"unknown sector \['XYZ'\]"),
    ('party = ["MED"]', 'act = ["DANCE"]', "unknown act 'DANCE'"),
    ('party = ["MED"]', 'cameo = ["999"]', r"\['999'\] are no codes of CAMEO"),
    ("weak = [", 'weak = [\n    "cholera",', r"\['cholera'\] stand twice"),
])  # fmt: skip
def test_messages_name_file_and_choices(old: str, new: str, message: str, tmp_path: Path, know: Knowledge) -> None:
    shutil.copytree(DATA / "contexts", tmp_path / "contexts")
    file = tmp_path / "contexts" / "health.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    broken = dataclasses.replace(know, origin=know.origin._replace(data=tmp_path), cache={})
    with pytest.raises(KnowledgeError, match=message):
        context_words(broken)


def test_a_context_without_a_file_is_told(tmp_path: Path, know: Knowledge) -> None:
    shutil.copytree(DATA / "contexts", tmp_path / "contexts")
    (tmp_path / "contexts" / "cyber.toml").unlink()
    broken = dataclasses.replace(know, origin=know.origin._replace(data=tmp_path), cache={})
    with pytest.raises(KnowledgeError, match="no file for cyber"):
        context_words(broken)

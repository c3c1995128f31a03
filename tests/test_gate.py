"""The scan before parsing: nothing that a rule reads is kept out."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.knowledge import Knowledge, load_knowledge
from dateline.reading.gate import may_hold_event
from dateline.reading.pipeline import read
from dateline.rules.examples import examples
from dateline.types import Document

PRESS = Path(__file__).parents[1] / "examples" / "press-freedom"
TABLE = "Oslo 12 °C\nBergen 9 °C\n\nSource: 2019, p. 4\n\nстраница не найдена\n"


@pytest.mark.parametrize("shout", [str, str.upper, str.lower])
def test_every_example_that_a_rule_matches_is_let_through(know: Knowledge, shout: type[str]) -> None:
    kept_out = [e.id for e in examples(know.rules) if e.kind == "match" and not may_hold_event(shout(e.text), know)]
    assert kept_out == []


def test_a_text_without_any_such_word_is_not_parsed(know: Knowledge) -> None:
    document = Document("d", TABLE, published="2024-05-03")
    plain, gated = read(document, know), read(document, know, gated=True)
    assert not plain.statements and not plain.candidates and plain.sentences
    assert (gated.statements, gated.candidates, gated.sentences, gated.places) == ((), (), 0, ())
    assert [(i.stage, i.severity) for i in gated.issues] == [("gate", "note")]
    assert gated.text_sha256 == plain.text_sha256


def test_one_paragraph_lets_the_whole_text_through(know: Knowledge) -> None:
    text = f"{TABLE}\nThe United States imposed new sanctions on Iran on Friday.\n"
    document = Document("d", text, published="2024-05-03")
    assert read(document, know, gated=True) == read(document, know)
    assert read(document, know).statements


def test_words_of_an_own_codebook_count(know: Knowledge, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(PRESS, tmp_path / "press"))
    rules = (folder / "rules.toml").read_text(encoding="utf-8")
    listed = 'trigger = ["detain",'
    assert listed in rules
    (folder / "rules.toml").write_text(rules.replace(listed, f'{listed} "zorble",'), encoding="utf-8")
    assert not may_hold_event("They zorble reporters", know)
    assert may_hold_event("They zorble reporters", load_knowledge(codebooks=[folder]))


WORDS = ("Peru", "Chile", "the", "president", "'s", "ca", "n't", "attacks", "Talks", "gon", "na", "men", "12", ".")


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12))
def test_what_is_kept_out_has_no_statement(know: Knowledge, words: list[str]) -> None:
    document = Document("d", " ".join(words), published="2024-05-03")
    if not may_hold_event(document.text, know):
        reading = read(document, know)
        assert not reading.statements and not reading.candidates

"""Where a quote stands: to the letter, but for typography, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dateline.verifying.quotes import FOLDS, differences, find_quote, fold

TEXT = ("KARVEN – The minister said: “We will not yield — not now.” Rebels  killed twelve soldiers\nnear Ségou. 🚢 The "
        "ferry sank off Öland after the guards had refused to open the gate for two hours and a half.")
SIGNS = st.text(alphabet="ab cé\u00a0–-“”\"'’ \n🚢\u200b.", max_size=60)


@pytest.mark.parametrize(("quote", "differs"), [
    ('"We will not yield — not now."', "quotation marks"),
    ("We will not yield - not now", "dashes"),
    ("Rebels killed twelve soldiers near Ségou", "blanks"),
    ("killed twelve soldiers near Segou", "blanks, accents and ligatures"),
    ("rebels killed twelve soldiers", "blanks, capitals"),
    ("The ferry sank … refused to open the gate", "words left out"),
    ("The ferry sank [...] open the gate", "words left out"),
    ("The ferry sank.", "the quote ends with a sign of its own"),
    ("The fer\u00adry sank", "invisible characters"),
])  # fmt: skip
def test_near(quote: str, differs: str) -> None:
    found = find_quote(TEXT, quote)
    assert (found.verbatim, found.differs) == ("near", differs)
    passage = found.spans[0].of(TEXT)
    assert passage and passage in TEXT and passage.strip() == passage


@pytest.mark.parametrize(("quote", "differs"), [
    ("Rebels killed twenty soldiers near Ségou.", "the text has “twelve” for “twenty”"),
    ("Rebels killed soldiers near Ségou.", "the text has “twelve”, the quote leaves it out"),
    ("Rebels brutally killed twelve soldiers near Ségou.", "the text has no “brutally”"),
    ("A committee of experts praised the harvest.", "the text has nothing like it"),
])  # fmt: skip
def test_absent_with_the_nearest_passage(quote: str, differs: str) -> None:
    found = find_quote(TEXT, quote)
    assert (found.verbatim, found.differs) == ("absent", differs)
    for span in found.spans:
        assert "killed" in span.of(TEXT) and "soldiers" in span.of(TEXT)


def test_parts_of_an_ellipsis_stand_in_their_order() -> None:
    assert find_quote(TEXT, "refused to open … The ferry sank").verbatim == "absent"


def test_no_quote() -> None:
    assert find_quote(TEXT, None).verbatim == find_quote(TEXT, "  ").verbatim == "not given"
    assert find_quote("", "yield").verbatim == "absent"


def test_every_place_of_an_exact_quote() -> None:
    found = find_quote("It rained. It rained.", "It rained.")
    assert [(s.start, s.end) for s in found.spans] == [(0, 10), (11, 21)]
    assert [s.start for s in find_quote("a north, a no", "no").spans] == [11]
    assert [s.start for s in find_quote("a north", "no").spans] == [2]


@given(SIGNS, st.data())
def test_what_is_cut_out_of_a_text_is_found_in_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    quote = text[start:end].strip()
    assume(quote)
    found = find_quote(text, quote)
    assert found.verbatim == "exact"
    assert {span.of(text) for span in found.spans} == {quote}


@given(SIGNS, SIGNS)
def test_spans_lie_in_the_text_and_near_is_the_same_but_for_typography(text: str, quote: str) -> None:
    found = find_quote(text, quote)
    for span in found.spans:
        assert 0 <= span.start < span.end <= len(text)
    if found.verbatim == "near" and not found.differs.startswith(("words", "the quote")):
        ours, theirs = (fold(x, FOLDS)[0].strip('" -.') for x in (quote, found.spans[0].of(text)))
        assert ours.strip() == theirs.strip() or "words left out" in found.differs


@given(SIGNS)
def test_folding_keeps_the_way_back(text: str) -> None:
    made, origin = fold(text, FOLDS)
    assert len(made) == len(origin) and origin == sorted(origin)
    assert all(0 <= i < len(text) for i in origin)
    assert differences(text, text) == ()

"""Cleaning never loses the way back."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dateline.text import clean, paragraphs

ODD = st.text(alphabet=st.sampled_from("ab. \n\r\t\u00ad\u200b\u202e\ufeff\u00a0\u2028é😀\ud800"), max_size=60)


@given(ODD)
def test_every_cleaned_character_points_to_its_source(text: str) -> None:
    cleaned = clean(text)
    for i, char in enumerate(cleaned.text):
        span = cleaned.span(i, i + 1)
        assert 0 <= span.start < span.end <= len(text)
        if not char.isspace():
            assert text[span.start] == char


@given(ODD)
def test_spans_keep_their_order(text: str) -> None:
    cleaned = clean(text)
    starts = [cleaned.span(i, i + 1).start for i in range(len(cleaned.text))]
    assert starts == sorted(starts)


@given(ODD)
def test_paragraphs_are_disjoint_and_trimmed(text: str) -> None:
    cleaned = clean(text).text
    found = paragraphs(cleaned)
    assert all(a < b for a, b in found)
    assert all(e <= s for (_, e), (s, _) in pairwise(found))
    assert all(not cleaned[a].isspace() and not cleaned[b - 1].isspace() for a, b in found)


def test_soft_hyphen_inside_a_name() -> None:
    text = "Mos\u00adcow\r\nsaid"
    cleaned = clean(text)
    assert cleaned.text == "Moscow\nsaid"
    assert cleaned.span(0, 6).of(text) == "Mos\u00adcow"


def test_wrapped_lines_are_one_paragraph() -> None:
    wrapped = "The minister said on Tuesday that both governments had reached\na deal on the border.\nTalks go on."
    assert len(paragraphs(wrapped)) == 2


def test_headline_is_its_own_paragraph() -> None:
    assert len(paragraphs("Talks resume in Geneva\nThe parties met on Monday.")) == 2

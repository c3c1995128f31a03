"""What operators make of an event together, from the outermost inwards."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.knowledge import Knowledge, load_knowledge
from dateline.reading.composition import Held, composed
from dateline.types import Force, Mood, Operator, Span

MOODS = {r["mood"]: r for r in load_knowledge().lexicon["moods"].rows}
AT = Span(0, 1)


def governor(plain: Force, negated: Force, mood: Mood | None = None) -> Operator:
    return Operator(plain, AT, "governor.x", mood, None, negated)


NOT = Operator("negated", AT, "negation")
MAY = Operator("possible", AT, "modal.may", "possibility")
WILL = Operator("planned", AT, "modal.will", "plan")
FAIL, PREVENT, MANAGE = governor("negated", "same"), governor("negated", "same"), governor("same", "negated")
TRY = governor("possible", "negated", "attempt")
PROMISE = governor("planned", "negated", "commitment")
KEEP = governor("done", "negated")


@pytest.mark.parametrize(("operators", "expected"), [
    ([], ("actual", "certain", "positive", "assertion")),
    ([PREVENT, FAIL], ("actual", "certain", "positive", "assertion")),
    ([PREVENT, FAIL, NOT], ("negated", "certain", "negative", "assertion")),
    ([TRY], ("possible", "possible", "positive", "attempt")),
    ([TRY, PREVENT], ("negated", "certain", "negative", "assertion")),
    ([MANAGE, NOT], ("negated", "certain", "negative", "assertion")),
    ([MANAGE, WILL], ("planned", "probable", "positive", "plan")),
    ([FAIL, MAY], ("possible", "possible", "negative", "possibility")),
    ([PROMISE], ("planned", "probable", "positive", "commitment")),
    ([PROMISE, KEEP], ("actual", "certain", "positive", "assertion")),
    ([PROMISE, KEEP, NOT], ("negated", "probable", "negative", "commitment")),
    ([NOT, NOT], ("actual", "certain", "positive", "assertion")),
])
def test_composition(operators: list[Operator], expected: tuple[str, ...]) -> None:
    held = composed(operators, MOODS)
    assert (held.status, held.certainty, held.polarity, held.mood) == expected


FORCES = st.sampled_from(["same", "actual", "done", "planned", "possible", "negated"])
OPERATORS = st.lists(
    st.builds(
        Operator, FORCES, st.just(AT), st.just("x"), st.sampled_from([None, *sorted(MOODS)]), st.none(),
        st.none() | FORCES,
    ),
    max_size=6,
)  # fmt: skip


@given(OPERATORS)
def test_status_and_polarity_agree(operators: list[Operator]) -> None:
    held: Held = composed(operators, MOODS)
    if held.status == "negated":
        assert held.negative
    if held.status in ("actual", "planned"):
        assert not held.negative
    assert (held.polarity == "unknown") == (held.certainty == "unknown")


@given(OPERATORS)
def test_one_word_more_never_makes_it_more_certain(operators: list[Operator]) -> None:
    order = ("unknown", "possible", "probable", "certain")
    may = Operator("possible", AT, "modal.may", "possibility")
    assert order.index(composed([*operators, may], MOODS).certainty) <= order.index("possible")


def test_the_moods_are_all_known(know: Knowledge) -> None:
    assert {r["mood"] for r in know.lexicon["governors"].rows} - {""} <= set(MOODS)

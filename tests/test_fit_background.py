"""The examples from which the weights of background are fitted."""

from __future__ import annotations

from evaluation.fit_background import Example, crossed, examples, matrix

from dateline.knowledge import Knowledge

ROW = {
    "id": "f",
    "text": "Rebels shelled the port on Monday. Police arrested two men. The army may attack.",
    "published": "2023-09-13",
    "statements": [
        {"event": "ASSAULT", "trigger": "shelled", "status": "actual", "background": False,
         "evidence": ["Rebels shelled the port on Monday."]},
        {"event": "COERCE", "trigger": "arrested two men", "status": "actual", "background": True,
         "evidence": ["Police arrested two men."]},
        {"event": "ASSAULT", "trigger": "attack", "status": "possible", "background": False,
         "evidence": ["The army may attack."]},
    ],
}  # fmt: skip


def test_only_undated_acts_that_happened_are_examples(know: Knowledge) -> None:
    found = list(examples([ROW], know))
    assert [(e.document, e.background) for e in found] == [(0, True)]
    assert "simple-past" in found[0].signs


def test_weights_that_have_not_seen_a_document_judge_it() -> None:
    data = [Example(n, ["old"] if n % 2 else [], bool(n % 2)) for n in range(18)]
    assert matrix(data[:2], {"old": 1}).tolist() == [[1, 0], [1, 1]]
    assert crossed(data, {"old": 1}) == 1

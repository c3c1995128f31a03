"""Every rule's examples run; `known_miss` must fail, so that progress is noticed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from dateline.errors import KnowledgeError
from dateline.knowledge import Knowledge, load_knowledge
from dateline.parse import Parse
from dateline.reading.events import matcher
from dateline.rules.examples import Example, examples, named, parse_examples, problem
from dateline.rules.language import Rule, compile_path, compile_rule

MATCHES, REJECTS = 3, 2  # of every rule that ships
CASES = examples(load_knowledge().rules)


@pytest.fixture(scope="module")
def parses() -> Mapping[str, Parse]:
    return {c.id: p for c, p in zip(CASES, parse_examples([c.text for c in CASES]), strict=True)}


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_example(case: Example, parses: Mapping[str, Parse], know: Knowledge) -> None:
    found = problem(case, parses[case.id], matcher(know), named)
    if case.kind == "known_miss":
        assert found is not None, "it matches now: move it to `match`"
    else:
        assert found is None, f"{case.text}: {found}"


@pytest.mark.parametrize("rule", load_knowledge().rules, ids=lambda r: r.id)
def test_a_shipped_rule_has_examples_enough(rule: Rule) -> None:
    matches, rejects = len(set(rule.match)), len(set(rule.reject))
    assert matches >= MATCHES and rejects >= REJECTS, f"{rule.where}: {matches} `match`, {rejects} `reject`"


def test_a_rule_needs_examples() -> None:
    with pytest.raises(KnowledgeError, match="needs at least one `match`"):
        compile_rule({"id": "x", "event": "AID", "trigger": ["help"], "match": [], "reject": ["a"]}, "rules/x.toml")


@pytest.mark.parametrize(("change", "message"), [
    ({"colour": "red"}, "Keys allowed"),
    ({"pos": "preposition"}, "Choices: verb, noun, adj"),
    ({"requires": ["victim"]}, "Choices: actor, recipient, what"),
    ({"actor": "prep"}, "only prep takes words"),
    ({"actor": "Subj!"}, "cannot read the path step"),
])
def test_messages_name_rule_and_choices(change: dict[str, object], message: str) -> None:
    raw = {"id": "x", "event": "AID", "trigger": ["help"], "match": ["He helped."], "reject": ["He ran."], **change}
    with pytest.raises(KnowledgeError, match=message) as caught:
        compile_rule(raw, "rules/x.toml, rule 'x'")
    assert "rules/x.toml, rule 'x'" in str(caught.value)


def test_path_alternatives_and_unions() -> None:
    path = compile_path("subj + prep[with] | obj>poss", "x")
    assert [len(union) for union in path] == [2, 1]
    assert path[1][0][1].name == "poss"


def test_unknown_event_is_refused(tmp_path: Path) -> None:
    import shutil

    from dateline.knowledge import DATA

    shutil.copytree(DATA, tmp_path / "data")
    (tmp_path / "data" / "rules" / "zz.toml").write_text(
        '[[rule]]\nid="zz.x"\nevent="DANCE"\ntrigger=["dance"]\nmatch=["They danced."]\nreject=["They sat."]\n')
    with pytest.raises(KnowledgeError, match=r"zz\.toml.*unknown event 'DANCE'\. Choices: ACCUSE"):
        load_knowledge(tmp_path / "data")

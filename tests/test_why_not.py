"""Why nothing was coded: the rule that came closest and the check that failed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dateline.cli.app import app
from dateline.errors import DatelineError
from dateline.knowledge import Knowledge
from dateline.parse import parse_document
from dateline.reading.events import matcher
from dateline.reading.why_not import Reason, why_not
from dateline.rules.apply import Matcher
from dateline.rules.examples import examples, named
from dateline.rules.language import Rule, compile_rule
from dateline.rules.why import attempts, near_lemmas
from dateline.types import Document

LISTS = {"arms": frozenset({"rifle", "cannon"})}


def rule(name: str, **changes: object) -> Rule:
    raw = {"id": name, "event": "AID", "trigger": ["hand over"], "match": ["x"], "reject": ["y"], **changes}
    return compile_rule(raw, name)


def first(text: str, *rules: Rule, actors: tuple[str, ...] = ("Chad", "Peru")) -> dict[str, tuple[str, str]]:
    """By rule: the first check that failed, with the role, the path or the words that it tells."""
    sentence = parse_document(Document("d", text)).sentences[0]
    matcher = Matcher.make(rules, LISTS, frozenset({"make"}))
    fired = matcher.fire(sentence, lambda t: t.text in actors)
    found = attempts(sentence, matcher, lambda t: t.text in actors, fired)
    told = {}
    for a in found:
        failure = a.failure
        about = failure.role or failure.path or "|".join(failure.words) if failure else ""
        told[a.rule.id] = (failure.check if failure else "", about)
    return told


@pytest.mark.parametrize(("text", "changes", "check", "about"), [
    ("Chad handed rifles over to Peru.", {}, "", ""),
    ("Chad handed rifles to Peru.", {}, "words", "over"),
    ("Chad gave a hand over to Peru.", {}, "pos", "verb"),
    ("Rifles were handed over.", {"requires": ["actor"]}, "required", "actor"),
    ("Rifles were handed over.", {"political": ["actor"]}, "required", "actor"),
    ("The shop handed over rifles.", {"political": ["actor"]}, "political", "actor"),
    ("Chad handed over keys.", {"only": {"obj": ["@arms"]}}, "only", "obj"),
    ("Chad handed over rifles.", {"only": {"obj": ["@arms"]}}, "", ""),
    ("Chad handed over rifles.", {"not": {"obj": ["@arms"]}}, "not", "obj"),
])
def test_the_first_check_that_fails(text: str, changes: dict[str, object], check: str, about: str) -> None:
    assert first(text, rule("r", **changes))["r"] == (check, about)


def test_another_rule_won() -> None:
    plain, tight = rule("plain"), rule("tight", requires=["actor"])
    assert first("Chad handed over rifles.", plain, tight) == {"tight": ("", ""), "plain": ("rank", "")}
    longer, part = rule("longer", trigger=["make threat"]), rule("part", trigger=["threat"], pos="noun")
    assert first("Chad made threats.", longer, part) == {"longer": ("", ""), "part": ("part", "")}


def test_a_proposal_keeps_what_it_lacks() -> None:
    sentence = parse_document(Document("d", "Rifles were handed over.")).sentences[0]
    matcher = Matcher.make([rule("r", requires=["actor"])], LISTS, frozenset())
    [attempt] = attempts(sentence, matcher, lambda t: False, matcher.fire(sentence, lambda t: False, loose=True))
    assert attempt.match is not None and attempt.failure is not None and attempt.failure.role == "actor"


def test_at_takes_whole_words(know: Knowledge) -> None:
    document = Document("d", "Chad warned Peru of  war. The Attack on Peru began.")
    [answer] = why_not(document, know, at="peru of war")
    assert {w.text for w in answer.words} | {u.text for u in answer.unlisted} == {"war"}
    assert [a.words[0].text for a in why_not(document, know, at="attack")] == ["Attack"]
    assert why_not(document, know, at="att") == []


def test_the_closest_rule_comes_first() -> None:
    rules = [
        rule("words", trigger=["hand down"]), rule("two", requires=["actor"], only={"obj": ["key"]}),
        rule("one", requires=["actor"]), rule("fires", trigger=["hand"], only={"obj": ["rifle"]}),
    ]  # fmt: skip
    assert list(first("Rifles were handed over.", *rules)) == ["fires", "one", "two", "words"]


def test_the_checks_are_those_of_the_matcher(know: Knowledge) -> None:
    rules, told = matcher(know), 0
    for case in examples(know.rules)[::40]:
        sentence = parse_document(Document("d", case.text)).sentences[0]
        fired = {(m.rule.id, m.head.i) for m in rules.fire(sentence, named)}
        tried = attempts(sentence, rules, named, [])
        whole = {(a.rule.id, a.head.i) for a in tried if a.failure is None or a.failure.check in ("rank", "part")}
        assert fired <= whole, case.text
        assert {i for _, i in whole if i not in {k for _, k in fired}} <= {
            t.i for m in rules.fire(sentence, named) for t in m.trigger}, case.text
        told += len(fired)
    assert told > 20


def test_near_lemmas_share_a_stem() -> None:
    rules = [Matcher.make([rule("r", trigger=["bombard", "bomb", "annex", "boycott", "an"])], {}, frozenset())]
    assert near_lemmas("bombardment", rules) == ["bombard", "bomb"]
    assert near_lemmas("annexation", rules) == ["annex"]
    assert near_lemmas("box", rules) == []


def reasons(text: str, know: Knowledge, word: str, event: str | None = None) -> tuple[Reason, ...]:
    return next(w.reasons for a in why_not(Document("d", text), know, event=event) for w in a.words if w.text == word)


@pytest.mark.parametrize(("text", "word", "outcome", "told"), [
    ("Chad attacked Peru.", "attacked", "coded", "coded as ASSAULT: confidence 0."),
    ("Chad promised to attack Peru.", "attack", "content", "content of the speech act"),
    ("Gunmen abducted the mayor of a town in Chad and kidnapped the mayor.", "kidnapped", "merged", "on “abducted”"),
    ("The carpenters attacked the termites.", "attacked", "no party", "actor “The carpenters”, which names no actor"),
    ("The Peruvian potter attacked his apprentice.", "attacked", "ordinary", "told of ordinary life"),
    ("Chad attacked Peru from the wing, the striker scored and the goalkeeper saved a penalty in the 3-1 victory.",
     "attacked", "sport", "taken for sport"),
])
def test_what_becomes_of_a_rule_that_fires(text: str, word: str, outcome: str, told: str, know: Knowledge) -> None:
    closest = reasons(text, know, word)[0]
    assert (closest.outcome, told in closest.told) == (outcome, True), closest


def test_a_candidate_tells_its_confidence(know: Knowledge) -> None:
    table = know.lexicon["confidence"]
    rows = tuple({**r, "weight": "0.999"} if r["feature"].startswith("threshold") else r for r in table.rows)
    strict = replace(know, lexicon={**know.lexicon, "confidence": replace(table, rows=rows)}, cache={})
    low = reasons("Chad attacked Peru.", strict, "attacked")[0]
    assert low.outcome == "candidate" and low.threshold == 0.999
    assert low.confidence is not None and f"confidence {low.confidence:.3f}, below the threshold 0.999" in low.told
    assert low.weights and sorted(low.weights, key=lambda w: w[1]) == list(low.weights) and low.weights[-1][1] < 0
    high = reasons("Chad attacked Peru.", know, "attacked")[0]
    assert len(high.weights) == 3 and abs(high.weights[0][1]) >= abs(high.weights[2][1])


def test_what_is_told_holds_for_the_statements(know: Knowledge) -> None:
    from dateline.reading.pipeline import read

    text = "Chad attacked Peru. Kenya condemned the attack and urged Chad to withdraw its troops from Peru."
    coded = {s.trigger.start for s in read(Document("d", text), know).statements}
    told = {w.span.start for a in why_not(Document("d", text), know) for w in a.words
            if any(r.outcome == "coded" for r in w.reasons)}
    assert coded and coded == told


def test_the_command(tmp_path: Path) -> None:
    def run(*arguments: str) -> str:
        done = CliRunner().invoke(app, ["why-not", *arguments])
        assert done.exit_code == 0, done.output
        return done.output

    assert "assault.attack: coded as ASSAULT" in run("Chad attacked Peru.")
    nothing = run("The bakers yodelled.", "--event", "ASSAULT")
    assert "No rule of ASSAULT lists a word of it." in nothing and "docs/rules.md" in nothing
    report = tmp_path / "r.txt"
    report.write_text("Chad attacked Peru on Monday. Kenya condemned the raid on Tuesday.", encoding="utf-8")
    [answer] = json.loads(run("--file", str(report), "--at", "condemned the raid", "--json"))
    assert {w["text"] for w in answer["words"]} <= {"condemned", "raid"}
    assert all(r["event"] == "ACCUSE" for w in json.loads(
        run("--file", str(report), "--event", "ACCUSE", "--json"))[1]["words"] for r in w["reasons"])


@pytest.mark.parametrize("arguments", [
    [], ["Chad attacked Peru.", "--event", "DANCE"], ["Chad attacked Peru.", "--at", "shelled"], ["x", "--file", "y"],
])
def test_mistakes_are_told(arguments: list[str]) -> None:
    done = CliRunner().invoke(app, ["why-not", *arguments])
    assert isinstance(done.exception, DatelineError)

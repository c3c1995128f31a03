"""Run the examples that rules carry: `python -m dateline.rules.examples [--fires SENTENCES] RULES.toml …`."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dateline.parse import Parse, Token, parse_document
from dateline.rules.apply import Match, Matcher
from dateline.rules.language import Rule, compile_rule
from dateline.types import Document, Span

_MARK = re.compile(r"\[([a-z]+)\|([^\]]+)\]")
Actors = Callable[[Parse], Callable[[Token], bool]]
PRONOUNS = frozenset(
    ["i", "we", "he", "she", "they", "it", "you", "who", "us", "him", "her", "them", "its", "their", "his", "our", "my"]
)


@dataclass(frozen=True)
class Example:
    """One example sentence of a rule: what it wants of the rule and which words hold which role."""

    rule: Rule
    kind: str  # match, reject or known_miss
    number: int
    text: str
    marks: tuple[tuple[str, Span], ...]

    @property
    def id(self) -> str:
        """A name for the test: rule, kind, number."""
        return f"{self.rule.id}:{self.kind}:{self.number}"


def read_example(rule: Rule, kind: str, number: int, marked: str) -> Example:
    """Take the marks off `[role|words]`; spans are offsets in the plain sentence."""
    text, marks, at = "", [], 0
    for found in _MARK.finditer(marked):
        text += marked[at : found.start()]
        marks.append((found[1], Span(len(text), len(text) + len(found[2]))))
        text += found[2]
        at = found.end()
    return Example(rule, kind, number, text + marked[at:], tuple(marks))


def examples(rules: Iterable[Rule]) -> list[Example]:
    """All examples of the rules, in their order."""
    return [
        read_example(rule, kind, n, text)
        for rule in rules
        for kind, texts in (("match", rule.match), ("reject", rule.reject), ("known_miss", rule.known_miss))
        for n, text in enumerate(texts)
    ]


def parse_examples(texts: Sequence[str]) -> list[Parse]:
    """Parse each sentence on its own."""
    return [parse_document(Document(id=str(n), text=text)) for n, text in enumerate(texts)]


def named(token: Token) -> bool:
    """A plain guess at whether a word can name an actor: a name, a pronoun, a plural of people."""
    return token.pos == "PROPN" or token.text[:1].isupper() or token.lower in PRONOUNS


def problem(example: Example, parse: Parse, matcher: Matcher, is_actor: Callable[[Token], bool]) -> str | None:
    """Why the sentence does not do what a `match` wants (or, for `reject`, that the rule fired)."""
    fired = [m for s in parse.sentences for m in matcher.fire(s, is_actor)]
    own = [m for m in fired if m.rule.id == example.rule.id]
    if example.kind == "reject":
        return f"fired on {own[0].head.text!r}" if own else None
    if not own:
        others = ", ".join(f"{m.rule.id} on {m.head.text!r}" for m in fired)
        return f"did not fire; fired: {others or 'nothing'}; parse: {_tree(parse)}"
    wrong = [_role_problem(m, example) for m in own]
    return None if None in wrong else f"{wrong[0]}; parse: {_tree(parse)}"


def _role_problem(match: Match, example: Example) -> str | None:
    for role in sorted({r for r, _ in example.marks}):
        spans = [s for r, s in example.marks if r == role]
        heads = list(match.trigger[:1]) if role == "trigger" else match.roles.get(role, [])
        outside = [h for h in heads if not any(s.covers(h.span) for s in spans)]
        empty = [s for s in spans if not any(s.covers(h.span) for h in heads)]
        if outside or empty:
            return f"{role} is {[h.text for h in heads]}, expected {[s.of(example.text) for s in spans]}"
    return None


def _tree(parse: Parse) -> str:
    return " ".join(f"{t.text}/{t.pos}/{t.dep}<{t.head.text}" for t in parse.tokens)


def check_examples(know: Any) -> list[str]:
    """One sentence for each example of the knowledge's rules that does not hold; empty when all do.

    `know`: a Knowledge (only its rules and lexicons are read).
    """
    lists = {name: table.set(table.key[0]) for name, table in know.lexicon.items()}
    return rule_problems(know.rules, Matcher.make(know.rules, lists, lists["light_verbs"]))


def rule_problems(rules: Sequence[Rule], matcher: Matcher, actors: Actors = lambda parse: named) -> list[str]:
    """One sentence for each example of these rules that does not hold; `actors`: who is one in a sentence."""
    cases = examples(rules)
    found = []
    for case, parse in zip(cases, parse_examples([c.text for c in cases]), strict=True):
        wrong = problem(case, parse, matcher, actors(parse))
        if (wrong is None) == (case.kind == "known_miss"):
            found.append(f"{case.id}: {case.text}\n    {wrong or 'matches now: make it a match'}")
    return found


def _load(path: Path) -> list[Rule]:
    return [
        compile_rule(raw, f"{path.name}, rule {raw.get('id')!r}")
        for raw in tomllib.loads(path.read_text("utf-8"))["rule"]
    ]


def main(arguments: Sequence[str]) -> int:
    """Check the examples of the given rule files, or show which rules fire on a file of sentences."""
    import csv

    data = Path(__file__).parents[1] / "data" / "lexicon"
    lists = {
        p.stem: frozenset(row[0] for row in csv.reader(p.open(encoding="utf-8")) if row) for p in data.glob("*.csv")
    }
    sentences = Path(arguments[1]) if arguments and arguments[0] == "--fires" else None
    rules = [r for path in arguments[2 if sentences else 0 :] for r in _load(Path(path))]
    matcher = Matcher.make(rules, lists, lists["light_verbs"])
    if sentences:
        lines = [line for line in sentences.read_text("utf-8").splitlines() if line.strip()]
        for line, parse in zip(lines, parse_examples(lines), strict=True):
            fired = [m for s in parse.sentences for m in matcher.fire(s, named)]
            print(line)
            for m in fired:
                print(f"    {m.rule.id}: {m.head.text}", {r: [t.text for t in v] for r, v in m.roles.items() if v})
        return 0
    wrong = rule_problems(rules, matcher)
    print("\n".join([*wrong, f"{len(examples(rules))} examples of {len(rules)} rules, {len(wrong)} wrong"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

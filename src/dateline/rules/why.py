"""Why rules did not fire: for each rule that lists a word, the first of its checks that failed.

Looks at syntax only; what becomes of a rule that fired is told by `dateline.reading.why_not`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dateline.parse import Sentence, Token
from dateline.rules.apply import POS, Match, Matcher, Same, Words, same_words, trigger_words
from dateline.rules.language import LISTED, ROLES, Rule, Test, spell_path
from dateline.rules.paths import walk

# The checks in their order.
CHECKS = ("pos", "words", "listed", "required", "political", "only", "not", "part", "rank")
MAX_NEAR = 4
LEAST_STEM = 4  # letters that two words must share to be called near


@dataclass(frozen=True)
class Failure:
    """The check that failed: at which path (or role), what stood there, which words were wanted or barred."""

    check: str
    role: str = ""
    path: str = ""
    found: tuple[Token, ...] = ()
    words: tuple[str, ...] = ()
    winner: Match | None = None

    @property
    def order(self) -> int:
        """The number of the check."""
        return CHECKS.index(self.check)


@dataclass(frozen=True)
class Attempt:
    """A rule tried on a word: the checks that failed, in their order, and the match where it fired all the same."""

    rule: Rule
    head: Token
    failures: tuple[Failure, ...] = ()
    match: Match | None = None

    @property
    def failure(self) -> Failure | None:
        """The first check that failed."""
        return self.failures[0] if self.failures else None

    @property
    def closeness(self) -> tuple[int, ...]:
        """Larger is closer: fired, its words are there, fewer checks failed, a later one, the plainer rule."""
        first = self.failure
        stage = len(CHECKS) if first is None else first.order if first.check in ("pos", "words", "part", "rank") else 2
        reached = 0 if first is None or (first.check == "only" and not first.found) else first.order
        return self.match is not None, stage, -len(self.failures), reached, *(-n for n in self.rule.tightness)


def attempts(
    sentence: Sentence,
    matcher: Matcher,
    is_actor: Callable[[Token], bool],
    fired: Sequence[Match],
    same: Same = same_words,
) -> list[Attempt]:
    """All rules that list a word of the sentence, the closest first; each rule once a word; `fired`: what did."""
    found: dict[tuple[int, str], Attempt] = {}
    for token in sentence.tokens:
        for rule, words in rules_on(token, matcher):
            attempt = _attempt(rule, words, token, matcher, is_actor, fired, same)
            known = found.get((token.i, rule.id))
            if known is None or known.closeness < attempt.closeness:
                found[token.i, rule.id] = attempt
    return sorted(found.values(), key=lambda a: a.closeness, reverse=True)


def _attempt(
    rule: Rule,
    words: Words,
    head: Token,
    matcher: Matcher,
    is_actor: Callable[[Token], bool],
    fired: Sequence[Match],
    same: Same,
) -> Attempt:
    failures = tuple(_failures(rule, words, head, matcher, is_actor, same))
    match = next((m for m in fired if m.rule is rule and m.head is head), None)
    if match is None and not failures:
        failures = (_beaten(head, fired),)
    return Attempt(rule, head, failures, match)


def _failures(
    rule: Rule, words: Words, head: Token, matcher: Matcher, is_actor: Callable[[Token], bool], same: Same
) -> Iterator[Failure]:
    if head.pos not in POS[rule.pos]:
        yield Failure("pos", words=(rule.pos,))
        return
    if not trigger_words(head, words):
        yield Failure("words", words=_missing(head, words))
        return
    if LISTED in rule.requires:
        yield Failure("listed")
    roles, paths = {role: walk(head, path, matcher.light) for role, path in rule.roles}, dict(rule.roles)
    empty = [role for role in ROLES if role in rule.requires | rule.political and not roles.get(role)]
    yield from (Failure("required", role, spell_path(paths.get(role, ()))) for role in empty)
    for role in ROLES:
        if role in rule.political and role not in empty and not any(map(is_actor, roles[role])):
            yield Failure("political", role, spell_path(paths[role]), tuple(roles[role]))
    yield from (f for t in rule.tests if (f := _tested(t, head, matcher, roles.get("actor", []), same)))


def _missing(head: Token, words: Words) -> tuple[str, ...]:
    """The first further word that no word below the head is."""
    for number in range(2, len(words) + 1):
        if not trigger_words(head, words[:number]):
            return tuple(sorted(words[number - 1]))
    return ()


def _tested(test: Test, head: Token, matcher: Matcher, doers: Sequence[Token], same: Same) -> Failure | None:
    """How an `only` or `not` test fails; None where it holds."""
    found, path = tuple(walk(head, test.path, matcher.light)), spell_path(test.path)
    hit = tuple(matcher.hits(test, head, doers, same))
    if bool(hit) == test.wanted:
        return None
    if test.wanted:
        return Failure("only", "", path, found, (*sorted(test.words), *(f"@{name}" for name in test.lists)))
    return Failure("not", "", path, hit, tuple(sorted({t.lemma for t in hit})))


def _beaten(head: Token, fired: Sequence[Match]) -> Failure:
    """Another rule on the same word ranks higher, or the word is part of a longer trigger."""
    here = [m for m in fired if m.head is head]
    over = [m for m in fired if head in m.trigger]
    return Failure("rank" if here else "part", winner=next(iter(here or over), None))


def rules_on(token: Token, matcher: Matcher) -> list[tuple[Rule, Words]]:
    """The rules that list the word as a head."""
    return [pair for form in sorted(token.forms) for pair in matcher.index.get(form, ())]


def near_lemmas(word: str, matchers: Sequence[Matcher]) -> list[str]:
    """The lemmas that rules list which share the longest stem with the word, the nearest first.

    A stem has at least four letters and is most of the shorter word: *bombardment* is near *bombard*.
    """
    listed = {m for matcher in matchers for m in matcher.index}
    shared = {m: n for m in listed if (n := _stem(word, m)) >= LEAST_STEM}
    near = [m for m, n in shared.items() if 3 * n >= 2 * min(len(m), len(word))]
    return sorted(near, key=lambda m: (-shared[m], abs(len(m) - len(word)), m))[:MAX_NEAR]


def _stem(one: str, other: str) -> int:
    """How many letters two words share from their beginning."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def unlisted(tokens: Iterable[Token], matchers: Sequence[Matcher]) -> Mapping[Token, list[str]]:
    """Verbs and common nouns that no rule lists as a head, with the lemmas listed that are near them."""
    words = {t.lemma: t for t in tokens if t.pos in ("VERB", "NOUN") and not any(rules_on(t, m) for m in matchers)}
    return {t: near_lemmas(lemma, matchers) for lemma, t in words.items()}

"""Apply rules to parsed sentences: which rule fires on which word, and what fills its roles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from dateline.parse import Sentence, Token
from dateline.rules import arguments as arg
from dateline.rules.language import LISTED, ROLES, Path, Rule, Test
from dateline.rules.paths import walk

POS = {
    "verb": frozenset({"VERB", "AUX"}),
    "noun": frozenset({"NOUN", "PROPN"}),
    "adj": frozenset({"ADJ", "VERB", "ADV"}),
}
# The "to" of an infinitive is not that of "submit to"
NOT_PARTS = frozenset({"aux", "auxpass", "mark", "advcl", "relcl"})
OWN = frozenset({"i", "we", "he", "she", "it", "they"})  # pronouns that point back to who speaks
OWNED = frozenset({"my", "our", "his", "her", "its", "their"})
Words = tuple[frozenset[str], ...]
Same = Callable[[Token, Token], bool]
Walked = dict[int, list[Token]]  # from one word, by the identity of the path: equal paths are one object


def same_words(one: Token, actor: Token) -> bool:
    """By the words alone, is `one` the actor or one of his own: *he*, *its army*, the same word again?"""
    return one.lower in OWN or one.lemma == actor.lemma or any(c.lower in OWNED for c in one.below("poss"))


@dataclass(frozen=True)
class Match:
    """A rule that fired: its trigger words (the head first) and the heads of its fillers by role.

    `lacking`: roles that the rule asks for and the sentence does not fill; such a match only proposes.
    """

    rule: Rule
    trigger: tuple[Token, ...]
    roles: Mapping[str, list[Token]]
    lacking: tuple[str, ...] = ()

    @property
    def head(self) -> Token:
        """The word that names the event."""
        return self.trigger[0]

    @property
    def rank(self) -> tuple[int, ...]:
        """Fewer roles lacking, a negation that is part of the act, more trigger words, then the tighter rule, then more
        roles filled."""
        filled = sum(bool(v) for v in self.roles.values())
        return -len(self.lacking), int(self.rule.negated), len(self.trigger), *self.rule.tightness, filled


@dataclass(frozen=True)
class Matcher:
    """Rules indexed by their head lemma, with the word lists that they lean on."""

    index: Mapping[str, list[tuple[Rule, Words]]]
    lists: Mapping[str, frozenset[str]]
    light: frozenset[str]
    known: dict[tuple[str, str, str], list[tuple[Rule, Words, Words]]] = field(default_factory=dict, compare=False)

    @classmethod
    def make(cls, rules: Iterable[Rule], lists: Mapping[str, frozenset[str]], light: frozenset[str]) -> Matcher:
        """Index the rules; `lists` maps a lexicon's name to its first column."""
        index: dict[str, list[tuple[Rule, Words]]] = defaultdict(list)
        for rule in rules:
            for words in rule.triggers:
                for lemma in sorted(words[0]):
                    index[lemma].append((rule, words))
        return cls(dict(index), lists, light)

    def fire(
        self, sentence: Sentence, is_actor: Callable[[Token], bool], loose: bool = False, same: Same = same_words
    ) -> list[Match]:
        """The best match of each trigger word, in the order of the text.

        `loose`: also proposals, which lack a role that their rule asks for, where no rule holds in full.
        `same`: does the first word name the actor that the second names, or somebody of his?
        """
        found: list[Match] = []
        here = frozenset().union(*(t.forms for t in sentence.tokens))
        for token in sentence.tokens:
            walked: Walked = {}
            tried = [
                m
                for rule, words, others in self._rules(token)
                if not (others and any(map(here.isdisjoint, others)))
                and (m := self._try(rule, words, token, is_actor, same, walked))
            ]
            matches = [m for m in tried if loose or not m.lacking]
            if matches:
                found.append(max(matches, key=lambda m: m.rank))
        taken: set[Token] = set()
        for match in sorted(found, key=lambda m: (bool(m.lacking), -len(m.trigger), m.head.i)):
            if match.head in taken:
                found.remove(match)
            else:
                taken.update(match.trigger)
        return found

    def could_fire(self, words: set[str]) -> bool:
        """Could a rule fire in a sentence of these words and lemmas, whatever its syntax?"""
        return any(
            not any(map(words.isdisjoint, trigger[1:])) and all(self._met(test, words) for test in rule.tests)
            for head in words & self.index.keys()
            for rule, trigger in self.index[head]
        )

    def _met(self, test: Test, words: set[str]) -> bool:
        """Does a test leave it open, or is one of the words there that it wants?"""
        if not test.wanted or test.other or "*" in test.words or not words.isdisjoint(test.words):
            return True
        return any(not words.isdisjoint(self.lists[name]) for name in test.lists)

    def _rules(self, token: Token) -> list[tuple[Rule, Words, Words]]:
        """Rules on the lemma; on the word itself too, since proper nouns keep their plural: *Talks*.

        With the words of the trigger and those behind its head.
        """
        key = token.lemma, token.lower, token.pos
        if key not in self.known:
            names = [token.lower[:-1]] if token.pos == "PROPN" and token.lower.endswith("s") else []
            heads = [token.lemma, *names, *([token.lower] if token.lower != token.lemma else [])]
            rules = [pair for head in heads for pair in self.index.get(head, ())]
            found = [(rule, words, words[1:]) for rule, words in rules if token.pos in POS[rule.pos]]
            if not found:
                return found  # most words are no triggers: nothing to remember
            self.known[key] = found
        return self.known[key]

    def _try(
        self, rule: Rule, words: Words, head: Token, is_actor: Callable[[Token], bool], same: Same, walked: Walked
    ) -> Match | None:
        trigger = trigger_words(head, words)
        if not trigger:
            return None
        roles = {role: self._walk(head, path, walked) for role, path in rule.roles}
        doers = roles.get("actor", [])
        if not all(self._holds(test, head, doers, same, walked) for test in rule.tests):
            return None
        lacking = tuple(r for r in (*ROLES, LISTED) if _lacks(rule, r, roles.get(r, []), is_actor))
        # "fired rockets": the rockets are trigger word and `what`; in "protests broke out" they name who acts, too
        spare = {"what": trigger[:1], "actor": trigger[1:]}
        own = {r: [t for t in v if t not in spare.get(r, trigger)] for r, v in roles.items()}
        return Match(rule, trigger, own, lacking)

    def _walk(self, head: Token, path: Path, walked: Walked) -> list[Token]:
        if id(path) not in walked:
            walked[id(path)] = walk(head, path, self.light)
        return walked[id(path)]

    def _holds(self, test: Test, head: Token, doers: Sequence[Token], same: Same, walked: Walked) -> bool:
        found = self._walk(head, test.path, walked)
        return any(self._hit(test, t, doers, same) for t in found) == test.wanted

    def hits(self, test: Test, head: Token, doers: Sequence[Token], same: Same) -> list[Token]:
        """The words at the path of a test that are among those it lists; `doers`: who fill the rule's actor."""
        return [t for t in walk(head, test.path, self.light) if self._hit(test, t, doers, same)]

    def _hit(self, test: Test, token: Token, doers: Sequence[Token], same: Same) -> bool:
        if "*" in test.words or not token.forms.isdisjoint(test.words):
            return True
        if any(not token.forms.isdisjoint(self.lists[name]) for name in test.lists):
            return True
        return test.other and _other(token, doers, same)


def _other(token: Token, doers: Sequence[Token], same: Same) -> bool:
    """Is the token somebody else than those who act?  A pronoun is taken to point back at them."""
    return bool(doers) and token.lower not in OWN and not any(same(token, d) for d in doers)


def _lacks(rule: Rule, role: str, fillers: list[Token], is_actor: Callable[[Token], bool]) -> bool:
    """Is a role that the rule requires empty, or one that must be political without an actor?"""
    if role in rule.political:
        return not any(map(is_actor, fillers))
    return role in rule.requires and not fillers


def _to_do(token: Token) -> bool:
    """*Has nothing to do with*: the parser makes a relative clause of it."""
    return token.lemma == "do" and token.dep == "relcl" and token.head.pos == "PRON" and not token.below("nsubj")


def trigger_words(head: Token, words: Words) -> tuple[Token, ...]:
    """The tokens of a trigger of several words, the head first; empty where one is missing."""
    if len(words) == 1:
        return (head,)
    found = [head]
    for choices in words[1:]:
        pool = [c for t in reversed(found) for c in t.children if c.dep not in NOT_PARTS or _to_do(c)]
        pool += arg.objects(head) if head.pos == "VERB" else []
        hit = next((t for t in pool if not choices.isdisjoint(t.forms) and t not in found), None)
        if hit is None:
            return ()
        found.append(hit)
    return tuple(found)

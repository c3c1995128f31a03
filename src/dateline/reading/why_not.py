"""Why nothing, or not what was expected, was coded: for each trigger word the rule that came closest.

`rules/why.py` tells which check of a rule failed; here is what became of those that fired.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import msgspec

from dateline.knowledge import Codebook, Knowledge
from dateline.parse import Parse, Sentence, Token, span_of
from dateline.reading.codebooks import own_matcher, own_matches
from dateline.reading.confidence import least, surest_alone, weighed
from dateline.reading.events import matcher
from dateline.reading.filling import Made
from dateline.reading.gates import unpolitical_sentences
from dateline.reading.implied import parts_of
from dateline.reading.parties import no_self_dyad, parties, political
from dateline.reading.pipeline import gather
from dateline.reading.statements import CONTENT_ACTS, Evidence, all_composed, compose, composed
from dateline.rules.apply import Match, Matcher
from dateline.rules.language import PLOVER
from dateline.rules.why import Attempt, Failure, attempts, unlisted
from dateline.types import Document, Mention, Span, Statement

SHOWN = 60  # characters of a phrase
FEATURES = 3
LISTED = 8  # words of a test that are told
PARTS = {"verb": "a verb", "noun": "a noun", "adj": "an adjective"}
TAGS = {"PROPN": "a name", "AUX": "an auxiliary", "ADV": "an adverb", "NOUN": "a noun", "VERB": "a verb",
        "ADJ": "an adjective", "ADP": "a preposition"}  # fmt: skip


class Reason(msgspec.Struct, frozen=True):
    """What became of one rule on one word.

    `outcome`: ``coded``; ``candidate`` (too little confidence); ``merged``, ``content``, ``colouring`` (of another
    statement); ``no party``, ``self``, ``not composed``, ``ordinary``, ``sport``; or the check that failed:
    ``rank``, ``part``, ``not``, ``only``, ``political``, ``required``, ``words``, ``pos``.  `told` says it in words.
    `weights`: the three features of confidence that weigh most, of a candidate most against it.
    """

    rule: str
    event: str
    mode: str | None
    outcome: str
    told: str
    confidence: float | None = None
    threshold: float | None = None
    weights: tuple[tuple[str, float], ...] = ()
    codebook: str = PLOVER


class Word(msgspec.Struct, frozen=True):
    """A word that some rule lists, with what became of those rules, the closest first."""

    text: str
    lemma: str
    span: Span
    reasons: tuple[Reason, ...]


class Unlisted(msgspec.Struct, frozen=True):
    """A verb or noun that no rule lists, and the lemmas nearest to it that rules do."""

    text: str
    lemma: str
    pos: str
    span: Span
    near: tuple[str, ...]


class WhyNot(msgspec.Struct, frozen=True):
    """The answer for one sentence."""

    sentence: str
    span: Span
    words: tuple[Word, ...]
    unlisted: tuple[Unlisted, ...]


def why_not(document: Document, know: Knowledge, at: str | None = None, event: str | None = None) -> list[WhyNot]:
    """For each sentence: what became of the rules that list its words, the closest word first.

    `at`: only within these words (nothing is told where the text does not hold them); `event`: only rules of this
    type.
    """
    matches, seen = gather(document, know)
    stories = [_Story(document, matches, seen, know)]
    for book in know.codebooks:
        stories.append(_Story(document, own_matches(seen, know, book), seen, know, book))
    spans = _places(document.text, at) if at else [Span(0, len(document.text))]
    told = []
    for sentence in seen.parse.sentences:
        tokens = [t for t in sentence.tokens if any(s.overlaps(t.span) for s in spans)]
        if tokens:
            told.append(_sentence(sentence, tokens, stories, event))
    return told


def _places(text: str, words: str) -> list[Span]:
    """Where whole words stand in the text, whatever the case and the line ends between them."""
    phrase = r"\s+".join(re.escape(word) for word in words.split())
    found = re.finditer(rf"(?<!\w){phrase}(?!\w)", text, re.IGNORECASE) if phrase else ()
    return [Span(*m.span()) for m in found]


def _sentence(sentence: Sentence, tokens: Sequence[Token], stories: Sequence[_Story], event: str | None) -> WhyNot:
    tried = [
        (story, a)
        for story in stories
        for a in story.attempts(sentence)
        if a.head in tokens and event in (None, a.rule.type, a.rule.abroad)
    ]
    tried.sort(key=lambda pair: pair[1].closeness, reverse=True)
    words = []
    for token in dict.fromkeys(a.head for _, a in tried):
        reasons = tuple(story.reason(a) for story, a in tried if a.head is token)
        words.append(Word(token.text, token.lemma, token.span, reasons))
    missing = unlisted(tokens, [story.rules for story in stories])
    unknown = [Unlisted(t.text, t.lemma, t.pos, t.span, tuple(near)) for t, near in missing.items()]
    return WhyNot(stories[0].parse.text(sentence.span), sentence.span, tuple(words), tuple(unknown))


@dataclass(frozen=True)
class _Story:
    """A document with all that one codebook (None: the shipped one) found in it."""

    document: Document
    matches: tuple[Match, ...]
    seen: Evidence
    know: Knowledge
    book: Codebook | None = None

    @cached_property
    def rules(self) -> Matcher:
        return own_matcher(self.know, self.book) if self.book else matcher(self.know)

    def attempts(self, sentence: Sentence) -> list[Attempt]:
        """The rules that list a word of the sentence; in a sentence of sport, what would have fired."""
        actors, same = self.seen.entities.names_actor, self.seen.entities.same
        here = [m for m in self.matches if m.head.sent is sentence]
        gated = sentence.index in self.sport
        fired = self.rules.fire(sentence, actors, same=same) if gated else here
        return attempts(sentence, self.rules, actors, fired, same)

    @property
    def parse(self) -> Parse:
        return self.seen.parse

    @cached_property
    def made(self) -> Made:
        """The statements with their matches, and with their confidence."""
        told = compose(self.document, self.matches, self.seen, self.know)
        return [(m, s) for (m, _), s in zip(self.compose(self.matches), told, strict=True)]

    @cached_property
    def sport(self) -> frozenset[int]:
        return unpolitical_sentences(self.parse, self.know)

    def compose(self, matches: Iterable[Match]) -> Made:
        """The statements that these matches alone would make."""
        ordered = tuple(sorted(matches, key=lambda m: m.head.i))
        return composed(self.document, ordered, self.seen, self.know)

    def reason(self, attempt: Attempt) -> Reason:
        """What became of the rule on the word."""
        failure, match = attempt.failure, attempt.match
        if match is None:
            return self._said(attempt, failure.check if failure else "", self._failed(attempt))
        if match.head.sent.index in self.sport:
            return self._said(attempt, "sport", "the rule fires, but the sentence is taken for sport or a story")
        for kept, statement in self.made:
            if _is(kept, match):
                return self._made(attempt, kept, statement)
        if failure is not None:  # a relaxed match of which nothing came
            return self._said(attempt, failure.check, self._failed(attempt))
        return self._said(attempt, *self._dropped(match))

    def _said(self, attempt: Attempt, outcome: str, told: str) -> Reason:
        rule = attempt.rule
        return Reason(rule.id, rule.type, rule.mode, outcome, told, codebook=rule.codebook)

    def _made(self, attempt: Attempt, match: Match, statement: Statement) -> Reason:
        sure, book, type = statement.confidence, self.book, attempt.rule.own or statement.event
        limit = least(statement, self.know, surest_alone(self.parse, [s for _, s in self.made]))
        limit = book.thresholds.get(type, limit) if book else limit
        kept = sure >= limit
        parts = parts_of(match, statement, self.seen.entities, self.seen.attributions)
        weighty = [w for w in weighed(match, statement, parts, self.know) if kept or w[1] < 0]
        lacking = f", though {self._failed(attempt)}" if attempt.failure else ""
        done = f"coded as {type}" if kept else "made, but only a candidate"
        told = f"{done}: confidence {sure:.3f}, {'at least' if kept else 'below'} the threshold {limit:g}{lacking}"
        reason = self._said(attempt, "coded" if kept else "candidate", told)
        return msgspec.structs.replace(
            reason, event=type, mode=statement.mode, confidence=sure, threshold=limit, weights=tuple(weighty[:FEATURES])
        )

    def _dropped(self, match: Match) -> tuple[str, str]:
        """Why a rule that fired left no statement of its own."""
        if not self.compose([match]):
            return self._no_statement(match)
        for other, statement in self.made:
            if any(_is(m, match) for m, _ in self.compose([other, match])):
                continue
            name = f"{statement.event} on “{other.head.text}” ({other.rule.id})"
            if other.rule.event in CONTENT_ACTS and other.head in match.head.ancestors():
                return "content", f"fired, but it is the content of the speech act {name}"
            if match.rule.event in (statement.event, other.rule.event):
                return "merged", f"fired; merged into {name}, as another mention of the same act"
            return "colouring", f"fired, but it only colours or completes {name}"
        return "not composed", "fired, but other statements of the report leave no place for it"

    def _no_statement(self, match: Match) -> tuple[str, str]:
        if all_composed(self.document, (match,), self.seen, self.know):
            return "ordinary", "fired, but it is told of ordinary life: no party is named as a political actor"
        actor, recipient = parties(match, self.seen.entities, None)
        if not political(match.rule.event, actor, recipient):
            tokens = [(role, t) for role in ("actor", "recipient") for t in match.roles.get(role, ())]
            found = "; ".join(f"{role} {_resolved(t, self.seen)}" for role, t in tokens) or "no party stands there"
            return "no party", f"fired, but neither actor nor recipient is a political actor: {found}"
        kept, hit = no_self_dyad(match, actor, recipient, self.seen.entities)
        if recipient and not hit:
            return "self", f"fired, but actor and recipient are the same: {_codes(kept)}"
        if len({m.country for m in (*actor, *recipient)}) < 2:
            return "not composed", f"fired, but only one party was found: {_codes((*actor, *recipient))}"
        return "not composed", f"fired, but no statement came of {_codes(actor)} → {_codes(recipient)}"

    def _failed(self, attempt: Attempt) -> str:
        return failure_words(attempt.failure, attempt.head, self.seen) if attempt.failure else ""


def failure_words(failure: Failure, head: Token, seen: Evidence) -> str:
    """Which check of a rule failed on the word `head`, and on what, in words."""
    found = ", ".join(_quoted(t, seen) for t in failure.found)
    wanted = " or ".join(failure.words[:LISTED]) + (f" … ({len(failure.words)} in all)" * (len(failure.words) > LISTED))
    rule = failure.winner.rule if failure.winner else None
    match failure.check:
        case "pos":
            return f"the rule wants {PARTS[wanted]}; the parser takes the word for {TAGS.get(head.pos, head.pos)}"
        case "words":
            return f"the trigger lacks a further word: {wanted}"
        case "listed":
            return "no rule lists the word: it proposes by the company it keeps (lexicon/unlisted_words.csv)"
        case "required":
            return f"the {failure.role} is empty: nothing at {failure.path or '(no path)'}"
        case "political":
            named = ", ".join(_resolved(t, seen) for t in failure.found)
            return f"the {failure.role} must be a political actor; at {failure.path} stands {named}"
        case "only":
            return f"at {failure.path} must stand {wanted}; there stands {found or 'nothing'}"
        case "not":
            return f"at {failure.path} stands {found}, which the rule rules out"
        case "rank":
            return f"all checks hold, but {rule.id} ({rule.event}) ranks higher" if rule else ""
        case _:
            words = " … ".join(t.text for t in failure.winner.trigger) if failure.winner else ""
            return f"all checks hold, but the word is part of the trigger “{words}” ({rule.id if rule else ''})"


def _quoted(token: Token, seen: Evidence) -> str:
    """The phrase that the token heads, cut where it is long."""
    text = " ".join(seen.parse.text(span_of(token.subtree())).split())
    return f"“{text if len(text) <= SHOWN else text[: SHOWN - 1] + '…'}”"


def _resolved(token: Token, seen: Evidence) -> str:
    codes = _codes([m for m in seen.entities.of(token) if m.code])
    return f"{_quoted(token, seen)}, {f'which is {codes}' if codes else 'which names no actor that is known'}"


def _is(one: Match, other: Match) -> bool:
    return one.rule.id == other.rule.id and one.head is other.head


def _codes(mentions: Sequence[Mention]) -> str:
    return ", ".join(dict.fromkeys(m.code or "?" for m in mentions))

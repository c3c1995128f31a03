"""What stands beside a word and says whether it happened: modals, negation, hedges, conditions, questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, cast

from dateline.knowledge import Knowledge, Row
from dateline.parse import Token
from dateline.reading.clauses import is_finite, is_verbal, pieces
from dateline.types import Span, Status

Force = Literal["same", "actual", "planned", "possible", "negated", "would"]
_WORDS = frozenset({"VERB", "AUX", "NOUN", "PROPN", "ADJ"})
_ABLE = frozenset({"can", "ca", "could"})


@dataclass(frozen=True, slots=True)
class Operator:
    """One reason: `force` is what it makes of the event below it."""

    force: Force
    span: Span
    rule: str


@dataclass(frozen=True)
class Operators:
    """The lexicons of this reader, ready to ask."""

    governors: Mapping[tuple[str, str, str], Row]
    modals: Mapping[str, str]
    adverbs: Mapping[str, str]
    adjectives: Mapping[str, str]
    negators: frozenset[str]
    conditions: frozenset[str]
    occurring: frozenset[str]
    verbs: Mapping[tuple[str, str], Row]


def operators_of(know: Knowledge) -> Operators:
    """The operator lexicons of the knowledge, indexed once."""
    return cast(Operators, know.made("reading.operators", _make))


def _make(know: Knowledge) -> Operators:
    lexicon = know.lexicon
    irrealis = lexicon["irrealis_words"].rows
    return Operators(
        governors={(r["word"], r["pos"], r["frame"]): r for r in lexicon["governors"].rows},
        modals={r["modal"]: r["status"] for r in lexicon["modals"].rows},
        adverbs={r["word"]: r["status"] for r in irrealis if r["class"] == "adverb"},
        adjectives={r["word"]: r["status"] for r in irrealis if r["class"] == "adjective"},
        negators=frozenset(r["word"] for r in lexicon["negators"].rows),
        conditions=frozenset(r["mark"] for r in lexicon["conditional_marks"].rows),
        occurring=frozenset(r["verb"] for r in lexicon["light_verbs"].rows)
        | frozenset(r["verb"] for r in lexicon["occurrence_verbs"].rows),
        verbs={(r["verb"], r["particle"]): r for r in lexicon["cue_verbs"].rows},
    )


def combined(current: Status, force: Force) -> Status:
    """The status of an event under one more operator, from the inside outwards."""
    if force in ("same", "actual"):
        return current
    if force == "negated":
        return {"negated": "actual", "possible": "possible"}.get(current, "negated")  # type: ignore[return-value]
    if current == "negated":
        return "negated"
    if force == "planned":
        return "possible" if current == "possible" else "planned"
    return "possible"


def beside_verb(verb: Token, lex: Operators, without: Token | None) -> Iterator[Operator]:
    """The operators of a verb's own clause; `without` is the branch that the event itself stands on."""
    modal = _modal(verb, lex)
    negation = _negation(verb, lex, without)
    if modal is not None and negation is not None:
        yield _negated_modal(modal, negation)
    elif modal is not None:
        yield modal
    elif negation is not None:
        yield negation
    yield from _adverbs(verb, lex)
    if _asked(verb):
        yield Operator("possible", verb.sent.tokens[-1].span, "question")
    elif _imperative(verb):
        yield Operator("possible", verb.span, "imperative")


def _modal(verb: Token, lex: Operators) -> Operator | None:
    for child in verb.children:
        if child.dep in ("aux", "auxpass") and child.tag == "MD" and child.lower in lex.modals:
            force = cast(Force, lex.modals[child.lower])
            past = any(c.lemma == "have" and c.dep == "aux" for c in verb.children)
            return Operator("possible" if past and force == "would" else force, child.span, f"modal.{child.lemma}")
    return None


def _negation(verb: Token, lex: Operators, without: Token | None) -> Operator | None:
    for child in verb.children:
        if _negates(child, lex):
            return Operator("negated", child.span, "negation")
        if child is without:
            continue
        if child.dep in ("nsubj", "nsubjpass", "dobj", "attr"):
            if child.lower in lex.negators:
                return Operator("negated", child.span, "negation")
            for det in child.below("det", "neg", "nmod", "amod"):
                if det.lower in lex.negators:
                    return Operator("negated", det.span, "negation")
        if (
            child.lower in ("longer", "yet")
            and child.dep == "advmod"
            and any(c.lower in ("no", "to") for c in (*child.children, *verb.children))
            and verb.lemma == "have"
        ):
            return Operator("negated", child.span, "negation.yet")
    return None


def _negates(child: Token, lex: Operators) -> bool:
    negative = child.dep in ("advmod", "preconj", "cc") and child.lower in lex.negators
    return (child.dep == "neg" or negative) and not _not_only(child)


def _not_only(word: Token) -> bool:
    tokens = word.sent.tokens
    k = word.i - tokens[0].i + 1
    return k < len(tokens) and tokens[k].lower in ("only", "just", "merely", "simply")


def _negated_modal(modal: Operator, negation: Operator) -> Operator:
    """The pair "could not" or "will not" denies; "may not" leaves it open."""
    word = modal.rule.rpartition(".")[2]
    open_ = word in ("may", "might") or (modal.force == "possible" and word not in _ABLE)
    span = Span(min(modal.span.start, negation.span.start), max(modal.span.end, negation.span.end))
    return Operator("possible" if open_ else "negated", span, f"{modal.rule}+negation")


def _adverbs(word: Token, lex: Operators) -> Iterator[Operator]:
    for child in word.below("advmod"):
        if child.lower in lex.adverbs:
            yield Operator(cast(Force, lex.adverbs[child.lower]), child.span, "adverb")


def _asked(verb: Token) -> bool:
    """A main verb of a question; what a "why" asks about is taken for granted."""
    tokens = verb.sent.tokens
    if verb.head is not verb or not any(t.text == "?" for t in tokens[-2:]):
        return False
    return not any(t.lower == "why" for t in tokens)


def _imperative(verb: Token) -> bool:
    if verb.tag != "VB" or verb.head is not verb or not is_verbal(verb):
        return False
    return not verb.below("nsubj", "nsubjpass", "aux", "auxpass", "csubj", "expl")


def beside_noun(noun: Token, lex: Operators) -> Iterator[Operator]:
    """The operators of a noun: "no agreement", "a planned visit", "a possible attack"."""
    for child in noun.children:
        if child.dep in ("det", "neg", "preconj") and child.lower in lex.negators:
            yield Operator("negated", child.span, "negation.noun")
        elif child.dep in ("amod", "compound", "advmod") and child.lower in lex.adjectives:
            yield Operator(cast(Force, lex.adjectives[child.lower]), child.span, "adjective")


def condition_of(verb: Token, lex: Operators) -> Span | None:
    """The if-clause that hangs on a verb."""
    for child in verb.below("advcl"):
        mark = next((c for c in child.below("mark", "advmod") if c.lower in lex.conditions), None)
        if mark is not None and not any(t.lower in ("even", "as") for t in _before(mark)):
            spans = pieces(t for t in child.subtree() if t.i >= mark.i)
            if spans:
                return Span(spans[0].start, spans[-1].end)
    return None


def _before(mark: Token) -> list[Token]:
    tokens = mark.sent.tokens
    k = mark.i - tokens[0].i
    return tokens[max(0, k - 1) : k]


def conditional_mark(verb: Token, lex: Operators) -> Token | None:
    """The "if" of a clause that is itself a condition."""
    return next((c for c in verb.below("mark", "advmod") if c.lower in lex.conditions), None)


def part_of_speech(word: Token) -> str:
    """The part of speech by which the table of governors knows a word."""
    if is_verbal(word):
        return "verb"
    return "adj" if word.pos in ("ADJ", "ADV") else "noun"


def tensed(verb: Token) -> bool:
    """Has the verb a tense of its own, so that it does not share that of the verb it is joined to?"""
    return is_finite(verb) or any(c.dep in ("nsubj", "nsubjpass") for c in verb.children)

"""What stands beside a word and says whether it happened: modals, negation, hedges, conditions, questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from dateline.knowledge import Knowledge, Row
from dateline.parse import Token
from dateline.reading.clauses import is_finite, is_verbal
from dateline.types import Certainty, Force, Mood, Operator, Span

_ABLE = frozenset({"can", "ca", "could"})
_QUOTES = frozenset("\"“”«»‘’'„")


@dataclass(frozen=True)
class Operators:
    """The lexicons of this reader, ready to ask."""

    governors: Mapping[tuple[str, str, str], Row]
    modals: Mapping[str, Row]
    adverbs: Mapping[str, Row]
    adjectives: Mapping[str, Row]
    negators: frozenset[str]
    conditions: frozenset[str]
    openers: frozenset[str]  # the first words of these
    words: Mapping[str, frozenset[str]]  # of clause_words.csv, by class
    anonymity: tuple[str, ...]
    occurring: frozenset[str]
    verbs: Mapping[tuple[str, str], Row]
    moods: Mapping[str, Row]


def operators_of(know: Knowledge) -> Operators:
    """The operator lexicons of the knowledge, indexed once."""
    return cast(Operators, know.made("reading.operators", _make))


def _make(know: Knowledge) -> Operators:
    lexicon = know.lexicon
    irrealis = lexicon["irrealis_words"].rows
    return Operators(
        governors={(r["word"], r["pos"], r["frame"]): r for r in lexicon["governors"].rows},
        modals={r["modal"]: r for r in lexicon["modals"].rows},
        adverbs={r["word"]: r for r in irrealis if r["class"] == "adverb"},
        adjectives={r["word"]: r for r in irrealis if r["class"] == "adjective"},
        negators=frozenset(r["word"] for r in lexicon["negators"].rows),
        conditions=frozenset(r["mark"] for r in lexicon["conditional_marks"].rows),
        openers=frozenset(r["mark"].partition(" ")[0] for r in lexicon["conditional_marks"].rows),
        words=lexicon["clause_words"].words_by_class,
        anonymity=tuple(r["phrase"] for r in lexicon["anonymity_phrases"].rows),
        occurring=frozenset(r["verb"] for r in lexicon["light_verbs"].rows)
        | frozenset(r["verb"] for r in lexicon["occurrence_verbs"].rows),
        verbs={(r["verb"], r["particle"]): r for r in lexicon["cue_verbs"].rows},
        moods={r["mood"]: r for r in lexicon["moods"].rows},
    )


def beside_verb(verb: Token, lex: Operators, without: Token | None) -> Iterator[Operator]:
    """The operators of a verb's own clause; `without` is the branch that the event itself stands on."""
    modal = _modal(verb, lex)
    negation = _negation(verb, lex, without)
    if modal is not None and negation is not None:
        yield _negated_modal(modal, negation, lex)
    elif modal is not None:
        yield modal
    elif negation is not None:
        yield negation
    yield from _adverbs(verb, lex)
    if _headed(verb):
        yield Operator("planned", verb.span, "headline", "plan")
    if _had_better(verb):
        yield Operator("possible", verb.span, "had-better", "obligation")
    if _planned_present(verb, lex):
        yield Operator("planned", verb.span, "futurate", "plan")
    if _asked(verb):
        yield Operator("possible", verb.sent.tokens[-1].span, "question", "question")
    elif _imperative(verb):
        yield Operator("possible", verb.span, "imperative", "demand")


def told(force: str, word: Token, rule: str, row: Row | None = None) -> Operator:
    """An operator with the mood and certainty that its row of a lexicon gives it."""
    mood = cast(Mood, row["mood"]) if row and row["mood"] else None
    certainty = cast(Certainty, row["certainty"]) if row and row.get("certainty") else None
    return Operator(cast(Force, force), word.span, rule, mood, certainty)


def is_perfect(verb: Token) -> bool:
    """Does "have" stand before the verb: "had signed", "might have signed"?"""
    return any(c.lemma in ("have", "'ve", "’ve") and c.dep == "aux" for c in verb.children)


def modal_of(verb: Token, lex: Operators) -> Token | None:
    """The modal auxiliary of a verb."""
    marks = (c for c in verb.children if c.dep in ("aux", "auxpass") and c.tag == "MD")
    return next((c for c in marks if c.lower in lex.modals), None)


def _modal(verb: Token, lex: Operators) -> Operator | None:
    word = modal_of(verb, lex)
    if word is None:
        return None
    row = lex.modals[word.lower]
    rule = f"modal.{word.lemma}"
    if not is_perfect(verb):
        return told(row["status"], word, rule, row)
    have = {"mood": row["perfect_mood"], "certainty": row["perfect_certainty"]}
    return told(row["perfect"], word, f"{rule}-have", have)


def _negation(verb: Token, lex: Operators, without: Token | None) -> Operator | None:
    for child in verb.children:
        if _negates(child, lex):
            return Operator("negated", child.span, "negation")
        if child is without:
            continue
        if child.dep in ("nsubj", "nsubjpass", "dobj", "attr", "advmod"):
            if child.lower in lex.negators and not _not_only(child, lex):
                return Operator("negated", child.span, "negation")
            front = ("neg",) if child.dep == "advmod" else ("det", "neg", "nmod", "amod", "preconj")
            for det in child.below(*front):
                if det.lower in lex.negators and not _not_only(det, lex):
                    return Operator("negated", det.span, "negation")
        if child.dep == "prep" and (never := _never(child, lex)) is not None:
            return Operator("negated", never.span, "negation")  # "at no time did"
        if child.lower == "longer" and child.dep == "advmod" and any(c.lower == "no" for c in child.children):
            return Operator("negated", child.span, "negation.longer")
        if child.lower == "yet" and verb.lemma == "have" and any(c.lower == "to" for c in verb.children):
            return Operator("negated", child.span, "negation.yet")
    nor = [c for c in verb.head.below("cc") if c.lower == "nor" and c.i < verb.i] if verb.dep == "conj" else []
    return Operator("negated", nor[-1].span, "negation") if nor else None


def _never(preposition: Token, lex: Operators) -> Token | None:
    nouns = (n for n in preposition.below("pobj") if f"{preposition.lower} {n.lemma}" in lex.words["never"])
    return next((d for n in nouns for d in n.below("det") if d.lower in lex.negators), None)


def _negates(child: Token, lex: Operators) -> bool:
    negative = child.dep in ("advmod", "preconj", "cc") and child.lower in lex.negators
    return (child.dep == "neg" or negative) and not _not_only(child, lex)


def _not_only(word: Token, lex: Operators) -> bool:
    """As in "not only shelled", "no fewer than ten crossed"."""
    tokens = word.sent.tokens
    k = word.i - tokens[0].i + 1
    words = " ".join(t.lower for t in tokens[k : k + 2])
    return k < len(tokens) and not {tokens[k].lower, words}.isdisjoint(lex.words["spared"])


def _negated_modal(modal: Operator, negation: Operator, lex: Operators) -> Operator:
    """The pair "could not" or "will not" denies; "may not" leaves it open."""
    if modal.rule.endswith("-have"):
        span = Span(min(modal.span.start, negation.span.start), max(modal.span.end, negation.span.end))
        force = cast(Force, lex.modals[modal.rule.removeprefix("modal.").removesuffix("-have")]["perfect_negated"])
        return Operator(force, span, f"{modal.rule}+negation", None, "probable" if force == "negated" else None)
    word = modal.rule.rpartition(".")[2]
    open_ = word in ("may", "might") or (modal.force == "possible" and word not in _ABLE)
    span = Span(min(modal.span.start, negation.span.start), max(modal.span.end, negation.span.end))
    mood = None if word in _ABLE else modal.mood
    return Operator("possible" if open_ else "negated", span, f"{modal.rule}+negation", mood, modal.certainty)


def _adverbs(word: Token, lex: Operators) -> Iterator[Operator]:
    for child in word.below("advmod"):
        if child.lower in lex.adverbs and not _hedges_number(child):
            row = lex.adverbs[child.lower]
            if row["mood"] == "consequence" and (child.i > word.i or modal_of(word, lex) is None):
                continue  # "said otherwise"
            yield told(row["status"], child, "adverb", row)


def _hedges_number(adverb: Token) -> bool:
    """As in "Perhaps two thousand troops landed": they did."""
    k = adverb.i - adverb.sent.tokens[0].i + 1
    return k < len(adverb.sent.tokens) and adverb.sent.tokens[k].pos == "NUM"


def _asked(verb: Token) -> bool:
    """A main verb of a question; what a "why", or a "who" before a past, asks about is taken for granted."""
    tokens = verb.sent.tokens
    if verb.head is not verb or not any(t.text == "?" for t in tokens[-2:]):
        return False
    return not any(t.lower == "why" for t in tokens) and not _presupposed(verb)


def _presupposed(verb: Token) -> bool:
    """As in "Who is arming the militias?", "On whose advice has Oslo mobilised?": wh-words ask about a fact."""
    wh = [t for t in verb.sent.tokens if t.tag in ("WP", "WP$", "WDT", "WRB") and t.i < verb.i]
    told = verb.tag == "VBD" or is_perfect(verb) or (verb.tag == "VBG" and bool(verb.below("aux")))
    return bool(wh) and told and not any(c.tag == "MD" for c in verb.below("aux"))


def _headed(verb: Token) -> bool:
    """The line of a headline: "Ghana to expel diplomats"."""
    infinitive = any(c.tag == "TO" and c.dep == "aux" for c in verb.children)
    return verb.head is verb and infinitive and bool(verb.below("nsubj", "nsubjpass"))


def _had_better(verb: Token) -> bool:
    return any(c.lower == "better" for c in verb.below("advmod")) and any(c.lower == "had" for c in verb.below("aux"))


def _planned_present(verb: Token, lex: Operators) -> bool:
    """As in "The ministers are meeting next Thursday": a present with a time ahead."""
    helpers = [c for c in verb.below("aux", "auxpass") if c.tag != "TO"]
    if (verb.tag not in ("VBZ", "VBP") and verb.tag != "VBG") or any(c.tag not in ("VBZ", "VBP") for c in helpers):
        return False
    if verb.tag == "VBG" and not helpers:
        return False
    times = verb.below("npadvmod", "advmod") + [o for p in verb.below("prep") for o in p.below("pobj")]
    return any(w.lower in lex.words["ahead"] for t in times for w in (t, *t.children))


def _imperative(verb: Token) -> bool:
    """A main verb without a subject: "Withdraw now", "Please do not fire"; the tagger may take it for a present."""
    if not is_verbal(verb) or verb.tag not in ("VB", "VBP") or not (verb.head is verb or _opens_speech(verb)):
        return False
    if verb.below("nsubj", "nsubjpass", "auxpass", "csubj", "expl") or any(c.lower != "do" for c in verb.below("aux")):
        return False
    if verb.lemma == "let" and any(c.lower == "me" for t in verb.children for c in (t, *t.children)):
        return False  # "let me convey my thanks" conveys them
    return verb.tag == "VB" or not any(c.pos in ("NOUN", "PROPN", "PRON") and c.i < verb.i for c in verb.children)


def _opens_speech(verb: Token) -> bool:
    """As in "“Release them now,” she said": the first word of a quotation."""
    tokens = verb.sent.tokens
    before = [t for t in tokens[: verb.i - tokens[0].i] if t.pos not in ("ADV", "INTJ", "PART") and t.lower != "do"]
    return verb.dep in ("advcl", "ccomp", "parataxis", "dep") and (not before or before[-1].text in _QUOTES)


def beside_noun(noun: Token, lex: Operators) -> Iterator[Operator]:
    """The operators of a noun: "no agreement", "a planned visit", "a possible attack"."""
    for child in noun.children:
        if child.dep in ("det", "neg", "preconj") and child.lower in lex.negators:
            yield Operator("negated", child.span, "negation.noun")
        elif child.dep in ("amod", "compound", "advmod") and child.lower in lex.adjectives:
            row = lex.adjectives[child.lower]
            yield told(row["status"], child, "adjective", row)


def part_of_speech(word: Token) -> str:
    """The part of speech by which the table of governors knows a word."""
    if is_verbal(word):
        return "verb"
    return "adj" if word.pos in ("ADJ", "ADV") else "noun"


def tensed(verb: Token) -> bool:
    """Has the verb a tense of its own, so that it does not share that of the verb it is joined to?"""
    return is_finite(verb) or any(c.dep in ("nsubj", "nsubjpass") for c in verb.children)

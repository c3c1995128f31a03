"""What is told inside a fiction, a game or a supposition: it did not happen.

A frame is opened by a word at the start of a sentence (*Imagine that …*) or by a phrase in front of its verb
(*In the novel, …*).  It goes on over the next sentences of the paragraph as long as they are told in its tense
and by no voice of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from dateline.knowledge import Knowledge
from dateline.parse import Parse, Sentence, Token, span_of
from dateline.reading.clauses import is_verbal
from dateline.types import Operator

REACH = 8  # sentences that a frame may go on
_QUOTES = frozenset('"“”«»')
_LEADS = frozenset({"now", "just", "let", "us", "'s", "’s", "but", "and", "so", "please"})
_PRESENT = frozenset({"VBZ", "VBP"})
_IN = frozenset({"in", "under", "during", "within"})


@dataclass(frozen=True)
class Frames:
    """The lexicon of this reader, ready to ask."""

    openers: frozenset[str]
    stories: frozenset[str]
    exits: frozenset[str]
    onward: frozenset[str]
    cues: frozenset[str]


def frame_over(trigger: Token, parse: Parse, know: Knowledge) -> Operator | None:
    """The frame that `trigger` is told in, as one more reason why it did not happen; None in plain news."""
    lex = cast(Frames, know.made("reading.frames", _make))
    sentence = trigger.sent
    if found := _opened(sentence, lex):
        words, outside = found
        return None if trigger in outside else Operator("possible", span_of(words), "frame.opened", "hypothetical")
    for _ in range(REACH):
        if not _goes_on(sentence, lex) or sentence.index == 0:
            return None
        before = parse.sentences[sentence.index - 1]
        if before.paragraph != sentence.paragraph:
            return None
        if found := _opened(before, lex):
            same = _same_tense(sentence, before, lex)
            return Operator("possible", span_of(found[0]), "frame.carried", "hypothetical") if same else None
        sentence = before
    return None


def _make(know: Knowledge) -> Frames:
    table, verbs = know.lexicon["frame_words"], know.lexicon["cue_verbs"]
    words = {c: table.set("word", **{"class": c}) for c in ("opener", "story", "exit", "onward")}
    cues = frozenset(r["verb"] for r in verbs.rows if r["clause"])
    return Frames(words["opener"], words["story"], words["exit"], words["onward"], cues)


def _opened(sentence: Sentence, lex: Frames) -> tuple[list[Token], frozenset[Token]] | None:
    """The words that open a frame in this sentence, and those that stand outside it."""
    if opener := _supposition(sentence, lex):
        return [opener], _after_quote(sentence, opener)
    for token in sentence.tokens:
        if token.dep == "prep" and token.lower in _IN:
            for noun in token.below("pobj"):
                if _is_story(noun, lex) and (inside := _told_in(token, sentence)):
                    return [token, noun], frozenset(sentence.tokens) - inside
    return None


def _told_in(preposition: Token, sentence: Sentence) -> frozenset[Token]:
    """What a phrase in front governs: the whole sentence where it opens it, else the clause of its verb."""
    phrase = frozenset(preposition.subtree())
    if preposition is sentence.tokens[0]:
        return frozenset(sentence.tokens) - phrase
    verb = preposition.head
    return frozenset(verb.subtree()) - phrase if preposition.i < verb.i and is_verbal(verb) else frozenset()


def _supposition(sentence: Sentence, lex: Frames) -> Token | None:
    for token in sentence.tokens:
        if token.lower in lex.openers:
            return token
        if token.pos != "PUNCT" and token.lower not in _LEADS:
            return None
    return None


def _after_quote(sentence: Sentence, opener: Token) -> frozenset[Token]:
    """What follows the end of the quotation that opens with the supposition."""
    end = next((t.i for t in sentence.tokens if t.i > opener.i and t.text in _QUOTES), None)
    return frozenset(t for t in sentence.tokens if end is not None and t.i > end)


def _is_story(noun: Token, lex: Frames) -> bool:
    """A noun of fiction, alone or with the word in front: "war game", "novel"."""
    first = [c.lower for c in noun.below("compound", "amod")]
    return noun.lemma in lex.stories or any(f"{word} {noun.lemma}" in lex.stories for word in first)


def _goes_on(sentence: Sentence, lex: Frames) -> bool:
    """Can the sentence belong to the frame of the one before it?"""
    words = [t.lower for t in sentence.tokens[:3]]
    if any(w in lex.exits for w in words) or sentence.root.lemma in lex.cues:
        return False
    return _present(sentence.root) or _leads_on(sentence, lex)


def _same_tense(sentence: Sentence, opened: Sentence, lex: Frames) -> bool:
    return _present(opened.root) or _leads_on(sentence, lex) or opened.tokens[0].lower in lex.openers


def _leads_on(sentence: Sentence, lex: Frames) -> bool:
    """Does it take up the one before: "Then the Red team …", "It would …"?"""
    return any(t.lower in lex.onward for t in sentence.tokens[:2]) or any(
        c.lower in lex.onward for c in sentence.root.below("advmod")
    )


def _present(verb: Token) -> bool:
    helpers = [c for c in verb.children if c.dep in ("aux", "auxpass")]
    return (verb.tag in _PRESENT and not helpers) or any(c.tag == "MD" for c in helpers)

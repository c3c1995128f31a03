"""Conditions: if-clauses, "Should the talks fail, …", "Had they known, …", and what did not happen for that reason."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile

from dateline.parse import Sentence, Token, span_of
from dateline.reading.clauses import pieces
from dateline.reading.operators import Operators, is_perfect, modal_of
from dateline.types import Span

_OPENERS = frozenset('"“”«»‘’\'')
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})


@dataclass(frozen=True, slots=True)
class Condition:
    """A clause on which something depends; `unreal`: both are told as not having happened."""

    mark: Token
    span: Span
    unreal: bool


def condition_of(verb: Token, lex: Operators) -> Condition | None:
    """The if-clause that hangs on a verb."""
    for child in verb.below("advcl"):
        mark = conditional_mark(child, lex)
        if mark is None or any(t.lower in lex.words["concessive"] for t in _before(mark)):
            continue
        spans = pieces(t for t in child.subtree() if t.i >= mark.i)
        if spans:
            unreal = _is_had(child) and modal_of(verb, lex) is not None and is_perfect(verb)
            return Condition(mark, Span(spans[0].start, spans[-1].end), unreal)
    return None


def conditional_mark(verb: Token, lex: Operators) -> Token | None:
    """The "if" of a clause that is itself a condition, or its inverted auxiliary ("Should the talks fail")."""
    mark = next((c for c in verb.below("mark", "advmod") if c.lower in lex.conditions), None)
    return mark or _inverted(verb, lex)


def leading(sentence: Sentence, lex: Operators) -> Condition | None:
    """The condition that opens a sentence, up to its comma, by the words alone: parsers often lose it."""
    words = [t for t in sentence.tokens if t.text not in _OPENERS]
    while words and words[0].lower in lex.words["lead"]:
        words.pop(0)
    if len(words) < 5 or not (_marked(words, 0, lex) or _fronted(words, lex)):
        return None
    comma = next((k for k, t in enumerate(words) if k > 2 and t.text == ","), 0)
    before, after = words[:comma], words[comma + 1 :]
    if not comma or not any(t.tag in _FINITE for t in after):
        return None
    if _told(before) and _told(after):
        return None  # "If the generals were surprised, they did not show it."
    unreal = any(t.lower in ("had", "'d", "’d") for t in before) and _would_have(after, lex)
    return Condition(words[0], span_of(before), unreal or _but_for(before))


def _told(words: list[Token]) -> bool:
    """A past without a modal or a perfect."""
    return any(t.tag == "VBD" for t in words) and not any(t.tag == "MD" or t.lower == "had" for t in words)


def _but_for(words: list[Token]) -> bool:
    """As in "Were it not for the snow", "Had it not been for"."""
    first = [t.lower for t in words[:6]]
    return first[0] in ("were", "had") and "not" in first and "for" in first


def phrased(sentence: Sentence, lex: Operators) -> Condition | None:
    """A condition by two or more words inside a sentence, up to the next comma: "in case the rebels attack"."""
    words = sentence.tokens
    may_open = (k for k in range(1, len(words)) if words[k].lower in lex.openers)
    start = next((k for k in may_open if _marked(words, k, lex) > 1 or _after_comma(words, k, lex)), 0)
    if not start:
        return None
    end = next((k for k in range(start + 3, len(words)) if words[k].text in ",.;"), len(words))
    told = " ".join(t.lower for t in words[start:end])
    if any(phrase in told for phrase in lex.anonymity):
        return None  # "said on condition of anonymity"
    return Condition(words[start], span_of(words[start:end]), False)


def _after_comma(words: list[Token], k: int, lex: Operators) -> bool:
    """As in "…, provided the militia stops": a mark that parsers take for a participle."""
    if words[k - 1].text != "," or words[k].tag not in ("VBN", "VBG") or words[k].lower not in lex.conditions:
        return False
    clause = list(takewhile(lambda t: t.text not in ",.;", words[k + 1 :]))
    return any(t.tag in _FINITE for t in clause) and clause[0].pos in ("DET", "PRON", "NOUN", "PROPN")


def _marked(words: list[Token], k: int, lex: Operators) -> int:
    """How many words from the k-th make a mark of a condition; 0: none."""
    for length in (4, 3, 2, 1):
        if " ".join(t.lower for t in words[k : k + length]) in lex.conditions:
            return length
    return 0


def _fronted(words: list[Token], lex: Operators) -> bool:
    """As in "Had the army fired, …", "Were Oslo to agree, …": no question, and a modal or "will" follows."""
    if words[0].lower not in lex.words["inverted"] or words[-1].text == "?" or words[1].tag in ("VBN", "VB"):
        return False
    comma = next((k for k, t in enumerate(words) if t.text == ","), len(words))
    return any(t.tag == "MD" for t in words[comma:])


def _would_have(words: list[Token], lex: Operators) -> bool:
    modals = [k for k, t in enumerate(words) if t.lower in lex.words["unreal"]]
    return any(t.lemma in ("have", "'ve", "’ve") for k in modals for t in words[k + 1 : k + 4])


def _inverted(verb: Token, lex: Operators) -> Token | None:
    if verb.dep != "advcl":
        return None
    subject = next(iter(verb.below("nsubj", "nsubjpass")), None)
    helpers = [c for c in verb.below("aux", "auxpass") if c.lower in lex.words["inverted"]]
    return helpers[0] if helpers and subject is not None and helpers[0].i < subject.i else None


def _is_had(verb: Token) -> bool:
    return is_perfect(verb) and any(c.lower in ("had", "'d", "’d") for c in verb.below("aux"))


def _before(mark: Token) -> list[Token]:
    tokens = mark.sent.tokens
    k = mark.i - tokens[0].i
    return tokens[max(0, k - 1) : k]

"""Small grammar shared by the readers of voices and of factuality: subjects, phrases, clauses, pieces."""

from __future__ import annotations

from collections.abc import Iterable

from dateline.parse import Token, span_of
from dateline.types import Span

MAX_CLIMB = 8  # a subject further up belongs to another clause
SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass")
RELATIVES = frozenset({"who", "which", "that", "whom", "whose"})
EXPLETIVES = frozenset({"it", "there"})
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_IDENTIFYING = 12  # words of a clause that tells which one is meant
_COMMA = 2  # characters between a phrase and a clause behind a comma
_CLAUSES = frozenset({"relcl", "acl"})
_LEFT_OUT = frozenset({"advcl", "parataxis", "ccomp"})
_SHARING = frozenset({"conj", "xcomp", "advcl", "dep", "pcomp", "ccomp", "parataxis", "acomp"})
_VERBAL = frozenset({"VERB", "AUX"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
_MARKS = frozenset({"punct", "case"})
_FLOATING = frozenset({"both", "all", "each"})  # "the governor and the bishop both said"
_EDGE = frozenset(",.;:!?-–—)(…")


def is_passive(verb: Token) -> bool:
    """Is the verb a passive, finite or reduced ("missiles supplied by Iran")?"""
    if verb.tag != "VBN":
        return False
    if any(c.dep in ("auxpass", "nsubjpass", "agent") for c in verb.children):
        return True
    return verb.dep == "acl" and not verb.below("aux", "nsubj")


def is_infinitive(verb: Token) -> bool:
    """Does the verb stand with "to"?"""
    return any(c.dep == "aux" and c.tag == "TO" for c in verb.children)


def is_finite(verb: Token) -> bool:
    """Is the verb, or one of its auxiliaries, in a finite form?"""
    return verb.tag in FINITE or any(c.tag in FINITE for c in verb.children if c.dep in ("aux", "auxpass"))


def is_verbal(token: Token) -> bool:
    """Can the token head a clause?"""
    return token.pos in _VERBAL or token.tag.startswith("VB")


def subject_of(verb: Token) -> Token | None:
    """The logical subject: own, antecedent, or shared with a coordinated or a governing verb."""
    for _ in range(MAX_CLIMB):
        own = verb.below(*SUBJECTS) or [s for a in verb.below("aux", "auxpass") for s in a.below(*SUBJECTS)]
        if own:
            return antecedent(own[0])
        if verb.dep in ("acl", "relcl"):
            return verb.head
        if verb.dep in _SHARING and verb.head is not verb:
            verb = _governor(verb)
            continue
        return None
    return None


def _governor(verb: Token) -> Token:
    head = verb.head
    while head.dep == "prep" and head.head is not head:
        head = head.head
    return head


def relative_subject(verb: Token) -> Token | None:
    """The relative pronoun that is the verb's own subject: "those who said"."""
    own = [s for s in verb.below("nsubj") if s.lower in RELATIVES and s.tag in ("WP", "WDT")]
    return own[0] if own else None


def antecedent(subject: Token) -> Token:
    """For a relative pronoun the noun that it stands for, else the token itself."""
    if subject.lower not in RELATIVES or subject.tag not in ("WP", "WDT"):
        return subject
    if subject.head.dep in ("relcl", "acl"):
        return subject.head.head
    before = [t for t in subject.sent.tokens if t.i < subject.i and t.pos in ("NOUN", "PROPN")]
    return before[-1] if before and subject.i - before[-1].i <= 2 else subject


def agent_of(verb: Token) -> Token | None:
    """The noun after "by" of a passive."""
    for agent in verb.below("agent"):
        for noun in agent.below("pobj"):
            return noun
    return None


def noun_phrase(head: Token, cue: Token | None = None) -> Span:
    """The phrase of a noun with its appositions and the short clauses that tell which one is meant.

    Clauses behind a comma ("who left in May"), the clause that holds the cue, and ages are left out.
    """
    drop: set[int] = set()
    for child in head.children:
        if _incidental(child, head, cue) or (child.i > head.i and (child.dep in _MARKS or child.lower in _FLOATING)):
            drop.update(t.i for t in child.subtree())
        if child.dep == "appos":
            drop.update(t.i for c in child.children if _incidental(c, child, cue) for t in c.subtree())
    kept = [t for t in head.subtree() if t.i not in drop]
    run = [head]
    index = {t.i: t for t in kept}
    for step in (-1, 1):
        i = head.i + step
        while i in index or _bridged(i, step, index):
            if i in index:
                run.append(index[i])
            i += step
    return span_of(_trimmed(sorted(run, key=lambda t: t.i)))


def described(head: Token, span: Span, cue: Token | None) -> Span:
    """The phrase with the relative clause behind it that describes its head: "Okoro, who leads the party".

    An owner ("Okoro's claim") with its ending.
    """
    if head.dep == "poss":
        return Span(span.start, max([span.end, *(c.end for c in head.below("case") if c.start == span.end)]))
    near = [head, *head.below("appos")] if head.pos == "PROPN" else []
    clauses = [c.subtree() for n in near for c in n.below("relcl") if c.i > n.i and cue not in c.subtree()]
    found = [words for words in clauses if 0 <= words[0].start - span.end <= _COMMA and words[0].lower in RELATIVES]
    return Span(span.start, max(t.end for t in _trimmed(found[0]))) if found else span


def _incidental(child: Token, head: Token, cue: Token | None) -> bool:
    """Does the child add something, instead of telling which one is meant?"""
    if child.dep not in _CLAUSES:
        aged = child.dep == "appos" and child.pos == "NUM" and not any(c.i > child.i for c in head.below("appos"))
        return child.dep in _LEFT_OUT or aged
    words = child.subtree()
    if child.i < head.i or cue is None or cue in words or len(words) > _IDENTIFYING:
        return True
    before = [t for t in head.sent.tokens if t.i == words[0].i - 1]
    return not before or before[0].text in _EDGE


def _bridged(i: int, step: int, index: dict[int, Token]) -> bool:
    """One token left out (a comma, a bracket with its comma) between two that are kept."""
    return i + step in index or i + 2 * step in index


def _trimmed(tokens: list[Token]) -> list[Token]:
    start, end = 0, len(tokens)
    while start < end - 1 and tokens[start].text in _EDGE:
        start += 1
    while end - 1 > start and tokens[end - 1].text in _EDGE and tokens[end - 1].text != ")":
        end -= 1
    return tokens[start:end]


def clause_of(token: Token) -> Token:
    """The head of the nearest finite clause that holds the token, or the root of its sentence."""
    for head in (token, *token.ancestors()):
        if is_verbal(head) and (is_finite(head) or head.head is head):
            return head
    return token.sent.root


def rejoins(verb: Token, speaking: frozenset[str]) -> bool:
    """As in "denies that it shut the road and blames Greece": does the verb of speech go with the first one again?

    The parser coordinates it with the clause; its tense is that of the verb above, and the clause has another form.
    """
    clause, above = verb.head, verb.head.head
    if verb.dep != "conj" or clause.dep != "ccomp" or verb.lemma not in speaking or clause.i < above.i:
        return False
    if verb.below(*SUBJECTS, "mark", "aux", "auxpass") or not (is_verbal(clause) and is_verbal(above)):
        return False
    same = verb.tag == above.tag and verb.tag in ("VBD", "VBZ", "VBP")
    return same and bool(clause.below(*SUBJECTS)) and clause.lemma not in speaking


def pieces(tokens: Iterable[Token]) -> tuple[Span, ...]:
    """The contiguous runs of the tokens as spans, punctuation at their edges left out."""
    runs: list[list[Token]] = []
    for token in sorted(tokens, key=lambda t: t.i):
        if runs and token.i - runs[-1][-1].i == 1:
            runs[-1].append(token)
        else:
            runs.append([token])
    spans = [span_of(_trimmed(run)) for run in runs if any(t.text not in _EDGE for t in run)]
    return tuple(spans)


def nominal(token: Token) -> bool:
    """Can the token head a source?"""
    return token.pos in _NOMINAL or token.dep in ("nsubj", "nsubjpass")


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Overlapping spans made one, in order."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.start <= result[-1].end:
            result[-1] = Span(result[-1].start, max(result[-1].end, span.end))
        else:
            result.append(span)
    return tuple(result)

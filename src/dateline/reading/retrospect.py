"""History told on the occasion of a day: obituaries, and anniversaries that share a week with the news.

*Eighty years ago this week* is no event of this week, and what a life of ninety years held is no news.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from dateline.parse import Parse, Sentence, Token
from dateline.types import Span, Statement, Timex

LEAD = 2  # sentences in which an obituary says so
_DIED = re.compile(r"\b(?:has|have|who) died\b|\bdied\b.{0,60}\b(?:aged|at the age of|at \d\d\b)", re.I)
_AGED = re.compile(r"\b(?:aged|at the age of|at|was) (?:[6-9]\d|1[01]\d)\b", re.I)
_AGO = re.compile(r"\b(?:years?|decades?|century|centuries) ago,? (?:this|today|tomorrow|next|last|on)\b", re.I)
_MARKED = frozenset({"anniversary", "commemoration", "centenary", "bicentenary", "jubilee"})


def with_history(statements: Sequence[Statement], parse: Parse, times: Sequence[Timex]) -> Iterator[Statement]:
    """The statements; those that tell history on the occasion of a day are background, dated only by their own year."""
    old = is_obituary(parse)
    for statement in statements:
        sentence = next(s for s in parse.sentences if s.span.start <= statement.trigger.start < s.span.end)
        text = parse.text(sentence.span)
        if statement.background or not (
            (old and not _DIED.search(text)) or _AGO.search(text) or _is_marked(statement, parse)
        ):
            yield statement
        else:
            yield _as_background(statement, sentence, parse, times)


def is_obituary(parse: Parse) -> bool:
    """Does the report begin with a death in old age?"""
    lead = " ".join(parse.text(s.span) for s in parse.sentences[:LEAD])
    return len(parse.sentences) > LEAD and bool(_DIED.search(lead) and _AGED.search(lead))


def _is_marked(statement: Statement, parse: Parse) -> bool:
    """*The anniversary of the bombing*."""
    tokens = parse.within(statement.trigger)
    return any(a.lemma in _MARKED for t in tokens for a in _nouns_above(t))


def _nouns_above(token: Token) -> Iterator[Token]:
    for above in token.ancestors():
        if above.pos not in ("NOUN", "PROPN", "ADP"):
            return
        yield above


def _as_background(statement: Statement, sentence: Sentence, parse: Parse, times: Sequence[Timex]) -> Statement:
    """Background; of the times of the sentence one that counts back counts, one near publication does not."""
    back = [t for t in times if _inside(t.span, sentence.span) and parse.text(t.span).lower().endswith("ago")]
    if back:
        return msgspec.structs.replace(
            statement, background=True, when=back[0].edtf, when_span=back[0].span, when_interval=back[0].interval
        )
    published = (parse.document.published or "")[:4]
    if not published or published not in (statement.when or ""):
        return msgspec.structs.replace(statement, background=True)
    return msgspec.structs.replace(statement, background=True, when=None, when_span=None, when_interval=None)


def _inside(span: Span, other: Span) -> bool:
    return other.start <= span.start and span.end <= other.end

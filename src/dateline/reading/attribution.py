"""Who says so: every voice of a report with its source, its cue and what it tells.

A document is read once from left to right: quotations, then the words that say who says so, then the two are
joined.  Chains come out as one `Attribution` a level, each inside the contents of the one above it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from dateline.knowledge import Knowledge
from dateline.parse import Parse
from dateline.reading.colons import colon_attributions
from dateline.reading.cues import FIRST_PERSON, SPOKEN, Attribution, Scene, cues_of
from dateline.reading.fallback import with_fallback
from dateline.reading.nominal import other_attributions
from dateline.reading.quotations import Quotation, quotations
from dateline.reading.quoted import linked
from dateline.reading.speech import verb_attribution
from dateline.types import Span

__all__ = ["Attribution", "attribute", "voices_over"]

MAX_VOICES = 3
BLOCK = 1024  # characters
PRONOUNS = frozenset({"he", "she", "they", "it", "his", "her", "their", "its"})


class Voices(tuple[Attribution, ...]):
    """The attributions of a document, with an index by place so that a long document stays cheap."""

    @cached_property
    def _blocks(self) -> dict[int, list[Attribution]]:
        blocks: dict[int, list[Attribution]] = {}
        for a in self:
            for block in {b for c in a.contents for b in range(c.start // BLOCK, c.end // BLOCK + 1)}:
                blocks.setdefault(block, []).append(a)
        return blocks

    def over(self, span: Span) -> Sequence[Attribution]:
        """Those with contents near the start of the span."""
        return self._blocks.get(span.start // BLOCK, ())


def attribute(parse: Parse, know: Knowledge) -> tuple[Attribution, ...]:
    """All attributions of a document in the order of their cues; spans count in `Document.text`."""
    quotes = quotations(parse)
    scene = Scene(parse, cues_of(know), quotes, _inside(parse, quotes))
    found: list[Attribution] = []
    for token in parse.tokens:
        attribution = verb_attribution(token, scene)
        if attribution is not None:
            found.append(attribution)
        else:
            found += other_attributions(token, scene)
    colons = colon_attributions(scene)
    taken = {a.cue_token for a in colons}
    joined = linked(scene, [a for a in found if a.cue_token not in taken] + colons)
    return Voices(sorted(with_fallback(scene, joined), key=lambda a: (a.cue, a.rule)))


def voices_over(span: Span, attributions: Sequence[Attribution]) -> tuple[Attribution, ...]:
    """The voices whose contents cover the span (a trigger), outermost first, at most three.

    A voice whose cue is the span itself, or inside it, is not one of them; what is "expected" in the words of
    somebody, he expects.
    """
    near = attributions.over(span) if isinstance(attributions, Voices) else attributions
    over = [a for a in near if a.holds(span) and not span.overlaps(a.cue) and not _own(a)]
    over = [a for a in over if a.rule != "expectation" or not any(b.source and b.holds(a.cue) for b in over)]
    over.sort(key=lambda a: (-sum(a.holds(b.cue) for b in over if b is not a), -a.extent, a.rule == "citing", a.cue))
    over = [a for k, a in enumerate(over) if not any(_same(a, b) for b in over[:k])]
    if len(over) > MAX_VOICES:
        over = [a for a in over if a.kind in SPOKEN] or over
    return tuple(over[:MAX_VOICES])


def repeated_over(span: Span, attributions: Sequence[Attribution]) -> tuple[Attribution, ...]:
    """Cues over the span by which an outer voice says once more what it holds: "said she did not think that …"."""
    near = attributions.over(span) if isinstance(attributions, Voices) else attributions
    over = [a for a in near if a.holds(span) and not span.overlaps(a.cue)]
    return tuple(a for a in over if any(b is not a and b.holds(a.cue) and _same(a, b) for b in over))


def _own(a: Attribution) -> bool:
    """As in "I think", "we know": the report's, or the speaker's, own voice."""
    return a.source is not None and a.source.lower in FIRST_PERSON


def _same(a: Attribution, b: Attribution) -> bool:
    """Is the inner voice `a` the outer voice `b` once more ("Murphy said she believed")?"""
    if a.source is None or b.source is None:
        return False
    if a.source is b.source or a.source_span == b.source_span:
        return True
    return a.source.lower in PRONOUNS and a.source.sent is b.source.sent


def _inside(parse: Parse, quotes: tuple[Quotation, ...]) -> tuple[int, ...]:
    """For every token the number of its quotation, or -1."""
    marks, k = [], 0
    for token in parse.tokens:
        while k < len(quotes) and quotes[k].span.end <= token.start:
            k += 1
        marks.append(k if k < len(quotes) and quotes[k].span.start < token.end else -1)
    return tuple(marks)

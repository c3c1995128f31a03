"""The time that a paragraph has reached, from which the next event of a story goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dateline.knowledge import Knowledge
from dateline.parse import Parse, Sentence, Token
from dateline.reading.clauses import is_verbal
from dateline.reading.ordered import starting_in
from dateline.reading.tense import is_present_perfect, tensed_verb, told_as_past
from dateline.reading.time_bounds import bounds, granularity, is_early, is_old, is_past
from dateline.reading.time_evidence import is_position, is_vague
from dateline.types import Span, Timex

LOOK_BACK = 6  # sentences of the paragraph before the event's
STRETCH_BACK = 8  # sentences over which a stretch up to now goes on
REACHED = ("day", "month")
_OPENING = 4  # words before the time that a paragraph opens with


def after_old(trigger: Token, times: tuple[Timex, ...], parse: Parse, published: date | None) -> bool:
    """Is the last time before the trigger, in its paragraph, an old one?"""
    told = _before(trigger, times, parse)
    return bool(told) and is_old(told[-1].edtf, published)


def going_on(
    trigger: Token, times: tuple[Timex, ...], parse: Parse, know: Knowledge, published: date | None
) -> Timex | None:
    """The old time in which a past act goes on from what was told before, if no other time came between.

    "During the Cold War, …" at the head of a paragraph holds for the whole of it, and so does "The war began in 1996";
    a present perfect goes on from a stretch up to now ("Over the past two years, she has …"), over paragraphs too.
    """
    verb = tensed_verb(trigger)
    if verb is None or not told_as_past(trigger):
        return None
    if is_present_perfect(verb):  # "their demands have grown": the demands are older than that
        return _stretch_reached(trigger, times, parse, published) if is_verbal(trigger) else None
    told = [t for t in _before(trigger, times, parse) if is_position(t) and not is_vague(t)]
    if len(told) != 1 or _reaches(told[0], published) or not is_old(told[0].edtf, published):
        return None
    return told[0] if _opens(told[0], trigger.sent, parse) or _begins(told[0], trigger.sent, parse, know) else None


def _stretch_reached(
    trigger: Token, times: tuple[Timex, ...], parse: Parse, published: date | None
) -> Timex | None:
    """The stretch up to now that a sentence before told of in the present perfect."""
    first = parse.sentences[max(0, trigger.sent.index - STRETCH_BACK)].span.start
    told = [t for t in starting_in(times, Span(first, trigger.sent.span.start)) if is_position(t) and not is_vague(t)]
    if not told or not _reaches(told[-1], published) or not is_early(told[-1].edtf, published):
        return None
    sentence = next(s for s in parse.sentences if s.span.covers(told[-1].span))
    return told[-1] if is_present_perfect(sentence.root) else None


def day_reached(
    trigger: Token, times: tuple[Timex, ...], parse: Parse, published: date | None
) -> Timex | None:
    """The last day or month of the news that the paragraph has named, if the trigger's simple past goes on from it."""
    verb = tensed_verb(trigger)
    if published is None or verb is None or verb.tag != "VBD":
        return None
    told = [t for t in _before(trigger, times, parse) if is_position(t) and not is_vague(t)]
    last = told[-1].edtf or "" if told else ""
    if "/" in last or granularity(last) not in REACHED or is_old(last, published):
        return None
    return told[-1] if is_past(last, published) else None


def _before(trigger: Token, times: tuple[Timex, ...], parse: Parse) -> list[Timex]:
    """The times that the paragraph names before the trigger."""
    start = min((s.span.start for s in _paragraph(trigger.sent, parse)), default=trigger.start)
    return [t for t in starting_in(times, Span(start, trigger.start)) if t.edtf]


def _paragraph(sentence: Sentence, parse: Parse) -> Iterator[Sentence]:
    for k in range(sentence.index, max(-1, sentence.index - LOOK_BACK), -1):
        if parse.sentences[k].paragraph != sentence.paragraph:
            return
        yield parse.sentences[k]


def _opens(timex: Timex, sentence: Sentence, parse: Parse) -> bool:
    """Does it open the first sentence of the paragraph?"""
    first = min(_paragraph(sentence, parse), key=lambda s: s.index)
    return any(t.start <= timex.span.start < t.end for t in first.tokens[:_OPENING])


def _begins(timex: Timex, sentence: Sentence, parse: Parse, know: Knowledge) -> bool:
    """Does the paragraph open with the beginning of something: "The war began in 1996"?"""
    first = min(_paragraph(sentence, parse), key=lambda s: s.index)
    onset = know.lexicon["setting_words"].words_by_class["onset"]
    return first is not sentence and first.span.covers(timex.span) and first.root.lemma in onset


def _reaches(timex: Timex, published: date | None) -> bool:
    """Does the stretch reach the month of publication?"""
    last = bounds(timex.edtf or "")[1]
    return last is None or (published is not None and last >= published.replace(day=1))

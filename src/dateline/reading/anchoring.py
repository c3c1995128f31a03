"""When did the event happen, and is it news or background?

Evidence is taken in order: a time that hangs on the event's own words, one in its clause, one of the clause
that governs it or of the saying, one that an earlier mention has, one that the paragraph goes on from; at last
what tense and status leave open.  `rule` of the answer says which of them decided.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import msgspec

from dateline.knowledge import Knowledge
from dateline.parse import Parse, Token
from dateline.reading.backdrop import VERBAL, Told, backdrop
from dateline.reading.gatherings import gatherings_of
from dateline.reading.habits import habit, is_of_length, told_already
from dateline.reading.narrative import after_old, day_reached, going_on
from dateline.reading.operators import is_perfect
from dateline.reading.place_words import place_words
from dateline.reading.retold import told_before
from dateline.reading.schedule import is_chosen, is_scheduled
from dateline.reading.standing import is_lasting, is_standing
from dateline.reading.tense import tensed_verb
from dateline.reading.time_bounds import (
    bounds,
    by_tense,
    granularity,
    interval_of,
    is_coming,
    is_day,
    is_early,
    is_old,
    is_over,
    is_past,
    reaches_now,
    until,
)
from dateline.reading.time_evidence import Found, acting, evidence, in_past_of, is_vague
from dateline.reading.times import published_on
from dateline.reading.until_now import since_then
from dateline.types import Basis, Factuality, Interval, Span, Timex

COARSE = ("year", "decade", "century")
AHEAD = ("planned", "possible")


@dataclass(frozen=True, slots=True)
class EventTime:
    """The time of an event: EDTF value, where the text says it, whether it is background, and why.

    `interval` is the time as a stretch, also where only tense and publication date bound it and `edtf` is None or
    vague; `basis` says what it was worked out from.
    """

    edtf: str | None
    span: Span | None
    background: bool
    rule: str
    interval: Interval | None = None
    basis: Basis = "default"


@dataclass(frozen=True, slots=True)
class _Event:
    """An event in its text; `act` is its type in the codebook, or empty."""

    trigger: Token
    times: tuple[Timex, ...]
    parse: Parse
    know: Knowledge
    judged: Factuality
    act: str
    published: date | None

    @property
    def ahead(self) -> bool:
        """Does it only lie ahead, or only may be?"""
        return self.judged.status in AHEAD


def anchor_event(
    trigger: Token, times: tuple[Timex, ...], parse: Parse, know: Knowledge, judged: Factuality, act: str = ""
) -> EventTime:
    """The time of the event that `trigger` names.

    `times` are those of `find_times`; `judged` is the factuality of the event, `act` its type in the codebook.
    """
    event = _Event(trigger, times, parse, know, judged, act, published_on(parse))
    return _told(event) or _default(event)


def undated(
    trigger: Token, times: tuple[Timex, ...], parse: Parse, know: Knowledge, judged: Factuality, act: str
) -> bool:
    """Do no words of the report date the event, so that tense and the signs of background decide?"""
    return _told(_Event(trigger, times, parse, know, judged, act, published_on(parse))) is None


def told_as(
    trigger: Token, times: tuple[Timex, ...], parse: Parse, know: Knowledge, judged: Factuality, act: str
) -> Told:
    """What the signs of background are read from."""
    kind = know.events.get(act)
    return Told(judged, kind.quad if kind else 0, after_old(trigger, times, parse, published_on(parse)))


def _told(event: _Event) -> EventTime | None:
    """The time that words of the report give it, nearest evidence first."""
    steps = (_dated, _retold, _spanned, _narrated, _addressed)
    return next((a for step in steps if (a := step(event)) is not None), None)


def _dated(event: _Event) -> EventTime | None:
    """The time that its own sentence gives it."""
    found = evidence(event.trigger, event.times, event.know)
    if found is None or (found.rule != "when.own" and not _inherits(found, event)):
        return None
    if not event.ahead and (found.rule == "when.before" or (found.rule != "when.own" and _told_before_it(event))):
        return _as_before(found, event)
    if found.rule == "when.reported" and not event.ahead:
        return _as_reported(found, event)
    return _answer(found, event, _is_history(found, event))


def _is_history(found: Found, event: _Event) -> bool:
    """Is it over, or did it begin long before the report: *over the past two years*, *since 2014*?"""
    edtf, published = found.timex.edtf or "", event.published
    if event.judged.status == "planned":
        return is_over(edtf, published)
    return is_old(edtf, published) or ("/" in edtf and is_early(edtf, published))


def _inherits(found: Found, event: _Event) -> bool:
    """Is the time of the words around it the event's?"""
    if event.ahead and is_chosen(event.trigger, event.know) and is_over(found.timex.edtf, event.published):
        return True
    if event.ahead:  # "In 2005 he said that he would leave": the date is the saying's, not the plan's
        return not is_past(found.timex.edtf, event.published) and not reaches_now(found.timex.edtf, event.published)
    if is_coming(found.timex.edtf, event.published):  # "is working on it and will report next year"
        return False
    if is_of_length(event.trigger, event.know):  # "this week's vote may end decades of conflict"
        return False
    if event.judged.status == "actual" and is_standing(event.trigger, event.know):
        # "Today they suffer the assault": the day is not that of the assault, but "under sanctions since 2011"
        return found.timex.basis == "period" or (found.timex.edtf or "").endswith("/..")
    return True


def _told_before_it(event: _Event) -> bool:
    verb = tensed_verb(event.trigger)
    return verb is not None and in_past_of(verb)


def _as_before(found: Found, event: _Event) -> EventTime | None:
    """ "Became king in 1970 after overthrowing …", "said in 2005 that he had …": that year, else before that day.

    Before Monday is still the news of that month, unless it is told as background.
    """
    edtf = found.timex.edtf or ""
    if not is_old(edtf, event.published):
        return None if _sign(event) else _lately(found, event)
    coarse = "/" in edtf or granularity(edtf) in COARSE
    return _answer(Found(found.timex if coarse else _with(found.timex, f"../{edtf}"), "when.before"), event, True)


def _lately(found: Found, event: _Event) -> EventTime | None:
    """ "Said on Saturday that the group had attacked": in the weeks before."""
    day = bounds(found.timex.edtf or "")[1]
    if day is None:
        return None
    answer = _answer(Found(_with(found.timex, f"{day:%Y-%m}~"), "when.before"), event, False)
    return replace(answer, interval=by_tense("past", True, day))


def _as_reported(found: Found, event: _Event) -> EventTime | None:
    """What was said on Monday to have happened: then or not long before; background has a time of its own."""
    edtf = found.timex.edtf or ""
    old = is_old(edtf, event.published)
    if ".." in edtf or (not old and _sign(event)):
        return None
    if not is_day(edtf):
        return _answer(found, event, old)
    answer = _answer(Found(_with(found.timex, f"{edtf}~"), found.rule), event, old)
    return replace(answer, interval=by_tense("past", False, bounds(edtf)[1]))


def _with(timex: Timex, edtf: str) -> Timex:
    return msgspec.structs.replace(timex, edtf=edtf, interval=None)


def _retold(event: _Event) -> EventTime | None:
    """The time that an earlier mention of the same act has; what lasts is open to the right.

    "The invasion" of February 2022 is 2022-02/..
    """
    named = (event.trigger, *acting(event.trigger, event.know))
    for token in (t for word in named for t in told_before(word, event.parse, event.know)):
        found = evidence(token, event.times, event.know)
        if found is None or is_vague(found.timex) or found.rule in ("when.reported", "when.sentence"):
            continue
        edtf = found.timex.edtf or ""
        if event.judged.status == "planned" and is_past(edtf, event.published):
            continue
        old = is_old(edtf, event.published)
        lasts = old and "/" not in edtf and is_lasting(event.trigger, event.know)
        return _answer(Found(_with(found.timex, f"{edtf}/..") if lasts else found.timex, "when.retold"), event, old)
    return None


def _spanned(event: _Event) -> EventTime | None:
    """ "Has been in talks for two years", "has arrested many since the protests began in May": up to publication."""
    if event.ahead or event.published is None:
        return None
    found = since_then(event.trigger, event.times, event.published, event.know)
    if found is None:
        return None
    return _answer(Found(found, "when.span"), event, is_early(found.edtf, event.published))


def _narrated(event: _Event) -> EventTime | None:
    """The time that the paragraph has reached."""
    if event.ahead or is_standing(event.trigger, event.know):
        return None
    timex = going_on(event.trigger, event.times, event.parse, event.know, event.published)
    if timex is None:
        return None
    return replace(_answer(Found(timex, "when.narrative"), event, True), basis="anaphoric")


def _addressed(event: _Event) -> EventTime | None:
    """The time of the gathering at which the words are spoken."""
    kind = event.know.events.get(event.act)
    if kind is None or kind.quad not in VERBAL or event.judged.status != "actual":
        return None
    for token in gatherings_of(event.trigger, event.parse, place_words(event.know)):
        found = evidence(token, event.times, event.know)
        if found is not None and is_day(found.timex.edtf) and found.rule not in ("when.reported", "when.sentence"):
            old = is_old(found.timex.edtf, event.published)
            return _answer(Found(found.timex, "when.gathering"), event, old)
    return None


def _answer(found: Found, event: _Event, background: bool) -> EventTime:
    timex = found.timex
    edtf = timex.edtf if found.rule == "when.before" else _at_deadline(timex.edtf)
    given = timex.interval if edtf == timex.edtf else None
    basis: Basis = "event" if found.rule in ("when.retold", "when.gathering") else timex.basis
    return EventTime(edtf, timex.span, background, found.rule, given or interval_of(edtf, basis), basis)


def _default(event: _Event) -> EventTime:
    """What tense and status leave open."""
    published, status = event.published, event.judged.status
    if status == "planned" and published is not None and is_scheduled(event.trigger, event.know):
        return EventTime(f"{published:%Y-%m}~", None, False, "when.scheduled", by_tense("future", False, published))
    if status in AHEAD:
        future = by_tense("future", False, published) if event.judged.time == "future" else None
        return EventTime(None, None, False, f"when.{status}", future)
    if sign := _sign(event):
        told = until(published) if event.judged.time == "past" else None
        return EventTime(None, None, True, f"when.background.{sign}", told)
    if published is None:
        return EventTime(None, None, False, "when.no-publication-date")
    if kind := habit(event.trigger, event.know):
        return EventTime(None, None, True, f"when.{kind}", until(published))
    if event.judged.time == "generic":
        return EventTime(None, None, True, "when.habit")
    if told_already(event.trigger, event.know):
        edtf = f"../{published:%Y-%m}"
        return EventTime(edtf, None, True, "when.already", interval_of(edtf, "default"))
    if event.judged.time == "past" and (day := day_reached(event.trigger, event.times, event.parse, published)):
        return _since(day, event, published)
    verb = tensed_verb(event.trigger)
    perfect = verb is not None and is_perfect(verb) and not in_past_of(verb)
    open_ = by_tense(event.judged.time, perfect, published)
    name = "perfect" if perfect else event.judged.time
    return EventTime(f"{published:%Y-%m}~", None, False, f"when.default.{name}", open_)


def _since(day: Timex, event: _Event, published: date) -> EventTime:
    """An event of a story goes on from the day that the story has reached; it lies there or later."""
    answer = _answer(Found(_with(day, f"{day.edtf}~"), "when.narrative"), event, False)
    reached = bounds(day.edtf or "")[0] or published
    interval = Interval(reached.isoformat(), published.isoformat(), "day", True, "anaphoric")
    return replace(answer, interval=interval, basis="anaphoric")


def _sign(event: _Event) -> str:
    told = told_as(event.trigger, event.times, event.parse, event.know, event.judged, event.act)
    return backdrop(event.trigger, event.parse, event.know, told)


def _at_deadline(edtf: str | None) -> str | None:
    """ "Until Thursday" ends on a day: the day is what is known of the event."""
    return edtf[3:] if edtf and edtf.startswith("../") and len(edtf) == len("../2023-09-14") else edtf

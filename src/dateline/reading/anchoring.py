"""When did the event happen, and is it news or background?

Evidence is taken in order: a time that hangs on the event's own words, one in its clause, one of the clause
that governs it, one that the paragraph goes on from; at last what tense and status leave open.  `rule` of the
answer says which of them decided.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dateline.knowledge import Knowledge
from dateline.parse import Parse, Sentence, Token
from dateline.reading.backdrop import backdrop, clause_verb, is_lasting, is_standing
from dateline.reading.ordered import starting_in
from dateline.reading.retold import told_before
from dateline.reading.times import published_on
from dateline.types import Span, Status, Timex

LOOK_BACK = 6  # sentences of the paragraph before the event's
NEWS_DAYS = 31  # older than this at publication is background
_DAY = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


@dataclass(frozen=True, slots=True)
class EventTime:
    """The time of an event: EDTF value, where the text says it, whether it is background, and why."""

    edtf: str | None
    span: Span | None
    background: bool
    rule: str


@dataclass(frozen=True, slots=True)
class _Found:
    timex: Timex
    rule: str


def anchor_event(
    trigger: Token, times: tuple[Timex, ...], parse: Parse, know: Knowledge, status: Status
) -> EventTime:
    """The time of the event that `trigger` names.

    `times` are those of `find_times`; `status` is the factuality of the event.
    """
    published = published_on(parse)
    found = _evidence(trigger, times, parse)
    if found is not None and found.rule != "when.own" and status in ("planned", "possible"):
        # "In 2005 he said that he would leave": the date is the saying's, not the plan's
        found = None if _is_past(found.timex.edtf, published) else found
    if found is not None and found.rule != "when.own" and status == "actual" and is_standing(trigger, know):
        found = None  # "Today they suffer the assault": the day is not that of the assault
    told = found is None and status in ("actual", "negated")
    if told and (again := _retold(trigger, times, parse, know)) is not None:
        return _as_told(again, trigger, know, published)
    if found is not None:
        judge = _is_over if status == "planned" else _is_old
        old = judge(found.timex.edtf, published)
        return EventTime(_at_deadline(found.timex.edtf), found.timex.span, old, found.rule)
    if status in ("possible", "planned"):
        return EventTime(None, None, False, f"when.{status}")
    if sign := backdrop(trigger, parse, know, _after_old(trigger, times, parse, published)):
        return EventTime(None, None, True, f"when.background.{sign}")
    if published is None:
        return EventTime(None, None, False, "when.no-publication-date")
    return EventTime(f"{published:%Y-%m}~", None, False, "when.recent")


def _retold(trigger: Token, times: tuple[Timex, ...], parse: Parse, know: Knowledge) -> _Found | None:
    """The date that an earlier mention of the same act has."""
    for token in told_before(trigger, parse, know):
        found = _evidence(token, times, parse)
        if found is not None and found.timex.edtf and found.timex.rule != "times.reference":
            return _Found(found.timex, "when.retold")
    return None


def _as_told(found: _Found, trigger: Token, know: Knowledge, published: date | None) -> EventTime:
    """An act told again; what lasts is open to the right: "the invasion" of February 2022 is 2022-02/.."""
    edtf = _at_deadline(found.timex.edtf) or ""
    old = _is_old(edtf, published)
    if old and "/" not in edtf and is_lasting(trigger, know):
        edtf = f"{edtf}/.."
    return EventTime(edtf, found.timex.span, old, found.rule)


def _evidence(trigger: Token, times: tuple[Timex, ...], parse: Parse) -> _Found | None:
    near_by = starting_in(times, trigger.sent.span)
    inside = [(t, _head(t, trigger.sent)) for t in near_by if _is_position(t)]
    placed = [(t, h) for t, h in inside if h is not None]
    for rule, governor in _governors(trigger):
        near = [t for t, head in placed if _holder(head) is governor]
        if rule == "when.clause":
            near = near or [t for t, head in placed if clause_verb(head) is governor]
        if near:
            return _Found(min(near, key=lambda t: _distance(t, trigger)), rule)
    return _only_one(trigger, [t for t, head in placed if not _in_clause_of_its_own(head)])


def _only_one(trigger: Token, times: list[Timex]) -> _Found | None:
    """The one date of the sentence, for an event of its main clause: parsers hang late dates anywhere."""
    dated = [t for t in times if t.rule != "times.reference"]
    beside = trigger.dep in ("conj", "nsubj", "dobj", "nsubjpass") and trigger.head.dep == "ROOT"
    main = trigger.dep == "ROOT" or beside
    return _Found(dated[0], "when.sentence") if main and len(dated) == 1 else None


def _in_clause_of_its_own(head: Token) -> bool:
    verb = clause_verb(head)
    if verb is None or verb.dep not in ("relcl", "advcl", "ccomp"):
        return False
    return verb.dep == "relcl" or any(c.dep in ("nsubj", "nsubjpass") for c in verb.children)


def _after_old(trigger: Token, times: tuple[Timex, ...], parse: Parse, published: date | None) -> bool:
    """Is the last time before the trigger, in its paragraph, an old one?"""
    start = trigger.sent.tokens[0].start
    for k in range(trigger.sent.index, max(-1, trigger.sent.index - LOOK_BACK), -1):
        if parse.sentences[k].paragraph != trigger.sent.paragraph:
            break
        start = parse.sentences[k].span.start
    before = [t for t in starting_in(times, Span(start, trigger.start)) if t.edtf]
    return bool(before) and _is_old(before[-1].edtf, published)


def _is_position(timex: Timex) -> bool:
    return timex.edtf is not None and timex.basis not in ("set", "duration")


def _distance(timex: Timex, trigger: Token) -> tuple[bool, int]:
    vague = timex.rule == "times.reference"
    return vague, min(abs(timex.span.start - trigger.start), abs(timex.span.end - trigger.end))


def _head(timex: Timex, sentence: Sentence) -> Token | None:
    """The word of the expression on which the others hang."""
    inside = [t for t in sentence.tokens if t.span.overlaps(timex.span)]
    for token in inside:
        outside = token.head is token or not token.head.span.overlaps(timex.span)
        if outside and (token.pos not in ("ADP", "SCONJ") or len(inside) == 1):
            return token
    return inside[-1] if inside else None


def _holder(token: Token) -> Token:
    """The verb or noun that a time expression modifies: up over prepositions and parts of its own phrase."""
    while token.head is not token:
        up = token.head
        if up.pos in ("VERB", "AUX") or up.tag.startswith("VB"):
            return up
        if up.pos in ("NOUN", "PROPN", "ADJ") and token.dep not in ("conj", "appos"):
            return up
        token = up
    return token


def _governors(trigger: Token) -> Iterator[tuple[str, Token]]:
    """Words whose time is the event's: itself, its clause's verb, then outwards while the clause inherits."""
    yield "when.own", trigger
    for child in trigger.children:
        if child.dep in ("pobj", "dobj", "attr", "prep", "nsubjpass") and child.pos in ("NOUN", "PROPN"):
            yield "when.own", child
    token = trigger
    while token.head is not token:
        if token.dep in ("relcl",) or (token.dep == "acl" and token.tag == "VBN"):
            return
        token = token.head
        yield "when.clause", token
        for other in token.children:
            if other.dep in ("dobj", "attr") and other.pos == "NOUN" and other is not trigger:
                yield "when.clause", other


def _bounds(edtf: str) -> tuple[date | None, date | None]:
    """First and last day of an EDTF value, None where it is open."""
    start, _, end = edtf.partition("/")
    first = _first_day(start)
    last = _last_day(end or start)
    return first, last


def _first_day(text: str) -> date | None:
    plain = text.replace("X", "0").rstrip("~")
    found = _DAY.fullmatch(plain)
    if not found:
        return None
    month = {21: 3, 22: 6, 23: 9, 24: 12}.get(int(found[2] or 1), int(found[2] or 1))
    return date(max(int(found[1]), 1), month, int(found[3] or 1))


def _last_day(text: str) -> date | None:
    found = _DAY.fullmatch(text.replace("X", "9").rstrip("~"))
    if not found:
        return None
    if found[3]:
        return _first_day(text)
    month = {21: 5, 22: 8, 23: 11, 24: 12}.get(int(found[2] or 12), int(found[2] or 12))
    year = int(found[1])
    if year >= 9999:
        return date.max
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _is_old(edtf: str | None, published: date | None) -> bool:
    """Did it begin more than about a month before publication?"""
    if not edtf or published is None:
        return False
    first, last = _bounds(edtf)
    if last is not None and (published - last).days > NEWS_DAYS:
        return True
    return first is not None and last is None and (published - first).days > NEWS_DAYS


def _at_deadline(edtf: str | None) -> str | None:
    """ "Until Thursday" ends on a day: the day is what is known of the event."""
    return edtf[3:] if edtf and edtf.startswith("../") and len(edtf) == len("../2023-09-14") else edtf


def _is_past(edtf: str | None, published: date | None) -> bool:
    last = _bounds(edtf)[1] if edtf else None
    return last is not None and published is not None and last < published


def _is_over(edtf: str | None, published: date | None) -> bool:
    if not edtf or published is None:
        return False
    last = _bounds(edtf)[1]
    return last is not None and (published - last).days > NEWS_DAYS

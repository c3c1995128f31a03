"""Acts that have gone on up to the report: *has been in talks for two years*, *since the protests began in May*."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import msgspec

from dateline.knowledge import Knowledge
from dateline.parse import Token
from dateline.reading.operators import is_perfect
from dateline.reading.ordered import starting_in
from dateline.reading.tense import tensed_verb
from dateline.reading.time_bounds import bounds
from dateline.reading.time_evidence import evidence
from dateline.types import Timex

_LENGTH = re.compile(r"P(\d+(?:\.\d+)?)([DWMY])")
_DAYS = {"D": 1.0, "W": 7.0, "M": 30.44, "Y": 365.25}


def since_then(trigger: Token, times: tuple[Timex, ...], published: date, know: Knowledge) -> Timex | None:
    """The stretch up to publication over which an act told in the present perfect lasts, with its words."""
    verb = tensed_verb(trigger)
    if verb is None or not is_perfect(verb) or any(c.tag == "VBD" for c in verb.below("aux")):
        return None
    length = next(_lengths(trigger, verb, times, published, know), None)
    return length or _since_clause(verb, times, published, know)


def _lengths(
    trigger: Token, verb: Token, times: tuple[Timex, ...], published: date, know: Knowledge
) -> Iterator[Timex]:
    for timex in starting_in(times, trigger.sent.span):
        length = _LENGTH.fullmatch(timex.value)
        if timex.kind != "DURATION" or length is None:
            continue
        words = [t for t in trigger.sent.tokens if t.span.overlaps(timex.span)]
        lasting = know.lexicon["setting_words"].words_by_class["lasting"]
        if any(t.dep == "pobj" and t.head.lower in lasting and t.head.head is verb for t in words):
            start = published - timedelta(days=round(float(length[1]) * _DAYS[length[2]]))
            yield _stretch(timex, start, published)


def _since_clause(verb: Token, times: tuple[Timex, ...], published: date, know: Knowledge) -> Timex | None:
    for clause in verb.below("advcl"):
        if any(c.dep in ("mark", "prep") and c.lower == "since" for c in clause.children):
            found = evidence(clause, times, know)
            first = bounds(found.timex.edtf or "")[0] if found and found.rule == "when.own" else None
            if found is not None and first is not None and first < published:
                return _stretch(found.timex, first, published)
    return None


def _stretch(timex: Timex, start: date, end: date) -> Timex:
    edtf = f"{start:%Y-%m}~/{end:%Y-%m}"
    return msgspec.structs.replace(timex, edtf=edtf, basis="publication", interval=None)

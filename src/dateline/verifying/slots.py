"""The checks of single slots: fact or talk, who says so, when, where."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple, TypeAlias

from dateline.exports.plain import flat, voice_words
from dateline.ledger.filters import code_of
from dateline.sources.records import iso_date
from dateline.types import Document, Mention, Place, Span, Statement
from dateline.verifying.matching import Match
from dateline.verifying.parties import Party, closeness
from dateline.verifying.table import Claimed

Verdict: TypeAlias = Literal["agrees", "talk as fact", "fact as talk", "other", "right", "swapped", "unclear",
                             "not read", "not given", "exact", "near", "absent"]
_PART = re.compile(r"\d{4}(-\d{2}){0,2}$")
DATED = ("explicit", "publication", "anaphoric", "period")  # bases that leave a date no choice


class Slot(NamedTuple):
    """A verdict and the sentence that says why, empty where there is nothing to say."""

    verdict: Verdict
    why: str = ""


NOT_GIVEN, NOT_READ = Slot("not given"), Slot("not read")
TOLD = {"actual": "as having happened", "planned": "as planned", "possible": "as possible",
        "negated": "as not happening"}
CLAIM = {"actual": "as a fact", "reported": "as reported by somebody", "planned": "as planned",
         "possible": "as possible", "negated": "as not happening"}


def check_status(claim: Claimed | None, word: str | None, match: Match, document: Document, speaker: bool) -> Slot:
    """Is it fact or talk; `speaker`: the triple says whose word it is."""
    if claim is None:
        return Slot("unclear", f"The status “{word}” is none that is known.")
    if match.speech:
        return _spoken(claim, match, document.text)
    told, own = match.statement.factuality.status, not match.statement.attribution
    if claim in ("actual", "reported"):
        if told != "actual":
            return Slot("talk as fact", f"The text tells it {TOLD[told]}, not as having happened"
                                        f"{'' if own else f'; {voiced(match.statement, document)}'}.")
        if claim == "actual" and not own and not speaker:
            return Slot("talk as fact", "The report does not say so in its own voice: "
                                        f"{voiced(match.statement, document)}.")
        if claim == "reported" and own:
            return Slot("fact as talk", "The report says so in its own voice, not as somebody's words.")
        return Slot("agrees")
    if told == claim:
        return Slot("agrees")
    if told == "actual":
        return Slot("fact as talk", f"The triple has it {CLAIM[claim]}; the text tells it as having happened"
                                    f"{'' if own else f', {voiced(match.statement, document)}'}.")
    return Slot("unclear", f"The triple has it {CLAIM[claim]}, Dateline reads it {TOLD[told]}; neither is a fact.")


def _spoken(claim: Claimed, match: Match, text: str) -> Slot:
    assert match.speech and match.about
    if claim in match.speech.as_:
        return Slot("agrees")
    words, about = flat(match.statement.trigger.of(text)), flat(match.about.of(text))
    if claim in ("actual", "reported"):
        return Slot("talk as fact", f"The text does not tell that it happened, only that somebody {match.speech.verb}: "
                                    f"“{words}”, “{about}”.")
    return Slot("unclear", f"The triple has it {CLAIM[claim]}; Dateline reads only words about it (“{words}”).")


def voiced(statement: Statement, document: Document) -> str:
    """`said by X (CODE), as said by Y`; `in the report's own voice`."""
    return voice_words(document, statement).rpartition(": ")[0]


def check_speaker(given: Party | None, match: Match, document: Document) -> Slot:
    """Is it the voice that the text names?"""
    if given is None:
        return NOT_GIVEN
    statement = match.statement
    heard = [Mention(v.span, v.span.of(document.text), v.code, v.name) for v in statement.attribution]
    heard += [*statement.actor] if match.speech or (statement.codes and statement.codes.quad in (1, 3)) else []
    if any(closeness(given, m) for m in heard):
        return Slot("right")
    if not statement.attribution:
        return Slot("unclear", f"Dateline finds no voice here; the triple has “{given.words}”.")
    if any(m.code is None for m in heard) or not given.codes:
        return Slot("unclear", f"In the text it is {voiced(statement, document)}; whether that is “{given.words}” is "
                               "open.")
    return Slot("other", f"In the text it is {voiced(statement, document)}, not by {given.words}.")


def check_when(given: str | None, statement: Statement, document: Document, spans: Sequence[Span]) -> Slot:
    """Does the time of the triple overlap that of the text?  `spans`: of the quote; only a time in it says no."""
    if given is None:
        return NOT_GIVEN
    time = statement.when_interval
    day = given.strip() if _PART.match(given.strip()) else iso_date(given)
    if day is None:
        return Slot("unclear", f"The date “{given}” cannot be read in one way only: write YYYY-MM-DD.")
    if time is None or (time.earliest is None and time.latest is None):
        return Slot("unclear", "Dateline finds no time for it in the text.")
    first, last = (time.earliest or "")[:10], (time.latest or "9999")[:10]
    if first[: len(day)] <= day <= last[: len(day)]:
        return Slot("right")
    here = statement.when_span and (not spans or any(s.covers(statement.when_span) for s in spans))
    if time.basis not in DATED or time.approx or not here:
        return Slot("unclear", f"{'The quote' if spans else 'The text'} does not date it to the day; Dateline takes it "
                               f"for {statement.when}, the triple has {day}.")
    return Slot("other", f"The text dates it to {statement.when}, the triple to {day}.")


def check_where(given: Party | None, statement: Statement, document: Document) -> Slot:
    """Is it the place of the text, or one that holds it?"""
    if given is None:
        return NOT_GIVEN
    place = statement.where
    if place is None:
        return Slot("unclear", "Dateline finds no place for it in the text.")
    words, ours = {w.casefold() for w in _holders(place, document.text)}, given.words.casefold()
    if ours in words or any(ours == part.strip() for w in words for part in w.split(",")):
        return Slot("right")
    found = f"{flat(place.text)}{f' ({place.code})' if place.code else ''}"
    country = code_of(given.words)
    theirs = {country} if country else {code.split()[0] for code in given.codes}
    if country and country == place.code:
        return Slot("right")
    if place.code and theirs and place.code not in theirs:
        return Slot("other", f"The text has it in {found}, the triple in {given.words}.")
    return Slot("unclear", f"Dateline reads {found}; whether that is {given.words} is open.")


def _holders(place: Place, text: str) -> set[str]:
    names = (place.span.of(text), place.text, place.within, place.name, place.admin1, place.code, *place.chain)
    return {name for name in names if name}

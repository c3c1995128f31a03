"""One statement an act and voice: mentions of the same act in a document are merged."""

from __future__ import annotations

import msgspec

from dateline.parse import Token
from dateline.reading.filling import Made
from dateline.types import Mention, Statement

SPEECH_ACTS = frozenset({"AGREE", "SUPPORT", "CONCEDE", "REQUEST", "ACCUSE", "REJECT", "THREATEN"})
VIOLENT = frozenset({"ASSAULT", "COERCE"})


def merged(made: Made) -> Made:
    """Further mentions of an act that a statement tells become its evidence."""
    found: Made = []
    for match, statement in made:
        for k, (first, told) in enumerate(found):
            if _same_act(told, statement, first.head, match.head):
                found[k] = (first, _with_evidence(told, statement))
                break
        else:
            found.append((match, statement))
    return found


def _same_act(first: Statement, again: Statement, word: Token, later: Token) -> bool:
    """Do two mentions tell one act: same type, voices, status and parties, where both name them?

    Of speech acts, which a report tells one by one, only mentions in one sentence or with the same word and
    content are one.
    """
    if first.event != again.event or first.factuality.status != again.factuality.status:
        return False
    if [v.code or v.text for v in first.attribution] != [v.code or v.text for v in again.attribution]:
        return False
    if not (_agree(first.actor, again.actor) and _agree(first.recipient, again.recipient)):
        return False
    if (not again.actor and not again.recipient) or _apart(first, again):
        return False
    apart = later.sent.index - word.sent.index
    near = apart == 0 or (apart == 1 and first.event == "CONSULT")  # "They shook hands" tells the meeting on
    if first.event in SPEECH_ACTS:
        return near or (word.lemma == later.lemma and {q.text for q in first.what} == {q.text for q in again.what})
    return near or word.lemma == later.lemma or _same_kind(first, again) or (apart == 1 and _told_on(again))


def _apart(first: Statement, again: Statement) -> bool:
    """Do the times of two mentions, where words date both, exclude each other?"""
    one, two = first.when_interval, again.when_interval
    if not (first.when_span and again.when_span and one and two):
        return False
    return (one.latest or "9") < (two.earliest or "") or (two.latest or "9") < (one.earliest or "")


def _same_kind(first: Statement, again: Statement) -> bool:
    """*Arrested* and *detained*: of one mode and time, to the same recipient."""
    return first.mode is not None and (first.mode, first.when) == (again.mode, again.when) and bool(again.recipient)


def _told_on(again: Statement) -> bool:
    """*About thirty people were killed*: by those whose attack was told before, and in it."""
    filled = any(step.rule == "document.same-act" and step.note.startswith("actor") for step in again.steps)
    return filled and bool(again.recipient) and again.event in VIOLENT


def _agree(first: tuple[Mention, ...], again: tuple[Mention, ...]) -> bool:
    """*They* met as their countries did: the later mention may name fewer parties, or them less exactly."""
    return not again or {m.country for m in again} <= {m.country for m in first}


def _with_evidence(first: Statement, again: Statement) -> Statement:
    if again.evidence[0] in first.evidence:
        return first
    return msgspec.structs.replace(first, evidence=(*first.evidence, *again.evidence))

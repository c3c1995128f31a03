"""Corrections that a re-coding, another person or another text has overtaken: listed with both values and passages.

    gone        no statement stands there any more
    unclear     several statements fit equally: the correction is not applied
    moved       it was found by its place: trigger or event are others than when it was made
    changed     the coder now gives neither the value that was corrected nor the person's
    settled     the coder now gives what the person says
    disagree    two people say different things of the slot: the later one counts
    text        the document has another text now: its corrections do not apply
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, get_args

import msgspec

from dateline.exports.rows import sentence_of
from dateline.ledger.people.corrections import Correction, alike, standing, value_of
from dateline.ledger.people.overlay import match
from dateline.types import Document, Span, Statement

Kind = Literal["gone", "unclear", "moved", "changed", "settled", "disagree", "text"]
KINDS: tuple[Kind, ...] = get_args(Kind)


class Conflict(msgspec.Struct, frozen=True):
    """One correction and what is the matter with it.

    `was`: the coder's value when it was made, `says`: the person's, `now`: the coder's now, or that of the `other`
    person.  `passage`: the sentence that the correction was made on; `passage_now`: that of the statement now, or the
    same words in the new text, at `anchor`.
    """

    correction: Correction
    kind: Kind
    note: str
    was: str | None
    says: str | None
    now: str | None
    passage: str
    passage_now: str | None = None
    anchor: Span | None = None
    statement_now: str | None = None
    other: Correction | None = None


def conflicts(
    document: Document, statements: Sequence[Statement], corrections: Iterable[Correction],
    candidates: Sequence[Statement] = (),
) -> list[Conflict]:
    """The conflicts of corrections with the present reading of the document, in the order of the corrections.

    `statements`, `candidates`: those of the reading as the coder gave them; `corrections`: all that were made on this
    document, on this text or on an earlier one.
    """
    found: list[Conflict] = []
    live = standing(corrections)
    for correction in live:
        if correction.text_sha256 != document.text_sha256:
            found.append(_other_text(correction, document))
        else:
            found += _on_this_text(correction, document, statements, candidates)
    return sorted([*found, *_disagreements(live, document, statements)],
                  key=lambda c: (c.correction.pk, KINDS.index(c.kind)))


def _on_this_text(
    correction: Correction, document: Document, statements: Sequence[Statement], candidates: Sequence[Statement]
) -> Iterator[Conflict]:
    at = match(correction, statements)
    if at.place is None:
        yield _unmatched(correction, at.among, candidates)
        return
    statement = statements[at.place]
    text = document.text
    now = value_of(statement, correction.slot, text)
    seen = Conflict(correction, "moved", "", correction.was, correction.value, now, correction.sentence,
                    sentence_of(statement).of(text), statement.trigger, statement.id)
    moved = statement.trigger != correction.trigger or statement.event != correction.event
    if moved and not at.by_id:
        told = f"now {statement.event} “{statement.trigger.of(text)}”, was {correction.event}"
        yield msgspec.structs.replace(seen, note=told)
    if correction.action == "correct" and alike(correction.slot, now, correction.value):
        if not alike(correction.slot, correction.was, correction.value):
            yield msgspec.structs.replace(seen, kind="settled", note="the coder now agrees")
    elif not alike(correction.slot, now, correction.was):
        yield msgspec.structs.replace(seen, kind="changed", note=_changed(correction, now))


def _changed(correction: Correction, now: str) -> str:
    if correction.action == "correct":
        return f"was {correction.was}, {correction.by} says {correction.value}, the coder now says {now}"
    done = {"reject": "rejected", "confirm": "confirmed"}.get(correction.action, "was unsure of")
    return f"{correction.by} {done} {correction.was}, the coder now says {now}"


def _unmatched(correction: Correction, among: int, candidates: Sequence[Statement]) -> Conflict:
    if among:
        kind: Kind = "unclear"
        note = f"{among} statements stand there and none has the id; correct the right one again"
    else:
        kind, note = "gone", "the coder gives no statement there"
        if match(correction, candidates).place is not None:
            note = "the coder reads it with too little confidence now: it is only a candidate"
    return Conflict(correction, kind, note, correction.was, correction.value, None, correction.sentence)


def _other_text(correction: Correction, document: Document) -> Conflict:
    start = document.text.find(correction.sentence)
    base = Conflict(correction, "text", "the text is another one and does not hold the sentence any more",
                    correction.was, correction.value, None, correction.sentence)
    if start < 0 or not correction.sentence:
        return base
    anchor = Span(start, start + len(correction.sentence))
    again = " more than once" if document.text.find(correction.sentence, start + 1) >= 0 else ""
    note = f"the text is another one; the sentence stands in it{again} at {anchor.start}-{anchor.end}: correct it there"
    return msgspec.structs.replace(base, note=note, passage_now=correction.sentence, anchor=anchor)


def _disagreements(
    live: Sequence[Correction], document: Document, statements: Sequence[Statement]
) -> Iterator[Conflict]:
    """Of each slot of a statement the last word of each person, where it is not that of the last of them."""
    of: dict[tuple[int, str], dict[str, Correction]] = {}
    for correction in live:
        if correction.text_sha256 == document.text_sha256:
            place = match(correction, statements).place
            if place is not None:
                people = of.setdefault((place, correction.slot), {})
                people.pop(correction.by, None)  # the last word of a person counts, and when it was said
                people[correction.by] = correction
    for people in of.values():
        *earlier, last = people.values()
        for correction in earlier:
            if not _agree(correction, last):
                note = f"{correction.by} says {_said(correction)}, {last.by} says {_said(last)}: the later one counts"
                yield Conflict(correction, "disagree", note, correction.was, _said(correction), _said(last),
                               correction.sentence, last.sentence, other=last)


def _agree(one: Correction, other: Correction) -> bool:
    if "unsure" in (one.action, other.action):
        return True  # who is unsure contradicts nobody
    if one.slot == "statement":
        return one.action == other.action
    return alike(one.slot, _said(one), _said(other))


def _said(correction: Correction) -> str:
    """The value that the person holds to be right."""
    if correction.slot == "statement":
        return "no such statement" if correction.action == "reject" else "right"
    return (correction.value if correction.action == "correct" else correction.was) or ""

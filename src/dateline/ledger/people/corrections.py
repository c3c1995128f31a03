"""What a person says of a statement: corrections of slots, rejections, confirmations; and the values of slots as text.

A correction names its statement by the hash of the document's text and the characters of the trigger, so that it
survives any re-coding.  It never changes what the coder gave: `overlay.py` lays it over that.

Values are text, the same as the ledger's columns show:

    event      ASSAULT, or of a codebook of one's own book:TYPE         mode   aerial, none
    status     actual, planned, possible, negated                      when   an EDTF date (2023-09~), none
    actor, recipient   codes with ; between them, none: RUS MIL; BLR
    where      Kyiv (UKR), none                                         what   shells (ammunition, >100); fuel (fuel)
    voice      codes from the outermost voice inwards with > between them, ; between those of one voice; none: the
               report's own voice                                       background   yes, no

Where a code stands, it may have the words before it and their characters behind it: `Pyongyang (PRK GOV)@120-129`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple, get_args

import msgspec

from dateline.errors import DatelineError
from dateline.exports.rows import sentence_of
from dateline.rules.language import PLOVER
from dateline.types import Document, Span, Statement

Slot = Literal[
    "statement", "event", "mode", "status", "background", "voice", "actor", "recipient", "when", "where", "what",
]
Action = Literal["correct", "reject", "confirm", "unsure", "withdraw"]
SLOTS: tuple[Slot, ...] = get_args(Slot)  # in the order in which they are corrected: a mode needs its event
NONE = "none"
_ENTRY = re.compile(r"(?P<words>.*?)\s*(?:\((?P<code>[^()]*)\))?\s*(?:@(?P<start>\d+)-(?P<end>\d+))?", re.DOTALL)


class CorrectionError(DatelineError):
    """A correction that cannot be made: the message names the slot, the value and the choices."""


class Correction(msgspec.Struct, frozen=True):
    """One thing that one person said of one statement.

    `text_sha256`, `trigger`, `event` and `statement_id` say of which; `sentence` are its words.  `value` is what the
    person says the slot holds, `was` what the coder gave then.  `withdraws`: number of the correction it takes back.
    """

    pk: int
    text_sha256: str
    document_id: str
    statement_id: str
    codebook: str
    event: str
    trigger: Span
    sentence: str
    slot: Slot
    action: Action
    value: str | None
    was: str | None
    by: str
    at: str
    why: str
    withdraws: int | None = None

    @property
    def name(self) -> str:
        """What steps and commands call it: `corrections/7`."""
        return f"corrections/{self.pk}"


class Part(NamedTuple):
    """One entry of a value: words of the text, a code (or kind), the characters."""

    words: str
    code: str
    span: Span | None


def parts_of(value: str, between: str = ";") -> Iterator[Part]:
    """The entries of a value, none for `none`.  An entry without brackets is a code alone."""
    if value.strip().lower() in ("", NONE):
        return
    for text in value.split(between):
        found = _ENTRY.fullmatch(text.strip())
        if found is None or not text.strip():
            raise CorrectionError(f"{value!r}: an entry is empty. Put {between!r} only between entries.")
        span = Span(int(found["start"]), int(found["end"])) if found["start"] else None
        words, code = (found["words"], found["code"]) if found["code"] is not None else ("", found["words"])
        yield Part(words.strip(), " ".join(code.split()), span)


def value_of(statement: Statement, slot: Slot, text: str) -> str:
    """What the slot holds, as text; `text`: the document's."""
    match slot:
        case "event":
            book = "" if statement.codebook == PLOVER else f"{statement.codebook}:"
            return f"{book}{statement.event}"
        case "mode":
            return statement.mode or NONE
        case "status":
            return statement.factuality.status
        case "background":
            return "yes" if statement.background else "no"
        case "voice":
            return " > ".join("; ".join((v.code or "?").split(";")) for v in statement.attribution) or NONE
        case "actor" | "recipient":
            return "; ".join(m.code or "?" for m in getattr(statement, slot)) or NONE
        case "when":
            return statement.when or NONE
        case "where":
            where = statement.where
            return f"{_flat(where.span.of(text))} ({where.code or '?'})" if where else NONE
        case "what":
            found = (f"{_flat(q.span.of(text))} ({', '.join(x for x in (q.kind, q.quantity) if x)})"
                     for q in statement.what)
            return "; ".join(found) or NONE
    shown = [f"{name} {value_of(statement, name, text)}" for name in SLOTS[1:]]
    return ", ".join(s for s in shown if not s.endswith(f" {NONE}"))


def _flat(words: str) -> str:
    """The words without what separates entries."""
    return " ".join(re.sub(r"[;()@]", " ", words).split())


def alike(slot: Slot, one: str | None, other: str | None) -> bool:
    """Do two values of a slot say the same?  Characters do not count, nor the order of parties and things, nor words
    beside the codes of parties; of places words count where both give them."""
    if one is None or other is None:
        return one == other
    if slot == "statement":
        return one == other
    if slot in ("actor", "recipient"):
        return sorted(p.code for p in parts_of(one)) == sorted(p.code for p in parts_of(other))
    if slot == "voice":
        return _chain(one) == _chain(other)
    if slot == "where":
        return _same_place([*parts_of(one)], [*parts_of(other)])
    if slot == "what":
        return sorted((p.words, p.code) for p in parts_of(one)) == sorted((p.words, p.code) for p in parts_of(other))
    return one.strip() == other.strip()


def _chain(value: str) -> list[list[str]]:
    if value == NONE:
        return []
    return [sorted(p.code for p in parts_of(voice)) for voice in value.split(">")]


def _same_place(one: Sequence[Part], other: Sequence[Part]) -> bool:
    if not one or not other:
        return not one and not other
    words = {one[0].words.casefold(), other[0].words.casefold()} - {""}
    return one[0].code == other[0].code and len(words) < 2


def standing(corrections: Iterable[Correction]) -> list[Correction]:
    """Those that nobody has withdrawn, without the withdrawals, in the order in which they were made."""
    given = sorted(corrections, key=lambda c: c.pk)
    gone = {c.withdraws for c in given if c.action == "withdraw"}
    return [c for c in given if c.action != "withdraw" and c.pk not in gone]


def latest(corrections: Iterable[Correction]) -> dict[Slot, Correction]:
    """By slot the last of the corrections that stand: it is the one that counts."""
    return {c.slot: c for c in standing(corrections)}


def drafted(
    document: Document, statement: Statement, slot: Slot, action: Action, value: str | None, by: str, at: str, why: str,
) -> Correction:
    """A correction of a slot, not yet numbered (pk 0).  `statement`: as the coder gave it."""
    return Correction(
        pk=0, text_sha256=document.text_sha256, document_id=document.id, statement_id=statement.id,
        codebook=statement.codebook, event=statement.event, trigger=statement.trigger,
        sentence=sentence_of(statement).of(document.text), slot=slot, action=action, value=value,
        was=value_of(statement, slot, document.text), by=by, at=at, why=why,
    )  # fmt: skip

"""Corrections in the store: entered, laid over the readings of the same text, listed with their conflicts.

What the coder gave stays a row of `statements`; the corrected statement is a row of its own.  Of both one is current.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from dateline.knowledge import Knowledge, load_knowledge
from dateline.ledger import schema
from dateline.ledger.loading import Stored, document_of, stored
from dateline.ledger.people.conflicts import Conflict, conflicts
from dateline.ledger.people.corrected import Ground
from dateline.ledger.people.corrections import (
    SLOTS,
    Action,
    Correction,
    CorrectionError,
    Slot,
    drafted,
    latest,
    standing,
    value_of,
)
from dateline.ledger.people.overlay import apply, match, overlaid
from dateline.ledger.people.tables import CORRECTIONS
from dateline.ledger.people.values import checked, slot_named
from dateline.ledger.rows import Row, fit, fit_document, packed, unpacked_reading
from dateline.ledger.table import Table, table
from dateline.ledger.writing import Placed, insert_statements, set_current
from dateline.types import Document, Reading, Span, Statement

DOCUMENTS, READINGS, STATEMENTS = schema.DOCUMENTS, schema.READINGS, schema.STATEMENTS
MANY = 500  # values in one IN list
COLUMNS = ("correction", "state", "statement_id", "document_id", "slot", "action", "was", "value", "by", "at", "why",
           "sentence")
CONFLICT_COLUMNS = ("conflict", "correction", "statement_id", "document_id", "slot", "was", "says", "now", "note", "by",
                    "at", "why", "passage", "passage_now", "statement_now", "start", "end", "other")
Known = Callable[[], Knowledge]  # knowledge is loaded only where there is something to correct


class Target(NamedTuple):
    """A statement of the coder's that a person speaks of, in its document; `places` as in the reading."""

    document: Document
    reading: Reading
    place: int

    @property
    def statement(self) -> Statement:
        """As the coder gave it."""
        return self.reading.statements[self.place]


@functools.lru_cache(maxsize=1)
def shipped() -> Knowledge:
    """The knowledge that ships with Dateline."""
    return load_knowledge()


def target(connection: sa.Connection, start: str) -> Target:
    """The statement of the present readings whose id begins with `start`, rejected ones too.

    Raises CorrectionError for none or several.
    """
    query = (sa.select(STATEMENTS.c.statement_id, STATEMENTS.c.number, READINGS.c.reading_pk)
             .join(READINGS, READINGS.c.reading_pk == STATEMENTS.c.reading_pk)
             .where(STATEMENTS.c.statement_id.startswith(start, autoescape=True), READINGS.c.current,
                    STATEMENTS.c.correction_pk.is_(None)).order_by(STATEMENTS.c.statement_pk).limit(50))
    found = connection.execute(query).all()
    ids = sorted({row.statement_id for row in found})
    if not start or not ids:
        raise CorrectionError(f"No statement of the present readings has an id that begins with {start!r}.")
    if len(ids) > 1:
        raise CorrectionError(f"{start!r} begins several ids: {', '.join(ids[:6])}. Give more of it.")
    here = _reading(connection, found[0].reading_pk)
    return Target(here.document, here.reading, found[0].number)


def correct(
    connection: sa.Connection, start: str, changes: Mapping[str, str], *, by: str, at: str, why: str,
    know: Known = shipped,
) -> list[Correction]:
    """Enter what a person says of slots of the statement whose id begins with `start`; all of it or nothing.

    `changes`: value by slot, as in `corrections.py`.  Raises CorrectionError for wrong ids, slots and values.
    """
    here = target(connection, start)
    given = {slot_named(name): value for name, value in changes.items()}
    earlier = of_text(connection, here.document.text_sha256)
    drafts: list[Correction] = []
    for slot in (s for s in SLOTS if s in given):
        now = _present(here, [*earlier, *_numbered(drafts, earlier)], know())
        if now is None:
            raise CorrectionError(f"Statement {here.statement.id} is rejected. Withdraw that first; its number: "
                                  "dateline corrections")
        value = checked(slot, given[slot], now, here.document, know())
        if value == value_of(now, slot, here.document.text):
            raise CorrectionError(f"{slot} is {value} already. If you have checked it: dateline confirm "
                                  f"{here.statement.id} --slot {slot}")
        drafts.append(drafted(here.document, here.statement, slot, "correct", value, by, at, why))
    if not drafts:
        raise CorrectionError(f"Say what to correct: status=planned. Slots: {', '.join(SLOTS[1:])}.")
    return record(connection, drafts, know)


def judge(
    connection: sa.Connection, start: str, action: Action, slots: Sequence[str] = (), *, by: str, at: str, why: str,
    know: Known = shipped,
) -> list[Correction]:
    """Enter that a person rejects or confirms the statement whose id begins with `start`, or confirms slots of it."""
    here = target(connection, start)
    wanted: list[Slot] = [slot_named(name) for name in slots] or ["statement"]
    drafts = [drafted(here.document, here.statement, slot, action, None, by, at, why) for slot in wanted]
    return record(connection, drafts, know)


def withdraw(
    connection: sa.Connection, number: int, *, by: str, at: str, why: str, know: Known = shipped
) -> list[Correction]:
    """Enter that correction `number` is taken back; the row itself stays.  Raises CorrectionError for an unknown."""
    rows = connection.execute(sa.select(CORRECTIONS).where(CORRECTIONS.c.correction_pk == number)).all()
    if not rows:
        raise CorrectionError(f"There is no correction {number}. List them: dateline corrections")
    old = _correction(rows[0])
    if old.action == "withdraw" or old.pk not in {c.pk for c in standing(of_text(connection, old.text_sha256))}:
        raise CorrectionError(f"Correction {number} is withdrawn already, or is itself a withdrawal. Make a new one.")
    change = {"action": "withdraw", "withdraws": number, "by": by, "at": at, "why": why}
    return record(connection, [msgspec.structs.replace(old, **change)], know)


def record(connection: sa.Connection, drafts: Sequence[Correction], know: Known = shipped) -> list[Correction]:
    """Enter corrections (their `pk` is not looked at) and lay them over the present readings of their texts."""
    made = [_enter(connection, draft) for draft in drafts]
    for text_sha256 in dict.fromkeys(c.text_sha256 for c in made):
        overlay_readings(connection, _present_readings(connection, text_sha256), know)
    return made


def overlay_readings(connection: sa.Connection, readings: Sequence[int], know: Known = shipped) -> int:
    """Lay all corrections over readings that have just become the present ones; how many statements they change.

    Readings of texts that nobody corrected cost one query for all.
    """
    corrected = sa.select(CORRECTIONS.c.text_sha256)
    wanted: list[int] = []
    for start in range(0, len(readings), MANY):
        query = (sa.select(READINGS.c.reading_pk)
                 .join(DOCUMENTS, DOCUMENTS.c.document_pk == READINGS.c.document_pk)
                 .where(READINGS.c.reading_pk.in_(readings[start : start + MANY]), READINGS.c.current,
                        DOCUMENTS.c.text_sha256.in_(corrected)))
        wanted += connection.execute(query).scalars()
    return sum(overlay_reading(connection, pk, know) for pk in sorted(wanted))


def overlay_reading(connection: sa.Connection, reading_pk: int, know: Known = shipped) -> int:
    """Lay all corrections of its text over one present reading; how many of its statements they change."""
    document_pk, document, _, reading = _reading(connection, reading_pk)
    given = of_text(connection, document.text_sha256)
    found = overlaid(reading.statements, given, Ground(document, know(), reading)) if given else []
    rows = connection.execute(
        sa.select(STATEMENTS.c.statement_pk, STATEMENTS.c.number, STATEMENTS.c.current, STATEMENTS.c.correction_pk,
                  STATEMENTS.c.body)
        .where(STATEMENTS.c.document_pk == document_pk, STATEMENTS.c.reading_pk == reading_pk)).all()
    spoken_of = {o.place for o in found}
    wanted = {r.statement_pk for r in rows if r.correction_pk is None and r.number not in spoken_of}
    for one in found:
        if one.statement is not None:
            body = packed(one.statement)
            same = (r.statement_pk for r in rows if (r.number, r.correction_pk, r.body) == (one.place, one.by, body))
            pk = next(same, None)
            if pk is None:
                extra = {"correction_pk": one.by, "body": body}
                placed = (reading_pk, document_pk, fit_document(document), (one.statement,))
                pk = _insert(connection, placed, extra, one.place)
            wanted.add(pk)
    before = {r.statement_pk: bool(r.current) for r in rows}
    set_current(connection, [pk for pk, current in before.items() if current and pk not in wanted], False)
    set_current(connection, [pk for pk in sorted(wanted) if before.get(pk) is False], True)
    return len(found)


def of_text(connection: sa.Connection, text_sha256: str) -> list[Correction]:
    """All corrections of a text, withdrawn ones and withdrawals too, in the order in which they were made."""
    query = sa.select(CORRECTIONS).where(CORRECTIONS.c.text_sha256 == text_sha256)
    return [_correction(row) for row in connection.execute(query.order_by(CORRECTIONS.c.correction_pk))]


def all_corrections(connection: sa.Connection) -> list[Correction]:
    """All corrections of the ledger, in the order in which they were made."""
    return [_correction(row) for row in connection.execute(
        sa.select(CORRECTIONS).order_by(CORRECTIONS.c.correction_pk))]


def listed(connection: sa.Connection, by: str | None = None) -> Table:
    """All corrections, the latest first, each with its state: stands, withdrawn by N, superseded by N."""
    given = all_corrections(connection)
    states = _states(given)
    rows = [
        (c.pk, states[c.pk], c.statement_id, c.document_id, c.slot, c.action, c.was, c.value, c.by, c.at, c.why,
         c.sentence)
        for c in reversed(given) if by in (None, c.by)]
    return table(COLUMNS, rows)


def conflicting(connection: sa.Connection, by: str | None = None) -> Table:
    """The conflicts of all corrections that stand with the present readings, by document."""
    rows = [_conflict_row(c) for c in found_conflicts(connection) if by in (None, c.correction.by)]
    return table(CONFLICT_COLUMNS, rows)


def found_conflicts(connection: sa.Connection) -> Iterator[Conflict]:
    """The conflicts of all corrections that stand: text by text in the order of the first correction, then those of
    documents that have another text now."""
    given = all_corrections(connection)
    for text_sha256 in dict.fromkeys(c.text_sha256 for c in given):
        now = _present_document(connection, DOCUMENTS.c.text_sha256 == text_sha256)
        if now is not None:
            mine = [c for c in given if c.text_sha256 == text_sha256]
            yield from conflicts(now.document, now.reading.statements, mine, now.reading.candidates)
    for document_id in dict.fromkeys(c.document_id for c in given):
        now = _present_document(connection, DOCUMENTS.c.document_id == document_id)
        if now is not None:
            other = now.document.text_sha256
            mine = [c for c in given if c.document_id == document_id and c.text_sha256 != other]
            yield from conflicts(now.document, now.reading.statements, mine, now.reading.candidates)


def _present(here: Target, given: Sequence[Correction], know: Knowledge) -> Statement | None:
    """The statement with the corrections that speak of it."""
    mine = [c for c in standing(given) if match(c, here.reading.statements).place == here.place]
    return apply(here.statement, mine, Ground(here.document, know, here.reading))


def _numbered(drafts: Sequence[Correction], after: Sequence[Correction]) -> Iterator[Correction]:
    last = max((c.pk for c in after), default=0)
    return (msgspec.structs.replace(c, pk=last + i) for i, c in enumerate(drafts, 1))


def _enter(connection: sa.Connection, draft: Correction) -> Correction:
    if not draft.by.strip() or not draft.why.strip():
        raise CorrectionError("A correction says who makes it and why: --by NAME --why TEXT")
    row = msgspec.structs.asdict(draft)
    span = row.pop("trigger")
    del row["pk"]
    row = {name: fit(value) if isinstance(value, str) else value for name, value in row.items()}
    values = {**row, "trigger_start": span.start, "trigger_end": span.end}
    key = connection.execute(sa.insert(CORRECTIONS).values(**values)).inserted_primary_key
    return msgspec.structs.replace(draft, pk=int(key[0]) if key else 0)


def _insert(connection: sa.Connection, placed: Placed, extra: Row, number: int) -> int:
    """Enter one corrected statement; its row number."""
    insert_statements(connection, [placed], extra, number)
    return int(connection.execute(sa.select(sa.func.max(STATEMENTS.c.statement_pk))).scalar_one())


def _reading(connection: sa.Connection, reading_pk: int) -> Stored:
    query = (sa.select(DOCUMENTS, READINGS.c.body).join(READINGS, READINGS.c.document_pk == DOCUMENTS.c.document_pk)
             .where(READINGS.c.reading_pk == reading_pk))
    row = connection.execute(query).one()
    return Stored(row.document_pk, document_of(row), reading_pk, unpacked_reading(row.body))


def _present_readings(connection: sa.Connection, text_sha256: str) -> list[int]:
    query = (sa.select(READINGS.c.reading_pk).join(DOCUMENTS, DOCUMENTS.c.document_pk == READINGS.c.document_pk)
             .where(DOCUMENTS.c.text_sha256 == text_sha256, READINGS.c.current).order_by(READINGS.c.reading_pk))
    return [*connection.execute(query).scalars()]


def _present_document(connection: sa.Connection, wanted: sa.ColumnElement[bool]) -> Stored | None:
    """The first document of this kind that has a present reading."""
    query = (sa.select(DOCUMENTS.c.document_pk).join(READINGS, READINGS.c.document_pk == DOCUMENTS.c.document_pk)
             .where(READINGS.c.current, wanted).order_by(DOCUMENTS.c.document_pk).limit(1))
    pk = connection.execute(query).scalar()
    return None if pk is None else next(stored(connection, [pk]))


def _correction(row: sa.Row[tuple[object, ...]]) -> Correction:
    values = dict(row._mapping)
    trigger = Span(values.pop("trigger_start"), values.pop("trigger_end"))
    return Correction(pk=values.pop("correction_pk"), trigger=trigger, **values)


def _states(given: Iterable[Correction]) -> dict[int, str]:
    given = list(given)
    states = {c.pk: "stands" for c in given}
    of: dict[tuple[str, str], list[Correction]] = defaultdict(list)
    for correction in standing(given):
        of[correction.text_sha256, correction.statement_id].append(correction)
    for mine in of.values():
        last = latest(mine)
        states |= {c.pk: f"superseded by {last[c.slot].pk}" for c in mine if last[c.slot].pk != c.pk}
    states |= {c.withdraws: f"withdrawn by {c.pk}" for c in given if c.withdraws is not None}
    return states | {c.pk: f"withdraws {c.withdraws}" for c in given if c.action == "withdraw"}


def _conflict_row(found: Conflict) -> tuple[object, ...]:
    c, anchor = found.correction, found.anchor
    return (found.kind, c.pk, c.statement_id, c.document_id, c.slot, found.was, found.says, found.now, found.note, c.by,
            c.at, c.why, found.passage, found.passage_now, found.statement_now, anchor and anchor.start,
            anchor and anchor.end, found.other and found.other.pk)

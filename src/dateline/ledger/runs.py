"""Runs: what was read when, by which version and knowledge, and what was skipped and why; the difference of two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from dateline.errors import LedgerError
from dateline.ledger import schema
from dateline.ledger.loading import document_of
from dateline.ledger.rows import statement_row, unpacked_reading
from dateline.ledger.table import Table, table
from dateline.types import Document, Statement

RUNS, CODERS, ISSUES, RUN_READINGS = schema.RUNS, schema.CODERS, schema.ISSUES, schema.RUN_READINGS
READINGS, DOCUMENTS = schema.READINGS, schema.DOCUMENTS
COLUMNS = ("run", "state", "started", "finished", "seconds", "read", "kept", "skipped", "statements", "version",
           "knowledge", "model", "settings", "note")
# The slots that two readings of one statement are compared by (columns of `statements`), and the stage that fills each.
SLOTS = {
    "codebook": "events", "event": "events", "mode": "events", "status": "factuality", "condition": "factuality",
    "background": "times", "actor_codes": "entities", "recipient_codes": "entities", "voice_codes": "attribution",
    "voice_texts": "attribution", "when": "times", "where_text": "places", "where_code": "places",
    "what_texts": "quantities", "what_kinds": "quantities",
}  # fmt: skip
DIFF = ("change", "slot", "before", "after", "rule_before", "rule_after", "document_id", "statement_id",
        "statement_id_before", "event", "trigger", "sentence", "document_pk")


def runs(connection: sa.Connection) -> Table:
    """All runs, the latest first."""
    query = sa.select(RUNS, CODERS).join(CODERS, CODERS.c.coder_pk == RUNS.c.coder_pk).order_by(RUNS.c.run_id.desc())
    return table(COLUMNS, [
        (r.run_id, "finished" if r.finished else "broken off or going on", r.started, r.finished, r.seconds, r.read,
         r.kept, r.skipped, r.statements, r.version, r.knowledge, r.model, r.settings, r.note)
        for r in connection.execute(query)])


def reasons(connection: sa.Connection, run_id: int) -> Table:
    """The problems of a run: inputs that were skipped (severity error), warnings and notes, each with its reason."""
    must_exist(connection, run_id)
    query = sa.select(ISSUES).where(ISSUES.c.run_id == run_id).order_by(ISSUES.c.issue_pk)
    return table(("severity", "document_id", "stage", "message", "start", "end"), [
        (r.severity, r.document_id, r.stage, r.message, r.start, r.end) for r in connection.execute(query)])


@dataclass(frozen=True, slots=True)
class Difference:
    """Two runs over the documents that both have read.  `rows`: one for each gain, loss and changed slot.

    `documents`: in both; `otherwise`: of these, with another reading; `compared`: of these, looked into.  `same`:
    statements that are the same, in the documents that were compared and in those with the very same reading
    (`untouched`: in these).
    """

    before: int
    after: int
    documents: int
    otherwise: int
    compared: int
    only_before: int
    only_after: int
    same: int
    untouched: int
    rows: Table


def diff(
    connection: sa.Connection, before: int, after: int, *, first: int = 0, many: int | None = None
) -> Difference:
    """What the later run reads otherwise than the earlier one: gains, losses, changed slots, each with its rules.

    Compared are documents with the same id and the same text.  A statement is the same if it has the same id; else, if
    its trigger overlaps and its event is the same.  `first`, `many`: look only into so many of the documents that are
    read otherwise, from that one on, in the order of their ids.  Raises LedgerError for a run that does not exist.
    """
    for run in (before, after):
        must_exist(connection, run)
    old, new = _readings(connection, before), _readings(connection, after)
    both = sorted(old.keys() & new.keys())
    otherwise = [key for key in both if old[key] != new[key]]
    wanted = otherwise[first : None if many is None else first + many]
    found = list[tuple[object, ...]]()
    same = untouched = sum(new[key][1] for key in both if old[key] == new[key])
    for key in wanted:
        document, earlier = _load(connection, old[key][0])
        later = _load(connection, new[key][0])[1]
        changes = [(*change, new[key][2]) for change in _changes(document, earlier, later)]
        same += len(later) - len({c[7] for c in changes if c[0] != "loss"})
        found += changes
    return Difference(before, after, len(both), len(otherwise), len(wanted), len(old.keys() - new.keys()),
                      len(new.keys() - old.keys()), same, untouched, table(DIFF, found))


def by_rule(difference: Difference) -> Table:
    """Gains, losses and changed slots counted by the rule that made them, most first."""
    counted: dict[tuple[str, str, str], int] = {}
    for row in difference.rows:
        rule = row["rule_after"] or row["rule_before"] or "?"
        key = (row["change"], row["slot"] or "", rule)
        counted[key] = counted.get(key, 0) + 1
    rows = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return table(("change", "slot", "rule", "statements"), [(*key, number) for key, number in rows])


def rule_of(statement: Statement, stage: str = "events") -> str:
    """The rule that a stage of the reading names first for a statement; empty where it names none."""
    return next((s.rule for s in statement.steps if s.stage == stage), "")


def must_exist(connection: sa.Connection, run_id: int) -> None:
    """Raises LedgerError, with the runs that there are, for a run that does not exist."""
    if connection.execute(sa.select(RUNS.c.run_id).where(RUNS.c.run_id == run_id)).scalar() is None:
        last = connection.execute(sa.select(sa.func.max(RUNS.c.run_id))).scalar()
        raise LedgerError(f"There is no run {run_id}. " + (f"Runs go from 1 to {last}: dateline runs" if last else
                          "The ledger has no runs yet: dateline code REPORTS --ledger DESK.db"))


def _readings(connection: sa.Connection, run_id: int) -> dict[tuple[str, str], tuple[int, int, int]]:
    """(document id, hash of the text) → the reading that the run has of it, its statements, its document's number.

    The last reading for several.
    """
    r, d = READINGS.c, DOCUMENTS.c
    query = (sa.select(d.document_id, d.text_sha256, r.reading_pk, r.statements, d.document_pk)
             .join(READINGS, r.document_pk == d.document_pk)
             .join(RUN_READINGS, RUN_READINGS.c.reading_pk == r.reading_pk)
             .where(RUN_READINGS.c.run_id == run_id).order_by(r.reading_pk))
    return {(row[0], row[1]): (row[2], row[3], row[4]) for row in connection.execute(query)}


def _load(connection: sa.Connection, reading_pk: int) -> tuple[Document, tuple[Statement, ...]]:
    query = (sa.select(DOCUMENTS, READINGS.c.body).join(READINGS, READINGS.c.document_pk == DOCUMENTS.c.document_pk)
             .where(READINGS.c.reading_pk == reading_pk))
    row = connection.execute(query).one()
    return document_of(row), unpacked_reading(row.body).statements


def _changes(
    document: Document, before: Sequence[Statement], after: Sequence[Statement],
) -> Iterator[tuple[object, ...]]:
    pairs = _paired(before, after)
    taken = {id(old) for old in pairs.values()}
    for new in after:
        if old := pairs.get(new.id):
            yield from _slots(document, old, new)
        else:
            yield _row("gain", None, None, None, document, None, new)
    yield from (_row("loss", None, None, None, document, old, None) for old in before if id(old) not in taken)


def _paired(before: Iterable[Statement], after: Iterable[Statement]) -> dict[str, Statement]:
    """New statement's id → the old one that it is."""
    left = {old.id: old for old in before}
    pairs = {new.id: left.pop(new.id) for new in after if new.id in left}
    for new in after:
        if new.id not in pairs:
            near = [o for o in left.values() if o.event == new.event and o.trigger.overlaps(new.trigger)]
            if near:
                pairs[new.id] = left.pop(near[0].id)
    return pairs


def _slots(document: Document, old: Statement, new: Statement) -> Iterator[tuple[object, ...]]:
    first, second = statement_row(document, old), statement_row(document, new)
    for slot in SLOTS:
        if first[slot] != second[slot]:
            yield _row("changed", slot, first[slot], second[slot], document, old, new)


def _row(
    change: str, slot: str | None, before: object, after: object, document: Document, old: Statement | None,
    new: Statement | None,
) -> tuple[object, ...]:
    shown = new or old
    assert shown is not None
    row = statement_row(document, shown)
    stage = SLOTS.get(slot or "", "events")
    return (change, slot, before, after, old and rule_of(old, stage), new and rule_of(new, stage), document.id,
            new and new.id, old and old.id, shown.event, row["trigger"], row["sentence"])

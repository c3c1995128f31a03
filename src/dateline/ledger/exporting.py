"""The ledger as an export sees it: reports with the statements that a filter finds, corrected, with their links."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import msgspec
import sqlalchemy as sa

from dateline.exports.chosen import Exported
from dateline.exports.joined import Difference, Joined, Judged
from dateline.ledger.claims.outcomes import judgements
from dateline.ledger.claims.tables import CLAIM_STATEMENTS, CLAIMS
from dateline.ledger.conditions import conditions
from dateline.ledger.fulltext import by_index
from dateline.ledger.incidents.store import incident
from dateline.ledger.incidents.tables import INCIDENTS
from dateline.ledger.incidents.versions import HAPPENED, Slot, Value
from dateline.ledger.loading import current_documents, linked, stored
from dateline.ledger.query import Asked, as_filter
from dateline.ledger.rows import unpacked_statement
from dateline.ledger.schema import CODERS, READINGS, STATEMENTS
from dateline.types import Reading, Run, Statement

AT_ONCE = 200  # reports that are held in memory at once


def exported(connection: sa.Connection, asked: Asked = None) -> Iterator[Exported]:
    """Each report that has statements which the filter finds, in the order of their coming into the ledger.

    The reading holds these statements as they stand: corrected where somebody corrected them, without those that
    somebody rejected.  Without a filter the reports without statements come too.  Raises DatelineError for a filter
    that cannot be read.
    """
    wanted = _wanted(connection, asked)
    links = linked(connection)
    for part in _parts(connection, wanted):
        standing = _standing(connection, part)
        for one in stored(connection, part):
            rows = standing.get(one.document_pk, [])
            kept = [_statement(row, one.reading) for row in rows if wanted is None or row.statement_pk in wanted[
                one.document_pk]]
            reading = msgspec.structs.replace(one.reading, statements=tuple(kept))
            yield Exported(one.document, reading, *links.get(one.document_pk, ("", "")))


def coders(connection: sa.Connection) -> tuple[Run, ...]:
    """What made the present readings, the earliest first."""
    there = sa.select(READINGS.c.coder_pk).where(READINGS.c.current)
    query = sa.select(CODERS).where(CODERS.c.coder_pk.in_(there)).order_by(CODERS.c.coder_pk)
    return tuple(Run(r.version, r.knowledge, r.model, json.loads(r.settings)) for r in connection.execute(query))


def joined(connection: sa.Connection) -> Joined:
    """What people judged of claims, and where reports differ on an act; as the ledger was last linked."""
    return Joined(tuple(_judged(connection)), tuple(_differences(connection)))


def _judged(connection: sa.Connection) -> Iterator[Judged]:
    glosses = dict(connection.execute(sa.select(CLAIMS.c.claim_id, CLAIMS.c.gloss)).all())
    query = (sa.select(CLAIM_STATEMENTS.c.claim_id, STATEMENTS.c.statement_id)
             .join(STATEMENTS, STATEMENTS.c.statement_pk == CLAIM_STATEMENTS.c.statement_pk)
             .order_by(CLAIM_STATEMENTS.c.claim_id, CLAIM_STATEMENTS.c.number))
    members: dict[str, list[str]] = {}
    for claim, statement in connection.execute(query):
        members.setdefault(claim, []).append(statement)
    for claim, given in sorted(judgements(connection).items()):
        for j in given:
            yield Judged(claim, j.number, glosses[claim], tuple(members[claim]), j.outcome, j.by, j.at, j.note,
                         j.evidence)


def _differences(connection: sa.Connection) -> Iterator[Difference]:
    """Of each incident in which reports differ, each value that cannot be together with another."""
    query = sa.select(INCIDENTS.c.incident_id).where(INCIDENTS.c.contested).order_by(INCIDENTS.c.incident_id)
    for name in connection.execute(query).scalars().all():
        found = incident(connection, name)
        of = sa.select(STATEMENTS.c.statement_pk, STATEMENTS.c.statement_id)
        ids = dict(connection.execute(of.where(STATEMENTS.c.statement_pk.in_(found.statements))).all())
        for slot in found.slots:
            told = {value.key: tuple(ids[pk] for pk in value.statements) for value in slot.values}
            for value in slot.values:
                if against := tuple(dict.fromkeys(s for key in value.against for s in told[key])):
                    yield Difference(found.id, slot.name, _words(slot, value), value.voices,
                                     told[value.key], against, found.headline)


def _words(slot: Slot, value: Value) -> str:
    """The value in words; of *whether* the status, for its own words are those of the voice."""
    return HAPPENED[value.key.partition(" | ")[0]] if slot.name == "whether" else value.text


def _wanted(connection: sa.Connection, asked: Asked) -> dict[int, set[int]] | None:
    """The statements that the filter finds, by report (row numbers); None where it takes all."""
    filter, s = as_filter(asked), STATEMENTS.c
    if filter == as_filter(None):
        return None
    found: dict[int, set[int]] = {}
    query = sa.select(s.document_pk, s.statement_pk).where(*conditions(filter, connection.dialect.name))
    with by_index(connection) if filter.text is not None else nullcontext():
        for report, statement in connection.execute(query):
            found.setdefault(report, set()).add(statement)
    return found


def _parts(connection: sa.Connection, wanted: dict[int, set[int]] | None) -> Iterator[list[int]]:
    numbers = iter(current_documents(connection) if wanted is None else sorted(wanted))
    while part := list(itertools.islice(numbers, AT_ONCE)):
        yield part


def _standing(connection: sa.Connection, part: list[int]) -> dict[int, list[Any]]:
    """The statements that stand in these reports, in the order of the text, by report."""
    s = STATEMENTS.c
    query = (sa.select(s.statement_pk, s.document_pk, s.number, s.body)
             .where(s.document_pk.in_(part), s.current).order_by(s.number, s.statement_pk))
    found: dict[int, list[Any]] = {}
    for row in connection.execute(query):
        found.setdefault(row.document_pk, []).append(row)
    return found


def _statement(row: Any, reading: Reading) -> Statement:
    """The statement of a row: corrected, or as it was read."""
    return reading.statements[row.number] if row.body is None else unpacked_statement(row.body)

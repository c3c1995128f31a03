"""What came of claims: judgements of people, signed, dated, with a note; none is ever changed.

Nothing here is suggested or concluded by the program.  A claim without a judgement is open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple, get_args

import msgspec
import sqlalchemy as sa

from dateline.errors import LedgerError
from dateline.ledger.claims.tables import CLAIM_STATEMENTS, CLAIMS, OUTCOMES
from dateline.ledger.schema import DOCUMENTS, STATEMENTS
from dateline.ledger.table import Table, table

Outcome = Literal["came true", "partly", "did not", "contradicted", "unverifiable"]
OUTCOME_NAMES: tuple[str, ...] = get_args(Outcome)
OPEN = "open"
COLUMNS = ("outcome", "by", "at", "note", "evidence", "latest")


class Judgement(NamedTuple):
    """One entry of the table, with the claim that it is on at present."""

    claim_id: str
    number: int
    outcome: str
    by: str
    at: str
    note: str
    evidence: tuple[str, ...]


def set_outcome(
    connection: sa.Connection, claim_id: str, outcome: str, by: str, note: str, evidence: Sequence[str], at: str
) -> int:
    """Add a judgement on the claim; its number.

    `evidence`: ids of statements of the ledger (or their first characters) and addresses of pages.  Raises
    LedgerError for an unknown claim, outcome or statement, and without a name or a note.
    """
    if outcome not in OUTCOME_NAMES:
        raise LedgerError(f"{outcome!r} is no outcome: choose among {', '.join(OUTCOME_NAMES)}.")
    if not by.strip() or not note.strip():
        raise LedgerError("An outcome is signed and has a reason: give a name (--by) and a note (--note).")
    claim = find_claim(connection, claim_id)
    first = connection.execute(
        sa.select(STATEMENTS.c.statement_id, DOCUMENTS.c.text_sha256, STATEMENTS.c.trigger_start,
                  STATEMENTS.c.trigger_end)
        .join(CLAIM_STATEMENTS, CLAIM_STATEMENTS.c.statement_pk == STATEMENTS.c.statement_pk)
        .join(DOCUMENTS, DOCUMENTS.c.document_pk == STATEMENTS.c.document_pk)
        .where(CLAIM_STATEMENTS.c.claim_id == claim.claim_id)
        .order_by(CLAIM_STATEMENTS.c.number).limit(1)).one()
    row = {"claim_id": claim.claim_id, "kind": claim.kind, **first._asdict(), "gloss": claim.gloss,
           "outcome": outcome, "by": by.strip(), "at": at, "note": note.strip(),
           "evidence": msgspec.json.encode([_evidence(connection, e) for e in evidence]).decode()}
    added = connection.execute(sa.insert(OUTCOMES).values(row).returning(OUTCOMES.c.outcome_pk))
    return int(added.scalar_one())


def find_claim(connection: sa.Connection, start: str) -> sa.Row[Any]:
    """The row of the claim whose id begins so.  Raises LedgerError where there is none, or several."""
    query = sa.select(CLAIMS).where(CLAIMS.c.claim_id.startswith(start, autoescape=True)).order_by(CLAIMS.c.claim_id)
    found = connection.execute(query.limit(2)).all() if start else []
    if not found:
        raise LedgerError(f"There is no claim {start!r} in this ledger. `dateline claims` lists them.")
    if len(found) > 1:
        raise LedgerError(f"Several claims begin with {start!r}: give more characters of the id.")
    return found[0]


def _evidence(connection: sa.Connection, given: str) -> str:
    if "://" in given:
        return given
    ids = sa.select(STATEMENTS.c.statement_id).where(STATEMENTS.c.statement_id.startswith(given, autoescape=True))
    found = connection.execute(ids.distinct().limit(2)).scalars().all() if given else []
    if len(found) != 1:
        told = "Several statements begin" if found else "No statement begins"
        raise LedgerError(f"{told} with {given!r}: give the id of a statement of this ledger, or a page's address.")
    return str(found[0])


def judgements(connection: sa.Connection) -> dict[str, list[Judgement]]:
    """All judgements by the claim that each is on at present, in the order in which they were given.

    A judgement goes with the claim of the same kind that holds its statement; where no statement has that id any
    more, with the one whose trigger stands at the same place of the same text.
    """
    by_id = _joined(STATEMENTS.c.statement_id == OUTCOMES.c.statement_id)
    by_place = _joined(sa.and_(DOCUMENTS.c.text_sha256 == OUTCOMES.c.text_sha256,
                               STATEMENTS.c.trigger_start < OUTCOMES.c.trigger_end,
                               OUTCOMES.c.trigger_start < STATEMENTS.c.trigger_end))
    placed: dict[int, sa.Row[Any]] = {}
    for query in (by_id, by_place):
        for r in connection.execute(query.order_by(CLAIMS.c.claim_id)):
            placed.setdefault(r.outcome_pk, r)
    found: dict[str, list[Judgement]] = {}
    for number, r in sorted(placed.items()):
        evidence = tuple(msgspec.json.decode(r.evidence, type=list[str]))
        judged = Judgement(r.present, number, r.outcome, r.by, r.at, r.note, evidence)
        found.setdefault(r.present, []).append(judged)
    return found


def _joined(condition: sa.ColumnElement[bool]) -> sa.Select[Any]:
    joined = (OUTCOMES.join(DOCUMENTS, sa.true()).join(STATEMENTS, STATEMENTS.c.document_pk == DOCUMENTS.c.document_pk)
              .join(CLAIM_STATEMENTS, CLAIM_STATEMENTS.c.statement_pk == STATEMENTS.c.statement_pk)
              .join(CLAIMS, sa.and_(CLAIMS.c.claim_id == CLAIM_STATEMENTS.c.claim_id,
                                    CLAIMS.c.kind == OUTCOMES.c.kind)))  # fmt: skip
    return sa.select(OUTCOMES, CLAIMS.c.claim_id.label("present")).select_from(joined).where(condition)


def latest(given: Iterable[Judgement]) -> dict[str, Judgement]:
    """By person the last judgement."""
    return {j.by: j for j in given}


def outcome_words(given: Sequence[Judgement]) -> str:
    """`open`, the outcome, or where people differ all of them: `came true / did not (disputed)`."""
    named = dict.fromkeys(j.outcome for j in latest(given).values())
    if not named:
        return OPEN
    return next(iter(named)) if len(named) == 1 else f"{' / '.join(named)} (disputed)"


def outcomes(connection: sa.Connection, claim_id: str) -> Table:
    """All judgements on the claim, in the order in which they were given; `latest`: nobody has a later one of his."""
    claim = find_claim(connection, claim_id)
    given = judgements(connection).get(str(claim.claim_id), [])
    last: Mapping[str, Judgement] = latest(given)
    return table(COLUMNS, [(j.outcome, j.by, j.at, j.note, [*j.evidence], last[j.by] is j) for j in given])

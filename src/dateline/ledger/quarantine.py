"""Documents that took their process down in an earlier run: they are not tried again."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from dateline.ledger import schema
from dateline.ledger.rows import fit
from dateline.types import Issue

STAGE = "quarantine"


def in_quarantine(connection: sa.Connection, run_id: int, names: Iterable[str]) -> list[Issue]:
    """What runs of the same coder said of these documents when they put them into quarantine."""
    runs, issues = schema.RUNS.c, schema.ISSUES.c
    coder = sa.select(runs.coder_pk).where(runs.run_id == run_id).scalar_subquery()
    query = sa.select(issues.document_id, issues.message).distinct().join(
        schema.RUNS, runs.run_id == issues.run_id).where(
        runs.coder_pk == coder, issues.stage == STAGE, issues.document_id.in_([fit(name) for name in names]))
    return [Issue(row.document_id, STAGE, row.message, "error") for row in connection.execute(query)]

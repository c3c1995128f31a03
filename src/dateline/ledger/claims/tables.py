"""The tables of claims and of what came of them.

Claims, their statements, speakers, evidence and flips are derived: each linking replaces them.  Outcomes are what
people judged; that table only grows.
"""

from __future__ import annotations

import sqlalchemy as sa

from dateline.ledger.schema import METADATA, Count, count, key, refers, text, truth


def _of_claim(*, primary: bool = True) -> sa.Column[str]:
    return sa.Column("claim_id", sa.Text, sa.ForeignKey("claims.claim_id"), primary_key=primary, nullable=False)


def _number() -> sa.Column[int]:
    return sa.Column("number", Count, primary_key=True, autoincrement=False)


# `first_said` is EDTF; `due_earliest` and `due_latest` bound the time for which it was said; `acts` the act claimed.
# `supports`, `against`, `updates`: how many later statements are suggested that point that way; `flip`: contradicts or
# changed, where the speaker turned.
CLAIMS = sa.Table(
    "claims", METADATA,
    sa.Column("claim_id", sa.Text, primary_key=True),
    text("kind", null=False), text("rule", null=False), text("speaker", null=False), text("gloss", null=False),
    text("first_said"), text("first_reported"), text("last_reported"), count("repeated", null=False),
    count("later_days", null=False), count("origins", null=False), count("statements", null=False),
    text("due_earliest"), text("due_latest"), text("due_text"), text("condition"), text("told_by"), text("acts"),
    truth("negated"), text("flip"), count("supports", null=False), count("against", null=False),
    count("updates", null=False),
    sa.Index("claims_by_kind", "kind", "first_reported"),
    sa.Index("claims_by_due", "due_latest"),
)  # fmt: skip

# `name_key`: the name, or the words where there is none, without case.
CLAIM_SPEAKERS = sa.Table(
    "claim_speakers", METADATA,
    _of_claim(), _number(), text("name"), text("code"), text("country"), text("text"), text("name_key", null=False),
    sa.Index("claim_speakers_by_country", "country", "claim_id"),
    sqlite_with_rowid=False,
)  # fmt: skip

CLAIM_STATEMENTS = sa.Table(
    "claim_statements", METADATA,
    _of_claim(), _number(), refers("statement_pk", "statements.statement_pk"), text("origin", null=False),
    sa.Index("claim_statements_by_statement", "statement_pk"),
    sqlite_with_rowid=False,
)  # fmt: skip

CLAIM_EVIDENCE = sa.Table(
    "claim_evidence", METADATA,
    _of_claim(), _number(), refers("statement_pk", "statements.statement_pk"), text("direction", null=False),
    count("strength", null=False), text("why", null=False),
    sqlite_with_rowid=False,
)  # fmt: skip

# A speaker who says one thing (`first_pk`) and in another report its opposite (`later_pk`).
FLIPS = sa.Table(
    "flips", METADATA,
    _number(), text("kind", null=False), text("speaker", null=False), text("name_key", null=False), text("code"),
    refers("first_pk", "statements.statement_pk"), refers("later_pk", "statements.statement_pk"),
    text("why", null=False),
)  # fmt: skip

# A judgement on a claim, signed (`by`) and dated (`at`).  It hangs on the first statement of the claim as it was
# then, by its id and by its text and trigger, so that it finds its claim again after recoding and relinking.
# `evidence`: JSON, statement ids and addresses.
OUTCOMES = sa.Table(
    "outcomes", METADATA,
    key("outcome_pk"), text("claim_id", null=False), text("kind", null=False), text("statement_id", null=False),
    text("text_sha256", null=False), count("trigger_start", null=False), count("trigger_end", null=False),
    text("gloss", null=False), text("outcome", null=False), text("by", null=False), text("at", null=False),
    text("note", null=False), text("evidence", null=False),
    sa.Index("outcomes_by_statement", "statement_id"),
    sa.Index("outcomes_by_text", "text_sha256"),
)  # fmt: skip

DERIVED = (FLIPS, CLAIM_EVIDENCE, CLAIM_STATEMENTS, CLAIM_SPEAKERS, CLAIMS)  # in the order in which they are emptied

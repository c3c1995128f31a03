"""The tables of what people say of statements: corrections, samples for validation, judgements.  They only grow.

A correction keeps what is needed to find its statement again after a re-code: the hash of the text, the characters of
the trigger, the id that the statement had; and, should the text itself change, the words of its sentence.
"""

from __future__ import annotations

import sqlalchemy as sa

from dateline.ledger.schema import METADATA, Count, blob, count, key, real, refers, text

# `value`: what the person says; `was`: what the coder gave then; `withdraws`: the correction that this row takes back.
CORRECTIONS = sa.Table(
    "corrections", METADATA,
    key("correction_pk"), text("text_sha256", null=False), text("document_id", null=False),
    text("statement_id", null=False), text("codebook", null=False), text("event", null=False),
    count("trigger_start", null=False), count("trigger_end", null=False), text("sentence", null=False),
    text("slot", null=False), text("action", null=False), text("value"), text("was"),
    text("by", null=False), text("at", null=False), text("why", null=False),
    refers("withdraws", "corrections.correction_pk", null=True),
    sa.Index("corrections_by_hash", "text_sha256"),
    sa.Index("corrections_by_statement", "statement_id"),
)  # fmt: skip

# A sample of statements as the coder gave them, with its frame: `filter` and `strata` are JSON (per stratum how many
# there are and how many were drawn).  `threshold`: of samples of the uncertain, else null.
SAMPLES = sa.Table(
    "samples", METADATA,
    key("sample_pk"), text("name", null=False), text("design", null=False), text("filter", null=False),
    text("seed", null=False), count("size", null=False), count("population", null=False), text("strata", null=False),
    real("threshold"), text("coders", null=False), text("at", null=False), sa.UniqueConstraint("name"),
)  # fmt: skip

# `body`: the statement as it was when drawn, JSON, deflated.  `weight`: how many statements of
# the frame it stands for; null where the design gives it none.
SAMPLE_ITEMS = sa.Table(
    "sample_items", METADATA,
    refers("sample_pk", "samples.sample_pk", primary=True),
    sa.Column("number", Count, primary_key=True, autoincrement=False),
    refers("document_pk", "documents.document_pk"), text("statement_id", null=False), blob("body", null=False),
    text("stratum", null=False), real("weight"),
)  # fmt: skip

# A sentence of a drawn document, for samples that ask what was missed: its characters, and the event types that the
# coder gave there when it was drawn.
SAMPLE_SENTENCES = sa.Table(
    "sample_sentences", METADATA,
    refers("sample_pk", "samples.sample_pk", primary=True),
    sa.Column("number", Count, primary_key=True, autoincrement=False),
    refers("document_pk", "documents.document_pk"), count("start", null=False), count("end", null=False),
    text("events", null=False),
)  # fmt: skip

# One row a slot that somebody judged: `verdict` is yes, no or unsure, `value` what it should be, of a no.
# Of a sentence the slot is `events`, and `value` all that is told there.
# A later row of the same item, coder and slot takes the place of the earlier one, which stays.
JUDGEMENTS = sa.Table(
    "judgements", METADATA,
    key("judgement_pk"), refers("sample_pk", "samples.sample_pk"), count("number", null=False),
    text("coder", null=False), text("slot", null=False), text("verdict"), text("value"), text("note"),
    text("at", null=False), sa.Index("judgements_of_sample", "sample_pk", "coder"),
)  # fmt: skip

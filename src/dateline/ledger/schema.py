"""The tables that documents, runs and statements live in.

One schema for SQLite and PostgreSQL.  What is derived from these (stories, incidents, claims) and what people add
(corrections, samples, outcomes, watches) has tables of its own, in the rooms' `tables.py`, in the same `METADATA`.
Times of the ledger are text, UTC, `2026-11-23T20:48:38Z`, as the clock of the writer had it; what came first is told
by row numbers, never by a clock.  Dates of documents and events are ISO 8601 text.
"""

from __future__ import annotations

import sqlalchemy as sa

METADATA = sa.MetaData()
Key = sa.BigInteger().with_variant(sa.Integer, "sqlite")  # SQLite numbers rows by INTEGER PRIMARY KEY only
Count = sa.Integer


def key(name: str) -> sa.Column[int]:
    """A column of row numbers that the database hands out, rising."""
    return sa.Column(name, Key, primary_key=True, autoincrement=True)


def refers(name: str, target: str, *, null: bool = False, primary: bool = False) -> sa.Column[int]:
    """A column that holds a row number of another table: `target` is `table.column`."""
    return sa.Column(name, Key, sa.ForeignKey(target), nullable=null, primary_key=primary)


def text(name: str, *, null: bool = True) -> sa.Column[str]:
    """A column of text."""
    return sa.Column(name, sa.Text, nullable=null)


def count(name: str, *, null: bool = True) -> sa.Column[int]:
    """A column of whole numbers."""
    return sa.Column(name, Count, nullable=null)


def real(name: str) -> sa.Column[float]:
    """A column of real numbers."""
    return sa.Column(name, sa.Float, nullable=True)


def truth(name: str, *, null: bool = False) -> sa.Column[bool]:
    """A column of yes and no."""
    return sa.Column(name, sa.Boolean, nullable=null)


def blob(name: str, *, null: bool = True) -> sa.Column[bytes]:
    """A column of bytes."""
    return sa.Column(name, sa.LargeBinary, nullable=null)


META = sa.Table("meta", METADATA, sa.Column("name", sa.Text, primary_key=True), text("value", null=False))

# A report as it was given.  `document_id` is its identity at its source, `version` counts the texts seen under it,
# `digest` is that of everything known of it; one version of each document is `current`.  `text` is fit for any
# database (no halves of surrogate pairs, no NUL: each is U+FFFD, offsets stay); `raw` is the text as given where it
# differs, UTF-8 with surrogates passed through.  `authors`: the names of the byline, one a line.
DOCUMENTS = sa.Table(
    "documents", METADATA,
    key("document_pk"), text("document_id", null=False), count("version", null=False), text("digest", null=False),
    text("text_sha256", null=False), text("title"), text("publisher"), text("published"), text("url"),
    text("language", null=False), text("dateline"), text("near"), text("updated"), text("authors"), text("agency"),
    count("characters", null=False),
    text("loaded", null=False), truth("current"), text("text", null=False), blob("raw"),
    sa.UniqueConstraint("document_id", "digest"),
    sa.Index("documents_by_hash", "text_sha256"),
    sa.Index("documents_by_month", "current", "published"),
    sa.Index("documents_newest", sa.text("coalesce(published, '')"), "document_pk"),
)  # fmt: skip

# What makes a reading what it is: version of Dateline, digest of its knowledge, parser model, settings (JSON).
CODERS = sa.Table(
    "coders", METADATA,
    key("coder_pk"), text("digest", null=False), text("version", null=False), text("knowledge", null=False),
    text("model", null=False), text("settings", null=False), sa.UniqueConstraint("digest"),
)  # fmt: skip

# One call of `dateline code`.  `read`: documents coded in it; `kept`: those that this coder had read before;
# `skipped`: inputs that gave no reading, each a row of `issues` with the reason.  `finished` is null for a run that
# goes on or was broken off; `seconds` is how long it took, which no change of the clock touches.
RUNS = sa.Table(
    "runs", METADATA,
    key("run_id"), refers("coder_pk", "coders.coder_pk"), text("started", null=False), text("finished"),
    real("seconds"), count("read", null=False), count("kept", null=False), count("skipped", null=False),
    count("statements", null=False), text("note"),
)  # fmt: skip

# What a coder read in a document: `body` is the whole Reading, JSON, deflated.  One reading of each current document
# is `current`: that of the latest run.
READINGS = sa.Table(
    "readings", METADATA,
    key("reading_pk"), refers("document_pk", "documents.document_pk"), refers("coder_pk", "coders.coder_pk"),
    count("sentences", null=False), count("statements", null=False), count("candidates", null=False),
    text("contexts"), truth("current"), blob("body", null=False),
    sa.UniqueConstraint("document_pk", "coder_pk"),
    sa.Index("readings_by_currency", "current", "document_pk"),
)  # fmt: skip

RUN_READINGS = sa.Table(
    "run_readings", METADATA,
    refers("run_id", "runs.run_id", primary=True), refers("reading_pk", "readings.reading_pk", primary=True),
    sqlite_with_rowid=False,
)  # fmt: skip

ISSUES = sa.Table(
    "issues", METADATA,
    key("issue_pk"), refers("run_id", "runs.run_id"), text("document_id", null=False), text("stage", null=False),
    text("severity", null=False), text("message", null=False), count("start"), count("end"),
    sa.Index("issues_by_run", "run_id", "severity"),
)  # fmt: skip

# One row a statement of a reading, the flat columns of docs/cli.md; details (steps, spans) are in the reading's body.
# `current`: it stands in the ledger as it is now: of the current reading, not rejected, not replaced by a correction.
# A corrected statement is a row of its own with `correction_pk` and `body` (its JSON); the row that the coder gave
# stays.  `month`: of the event where its time is known to the month, else of publication; null for background
# without such a time.
STATEMENTS = sa.Table(
    "statements", METADATA,
    key("statement_pk"), refers("reading_pk", "readings.reading_pk"), refers("document_pk", "documents.document_pk"),
    count("number", null=False), text("statement_id", null=False), truth("current"),
    sa.Column("correction_pk", Key, nullable=True),
    text("codebook", null=False), text("event", null=False), text("mode"), count("quad"), truth("realised", null=True),
    text("plover_event"), text("plover_mode"), real("plover_score"), text("cameo"), real("goldstein"),
    text("contexts"), real("confidence"),
    text("actor_codes"), text("actor_texts"), text("recipient_codes"), text("recipient_texts"),
    text("trigger", null=False), count("trigger_start", null=False), count("trigger_end", null=False),
    text("sentence", null=False), count("sentence_start", null=False), count("sentence_end", null=False),
    text("status", null=False), text("condition"), text("certainty"), text("polarity"), text("time"), text("mood"),
    text("author_certainty"), truth("own_voice"), text("voice_texts"), text("voice_codes"), text("voice_kinds"),
    text("when"), text("when_earliest"), text("when_latest"), text("when_granularity"), truth("when_approx", null=True),
    text("where_text"), text("where_name"), text("where_code"), text("where_admin1"), real("where_lat"),
    real("where_lon"), real("where_radius_km"), text("where_level"), count("where_geonameid"),
    text("what_texts"), text("what_kinds"), truth("background"), text("published"), text("month"), blob("body"),
    sa.Index("statements_of_document", "document_pk"),
    sa.Index("statements_by_id", "statement_id"),
    sa.Index("statements_by_event", "event", "status"),
    sa.Index("statements_newest", sa.text("coalesce(published, '')"), "statement_pk"),  # fulltext.newest_first
)  # fmt: skip

# Who takes part in a statement: role is actor, recipient or voice; `country` the first part of the code, `sector` the
# rest.  `number` counts within the role; voices from the outermost inwards.
PARTIES = sa.Table(
    "parties", METADATA,
    refers("statement_pk", "statements.statement_pk", primary=True),
    sa.Column("role", sa.Text, primary_key=True), sa.Column("number", Count, primary_key=True, autoincrement=False),
    text("code"), text("country"), text("sector"), text("name"), text("text", null=False),
    count("start", null=False), count("end", null=False),
    sa.Index("parties_by_country", "country", "role", "statement_pk"),
    sa.Index("parties_by_name", sa.text("lower(name)"), "role"),
    sqlite_with_rowid=False,
)  # fmt: skip

# The pairs of countries (or organisations) that a statement runs between, for relations; never a list of events.
# Parties of a mutual act without recipient stand in both orders, marked `mutual`.  Nobody is paired with himself.
DYADS = sa.Table(
    "dyads", METADATA,
    sa.Column("actor", sa.Text, primary_key=True), sa.Column("recipient", sa.Text, primary_key=True),
    refers("statement_pk", "statements.statement_pk", primary=True),
    truth("current"), truth("mutual"), text("month"), text("event", null=False), count("quad"),
    text("status", null=False), truth("own_voice"), truth("background"), real("plover_score"), real("goldstein"),
    sa.Index("dyads_of_statement", "statement_pk"),
    sqlite_with_rowid=False,
)  # fmt: skip

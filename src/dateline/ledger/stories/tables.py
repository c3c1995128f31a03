"""The tables of stories.  All of it is worked out from documents and readings, and replaced as a whole."""

from __future__ import annotations

import sqlalchemy as sa

from dateline.ledger.schema import METADATA, Key, blob, count, real, refers, text, truth

# Reports of one happening.  `story_id` stays while its earliest report does; `first` and `last` are days of
# publication; `central` is the report most like the others, whose title the story has; `parties` joined by "; ".
STORIES = sa.Table(
    "stories", METADATA,
    sa.Column("story_id", sa.Text, primary_key=True), text("title", null=False), count("reports", null=False),
    count("origins", null=False), text("first"), text("last"), text("parties", null=False),
    refers("central", "documents.document_pk"), text("why", null=False),
    sa.Index("stories_by_last", "last"),
)  # fmt: skip

# What the reports of a story lead with as it moves on.
STORY_DEVELOPMENTS = sa.Table(
    "story_developments", METADATA,
    sa.Column("story_id", sa.Text, sa.ForeignKey("stories.story_id"), primary_key=True),
    sa.Column("development", sa.Integer, primary_key=True, autoincrement=False),
    text("label", null=False), count("reports", null=False), text("first"), text("last"),
    sqlite_with_rowid=False,
)  # fmt: skip

# Each document in its story.  `origin` is the head of its copies (itself where it copies none), `copied_from` the
# document that it shares most with, `share` (0 to 1) how much; `number` counts a story's reports from the earliest.
STORY_DOCUMENTS = sa.Table(
    "story_documents", METADATA,
    refers("document_pk", "documents.document_pk", primary=True),
    sa.Column("story_id", sa.Text, sa.ForeignKey("stories.story_id"), nullable=False), count("number", null=False),
    refers("origin", "documents.document_pk"), refers("copied_from", "documents.document_pk", null=True), real("share"),
    text("agency"), count("development", null=False), text("origin_why", null=False), text("why", null=False),
    sa.Index("story_documents_of_story", "story_id", "number"),
    sa.Index("story_documents_by_origin", "origin"),
)  # fmt: skip

# One row: from which documents, readings, corrections and settings stories, incidents and claims were made, and when.
STORY_STATE = sa.Table(
    "story_state", METADATA,
    sa.Column("digest", sa.Text, primary_key=True), text("made", null=False),
)  # fmt: skip

ALL = (STORIES, STORY_DEVELOPMENTS, STORY_DOCUMENTS, STORY_STATE)

# What linking goes on from when reports come in: each report that is linked, with the reading that it was linked by and
# what it is compared by (`profile`: JSON, deflated).
LINKED = sa.Table(
    "linked", METADATA,
    refers("document_pk", "documents.document_pk", primary=True), refers("reading_pk", "readings.reading_pk"),
    blob("profile", null=False),
)  # fmt: skip

# The bands of each report's sketch (origins.py) and its rare terms with its day (ordinal; UNDATED without one): reports
# that share one are compared.
LINKED_BANDS = sa.Table(
    "linked_bands", METADATA,
    sa.Column("band", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("document_pk", Key, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)  # fmt: skip
LINKED_TERMS = sa.Table(
    "linked_terms", METADATA,
    sa.Column("term", sa.Text, primary_key=True), sa.Column("day", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("document_pk", Key, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)  # fmt: skip

# The likeness of the pairs that were compared, `a` < `b`; `apart`: as in `stories.Links`.
LINKED_PAIRS = sa.Table(
    "linked_pairs", METADATA,
    sa.Column("a", Key, primary_key=True, autoincrement=False),
    sa.Column("b", Key, primary_key=True, autoincrement=False),
    sa.Column("likeness", sa.Float(53), nullable=False), truth("apart", null=True),
    sa.Index("linked_pairs_back", "b", "a"),
    sqlite_with_rowid=False,
)  # fmt: skip

# One row: version and tables that this was made with, the last correction that it knows, and the digest (as in
# `story_state`) of what the claims were made of.
LINK_STATE = sa.Table(
    "link_state", METADATA,
    sa.Column("base", sa.Text, primary_key=True), count("corrected"), text("claims", null=False),
)  # fmt: skip

UNDATED = 9_999_999  # behind the ordinal of every day
BASE = (LINKED, LINKED_BANDS, LINKED_TERMS, LINKED_PAIRS)

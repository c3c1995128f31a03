"""The tables of stories.  All of it is worked out from documents and readings, and replaced as a whole."""

from __future__ import annotations

import sqlalchemy as sa

from dateline.ledger.schema import METADATA, count, real, refers, text

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

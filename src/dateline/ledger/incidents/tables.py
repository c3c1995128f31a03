"""The tables of incidents.  They are made of statements and may be made anew at any time."""

from __future__ import annotations

import sqlalchemy as sa

from dateline.ledger.schema import METADATA, blob, count, refers, text, truth

# One row an incident: `body` is the whole of it, JSON, deflated.  `first_day`, `last_day`: of publication.  `differ`:
# names of the slots in which reports differ, joined with "; ".
INCIDENTS = sa.Table(
    "incidents", METADATA,
    sa.Column("incident_id", sa.Text, primary_key=True),
    text("event", null=False), text("mode"), text("act", null=False), text("headline", null=False),
    count("statements", null=False), count("origins", null=False), count("documents", null=False),
    text("first_day"), text("last_day"), text("differ"), truth("contested"), blob("body", null=False),
    sa.Index("incidents_by_origins", "origins"),
    sqlite_with_rowid=False,
)  # fmt: skip

INCIDENT_STATEMENTS = sa.Table(
    "incident_statements", METADATA,
    sa.Column("incident_id", sa.Text, sa.ForeignKey("incidents.incident_id"), primary_key=True),
    refers("statement_pk", "statements.statement_pk", primary=True),
    sa.Index("incident_of_statement", "statement_pk"),
    sqlite_with_rowid=False,
)  # fmt: skip

INCIDENT_STORIES = sa.Table(
    "incident_stories", METADATA,
    sa.Column("story_id", sa.Text, primary_key=True),
    sa.Column("incident_id", sa.Text, sa.ForeignKey("incidents.incident_id"), primary_key=True),
    sa.Index("stories_of_incident", "incident_id"),
    sqlite_with_rowid=False,
)  # fmt: skip

# What incidents of several stories agree in (incidents.py), by the stories that have an act with it: JSON.
INCIDENT_KEYS = sa.Table(
    "incident_keys", METADATA,
    sa.Column("key", sa.Text, primary_key=True), sa.Column("story_id", sa.Text, primary_key=True),
    sa.Index("incident_keys_of_story", "story_id"),
    sqlite_with_rowid=False,
)  # fmt: skip

# Incidents whose earliest statements have the same id; `first_id` is the id that each would have alone.
INCIDENT_TWINS = sa.Table(
    "incident_twins", METADATA,
    sa.Column("first_id", sa.Text, primary_key=True), sa.Column("incident_id", sa.Text, primary_key=True),
    sqlite_with_rowid=False,
)  # fmt: skip

TABLES = (INCIDENTS, INCIDENT_STATEMENTS, INCIDENT_STORIES)
KEPT = (INCIDENT_KEYS, INCIDENT_TWINS)

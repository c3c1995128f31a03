"""The tables of watches and alerts.  All are append-only: a change of mind is a new row."""

from __future__ import annotations

import sqlalchemy as sa

from dateline.ledger.schema import METADATA, Key, count, key, refers, text, truth

# A saved filter (JSON) with its threshold: `origins` independent origins within `days` days of publication.  `targets`:
# where its alerts go, a JSON list of `file:PATH`, `webhook:URL`, `mail:ADDRESS`.
WATCHES = sa.Table(
    "watches", METADATA,
    key("watch_id"), text("name", null=False), text("filter", null=False), count("origins", null=False),
    count("days", null=False), truth("updates"), text("targets", null=False), text("created", null=False),
)  # fmt: skip

# active, paused or removed: the latest row of a watch says.
WATCH_STATES = sa.Table(
    "watch_states", METADATA,
    key("watch_state_pk"), refers("watch_id", "watches.watch_id"), text("state", null=False), text("at", null=False),
    sa.Index("watch_states_of", "watch_id"),
)  # fmt: skip

# One row each time that a watch was looked at: the readings up to `reading_pk` have been seen.
WATCH_MARKS = sa.Table(
    "watch_marks", METADATA,
    key("watch_mark_pk"), refers("watch_id", "watches.watch_id"), sa.Column("reading_pk", Key, nullable=False),
    text("at", null=False), count("fired", null=False), count("earlier", null=False),
    sa.Index("watch_marks_of", "watch_id"),
)  # fmt: skip

# A watch that fired.  kind: new; update (further origins of alert `of`); earlier (its threshold was reached by reports
# that the ledger held before the watch: kept so that it does not fire for them again, never delivered).  `key`: its
# story, or the first day of its window.  `first` to `last`: the window; `reached`: the day of the report that made it
# enough.  `body`: the whole reason, JSON.
ALERTS = sa.Table(
    "alerts", METADATA,
    key("alert_id"), refers("watch_id", "watches.watch_id"), text("key", null=False), text("kind", null=False),
    refers("of", "alerts.alert_id", null=True), text("story", null=False), text("first", null=False),
    text("last", null=False), text("reached", null=False), count("origins", null=False), text("cause", null=False),
    text("body"), text("at", null=False),
    sa.UniqueConstraint("watch_id", "key"),
)  # fmt: skip

ALERT_STATEMENTS = sa.Table(
    "alert_statements", METADATA,
    refers("alert_id", "alerts.alert_id", primary=True),
    refers("statement_pk", "statements.statement_pk", primary=True), refers("document_pk", "documents.document_pk"),
    sa.Index("alert_statements_by_statement", "statement_pk"),
    sqlite_with_rowid=False,
)  # fmt: skip

# Each try (`number`) to bring an alert to a target: a row `begun`, then one `sent` or `failed` with the reason.
DELIVERIES = sa.Table(
    "deliveries", METADATA,
    key("delivery_pk"), refers("alert_id", "alerts.alert_id"), text("target", null=False), count("number", null=False),
    text("state", null=False), text("detail"), text("at", null=False),
    sa.UniqueConstraint("alert_id", "target", "number", "state"),
)  # fmt: skip

TABLES = (WATCHES, WATCH_STATES, WATCH_MARKS, ALERTS, ALERT_STATEMENTS, DELIVERIES)

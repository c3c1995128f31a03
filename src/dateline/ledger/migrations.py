"""Numbered changes of the schema.  A ledger says in `meta` up to which it has come; a newer one is refused.

A change that has been published is never altered: what comes later is a further number.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import sqlalchemy as sa

from dateline.errors import LedgerError
from dateline.ledger import fetches, pages, schema
from dateline.ledger.alerts import tables as tables_watches
from dateline.ledger.claims import tables as tables_claims
from dateline.ledger.fulltext import create_search
from dateline.ledger.incidents import tables as tables_incidents
from dateline.ledger.people import tables as tables_corrections
from dateline.ledger.schema import META, METADATA
from dateline.ledger.stories import tables as tables_stories

SCHEMA = "schema"


class Migration(NamedTuple):
    """One numbered change."""

    number: int
    what: str
    apply: Callable[[sa.Connection], None]


def _store(connection: sa.Connection) -> None:
    _create(connection, schema.DOCUMENTS, schema.CODERS, schema.RUNS, schema.READINGS, schema.RUN_READINGS,
            schema.ISSUES, schema.STATEMENTS, schema.PARTIES, schema.DYADS)
    create_search(connection)


def _stories(connection: sa.Connection) -> None:
    _create(connection, *tables_stories.ALL, *tables_incidents.TABLES)


def _claims(connection: sa.Connection) -> None:
    _create(connection, *reversed(tables_claims.DERIVED), tables_claims.OUTCOMES)
    guard(connection, tables_claims.OUTCOMES.name)


def _people(connection: sa.Connection) -> None:
    tables = (tables_corrections.CORRECTIONS, tables_corrections.SAMPLES, tables_corrections.SAMPLE_ITEMS,
              tables_corrections.SAMPLE_SENTENCES, tables_corrections.JUDGEMENTS)
    _create(connection, *tables)
    for table in tables:
        guard(connection, table.name)


def _watches(connection: sa.Connection) -> None:
    _create(connection, *tables_watches.TABLES)
    for table in tables_watches.TABLES:
        guard(connection, table.name)


def _pages(connection: sa.Connection) -> None:
    _create(connection, pages.PAGES)


def _credits(connection: sa.Connection) -> None:
    there = {column["name"] for column in sa.inspect(connection).get_columns(schema.DOCUMENTS.name)}
    for name in sorted({"updated", "authors", "agency"} - there):  # a new ledger has them from its first change on
        connection.exec_driver_sql(f"ALTER TABLE {schema.DOCUMENTS.name} ADD COLUMN {name} TEXT")


def _layouts(connection: sa.Connection) -> None:
    there = {column["name"] for column in sa.inspect(connection).get_columns(pages.PAGES.name)}
    if "kind" not in there:
        connection.exec_driver_sql(
            f"ALTER TABLE {pages.PAGES.name} ADD COLUMN kind TEXT DEFAULT '{pages.HTML}' NOT NULL")


def _links(connection: sa.Connection) -> None:
    _create(connection, *tables_stories.BASE, tables_stories.LINK_STATE, *tables_incidents.KEPT)
    for index in tables_incidents.INCIDENT_STORIES.indexes:  # a new ledger has it from its second change on
        index.create(connection, checkfirst=True)


def _fetches(connection: sa.Connection) -> None:
    _create(connection, *fetches.TABLES)


def _create(connection: sa.Connection, *tables: sa.Table) -> None:
    METADATA.create_all(connection, tables=tables, checkfirst=False)


MIGRATIONS = (
    Migration(1, "documents, runs, readings, statements, full text", _store),
    Migration(2, "stories and incidents", _stories),
    Migration(3, "claims and their outcome", _claims),
    Migration(4, "corrections, samples, judgements", _people),
    Migration(5, "watches and alerts", _watches),
    Migration(6, "the pages that reports were taken from", _pages),
    Migration(7, "byline, agency and date of the version of a report", _credits),
    Migration(8, "where the text of a report stands on the pages of its file", _layouts),
    Migration(9, "what linking goes on from", _links),
    Migration(10, "feeds that are watched", _fetches),
)


def version_of(connection: sa.Connection) -> int:
    """The number of the last change that the ledger has seen; 0 for an empty database."""
    if not sa.inspect(connection).has_table(META.name):
        return 0
    found = connection.execute(sa.select(META.c.value).where(META.c.name == SCHEMA)).scalar()
    return int(found or 0)


def upgrade(connection: sa.Connection) -> int:
    """Bring the ledger to the present schema; its number.  Raises LedgerError for a newer one or no ledger."""
    version = version_of(connection)
    newest = MIGRATIONS[-1].number
    if version > newest:
        raise LedgerError(f"it was written by a newer Dateline (schema {version}; this one knows {newest}). "
                          "Upgrade this one: pip install --upgrade dateline. Nothing was changed.")
    if version == 0:
        if sa.inspect(connection).get_table_names():
            raise LedgerError("it is a database, but no ledger: it holds other tables. Take a new file or database.")
        METADATA.create_all(connection, tables=[META])
        connection.execute(sa.insert(META), {"name": SCHEMA, "value": "0"})
    for migration in MIGRATIONS:
        if migration.number > version:
            migration.apply(connection)
    connection.execute(sa.update(META).where(META.c.name == SCHEMA).values(value=str(newest)))
    return newest


def guard(connection: sa.Connection, table: str) -> None:
    """Make a table append-only: the database itself refuses to change or delete its rows."""
    if connection.dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            connection.exec_driver_sql(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END")
        return
    connection.exec_driver_sql(
        "CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$")
    connection.exec_driver_sql(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION append_only()")

"""Why a filter finds nothing: values that the ledger does not have at all, and those that come near."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from dateline.ledger.conditions import ROLES, named, who
from dateline.ledger.filters import Filter, given, many
from dateline.ledger.schema import DOCUMENTS, PARTIES, RUNS, STATEMENTS

NEAR = 5


def hints(connection: sa.Connection, filter: Filter) -> list[str]:
    """A sentence for each value that stands nowhere in the ledger, with those that it has instead."""
    return [hint for name, value in given(filter).items() for hint in _of(connection, name, value)]


def _of(connection: sa.Connection, name: str, value: Any) -> Iterator[str]:
    if name in ("event", "mode", "codebook"):
        known = connection.execute(sa.select(STATEMENTS.c[name]).distinct()).scalars().all()
        for one in (v for v in many(value) if v not in known):
            yield f"no statement of this ledger has {name}={one}; it has {_some(sorted(filter_none(known)))}."
    elif name in (*ROLES, "between"):
        for one in many(value):
            yield from _party(connection, name, ROLES.get(name, ROLES["party"]), one)
    elif name == "publisher":
        for one in many(value):
            if not _exists(connection, DOCUMENTS, named(DOCUMENTS.c.publisher, one)):
                yield f"no report of this ledger is by {one!r}{_near(connection, DOCUMENTS.c.publisher, one)}."
    elif name == "run" and not _exists(connection, RUNS, RUNS.c.run_id == value):
        yield f"there is no run {value}. See: dateline runs"


def filter_none(values: Any) -> list[str]:
    """The values that are there."""
    return [value for value in values if value is not None]


def _party(connection: sa.Connection, name: str, roles: tuple[str, ...], value: str) -> Iterator[str]:
    p = PARTIES.c
    if not _exists(connection, PARTIES, sa.and_(p.role.in_(roles), who(value, p.code, p.country, p.name))):
        near = _near(connection, p.name, value)
        yield f"no statement of this ledger has {name}={value}{near}."


def _exists(connection: sa.Connection, table: sa.Table, wanted: sa.ColumnElement[bool]) -> bool:
    return connection.execute(sa.select(sa.literal(1)).select_from(table).where(wanted).limit(1)).first() is not None


def _near(connection: sa.Connection, column: sa.ColumnElement[Any], value: str) -> str:
    """`; near: Vladimir Putin`: names that contain the value, else names spelt alike."""
    found = connection.execute(
        sa.select(column).distinct().where(named(column, f"*{value}*")).order_by(column).limit(NEAR)).scalars().all()
    if not found:
        known = connection.execute(sa.select(column).distinct().where(column.is_not(None)).limit(20_000)).scalars()
        found = difflib.get_close_matches(value, sorted(known), NEAR)
    return f"; near: {_some(list(found))}" if found else ""


def _some(values: list[str]) -> str:
    shown = ", ".join(values[:16])
    return f"{shown} and {len(values) - 16} more" if len(values) > 16 else shown or "none"

"""Values that a field of a filter can take in a ledger, found by their first letters, with how often they stand there.

`vocabulary` is what is made once for a state of the ledger; `suggested` is what is asked with every letter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from dateline.codes import SECTORS
from dateline.errors import DatelineError
from dateline.ledger.conditions import ROLES, Truth
from dateline.ledger.filters import code_of, state_names
from dateline.ledger.schema import DOCUMENTS, PARTIES, RUNS, STATEMENTS
from dateline.ledger.stories.tables import STORIES

MOST = 12  # values that are suggested
FEW, MANY = 1_000, 20_000  # statements: more are not counted; mentions: more are not told apart
CANDIDATES = 200  # values that are compared by how often they stand
S, D, P = STATEMENTS.c, DOCUMENTS.c, PARTIES.c
PARTY = ("actor", "recipient", "party", "between", "speaker")
OPEN = (*PARTY, "place", "publisher", "codebook", "story", "run", "document", "statement")


class Value(msgspec.Struct, frozen=True):
    """A value as a filter takes it; `statements`: how many have it, None where that was not counted; `more`: so many
    or more."""

    value: str
    label: str = ""
    statements: int | None = None
    more: bool = False


def vocabulary(connection: sa.Connection, field: str) -> tuple[Value, ...]:
    """All values of the field, the most frequent first where they are counted.

    Raises DatelineError for a field of which no values are suggested.
    """
    if field in PARTY:
        return _parties(connection)
    if field not in LISTS:
        raise DatelineError(f"No values are suggested for {field!r}. The fields with suggestions: {', '.join(OPEN)}.")
    return tuple(LISTS[field](connection))


def suggested(connection: sa.Connection, field: str, start: str, known: Sequence[Value]) -> list[Value]:
    """Up to `MOST` of the values `known` that begin so, or of which a word does; parties with how often they stand."""
    wanted = start.strip().casefold()
    if field in ("document", "statement"):
        return _by_id(connection, field, start.strip())
    found = [value for value in known if _begins(value, wanted)]
    if field not in PARTY:
        return found[:MOST]
    if len(parts := start.split(" ")) > 1 and code_of(parts[0]) == parts[0]:
        return _with_sectors(connection, field, parts[0], parts[1])
    return _counted(connection, field, _nearest(found, wanted)[:CANDIDATES])


def _begins(value: Value, wanted: str) -> bool:
    whole = f" {value.value} {value.label}".casefold()
    return f" {wanted}" in whole


def _nearest(found: Iterable[Value], wanted: str) -> list[Value]:
    """Those that begin so before those of which a later word does."""
    return sorted(found, key=lambda v: not v.value.casefold().startswith(wanted))


def _parties(connection: sa.Connection) -> tuple[Value, ...]:
    """Codes of countries and organisations with their names, then names that are no states'."""
    states = state_names()
    codes = [Value(code, states.get(code, "")) for code in _each(connection, P.country)]
    names = [name for name in _each(connection, sa.func.lower(P.name)) if code_of(name) is None]
    return (*codes, *(Value(name) for name in names))


def _each(connection: sa.Connection, column: sa.ColumnElement[Any]) -> list[str]:
    """The different values of a column that an index is in the order of: from each to the next, not through all."""
    first = sa.select(sa.func.min(column).label("it")).cte("each_one", recursive=True)
    following = sa.select(sa.func.min(column)).select_from(PARTIES).where(column > first.c.it).scalar_subquery()
    each = first.union_all(sa.select(following).where(first.c.it.is_not(None)))
    return list(connection.execute(sa.select(each.c.it).where(each.c.it.is_not(None))).scalars())


def _counted(connection: sa.Connection, field: str, found: Iterable[Value]) -> list[Value]:
    """The `MOST` mentioned in that role, with how many statements have them; those that none has are left out."""
    roles = ROLES.get(field, ROLES["party"])
    rough = [(value, _mentions(connection, _is(value.value), roles)) for value in found]
    often = sorted(((v, n) for v, n in rough if n), key=lambda pair: -pair[1])[:MOST]
    exact = [(value, _standing(connection, _is(value.value), roles)) for value, _ in often]
    return [msgspec.structs.replace(value, value=_spelt(connection, value), statements=number, more=number >= FEW)
            for value, number in exact if number]


def _is(value: str) -> Truth:
    return P.country == value if code_of(value) == value else sa.func.lower(P.name) == value


def _mentions(connection: sa.Connection, wanted: Truth, roles: Sequence[str]) -> int:
    """Up to `MANY`, by the index alone."""
    return _up_to(connection, sa.select(P.statement_pk).where(wanted, P.role.in_(roles)), MANY)


def _standing(connection: sa.Connection, wanted: Truth, roles: Sequence[str]) -> int:
    """Statements that stand in the ledger now, up to `FEW`: each is looked at."""
    query = sa.select(P.statement_pk).join(STATEMENTS, S.statement_pk == P.statement_pk)
    return _up_to(connection, query.where(wanted, P.role.in_(roles), S.current.is_(True)).distinct(), FEW)


def _up_to(connection: sa.Connection, query: sa.Select[Any], most: int) -> int:
    return int(connection.execute(sa.select(sa.func.count()).select_from(query.limit(most).subquery())).scalar_one())


def _spelt(connection: sa.Connection, value: Value) -> str:
    """A name as a report or the list of actors writes it."""
    if code_of(value.value) == value.value:
        return value.value
    found = connection.execute(sa.select(P.name).where(sa.func.lower(P.name) == value.value).limit(1)).scalar()
    return str(found or value.value)


def _with_sectors(connection: sa.Connection, field: str, country: str, start: str) -> list[Value]:
    """`RUS GOV`, `RUS MIL`: the codes of a country, among its first 20,000 mentions."""
    some = sa.select(P.code).where(P.country == country, P.role.in_(ROLES.get(field, ROLES["party"]))).limit(20_000)
    code = some.subquery().c.code
    found = connection.execute(sa.select(code).group_by(code).order_by(sa.func.count().desc())).scalars()
    wanted = f"{country} {start}".upper()
    codes = [c for c in found if c and c.startswith(wanted)]
    others = [f"{country} {s}" for s in sorted(SECTORS) if f"{country} {s}".startswith(wanted)]
    return [Value(c) for c in dict.fromkeys([*codes, *others])][:MOST]


def _places(connection: sa.Connection) -> Iterable[Value]:
    states = state_names()
    by_code, by_name = (_groups(connection, column) for column in (S.where_code, S.where_name))
    codes = [Value(code, states.get(code, ""), n) for code, n in by_code]
    return sorted([*codes, *(Value(name, "", n) for name, n in by_name if code_of(name) is None)],
                  key=lambda v: -(v.statements or 0))


def _publishers(connection: sa.Connection) -> Iterable[Value]:
    query = sa.select(D.publisher, sa.func.count()).select_from(STATEMENTS).join(
        DOCUMENTS, D.document_pk == S.document_pk).where(S.current.is_(True), D.publisher.is_not(None))
    rows = connection.execute(query.group_by(D.publisher).order_by(sa.func.count().desc(), D.publisher))
    return [Value(name, "", n) for name, n in rows]


def _codebooks(connection: sa.Connection) -> Iterable[Value]:
    return [Value(name, "", n) for name, n in _groups(connection, S.codebook)]


def _stories(connection: sa.Connection) -> Iterable[Value]:
    s = STORIES.c
    rows = connection.execute(sa.select(s.story_id, s.title).order_by(s.reports.desc(), s.last.desc()).limit(50_000))
    return [Value(row.story_id, row.title) for row in rows]


def _runs(connection: sa.Connection) -> Iterable[Value]:
    query = sa.select(RUNS.c.run_id, RUNS.c.started, RUNS.c.statements).order_by(RUNS.c.run_id.desc())
    return [Value(str(row.run_id), row.started, row.statements) for row in connection.execute(query)]


def _groups(connection: sa.Connection, column: sa.ColumnElement[Any]) -> list[tuple[str, int]]:
    query = sa.select(column, sa.func.count()).where(S.current.is_(True), column.is_not(None)).group_by(column)
    return sorted(((row[0], int(row[1])) for row in connection.execute(query)), key=lambda pair: (-pair[1], pair[0]))


def _by_id(connection: sa.Connection, field: str, start: str) -> list[Value]:
    """Ids that begin so, by the index."""
    column, label = (D.document_id, D.title) if field == "document" else (S.statement_id, S.trigger)
    query = sa.select(column, label).where(column >= start, column < start + "\U0010ffff").order_by(column)
    rows = connection.execute(query.limit(MOST * 4)).all()
    return [Value(name, words or "") for name, words in dict(map(tuple, rows)).items()][:MOST]


LISTS: Mapping[str, Callable[[sa.Connection], Iterable[Value]]] = {
    "place": _places, "publisher": _publishers, "codebook": _codebooks, "story": _stories, "run": _runs,
    "document": lambda _: (), "statement": lambda _: (),
}

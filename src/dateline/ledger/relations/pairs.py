"""Who is told to act towards whom: all pairs by sign and by how it is told, and the statements of one pair."""

from __future__ import annotations

from array import array
from typing import Any

import msgspec
import sqlalchemy as sa

from dateline.ledger.conditions import Truth
from dateline.ledger.filters import Filter
from dateline.ledger.query import COLUMNS
from dateline.ledger.ranks import Ranks
from dateline.ledger.relations.wanted import on_dyads
from dateline.ledger.schema import DOCUMENTS, DYADS, STATEMENTS
from dateline.ledger.table import Table, table

D, S = DYADS.c, STATEMENTS.c
PAIRS = (
    "actor", "recipient", "statements", "material_cooperation", "material_conflict", "verbal_cooperation",
    "verbal_conflict", "open_cooperation", "open_conflict", "planned", "possible", "negated", "own_voice", "mutual",
)  # fmt: skip
SIDES = (*PAIRS, "background", "first_month", "last_month", "plover_sum", "plover_mean", "goldstein_sum",
         "goldstein_mean")


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which statements between parties are asked for.

    `since`, `until`: months YYYY-MM of the statements, both inside; with them, what has no month is left out.
    `background`: with what is told as history or standing.  `filter`: only statements that it finds, too.
    """

    since: str | None = None
    until: str | None = None
    background: bool = True
    filter: Filter = Filter()

    def on(self, connection: sa.Connection) -> list[Truth]:
        """As conditions on DYADS.  Raises DatelineError as `on_dyads` does."""
        found = [D.current, *on_dyads(self.filter, connection.dialect.name)]
        found += [D.month >= self.since] if self.since else []
        found += [D.month <= self.until] if self.until else []
        return found + ([] if self.background else [sa.not_(D.background)])


def pairs(connection: sa.Connection, wanted: Wanted, *, least: int = 1, party: str | None = None) -> Table:
    """Actor by recipient, the most statements first; `party`: only pairs that it is in; `least`: statements a pair.

    `material_…` and `verbal_…` are told as having happened, by class of the act; `open_…` as planned or possible.
    An act without recipient stands in both orders (`mutual`).
    """
    found = [(*row,) for row in connection.execute(pairs_query(connection, wanted, least, party))]
    found.sort(key=lambda row: (-row[2], row[0], row[1]))
    return table(PAIRS, found)


def pairs_query(connection: sa.Connection, wanted: Wanted, least: int = 1, party: str | None = None) -> sa.Select[Any]:
    """`pairs` as a query, in the order of the codes."""
    with_party = [sa.or_(D.actor == party, D.recipient == party)] if party else []
    number = sa.func.count().label("statements")
    return (sa.select(D.actor, D.recipient, number, *_tallies()).where(*wanted.on(connection), *with_party)
            .group_by(D.actor, D.recipient).having(sa.func.count() >= least).order_by(D.actor, D.recipient))


def sides(connection: sa.Connection, a: str, b: str, wanted: Wanted) -> Table:
    """What `a` is told to do towards `b`, then the reverse; no row for a direction without a statement.

    The columns of `pairs`, with scores of statements that have one (see `series.monthly`).
    """
    scores = [of(column).label(f"{name}_{how}") for name, column in (("plover", D.plover_score),
                                                                     ("goldstein", D.goldstein))
              for how, of in (("sum", sa.func.sum), ("mean", sa.func.avg))]
    query = (sa.select(D.actor, D.recipient, sa.func.count().label("statements"), *_tallies(),
                       _count(D.background).label("background"), sa.func.min(D.month).label("first_month"),
                       sa.func.max(D.month).label("last_month"), *scores)
             .where(between(a, b), *wanted.on(connection)).group_by(D.actor, D.recipient))
    rows = sorted(connection.execute(query).all(), key=lambda row: row.actor != a)
    return table(SIDES, [[round(v, 3) if isinstance(v, float) else v for v in row] for row in rows])


def between(a: str, b: str, way: str | None = None) -> Truth:
    """Pairs of the two in both directions, or from `way` (one of them) to the other."""
    if way is not None:
        return sa.and_(D.actor == way, D.recipient == (b if way == a else a))
    return sa.or_(sa.and_(D.actor == a, D.recipient == b), sa.and_(D.actor == b, D.recipient == a))


def statement_numbers(
    connection: sa.Connection, a: str, b: str, wanted: Wanted, *, way: str | None = None, month: str | None = None,
) -> sa.Select[Any]:
    """The statements between two parties, each once, as a query for `statement_pk` and `month`.

    `way`: only what goes from this party to the other; `month`: only of this month or year.
    """
    once = [] if way else [sa.or_(sa.not_(D.mutual), D.actor == a)]
    at = [] if month is None else [sa.func.substr(D.month, 1, len(month)) == month]
    return sa.select(D.statement_pk, D.month).where(between(a, b, way), *once, *at, *wanted.on(connection))


def in_order(connection: sa.Connection, numbers: sa.Select[Any]) -> Ranks:
    """The row numbers that `statement_numbers` finds, the latest month first, without a month last."""
    return array("q", connection.execute(_latest(numbers)).scalars())


def statements(connection: sa.Connection, numbers: sa.Select[Any], limit: int, offset: int = 0) -> Table:
    """A page of the statements that `statement_numbers` finds, in the same order."""
    some = _latest(numbers).limit(limit).offset(offset).subquery()
    source = some.join(STATEMENTS, S.statement_pk == some.c.statement_pk).join(
        DOCUMENTS, DOCUMENTS.c.document_pk == S.document_pk)
    query = sa.select(*COLUMNS).select_from(source).order_by(
        sa.func.coalesce(some.c.month, "").desc(), some.c.statement_pk.desc())
    return table([c.name for c in COLUMNS], connection.execute(query))


def _latest(numbers: sa.Select[Any]) -> sa.Select[Any]:
    return numbers.order_by(sa.func.coalesce(D.month, "").desc(), D.statement_pk.desc())


def how_many(connection: sa.Connection, numbers: sa.Select[Any]) -> int:
    """How many statements `statement_numbers` finds."""
    return int(connection.execute(sa.select(sa.func.count()).select_from(numbers.subquery())).scalar_one())


def _tallies() -> list[sa.Label[int]]:
    """The counts of `PAIRS` behind the first."""
    real, ahead = D.status == "actual", D.status.in_(("planned", "possible"))
    return [
        _count(real, D.quad == 2).label("material_cooperation"), _count(real, D.quad == 4).label("material_conflict"),
        _count(real, D.quad == 1).label("verbal_cooperation"), _count(real, D.quad == 3).label("verbal_conflict"),
        _count(ahead, D.quad < 3).label("open_cooperation"), _count(ahead, D.quad > 2).label("open_conflict"),
        *(_count(D.status == status).label(status) for status in ("planned", "possible", "negated")),
        _count(D.own_voice).label("own_voice"), _count(D.mutual).label("mutual"),
    ]  # fmt: skip


def _count(*tests: Truth | sa.Column[bool]) -> sa.ColumnElement[int]:
    return sa.func.count().filter(*tests)

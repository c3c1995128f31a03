"""Monthly series of a dyad and the matrix of all dyads, straight from the table `dyads`.

What is counted are statements, which are not happenings: ten reports of one meeting are ten statements.  Counting by
documents, origins or incidents comes nearer to it; the answer says which was counted.  The month is that of the event
where the text lets it be known, else of publication; statements without a month (history) are in no series.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple, get_args

import sqlalchemy as sa

from dateline.errors import LedgerError
from dateline.ledger.query import Asked
from dateline.ledger.relations.wanted import on_dyads
from dateline.ledger.schema import DOCUMENTS, DYADS, STATEMENTS
from dateline.ledger.table import Table, table

Unit = Literal["statements", "documents", "origins", "incidents"]
UNITS: tuple[Unit, ...] = get_args(Unit)
CELLS = (
    "month", "actor", "recipient", "status", "own_voice", "quad", "counted", "number", "plover_sum", "plover_mean",
    "goldstein_sum", "goldstein_mean", "documents_of_month",
)  # fmt: skip
MATRIX = (
    "actor", "recipient", "statements", "verbal_cooperation", "material_cooperation", "verbal_conflict",
    "material_conflict", "planned", "possible", "negated", "own_voice", "mutual", "plover_sum", "plover_mean",
    "goldstein_sum", "goldstein_mean",
)  # fmt: skip
PARTNERS = (
    "partner", "statements", "from_it", "to_it", "realised", "cooperation", "conflict", "not_realised", "first_month",
    "last_month", "plover_sum",
)  # fmt: skip


MADE_BY = {"story_documents": "dateline stories", "incident_statements": "dateline incidents"}


class Cell(NamedTuple):
    """The fields of a series besides its month: direction, status, voice, class of the event."""

    actor: str
    recipient: str
    status: str
    own_voice: bool
    quad: int | None


def monthly(
    connection: sa.Connection, a: str, b: str, *, since: str | None = None, until: str | None = None,
    both: bool = True, background: bool = True, by: Unit = "statements", filter: Asked = None,
) -> Table:
    """The statements from `a` to `b` (and from `b` to `a`, if `both`) by month, status, voice and class of event.

    A mutual act stands in both directions.  One row a month and cell for each cell (direction, status, own voice or
    told, quad) that occurs at all, with zeros in months without any, from the first month to the last.  `since`,
    `until`: months YYYY-MM, both inside.  `background`: count what is told as history or standing, too.  `by`: what
    `number` counts (`counted` repeats it); a unit is counted once in each cell that it has a statement in.  Scores are
    of statements that have one: those whose act took place by their voice, and plans and promises as the agreements
    that PLOVER makes of them.  `documents_of_month`: all documents of the ledger published in it, by which numbers
    are to be divided.  `filter`: only statements that it finds.  Raises LedgerError for a unit that the ledger has not
    been grouped by yet, DatelineError for a filter that cannot be read.
    """
    where = _where(_pair(a, b, both), since, until, background)
    found = _cells(connection, [*where, *on_dyads(filter, connection.dialect.name)], by)
    published = documents_by_month(connection)
    rows: list[dict[str, Any]] = []
    known = sorted({cell for _, cell in found}, key=lambda c: (c.actor != a, *map(str, c)))
    months = _filled(sorted({month for month, _ in found}), since, until)
    for month in months:
        for cell in known:
            number, plover, scored, goldstein, weighed = found.get((month, cell), (0, 0.0, 0, 0.0, 0))
            rows.append({
                "month": month, **cell._asdict(), "counted": by, "number": number,
                **_scores(plover, scored, goldstein, weighed), "documents_of_month": published.get(month, 0),
            })  # fmt: skip
    return table(CELLS, rows)


def by_month(series: Table) -> Table:
    """The cells of `monthly` laid side by side: one row a month and direction.

    Columns `actual`, `planned`, `possible`, `negated`, each with how many of these are in the report's own voice;
    `cooperation`, `conflict`: of the actual ones; scores summed and averaged over statements that have one.
    """
    columns = ("month", "actor", "recipient", "counted", "actual", "actual_own", "planned", "planned_own", "possible",
               "possible_own", "negated", "negated_own", "cooperation", "conflict", "plover_sum", "goldstein_sum",
               "documents_of_month")
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    for cell in series:
        row = rows.setdefault((cell["month"], cell["actor"], cell["recipient"]), {
            **dict.fromkeys(columns, 0), "plover_sum": None, "goldstein_sum": None,
            **{c: cell[c] for c in ("month", "actor", "recipient", "counted", "documents_of_month")}})
        row[cell["status"]] += cell["number"]
        if cell["own_voice"]:
            row[f"{cell['status']}_own"] += cell["number"]
        if cell["status"] == "actual" and cell["quad"] is not None:
            row["cooperation" if cell["quad"] < 3 else "conflict"] += cell["number"]
        for score in ("plover_sum", "goldstein_sum"):
            if cell[score] is not None:
                row[score] = round((row[score] or 0.0) + cell[score], 3)
    return table(columns, rows.values())


def matrix(
    connection: sa.Connection, *, since: str | None = None, until: str | None = None, background: bool = True,
    least: int = 1,
) -> Table:
    """All pairs, actor by recipient, with what is told as realised by class, and what is planned, possible, negated.

    Numbers are statements.  `since`, `until`: months, then what has no month is left out; `least`: leave out pairs
    with fewer statements.  `mutual`: statements of acts without recipient, which stand in both orders.
    """
    d = DYADS.c
    query = sa.select(d.actor, d.recipient, *_tallies()).where(
        d.current, *_months(since, until), *(() if background else (sa.not_(d.background),))
    ).group_by(d.actor, d.recipient).order_by(d.actor, d.recipient)
    rows = []
    for found in connection.execute(query).mappings():
        if found["statements"] >= least:
            scores = _scores(found["plover"], found["scored"], found["goldstein"], found["weighed"])
            rows.append({c: found[c] for c in MATRIX if c in found} | scores)
    return table(MATRIX, rows)


def partners(
    connection: sa.Connection, a: str, *, since: str | None = None, until: str | None = None, background: bool = True,
) -> Table:
    """With whom `a` has to do: statements both ways, the most first.  A mutual act counts once."""
    d = DYADS.c
    partner = sa.case((d.actor == a, d.recipient), else_=d.actor)
    once = sa.or_(sa.not_(d.mutual), d.actor == a)
    query = sa.select(
        partner.label("partner"), *_tallies(), _count(d.actor != a).label("from_it"),
        _count(d.actor == a, sa.not_(d.mutual)).label("to_it"),
        sa.func.min(d.month).label("first_month"), sa.func.max(d.month).label("last_month"),
    ).where(
        d.current, sa.or_(d.actor == a, d.recipient == a), once, *_months(since, until),
        *(() if background else (sa.not_(d.background),)),
    ).group_by(partner)  # fmt: skip
    rows: list[dict[str, Any]] = []
    for found in connection.execute(query).mappings():
        cooperation = found["verbal_cooperation"] + found["material_cooperation"]
        conflict = found["verbal_conflict"] + found["material_conflict"]
        other = found["planned"] + found["possible"] + found["negated"]
        rows.append({c: found[c] for c in PARTNERS if c in found} | {
            "realised": found["statements"] - other, "cooperation": cooperation, "conflict": conflict,
            "not_realised": other, "plover_sum": _scores(found["plover"], found["scored"], 0.0, 0)["plover_sum"]})
    rows.sort(key=lambda row: (-row["statements"], row["partner"]))
    return table(PARTNERS, rows)


def documents_by_month(connection: sa.Connection) -> dict[str, int]:
    """How many documents of the present ledger were published in each month."""
    month = sa.func.substr(DOCUMENTS.c.published, 1, 7)
    query = sa.select(month, sa.func.count()).where(DOCUMENTS.c.current, DOCUMENTS.c.published.is_not(None))
    return {row[0]: row[1] for row in connection.execute(query.group_by(month))}


def months_between(first: str, last: str) -> Iterator[str]:
    """All months YYYY-MM from the first to the last, both inside."""
    year, month = int(first[:4]), int(first[5:7])
    while f"{year:04}-{month:02}" <= last[:7]:
        yield f"{year:04}-{month:02}"
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _filled(months: Sequence[str], since: str | None, until: str | None) -> list[str]:
    """The months of the series: from the first that occurs (or was asked for) to the last."""
    if not months:
        return []
    return [*months_between(since[:7] if since else months[0], until[:7] if until else months[-1])]


def _pair(a: str, b: str, both: bool) -> sa.ColumnElement[bool]:
    d = DYADS.c
    there = sa.and_(d.actor == a, d.recipient == b)
    return sa.or_(there, sa.and_(d.actor == b, d.recipient == a)) if both else there


def _where(
    pair: sa.ColumnElement[bool], since: str | None, until: str | None, background: bool
) -> list[sa.ColumnElement[bool]]:
    d = DYADS.c
    past = [] if background else [sa.not_(d.background)]
    return [pair, d.current, d.month.is_not(None), *_months(since, until), *past]


def _months(since: str | None, until: str | None) -> list[sa.ColumnElement[bool]]:
    month = DYADS.c.month
    return [*([month >= since[:7]] if since else []), *([month <= until[:7]] if until else [])]


def _cells(
    connection: sa.Connection, where: Sequence[sa.ColumnElement[bool]], by: Unit
) -> dict[tuple[str, Cell], tuple[int, float, int, float, int]]:
    d = DYADS.c
    keys = (d.month, d.actor, d.recipient, d.status, d.own_voice, d.quad)
    source: sa.FromClause = DYADS
    number: sa.ColumnElement[int] = sa.func.count()
    if by != "statements":
        unit, source = _unit(connection, by)
        number = sa.func.count(sa.distinct(unit))
    query = sa.select(
        *keys, number, sa.func.sum(d.plover_score), sa.func.count(d.plover_score), sa.func.sum(d.goldstein),
        sa.func.count(d.goldstein),
    ).select_from(source).where(*where).group_by(*keys)  # fmt: skip
    found = connection.execute(query).all()
    return {
        (month, Cell(actor, recipient, status, bool(own), quad)): (n, plover or 0.0, scored, goldstein or 0.0, weighed)
        for month, actor, recipient, status, own, quad, n, plover, scored, goldstein, weighed in found
    }


def _unit(connection: sa.Connection, by: Unit) -> tuple[sa.ColumnElement[Any], sa.FromClause]:
    """What tells units apart, and the tables to look in.  A document outside all stories is its own origin."""
    own = STATEMENTS.c.document_pk
    source = DYADS.join(STATEMENTS, STATEMENTS.c.statement_pk == DYADS.c.statement_pk)
    if by == "documents":
        return own, source
    if by == "origins":
        linked = _table(connection, by, "story_documents", "document_pk", "origin")
        return sa.func.coalesce(linked.c.origin, own), source.outerjoin(linked, linked.c.document_pk == own)
    linked = _table(connection, by, "incident_statements", "statement_pk", "incident_id")
    return linked.c.incident_id, DYADS.outerjoin(linked, linked.c.statement_pk == DYADS.c.statement_pk)


def _table(connection: sa.Connection, by: Unit, name: str, *columns: str) -> sa.TableClause:
    found = sa.table(name, *map(sa.column, columns))
    if sa.inspect(connection).has_table(name) and connection.execute(sa.select(found).limit(1)).first():
        return found
    raise LedgerError(f"--by {by}: this ledger has no {by} yet; `{MADE_BY[name]}` makes them. "
                      "Count by statements or documents instead.")


def _count(*tests: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((sa.and_(*tests), 1), else_=0)), 0)


def _tallies() -> list[sa.Label[Any]]:
    d = DYADS.c
    real = d.status == "actual"
    quads = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")
    return [
        sa.func.count().label("statements"),
        *(_count(real, d.quad == n).label(name) for n, name in enumerate(quads, 1)),
        *(_count(d.status == status).label(status) for status in ("planned", "possible", "negated")),
        _count(d.own_voice).label("own_voice"), _count(d.mutual).label("mutual"),
        sa.func.sum(d.plover_score).label("plover"), sa.func.count(d.plover_score).label("scored"),
        sa.func.sum(d.goldstein).label("goldstein"), sa.func.count(d.goldstein).label("weighed"),
    ]  # fmt: skip


def _scores(plover: float | None, scored: int, goldstein: float | None, weighed: int) -> dict[str, float | None]:
    return {
        "plover_sum": round(plover or 0.0, 3) if scored else None,
        "plover_mean": round((plover or 0.0) / scored, 3) if scored else None,
        "goldstein_sum": round(goldstein or 0.0, 3) if weighed else None,
        "goldstein_mean": round((goldstein or 0.0) / weighed, 3) if weighed else None,
    }

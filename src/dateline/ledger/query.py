"""Questions to the ledger: the statements that a filter finds, counts of them, and the same question in other words."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from dateline.errors import DatelineError
from dateline.ledger.conditions import Column, Truth, conditions, documents_of
from dateline.ledger.filters import Filter, from_json, given, parse, write
from dateline.ledger.fulltext import by_index, is_frequent, newest_first
from dateline.ledger.schema import DOCUMENTS, DYADS, PARTIES, STATEMENTS
from dateline.ledger.table import Table, table

Asked: TypeAlias = Filter | str | Mapping[str, Any] | None  # a filter, its short form, its JSON's content, or all
S, D = STATEMENTS.c, DOCUMENTS.c
COLUMNS: tuple[sa.Column[Any], ...] = (
    S.statement_id, S.published, D.publisher, S.event, S.mode, S.status, S.actor_codes, S.actor_texts,
    S.recipient_codes, S.recipient_texts, S.own_voice, S.voice_texts, S.voice_codes, S.voice_kinds, S.when,
    S.where_text, S.where_code, S.what_texts, S.what_kinds, S.sentence, D.title, D.url, D.document_id, S.sentence_start,
    S.sentence_end, S.trigger, S.trigger_start, S.trigger_end, S.codebook, S.quad, S.realised, S.plover_event,
    S.plover_mode, S.plover_score, S.cameo, S.goldstein, S.contexts, S.confidence, S.condition, S.certainty,
    S.polarity, S.time, S.mood, S.background, S.when_earliest, S.when_latest, S.when_granularity, S.when_approx,
    S.where_name, S.where_admin1, S.where_lat, S.where_lon, S.where_radius_km, S.where_level, S.where_geonameid,
    S.month, S.document_pk, S.statement_pk,
)  # fmt: skip
SHOWN = ("statement_id", "published", "publisher", "event", "mode", "status", "actor_codes", "recipient_codes",
         "voice_texts", "when", "sentence")


@dataclass(frozen=True, slots=True)
class Grouping:
    """What counts are made by.  `role`: of the parties, a statement may stand in several groups; `pairs`: of countries.

    `framed`: the statements and reports that a group is a share of are its own (those of the same month, of the same
    publisher), not all; `of_report` is then the same of reports.  `series`: in order, with the groups that have none.
    """

    column: Column
    role: str | None = None
    pairs: bool = False
    framed: bool = False
    series: bool = False
    of_report: Column | None = None


def _published(characters: int) -> Grouping:
    columns = [sa.func.substr(c.published, 1, characters) for c in (S, D)]
    return Grouping(columns[0], framed=True, series=True, of_report=columns[1])


GROUPINGS: Mapping[str, Grouping] = {
    **{name: Grouping(S[name]) for name in ("event", "mode", "quad", "status", "realised", "own_voice", "background",
                                            "codebook")},
    "actor": Grouping(PARTIES.c.country, "actor"),
    "recipient": Grouping(PARTIES.c.country, "recipient"),
    "speaker": Grouping(PARTIES.c.country, "voice"),
    "speaker_name": Grouping(sa.func.coalesce(PARTIES.c.name, PARTIES.c.text), "voice"),
    "pair": Grouping(DYADS.c.actor + " " + DYADS.c.recipient, pairs=True),
    "place": Grouping(S.where_code),
    "publisher": Grouping(D.publisher, framed=True, of_report=D.publisher),
    "day": _published(10), "month": _published(7), "year": _published(4),
    "event_month": Grouping(S.month, framed=True, series=True),
}
FRAME = ("since", "until", "document", "publisher", "story", "codebook", "run")  # which reports are looked at


def as_filter(asked: Asked) -> Filter:
    """The filter that is meant.  Raises DatelineError where it cannot be read."""
    if isinstance(asked, Filter):
        return asked
    if asked is None:
        return Filter()
    return parse(asked) if isinstance(asked, str) else from_json(asked)


def statements(connection: sa.Connection, asked: Asked = None, limit: int | None = None, offset: int = 0) -> Table:
    """The statements that the filter finds, the newest report first; columns as in `COLUMNS`.

    Raises DatelineError for a filter that cannot be read.
    """
    filter = as_filter(asked)
    frequent = limit is not None and is_frequent(connection, STATEMENTS, filter.text)
    query = _query(filter, connection.dialect.name, limit, offset, frequent)
    if filter.text is None:
        return table([c.name for c in COLUMNS], connection.execute(query))
    with by_index(connection):
        return table([c.name for c in COLUMNS], connection.execute(query))


def total(connection: sa.Connection, asked: Asked = None) -> int:
    """How many statements the filter finds."""
    wanted = conditions(as_filter(asked), connection.dialect.name)
    return int(connection.execute(sa.select(sa.func.count()).select_from(STATEMENTS).where(*wanted)).scalar_one())


def count(connection: sa.Connection, asked: Asked = None, by: str = "event") -> Table:
    """Statements and reports that the filter finds, by one of `GROUPINGS`, with what they are a share of.

    `all_statements`, `all_documents`: all that the ledger has in the same frame (the fields `FRAME` of the filter; for
    times and publishers those of the group): news are more in some months than in others.  `share` and
    `document_share` are between 0 and 1.  A statement with two actors counts for either, so shares may add up to more.
    """
    if by not in GROUPINGS:
        raise DatelineError(f"Nothing is counted by {by!r}. The choices: {', '.join(GROUPINGS)}.")
    filter, grouping, dialect = as_filter(asked), GROUPINGS[by], connection.dialect.name
    frame = Filter(**{name: value for name, value in given(filter).items() if name in FRAME})
    found = _counts(connection, grouping, conditions(filter, dialect))
    if grouping.framed:
        statements = found if frame == filter else _counts(connection, grouping, conditions(frame, dialect))
        whole = {group: (made, reports) for group, (made, reports) in statements.items()}
        if grouping.of_report is not None:
            reports = _reports(connection, grouping.of_report, frame)
            whole = {g: (statements.get(g, (0, 0))[0], reports.get(g, 0)) for g in {*statements, *reports}}
    else:
        everything = total(connection, frame)
        reports = _reports(connection, sa.literal("all"), frame)
        whole = dict.fromkeys(found, (everything, reports.get("all", 0)))
    columns = (by, "statements", "documents", "all_statements", "all_documents", "share", "document_share")
    return table(columns, [_shares(g, found.get(g, (0, 0)), whole[g]) for g in _ordered(found, whole, grouping)])


def sql(asked: Asked, dialect: str = "sqlite", limit: int | None = None) -> str:
    """The query of `statements` as SQL to copy, values written out; `dialect`: ``sqlite`` or ``postgresql``."""
    dialects: Mapping[str, Any] = {"sqlite": sqlite.dialect, "postgresql": postgresql.dialect}
    made = dialects[dialect](paramstyle="named")
    compiled = _query(as_filter(asked), dialect, limit).compile(
        dialect=made, compile_kwargs={"literal_binds": True})
    return f"{compiled};"


def command(asked: Asked, place: str = "desk.db") -> str:
    """The same question on the command line."""
    short = write(as_filter(asked))
    return f"dateline statements{f' {shlex.quote(short)}' if short else ''} --ledger {shlex.quote(place)}"


def python(asked: Asked, place: str = "desk.db") -> str:
    """The same question as a Python program that ends with a data frame of pandas."""
    fields = ", ".join(f"{name}={_literal(value)}" for name, value in given(as_filter(asked)).items())
    return "\n".join([
        "from dateline.ledger.book import Ledger", "",
        f"with Ledger({place!r}) as ledger:",
        f"    frame = ledger.statements({fields}).pandas()",
    ])


def _literal(value: Any) -> str:
    return repr(value[0] if isinstance(value, tuple) and len(value) == 1 else value)


def _query(filter: Filter, dialect: str, limit: int | None, offset: int = 0, frequent: bool = False) -> sa.Select[Any]:
    joined = STATEMENTS.join(DOCUMENTS, D.document_pk == S.document_pk)
    query = sa.select(*COLUMNS).select_from(joined).where(*conditions(filter, dialect, frequent))
    query = query.order_by(*newest_first(STATEMENTS, filter.text is not None, frequent))
    if limit is not None or offset:
        query = query.limit(limit).offset(offset)
    return query


def _counts(connection: sa.Connection, grouping: Grouping, wanted: Sequence[Truth]) -> dict[Any, tuple[int, int]]:
    """(statements, reports) of each group."""
    source: sa.FromClause = STATEMENTS
    if grouping.role:
        source = source.join(PARTIES, sa.and_(PARTIES.c.statement_pk == S.statement_pk,
                                              PARTIES.c.role == grouping.role))
    if grouping.pairs:
        source = source.join(DYADS, DYADS.c.statement_pk == S.statement_pk)
    if grouping.column is D.publisher:
        source = source.join(DOCUMENTS, D.document_pk == S.document_pk)
    made = sa.func.count(S.statement_pk.distinct()) if grouping.role else sa.func.count()
    query = sa.select(grouping.column.label("of"), made, sa.func.count(S.document_pk.distinct()))
    rows = connection.execute(query.select_from(source).where(*wanted).group_by(sa.literal_column('"of"')))
    return {group: (int(n), int(reports)) for group, n, reports in rows}


def _reports(connection: sa.Connection, column: Column, frame: Filter) -> dict[Any, int]:
    query = sa.select(column.label("of"), sa.func.count()).select_from(DOCUMENTS).where(*documents_of(frame))
    rows = connection.execute(query.group_by(sa.literal_column('"of"')))
    return {group: int(reports) for group, reports in rows}


def _ordered(found: Mapping[Any, tuple[int, int]], whole: Mapping[Any, object], grouping: Grouping) -> list[Any]:
    if not grouping.series:
        return sorted(found, key=lambda g: (-found[g][0], str(g)))
    named = [g for g in found if g is not None]
    between = {g for g in whole if g is not None and named and min(named) <= g <= max(named)}
    return sorted(between) + [g for g in found if g is None]


def _shares(group: Any, found: tuple[int, int], whole: tuple[int, int]) -> tuple[Any, ...]:
    parts = (part / all_ if all_ else None for part, all_ in zip(found, whole, strict=True))
    return (group, *found, *whole, *parts)

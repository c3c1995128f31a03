"""The full-text indexes of both databases, and searches as conditions on their tables.

SQLite: FTS5 (Porter's stems).  PostgreSQL: a column `words` with a GIN index, by a text search configuration of our own
(Snowball's English stems, no stop words), of the texts without accents and signs, as FTS5 compares them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import reduce
from typing import Any

import sqlalchemy as sa

from dateline.ledger.schema import DOCUMENTS, STATEMENTS
from dateline.ledger.wording import CLOSE, MARKS, OPEN, SIGNS, Group, Term, parse_search

LONGEST = 500_000  # characters of a report that PostgreSQL indexes
FREQUENT = 20_000  # hits
_WHOLE = f"left(coalesce(title, '') || ' ' || text, {LONGEST})"
Truth = sa.ColumnElement[bool]
Value = sa.ColumnElement[Any]


def create_search(connection: sa.Connection) -> None:
    """Make the full-text indexes of an empty ledger, and what keeps them up to date."""
    for line in _SQLITE if connection.dialect.name == "sqlite" else _postgresql():
        connection.exec_driver_sql(line)


def index_new(connection: sa.Connection, table: sa.Table, first: int) -> None:
    """Enter the rows of DOCUMENTS or STATEMENTS from number `first` on into SQLite's index; PostgreSQL does so itself.

    All at once: a trigger on each row would have FTS5 write out its words row by row, which takes three times as long.
    """
    if connection.dialect.name == "sqlite" and table.name in _INDEXED and sa.inspect(connection).has_table(
            f"{table.name}_fts"):
        number, names = _INDEXED[table.name]
        columns = ", ".join(names)
        connection.exec_driver_sql(f"INSERT INTO {table.name}_fts (rowid, {columns}) SELECT {number}, {columns} "
                                   f"FROM {table.name} WHERE {number} >= ?", (first,))


def sentences_hit(text: str, dialect: str, frequent: bool = False) -> Truth:
    """Condition on STATEMENTS: the sentence answers the search.  Raises DatelineError for what is no search.

    `frequent`: it is quicker to look whether statement after statement is a hit than to look up each hit (SQLite).
    """
    groups = parse_search(text)
    if dialect == "sqlite":
        hits = _matching("statements_fts", groups)
        number = STATEMENTS.c.statement_pk
        return (number + 0 if frequent else number).in_(hits)  # `+ 0`: not to be looked up by
    return _words(STATEMENTS).op("@@", is_comparison=True)(_tsquery(groups))


def is_frequent(connection: sa.Connection, of: sa.Table, text: str | None) -> bool:
    """Do more than `FREQUENT` sentences (or reports) answer the search?"""
    if text is None:
        return False
    dialect = connection.dialect.name
    hit = sentences_hit(text, dialect) if of is STATEMENTS else documents_hit(text, dialect)
    rows = sa.select(sa.literal(1)).select_from(of).where(hit)
    if dialect == "sqlite":
        rows = _matching(f"{of.name}_fts", parse_search(text))
    with by_index(connection):
        found = connection.execute(sa.select(sa.func.count()).select_from(rows.limit(FREQUENT + 1).subquery()))
        return int(found.scalar_one()) > FREQUENT


@contextmanager
def by_index(connection: sa.Connection) -> Iterator[None]:
    """PostgreSQL cannot guess how many rows have a phrase or a prefix: in this block it takes the index."""
    if connection.dialect.name == "sqlite":
        yield
        return
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    yield
    connection.exec_driver_sql("SET LOCAL enable_seqscan TO DEFAULT")


def newest_first(of: sa.Table, searched: bool = False, frequent: bool = False) -> tuple[sa.ColumnElement[Any], ...]:
    """The order by publication, the newest first, undated last; the tables' indexes `…_newest` are in this order.

    With a search that is not frequent the hits are gathered and then sorted, never looked for along that index.
    """
    day: Value = sa.func.coalesce(of.c.published, sa.literal_column("''"))
    return (day + "" if searched and not frequent else day).desc(), next(iter(of.primary_key.columns)).desc()


def documents_hit(text: str, dialect: str) -> Truth:
    """Condition on DOCUMENTS: title and text answer the search.  Raises DatelineError for what is no search."""
    groups = parse_search(text)
    if dialect == "sqlite":
        return DOCUMENTS.c.document_pk.in_(_matching("documents_fts", groups))
    return _words(DOCUMENTS).op("@@", is_comparison=True)(_tsquery(groups))


def marked(of: sa.Table, text: str, numbers: Sequence[int], dialect: str) -> sa.Select[Any]:
    """Query for the row number and the sentence, or text of the report, with OPEN and CLOSE around each hit.

    `of`: STATEMENTS or DOCUMENTS.  PostgreSQL gives the text as it compares it (`wording.folded`).
    """
    number, groups = next(iter(of.primary_key.columns)), parse_search(text)
    if dialect == "sqlite":
        place = 0 if of is STATEMENTS else 1
        return _among(of, sa.func.highlight(sa.literal_column(f"{of.name}_fts"), place, OPEN, CLOSE), groups, numbers)
    plain: Value = sa.literal_column(_plain("statements.sentence" if of is STATEMENTS else "documents.text"))
    options = f'StartSel="{OPEN}", StopSel="{CLOSE}", HighlightAll=true'
    return sa.select(number, sa.func.ts_headline(_regconfig(), plain, _tsquery(groups), options)).where(
        number.in_(numbers))


def scores(of: sa.Table, text: str, numbers: Sequence[int], dialect: str) -> sa.Select[Any]:
    """Query for the row number and how well the row answers the search: BM25 or `ts_rank`, higher is better."""
    number, groups = next(iter(of.primary_key.columns)), parse_search(text)
    if dialect == "sqlite":
        return _among(of, -sa.func.bm25(sa.literal_column(f"{of.name}_fts")), groups, numbers, at_once=True)
    return sa.select(number, sa.func.ts_rank(_words(of), _tsquery(groups))).where(number.in_(numbers))


def _among(
    of: sa.Table, value: Value, groups: tuple[Group, ...], numbers: Sequence[int], at_once: bool = False,
) -> sa.Select[Any]:
    """`at_once`: go through the hits once, not once a row: BM25 weighs words by all hits each time that it begins."""
    name = f"{of.name}_fts"
    rows = sa.table(name, sa.column("rowid", sa.Integer))
    row = rows.c.rowid + 0 if at_once else rows.c.rowid
    return sa.select(rows.c.rowid, value).where(
        sa.literal_column(name).op("MATCH")(_fts_words(groups)), row.in_(numbers))


def _fts(index: str, source: str, number: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    names, old, new = (", ".join(f"{row}{c}" for c in columns) for row in ("", "old.", "new."))
    gone = f"INSERT INTO {index}({index}, rowid, {names}) VALUES ('delete', old.{number}, {old});"
    come = f"INSERT INTO {index}(rowid, {names}) VALUES (new.{number}, {new});"
    tokens = "tokenize='porter unicode61 remove_diacritics 2'"
    return (
        f"CREATE VIRTUAL TABLE {index} USING fts5({names}, content='{source}', content_rowid='{number}', {tokens})",
        f"CREATE TRIGGER {index}_delete AFTER DELETE ON {source} BEGIN {gone} END",
        f"CREATE TRIGGER {index}_update AFTER UPDATE OF {names} ON {source} BEGIN {gone} {come} END",
    )


_INDEXED = {"statements": ("statement_pk", ("sentence",)), "documents": ("document_pk", ("title", "text"))}
_SQLITE = tuple(
    line for name, (number, columns) in _INDEXED.items() for line in _fts(f"{name}_fts", name, number, columns))


def _postgresql() -> tuple[str, ...]:
    words = "asciiword, asciihword, hword_asciipart, word, hword, hword_part"
    return (
        "CREATE TEXT SEARCH DICTIONARY dateline_stems (TEMPLATE = snowball, LANGUAGE = english)",
        "CREATE TEXT SEARCH CONFIGURATION dateline (COPY = simple)",
        f"ALTER TEXT SEARCH CONFIGURATION dateline ALTER MAPPING FOR {words} WITH dateline_stems",
        f"ALTER TABLE statements ADD COLUMN words tsvector GENERATED ALWAYS AS ({_vector('sentence')}) STORED",
        f"ALTER TABLE documents ADD COLUMN words tsvector GENERATED ALWAYS AS ({_vector(_WHOLE)}) STORED",
        "CREATE INDEX statements_by_words ON statements USING gin (words)",
        "CREATE INDEX documents_by_words ON documents USING gin (words)",
    )


def _plain(what: str) -> str:
    """SQL for a text without accents and signs: `wording.folded`."""
    return f"regexp_replace(regexp_replace(normalize({what}, NFD), '[{MARKS}]', '', 'g'), '[{SIGNS}]', ' ', 'g')"


def _vector(what: str) -> str:
    return f"to_tsvector('dateline'::regconfig, {_plain(what)})"


def _words(of: sa.Table) -> Value:
    """The column that PostgreSQL keeps the words of a row in."""
    return sa.literal_column(f"{of.name}.words")


def _regconfig() -> Value:
    return sa.literal_column("'dateline'::regconfig")


def _matching(index: str, groups: tuple[Group, ...]) -> sa.Select[Any]:
    rows = sa.table(index, sa.column("rowid"))
    return sa.select(rows.c.rowid).where(sa.literal_column(index).op("MATCH")(_fts_words(groups)))


def _fts_words(groups: tuple[Group, ...]) -> str:
    """The search in FTS5's words."""
    return " OR ".join(
        f"({' NOT '.join([_all(group.wanted), *map(_fts_term, group.unwanted)])})" for group in groups)


def _all(terms: tuple[Term, ...]) -> str:
    return f"({' AND '.join(map(_fts_term, terms))})"


def _fts_term(term: Term) -> str:
    first = f'"{" ".join(term.words)}"{" *" if term.prefix else ""}'
    grown = [f'"{word}"' for word in term.grown]
    return f"({' OR '.join([first, *grown])})" if grown else first


def _tsquery(groups: tuple[Group, ...]) -> Value:
    """The search as a value of PostgreSQL's type tsquery."""
    def one(group: Group) -> Value:
        unwanted = (sa.func.tsquery_not(_ts_term(term)) for term in group.unwanted)
        return reduce(lambda a, b: sa.func.tsquery_and(a, b), [*map(_ts_term, group.wanted), *unwanted])

    return reduce(lambda a, b: sa.func.tsquery_or(a, b), map(one, groups))


def _ts_term(term: Term) -> Value:
    if not term.prefix:
        return sa.func.phraseto_tsquery(_regconfig(), " ".join(term.words))
    last: Value = sa.func.to_tsquery(_regconfig(), f"'{term.words[-1]}':*")
    if len(term.words) > 1:
        return sa.func.tsquery_phrase(sa.func.phraseto_tsquery(_regconfig(), " ".join(term.words[:-1])), last)
    grown = (sa.func.phraseto_tsquery(_regconfig(), word) for word in term.grown)
    return reduce(lambda a, b: sa.func.tsquery_or(a, b), grown, last)

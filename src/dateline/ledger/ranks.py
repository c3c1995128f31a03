"""Long lists of statements by rank: which statement stands at which place, so that any part of a list is at hand.

Looking up the half-millionth row by OFFSET means going through half a million; a list of row numbers is made once.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any, TypeAlias

import sqlalchemy as sa

from dateline.errors import DatelineError
from dateline.ledger.conditions import conditions
from dateline.ledger.filters import Filter
from dateline.ledger.fulltext import by_index, marked, newest_first, scores
from dateline.ledger.people.tables import CORRECTIONS
from dateline.ledger.query import COLUMNS
from dateline.ledger.schema import DOCUMENTS, META, RUNS, STATEMENTS
from dateline.ledger.search import RANKED
from dateline.ledger.store import LAST
from dateline.ledger.stories.tables import STORY_STATE
from dateline.ledger.table import Table, table
from dateline.ledger.wording import hits_in

S, D = STATEMENTS.c, DOCUMENTS.c
MANY = 500  # values in one IN list
State: TypeAlias = tuple[Any, ...]
Ranks: TypeAlias = "array[int]"


def state_of(connection: sa.Connection) -> State:
    """What tells one state of the ledger from the next: what was found in one holds as long as this is the same."""
    last = connection.execute(sa.select(META.c.value).where(META.c.name == LAST)).scalar()
    runs = connection.execute(sa.select(sa.func.count(), sa.func.sum(RUNS.c.read), sa.func.sum(RUNS.c.kept))).one()
    corrected = connection.execute(sa.select(sa.func.max(CORRECTIONS.c.correction_pk))).scalar()
    return last, *runs, corrected, connection.execute(sa.select(STORY_STATE.c.digest)).scalar()


def ranked(connection: sa.Connection, filter: Filter) -> Ranks:
    """The row numbers of all statements that the filter finds, those of the newest report first."""
    wanted = conditions(filter, connection.dialect.name)
    query = sa.select(S.statement_pk).where(*wanted).order_by(*newest_first(STATEMENTS, searched=True))
    if filter.text is None:
        return array("q", connection.execute(query).scalars())
    with by_index(connection):
        return array("q", connection.execute(query).scalars())


def best(connection: sa.Connection, filter: Filter, newest: Ranks) -> Ranks:
    """The newest `RANKED` of the list, those first that answer the text best.  Raises DatelineError without a text."""
    if filter.text is None:
        raise DatelineError('The best answers first: that needs words to search for, text="grain deal".')
    among = newest[:RANKED]
    found = connection.execute(scores(STATEMENTS, filter.text, among.tolist(), connection.dialect.name))
    score = {row[0]: float(row[1]) for row in found}
    return array("q", sorted(among, key=lambda number: -score.get(number, 0.0)))


def rows_of(connection: sa.Connection, numbers: Sequence[int]) -> Table:
    """The statements with these row numbers, in this order; columns as of `query.statements`."""
    found: dict[int, tuple[Any, ...]] = {}
    for start in range(0, len(numbers), MANY):
        part = [*numbers[start : start + MANY]]
        joined = STATEMENTS.join(DOCUMENTS, D.document_pk == S.document_pk)
        rows = connection.execute(sa.select(*COLUMNS).select_from(joined).where(S.statement_pk.in_(part)))
        found |= {row.statement_pk: tuple(row) for row in rows}
    return table([c.name for c in COLUMNS], [found[number] for number in numbers])


def hits_of(connection: sa.Connection, text: str | None, found: Table) -> dict[str, list[tuple[int, int]]]:
    """Where a search hit: row number of a statement → spans in its sentence (code points, half-open)."""
    sentences = {row["statement_pk"]: row["sentence"] for row in found}
    if text is None or not sentences:
        return {}
    rows = connection.execute(marked(STATEMENTS, text, [*sentences], connection.dialect.name))
    return {str(row[0]): [(hit.start, hit.end) for hit in hits_in(sentences[row[0]], row[1])] for row in rows}

"""Statements: a page of them, how many there are, counts with what they are a share of; filters read and written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal, TypeAlias

from anyio import to_thread
from fastapi import APIRouter, Query, Request, Response

from dateline.errors import DatelineError
from dateline.ledger import query
from dateline.ledger.book import Ledger
from dateline.ledger.filters import Filter, from_json, given, write
from dateline.ledger.hints import hints
from dateline.ledger.ranks import Ranks, best, hits_of, ranked, rows_of
from dateline.ledger.table import Table
from dateline.ledger.values import PARTY, suggested, vocabulary
from dateline.server.answers import Asked, Desk, Equivalent, Format, Q, answer, csv_file, json
from dateline.server.fields import fields, reading_of
from dateline.server.narrowing import narrowed
from dateline.server.patience import Patience, Patient

Offset = Annotated[int, Query(ge=0, le=100_000_000, description="How many to leave out before the first.")]
Limit = Annotated[int, Query(ge=1, le=1_000, description="How many at most; csv gives all.")]
Order: TypeAlias = Literal["newest", "best"]
Ordered = Annotated[Order, Query(description="newest, or best: of the 1,000 newest, those first that answer `text` "
                                             "best.")]
By = Annotated[str, Query(max_length=40, description="A grouping of `dateline count --by`.")]
FIRST = 200  # so many are quicker found by themselves than all of them ranked
AT_ONCE = 500  # rows of a file that are read at once


def routes() -> APIRouter:
    """The addresses of this room."""
    router = APIRouter(tags=["statements"])
    router.get("/statements", summary="Statements, those of the newest report first")(statements)
    router.get("/statements/total", summary="How many statements a filter finds")(total)
    router.get("/count", summary="Counts by event, status, month … and what they are a share of")(count)
    router.get("/hints", summary="Why a filter finds nothing")(why_nothing)
    router.get("/filter", summary="A filter as it is understood, or where it is wrong")(understood)
    router.get("/fields", summary="The fields that a filter can have, with their choices")(all_fields)
    router.get("/values", summary="Values that a field can take in this ledger, by their first letters")(some_values)
    return router


async def statements(
    request: Request, desk: Desk, patience: Patient, filter: Asked, offset: Offset = 0, limit: Limit = 100,
    order: Ordered = "newest", format: Format = "json",
) -> Response:
    """A page of statements; `format=csv` gives all that the filter finds.

    `hits`: where the words searched for stand in a sentence: row number → spans of code points, half-open.
    """
    if format == "csv":
        numbers = await _ranks(request, patience, filter, order)
        return statements_file(desk, "statements", numbers)
    whole = order == "newest" and offset + limit <= FIRST and await patience.known(_key(filter, order)) is None
    if whole:
        key = ("first", write(filter), offset, limit)
        found = await patience.ask(request, key, lambda c: _with_hits(c, filter, query.statements(c, filter, limit,
                                                                                                  offset)))
    else:
        numbers = await _ranks(request, patience, filter, order)
        found = await to_thread.run_sync(_page, desk, filter, numbers[offset : offset + limit])
    table, hits = found
    return answer(table, "json", "statements", equivalent(desk, filter, order), hits=hits)


async def total(request: Request, patience: Patient, filter: Asked, order: Ordered = "newest") -> Response:
    """`{"total": …}`: how many `/statements` gives in this order."""
    if order == "best":
        return json({"total": len(await _ranks(request, patience, filter, order))})
    key = _key(filter, order)
    ranks = await patience.known(key)
    if ranks is not None:
        return json({"total": len(ranks)})
    number = await patience.ask(request, ("total", write(filter)), lambda c: query.total(c, filter))
    if number > FIRST:  # somebody will scroll
        await patience.prepare(key, lambda c: ranked(c, filter))
    return json({"total": number})


async def count(
    request: Request, desk: Desk, patience: Patient, filter: Asked, by: By = "event", format: Format = "json",
) -> Response:
    """Counts with their denominators, by one of the groupings of `dateline count --by`.

    `narrowed`: for each row the filter that finds its statements, null where no filter does.
    """
    found = await patience.ask(request, ("count", write(filter), by), lambda c: query.count(c, filter, by))
    place = desk.shown
    words = Equivalent(f"{query.command(filter, place).replace('dateline statements', 'dateline count', 1)} --by {by}",
                       "", _counting(query.python(filter, place), by))
    grouping = query.GROUPINGS[by]
    return answer(found, format, f"count-by-{by}", words, series=grouping.series, framed=grouping.framed,
                  narrowed=[narrowed(filter, by, row[0]) for row in found.rows])


async def why_nothing(request: Request, patience: Patient, filter: Asked) -> Response:
    """`{"hints": […]}`: a sentence for each value of the filter that stands nowhere in the ledger."""
    found = await patience.ask(request, ("hints", write(filter)), lambda c: hints(c, filter))
    return json({"hints": found})


def understood(
    q: Q = "",
    fields: Annotated[str | None, Query(max_length=8_000, description="A filter as JSON, instead of `q`.")] = None,
) -> Response:
    """`fields` (name, values as text), `normal` (the short form), `json`; or `fault` with message, start and end."""
    if fields is None:
        return json(reading_of(q))
    try:
        return json(reading_of(write(from_json(fields))))
    except DatelineError as error:
        return json({"fault": {"message": str(error), "start": 0, "end": 0}})


def all_fields() -> Response:
    """Name, kind, label, help, choices of every field, in the order of docs/queries.md; the groupings of counts."""
    return json({"fields": fields(), "groupings": [*query.GROUPINGS]})


async def some_values(
    request: Request, patience: Patient, field: Annotated[str, Query(max_length=40)],
    start: Annotated[str, Query(max_length=200, description="What the value, or a word of it, begins with.")] = "",
) -> Response:
    """Up to 12 values with how many statements have them (`more`: so many or more)."""
    words = await patience.ask(request, ("vocabulary", "party" if field in PARTY else field),
                               lambda c: vocabulary(c, field))
    found = await patience.ask(request, ("values", field, start), lambda c: suggested(c, field, start, words))
    return json({"values": found})


def equivalent(desk: Ledger, filter: Filter, order: Order = "newest") -> Equivalent:
    """The question for statements as a command, as SQL and in Python."""
    place = desk.shown
    if order == "best" and filter.text is not None:
        return _search(filter, place)
    dialect = "postgresql" if place.startswith("postgresql") else "sqlite"
    return Equivalent(query.command(filter, place), query.sql(filter, dialect), query.python(filter, place))


def _search(filter: Filter, place: str) -> Equivalent:
    """The best answers first: `dateline search`; SQL has no short way to say that."""
    import shlex

    rest = Filter(**{name: value for name, value in given(filter).items() if name != "text"})
    words = " ".join(shlex.quote(w) for w in (filter.text or "", write(rest)) if w)
    python = "\n".join([
        "from dateline.ledger.book import Ledger", "from dateline.ledger.search import search", "",
        f"with Ledger({place!r}) as ledger, ledger.reading() as connection:",
        f"    frame = search(connection, {filter.text!r}, {write(rest)!r}, 1000, 'best').pandas()"])
    return Equivalent(f"dateline search {words} --best --limit 1000 --ledger {shlex.quote(place)}", "", python)


def _counting(program: str, by: str) -> str:
    return program.replace(".statements(", f".count(by={by!r}, ", 1).replace(", )", ")", 1)


def _key(filter: Filter, order: Order) -> tuple[str, ...]:
    return ("ranks", write(filter), order)


async def _ranks(request: Request, patience: Patience, filter: Filter, order: Order) -> Ranks:
    newest = await patience.ask(request, _key(filter, "newest"), lambda c: ranked(c, filter))
    if order == "newest":
        return newest
    return await patience.ask(request, _key(filter, order), lambda c: best(c, filter, newest))


def _with_hits(connection: Any, filter: Filter, found: Table) -> tuple[Table, dict[str, list[tuple[int, int]]]]:
    return found, hits_of(connection, filter.text, found)


def _page(desk: Ledger, filter: Filter, numbers: Ranks) -> tuple[Table, dict[str, list[tuple[int, int]]]]:
    with desk.reading() as connection:
        return _with_hits(connection, filter, rows_of(connection, numbers))


def statements_file(desk: Ledger, name: str, numbers: Ranks) -> Response:
    """The statements with these row numbers as a CSV file, in this order."""
    return csv_file(name, [c.name for c in query.COLUMNS], _rows(desk, numbers))


def _rows(desk: Ledger, numbers: Ranks) -> Iterator[tuple[Any, ...]]:
    """All rows of a file, some at a time: no connection and no thread is held while the browser takes them."""
    for start in range(0, len(numbers), AT_ONCE):
        with desk.reading() as connection:
            found = rows_of(connection, numbers[start : start + AT_ONCE])
        yield from found.rows

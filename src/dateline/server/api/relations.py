"""Relations: who is told to act towards whom, and the card, series and statements of two parties."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import msgspec
import sqlalchemy as sa
from fastapi import APIRouter, Depends, Path, Query, Response
from sqlalchemy.dialects import postgresql, sqlite

from dateline.errors import DatelineError, LedgerError
from dateline.ledger.book import Ledger
from dateline.ledger.filters import Filter, code_of, given, write
from dateline.ledger.relations import pairs as told
from dateline.ledger.relations import relations, series
from dateline.ledger.relations.pairs import Wanted
from dateline.ledger.schema import STATEMENTS
from dateline.server.answers import Asked, Desk, Equivalent, Format, answer, json
from dateline.server.api.statements import statements_file
from dateline.types import Status

MOST = 1_000  # statements that a card's flows and standing relations are worked out from: about a second
MONTH = r"^\d{4}(-(0[1-9]|1[0-2]))?$"
Month = Annotated[str | None, Query(pattern=MONTH, description="A month, YYYY-MM, or a year.")]
Code = Annotated[str, Path(max_length=80, description="A code such as RUS, or the name of a state.")]
Least = Annotated[int, Query(ge=1, le=1_000_000, description="Leave out pairs with fewer statements.")]
Events = Annotated[str, Query(max_length=400, description="Event types, joined by commas: AID,AGREE.")]
Offset = Annotated[int, Query(ge=0, le=100_000_000)]
Limit = Annotated[int, Query(ge=1, le=1_000)]
Kind = Literal["realised", "material", "verbal", "open", "negated"]
# How acts are told, as fields of a filter; the columns of `pairs` are cut the same way.
KINDS: dict[str, dict[str, Any]] = {
    "realised": {"status": ("actual",)}, "material": {"status": ("actual",), "quad": (2, 4)},
    "verbal": {"status": ("actual",), "quad": (1, 3)}, "open": {"status": ("planned", "possible")},
    "negated": {"status": ("negated",)},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asking:
    """A question of this room in parts: what is wanted, and the options of the command line that say the same."""

    wanted: Wanted
    since: str | None
    until: str | None

    @property
    def filter(self) -> Filter:
        """With history left out if that is wanted."""
        return self.wanted.filter if self.wanted.background else _with(self.wanted.filter, background=False)


@dataclass(frozen=True, slots=True)
class Pair:
    """The two parties of a card."""

    a: str
    b: str


def wanted(filter: Asked, since: Month = None, until: Month = None, background: bool = True,
           event: Events = "") -> Asking:
    """The parameters that all questions of this room share."""
    months = (_month(since, "-01"), _month(until, "-12"))
    events = tuple(dict.fromkeys(e.strip() for e in event.split(",") if e.strip()))
    if events and filter.event:
        both = tuple(e for e in Filter(event=events).event if e in filter.event)
        if not both:
            raise DatelineError(f"The filter has event={','.join(filter.event)}, the view {','.join(events)}: nothing "
                                "is both.")
        events = both
    narrowed = _with(filter, event=events) if events else filter
    return Asking(Wanted(since=months[0], until=months[1], background=background, filter=narrowed), *months)


def two(a: Code, b: Code) -> Pair:
    """Two parties by code or name.  Raises DatelineError for nobody, or for one party twice."""
    found = Pair(_code(a), _code(b))
    if found.a == found.b:
        raise DatelineError(f"{a} and {b} are one party, {found.a}. Give two.")
    return found


Wish = Annotated[Asking, Depends(wanted)]
Two = Annotated[Pair, Depends(two)]


def routes() -> APIRouter:
    """The addresses of this room."""
    router = APIRouter(tags=["relations"])
    router.get("/relations", summary="All pairs, actor by recipient, by sign and by how it is told")(matrix)
    router.get("/relations/{a}/{b}", summary="What two parties are told to do, each way")(dyad)
    router.get("/relations/{a}/{b}/card", summary="What flows between two parties, which relations stand")(card)
    router.get("/relations/{a}/{b}/series", summary="Month by month, by direction, status and voice")(monthly)
    router.get("/relations/{a}/{b}/statements", summary="The statements between two parties")(statements)
    return router


def matrix(desk: Desk, ask: Wish, least: Least = 1, party: str = "", format: Format = "json") -> Response:
    """Pairs, those of the most statements first, and `names` of the codes in it; `party`: only pairs with it."""
    one = _code(party) if party else None
    with desk.reading() as connection:
        found = told.pairs(connection, ask.wanted, least=least, party=one)
    codes = sorted({code for row in found.rows for code in row[:2]})
    names = {code: relations.name_of(code) for code in codes}
    return answer(found, format, "relations", _of_matrix(desk, ask, least, one), names=names, party=one)


def dyad(desk: Desk, pair: Two, ask: Wish, format: Format = "json") -> Response:
    """One row a direction: statements by class and status, voices, months, scores; `total`: each statement once."""
    with desk.reading() as connection:
        found = told.sides(connection, pair.a, pair.b, ask.wanted)
        total = told.how_many(connection, told.statement_numbers(connection, pair.a, pair.b, ask.wanted))
    names = [relations.name_of(pair.a), relations.name_of(pair.b)]
    return answer(found, format, f"{pair.a}-{pair.b}", _of_dyad(desk, pair, ask), a=pair.a, b=pair.b, names=names,
                  total=total)


def card(desk: Desk, pair: Two, ask: Wish, format: Format = "json") -> Response:
    """Flows and standing relations with their passages, of the `read` latest statements; `reports`: their rows."""
    with desk.reading() as connection:
        found = relations.dyad(connection, pair.a, pair.b, since=ask.since, until=ask.until, filter=ask.filter,
                               most=MOST)
        where = _reports_of(connection, found)
    if format == "csv":
        return answer(relations.dyad_table(found), format, f"{pair.a}-{pair.b}-card")
    return json({"card": found, "read": found.statements, "most": MOST, "reports": where,
                 "equivalent": _of_dyad(desk, pair, ask)})


def monthly(desk: Desk, pair: Two, ask: Wish, by: series.Unit = "statements", format: Format = "json") -> Response:
    """One row a month and direction, all statuses side by side, `…_own` in the report's own voice."""
    with desk.reading() as connection:
        cells = series.monthly(connection, pair.a, pair.b, since=ask.since, until=ask.until, by=by, filter=ask.filter)
    return answer(series.by_month(cells), format, f"{pair.a}-{pair.b}-by-month", _of_series(desk, pair, ask, by))


def statements(
    desk: Desk, pair: Two, ask: Wish, way: str | None = None, month: Month = None, status: Status | None = None,
    kind: Kind | None = None, own: bool | None = None, offset: Offset = 0, limit: Limit = 100, format: Format = "json",
) -> Response:
    """The statements, the latest month first; `way`: only what this party does to the other; `total`: how many."""
    if way is not None and way not in (pair.a, pair.b):
        raise DatelineError(f"way={way}: give {pair.a} or {pair.b}, the party that acts.")
    narrowed = _narrowed(ask, KINDS[kind] if kind else {}, {"status": (status,)} if status else {},
                         {} if own is None else {"own_voice": own})
    with desk.reading() as connection:
        numbers = told.statement_numbers(connection, pair.a, pair.b, narrowed, way=way, month=month)
        if format == "csv":
            return statements_file(desk, f"{pair.a}-{pair.b}-statements", told.in_order(connection, numbers))
        found = told.statements(connection, numbers, limit, offset)
        total = told.how_many(connection, numbers)
        words = Equivalent("", _sql(numbers, connection.dialect.name), "")
    return answer(found, equivalent=words, total=total)


def _with(filter: Filter, **fields: Any) -> Filter:
    return Filter(**{**given(filter), **fields})


def _narrowed(ask: Asking, *wishes: dict[str, Any]) -> Wanted:
    """The question with further fields; where it has one already, both hold."""
    filter = ask.filter
    for wish in wishes:
        for name, value in wish.items():
            had = getattr(filter, name)
            if had not in (None, ()) and had != value:
                value = tuple(v for v in had if v in value) if isinstance(value, tuple) else None
                if not value:
                    raise DatelineError(f"The filter has {name}={had} already: leave it out to choose it here.")
            filter = _with(filter, **{name: value})
    return msgspec.structs.replace(ask.wanted, filter=filter)


def _month(value: str | None, missing: str) -> str | None:
    return f"{value}{missing}" if value is not None and len(value) == 4 else value


def _code(value: str) -> str:
    """The code of a party by code (small letters do) or name of a state.  Raises LedgerError for nobody."""
    plain = value.strip()
    found = code_of(plain)
    if found is None and plain.upper() in relations.known_codes():
        found = plain.upper()
    if found is None or " " in found:
        raise LedgerError(f"There is no party {plain!r}. Give the code of a country or organisation such as RUS, or "
                          "the name of a state.")
    return found


def _reports_of(connection: sa.Connection, found: relations.Dyad) -> dict[str, int]:
    """Statement number → number of its report, for all passages of a card."""
    passages = [*(p for flow in found.flows for p in flow.passages), *(p for r in found.standing for p in r.passages)]
    wanted, s, pks = sorted({p.statement for p in passages}), STATEMENTS.c, dict[str, int]()
    for start in range(0, len(wanted), relations.MANY):
        part = wanted[start : start + relations.MANY]
        query = sa.select(s.statement_pk, s.document_pk).where(s.statement_pk.in_(part))
        pks |= {str(statement): document for statement, document in connection.execute(query)}
    return pks


def _options(ask: Asking) -> str:
    months = (f" --{name} {value}" for name, value in (("since", ask.since), ("until", ask.until)) if value)
    return "".join(months)


def _keywords(ask: Asking, background: bool = True) -> str:
    named: dict[str, Any] = {"since": ask.since, "until": ask.until}
    named |= {} if ask.wanted.background or not background else {"background": False}
    filter = ask.wanted.filter if background else ask.filter
    named |= {"filter": write(filter)} if given(filter) else {}
    return "".join(f", {name}={value!r}" for name, value in named.items() if value is not None)


def _of_matrix(desk: Ledger, ask: Asking, least: int, party: str | None) -> Equivalent:
    """The command and `Ledger.matrix` know no filter; the SQL does."""
    place, plain = shlex.quote(desk.shown), not given(ask.wanted.filter)
    past = "" if ask.wanted.background else " --no-background"
    command = f"dateline relations{f' {party}' if party else ''}{_options(ask)}{past} --ledger {place}"
    words = (f"least={least}" + _keywords(ask)) if plain else ""
    with desk.reading() as connection:
        sql = _sql(told.pairs_query(connection, ask.wanted, least, party), connection.dialect.name)
    return Equivalent(command if plain else "", sql, _python(desk, f"ledger.matrix({words}).pandas()") if plain else "")


def _of_dyad(desk: Ledger, pair: Pair, ask: Asking) -> Equivalent:
    plain = not given(ask.filter)
    command = f"dateline relations {pair.a} {pair.b}{_options(ask)} --ledger {shlex.quote(desk.shown)}"
    python = _python(desk, f"ledger.dyad({pair.a!r}, {pair.b!r}{_keywords(ask)})")
    if not plain:
        python = "\n".join([
            "from dateline import Ledger", "from dateline.ledger.relations.relations import dyad", "",
            f"with Ledger({desk.shown!r}) as ledger, ledger.reading() as connection:",
            f"    card = dyad(connection, {pair.a!r}, {pair.b!r}{_keywords(ask, background=False)})"])
    return Equivalent(command if plain else "", "", python)


def _of_series(desk: Ledger, pair: Pair, ask: Asking, by: str) -> Equivalent:
    past = "" if ask.wanted.background else " --no-background"
    command = (f"dateline relations {pair.a} {pair.b} --series{'' if by == 'statements' else f' --by {by}'}"
               f"{_options(ask)}{past} --ledger {shlex.quote(desk.shown)}")
    unit = "" if by == "statements" else f", by={by!r}"
    python = _python(desk, f"ledger.monthly({pair.a!r}, {pair.b!r}{unit}{_keywords(ask)}).pandas()")
    return Equivalent(command if not given(ask.wanted.filter) else "", "", python)


def _python(desk: Ledger, asking: str) -> str:
    made = asking if asking.startswith("ledger.dyad") else f"frame = {asking}"
    return "\n".join(["from dateline import Ledger", "", f"with Ledger({desk.shown!r}) as ledger:",
                      f"    {made.replace('ledger.dyad', 'card = ledger.dyad', 1)}"])


def _sql(query: sa.Select[Any], dialect: str) -> str:
    made: Any = (postgresql.dialect if dialect == "postgresql" else sqlite.dialect)(paramstyle="named")
    return f"{query.compile(dialect=made, compile_kwargs={'literal_binds': True})};"


"""`dateline relations`: the card of two parties, their monthly series, the partners of one."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from dateline.cli.ledger_options import As, LedgerAt, Out, Shape, give

if TYPE_CHECKING:
    from dateline.ledger.relations.relations import Dyad
    from dateline.ledger.table import Table

_CODE = re.compile(r"[A-Z]{3}")
_MONTH = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_FIRST, _LAST = "-01", "-12"


class Count(StrEnum):
    """What a series counts."""

    statements = "statements"
    documents = "documents"
    origins = "origins"
    incidents = "incidents"


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("relations")(relations_command)


def relations_command(
    ledger: LedgerAt,
    a: Annotated[str | None, typer.Argument(help="A party: RUS, Russia, 'the European Union'.")] = None,
    b: Annotated[str | None, typer.Argument(help="The other party.")] = None,
    series: Annotated[bool, typer.Option("--series", help="The monthly series instead of the card.")] = False,
    cells: Annotated[
        bool, typer.Option("--cells", help="The series with one row for each month, status, voice and class.")
    ] = False,
    by: Annotated[Count, typer.Option("--by", help="What the series counts.")] = Count.statements,
    since: Annotated[str | None, typer.Option(help="First month, YYYY-MM.")] = None,
    until: Annotated[str | None, typer.Option(help="Last month, YYYY-MM.")] = None,
    no_background: Annotated[bool, typer.Option("--no-background", help="Leave history out of the counts.")] = False,
    passages: Annotated[int, typer.Option(min=0, help="Sentences shown below each flow and relation.")] = 2,
    json: Annotated[bool, typer.Option("--json", help="The card as one JSON object, with all passages.")] = False,
    format: As = Shape.table,
    out: Out = None,
) -> None:
    """Show what is told of two parties: what flows each way, which relations stand, how much it weighs.

    One party alone: with whom it has to do.  None: the matrix of all pairs.  All is as reported, never as true.

    \b
    Examples:
      dateline relations RUS PRK --ledger desk.db
      dateline relations Russia "North Korea" --ledger desk.db --json
      dateline relations RUS PRK --series --since 2023-01 --ledger desk.db
      dateline relations RUS PRK --cells --by documents --out series.csv --ledger desk.db
      dateline relations RUS --ledger desk.db
      dateline relations --out matrix.parquet --ledger desk.db
    """
    from dateline.errors import DatelineError
    from dateline.ledger.book import Ledger
    from dateline.ledger.relations.series import by_month, matrix, monthly, partners

    months = (_month(since, "--since", _FIRST), _month(until, "--until", _LAST))
    first, second = a and code_of(a), b and code_of(b)
    if first and first == second:
        raise DatelineError(f"{a} and {b} are one party, {first}. Give two.")
    with Ledger(ledger, create=False) as desk, desk.reading() as connection:
        answer: Table
        if first is None:
            answer = matrix(connection, since=months[0], until=months[1], background=not no_background)
        elif second is None:
            answer = partners(connection, first, since=months[0], until=months[1], background=not no_background)
        elif series or cells:
            answer = monthly(connection, first, second, since=months[0], until=months[1],
                             background=not no_background, by=by.value)
            answer = answer if cells else by_month(answer)
        else:
            from dateline.ledger.relations.relations import dyad, dyad_table

            card = dyad(connection, first, second, since=months[0], until=months[1])
            if out is None and format is Shape.table:
                _show(card, passages, json)
                raise typer.Exit
            answer = dyad_table(card)
    give(answer, format, out, wide=("counted", "goldstein_sum", "goldstein_mean", "mutual"))


def code_of(name: str) -> str:
    """The code of a country or organisation by its code or name.  Raises DatelineError for nobody or several."""
    from dateline.errors import DatelineError
    from dateline.ledger.relations.relations import known_codes

    if _CODE.fullmatch(name) and name in known_codes():
        return name
    from dateline.cli.reading import NO_OWN, known
    from dateline.reading.entities import resolve_phrase

    found = resolve_phrase(name, known(NO_OWN))
    if found.country:
        return found.country
    if found.candidates:
        raise DatelineError(f"{name!r} may be {', '.join(found.candidates)}. Give one of these codes.")
    raise DatelineError(f"{name!r}: nobody that Dateline knows. Give a code such as RUS, or see `dateline actors`.")


def _month(given: str | None, option: str, filler: str) -> str | None:
    from dateline.errors import DatelineError

    if given is not None and not _MONTH.fullmatch(given):
        raise DatelineError(f"{option} {given}: not a month. Give YYYY-MM, such as 2023-09.")
    return given if given is None or len(given) > 4 else given + filler


def _show(card: Dyad, passages: int, as_json: bool) -> None:
    from msgspec import to_builtins

    from dateline.cli.screen import console
    from dateline.exports.jsonio import to_json
    from dateline.ledger.relations.relations import dyad_words

    screen = console()
    if as_json:
        screen.file.write(to_json(to_builtins(card)).decode() + "\n")
        return
    for line in dyad_words(card, passages):
        screen.print(line)

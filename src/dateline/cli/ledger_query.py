"""`dateline statements`, `count` and `search`: questions to a ledger."""

from __future__ import annotations

from contextlib import AbstractContextManager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dateline.cli.ledger_options import As, LedgerAt, Out, Shape, give

if TYPE_CHECKING:
    import sqlalchemy as sa

    from dateline.ledger.book import Ledger
    from dateline.ledger.filters import Filter
    from dateline.ledger.table import Table


class Words(StrEnum):
    """In which words a question is shown."""

    sql = "sql"
    command = "command"
    python = "python"


Question = Annotated[
    str, typer.Argument(help="A filter: 'actor=RUS event=AID,AGREE status=planned text=\"grain deal\"'."),
]
Actor = Annotated[str | None, typer.Option(help="Who acts: a code (RUS, 'RUS GOV') or a name.")]
Recipient = Annotated[str | None, typer.Option(help="To whom.")]
Event = Annotated[str | None, typer.Option(help="Event types: AID,AGREE.")]
Status = Annotated[str | None, typer.Option(help="actual, planned, possible or negated.")]
Speaker = Annotated[str | None, typer.Option(help="Who says so: a code or a name.")]
Since = Annotated[str | None, typer.Option(help="Published from this day, month or year on.")]
Until = Annotated[str | None, typer.Option(help="Published until then.")]
Text = Annotated[str | None, typer.Option(help="Words in the sentence: grain deal, '\"grain deal\" OR wheat -export'.")]
Limit = Annotated[int, typer.Option(min=0, help="How many at most; 0: all.")]
Show = Annotated[Words | None, typer.Option(help="Do not ask; show the question as SQL, command line or Python.")]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("statements")(statements_command)
    app.command("count")(count_command)
    app.command("search")(search_command)


def statements_command(
    ledger: LedgerAt,
    filter: Question = "",
    actor: Actor = None,
    recipient: Recipient = None,
    event: Event = None,
    status: Status = None,
    speaker: Speaker = None,
    since: Since = None,
    until: Until = None,
    text: Text = None,
    limit: Limit = 100,
    show: Show = None,
    format: As = Shape.table,
    out: Out = None,
) -> None:
    """List the statements that a filter finds, the newest first (docs/queries.md).

    \b
    Examples:
      dateline statements 'actor=RUS recipient=PRK status=planned' --ledger desk.db
      dateline statements 'between=RUS,PRK own_voice=yes since=2023-09' --ledger desk.db --out talks.parquet
      dateline statements --actor RUS --event AID --limit 0 --format csv --ledger desk.db
      dateline statements 'speaker="Sergei Lavrov"' --show sql --ledger desk.db
    """
    from dateline.ledger.query import COLUMNS, SHOWN, statements, total

    asked = _asked(filter, actor=actor, recipient=recipient, event=event, status=status, speaker=speaker, since=since,
                   until=until, text=text)
    if show:
        typer.echo(_words(asked, show, ledger, limit))
        return
    with _opened(ledger, asked) as desk, desk.reading() as connection:
        answer = statements(connection, asked, limit or None)
        found = total(connection, asked) if limit and len(answer) == limit else len(answer)
        hints = _hints(connection, asked, answer)
    give(answer, format, out, wide=[c.name for c in COLUMNS if c.name not in SHOWN])
    if format is Shape.table and out is None and len(answer):
        more = f"{len(answer):,} of {found:,} statements; --limit 0 gives all. " if found > len(answer) else ""
        typer.echo(f"{more}{_reminder()}")
    _tell(hints)


def count_command(
    ledger: LedgerAt,
    filter: Question = "",
    by: Annotated[str, typer.Option(help="event, mode, quad, status, realised, own_voice, background, codebook, actor, "
                                         "recipient, speaker, speaker_name, pair, place, publisher, day, month, year "
                                         "or event_month.")] = "event",
    actor: Actor = None,
    recipient: Recipient = None,
    event: Event = None,
    status: Status = None,
    speaker: Speaker = None,
    since: Since = None,
    until: Until = None,
    text: Text = None,
    format: As = Shape.table,
    out: Out = None,
) -> None:
    """Count what a filter finds, with what it is a share of: all statements and reports of the same frame.

    \b
    Examples:
      dateline count 'actor=RUS event=THREATEN' --by month --ledger desk.db
      dateline count --by publisher --since 2023 --ledger desk.db --out shares.csv
    """
    from dateline.ledger.query import count

    asked = _asked(filter, actor=actor, recipient=recipient, event=event, status=status, speaker=speaker, since=since,
                   until=until, text=text)
    with _opened(ledger, asked) as desk, desk.reading() as connection:
        answer = count(connection, asked, by)
        hints = _hints(connection, asked, answer)
    give(answer, format, out)
    _tell(hints)


def search_command(
    text: Annotated[str, typer.Argument(help="Words; \"side by side\"; OR; -not; begin*.")],
    ledger: LedgerAt,
    filter: Question = "",
    reports: Annotated[bool, typer.Option("--reports", help="Whole reports, not only statements.")] = False,
    best: Annotated[bool, typer.Option("--best", help="The best answers first, not the newest.")] = False,
    actor: Actor = None,
    event: Event = None,
    status: Status = None,
    since: Since = None,
    until: Until = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many at most.")] = 20,
    format: As = Shape.table,
    out: Out = None,
) -> None:
    """Search in the sentences of statements, or in whole reports, and show the passages with the hits marked.

    \b
    Examples:
      dateline search "grain deal" --ledger desk.db
      dateline search '"grain deal" OR wheat -export' 'actor=RUS status=planned' --ledger desk.db
      dateline search 'negotiat*' --reports --since 2023-09 --ledger desk.db
    """
    from dateline.ledger.search import documents, search

    asked = _asked(filter, actor=actor, event=event, status=status, since=since, until=until)
    with _opened(ledger, asked) as desk, desk.reading() as connection:
        answer = (documents if reports else search)(connection, text, asked, limit, "best" if best else "newest")
    if format is Shape.table and out is None:
        _passages(answer)
    else:
        give(answer, format, out)


def _opened(place: str, asked: Filter) -> AbstractContextManager[Ledger]:
    """The ledger; where the filter asks for a story, with its stories up to date."""
    from dateline.cli.ledger_linking import linked_ledger
    from dateline.ledger.book import Ledger

    return linked_ledger(place, claims=False) if asked.story else Ledger(place, create=False)


def _asked(filter: str, **options: str | None) -> Filter:
    """The filter with the options added.  Raises DatelineError for a field that is given in both ways."""
    import csv

    from dateline.errors import DatelineError
    from dateline.ledger.filters import MANY, Filter, given, parse

    fields = given(parse(filter))
    for name, value in options.items():
        if value is not None and name in fields:
            raise DatelineError(f"{name} is given twice, in the filter and by --{name}.")
        if value is not None:
            fields[name] = next(csv.reader([value], skipinitialspace=True), []) if name in MANY else value
    return Filter(**fields)


def _words(asked: Filter, show: Words, ledger: str, limit: int) -> str:
    from dateline.ledger.query import command, python, sql

    if show is Words.sql:
        return sql(asked, "postgresql" if ledger.startswith("postgres") else "sqlite", limit or None)
    return command(asked, ledger) if show is Words.command else python(asked, ledger)


def _hints(connection: sa.Connection, asked: Filter, answer: Table) -> list[str]:
    from dateline.ledger.hints import hints

    return [] if len(answer) else hints(connection, asked)


def _tell(hints: list[str]) -> None:
    for hint in hints:
        typer.echo(f"dateline: {hint}", err=True)


def _passages(answer: Table) -> None:
    """The passages on a terminal: source, statement, passage."""
    from rich.text import Text as Shown

    from dateline.cli.screen import console
    from dateline.exports.plain import flat

    screen = console()
    for row in answer:
        head = " · ".join(flat(x) for x in (row["published"], row["publisher"], row["title"], row["url"]) if x)
        screen.print(Shown(head or row["document_id"], "bold"))
        screen.print(Shown(_line(row), "green"))
        screen.print(_marked(flat(row["passage"])))
        screen.print()
    screen.print(Shown(f"{_counted(len(answer))} {_reminder()}" if len(answer) else "Nothing found.", "dim"))


def _line(row: dict[str, Any]) -> str:
    from dateline.exports.plain import flat

    if "statement_id" not in row:
        return f"{row['statements']} statements · characters {row['start']:,}-{row['end']:,} · id {row['document_id']}"
    whom = f" → {row['recipient_codes']}" if row["recipient_codes"] else ""
    voice = f" · voice {row['voice_texts']}" if row["voice_texts"] else " · the report's own voice"
    return flat(f"{row['actor_codes'] or '(nobody named)'}{whom}  {row['event']} · {row['status']}{voice} · "
                f"id {row['statement_id']}")


def _marked(passage: str) -> Any:
    import re

    from rich.text import Text as Shown

    shown = Shown("│ ")
    for piece in re.split(r"(\[hit\|[^\]]*\])", passage):
        shown.append(piece, "bold red" if piece.startswith("[hit|") else "")
    return shown


def _counted(found: int) -> str:
    return f"{found} {'passage' if found == 1 else 'passages'}."


def _reminder() -> str:
    from dateline.cli.screen import REMINDER

    return REMINDER

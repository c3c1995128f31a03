"""`dateline report`: what a filter finds as one HTML file to mail or to attach to a paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dateline.cli.ledger_options import LedgerAt

if TYPE_CHECKING:
    from dateline.ledger.book import Ledger
    from dateline.ledger.filters import Filter
    from dateline.server.handout import Handout


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("report")(report_command)


def report_command(
    ledger: LedgerAt,
    out: Annotated[Path, typer.Option(help="The file to write, .html.")],
    filter: Annotated[str, typer.Argument(help="Which statements: 'actor=RUS status=planned'; none: all.")] = "",
    title: Annotated[str, typer.Option(help="The heading.")] = "Statements as reported",
    limit: Annotated[int, typer.Option(min=1, max=1_000, help="How many reports at most, the newest first.")] = 50,
) -> None:
    """Write one HTML file with the reader and the table of what a filter finds; it needs nothing else to be read.

    \b
    Examples:
      dateline report 'actor=RUS event=THREATEN' --ledger desk.db --out threats.html
      dateline report 'document=wire-17' --ledger desk.db --out wire-17.html --title "Annex 2"
    """
    from dateline.errors import DatelineError
    from dateline.exports.jsonio import write_whole
    from dateline.ledger.book import Ledger
    from dateline.ledger.filters import parse
    from dateline.server.handout import page

    if out.suffix.lower() not in (".html", ".htm"):
        raise DatelineError(f"--out {out}: the file has to end in .html.")
    with Ledger(ledger, create=False) as desk:
        made, left = _handout(desk, parse(filter), title, limit)
    if not made.reports:
        raise DatelineError("The filter finds no statement: nothing was written. dateline count shows what there is.")
    write_whole(out, [page(made).encode()])
    more = f" {left:,} more reports were left out; --limit takes more." if left else ""
    typer.echo(f"{len(made.reports):,} {'report' if len(made.reports) == 1 else 'reports'} in {out}.{more}", err=True)


def _handout(desk: Ledger, asked: Filter, title: str, limit: int) -> tuple[Handout, int]:
    """What the file is made of, and how many reports were left out."""
    from dateline._version import __version__
    from dateline.ledger.filters import write
    from dateline.server.handout import Handout, found
    from dateline.server.report_shown import shown

    with desk.reading() as connection:
        reports = found(connection, asked)
        first = [*reports][:limit]
        views = [shown(connection, pk) for pk in first]
    coders = dict.fromkeys(f"{v.coder['version']}, knowledge {v.coder['knowledge'][:12]}, parser {v.coder['model']}"
                           for v in views if v.coder)
    about = (f"Filter: {write(asked) or 'none, all statements'}", *(f"Read by Dateline {coder}" for coder in coders),
             f"Written by Dateline {__version__}")
    wanted = tuple(dict.fromkeys(id for pk in first for id in reports[pk])) if write(asked) else ()
    return Handout(title, about, views, wanted), len(reports) - len(views)

"""`dateline export`: statements in the formats of other programs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from dateline.exports.chosen import Format, Given


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("export")(export_command)


def export_command(
    format: Annotated[str, typer.Argument(help="The format; `dateline export list` shows them all.")],
    filter: Annotated[str, typer.Argument(help="Which statements: 'actor=RUS status=planned'; none: all.")] = "",
    ledger: Annotated[
        str | None, typer.Option(envvar="DATELINE_LEDGER", help="Ledger that holds the statements.")
    ] = None,
    coded: Annotated[Path | None, typer.Option("--in", help="Folder that `dateline code` wrote, instead.")] = None,
    out: Annotated[Path | None, typer.Option(help="The file to write.")] = None,
    include: Annotated[
        str | None, typer.Option(help="Which groups: realised, said, talk, denied, all; several with commas.")
    ] = None,
) -> None:
    """Write statements in a format of another program.

    A format without room for status and voice takes only what the reports themselves tell as having happened;
    --include takes more.

    \b
    Examples:
      dateline export list
      dateline export csv --ledger desk.db --out statements.csv
      dateline export polecat 'actor=RUS since=2024' --ledger desk.db --out polecat.tsv
      dateline export gdelt --in coded/ --out events.CSV
      dateline export plover --ledger desk.db --include all --out plover.jsonl
    """
    from dateline.errors import DatelineError
    from dateline.exports.formats import format_of, formats

    if format == "list":
        for known in formats().values():
            typer.echo(f"{known.name:12} {known.what}")
        return
    chosen = format_of(format)
    if out is None or (ledger is None) == (coded is None):
        raise DatelineError("Say what is exported (--ledger desk.db, or --in coded/) and where it goes (--out FILE).")
    with _given(ledger, coded, filter) as given:
        raise typer.Exit(_write(chosen, given, out, include))


def _write(chosen: Format, given: Given, out: Path, include: str | None) -> int:
    """Write the file and say what is in it and what is not; the exit code: 0, or 1 where nothing was found."""
    from collections import Counter

    from dateline.exports.chosen import Written, choose, parse_include

    groups = parse_include(include or ("all" if chosen.holds_talk else "realised"))
    others: Counter[str] = Counter()
    asked = "; ".join(filter(None, (given.asked, "" if "all" in groups else f"only {', '.join(sorted(groups))}")))
    left = given._replace(reports=lambda: choose(given.reports(), groups, others), asked=asked)
    made = chosen.write(left, out)
    made = made if isinstance(made, Written) else Written(made)
    files = " and ".join(str(path) for path in (out, *made.beside))
    typer.echo(f"{made.rows:,} {'row' if made.rows == 1 else 'rows'} in {files}", err=True)
    for reason, number in made.left.items():
        typer.echo(f"left out: {number:,} {'statement' if number == 1 else 'statements'} ({reason})", err=True)
    if others:
        parts = ", ".join(f"{number:,} {group}" for group, number in sorted(others.items()))
        typer.echo(f"not asked for: {parts} (--include all takes every statement)", err=True)
    if not chosen.holds_talk and groups != {"realised"}:
        typer.echo(f"{chosen.name} has no room for status and voice: what was said, planned, possible or denied stands "
                   "there like what happened", err=True)
    return 0 if made.rows else 1


@contextmanager
def _given(ledger: str | None, coded: Path | None, filter: str) -> Iterator[Given]:
    """The reports of a ledger, or of a folder that `dateline code` wrote."""
    from dateline.errors import DatelineError
    from dateline.exports.chosen import Exported, Given

    if coded is not None:
        from dateline.engine import store

        if filter:
            raise DatelineError("A filter needs a ledger: dateline load coded/ --ledger desk.db")
        runs = (store.run_of(coded),)
        yield Given(lambda: (Exported(r.document, r.reading) for r in store.everything(coded) if not r.failed), runs)
        return
    from dateline.ledger.book import Ledger
    from dateline.ledger.exporting import coders, exported, joined
    from dateline.ledger.filters import parse

    wanted = parse(filter)
    with Ledger(ledger or "", create=False) as desk, desk.reading() as connection:
        yield Given(lambda: exported(connection, wanted), coders(connection), filter, lambda: joined(connection))

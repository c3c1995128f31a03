"""`dateline demo`: one report on the terminal, then a ledger of all the sample reports and the desk over it."""

from __future__ import annotations

import sys
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from dateline.ledger.book import Ledger


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("demo")(demo_command)


def demo_command(
    ledger: Annotated[
        Path | None, typer.Option(help="Keep the ledger of the sample reports here; without, it is gone at the end.")
    ] = None,
    serve: Annotated[
        bool | None,
        typer.Option("--serve/--no-serve", help="Open the desk. Default: where somebody sits at a terminal."),
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port of the desk; 0 takes any that is free.")] = 0,
) -> None:
    """Read the sample reports that ship with Dateline, show one, and open the desk over them all.

    \b
    Examples:
      dateline demo
      dateline demo --no-serve
      dateline demo --ledger demo.db --no-serve
    """
    from dateline.cli.reading import show_sample

    failed = show_sample()
    with TemporaryDirectory(prefix="dateline-") as folder:
        place = ledger or Path(folder) / "demo.db"
        failed = failed or ledger_of_samples(place)
        if not failed and (sys.stdout.isatty() if serve is None else serve):
            _desk(place, port)
        elif ledger:
            typer.echo(f"The desk over it: dateline serve --ledger {ledger}")
        else:
            typer.echo("The desk over them: dateline demo --serve")
    raise typer.Exit(failed)


def ledger_of_samples(place: Path) -> int:
    """All the sample reports in a ledger, linked; the exit code."""
    from dateline.cli.ledger_coding import code_into
    from dateline.cli.ledger_linking import linked_up
    from dateline.ledger.book import Ledger
    from dateline.sources import Options

    new = not place.exists()
    typer.echo("\nNow all the sample reports, as a ledger:")
    sys.stdout.flush()
    with as_file(files("dateline") / "data" / "sample") as samples:
        failed = code_into(str(place), [str(samples)], Options())
    with Ledger(place, create=False) as made:
        linked_up(made)
        if new:
            _something_to_look_at(made)
    return failed


def _something_to_look_at(made: Ledger) -> None:
    """A watch that has told what it finds, and a sample to judge."""
    from dateline.ledger.alerts import alerts, watches
    from dateline.ledger.filters import parse
    from dateline.ledger.people import validation

    with made.writing() as connection:
        at = made.stamp(connection)
        alerts.add_watch(connection, watches.Watch("arms", parse("between=RUS,PRK event=AID,AGREE"), 2), at, True)
        alerts.look(connection, watches.watch_named(connection, "arms"), at)
        validation.draw_sample(connection, "first look", 20, validation.design_of("random"), seed="1", at=at)


def _desk(place: Path, port: int) -> None:
    from dateline.server.serving import serve
    from dateline.server.settings import Settings

    serve(Settings(str(place), port=port), open_browser=True, say=typer.echo)

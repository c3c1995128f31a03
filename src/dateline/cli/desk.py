"""`dateline serve`: the desk in a browser."""

from __future__ import annotations

from typing import Annotated

import typer

from dateline.cli.ledger_options import LedgerAt


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("serve")(serve_command)


def serve_command(
    ledger: LedgerAt,
    host: Annotated[
        str, typer.Option(help="The address to listen at; others than this computer need a token.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes any that is free.")] = 8765,
    token: Annotated[str | None, typer.Option(envvar="DATELINE_TOKEN", show_envvar=True,
                                              help="What callers have to show; 16 characters or more.")] = None,
    name: Annotated[
        list[str] | None, typer.Option(help="A further name of the desk, behind a proxy; repeat it.")
    ] = None,
    open: Annotated[bool, typer.Option("--open/--no-open", help="Open it in the browser.")] = True,
) -> None:
    """Open the desk: read, compare, judge and cite what stands in a ledger (docs/desk.md).

    \b
    Examples:
      dateline serve --ledger desk.db
      dateline serve --ledger desk.db --port 9000 --no-open
      DATELINE_TOKEN=$(openssl rand -hex 16) dateline serve --ledger desk.db --host 0.0.0.0
    """
    from dateline.server.serving import serve
    from dateline.server.settings import Settings

    serve(Settings(ledger, host, port, token, also=tuple(name or ())), open_browser=open,
          say=lambda line: typer.echo(line))

"""`dateline mcp`: a ledger as tools for language models."""

from __future__ import annotations

import typer

from dateline.cli.ledger_options import LedgerAt


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("mcp")(mcp_command)


def mcp_command(ledger: LedgerAt) -> None:
    """Answer questions of a language model's client from a ledger, by the Model Context Protocol, on stdin and stdout.

    Started by the client (docs/mcp.md has its configuration).  The ledger is only read; nothing touches the network.

    \b
    Examples:
      dateline mcp --ledger desk.db
    """
    from dateline.mcp import serve

    serve(ledger)

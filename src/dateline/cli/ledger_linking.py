"""`dateline link`: stories, incidents and claims of the present ledger; and how other commands see to them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from dateline.cli.ledger_options import LedgerAt

if TYPE_CHECKING:
    from dateline.ledger.book import Ledger
    from dateline.ledger.linking import Linked


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("link")(link_command)


def link_command(ledger: LedgerAt) -> None:
    """Make stories, incidents and claims of the present ledger.

    The commands that show them do so by themselves when something has changed; a nightly job or another program that
    asks the database itself calls this.

    \b
    Examples:
      dateline link --ledger desk.db
    """
    from dateline.cli.screen import console
    from dateline.ledger.book import Ledger

    with Ledger(ledger, create=False) as desk:
        if linked_up(desk) is None:
            console(stderr=True).print("Nothing has changed: stories, incidents and claims hold.")


@contextmanager
def linked_ledger(place: str) -> Iterator[Ledger]:
    """The ledger, its stories, incidents and claims up to date."""
    from dateline.ledger.book import Ledger

    with Ledger(place, create=False) as desk:
        linked_up(desk)
        yield desk


def linked_up(desk: Ledger) -> Linked | None:
    """Make the links anew where something has changed, with a line on stderr; None where nothing has."""
    from dateline.cli.screen import console
    from dateline.ledger.linking import link

    screen = console(stderr=True)
    with screen.status("Looking for changes") as status:
        done = link(desk, lambda stage: status.update(f"The ledger has changed: {stage}"))
    if done is not None:
        screen.print(f"Linked: {done.stories:,} stories, {done.incidents:,} incidents, {done.claims:,} claims.")
    return done

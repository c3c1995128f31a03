"""`dateline link`: stories, incidents and claims of the present ledger; and how other commands see to them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from dateline.cli.ledger_options import LedgerAt

if TYPE_CHECKING:
    from dateline.ledger.book import Ledger
    from dateline.ledger.linking import Linked


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("link")(link_command)


def link_command(
    ledger: LedgerAt,
    full: Annotated[bool, typer.Option("--full", help="Make all anew, whatever stands.")] = False,
) -> None:
    """Make stories, incidents and claims of the present ledger.

    Stories and incidents are made anew only where reports have come or gone, with the result of a whole pass.

    The commands that show them do so by themselves when something has changed; a nightly job or another program that
    asks the database itself calls this.

    \b
    Examples:
      dateline link --ledger desk.db
      dateline link --full --ledger desk.db
    """
    from dateline.cli.screen import console
    from dateline.ledger.book import Ledger

    with Ledger(ledger, create=False) as desk:
        if linked_up(desk, full=full) is None:
            console(stderr=True).print("Nothing has changed: stories, incidents and claims hold.")


@contextmanager
def linked_ledger(place: str, claims: bool = True) -> Iterator[Ledger]:
    """The ledger, its stories, incidents and (unless left out) claims up to date."""
    from dateline.ledger.book import Ledger

    with Ledger(place, create=False) as desk:
        linked_up(desk, claims)
        yield desk


def linked_up(desk: Ledger, claims: bool = True, full: bool = False) -> Linked | None:
    """Make the links anew where something has changed, with a line on stderr; None where nothing has."""
    from dateline.cli.screen import console
    from dateline.ledger.linking import link

    screen = console(stderr=True)
    with screen.status("Looking for changes") as status:
        done = link(desk, lambda stage: status.update(f"The ledger has changed: {stage}"), claims=claims, full=full)
    if done is not None:
        told = f", {done.claims:,} claims" if claims else ""
        screen.print(f"Linked: {done.stories:,} stories, {done.incidents:,} incidents{told}.")
    return done

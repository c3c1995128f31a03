"""`dateline watch`: follow feeds into a ledger.  The only command that fetches anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from dateline.cli.ledger_alerts import MailFrom, MailSecurity, MailServer, MailUser, Security, mail_of
from dateline.cli.ledger_options import LedgerAt
from dateline.cli.shared import Actors, AnyLanguage, Codebooks, Near, OwnGazetteer, origin_of

if TYPE_CHECKING:
    from dateline.fetching.net import Manners

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("watch")(watch_command)


def watch_command(
    feeds: Annotated[str, typer.Argument(help="An OPML file, a text file with one address a line, or one address.")],
    ledger: LedgerAt,
    once: Annotated[bool, typer.Option("--once", help="One round, for a timer of your own.")] = False,
    every: Annotated[str, typer.Option(help="Time between rounds: 90s, 15m, 2h, 1d.")] = "15m",
    limit: Annotated[int | None, typer.Option(min=1, help="Reports in one round, at most.")] = None,
    no_pages: Annotated[bool, typer.Option("--no-pages", help="Read what the feeds give; fetch no pages.")] = False,
    contact: Annotated[
        str | None, typer.Option(help="Address or page where those who run a site can reach you (User-Agent).")
    ] = None,
    user_agent: Annotated[str | None, typer.Option(help="Another User-Agent as a whole.")] = None,
    delay: Annotated[float, typer.Option(min=0, help="Seconds between two requests to one host, at least.")] = 5.0,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Ask addresses inside the own network, too.")
    ] = False,
    no_alerts: Annotated[bool, typer.Option("--no-alerts", help="Do not look at the saved watches.")] = False,
    any_language: AnyLanguage = False,
    actors: Actors = None,
    gazetteer: OwnGazetteer = None,
    near: Near = None,
    codebook: Codebooks = None,
    mail_server: MailServer = "localhost",
    mail_user: MailUser = None,
    mail_from: MailFrom = "dateline@localhost",
    mail_security: MailSecurity = Security.auto,
) -> None:
    """Follow feeds: fetch what is new, read it into the ledger, link it, and let the saved watches fire.

    It asks politely: robots.txt and its pauses are kept, one request at a time goes to a host, unchanged feeds are not
    sent again, busy hosts are left alone as long as they ask.  Stopped at any moment, the same command goes on from
    there.  In the first rounds, until all is read that the feeds hold then, watches make no alerts.

    \b
    Examples:
      dateline watch feeds.opml --ledger desk.db --contact desk@example.org
      dateline watch feeds.txt --ledger desk.db --every 1h --limit 200
      dateline watch https://example.org/feed.xml --ledger desk.db --once --no-pages
    """
    from dateline.cli.watching import Plan, follow
    from dateline.fetching.feeds import feeds_in
    from dateline.fetching.rounds import How
    from dateline.sources import Options
    from dateline.sources.extras import library

    library("feedparser", "watch")
    manners = manners_of(contact, user_agent, delay, allow_private)
    how = How(duration(every), not no_pages, limit, Options(any_language=any_language, near=near))
    mail = None if no_alerts else mail_of(mail_server, mail_user, mail_from, mail_security.value)
    plan = Plan(feeds_in(feeds), manners, how, origin_of(actors, gazetteer, codebook), mail)
    raise typer.Exit(follow(ledger, plan, once))


def manners_of(contact: str | None, user_agent: str | None, delay: float, allow_private: bool) -> Manners:
    """How hosts are asked.  Raises DatelineError for a name that cannot go over the line."""
    from dateline._version import __version__
    from dateline.errors import DatelineError
    from dateline.fetching.http import Limits
    from dateline.fetching.net import Manners

    agent = user_agent or f"dateline/{__version__}" + (f" (+{contact})" if contact else "")
    if not agent.isascii() or not agent.isprintable() or not agent[:1].isalnum():
        raise DatelineError(f"{agent!r} cannot be a User-Agent: it takes printable ASCII and begins with a name.")
    return Manners(agent, delay, Limits(allow_private=allow_private))


def duration(given: str) -> float:
    """Seconds of `90s`, `15m`, `2h`, `1d`.  Raises DatelineError for anything else."""
    from dateline.errors import DatelineError

    number, unit = given[:-1], given[-1:]
    if unit not in SECONDS or not number.isdecimal() or not int(number):
        raise DatelineError(f"--every {given}: it takes a whole number and a unit: 90s, 15m, 2h or 1d.")
    return float(int(number) * SECONDS[unit])

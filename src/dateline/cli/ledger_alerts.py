"""`dateline alerts`: watches over a ledger, what they would have fired for, what they fire for."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dateline.cli.ledger_linking import linked_ledger
from dateline.cli.ledger_options import As, LedgerAt, Out, Shape, give

if TYPE_CHECKING:
    from dateline.ledger.alerts.alerts import Outcome
    from dateline.ledger.alerts.delivery import Mail, Report
    from dateline.ledger.book import Ledger


class Security(StrEnum):
    """How a mail server is spoken to."""

    auto = "auto"
    starttls = "starttls"
    tls = "tls"
    none = "none"


Name = Annotated[str, typer.Argument(help="Name of the watch.")]
Origins = Annotated[int, typer.Option(min=1, help="How many independent origins it takes.")]
Window = Annotated[int, typer.Option(min=1, help="Within how many days of publication.")]
MailServer = Annotated[
    str, typer.Option(envvar="DATELINE_MAIL_SERVER", show_envvar=True, help="HOST or HOST:PORT."),
]
MailUser = Annotated[
    str | None, typer.Option(help="Its user; the password: DATELINE_MAIL_PASSWORD, or the file .netrc."),
]
MailFrom = Annotated[str, typer.Option(help="Sender of the mail.")]
MailSecurity = Annotated[
    Security, typer.Option(help="auto: encrypted where the server offers it; starttls; tls; none."),
]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    alerts = typer.Typer(no_args_is_help=True, rich_markup_mode=None,
                         help="Watch for statements, and tell when enough independent origins have them.")
    for name, command in (("add", add_command), ("list", list_command), ("preview", preview_command),
                          ("run", run_command), ("history", history_command), ("show", show_command),
                          ("pause", pause_command), ("resume", resume_command), ("remove", remove_command)):
        alerts.command(name)(command)
    app.add_typer(alerts, name="alerts")


def add_command(
    name: Name,
    filter: Annotated[str, typer.Argument(help="What to watch for: 'actor=RUS recipient=PRK event=AGREE,AID'.")],
    ledger: LedgerAt,
    origins: Origins = 1,
    window: Window = 7,
    updates: Annotated[bool, typer.Option("--updates", help="Tell of further origins, too.")] = False,
    file: Annotated[list[Path] | None, typer.Option(help="Add alerts to this file: .jsonl, or .md to read.")] = None,
    webhook: Annotated[list[str] | None, typer.Option(help="POST alerts to this address, as JSON.")] = None,
    mail: Annotated[list[str] | None, typer.Option(help="Mail alerts to this address.")] = None,
    backfill: Annotated[bool, typer.Option("--backfill", help="Also alert on what the ledger holds now.")] = False,
) -> None:
    """Make a watch.  What the ledger holds now makes no alerts, unless --backfill is given.

    \b
    Examples:
      dateline alerts add arms 'actor=RUS recipient=PRK event=AGREE,AID' --origins 2 --window 7 --ledger desk.db
      dateline alerts add grain 'text="grain deal" realised=yes' --file grain.md --ledger desk.db
    """
    from dateline.ledger.alerts.alerts import add_watch
    from dateline.ledger.alerts.delivery import target
    from dateline.ledger.alerts.watches import Watch
    from dateline.ledger.filters import parse

    wanted = {"file": [*map(str, file or ())], "webhook": webhook or [], "mail": mail or []}
    targets = tuple(target(kind, place) for kind, places in wanted.items() for place in places)
    watch = Watch(name, parse(filter), origins, window, updates, targets)
    with linked_ledger(ledger, claims=False) as desk, desk.writing() as connection:
        outcome = add_watch(connection, watch, desk.stamp(connection), backfill)
    typer.echo(f"{name}: watching." if backfill or not outcome.earlier else _not_alerted(outcome))


def list_command(ledger: LedgerAt, format: As = Shape.table, out: Out = None) -> None:
    """List the watches: what they ask for, where they tell, how often they fired.

    \b
    Examples:
      dateline alerts list --ledger desk.db
    """
    from dateline.ledger.alerts.watches import listed
    from dateline.ledger.book import Ledger

    with Ledger(ledger, create=False) as desk, desk.reading() as connection:
        give(listed(connection), format, out)


def history_command(
    ledger: LedgerAt,
    name: Annotated[str | None, typer.Argument(help="Only alerts of this watch.")] = None,
    format: As = Shape.table,
    out: Out = None,
) -> None:
    """List the alerts, the latest first.

    \b
    Examples:
      dateline alerts history --ledger desk.db
      dateline alerts history arms --out arms.csv --ledger desk.db
    """
    from dateline.ledger.alerts.alerts import alerts
    from dateline.ledger.book import Ledger

    with Ledger(ledger, create=False) as desk, desk.reading() as connection:
        give(alerts(connection, name), format, out)


def preview_command(
    watch: Annotated[str, typer.Argument(help="Name of a watch, or a filter.")],
    ledger: LedgerAt,
    origins: Origins = 1,
    window: Window = 7,
    format: As = Shape.table,
    out: Out = None,
) -> None:
    """Show when a watch would have fired on what the ledger holds.  --origins and --window are for filters.

    \b
    Examples:
      dateline alerts preview 'actor=RUS recipient=PRK event=AID' --origins 2 --window 14 --ledger desk.db
      dateline alerts preview arms --ledger desk.db
    """
    from dateline.ledger.alerts.watches import preview, watches

    with linked_ledger(ledger, claims=False) as desk, desk.reading() as connection:
        saved = {one.name: one for one in watches(connection)}
        answer = preview(connection, saved.get(watch, watch), origins, window)
    if format is Shape.table and out is None:
        typer.echo(f"Would have fired {len(answer)}×.")
    if len(answer) or format is not Shape.table or out is not None:
        give(answer, format, out)


def run_command(
    ledger: LedgerAt,
    name: Annotated[str | None, typer.Argument(help="Only this watch.")] = None,
    mail_server: MailServer = "localhost",
    mail_user: MailUser = None,
    mail_from: MailFrom = "dateline@localhost",
    mail_security: MailSecurity = Security.auto,
) -> None:
    """Look at what has come since the last run, tell what fired, and deliver it.

    The exit code is 0 with and without alerts, 1 where a target did not take them: the next run tries again.

    \b
    Examples:
      dateline alerts run --ledger desk.db
      dateline alerts run arms --ledger desk.db --mail-server smtp.example.org:587 --mail-user desk
    """
    mail = mail_of(mail_server, mail_user, mail_from, mail_security.value)
    with linked_ledger(ledger, claims=False) as desk:
        reports = fire(desk, mail, name)
    raise typer.Exit(1 if any(report.fault for report in reports) else 0)


def fire(desk: Ledger, mail: Mail, name: str | None = None, silent: bool = False) -> list[Report]:
    """Look at what has come, tell what fired and deliver it; `silent`: only note what there is, without alerts."""
    from dateline.ledger.alerts.alerts import alert, look
    from dateline.ledger.alerts.delivery import deliver
    from dateline.ledger.alerts.digest import as_text
    from dateline.ledger.alerts.watches import watch_named, watches
    from dateline.ledger.store import now

    with desk.reading() as connection:
        wanted = [watch_named(connection, name)] if name else watches(connection)
    for watch in wanted:
        if watch.state != "active":
            typer.echo(f"{watch.name}: paused.")
            continue
        with desk.writing() as connection:
            outcome = look(connection, watch, desk.stamp(connection), silent)
            told = [as_text(alert(connection, number)) for number in outcome.fired]
        _tell(outcome, told)
    reports = deliver(desk, now, mail)
    _delivered(reports)
    return reports


def show_command(
    number: Annotated[int, typer.Argument(help="Number of the alert.")],
    ledger: LedgerAt,
    json: Annotated[bool, typer.Option("--json", help="As it is delivered to programs.")] = False,
) -> None:
    """Show an alert with its reason: filter, passages with their places, voices, sources, origins.

    \b
    Examples:
      dateline alerts show 12 --ledger desk.db
      dateline alerts show 12 --json --ledger desk.db
    """
    from dateline.exports.jsonio import to_json
    from dateline.ledger.alerts.alerts import alert
    from dateline.ledger.alerts.digest import as_text
    from dateline.ledger.book import Ledger

    with Ledger(ledger, create=False) as desk, desk.reading() as connection:
        told = alert(connection, number)
    typer.echo(to_json(told) if json else as_text(told))


def pause_command(name: Name, ledger: LedgerAt) -> None:
    """Stop looking, until `resume`.

    \b
    Examples:
      dateline alerts pause arms --ledger desk.db
    """
    from dateline.ledger.alerts.alerts import pause
    from dateline.ledger.book import Ledger

    with Ledger(ledger, create=False) as desk, desk.writing() as connection:
        pause(connection, name, desk.stamp(connection))
    typer.echo(f"{name}: paused.")


def resume_command(name: Name, ledger: LedgerAt) -> None:
    """Look again, from now on.

    \b
    Examples:
      dateline alerts resume arms --ledger desk.db
    """
    from dateline.ledger.alerts.alerts import resume

    with linked_ledger(ledger, claims=False) as desk, desk.writing() as connection:
        outcome = resume(connection, name, desk.stamp(connection))
    typer.echo(_not_alerted(outcome) if outcome.earlier else f"{name}: watching.")


def remove_command(name: Name, ledger: LedgerAt) -> None:
    """Remove a watch; its alerts stay.

    \b
    Examples:
      dateline alerts remove arms --ledger desk.db
    """
    from dateline.ledger.alerts.alerts import remove
    from dateline.ledger.book import Ledger

    with Ledger(ledger, create=False) as desk, desk.writing() as connection:
        remove(connection, name, desk.stamp(connection))
    typer.echo(f"{name}: removed.")


def _not_alerted(outcome: Outcome) -> str:
    times = "match" if outcome.earlier == 1 else "matches"
    return (f"{outcome.watch}: watching. {outcome.earlier} earlier {times} not alerted; see: dateline alerts preview "
            f"{outcome.watch}")


def _tell(outcome: Outcome, told: list[str]) -> None:
    number = len(told)
    typer.echo(f"{outcome.watch}: {number or 'no'} {'alert' if number == 1 else 'alerts'}."
               + (f" {outcome.earlier} without a new report, kept without an alert." if outcome.earlier else ""))
    for one in told:
        typer.echo(f"\n{one}\n")


def _delivered(reports: list[Report]) -> None:
    for report in reports:
        numbers = ", ".join(map(str, report.alerts))
        if report.fault:
            typer.echo(f"dateline: {report.target}: alert {numbers} not delivered: {report.fault} The next run tries "
                       "again.", err=True)
        else:
            typer.echo(f"{report.target}: alert {numbers} delivered.")


def mail_of(server: str, user: str | None, sender: str, security: str) -> Mail:
    """The mail server as it was given.  Raises DatelineError where it was given wrongly."""
    from dateline.errors import DatelineError
    from dateline.ledger.alerts.delivery import Mail

    host, _, port = server.rpartition(":") if server.rpartition(":")[2].isdecimal() else (server, "", "")
    if not host or not sender.isprintable():
        raise DatelineError(f"--mail-server {server}: it takes HOST or HOST:PORT.")
    usual = {"tls": 465}.get(security, 587 if user else 25)
    return Mail(host, int(port or usual), user, sender, security)

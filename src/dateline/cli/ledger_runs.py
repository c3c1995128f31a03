"""`dateline load`, `runs` and `diff`: what was read when, and what another version reads otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dateline.cli.ledger_options import As, LedgerAt, Out, Shape, give

if TYPE_CHECKING:
    from dateline.ledger.runs import Difference


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("load")(load_command)
    app.command("runs")(runs_command)
    app.command("diff")(diff_command)


def load_command(
    folder: Annotated[Path, typer.Argument(help="Folder that `dateline code --out` wrote.")],
    ledger: LedgerAt,
) -> None:
    """Put the readings of a folder into a ledger, as a run of the version that made them.

    \b
    Examples:
      dateline load coded/ --ledger desk.db
    """
    from dateline.cli.ledger_coding import load_into

    raise typer.Exit(load_into(ledger, folder))


def runs_command(
    ledger: LedgerAt,
    run: Annotated[int | None, typer.Argument(help="Show what this run skipped or remarked on, and why.")] = None,
    format: As = Shape.table,
    out: Out = None,
) -> None:
    """List the runs: version, knowledge, times, and how many documents were read, kept and skipped.

    With the number of a run: each input that it skipped, with the reason.

    \b
    Examples:
      dateline runs --ledger desk.db
      dateline runs 3 --ledger desk.db --out skipped.csv
    """
    from dateline.ledger.book import Ledger

    with Ledger(ledger, create=False) as desk:
        answer = desk.runs() if run is None else desk.reasons(run)
    give(answer, format, out, wide=("knowledge", "model", "settings", "note", "start", "end"))


def diff_command(
    before: Annotated[int, typer.Argument(help="Number of the earlier run.")],
    after: Annotated[int, typer.Argument(help="Number of the later run.")],
    ledger: LedgerAt,
    rules: Annotated[bool, typer.Option("--by-rule", help="Only counts, by the rule that made the change.")] = False,
    format: As = Shape.table,
    out: Out = None,
) -> None:
    """Show what one run reads otherwise than another in the same texts: gains, losses, changed slots, by rule.

    \b
    Examples:
      dateline diff 1 2 --ledger desk.db
      dateline diff 1 2 --by-rule --ledger desk.db
      dateline diff 1 2 --ledger desk.db --out changes.csv
    """
    from dateline.cli.screen import console
    from dateline.ledger.book import Ledger
    from dateline.ledger.runs import by_rule

    with Ledger(ledger, create=False) as desk:
        found = desk.diff(before, after)
    console(stderr=True).print(_summary(found))
    answer = by_rule(found) if rules else found.rows
    give(answer, format, out, wide=("statement_id_before", "document_id", "trigger", "rule_before", "document_pk"))


def _summary(found: Difference) -> str:
    kinds = [row["change"] for row in found.rows]
    changed = len({row["statement_id"] for row in found.rows if row["change"] == "changed"})
    alone = f"{found.only_before:,} only in {found.before}, {found.only_after:,} only in {found.after}"
    return (f"{found.documents:,} documents in both runs ({alone}): {kinds.count('gain'):,} gains, "
            f"{kinds.count('loss'):,} losses, {changed:,} changed, {found.same:,} same")


def explain_in(place: str, start: str) -> None:
    """Print the one statement of a ledger whose id begins with `start`, with its steps.

    Raises DatelineError for none or several.
    """
    from dateline.cli.screen import console
    from dateline.errors import DatelineError
    from dateline.exports.plain import explain
    from dateline.ledger.book import Ledger
    from dateline.ledger.loading import entry, layout_of

    with Ledger(place, create=False) as desk, desk.reading() as connection:
        found = entry(connection, start)
        layout = layout_of(connection, found[0][0].pk) if found else None
    if not found:
        raise DatelineError(f"No statement in {desk.shown} has an id that begins with {start!r}.")
    ids = sorted({one.statement.id for one, _ in found})
    if len(ids) > 1:
        raise DatelineError(f"{start!r} begins several ids: {', '.join(ids[:6])}. Give more of it.")
    shown, current = found[0]
    console().print(explain(shown.document, shown.statement, layout))
    if not current:
        console().print("It stands in the ledger no longer: another reading, a newer text or a person took its place.")

"""`dateline correct`, `reject`, `confirm`, `withdraw`, `corrections` (docs/corrections.md)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dateline.cli.ledger_options import As, LedgerAt, Out, Shape, give

if TYPE_CHECKING:
    from dateline.knowledge import Knowledge
    from dateline.ledger.people.corrections import Action, Correction

Id = Annotated[str, typer.Argument(help="A statement's id, or its first characters.")]
By = Annotated[str, typer.Option(help="Who says so.", envvar="DATELINE_BY", show_envvar=True)]
Why = Annotated[str, typer.Option(help="The reason, for those who read it in a year.")]
Codebooks = Annotated[
    list[Path] | None,
    typer.Option("--codebook", help="A codebook of your own that the statement is of, a folder; repeat for several."),
]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("correct")(correct_command)
    app.command("reject")(reject_command)
    app.command("confirm")(confirm_command)
    app.command("withdraw")(withdraw_command)
    app.command("corrections")(corrections_command)


def correct_command(
    statement: Id,
    changes: Annotated[list[str], typer.Argument(help="SLOT=VALUE, one or several.")],
    ledger: LedgerAt,
    by: By,
    why: Why,
    codebook: Codebooks = None,
) -> None:
    """Say what slots of a statement should hold; the coder's reading is kept beneath.

    Slots: event, mode, status, background, voice, actor, recipient, when, where, what.

    \b
    Examples:
      dateline correct 3f2a status=planned --by Anna --why "only announced" --ledger desk.db
      dateline correct 3f2a event=ASSAULT mode=aerial --by Anna --why "air raid" --ledger desk.db
      dateline correct 3f2a "actor=RUS MIL; Minsk (BLR)" --by Anna --why "both named" --ledger desk.db
      dateline correct 3f2a "where=Kyiv (UKR)" when=2023-09-13 --by Anna --why "2nd sentence" --ledger desk.db
      dateline correct 3f2a "voice=JRN > UKR GOV" --by Anna --why "agency after ministry" --ledger desk.db
    """
    from dateline.errors import DatelineError
    from dateline.ledger.book import Ledger
    from dateline.ledger.people.correcting import correct

    given = dict(change.partition("=")[::2] for change in changes)
    if wrong := [change for change in changes if "=" not in change]:
        raise DatelineError(f"{wrong[0]!r}: write SLOT=VALUE, as in status=planned.")
    if len(given) < len(changes):
        raise DatelineError("A slot is given twice. Lists have ; between their entries: actor='RUS MIL; BLR'.")
    with Ledger(ledger, create=False) as desk, desk.writing() as connection:
        at = desk.stamp(connection)
        made = correct(connection, statement, given, by=by, at=at, why=why, know=lambda: _knowledge(codebook))
    _tell(made)


def reject_command(statement: Id, ledger: LedgerAt, by: By, why: Why) -> None:
    """Say that the text holds no such statement: it leaves the ledger's answers, and stays on record.

    \b
    Examples:
      dateline reject 3f2a --by Anna --why "a football match" --ledger desk.db
    """
    _judge(ledger, statement, "reject", (), by, why)


def confirm_command(
    statement: Id,
    ledger: LedgerAt,
    by: By,
    why: Why = "checked against the text",
    slot: Annotated[list[str] | None, typer.Option(help="Only this slot; repeat it for several.")] = None,
) -> None:
    """Say that a statement, or a slot of it, is right as the coder gave it.

    Confirming a statement that was rejected brings it back.

    \b
    Examples:
      dateline confirm 3f2a --by Ben --ledger desk.db
      dateline confirm 3f2a --slot status --slot voice --by Ben --ledger desk.db
    """
    _judge(ledger, statement, "confirm", tuple(slot or ()), by, why)


def withdraw_command(
    correction: Annotated[int, typer.Argument(help="The correction's number, from `dateline corrections`.")],
    ledger: LedgerAt,
    by: By,
    why: Why,
) -> None:
    """Take a correction back: what stood before it counts again.

    \b
    Examples:
      dateline withdraw 7 --by Anna --why "misread the quotation" --ledger desk.db
    """
    from dateline.ledger.book import Ledger
    from dateline.ledger.people.correcting import withdraw

    with Ledger(ledger, create=False) as desk, desk.writing() as connection:
        made = withdraw(connection, correction, by=by, at=desk.stamp(connection), why=why)
    _tell(made)


def corrections_command(
    ledger: LedgerAt,
    conflicts: Annotated[
        bool, typer.Option("--conflicts", help="Only those that a re-code, another person or a new text overtook.")
    ] = False,
    by: Annotated[str | None, typer.Option(help="Only those of this person.")] = None,
    format: As = Shape.table,
    out: Out = None,
) -> None:
    """List what people corrected, rejected and confirmed; or what of it is in conflict now.

    \b
    Examples:
      dateline corrections --ledger desk.db
      dateline corrections --conflicts --ledger desk.db
      dateline corrections --by Anna --ledger desk.db --out anna.csv
    """
    from dateline.ledger.book import Ledger
    from dateline.ledger.people.correcting import conflicting, listed

    with Ledger(ledger, create=False) as desk, desk.reading() as connection:
        answer = conflicting(connection, by) if conflicts else listed(connection, by)
    give(answer, format, out, wide=("document_id", "sentence", "passage", "passage_now", "statement_now", "start",
                                    "end", "other", "at"))


def _judge(place: str, statement: str, action: Action, slots: tuple[str, ...], by: str, why: str) -> None:
    from dateline.ledger.book import Ledger
    from dateline.ledger.people.correcting import judge

    with Ledger(place, create=False) as desk, desk.writing() as connection:
        made = judge(connection, statement, action, slots, by=by, at=desk.stamp(connection), why=why)
    _tell(made)


def _knowledge(codebooks: list[Path] | None) -> Knowledge:
    from dateline.knowledge import load_knowledge
    from dateline.ledger.people.correcting import shipped

    return load_knowledge(codebooks=tuple(codebooks)) if codebooks else shipped()


def _tell(made: list[Correction]) -> None:
    from dateline.cli.screen import console

    done = {"correct": "{slot}: {was} → {value}", "reject": "rejected: {was}", "confirm": "confirmed, {slot}: {was}",
            "withdraw": "withdraws correction {withdraws}"}
    for one in made:
        told = done[one.action].format(slot=one.slot, was=one.was, value=one.value, withdraws=one.withdraws)
        console().print(f"Correction {one.pk} of {one.statement_id}: {told}")

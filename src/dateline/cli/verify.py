"""`dateline verify`: somebody else's triples held against the text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dateline.cli.ledger_options import As, Out, Shape, give
from dateline.cli.shared import Actors, Codebooks, origin_of

if TYPE_CHECKING:
    from dateline.verifying.checking import Checked

MARKS = {"holds": "green", "does not hold": "bold red", "open": "yellow", "not checked": "red"}


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("verify")(verify_command)


def verify_command(
    file: Annotated[Path, typer.Argument(help="Triples: JSON Lines, JSON or CSV (docs/verify.md has the fields).")],
    documents: Annotated[
        Path | None, typer.Option(help="File or folder of the texts that the triples name by id, address or file.")
    ] = None,
    ledger: Annotated[
        str | None, typer.Option(help="A ledger that has the texts: a file (desk.db) or postgresql://user@host/name.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit code 1 for what stays open, too.")] = False,
    failing: Annotated[
        bool, typer.Option("--failing", help="Show only what does not hold or was not checked.")
    ] = False,
    actors: Actors = None,
    codebook: Codebooks = None,
    format: As = Shape.table,
    out: Out = None,
) -> None:
    """Check triples that a language model or somebody else extracted: quote, direction, fact or talk, who, when, where.

    What Dateline has not read is called not read, never false.  Exit code 0: nothing fails; 1: something does not
    hold; 2: something cannot be checked.

    \b
    Examples:
      dateline verify triples.jsonl
      dateline verify triples.csv --documents reports/ --out checked.csv
      dateline verify triples.jsonl --ledger desk.db --failing
    """
    from dateline.cli.reading import known
    from dateline.errors import DatelineError
    from dateline.ledger.book import Ledger
    from dateline.verifying.checking import check_all
    from dateline.verifying.finding import finder, given_documents
    from dateline.verifying.triples import read_triples

    if documents and ledger:
        raise DatelineError("Give the texts with --documents or with --ledger, not with both.")
    triples = read_triples(file)
    know = known(origin_of(actors, None, codebook))
    given = given_documents(documents, triples) if documents else None
    if ledger:
        with Ledger(ledger, create=False, read_only=True) as desk:
            found = [*check_all(triples, finder(know, ledger=desk), know)]
    else:
        found = [*check_all(triples, finder(know, given), know)]
    _give(found, format, out, failing)
    raise typer.Exit(exit_code([c.verdict for c in found], strict))


def exit_code(verdicts: list[str], strict: bool = False) -> int:
    """2 where something was not checked, 1 where something does not hold (`strict`: or is open), else 0."""
    if "not checked" in verdicts:
        return 2
    return 1 if "does not hold" in verdicts or (strict and "open" in verdicts) else 0


def _give(found: list[Checked], format: Shape, out: Path | None, failing: bool) -> None:
    from msgspec.structs import asdict

    from dateline.cli.screen import console
    from dateline.ledger.table import table
    from dateline.verifying.checking import Checked
    from dateline.verifying.summary import summary

    kept = [c for c in found if not failing or c.verdict in ("does not hold", "not checked")]
    if out is not None or format is not Shape.table:
        give(table(Checked.__struct_fields__, map(asdict, kept)), format, out)
        console(stderr=True).print(summary(found))
        return
    _print(kept)
    console().print(summary(found))


def _print(found: list[Checked]) -> None:
    from rich.text import Text

    from dateline.cli.screen import console
    from dateline.verifying.summary import lines

    screen = console()
    for checked in found:
        head, *rest = lines(checked)
        screen.print(Text.assemble((checked.verdict, MARKS[checked.verdict]), ("  ", ""), (head, "bold")))
        for line in rest:
            screen.print(Text(f"    {line}"))
        screen.print()

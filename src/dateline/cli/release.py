"""`dateline release`: the ledger frozen as files to archive and to cite."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dateline.cli.shared import Codebooks

if TYPE_CHECKING:
    from dateline.exports.release.papers import Wanted


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("release")(release_command)


def release_command(
    folder: Annotated[Path, typer.Argument(help="The folder to write, new or empty; with --check, the one to check.")],
    ledger: Annotated[
        str | None, typer.Option(envvar="DATELINE_LEDGER", show_envvar=True, help="The ledger to freeze.")
    ] = None,
    title: Annotated[str, typer.Option(help="Title of the data.")] = "",
    creator: Annotated[
        list[str] | None, typer.Option(help="Who made them: 'Family, Given', or a body; repeat it.")
    ] = None,
    licence: Annotated[str, typer.Option(help="Licence of the data: CC-BY-4.0, or a sentence.")] = "",
    data_version: Annotated[str, typer.Option(help="Version of the data.")] = "1",
    date: Annotated[str, typer.Option(help="Day of the release, YYYY-MM-DD; without it none is named.")] = "",
    description: Annotated[str, typer.Option(help="A sentence on what the reports are.")] = "",
    with_text: Annotated[bool, typer.Option("--with-text", help="The texts of the reports, too: may you?")] = False,
    codebook: Codebooks = None,
    check: Annotated[bool, typer.Option("--check", help="Hold the files of a release against their digests.")] = False,
) -> None:
    """Freeze a ledger: data, codebook, versions, digests, citation, and a README with the coder's scorecard.

    The same ledger gives the same files.  Without --with-text no text goes in but the sentences of statements.

    \b
    Examples:
      dateline release out/ --ledger desk.db --title "Black Sea 2022" --creator "Lee, Ada" --licence CC-BY-4.0
      dateline release out/ --ledger desk.db --title "Press" --creator "Press Lab" --licence ODbL-1.0 --codebook mine/
      dateline release --check out/
    """
    if check:
        raise typer.Exit(_check(folder))
    from dateline.errors import DatelineError
    from dateline.exports.release.papers import Wanted

    if ledger is None:
        raise DatelineError("Say which ledger is frozen: --ledger desk.db (or --check, to check a release).")
    wanted = Wanted(title, tuple(creator or ()), licence, data_version, date, description, with_text)
    _make(ledger, folder, wanted, codebook or [])


def _make(ledger: str, folder: Path, wanted: Wanted, codebooks: list[Path]) -> None:
    from dateline.exports.release.making import make_release, unknown_codebooks
    from dateline.knowledge import load_knowledge
    from dateline.ledger.book import Ledger

    with Ledger(ledger, create=False) as desk:
        know = load_knowledge(codebooks=codebooks)
        for name in unknown_codebooks(desk, know):
            typer.echo(f"Statements of the codebook {name!r} are in it, but not the codebook itself: name its folder "
                       "with --codebook.", err=True)
        made = make_release(desk, folder, wanted, know)
    typer.echo(f"{made.rows['statements']:,} statements of {made.rows['documents']:,} reports in {folder}. "
               f"Check it with: dateline release --check {folder}", err=True)


def _check(folder: Path) -> int:
    """Say what is not as it was; 0 where all is."""
    from dateline.exports.release.digests import check

    found = check(folder)
    for word, paths in (("changed", found.changed), ("missing", found.missing), ("not of the release", found.added)):
        for path in paths:
            typer.echo(f"{word}: {path}")
    typer.echo(f"{found.right:,} files as they were, {len(found.changed):,} changed, {len(found.missing):,} missing.",
               err=True)
    return 0 if found.whole else 1

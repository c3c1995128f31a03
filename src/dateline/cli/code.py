"""`dateline code`: its options."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dateline.cli.shared import (
    Actors,
    AnyLanguage,
    Cache,
    Codebooks,
    Fast,
    Near,
    OwnGazetteer,
    TextColumn,
    origin_of,
)
from dateline.errors import DatelineError


class Format(StrEnum):
    """What `code` writes."""

    jsonl = "jsonl"
    parquet = "parquet"
    gold = "gold"


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("code")(code_command)


def code_command(
    paths: Annotated[list[str], typer.Argument(help="Files and folders; - is standard input.")],
    out: Annotated[Path | None, typer.Option(help="Folder, or one file ending in .jsonl or .parquet.")] = None,
    ledger: Annotated[
        str | None, typer.Option(help="A ledger instead: a file (desk.db) or postgresql://user@host/name.")
    ] = None,
    format: Annotated[
        Format | None, typer.Option(help="Default: by the ending of --out, else jsonl.")
    ] = None,
    workers: Annotated[int, typer.Option(min=0, help="Processes; 0 takes one for each core.")] = 1,
    published: Annotated[str | None, typer.Option(help="Date of the documents that carry none.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Publisher of the documents that name none.")] = None,
    text_column: TextColumn = None,
    any_language: AnyLanguage = False,
    cache: Cache = None,
    fast: Fast = False,
    actors: Actors = None,
    gazetteer: OwnGazetteer = None,
    near: Near = None,
    codebook: Codebooks = None,
    no_pages: Annotated[
        bool, typer.Option("--no-pages", help="Keep no HTML of web pages in the ledger, only their text.")
    ] = False,
) -> None:
    """Read many documents and write their statements, as tables (--out) or into a ledger (--ledger).

    A document that cannot be read becomes a row of the issues table, never a stop.  Run the same command
    again to go on after a break or to add new documents: what is done is not done again.

    \b
    Examples:
      dateline code archive/ --out coded/
      dateline code archive/ --ledger desk.db
      dateline code reports.jsonl --out statements.parquet --workers 4
      dateline code gold.jsonl --out predictions.jsonl --format gold
      dateline code CC-NEWS-20240105.warc.gz --ledger desk.db --fast
      dateline code mediacloud.csv --cache saved-pages/ --ledger desk.db
      dateline code archive/ --out coded/ --codebook my-codebook/ --codebook another/
    """
    from dateline.cli.coding import code_paths, tell
    from dateline.sources.options import Options
    from dateline.sources.records import given_date

    options = Options(
        given_date(published), publisher, None, text_column, True, any_language, near=near, fast=fast, cache=cache
    )
    if cache is not None and not cache.is_dir():
        raise DatelineError(f"--cache {cache}: there is no such folder.")
    own = origin_of(actors, gazetteer, codebook)
    if ledger is not None and out is None and format is None:
        from dateline.cli.ledger_coding import code_into

        raise typer.Exit(code_into(ledger, paths, workers, options, own, not no_pages))
    if out is None or ledger is not None:
        raise DatelineError("Say where the statements go: --out FOLDER (tables) or --ledger desk.db (a ledger).")
    raise typer.Exit(tell(code_paths(paths, out, format.value if format else None, workers, options, own)))

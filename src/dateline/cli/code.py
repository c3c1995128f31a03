"""`dateline code`: its options."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dateline.cli.shared import (
    Actors,
    AnyLanguage,
    Codebooks,
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


class Engine(StrEnum):
    """Who runs the work."""

    local = "local"
    ray = "ray"
    spark = "spark"


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("code")(code_command)


def code_command(
    paths: Annotated[list[str], typer.Argument(help="Files, folders, s3://…; - is standard input.")],
    out: Annotated[
        str | None, typer.Option(help="Folder, one file ending in .jsonl or .parquet, or s3://bucket/folder.")
    ] = None,
    ledger: Annotated[
        str | None, typer.Option(help="A ledger instead: a file (desk.db) or postgresql://user@host/name.")
    ] = None,
    format: Annotated[
        Format | None, typer.Option(help="Default: by the ending of --out, else jsonl.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=0, help="Processes; 0 takes one for each core. Default: 1, of a cluster all.")
    ] = None,
    published: Annotated[str | None, typer.Option(help="Date of the documents that carry none.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Publisher of the documents that name none.")] = None,
    text_column: TextColumn = None,
    any_language: AnyLanguage = False,
    actors: Actors = None,
    gazetteer: OwnGazetteer = None,
    near: Near = None,
    codebook: Codebooks = None,
    no_pages: Annotated[
        bool, typer.Option("--no-pages", help="Keep no HTML of web pages in the ledger, only their text.")
    ] = False,
    sample: Annotated[
        str | None, typer.Option(help="Read only a part (0.1%, or 200 documents) and say what all would take.")
    ] = None,
    shards: Annotated[
        bool, typer.Option("--shards", help="One part of each table for each file or group of files (docs/scale.md).")
    ] = False,
    engine: Annotated[Engine, typer.Option(help="ray and spark work in shards.")] = Engine.local,
    max_seconds: Annotated[float, typer.Option(min=0.1, help="Processor time that a document may take.")] = 120,
    max_memory: Annotated[str, typer.Option(help="Memory that a process may take.")] = "2GB",
    retry: Annotated[bool, typer.Option("--retry", help="Try documents in quarantine again.")] = False,
    log: Annotated[Path | None, typer.Option(help="Add what the run does to this file, a JSON object a line.")] = None,
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
      dateline code archive/ --out coded/ --codebook my-codebook/ --codebook another/
      dateline code archive/ --sample 1%
      dateline code s3://bucket/reports/ --out s3://bucket/coded/ --engine ray
    """
    from dateline.cli.coding import Manner, code_paths, tell
    from dateline.cli.log import Log
    from dateline.engine.worker import Limits, size_in_bytes
    from dateline.sources.options import Options
    from dateline.sources.records import given_date
    from dateline.sources.remote import is_remote

    options = Options(given_date(published), publisher, None, text_column, True, any_language, near=near)
    own, kind = origin_of(actors, gazetteer, codebook), format.value if format else None
    count = workers if workers is not None else int(engine is Engine.local)
    manner = Manner(count, Limits(max_seconds, size_in_bytes(max_memory)), retry, Log(log))
    if sample is not None and ledger is None and engine is Engine.local:
        from dateline.cli.estimate import estimate

        raise typer.Exit(estimate(paths, sample, out, kind, options, own, manner))
    if ledger is not None and out is None and format is None and not shards and engine is Engine.local and not sample:
        from dateline.cli.ledger_coding import code_into

        raise typer.Exit(code_into(ledger, paths, options, own, manner, not no_pages))
    if sample is not None:
        raise DatelineError("--sample reads on this machine and writes no ledger: leave out --ledger and --engine.")
    if ledger is not None and (shards or engine is not Engine.local):
        raise DatelineError("Shards and clusters write tables: --out FOLDER; then dateline load FOLDER --ledger FILE.")
    if out is None or ledger is not None:
        raise DatelineError("Say where the statements go: --out FOLDER (tables) or --ledger desk.db (a ledger).")
    if shards or engine is not Engine.local or is_remote(out):
        from dateline.cli.sharding import code_shards

        raise typer.Exit(code_shards(paths, out, kind, options, own, manner, engine.value))
    raise typer.Exit(tell(code_paths(paths, Path(out), kind, options, own, manner)))

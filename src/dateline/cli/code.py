"""`dateline code`: its options."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dateline.cli.shared import (
    Actors,
    AnyLanguage,
    Cache,
    Codebooks,
    Fast,
    Map,
    Near,
    OwnGazetteer,
    TextColumn,
    origin_of,
)
from dateline.errors import DatelineError

if TYPE_CHECKING:
    from dateline.cli.coding import Manner
    from dateline.knowledge import Origin
    from dateline.sources.options import Options


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
    map: Map = None,
    any_language: AnyLanguage = False,
    cache: Cache = None,
    fast: Fast = False,
    actors: Actors = None,
    gazetteer: OwnGazetteer = None,
    near: Near = None,
    codebook: Codebooks = None,
    no_pages: Annotated[
        bool, typer.Option("--no-pages", help="Keep no HTML of web pages and no layout of PDF files in the ledger.")
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
      dateline code export.xlsx --out coded/ --map text=Body,published=PubDate,title=Headline
      dateline code gold.jsonl --out predictions.jsonl --format gold
      dateline code CC-NEWS-20240105.warc.gz --ledger desk.db --fast
      dateline code mediacloud.csv --cache saved-pages/ --ledger desk.db
      dateline code archive/ --out coded/ --codebook my-codebook/ --codebook another/
      dateline code archive/ --sample 1%
      dateline code s3://bucket/reports/ --out s3://bucket/coded/ --engine ray
    """
    from dateline.cli.coding import Manner
    from dateline.cli.log import Log
    from dateline.engine.worker import Limits, size_in_bytes
    from dateline.sources.mapping import mapping
    from dateline.sources.options import Options
    from dateline.sources.records import given_date

    options = Options(given_date(published), publisher, None, text_column, True, any_language, near=near, fast=fast,
                      cache=cache, fields=mapping(map or ()))
    if cache is not None and not cache.is_dir():
        raise DatelineError(f"--cache {cache}: there is no such folder.")
    count = workers if workers is not None else int(engine is Engine.local)
    manner = Manner(count, Limits(max_seconds, size_in_bytes(max_memory)), retry, Log(log))
    place = Place(out, ledger, format.value if format else None, shards, engine, sample, not no_pages)
    raise typer.Exit(_code(paths, place, options, origin_of(actors, gazetteer, codebook), manner))


@dataclass(frozen=True, slots=True)
class Place:
    """Where statements go, as the options say it."""

    out: str | None
    ledger: str | None
    format: str | None
    shards: bool
    engine: Engine
    sample: str | None
    pages: bool


def _code(paths: list[str], to: Place, options: Options, own: Origin, manner: Manner) -> int:
    """Hand over to the one who does it; the exit code."""
    from dateline.cli.coding import code_paths, tell
    from dateline.sources.remote import is_remote

    cluster = to.engine is not Engine.local
    if to.sample is not None:
        if to.ledger is not None or cluster or to.shards:
            raise DatelineError("--sample reads on this machine: leave out --ledger, --shards and --engine.")
        from dateline.cli.estimate import estimate

        return estimate(paths, to.sample, to.out, to.format, options, own, manner)
    if to.ledger is not None and (to.shards or cluster):
        raise DatelineError("Shards and clusters write tables: --out FOLDER; then dateline load FOLDER --ledger FILE.")
    if to.ledger is not None and to.out is None and to.format is None:
        from dateline.cli.ledger_coding import code_into

        return code_into(to.ledger, paths, options, own, manner, to.pages)
    if to.out is None or to.ledger is not None:
        raise DatelineError("Say where the statements go: --out FOLDER (tables) or --ledger desk.db (a ledger).")
    if to.shards or cluster or is_remote(to.out):
        from dateline.cli.sharding import code_shards

        return code_shards(paths, to.out, to.format, options, own, manner, to.engine.value)
    return tell(code_paths(paths, Path(to.out), to.format, options, own, manner))

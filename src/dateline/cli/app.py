"""The commands and their options; what they do stands in the other files of this folder."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from dateline._version import __version__
from dateline.cli import (
    code,
    demo,
    desk,
    export,
    ledger_alerts,
    ledger_claims,
    ledger_compare,
    ledger_corrections,
    ledger_linking,
    ledger_query,
    ledger_relations,
    ledger_runs,
    ledger_sampling,
    ledger_stories,
    mcp,
    release,
    report,
    verify,
    watch,
)
from dateline.cli.shared import (
    Actors,
    AnyLanguage,
    Codebooks,
    Fast,
    Map,
    Near,
    OwnGazetteer,
    Published,
    Publisher,
    TextColumn,
    origin_of,
)
from dateline.errors import DatelineError

app = typer.Typer(
    name="dateline", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]}, rich_markup_mode=None,
    help="Reads news reports into statements: who did what to whom, when, where, and who says so.\n\n"
         "What it shows is what a report says, never what is true.",
)


def run() -> int:
    """Run the command line; the exit code."""
    try:
        return int(app(standalone_mode=True) or 0)
    except DatelineError as error:
        print(f"dateline: {error}", file=sys.stderr)
        return 2
    except OSError as error:  # a folder that may not be written to, a full disk
        print(f"dateline: {error.strerror or error}: {error.filename or ''}".rstrip(": "), file=sys.stderr)
        return 2


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"dateline {__version__}")
        raise typer.Exit


@app.callback()
def _top(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


@app.command("read")
def read_command(
    file: Annotated[
        str, typer.Argument(help="Text, HTML, PDF, Word, mail, JSON Lines, CSV … file; - is standard input.")
    ],
    published: Published = None,
    publisher: Publisher = None,
    title: Annotated[str | None, typer.Option(help="Title of the report.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a document instead of text.")] = False,
    candidates: Annotated[bool, typer.Option(help="Also show what was read with little confidence.")] = False,
    text_column: TextColumn = None,
    map: Map = None,
    any_language: AnyLanguage = False,
    fast: Fast = False,
    actors: Actors = None,
    gazetteer: OwnGazetteer = None,
    near: Near = None,
    codebook: Codebooks = None,
) -> None:
    """Read one file and show its statements.

    \b
    Examples:
      dateline read report.txt --published 2023-09-14
      dateline read page.html --publisher Reuters
      pbpaste | dateline read - --published 2023-09-14
      dateline read report.txt --json | jq '.statements[].event'
      dateline read report.txt --actors my-actors.csv
      dateline read report.txt --near "Dublin, Ohio"
      dateline read report.txt --codebook my-codebook/
    """
    from dateline.cli.reading import show_file
    from dateline.sources.mapping import mapping
    from dateline.sources.options import Options
    from dateline.sources.records import given_date

    options = Options(given_date(published), publisher, title, text_column, any_language=any_language, near=near,
                      fast=fast, fields=mapping(map or ()))
    raise typer.Exit(show_file(file, options, json, candidates, origin_of(actors, gazetteer, codebook)))


@app.command("explain")
def explain_command(
    id: Annotated[str, typer.Argument(help="A statement's id, or its first characters.")],
    out: Annotated[Path | None, typer.Option(help="Folder that `dateline code` wrote.")] = None,
    ledger: Annotated[
        str | None, typer.Option(envvar="DATELINE_LEDGER", help="Ledger that holds the statement.")
    ] = None,
    file: Annotated[str | None, typer.Option("--in", help="Document that the statement is from.")] = None,
    published: Published = None,
    actors: Actors = None,
    gazetteer: OwnGazetteer = None,
    near: Near = None,
    codebook: Codebooks = None,
) -> None:
    """Show the sentence of a statement with its slots marked, and each step that led to it.

    Without --out, --ledger and --in it looks in the sample report of `dateline demo`.

    \b
    Examples:
      dateline explain 3f2a --out coded/
      dateline explain 3f2a --ledger desk.db
      dateline explain 3f2a --in report.txt --published 2023-09-14
    """
    from dateline.cli.reading import explain_statement
    from dateline.sources.options import Options
    from dateline.sources.records import given_date

    if ledger is not None and out is None and file is None:
        from dateline.cli.ledger_runs import explain_in

        explain_in(ledger, id)
        return
    own = origin_of(actors, gazetteer, codebook)
    explain_statement(id, out, file, Options(given_date(published), near=near), own)


@app.command("why-not")
def why_not_command(
    sentence: Annotated[str | None, typer.Argument(help="A sentence, or use --file.")] = None,
    file: Annotated[str | None, typer.Option(help="A report instead; - is standard input.")] = None,
    at: Annotated[str | None, typer.Option(help="Only words within these words of the text.")] = None,
    event: Annotated[str | None, typer.Option(help="Only rules of this event type: ASSAULT.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON array instead of text.")] = False,
    all: Annotated[bool, typer.Option("--all", help="Every word and every rule, not only the closest.")] = False,
    published: Published = None,
    publisher: Publisher = None,
    actors: Actors = None,
    gazetteer: OwnGazetteer = None,
    codebook: Codebooks = None,
) -> None:
    """Show why nothing, or not what was expected, was coded: which rule came closest and what failed.

    \b
    Examples:
      dateline why-not "Gunmen stormed the barracks."
      dateline why-not "The minister slammed the accord." --event ACCUSE
      dateline why-not --file report.txt --at "crossed the border" --published 2023-09-14
      dateline why-not "The union downed tools." --json
    """
    from dateline.cli.why import show_why
    from dateline.sources.options import Options
    from dateline.sources.records import given_date

    options, own = Options(given_date(published), publisher), origin_of(actors, gazetteer, codebook)
    raise typer.Exit(show_why(sentence, file, at, event, options, own, json, all))


@app.command("actors")
def actors_command(
    name: Annotated[str, typer.Argument(help="A name or phrase: Macron, Moscow, 'the North Korean leader'.")],
    on: Annotated[str | None, typer.Option("--on", help="The date, YYYY-MM-DD; without it: as it is now.")] = None,
    context: Annotated[str, typer.Option(help="Words around the name: they choose between its bearers.")] = "",
    json: Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")] = False,
    actors: Actors = None,
) -> None:
    """Show whom a name means on a date, by which table, text or rule, and who else bears it.

    \b
    Examples:
      dateline actors Macron --on 2020-05-01
      dateline actors "the North Korean leader" --on 2005-01-01
      dateline actors "rebel spokesman" --context Sudan
      dateline actors Wagner --actors my-actors.csv
    """
    from dateline.cli.naming import show_actor
    from dateline.sources.records import given_date

    raise typer.Exit(show_actor(name, given_date(on, "--on"), context, json, origin_of(actors, None)))


@app.command("places")
def places_command(
    text: Annotated[str, typer.Argument(help="A name, a sentence, or - for a text on standard input.")],
    json: Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")] = False,
    gazetteer: OwnGazetteer = None,
    near: Near = None,
) -> None:
    """Show which places a name may mean, or the places in a text with what they do there and what contains them.

    \b
    Examples:
      dateline places Springfield
      dateline places Dublin --near Ohio
      dateline places "Rebels took Kalbut in Sudan's Darfur region."
      dateline places - --json < report.txt
    """
    from dateline.cli.placing import show_places

    raise typer.Exit(show_places(text, json, origin_of(None, gazetteer), near))


@app.command("gazetteer")
def gazetteer_command(
    dumps: Annotated[
        list[Path], typer.Argument(help="Dumps of GeoNames: allCountries.txt, UA.txt, or .zip of either.")
    ],
    out: Annotated[Path, typer.Option(help="The file to write.")],
) -> None:
    """Make a gazetteer of dumps of GeoNames, laid over the one that ships with Dateline.

    The dumps are at https://download.geonames.org/export/dump/ (CC BY 4.0); Dateline downloads nothing.

    \b
    Examples:
      dateline gazetteer allCountries.zip --out world.sqlite
      dateline gazetteer UA.txt MD.txt --out black-sea.sqlite
      dateline read report.txt --gazetteer world.sqlite
    """
    from dateline.cli.placing import make_gazetteer

    raise typer.Exit(make_gazetteer(dumps, out))


@app.command("check")
def check_command(
    data: Annotated[
        Path | None, typer.Option(help="Another folder of knowledge, laid out like the one shipped.")
    ] = None,
    examples: Annotated[bool, typer.Option("--examples", help="Also run the examples of the rules.")] = False,
    actors: Actors = None,
    gazetteer: OwnGazetteer = None,
    codebook: Codebooks = None,
) -> None:
    """Check what Dateline knows: codebook, rules, lexicons, actors, places.

    \b
    Examples:
      dateline check
      dateline check --examples
      dateline check --data my-knowledge/
      dateline check --actors my-actors.csv
      dateline check --codebook my-codebook/
    """
    from dateline.cli.checking import check
    from dateline.knowledge import Origin

    raise typer.Exit(check(Origin(data, actors, gazetteer, tuple(codebook or ())), examples))


for room in (code, ledger_runs, ledger_query, ledger_linking, ledger_stories, ledger_compare, ledger_claims,
             ledger_relations, ledger_corrections, ledger_sampling, ledger_alerts, demo, desk, report, export, release,
             verify, mcp, watch):
    room.add_to(app)

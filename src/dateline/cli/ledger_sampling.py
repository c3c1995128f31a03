"""`dateline sample`, `judge`, `agreement`: how good is the coding? (docs/validation.md)"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dateline.cli.ledger_options import As, LedgerAt, Out, Shape, give

Name = Annotated[str, typer.Argument(help="The sample's name.")]
Coder = Annotated[str, typer.Option(help="Who judges.", envvar="DATELINE_BY", show_envvar=True)]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    sample = typer.Typer(no_args_is_help=True, rich_markup_mode=None,
                         help="Draw samples of statements, and have them judged: draw, sheet, load, list, adjudicate.")
    sample.command("draw")(draw_command)
    sample.command("sheet")(sheet_command)
    sample.command("load")(load_command)
    sample.command("list")(list_command)
    sample.command("adjudicate")(adjudicate_command)
    app.add_typer(sample, name="sample")
    app.command("judge")(judge_command)
    app.command("agreement")(agreement_command)


def draw_command(
    name: Name,
    ledger: LedgerAt,
    size: Annotated[int, typer.Option(help="How many statements.")] = 200,
    by: Annotated[str, typer.Option(help="random, uncertain, or stratified:event (or another stratum).")] = "random",
    equal: Annotated[bool, typer.Option("--equal", help="The same number of each stratum, not by its share.")] = False,
    seed: Annotated[str, typer.Option(help="Another seed, another sample; the same one, the same sample.")] = "1",
    event: Annotated[list[str] | None, typer.Option(help="Only this event type; repeat it for several.")] = None,
    status: Annotated[list[str] | None, typer.Option(help="Only this status; repeat it for several.")] = None,
    publisher: Annotated[list[str] | None, typer.Option(help="Only of this publisher; repeat it.")] = None,
    voice: Annotated[str, typer.Option(help="own (the report's voice) or attributed.")] = "",
    since: Annotated[str, typer.Option(help="Published on this day (YYYY-MM-DD) or later.")] = "",
    until: Annotated[str, typer.Option(help="Published on this day or before.")] = "",
    documents: Annotated[
        bool, typer.Option("--documents", help="Draw documents, to ask sentence by sentence what was missed.")
    ] = False,
    threshold: Annotated[
        float | None, typer.Option(help="For uncertain: the confidence to be near to. Default: the coder's limits.")
    ] = None,
) -> None:
    """Draw a sample of statements, as the coder gave them, and keep it with its frame.

    Strata: event, mode, status, voice, rule, publisher, month, codebook; several with commas.

    \b
    Examples:
      dateline sample draw spring --size 200 --ledger desk.db
      dateline sample draw types --size 200 --by stratified:event --seed 1 --ledger desk.db
      dateline sample draw talk --size 90 --by stratified:status,voice --equal --ledger desk.db
      dateline sample draw hard --size 50 --by uncertain --event ASSAULT --ledger desk.db
      dateline sample draw missed --documents --size 20 --ledger desk.db
    """
    import msgspec

    from dateline.cli.screen import console
    from dateline.ledger.book import Ledger
    from dateline.ledger.people.recall import draw_documents
    from dateline.ledger.people.sampling import SampleError
    from dateline.ledger.people.validation import Filter, design_of, draw_sample
    from dateline.sources.records import given_date

    given = {"event": event or (), "status": status or (), "publisher": publisher or (), "voice": voice,
             "since": given_date(since or None, "--since") or "", "until": given_date(until or None, "--until") or ""}
    try:
        wanted = msgspec.convert(given, Filter)
    except msgspec.ValidationError as error:
        raise SampleError(f"--voice {voice}: write own or attributed.") from error
    design = design_of(by, equal)
    if documents:
        if str(design) != "random" or threshold is not None:
            raise SampleError("--documents are drawn at random: leave out --by, --equal and --threshold.")
        with Ledger(ledger, create=False) as desk, desk.writing() as connection:
            drawn = draw_documents(connection, name, size, seed=seed, wanted=wanted, at=desk.stamp(connection))
        console().print(f"Sample {name}: {drawn.size} of {drawn.population} documents, "
                        f"{len(drawn.sentences)} sentences.")
        return
    with Ledger(ledger, create=False) as desk, desk.writing() as connection:
        at = desk.stamp(connection)
        made = draw_sample(connection, name, size, design, seed=seed, wanted=wanted, threshold=threshold, at=at)
    told = [f"Sample {name}: {len(made.items)} of {made.population} statements."]
    told += [f"  {stratum}: {some} of {all_}" for stratum, (all_, some) in made.strata.items() if stratum]
    console().print("\n".join(told))


def sheet_command(
    name: Name,
    ledger: LedgerAt,
    coder: Coder,
    out: Annotated[Path, typer.Option(help="The sheet to write: .csv or .xlsx.")],
) -> None:
    """Write a coding sheet: sentence and slots as the machine gave them, cells to fill, nothing of other coders.

    \b
    Examples:
      dateline sample sheet spring --coder Anna --out anna.xlsx --ledger desk.db
    """
    from dateline.cli.screen import console
    from dateline.ledger.book import Ledger
    from dateline.ledger.people import recall
    from dateline.ledger.people.coding_sheet import sheet_rows, write_sheet
    from dateline.ledger.people.validation import judgements_of, sample_named

    with Ledger(ledger, create=False) as desk, desk.reading() as connection:
        sample = recall.documents_named(connection, name) or sample_named(connection, name)
        mine = judgements_of(connection, sample.pk).get(coder, {})
        told = recall.lists_of(connection, sample.pk).get(coder, {})
    if isinstance(sample, recall.Documents):
        write_sheet(out, [*recall.sentence_rows(sample, told)], recall.COLUMNS)
        do = (f"{len(sample.sentences)} sentences. List in the column events what each tells: ASSAULT; ACCUSE, one "
              "entry a statement, or none")
    else:
        write_sheet(out, [*sheet_rows(sample.items, mine)])
        do = (f"{len(sample.items)} statements. Fill the columns _ok (y, n, u) and, of wrong slots, _is (event_is "
              "none: no such statement)")
    console().print(f"{out}: {do}; then: dateline sample load {name} {out} --coder {coder}")


def load_command(
    name: Name,
    sheet: Annotated[Path, typer.Argument(help="The filled sheet: .csv or .xlsx.")],
    ledger: LedgerAt,
    coder: Coder,
) -> None:
    """Load a filled sheet, wholly or partly filled; load it again when more is filled.

    With --coder adjudicated it is the last word.

    \b
    Examples:
      dateline sample load spring anna.xlsx --coder Anna --ledger desk.db
      dateline sample load spring open.csv --coder adjudicated --ledger desk.db
    """
    from dateline.cli.screen import console
    from dateline.ledger.book import Ledger
    from dateline.ledger.people import recall
    from dateline.ledger.people.coding_sheet import judgements
    from dateline.ledger.people.correcting import shipped
    from dateline.ledger.people.validation import enter, judgements_of, sample_named

    with Ledger(ledger, create=False) as desk:
        with desk.reading() as connection:
            sample = recall.documents_named(connection, name) or sample_named(connection, name)
        if isinstance(sample, recall.Documents):
            found, size = recall.listed(sheet, sample, shipped()), len(sample.sentences)
        else:
            found, size = judgements(sheet, sample.items, shipped()), len(sample.items)
        with desk.writing() as connection:
            new = enter(connection, sample.pk, coder, found, desk.stamp(connection))
            done = len(judgements_of(connection, sample.pk).get(coder, {}))
    console().print(f"{new} new judgements by {coder}; {done} of {size} judged.")


def list_command(ledger: LedgerAt, format: As = Shape.table, out: Out = None) -> None:
    """List the samples with their frames, and who has judged how much.

    \b
    Examples:
      dateline sample list --ledger desk.db
    """
    from dateline.ledger.book import Ledger
    from dateline.ledger.people.validation import samples

    with Ledger(ledger, create=False) as desk, desk.reading() as connection:
        answer = samples(connection)
    give(answer, format, out, wide=("filter", "strata", "coders", "threshold"))


def adjudicate_command(
    name: Name,
    ledger: LedgerAt,
    sheet: Annotated[
        Path | None, typer.Option(help="Write them as a coding sheet (.csv, .xlsx) that shows who said what.")
    ] = None,
    format: As = Shape.table,
    out: Out = None,
) -> None:
    """List what coders judge differently, for a third person to decide; load the sheet as --coder adjudicated.

    \b
    Examples:
      dateline sample adjudicate spring --ledger desk.db
      dateline sample adjudicate spring --sheet open.xlsx --ledger desk.db
      dateline sample load spring open.xlsx --coder adjudicated --ledger desk.db
    """
    from dateline.ledger.book import Ledger
    from dateline.ledger.people import recall
    from dateline.ledger.people.coding_sheet import sheet_rows, write_sheet
    from dateline.ledger.people.judging import ADJUDICATED
    from dateline.ledger.people.report import disagreement_table
    from dateline.ledger.people.validation import judged, judgements_of, sample_named
    from dateline.ledger.table import table

    with Ledger(ledger, create=False) as desk, desk.reading() as connection:
        documents = recall.documents_named(connection, name)
        if documents is not None:
            told = recall.lists_of(connection, documents.pk)
            rows = [*recall.sentence_rows(documents, told.get(ADJUDICATED, {}), recall.disputed(documents, told))]
            if sheet is not None:
                write_sheet(sheet, rows, (*recall.COLUMNS, "coders"))
            give(table((*recall.COLUMNS, "coders"), rows), format, out)
            return
        sample = sample_named(connection, name)
        answer = disagreement_table(sample, judged(connection, sample))
        before = judgements_of(connection, sample.pk).get(ADJUDICATED, {})
    if sheet is not None:
        said: dict[int, str] = {}
        for row in answer:
            said[row["number"]] = f"{said.get(row['number'], '')}{row['slot']}: {row['said']}. "
        write_sheet(sheet, [*sheet_rows([i for i in sample.items if i.number in said], before, said)])
    give(answer, format, out)


def judge_command(name: Name, ledger: LedgerAt, coder: Coder) -> None:
    """Judge a sample on the terminal, one statement at a time; each is kept at once, q stops, again goes on.

    \b
    Examples:
      dateline judge spring --coder Anna --ledger desk.db
    """
    from dateline.cli.judging import judge_sample

    raise typer.Exit(judge_sample(ledger, name, coder))


def agreement_command(
    name: Name,
    ledger: LedgerAt,
    out: Annotated[Path | None, typer.Option(help="Write the report: .md, or all figures as .csv.")] = None,
) -> None:
    """Report how far coders agree (kappa, alpha) and how far the machine is right (precision, F1), with intervals.

    \b
    Examples:
      dateline agreement spring --ledger desk.db
      dateline agreement spring --out report.md --ledger desk.db
      dateline agreement spring --out figures.csv --ledger desk.db
    """
    from dateline.errors import DatelineError
    from dateline.exports.jsonio import write_whole
    from dateline.ledger.book import Ledger
    from dateline.ledger.people import recall
    from dateline.ledger.people.judging import measures
    from dateline.ledger.people.report import measure_table, recall_report, report
    from dateline.ledger.people.validation import judged, sample_named

    if out is not None and out.suffix not in (".md", ".csv"):
        raise DatelineError(f"--out {out}: the report has to end in .md or .csv.")
    markdown = out is not None
    with Ledger(ledger, create=False) as desk, desk.reading() as connection:
        documents = recall.documents_named(connection, name)
        if documents is not None:
            told = recall.lists_of(connection, documents.pk)
            figures, text = recall.recall_measures(documents, told), recall_report(documents, told, markdown)
        else:
            sample = sample_named(connection, name)
            items = judged(connection, sample)
            figures, text = measures(items), report(sample, items, markdown)
    if out is None:
        typer.echo(text, nl=False)
    elif out.suffix == ".md":
        write_whole(out, [text.encode()])
    else:
        give(measure_table(figures), out=out)

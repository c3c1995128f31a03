"""`dateline incidents` and `compare`: acts told by several reports, and where the reports differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from dateline.cli.ledger_linking import linked_ledger
from dateline.cli.ledger_options import As, LedgerAt, Out, Shape, give

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from dateline.ledger.incidents.incidents import Incident, Report
    from dateline.ledger.incidents.versions import Slot

BAND = 4  # origins beside one another on a terminal
VALUES = 3  # of one cell
WIDTH = 100


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("incidents")(incidents_command)
    app.command("compare")(compare_command)


def incidents_command(
    ledger: LedgerAt,
    story: Annotated[str | None, typer.Option(help="Only of this story: its id, or its first characters.")] = None,
    differ: Annotated[bool, typer.Option("--differ", help="Only those in which reports differ.")] = False,
    origins: Annotated[int, typer.Option(min=1, help="Only those told by so many independent reports.")] = 2,
    format: As = Shape.table,
    out: Out = None,
) -> None:
    """List acts that several reports tell: who says that they happened, and in what the reports differ.

    An incident is what reports say of one act, never what is so.

    \b
    Examples:
      dateline incidents --ledger desk.db
      dateline incidents --differ --ledger desk.db
      dateline incidents --story 3f2a --origins 1 --ledger desk.db --out incidents.csv
    """
    from dateline.ledger.incidents.store import list_incidents

    with linked_ledger(ledger, claims=False) as desk, desk.reading() as connection:
        answer = list_incidents(connection, story, differ, origins)
    give(answer, format, out, wide=("mode", "act", "documents", "statements", "first_day", "last_day"))


def compare_command(
    ledger: LedgerAt,
    story: Annotated[str | None, typer.Argument(help="A story: its id, or its first characters.")] = None,
    incident: Annotated[str | None, typer.Option(help="Only this incident: its id, or its first characters.")] = None,
    top: Annotated[int, typer.Option(min=1, help="How many incidents to print, leading ones first.")] = 5,
    format: As = Shape.table,
    out: Out = None,
) -> None:
    """Show side by side what independent reports of a story tell of each act, and in whose voice.

    Slots in which the reports differ are marked.  Files and csv, jsonl get all incidents, one row for each value of a
    slot and origin, with the sentence.

    \b
    Examples:
      dateline compare 3f2a --ledger desk.db
      dateline compare --incident ecd2 --ledger desk.db
      dateline compare 3f2a --ledger desk.db --out grid.csv
    """
    from dateline.errors import DatelineError
    from dateline.ledger.incidents import store as incidents_store
    from dateline.ledger.incidents.compare import grid

    if (story is None) == (incident is None):
        raise DatelineError("Give a story or --incident, one of the two. List them with: dateline incidents")
    with linked_ledger(ledger, claims=False) as desk, desk.reading() as connection:
        found = ((incidents_store.incident(connection, incident),) if incident
                 else incidents_store.story_incidents(connection, story or ""))
    if out is None and format is Shape.table:
        show_incidents(found, top)
    else:
        give(grid(found), format, out)


def show_incidents(found: tuple[Incident, ...], top: int) -> None:
    """Print the leading incidents, each as a grid: rows are slots, columns origins."""
    from rich.text import Text

    from dateline.cli.screen import console

    screen = console()
    screen.width = min(WIDTH, screen.width) if screen.is_terminal else WIDTH
    screen.soft_wrap = False
    screen.print(Text("What reports say, side by side; not what is true.  ≠ reports differ in this slot.", "dim"))
    for incident in found[:top]:
        _show(screen, incident)
    if len(found) > top:
        more = f"\n{len(found) - top:,} incidents more: show them with --top, or keep all with --out."
        screen.print(Text(more, "dim"))
    if not found:
        screen.print("Nothing found.")


def _show(screen: Console, incident: Incident) -> None:
    from rich.text import Text

    from dateline.ledger.incidents.compare import columns

    heads = list(columns(incident).items())
    kind = " ".join(x for x in (incident.event, incident.mode) if x)
    screen.print()
    screen.print(Text(f"{kind} · {incident.act} · incident {incident.id}", "bold"))
    screen.print(Text(incident.headline, "green"))
    _show_versions(screen, incident, {origin: number for number, (origin, _) in enumerate(heads, 1)})
    for start in range(0, len(heads), BAND):
        _show_band(screen, incident, heads[start : start + BAND], start)


def _show_versions(screen: Console, incident: Incident, numbers: dict[str, int]) -> None:
    """Whether it happened: one line a version, with its voice and the numbers of the origins."""
    from rich.table import Table as Shown
    from rich.text import Text

    from dateline.exports.plain import flat
    from dateline.ledger.incidents.compare import holder_words, value_words

    slot = incident.slot("whether")
    if slot is None or slot.agreement != "differ":
        return
    shown = Shown(box=None, show_header=False, padding=(0, 2, 0, 0))
    for value in slot.values:
        told = " ".join(f"[{n}]" for n in sorted(numbers[origin] for origin in value.origins))
        shown.add_row("  " + value_words(slot, value), Text(flat(holder_words(value))), Text(told, "dim"))
    screen.print(shown)


def _show_band(screen: Console, incident: Incident, heads: list[tuple[str, Report]], start: int) -> None:
    from rich.table import Table as Shown
    from rich.text import Text

    from dateline.exports.plain import flat
    from dateline.ledger.incidents.compare import source

    shown = Shown(box=None, header_style="bold", padding=(0, 1, 0, 0), expand=True)
    shown.add_column("", width=11, no_wrap=True)
    for number, (origin, report) in enumerate(heads, start + 1):
        copies = sum(r.origin == origin for r in incident.reports) - 1
        more = f" +{copies} copies" if copies > 1 else " +1 copy" if copies else ""
        head = f"[{number}] {flat(source(report))[:40]}\n{report.day}{more}".rstrip()
        shown.add_column(Text(head), ratio=1, overflow="fold")
    for slot in incident.slots:
        cells = [_cell(slot, origin) for origin, _ in heads]
        if any(cells):
            differs = slot.agreement == "differ"
            shown.add_row(Text(f"{'≠' if differs else ' '} {slot.name}", "bold yellow" if differs else ""), *cells)
    screen.print()
    screen.print(shown)


def _cell(slot: Slot, origin: str) -> Text:
    from rich.text import Text

    from dateline.exports.plain import flat
    from dateline.ledger.incidents.compare import cell

    text, told = Text(), cell(slot, origin)
    for words, voice in told[:VALUES]:
        text.append("\n" if text else "")
        text.append(_short(flat(words), 48), "yellow" if slot.agreement == "differ" else "")
        text.append(f" · {_short(flat(voice), 60)}", "dim")
    if len(told) > VALUES:
        text.append(f"\n… {len(told) - VALUES} more", "dim")
    return text


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"

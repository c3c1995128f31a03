"""`dateline stories` and `dateline story`: reports of one happening, and how many of them are independent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dateline.cli.ledger_linking import linked_ledger
from dateline.cli.ledger_options import As, LedgerAt, Out, Shape, give

if TYPE_CHECKING:
    from dateline.ledger.stories.store import StoryShown

Day = Annotated[str | None, typer.Option(help="Only stories with reports of this day or later, YYYY-MM-DD.")]
UntilDay = Annotated[str | None, typer.Option(help="Only stories with reports of this day or earlier, YYYY-MM-DD.")]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("stories")(stories_command)
    app.command("story")(story_command)


def stories_command(
    ledger: LedgerAt,
    since: Day = None,
    until: UntilDay = None,
    min_origins: Annotated[int, typer.Option(min=1, help="Only stories of so many independent origins.")] = 1,
    text: Annotated[str | None, typer.Option(help="Words in a title of its reports, or among its parties.")] = None,
    differ: Annotated[bool, typer.Option("--differ", help="Only those in which reports differ in an act.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 50,
    format: As = Shape.table,
    out: Out = None,
) -> None:
    """List stories, the newest first: reports of one happening, and how many independent origins they have.

    Copies and light rewrites of one report are one origin.  Stories are made when the ledger has changed.

    \b
    Examples:
      dateline stories --ledger desk.db
      dateline stories --ledger desk.db --since 2023-09-01 --min-origins 3
      dateline stories --ledger desk.db --text Pyongyang --out stories.csv
    """
    from dateline.ledger.stories.store import stories
    from dateline.sources.records import given_date

    with linked_ledger(ledger, claims=False) as desk, desk.reading() as connection:
        answer = stories(connection, since=given_date(since), until=given_date(until), min_origins=min_origins,
                         text=text, differ=differ, limit=None if out else limit)
    give(answer, format, out, wide=("why",))


def story_command(
    id: Annotated[str, typer.Argument(help="A story's id, or its first characters.")],
    ledger: LedgerAt,
    format: As = Shape.table,
    out: Out = None,
) -> None:
    """Show a story: how many reports of how many independent origins, why, and how it moved on.

    As csv or jsonl, and with --out: its reports, one a row.

    \b
    Examples:
      dateline story 3f2a --ledger desk.db
      dateline story 3f2a --ledger desk.db --out reports.csv
    """
    from dateline.cli.screen import console
    from dateline.ledger.stories.store import story

    with linked_ledger(ledger, claims=False) as desk, desk.reading() as connection:
        shown = story(connection, id)
    if out is not None or format is not Shape.table:
        give(shown.reports, format, out)
        return
    screen = console()
    for line in _lines(shown):
        screen.print(line, markup=False, highlight=False)


def _lines(shown: StoryShown) -> Iterator[str]:
    """The story in words: counts, developments, and its reports by origin."""
    story, reports = shown.story, shown.reports.dicts()
    yield from (f"{story['title']}", f"story {story['story_id']}; {_period(story)}; {story['parties']}")
    yield f"{_count(story['reports'], 'report')}, {_count(story['origins'], 'independent origin')}"
    if len(shown.developments) > 1:
        yield from ("", "Developments: what its reports lead with")
        yield from (f"{d['development']:>3}  {_period(d)}  {_count(d['reports'], 'report')}: {d['label']}"
                    for d in shown.developments)
    yield from ("", "Origins and their copies")
    for number, origin in enumerate(dict.fromkeys(r["origin"] for r in reports), 1):
        for report in (r for r in reports if r["origin"] == origin):
            head = report["document_id"] == origin
            yield f"{f'{number:>3}' if head else '   '}  {_named(report)}"
            yield f"       {'' if head else 'copy: '}{report['why']}"


def _named(report: dict[str, Any]) -> str:
    parts = [report["published"] or "no date", report["publisher"], report["title"], f"({report['document_id']})"]
    return "  ".join(part for part in parts if part)


def _period(row: Any) -> str:
    first, last = row["first"], row["last"]
    if not first:
        return "no date"
    return str(first) if first == last else f"{first} to {last}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"

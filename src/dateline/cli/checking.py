"""`dateline check`: is what Dateline knows well formed, and do its rules do what their examples say?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.text import Text

from dateline.cli.screen import console
from dateline.errors import KnowledgeError
from dateline.knowledge import Knowledge, Origin, Table, load_knowledge
from dateline.reading.timex_grammar import TimePattern, time_patterns


def check(origin: Origin, examples: bool) -> int:
    """Print counts, or what is wrong; the exit code: 0 or 1."""
    if origin.data is not None and not origin.data.is_dir():
        console(stderr=True).print(f"{origin.data}: there is no such folder.")
        return 1
    try:
        know = load_knowledge(*origin)
        patterns = time_patterns(know)
    except KnowledgeError as error:
        console(stderr=True).print(Text(str(error), "red"))
        return 1
    _report(know, patterns)
    for remark in know.remarks:
        console().print(Text(f"clash     {remark}", "yellow"))
    return _run_examples(know) if examples else 0


def _report(know: Knowledge, patterns: Sequence[TimePattern]) -> None:
    screen = console()
    marked = sum(len(r.match) + len(r.reject) + len(r.known_miss) for r in know.rules)
    screen.print(
        f"codebook  {len(know.events)} event types, {sum(len(e.modes) for e in know.events.values())} modes"
    )
    screen.print(f"rules     {len(know.rules)} with {marked} examples")
    screen.print(f"times     {len(patterns)} with {sum(len(p.match) + len(p.reject) for p in patterns)} examples")
    for name, tables in (("lexicon", know.lexicon), ("actors", know.actors), ("places", know.places)):
        screen.print(f"{name:<9} {_counts(tables.values())}")
    screen.print(f"gazetteer {know.gazetteer.size:,} places: {know.gazetteer.origin}")
    screen.print(f"digest    {know.digest}")


def _counts(tables: Iterable[Table]) -> str:
    found = list(tables)
    names = ", ".join(t.name for t in found)
    return f"{sum(len(t.rows) for t in found):,} rows in {len(found)} tables ({names})"


def _run_examples(know: Knowledge) -> int:
    from dateline.reading.timex_examples import check_time_examples
    from dateline.rules.examples import check_examples

    problems = [*check_examples(know), *check_time_examples(know)]
    for problem in problems:
        console(stderr=True).print(Text(str(problem), "red"))
    console().print(f"examples  {'all as they say' if not problems else f'{len(problems)} not as they say'}")
    return 1 if problems else 0

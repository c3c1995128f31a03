"""`dateline check`: is what Dateline knows well formed, and do its rules do what their examples say?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from rich.text import Text

from dateline.cli.screen import console
from dateline.errors import KnowledgeError
from dateline.knowledge import Knowledge, Origin, Table, load_knowledge
from dateline.parse import Parse, Token
from dateline.reading.codebooks import own_matcher
from dateline.reading.contexts import Lexicon, context_words
from dateline.reading.crosswalk import Crosswalk, crosswalk
from dateline.reading.timex_grammar import TimePattern, time_patterns


def check(origin: Origin, examples: bool) -> int:
    """Print counts, or what is wrong; the exit code: 0 or 1."""
    if origin.data is not None and not origin.data.is_dir():
        console(stderr=True).print(f"{origin.data}: there is no such folder.")
        return 1
    try:
        know = load_knowledge(*origin)
        patterns, codes, topics = time_patterns(know), crosswalk(know), context_words(know)
    except KnowledgeError as error:
        console(stderr=True).print(Text(str(error), "red"))
        return 1
    _report(know, patterns, codes, topics)
    for remark in know.remarks:
        console().print(Text(f"clash     {remark}", "yellow"))
    return max(_run_own_examples(know), _run_examples(know) if examples else 0)


def _report(know: Knowledge, patterns: Sequence[TimePattern], codes: Crosswalk, topics: Lexicon) -> None:
    screen = console()
    marked = sum(len(r.match) + len(r.reject) + len(r.known_miss) for r in know.rules)
    screen.print(
        f"codebook  {len(know.events)} event types, {sum(len(e.modes) for e in know.events.values())} modes"
    )
    screen.print(f"crosswalk {len(codes.file.code)} rows to {len({r.cameo for r in codes.file.code})} codes of CAMEO")
    words = sum(len(f.strong) + len(f.weak) for f in topics.files.values())
    screen.print(f"contexts  {len(topics.files)} with {words:,} words and phrases")
    screen.print(f"rules     {len(know.rules)} with {marked} examples")
    screen.print(f"times     {len(patterns)} with {sum(len(p.match) + len(p.reject) for p in patterns)} examples")
    for book in know.codebooks:
        marked = sum(len(r.match) + len(r.reject) + len(r.known_miss) for r in book.rules)
        types = f"{len(book.events)} event types, {len(book.rules)} rules with {marked} examples"
        screen.print(f"own       {book.name}: {types}; {book.title}")
    for name, tables in (("lexicon", know.lexicon), ("actors", know.actors), ("places", know.places)):
        screen.print(f"{name:<9} {_counts(tables.values())}")
    screen.print(f"gazetteer {know.gazetteer.size:,} places: {know.gazetteer.origin}")
    screen.print(f"digest    {know.digest}")


def _counts(tables: Iterable[Table]) -> str:
    found = list(tables)
    names = ", ".join(t.name for t in found)
    return f"{sum(len(t.rows) for t in found):,} rows in {len(found)} tables ({names})"


def _run_own_examples(know: Knowledge) -> int:
    """The examples of the user's own codebooks always run, with the actors that a reading would find, and names."""
    from dateline.reading.attribution import attribute
    from dateline.reading.entities import resolve_entities
    from dateline.rules.examples import named, rule_problems

    def actors(parse: Parse) -> Callable[[Token], bool]:
        found = resolve_entities(parse, know, attribute(parse, know))
        return lambda token: named(token) or found.names_actor(token)

    wrong = 0
    for book in know.codebooks:
        problems = rule_problems(book.rules, own_matcher(know, book), actors)
        wrong += len(problems)
        for problem in problems:
            console(stderr=True).print(Text(problem, "red"))
        console().print(f"{book.name}: {f'{len(problems)} examples not' if problems else 'all examples'} as they say")
    return 1 if wrong else 0


def _run_examples(know: Knowledge) -> int:
    from dateline.reading.context_examples import check_context_examples
    from dateline.reading.timex_examples import check_time_examples
    from dateline.rules.examples import check_examples

    problems = [*check_examples(know), *check_time_examples(know), *check_context_examples(know)]
    for problem in problems:
        console(stderr=True).print(Text(str(problem), "red"))
    console().print(f"examples  {'all as they say' if not problems else f'{len(problems)} not as they say'}")
    return 1 if problems else 0

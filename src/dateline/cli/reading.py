"""`dateline read`, `demo` and `explain`: one document at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path

from dateline.cli.screen import console, show_issues, show_reading
from dateline.engine.local import has_failed, safe_read
from dateline.engine.store import everything
from dateline.errors import DatelineError
from dateline.exports.jsonio import to_json
from dateline.exports.layers import place_rows, time_rows
from dateline.exports.plain import explain
from dateline.exports.rows import as_statements, document_row, issue_row, statement_rows
from dateline.knowledge import Knowledge, Origin, load_knowledge
from dateline.layout import Layout
from dateline.reading.outlets import names_in
from dateline.sources import Options, open_bytes, open_pages, open_source
from dateline.sources.options import Item
from dateline.types import Document, Issue, Reading, Statement

SAMPLE = "report.json"
NO_OWN = Origin()


def show_file(
    file: str, options: Options, as_json: bool, candidates: bool = False, own: Origin = NO_OWN
) -> int:
    """Read a file and print what it holds; the exit code: 0, or 1 where nothing could be read."""
    items = open_source(file, options)
    return _show(items, known(own, options.near), as_json, candidates)


def known(own: Origin, near: str | None = None) -> Knowledge:
    """The knowledge with the user's own actors and gazetteer; clashes of actors are said on stderr.

    Raises DatelineError where `near`, the place that reports come from, is in no gazetteer.
    """
    know = load_knowledge(*own)
    for remark in know.remarks:
        console(stderr=True).print(f"actors: {remark}")
    if near and not names_in(near, know):
        raise DatelineError(f"--near {near!r}: the gazetteer has no such place. Give a name such as Dublin, Ohio.")
    return know


def show_sample() -> int:
    """Read and print the sample report."""
    return _show(_sample(), load_knowledge(), False)


def explain_statement(
    start: str, out: Path | None, file: str | None, options: Options, own: Origin = NO_OWN
) -> None:
    """Print the one statement whose id begins with `start`.  Raises DatelineError for none or several."""
    pairs: Iterable[tuple[Document, Reading]]
    layouts = dict[Document, Layout]()
    if out:
        pairs = ((record.document, record.reading) for record in everything(out))
    else:
        pairs = _read(_noted(file, options, layouts) if file else _sample(), known(own, options.near))
    place = out or file or "the sample report"
    document, statement = _one(
        start, [(d, s) for d, r in pairs for s in (*r.statements, *r.candidates) if s.id.startswith(start)], place
    )
    console().print(explain(document, statement, layouts.get(document)))


def _noted(file: str, options: Options, layouts: dict[Document, Layout]) -> Iterator[Item]:
    """The items of a file; where texts stand on its pages is put into `layouts`."""
    for item, page in open_pages(file, options):
        if isinstance(item, Document) and isinstance(page, Layout):
            layouts[item] = page
        yield item


def _one(start: str, found: list[tuple[Document, Statement]], place: object) -> tuple[Document, Statement]:
    if not found:
        raise DatelineError(
            f"No statement in {place} has an id that begins with {start!r}. Say where it is from with "
            "--out FOLDER or --in FILE (and the same --published)."
        )
    if len({statement.id for _, statement in found}) > 1:
        ids = ", ".join(sorted({s.id for _, s in found})[:6])
        raise DatelineError(f"{start!r} begins several ids: {ids}. Give more of it.")
    return found[0]


def _read(items: Iterator[Item], know: Knowledge) -> Iterator[tuple[Document, Reading]]:
    for item in items:
        if isinstance(item, Document):
            yield item, safe_read(item, know)


def _sample() -> Iterator[Item]:
    data = files("dateline").joinpath("data", "sample", SAMPLE).read_bytes()
    return open_bytes(data, SAMPLE)


def _show(items: Iterator[Item], know: Knowledge, as_json: bool, candidates: bool = False) -> int:
    documents, remarks = 0, list[Issue]()
    for item in items:
        if isinstance(item, Issue):
            remarks.append(item)
            continue
        if documents and not as_json:
            console().print()
        reading = safe_read(item, know)
        documents += not has_failed(reading)
        if as_json:
            _print_json(item, reading, remarks)
        else:
            _print_words(item, reading, remarks, candidates)
        remarks.clear()
    show_issues(console(stderr=True), remarks)
    return 0 if documents else 1


def _print_words(document: Document, reading: Reading, remarks: list[Issue], candidates: bool) -> None:
    screen = console()
    show_issues(console(stderr=True), remarks)
    show_reading(screen, document, reading, candidates)
    show_issues(console(stderr=True), reading.issues)


def _print_json(document: Document, reading: Reading, remarks: list[Issue]) -> None:
    value = {
        "document": document_row(document, reading),
        "statements": list(statement_rows(document, reading)),
        "candidates": list(statement_rows(document, as_statements(reading))),
        "times": list(time_rows(document, reading)),
        "places": list(place_rows(document, reading)),
        "issues": [issue_row(issue) for issue in (*remarks, *reading.issues)],
    }
    console().file.write(to_json(value).decode() + "\n")

"""`dateline places`: what a name may mean, where the places of a text lie; `dateline gazetteer`: one of one's own."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from dateline.cli.reading import known
from dateline.cli.screen import console
from dateline.errors import DatelineError
from dateline.exports.jsonio import printable, to_json
from dateline.exports.layers import place_rows
from dateline.exports.plain import flat, place_words
from dateline.gazetteer import SHIPPED, Entry
from dateline.gazetteer.geonames import is_dump, size_of, write_dump
from dateline.knowledge import Knowledge, Origin, load_knowledge, terms_of
from dateline.parse import parse_document
from dateline.reading.outlets import outlet_names
from dateline.reading.pipeline import read
from dateline.reading.toponym_choice import choose
from dateline.reading.toponym_names import named_at
from dateline.types import Document, Span

Candidates = Sequence[tuple[Entry, float]]


def show_places(text: str, as_json: bool, own: Origin, near: str | None = None) -> int:
    """Print what a name may mean, or the places in a text (``-``: standard input); the exit code: 0, or 1 for none."""
    words = printable(sys.stdin.buffer.read().decode("utf-8", "replace")) if text == "-" else text.strip()
    if not any(c.isalnum() for c in words):
        raise DatelineError('Give a name or a sentence: dateline places "Dublin, Ohio"')
    know = known(own, near)
    document = Document("text", words, near=near)
    if text != "-" and (found := candidates_of(document, know)) is not None:
        return _show_name(words, found, as_json, know)
    return _show_text(document, as_json, know)


def candidates_of(document: Document, know: Knowledge) -> Candidates | None:
    """The places that the whole text names, each with its probability, best first; None where it is no name."""
    parse = parse_document(document)
    named = named_at(Span(0, len(document.text)), parse, know)
    if named is None or (not named.entries and len(parse.tokens) > 1):
        return None
    return choose([named, *outlet_names(document, know)], {})[0].candidates


def _show_name(name: str, found: Candidates, as_json: bool, know: Knowledge) -> int:
    if as_json:
        value = {"query": name, "candidates": [_candidate(e, p, know) for e, p in found]}
        console().file.write(to_json(value).decode() + "\n")
    elif not found:
        console().print(f"{flat(name)}: no place of the gazetteer. A larger one: --gazetteer FILE.")
    else:
        console().print(f"{flat(name)} may mean")
        for entry, probability in found:
            console().print(f"  {probability:4.0%}  {_entry_words(entry, know)}")
    return 0 if found else 1


def _entry_words(entry: Entry, know: Knowledge) -> str:
    """`Dublin, city, Dublin City, Leinster, IRL, 53.33 -6.25 ±14 km, 1,024,027 people, geonameid 2964574`."""
    units = [e.name for e in know.gazetteer.containers(entry)]
    point = f"{entry.lat:.2f} {entry.lon:.2f} ±{entry.radius:.0f} km" if entry.lat is not None else "no point"
    people = f"{entry.population:,} people" if entry.population else ""
    number = f"geonameid {entry.geonameid}" if entry.geonameid else "kept by hand"
    return ", ".join(x for x in (entry.name, entry.kind, *units, entry.country, point, people, number) if x)


def _candidate(entry: Entry, probability: float, know: Knowledge) -> dict[str, Any]:
    units = {e.kind: e.name for e in know.gazetteer.containers(entry)}
    return {
        "name": entry.name, "kind": entry.kind, "country": entry.country or None, "admin1": units.get("admin1"),
        "admin2": units.get("admin2"), "lat": entry.lat, "lon": entry.lon, "radius_km": entry.radius,
        "population": entry.population, "geonameid": entry.geonameid, "probability": round(probability, 4),
        "main_name": entry.main,
    }  # fmt: skip


def _show_text(document: Document, as_json: bool, know: Knowledge) -> int:
    reading = read(document, know)
    if as_json:
        value = {"text": document.text, "places": list(place_rows(document, reading))}
        console().file.write(to_json(value).decode() + "\n")
    for place in () if as_json else reading.places:
        roles = ", ".join(place.roles) or "no role"
        console().print(f"{flat(place.span.of(document.text))}  [{roles}]  {place_words(place)}")
    if not reading.places and not as_json:
        console().print("No place is named there. A larger gazetteer: --gazetteer FILE.")
    return 0 if reading.places else 1


def make_gazetteer(dumps: Sequence[Path], out: Path) -> int:
    """Write the gazetteer of dumps of GeoNames laid over the one shipped, with a bar on stderr; the exit code."""
    if out.is_dir() or is_dump(out):
        raise DatelineError(f"--out {out}: give the name of a new file, such as world.sqlite; this is no gazetteer.")
    total = 2 * sum(size_of(path) for path in dumps)
    terms, screen = terms_of(load_knowledge().places), console(stderr=True)
    with Progress(TextColumn("reading"), BarColumn(), DownloadColumn(), TimeRemainingColumn(), console=screen,
                  transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task("read", total=total)
        count = write_dump(dumps, out, terms, SHIPPED, lambda n: bar.advance(task, n))
    screen.print(f"{count:,} places in {out} ({out.stat().st_size / 2**20:,.1f} MiB). Use it with --gazetteer {out}.")
    return 0

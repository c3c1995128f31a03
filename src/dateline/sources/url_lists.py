"""Lists of addresses without texts, joined with pages that were saved: GDELT's tables, Media Cloud, any table.

GDELT 2.0 has no header: 61 columns are events (58 in version 1), 16 mentions, 27 the knowledge graph.  Their dates are
those of events or of processing, never of publication.  GDELT's own codes are not read.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from dateline.errors import SourceError
from dateline.sources.options import MAX_CHARACTERS, Options, Sourced, remark, skipped
from dateline.sources.page_cache import Cache
from dateline.sources.records import has_text, named_fields, source_id
from dateline.types import Issue

SHOWN = 3  # missing addresses named in the summary
ROWS = 1_000  # missing addresses up to here are an issue row each


@dataclass(frozen=True, slots=True)
class Listed:
    """An address with what its list says of the page: id, title, publisher, published."""

    address: str
    found: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Layout:
    """A table of GDELT: where the address stands, where the outlet, and which value of a column means a web page."""

    what: str
    address: int
    outlet: int | None = None
    web: int | None = None


GDELT = {  # by number of columns
    61: Layout("GDELT events", 60), 58: Layout("GDELT 1.0 events", 57),
    16: Layout("GDELT mentions", 5, 4, 3), 27: Layout("GDELT knowledge graph", 4, 3, 2),
}


def of_table(text: str, options: Options) -> tuple[str, Iterable[Listed]] | None:
    """What kind of list a table is, and its rows; None for a table that has texts or no addresses."""
    head = text[:200_000].lstrip("\ufeff").split("\n", 1)[0].rstrip("\r")
    cells = head.split("\t")
    layout = GDELT.get(len(cells))
    if layout and "://" in cells[layout.address] and not options.text_column:
        return layout.what, _gdelt(text, layout)
    delimiter = max(",;\t|", key=head.count)
    columns = dict.fromkeys(next(csv.reader([head], delimiter=delimiter), []), "x")
    if options.text_column or has_text(columns) or "url" not in named_fields(columns):
        return None
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    return _kind(columns), _headed(rows)


def of_objects(values: Iterable[object], options: Options) -> tuple[str, Iterable[Listed]] | None:
    """The same of JSON objects: GDELT's ArtList, and any list of objects with an address and no text."""
    fields = [v for v in values if isinstance(v, dict)]
    if options.text_column or not fields or any(has_text(f) or "url" not in named_fields(f) for f in fields):
        return None
    return _kind(fields[0]), [_row(f) for f in fields]


def read_listed(what: str, rows: Iterable[Listed], name: str, options: Options) -> Iterator[Sourced]:
    """The saved page of each address, once, with what the list says of it where the page does not.

    Raises SourceError where no folder of saved pages is given.
    """
    if options.cache is None:
        raise SourceError(
            f"{name}: a list of addresses without texts ({what}). Nothing is fetched: give the folder with the saved "
            "pages, --cache FOLDER."
        )
    cache, seen, twice, missing = Cache.open(options.cache), set[str](), 0, list[str]()
    for row in rows:
        if row.address in seen:
            twice += 1
            continue
        seen.add(row.address)
        page = cache.page(row.address, _found(row), options) if "://" in row.address else None
        if page is None:
            missing.append(row.address)
        else:
            yield from page
    yield from ((issue, None) for issue in _summary(what, name, len(seen), twice, missing))


def _summary(what: str, name: str, count: int, twice: int, missing: list[str]) -> Iterator[Issue]:
    if len(missing) <= ROWS:
        yield from (skipped(address, f"skipped: no saved page of this address ({name}).") for address in missing)
    if missing:
        some = ", ".join(missing[:SHOWN]) + (" …" if len(missing) > SHOWN else "")
        yield remark(name, f"No saved page for {len(missing):,} of {count:,} addresses ({what}): {some}")
    if twice:
        rows = "1 row names" if twice == 1 else f"{twice:,} rows name"
        yield remark(name, f"{rows} an address again; each page is read once.", "note")


def _found(row: Listed) -> dict[str, str]:
    return {"id": source_id(row.address), **row.found}


def _gdelt(text: str, layout: Layout) -> Iterator[Listed]:
    for line in io.StringIO(text.lstrip("\ufeff")):
        cells = line.rstrip("\r\n").split("\t")
        if len(cells) <= layout.address or (layout.web is not None and cells[layout.web] != "1"):
            continue
        outlet = cells[layout.outlet] if layout.outlet is not None else ""
        yield Listed(cells[layout.address].strip(), {"publisher": outlet} if outlet else {})


def _headed(rows: csv.DictReader[str]) -> Iterator[Listed]:
    csv.field_size_limit(4 * MAX_CHARACTERS)
    try:
        yield from (_row({k: v for k, v in row.items() if isinstance(k, str) and v}) for row in rows)
    except csv.Error as error:
        raise SourceError(f"line {rows.line_num} is not valid CSV ({error}); the rest is skipped.") from error


def _row(fields: Mapping[str, object]) -> Listed:
    """By the table of field names; the date of a list of GDELT is the day on which it was seen."""
    found = named_fields(fields)
    if _is_gdelt(fields):
        found.pop("published", None)
        found |= {"publisher": str(fields["domain"])} if fields.get("domain") else {}
    return Listed(found.pop("url", "").strip(), found)


def _kind(fields: Iterable[str]) -> str:
    names = {name.lower() for name in fields}
    if _is_gdelt(names):
        return "GDELT's list of articles"
    return "Media Cloud" if {"media_name", "publish_date"} <= names else "a table of addresses"


def _is_gdelt(fields: Iterable[str]) -> bool:
    return not {"seendate", "mobileurl", "url_mobile"}.isdisjoint(str(name).lower() for name in fields)

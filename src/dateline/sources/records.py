"""Fields to documents: names of fields, dates, identifiers."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from email.utils import parsedate_to_datetime

from dateline.errors import SourceError
from dateline.sources.credits import agency_of, name_lines
from dateline.sources.options import Item, Options, remark, skipped, table
from dateline.types import Document

_WRITTEN = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y")


def iso_date(value: str) -> str | None:
    """The day that a date names, as YYYY-MM-DD; None where it names none or can be read in two ways.

    >>> iso_date("2023-09-14T23:30:00-05:00"), iso_date("14 September 2023"), iso_date("03/04/2023")
    ('2023-09-14', '2023-09-14', None)
    """
    value = value.strip()
    if found := re.match(r"(\d{4})-?(\d{2})-?(\d{2})(?!\d)|(\d{4})(\d{2})(\d{2})\d{6}$", value):
        year, month, day = (int(g) for g in found.groups() if g)
        return _day(year, month, day)
    plain = value.replace(".", "").replace("Sept ", "Sep ")
    for form in _WRITTEN:
        try:
            return datetime.strptime(plain, form).date().isoformat()
        except ValueError:
            continue
    try:
        return (
            parsedate_to_datetime(value).date().isoformat() if re.match(r"[A-Za-z]{3},? \d", value) else None
        )
    except ValueError:
        return None


def given_date(value: str | None, option: str = "--published") -> str | None:
    """A date given by the user with an option.  Raises SourceError where it cannot be read."""
    if value is None or (found := iso_date(value)):
        return None if value is None else found
    raise SourceError(
        f"{option} {value!r} is not a date that can be read in one way only. Write YYYY-MM-DD."
    )


def source_id(identity: str) -> str:
    """A document's id made from what identifies its source (path or address, with its number in it)."""
    return hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def from_fields(fields: Mapping[str, object], where: str, options: Options) -> Iterator[Item]:
    """The document of one JSON object or CSV row; `where` names the row (FILE:LINE)."""
    found = named_fields(fields)
    if "authors" in found:
        found["authors"] = name_lines(found["authors"])
    found |= mapped(fields, options)
    if "text" not in found:
        yield skipped(where, _no_text(fields, options))
        return
    name = found.get("id") or source_id(found.get("url") or where)
    if "id" not in found:
        found.setdefault("url", where)
    yield from build(name, found["text"], found, options)


def mapped(fields: Mapping[str, object], options: Options) -> dict[str, str]:
    """What the fields hold that the caller named (`a.b`: the field b of the object a); a missing text is empty."""
    found = {slot: _as_text(value_of(fields, column)) for slot, column in options.columns.items() if slot != "authors"}
    if "authors" in options.columns:
        found["authors"] = _as_names(value_of(fields, options.columns["authors"]))
    return {slot: value or "" for slot, value in found.items() if value or slot == "text"}


def table_fault(columns: Sequence[str], options: Options) -> str | None:
    """Why a table with these columns cannot be read: one that the caller named is missing, or none holds texts."""
    shown = f"Columns here: {', '.join(columns[:20]) or 'none'}."
    for slot, column in options.columns.items():
        if column not in columns:
            way = "--text-column" if options.text_column == column else f"--map {slot}=COLUMN"
            return f"a table without a column named {column!r}. {shown} Name the column with {way}."
    if "text" not in options.columns and not has_text(dict.fromkeys(columns, "x")):
        return f"a table without a column of texts. {shown} Name the column with --text-column or --map text=COLUMN."
    return None


def build(name: str, text: str, found: Mapping[str, str], options: Options) -> Iterator[Item]:
    """The document `name` from its text and what was found about it; an unclear date is a remark.

    `found`: id, title, publisher, published, updated, url, near, dateline, agency, and authors (names, one a line).
    `updated` counts only where it is later than `published`; the agency is the one given, else that which is credited.
    """
    published = options.settle("published", iso_date(found.get("published", "")))
    if found.get("published") and not published:
        yield remark(
            name,
            f"The publication date {found['published'][:40]!r} cannot be read in one way only; "
            "relative dates stay open. Write YYYY-MM-DD.",
        )
    authors = tuple(" ".join(line.split()) for line in found.get("authors", "").split("\n") if line.strip())
    yield Document(
        id=name,
        text=text,
        title=options.settle("title", found.get("title")),
        publisher=options.settle("publisher", found.get("publisher")),
        published=published,
        url=found.get("url"),
        near=options.settle("near", found.get("near")),
        dateline=found.get("dateline"),
        updated=_later(iso_date(found.get("updated", "")), published),
        authors=authors,
        agency=agency_of(text, found, authors),
    )


def _later(updated: str | None, published: str | None) -> str | None:
    return updated if updated and updated > (published or "") else None


def has_text(fields: Mapping[str, object]) -> bool:
    """Does some field of the object have a name under which texts are found?"""
    return bool(_field(fields, _names()["text"]))


def named_fields(fields: Mapping[str, object]) -> dict[str, str]:
    """The values of an object by slot, found by the names of data/sources/fields.toml."""
    found = {slot: value for slot, names in _names().items() if (value := _field(fields, names))}
    source = _field(fields, ("source",)) or ""
    if "://" in source:  # trafilatura's "source" is the address of the page, that of others a name
        found.setdefault("url", source)
        found = {slot: value for slot, value in found.items() if slot != "publisher" or value != source}
    return found


@functools.cache
def _names() -> Mapping[str, tuple[str, ...]]:
    return {slot: tuple(_plain(n) for n in names) for slot, names in table("fields")["fields"].items()}


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]", "", name).lower()


def _field(fields: Mapping[str, object], names: tuple[str, ...]) -> str | None:
    by_name = {_plain(key): value for key, value in fields.items() if isinstance(key, str)}
    return next((text for name in names if (text := _as_text(by_name.get(name)))), None)


def value_of(fields: Mapping[str, object], column: str) -> object:
    """The value of a field; `a.b` is the field b of the object a.  None where there is none."""
    if column in fields or "." not in column:
        return fields.get(column)
    first, _, rest = column.partition(".")
    inner = fields.get(first)
    return value_of(inner, rest) if isinstance(inner, dict) else None


def _as_names(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return "\n".join(text for one in value if (text := _as_text(one)))
    return "\n".join(name.strip() for name in re.split(r"[;|\n]", _as_text(value) or ""))


def _as_text(value: object) -> str | None:
    if isinstance(value, dict):  # "source": {"name": "Reuters", ...}
        value = value.get("name") or value.get("title")
    if isinstance(value, list):  # "authors": ["Ann Writer", {"name": "Bob Scribe"}]
        return "\n".join(text for item in value if isinstance(item, (str, dict)) and (text := _as_text(item)))
    if isinstance(value, bool) or value is None:
        return None
    return str(value) if isinstance(value, (str, int)) else None


def _no_text(fields: Mapping[str, object], options: Options) -> str:
    keys = ", ".join(str(k) for k in list(fields)[:12]) or "none"
    given = options.columns.get("text")
    names = {_plain(given)} if given else set(_names()["text"])
    if empty := [k for k in fields if isinstance(k, str) and _plain(k) in names]:
        return f"skipped: the field {empty[0]!r} holds no text."
    wanted = given or "/".join(table("fields")["fields"]["text"][:3])
    return f"skipped: no field with the text ({wanted}). Fields here: {keys}. Name it with --text-column."


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None

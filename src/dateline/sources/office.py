"""What office documents have in common: what they say about themselves, and the dates in their first lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from dateline.sources.archives import find_batch, read_batch
from dateline.sources.batches import joined
from dateline.sources.dates import day_in
from dateline.sources.options import Options, Sourced, remark, sourced, table
from dateline.sources.records import build

_FIRST = 10  # lines in which a line that is nothing but a date dates the document
_LONGEST = 60  # characters of such a line


def read_office(
    lines: Sequence[str], told: Mapping[str, str], name: str, identity: str, options: Options
) -> Iterator[Sourced]:
    """The report of an office document (a paragraph a line), or the articles of an archive in it.

    `told`: Title, Author, CreationDate, as the document has them.
    """
    if batch := find_batch(lines):
        yield from read_batch(batch, name, options, lambda article: (joined(lines, article), None))
        return
    found, notes = about(told, lines, options)
    yield from ((remark(identity, note, "note"), None) for note in notes)
    address = {} if name == "standard input" else {"url": name}
    text = "\n\n".join(line.strip() for line in lines if line.strip())
    yield from sourced(build(identity, text, found | address, options))


def about(told: Mapping[str, str], lines: Sequence[str], options: Options) -> tuple[dict[str, str], list[str]]:
    """Title, authors and date of a document, and notes on its date.

    The date is that of a line among the first that is nothing but a date; when the file was made is no date of
    publication.
    """
    found = {"title": title} if (title := _title(told.get("Title", ""))) else {}
    if author := " ".join(told.get("Author", "").split()):
        found["authors"] = "\n".join(part for one in re.split(r"[;\n]", author) if (part := one.strip()))
    shown = [line.strip() for line in lines if line.strip()][:_FIRST]
    dated = next(((line, day) for line in shown if (day := _dated(line))), None)
    if dated:
        return found | {"published": dated[1]}, [f"The date is taken from the line {dated[0]!r}."]
    made = told.get("CreationDate", "")
    if made and not options.published:
        day = re.sub(r"^D:(\d{4})(\d\d)(\d\d).*", r"\1-\2-\3", made)[:10]
        return found, [f"The file was made on {day}; that is not when the report was published, and no date is taken "
                       "from it. Give the date with --published."]
    return found, []


def _dated(line: str) -> str | None:
    """The day of a line such as *Geneva, 14 September 2023* or *Date: 14/09/2023*."""
    if len(line) > _LONGEST:
        return None
    signs = "|".join(map(re.escape, table("office")["date_line"]["before"]))
    plain = re.sub(rf"^({signs})\s*[:,]?\s*", "", line, flags=re.I)
    found = day_in(plain)
    if not found:
        return None
    before, after = plain[: found.start].strip(" ,;:–—-|"), plain[found.end :].strip(" ,.;:–—-|()")
    named = re.fullmatch(r"[A-Z][\w'’.-]*([ ,]+[A-Z][\w'’.-]*){0,3}", before) if before else True
    clock = not after or re.fullmatch(r"(at )?\d{1,2}[:.]\d\d( ?[ap]\.?m\.?)?( ?[A-Z]{2,4})?", after, re.I)
    return found.day if named and clock else None


def _title(title: str) -> str:
    plain = " ".join(title.split())
    low, signs = plain.lower(), table("office")["no_title"]
    if low.startswith(tuple(signs["start"])) or PurePosixPath(low).suffix in signs["ending"]:
        return ""
    return plain

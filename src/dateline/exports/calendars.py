"""iCalendar (RFC 5545): what reports announce for a day, or for days of a month at most.

An entry stands for one announced act: the same act on the same days, told in several reports, is one entry with all of
them in its description.  All entries are tentative: that it is announced does not mean that it takes place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from dateline.exports.chosen import Exported, Format, Given, Written, coder_version
from dateline.exports.glosses import address, as_reported, days, every, length, quote, stable, told, without_controls
from dateline.exports.jsonio import write_whole
from dateline.exports.plain import flat, headline
from dateline.types import Place, Statement

LONGEST = 31  # days; what is announced for a longer time has no place in a calendar
OCTETS = 75  # of a line, RFC 5545 section 3.1
UNDATED = "19700101T000000Z"  # stamp of an entry all of whose reports are undated
Key = tuple[str, ...]
Tellings = list[tuple[Exported, Statement]]


def write(given: Given, path: Path) -> Written:
    """Write the calendar; the number of entries."""
    left: Counter[str] = Counter()
    found = entries(given, left)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//Dateline//Dateline {escaped(coder_version(given))}//EN",
             "CALSCALE:GREGORIAN", "METHOD:PUBLISH", "X-WR-CALNAME:Announced\\, as reported"]
    for key in sorted(found):
        lines += _event(key, found[key])
    write_whole(path, (folded(line) for line in [*lines, "END:VCALENDAR"]))
    return Written(len(found), left)


def entries(given: Given, left: Counter[str]) -> dict[Key, Tellings]:
    """What is announced: first and last day and what makes the act one → who tells of it, in the order of reports.

    `left` counts all others.
    """
    found: dict[Key, Tellings] = {}
    for report, statement in every(given.reports()):
        if (when := _announced(report, statement)) is None:
            left["not announced for a day, or for days of a month at most"] += 1
        else:
            parties = (" ".join(sorted(m.code or m.text.casefold() for m in ms))
                       for ms in (statement.actor, statement.recipient))
            key = (*when, statement.codebook, statement.event, statement.mode or "", *parties)
            found.setdefault(key, []).append((report, statement))
    return found


def _announced(report: Exported, statement: Statement) -> tuple[str, str] | None:
    """Its days, if it is planned, told for days that its text names, and not past when the report came out."""
    when = statement.when_interval
    if statement.factuality.status != "planned" or when is None or not (when.earliest and when.latest):
        return None
    if when.basis == "default" or (found := days(report.document, statement)) is None:
        return None
    first, last, _ = found
    past = report.document.published is not None and last < report.document.published
    return None if past or length(first, last) > LONGEST else (first, last)


def _event(key: Key, tellings: Tellings) -> Iterator[str]:
    first, last, *same = key
    report, statement = tellings[0]
    stamps = sorted(r.document.published for r, _ in tellings if r.document.published)
    yield "BEGIN:VEVENT"
    yield f"UID:{stable('announced', first, last, *same)}"
    yield f"DTSTAMP:{stamps[0].replace('-', '')}T000000Z" if stamps else f"DTSTAMP:{UNDATED}"
    yield f"DTSTART;VALUE=DATE:{first.replace('-', '')}"
    yield f"DTEND;VALUE=DATE:{(date.fromisoformat(last) + timedelta(days=1)).isoformat().replace('-', '')}"
    yield f"SUMMARY:{escaped(_summary(tellings))}"
    yield f"DESCRIPTION:{escaped(_description(tellings))}"
    yield "STATUS:TENTATIVE"
    yield "TRANSP:TRANSPARENT"
    yield f"CATEGORIES:{escaped(statement.event)}"
    if report.document.url and "://" in address(report.document):
        yield f"URL:{address(report.document)}"
    if place := next((s.where for _, s in tellings if s.where), None):
        yield from _place(place)
    yield "END:VEVENT"


def _summary(tellings: Tellings) -> str:
    report, statement = tellings[0]
    others = len({r.document.id for r, _ in tellings}) - 1
    more = f" and {others} more" if others else ""
    return f"{' '.join(headline(report.document, statement).split())}, planned, {as_reported(report.document)}{more}"


def _place(place: Place) -> Iterator[str]:
    yield f"LOCATION:{escaped(flat(', '.join(dict.fromkeys(x for x in (place.name or place.text, place.code) if x))))}"
    if place.level == "point" and place.lat is not None and place.lon is not None:
        yield f"GEO:{place.lat:.6f};{place.lon:.6f}"


def _description(tellings: Tellings) -> str:
    parts = []
    for report, statement in tellings:
        document = report.document
        about = ", about" if statement.when_interval and statement.when_interval.approx else ""
        parts.append(f"“{quote(document, statement)}” ({told(document, statement)}; {as_reported(document)}; "
                     f"for {statement.when}{about}; {address(document)}; statement {statement.id})")
    return "Announced, not known to have taken place.\n" + "\n".join(parts)


def escaped(words: str) -> str:
    """Text of a property, RFC 5545 section 3.3.11; control characters become spaces."""
    return without_controls(words).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> bytes:
    """The line in pieces of at most 75 octets, no character cut in two, each but the first behind a space."""
    pieces, piece = [], b""
    for character in line:
        octets = character.encode()
        if len(piece) + len(octets) > OCTETS:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece]) + b"\r\n"


FORMAT = Format("calendar", "iCalendar: what is announced for a day, or for days of a month at most", (".ics",), True,
                write)

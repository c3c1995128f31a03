"""`dateline report`: reports with their statements as one HTML file that needs nothing else, to mail or to attach.

The script and the style sheet of the reader stand in the file, with their digests in its security policy, so that
nothing else in it is ever run and nothing is fetched.  Readers without scripts see the statements as a plain table.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import sqlalchemy as sa

from dateline.errors import DatelineError
from dateline.ledger.filters import Filter
from dateline.ledger.ranks import MANY, ranked
from dateline.ledger.schema import STATEMENTS
from dateline.server.reading_view import Told
from dateline.server.report_shown import Shown

BUILT = Path(__file__).with_name("desk") / "report"
COLUMNS = ("published", "publisher", "actor", "recipient", "event", "status", "said by", "when", "where", "sentence")
REMINDER = "What reports say, as reported. Certainty is of the text."


class Handout(msgspec.Struct, frozen=True):
    """What the file is made of; `about`: what it was made from and with, a line each; `wanted`: ids of the statements
    that were asked for, none: all."""

    title: str
    about: tuple[str, ...]
    reports: Sequence[Shown]
    wanted: tuple[str, ...] = ()


def page(handout: Handout) -> str:
    """The file.  Raises DatelineError where the pages of the desk were not built into this installation."""
    script, style = _built("report.js"), _built("report.css")
    policy = (f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; img-src data:; "
              "base-uri 'none'; form-action 'none'")
    return "\n".join((
        '<!doctype html>', '<html lang="en">', '<head>', '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{html.escape(handout.title)}</title>", f"<style>{style}</style>", "</head>", "<body>",
        f'<div id="desk">{"".join(_plain(handout))}</div>',
        f'<script type="application/json" id="given">{_data(handout)}</script>',
        f"<script>{script}</script>", "</body>", "</html>", "",
    ))  # fmt: skip


def found(connection: sa.Connection, filter: Filter) -> dict[int, list[str]]:
    """The reports of the statements that a filter finds, by their row numbers, the newest first, with the statements'
    ids.  Raises DatelineError for a filter of one run: the file shows what stands."""
    if filter.run is not None:
        raise DatelineError("The file shows what stands in the ledger, not what one run read: leave run= out.")
    numbers, by_report, s = ranked(connection, filter), dict[int, list[str]](), STATEMENTS.c
    for start in range(0, len(numbers), MANY):
        part = numbers[start : start + MANY].tolist()
        query = sa.select(s.statement_pk, s.document_pk, s.statement_id).where(s.statement_pk.in_(part))
        rows = {row.statement_pk: row for row in connection.execute(query)}
        for number in part:
            by_report.setdefault(rows[number].document_pk, []).append(rows[number].statement_id)
    return by_report


def lines(handout: Handout) -> Iterator[tuple[Shown, Told]]:
    """The statements that stand and were asked for, each with its report."""
    wanted = frozenset(handout.wanted)
    for report in handout.reports:
        for told in report.statements:
            if told.standing == "stands" and (not wanted or told.id in wanted):
                yield report, told


def _data(handout: Handout) -> str:
    """The content as JSON that no parser of HTML takes for the end of the script."""
    reports = [{"document": r.document, "text": r.text, "statements": r.statements} for r in handout.reports]
    given = {"title": handout.title, "about": handout.about, "reports": reports, "wanted": handout.wanted}
    return json.dumps(msgspec.to_builtins(given), ensure_ascii=True).replace("<", "\\u003c")


def _plain(handout: Handout) -> Iterator[str]:
    """The same as a table without scripts."""
    yield f"<h1>{html.escape(handout.title)}</h1><p>{REMINDER}</p><table><tr>"
    yield from (f"<th>{name}</th>" for name in COLUMNS)
    for report, told in lines(handout):
        yield "</tr><tr>"
        yield from (f"<td>{html.escape(cell)}</td>" for cell in _cells(report, told))
    yield "</tr></table>"


def _cells(report: Shown, told: Told) -> tuple[str, ...]:
    start, end = told.sentence
    voices = " › ".join(v.text for v in told.voices) or "the report itself"
    return (
        report.document["published"] or "", report.document["publisher"] or "", ", ".join(m.text for m in told.actor),
        ", ".join(m.text for m in told.recipient), " ".join(filter(None, (told.event, told.mode))), told.status, voices,
        (told.when and told.when.edtf) or "", told.where.text if told.where else "", report.text[start:end],
    )  # fmt: skip


def _built(name: str) -> str:
    path = BUILT / name
    if not path.is_file():
        raise DatelineError("The pages of the desk were not built into this installation: install it again with pip.")
    return path.read_text(encoding="utf-8").strip().replace("</script", "<\\/script")


def _digest(source: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}"

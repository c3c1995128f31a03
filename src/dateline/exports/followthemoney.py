"""FollowTheMoney: one entity a line, as `ftm` and Aleph read them.

* Article: a report;
* Event: a statement.  FollowTheMoney has no room for status and voice: both stand in the name (`… (reported as
  planned; said by …)`) and in `summary`, the sentence in `description`, its report in `proof`;
* Person, PublicBody, Organization, LegalEntity: actors;
* UnknownLink: what is told of one actor towards another, one for each type of event and group (see `networks`); `role`
  says which.
Dates may be partial, as far as the text tells.  Ids are made of what they stand for and stay.
https://followthemoney.tech/explorer/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dateline.exports.chosen import Exported, Format, Given
from dateline.exports.glosses import (
    GROUP_WORDS,
    address,
    counted,
    gloss,
    group,
    line_of,
    once,
    quote,
    stable,
    statement_name,
    told,
)
from dateline.exports.jsonio import printable, write_whole
from dateline.exports.networks import Line, Told, edge_id, network
from dateline.exports.nodes import Node, alpha2, better, by_code, by_name, named
from dateline.exports.plain import flat, headline
from dateline.types import Document, Statement

PUBLIC = frozenset({"GOV", "MIL", "LEG", "JUD", "COP", "SPY", "PRE"})  # sectors that are parts of a state
_PARTIAL = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
Entity = dict[str, Any]


def write(given: Given, path: Path) -> int:
    """Write the entities, each once; their number."""
    count = 0

    def lines() -> Iterator[bytes]:
        nonlocal count
        for entity in once(entities(given)):
            count += 1
            yield line_of(entity) + b"\n"

    write_whole(path, lines())
    return count


def entities(given: Given) -> Iterator[Entity]:
    """Parties, then each report with its events, then links."""
    parties: dict[tuple[str, str], Node] = {}

    def noted() -> Iterator[Exported]:
        for report in given.reports():
            for party in (p for statement in report.reading.statements for p in _parties(statement)):
                parties[party[:2]] = better(parties.get(party[:2], party), party)
            yield report

    made = network(noted())
    yield from (_party(parties[name]) for name in sorted(parties))
    for report in given.reports():
        if report.reading.statements:
            yield _article(report)
            yield from (_event(report, statement) for statement in report.reading.statements)
    for line, sums in made.edges.items():
        yield _link(line, sums, made.nodes[line.actor][0], made.nodes[line.recipient][0])


def _parties(statement: Statement) -> Iterator[Node]:
    for mention in named(statement):
        yield from (party for party in (by_name(mention), by_code(mention)) if party)


def _party(party: Node) -> Entity:
    return _entity(party_id(party), schema_of(party), name=party.name, country=alpha2(party.country).lower(),
                   notes=f"PLOVER actor code {party.code}" if party.code else "")


def schema_of(party: Node) -> str:
    """The schema for the party; LegalEntity, which may be a person or a body, where that is not known."""
    first, *rest = party.code.split(" ")
    if party.kind == "person":
        return "Person"
    if party.kind == "country" or (party.kind == "part" and PUBLIC & set(rest)) or first in PUBLIC:
        return "PublicBody"
    return "LegalEntity" if party.kind in ("named", "class", "region") else "Organization"


def _article(report: Exported) -> Entity:
    document = report.document
    return _entity(_article_id(document.id), "Article", title=document.title or document.id, author=[*document.authors],
                   publishedAt=document.published or "", modifiedAt=document.updated or "",
                   sourceUrl=_web(document), publisher=document.publisher or "", language="eng"
                   if document.language == "en" else "", notes=f"report {document.id}")


def _event(report: Exported, statement: Statement) -> Entity:
    document, when = report.document, statement.when_interval
    place = statement.where
    return _entity(
        "dl-" + str(stable(*statement_name(report, statement))), "Event",
        name=f"{' '.join(headline(document, statement).split())} ({told(document, statement)})",
        summary=gloss(document, statement),
        description=quote(document, statement), date=_date(statement.when), keywords=_keywords(statement),
        startDate=_date(when.earliest if when else None), endDate=_date(when.latest if when else None),
        location=(place.name or place.text) if place else "", country=alpha2(place.code or "").lower() if place else "",
        involved=[*dict.fromkeys(party_id(p) for m in (*statement.actor, *statement.recipient) if (p := by_name(m)))],
        proof=_article_id(document.id), sourceUrl=_web(document), publisher=document.publisher or "",
        recordId=statement.id,
    )  # fmt: skip


def _keywords(statement: Statement) -> list[str]:
    return [statement.event, f"status: {statement.factuality.status}", GROUP_WORDS[group(statement)],
            *statement.contexts]


def _link(line: Line, sums: Told, actor: Node, recipient: Node) -> Entity:
    many = f"{counted(len(sums.ids), 'statement')} of {counted(len(sums.origins), 'independent report')}"
    return _entity(f"dl-{edge_id(line)}", "UnknownLink", subject=party_id(actor), object=party_id(recipient),
                   role=f"{line.event}, {GROUP_WORDS[line.group]}, as reported", startDate=sums.first,
                   endDate=sums.last, summary=many, recordId=sums.statements,
                   proof=[_article_id(report) for report in sums.reports])


def party_id(party: Node) -> str:
    """The id of the party: the same in every export."""
    return f"dl-{stable('party', party.code, party.name)}"


def _article_id(report: str) -> str:
    return f"dl-{stable('article', report)}"


def _web(document: Document) -> str:
    return address(document) if re.match(r"https?://", address(document)) else ""


def _date(edtf: str | None) -> str:
    """A year, month or day; empty for what FollowTheMoney has no way to write (about, before, seasons)."""
    day = (edtf or "")[:10]
    return day if _PARTIAL.fullmatch(day) else ""


def _entity(id: str, schema: str, /, **properties: str | list[str]) -> Entity:
    """Properties are lists of text; those without a value are left out."""
    listed = {key: [value] if isinstance(value, str) else value for key, value in properties.items()}
    clean = {key: [printable(flat(v)) for v in values if v] for key, values in listed.items()}
    return {"id": id, "schema": schema, "properties": {key: values for key, values in clean.items() if values}}


FORMAT = Format("ftm", "FollowTheMoney: articles, events, actors, links", (".ftm.json", ".jsonl"), True, write)

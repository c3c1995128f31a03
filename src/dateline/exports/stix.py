"""STIX 2.1: a bundle of reports, identities, locations, notes, relationships and opinions.

* report (or grouping, where the report has no date): an article, with all that is read in it;
* note: a statement; its `content` is the quote, `abstract` the gloss, `authors` those who say so (for the report's own
  voice its publisher), labels carry status, group, voice, event and certainty;
* identity: an actor; never a threat-actor, attack or campaign, which would take a side;
* location: a place, with a point only where it is one;
* relationship: what is told of one actor towards another, one for each type of event and group (see `networks`);
  always `related-to`, since a verb would state the act as a fact;
* opinion: `disagree` of those who tell an act otherwise, where the ledger has found that reports differ;
* grouping: a story of several reports.

`confidence` of a note is 100 times that of the reading (0 to 1): how sure the coder is to have read the text rightly,
not how sure anybody is that it happened; how far the voice commits itself is the label `certainty:…`.
`created` and `modified` come from days of publication, never from the clock; what several reports share is created at
`SHARED`, so that a later export is an update of the same object.  Ids are UUID version 5.
https://docs.oasis-open.org/cti/stix/v2.1/stix-v2.1.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from dateline.exports.chosen import Exported, Format, Given
from dateline.exports.glosses import (
    GROUP_WORDS,
    NOTICE,
    address,
    counted,
    gloss,
    group,
    once,
    quote,
    run_words,
    span_words,
    stable,
    statement_name,
    voice_names,
    write_items,
)
from dateline.exports.joined import Difference
from dateline.exports.jsonio import printable
from dateline.exports.networks import Line, Network, Told, edge_id, network
from dateline.exports.nodes import Node, alpha2, better, by_code, by_name, named
from dateline.exports.plain import flat
from dateline.exports.rows import sentence_of
from dateline.types import Document, Place, Statement

SHARED = "1970-01-01T00:00:00.000Z"
IDENTITY_CLASSES = {"person": "individual", "country": "organization", "body": "organization", "part": "organization",
                    "class": "class", "region": "class", "named": "unknown"}
Thing = dict[str, Any]


def write(given: Given, path: Path) -> int:
    """Write the bundle; the number of objects."""
    head = f'{{"type": "bundle", "id": "{_id("bundle", run_words(given), NOTICE)}", "objects": ['
    return write_items(path, head, once(objects(given)), "]}")


def objects(given: Given) -> Iterator[Thing]:
    """Every object once, those that others refer to first."""
    coder = _coder(given)
    yield coder
    shared = _gathered(given)
    yield from (_identity(*shared.parties[name]) for name in sorted(shared.parties))
    yield from (_location(*shared.places[name], name) for name in sorted(shared.places))
    notes: dict[str, Thing] = {}  # the note of each statement, without its words
    stories: dict[str, dict[str, Document]] = {}
    for report in given.reports():
        if not report.reading.statements:
            continue
        for statement in report.reading.statements:
            note = _note(report, statement, coder["id"])
            notes[statement.id] = {name: note[name] for name in ("id", "authors", "modified")}
            yield note
        yield _report(report, coder["id"])
        if report.story:
            stories.setdefault(report.story, {})[report.document.id] = report.document
    for story, told in sorted(stories.items()):
        if len(told) > 1:
            yield _story(story, [*told.values()], coder["id"])
    yield from _relationships(shared.network, coder["id"])
    yield from _opinions(given.joined().differences, notes, coder["id"])


def _coder(given: Given) -> Thing:
    return _thing("identity", _id("identity", "coder"), SHARED, SHARED, name="Dateline", identity_class="system",
                  description=f"{run_words(given)}. {NOTICE}")


class Shared(NamedTuple):
    """What several reports share: who and where, with the time of the last report that names it, and the dyads."""

    parties: dict[tuple[str, str], tuple[Node, str]]
    places: dict[str, tuple[Place, str]]
    network: Network


def _gathered(given: Given) -> Shared:
    """In one pass over the reports."""
    parties: dict[tuple[str, str], tuple[Node, str]] = {}
    places: dict[str, tuple[Place, str]] = {}

    def noted() -> Iterator[Exported]:
        for report in given.reports():
            at = _times(report.document)[1]
            for statement in report.reading.statements:
                for party in _parties(statement):
                    node, last = parties.get(party[:2], (party, SHARED))
                    parties[party[:2]] = better(node, party), max(last, at)
                if (place := statement.where) and (name := _location_id(place)):
                    places[name] = (place, max(places[name][1] if name in places else SHARED, at))
            yield report

    return Shared(parties, places, network(noted()))


def _parties(statement: Statement) -> dict[Node, None]:
    """Who takes part or speaks, as named and as coded."""
    found: dict[Node, None] = {}
    for mention in named(statement):
        found |= {party: None for party in (by_name(mention), by_code(mention)) if party}
    return found


def _identity(party: Node, modified: str) -> Thing:
    code = {"external_references": [{"source_name": "PLOVER actor code", "external_id": party.code}]}
    return _thing("identity", _party_id(party), SHARED, modified, name=printable(party.name),
                  identity_class=IDENTITY_CLASSES[party.kind], **(code if party.code else {}))


def _location(place: Place, modified: str, name: str) -> Thing:
    point = place.level == "point" and place.lat is not None and place.lon is not None
    given: Thing = {"name": printable(flat(place.name or place.text))}
    if country := alpha2(place.code or ""):
        given["country"] = country
    if place.admin1:
        given["administrative_area"] = place.admin1
    if place.kind in ("city", "capital") and place.name:
        given["city"] = place.name
    if point:
        given |= {"latitude": place.lat, "longitude": place.lon}
        if place.radius_km:
            given["precision"] = place.radius_km * 1000
    return _thing("location", name, SHARED, modified, **given)


def _location_id(place: Place) -> str:
    """Empty for a place that STIX has no words for: without a country and without a point."""
    point = place.level == "point" and place.lat is not None
    if not point and not alpha2(place.code or ""):
        return ""
    known = str(place.geonameid or "") or f"{place.name or place.text} {place.code} {place.admin1}"
    return _id("location", known, place.level or "")


def _note(report: Exported, statement: Statement, coder: str) -> Thing:
    document, fact = report.document, statement.factuality
    created, modified = _times(document)
    voices = voice_names(document, statement)
    kinds = [f"voice:{v.kind}" for v in statement.attribution] or ["voice:own"]
    labels = [f"event:{statement.event}", f"status:{fact.status}", f"group:{group(statement)}", *dict.fromkeys(kinds),
              f"certainty:{fact.certainty}", *(["background"] if statement.background else [])]
    return _thing(
        "note", _note_id(report, statement), created, modified, created_by_ref=coder,
        content=printable(quote(document, statement)), abstract=gloss(document, statement),
        authors=voices or [printable(flat(document.publisher or "the report itself"))],
        object_refs=[_report_id(document), *_refs(statement)], labels=labels,
        confidence=round(100 * statement.confidence),
        external_references=[_source(document, f"{span_words(sentence_of(statement))}; statement {statement.id}")],
    )  # fmt: skip


def _report(report: Exported, coder: str) -> Thing:
    document = report.document
    created, modified = _times(document)
    refs: dict[str, None] = {}
    for statement in report.reading.statements:
        refs |= dict.fromkeys([_note_id(report, statement), *_refs(statement)])
    common: Thing = {"created_by_ref": coder, "name": printable(flat(document.title or document.id)),
                     "object_refs": [*refs], "external_references": [_source(document, "")]}
    if document.published is None:
        return _thing("grouping", _report_id(document), created, modified, context="unspecified",
                      description="A report of unknown date.", **common)
    return _thing("report", _report_id(document), created, modified,
                  published=_moment(document.published), **common)


def _story(story: str, told: list[Document], coder: str) -> Thing:
    at = max(_times(document)[1] for document in told)
    return _thing("grouping", _id("grouping", "story", story), SHARED, at, created_by_ref=coder, name=f"story {story}",
                  context="unspecified", description=f"{len(told)} reports of one happening.",
                  object_refs=[*map(_report_id, told)])


def _relationships(made: Network, coder: str) -> Iterator[Thing]:
    for line, told in made.edges.items():
        yield _relationship(line, told, made.nodes[line.actor][0], made.nodes[line.recipient][0], coder)


def _relationship(line: Line, told: Told, actor: Node, recipient: Node, coder: str) -> Thing:
    """`stop_time` is the end of the last day: the first moment after it."""
    many = f"{counted(len(told.ids), 'statement')} of {counted(len(told.origins), 'independent report')}"
    words = f"{actor.name} → {recipient.name}: {line.event}, {GROUP_WORDS[line.group]}; {many}; as reported."
    dates = {"start_time": _moment(told.first), "stop_time": _moment(told.last, 1)} if told.first else {}
    labels = [f"event:{line.event}", f"group:{line.group}", f"sign:{told.sign:+d}" if told.sign else "sign:0"]
    return _thing("relationship", f"relationship--{edge_id(line)}", SHARED,
                  max(_moment(told.reported), SHARED) if told.reported else SHARED,
                  created_by_ref=coder, relationship_type="related-to", source_ref=_party_id(actor),
                  target_ref=_party_id(recipient), description=words, labels=labels, **dates)


def _opinions(found: Iterable[Difference], notes: dict[str, Thing], coder: str) -> Iterator[Thing]:
    """One for each value that stands against another of which notes are here; authors are those who tell it."""
    for told in found:
        own = [notes[s] for s in told.statements if s in notes]
        against = [notes[s] for s in told.against if s in notes]
        if own and against:
            words = f"{told.slot}: {told.value} ({', '.join(told.voices)}). {told.headline}. Told in "
            yield _thing(
                "opinion", _id("opinion", told.incident, told.slot, told.value, *told.voices), SHARED,
                max(note["modified"] for note in own), created_by_ref=coder, opinion="disagree",
                object_refs=[note["id"] for note in against],
                authors=[*dict.fromkeys(author for note in own for author in note["authors"])],
                explanation=f"{words}{', '.join(note['id'] for note in own)}; as reported.",
            )  # fmt: skip


def _refs(statement: Statement) -> list[str]:
    parties = [by_name(m) for m in named(statement)]
    place = _location_id(statement.where) if statement.where else ""
    return [*dict.fromkeys(_party_id(party) for party in parties if party), *([place] if place else [])]


def _source(document: Document, words: str) -> Thing:
    url = {"url": address(document)} if "://" in address(document) else {}
    told = {"description": words} if words else {}
    return {"source_name": printable(flat(document.publisher or "unnamed outlet")), "external_id": document.id, **url,
            **told}


def _times(document: Document) -> tuple[str, str]:
    """Created and modified: the days of publication and of the version that was read."""
    created = max(_moment(document.published), SHARED) if document.published else SHARED
    return created, max(_moment(document.updated), created) if document.updated else created


def _moment(day: str, later: int = 0) -> str:
    return f"{(date.fromisoformat(day[:10]) + timedelta(days=later)).isoformat()}T00:00:00.000Z"


def _thing(kind: str, id: str, created: str, modified: str, /, **more: Any) -> Thing:
    return {"type": kind, "spec_version": "2.1", "id": id, "created": created, "modified": modified, **more}


def _id(kind: str, *parts: str) -> str:
    return f"{kind}--{stable(kind, *parts)}"


def _party_id(party: Node) -> str:
    return _id("identity", party.code, party.name)


def _note_id(report: Exported, statement: Statement) -> str:
    return f"note--{stable(*statement_name(report, statement))}"


def _report_id(document: Document) -> str:
    return _id("report" if document.published else "grouping", document.id)


FORMAT = Format("stix", "STIX 2.1: reports, identities, locations, notes, relationships, opinions", (".json",), True,
                write)

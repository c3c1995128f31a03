"""schema.org (JSON-LD): a NewsArticle for each report, a Claim for each statement that has a voice.

A ClaimReview stands only where a person has judged a claim in the ledger, and that person is its author.  Nothing is
rated by the program.
https://schema.org/Claim, https://schema.org/ClaimReview, https://schema.org/NewsArticle
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dateline.exports.chosen import Exported, Format, Given, Written
from dateline.exports.glosses import (
    NOTICE,
    address,
    gloss,
    group,
    once,
    quote,
    run_words,
    statement_name,
    urn,
    voice_name,
    write_items,
)
from dateline.exports.joined import Judged
from dateline.exports.jsonio import printable, to_json
from dateline.exports.plain import flat
from dateline.types import Document, Place, Statement, Voice

BODIES = frozenset({"organisation", "state", "media", "document"})
Thing = dict[str, Any]


def write(given: Given, path: Path) -> Written:
    """Write one graph; the number of things in it."""
    left: Counter[str] = Counter()
    context = ["https://schema.org", {"dl": "urn:x-dateline:"}]
    head = to_json({"@context": context, "dl:note": NOTICE, "dl:coder": run_words(given)}).decode()
    rows = write_items(path, head[:-1] + ', "@graph": [', once(things(given, left), "@id"), "]}")
    return Written(rows, left)


def things(given: Given, left: Counter[str]) -> Iterator[Thing]:
    """Each article followed by its claims, then the reviews of those that are here; `left` counts what is no claim."""
    here: dict[str, str] = {}  # statement id → name of its claim
    for report in given.reports():
        yield _article(report)
        for statement in report.reading.statements:
            if not statement.attribution:
                left["told in the report's own voice: no claim of anybody"] += 1
            else:
                here[statement.id] = urn(*statement_name(report, statement))
                yield _claim(report, statement)
    for judged in given.joined().judged:
        if reviewed := [here[s] for s in judged.statements if s in here]:
            yield _review(judged, reviewed)


def _article(report: Exported) -> Thing:
    document = report.document
    return _filled({
        "@type": "NewsArticle", "@id": _article_name(document), "headline": _flat(document.title),
        "url": document.url and address(document), "datePublished": document.published,
        "dateModified": document.updated, "inLanguage": document.language, "dateline": _flat(document.dateline),
        "author": [{"@type": "Person", "name": printable(name)} for name in document.authors],
        "publisher": _named("Organization", document.publisher),
        "sourceOrganization": _named("Organization", document.agency),
        "isBasedOn": urn("article", report.origin) if report.origin and report.origin != document.id else None,
        "contentLocation": [p for s in report.reading.statements if s.where and (p := _place(s.where))],
        "identifier": document.id, "dl:text_sha256": document.text_sha256,
    })  # fmt: skip


def _claim(report: Exported, statement: Statement) -> Thing:
    document, fact = report.document, statement.factuality
    return _filled({
        "@type": "Claim", "@id": urn(*statement_name(report, statement)), "name": gloss(document, statement),
        "text": printable(quote(document, statement)), "author": _speaker(document, statement.attribution[-1]),
        "datePublished": document.published, "appearance": {"@id": _article_name(document)},
        "claimInterpreter": [_speaker(document, v) for v in statement.attribution[:-1]],
        "about": [statement.event, *statement.contexts], "identifier": statement.id,
        "dl:status": fact.status, "dl:group": group(statement), "dl:certainty": fact.certainty,
        "dl:voice_kind": statement.attribution[-1].kind, "dl:start": statement.trigger.start,
        "dl:end": statement.trigger.end,
    })  # fmt: skip


def _review(judged: Judged, reviewed: list[str]) -> Thing:
    """`reviewRating` carries the outcome in words: nobody gave a number."""
    return _filled({
        "@type": "ClaimReview", "@id": urn("outcome", judged.claim, str(judged.number)),
        "claimReviewed": judged.gloss, "itemReviewed": [{"@id": name} for name in reviewed],
        "author": {"@type": "Person", "name": judged.by}, "datePublished": judged.at,
        "reviewRating": {"@type": "Rating", "alternateName": judged.outcome}, "reviewBody": judged.note,
        "citation": [*judged.evidence],
    })  # fmt: skip


def _speaker(document: Document, voice: Voice) -> Thing:
    of = "Person" if voice.source_kind == "person" else "Organization" if voice.source_kind in BODIES else "Thing"
    words = printable(flat(voice.span.of(document.text)))
    return _filled({"@type": of, "name": voice_name(document, voice), "description": words,
                    "identifier": voice.code})  # fmt: skip


def _place(place: Place) -> Thing:
    point = place.level == "point" and place.lat is not None
    geo = {"@type": "GeoCoordinates", "latitude": place.lat, "longitude": place.lon} if point else None
    return _filled({"@type": "Country" if place.level == "country" else "Place", "name": place.name or place.text,
                    "identifier": place.code, "geo": geo})  # fmt: skip


def _article_name(document: Document) -> str:
    return urn("article", document.id)


def _named(of: str, name: str | None) -> Thing | None:
    return {"@type": of, "name": _flat(name)} if name else None


def _flat(words: str | None) -> str | None:
    return printable(flat(words)) if words else None


def _filled(thing: Thing) -> Thing:
    """Without what is not known."""
    return {name: value for name, value in thing.items() if value not in (None, "", [])}


FORMAT = Format("schemaorg", "schema.org: articles, claims that have a voice, reviews by people", (".jsonld", ".json"),
                True, write)

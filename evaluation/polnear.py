"""polnear: spans of source, cue and content, by the official scorer of attribution.

`triple_recall_speech` is the recall of triples whose gold cue holds a verb of speech (SPEECH).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from dateline.types import Span
from evaluation.base import Figures, Item, Outcome, Row
from evaluation.coding import each
from evaluation.rooms import Rooms, document_of
from evaluation.shared import scorer

SUBSETS = ("quoted", "mixed", "unquoted")
SPEECH = re.compile(
    r"\b(sa(y|ys|id|ying)|t(ell|ells|old|elling)|wr(ite|ites|ote|itten|iting)|ask(s|ed|ing)?|tweet(s|ed|ing)?|"
    r"(add|report|explain|claim|insist|assert|comment|remark|respond|testif|repl|complain|warn|mention)(s|y|ed|ied|ies|ing)?|"
    r"(not|stat|declar|announc|argu|describ|acknowledg)(e|es|ed|ing))\b",
    re.IGNORECASE,
)


def run(rows: Sequence[Row], rooms: Rooms) -> Outcome:
    """Find the attributions of every article."""

    def find(row: Row) -> list[Row]:
        return [_spans(a) for a in _outermost(rooms.attribute(rooms.parse(document_of(row))))]

    found = list(each(rows, "polnear", find))
    predictions = [{"id": row["id"], "attributions": spans or []} for row, spans in found]
    return Outcome({"articles": len(rows), "crashed": sum(spans is None for _, spans in found)}, predictions)


def _outermost(found: Sequence[Any]) -> list[Any]:
    """The gold of this corpus marks the outermost voice of a chain only."""
    return [a for a in found if not any(b is not a and any(c.covers(a.cue) for c in b.contents) for b in found)]


def _spans(attribution: Any) -> Row:
    """The spans as this corpus marks them: a source with the clause that describes it, or a relative pronoun."""
    return {
        "source": _pairs([attribution.relative or attribution.described]),
        "cue": _pairs([attribution.cue]),
        "content": _pairs(attribution.contents),
    }


def _pairs(spans: Iterable[Span | None]) -> list[list[int]]:
    return [[s.start, s.end] for s in spans if s is not None and s.start < s.end]


def score(rows: Sequence[Row], outcome: Outcome) -> Outcome:
    """The official figures; recall of triples by kind of content."""
    if not any("attributions" in row for row in rows):
        outcome.notes.append("The file has no gold attributions: predictions only.")
        return outcome
    official = scorer("attribution")
    gold = {row["id"]: {**row, "attributions": row.get("attributions") or []} for row in rows}
    found = {p["id"]: p for p in outcome.predictions}
    outcome.figures |= _flatten(official.score(gold, found))
    for subset in SUBSETS:
        triple = official.score(gold, found, subset)["linked triple"]
        outcome.figures[f"triple_recall_{subset}"] = round(triple["R"], 4)
    speech = {name: {**row, "attributions": _of_speech(row)} for name, row in gold.items()}
    outcome.figures["triple_recall_speech"] = round(official.score(speech, found)["linked triple"]["R"], 4)
    outcome.items = list(_items(official, gold, found))
    return outcome


def _of_speech(row: Row) -> list[Row]:
    def cue(a: Row) -> str:
        return " ".join(row["text"][start:end] for start, end in a.get("cue") or ())

    return [a for a in row["attributions"] if SPEECH.search(cue(a))]


def _flatten(result: Row) -> Figures:
    flat: Figures = {}
    for name, value in result.items():
        short = name.removeprefix("linked ").replace(" ", "_") if "triple" in name else name.replace(" ", "_")
        flat |= {f"{short}_{part.lower()}": round(value[part], 4) for part in ("P", "R", "F1")}
    return flat


def _items(official: Any, gold: dict[str, Row], found: dict[str, Row]) -> Iterable[Item]:
    """Each predicted attribution, right where some gold one has the same source, cue and content."""
    for name, row in gold.items():
        article = official.Art(row["text"])

        def norm(a: Row, article: Any = article) -> tuple[Any, ...]:
            return tuple(article.norm([tuple(s) for s in a.get(r) or []]) for r in official.ROLES)

        wanted = {norm(a) for a in row["attributions"]}
        for a in found.get(name, {}).get("attributions", []):
            start, end = a["cue"][0] if a["cue"] else (a["content"] or [[0, 0]])[0]
            yield Item(name, "attribution", norm(a) in wanted, start, end)

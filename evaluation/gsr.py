"""gsr: the PLOVER gold standard records, one gold event a sentence, from raw text.

coverage              sentences with any statement
type, type_strict     sentences with a statement of the gold type (CONCEDE and RETREAT as one; apart)
type_precision        statements that have the gold type of their sentence
actor, recipient      sentences where some statement has a gold country in that role
dyad, dyad_type       both roles in one statement; with the type as well.  Reciprocal events are unordered.
cameo_root, cameo_3   sentences with a statement whose CAMEO code has the first two, the first three digits of gold
context_p, context_r  contexts of a sentence against its labels of PLOVER's first version, as far as these live on
talk_as_fact          of the coded AGREE, THREATEN and REQUEST sentences: the statement nearest to the gold
                      parties is a material act that happened (_any: some statement is)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from dateline.types import Span, Statement
from evaluation.base import Figures, Item, Outcome, Row, gold_event, share
from evaluation.coding import Read, brief, closest, countries, plover_type, read_rows, realised_material, same_country
from evaluation.rooms import Rooms

YIELD = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}
# Contexts of PLOVER's first version and what became of them; "political", "historical" and others have no successor.
CONTEXTS = {
    **{name: (name,) for name in ("diplomatic", "military", "legal", "economic", "terrorism", "election", "cyber")},
    **dict.fromkeys(("resource", "resources"), ("natural_resource",)),
    **dict.fromkeys(("refugee", "refugees"), ("migration", "asylum")),
    "rights": ("human_rights", "rights_freedoms"),
}
TALK = ("AGREE", "THREATEN", "REQUEST")


def run(rows: Sequence[Row], rooms: Rooms) -> Outcome:
    """Read each sentence as a document of its own, without a publication date."""
    plain = [{**row, "published": None, "date": None, "dct": None} for row in rows]
    reads = list(read_rows(plain, rooms, "gsr"))
    predictions = [{"id": r.row["id"], "statements": [brief(s) for s in r.statements]} for r in reads]
    crashed = sum(r.reading is None for r in reads)
    judged = [r for r in reads if kind_of(gold_event(r.row))]
    outcome = Outcome({"sentences": len(rows), "crashed": crashed}, predictions)
    if judged:
        outcome.figures |= _figures(judged) | talk_figures(judged, rooms)
        outcome.items = [
            Item(r.row["id"], "dyad+type", any(_dyad(r, s) and _type(r, s) for s in r.statements))
            for r in judged
        ]
    else:
        outcome.notes.append("The file has no gold events: predictions only.")
    return outcome


def kind_of(event: Row) -> str | None:
    """The gold type under whichever name the file gives it."""
    kind = (
        event.get("type_plover")
        or event.get("type_plover_v0")
        or event.get("type_plover15")
        or event.get("type")
    )
    return str(kind) if kind else None


def gold_countries(event: Row, role: str) -> set[str]:
    """Country codes of a gold role, mended where the file mends them."""
    codes = {str(p.get("country_fixed") or p.get("country") or "") for p in _parties(event, role)}
    return codes - {"", "None", "---"}


def spans_of(row: Row, role: str) -> list[Span]:
    """Where the gold parties of a role stand; a party without a span is looked for by its words."""
    found = []
    for party in _parties(gold_event(row), role):
        words = str(party.get("text") or "")
        start = row["text"].find(words) if words else -1
        if party.get("span"):
            found.append(Span(*party["span"]))
        elif start >= 0:
            found.append(Span(start, start + len(words)))
    return found


def _parties(event: Row, role: str) -> list[Row]:
    parties = event.get(role) or []
    return [parties] if isinstance(parties, dict) else list(parties)


def _figures(reads: Sequence[Read]) -> Figures:
    n, statements = len(reads), sum(len(r.statements) for r in reads)
    with_actor = [r for r in reads if gold_countries(gold_event(r.row), "source")]
    with_recipient = [r for r in reads if gold_countries(gold_event(r.row), "target")]
    return {
        "coverage": share(sum(bool(r.statements) for r in reads), n),
        "type": _any(reads, _type),
        "type_strict": _any(reads, _strict),
        "type_precision": share(sum(_type(r, s) for r in reads for s in r.statements), statements),
        "actor": _any(with_actor, _actor),
        "recipient": _any(with_recipient, _recipient),
        "dyad": _any(reads, _dyad),
        "dyad_type": _any(reads, lambda r, s: _dyad(r, s) and _type(r, s)),
        "statements": statements,
    } | _cameo(reads) | _contexts(reads) | _by_type(reads)


def _cameo(reads: Sequence[Read]) -> Figures:
    coded = [r for r in reads if gold_event(r.row).get("type_cameo")]
    return {
        "cameo_root": _any(coded, lambda r, s: _same_code(r, s, 2)),
        "cameo_3": _any(coded, lambda r, s: _same_code(r, s, 3)),
    }


def _contexts(reads: Sequence[Read]) -> Figures:
    """A label counts as met by any of its successors; of what was found, only successors of labels count."""
    known = {new for names in CONTEXTS.values() for new in names}
    met = labels = right = told = 0
    for read in reads:
        gold = [CONTEXTS[c] for c in gold_event(read.row).get("context_v0") or () if c in CONTEXTS]
        found = {c.name for c in read.reading.contexts} & known if read.reading else set[str]()
        met, labels = met + sum(not found.isdisjoint(names) for names in gold), labels + len(gold)
        right, told = right + len(found & {new for names in gold for new in names}), told + len(found)
    return {"context_p": share(right, told), "context_r": share(met, labels)}


def _same_code(read: Read, statement: Statement, digits: int) -> bool:
    gold = str(gold_event(read.row)["type_cameo"]).strip()
    code = (statement.codes.cameo if statement.codes else None) or ""
    return code[:digits] == gold[:digits]


def _any(reads: Sequence[Read], test: Callable[[Read, Statement], bool]) -> float | None:
    return share(sum(any(test(r, s) for s in r.statements) for r in reads), len(reads))


def _by_type(reads: Sequence[Read]) -> Figures:
    gold = Counter(kind_of(gold_event(r.row)) or "" for r in reads)
    hits = Counter(kind_of(gold_event(r.row)) or "" for r in reads if any(_type(r, s) for s in r.statements))
    return {f"type_{kind}": share(hits[kind], n) for kind, n in sorted(gold.items())}


def _strict(read: Read, statement: Statement) -> bool:
    return plover_type(statement) == kind_of(gold_event(read.row))


def _type(read: Read, statement: Statement) -> bool:
    gold = kind_of(gold_event(read.row)) or ""
    kind = plover_type(statement)
    return YIELD.get(kind, kind) == YIELD.get(gold, gold)


def _actor(read: Read, statement: Statement) -> bool:
    event = gold_event(read.row)
    found = countries(statement.actor)
    if event.get("reciprocal"):
        found |= countries(statement.recipient)
    return same_country(gold_countries(event, "source"), found)


def _recipient(read: Read, statement: Statement) -> bool:
    event = gold_event(read.row)
    found = countries(statement.recipient)
    if event.get("reciprocal"):
        found |= countries(statement.actor)
    return same_country(gold_countries(event, "target"), found)


def _dyad(read: Read, statement: Statement) -> bool:
    event = gold_event(read.row)
    source, target = gold_countries(event, "source"), gold_countries(event, "target")
    if event.get("reciprocal"):
        pool = countries(statement.actor) | countries(statement.recipient)
        return all(same_country({code}, pool) for code in source | target)
    return (not source or _actor(read, statement)) and (not target or _recipient(read, statement))


def talk_figures(reads: Sequence[Read], rooms: Rooms) -> Figures:
    """Talk coded as fact: over all three types and by type; only sentences that are coded at all count."""
    near, some, coded = Counter[str](), Counter[str](), Counter[str]()
    for read in reads:
        event = gold_event(read.row)
        gold = kind_of(event) or ""
        if gold not in TALK or not read.statements:
            continue
        best = closest(read.statements, spans_of(read.row, "source"), spans_of(read.row, "target"))
        coded[gold] += 1
        near[gold] += best is not None and realised_material(best, rooms)
        some[gold] += any(realised_material(s, rooms) for s in read.statements)
    total = coded.total()
    return {
        "talk_as_fact": share(near.total(), total),
        "talk_as_fact_any": share(some.total(), total),
        "talk_coded": total,
        **{f"talk_as_fact_{kind}": share(near[kind], coded[kind]) for kind in TALK},
    }

"""Why a statement answers a filter: for each field of the filter the words or values that met it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dateline.exports.plain import SAYING, STATUS, flat
from dateline.ledger.conditions import ROLES
from dateline.ledger.filters import Filter, code_of, given, many

Row = Mapping[str, Any]
JOINED = {"voice_kind": "voice_kinds", "context": "contexts", "what": "what_kinds"}


def reasons(filter: Filter, row: Row, parties: Sequence[Row]) -> dict[str, str]:
    """Field of the filter → what in the statement met it; a field that nothing met is left out.

    `row`: the columns of the statement and its report, with `marked` (the sentence with its hits marked) where the
    filter has a text, and `story`.  `parties`: its rows of PARTIES.
    """
    found = {name: _met(name, value, row, parties) for name, value in given(filter).items()}
    return {name: words for name, words in found.items() if words}


def party_words(party: Row) -> str:
    """`Moscow (Russia, RUS GOV)`."""
    known = [x for x in (party["name"], party["code"]) if x and x != party["text"]]
    return f"{flat(party['text'])} ({', '.join(known)})" if known else flat(party["text"])


def status_words(row: Row) -> str:
    """`reported as planned, on the condition “if …”; background`."""
    words = f"reported {STATUS[row['status']]}"
    if row["condition"]:
        words += f", on the condition “{flat(row['condition'])}”"
    return words + ("; background" if row["background"] else "")


def voice_words(row: Row, parties: Sequence[Row]) -> str:
    """`said by X (CODE), as said by Y`, innermost voice last; or that the report says it in its own voice."""
    voices = [party for party in parties if party["role"] == "voice"]
    if not voices:
        return "in the report's own voice"
    kinds = (row["voice_kinds"] or "").split("; ") + ["statement"] * len(voices)
    return ", as ".join(f"{SAYING.get(kind, 'said by')} {party_words(v)}"
                        for v, kind in zip(voices, kinds, strict=False))


def bears(party: Row, value: str) -> bool:
    """Is the party the one that a value of a filter asks for?  The same as `conditions.who`."""
    known = code_of(value)
    if known is None:
        return _named(party["name"], value)
    return bool(party["country"] == known if " " not in known else party["code"] == known)


def _met(name: str, value: Any, row: Row, parties: Sequence[Row]) -> str:
    if name in ROLES:
        return _parties(parties, ROLES[name], lambda p: any(bears(p, v) for v in many(value)))
    if name in ("between", "sector"):
        wanted: Callable[[Row], bool] = _has_sector(value) if name == "sector" else lambda p: any(
            bears(p, v) for v in many(value))
        return _parties(parties, ROLES["party"], wanted)
    if name in JOINED:
        return ", ".join(v for v in (row[JOINED[name]] or "").split("; ") if v in many(value))
    return _column(name, row)


def _column(name: str, row: Row) -> str:
    columns = {
        "since": "published", "until": "published", "text": "marked", "min_confidence": "confidence",
        "document": "document_id", "statement": "statement_id",
    }
    if name == "place":
        where = [row["where_text"], row["where_name"], row["where_code"]]
        return ", ".join(dict.fromkeys(flat(w) for w in where if w))
    if name in ("when_since", "when_until"):
        return str(row["when"] or f"{row['when_earliest'] or '…'} to {row['when_latest'] or '…'}")
    if name == "run":
        return "read in that run"
    kept = row[columns.get(name, name)]
    return {True: "yes", False: "no"}[kept] if isinstance(kept, bool) else flat(str("" if kept is None else kept))


def _parties(parties: Sequence[Row], roles: Sequence[str], wanted: Callable[[Row], bool]) -> str:
    return "; ".join(dict.fromkeys(party_words(p) for p in parties if p["role"] in roles and wanted(p)))


def _has_sector(value: Any) -> Callable[[Row], bool]:
    return lambda party: not set((party["code"] or "").split()).isdisjoint(many(value))


def _named(name: str | None, value: str) -> bool:
    pattern = ".*".join(re.escape(part) for part in value.split("*"))
    return name is not None and re.fullmatch(pattern, name, re.IGNORECASE | re.DOTALL) is not None

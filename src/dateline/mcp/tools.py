"""The questions that the tools ask: a connection and arguments in, an answer out.  Nothing here can write."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from msgspec import to_builtins

from dateline.errors import DatelineError, LedgerError
from dateline.exports.plain import explain as explained
from dateline.ledger import query
from dateline.ledger.claims import store as claims_store
from dateline.ledger.claims.tables import CLAIM_STATEMENTS
from dateline.ledger.filters import Filter, code_of, given, parse, write
from dateline.ledger.loading import entry
from dateline.ledger.nouns import Entry
from dateline.ledger.rows import fit
from dateline.mcp.telling import Told, answer, by_number, source, statement
from dateline.server.reading_view import told as slots_of

PASSAGES = 2  # quoted below each claim
MORE = ("evidence", "when", "where", "what", "condition", "operators", "mood", "author_certainty", "codes", "contexts",
        "codebook")  # of the slots that `statement` does not give, or not in full


def search_statements(connection: sa.Connection, filter: str, text: str, limit: int, offset: int) -> Told:
    """The statements that a filter finds, the newest report first, and how many are left out."""
    asked = parse(filter)
    if text.strip():
        if asked.text:
            raise DatelineError("Give the words either as `text` or in the filter (text=…), not as both.")
        asked = Filter(**{**given(asked), "text": text.strip()})
    total = query.total(connection, asked)
    numbers = [row["statement_pk"] for row in query.statements(connection, asked, limit, offset)]
    found = by_number(connection, numbers)
    told = [statement(found[n]) for n in numbers if n in found]
    return answer(connection, filter=write(asked), total=total, left_out=_left_out(total, offset, len(told)),
                  statements=told)


def get_statement(connection: sa.Connection, id: str) -> Told:
    """All of one statement: every slot with its characters, the codes, what a person changed."""
    one, current, others = _one(connection, id)
    slots = to_builtins(slots_of(fit(one.document.text), one.statement))
    return answer(connection, **statement(one), stands=current, slots={name: slots[name] for name in MORE},
                  also_in=others)


def explain(connection: sa.Connection, id: str) -> Told:
    """Why a statement was read so: its slots in the sentence, and each step with the rule that decided."""
    one, current, _ = _one(connection, id)
    text = one.document.text
    steps = [{"stage": s.stage, "rule": s.rule, "note": fit(s.note),
              "spans": [{"text": fit(p.of(text)), "start": p.start, "end": p.end} for p in s.spans]}
             for s in one.statement.steps]
    return answer(connection, **statement(one), stands=current, explanation=fit(explained(one.document, one.statement)),
                  steps=steps)


def claims(connection: sa.Connection, speaker: str, kind: str, text: str, open: bool | None, limit: int,
           offset: int) -> Told:
    """Promises, plans, predictions, threats, denials, accusations, with the sentences in which they were said."""
    wanted: dict[str, Any] = {"speaker": _code_or_name(speaker), "kind": kind or None, "text": text.strip() or None,
                              "open": open}
    total, still_open = claims_store.how_many(connection, **wanted)
    rows = claims_store.claims(connection, **wanted, order="newest", limit=limit, offset=offset).dicts()
    said = _said(connection, [row["claim_id"] for row in rows])
    found = by_number(connection, [n for numbers in said.values() for n in numbers[:PASSAGES]])
    told = []
    for row in rows:
        numbers = said.get(row["claim_id"], [])
        quotes = [statement(found[n]) for n in numbers[:PASSAGES] if n in found]
        told.append({**row, "said": quotes, "said_left_out": len(numbers) - len(quotes)})
    return answer(connection, True, total=total, open=still_open, left_out=_left_out(total, offset, len(told)),
                  claims=told)


def _said(connection: sa.Connection, ids: list[str]) -> dict[str, list[int]]:
    of = CLAIM_STATEMENTS.c
    said: dict[str, list[int]] = {}
    rows = connection.execute(sa.select(of.claim_id, of.statement_pk).where(of.claim_id.in_(ids)).order_by(of.number))
    for claim, number in rows:
        said.setdefault(claim, []).append(number)
    return said


def _code_or_name(speaker: str) -> str | None:
    return (code_of(speaker.strip()) or speaker.strip()) if speaker.strip() else None


def _one(connection: sa.Connection, id: str) -> tuple[Entry, bool, list[Told]]:
    """The statement whose id begins so, whether it stands at present, and the other reports that have it."""
    found = entry(connection, id.strip()) if id.strip() else []
    if not found:
        raise LedgerError(f"There is no statement whose id begins with {id!r}. search_statements gives ids.")
    ids = sorted({one.statement.id for one, _ in found})
    if len(ids) > 1:
        raise LedgerError(f"{id!r} begins several ids: {', '.join(ids[:6])}. Give more of it.")
    one, current = found[0]
    others = {other.document.id: source(other.document) for other, stands in found if stands}
    others.pop(one.document.id, None)
    return one, current, [*others.values()][:10]


def _left_out(total: int, offset: int, shown: int) -> int:
    """How many more there are after those shown."""
    return max(0, total - offset - shown)

"""The questions over several reports: two parties, and what sources tell of one act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from msgspec import to_builtins
from msgspec.structs import asdict

from dateline.errors import DatelineError
from dateline.ledger.filters import code_of
from dateline.ledger.incidents import store as incidents_store
from dateline.ledger.incidents.compare import columns, holder_words, value_words
from dateline.ledger.incidents.compare import source as source_words
from dateline.ledger.incidents.incidents import Incident, Report
from dateline.ledger.incidents.tables import INCIDENT_STORIES
from dateline.ledger.incidents.versions import Slot, Telling, Value
from dateline.ledger.nouns import Entry
from dateline.ledger.relations import relations
from dateline.ledger.relations.flows import Flow
from dateline.ledger.relations.standing import Standing
from dateline.ledger.stories import store as stories_store
from dateline.mcp.telling import Told, answer, by_number, statement
from dateline.sources.records import given_date

MOST = 1_000  # statements that a card is worked out from, the latest
STORIES = 10  # that a search for a story lists
VALUES = 12  # values of one slot


def dyad(connection: sa.Connection, a: str, b: str, since: str, until: str, passages: int, limit: int) -> Told:
    """What is told of two parties: how much each way, what flows, which relations stand, with sentences."""
    first, second = _code(a), _code(b)
    if first == second:
        raise DatelineError(f"{a} and {b} are one party, {first}. Give two.")
    card = relations.dyad(connection, first, second, since=_month(since, "since"), until=_month(until, "until"),
                          most=MOST)
    flows, standing = card.flows[:limit], card.standing[:limit]
    told: tuple[Flow | Standing, ...] = (*flows, *standing)
    found = by_number(connection, (p.statement for one in told for p in one.passages[:passages]))
    return answer(
        connection, True, a=first, b=second, names=[*card.names], statements=card.statements, documents=card.documents,
        origins=card.origins, first=card.first, last=card.last, worked_out_of_the_latest=MOST,
        intensity=to_builtins(card.intensity), flows=[_with_quotes(f, found, passages) for f in flows],
        flows_left_out=len(card.flows) - len(flows), standing=[_with_quotes(s, found, passages) for s in standing],
        standing_left_out=len(card.standing) - len(standing))


def _with_quotes(told: Flow | Standing, found: Mapping[int, Entry], most: int) -> Told:
    """A flow or relation with some of its statements in place of its row numbers."""
    row = {name: to_builtins(value) for name, value in asdict(told).items() if name not in ("passages", "statements")}
    quotes = [{"says": p.says, **statement(found[p.statement])} for p in told.passages[:most] if p.statement in found]
    return {**row, "quotes": quotes, "quotes_left_out": len(told.passages) - len(quotes)}


def compare_sources(connection: sa.Connection, story: str, incident: str, text: str, differ: bool, limit: int) -> Told:
    """What origins tell of the acts of a story, slot by slot; words that several stories have give their list."""
    if sum(map(bool, (story.strip(), incident.strip(), text.strip()))) != 1:
        raise DatelineError("Give one of: `story` (an id), `incident` (an id), or `text` (words of a story's title).")
    if incident.strip():
        return _compared(connection, [incidents_store.incident(connection, incident.strip())], 0)
    if text.strip():
        listed = stories_store.stories(connection, text=text.strip(), limit=STORIES).dicts()
        if len(listed) != 1:
            total = stories_store.total(connection, text=text.strip())
            return answer(connection, True, stories=listed, total=total, left_out=total - len(listed), incidents=[],
                          next="Give the id of one of these as `story`." if listed else "No story has these words.")
        story = listed[0]["story"]
    name = stories_store.story(connection, story.strip()).story["story_id"]
    total = _acts(connection, name, differ)
    chosen = incidents_store.list_incidents(connection, name, differ, limit=limit).dicts() if total else []
    acts = [incidents_store.incident(connection, row["incident_id"]) for row in chosen]
    return _compared(connection, acts, total - len(acts), story=name)


def _acts(connection: sa.Connection, story: str, differ: bool) -> int:
    """How many acts the story has; a story of reports without statements has none."""
    query = sa.select(sa.func.count()).select_from(INCIDENT_STORIES).where(INCIDENT_STORIES.c.story_id == story)
    return incidents_store.how_many(connection, story, differ) if connection.execute(query).scalar_one() else 0


def _compared(connection: sa.Connection, acts: Sequence[Incident], left_out: int, **more: Any) -> Told:
    numbers = (n for act in acts for slot in act.slots for value in slot.values[:VALUES] for t in value.tellings
               for n in t.statements[:1])
    found = by_number(connection, numbers)
    return answer(connection, True, **more, incidents=[_act(act, found) for act in acts], left_out=left_out)


def _act(act: Incident, found: Mapping[int, Entry]) -> Told:
    """One act: what each origin tells of each slot in whose voice; each statement is given once, by its id."""
    heads = columns(act)
    slots = [{"slot": slot.name, "agreement": slot.agreement,
              "values": [_value(slot, value, heads, found) for value in slot.values[:VALUES]],
              "values_left_out": max(0, len(slot.values) - VALUES)} for slot in act.slots]
    used = dict.fromkeys(n for slot in act.slots for v in slot.values[:VALUES] for t in v.tellings
                         for n in t.statements[:1])
    return {
        "incident": act.id, "headline": act.headline, "event": act.event, "mode": act.mode, "days": [*act.days],
        "origins": len(act.origins), "reports": len(act.reports), "differ_in": [*act.differ], "slots": slots,
        "statements": [statement(found[n]) for n in used if n in found],
    }


def _value(slot: Slot, value: Value, heads: Mapping[str, Any], found: Mapping[int, Entry]) -> Told:
    holder = {"holder": holder_words(value)} if slot.name == "whether" else {}
    told = [_telling(telling, heads[telling.origin], found) for telling in value.tellings]
    return {"value": value_words(slot, value), **holder, "told_by": told}


def _telling(telling: Telling, head: Report, found: Mapping[int, Entry]) -> Told:
    """Who tells it, in whose voice, in which words."""
    own = [found[n] for n in telling.statements[:1] if n in found]
    return {
        "source": source_words(head), "voices": [*telling.voices], "quote": telling.passage.words,
        "start": telling.passage.start, "end": telling.passage.end, "document_id": telling.passage.document,
        "statement_id": next((e.statement.id for e in own), None),
        "status": next((e.statement.factuality.status for e in own), None), "url": head.url or None,
        "published": head.day or None,
    }  # fmt: skip


def _code(name: str) -> str:
    """The country part of a code, or of what the name of a state means."""
    found = code_of(name.strip())
    if found is None:
        raise DatelineError(f"{name!r}: no code and no name of a state. Give a code such as RUS, UNO or IMG.")
    return found.split()[0]


def _month(value: str, name: str) -> str | None:
    """A month YYYY-MM, or the first of a day or year."""
    given = value.strip()
    if not given:
        return None
    if len(given) == 4 and given.isdigit():
        return f"{given}-01" if name == "since" else f"{given}-12"
    return (given_date(given if len(given) > 7 else f"{given}-01", name) or "")[:7]

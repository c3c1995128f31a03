"""Claims: who said what that he can be held to, what later bears on it, and what people judged of it."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from typing import Annotated, Any, TypeAlias

import msgspec
import sqlalchemy as sa
from fastapi import APIRouter, Body, Query, Response

from dateline.errors import DatelineError
from dateline.ledger.claims import store as claims_store
from dateline.ledger.claims.outcomes import set_outcome
from dateline.ledger.claims.rules import KINDS
from dateline.ledger.claims.tables import CLAIM_STATEMENTS
from dateline.ledger.rows import fit
from dateline.ledger.schema import DOCUMENTS, STATEMENTS
from dateline.ledger.stories.tables import STORY_DOCUMENTS
from dateline.ledger.table import Table, table
from dateline.server.answers import Desk, Equivalent, Format, answer, elsewhere, json
from dateline.server.api.stories import Day, Id, Limit, Offset, Words
from dateline.sources.records import given_date

Kind = Annotated[str, Query(max_length=40, description=f"One of {', '.join(KINDS)}.")]
Places: TypeAlias = dict[tuple[str, str], dict[str, Any]]
Line = Annotated[str, msgspec.Meta(max_length=4_000)]
PLACES = ("document_pk", "claim_id", "story_id")


class Judged(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody judges of a claim; `evidence`: ids of statements and addresses of pages."""

    outcome: str
    note: Line
    by: Line
    evidence: Annotated[tuple[Line, ...], msgspec.Meta(max_length=100)] = ()


def routes() -> APIRouter:
    """The addresses of this room."""
    router = APIRouter(tags=["claims"])
    router.get("/claims", summary="Promises, plans, predictions, threats, denials, accusations")(claims)
    router.get("/claims/{id}", summary="A claim: all times it was said, what bears on it, what people judged")(claim)
    router.post("/claims/{id}/outcomes", summary="Judge a claim: signed, dated, never overwritten")(judge)
    return router


def claims(desk: Desk, speaker: Words = "", kind: Kind = "", text: Words = "", open: bool | None = None,
           flips: bool = False, due_before: Day = "", as_of: Day = "", order: claims_store.Order = "newest",
           offset: Offset = 0, limit: Limit = 100, format: Format = "json") -> Response:
    """A page of claims; `total`: how many there are, `open`: on how many of them nobody has judged.

    `open`: only those without (false: with) a judgement; `flips`: only those whose speaker turned; `as_of`: the day
    from which overdue claims are looked back on, else that of the last report.
    """
    wanted: dict[str, Any] = {
        "speaker": speaker.strip() or None, "kind": kind or None, "open": open,
        "due_before": given_date(due_before or None, "due_before"), "text": text.strip() or None, "flips": flips}
    day = given_date(as_of or None, "as_of")
    page: dict[str, Any] = {} if format == "csv" else {"offset": offset, "limit": limit}
    with desk.reading() as connection:
        found = claims_store.claims(connection, **wanted, as_of=day, order=order, **page)
        total, still_open = claims_store.how_many(connection, **wanted)
        last = claims_store.last_day(connection)
    return answer(found, format, "claims", _list_words(desk, wanted | {"as_of": day}), total=total, open=still_open,
                  last_day=last)


def claim(desk: Desk, id: Id, as_of: Day = "", format: Format = "json") -> Response:
    """The card of a claim; csv: all its passages, each with its part in it."""
    with desk.reading() as connection:
        card = claims_store.claim(connection, id, given_date(as_of or None, "as_of"))
        name = card.claim["claim_id"]
        if format == "csv":
            return answer(_passages(card), "csv", f"claim-{name}")
        return json(_shown(desk, connection, card))


def judge(desk: Desk, id: Id, body: Annotated[dict[str, Any], Body()]) -> Response:
    """Add a judgement and give the card as it is then."""
    try:
        given = msgspec.convert(body, Judged)
    except (msgspec.ValidationError, UnicodeEncodeError) as error:
        raise DatelineError(f"The judgement cannot be understood: {error}.") from None
    evidence = [fit(e.strip()) for e in given.evidence]
    with desk.writing() as connection:
        set_outcome(connection, id, given.outcome, fit(given.by), fit(given.note), evidence, desk.stamp(connection))
    with desk.reading() as connection:
        return json(_shown(desk, connection, claims_store.claim(connection, id)))


def _shown(desk: Desk, connection: sa.Connection, card: claims_store.Card) -> dict[str, Any]:
    """The card with the numbers that lead into reports, stories and other claims."""
    parts = {"statements": card.statements, "evidence": card.evidence, "flips": card.flips}
    ids = {row["statement_id"] for part in parts.values() for row in part}
    places = _places(connection, ids | {e for row in card.outcomes for e in row["evidence"]})
    any_of = {statement: place for (statement, _), place in places.items()}
    name = card.claim["claim_id"]
    return {"claim": card.claim, **{part: [_placed(row, places) for row in rows] for part, rows in parts.items()},
            "outcomes": [{**row, "evidence": [{"id": e, **any_of.get(e, {})} for e in row["evidence"]]}
                         for row in card.outcomes],
            "equivalent": elsewhere(desk, f"dateline claim {name}", f"card = ledger.claim({name!r})")}


def _placed(row: dict[str, Any], places: Places) -> dict[str, Any]:
    place = places.get((row["statement_id"], row["document_id"]), {})
    return {**row, **{name: place.get(name) for name in PLACES}}


def _places(connection: sa.Connection, ids: Iterable[str]) -> Places:
    """Where statements stand: document, sentence, story, and the claim that each is a saying of.

    By statement and document id: reports of one text have statements of one id.
    """
    s, d = STATEMENTS.c, DOCUMENTS.c
    query = (sa.select(s.statement_id, s.document_pk, d.document_id, s.sentence, s.published,
                       CLAIM_STATEMENTS.c.claim_id, STORY_DOCUMENTS.c.story_id)
             .join(DOCUMENTS, d.document_pk == s.document_pk)
             .outerjoin(CLAIM_STATEMENTS, CLAIM_STATEMENTS.c.statement_pk == s.statement_pk)
             .outerjoin(STORY_DOCUMENTS, STORY_DOCUMENTS.c.document_pk == s.document_pk)
             .where(s.statement_id.in_(sorted(ids))).order_by(s.current, s.statement_pk.desc()))
    return {(row.statement_id, row.document_id): row._asdict() for row in connection.execute(query)}


def _passages(card: claims_store.Card) -> Table:
    """All statements of a card as one table."""
    columns = ("part", "why", *claims_store.PASSAGE)
    rows = [
        *({"part": "said", "why": None, **r} for r in card.statements),
        *({**r, "part": r["direction"]} for r in card.evidence),
        *({**r, "part": f"turn: {r['said']}"} for r in card.flips),
    ]
    return table(columns, rows)


def _list_words(desk: Desk, wanted: dict[str, Any]) -> Equivalent:
    """The question as a command and in Python; the command cannot ask for claims that are judged, or whose speaker
    turned."""
    given = {name: value for name, value in wanted.items() if value or (name, value) == ("open", False)}
    options = "".join(f" --{name.replace('_', '-')}{'' if value is True else f' {shlex.quote(str(value))}'}"
                      for name, value in given.items())
    fields = ", ".join(f"{name}={value!r}" for name, value in given.items())
    words = elsewhere(desk, f"dateline claims{options}", f"frame = ledger.claims({fields}).pandas()")
    return msgspec.structs.replace(words, command="") if "flips" in given or given.get("open") is False else words

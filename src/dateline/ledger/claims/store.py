"""Claims in the ledger: worked out, kept, asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple, TypeAlias

import sqlalchemy as sa

from dateline.errors import LedgerError
from dateline.exports.rows import joined, sentence_of
from dateline.ledger.claims.bearing import Bearing, find_bearings
from dateline.ledger.claims.claims import Claim, Times, find_claims, origin_of
from dateline.ledger.claims.contradiction import Flip, find_flips
from dateline.ledger.claims.kinds import Speaker, speaks
from dateline.ledger.claims.outcomes import find_claim, judgements, outcome_words, outcomes
from dateline.ledger.claims.rules import KINDS, claim_rules
from dateline.ledger.claims.tables import CLAIM_EVIDENCE, CLAIM_SPEAKERS, CLAIM_STATEMENTS, CLAIMS, DERIVED, FLIPS
from dateline.ledger.loading import stored
from dateline.ledger.nouns import Entry
from dateline.ledger.schema import DOCUMENTS, STATEMENTS
from dateline.ledger.table import Table, table
from dateline.types import Span

Row = dict[str, Any]
AT_ONCE = 1000
Order: TypeAlias = Literal["oldest", "newest", "due", "repeated"]
FIRST = CLAIMS.c.first_reported
ORDERS: Mapping[Order, tuple[sa.ColumnElement[Any], ...]] = {
    "oldest": (FIRST.is_(None), FIRST),
    "newest": (sa.func.coalesce(FIRST, "").desc(),),
    "due": (CLAIMS.c.due_latest.is_(None), CLAIMS.c.due_latest),
    "repeated": (CLAIMS.c.repeated.desc(), sa.func.coalesce(FIRST, "").desc()),
}
LISTED = ("claim_id", "speaker", "kind", "claim", "first_said", "repeated", "due", "outcome", "judged_by", "supports",
          "against", "updates", "flip", "due_note", "condition", "told_by", "first_reported", "last_reported",
          "origins", "statements", "due_earliest", "due_latest", "acts", "rule")  # fmt: skip
PASSAGE = ("statement_id", "published", "publisher", "event", "mode", "status", "voices", "sentence", "document_id",
           "url")  # fmt: skip


class Found(NamedTuple):
    """What linking finds: claims, what bears on them by claim id, speakers who turned."""

    claims: Sequence[Claim]
    bearings: Mapping[str, Sequence[Bearing]]
    flips: Sequence[Flip]


class Card(NamedTuple):
    """All of one claim: the claim itself, its statements in order, what bears on it, where its speaker turned, and
    what people judged."""

    claim: Row
    statements: Table
    evidence: Table
    flips: Table
    outcomes: Table


def find(entries: Sequence[Entry], times: Times | None = None) -> Found:
    """Claims, later evidence and flips of these statements; see `find_claims`."""
    rules = claim_rules()
    claims = find_claims(entries, times, rules)
    return Found(claims, find_bearings(claims, entries, times, rules), find_flips(entries, times, rules))


def times_of(connection: sa.Connection, entries: Sequence[Entry]) -> Times:
    """By document id the time expressions of the present readings that stand in the sentence of a speech act."""
    rules = claim_rules()
    wanted: dict[str, list[Span]] = {}
    for entry in entries:
        if speaks(entry.statement, rules):
            wanted.setdefault(entry.document.id, []).append(sentence_of(entry.statement))
    return {
        one.document.id: [t for t in one.reading.times if any(s.covers(t.span) for s in wanted[one.document.id])]
        for one in stored(connection)
        if one.document.id in wanted
    }


def save_claims(connection: sa.Connection, found: Found) -> None:
    """Replace the claims of the ledger by these.  Outcomes stay as they are."""
    for emptied in DERIVED:
        connection.execute(sa.delete(emptied))
    turned = {pk: flip.kind for flip in reversed(found.flips) for pk in (flip.first.pk, flip.later.pk)}
    _insert(connection, CLAIMS, (_claim_row(c, found.bearings.get(c.id, ()), turned) for c in found.claims))
    _insert(connection, CLAIM_SPEAKERS, (row for c in found.claims for row in _speaker_rows(c)))
    _insert(connection, CLAIM_STATEMENTS, (
        {"claim_id": c.id, "number": n, "statement_pk": said.entry.pk, "origin": origin_of(said.entry)}
        for c in found.claims for n, said in enumerate(c.said)))
    _insert(connection, CLAIM_EVIDENCE, (
        {"claim_id": c.id, "number": n, "statement_pk": b.entry.pk, "direction": b.direction, "strength": b.strength,
         "why": b.why} for c in found.claims for n, b in enumerate(found.bearings.get(c.id, ()))))
    _insert(connection, FLIPS, (
        {"number": n, "kind": f.kind, "speaker": f.speaker.words(), "name_key": _name_key(f.speaker),
         "code": f.speaker.code, "first_pk": f.first.pk, "later_pk": f.later.pk, "why": f.why}
        for n, f in enumerate(found.flips)))


def _insert(connection: sa.Connection, into: sa.Table, rows: Iterable[Row]) -> None:
    kept = list(rows)
    for start in range(0, len(kept), AT_ONCE):
        connection.execute(sa.insert(into), kept[start : start + AT_ONCE])


def _claim_row(claim: Claim, found: Sequence[Bearing], turned: Mapping[int, str]) -> Row:
    ways = [b.direction for b in found]
    return {
        "claim_id": claim.id, "kind": claim.kind, "rule": claim.rule, "gloss": claim.gloss,
        "speaker": joined(s.words() for s in claim.speakers), "first_said": claim.first_said,
        "first_reported": claim.first_reported, "last_reported": claim.last_reported, "repeated": claim.repeated,
        "later_days": claim.later_days, "origins": claim.origins, "statements": len(claim.said),
        "due_earliest": claim.due.earliest if claim.due else None,
        "due_latest": claim.due.latest if claim.due else None, "due_text": claim.due_text,
        "condition": claim.condition, "told_by": joined(claim.told_by) or None,
        "acts": joined(sorted(claim.content.acts)), "negated": claim.content.negated,
        "flip": next((turned[s.entry.pk] for s in claim.said if s.entry.pk in turned), None),
        "supports": ways.count("supports"), "against": ways.count("against"), "updates": ways.count("updates"),
    }  # fmt: skip


def _speaker_rows(claim: Claim) -> Iterator[Row]:
    for number, s in enumerate(claim.speakers):
        yield {"claim_id": claim.id, "number": number, "name": s.name or None, "code": s.code or None,
               "country": s.country or None, "text": s.text or None, "name_key": _name_key(s)}  # fmt: skip


def _name_key(speaker: Speaker) -> str:
    return (speaker.name or speaker.text).casefold()


def claims(
    connection: sa.Connection, *, speaker: str | None = None, kind: str | None = None, open: bool | None = None,
    due_before: str | None = None, text: str | None = None, flips: bool = False, as_of: str | None = None,
    order: Order = "oldest", limit: int | None = None, offset: int = 0,
) -> Table:  # fmt: skip
    """The claims, by the day on which they were first reported or in another order.

    `speaker`: a code (RUS, RUS GOV) or part of a name; `open`: only those without (or, False, with) a judgement;
    `due_before`: whose time ended before this day; `text`: words of the claim; `flips`: only those whose speaker
    turned; `as_of`: the day from which `due_note` looks back, else that of the last report.  Raises LedgerError for an
    unknown kind.
    """
    given = judgements(connection)
    wanted = _wanted(speaker, kind, open, due_before, text, flips, given)
    query = sa.select(CLAIMS).where(*wanted).order_by(*ORDERS[order], CLAIMS.c.claim_id).limit(limit).offset(offset)
    day = as_of or last_day(connection)
    return table(LISTED, [_listed(r, outcome_words(given.get(r.claim_id, [])), given.get(r.claim_id, []), day)
                          for r in connection.execute(query)])  # fmt: skip


def how_many(
    connection: sa.Connection, *, speaker: str | None = None, kind: str | None = None, open: bool | None = None,
    due_before: str | None = None, text: str | None = None, flips: bool = False,
) -> tuple[int, int]:  # fmt: skip
    """How many claims there are (see `claims`), and on how many of them nobody has judged."""
    given = judgements(connection)
    judged = sa.func.count(sa.case((CLAIMS.c.claim_id.in_(list(given)), 1)))
    query = sa.select(sa.func.count(), judged).select_from(CLAIMS)
    whole, closed = connection.execute(query.where(*_wanted(speaker, kind, open, due_before, text, flips, given))).one()
    return int(whole), int(whole) - int(closed)


def _wanted(
    speaker: str | None, kind: str | None, open: bool | None, due_before: str | None, text: str | None, flips: bool,
    judged: Iterable[str],
) -> Iterator[sa.ColumnElement[bool]]:  # fmt: skip
    if kind is not None and kind not in KINDS:
        raise LedgerError(f"{kind!r} is no kind of claim: choose among {', '.join(KINDS)}.")
    if speaker:
        yield CLAIMS.c.claim_id.in_(sa.select(CLAIM_SPEAKERS.c.claim_id).where(_speaks(speaker)))
    if kind:
        yield CLAIMS.c.kind == kind
    if open is not None:
        closed = CLAIMS.c.claim_id.in_(list(judged))
        yield sa.not_(closed) if open else closed
    if due_before:
        yield CLAIMS.c.due_latest < due_before
    if text:
        yield CLAIMS.c.gloss.icontains(text, autoescape=True)
    if flips:
        yield CLAIMS.c.flip.is_not(None)


def _speaks(speaker: str) -> sa.ColumnElement[bool]:
    wanted = speaker.strip()
    if wanted.isupper() and len(wanted.split(" ")[0]) == 3:
        return sa.or_(CLAIM_SPEAKERS.c.code == wanted, CLAIM_SPEAKERS.c.country == wanted)
    return CLAIM_SPEAKERS.c.name_key.contains(wanted.casefold(), autoescape=True)


def last_day(connection: sa.Connection) -> str | None:
    """The day of the last report in the ledger."""
    return connection.execute(sa.select(sa.func.max(DOCUMENTS.c.published)).where(DOCUMENTS.c.current)).scalar()


def _listed(r: sa.Row[Any], outcome: str, given: Sequence[Any], as_of: str | None) -> Row:
    row = {name: getattr(r, name) for name in r._fields if name in LISTED}
    span = f"{r.due_earliest or '..'}/{r.due_latest or '..'}"
    due = r.due_text or (r.due_latest if r.due_earliest == r.due_latest else span)
    judges = joined(dict.fromkeys(j.by for j in given))
    return row | {"claim": r.gloss, "due": due if r.due_earliest or r.due_latest else None, "outcome": outcome,
                  "judged_by": judges or None, "due_note": _due_note(r, as_of)}  # fmt: skip


def _due_note(r: sa.Row[Any], as_of: str | None) -> str | None:
    if not r.due_latest or not as_of or r.due_latest[:10] >= as_of or r.supports or r.against:
        return None
    return f"due {r.due_latest[:10]}; nothing later in the ledger bears on it as of {as_of}"


def claim(connection: sa.Connection, claim_id: str, as_of: str | None = None) -> Card:
    """All of the claim whose id begins so.  Raises LedgerError where there is none, or several."""
    r = find_claim(connection, claim_id)
    given = judgements(connection).get(str(r.claim_id), [])
    head = _listed(r, outcome_words(given), given, as_of or last_day(connection))
    return Card(head, _statements(connection, head["claim_id"]), _evidence(connection, head["claim_id"]),
                _flips(connection, head["claim_id"]), outcomes(connection, head["claim_id"]))  # fmt: skip


def _passages(*more: sa.Column[Any]) -> sa.Select[Any]:
    s, d = STATEMENTS.c, DOCUMENTS.c
    return sa.select(*more, s.statement_id, s.published, d.publisher, s.event, s.mode, s.status,
                     s.voice_texts.label("voices"), s.sentence, d.document_id, d.url).join(
                         DOCUMENTS, d.document_pk == s.document_pk)  # fmt: skip


def _statements(connection: sa.Connection, claim_id: str) -> Table:
    of = CLAIM_STATEMENTS.c
    query = _passages(of.origin).join(CLAIM_STATEMENTS, of.statement_pk == STATEMENTS.c.statement_pk)
    rows = connection.execute(query.where(of.claim_id == claim_id).order_by(of.number))
    return table(("origin", *PASSAGE), [tuple(row) for row in rows])


def _evidence(connection: sa.Connection, claim_id: str) -> Table:
    of = CLAIM_EVIDENCE.c
    query = _passages(of.direction, of.strength, of.why).join(
        CLAIM_EVIDENCE, of.statement_pk == STATEMENTS.c.statement_pk)
    rows = connection.execute(query.where(of.claim_id == claim_id).order_by(of.number))
    return table(("direction", "strength", "why", *PASSAGE), [tuple(row) for row in rows])


def _flips(connection: sa.Connection, claim_id: str) -> Table:
    """Both statements of each turn in which a statement of the claim has a part, the first and the later."""
    own = sa.select(CLAIM_STATEMENTS.c.statement_pk).where(CLAIM_STATEMENTS.c.claim_id == claim_id)
    turns = sa.or_(FLIPS.c.first_pk.in_(own), FLIPS.c.later_pk.in_(own))
    return _turns(connection, turns)


def flips(connection: sa.Connection, *, speaker: str | None = None, kind: str | None = None) -> Table:
    """Speakers who contradict themselves or changed: two rows each, what was said first and what later."""
    asked: list[sa.ColumnElement[bool]] = [sa.true()]
    if speaker:
        wanted = speaker.strip()
        asked = [sa.or_(FLIPS.c.code == wanted, FLIPS.c.code.startswith(f"{wanted} "),
                        FLIPS.c.name_key.contains(wanted.casefold(), autoescape=True))]  # fmt: skip
    if kind:
        asked.append(FLIPS.c.kind == kind)
    return _turns(connection, sa.and_(*asked))


def _turns(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> Table:
    rows: list[tuple[Any, ...]] = []
    for side, pk in (("first", FLIPS.c.first_pk), ("later", FLIPS.c.later_pk)):
        query = _passages(FLIPS.c.number, FLIPS.c.speaker, FLIPS.c.kind, FLIPS.c.why).join(
            FLIPS, pk == STATEMENTS.c.statement_pk)
        for row in connection.execute(query.where(condition)):
            rows.append((row.number, side, *tuple(row)[1:]))
    rows.sort(key=lambda row: row[:2])
    return table(("flip", "said", "speaker", "kind", "why", *PASSAGE), rows)

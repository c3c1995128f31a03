"""Samples and judgements in the store.  A sample keeps its statements as the coder gave them when it was drawn, and the
frame that they come from; judgements are only added, the last of a coder on a slot counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple

import msgspec
import sqlalchemy as sa

from dateline.knowledge import Knowledge
from dateline.ledger import schema
from dateline.ledger.loading import document_of
from dateline.ledger.people.correcting import Known, shipped
from dateline.ledger.people.corrections import Slot, value_of
from dateline.ledger.people.judging import JUDGED, Item, Vote
from dateline.ledger.people.sampling import Draw, SampleError, Unit, random_sample, stratified, uncertain
from dateline.ledger.people.tables import JUDGEMENTS, SAMPLE_ITEMS, SAMPLES
from dateline.ledger.rows import fit, packed, unpacked_reading, unpacked_statement
from dateline.ledger.runs import rule_of
from dateline.ledger.table import Table, table
from dateline.ledger.writing import bulk
from dateline.reading.confidence import least
from dateline.types import Document, Statement

DOCUMENTS, READINGS, STATEMENTS = schema.DOCUMENTS, schema.READINGS, schema.STATEMENTS
STRATA = ("event", "mode", "status", "voice", "rule", "publisher", "month", "codebook")
NOTE: Final = "note"  # in the place of a slot: what a coder remarks on the whole statement
SAMPLE_COLUMNS = ("sample", "design", "seed", "drawn", "population", "filter", "strata", "threshold", "coders",
                  "at", "judged")


class Filter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which statements of the ledger are the frame; empty fields ask nothing.  `since`, `until`: of publication."""

    event: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    publisher: tuple[str, ...] = ()
    voice: Literal["", "own", "attributed"] = ""
    since: str = ""
    until: str = ""


EVERYTHING = Filter()


class Design(NamedTuple):
    """How a sample is drawn: random, stratified by these attributes, or the uncertain first."""

    kind: Literal["random", "stratified", "uncertain"]
    strata: tuple[str, ...] = ()
    equal: bool = False

    def __str__(self) -> str:
        return ":".join(x for x in (self.kind, ",".join(self.strata), "equal" if self.equal else "") if x)


class Sampled(NamedTuple):
    """One statement of a sample as it was when drawn, in its document."""

    number: int
    document: Document
    statement: Statement
    stratum: str
    weight: float | None


class Sample(NamedTuple):
    """A sample with its frame: design, filter and strata (how many there were, how many were drawn) as they were."""

    pk: int
    name: str
    design: str
    seed: str
    population: int
    strata: Mapping[str, tuple[int, int]]
    items: tuple[Sampled, ...]


class Judgement(NamedTuple):
    """What a coder says of one slot of item `number`; `slot` is `note` for a remark, which has no verdict,
    `events` for all that a sentence tells (`recall.py`)."""

    number: int
    slot: Slot | Literal["note", "events"]
    vote: Vote | None
    note: str | None = None


def design_of(text: str, equal: bool = False) -> Design:
    """`random`, `uncertain`, `stratified:event` or `stratified:event,status`.  Raises SampleError with the choices."""
    kind, _, names = text.partition(":")
    strata = tuple(n.strip() for n in names.split(",") if n.strip())
    if kind in ("random", "uncertain") and not strata and not equal:
        return Design("random" if kind == "random" else "uncertain")
    if kind == "stratified" and strata and not set(strata) - set(STRATA):
        return Design("stratified", strata, equal)
    raise SampleError(f"--by {text}: write random, uncertain, or stratified: with one or more of {', '.join(STRATA)} "
                      "(stratified:event,status); --equal goes with stratified alone.")


def draw_sample(
    connection: sa.Connection, name: str, size: int, design: Design, *, seed: str, at: str, wanted: Filter = EVERYTHING,
    threshold: float | None = None, know: Known = shipped,
) -> Sample:
    """Draw statements of the present readings, as the coder gave them, and keep the sample under its name.

    Corrected and rejected statements are in the frame as the coder gave them: it is he who is judged.  `threshold`, of
    a sample of the uncertain: the confidence to be near to; None for the one that each statement had to reach.
    Raises SampleError where the name is taken, nothing fits the filter, or there are more strata than `size`.
    """
    no_such_sample_yet(connection, name)
    frame = _frame(wanted).subquery()
    limits = know() if design.kind == "uncertain" and threshold is None else None
    numbers, units = _units(connection, frame, design.strata, limits)
    drawn = _drawn(units, size, design, seed, threshold or 0.0)
    pk = connection.execute(sa.insert(SAMPLES).values(
        name=fit(name), design=str(design), filter=msgspec.json.encode(wanted).decode(), seed=seed, size=size,
        population=len(units), strata=json.dumps(drawn.strata, ensure_ascii=False), at=at,
        threshold=threshold, coders=_coders(connection, frame),
    )).inserted_primary_key  # fmt: skip
    kept = [(numbers[d.place], units[d.place].stratum, d.weight) for d in drawn.drawn]
    _keep(connection, int(pk[0]) if pk else 0, kept)
    return sample_named(connection, name)


def no_such_sample_yet(connection: sa.Connection, name: str) -> None:
    """Raises SampleError where the name is taken, or none."""
    if not name.strip():
        raise SampleError("Give the sample a name.")
    if connection.execute(sa.select(SAMPLES.c.sample_pk).where(SAMPLES.c.name == name)).scalar() is not None:
        raise SampleError(f"There is a sample {name!r} already. Samples stay as they were drawn: take another name.")


def sample_named(connection: sa.Connection, name: str) -> Sample:
    """The sample of this name.  Raises SampleError with the names that there are."""
    row = connection.execute(sa.select(SAMPLES).where(SAMPLES.c.name == name)).one_or_none()
    if row is None:
        names = connection.execute(sa.select(SAMPLES.c.name).order_by(SAMPLES.c.sample_pk)).scalars().all()
        raise SampleError(f"There is no sample {name!r}. Samples: {', '.join(names) or 'none; dateline sample draw'}.")
    query = (sa.select(SAMPLE_ITEMS, DOCUMENTS).join(DOCUMENTS, DOCUMENTS.c.document_pk == SAMPLE_ITEMS.c.document_pk)
             .where(SAMPLE_ITEMS.c.sample_pk == row.sample_pk).order_by(SAMPLE_ITEMS.c.number))
    items = tuple(Sampled(r.number, document_of(r), unpacked_statement(r.body), r.stratum, r.weight)
                  for r in connection.execute(query))
    strata = {k: (int(n), int(m)) for k, (n, m) in json.loads(row.strata).items()}
    return Sample(row.sample_pk, row.name, row.design, row.seed, row.population, strata, items)


def judgements_of(
    connection: sa.Connection, sample_pk: int, coders: Sequence[str] = ()
) -> dict[str, dict[int, dict[str, Judgement]]]:
    """By coder (these, or all), item and slot the last word of each."""
    found: dict[str, dict[int, dict[str, Judgement]]] = {}
    query = (sa.select(JUDGEMENTS).where(JUDGEMENTS.c.sample_pk == sample_pk).order_by(JUDGEMENTS.c.judgement_pk))
    for row in connection.execute(query.where(JUDGEMENTS.c.coder.in_(coders)) if coders else query):
        vote = Vote(row.verdict, row.value) if row.verdict else None
        mine = found.setdefault(row.coder, {}).setdefault(row.number, {})
        mine[row.slot] = Judgement(row.number, row.slot, vote, row.note)
    return found


def enter(connection: sa.Connection, sample_pk: int, coder: str, given: Iterable[Judgement], at: str) -> int:
    """Add the judgements that say something new; how many they are.  Raises SampleError for a coder without a name."""
    if not coder.strip():
        raise SampleError("Say who judges: --coder NAME")
    known = judgements_of(connection, sample_pk, (coder,)).get(coder, {})
    new = [j for j in given if known.get(j.number, {}).get(j.slot) != j]
    bulk(connection, JUDGEMENTS, [
        {"judgement_pk": pk, "sample_pk": sample_pk, "number": j.number, "coder": fit(coder), "slot": j.slot,
         "verdict": j.vote and j.vote.verdict, "value": fit(j.vote.value) if j.vote and j.vote.value else None,
         "note": fit(j.note) if j.note else None, "at": at}
        for pk, j in enumerate(new, _next_judgement(connection))])
    return len(new)


def judged(connection: sa.Connection, sample: Sample) -> list[Item]:
    """The sample's statements with all judgements, ready to be counted."""
    by_coder = judgements_of(connection, sample.pk)
    items = []
    for one in sample.items:
        votes: dict[str, dict[Slot, Vote]] = {}
        for coder, mine in by_coder.items():
            told = mine.get(one.number, {})
            if given := {slot: j.vote for slot in JUDGED if (j := told.get(slot)) is not None and j.vote is not None}:
                votes[coder] = given
        items.append(Item(one.number, one.document.text_sha256, machine_values(one), votes, one.weight))
    return items


def machine_values(one: Sampled) -> dict[Slot, str]:
    """What the coder gave for the slots that are judged."""
    return {slot: value_of(one.statement, slot, one.document.text) for slot in JUDGED}


def samples(connection: sa.Connection) -> Table:
    """All samples with their frames, the latest first, and who has judged how many of their statements."""
    done = sa.select(JUDGEMENTS.c.sample_pk, JUDGEMENTS.c.coder, sa.func.count(sa.distinct(JUDGEMENTS.c.number)))
    who: dict[int, list[str]] = {}
    for pk, coder, number in connection.execute(done.group_by(JUDGEMENTS.c.sample_pk, JUDGEMENTS.c.coder)):
        who.setdefault(pk, []).append(f"{coder} {number}")
    sizes = sa.select(SAMPLE_ITEMS.c.sample_pk, sa.func.count()).group_by(SAMPLE_ITEMS.c.sample_pk)
    drawn: dict[int, int] = {row[0]: row[1] for row in connection.execute(sizes)}  # of statements; of documents: size
    rows = [(r.name, r.design, r.seed, drawn.get(r.sample_pk, r.size), r.population, r.filter, r.strata, r.threshold,
             r.coders, r.at, ", ".join(sorted(who.get(r.sample_pk, ()))))
            for r in connection.execute(sa.select(SAMPLES).order_by(SAMPLES.c.sample_pk.desc()))]
    return table(SAMPLE_COLUMNS, rows)


def _frame(wanted: Filter) -> sa.Select[Any]:
    """All statements that fit, as their coder gave them; rejected and corrected ones too."""
    c, d = STATEMENTS.c, DOCUMENTS.c
    query = (sa.select(c.statement_pk, c.statement_id, c.number, c.reading_pk, c.document_pk, d.document_id,
                       d.publisher, c.codebook, c.event, c.mode, c.status, c.own_voice, c.month, c.confidence,
                       READINGS.c.coder_pk)
             .join(READINGS, READINGS.c.reading_pk == c.reading_pk).join(DOCUMENTS, d.document_pk == c.document_pk)
             .where(READINGS.c.current, c.correction_pk.is_(None)))
    for column, values in ((c.event, wanted.event), (c.status, wanted.status), (d.publisher, wanted.publisher)):
        query = query.where(column.in_(values)) if values else query
    query = query.where(c.own_voice == (wanted.voice == "own")) if wanted.voice else query
    query = query.where(d.published >= wanted.since) if wanted.since else query
    return query.where(d.published <= wanted.until) if wanted.until else query


def _units(
    connection: sa.Connection, frame: sa.Subquery, strata: Sequence[str], limits: Knowledge | None
) -> tuple[list[int], list[Unit]]:
    """The frame: the row numbers of the statements, and what sampling looks at.

    With `limits` the confidence of a unit is how far it is above the least that its statement had to reach.
    """
    numbers, units = list[int](), list[Unit]()
    reading_pk, given = 0, tuple[Statement, ...]()
    for row in connection.execute(sa.select(frame).order_by(frame.c.reading_pk, frame.c.statement_pk)):
        if row.reading_pk != reading_pk and ("rule" in strata or limits):
            reading_pk, given = row.reading_pk, _statements(connection, row.reading_pk)
        statement = given[row.number] if given else None
        rule = rule_of(statement) if statement else ""
        over = row.confidence - least(statement, limits, None) if statement and limits else row.confidence
        numbers.append(row.statement_pk)
        units.append(Unit(f"{row.document_id}|{row.statement_id}|{row.codebook}", _stratum(row, strata, rule), over))
    return numbers, units


def _stratum(row: sa.Row[Any], names: Sequence[str], rule: str) -> str:
    values = {"voice": "own" if row.own_voice else "attributed", "rule": rule}
    return " | ".join(str(values.get(n) or getattr(row, n, None) or "-") for n in names)


def _statements(connection: sa.Connection, reading_pk: int) -> tuple[Statement, ...]:
    """The statements of a reading as the coder gave them."""
    body = connection.execute(sa.select(READINGS.c.body).where(READINGS.c.reading_pk == reading_pk)).scalar_one()
    return unpacked_reading(body).statements


def _drawn(units: Sequence[Unit], size: int, design: Design, seed: str, threshold: float) -> Draw:
    match design.kind:
        case "random":
            return random_sample(units, size, seed)
        case "stratified":
            return stratified(units, size, seed, design.equal)
    return uncertain(units, size, seed, threshold)


def _keep(connection: sa.Connection, pk: int, drawn: Sequence[tuple[int, str, float | None]]) -> None:
    query = (sa.select(STATEMENTS.c.statement_id, STATEMENTS.c.document_pk, STATEMENTS.c.number, READINGS.c.body)
             .join(READINGS, READINGS.c.reading_pk == STATEMENTS.c.reading_pk))
    rows = []
    for number, (statement_pk, stratum, weight) in enumerate(drawn, 1):
        row = connection.execute(query.where(STATEMENTS.c.statement_pk == statement_pk)).one()
        rows.append({"sample_pk": pk, "number": number, "document_pk": row.document_pk, "weight": weight,
                     "statement_id": row.statement_id, "stratum": stratum,
                     "body": packed(unpacked_reading(row.body).statements[row.number])})
    bulk(connection, SAMPLE_ITEMS, rows)


def _coders(connection: sa.Connection, frame: sa.Subquery) -> str:
    """The versions and knowledge that read the frame."""
    coders = schema.CODERS
    found = connection.execute(
        sa.select(coders.c.version, coders.c.knowledge)
        .where(coders.c.coder_pk.in_(sa.select(frame.c.coder_pk))).order_by(coders.c.coder_pk))
    return ", ".join(f"{version} ({knowledge})" for version, knowledge in found)


def _next_judgement(connection: sa.Connection) -> int:
    last = sa.select(sa.func.coalesce(sa.func.max(JUDGEMENTS.c.judgement_pk), 0))
    return int(connection.execute(last).scalar_one()) + 1

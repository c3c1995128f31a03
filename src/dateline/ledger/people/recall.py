"""What does the coder miss?  A sample of documents, sentence by sentence: coders list the event types that are told.

They see neither the machine's statements nor one another's.  The lists are compared as bags of types: what is in both
is found, what only the coder lists is missed, what only the machine gives is a false alarm.  Between two people, where
nobody can count what neither saw, agreement is the F1 of one against the other (Hripcsak and Rothschild 2005,
*Agreement, the F-measure, and reliability in information retrieval*, JAMIA 12).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
import sqlalchemy as sa

from dateline.exports.plain import flat
from dateline.knowledge import Knowledge
from dateline.ledger import schema
from dateline.ledger.loading import document_of, stored
from dateline.ledger.people.agreement import f1
from dateline.ledger.people.coding_sheet import read_rows
from dateline.ledger.people.corrections import NONE, value_of
from dateline.ledger.people.judging import ADJUDICATED, Measure, Vote, entries_of, measured
from dateline.ledger.people.sampling import SampleError, Unit, random_sample
from dateline.ledger.people.tables import SAMPLE_SENTENCES, SAMPLES
from dateline.ledger.people.validation import EVERYTHING, Filter, Judgement, judgements_of, no_such_sample_yet
from dateline.ledger.people.values import event_of
from dateline.ledger.rows import fit
from dateline.ledger.writing import bulk
from dateline.parse import parse_document
from dateline.rules.language import PLOVER
from dateline.types import Document, Reading, Span

DESIGN = "documents"
EVENTS: Final = "events"  # the slot of the judgements, and the column of the sheet
COLUMNS = ("number", "document", "publisher", "published", "sentence", EVENTS)
DOCUMENTS, READINGS = schema.DOCUMENTS, schema.READINGS


class Sentence(NamedTuple):
    """A sentence of a drawn document, and the event types that the machine gives there: `ACCUSE; ASSAULT`, `none`."""

    number: int
    document: Document
    span: Span
    machine: str


class Documents(NamedTuple):
    """A sample of documents: how many of how many, and their sentences in the order of the texts."""

    pk: int
    name: str
    seed: str
    size: int
    population: int
    sentences: tuple[Sentence, ...]


class Plan(NamedTuple):
    """Documents that were drawn, not yet kept: their sentences as rows without the number of the sample."""

    wanted: Filter
    seed: str
    size: int
    population: int
    sentences: tuple[Mapping[str, object], ...]


def draw_documents(
    connection: sa.Connection, name: str, size: int, *, seed: str, at: str, wanted: Filter = EVERYTHING
) -> Documents:
    """Draw documents at random and keep their sentences, with the event types that their present readings give there.

    `wanted`: publishers and days of publication alone.  Raises SampleError where the name is taken or nothing fits.
    """
    no_such_sample_yet(connection, name)
    return keep_drawn(connection, name, plan_documents(connection, size, seed=seed, wanted=wanted), at)


def plan_documents(connection: sa.Connection, size: int, *, seed: str, wanted: Filter = EVERYTHING) -> Plan:
    """Draw documents and part them into sentences; takes a parse each, and no turn to write.

    Raises SampleError where nothing fits.
    """
    if wanted.event or wanted.status or wanted.voice:
        raise SampleError("--documents goes with --publisher, --since and --until alone: all that they tell is asked.")
    d = DOCUMENTS.c
    query = sa.select(d.document_pk, d.document_id).join(READINGS, READINGS.c.document_pk == d.document_pk)
    query = query.where(READINGS.c.current).order_by(d.document_pk)
    query = query.where(d.publisher.in_(wanted.publisher)) if wanted.publisher else query
    query = query.where(d.published >= wanted.since) if wanted.since else query
    rows = connection.execute(query.where(d.published <= wanted.until) if wanted.until else query).all()
    draw = random_sample([Unit(row.document_id) for row in rows], size, seed)
    told: list[Mapping[str, object]] = []
    for one in draw.drawn:
        found = next(stored(connection, [rows[one.place].document_pk]))
        for span, events in sentences_of(found.document, found.reading):
            told.append({"number": len(told) + 1, "start": span.start, "document_pk": found.document_pk,
                         "end": span.end, "events": events})
    return Plan(wanted, seed, len(draw.drawn), len(rows), tuple(told))


def keep_drawn(connection: sa.Connection, name: str, plan: Plan, at: str) -> Documents:
    """Keep what was drawn under a name.  Raises SampleError where it is taken."""
    no_such_sample_yet(connection, name)
    pk = connection.execute(sa.insert(SAMPLES).values(
        name=fit(name), design=DESIGN, filter=msgspec.json.encode(plan.wanted).decode(), seed=plan.seed, size=plan.size,
        population=plan.population, strata="{}", threshold=None, coders="", at=at)).inserted_primary_key
    number = int(pk[0]) if pk else 0
    bulk(connection, SAMPLE_SENTENCES, [{**row, "sample_pk": number} for row in plan.sentences])
    made = documents_named(connection, name)
    if made is None:  # it has just been entered
        raise SampleError(f"There is no sample {name!r}.")
    return made


def sentences_of(document: Document, reading: Reading) -> Iterator[tuple[Span, str]]:
    """The sentences of a text, each with the event types whose triggers begin in it."""
    for sentence in parse_document(document).sentences:
        span = sentence.span
        told = sorted(value_of(s, "event", document.text) for s in reading.statements
                      if span.start <= s.trigger.start < span.end)
        yield span, "; ".join(told) or NONE


def documents_named(connection: sa.Connection, name: str) -> Documents | None:
    """The sample of documents of this name; None where there is none, or it is one of statements."""
    row = connection.execute(sa.select(SAMPLES).where(SAMPLES.c.name == name, SAMPLES.c.design == DESIGN)).one_or_none()
    if row is None:
        return None
    query = (sa.select(SAMPLE_SENTENCES, DOCUMENTS)
             .join(DOCUMENTS, DOCUMENTS.c.document_pk == SAMPLE_SENTENCES.c.document_pk)
             .where(SAMPLE_SENTENCES.c.sample_pk == row.sample_pk).order_by(SAMPLE_SENTENCES.c.number))
    found = tuple(Sentence(r.number, document_of(r), Span(r.start, r.end), r.events) for r in connection.execute(query))
    return Documents(row.sample_pk, row.name, row.seed, row.size, row.population, found)


def lists_of(connection: sa.Connection, sample_pk: int) -> dict[str, dict[int, str]]:
    """By coder and sentence what is told there."""
    return {
        coder: {number: j[EVENTS].vote.value or NONE for number, j in mine.items() if EVENTS in j and j[EVENTS].vote}
        for coder, mine in judgements_of(connection, sample_pk).items()}


def sentence_rows(
    sample: Documents, mine: Mapping[int, str], others: Mapping[int, str] | None = None
) -> Iterator[dict[str, str]]:
    """The rows of a sheet; `mine`: what its coder listed before.  Nothing of the machine, nothing of other coders.

    `others`, only for whoever adjudicates: what they listed, by sentence; no other sentences are shown.
    """
    for one in sample.sentences:
        if others is None or one.number in others:
            row = {"number": str(one.number), "document": flat(one.document.id),
                   "publisher": flat(one.document.publisher or ""), "published": flat(one.document.published or ""),
                   "sentence": flat(one.span.of(one.document.text)), EVENTS: mine.get(one.number, "")}
            yield row if others is None else row | {"coders": others[one.number]}


def disputed(sample: Documents, told: Mapping[str, Mapping[int, str]]) -> dict[int, str]:
    """Sentences of which coders list different things and that nobody adjudicated, with what each lists."""
    found = {}
    for one in sample.sentences:
        lists = {c: told[c][one.number] for c in sorted(told) if c != ADJUDICATED and one.number in told[c]}
        if len(set(lists.values())) > 1 and one.number not in told.get(ADJUDICATED, {}):
            found[one.number] = ". ".join(f"{coder}: {events}" for coder, events in lists.items())
    return found


def listed(path: Path, sample: Documents, know: Knowledge) -> list[Judgement]:
    """What a filled sheet lists; empty cells say nothing.  Raises SampleError that names rows and columns."""
    numbers = {str(one.number) for one in sample.sentences}
    found, faults = list[Judgement](), list[str]()
    for place, cells in read_rows(path, ("number", EVENTS)):
        number, told = cells.get("number", "").removesuffix(".0"), cells.get(EVENTS, "")
        if number not in numbers:
            faults.append(f"row {place}, column number: {number!r} is not in the sample")
            continue
        try:
            events = events_told(told, know) if told else ""
        except SampleError as error:
            faults.append(f"row {place}, column {EVENTS}: {str(error).removesuffix('.')}")
        else:
            found += [Judgement(int(number), EVENTS, Vote("yes", events))] if events else []
    if faults:
        raise SampleError(f"{path.name}: nothing was loaded.\n" + "\n".join(faults[:10]))
    return found


def events_told(told: str, know: Knowledge) -> str:
    """A list of event types in its full form: sorted, `none` for an empty one.  Raises SampleError with the choices."""
    names = [] if told.strip().lower() in ("", NONE) else [n.strip() for n in told.split(";")]
    wrong = [n for n in names if event_of(n.upper(), PLOVER, know) is None and event_of(n, PLOVER, know) is None]
    if wrong:
        raise SampleError(f"{wrong[0]!r} is no event type. Choices: {', '.join(know.events)}; several with ; between "
                          f"them, or {NONE}.")
    return "; ".join(sorted(n.upper() if n.upper() in know.events else n for n in names)) or NONE


def recall_measures(sample: Documents, told: Mapping[str, Mapping[int, str]]) -> list[Measure]:
    """Precision, recall and F1 of the machine against each coder and finally, by event type; agreement of coders.

    `told`: by coder and sentence what is told there.  *Final*: the adjudicated list, else one that all agree on.
    """
    coders = sorted(c for c in told if c != ADJUDICATED)
    found = []
    for one, other in combinations(coders, 2):
        pairs = [(s, told[one].get(s.number), told[other].get(s.number)) for s in sample.sentences]
        counts = _counted([(s, a, b) for s, a, b in pairs if a is not None and b is not None])
        found.append(measured("agreement", EVENTS, f"{one}, {other}", "f1", _summed(counts), f1))
    for who in (*coders, *(["final"] if coders else [])):
        right = {s.number: _final(s.number, told) if who == "final" else told[who].get(s.number)
                 for s in sample.sentences}
        counts = _counted([(s, s.machine, value) for s in sample.sentences if (value := right[s.number]) is not None])
        for event in ("all events", *sorted(counts)):
            clusters = _summed(counts) if event == "all events" else counts[event]
            found += [measured("recall", event, who, name, clusters, of)
                      for name, of in (("precision", precision), ("recall", recall), ("f1", f1))]
    return found


def precision(counts: Mapping[str, float]) -> float | None:
    """tp / (tp + fp), None where nothing is given."""
    given = counts.get("tp", 0.0) + counts.get("fp", 0.0)
    return counts.get("tp", 0.0) / given if given else None


def recall(counts: Mapping[str, float]) -> float | None:
    """tp / (tp + fn), None where nothing is to be found."""
    wanted = counts.get("tp", 0.0) + counts.get("fn", 0.0)
    return counts.get("tp", 0.0) / wanted if wanted else None


def _final(number: int, told: Mapping[str, Mapping[int, str]]) -> str | None:
    if (last := told.get(ADJUDICATED, {}).get(number)) is not None:
        return last
    values = {mine[number] for coder, mine in told.items() if coder != ADJUDICATED and number in mine}
    return values.pop() if len(values) == 1 else None


def _counted(lists: Sequence[tuple[Sentence, str, str]]) -> dict[str, dict[str, Counter[str]]]:
    """By event type and document what is found, missed and false, of what is given (first) and right (second)."""
    counts: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for sentence, given, right in lists:
        have, want = entries_of(given), entries_of(right)
        for event in have | want:
            both = min(have[event], want[event])
            counts[event][sentence.document.text_sha256].update(
                tp=both, fp=have[event] - both, fn=want[event] - both)
    documents = sorted({sentence.document.text_sha256 for sentence, _, _ in lists})
    return {event: {d: of.get(d, Counter()) for d in documents} for event, of in counts.items()}


def _summed(counts: Mapping[str, Mapping[str, Counter[str]]]) -> dict[str, Counter[str]]:
    total: dict[str, Counter[str]] = defaultdict(Counter)
    for of in counts.values():
        for document, number in of.items():
            total[document].update(number)
    return total

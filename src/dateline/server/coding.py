"""What the coding queue shows and takes, and to whom: who judges sees of others only what he has judged himself.

The desk knows a coder by the name that he gives and checks no passwords: blindness guards against seeing by accident
and against the desk telling too much, not against somebody who signs with another's name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

import sqlalchemy as sa

from dateline.errors import LedgerError
from dateline.exports.plain import marks
from dateline.exports.rows import sentence_of
from dateline.ledger.loading import document_of
from dateline.ledger.people import recall
from dateline.ledger.people.coding_sheet import SHORT, vote_of
from dateline.ledger.people.correcting import Known, shipped
from dateline.ledger.people.corrections import NONE, CorrectionError, Slot
from dateline.ledger.people.judging import ADJUDICATED, JUDGED, Item, Verdict, Vote, disagreements
from dateline.ledger.people.report import told as in_words
from dateline.ledger.people.sampling import SampleError
from dateline.ledger.people.tables import SAMPLE_ITEMS, SAMPLE_SENTENCES, SAMPLES
from dateline.ledger.people.validation import (
    NOTE,
    Judgement,
    Sample,
    Sampled,
    judged,
    judgements_of,
    machine_values,
    sample_named,
)
from dateline.ledger.rows import unpacked_statement
from dateline.ledger.schema import DOCUMENTS
from dateline.text import paragraphs
from dateline.types import Document, Span, Statement

Drawn: TypeAlias = Sample | recall.Documents
Told: TypeAlias = Mapping[str, Mapping[int, Mapping[str, Judgement]]]  # by coder, item and slot
WIDEST = 1_500  # characters shown on either side of a sentence
OPEN = ("number", "document", "slot", "machine", "said", "sentence", "adjudicated", "by")


class Given(NamedTuple):
    """What a coder sends of a slot."""

    verdict: Verdict
    value: str = ""


def sample_of(connection: sa.Connection, name: str) -> Drawn:
    """The sample of this name, of statements or of documents.  Raises LedgerError where there is none."""
    try:
        return recall.documents_named(connection, name) or sample_named(connection, name)
    except SampleError as error:
        raise LedgerError(str(error)) from error


class Head(NamedTuple):
    """A sample without what is in it: `total` items, sentences of reports or statements."""

    pk: int
    name: str
    design: str
    seed: str
    population: int
    sentences: bool
    total: int


def head_of(connection: sa.Connection, name: str) -> Head:
    """The sample of this name.  Raises LedgerError where there is none."""
    row = connection.execute(sa.select(SAMPLES).where(SAMPLES.c.name == name)).one_or_none()
    if row is None:
        raise LedgerError(f"There is no sample {name!r}. All samples: /coding")
    sentences = row.design == recall.DESIGN
    items = (SAMPLE_SENTENCES if sentences else SAMPLE_ITEMS).c
    total = connection.execute(sa.select(sa.func.count()).where(items.sample_pk == row.sample_pk)).scalar_one()
    return Head(row.sample_pk, row.name, row.design, row.seed, row.population, sentences, total)


def item_numbered(connection: sa.Connection, head: Head, number: int) -> Sampled | recall.Sentence:
    """The item of this number, 1 to `total`.  Raises LedgerError where there is none."""
    items = SAMPLE_SENTENCES if head.sentences else SAMPLE_ITEMS
    query = (sa.select(items, DOCUMENTS).join(DOCUMENTS, DOCUMENTS.c.document_pk == items.c.document_pk)
             .where(items.c.sample_pk == head.pk, items.c.number == number))
    row = connection.execute(query).one_or_none()
    if row is None:
        raise LedgerError(f"There is no item {number} in the sample {head.name!r}: it has {head.total}.")
    if head.sentences:
        return recall.Sentence(row.number, document_of(row), Span(row.start, row.end), row.events)
    return Sampled(row.number, document_of(row), unpacked_statement(row.body), row.stratum, row.weight)


def told_by(connection: sa.Connection, head: Head, coder: str) -> Told:
    """What this coder judged, and the last words (which tell who gave them)."""
    return judgements_of(connection, head.pk, (coder, ADJUDICATED))


def items_of(sample: Drawn) -> Sequence[Sampled | recall.Sentence]:
    """What is judged, one by one."""
    return sample.sentences if isinstance(sample, recall.Documents) else sample.items


def is_done(told: Mapping[str, Judgement]) -> bool:
    """Is the item judged: every slot, or that there is no such statement; of a sentence its list?"""
    votes = {slot: j.vote for slot, j in told.items() if j.vote is not None}
    return recall.EVENTS in votes or votes.get("event") == Vote("no", NONE) or all(slot in votes for slot in JUDGED)


def done_by(told: Told, coder: str) -> list[int]:
    """The items that a coder has judged, by number."""
    return sorted(number for number, mine in told.get(coder, {}).items() if is_done(mine))


def adjudicators(told: Told) -> set[str]:
    """Who has adjudicated an item of the sample on the desk."""
    return {signer(j) for mine in told.get(ADJUDICATED, {}).values() for j in mine.values() if j.slot != NOTE} - {""}


def signer(judgement: Judgement) -> str:
    """Who signed an adjudication; empty for one that came from a sheet."""
    return (judgement.note or "").partition(": ")[0]


def may_judge(told: Told, coder: str) -> None:
    """Raises SampleError for who is not to judge blindly: the last word, and a third person who has given it."""
    if coder == ADJUDICATED:
        raise SampleError(f"{ADJUDICATED!r} is the last word on a sample, and nobody's name: sign with your own.")
    if coder in adjudicators(told) and not told.get(coder):
        raise SampleError(f"{coder} has adjudicated here and seen what others judged: another has to code this sample.")


def may_adjudicate(told: Told, by: str, number: int) -> None:
    """Raises SampleError for a coder of the sample who has not judged this item yet, and for nobody's name."""
    if by == ADJUDICATED:
        raise SampleError(f"{ADJUDICATED!r} is the last word itself: sign with your own name.")
    if told.get(by) and number not in done_by(told, by):
        raise SampleError(f"{by} codes this sample and has not judged item {number} yet: judge it first, unseen.")


def visible(told: Told, coder: str, third: bool) -> frozenset[int] | None:
    """The items of which a person may see what others judged; None for all.

    A coder sees those that he has judged.  `third`: somebody who has judged none, to compare and to adjudicate.
    Raises SampleError for a coder who says that he is a third.
    """
    mine = done_by(told, coder)
    if not third:
        return frozenset(mine)
    if told.get(coder):
        raise SampleError(f"{coder} codes this sample ({len(mine)} judged) and sees what others judged of those alone.")
    return None


def shown(one: Sampled | recall.Sentence, mine: Mapping[str, Judgement]) -> dict[str, Any]:
    """One item as its coder sees it: the report around the sentence, what he judged before; nothing of others.

    Of a statement also what the machine gave, without its confidence; of a sentence nothing of the machine.
    Offsets are half-open and count code points of `text`.
    """
    document, common = one.document, {"number": one.number, "done": is_done(mine)}
    head = {"title": document.title, "publisher": document.publisher, "published": document.published}
    if isinstance(one, recall.Sentence):
        listed = mine[recall.EVENTS].vote if recall.EVENTS in mine else None
        return common | head | _text(document, one.span) | {"events": (listed.value or NONE) if listed else ""}
    values, words = machine_values(one), slot_words(document, one.statement)
    return common | head | _text(document, sentence_of(one.statement)) | {
        "marks": [{"slot": m.slot, "start": m.span.start, "end": m.span.end} for m in marks(one.statement)],
        "mode": one.statement.mode, "background": one.statement.background,
        "slots": [{"slot": s, "machine": values[s], "words": words.get(s, "")} for s in JUDGED],
        "mine": {slot: {"verdict": vote.verdict, "value": vote.value or ""} for slot in JUDGED
                 if slot in mine and (vote := mine[slot].vote)},
        "note": (mine[NOTE].note or "") if NOTE in mine else "",
    }  # fmt: skip


def slot_words(document: Document, statement: Statement) -> dict[Slot, str]:
    """The words of the text that fill the slots."""
    text, when, where = document.text, statement.when_span, statement.where
    return {
        "event": statement.trigger.of(text),
        "actor": "; ".join(m.span.of(text) for m in statement.actor),
        "recipient": "; ".join(m.span.of(text) for m in statement.recipient),
        "voice": " > ".join(v.span.of(text) for v in statement.attribution),
        "when": when.of(text) if when else "", "where": where.span.of(text) if where else "",
    }  # fmt: skip


def _text(document: Document, sentence: Span) -> dict[str, Any]:
    start, end = around(document.text, sentence)
    return {"text": document.text, "window": [start, end], "sentence": [sentence.start, sentence.end]}


def around(text: str, sentence: Span) -> tuple[int, int]:
    """The paragraph of a sentence with the one before and the one after."""
    ranges = paragraphs(text)
    here = next((n for n, (_, end) in enumerate(ranges) if sentence.start < end), len(ranges) - 1)
    last = next((n for n, (_, end) in enumerate(ranges) if sentence.end <= end), len(ranges) - 1)
    start = ranges[max(0, here - 1)][0] if ranges else 0
    end = ranges[min(len(ranges) - 1, last + 1)][1] if ranges else len(text)
    return min(max(start, sentence.start - WIDEST), sentence.start), max(min(end, sentence.end + WIDEST), sentence.end)


def judgements(
    one: Sampled | recall.Sentence, votes: Mapping[Slot, Given], events: str, note: str,
    before: Mapping[str, Judgement], know: Known = shipped,
) -> list[Judgement]:
    """What a coder says of an item as judgements; `before`: what he said of it so far.

    Where there is no such statement, what he said of its other slots counts no more.
    Raises SampleError that names slot, value and choices, or for an item of the other kind.
    """
    if isinstance(one, recall.Sentence):
        if votes or not events.strip():
            raise SampleError(f"Of a sentence say which events it tells: ASSAULT; ACCUSE, or {NONE}.")
        return [Judgement(one.number, recall.EVENTS, Vote("yes", recall.events_told(events, know())))]
    if events:
        raise SampleError("Of a statement say which slots are right: `events` is asked of sentences.")
    found = [Judgement(one.number, slot, vote(slot, given, one, know)) for slot, given in votes.items()]
    if any(j.slot == "event" and j.vote == Vote("no", NONE) for j in found):
        found = [j for j in found if j.slot == "event"]
        found += [Judgement(one.number, s, Vote("unsure")) for s in JUDGED[1:] if s in before and before[s].vote]
    told_before = (before[NOTE].note or "") if NOTE in before else ""
    return found + ([Judgement(one.number, NOTE, None, note)] if note != told_before else [])


def vote(slot: Slot, given: Given, one: Sampled, know: Known = shipped) -> Vote:
    """The vote on a slot.  Raises SampleError that names the slot, the value and the choices."""
    value = given.value.strip()
    if not value:
        return Vote(given.verdict)
    if slot == "event" and given.verdict == "no" and value.lower() == NONE:
        return Vote("no", NONE)
    if given.verdict != "no":
        raise SampleError(f"{slot}: {value!r} says what it should be, but it is judged {given.verdict}. Judge it no.")
    try:
        return vote_of(slot, SHORT[given.verdict], value, one, know()) or Vote("no")
    except CorrectionError as error:
        said = str(error).partition(": ")[2]  # it begins with the end of a sheet's column
        raise SampleError(said if said.startswith(slot) else f"{slot}: {said}") from error


def items_seen(connection: sa.Connection, sample: Sample, seen: frozenset[int] | None) -> list[Item]:
    """The statements that may be seen with all their judgements."""
    return [item for item in judged(connection, sample) if seen is None or item.number in seen]


def lists(told: Told, seen: frozenset[int] | None) -> dict[str, dict[int, str]]:
    """By coder and sentence what is told there, of the sentences that may be seen."""
    return {
        coder: {n: vote.value or NONE for n, j in mine.items()
                if recall.EVENTS in j and (vote := j[recall.EVENTS].vote) and (seen is None or n in seen)}
        for coder, mine in told.items()}


def differing(
    sample: Drawn, told: Told, items: Iterable[Item], seen: frozenset[int] | None
) -> Iterator[tuple[Any, ...]]:
    """What coders judge differently of what may be seen, adjudicated or not, in the order of the items: `OPEN` a row.

    `items`: the statements that may be seen, with their judgements.
    """
    last, of = told.get(ADJUDICATED, {}), {one.number: one for one in items_of(sample)}
    found = (_lists_differ(sample, told, seen) if isinstance(sample, recall.Documents) else _votes_differ(items))
    for number, slot, machine, said in found:
        one, final = of[number], last.get(number, {}).get(slot)
        sentence = one.span if isinstance(one, recall.Sentence) else sentence_of(one.statement)
        yield (number, one.document.id, slot, machine, said, sentence.of(one.document.text),
               in_words(final.vote) if final and final.vote else None, (final.note or "a sheet") if final else None)


def _votes_differ(items: Iterable[Item]) -> Iterator[tuple[int, str, str, dict[str, str]]]:
    """Number, slot, the machine's value, and by coder what he says."""
    for item, slot in disagreements(without_last(items)):
        said = {c: in_words(item.votes[c][slot]) for c in item.coders() if slot in item.votes[c]}
        yield item.number, slot, item.machine[slot], said


def _lists_differ(
    sample: recall.Documents, told: Told, seen: frozenset[int] | None
) -> Iterator[tuple[int, str, str, dict[str, str]]]:
    """The same of sentences; nothing of the machine."""
    mine = {c: of for c, of in lists(told, seen).items() if c != ADJUDICATED}
    for number in recall.disputed(sample, mine):
        yield number, recall.EVENTS, "", {c: mine[c][number] for c in sorted(mine) if number in mine[c]}


def without_last(items: Iterable[Item]) -> Iterator[Item]:
    """The items without what was adjudicated: what coders differ on by themselves."""
    for item in items:
        yield item._replace(votes={c: v for c, v in item.votes.items() if c != ADJUDICATED})


def told_of(connection: sa.Connection, sample: Drawn) -> Told:
    """All judgements of a sample."""
    return judgements_of(connection, sample.pk)

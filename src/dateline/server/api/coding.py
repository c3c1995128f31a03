"""Coding: samples, the queue of one coder, agreement, what is to be adjudicated (docs/validation.md)."""

from __future__ import annotations

import shlex
from typing import Annotated, Any, Literal, NamedTuple

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from dateline.ledger.book import Ledger
from dateline.ledger.people import recall, validation
from dateline.ledger.people.coding_sheet import COLUMNS, sheet_rows
from dateline.ledger.people.correcting import shipped
from dateline.ledger.people.corrections import Slot
from dateline.ledger.people.judging import ADJUDICATED, JUDGED, Item, Verdict, measures
from dateline.ledger.people.report import measure_table, recall_report, report
from dateline.ledger.people.sampling import SampleError
from dateline.ledger.people.validation import NOTE, Filter, design_of, draw_sample, enter
from dateline.ledger.people.values import STATUSES
from dateline.ledger.table import table
from dateline.rules.language import PLOVER
from dateline.server import coding
from dateline.server.answers import Desk, Equivalent, Format, answer, json
from dateline.sources.records import given_date
from dateline.types import Status

MOST_DOCUMENTS = 200  # each is parsed while it is drawn; more: dateline sample draw
NAME = StringConstraints(strip_whitespace=True, min_length=1, max_length=200)
Name = Annotated[str, NAME, Query(description="The sample's name.")]
Coder = Annotated[str, NAME, Query(description="Who judges or looks: sees of others only what he has judged himself.")]
Third = Annotated[bool, Query(description="Somebody who has judged nothing of the sample, to compare and adjudicate.")]
Number = Annotated[int, Query(ge=1, le=2**31 - 1)]
Named = Annotated[str, NAME]
Signed = Annotated[str, NAME, StringConstraints(pattern=r"^[^:]+$")]  # a colon parts the name from the reason
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Long = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)]


class Wanted(BaseModel):
    """A sample to draw: design, size, seed, and the frame that it is drawn from."""

    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, NAME, StringConstraints(pattern=r"[^.]")]
    size: Annotated[int, Field(ge=1, le=10_000)] = 200
    by: Short = "random"
    equal: bool = False
    seed: Annotated[str, NAME] = "1"
    event: Annotated[list[Short], Field(max_length=50)] = []
    status: list[Status] = Field([], max_length=4)
    publisher: Annotated[list[Long], Field(max_length=50)] = []
    voice: Literal["", "own", "attributed"] = ""
    since: Short = ""
    until: Short = ""
    documents: bool = False
    threshold: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] | None = None


class SlotVote(BaseModel):
    """Is a slot right as the machine gave it; if not, what it should be (docs/corrections.md), where that is said."""

    model_config = ConfigDict(extra="forbid")
    verdict: Verdict
    value: Long = ""


class Judged(BaseModel):
    """What a coder says of one item: votes on slots of a statement, or the events of a sentence."""

    model_config = ConfigDict(extra="forbid")
    name: Named
    number: Annotated[int, Field(ge=1, le=2**31 - 1)]
    coder: Signed
    votes: dict[Slot, SlotVote] = {}
    events: Long = ""
    note: Long | None = None


class Decided(BaseModel):
    """The last word on one slot (or on the events of a sentence) of an item, signed."""

    model_config = ConfigDict(extra="forbid")
    name: Named
    number: Annotated[int, Field(ge=1, le=2**31 - 1)]
    by: Signed
    votes: dict[Slot, SlotVote] = {}
    events: Long = ""
    why: Long = ""


def routes() -> APIRouter:
    """The addresses of this room."""
    router = APIRouter(prefix="/coding", tags=["coding"])
    router.get("/samples", summary="Samples with their frames, and who has judged how much")(samples)
    router.post("/samples", summary="Draw a sample")(draw)
    router.get("/choices", summary="What slots can be: event types, statuses, strata")(choices)
    router.get("/queue", summary="What a coder has to judge, and how much of it is done")(queue)
    router.get("/item", summary="One item as its coder sees it: nothing of other coders")(item)
    router.get("/sheet", summary="The coding sheet of one coder")(sheet)
    router.post("/judgements", summary="Judge an item")(judge)
    router.get("/agreement", summary="Agreement of coders and precision of the machine, with intervals")(agreement)
    router.get("/report", summary="The same as a report in Markdown")(whole_report)
    router.get("/disagreements", summary="What coders judge differently, open or adjudicated")(disagreements)
    router.post("/adjudications", summary="The last word on what coders judge differently")(adjudicate)
    return router


def samples(desk: Desk, format: Format = "json") -> Response:
    """All samples, the latest first."""
    with desk.reading() as connection:
        found = validation.samples(connection)
    return answer(found, format, "samples", same(desk, "sample list"))


def draw(desk: Desk, wanted: Wanted) -> Response:
    """Draw it and keep it under its name.  400 where the name is taken or nothing fits; sizes are as drawn."""
    since, until = (given_date(day or None, name) or "" for day, name in ((wanted.since, "since"),
                                                                          (wanted.until, "until")))
    frame = Filter(tuple(wanted.event), tuple(wanted.status), tuple(wanted.publisher), wanted.voice, since, until)
    design = design_of(wanted.by, wanted.equal)
    drawn = _draw_documents if wanted.documents else _draw_statements
    return json(drawn(desk, wanted, frame, design))


def _draw_statements(desk: Ledger, wanted: Wanted, frame: Filter, design: validation.Design) -> dict[str, Any]:
    if wanted.threshold is not None and design.kind != "uncertain":
        raise SampleError("A confidence to be near to goes with the uncertain alone.")
    with desk.writing() as connection:
        made = draw_sample(connection, wanted.name, wanted.size, design, seed=wanted.seed, wanted=frame,
                           threshold=wanted.threshold, at=desk.stamp(connection))
    return {"name": made.name, "drawn": len(made.items), "population": made.population}


def _draw_documents(desk: Ledger, wanted: Wanted, frame: Filter, design: validation.Design) -> dict[str, Any]:
    if design.kind != "random" or wanted.threshold is not None:
        raise SampleError("Reports are drawn at random: leave out strata and confidence.")
    if wanted.size > MOST_DOCUMENTS:
        raise SampleError(f"The desk draws {MOST_DOCUMENTS} reports at most. More: dateline sample draw --documents.")
    with desk.reading() as connection:
        validation.no_such_sample_yet(connection, wanted.name)
        plan = recall.plan_documents(connection, wanted.size, seed=wanted.seed, wanted=frame)
    with desk.writing() as connection:
        made = recall.keep_drawn(connection, wanted.name, plan, desk.stamp(connection))
    return {"name": made.name, "drawn": made.size, "population": made.population, "sentences": len(made.sentences)}


def choices() -> Response:
    """Event types with what they cover (those of a codebook of one's own as `book:TYPE`), statuses, strata."""
    types = shipped().types.items()
    events = [{"name": e if b == PLOVER else f"{b}:{e}", "definition": t.definition} for (b, e), t in types]
    return json({"events": events, "statuses": STATUSES, "strata": validation.STRATA,
                 "slots": JUDGED})


def queue(desk: Desk, name: Name, coder: Coder) -> Response:
    """The sample, and which of its items the coder has judged; `next` is the first that he has not."""
    with desk.reading() as connection:
        head = coding.head_of(connection, name)
        told = coding.told_by(connection, head, coder)
    coding.may_judge(told, coder)
    words = same(desk, f"judge {shlex.quote(name)} --coder {shlex.quote(coder)}")
    return json(_progress(head, told, coder) | {"equivalent": words})


def _progress(head: coding.Head, told: coding.Told, coder: str) -> dict[str, Any]:
    done = coding.done_by(told, coder)
    first = min({*range(1, head.total + 1)}.difference(done), default=None)
    return {"name": head.name, "kind": "sentences" if head.sentences else "statements", "design": head.design,
            "seed": head.seed, "population": head.population, "total": head.total, "done": done, "next": first}


def item(desk: Desk, name: Name, number: Number, coder: Coder) -> Response:
    """The sentence in its report, the slots to judge, and what this coder judged before."""
    with desk.reading() as connection:
        head = coding.head_of(connection, name)
        told = coding.told_by(connection, head, coder)
        coding.may_judge(told, coder)
        found = coding.item_numbered(connection, head, number)
    return json(coding.shown(found, told.get(coder, {}).get(number, {})))


def sheet(desk: Desk, name: Name, coder: Coder, format: Format = "csv") -> Response:
    """The rows of `dateline sample sheet`: all items with what this coder judged; nothing of other coders."""
    with desk.reading() as connection:
        sample = coding.sample_of(connection, name)
        told = coding.told_of(connection, sample)
    coding.may_judge(told, coder)
    words = same(desk, f"sample sheet {shlex.quote(name)} --coder {shlex.quote(coder)} --out sheet.csv")
    if isinstance(sample, recall.Documents):
        found = table(recall.COLUMNS, recall.sentence_rows(sample, coding.lists(told, None).get(coder, {})))
    else:
        found = table(COLUMNS, sheet_rows(sample.items, told.get(coder, {})))
    return answer(found, format, "sheet", words)


def judge(desk: Desk, given: Judged) -> Response:
    """Keep what a coder says; earlier words of his stay on record.  The answer is his queue."""
    with desk.reading() as connection:
        head = coding.head_of(connection, given.name)
        told = coding.told_by(connection, head, given.coder)
        coding.may_judge(told, given.coder)
        one = coding.item_numbered(connection, head, given.number)
    before = told.get(given.coder, {}).get(given.number, {})
    note = given.note if given.note is not None else (before[NOTE].note or "") if NOTE in before else ""
    made = coding.judgements(one, votes_of(given), given.events, note, before)
    with desk.writing() as connection:
        new = enter(connection, head.pk, given.coder, made, desk.stamp(connection))
        told = coding.told_by(connection, head, given.coder)
    return json(_progress(head, told, given.coder) | {"entered": new})


def votes_of(given: Judged | Decided) -> dict[Slot, coding.Given]:
    """The votes of a body.  Raises SampleError for slots that nobody judges."""
    if unknown := [slot for slot in given.votes if slot not in JUDGED]:
        raise SampleError(f"The slot {unknown[0]} is not judged. Slots: {', '.join(JUDGED)}.")
    return {slot: coding.Given(v.verdict, v.value) for slot, v in given.votes.items()}


class Looked(NamedTuple):
    """What a person may see of the judgements of a sample (`visible`); `rows`: where coders differ."""

    sample: coding.Drawn
    told: coding.Told
    seen: frozenset[int] | None
    items: list[Item]
    rows: list[tuple[Any, ...]]

    def about(self) -> dict[str, Any]:
        """What stands beside every figure: how many are judged, how many of them are shown."""
        total = len(coding.items_of(self.sample))
        return {"total": total, "shown": total if self.seen is None else len(self.seen),
                "judged": {coder: len(coding.done_by(self.told, coder)) for coder in sorted(self.told)},
                "open": sum(row[-2] is None for row in self.rows), "probability": all(i.weight for i in self.items)}


def looked(desk: Desk, name: Name, coder: Coder, third: Third = False) -> Looked:
    """What this person may see, read in one transaction."""
    with desk.reading() as connection:
        sample = coding.sample_of(connection, name)
        told = coding.told_of(connection, sample)
        seen = coding.visible(told, coder, third)
        items = [] if isinstance(sample, recall.Documents) else coding.items_seen(connection, sample, seen)
    return Looked(sample, told, seen, items, [*coding.differing(sample, told, items, seen)])


Look = Annotated[Looked, Depends(looked)]


def agreement(desk: Desk, look: Look, format: Format = "json") -> Response:
    """Kappa, alpha, precision, F1; for a coder who has not judged all, of what he has judged."""
    sample = look.sample
    found = (recall.recall_measures(sample, coding.lists(look.told, look.seen))
             if isinstance(sample, recall.Documents) else measures(look.items))
    words = same(desk, f"agreement {shlex.quote(sample.name)} --out figures.csv")
    return answer(measure_table(found), format, "agreement", words, **look.about())


def whole_report(look: Look) -> Response:
    """The report of `dateline agreement --out report.md`."""
    sample = look.sample
    text = (recall_report(sample, coding.lists(look.told, look.seen), True)
            if isinstance(sample, recall.Documents) else report(sample, look.items, True))
    return Response(text.encode("utf-8", "replace"), media_type="text/markdown; charset=utf-8",
                    headers={"Content-Disposition": 'attachment; filename="agreement.md"'})


def disagreements(desk: Desk, look: Look, format: Format = "json") -> Response:
    """One slot a row: what each coder says of it (`said`), and the last word where there is one."""
    words = same(desk, f"sample adjudicate {shlex.quote(look.sample.name)}")
    return answer(table(coding.OPEN, look.rows), format, "disagreements", words, **look.about())


def adjudicate(desk: Desk, given: Decided) -> Response:
    """Enter the last word; it is kept as the judgement of `adjudicated`, with the name in its note."""
    note = f"{given.by}: {given.why}" if given.why else given.by
    with desk.reading() as connection:
        head = coding.head_of(connection, given.name)
        coding.may_adjudicate(coding.told_by(connection, head, given.by), given.by, given.number)
        one = coding.item_numbered(connection, head, given.number)
    made = [j._replace(note=note) for j in coding.judgements(one, votes_of(given), given.events, "", {})]
    with desk.writing() as connection:
        new = enter(connection, head.pk, ADJUDICATED, made, desk.stamp(connection))
    return json({"entered": new})


def same(desk: Ledger, command: str) -> Equivalent:
    """The question on the command line."""
    return Equivalent(f"dateline {command} --ledger {shlex.quote(desk.shown)}")

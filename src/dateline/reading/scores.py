"""Codes and scores of a statement for the users of PLOVER and CAMEO: a pure function of statement and codebook.

The statement keeps its own event and status.  Beside them stand PLOVER's reduced type, the CAMEO code, and the
intensities, which are given only of what took place: of a negated or merely possible act there is none.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from dateline.knowledge import Knowledge
from dateline.parse import Parse, Token
from dateline.reading.crosswalk import FILE, Act, Crosswalk, Reduction, crosswalk
from dateline.rules.language import PLOVER
from dateline.types import Codes, Mention, Statement, Step

APART = frozenset({"advcl", "parataxis", "relcl", "punct"})  # clauses around an act that are no part of it
SPEECH = frozenset({"AGREE", "REQUEST", "REJECT", "THREATEN", "ACCUSE", "CONCEDE", "PROTEST"})


def with_codes(statement: Statement, parse: Parse, know: Knowledge) -> Statement:
    """The statement with its codes, and the step that says by which row of the crosswalk."""
    if statement.codebook != PLOVER:
        return msgspec.structs.replace(statement, codes=_own(statement, know))
    table, kind = crosswalk(know), know.events[statement.event]
    reduction = _reduction(statement, table)
    event, mode = (reduction.event, reduction.mode) if reduction else (statement.event, statement.mode)
    number, row = table.row(_act(statement, event, mode, parse))
    happened = statement.factuality.status == "actual"
    counts = happened or reduction is not None
    reduced = know.events[event]
    of_mode = reduced.modes[mode].score if mode in reduced.modes else None
    codes = Codes(
        quad=kind.quad,
        realised=happened,
        plover_event=event,
        plover_mode=mode,
        plover_score=(of_mode if of_mode is not None else reduced.score) if counts else None,
        cameo=row.cameo,
        goldstein=table.weight(row.cameo) if counts else None,
    )
    step = Step("codes", f"{FILE}, code {row.cameo}, row {number}", _note(statement, reduction, codes))
    return msgspec.structs.replace(statement, codes=codes, steps=(*statement.steps, step))


def _own(statement: Statement, know: Knowledge) -> Codes:
    """Of a type of one's own codebook: its quad class alone."""
    happened = statement.factuality.status == "actual"
    return Codes(know.types[statement.codebook, statement.event].quad, happened, None, None, None, None, None)


def _note(statement: Statement, reduction: Reduction | None, codes: Codes) -> str:
    if reduction:
        return f"{statement.event} {statement.factuality.status} counts as {codes.plover_event} ({reduction.id})"
    return "" if codes.realised else f"{statement.factuality.status}: no score and no Goldstein value"


def _reduction(statement: Statement, table: Crosswalk) -> Reduction | None:
    status = statement.factuality.status
    fitting = (r for r in table.file.reduction if statement.event in r.act and status in r.status)
    return next((r for r in fitting if r.said == "any" or _said_by_itself(statement)), None)


def _said_by_itself(statement: Statement) -> bool:
    """Does the actor speak of its own act, or do the words threaten?"""
    if statement.factuality.mood == "threat":
        return True
    speaker = statement.attribution[-1] if statement.attribution else None
    if speaker is None:
        return False
    country = (speaker.code or "").split(" ")[0]
    return any(country == m.country != "" or m.span == speaker.span for m in statement.actor)


def _act(statement: Statement, event: str, mode: str | None, parse: Parse) -> Act:
    trigger = parse.within(statement.trigger)
    return Act(
        event, mode, statement.event,
        trigger=_spaced(trigger),
        words=_spaced(_words(statement, trigger, parse)),
        what=frozenset(q.kind for q in statement.what),
        actor=_sectors(statement.actor),
        recipient=_sectors(statement.recipient),
    )  # fmt: skip


def _words(statement: Statement, trigger: list[Token], parse: Parse) -> list[Token]:
    """The trigger, what depends on it, and the words of `what`; of a speech act the clauses of its content as well."""
    found = {t.i: t for t in trigger}
    parties = {t.i for m in statement.actor for t in parse.within(m.span)}
    for token in trigger:
        found |= {t.i: t for t in _below(token, statement.event in SPEECH, parties)}
    for quantity in statement.what:
        found |= {t.i: t for t in parse.within(quantity.span)}
    return [found[i] for i in sorted(found)]


def _below(token: Token, speech: bool, actors: set[int]) -> Iterator[Token]:
    """All below a noun; below a verb what comes after it, and a subject that is no actor: *a car bomb killed six*."""
    apart = APART - {"advcl"} if speech else APART
    for child in token.children:
        if child.dep in apart or (child.dep == "conj" and child.pos == "VERB"):
            continue
        subject = child.dep == "nsubjpass" or (child.dep == "nsubj" and not speech)
        below = child.subtree()
        if token.pos != "VERB" or child.i > token.i or (subject and actors.isdisjoint(t.i for t in below)):
            yield from below


def _spaced(tokens: list[Token]) -> str:
    """The words, then their lemmas, so that phrases of either are found; the parser cuts words at their hyphens."""
    text = f" {' '.join(t.lower for t in tokens)}  {' '.join(t.lemma.lower() for t in tokens)} "
    return text.replace(" - ", "-")


def _sectors(mentions: tuple[Mention, ...]) -> frozenset[str]:
    return frozenset(part for m in mentions for part in (m.code or "").split(" "))

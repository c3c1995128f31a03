"""muc4 and police: whole reports of violence, and yes/no questions on sentences about the police.

muc4    relevant_*: a report is relevant if any violent incident is coded (ASSAULT that is not negated, or a
        threat of violence).  A gold incident is matched with the statement whose sentence shares most words
        with its perpetrators and targets; on matches `stage_accuracy` (accomplished, attempted, threatened
        from the status) and `confidence_accuracy` (fact, claimed, accused, possible from the voices).
        This is a first form.  Texts in capitals are read as they are.
police  arrest_*, force_*, kill_* by sentence; false_alarms_per_1000 sentences without any label.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from dateline.types import Statement
from evaluation.base import Figures, Item, Outcome, Row, prf_figures, share
from evaluation.coding import Read, brief, countries, read_rows
from evaluation.rooms import Rooms

STAGE = {"actual": "ACCOMPLISHED", "negated": "ATTEMPTED", "planned": "THREATENED", "possible": "THREATENED"}
POLICE = frozenset({"COP", "PRM"})
KILLING = re.compile(
    r"\b(kill\w*|shot dead|shoot\w* dead|gunn\w* down|murder\w*|massacre\w*|slain|slay\w*|execut\w*)\b", re.I
)


def run_muc4(rows: Sequence[Row], rooms: Rooms) -> Outcome:
    """Read every report; predictions are {"id", "relevant", "statements"}."""
    reads = list(read_rows([_mixed(row) for row in rows], rooms, "muc4"))
    predictions = [
        {"id": r.row["id"], "relevant": bool(incidents(r)), "statements": [brief(s) for s in incidents(r)]}
        for r in reads
    ]
    outcome = Outcome({"documents": len(rows), "crashed": sum(r.reading is None for r in reads)}, predictions)
    judged = [
        (r, p["relevant"], _relevant(r.row))
        for r, p in zip(reads, predictions, strict=True)
        if r.row.get("gold")
    ]
    if not judged:
        outcome.notes.append("The file has no gold: predictions only.")
        return outcome
    hits = sum(found and gold for _, found, gold in judged)
    outcome.figures |= prf_figures("relevant", hits, sum(f for _, f, _ in judged), sum(g for *_, g in judged))
    outcome.figures |= _certainty([r for r, *_ in judged])
    outcome.items = [
        Item(r.row["id"], "relevant" if found else "", found == gold) for r, found, gold in judged
    ]
    return outcome


def _mixed(row: Row) -> Row:
    mixed = row.get("text_mixed_case")
    return {**row, "text": mixed} if isinstance(mixed, str) and mixed else row


def incidents(read: Read) -> list[Statement]:
    """The statements of a report that tell of violence done, attempted or threatened."""
    return [
        s
        for s in read.statements
        if (s.event == "ASSAULT" and s.factuality.status != "negated")
        or (s.event == "THREATEN" and s.mode == "violence")
    ]


def _relevant(row: Row) -> bool:
    gold = row["gold"]
    return bool(gold["relevant"] if "relevant" in gold else gold.get("events"))


def _certainty(reads: Sequence[Read]) -> Figures:
    stages: list[tuple[str, str | None]] = []
    confidences: list[tuple[set[str], str]] = []
    for read in reads:
        violent = [
            s
            for s in read.statements
            if s.event == "ASSAULT" or (s.event == "THREATEN" and s.mode == "violence")
        ]
        for gold in read.row["gold"].get("events") or ():
            best = _match(read, gold, violent)
            stages.append(
                (str(gold.get("stage") or "ACCOMPLISHED").split(" ")[0], stage(best) if best else None)
            )
            if best and (wanted := _confidences(gold)):
                confidences.append((wanted, confidence(best)))
    matched = [(g, p) for g, p in stages if p]
    unsure = sum(g == p != "ACCOMPLISHED" for g, p in stages)
    return {
        "incidents": len(stages),
        "incidents_matched": share(len(matched), len(stages)),
        "stage_accuracy": share(sum(g == p for g, p in matched), len(matched)),
        **prf_figures(
            "stage_unaccomplished",
            unsure,
            sum(p not in (None, "ACCOMPLISHED") for _, p in stages),
            sum(g != "ACCOMPLISHED" for g, _ in stages),
        ),
        "confidence_accuracy": share(sum(p in g for g, p in confidences), len(confidences)),
    }


def _match(read: Read, gold: Row, statements: Sequence[Statement]) -> Statement | None:
    wanted = _words(
        [
            gold.get(k)
            for k in ("perp_individual", "perp_org", "phys_target", "human_target_name", "human_target_desc")
        ]
    )

    def shared(s: Statement) -> int:
        return len(wanted & _words([span.of(read.row["text"]) for span in s.evidence[:1]]))

    best = max(statements, key=lambda s: (shared(s), -s.trigger.start), default=None)
    return best if best and shared(best) else None


def _words(value: Any) -> set[str]:
    if isinstance(value, str):
        return {w for w in re.findall(r"\w+", value.lower()) if len(w) > 2} - {"the", "and", "for"}
    return set().union(*map(_words, value)) if isinstance(value, list) else set()


def stage(statement: Statement) -> str:
    """The MUC-4 stage that a statement amounts to."""
    return "THREATENED" if statement.event == "THREATEN" else STAGE[statement.factuality.status]


def _confidences(gold: Row) -> set[str]:
    found = set()
    for value in gold.get("perp_org_confidence") or ():
        for word in ("FACT", "CLAIMED", "ACCUSED", "POSSIBLE"):
            if word in str(value).split(":")[0].upper():
                found.add(word)
    return found


def confidence(statement: Statement) -> str:
    """Reported as fact, claimed by the actor, accused by somebody else, or possible."""
    if statement.factuality.status == "possible":
        return "POSSIBLE"
    if not statement.attribution:
        return "FACT"
    voices = {v.code.split()[0] for v in statement.attribution if v.code}
    own = voices & countries(statement.actor) or {v.text for v in statement.attribution} & {
        m.text for m in statement.actor
    }
    return "CLAIMED" if own else "ACCUSED"


def run_police(rows: Sequence[Row], rooms: Rooms) -> Outcome:
    """Read every sentence by itself; predictions are {"id", "labels"}."""
    reads = list(read_rows(rows, rooms, "police"))
    predictions = [{"id": r.row["id"], "labels": sorted(labels(r))} for r in reads]
    outcome = Outcome({"sentences": len(rows), "crashed": sum(r.reading is None for r in reads)}, predictions)
    judged = [
        (set(p["labels"]), set((r.row["gold"] or {}).get("labels") or ()))
        for r, p in zip(reads, predictions, strict=True)
        if r.row.get("gold") is not None
    ]
    if not judged:
        outcome.notes.append("The file has no gold labels: predictions only.")
        return outcome
    for label in ("ARREST", "FORCE", "KILL"):
        hits = sum(label in p and label in g for p, g in judged)
        outcome.figures |= prf_figures(
            label.lower(), hits, sum(label in p for p, _ in judged), sum(label in g for _, g in judged)
        )
    quiet = [p for p, g in judged if not g]
    outcome.figures["false_alarms_per_1000"] = (
        round(1000 * sum(map(bool, quiet)) / len(quiet), 2) if quiet else None
    )
    outcome.items = [
        Item(p["id"], "", set(p["labels"]) == g & {"ARREST", "FORCE", "KILL"})
        for p, (_, g) in zip(predictions, judged, strict=False)
    ]
    return outcome


def labels(read: Read) -> set[str]:
    """What the police do in a sentence, as far as the statements say that it happened."""
    found = set()
    for s in read.statements:
        if s.factuality.status != "actual":
            continue
        if s.event == "COERCE" and s.mode == "arrest":
            found.add("ARREST")
        if s.event == "ASSAULT" and _by_police(s):
            found.add("FORCE")
            if KILLING.search(s.trigger.of(read.row["text"])):
                found.add("KILL")
    return found


def _by_police(statement: Statement) -> bool:
    return any(POLICE & set((m.code or "").split()) for m in statement.actor)

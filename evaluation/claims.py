"""claims: little chronicles of dated reports, with the claims that a reader finds in them.

claims_*        a claim is right with its kind, its speaker (name, or code's first part) and a report in which it is
                said, and its passage there.  What is marked optional counts neither way.
repeated        of the right claims: all and only the reports in which it is said are counted with it.
due, condition  of the right claims: the last day (or the lack) of the due date; the words of the condition.
bearing_*       later reports that support, speak against or update a claim, each with its direction.
flips_*         speakers who contradict themselves or changed, with both reports.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from dateline.ledger.claims.bearing import Bearing, find_bearings
from dateline.ledger.claims.claims import Claim, find_claims, quote
from dateline.ledger.claims.contradiction import Flip, find_flips
from dateline.ledger.claims.kinds import Speaker
from dateline.ledger.nouns import Entry
from dateline.types import Document
from evaluation.base import Item, Outcome, Row, prf_figures, share
from evaluation.rooms import Rooms

DIRECTIONS = ("supports", "against", "updates")
Suggested = tuple[int, int, str]  # number of the claim, of the report, direction


class Told:
    """What was found in a chronicle."""

    def __init__(self, row: Row, rooms: Rooms) -> None:
        entries: list[Entry] = []
        times = {}
        for number, report in enumerate(row["reports"], 1):
            document = Document(f"{row['id']}-{number:02}", report["text"], publisher=report["publisher"],
                                published=report["published"])  # fmt: skip
            reading = rooms.read(document)
            times[document.id] = reading.times
            origin = report.get("origin") or f"{row['id']}-{number}"
            entries += [Entry(len(entries) + n, document, s, origin) for n, s in enumerate(reading.statements)]
        self.row = row
        self.claims: Sequence[Claim] = find_claims(entries, times)
        self.bearings = find_bearings(self.claims, entries, times)
        self.flips: Sequence[Flip] = find_flips(entries, times)


def run_chronicles(rows: Sequence[Row], rooms: Rooms) -> Outcome:
    """Read each chronicle and hold what was found against what is marked."""
    outcome = Outcome({"chronicles": len(rows)})
    counts = {name: [0, 0, 0] for name in ("claims", "bearing", "flips")}  # hits, found, wanted
    slots = {name: [0, 0] for name in ("repeated", "due", "condition")}
    for row in rows:
        told = Told(row, rooms)
        outcome.predictions.append(described(told))
        pairs = list(_pairs(told))
        optional = [claim for want, claim in pairs if want.get("optional")]
        right = [(want, claim) for want, claim in pairs if not want.get("optional")]
        wanted = sum(not want.get("optional") for want in row["claims"])
        _add(counts["claims"], len(right), len(told.claims) - len(optional), wanted)
        for want, claim in right:
            for name, good in _slots(want, claim):
                slots[name][0] += good
                slots[name][1] += 1
        _add(counts["bearing"], *_bearing(told, pairs))
        flips = [_turned(flip, row) for flip in told.flips]
        hits = sum(f in row["flips"] for f in flips)
        _add(counts["flips"], hits, len(flips), len(row["flips"]))
        outcome.items.append(Item(row["id"], "claims", len(right) == wanted == len(told.claims) - len(optional)))
    for name, (hits, found, gold) in counts.items():
        outcome.figures |= prf_figures(name, hits, found, gold)
    outcome.figures |= {name: share(good, of) for name, (good, of) in slots.items()}
    return outcome


def _add(counts: list[int], hits: int, found: int, wanted: int) -> None:
    for at, more in enumerate((hits, found, wanted)):
        counts[at] += more


def _pairs(told: Told) -> Iterator[tuple[Row, Claim]]:
    """Each marked claim with the first found claim that is it; no found claim twice."""
    free = list(told.claims)
    for want in told.row["claims"]:
        found = next((c for c in free if _is(want, c)), None)
        if found is not None:
            free.remove(found)
            yield want, found


def _is(want: Row, claim: Claim) -> bool:
    return (claim.kind == want["kind"] and any(_named(want["speaker"], s) for s in claim.speakers)
            and any(_report(s.entry) == want["said"][0] and want["words"] in _sentence(s.entry) for s in claim.said))


def _named(wanted: str, speaker: Speaker) -> bool:
    return wanted in (speaker.name, speaker.country) or (not speaker.name and wanted == speaker.code)


def _report(entry: Entry) -> int:
    return int(entry.document.id.rpartition("-")[2])


def _sentence(entry: Entry) -> str:
    return " ".join(s.of(entry.document.text) for s in entry.statement.evidence)


def _slots(want: Row, claim: Claim) -> Iterator[tuple[str, bool]]:
    yield "repeated", sorted({_report(s.entry) for s in claim.said}) == want["said"]
    due = claim.due.latest[:10] if claim.due and claim.due.latest else None
    yield "due", due == want.get("due")
    if want.get("condition") or claim.condition:
        yield "condition", claim.condition == want.get("condition")


def _bearing(told: Told, pairs: Iterable[tuple[Row, Claim]]) -> tuple[int, int, int]:
    """Suggestions that are right, that were made, that are marked; those for optional claims do not count."""
    ours: set[Suggested] = set()
    theirs: set[Suggested] = set()
    paired = {claim.id: want for want, claim in pairs}
    for number, claim in enumerate(told.claims):
        want = paired.get(claim.id)
        if want and want.get("optional"):
            continue
        ours |= {(number, _report(b.entry), b.direction) for b in told.bearings[claim.id]}
        if want:
            theirs |= {(number, report, way) for way in DIRECTIONS for report in want.get(way, ())}
    missing = [want for want in told.row["claims"] if not want.get("optional") and want not in paired.values()]
    lost = sum(len(want.get(way, ())) for want in missing for way in DIRECTIONS)
    return len(ours & theirs), len(ours), len(theirs) + lost


def _turned(flip: Flip, row: Row) -> dict[str, Any]:
    names = [want["speaker"] for want in row["flips"] if _named(want["speaker"], flip.speaker)]
    return {"speaker": names[0] if names else flip.speaker.words(), "kind": flip.kind, "first": _report(flip.first),
            "later": _report(flip.later)}  # fmt: skip


def described(told: Told) -> Row:
    """What was found, in words, to be read by people."""
    return {
        "id": told.row["id"],
        "claims": [_words(c, told.bearings[c.id]) for c in told.claims],
        "flips": [f"{f.speaker.words()} {f.kind}: {_report(f.first)} → {_report(f.later)}" for f in told.flips],
    }


def _words(claim: Claim, found: Sequence[Bearing]) -> Row:
    return {
        "claim": claim.gloss, "kind": claim.kind, "said": sorted({_report(s.entry) for s in claim.said}),
        "due": claim.due.latest if claim.due else None, "condition": claim.condition,
        "bearing": [f"{_report(b.entry)} {b.direction} {b.strength} {b.why}: {quote(b.entry)}" for b in found],
    }  # fmt: skip

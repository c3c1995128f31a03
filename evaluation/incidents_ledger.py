"""How well statements of one act are put together: `python -m evaluation.incidents_ledger`.

Each case of `tests/cases/incidents.jsonl` is one story, told by several outlets in a few sentences, with the acts that
should come out: for each act the places where it is told, as `document letter:words`.  The reports are read by the
reader as they are.  A place counts as read where some statement's trigger shares characters with its words; only these
are judged.

pairs_precision, pairs_recall: of pairs of places that stand in one incident, how many tell one act, and the other way
round; acts_whole: share of the acts whose places are all in one incident that holds no place of another act;
slots_right: share of the stated agreements of slots (agree, compatible, differ, one) that come out.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

from dateline import Document, read
from dateline.knowledge import Knowledge, load_knowledge
from dateline.ledger.incidents.incidents import Incident, incidents
from dateline.ledger.nouns import Entry
from dateline.types import Span
from evaluation.base import Outcome, Row
from evaluation.rooms import Rooms

CASES = Path(__file__).parents[1] / "tests" / "cases" / "incidents.jsonl"


@dataclass(slots=True)
class Tally:
    """Counts over all cases."""

    places: int = 0
    read: int = 0
    together: int = 0
    alike: int = 0
    right: int = 0
    acts: int = 0
    whole: int = 0
    slots: int = 0
    slots_right: int = 0
    wrong: list[str] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Shares of one, and counts."""
        return {
            "places": self.places, "places_read": _share(self.read, self.places),
            "pairs_precision": _share(self.right, self.together), "pairs_recall": _share(self.right, self.alike),
            "acts": self.acts, "acts_whole": _share(self.whole, self.acts),
            "slots": self.slots, "slots_right": _share(self.slots_right, self.slots),
        }  # fmt: skip


def _share(part: int, whole: int) -> float:
    return round(part / whole, 3) if whole else 1.0


def case_entries(case: Mapping[str, Any], know: Knowledge) -> list[Entry]:
    """The statements that the reader finds in the reports of a case, as one story."""
    documents = [Document(d["id"], d["text"], None, d["publisher"], d["published"]) for d in case["documents"]]
    found = [(document, statement) for document in documents for statement in read(document, know).statements]
    return [Entry(pk, document, statement, "", case["case"]) for pk, (document, statement) in enumerate(found, 1)]


def tally(cases: Sequence[Mapping[str, Any]], know: Knowledge) -> Tally:
    """Read, put together and judge all cases."""
    found = Tally()
    for case in cases:
        entries = case_entries(case, know)
        _judge(case, entries, incidents(entries), found)
    return found


def _judge(case: Mapping[str, Any], entries: Sequence[Entry], made: Sequence[Incident], found: Tally) -> None:
    home = {pk: incident.id for incident in made for pk in incident.statements}
    told: list[tuple[str, str, str]] = []  # act, place, incident
    for act, places in case["acts"].items():
        read_places = [(place, home[pk]) for place in places if (pk := _statement(place, case, entries)) is not None]
        found.places += len(places)
        found.read += len(read_places)
        told += [(act, place, incident) for place, incident in read_places]
    for (act, place, incident), (other_act, other, other_incident) in combinations(told, 2):
        _count_pair(f"{case['case']}: {place} / {other}", act == other_act, incident == other_incident, found)
    for act in case["acts"]:
        own = {incident for a, _, incident in told if a == act}
        strangers = {incident for a, _, incident in told if a != act}
        found.acts += bool(own)
        found.whole += len(own) == 1 and not own & strangers
    _judge_slots(case, told, {incident.id: incident for incident in made}, found)


def _count_pair(names: str, alike: bool, together: bool, found: Tally) -> None:
    found.alike += alike
    found.together += together
    found.right += alike and together
    if alike != together:
        found.wrong.append(f"{names}: {'put together' if together else 'kept apart'}")


def _judge_slots(
    case: Mapping[str, Any], told: Sequence[tuple[str, str, str]], made: Mapping[str, Incident], found: Tally
) -> None:
    for act, expected in case["slots"].items():
        homes = sorted(incident for a, _, incident in told if a == act)
        for name, agreement in expected.items():
            slot = made[homes[0]].slot(name) if homes else None
            got = slot.agreement if slot else "nothing"
            found.slots += 1
            found.slots_right += got == agreement
            if got != agreement:
                found.wrong.append(f"{case['case']}: {act}: {name} is {got}, not {agreement}")


def _statement(place: str, case: Mapping[str, Any], entries: Sequence[Entry]) -> int | None:
    """The statement whose trigger shares most characters with the words of the place."""
    letter, _, words = place.partition(":")
    document = next(d for d in case["documents"] if d["id"].endswith(f"-{letter}"))
    start = document["text"].index(words)
    span = Span(start, start + len(words))
    shared = [(_common(e.statement.trigger, span), -e.pk) for e in entries if e.document.id == document["id"]]
    best = max(shared, default=(0, 0))
    return -best[1] if best[0] else None


def _common(a: Span, b: Span) -> int:
    return max(0, min(a.end, b.end) - max(a.start, b.start))


def load_cases(path: Path = CASES) -> list[dict[str, Any]]:
    """The cases, one JSON object a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def run(rows: Sequence[Row], rooms: Rooms) -> Outcome:
    """The figures of all cases, as a set of the evaluation."""
    found = tally(rows, rooms.know)
    return Outcome({**found.figures()}, notes=found.wrong)


def _lines(found: Tally) -> Iterator[str]:
    yield from (f"{name:<16} {value}" for name, value in found.figures().items())
    yield from found.wrong


def main() -> None:
    """Print the figures and what came out otherwise."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.incidents_ledger", description=__doc__)
    parser.add_argument("--data", type=Path, default=CASES, help="cases, JSONL (default: tests/cases)")
    args = parser.parse_args()
    print("\n".join(_lines(tally(load_cases(args.data), load_knowledge()))))


if __name__ == "__main__":
    main()

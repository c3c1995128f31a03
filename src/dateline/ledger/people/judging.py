"""What coders judge of a statement, and what follows for the machine: agreement, precision, F1, confusions.

Pure: the judgements of a sample in, figures out.  A verdict says whether a slot is right as the machine gave it; of a
wrong one the coder may say what it should be.  The *final* verdict of a slot is the adjudicated one, else that on which
all who judged it agree.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, Literal, NamedTuple

from dateline.ledger.people.agreement import Figure, alpha, bootstrapped, f1, kappa, observed, wilson
from dateline.ledger.people.corrections import NONE, Slot, parts_of

Verdict = Literal["yes", "no", "unsure"]
JUDGED: tuple[Slot, ...] = ("event", "actor", "recipient", "status", "voice", "when", "where")
ADJUDICATED = "adjudicated"  # the coder whose word is final
ALL = "all slots"


class Vote(NamedTuple):
    """What a coder says of a slot: is it right, and if not, what it should be (None: not said)."""

    verdict: Verdict
    value: str | None = None


class Item(NamedTuple):
    """A statement of the sample: the machine's values by slot, and the votes by coder and slot.

    `document` keeps statements of one document together; `weight`: how many of the frame it stands for, if known.
    """

    number: int
    document: str
    machine: Mapping[Slot, str]
    votes: Mapping[str, Mapping[Slot, Vote]]
    weight: float | None = None

    def coders(self) -> list[str]:
        """Who judged it, but the adjudicator, by name."""
        return sorted(c for c in self.votes if c != ADJUDICATED)

    def final(self, slot: Slot) -> Vote | None:
        """The adjudicated vote, else the one that all agree on; None while there is none.  Unsure is no verdict.

        Coders who agree that a slot is wrong but not on what it should be leave the value open.
        """
        last = self.votes.get(ADJUDICATED, {}).get(slot)
        if last is not None:
            return None if last.verdict == "unsure" else last
        votes = [v for c in self.coders() if (v := self.votes[c].get(slot)) is not None]
        if not votes or len({v.verdict for v in votes}) > 1 or votes[0].verdict == "unsure":
            return None
        values = {v.value and canonical(slot, v.value) for v in votes}
        return Vote(votes[0].verdict, votes[0].value if len(values) == 1 else None)


class Measure(NamedTuple):
    """One line of the report: what was measured of whom, on how many, with the 95 % interval."""

    section: str
    subject: str
    who: str
    measure: str
    n: int
    value: float | None
    low: float | None = None
    high: float | None = None


def canonical(slot: Slot, value: str) -> str:
    """The value as it is compared: codes alone, those of parties in order; words and characters left out."""
    if slot == "voice" and value != NONE:
        return " > ".join("; ".join(sorted(p.code for p in parts_of(level))) for level in value.split(">"))
    if slot in ("actor", "recipient", "where"):
        return "; ".join(sorted(p.code for p in parts_of(value))) or NONE
    return value.partition("@")[0].strip()


def said(item: Item, slot: Slot, vote: Vote | None) -> str | None:
    """The value that a vote holds to be right; None where it does not say."""
    if vote is None or vote.verdict == "unsure" or (vote.verdict == "no" and vote.value is None):
        return None
    return canonical(slot, item.machine[slot] if vote.verdict == "yes" else vote.value or NONE)


def measures(items: Sequence[Item]) -> list[Measure]:
    """All figures of a sample, section by section: agreement, precision, by event type, f1, status."""
    return [*_agreement(items), *_precision(items), *_by_event(items), *_slot_f1(items), *_talk_as_fact(items)]


def disagreements(items: Iterable[Item]) -> Iterator[tuple[Item, Slot]]:
    """Slots of which coders say different things, whether right or what it should be, and that nobody adjudicated."""
    for item in items:
        for slot in JUDGED:
            votes = [v for c in item.coders() if (v := item.votes[c].get(slot)) is not None]
            told = {(v.verdict, v.value and canonical(slot, v.value)) for v in votes}
            if len(told) > 1 and slot not in item.votes.get(ADJUDICATED, {}):
                yield item, slot


def confusion(items: Iterable[Item], slot: Slot) -> dict[tuple[str, str], int]:
    """How often the machine gives one value where the final vote says another (or the same); sorted."""
    counts = Counter(
        (canonical(slot, item.machine[slot]), told) for item in items
        if (told := said(item, slot, item.final(slot))) is not None)
    return dict(sorted(counts.items()))


def _agreement(items: Sequence[Item]) -> Iterator[Measure]:
    coders = sorted({c for item in items for c in item.coders()})
    for one, other in combinations(coders, 2):
        who = f"{one}, {other}"
        for slot in JUDGED:
            yield from _pair(items, slot, (slot,), one, other, who)
        yield from _pair(items, ALL, JUDGED, one, other, who)
    for slot in JUDGED if len(coders) > 1 else ():
        told = ([v for c in i.coders() if (v := i.votes[c].get(slot)) and v.verdict != "unsure"] for i in items)
        units = [[v.verdict for v in votes] for votes in told]
        n = sum(len(u) > 1 for u in units)
        yield Measure("agreement", slot, ", ".join(coders), "alpha", n, alpha(units))


def _pair(
    items: Sequence[Item], subject: str, slots: Sequence[Slot], one: str, other: str, who: str
) -> Iterator[Measure]:
    verdicts: dict[str, Counter[tuple[Any, Any]]] = defaultdict(Counter)
    values: dict[str, Counter[tuple[Any, Any]]] = defaultdict(Counter)
    for item, slot in ((i, s) for i in items for s in slots):
        a, b = (item.votes.get(c, {}).get(slot) for c in (one, other))
        if a is None or b is None or "unsure" in (a.verdict, b.verdict):
            continue
        verdicts[item.document][a.verdict, b.verdict] += 1
        x, y = said(item, slot, a), said(item, slot, b)
        if None not in (x, y) or a.verdict != b.verdict:  # a yes and a no are two values, whether said or not
            values[item.document][(slot, x), (slot, y)] += 1
    yield measured("agreement", subject, who, "observed", verdicts, observed)
    yield measured("agreement", subject, who, "kappa", verdicts, kappa)
    yield measured("agreement", subject, who, "kappa of values", values, kappa)


def measured(
    section: str, subject: str, who: str, name: str, clusters: Mapping[str, Mapping[Any, float]], measure: Any
) -> Measure:
    """One measure of the counts of each document, with its bootstrap interval."""
    figure = bootstrapped([clusters[d] for d in sorted(clusters)], measure)
    n = round(sum(sum(c.values()) for c in clusters.values()))
    return Measure(section, subject, who, name, n, *figure)


def _precision(items: Sequence[Item]) -> Iterator[Measure]:
    coders = sorted({c for item in items for c in item.coders()})
    for slot in (*JUDGED, ALL):
        for who in (*coders, "final"):
            votes = [(i, v) for i in items if (v := _verdict(i, slot, who)) is not None]
            yield Measure("precision", slot, who, "precision", len(votes), *_wilson(v for _, v in votes))
        if len({item.weight for item in items}) > 1 and all(item.weight is not None for item in items):
            yield _weighted(slot, [(i, v) for i in items if (v := _verdict(i, slot, "final")) is not None])


def _verdict(item: Item, slot: Slot | str, who: str) -> bool | None:
    """Is the slot (or are all slots) right, by one coder or finally?  None where that is open.

    Of all slots it is open while one is: to count a statement as wrong for its first wrong slot, and as right only when
    the last is judged, would make the judged ones look worse.  Where there is no such statement it is wrong.
    """
    told = {s: item.final(s) if who == "final" else item.votes.get(who, {}).get(s) for s in JUDGED}
    if slot == ALL and (event := told["event"]) is not None and event == Vote("no", NONE):
        return False
    votes = [vote for s, vote in told.items() if slot in (s, ALL)]
    if any(v is None or v.verdict == "unsure" for v in votes):
        return None
    return all(v is not None and v.verdict == "yes" for v in votes)


def _wilson(verdicts: Iterable[bool]) -> Figure:
    counts = Counter(verdicts)
    return wilson(counts[True], counts.total())


def _weighted(slot: str, votes: Sequence[tuple[Item, bool]]) -> Measure:
    """The precision of the frame: each statement counts for those that it stands for."""
    clusters: dict[str, dict[bool, float]] = defaultdict(dict)
    for item, right in votes:
        mine = clusters[item.document]
        mine[right] = mine.get(right, 0.0) + (item.weight or 0.0)

    def share(counts: Mapping[bool, float]) -> float | None:
        total = sum(counts.values())
        return counts.get(True, 0.0) / total if total else None

    figure = bootstrapped([clusters[d] for d in sorted(clusters)], share)
    return Measure("precision", slot, "final, weighted", "precision", len(votes), *figure)


def _by_event(items: Sequence[Item]) -> Iterator[Measure]:
    """By the machine's event type: is the event right, are all slots right, by the final votes."""
    for event in sorted({item.machine["event"] for item in items}):
        mine = [item for item in items if item.machine["event"] == event]
        for slot in ("event", ALL):
            votes = [v for i in mine if (v := _verdict(i, slot, "final")) is not None]
            yield Measure("by event", event, "final", slot, len(votes), *_wilson(votes))


def _slot_f1(items: Sequence[Item]) -> Iterator[Measure]:
    """Of what the machine gives and what it should give; of lists every entry counts."""
    whole: dict[str, Counter[str]] = defaultdict(Counter)
    for slot in JUDGED:
        clusters: dict[str, Counter[str]] = defaultdict(Counter)
        for item in items:
            vote = item.final(slot)
            if vote is not None:
                counts = _found_and_missed(item, slot, vote)
                clusters[item.document] += counts
                whole[item.document] += counts
        n = sum(item.final(slot) is not None for item in items)
        yield Measure("f1", slot, "final", "f1", n, *bootstrapped([clusters[d] for d in sorted(clusters)], f1))
    n = sum(item.final(slot) is not None for item in items for slot in JUDGED)
    yield Measure("f1", ALL, "final", "f1", n, *bootstrapped([whole[d] for d in sorted(whole)], f1))


def _found_and_missed(item: Item, slot: Slot, vote: Vote) -> Counter[str]:
    """True and false positives and false negatives of one slot; a wrong slot whose right value is open misses one."""
    given = entries_of(canonical(slot, item.machine[slot]))
    right = said(item, slot, vote)
    if right is None:
        return Counter(fp=given.total(), fn=1)
    wanted = entries_of(right)
    both = (given & wanted).total()
    return Counter(tp=both, fp=given.total() - both, fn=wanted.total() - both)


def entries_of(value: str) -> Counter[str]:
    """The entries of a value, how often each stands there."""
    return Counter(e.strip() for e in value.replace(">", ";").split(";")) if value != NONE else Counter()


def _talk_as_fact(items: Sequence[Item]) -> Iterator[Measure]:
    """Of what the machine codes with each status: how often the final vote holds another."""
    table = confusion(items, "status")
    for status in sorted({machine for machine, _ in table}):
        of = sum(n for (machine, _), n in table.items() if machine == status)
        for told in sorted({told for machine, told in table if machine == status}):
            yield Measure("status", f"{status} → {told}", "final", "share", of, *wilson(table[status, told], of))
    fact = [v for i in items if i.machine["status"] == "actual" and (v := i.final("status")) is not None]
    if fact:
        wrong = sum(v.verdict == "no" for v in fact)
        figure = wilson(wrong, len(fact))
        yield Measure("status", "talk as fact", "final", "actual judged not actual", len(fact), *figure)

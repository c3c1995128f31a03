"""Verdicts in words: a few lines a triple, one line for all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from dateline.exports.plain import flat
from dateline.verifying.checking import FAILS, SLOTS, Checked

REMINDER = "As reported; not what is true. What Dateline has not read is not false."
NAMES = {"absent": "quote absent", "swapped": "direction swapped", "talk as fact": "talk as fact",
         "fact as talk": "fact as talk"}


def lines(checked: Checked) -> Iterator[str]:
    """The triple, the verdicts on it, Dateline's own reading, what is wrong."""
    yield f"{checked.claim}  [{checked.id or checked.at}]"
    if checked.verdict != "not checked":
        yield " · ".join(_verdicts(checked))
    if checked.statement_id:
        yield (f"Dateline: {checked.dateline} · {checked.dateline_status}; {checked.dateline_voice} · "
               f"id {checked.statement_id}")
    if checked.passage and checked.verdict != "holds":
        yield f"Text, characters {checked.start:,}-{checked.end:,}: {flat(checked.passage)}"
    if checked.why:
        yield checked.why


def _verdicts(checked: Checked) -> Iterator[str]:
    if checked.verbatim != "not given":
        place = f" (characters {checked.start:,}-{checked.end:,})" if checked.verbatim in ("exact", "near") else ""
        yield f"quote {checked.verbatim}{place}"
    for name in SLOTS:
        if (verdict := getattr(checked, name)) != "not given":
            yield f"{name} {verdict}"


def summary(found: Iterable[Checked]) -> str:
    """`15 triples: 6 hold, 7 do not hold (2 quote absent, …), 2 open (1 not read).` and how to take it."""
    every = [*found]
    wholes = Counter(c.verdict for c in every)
    failures = Counter(_name(slot, verdict) for c in every for slot in ("verbatim", *SLOTS)
                       if (verdict := getattr(c, slot)) in FAILS)
    unread = sum(c.verdict == "open" and c.statement_id is None for c in every)
    parts = [f"{wholes['holds']:,} hold", f"{wholes['does not hold']:,} do not hold{_listed(failures)}",
             f"{wholes['open']:,} open{f' ({unread:,} not read)' if unread else ''}"]
    if wholes["not checked"]:
        parts.append(f"{wholes['not checked']:,} not checked")
    count = f"{len(every):,} triple{'' if len(every) == 1 else 's'}"
    return f"{count}: {', '.join(parts)}. {REMINDER}"


def _name(slot: str, verdict: str) -> str:
    return NAMES.get(verdict, f"other {slot}")


def _listed(counts: Counter[str]) -> str:
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return f" ({', '.join(f'{n:,} {name}' for name, n in ordered)})" if ordered else ""

"""Standing relations between two parties: sanctions, recognition, alliance, war …, with the interval they are told for.

Which statements open, hold or close a relation stands in `data/ledger/relations.toml`.  All is as reported: an
interval is what statements, taken together, say of beginning and end, never more exact than they are.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

import msgspec

from dateline.errors import KnowledgeError
from dateline.knowledge import DATA
from dateline.ledger.nouns import Entry
from dateline.ledger.relations.evidence import Passage, origin_of, passage, told_by
from dateline.ledger.relations.flows import STATUSES, fits, named
from dateline.types import Status

Phase = Literal["closes", "opens", "holds"]
PHASES: tuple[Phase, ...] = ("closes", "opens", "holds")
State = Literal["in force", "ended", "spoken of", "denied"]


class Sign(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of statement that tells of a relation; the fields are explained in relations.toml."""

    event: str
    modes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    background: bool | None = None
    sentence: bool = False
    others: tuple[str, ...] = ()
    way: Literal["same", "back"] = "same"


class Relation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of standing relation."""

    id: str
    name: str
    match: tuple[str, ...]
    reject: tuple[str, ...]
    mutual: bool = False
    closing_alone: bool = True
    closes: tuple[Sign, ...] = ()
    opens: tuple[Sign, ...] = ()
    holds: tuple[Sign, ...] = ()


class _Relations(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    relation: tuple[Relation, ...]


class Told(NamedTuple):
    """What one statement tells of a relation between two parties.  `first`, `last`: bounds of its time, ISO dates."""

    relation: Relation
    a: str
    b: str
    phase: Phase
    status: Status
    first: str | None
    last: str | None
    entry: Entry


class Standing(msgspec.Struct, frozen=True):
    """A relation over one stretch of time, as reported.

    From `a` to `b`, or mutual.  `state`: in force, ended; spoken of (nobody says that it came about, only that it is
    planned or possible); denied.  `edtf`: the stretch as an interval of ISO 8601-2, `..` where nothing closes it, an
    empty beginning where nothing says when it began; `beginnings`: all that statements give as its beginning (rounds of
    sanctions, reports that differ), the earliest first; the stretch takes the one that most origins give.  Bounds of
    beginning and end are ISO dates, None where open; without an opening statement `begins_latest` is the first day on
    which it is told as holding.  `reported_first`, `reported_last`: days of the reports.  `contested`: somebody denies
    it, or it is told as holding after its end.
    """

    relation: str
    name: str
    a: str
    b: str
    mutual: bool
    state: State
    edtf: str | None
    beginnings: tuple[str, ...]
    begins_earliest: str | None
    begins_latest: str | None
    ends_earliest: str | None
    ends_latest: str | None
    reported_first: str | None
    reported_last: str | None
    contested: bool
    statuses: dict[Status, int]
    own_voice: int
    voices: tuple[str, ...]
    denied_by: tuple[str, ...]
    origins: int
    opening: tuple[int, ...]
    holding: tuple[int, ...]
    closing: tuple[int, ...]
    passages: tuple[Passage, ...]


def standing(entries: Iterable[Entry], a: str, b: str) -> tuple[Standing, ...]:
    """The relations between two parties (codes of countries or organisations) that the statements tell of.

    One for each stretch from an opening to a closing; in the order of relations.toml, `a` before `b`, then by time.
    """
    groups: dict[tuple[int, int], list[Told]] = {}
    order = {relation.id: n for n, relation in enumerate(known_relations())}
    for entry in entries:
        for told in told_of(entry):
            if {told.a, told.b} == {a, b}:
                way = 0 if told.relation.mutual else int(told.a == b)
                groups.setdefault((order[told.relation.id], way), []).append(told)
    stretches = (stretch for key in sorted(groups) for stretch in _stretches(groups[key]))
    return tuple(_standing(stretch) for stretch in stretches if _told_enough(stretch))


def told_of(entry: Entry) -> Iterator[Told]:
    """What the statement tells of relations, once for each relation and pair; the parties of a mutual one sorted."""
    s = entry.statement
    first, last = _bounds(entry)
    actors, others = named(s.actor), named(s.recipient)
    for relation in known_relations():
        phase, sign = next(((p, sign) for p in PHASES for sign in getattr(relation, p) if _fits(sign, entry)),
                           (None, None))
        if phase is None or sign is None:
            continue
        pairs = [(x, y) for x in actors for y in (others or (actors if relation.mutual else ())) if x != y]
        turned = {(min(p), max(p)) if relation.mutual else p[::-1] if sign.way == "back" else p for p in pairs}
        for x, y in sorted(turned):
            if not sign.others or y in sign.others:
                yield Told(relation, x, y, phase, s.factuality.status, first, last, entry)


@functools.lru_cache(maxsize=1)
def known_relations() -> tuple[Relation, ...]:
    """The table of relations, data/ledger/relations.toml.  Raises KnowledgeError where it cannot be read."""
    path = DATA / "ledger" / "relations.toml"
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _Relations).relation
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise KnowledgeError(f"{path.name}: {error}") from error


def _fits(sign: Sign, entry: Entry) -> bool:
    s, text = entry.statement, entry.document.text
    if s.event != sign.event or (sign.modes and (s.mode or "") not in sign.modes):
        return False
    if sign.background is not None and sign.background != s.background:
        return False
    words = " ".join([entry.words(), *(q.span.of(text) for q in s.what)])
    where = f"{words} {' '.join(span.of(text) for span in s.evidence)}" if sign.sentence else words
    return (not sign.words or fits(sign.words, where)) and not fits(sign.unless, words)


def _bounds(entry: Entry) -> tuple[str | None, str | None]:
    """First and last day that the statement is told for; a standing state without a time is told for its report."""
    interval = entry.statement.when_interval
    if interval is None or (interval.earliest is None and interval.latest is None):
        return None, None
    return interval.earliest and interval.earliest[:10], interval.latest and interval.latest[:10]


def _lasting(told: Told) -> bool:
    """Is its time a stretch that it lasted, not a point known to a month or year?"""
    return "/" in (told.entry.statement.when or "")


def _day(told: Told) -> str:
    """Where it stands in the order of things: the first day that it may be of, else that of the report."""
    return told.first or told.last or told.entry.day or ""


def _stretches(found: Sequence[Told]) -> list[list[Told]]:
    """The statements sorted into stretches: a closing ends one, an opening after it begins the next.

    What is planned, possible or denied, or told as holding, belongs to the stretch that it falls in or follows.
    """
    rank = {"opens": 0, "holds": 1, "closes": 2}
    stretches: list[list[Told]] = [[]]
    for told in sorted(found, key=lambda t: (_day(t), rank[t.phase], t.entry.pk)):
        closed = any(t.phase == "closes" and t.status == "actual" for t in stretches[-1])
        if closed and told.phase == "opens":
            stretches.append([])
        stretches[-1].append(told)
    return stretches


def _told_enough(stretch: Sequence[Told]) -> bool:
    """Troops that leave end an occupation only if there was talk of one."""
    return stretch[0].relation.closing_alone or any(t.phase != "closes" for t in stretch)


def _standing(found: Sequence[Told]) -> Standing:
    actual = [t for t in found if t.status == "actual"]
    opening = [t for t in actual if t.phase == "opens"]
    holding = [t for t in actual if t.phase == "holds"]
    closing = [t for t in actual if t.phase == "closes"]
    denied = [t for t in found if t.status == "negated"]
    begins = _beginning(opening, holding)
    ends = _end(actual, closing)
    entries = [*{t.entry.pk: t.entry for t in found}.values()]
    days = sorted(t.entry.day for t in found if t.entry.day)
    voices = [told_by(e) for e in entries]
    last = ends and (ends[1] or ends[0])
    stale = last is not None and any(not _lasting(t) and _day(t) > last for t in holding)
    return Standing(
        found[0].relation.id, found[0].relation.name, found[0].a, found[0].b, found[0].relation.mutual,
        state="ended" if ends else "in force" if actual else "spoken of" if len(denied) < len(found) else "denied",
        edtf=_edtf(actual, closing, _first(opening, holding), bool(ends)) if actual else None,
        beginnings=_beginnings(opening, holding),
        begins_earliest=begins[0], begins_latest=begins[1],
        ends_earliest=ends[0] if ends else None, ends_latest=ends[1] if ends else None,
        reported_first=days[0] if days else None, reported_last=days[-1] if days else None,
        contested=stale or (bool(denied) and bool(actual)),
        statuses={s: n for s in STATUSES if (n := sum(t.status == s for t in found))},
        own_voice=sum(v is None for v in voices),
        voices=tuple(dict.fromkeys(v for v in voices if v)),
        denied_by=tuple(dict.fromkeys(told_by(t.entry) or "the report itself" for t in denied)),
        origins=len({origin_of(e) for e in entries}),
        opening=_numbers(opening), holding=_numbers(holding), closing=_numbers(closing),
        passages=tuple(passage(t.entry, t.phase, t.status) for t in found),
    )  # fmt: skip


def _numbers(found: Sequence[Told]) -> tuple[int, ...]:
    return tuple(t.entry.pk for t in found)


def _beginning(opening: Sequence[Told], holding: Sequence[Told]) -> tuple[str | None, str | None]:
    """The bounds of the beginning: of the dated opening; else not after the first day that it is told for."""
    first = _first(opening, holding)
    if first is not None:
        return first.first, first.first if _lasting(first) else first.last
    known = sorted(d for t in (*opening, *holding) if (d := t.last or t.entry.day))
    return None, known[0] if known else None


def _first(opening: Sequence[Told], holding: Sequence[Told]) -> Told | None:
    """Whose time is the beginning: that of the openings, else of the stretches that it is told to last.

    Where they differ, the month that most origins give; of equals a date before a stretch (*the largest war since
    1945*), then the earlier; in its most precise form.
    """
    for found in (opening, [t for t in holding if _lasting(t)]):
        months: dict[str, list[Told]] = {}
        for told in found:
            if told.first:
                months.setdefault(told.first[:7], []).append(told)
        if months:
            first = min(months, key=lambda m: (-len({origin_of(t.entry) for t in months[m]}),
                                               all(map(_lasting, months[m])), m))
            return min(months[first], key=lambda t: (-len(_since(t).rstrip("~")), t.entry.pk))
    return None


def _beginnings(opening: Sequence[Told], holding: Sequence[Told]) -> tuple[str, ...]:
    """All that the statements give as its beginning, as they give it, the earliest first."""
    told = [t for t in (*opening, *(t for t in holding if _lasting(t))) if t.first]
    told.sort(key=lambda t: (t.first or "", t.entry.pk))
    return tuple(dict.fromkeys(_since(t) for t in told))


def _since(told: Told) -> str:
    return (told.entry.statement.when or "").partition("/")[0]


def _end(actual: Sequence[Told], closing: Sequence[Told]) -> tuple[str | None, str | None] | None:
    """The bounds of the end: of the first closing, else the end of the stretch that a statement gives; None: open."""
    if closing:
        first = min(closing, key=lambda t: (_day(t), t.entry.pk))
        return first.first, first.last or first.entry.day
    lasting = [t.last for t in actual if _lasting(t) and t.first and t.last]
    return (max(lasting), max(lasting)) if lasting else None


def _edtf(actual: Sequence[Told], closing: Sequence[Told], first: Told | None, ended: bool) -> str:
    """The stretch in the words of the statements: `2014-03/..`, `/2021-01`, `1979/1989`."""
    begin = _since(first) if first is not None else ""
    if not ended:
        return f"{begin}/.."
    lasting = [t for t in actual if _lasting(t) and t.last]
    last = min(closing, key=lambda t: (_day(t), t.entry.pk)) if closing else max(lasting, key=lambda t: t.last or "")
    return f"{begin}/{(last.entry.statement.when or '').rpartition('/')[2]}"

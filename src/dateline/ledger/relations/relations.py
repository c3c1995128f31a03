"""A dyad's card: what flows each way, which relations stand, how much is told and how it weighs, as reported."""

from __future__ import annotations

import csv
import functools
import tomllib
from collections.abc import Iterable, Mapping, Sequence

import msgspec
import sqlalchemy as sa

from dateline.codes import BODIES
from dateline.exports.plain import flat
from dateline.exports.rows import joined
from dateline.knowledge import DATA
from dateline.ledger.loading import entries as load_entries
from dateline.ledger.loading import linked
from dateline.ledger.nouns import Entry
from dateline.ledger.query import Asked
from dateline.ledger.relations.evidence import Passage, origin_of
from dateline.ledger.relations.flows import STATUSES, Flow, flows
from dateline.ledger.relations.standing import Standing, standing
from dateline.ledger.relations.wanted import on_dyads
from dateline.ledger.schema import DYADS, STATEMENTS
from dateline.ledger.table import Table, table
from dateline.types import Mention, Statement, Status

REMINDER = "As reported; not what is true. Statements are not happenings: several may tell of one."
STATUS_WORDS: Mapping[Status, str] = {
    "actual": "as having happened or going on",
    "planned": "as planned",
    "possible": "as possible",
    "negated": "as not happening",
}
BODY_NAMES: Mapping[str, str] = {
    "IGO": "intergovernmental bodies", "NGO": "non-governmental bodies", "MNC": "international companies",
    "IMG": "armed groups across borders", "ISM": "social movements",
}  # fmt: skip
MANY = 500  # values in one IN list


class Intensity(msgspec.Struct, frozen=True):
    """What is told of one side's acts towards the other.

    `cooperation`, `conflict`: statements whose act took place by their voice, by class.  Scores, PLOVER's and
    Goldstein's from -10 (violence) to 10 (aid), are of the statements that have one: those, and plans and promises as
    the agreements that PLOVER makes of them; None where there is none.
    """

    actor: str
    recipient: str
    statements: int
    statuses: dict[Status, int]
    cooperation: int
    conflict: int
    own_voice: int
    background: int
    plover_sum: float | None
    plover_mean: float | None
    goldstein_sum: float | None
    goldstein_mean: float | None


class Dyad(msgspec.Struct, frozen=True):
    """The card of two parties.  Codes are those of countries or organisations; `names` are theirs, where known.

    `first`, `last`: days of the reports.  `both`: what they are told to do together, counted in each direction too.
    """

    a: str
    b: str
    names: tuple[str, str]
    statements: int
    documents: int
    origins: int
    first: str | None
    last: str | None
    intensity: tuple[Intensity, Intensity]
    both: int
    flows: tuple[Flow, ...]
    standing: tuple[Standing, ...]


def card(entries: Sequence[Entry], a: str, b: str) -> Dyad:
    """The card of `a` and `b`, of those of the statements that run between them."""
    own = [e for e in entries if between(e.statement, a, b)]
    days = sorted(e.day for e in own if e.day)
    return Dyad(
        a, b, (name_of(a), name_of(b)), len(own), len({e.document.id for e in own}), len({origin_of(e) for e in own}),
        days[0] if days else None, days[-1] if days else None,
        (_intensity(own, a, b), _intensity(own, b, a)), sum(not e.statement.recipient for e in own),
        flows(own, a, b), standing(own, a, b),
    )  # fmt: skip


def dyad(
    connection: sa.Connection, a: str, b: str, *, since: str | None = None, until: str | None = None,
    filter: Asked = None, most: int | None = None,
) -> Dyad:
    """The card of two parties from the ledger.  `since`, `until`: months YYYY-MM of the statements, both inside; with
    them, what has no month (history) is left out.  `filter`, `most`: of `dyad_entries`."""
    return card(dyad_entries(connection, a, b, since=since, until=until, filter=filter, most=most), a, b)


def dyad_entries(
    connection: sa.Connection, a: str, b: str, *, since: str | None = None, until: str | None = None,
    filter: Asked = None, most: int | None = None,
) -> list[Entry]:
    """The statements of the present ledger that run between two parties, in the order of their documents.

    `filter`: only those that it finds; `most`: only so many, those of the latest months (without a month last).
    """
    d = DYADS.c
    pair = sa.or_(sa.and_(d.actor == a, d.recipient == b), sa.and_(d.actor == b, d.recipient == a))
    query = sa.select(d.statement_pk).where(pair, d.current, *on_dyads(filter, connection.dialect.name))
    query = query.where(d.month >= since[:7]) if since else query
    query = query.where(d.month <= until[:7]) if until else query
    query = query.group_by(d.statement_pk).order_by(
        sa.func.max(sa.func.coalesce(d.month, "")).desc(), d.statement_pk.desc()).limit(most)
    numbers = sorted(connection.execute(query).scalars())
    documents: set[int] = set()
    for start in range(0, len(numbers), MANY):
        some = numbers[start : start + MANY]
        of = sa.select(STATEMENTS.c.document_pk).where(STATEMENTS.c.statement_pk.in_(some))
        documents.update(connection.execute(of).scalars())
    wanted = set(numbers)
    return [e for e in load_entries(connection, documents, linked(connection, documents)) if e.pk in wanted]


def between(statement: Statement, a: str, b: str) -> bool:
    """Does the act run between the two: from one to the other, or of both together without recipient?"""
    actors, others = _countries(statement.actor), _countries(statement.recipient)
    if not others:
        return {a, b} <= actors
    return (a in actors and b in others) or (b in actors and a in others)


def towards(statement: Statement, a: str, b: str) -> bool:
    """Does the act go from `a` to `b`?  What both do together goes both ways."""
    actors, others = _countries(statement.actor), _countries(statement.recipient)
    return a in actors and b in (others or actors)


@functools.lru_cache(maxsize=1)
def _names() -> Mapping[str, str]:
    names: dict[str, str] = {"REG": "regions and groups of countries"}
    for file, column in (("organisations.csv", "canonical"), ("states.csv", "name")):
        with (DATA / "actors" / file).open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                if file == "states.csv" or (len(row["code"]) == 3 and row["code"] in ("UNO", "EUR")):
                    names.setdefault(row["code"], row[column])
    sectors: dict[str, str] = tomllib.loads((DATA / "codebook" / "names.toml").read_text(encoding="utf-8"))["sectors"]
    return {**{code: words.partition(",")[0] for code, words in sectors.items()}, **names, **BODY_NAMES}


def name_of(code: str) -> str:
    """The name of a country or organisation by its code; the code itself where there is none."""
    return _names().get(code, code)


def known_codes() -> frozenset[str]:
    """All codes of countries and of bodies that stand where a country stands."""
    return frozenset(_names()) | BODIES


def dyad_table(found: Dyad) -> Table:
    """The flows and relations of a card, one row each; `about` says which; lists joined with "; "."""
    columns = ("about", "from", "to", "mutual", "what", "state", "interval", "actual", "planned", "possible", "negated",
               "own_voice", "voices", "origins", "words", "quantities", "statements")
    rows = []
    for flow in found.flows:
        state = "stopped" if flow.stopped else "realised" if flow.realised else "not realised"
        rows.append(("flow", flow.giver, flow.taker, flow.mutual, flow.kind, state, None, *_told(flow.statuses),
                     flow.own_voice, joined(flow.voices), flow.origins, joined(flow.words), joined(flow.quantities),
                     [*flow.statements]))
    for r in found.standing:
        numbers = [*dict.fromkeys(p.statement for p in r.passages)]
        rows.append(("relation", r.a, r.b, r.mutual, r.relation, r.state, r.edtf, *_told(r.statuses), r.own_voice,
                     joined(r.voices), r.origins, None, None, numbers))
    return table(columns, rows)


def _told(statuses: Mapping[Status, int]) -> list[int]:
    return [statuses.get(status, 0) for status in STATUSES]


def dyad_words(found: Dyad, passages: int = 2) -> list[str]:
    """The card in words, a line each; `passages`: how many sentences are quoted below each flow and relation."""
    a, b = (_titled(n, c) for n, c in zip(found.names, (found.a, found.b), strict=True))
    lines = [f"{a} and {b}", REMINDER]
    if not found.statements:
        return [*lines, "The ledger has no statement that runs between them."]
    span = f", reports of {found.first} to {found.last}" if found.first else ""
    lines += [f"{_count(found.statements, 'statement')} in {_count(found.documents, 'document')}, "
              f"{_count(found.origins, 'origin')}{span}", ""]
    for side in found.intensity:
        lines += intensity_words(side)
    for way, (title, flowing) in enumerate(_sides(found)):
        if flowing:
            lines += ["", title]
            for flow in flowing:
                lines += [f"  {flow_words(flow)}", *_quoted(flow.passages, passages)]
        elif way < 2:
            lines += ["", title, "  nothing that a statement tells of"]
    lines += ["", "Standing relations"] if found.standing else []
    for relation in found.standing:
        lines += [f"  {standing_words(relation)}", *_quoted(relation.passages, passages)]
    return lines


def _sides(found: Dyad) -> list[tuple[str, list[Flow]]]:
    first, second = found.names
    return [
        (f"{first} → {second}: what flows", [f for f in found.flows if not f.mutual and f.giver == found.a]),
        (f"{second} → {first}: what flows", [f for f in found.flows if not f.mutual and f.giver == found.b]),
        ("Between them, both ways", [f for f in found.flows if f.mutual]),
    ]


def flow_words(flow: Flow) -> str:
    """`fuel, food … : told as possible by 1 statement, 1 origin; said by Experts (EDU)`; never that it flows."""
    told = ", ".join(f"{_count(n, 'statement')} {STATUS_WORDS[s]}" for s, n in flow.statuses.items())
    amounts = f" [{', '.join(flow.quantities)}]" if flow.quantities else ""
    things = "; ".join(flat(w) for w in flow.words[:4]) + ("; …" if len(flow.words) > 4 else "")
    stop = f"{' or '.join(flow.acts)}: " if flow.stopped else ""
    acts = "" if flow.stopped or flow.acts == ("given",) else f" ({', '.join(flow.acts)})"
    return (f"{flow.kind} “{things}”{amounts}{acts}: {stop}reported in {told}; {_voices(flow.own_voice, flow.voices)}; "
            f"{_count(flow.origins, 'origin')}")


def standing_words(relation: Standing) -> str:
    """`sanctions, from A to B: in force, as reported, 2021-06/..; …`."""
    sides = f"{relation.a} and {relation.b}" if relation.mutual else f"{relation.a} → {relation.b}"
    told = ", ".join(f"{_count(n, 'statement')} {STATUS_WORDS[s]}" for s, n in relation.statuses.items())
    when = f", {_stretch(relation)}" if relation.edtf else ""
    others = [b for b in relation.beginnings if b != (relation.edtf or "").partition("/")[0]]
    when += f"; also told to begin {', '.join(others)}" if others else ""
    doubt = f"; contested{_by(relation.denied_by)}" if relation.contested else ""
    return (f"{relation.name}, {sides}: {relation.state}, as reported{when}{doubt}; {told}; "
            f"{_voices(relation.own_voice, relation.voices)}; {_count(relation.origins, 'origin')}")


def intensity_words(side: Intensity) -> list[str]:
    """One line: how many statements, how they are told, what they weigh."""
    told = ", ".join(f"{n} {STATUS_WORDS[s]}" for s, n in side.statuses.items()) or "none"
    score = "no score" if side.plover_mean is None else (
        f"PLOVER mean {side.plover_mean:+.1f}, sum {side.plover_sum:+.1f}")
    return [f"{side.actor} → {side.recipient}: {_count(side.statements, 'statement')} ({told}); happened, as "
            f"told: {side.cooperation} cooperation, {side.conflict} conflict; {score}"]


def _stretch(relation: Standing) -> str:
    begin = relation.begins_earliest or ""
    if relation.begins_latest and relation.begins_latest != begin:
        begin = f"{begin} to {relation.begins_latest}" if begin else f"not after {relation.begins_latest}"
    end = "open" if relation.state != "ended" else " to ".join(
        dict.fromkeys(d for d in (relation.ends_earliest, relation.ends_latest) if d)) or "a day not told"
    return f"{relation.edtf} (beginning {begin or 'not told'}; end {end})"


def _by(who: Sequence[str]) -> str:
    return f" (denied by {', '.join(who)})" if who else ""


def _voices(own: int, voices: Sequence[str]) -> str:
    parts = [f"{_count(own, 'statement')} in the report's own voice"] if own else []
    if voices:
        more = f" and {len(voices) - 4} more" if len(voices) > 4 else ""
        parts.append(f"said by {'; '.join(voices[:4])}{more}")
    return ", ".join(parts)


def _quoted(passages: Iterable[Passage], limit: int) -> list[str]:
    lines = []
    for p in [*passages][:limit]:
        where = " ".join(x for x in (p.publisher or p.document, p.published) if x)
        lines.append(f"      {p.statement_id[:8]}  {where}: {_short(p.sentence)}")
    return lines


def _short(text: str, width: int = 160) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"


def _titled(name: str, code: str) -> str:
    return code if name == code else f"{name} ({code})"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _countries(mentions: Iterable[Mention]) -> set[str]:
    return {m.country for m in mentions if m.country}


def _intensity(entries: Iterable[Entry], a: str, b: str) -> Intensity:
    own = [e.statement for e in entries if towards(e.statement, a, b)]
    quads = [s.codes.quad for s in own if s.codes and s.factuality.status == "actual"]
    plover = [s.codes.plover_score for s in own if s.codes and s.codes.plover_score is not None]
    goldstein = [s.codes.goldstein for s in own if s.codes and s.codes.goldstein is not None]
    statuses = {status: n for status in STATUSES if (n := sum(s.factuality.status == status for s in own))}
    return Intensity(
        a, b, len(own), statuses, sum(q < 3 for q in quads), sum(q > 2 for q in quads),
        sum(not s.attribution for s in own), sum(s.background for s in own),
        _total(plover), _mean(plover), _total(goldstein), _mean(goldstein),
    )  # fmt: skip


def _total(scores: Sequence[float]) -> float | None:
    return round(sum(scores), 3) if scores else None


def _mean(scores: Sequence[float]) -> float | None:
    return round(sum(scores) / len(scores), 3) if scores else None

"""A table in the shape of ACLED: 31 columns, CSV with a header; statements that have a counterpart there.

Only the shape is ACLED's: nothing here is made from its data.  `fatalities` is what the sentence says of dead people in
figures, and empty where it does not; `notes` is the sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from dateline.exports.acts import Act, acts, number, where_of
from dateline.exports.chosen import Format, Given, Written
from dateline.exports.days import event_day, in_interval, is_day
from dateline.exports.delimited import write_delimited
from dateline.exports.parties import Party, parties
from dateline.exports.plain import flat
from dateline.exports.rows import sentence_of
from dateline.exports.tables import columns, country, read_toml
from dateline.types import Document, Quantity, Statement

FOREIGN = "of a type that ACLED has not"
NOWHERE = "in no country that the text names (ACLED's events have a place)"
PRECISION = {"point": 1, "area": 2, "region": 3}
CIVILIANS, PROTESTERS, RIOTERS = "Civilians", "Protesters", "Rioters"
EXTERNAL, MILITIA, STATE = "External/Other forces", "Political militia", "State forces"
_NUMBER = re.compile(r"[<>~=]*\s*(\d+)")
_WORD = re.compile(r"[A-Za-z]+")


def write(given: Given, path: Path) -> Written:
    """Write the table."""
    left: Counter[str] = Counter()

    def rows() -> Iterator[Sequence[Any]]:
        for act in acts(given, left):
            found = row(act)
            if isinstance(found, str):
                left[found] += 1
            else:
                yield found

    return Written(write_delimited(path, columns("acled"), rows()), left)


def row(act: Act) -> Sequence[Any] | str:
    """The cells of an event, or the reason why there is none."""
    document, statement = act.document, act.statement
    actors, recipients = parties(document, statement.actor), parties(document, statement.recipient)
    kind = _kind(act, actors, recipients)
    if kind is None:
        return FOREIGN
    where = where_of(statement.where)
    if not where.code:
        return NOWHERE
    one, two = _sides(act, kind, actors, recipients)
    inters = _inter(act, one, where.code, False), _inter(act, two, where.code, True)
    hit = CIVILIANS in inters and kind["disorder_type"].startswith("Political violence")
    return (
        f"{where.code}{number(statement.id)}", act.day, int(act.day[:4]), _time_precision(act), kind["disorder_type"],
        kind["event_type"], kind["sub_event_type"], *_named(one), inters[0], *_named(two), inters[1],
        interaction(inters), "Civilian targeting" if hit else "", int(country(where.code).number or 0) or None, "",
        where.country, where.province, where.district, "", where.place if where.lat else "", where.lat, where.lon,
        PRECISION.get(where.level, 3), document.publisher, "", flat(sentence_of(statement).of(document.text)),
        fatalities(document, statement), "", _seconds(document.published),
    )  # fmt: skip


def _kind(act: Act, actors: list[Party], recipients: list[Party]) -> dict[str, str] | None:
    against = _against(actors, recipients)
    return next((entry for entry in read_toml("acled.toml")["event"] if entry["event"] == act.event
                 and ("mode" not in entry or (act.mode or "") in entry["mode"])
                 and ("against" not in entry or against in entry["against"])), None)  # fmt: skip


def _against(actors: list[Party], recipients: list[Party]) -> str:
    """Who is hit: `armed` (both sides of a fight, too), `protesters` or `others`."""
    if not recipients:
        return "armed" if len(actors) > 1 else "others"
    if any(_protests(one) for one in recipients):
        return "protesters"
    return "armed" if any(_armed(one) for one in recipients) else "others"


def _armed(one: Party) -> bool:
    armed = read_toml("acled.toml")["inter"]["armed"]
    return any(part in armed for part in (*one.sectors, one.body)) or bool(one.country and not one.sectors)


def _protests(one: Party) -> bool:
    return bool({w.lower() for w in _WORD.findall(one.text)} & set(read_toml("acled.toml")["inter"]["protesters"]))


def _sides(
    act: Act, kind: dict[str, str], actors: list[Party], recipients: list[Party],
) -> tuple[list[Party], list[Party]]:
    """Actor 1 and 2 with those beside them.  Whom a protest is aimed at takes no part; protesters come first."""
    if act.event == "PROTEST":
        return actors, []
    if kind["event_type"] == "Protests":
        return recipients, actors
    if not recipients and len(actors) > 1:
        return actors[:1], actors[1:]
    return (actors, recipients) if actors else (recipients, [])


def _named(side: list[Party]) -> tuple[str, str]:
    """The first by name, and those beside it."""
    return (side[0].name, "; ".join(one.name for one in side[1:])) if side else ("", "")


def _inter(act: Act, side: list[Party], place: str, second: bool) -> str:
    """What kind of actor it is, in ACLED's words; empty where nobody is named."""
    if not side:
        return ""
    one, table = side[0], read_toml("acled.toml")["inter"]
    if act.event == "PROTEST":
        return RIOTERS if (act.mode or "") in table["rioters"] else PROTESTERS
    if _protests(one):
        return PROTESTERS
    kinds = [table["sectors"][part] for part in (*one.sectors, one.body) if part in table["sectors"]]
    kind = kinds[-1] if kinds else STATE if one.country and not one.sectors else CIVILIANS if one.code else ""
    victim = act.event == "ASSAULT" and (second or not act.statement.actor)
    if victim and kind in (STATE, EXTERNAL, "") and not _armed(one):
        return CIVILIANS
    return EXTERNAL if kind == STATE and one.country and one.country != place else kind


def interaction(inters: tuple[str, str]) -> str:
    """`State forces-Rebel group`, in the order of ACLED's numbers; only the pair 78 has the greater one first."""
    one, two = inters
    if not one or not two:
        return f"{one or two} only" if one or two else ""
    if {one, two} == {CIVILIANS, EXTERNAL}:
        return f"{EXTERNAL}-{CIVILIANS}"
    order: list[str] = read_toml("acled.toml")["inter"]["order"]
    return "-".join(sorted((one, two), key=order.index))


def _time_precision(act: Act) -> int:
    """1: the day is told; 2: the week; 3: less."""
    if act.basis == "event" and event_day(act.statement):
        interval = act.statement.when_interval
        return 2 if interval and interval.approx else 1
    return 2 if in_interval(act.statement, 7) else 3


def fatalities(document: Document, statement: Statement) -> int | None:
    """The greatest number of people that the sentence counts as dead; the least where it leaves a range open.

    A number of people counts where the word nearest to it, of those for the dead and those for other harm, is one for
    the dead (`acled.toml`).
    """
    found = [int(match[1]) for q in statement.what if q.kind == "people" and _dead(document, statement, q)
             and (match := _NUMBER.fullmatch((q.quantity or "").replace(",", "")))]  # fmt: skip
    return max(found, default=None)


def _dead(document: Document, statement: Statement, quantity: Quantity) -> bool:
    words = read_toml("acled.toml")["deaths"]
    sentence, span = sentence_of(statement), quantity.span
    before = _WORD.findall(document.text[sentence.start : span.start].lower())[::-1]
    after = _WORD.findall(document.text[span.end : sentence.end].lower())
    inside = _WORD.findall(span.of(document.text).lower())
    near = [(0, word) for word in inside]
    near += [(at, word) for side in (before, after) for at, word in enumerate(side[: words["near"] + 1], 1)]
    known = sorted((at, word in words["other"]) for at, word in near if word in words["dead"] + words["other"])
    return bool(known) and not known[0][1]


def _seconds(day: str | None) -> int | None:
    """Midnight (UTC) of the day of publication, in seconds."""
    if day is None or not is_day(day):
        return None
    return int(datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).timestamp())


FORMAT = Format("acled", "a table in the shape of ACLED, 31 columns", (".csv",), False, write)

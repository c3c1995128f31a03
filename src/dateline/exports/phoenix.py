"""Tables in the shape of Phoenix (26 columns) and of what PETRARCH2 writes (10 columns); neither has a header.

Phoenix keeps one event a day: the same pair and code on one day are one row, with all its reports.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from dateline.exports.acts import ALONE, Act, acts, compact, number, sentence_number, where_of
from dateline.exports.chosen import Format, Given, Written, coder_version
from dateline.exports.icews import dyads
from dateline.exports.parties import Cameo, Party, cameo
from dateline.exports.tabbed import cell, write_tabbed
from dateline.exports.tables import cameo_names

PENTA: Mapping[str, int] = {  # of the CAMEO root, as the Phoenix pipeline has it
    **dict.fromkeys(("01", "02"), 0), **dict.fromkeys(("03", "04", "05"), 1), **dict.fromkeys(("06", "07", "08"), 2),
    **dict.fromkeys(("09", "10", "11", "12", "13", "16"), 3),
    **dict.fromkeys(("14", "15", "17", "18", "19", "20"), 4),
}  # fmt: skip
ROOTS = frozenset({"IGO", "NGO", "IMG", "MNC"})
ROLES = frozenset({"GOV", "MIL", "REB", "OPP", "PTY", "COP", "JUD", "SPY", "MED", "EDU", "BUS", "CRM", "CVL"})
Coded = tuple[Act, Party, Party, str]
Key = tuple[str, str, str, str]


class OneADay(NamedTuple):
    """An event of a day: the cells before and after its topics, and what each report that tells it adds."""

    before: Sequence[Any]
    place: Sequence[str]
    topics: list[str]
    sentences: list[str]
    urls: list[str]
    publishers: list[str]


def write(given: Given, path: Path) -> Written:
    """Write Phoenix's table."""
    left: Counter[str] = Counter()
    days: dict[Key, OneADay] = {}
    for act, source, target, code in _coded(given, left):
        key = act.day, cameo(source).code, cameo(target).code, code
        if key not in days:
            days[key] = _first(act, source, target, code, coder_version(given))
        _add(days[key], act)
    return Written(write_tabbed(path, "phoenix", (_row(one) for one in days.values())), left)


def write_petrarch2(given: Given, path: Path) -> Written:
    """Write PETRARCH2's table: each coded sentence a row."""
    left: Counter[str] = Counter()
    rows = (_evt(*coded) for coded in _coded(given, left))
    return Written(write_tabbed(path, "petrarch2", rows), left)


def _coded(given: Given, left: Counter[str]) -> Iterator[Coded]:
    """The pairs of which both sides have a code."""
    for act in acts(given, left):
        found = [(act, *dyad) for dyad in dyads(act) if cameo(dyad[0]).code and cameo(dyad[1]).code]
        if not found:
            left[ALONE] += 1
        yield from found


def _first(act: Act, source: Party, target: Party, code: str, version: str) -> OneADay:
    day, where = act.day, where_of(act.statement.where)
    weight = act.goldstein if code == act.cameo else cameo_names()[code][1]
    before = (
        f"{number(act.statement.id, cameo(source).code, cameo(target).code)}_{version}", compact(day), day[:4],
        day[5:7], day[8:], *_parts(cameo(source)), *_parts(cameo(target)), code, code[:2], PENTA[code[:2]], weight,
    )
    return OneADay(before, (where.lat, where.lon, where.place, where.province, where.code), [], [], [], [])


def _add(one: OneADay, act: Act) -> None:
    one.topics.extend(act.statement.contexts)
    one.sentences.append(_sentence(act))
    one.urls.append(act.document.url or "")
    one.publishers.append(act.document.publisher or "")


def _row(one: OneADay) -> Sequence[Any]:
    return (*one.before, _issues(one.topics), *one.place, _joined(one.sentences), _joined(one.urls),
            _joined(one.publishers))


def _evt(act: Act, source: Party, target: Party, code: str) -> Sequence[Any]:
    document = act.document
    return (
        compact(act.day), cameo(source).code, cameo(target).code, code, _issues(act.statement.contexts), _sentence(act),
        document.publisher, source.text, target.text, act.statement.trigger.of(document.text),
    )


def _parts(code: Cameo) -> Sequence[str]:
    """Whole code, entity, role, attributes, cut as the Phoenix pipeline cuts them: who has no state has only a code."""
    first, *others = (code.code[at : at + 3] for at in range(0, len(code.code), 3))
    entity = first if first in ROOTS or first == code.country else ""
    role = others.pop(0) if others and others[0] in ROLES else ""
    return code.code, entity, role, ";".join(others)


def _issues(topics: Iterable[str]) -> str:
    return ";".join(f"{name.upper()},{times}" for name, times in Counter(topics).items())


def _sentence(act: Act) -> str:
    return f"{cell(act.document.id).replace(';', ',')}_{sentence_number(act.document, act.statement)}"


def _joined(values: Iterable[str]) -> str:
    return ";".join(dict.fromkeys(value.replace(";", "%3B") for value in values if value))


FORMAT = Format("phoenix", "a table in the shape of Phoenix, 26 columns, no header", (".txt", ".tsv"), False, write)
PETRARCH2 = Format("petrarch2", "the events of PETRARCH2, 10 columns, no header", (".txt", ".tsv"), False,
                   write_petrarch2)

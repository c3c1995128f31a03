"""Tables in the shape of Phoenix (26 columns) and of what PETRARCH2 writes (10 columns); neither has a header.

Phoenix keeps one event a day: the same pair and code on one day are one row, with all its reports.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

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


def write(given: Given, path: Path) -> Written:
    """Write Phoenix's table."""
    left: Counter[str] = Counter()
    days: dict[Key, list[Coded]] = {}
    for coded in _coded(given, left):
        act, source, target, code = coded
        days.setdefault((act.day, cameo(source).code, cameo(target).code, code), []).append(coded)
    version = coder_version(given)
    return Written(write_tabbed(path, "phoenix", (_row(key, same, version) for key, same in days.items())), left)


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


def _row(key: Key, same: list[Coded], version: str) -> Sequence[Any]:
    day, _, _, code = key
    act, source, target, _ = same[0]
    where = where_of(next((a.statement.where for a, *_ in same if a.statement.where), None))
    weight = act.goldstein if code == act.cameo else cameo_names()[code][1]
    documents = [a.document for a, *_ in same]
    return (
        f"{number(act.statement.id, *key)}_{version}", compact(day), day[:4], day[5:7], day[8:],
        *_parts(cameo(source)), *_parts(cameo(target)), code, code[:2], PENTA[code[:2]], weight,
        _issues([a for a, *_ in same]), where.lat, where.lon, where.place, where.province, where.code,
        _joined(_sentence(a) for a, *_ in same), _joined(d.url or "" for d in documents),
        _joined(d.publisher or "" for d in documents),
    )  # fmt: skip


def _evt(act: Act, source: Party, target: Party, code: str) -> Sequence[Any]:
    document = act.document
    return (
        compact(act.day), cameo(source).code, cameo(target).code, code, _issues([act]), _sentence(act),
        document.publisher, source.text, target.text, act.statement.trigger.of(document.text),
    )


def _parts(code: Cameo) -> Sequence[str]:
    """Whole code, entity, role, attributes, cut as the Phoenix pipeline cuts them: who has no state has only a code."""
    first, *others = (code.code[at : at + 3] for at in range(0, len(code.code), 3))
    entity = first if first in ROOTS or first == code.country else ""
    role = others.pop(0) if others and others[0] in ROLES else ""
    return code.code, entity, role, ";".join(others)


def _issues(same: list[Act]) -> str:
    found = Counter(name for act in same for name in act.statement.contexts)
    return ";".join(f"{name.upper()},{times}" for name, times in found.items())


def _sentence(act: Act) -> str:
    return f"{cell(act.document.id).replace(';', ',')}_{sentence_number(act.document, act.statement)}"


def _joined(values: Iterator[str]) -> str:
    return ";".join(dict.fromkeys(value.replace(";", "%3B") for value in values if value))


FORMAT = Format("phoenix", "a table in the shape of Phoenix, 26 columns, no header", (".txt", ".tsv"), False, write)
PETRARCH2 = Format("petrarch2", "the events of PETRARCH2, 10 columns, no header", (".txt", ".tsv"), False,
                   write_petrarch2)

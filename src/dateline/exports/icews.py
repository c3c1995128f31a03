"""A table in the shape of ICEWS: 20 columns, tabs, `NA` where nothing is known, one row a pair of parties.

What both sides do together (talks, agreements, fights) stands twice, each side once as the source; so do talks with a
visitor, as *make a visit* and *host a visit*.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from dateline.exports.acts import ALONE, Act, acts, number, sentence_number, where_of
from dateline.exports.chosen import Format, Given, Written
from dateline.exports.parties import Party, pairs
from dateline.exports.tabbed import write_tabbed
from dateline.exports.tables import cameo_names, country, read_toml

NONE = "NA"
TURNED: Mapping[str, str] = {"042": "043", "043": "042"}  # a visit seen from the other side


def write(given: Given, path: Path) -> Written:
    """Write the table."""
    left: Counter[str] = Counter()

    def rows() -> Iterator[Sequence[Any]]:
        for act in acts(given, left):
            found = list(dyads(act))
            if not found:
                left[ALONE] += 1
            for index, (source, target, code) in enumerate(found):
                yield row(act, index, source, target, code)

    return Written(write_tabbed(path, "icews", rows(), NONE), left)


def dyads(act: Act) -> Iterator[tuple[Party, Party, str]]:
    """Source, target and CAMEO code; talks with somebody turned round as well."""
    for source, target in pairs(act.document, act.statement):
        if source is None or target is None:
            continue
        yield source, target, act.cameo
        if act.event == "CONSULT" and act.statement.recipient:
            yield target, source, TURNED.get(act.cameo, act.cameo)


def row(act: Act, index: int, source: Party, target: Party, code: str) -> Sequence[Any]:
    """The cells of a pair; `index` tells the pairs of one statement apart."""
    document, where = act.document, where_of(act.statement.where)
    name, weight = cameo_names().get(code, (code, None))
    return (
        number(act.statement.id, index), act.day, _name(source), _sectors(source), country(source.country).name,
        name, code, act.goldstein if code == act.cameo else weight, _name(target), _sectors(target),
        country(target.country).name, number(document.id), sentence_number(document, act.statement),
        document.publisher, where.city, where.district, where.province, where.country, where.lat, where.lon,
    )  # fmt: skip


def _name(one: Party) -> str:
    """As ICEWS names those without a name of their own: *Police (Turkey)*."""
    state = country(one.country).name
    return f"{one.text} ({state})" if one.name == one.text and state and one.sectors else one.name


def _sectors(one: Party) -> str:
    words = read_toml("icews.toml")["sectors"]
    return ",".join(dict.fromkeys(word for code in (*one.sectors, one.body) for word in words.get(code, ())))


FORMAT = Format("icews", "a table in the shape of ICEWS, 20 columns", (".tab", ".tsv"), False, write)

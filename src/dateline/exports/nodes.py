"""The parties of statements as things of a graph: by code for networks, by code and name for graphs of knowledge.

Words that resolve to nobody ("officials", "the group") are no party: in two reports they may mean two.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping
from typing import Literal, NamedTuple

from dateline.codes import BODIES, SECTORS
from dateline.exports.plain import flat
from dateline.types import Mention, Statement, Voice

NodeKind = Literal["country", "body", "part", "class", "region", "person", "named"]


class Node(NamedTuple):
    """`code`: as in the codebook (empty where the text only names it), `name`: of the person or body, else of the code.

    `kind`: a country; a body that stands where a country stands; a part of a country or body (RUS MIL); a class that
    belongs to no country (CVL); a region; a person; named: somebody with a name of whom no more is known.
    A region ("the West", "all states") goes by its code alone: its name is never that of one actor.
    """

    code: str
    name: str
    kind: NodeKind

    @property
    def country(self) -> str:
        """ISO 3166-1 alpha-3, empty for what belongs to no country."""
        first = self.code.split(" ")[0]
        return "" if first in BODIES | SECTORS | {"REG"} else first


def named(statement: Statement) -> tuple[Mention | Voice, ...]:
    """All that the statement names: actors, recipients, voices."""
    return (*statement.actor, *statement.recipient, *statement.attribution)


def by_code(mention: Mention | Voice) -> Node | None:
    """The party that the code names, whoever speaks or acts for it; None without a code."""
    code = mention.code or ""
    return Node(code, code_name(code), _kind(code)) if code else None


def by_name(mention: Mention | Voice) -> Node | None:
    """The person or body that is named, else the party that the code names; None where nobody is."""
    code, name = mention.code or "", flat(mention.name or "")
    if not name or name == code_name(code) or code.startswith("REG"):
        return by_code(mention)
    return Node(code, name, "person" if _is_person(mention) else "body" if _is_body(mention) else "named")


def better(one: Node, other: Node) -> Node:
    """Of two nodes with the same code and name that of which more is known."""
    return max(one, other, key=lambda node: (node.kind != "named", node.kind))


@functools.lru_cache(maxsize=4096)
def code_name(code: str) -> str:
    """`RUS MIL` → `Russia (armed forces of a state)`; the code where it has no name."""
    from dateline.ledger.relations.relations import name_of

    first, *rest = code.split(" ")
    more = ", ".join(name_of(part) for part in rest)
    return f"{name_of(first)} ({more})" if more else name_of(first)


def alpha2(country: str) -> str:
    """ISO 3166-1 alpha-2 of an alpha-3 code; empty where there is none."""
    return _alpha2().get(country, "")


@functools.lru_cache(maxsize=1)
def _alpha2() -> Mapping[str, str]:
    from dateline.knowledge import DATA

    with (DATA / "places" / "country_codes.csv").open(encoding="utf-8", newline="") as handle:
        return {row["code"]: row["alpha2"] for row in csv.DictReader(handle)}


def _is_person(mention: Mention | Voice) -> bool:
    return "actors/offices" in mention.rule or (isinstance(mention, Voice) and mention.source_kind == "person")


def _is_body(mention: Mention | Voice) -> bool:
    told = mention.source_kind if isinstance(mention, Voice) else ""
    return "actors/organisations" in mention.rule or told in ("organisation", "media")


def _kind(code: str) -> NodeKind:
    first, *rest = code.split(" ")
    if first in SECTORS:
        return "class"
    if first == "REG":
        return "region"
    return "part" if rest else "body" if first in BODIES else "country"

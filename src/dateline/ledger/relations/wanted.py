"""A filter of statements as conditions on the table of dyads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from dateline.errors import DatelineError
from dateline.ledger.conditions import Truth, conditions
from dateline.ledger.filters import given
from dateline.ledger.query import Asked, as_filter
from dateline.ledger.schema import DYADS, STATEMENTS

D = DYADS.c
# What the table of dyads holds itself: no look into the statements is needed.
OWN: Mapping[str, Callable[[Any], Truth]] = {
    "event": D.event.in_, "quad": D.quad.in_, "status": D.status.in_, "own_voice": D.own_voice.is_,
    "background": D.background.is_,
}  # fmt: skip


def on_dyads(asked: Asked, dialect: str) -> list[Truth]:
    """Conditions on DYADS that let in the pairs of the statements that a filter finds; `dialect` as in `conditions`.

    Raises DatelineError for a filter that cannot be read, and for one with `run`: relations are of what stands.
    """
    filter = as_filter(asked)
    if filter.run is not None:
        raise DatelineError("Relations are of what stands in the ledger, not of one run: leave run= out of the filter.")
    fields = given(filter)
    found = [OWN[name](value) for name, value in fields.items() if name in OWN]
    rest = {name: value for name, value in fields.items() if name not in OWN}
    if rest:
        wanted = conditions(msgspec.convert(rest, type(filter)), dialect)
        found.append(D.statement_pk.in_(STATEMENTS.select().with_only_columns(STATEMENTS.c.statement_pk).where(*wanted)))
    return found

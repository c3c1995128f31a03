"""actors: a phrase that names an actor → its country and its sector.

Judged is what a row expects: `country` and `code_1` (sector; `code_2` a second one), "" meaning that there
is none, or no result at all.  Rows that expect the title of an encyclopaedia article are left out.
A date of "Today" is the time when the phrases were written down, not the day of the run.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any

from dateline.sources.records import iso_date
from evaluation.base import Item, Outcome, Row, share
from evaluation.coding import each
from evaluation.rooms import Rooms

WRITTEN = "2022-06-01"
SAME_CODE = {"XKX": "KOS"}


def run(rows: Sequence[Row], rooms: Rooms) -> Outcome:
    """Resolve every phrase; predictions are {"id", "code", "country", "sectors", "name"}."""
    found = list(each(rows, "actors", lambda row: _resolved(row, rooms)))
    predictions = [_prediction(row, mention, rooms.know.sectors) for row, mention in found]
    outcome = Outcome({"phrases": len(rows), "crashed": sum(m is None for _, m in found)}, predictions)
    _score(rows, outcome)
    return outcome


def _resolved(row: Row, rooms: Rooms) -> Any:
    return rooms.resolve_phrase(row["text"], _date(row), row.get("context") or "")


def _date(row: Row) -> str | None:
    """The date of a row as ISO: "2021-01-01", "12 April 2022" and "Today" occur."""
    date = str(row.get("date") or "")
    if date.lower() == "today":
        return WRITTEN
    return iso_date(date)


def _prediction(row: Row, mention: Any, known: Container[str]) -> Row:
    code, name = (mention.code, mention.name) if mention else (None, None)
    country, sectors = split_code(code, known)
    return {"id": row["id"], "code": code, "country": country, "sectors": sectors, "name": name}


def split_code(code: str | None, sectors: Container[str]) -> tuple[str, list[str]]:
    """Country ("" for a bare sector or none) and sectors of a code; the first of several alternatives."""
    parts = (code or "").split(";")[0].split()
    if not parts:
        return "", []
    return (parts[0], parts[1:]) if parts[0] not in sectors else ("", parts)


def expected(row: Row) -> tuple[str | None, list[str] | None]:
    """Country and sectors that a row expects; None where it does not say."""
    gold = row.get("gold") or {}
    wanted = gold.get("expected", gold) or {}
    if "__result__" in wanted:
        return "", []
    country = wanted.get("country")
    if "code_1" not in wanted:
        return country, None
    sectors = [s for s in (wanted.get("code_1"), wanted.get("code_2")) if s]
    return country, sectors


def _score(rows: Sequence[Row], outcome: Outcome) -> None:
    country, sector, both = [], [], []
    for row, p in zip(rows, outcome.predictions, strict=True):
        want_country, want_sectors = expected(row)
        country_right = SAME_CODE.get(want_country or "", want_country) == p["country"]
        sector_right = want_sectors is not None and _same_sectors(want_sectors, p["sectors"])
        if want_country is not None:
            country.append(country_right)
        if want_sectors is not None:
            sector.append(sector_right)
        if want_country is not None and want_sectors is not None:
            both.append(country_right and sector_right)
        if want_country is not None or want_sectors is not None:
            outcome.items.append(
                Item(
                    p["id"],
                    p["code"] or "",
                    (want_country is None or country_right) and (want_sectors is None or sector_right),
                )
            )
    for name, judged in (("country", country), ("sector", sector), ("both", both)):
        outcome.figures |= {name: share(sum(judged), len(judged)), f"{name}_n": len(judged)}
    if not outcome.items:
        outcome.notes.append("The file has no expectations: predictions only.")


def _same_sectors(wanted: list[str], found: list[str]) -> bool:
    """The first sector decides; where the row wants two, their order does not."""
    return wanted[:1] == found[:1] or (len(wanted) > 1 and set(wanted) == set(found))

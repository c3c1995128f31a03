"""`dateline actors`: whom a name means on a date, and why."""

from __future__ import annotations

from typing import Any

from dateline.cli.reading import known
from dateline.cli.screen import console
from dateline.errors import DatelineError
from dateline.exports.jsonio import to_json
from dateline.knowledge import Knowledge, Origin
from dateline.reading.entities import resolve_phrase
from dateline.reading.names import Sense, gazetteer, plain
from dateline.reading.staleness import stale
from dateline.types import Mention

BASIS = {"list": "by a table", "text": "by the words themselves", "rule": "by a rule"}


def show_actor(name: str, on: str | None, context: str, as_json: bool, own: Origin) -> int:
    """Print what the name resolves to on the date (None: now); the exit code: 0, or 1 where it means nobody."""
    if not any(c.isalnum() for c in name):
        raise DatelineError("Give a name or phrase: dateline actors Macron --on 2020-05-01")
    know = known(own)
    mention, senses = resolve_phrase(name, know, on, context), bearers_of(name, know)
    if as_json:
        console().file.write(to_json(_row(name, on, mention, senses)).decode() + "\n")
    else:
        _print(name, on, mention, senses)
    if on and (warning := stale(on, know)):
        console(stderr=True).print(warning)
    return 0 if mention.code or mention.candidates else 1


def bearers_of(name: str, know: Knowledge) -> tuple[Sense, ...]:
    """All that the tables have under this name: lands, bodies, persons with each of their offices."""
    table = gazetteer(know)
    bare = plain(name)
    found = {s.row: s for s in (*table.senses.get(bare, ()), *table.families.get(bare, ()))}
    for person in {s.name for s in found.values() if s.kind == "person"}:
        found |= {s.row: s for s in table.senses.get(plain(person), ()) if s.kind == "person"}
    return tuple(found.values())


def _print(name: str, on: str | None, mention: Mention, senses: tuple[Sense, ...]) -> None:
    screen = console()
    when = f"on {on}" if on else "now"
    if mention.code:
        whom = f"{mention.code}{f', {mention.name}' if mention.name else ''}"
        screen.print(f"{name} {when}: {whom}\n  {BASIS.get(mention.basis, '')}: {mention.rule}")
    elif mention.candidates:
        screen.print(f"{name} {when}: open between {', '.join(mention.candidates)}\n  {mention.rule}")
    else:
        screen.print(f"{name} {when}: nobody that Dateline knows. Add it to a table of your own: --actors FILE.")
    for sense in senses:
        dates = f"{sense.start or '…'} to {sense.end or '…'}" if sense.start or sense.end else "any time"
        mark = "*" if sense.holds(on) else " "
        screen.print(f" {mark} {sense.code or '(no actor)':<12} {sense.name}, {sense.kind}, {dates}  {sense.row}")
    if any(s.holds(on) for s in senses):
        screen.print("  (* true on that date)")


def _row(name: str, on: str | None, mention: Mention, senses: tuple[Sense, ...]) -> dict[str, Any]:
    return {
        "query": name, "on": on, "code": mention.code, "name": mention.name, "basis": mention.basis,
        "rule": mention.rule, "candidates": list(mention.candidates),
        "bearers": [
            {"code": s.code, "name": s.name, "kind": s.kind, "from": s.start or None, "to": s.end or None,
             "holds": s.holds(on), "row": s.row} for s in senses
        ],
    }  # fmt: skip

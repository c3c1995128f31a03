"""Judging a sample on the terminal: a statement, a key, the next."""

from __future__ import annotations

import sys

import typer

from dateline.cli.screen import console, show_statement
from dateline.errors import DatelineError
from dateline.knowledge import Knowledge
from dateline.ledger.book import Ledger
from dateline.ledger.people.coding_sheet import vote_of
from dateline.ledger.people.correcting import shipped
from dateline.ledger.people.corrections import NONE, Slot
from dateline.ledger.people.judging import JUDGED, Vote
from dateline.ledger.people.validation import Judgement, Sampled, enter, judgements_of, machine_values, sample_named

KEYS = "y all right · n something wrong · x no such statement · u unsure · s skip · q stop"
WRONG = f"Which are wrong? ({' '.join(JUDGED)}; Enter: back)"


def judge_sample(place: str, name: str, coder: str) -> int:
    """Show what the coder has not judged yet, one statement at a time, and keep each judgement; the exit code."""
    with Ledger(place, create=False) as desk:
        with desk.reading() as connection:
            sample = sample_named(connection, name)
            before = judgements_of(connection, sample.pk).get(coder, {})
        todo = [one for one in sample.items if one.number not in before]
        screen, done = console(), len(sample.items) - len(todo)
        for one in todo:
            screen.print()
            show_statement(screen, one.document, one.statement, one.number)
            given = asked(one)
            if given is None:
                break
            with desk.writing() as connection:
                done += bool(enter(connection, sample.pk, coder, given, desk.stamp(connection)))
        screen.print(f"{done} of {len(sample.items)} statements judged by {coder}.")
    return 0


def asked(one: Sampled) -> list[Judgement] | None:
    """What the coder says of one statement; nothing to skip it, None to stop."""
    while True:
        key = _line(KEYS)
        if key in (None, "q"):
            return None
        match key:
            case "s":
                return []
            case "y":
                return [Judgement(one.number, slot, Vote("yes")) for slot in JUDGED]
            case "u":
                return [Judgement(one.number, slot, Vote("unsure")) for slot in JUDGED]
            case "x":
                return [Judgement(one.number, "event", Vote("no", NONE))]
            case "n":
                if found := _wrong(one, shipped()):
                    return found


def _wrong(one: Sampled, know: Knowledge) -> list[Judgement]:
    """The wrong slots with what they should be, the others right; nothing where the answer names no slot."""
    names = (_line(WRONG) or "").replace(",", " ").split()
    if unknown := [n for n in names if n not in JUDGED]:
        typer.echo(f"There is no slot {unknown[0]!r} to judge.")
        return []
    wrong = {slot: _should_be(slot, one, know) for slot in JUDGED if slot in names}
    return [Judgement(one.number, slot, wrong.get(slot, Vote("yes"))) for slot in JUDGED] if wrong else []


def _should_be(slot: Slot, one: Sampled, know: Knowledge) -> Vote:
    """No, with the value that the coder gives; asked again until it is one."""
    while True:
        value = _line(f"{slot} is {machine_values(one)[slot]}; it should be (Enter: not said)")
        try:
            return vote_of(slot, "n", value or "", one, know) or Vote("no")
        except DatelineError as error:
            typer.echo(str(error).removeprefix("_is: "))


def _line(prompt: str) -> str | None:
    """One line from the terminal; None at its end."""
    typer.echo(f"{prompt}: ", nl=False)
    line = sys.stdin.readline()
    return line.strip() if line else None

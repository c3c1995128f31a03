"""`python -m evaluation all`: every set on its default files, against floors and the last recording."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table

from evaluation import floors, history, scorecard
from evaluation.base import Figures, NotBuilt, Outcome, Refused, Row
from evaluation.floors import Value
from evaluation.rooms import Rooms
from evaluation.sets import NO_FLOOR, SETS, Figure, Job, jobs, predict, score
from evaluation.shared import available, locate, sha256, shared

DONE, FAILED, REFUSED = 0, 1, 2
VERSION_UNKNOWN = "-"
KEPT = frozenset({"statements", "gsr", "plv", "actors"})  # sets whose judged items are recorded
PLAIN_WIDTH = 150


@dataclass(frozen=True)
class Options:
    """What the command line asks of a whole run."""

    quick: bool = False
    limit: int | None = None
    raise_floors: bool = False
    record: bool = False
    lower: str | None = None
    why: str | None = None
    changes: int = 40
    as_json: bool = False


@dataclass
class Ran:
    """A job that was run, or the reason why it was not."""

    job: Job
    rows: list[Row] = field(default_factory=list)
    outcome: Outcome = field(default_factory=lambda: Outcome({}))
    digest: str = ""
    absent: str = ""
    refused: bool = False


def run_all(options: Options, rooms: Rooms | None = None) -> int:
    """Run, print, check the floors; 0 all well, 1 a figure below its floor or a reader that broke down."""
    if not available():
        print(
            f"There is no shared data in {shared()} (set DATELINE_SHARED to name another folder): "
            "nothing to evaluate."
        )
        return DONE
    refused = _contradiction(options)
    if refused:
        print(refused, file=sys.stderr)
        return REFUSED
    house = rooms or Rooms()
    ran = [_run(job, house, options.limit) for job in jobs(options.quick)]
    values = [v for r in ran for v in _values(r)]
    kept = floors.load()
    if options.lower:
        kept = _lower(options, values, kept, house)
    failed = [] if options.limit else [v for v in values if floors.verdict(v, kept) == "below"]
    _print(options, ran, values, kept)
    _after(options, ran, values, kept, house)
    return _verdict(ran, failed)


def _contradiction(options: Options) -> str | None:
    if options.lower and not options.why:
        return "--lower FIGURE needs --why TEXT: the reason goes into HISTORY.md."
    if options.limit and (options.lower or options.raise_floors or options.record):
        return "A sample (--limit) can neither be recorded nor move a floor."
    return None


def _run(job: Job, rooms: Rooms, limit: int | None) -> Ran:
    path, start = locate(job.file), time.monotonic()
    if not path.is_file():
        return Ran(job, absent=f"There is no {job.file}.")
    try:
        rows, outcome = predict(job.set, path, rooms, limit)
        outcome = score(job.set, rows, outcome)
        print(f"{job.label}: {time.monotonic() - start:.0f} s", file=sys.stderr)
        return Ran(job, rows, outcome, sha256(path))
    except (NotBuilt, Refused) as reason:
        return Ran(job, absent=str(reason), refused=isinstance(reason, Refused))


def _values(ran: Ran) -> list[Value]:
    """The headline figures that can have a floor."""
    if ran.job.set in NO_FLOOR:
        return []
    found = []
    for figure in SETS[ran.job.set].figures:
        value = ran.outcome.figures.get(figure.name)
        if isinstance(value, (int, float)):
            found.append(
                Value(f"{ran.job.label}.{figure.name}", float(value), ran.digest, figure.less_is_better)
            )
    return found


def _lower(
    options: Options, values: Sequence[Value], kept: dict[str, floors.Floor], rooms: Rooms
) -> dict[str, floors.Floor]:
    names, known = [n.strip() for n in str(options.lower).split(",")], {v.name: v for v in values}
    for name in names:
        if name not in known:
            raise Refused(f"There is no figure {name!r} in this run. Figures: {', '.join(known)}.")
    lines = []
    for name in names:
        before = kept[name].floor if name in kept else "none"
        lines.append((f"floor of {name}", f"{before} → {known[name].value}: {options.why}"))
        kept = floors.lowered(kept, known[name])
    floors.save(kept)
    history.append(lines, *_version(rooms))
    return kept


def _version(rooms: Rooms) -> tuple[str, str]:
    from dateline._version import __version__

    try:
        return __version__, rooms.know.digest
    except NotBuilt:
        return __version__, VERSION_UNKNOWN


def _after(
    options: Options, ran: Sequence[Ran], values: list[Value], kept: dict[str, floors.Floor], rooms: Rooms
) -> None:
    if options.raise_floors:
        floors.save(floors.raised(kept, values))
    if options.record:
        entries = [
            (r.job.label, history.in_words(r.outcome.figures, [f.name for f in SETS[r.job.set].figures]))
            for r in ran
            if not r.absent
        ]
        history.append(entries, *_version(rooms))
        for r in ran:
            if not r.absent and r.job.set in KEPT:
                history.save_items(r.job.label, r.outcome.items)
        scorecard.write()


def _verdict(ran: Sequence[Ran], failed: Sequence[Value]) -> int:
    crashed = [
        f"{r.job.label} ({r.outcome.figures['crashed']})" for r in ran if r.outcome.figures.get("crashed")
    ]
    if crashed:
        print(f"The reader broke down on rows of: {', '.join(crashed)}.", file=sys.stderr)
    if failed:
        print(
            f"Below their floor: {', '.join(v.name for v in failed)}. Mend it, or accept it with "
            "--lower FIGURE --why TEXT.",
            file=sys.stderr,
        )
    refused = [f"{r.job.label}: {r.absent}" for r in ran if r.refused]
    if refused:
        print("\n".join(refused), file=sys.stderr)
    return FAILED if crashed or failed or refused else DONE


# ---------------------------------------------------------------- printing


def _print(
    options: Options, ran: Sequence[Ran], values: Sequence[Value], kept: dict[str, floors.Floor]
) -> None:
    if options.as_json:
        flat: Figures = {f"{r.job.label}.{name}": v for r in ran for name, v in r.outcome.figures.items()}
        print(json.dumps(flat))
        return
    by_name = {v.name: v for v in values}
    table = Table("figure", "value", "floor", "anchor")
    for r in ran:
        if r.absent:
            table.add_row(r.job.label, "–", "", r.absent, style="dim")
            continue
        for figure in SETS[r.job.set].figures:
            _add(table, r, figure, by_name, kept)
    console = Console()
    if not console.is_terminal:
        console = Console(width=PLAIN_WIDTH)
    console.print(table)
    for r in ran:
        _print_changes(r, options, console)


def _add(
    table: Table, ran: Ran, figure: Figure, values: dict[str, Value], kept: dict[str, floors.Floor]
) -> None:
    name = f"{ran.job.label}.{figure.name}"
    shown = ran.outcome.figures.get(figure.name)
    floor, mark = "", ""
    if name in values and name in kept:
        verdict = floors.verdict(values[name], kept)
        floor = f"{kept[name].floor:g}" + ("" if verdict in {"ok", "below"} else f" ({verdict})")
        mark = "red" if verdict == "below" else ""
    value = "–" if shown is None else f"{shown:g}" if isinstance(shown, (int, float)) else str(shown)
    table.add_row(name, value, floor, figure.anchor, style=mark)


def _print_changes(ran: Ran, options: Options, console: Console) -> None:
    for note in ran.outcome.notes:
        console.print(f"{ran.job.label}: {note}", markup=False, highlight=False)
    before = None if ran.absent or options.limit else history.load_items(ran.job.label)
    if before is None:
        return
    found = history.changes(before, ran.outcome.items)
    console.print(
        f"\n{ran.job.label} against the last recording: {history.tally(found)}", markup=False, highlight=False
    )
    texts = {row["id"]: row for row in ran.rows}
    for change in found[: options.changes]:
        console.print("  " + history.describe(change, texts), markup=False, highlight=False, soft_wrap=True)
    if len(found) > options.changes:
        console.print(
            f"  … and {len(found) - options.changes} more (--changes N)", markup=False, highlight=False
        )

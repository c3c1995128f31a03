"""`dateline code --sample`: what reading a whole archive would take, from a small part of it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from dateline.cli.coding import Manner, code_items, shown, target_of
from dateline.cli.reading import known
from dateline.cli.screen import console
from dateline.engine.crew import Crew
from dateline.engine.sample import Figures, Met, draw, size_of
from dateline.errors import DatelineError
from dateline.knowledge import Origin
from dateline.sources import Options
from dateline.sources.remote import is_remote
from dateline.types import Document

DAY = 86_400.0
CORES = (1, 4, 16, 64, 256)
REASONS = 8  # shown


def estimate(
    paths: list[str], words: str, out: str | None, format: str | None, options: Options, own: Origin, manner: Manner,
) -> int:
    """Read the sample and say what all would take; the exit code: 0, or 1 where nothing could be read.

    With `out` the tables of the sample are written there.  Raises DatelineError where a path or the size is wrong.
    """
    size, met, figures = size_of(words), Met(), Figures()
    if out and is_remote(out):
        raise DatelineError(f"--out {out}: a sample is written to a folder or file of this machine.")
    if out:
        target = target_of(Path(out), format)
        options = dataclasses.replace(options, leave_out=target.file or target.folder)
        code_items(draw(paths, options, size, met), target, options, own, manner, figures.add)
    else:
        known(own, options.near)
        with Crew(manner.setup(own), manner.processes) as crew:
            documents = (item for item in draw(paths, options, size, met) if isinstance(item, Document))
            for _, made in shown(crew.code(documents)):
                figures.add(made)
    for line in told(met, figures):
        console().print(line)
    return 0 if figures.seconds else 1


def told(met: Met, figures: Figures) -> list[str]:
    """The lines that are printed."""
    read, given = len(figures.seconds), met.documents + met.reasons.total()
    about = "" if met.opened == met.files else "about "
    lines = [f"Sample: {met.drawn:,} of {about}{met.total:,} documents, by the digest of their ids; "
             f"{met.opened:,} of {met.files:,} files opened."]
    if not read:
        return [*lines, "None of them was read."]
    lines += [
        f"A core reads {1 / max(1e-9, figures.mean):,.1f} documents a second: {figures.mean:.3f} s of processor time a "
        f"document on average, {figures.quantile(0.5):.3f} in the median, {figures.quantile(0.95):.3f} at 95 %.",
        f"Opening the files takes {met.seconds / max(1, given):.4f} s a document more.",
        f"Gated out (nothing in the text can make a statement, so it is not parsed): {figures.gated / read:.1%}.",
        f"Statements: {1000 * figures.statements / read:,.0f} per 1,000 documents. Failed: {figures.failed:,}.",
        f"Skipped: {met.reasons.total() / max(1, given):.1%} of {given:,} inputs.",
        *(f"  {count:7,}  {reason}" for reason, count in met.reasons.most_common(REASONS)),
    ]
    seconds = met.total * (figures.mean + met.seconds / max(1, met.documents))
    return [*lines, f"All: {about}{met.total:,} documents take {_days(seconds)} core-days.", "  cores   time",
            *(f"  {cores:5,}   {_span(seconds / cores)}" for cores in CORES)]


def _days(seconds: float) -> str:
    days = seconds / DAY
    return f"{days:,.1f}" if days >= 1 else f"{days:.2g}"


def _span(seconds: float) -> str:
    for unit, length in (("days", DAY), ("hours", 3600.0), ("minutes", 60.0)):
        if seconds >= 2 * length:
            return f"{seconds / length:,.1f} {unit}"
    return f"{seconds:,.0f} seconds"

"""How well the coder reads, as it was measured: figures that ship with Dateline (`data/exports/scorecard.toml`).

Written by the evaluation, with the version and knowledge that each was measured with; never by hand.
"""

from __future__ import annotations

import csv
import io
import tomllib
from pathlib import Path

import msgspec

from dateline.knowledge import DATA

PATH = DATA / "exports" / "scorecard.toml"


class Score(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One figure: of which set (`what` says what it asks), its name and value, what it stands against, and the version
    of Dateline, digest of its knowledge and day (YYYY-MM-DD) that it was measured with and on.  `headline`: one of the
    few that a README shows."""

    set: str
    what: str
    figure: str
    value: float
    version: str
    knowledge: str
    date: str
    anchor: str = ""
    less_is_better: bool = False
    headline: bool = False


class Scorecard(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All figures, by set."""

    score: tuple[Score, ...] = ()


def scorecard(path: Path = PATH) -> tuple[Score, ...]:
    """The figures that ship; none where there is no file.  Raises msgspec.ValidationError for another form of file."""
    if not path.is_file():
        return ()
    return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Scorecard).score


def write_scorecard(scores: tuple[Score, ...], path: Path = PATH) -> None:
    """Write the figures, one a line; what is false or empty is left out."""
    lines = ["# Written by the evaluation (`python -m evaluation all --record`); not by hand.", "score = ["]
    for score in scores:
        told = {name: value for name, value in msgspec.structs.asdict(score).items() if value not in (False, "")
                or isinstance(value, float)}
        lines.append(f"  {{ {', '.join(f'{n} = {msgspec.json.encode(v).decode()}' for n, v in told.items())} }},")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([*lines, "]", ""]), encoding="utf-8")


def as_csv(scores: tuple[Score, ...]) -> bytes:
    """All figures as a table."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(Score.__struct_fields__)
    writer.writerows(msgspec.structs.astuple(score) for score in scores)
    return out.getvalue().encode()

"""What an export takes: reports with the statements that are wanted.

A format that has columns for status and voice takes all statements.  One that has none takes, unless the user asks for
more with `--include`, only what the report itself tells as having happened: a statement of somebody else, a plan or
a denial would stand there as a fact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from dateline._version import __version__
from dateline.errors import DatelineError
from dateline.exports.joined import Joined, nothing
from dateline.types import Document, Reading, Run, Statement


class Exported(NamedTuple):
    """A report, its reading (with the statements that are wanted), and what the ledger joins it with.

    `origin`: id of the report at the head of its copies; `story`: id of its story; both empty outside of a ledger.
    """

    document: Document
    reading: Reading
    origin: str = ""
    story: str = ""


class Given(NamedTuple):
    """All that a format is written from.  `reports` makes a new pass each time that it is called.

    `asked`: the filter and the groups in words, for formats that say what they hold.  `joined`: what the ledger joins
    the statements to, for formats that have room for it.
    """

    reports: Callable[[], Iterator[Exported]]
    runs: tuple[Run, ...] = ()
    asked: str = ""
    joined: Callable[[], Joined] = nothing


def coder_version(given: Given) -> str:
    """The version of Dateline that read the statements (several: joined with a comma); of this program without runs."""
    return ", ".join(dict.fromkeys(run.version for run in given.runs)) or __version__


class Written(NamedTuple):
    """What a format wrote: rows (or objects, edges), how many statements it left out for which reason, and the files
    that it made beside the one that was named."""

    rows: int
    left: Mapping[str, int] = {}
    beside: tuple[Path, ...] = ()


class Format(NamedTuple):
    """One way to write statements.

    `endings`: of the files that it is known by, the first is the usual one.  `holds_talk`: has it room for status and
    voice?  `write` makes the file (or folder) and gives the number of rows, objects or edges written, or `Written`
    where there is more to say.
    """

    name: str
    what: str
    endings: tuple[str, ...]
    holds_talk: bool
    write: Callable[[Given, Path], int | Written]


INCLUDES: Mapping[str, str] = {
    "realised": "what the report itself tells as having happened (the default where a format has no status or voice)",
    "said": "what somebody else says has happened",
    "talk": "planned and possible acts, whoever tells of them",
    "denied": "what is said not to have happened",
    "all": "everything",
}


def parse_include(text: str) -> frozenset[str]:
    """The groups named in `said,talk`.  Raises DatelineError for one that does not exist."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    if unknown := [name for name in names if name not in INCLUDES]:
        raise DatelineError(f"--include {unknown[0]}: there is no such group. The choices: {', '.join(INCLUDES)}.")
    return frozenset(names)


def group_of(statement: Statement) -> str:
    """The one of `INCLUDES` that the statement belongs to."""
    status = statement.factuality.status
    if status == "actual":
        return "said" if statement.attribution else "realised"
    return "denied" if status == "negated" else "talk"


def choose(
    reports: Iterable[Exported], include: frozenset[str], left: Counter[str] | None = None,
) -> Iterator[Exported]:
    """The reports, each with only its statements of these groups (none named, or `all`: with all).

    `left` is emptied, then counts the statements of the other groups.
    """
    if left is not None:
        left.clear()
    for report in reports:
        if not include or "all" in include:
            yield report
            continue
        groups = [(group_of(s), s) for s in report.reading.statements]
        if left is not None:
            left.update(group for group, _ in groups if group not in include)
        kept = tuple(s for group, s in groups if group in include)
        yield report._replace(reading=msgspec.structs.replace(report.reading, statements=kept))

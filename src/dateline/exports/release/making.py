"""Make a release of a ledger: the same ledger gives the same files, byte for byte."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import msgspec
import sqlalchemy as sa

from dateline.errors import DatelineError
from dateline.exports.jsonio import printable
from dateline.exports.release.codebook import markdown, page, pieces
from dateline.exports.release.columns import layouts
from dateline.exports.release.digests import files_of, write_sums
from dateline.exports.release.papers import Made, Wanted, citation, datapackage, manifest
from dateline.exports.release.readme import count, readme
from dateline.exports.release.scorecard import as_csv, scorecard
from dateline.exports.release.tables import rows_of, write_table
from dateline.knowledge import Knowledge
from dateline.ledger.book import Ledger
from dateline.ledger.exporting import coders, exported
from dateline.ledger.migrations import MIGRATIONS


def make_release(ledger: Ledger, folder: Path, wanted: Wanted, know: Knowledge) -> Made:
    """Write the release into `folder`, which appears whole or not at all.

    Stories, incidents and claims are made anew first where the ledger has changed.  Raises DatelineError for a folder
    that holds anything, a ledger without reports, and a title, creator, licence or date that is none.
    """
    _refuse(folder, wanted)
    ledger.link()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as beside:
        inside = Path(beside) / "release"
        inside.mkdir()
        with ledger.reading() as connection:
            made = _write(connection, inside, wanted, know)
        if folder.is_dir():
            folder.rmdir()
        inside.replace(folder)
    return made


def _refuse(folder: Path, wanted: Wanted) -> None:
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        raise DatelineError(f"{folder} is not empty: a release is never written over anything. Name a new folder.")
    if not wanted.title.strip() or not wanted.licence.strip() or not any(c.strip() for c in wanted.creators):
        raise DatelineError("A release names its title (--title), who made it (--creator 'Family, Given', once for "
                            "each) and its licence (--licence CC-BY-4.0).")  # fmt: skip
    if wanted.date:
        try:
            ok = re.fullmatch(r"\d{4}-\d\d-\d\d", wanted.date) and date.fromisoformat(wanted.date)
        except ValueError:
            ok = None
        if not ok:
            raise DatelineError(f"--date {wanted.date}: not a day. Write it as 2026-11-24.")


def _write(connection: sa.Connection, folder: Path, wanted: Wanted, know: Knowledge) -> Made:
    tables, shapes = rows_of(connection, wanted.with_text), layouts()
    rows = {layout.name: write_table(folder / "data", layout, tables[layout.name]) for layout in shapes}
    if not rows["documents"]:
        raise DatelineError("The ledger has no reports: there is nothing to release.")
    made = Made(coders(connection), MIGRATIONS[-1].number, know.digest, tuple(b.name for b in know.codebooks), rows)
    told = [*pieces(know, shapes)]
    _text(folder / "codebook" / "codebook.md", markdown(told))
    _text(folder / "codebook" / "codebook.html", page(told))
    counts = count(exported(connection), tables["runs"](), tables["issues"]())
    scores = scorecard()
    (folder / "scorecard.csv").write_bytes(as_csv(scores))
    _text(folder / "README.md", readme(wanted, made, counts, shapes, scores))
    _text(folder / "CITATION.cff", citation(wanted))
    _json(folder / "datapackage.json", datapackage(wanted, shapes, files_of(folder)))
    _json(folder / "manifest.json", manifest(wanted, made, files_of(folder)))
    write_sums(folder)
    return made


def _text(path: Path, words: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(printable(words).encode())


def _json(path: Path, value: object) -> None:
    path.write_bytes(msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")


def unknown_codebooks(ledger: Ledger, know: Knowledge) -> Sequence[str]:
    """Codebooks of statements that the knowledge does not hold, so that the release cannot describe them."""
    from dateline.ledger.schema import STATEMENTS
    from dateline.rules.language import PLOVER

    with ledger.reading() as connection:
        query = sa.select(STATEMENTS.c.codebook).where(STATEMENTS.c.current).distinct()
        used = connection.execute(query).scalars().all()
    return sorted(set(used) - {PLOVER, *(book.name for book in know.codebooks)})

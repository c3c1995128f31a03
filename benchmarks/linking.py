"""Linking: a hundred new reports into a ledger, beside a pass over the whole of it; claims are not counted.

Made reports in the order of their days, so that the new ones are the newest, as from feeds.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from benchmarks import made
from benchmarks.measure import Clock
from dateline.ledger.book import Ledger
from dateline.ledger.linking import Linked, link
from dateline.ledger.recording import record
from dateline.types import Document, Reading

NEW, AT_ONCE = 100, 500


def main(argv: Sequence[str]) -> int:
    """Print the figures; `--write` puts them into RESULTS.md."""
    from benchmarks.__main__ import machine, section, table

    parser = argparse.ArgumentParser(prog="python -m benchmarks linking", description=__doc__)
    parser.add_argument("--reports", type=int, default=20_000, help="made reports in the ledger")
    parser.add_argument("--folder", type=Path, help="where there is room for 100 KB a report (default: as tempfile)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--write", action="store_true", help="write benchmarks/RESULTS.md")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="dateline-bench-", dir=args.folder) as folder:
        figures = measure(Path(folder), args.reports)
    print(json.dumps(figures) if args.json else table(figures, {}))
    if args.write:
        said = machine(f"python -m benchmarks linking --reports {args.reports} --write")
        section("Linking", f"{said}\n\n{__doc__}\n{table(figures, {})}")
    return 0


def measure(folder: Path, reports: int) -> dict[str, float | int]:
    """Seconds of the CPU of a pass over the whole, and of one over what has come."""
    pairs = sorted(made.documents(reports + NEW), key=lambda pair: (pair[0].published or "", pair[0].id))
    with Ledger(folder / "made.db") as ledger:
        _enter(ledger, pairs[:reports])
        whole, _ = _linked(ledger)
        _enter(ledger, pairs[reports:])
        step, linked = _linked(ledger)
    assert linked is not None and linked.new == NEW
    return {"reports": reports, "new": NEW, "whole_cpu_s": round(whole, 1), "new_cpu_s": round(step, 2),
            "ratio": round(step / whole, 4), "stories": linked.stories, "incidents": linked.incidents}


def _enter(ledger: Ledger, pairs: Sequence[tuple[Document, Reading]]) -> None:
    run = record(ledger, made.RUN)
    for start in range(0, len(pairs), AT_ONCE):
        run.add(pairs[start : start + AT_ONCE])
    run.finish()


def _linked(ledger: Ledger) -> tuple[float, Linked | None]:
    clock, done = Clock(), list[Linked | None]()
    clock.run(partial(_link, ledger, done))
    return clock.cpu, done[0]


def _link(ledger: Ledger, done: list[Linked | None]) -> None:
    done.append(link(ledger, claims=False))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

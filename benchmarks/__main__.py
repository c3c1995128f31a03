"""Run the measurements; --write puts them into RESULTS.md."""

from __future__ import annotations

import argparse
import json
import platform
import re
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from evaluation.base import NotBuilt, Refused, load_rows
from evaluation.rooms import part
from evaluation.shared import shared

from benchmarks.measure import gazetteer, memory, rooms, sample, startup, throughput
from benchmarks.speed import beside_parser, political, two_processes, worker
from dateline.one_thread import keep_to_one_thread

RESULTS = Path(__file__).with_name("RESULTS.md")
REPORTS = "articles.jsonl"
NOT_BUILT, REFUSED = 3, 2
TRAVELS = ("Ratios are against a full spaCy pass over the same texts in the same run; they travel, the rates do not.")
# what other tools need or the specification asks for, all on one core; measured where nothing else is said
REFERENCES = {
    "time_ratio_to_spacy": "bare spaCy pass 1",
    "actors_ratio_to_parse": "aim .15",
    "times_documents_per_s": "HeidelTime in a warm JVM 1.9–2.8, dateparser 28–45",
    "times_texts_of_300_words_per_s": "aim 300",
    "places_documents_per_s": "spaCy's name recogniser alone 11–20; Mordecai 3 on a large GPU 60–110 (published)",
    "places_texts_of_300_words_per_s": "aim 300, later 500",
    "gazetteer_deflated_mib": "Mordecai 3: an index of 2.2 GB",
    "memory_ratio_to_spacy": "bare spaCy pass 1",
    "documents_ratio_to_spacy": "aim 3",
    "political_time_ratio_to_tagger_parser": "aim 1.25",
    "worker_start_s": "aim 2.5",
    "worker_mib": "aim 600, and as at a quarter of the texts",
    "two_processes_ratio": "aim 1.8; on a machine that does nothing else",
    "first_result_ratio": "loading the model 1",
}


def main(argv: list[str] | None = None) -> int:
    """Print the figures; 0 done or nothing to measure on, 2 no such file, 3 not built yet.

    `ledger`: those of the store, `desk`: those of the pages, `linking`: those of links.
    """
    keep_to_one_thread()
    argv = sys.argv[1:] if argv is None else argv
    if argv[:1] == ["ledger"]:
        from benchmarks.ledger import main as ledger

        return ledger(argv[1:])
    if argv[:1] == ["desk"]:
        from benchmarks.desk import main as desk

        return desk(argv[1:])
    if argv[:1] == ["linking"]:
        from benchmarks.linking import main as linking

        return linking(argv[1:])
    args = _arguments(argv)
    default = shared() / "bench" / "reports" / "throughput.jsonl.gz"
    if args.data is None and not default.is_file():
        print(f"There is no {default}: nothing to measure on. Name a file with --data.")
        return 0
    try:
        part("dateline.reading.pipeline", "read")
        rows = load_rows(args.data or default)
        texts = sample([row["text"] for row in rows], args.documents)
        figures: dict[str, float | int] = {
            **throughput(texts), **rooms(texts), **gazetteer(), **memory(texts), **startup(),
            **beside_parser(texts, political(_reports(args.political or default.with_name(REPORTS)), args.documents)),
            **worker(sample([row["text"] for row in rows], args.worker)),
            **(two_processes(sample([row["text"] for row in rows], args.worker)) if args.processes else {}),
        }  # fmt: skip
    except (Refused, RuntimeError) as error:
        print(error, file=sys.stderr)
        return REFUSED
    except NotBuilt as error:
        print(f"Not built yet: {error}", file=sys.stderr)
        return NOT_BUILT
    print(json.dumps(figures) if args.json else table(figures))
    if args.write:
        from dateline.parse import model_label

        section("Speed and memory", f"{machine('python -m benchmarks --write')}, model {model_label()}. {TRAVELS}\n\n"
                                    f"{table(figures)}")
    return 0


def _reports(path: Path) -> list[str]:
    return [row["text"] for row in load_rows(path)]


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--data", type=Path, help="JSONL of texts (default: the shared throughput set)")
    parser.add_argument("--documents", type=int, default=150, help="how many texts, evenly over the file")
    parser.add_argument("--political", type=Path, help="JSONL of reports (default: the shared articles)")
    parser.add_argument("--worker", type=int, default=1_000, help="how many texts one worker reads for its memory")
    parser.add_argument("--processes", action="store_true", help="two processes beside one: keep the machine quiet")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--write", action="store_true", help="write benchmarks/RESULTS.md")
    return parser.parse_args(argv)


def machine(command: str) -> str:
    """With which command, when and on what the figures were made."""
    return (f"`{command}`, {date.today().isoformat()}, Python {platform.python_version()} on "
            f"{platform.system()} {platform.machine()}")


def section(heading: str, text: str) -> None:
    """Put a section of RESULTS.md into the place of the one with that heading, or at the end."""
    parts = re.split(r"(?m)^# ", RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else []
    kept = {part.partition("\n")[0]: part for part in parts if part.strip()}
    kept[heading] = f"{heading}\n\n{text}\n"
    RESULTS.write_text("\n".join(f"# {part.rstrip()}\n" for part in kept.values()), encoding="utf-8")


def table(figures: dict[str, float | int], references: Mapping[str, str] = REFERENCES) -> str:
    """The figures as a Markdown table, each beside what it stands against."""
    rows = (f"| {n.replace('_', ' ')} | {value:.10g} | {references.get(n, '')} |" for n, value in figures.items())
    return "\n".join(["| figure | value | reference |", "|---|---|---|", *rows])


if __name__ == "__main__":
    sys.exit(main())

"""What reading costs beside the bare parser: ratios of CPU time, block by block in turn; and a worker.

mixed      texts as they come.  Beside them a bare spaCy pass with all its components.
political  texts of which most paragraphs hold a statement.  Beside them the tagger and the parser alone.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.measure import BLOCK, REPORT, SPACY_LIMIT, Clock, _fresh, _rate, peak_mib

BARE = ("tok2vec", "tagger", "parser")
MOSTLY = 0.5  # of the paragraphs
WORKER = "from dateline.engine.worker import ready; from dateline.knowledge import Origin; ready(Origin())"


def beside_parser(mixed: Sequence[str], political: Sequence[str]) -> dict[str, float]:
    """Both ratios of one core, and the share of the mixed texts that the gate kept out."""
    import spacy

    from dateline.parse import MODEL

    whole, bare = spacy.load(MODEL), spacy.load(MODEL)
    bare.select_pipes(enable=list(BARE))
    ours, gated = _reader()
    with_all, own = _in_turn(mixed, _passes(whole), ours)
    kept_out = len(gated)
    with_parser, own_political = _in_turn(political, _passes(bare), ours)
    return {
        "mixed_documents": len(mixed),
        "mixed_gated_out": kept_out,
        "documents_ratio_to_spacy": _rate(with_all.cpu, own.cpu),
        "political_documents": len(political),
        "political_time_ratio_to_tagger_parser": _rate(own_political.cpu, with_parser.cpu),
    }


def _reader() -> tuple[Callable[[Sequence[str]], None], list[str]]:
    from dateline.engine.worker import ready
    from dateline.knowledge import Origin
    from dateline.reading.gate import STAGE
    from dateline.reading.pipeline import read
    from dateline.types import Document

    know, gated = ready(Origin()), list[str]()

    def ours(block: Sequence[str]) -> None:
        for text in block:
            reading = read(Document("d", text), know, gated=True)
            gated.extend(text for i in reading.issues if i.stage == STAGE)

    return ours, gated


def _passes(nlp: Any) -> Callable[[Sequence[str]], None]:
    def theirs(block: Sequence[str]) -> None:
        for _ in nlp.pipe((text[:SPACY_LIMIT] for text in block), batch_size=64):
            pass

    return theirs


def _in_turn(
    texts: Sequence[str], theirs: Callable[[Sequence[str]], None], ours: Callable[[Sequence[str]], None]
) -> tuple[Clock, Clock]:
    """Time of both over the same texts, after one block of warming up."""
    clocks = Clock(), Clock()
    for work in (theirs, ours):
        work(texts[:BLOCK])
    for start in range(0, len(texts), BLOCK):
        for clock, work in zip(clocks, (theirs, ours), strict=True):
            clock.run(lambda: work(texts[start : start + BLOCK]))  # noqa: B023  run at once
    return clocks


def political(texts: Sequence[str], most: int) -> list[str]:
    """Those of the texts, `most` at most, of which most paragraphs hold a statement."""
    from dateline.knowledge import load_knowledge
    from dateline.reading.pipeline import read
    from dateline.text import clean, paragraphs
    from dateline.types import Document

    know, found = load_knowledge(), list[str]()
    for text in texts:
        cleaned = clean(text)
        spans = [cleaned.span(*p) for p in paragraphs(cleaned.text)]
        told = read(Document("d", text), know).statements
        holding = sum(any(s.covers(t.trigger) for t in told) for s in spans)
        if spans and holding >= MOSTLY * len(spans):
            found.append(text)
        if len(found) == most:
            break
    return found


def worker(texts: Sequence[str]) -> dict[str, float]:
    """Seconds until a fresh process has read its first report; peak MiB of one that reads all the texts, at a quarter
    of them and at the end."""
    quarter, end = _in_child(_peaks, texts)
    return {
        "worker_start_s": round(_fresh(WORKER, 3), 3),
        "worker_documents": len(texts),
        "worker_quarter_mib": quarter,
        "worker_mib": end,
    }


def two_processes(texts: Sequence[str]) -> dict[str, float]:
    """How much faster two processes read the texts than one; starting them is not counted."""
    by_length = sorted(texts, key=len)
    one = max(_in_child(_timed, texts, copies=1))
    two = max(_in_child(_timed, by_length[::2], by_length[1::2], copies=2))
    return {"two_processes_ratio": _rate(one, two)}


def _peaks(texts: Sequence[str]) -> list[float]:
    ours, _ = _reader()
    found = []
    for part in (texts[: len(texts) // 4], texts[len(texts) // 4 :]):
        ours(part)
        found.append(peak_mib())
    return found


def _timed(texts: Sequence[str]) -> list[float]:
    ours, _ = _reader()
    ours([REPORT])
    print("ready", flush=True)
    sys.stdin.readline()
    start = time.perf_counter()
    ours(texts)
    return [time.perf_counter() - start]


def _in_child(work: Callable[[Sequence[str]], list[float]], *parts: Sequence[str], copies: int = 0) -> list[float]:
    """What `work` finds in fresh processes, one a part; `copies`: all begin when so many are ready."""
    with tempfile.TemporaryDirectory() as folder:
        children = []
        for n, part in enumerate(parts):
            path = Path(folder) / f"{n}.json"
            path.write_text(json.dumps(list(part)), encoding="utf-8")
            command = [sys.executable, "-m", "benchmarks.speed", work.__name__, str(path)]
            children.append(subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1]
            ))  # fmt: skip
        if copies:
            for child in children:
                assert child.stdout is not None and child.stdout.readline() == "ready\n"
        found: list[float] = []
        if copies:
            for child in children:
                assert child.stdin is not None
                child.stdin.write("go\n")
                child.stdin.flush()
        for child in children:
            said, _ = child.communicate()
            if child.returncode:
                raise RuntimeError(f"measuring {work.__name__} failed with exit code {child.returncode}")
            found += json.loads(said)
    return found


if __name__ == "__main__":
    print(json.dumps({f.__name__: f for f in (_peaks, _timed)}[sys.argv[1]](json.loads(Path(sys.argv[2]).read_text()))))

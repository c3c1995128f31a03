"""The measurements.  Wall-clock rates are for orientation; ratios are of CPU time, block by block in turn,
so that other work on the machine weighs on both sides alike."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, TypeVar
from unittest.mock import patch

T = TypeVar("T")
BLOCK = 10
WORDS = 300  # of a report of the usual length
SPACY_LIMIT = 900_000  # characters; spaCy refuses a text of more than a million
REPORT = (
    "SEOUL, 3 May 2024. South Korea's foreign minister met his Japanese counterpart in Tokyo on Friday. "
    "The two ministers said that they would resume talks on trade. North Korea condemned the meeting."
)
BARE = "import spacy; from dateline.parse import MODEL; spacy.load(MODEL)"


@dataclass
class Clock:
    """Time that one side has taken, by the wall and on the CPU."""

    wall: float = 0.0
    cpu: float = 0.0

    def run(self, work: Callable[[], None]) -> None:
        """Do the work and add its time."""
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        self.wall += time.perf_counter() - wall
        self.cpu += time.process_time() - cpu


def throughput(texts: Sequence[str]) -> dict[str, float | int]:
    """Documents and sentences a second of reading, and its CPU time over that of a full spaCy pass."""
    import spacy

    from dateline.knowledge import load_knowledge
    from dateline.parse import MODEL
    from dateline.reading.pipeline import read
    from dateline.types import Document

    know, bare = load_knowledge(), spacy.load(MODEL)
    sentences = words = 0

    def ours(block: Sequence[str]) -> None:
        nonlocal sentences
        for n, text in enumerate(block):
            sentences += read(Document(str(n), text), know).sentences

    def theirs(block: Sequence[str]) -> None:
        nonlocal words
        for doc in bare.pipe((text[:SPACY_LIMIT] for text in block), batch_size=64):
            words += len(doc)

    ours([REPORT])
    theirs([REPORT])
    sentences = words = 0
    mine, spacys = Clock(), Clock()
    for start in range(0, len(texts), BLOCK):
        block = texts[start : start + BLOCK]
        spacys.run(lambda: theirs(block))  # noqa: B023  run at once
        mine.run(lambda: ours(block))  # noqa: B023
    return {
        "documents": len(texts),
        "sentences": sentences,
        "tokens": words,
        "documents_per_s": _rate(len(texts), mine.wall),
        "sentences_per_s": _rate(sentences, mine.wall),
        "tokens_per_s": _rate(words, mine.wall),
        "spacy_documents_per_s": _rate(len(texts), spacys.wall),
        "time_ratio_to_spacy": _rate(mine.cpu, spacys.cpu),
    }


def rooms(texts: Sequence[str]) -> dict[str, float]:
    """CPU time of actors, voices, factuality, times and places while reading, each over that of the parse.

    `actors`: set-up and every later question.  `voices_documents_per_s`: of the parse and the voices alone.
    `times_…`, `places_…_per_s`: of time expressions and of place names by themselves, the parse left out.
    """
    from dateline.knowledge import load_knowledge
    from dateline.parse import parse_document
    from dateline.reading.attribution import attribute
    from dateline.reading.entities import Entities, resolve_entities
    from dateline.reading.factuality import judge
    from dateline.reading.pipeline import read
    from dateline.reading.places import find_places
    from dateline.reading.times import find_times
    from dateline.types import Document

    know = load_knowledge()
    read(Document("warm", REPORT), know)
    parsing, resolving, hearing, judging, timing, placing = (Stopwatch() for _ in range(6))
    with (
        patch("dateline.reading.pipeline.parse_document", parsing.timed(parse_document)),
        patch("dateline.reading.pipeline.resolve_entities", resolving.timed(resolve_entities)),
        patch.object(Entities, "of", resolving.timed(Entities.of)),
        patch("dateline.reading.pipeline.attribute", hearing.timed(attribute)),
        patch("dateline.reading.statements.judge", judging.timed(judge)),
        patch("dateline.reading.pipeline.find_times", timing.timed(find_times)),
        patch("dateline.reading.pipeline.find_places", placing.timed(find_places)),
    ):
        for n, text in enumerate(texts):
            read(Document(str(n), text), know)
    return {
        "actors_ratio_to_parse": _rate(resolving.cpu, parsing.cpu),
        "voices_ratio_to_parse": _rate(hearing.cpu, parsing.cpu),
        "factuality_ratio_to_parse": _rate(judging.cpu, parsing.cpu),
        "voices_documents_per_s": _rate(len(texts), parsing.cpu + hearing.cpu),
        **_layer("times", timing, parsing, texts),
        **_layer("places", placing, parsing, texts),
    }


def _layer(name: str, layer: Stopwatch, parsing: Stopwatch, texts: Sequence[str]) -> dict[str, float]:
    """One layer by itself: over the parse, documents a second as they are, and as if each had 300 words."""
    words = sum(len(text.split()) for text in texts)
    return {
        f"{name}_ratio_to_parse": _rate(layer.cpu, parsing.cpu),
        f"{name}_documents_per_s": _rate(len(texts), layer.cpu),
        f"{name}_texts_of_{WORDS}_words_per_s": _rate(words / WORDS, layer.cpu),
    }


def gazetteer() -> dict[str, float]:
    """Milliseconds to open the gazetteer and look up a first name; MiB of its file, as it is and deflated (as in a
    wheel)."""
    from dateline.gazetteer import SHIPPED, fold, open_gazetteer

    start = time.perf_counter()
    open_gazetteer().lookup([fold("Khartoum")])
    taken = time.perf_counter() - start
    return {
        "gazetteer_first_look_up_ms": round(taken * 1000, 2),
        "gazetteer_mib": round(SHIPPED.stat().st_size / 2**20, 1),
        "gazetteer_deflated_mib": round(_deflated(SHIPPED) / 2**20, 1),
    }


def _deflated(path: Path) -> int:
    packer, size = zlib.compressobj(), 0
    with path.open("rb") as data:
        while block := data.read(2**20):
            size += len(packer.compress(block))
    return size + len(packer.flush())


@dataclass
class Stopwatch:
    """CPU time inside some functions, nested calls counted once."""

    cpu: float = 0.0
    depth: int = 0

    def timed(self, work: Callable[..., T]) -> Callable[..., T]:
        """The function with its time taken."""

        def run(*args: Any, **options: Any) -> T:
            self.depth += 1
            start = time.process_time()
            try:
                return work(*args, **options)
            finally:
                self.depth -= 1
                if not self.depth:
                    self.cpu += time.process_time() - start

        return run


def _rate(amount: float, by: float) -> float:
    return round(amount / by, 3) if by else 0.0


def startup(runs: int = 3) -> dict[str, float]:
    """Seconds (median of `runs`) to import the package, to load spaCy's model and to the first result of
    `dateline read`, each in a fresh process, an empty Python taken off the first."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.txt"
        report.write_text(REPORT, encoding="utf-8")
        arguments = ["dateline", "read", str(report)]
        read = f"import sys; sys.argv = {arguments!r}; from dateline.cli import main; main()"
        times = {
            name: _fresh(code, runs)
            for name, code in {
                "empty": "pass",
                "import": "import dateline",
                "model": BARE,
                "read": read,
            }.items()
        }
    return {
        "import_s": round(max(0.0, times["import"] - times["empty"]), 3),
        "spacy_model_s": round(times["model"], 3),
        "first_result_s": round(times["read"], 3),
        "first_result_ratio": _rate(times["read"], times["model"]),
    }


def _fresh(code: str, runs: int) -> float:
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        taken.append(time.perf_counter() - start)
        if done.returncode:
            raise RuntimeError(f"{code!r} failed: {done.stderr.strip().splitlines()[-1:]}")
    return median(taken)


def memory(texts: Sequence[str]) -> dict[str, float]:
    """Peak resident memory in MiB of a process that reads the texts, and of one that only runs spaCy."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "texts.json"
        path.write_text(json.dumps(list(texts)), encoding="utf-8")
        mine, spacys = _peak("read", path), _peak("spacy", path)
    return {"peak_mib": mine, "spacy_peak_mib": spacys, "memory_ratio_to_spacy": _rate(mine, spacys)}


def _peak(side: str, texts: Path) -> float:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.measure", side, str(texts)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).resolve().parents[1],
    )
    if done.returncode:
        raise RuntimeError(f"measuring memory failed: {done.stderr.strip().splitlines()[-1:]}")
    return float(done.stdout.split()[-1])


def peak_mib() -> float:
    """Most memory that this process has held, in MiB.

    Linux hands `ru_maxrss` down to a child, even one that runs another program: it may be the parent's peak.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        return round(int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1024, 1)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1024 if sys.platform != "darwin" else 1024**2), 1)


def _measure_peak(side: str, path: str) -> None:
    texts = json.loads(Path(path).read_text(encoding="utf-8"))
    if side == "read":
        from dateline.knowledge import load_knowledge
        from dateline.reading.pipeline import read
        from dateline.types import Document

        know = load_knowledge()
        for n, text in enumerate(texts):
            read(Document(str(n), text), know)
    else:
        import spacy

        from dateline.parse import MODEL

        for _ in spacy.load(MODEL).pipe((text[:SPACY_LIMIT] for text in texts), batch_size=64):
            pass
    print(peak_mib())


def sample(texts: Sequence[T], documents: int) -> list[T]:
    """Every n-th, so that `documents` of them span the whole file in its order."""
    step = max(1, len(texts) // documents) if documents else 1
    return list(texts[::step])[:documents]


if __name__ == "__main__":
    _measure_peak(*sys.argv[1:3])

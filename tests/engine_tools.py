"""Archives for tests of engines, and their results as one value."""

from __future__ import annotations

import hashlib
import itertools
import json
from pathlib import Path

from dateline.engine.shards import Job, cuts
from dateline.engine.worker import Limits, Setup
from dateline.types import Document, Run

TOLD = "Russia attacked Ukraine on Monday, officials in Kyiv said. "
RUN = Run("1", "knowledge", "model")
POISON = Document("poison", TOLD * 30_000, published="2022-03-01", url="archive/poison.txt")  # far above a second
HALF = "Peru praised Chile \ud83d again."  # half of a surrogate pair


def report(number: int | str, text: str = "", **slots: str) -> Document:
    """A small report; every third has nothing to tell."""
    tale = "Rain fell." if str(number).endswith(("0", "3", "6")) else f"{TOLD}Peru praised Chile {number} times."
    return Document(f"r{number}", text or tale, published="2022-03-01", **slots)


def archive(folder: Path, files: int = 3, each: int = 12) -> Path:
    """A folder of JSON Lines, each a shard, with a bad line in each file; and in the first shard a PDF and a report as
    text."""
    folder.mkdir(parents=True)
    names = (f"reports-{n}.jsonl" for n in itertools.count())
    for file, name in enumerate(itertools.islice(filter(lambda n: cuts(f"{folder.name}/{n}"), names), files)):
        lines = [json.dumps({"id": f"{file}-{n}", "text": report(n).text, "published": "2022-03-01"})
                 for n in range(each)]
        (folder / name).write_text("\n".join([*lines[:5], "no JSON", *lines[5:], lines[0]]) + "\n")
    (folder / "a.pdf").write_bytes(b"%PDF-1.4 nothing")
    (folder / "b.txt").write_text(f"{TOLD}Chile sent aid to Peru.")
    return folder


def job(out: Path | str, limits: Limits | None = None, retry: bool = False) -> Job:
    """A run in shards into a folder."""
    return Job(str(out), RUN, Setup(limits=limits or Limits()), {}, retry=retry)


def digests(folder: Path, pattern: str = "*") -> dict[str, str]:
    """The SHA-256 of all files below a folder, by their paths in it."""
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
            for p in sorted(folder.rglob(pattern)) if p.is_file()}

"""A process that reads documents: `python -m dateline.engine.worker`, questions on standard input, answers on output.

It says whether it is ready, then answers each list of documents with one `Coded` a document.  A document that takes
more time or memory than allowed ends the process; who asked (`crew.py`) sees that, and which document it was.
"""

from __future__ import annotations

import gc
import os
import pickle
import re
import signal
import struct
import sys
import time
from pathlib import Path
from typing import IO, Any

import msgspec

from dateline.engine.coded import Coded, coded
from dateline.engine.local import attempt
from dateline.errors import DatelineError
from dateline.knowledge import Knowledge, Origin, load_knowledge
from dateline.types import Document

STALL = 10  # times the seconds allowed: a clock on the wall, for a process that waits and burns nothing
OUT_OF_MEMORY = 77  # exit code
LENGTH = struct.Struct(">Q")
MB = 2**20
WARM = Document("warm", "Norway attacked Sweden on Monday, officials in Oslo said.", published="2020-01-01")


class Limits(msgspec.Struct, frozen=True):
    """What one document may take: `seconds` of processor time; `memory`: bytes, of the process that reads it."""

    seconds: float = 120.0
    memory: int = 2 * 2**30


class Setup(msgspec.Struct, frozen=True):
    """What a worker needs to know: where knowledge is loaded from, and the limits."""

    origin: Origin = Origin()
    limits: Limits = Limits()


def size_in_bytes(words: str) -> int:
    """What *2GB* or *800MB* means, in bytes.  Raises DatelineError for anything else."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([MG])i?B?", words.strip(), re.IGNORECASE)
    if not found:
        raise DatelineError(f"--max-memory {words}: write a size such as 2GB or 800MB.")
    return int(float(found[1]) * (MB if found[2] in "mM" else 1024 * MB))


def send(stream: IO[bytes], value: Any) -> None:
    """Write one message.  Between two processes of one program: pickled, so that any string survives."""
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    stream.write(LENGTH.pack(len(data)) + data)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """Read one message.  Raises EOFError where the other side is gone."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        raise EOFError
    size = LENGTH.unpack(head)[0]
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return pickle.loads(data)


def main() -> None:
    """Serve until the other side is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who asks
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints does not get among the answers
    try:
        _serve(sys.stdin.buffer, answers)
    except (EOFError, BrokenPipeError):
        return
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


def ready(origin: Origin) -> Knowledge:
    """Knowledge and parser, loaded.  They stay to the end, so that they are not searched for garbage."""
    gc.disable()
    know = load_knowledge(*origin)
    attempt(WARM, know)
    gc.enable()
    gc.freeze()
    return know


def _serve(questions: IO[bytes], answers: IO[bytes]) -> None:
    setup: Setup = receive(questions)
    try:
        know = ready(setup.origin)
        _limit_memory(setup.limits.memory)
    except (DatelineError, OSError) as error:  # OSError: a file of the user's that is not there
        send(answers, error)
        return
    send(answers, None)
    while True:
        for document in receive(questions):
            send(answers, _read(document, know, setup.limits))


def _read(document: Document, know: Knowledge, limits: Limits) -> Coded:
    began = time.process_time()
    _alarm(limits.seconds)
    reading = attempt(document, know)
    _alarm(0)
    return coded(reading, time.process_time() - began)


def _alarm(seconds: float) -> None:
    """The kernel ends the process when the time is up: no code that hangs can keep it from that.  0: no alarm."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.setitimer(signal.ITIMER_REAL, seconds * STALL)


def _limit_memory(limit: int) -> None:
    """Let the process grow until `limit` bytes are in memory (Linux; elsewhere there is no limit that holds).

    Raises DatelineError where it takes more than that before it has read anything.
    """
    if not sys.platform.startswith("linux"):
        return
    import resource

    size, resident = (int(n) * resource.getpagesize() for n in Path("/proc/self/statm").read_text().split()[:2])
    if resident + 64 * MB > limit:
        raise DatelineError(f"--max-memory: {limit // MB:,} MB are too few; a worker takes {resident // MB:,} MB "
                            "before it has read anything. Give at least twice that.")
    most = size + limit - resident
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))


if __name__ == "__main__":
    main()

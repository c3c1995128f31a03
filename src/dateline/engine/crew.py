"""Workers, and how documents are handed out to them.

A worker (worker.py) is a process of its own, so that a document that hangs or wants too much memory takes nothing
down but that process: it is put into quarantine, and a new process reads on.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import queue
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import dateline
from dateline.engine.coded import QUARANTINED, Coded, coded, failed, text_mark
from dateline.engine.worker import MB, Setup, receive, send
from dateline.errors import DatelineError
from dateline.one_thread import THREADS
from dateline.types import Document

STOPPED = "The run was stopped."
BATCH = 8  # documents handed to a worker at once
TIMES_UP = frozenset({-getattr(signal, name) for name in ("SIGPROF", "SIGALRM") if hasattr(signal, name)})
T = TypeVar("T")
R = TypeVar("R")


class _Gone(Exception):
    """The process died; `late`: because the time was up."""

    def __init__(self, late: bool) -> None:
        self.late = late


class Worker:
    """One process that reads; begun again when a document takes it down."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._process: subprocess.Popen[bytes] | None = None
        self._ready = self._closed = False

    def start(self) -> None:
        """Begin the process without waiting until it is ready."""
        if self._closed:
            raise DatelineError(STOPPED)
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "dateline.engine.worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env=_environment())
        self._process, self._ready = process, False
        assert process.stdin
        with contextlib.suppress(BrokenPipeError):  # it died at once: `_answers` will see
            send(process.stdin, self._setup)

    def code(self, documents: Sequence[Document]) -> list[Coded]:
        """The readings, in the order of the documents.

        A document whose time runs out is put into quarantine; one on which the process dies is read once more in a
        new process, then put there too.  Raises DatelineError where no process gets ready.
        """
        done, again = list[Coded](), False
        while len(done) < len(documents):
            try:
                for made in self._answers(documents[len(done):]):
                    done.append(made)
                    again = False
            except _Gone as gone:
                if gone.late or again:
                    done.append(self._quarantined(documents[len(done)], gone.late))
                again = not (gone.late or again)
        return done

    def close(self) -> None:
        """End the process, whatever it does."""
        self._closed = True
        if self._process:
            self._process.kill()
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                assert stream
                with contextlib.suppress(OSError):  # what was not sent yet
                    stream.close()
            self._process = None

    def _answers(self, documents: Sequence[Document]) -> Iterator[Coded]:
        if self._process is None:
            self.start()
        process = self._process
        assert process and process.stdin and process.stdout
        self._wait_until_ready(process)
        try:
            send(process.stdin, list(documents))
            for _ in documents:
                yield receive(process.stdout)
        except (EOFError, OSError, ValueError) as error:  # ValueError: closed by `close`
            code = process.wait()
            if self._closed:
                raise DatelineError(STOPPED) from error
            self._process = None
            raise _Gone(code in TIMES_UP) from error

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        if self._ready:
            return
        assert process.stdout
        try:
            problem = receive(process.stdout)
        except (EOFError, OSError, ValueError) as error:  # ValueError: closed by `close`
            code = process.wait()
            raise DatelineError(STOPPED if self._closed else
                                f"A process that reads could not start (exit code {code}).") from error
        if problem is not None:
            raise problem
        self._ready = True

    def _quarantined(self, document: Document, late: bool) -> Coded:
        limits = self._setup.limits
        why = (f"reading it takes more than the {limits.seconds:g} seconds that a document may take (--max-seconds)"
               if late else f"the process that read it died twice, most likely for want of memory (--max-memory is "
                            f"{limits.memory // MB:,} MB)")
        said = f"Put into quarantine: {why}. To try it again: --retry. {text_mark(document)}"
        return coded(failed(document, said, QUARANTINED))


class Crew:
    """Several workers that share the work; results come in the order of what was given."""

    def __init__(self, setup: Setup, workers: int) -> None:
        self.size = workers
        self._workers = [Worker(setup) for _ in range(workers)]
        self._idle: queue.LifoQueue[Worker] = queue.LifoQueue()  # the one that has loaded comes first
        for worker in self._workers:
            self._idle.put(worker)
        self._threads = ThreadPoolExecutor(workers)

    def start(self) -> None:
        """Begin the first process now, so that it loads while other things are done; the others begin when needed."""
        self._workers[-1].start()

    def code(self, documents: Iterable[Document]) -> Iterator[tuple[Document, Coded]]:
        """Each document with its reading, in the order given."""
        for batch, made in self.each(Worker.code, _batches(documents)):
            yield from zip(batch, made, strict=True)

    def each(self, work: Callable[[Worker, T], R], items: Iterable[T]) -> Iterator[tuple[T, R]]:
        """Each item with what `work` makes of it, given a worker; in the order given, a few items ahead."""
        pending: deque[tuple[T, Future[R]]] = deque()
        for item in items:
            pending.append((item, self._threads.submit(self._with_worker, work, item)))
            if len(pending) > 2 * self.size:
                first, future = pending.popleft()
                yield first, future.result()
        while pending:
            first, future = pending.popleft()
            yield first, future.result()

    def _with_worker(self, work: Callable[[Worker, T], R], item: T) -> R:
        worker = self._idle.get()
        try:
            return work(worker, item)
        finally:
            self._idle.put(worker)

    def close(self) -> None:
        """End all processes."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in self._workers:
            worker.close()
        self._threads.shutdown()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    source = iter(documents)
    while batch := list(itertools.islice(source, BATCH)):
        yield batch


def _environment() -> dict[str, Any]:
    """The environment with this very package on the path, wherever the program that asks took it from."""
    home = str(Path(dateline.__file__).parents[1])
    path = os.pathsep.join(p for p in (home, os.environ.get("PYTHONPATH", "")) if p)
    return {**dict.fromkeys(THREADS, "1"), **os.environ, "PYTHONPATH": path}

"""A news site on this machine, for tests of fetching: what each path answers is set, what was asked is noted."""

from __future__ import annotations

import contextlib
import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Reply:
    """One answer.  `etag`: with it, an If-None-Match that fits gets 304; `slow`: seconds between bytes; `whole`: the
    Content-Length that is told, where it is another."""

    body: bytes = b""
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    etag: str | None = None
    slow: float = 0.0
    whole: int | None = None


@dataclass
class Asked:
    """One request: path, headers (lower case), when (as `clock` has it), and how many others were open at the time."""

    path: str
    headers: dict[str, str]
    at: float
    others: int


class Site:
    """The server: `replies` by path; unknown paths are 404."""

    def __init__(self) -> None:
        self.replies: dict[str, Reply] = {"/robots.txt": Reply(b"", 404)}
        self.asked: list[Asked] = []
        self.clock: Any = time.time
        self.open = 0
        self.address = ""

    def paths(self) -> list[str]:
        """What was asked, without robots.txt."""
        return [one.path for one in self.asked if one.path != "/robots.txt"]


@contextmanager
def site() -> Iterator[Site]:
    """A site that answers on a free port."""
    it, lock = Site(), threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            with lock:
                it.asked.append(Asked(self.path, headers, it.clock(), it.open))
                it.open += 1
            time.sleep(0.005)  # long enough for another to be seen
            with lock:
                it.open -= 1
            with contextlib.suppress(OSError):  # who asked has gone
                self._reply(it.replies.get(self.path, Reply(b"none", 404)), headers)

        def _reply(self, reply: Reply, headers: dict[str, str]) -> None:
            if reply.etag and headers.get("if-none-match") == reply.etag:
                self.send_response(304)
                self.end_headers()
                return
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.kind)
            self.send_header("Content-Length", str(len(reply.body) if reply.whole is None else reply.whole))
            for name, value in {**({"ETag": reply.etag} if reply.etag else {}), **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            for piece in ([reply.body] if not reply.slow else [bytes([b]) for b in reply.body]):
                self.wfile.write(piece)
                time.sleep(reply.slow)
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    it.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield it
    finally:
        server.shutdown()
        server.server_close()


class FakeClock:
    """A clock that only goes on when somebody waits."""

    def __init__(self, start: float = 1_700_000_000.0) -> None:
        self.time, self.slept, self._lock = start, list[float](), threading.Lock()

    def now(self) -> float:
        """Seconds."""
        return self.time

    def sleep(self, seconds: float) -> None:
        """Time goes by at once."""
        with self._lock:
            self.time += seconds
            self.slept.append(seconds)


def rss(site_address: str, *entries: tuple[str, str, str, str]) -> bytes:
    """A feed of entries: path, title, day (`06 Mar 2024`), summary."""
    items = "".join(
        f"<item><title>{title}</title><link>{site_address}{path}</link><guid>{path}</guid>"
        f"<pubDate>Wed, {day} 10:00:00 GMT</pubDate><description>{text}</description></item>"
        for path, title, day, text in entries)
    return (f'<?xml version="1.0"?><rss version="2.0"><channel><title>The Harbour Courier</title>'
            f"<link>{site_address}</link>{items}</channel></rss>").encode()


def article(title: str, *paragraphs: str) -> Reply:
    """A page with a report."""
    told = "".join(f"<p>{p}</p>" for p in paragraphs)
    return Reply(f"<!DOCTYPE html><html lang='en'><head><title>{title}</title></head><body><article><h1>{title}</h1>"
                 f"{told}</article></body></html>".encode())


def zipped(reply: Reply) -> Reply:
    """The same, gzip."""
    return Reply(gzip.compress(reply.body), reply.status, reply.kind, {**reply.headers, "Content-Encoding": "gzip"})

"""The desk on the wire: sizes, bodies that do not come, calls of other kinds, bytes that are no requests."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from tests.asgi import call, run
from tests.small_reports import KOREA, enter, report

from dateline.ledger.book import Ledger
from dateline.server.app import make_app
from dateline.server.security import LONGEST
from dateline.server.serving import listen
from dateline.server.settings import LARGEST_BODY, Settings

JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> str:
    found = tmp_path_factory.mktemp("wire") / "desk.db"
    with Ledger(found) as ledger:
        enter(ledger, report("one", "Moscow shipped grain to Pyongyang.", "2031-05-01",
                             {"trigger": "shipped", "recipient": (KOREA,)}))
        ledger.link()
    return str(found)


@pytest.fixture(scope="module")
def app(place: str) -> FastAPI:
    return make_app(Settings(place))


def test_an_address_and_a_body_have_their_limits(app: FastAPI) -> None:
    assert call(app, query="q=" + "a" * (LONGEST + 1)).status == 414
    assert call(app, "/" + "a" * (LONGEST + 1)).status == 414
    for pieces in ((b" " * (LARGEST_BODY + 1),), (b" " * 1_000,) * 1_001):
        said = call(app, "/api/links", "POST", receive=in_pieces(*pieces), **JSON)
        assert said.status == 413 and said.header("connection") == "close"
    assert call(app, "/api/links", "POST", receive=in_pieces(b"{", b"}"), **JSON).status == 200


def in_pieces(*pieces: bytes, then: str = "http.disconnect") -> Any:
    """A body that comes piece by piece."""
    messages = [{"type": "http.request", "body": p, "more_body": n < len(pieces)} for n, p in enumerate(pieces, 1)]

    async def receive() -> dict[str, Any]:
        return messages.pop(0) if messages else {"type": then}

    return receive


def test_a_body_that_does_not_come_is_not_waited_for(place: str) -> None:
    async def never() -> dict[str, Any]:
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    hasty = make_app(replace(Settings(place), patience=0.05))
    said = call(hasty, "/api/links", "POST", receive=never, **JSON)
    assert (said.status, said.header("connection")) == (408, "close")


def test_who_leaves_before_the_end_is_not_answered(app: FastAPI) -> None:
    async def left() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    assert call(app, "/api/links", "POST", receive=left, **JSON).status == 0


def test_other_kinds_of_calls_are_closed(app: FastAPI) -> None:
    sent: list[Any] = []

    async def keep(message: Any) -> None:
        sent.append(message)

    async def connect() -> dict[str, str]:
        return {"type": "websocket.connect"}

    run(app({"type": "websocket", "path": "/", "headers": [], "query_string": b""}, connect, keep))
    assert sent == [{"type": "websocket.close", "code": 1008}]


END = b"\r\nConnection: close\r\n\r\n"
POST = b"POST /api/links HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
RAW = {
    "up": b"GET /../pages.py HTTP/1.1\r\nHost: localhost" + END,
    "up, encoded": b"GET /%2e%2e/%2e%2e/pages.py HTTP/1.1\r\nHost: localhost" + END,
    "no name": b"GET / HTTP/1.1" + END, "two names": b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example" + END,
    "a proxy's address": b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example" + END,
    "no text": b"GET /\xff\xfe HTTP/1.1\r\nHost: localhost" + END, "no HTTP": b"\x00\x01\x02\r\n\r\n",
    "a long header": b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 200_000 + END,
    "a negative length": POST + b"-1\r\n\r\n{}", "two lengths": POST + b"2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
    "a large body": POST + b"9000000\r\n\r\n" + b" " * 2_000_000,
}


@pytest.mark.parametrize("kind", RAW)
def test_raw_requests_break_nothing(served: int, kind: str) -> None:
    said = raw(served, RAW[kind])
    assert not said or re.match(rb"HTTP/1.1 [24]\d\d", said), said[:200]
    assert b"def routes" not in said
    assert raw(served, b"GET /api/links HTTP/1.1\r\nHost: localhost" + END).startswith(b"HTTP/1.1 200")


def raw(port: int, request_: bytes) -> bytes:
    """What a server says to these bytes; what it says counts, also where it hangs up on the rest of them."""
    said = b""
    with socket.create_connection(("127.0.0.1", port), 5) as line:
        with suppress(ConnectionError):
            line.sendall(request_)
        line.settimeout(1.0)
        with suppress(ConnectionError, TimeoutError):
            while piece := line.recv(65_536):
                said += piece
    return said


@pytest.fixture(scope="module")
def served(place: str) -> Iterator[int]:
    """The port of a desk that runs in a thread."""
    listening = listen(Settings(place, port=0))
    server = uvicorn.Server(uvicorn.Config(make_app(Settings(place)), log_level="critical", server_header=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    yield int(listening.getsockname()[1])
    server.should_exit = True
    thread.join(10)

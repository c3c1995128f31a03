"""Calls of an ASGI application exactly as given: no client that tidies addresses and headers first."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from fastapi import FastAPI


def run(coming: Coroutine[Any, Any, None]) -> None:
    """Run it in a thread of its own: a browser of other tests may have a loop in this one."""
    with ThreadPoolExecutor(1) as other:
        other.submit(asyncio.run, coming).result()


class Said(NamedTuple):
    """An answer: its status, headers by name (all of one name), and body."""

    status: int
    headers: Mapping[str, list[str]]
    body: bytes

    def header(self, name: str) -> str:
        return ", ".join(self.headers.get(name, []))


def call(app: FastAPI, path: str = "/api/statements", method: str = "GET", query: str = "", body: bytes = b"",
         receive: Any = None, **headers: str) -> Said:
    """One call exactly as given: no client that tidies addresses or headers first.  `_` in names stands for `-`."""
    given = {"host": "localhost"} | {name.replace("_", "-"): value for name, value in headers.items()}
    scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
             "path": path, "raw_path": path.encode("utf-8", "replace"), "query_string": query.encode(),
             "root_path": "", "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8765),
             "headers": [(k.encode(), v.encode("latin-1")) for k, v in given.items() if v is not None]}
    sent: list[dict[str, Any]] = []

    async def body_once() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def keep(message: Any) -> None:
        sent.append(message)

    try:
        run(app(scope, receive or body_once, keep))
    except AttributeError:  # a fault that was answered is raised once more, for the log
        assert sent and sent[0]["status"] == 500
    found: dict[str, list[str]] = {}
    for k, v in (sent[0]["headers"] if sent else ()):
        found.setdefault(k.decode().lower(), []).append(v.decode("latin-1"))
    return Said(sent[0]["status"] if sent else 0, found, b"".join(m.get("body", b"") for m in sent[1:]))

"""Who may ask what: one layer around the whole desk, before any question is looked at.

The desk holds other people's texts and writes judgements, and any page in the same browser can call a loopback address.
So a call needs a name that is the desk's own (else a foreign page could rebind its name to 127.0.0.1), a change must
come from the desk's own pages, and beyond loopback everybody shows the token.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import re
from collections.abc import Iterable, Mapping
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, quote, urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dateline.server.settings import Settings, is_loopback

COOKIE = "dateline_token"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]"})
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::\d{1,5})?")
LONGEST = 16_000  # characters of an address: a filter has 4,000 at most, and each may take three
FAULT = "The desk has a fault of its own here; what it is stands where it was started."
GONE = b"\x00gone"  # compared by identity alone


class Guard:
    """The layer as an ASGI application around another."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":  # the desk has no other kind of call
            await send({"type": "websocket.close", "code": 1008})
            return
        guarded = _with_headers(send)
        headers = _decoded(scope)
        if refusal := self._refusal(scope, headers):
            await _refuse(guarded, *refusal)
            return
        if handed := self._handed_over(scope):
            await _redirect(guarded, handed, self.settings.token or "")
            return
        if self.settings.token and not self._has_token(headers):
            await _refuse(guarded, 401, "This desk wants its token: open it by the address that `dateline serve` "
                                        "printed.")
            return
        try:
            body = await asyncio.wait_for(_body(receive, self.settings.largest_body), self.settings.patience)
        except TimeoutError:
            await _refuse(guarded, 408, "The request did not arrive in time.")
            return
        if body is None:
            await _refuse(guarded, 413, f"The request is larger than {self.settings.largest_body:,} bytes.")
        elif body is not GONE:
            await self.app(scope, _replayed(body, receive), guarded)

    def _refusal(self, scope: Scope, headers: Mapping[str, str]) -> tuple[int, str] | None:
        """Why a call is refused, whoever makes it: status and sentence."""
        if not self._is_own_name(headers.get("host", "")):
            return 421, "The desk does not answer to this name: open it by the address that `dateline serve` printed."
        if len(scope["query_string"]) + len(scope["path"]) > LONGEST:
            return 414, f"The address is longer than {LONGEST:,} characters."
        if b"%00" in scope["query_string"] or b"\0" in scope["query_string"]:
            return 400, "The question holds a character (NUL) that stands in no text of a ledger."
        if not _may_read(headers):
            return 403, "Other pages may link to the desk, and not ask it: open it by its own address."
        if scope["method"] not in SAFE and not _from_own_page(headers):
            return 403, "A change has to come from the desk's own pages."
        return None

    def _is_own_name(self, host: str) -> bool:
        found = HOST.fullmatch(host)
        if found is None:
            return False
        name = found["name"].lower()
        given = [one.lower() for one in (self.settings.host, *self.settings.also)]
        own = LOCAL | {*given, *(f"[{one}]" for one in given)}
        anywhere = self.settings.host in ("0.0.0.0", "::") and self.settings.token is not None
        return name in own or anywhere

    def _has_token(self, headers: Mapping[str, str]) -> bool:
        kind, _, word = headers.get("authorization", "").partition(" ")
        shown = (word.strip() if kind.lower() == "bearer" else "", _cookie(headers.get("cookie", "")))
        return any(hmac.compare_digest(one.encode(), (self.settings.token or "").encode()) for one in shown)

    def _handed_over(self, scope: Scope) -> str | None:
        """The address without `?token=`, if that is the right one: a cookie carries it from here on."""
        given = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        token = next((v for k, v in given if k == "token"), None)
        if not self.settings.token or token is None or scope["method"] != "GET":
            return None
        if not hmac.compare_digest(token.encode("utf-8", "replace"), self.settings.token.encode()):
            return None
        rest = urlencode([(k, v) for k, v in given if k != "token"])
        path: str = "/" + scope["path"].lstrip("/\\")  # `//elsewhere` would lead to another host
        return quote(path, errors="replace") + (f"?{rest}" if rest else "")


def address(settings: Settings) -> str:
    """The address to open in a browser, with the token if one is wanted."""
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host
    shown = f"[{host}]" if ":" in host else host
    query = "?" + urlencode({"token": settings.token}) if settings.token else ""
    return f"http://{shown}:{settings.port}/{query}"


def _may_read(headers: Mapping[str, str]) -> bool:
    """Whether a page may make the desk work at all: another one by a link that is followed, and in no other way."""
    if headers.get("sec-fetch-site", "none") in ("same-origin", "none"):
        return True
    return headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"


def _from_own_page(headers: Mapping[str, str]) -> bool:
    """Whether a change comes from the desk itself: browsers say where from, programs send neither header."""
    host, origin = headers.get("host", ""), headers.get("origin")
    if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        return False
    if origin is not None and origin.lower() not in (f"http://{host.lower()}", f"https://{host.lower()}"):
        return False
    return headers.get("content-type", "").split(";")[0].strip() == "application/json"


def _cookie(header: str) -> str:
    try:
        found = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def _decoded(scope: Scope) -> dict[str, str]:
    """The headers by their names in small letters; where one stands twice they are joined, as HTTP has it."""
    found: dict[str, str] = {}
    for name, value in ((k.decode("latin-1").lower(), v.decode("latin-1")) for k, v in scope["headers"]):
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found


async def _body(receive: Receive, largest: int) -> bytes | None:
    """The body of a request; None if it is too large, GONE if the caller left before its end."""
    found = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return GONE
        found += message.get("body", b"")
        if len(found) > largest:
            return None
        if not message.get("more_body"):
            return bytes(found)


def _replayed(body: bytes, receive: Receive) -> Receive:
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            present = {k.decode("latin-1").lower() for k, _ in message.get("headers", ())}
            added = ((k, v) for k, v in HEADERS.items() if k.lower() not in present)
            message["headers"] = [*message.get("headers", ()), *_encoded(added)]
        await send(message)

    return sending


async def _redirect(send: Send, to: str, token: str) -> None:
    cookie = f"{COOKIE}={token}; HttpOnly; SameSite=Lax; Path=/"  # Lax: a cited address opens from a letter
    headers = _encoded([("location", to), ("set-cookie", cookie), ("content-length", "0")])
    await send({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def _refuse(send: Send, status: int, sentence: str) -> None:
    body = json.dumps({"error": sentence}).encode()
    headers = _encoded([("content-type", "application/json"), ("content-length", str(len(body)))])
    if status in (408, 413):  # the rest of the body is not read
        headers += _encoded([("connection", "close")])
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _encoded(headers: Iterable[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(k.lower().encode("latin-1"), v.encode("latin-1")) for k, v in headers]


def broken(_: Request, __: Exception) -> Response:
    """What is answered where the desk itself has a fault: it is made outside the guard, so it brings the headers."""
    return JSONResponse({"error": FAULT}, 500, HEADERS)


def served_to_others(settings: Settings) -> bool:
    """Whether anybody but this computer can reach the desk."""
    return not is_loopback(settings.host)

"""One request: no redirect is followed here, no more is taken than allowed, and never longer than allowed."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from dateline.fetching.addresses import RefusedError, connect, host_of, origin_of, path_of, port_of, split

PIECE = 65_536


@dataclass(frozen=True, slots=True)
class Limits:
    """`timeout`: seconds without a sign; `seconds`: for the whole of an answer; `size`: bytes of it, also inflated."""

    timeout: float = 20.0
    seconds: float = 60.0
    size: int = 10 * 1024 * 1024
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a request.

    `status`: of HTTP, 0 where there was no whole answer; then `fault` says why, and `final`: asking again will not
    help.  `headers`: names in lower case.  `address`: where it came from in the end; `moved`: the address that it has
    from now on, where it moved for good.  `wait`: seconds that the host asks for.
    """

    address: str
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    fault: str = ""
    final: bool = False
    moved: str | None = None
    wait: float = 0.0


def request(address: str, headers: Mapping[str, str], limits: Limits) -> Answer:
    """Ask once."""
    try:
        parts = split(address)
        made = connect(host_of(parts), port_of(parts), limits.timeout, limits.allow_private)
    except RefusedError as error:
        return Answer(address, fault=str(error), final=True)
    except OSError as error:
        return Answer(address, fault=f"no connection ({error.strerror or error})")
    late = threading.Event()
    watchdog = threading.Timer(limits.seconds, _end, (made, late))
    watchdog.daemon = True
    watchdog.start()
    line = http.client.HTTPConnection(host_of(parts), port_of(parts))
    try:
        line.sock = made
        if parts.scheme.lower() == "https":
            line.sock = ssl.create_default_context().wrap_socket(made, server_hostname=host_of(parts))
        host = origin_of(parts).partition("://")[2]
        line.putrequest("GET", path_of(parts), skip_host=True, skip_accept_encoding=True)
        for name, value in {"Host": host, "Accept-Encoding": "gzip", "Connection": "close", **headers}.items():
            line.putheader(name, value)
        line.endheaders()
        return _answer(address, line.getresponse(), limits, late)
    except ssl.SSLCertVerificationError as error:
        return Answer(address, fault=f"its certificate does not hold ({error.verify_message})", final=True)
    except (OSError, http.client.HTTPException, ValueError) as error:
        why = f"no whole answer within {limits.seconds:g} seconds" if late.is_set() else _words(error)
        return Answer(address, fault=why)
    finally:
        watchdog.cancel()
        line.close()
        made.close()


def _end(made: socket.socket, late: threading.Event) -> None:
    """Time is up: whoever reads from the connection is woken."""
    late.set()
    with contextlib.suppress(OSError):
        made.shutdown(socket.SHUT_RDWR)


def _answer(
    address: str, response: http.client.HTTPResponse, limits: Limits, late: threading.Event,
) -> Answer:
    headers = {name.lower(): value for name, value in reversed(response.getheaders())}
    pieces, size = list[bytes](), 0
    while piece := response.read1(PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > limits.size:
            return Answer(address, fault=_too_large(limits), final=True)
    if late.is_set():
        return Answer(address, fault=f"no whole answer within {limits.seconds:g} seconds")
    if response.length:
        return Answer(address, fault=f"the answer breaks off {response.length:,} bytes before its end")
    return _inflated(Answer(address, response.status, headers, b"".join(pieces)), limits)


def _inflated(answer: Answer, limits: Limits) -> Answer:
    if answer.headers.get("content-encoding", "").strip().lower() not in ("gzip", "x-gzip") or not answer.body:
        return answer
    unzip = zlib.decompressobj(wbits=31)
    try:
        body = unzip.decompress(answer.body, limits.size + 1)
    except zlib.error as error:
        return Answer(answer.address, fault=f"what it sends as gzip does not inflate ({error})")
    if len(body) > limits.size:
        return Answer(answer.address, fault=_too_large(limits), final=True)
    return Answer(answer.address, answer.status, answer.headers, body)


def _too_large(limits: Limits) -> str:
    return f"larger than {limits.size / 2**20:g} MB"


def _words(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no sign for too long"
    return f"no answer that can be read ({type(error).__name__}: {str(error)[:120]})".replace(": )", ")")

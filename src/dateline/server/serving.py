"""The desk as a running server."""

from __future__ import annotations

import socket
import webbrowser
from collections.abc import Callable
from dataclasses import replace

import uvicorn

from dateline.errors import DatelineError
from dateline.server.app import make_app
from dateline.server.security import address, served_to_others
from dateline.server.settings import Settings


def serve(settings: Settings, *, open_browser: bool, say: Callable[[str], None]) -> None:
    """Serve until interrupted.  Raises DatelineError where the address is taken, LedgerError where no ledger is."""
    listening = listen(settings)
    settings = replace(settings, port=listening.getsockname()[1])
    app = make_app(settings)
    where = address(settings)
    say(f"The desk of {app.state.ledger.shown}: {where}\nWhat it shows is as reported. Ctrl-C ends it.")
    if served_to_others(settings):
        say("Others can reach it, and nothing on the way is encrypted: put a server with TLS in front of it.")
    if open_browser:
        webbrowser.open(where)
    uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False)).run(sockets=[listening])


def listen(settings: Settings) -> socket.socket:
    """A socket at the address that is wanted.  Raises DatelineError where it cannot be had."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # without it asyncio leaves a delay of 40 ms
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((settings.host.strip("[]"), settings.port))
    except OSError as error:
        made.close()
        raise DatelineError(f"The desk cannot be served at {settings.host}:{settings.port}: {error.strerror}. Another "
                            f"port: --port 9000; any that is free: --port 0.") from None
    return made

"""How a desk is served."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

from dateline.errors import DatelineError

PORT = 8765
PATIENCE = 30.0
TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]{16,}")  # characters that stand unchanged in a header and in a cookie
LARGEST_BODY = 1_000_000  # bytes of a request: a correction, a watch, a sheet of judgements


@dataclass(frozen=True, slots=True)
class Settings:
    """Which ledger is served where.

    `token`: who asks has to show it; needed wherever others can reach the address.  `largest_body`: bytes of a request.
    `also`: further names by which the desk may be called (a proxy's).  `patience`: seconds that a request may take to
    arrive.
    """

    place: str
    host: str = "127.0.0.1"
    port: int = PORT
    token: str | None = None
    largest_body: int = LARGEST_BODY
    also: tuple[str, ...] = ()
    patience: float = PATIENCE

    def __post_init__(self) -> None:
        if not is_loopback(self.host) and not self.token:
            raise DatelineError(
                f"--host {self.host} lets others reach the ledger: give a token, too (--token or DATELINE_TOKEN). "
                f"Without --host the desk is served on this computer only."
            )
        if self.token is not None and len(self.token) < 16:
            raise DatelineError("The token is too short to keep anybody out: give 16 characters or more.")
        if self.token is not None and not TOKEN.fullmatch(self.token):
            raise DatelineError("The token has characters that a header or a cookie would change: letters, digits and "
                                ". _ ~ + / = - are good. One is made by: openssl rand -hex 16")


def is_loopback(host: str) -> bool:
    """Whether an address can be reached from this computer only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False

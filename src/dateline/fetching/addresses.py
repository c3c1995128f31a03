"""Which addresses may be asked: http and https, and nothing inside the own network.

Feeds are written by others: without this an entry could make Dateline ask a machine that only this one can reach.  The
check is made on the very address that is connected to, so a name that resolves otherwise a moment later does no harm.
"""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import SplitResult, quote, urlsplit

from dateline.errors import SourceError

PORTS = {"http": 80, "https": 443}
SAFE = "/%:@!$&'()*+,;=~-._?[]"
Ip = ipaddress.IPv4Address | ipaddress.IPv6Address


class RefusedError(SourceError):
    """An address that is not asked, with the reason."""


def split(address: str) -> SplitResult:
    """The parts of an address.  Raises RefusedError where it is none of http or https, or carries a password."""
    try:
        parts = urlsplit(address.strip())
        parts.port  # noqa: B018  (raises where it is no number)
    except ValueError as error:
        raise RefusedError(f"{address[:200]}: this is no address ({error}).") from error
    if parts.scheme.lower() not in PORTS or not parts.hostname:
        raise RefusedError(f"{address[:200]}: only addresses that begin with http:// or https:// are asked.")
    if parts.username is not None or parts.password is not None:
        raise RefusedError(f"{parts.hostname}: addresses with a user name or password are not asked.")
    return parts


def host_of(parts: SplitResult) -> str:
    """The name of the host as it goes over the line.  Raises RefusedError where it is none."""
    name = (parts.hostname or "").rstrip(".")
    try:
        return name if name.isascii() else name.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise RefusedError(f"{name}: this is no name of a host.") from error


def port_of(parts: SplitResult) -> int:
    """The port, that of the scheme where none is given."""
    return parts.port or PORTS[parts.scheme.lower()]


def origin_of(parts: SplitResult) -> str:
    """Scheme, host and port: what a robots.txt speaks for."""
    name = host_of(parts)
    shown = f"[{name}]" if ":" in name else name
    usual = port_of(parts) == PORTS[parts.scheme.lower()]
    return f"{parts.scheme.lower()}://{shown}" + ("" if usual else f":{parts.port}")


def path_of(parts: SplitResult) -> str:
    """Path and query as they go over the line."""
    query = f"?{quote(parts.query, safe=SAFE)}" if parts.query else ""
    return (quote(parts.path, safe=SAFE) or "/") + query


def is_public(ip: Ip) -> bool:
    """Is it an address of the open Internet, whatever it is written in?"""
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return ip.is_global and not ip.is_multicast


def connect(host: str, port: int, timeout: float, allow_private: bool) -> socket.socket:
    """A connection to the first address of the host that may be asked.  Raises RefusedError where none may be, OSError
    where none answers."""
    fault: OSError | None = None
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    allowed = [one for one in found if allow_private or is_public(ipaddress.ip_address(str(one[4][0]).split("%")[0]))]
    if not allowed:
        raise RefusedError(f"{host}: an address inside the own network is not asked. If you mean it: --allow-private")
    for family, kind, protocol, _, place in allowed:
        made = socket.socket(family, kind, protocol)
        made.settimeout(timeout)
        try:
            made.connect(place)
            return made
        except OSError as error:
            made.close()
            fault = error
    raise fault or OSError(f"{host} does not answer")

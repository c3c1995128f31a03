"""A ledger as read-only tools of the Model Context Protocol: every answer with quote, offsets, address, status, voices.

The protocol's library is the extra `mcp`; without it only `serve` is there, and says so.
"""

from __future__ import annotations

from dateline.errors import DatelineError

MISSING = "The server for the Model Context Protocol needs its library: pip install 'dateline[mcp]'"


def serve(place: str) -> None:
    """Answer on standard input and output until the client ends it.  Raises DatelineError without the library."""
    try:
        from dateline.mcp.serving import serve_stdio
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("mcp", "mcp_types"):
            raise
        raise DatelineError(MISSING) from error
    serve_stdio(place)

"""Web archives of our own, for tests: records, answers of web servers, whole files."""

from __future__ import annotations

import gzip
import zlib

import brotli

WORDS = (
    "Peru and Chile signed an accord on fishing quotas in Lima on Thursday and agreed to exchange data on catches.",
    "The president of Chile said that the accord would end ten years of arrests at sea, and fishermen rejected it.",
)


def page(title: str, *paragraphs: str, head: str = "") -> str:
    """A web page."""
    body = "".join(f"<p>{p}</p>" for p in paragraphs or WORDS)
    return f"<html><head><title>{title}</title>{head}</head><body><h1>{title}</h1>{body}</body></html>"


def answer(body: bytes, *headers: str, status: str = "200 OK", kind: str = "text/html; charset=utf-8") -> bytes:
    """The answer of a web server."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}" if kind else "Server: own", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def record(address: str, block: bytes, kind: str = "response", content: str = "application/http; msgtype=response",
           length: int | None = None) -> bytes:
    """A record of an archive; `length`: what it says of itself, where that is wrong."""
    head = (f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2023-09-20T03:04:05Z\r\n"
            f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\nContent-Type: {content}\r\n"
            f"Content-Length: {len(block) if length is None else length}\r\n\r\n")
    return head.encode() + block + b"\r\n\r\n"


def chunked(body: bytes, size: int = 40) -> bytes:
    """A body in chunks."""
    parts = [body[i : i + size] for i in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in parts) + b"0\r\n\r\n"


def news() -> list[bytes]:
    """The records of an archive with all that one meets."""
    dated = '<meta property="article:published_time" content="2023-09-14T20:00:00-05:00">'
    first = page("Fishing accord", head=dated).encode()
    site, russian = "https://dispatch.example", ["Президент прибыл в столицу и подписал соглашение."] * 4
    return [
        record("", b"software: own\r\n", "warcinfo", "application/warc-fields"),
        record(f"{site}/request", b"GET / HTTP/1.1\r\n\r\n", "request", "application/http; msgtype=request"),
        record(f"{site}/plain", answer(first)),
        record(f"{site}/gzip", answer(gzip.compress(page("Zipped").encode(), mtime=0), "Content-Encoding: gzip")),
        record(f"{site}/brotli", answer(brotli.compress(page("Brotli").encode()), "Content-Encoding: br")),
        record(f"{site}/deflate", answer(zlib.compress(page("Deflate").encode()), "Content-Encoding: deflate")),
        record(f"{site}/chunked", answer(chunked(gzip.compress(page("Chunks").encode(), mtime=0)),
                                         "Transfer-Encoding: chunked", "Content-Encoding: gzip")),
        record(f"{site}/not-chunked", answer(page("No chunks").encode(), "Transfer-Encoding: chunked")),
        record(f"{site}/latin", answer(page("Perú", *(w.replace("Peru", "Perú") for w in WORDS)).encode("latin-1"),
                                       kind="text/html; charset=ISO-8859-1")),
        record(f"{site}/text", answer("\n\n".join(WORDS).encode(), kind="text/plain")),
        record(f"{site}/moved", answer(b"", "Location: /plain", status="301 Moved Permanently")),
        record(f"{site}/moved-too", answer(b"", "Location: /plain", status="301 Moved Permanently")),
        record(f"{site}/gone", answer(b"gone", status="404 Not Found")),
        record(f"{site}/robots.txt", answer(b"User-agent: *\n", kind="text/plain")),
        record(f"{site}/a.png", answer(b"\x89PNG\r\n\x1a\n\x00", kind="image/png")),
        record(f"{site}/sitemap.xml", answer(b"<urlset/>", kind="application/xml")),
        record(f"{site}/untyped", answer(b"\x89PNG\r\n\x1a\n\x00", kind="")),
        record(f"{site}/plain", b"", "revisit"),
        record(f"{site}/russian", answer(page("Мир", *russian).encode())),
        record("dns:dispatch.example", b"20230920 1.2.3.4", "response", "text/dns"),
    ]


def members(records: list[bytes]) -> bytes:
    """The records as an archive in which each is its own gzip member."""
    return b"".join(gzip.compress(r, mtime=0) for r in records)

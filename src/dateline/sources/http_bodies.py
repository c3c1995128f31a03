"""Bodies of HTTP answers as archives keep them: chunks joined, gzip, deflate and Brotli undone, characters read.

Archives are often wrong about their own bytes: some name an encoding that was already undone.  What does not decode is
taken as it is; what breaks off is decoded as far as it goes.
"""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Mapping

from dateline.errors import SourceError
from dateline.sources.decode import GZIP, declared, decode
from dateline.sources.extras import library

CHUNK = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")


def body_of(raw: bytes, headers: Mapping[str, str], limit: int) -> bytes:
    """The bytes of the page, at most `limit`.  `headers`: of the answer, names in lower case."""
    plain = joined(raw) if "chunked" in headers.get("transfer-encoding", "").lower() else raw
    for encoding in reversed(headers.get("content-encoding", "").lower().replace(" ", "").split(",")):
        plain = _undone(plain, encoding, limit)
    return plain[:limit]


def joined(raw: bytes) -> bytes:
    """The chunks of a body put together; a body that is in no chunks as it is, one cut off as far as it goes."""
    pieces, at = [], 0
    while (head := CHUNK.match(raw, at)) and (size := int(head[1], 16)):
        pieces.append(raw[head.end() : head.end() + size])
        at = head.end() + size
        at += 2 if raw[at : at + 2] == b"\r\n" else raw[at : at + 1] == b"\n"
    return b"".join(pieces) if pieces else raw


def characters(body: bytes, headers: Mapping[str, str], name: str) -> str:
    """The characters of a page: by the header's charset, by what the page declares, by its bytes.

    Raises SourceError where the bytes are no text.
    """
    found = re.search(r"""charset\s*=\s*["']?\s*([\w.:-]+)""", headers.get("content-type", ""), re.I)
    for encoding in (_known(found[1]) if found else None, declared(body)):
        if encoding:
            return body.decode(encoding, "replace").removeprefix("\ufeff")
    return decode(body, name).text


def _known(name: str) -> str | None:
    try:
        known = codecs.lookup(name)
    except LookupError:
        return None
    return known.name if known._is_text_encoding else None  # "charset=base64" names none


def _undone(data: bytes, encoding: str, limit: int) -> bytes:
    if encoding in ("gzip", "x-gzip") and data.startswith(GZIP):
        return _inflated(data, 31, limit)
    if encoding == "deflate":
        return _inflated(data, zlib.MAX_WBITS, limit) or _inflated(data, -zlib.MAX_WBITS, limit) or data
    return _unbrotli(data, limit) if encoding == "br" else data


def _inflated(data: bytes, bits: int, limit: int) -> bytes:
    unzip, pieces, size = zlib.decompressobj(wbits=bits), [], 0
    for at in range(0, len(data), 65_536):
        try:
            pieces.append(unzip.decompress(data[at : at + 65_536], max(limit - size, 1)))
        except zlib.error:
            break
        size += len(pieces[-1])
        if size >= limit or unzip.eof:
            break
    return b"".join(pieces)


def _unbrotli(data: bytes, limit: int) -> bytes:
    brotli = library("brotli", "web")
    decoder, pieces, size = brotli.Decompressor(), [], 0
    for at in range(0, len(data), 4_096):
        try:
            pieces.append(decoder.process(data[at : at + 4_096]))
        except brotli.error:
            break
        size += len(pieces[-1])
        if size >= limit:
            break
    return b"".join(pieces) or data


def refused(body: bytes) -> bool:
    """Is the body something that no page begins with: an image, a PDF …?"""
    try:
        decode(body[:1_024], "")
    except SourceError:
        return True
    return False

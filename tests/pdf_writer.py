"""A tiny writer of PDF files for the tests: lines of Helvetica at given places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

WIDTH, HEIGHT = 595, 842


class Put(NamedTuple):
    """A line of print: its left side and base line in points from the page's lower left, its words, their size."""

    x: float
    y: float
    text: str
    size: float = 11


def make_pdf(pages: Iterable[Sequence[Put]], info: Mapping[str, str] | None = None, trailer: str = "") -> bytes:
    """A file of these pages; `info`: Title, Author, CreationDate …"""
    drawn = [list(page) for page in pages]
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(drawn)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(drawn)} /MediaBox [0 0 {WIDTH} {HEIGHT}] >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, page in enumerate(drawn):
        body = b"".join(_shown(put) for put in page)
        objects.append(f"<< /Type /Page /Parent 2 0 R /Resources << /Font << /F1 3 0 R >> >> "
                       f"/Contents {5 + 2 * number} 0 R >>".encode())
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(body), body))
    objects.append(b"<< " + b" ".join(b"/%s %s" % (k.encode(), _string(v)) for k, v in (info or {}).items()) + b" >>")
    return _file(objects, trailer)


def _shown(put: Put) -> bytes:
    return b"BT /F1 %s Tf %s %s Td %s Tj ET\n" % (
        f"{put.size:g}".encode(), f"{put.x:g}".encode(), f"{put.y:g}".encode(), _string(put.text))


def _string(text: str) -> bytes:
    plain = text.encode("cp1252")
    for sign in (b"\\", b"(", b")"):
        plain = plain.replace(sign, b"\\" + sign)
    return b"(" + plain + b")"


def _file(objects: Sequence[bytes], trailer: str) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        size, len(objects), trailer.encode(), len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table) + end

"""Bytes to characters: what kind of file it is, inflating, and the encoding."""

from __future__ import annotations

import codecs
import re
import zlib
from dataclasses import dataclass

from dateline.errors import SourceError

GZIP = b"\x1f\x8b"
_MAGIC = (  # the first bytes, what it is, what to do
    (b"\xd0\xcf\x11\xe0", "an old office document (.doc, .xls, .msg)", "Save it as .docx, .xlsx or .eml."),
    (b"\xdb\xa5\x2d\x00", "an old Word document", "Save it as .docx."),
    (b"\xffWPC", "a WordPerfect document", "Save it as .docx or as plain text."),
    (b"\x89PNG", "a PNG image", "Only text can be read."),
    (b"\xff\xd8\xff", "a JPEG image", "Only text can be read."),
    (b"GIF8", "a GIF image", "Only text can be read."),
    (b"SQLite format 3", "an SQLite database", "Write it out as JSON Lines first."),
    (b"BZh", "a bzip2 archive", "Unpack it first."),
    (b"\xfd7zXZ", "an xz archive", "Unpack it first."),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", "Unpack it first."),
    (b"WARC/", "a web archive (WARC)", "Give the file a name that ends in .warc."),
)
_BOMS = (  # UTF-32 first: its little-endian mark begins like that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SAMPLE = 65_536


@dataclass(frozen=True, slots=True)
class Decoded:
    """Characters and the encoding that they came in."""

    text: str
    encoding: str


def refuse_binary(data: bytes, name: str) -> None:
    """Raise SourceError, saying what the file is and what to do, unless `data` can be text."""
    for magic, what, cure in _MAGIC:
        if data.startswith(magic):
            raise SourceError(f"{name}: this is {what}, not text. {cure}")
    sample = data[:_SAMPLE]
    if _wide(sample) or sample.startswith(tuple(bom for bom, _ in _BOMS)):
        return
    if b"\x00" in sample or len(_CONTROL.findall(sample)) > len(sample) // 50:
        raise SourceError(
            f"{name}: this is binary data, not text ({len(data):,} bytes). Only text can be read."
        )


def decode(data: bytes, name: str) -> Decoded:
    """The text of a file: by byte-order mark, as UTF-8, as UTF-16 without a mark, else by its statistics.

    Line ends stay as they are.  Raises SourceError for binary data and for bytes that fit no encoding.
    """
    refuse_binary(data, name)
    encoding = (
        next((enc for bom, enc in _BOMS if data.startswith(bom)), None) or _wide(data[:_SAMPLE]) or "utf-8"
    )
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise SourceError(
                f"{name}: begins like {encoding} but breaks at byte {error.start:,}."
            ) from error
    return _guess(data, name)


def declared(data: bytes) -> str | None:
    """The encoding that an HTML page declares in its first bytes, if Python knows it."""
    found = re.search(rb"""charset\s*=\s*["']?\s*([\w.:-]+)""", data[:4096], re.I)
    if not found:
        return None
    try:
        return codecs.lookup(found[1].decode("ascii", "replace")).name
    except LookupError:
        return None


def inflate(data: bytes, name: str, limit: int) -> bytes:
    """The content of gzip data, at most `limit` bytes of it.

    Raises SourceError where it is broken or larger.
    """
    unzip = zlib.decompressobj(wbits=31)
    try:
        plain = unzip.decompress(data, limit + 1)
    except zlib.error as error:
        raise SourceError(f"{name}: begins like gzip but does not inflate ({error}).") from error
    if len(plain) > limit:
        raise SourceError(f"{name}: inflates to more than {limit // 2**20} MB. Split it into smaller files.")
    if not unzip.eof:
        raise SourceError(f"{name}: the gzip data stops in the middle. Fetch the file again.")
    return plain


def _wide(sample: bytes) -> str | None:
    """UTF-16 without a mark shows as a zero in every other byte of European text."""
    if len(sample) < 8:
        return None
    half = len(sample) // 2
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if even > 0.7 and odd < 0.05:
        return "utf-16-be"
    return "utf-16-le" if odd > 0.7 and even < 0.05 else None


def _guess(data: bytes, name: str) -> Decoded:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE * 4]).best()
    if best is None:
        raise SourceError(f"{name}: fits no text encoding. Save it as UTF-8.")
    return Decoded(data.decode(best.encoding, "replace"), best.encoding)

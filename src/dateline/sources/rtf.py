"""RTF documents: their text in the code page that they name."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from dateline.errors import SourceError
from dateline.sources.office import read_office
from dateline.sources.options import Options, Sourced

_ESCAPE = re.compile(r"\\'([0-9a-fA-F]{2})|\\u(-?\d{1,6}) ?(?:\\'..|[^\\{}])?")
_MADE = re.compile(r"\{\\creatim\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")


def read_rtf(data: bytes, name: str, identity: str, options: Options) -> Iterator[Sourced]:
    """The report that an RTF document holds, or the articles of an archive in it.

    Raises SourceError for a broken file.
    """
    from striprtf.striprtf import rtf_to_text

    page = _code_page(data)
    source = data.decode(page, "replace")
    try:
        text = rtf_to_text(source, encoding=page, errors="replace")
    except (ValueError, LookupError, OverflowError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise SourceError(f"{name}: this RTF document is broken ({error}). Open it and save it again, or save it as "
                          "plain text.") from error
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    lines = [_row(line) for line in re.split(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]", text.replace("\x00", ""))]
    yield from read_office(lines, _told(source, page), name, identity, options)


def _row(line: str) -> str:
    """The cells of a row, which end in |, with tabs between."""
    return "\t".join(cell.strip() for cell in line.split("|")).strip("\t") if line.rstrip().endswith("|") else line


def _code_page(data: bytes) -> str:
    found = re.search(rb"\\ansicpg(\d{1,5})", data[:4096])
    if found is None:
        return "mac_roman" if b"\\mac" in data[:200] else "cp1252"
    try:
        return codecs.lookup(f"cp{int(found[1])}").name
    except LookupError:
        return "cp1252"


def _told(source: str, page: str) -> dict[str, str]:
    told = {}
    for key, tag in (("Title", "title"), ("Author", "author")):
        if found := re.search(rf"\{{\\{tag} ([^{{}}]*)\}}", source[:65_536]):
            told[key] = _ESCAPE.sub(lambda m: _sign(m, page), found[1])
    if made := _MADE.search(source[:65_536]):
        told["CreationDate"] = f"{made[1]}-{int(made[2]):02}-{int(made[3]):02}"
    return told


def _sign(match: re.Match[str], page: str) -> str:
    if match[1]:
        return bytes.fromhex(match[1]).decode(page, "replace")
    return chr(int(match[2]) % 0x10000)

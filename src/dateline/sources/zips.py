"""ZIP archives: their members one by one, with limits against those that inflate without end."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from dateline.errors import SourceError
from dateline.sources.options import MAX_TABLE_BYTES, STAGE, Part, Sourced
from dateline.types import Issue

MAX_RATIO = 250  # inflated bytes for each byte of the archive, above a size that does no harm
MAX_MEMBERS = 100_000
_SMALL = 32 * 1024 * 1024
_OFFICE = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "slides"}
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)


def kind_of_zip(data: bytes) -> str:
    """What a ZIP file is: docx, xlsx, slides, odt, wacz, or zip."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except _BROKEN:
        return "zip"
    if found := next((kind for name, kind in _OFFICE.items() if name in names), None):
        return found
    if any(re.match(r"archive/.*\.warc(\.gz)?$", name) for name in names):
        return "wacz"
    return "odt" if {"mimetype", "content.xml"} <= names and b"opendocument.text" in data[:200] else "zip"


def check_size(data: bytes, name: str) -> None:
    """Raise SourceError where the parts of an office document would inflate to more than can be meant."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except _BROKEN as error:
        raise SourceError(f"{name}: begins like an office document but is broken ({error}). Fetch it again.") from error
    if size > MAX_TABLE_BYTES or (size > _SMALL and size > MAX_RATIO * len(data)):
        raise SourceError(f"{name}: refused: it inflates to {size // 2**20:,} MB. Save it as plain text.")


def members(data: bytes, name: str) -> Iterator[Sourced | Part]:
    """The files in an archive, named `archive.zip/member`, in the order of their names; hidden ones are left out.

    A member that is locked or broken is an issue, and so is the rest once a limit is reached.  Raises SourceError
    for an archive that cannot be opened.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        found = sorted((m for m in archive.infolist() if not m.is_dir() and not _hidden(m.filename)),
                       key=lambda m: m.filename)
    except _BROKEN as error:
        said = f"{name}: this ZIP archive or office document is broken ({error}). Fetch it again."
        raise SourceError(said) from error
    left = min(MAX_TABLE_BYTES, max(_SMALL, MAX_RATIO * len(data)))
    with archive:
        if not found:
            yield _issue(name, "the archive holds no files to read.")
        for number, member in enumerate(found):
            if member.file_size > left or number >= MAX_MEMBERS:
                yield _issue(name, f"refused: {len(found) - number:,} files from {member.filename!r} on: the archive "
                                   "inflates to more than can be meant. Unpack it first.")
                return
            content = _content(archive, member, left)
            if isinstance(content, str):
                yield _issue(f"{name}/{member.filename}", content)
            else:
                left -= len(content)
                yield Part(content, f"{name}/{member.filename}")


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> bytes | str:
    """The bytes of a member, or why there are none."""
    if member.flag_bits & 1:
        return "skipped: locked with a password. Unpack it first."
    try:
        with archive.open(member) as handle:
            content = handle.read(left + 1)
    except _BROKEN as error:
        return f"skipped: broken in the archive ({error}). Fetch or pack it again."
    return content if len(content) <= left else "refused: it inflates to more than the archive says."


def _hidden(name: str) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in name.split("/"))


def _issue(name: str, why: str) -> Sourced:
    return Issue(name, STAGE, why, "error"), None

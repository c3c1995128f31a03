"""The digests of a release, in the form of `sha256sum`: made, and checked again."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import NamedTuple

from dateline.errors import DatelineError

SUMS = "SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64}) [ *](.+)")


class File(NamedTuple):
    """A file of a release: its path with `/`, SHA-256 in hexadecimal digits, length in bytes."""

    path: str
    sha256: str
    size: int


class Checked(NamedTuple):
    """How many files are as they were, and which are not: changed, missing, or not of the release."""

    right: int
    changed: tuple[str, ...]
    missing: tuple[str, ...]
    added: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Is every file of the release there as it was?"""
        return not self.changed and not self.missing


def files_of(folder: Path) -> list[File]:
    """All files below the folder but the list of digests itself, by path."""
    paths = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    return [File(path, digest_of(folder / path), (folder / path).stat().st_size) for path in paths if path != SUMS]


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def write_sums(folder: Path) -> None:
    """Write the list: `sha256sum -c SHA256SUMS` reads it."""
    lines = [f"{f.sha256}  {f.path}\n" for f in files_of(folder)]
    (folder / SUMS).write_bytes("".join(lines).encode())


def check(folder: Path) -> Checked:
    """Hold every file against the list.  Raises DatelineError where there is none, or a line of it is no digest."""
    listed = _listed(folder)
    found = {f.path: f.sha256 for f in files_of(folder)}
    changed = tuple(path for path, digest in listed.items() if path in found and found[path] != digest)
    missing = tuple(path for path in listed if path not in found)
    added = tuple(path for path in found if path not in listed)
    return Checked(len(listed) - len(changed) - len(missing), changed, missing, added)


def _listed(folder: Path) -> dict[str, str]:
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError as error:
        raise DatelineError(f"{folder}: there is no {SUMS}, so this is no release of `dateline release`.") from error
    except UnicodeDecodeError as error:
        raise DatelineError(f"{folder / SUMS}: not UTF-8; take it from the release again.") from error
    listed: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        found = _LINE.fullmatch(line)
        if found is None:
            raise DatelineError(f"{folder / SUMS}, line {number}: no digest and path; take it from the release again.")
        listed[found[2]] = found[1]
    return listed

"""A folder of saved web pages, asked by address.

A page is found by an index (cache.jsonl, cache.csv or index.csv with the fields url and file), by a file named after
the address (SHA-256 of it, or the address percent-encoded), at the place where `wget --mirror` puts it (host/path),
or in the archives (.warc, .warc.gz) of the folder.
"""

from __future__ import annotations

import csv
import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from dateline.errors import SourceError
from dateline.sources.decode import GZIP, inflate
from dateline.sources.html import page
from dateline.sources.http_bodies import characters
from dateline.sources.options import MAX_BYTES, Options, Sourced, remark, skipped, sourced
from dateline.sources.warc import Tally, at_place, places

ENDINGS = ("", ".html", ".htm", ".html.gz", ".gz")
INDEXES = ("cache.jsonl", "cache.csv", "index.csv")
LONGEST = 255  # bytes of a file's name


@dataclass(frozen=True)
class Cache:
    """The saved pages of a folder."""

    folder: Path

    @classmethod
    def open(cls, folder: Path) -> Cache:
        """Raises SourceError where there is no such folder."""
        if not folder.is_dir():
            raise SourceError(f"--cache {folder}: there is no such folder.")
        return cls(folder.resolve())

    def page(self, address: str, stated: Mapping[str, str], options: Options) -> Iterator[Sourced] | None:
        """The document of the page with what a list states of it as fallback, and issues; None for no such page."""
        for name in _variants(address):
            if path := self._path(name):
                return _from_file(path, address, stated, options)
            if place := self._archived.get(name):
                return _from_archive(place, address, stated, options)
        return None

    def _path(self, address: str) -> Path | None:
        if listed := self._index.get(address):
            return self._safe(listed)
        return next((path for name in _names(address) if (path := self._safe(name))), None)

    def _safe(self, name: str) -> Path | None:
        """The file of that name, if there is one and it lies in the folder."""
        if any(len(part.encode("utf-8", "replace")) > LONGEST for part in name.split("/")) or "\0" in name:
            return None
        path = (self.folder / name).resolve()
        return path if path.is_relative_to(self.folder) and path.is_file() else None

    @cached_property
    def _index(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for name in INDEXES:
            path = self.folder / name
            if path.is_file():
                with path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
                    rows = _objects(lines) if name.endswith(".jsonl") else csv.DictReader(lines)
                    found |= {str(r["url"]): str(r["file"]) for r in rows if r.get("url") and r.get("file")}
        return found

    @cached_property
    def _archived(self) -> dict[str, tuple[Path, int]]:
        found: dict[str, tuple[Path, int]] = {}
        for path in sorted(p for p in self.folder.rglob("*") if p.name.endswith((".warc", ".warc.gz"))):
            for address, start in places(path):
                found.setdefault(address, (path, start))
        return found


def _objects(lines: Iterator[str]) -> Iterator[dict[str, object]]:
    for line in lines:
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            continue  # a line of an index that is none names no page
        if isinstance(value, dict):
            yield value


def _variants(address: str) -> Iterator[str]:
    """The address, without its fragment, and with the other scheme."""
    plain = address.partition("#")[0]
    other = {"http": "https", "https": "http"}.get(plain.partition("://")[0])
    yield from dict.fromkeys((address, plain, *([f"{other}://{plain.partition('://')[2]}"] if other else [])))


def _names(address: str) -> Iterator[str]:
    """The names, relative to the folder, under which a page may be saved."""
    stems = [hashlib.sha256(address.encode("utf-8", "replace")).hexdigest(), quote(address, safe="", errors="replace")]
    try:
        parts = urlsplit(address)
    except ValueError:  # "http://[broken"
        parts = urlsplit("")
    if parts.netloc:
        query = f"?{parts.query}" if parts.query else ""
        for path in dict.fromkeys((parts.path, unquote(parts.path, errors="replace"))):
            place = f"{parts.netloc}{path}"
            stems += [f"{place}{query}"] if not path.endswith("/") and path else []
            stems += [f"{place.rstrip('/')}/index.html{query}", f"{place.rstrip('/')}/index.htm"]
    yield from (stem + ending for stem in stems for ending in ENDINGS)


def _from_file(path: Path, address: str, stated: Mapping[str, str], options: Options) -> Iterator[Sourced]:
    try:
        data = path.read_bytes()
        data = inflate(data, address, MAX_BYTES) if data.startswith(GZIP) else data
        if len(data) > MAX_BYTES:
            raise SourceError(f"the saved page is larger than {MAX_BYTES // 2**20} MB")
        text = characters(data, {}, address)
    except (SourceError, OSError, zlib.error) as error:
        why = str(error).removeprefix(f"{address}: ")
        yield skipped(address, f"skipped: the saved page {path.name} cannot be read: {why}"), None
        return
    yield from sourced(page(text, stated["id"], {"url": address}, options, stated), text)


def _from_archive(
    place: tuple[Path, int], address: str, stated: Mapping[str, str], options: Options
) -> Iterator[Sourced]:
    tally = Tally()
    yield from at_place(*place, address, stated, options, tally)
    for why in tally.others:
        yield remark(address, f"empty: what the archive {place[0].name} holds of it is not read: {why}."), None

"""Web archives (WARC, WACZ): the pages of all answers, one record at a time, however large the file.

Only pages are reports: redirects, errors, images, robots.txt, sitemaps and the like are counted, one issue for each
reason.  A record that stops short is read as far as it goes; where the file itself is broken, reading goes on at
the next place where a record can begin.
"""

from __future__ import annotations

import io
import shutil
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from dateline.errors import SourceError
from dateline.sources.decode import GZIP
from dateline.sources.extras import library
from dateline.sources.html import host_of, page
from dateline.sources.http_bodies import body_of, characters, refused
from dateline.sources.options import MAX_BYTES, Item, Options, Sourced, remark, skipped, sourced
from dateline.sources.records import build, source_id
from dateline.types import Document

KINDS = ("response", "resource", "conversion", "revisit")
PAGES = ("text/html", "application/xhtml+xml", "text/plain")
MEMBER = b"\x1f\x8b\x08"  # a gzip member: each record is one
STEP = 1 << 20  # bytes


@dataclass(slots=True)
class Tally:
    """What a file holds that is no page, by reason, each with its first address."""

    pages: int = 0
    others: Counter[str] = field(default_factory=Counter)
    first: dict[str, str] = field(default_factory=dict)

    def add(self, why: str, address: str) -> None:
        """One record more that is not read."""
        self.others[why] += 1
        self.first.setdefault(why, address)


def read_warc(data: bytes, name: str, options: Options) -> Iterator[Sourced]:
    """The pages of an archive that is in memory."""
    yield from stream_warc(io.BytesIO(data), name, options)


def open_warc(path: Path, name: str, options: Options) -> Iterator[Sourced]:
    """The pages of an archive on disk, of any size."""
    with path.open("rb") as handle:
        yield from stream_warc(handle, name, options)


def read_wacz(data: bytes, name: str, options: Options) -> Iterator[Sourced]:
    """The pages of the archives in a WACZ file (a ZIP file that holds them under archive/)."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as box:
            inside = sorted(n for n in box.namelist() if n.endswith((".warc", ".warc.gz")))
            for part in inside:
                with box.open(part) as member, tempfile.TemporaryFile() as handle:
                    shutil.copyfileobj(member, handle)
                    handle.seek(0)
                    yield from stream_warc(handle, f"{name}/{part}", options)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        yield skipped(name, f"skipped: a WACZ file that cannot be unpacked ({error})."), None
        return
    if not inside:
        yield skipped(name, "skipped: a WACZ file without any archive/*.warc.gz in it."), None


def stream_warc(handle: IO[bytes], name: str, options: Options) -> Iterator[Sourced]:
    """The pages of an open archive from its beginning on, then what was not read, by reason."""
    tally = Tally()
    for record, address, problem in records(handle):
        if problem:
            yield skipped(name, problem), None
        elif record is not None:
            yield from _page(record, address, name, options, tally)
    for why, count in tally.others.items():
        records_are = "1 record is" if count == 1 else f"{count:,} records are"
        yield remark(name, f"{records_are} not read: {why} (the first: {tally.first[why]}).", "note"), None
    if not tally.pages and not tally.others:
        yield skipped(name, "skipped: no record of a page can be read in this archive."), None


def records(handle: IO[bytes], start: int | None = 0) -> Iterator[tuple[Any, str, str]]:
    """Records that may be pages, each with its address; in the place of what is broken None and the reason.

    A record has to be read before the next is asked for.
    """
    warc = library("fastwarc.warc", "web")
    last = -1
    while start is not None:
        handle.seek(start)
        try:
            for record in warc.ArchiveIterator(handle, parse_http=False):
                last = record.stream_pos
                if record.headers.get("WARC-Type", "").lower() in KINDS:
                    yield record, record.headers.get("WARC-Target-URI", "").strip("<> "), ""
            return
        except (OSError, ValueError) as error:
            broken = max(start, last)
            start = _next_start(handle, broken + 1)
            goes_on = "the rest of the file is skipped" if start is None else f"it goes on at byte {start:,}"
            yield None, "", f"The archive is broken after byte {broken:,} ({error}); {goes_on}."


def _next_start(handle: IO[bytes], at: int) -> int | None:
    """The next byte where a record may begin."""
    handle.seek(0)
    sign = MEMBER if handle.read(2) == GZIP else b"WARC/1."
    handle.seek(at)
    kept = b""
    while block := handle.read(STEP):
        if (found := (kept + block).find(sign)) >= 0:
            return at - len(kept) + found
        at += len(block)
        kept = (kept + block)[-len(sign) + 1 :]
    return None


def places(path: Path) -> Iterator[tuple[str, int]]:
    """The addresses of an archive's answers of status 200, each with the byte where its record begins."""
    with path.open("rb") as handle:
        for record, address, _ in records(handle):
            if record is not None and _answer(record, address)[2] == "":
                yield address, record.stream_pos


def at_place(
    path: Path, start: int, address: str, stated: Mapping[str, str], options: Options, tally: Tally
) -> Iterator[Sourced]:
    """The page whose record begins at a byte of an archive; what a list has `stated` only fills in."""
    with path.open("rb") as handle:
        handle.seek(start)
        for record, _, problem in records(handle, start):
            if record is not None:
                yield from _page(record, address, path.name, options, tally, stated)
            else:
                yield skipped(address, problem), None
            return


def _page(
    record: Any, address: str, name: str, options: Options, tally: Tally, stated: Mapping[str, str] | None = None
) -> Iterator[Sourced]:
    where = f"{name} at byte {record.stream_pos:,}"
    try:
        kind, headers, why = _answer(record, address)
        if why:
            tally.add(why, address)
            return
        whole = record.content_length
        raw = record.reader.read(MAX_BYTES)
    except (OSError, ValueError) as error:
        yield skipped(address or where, f"skipped: {where}, the record cannot be read ({error})."), None
        return
    body = body_of(raw, headers, MAX_BYTES)
    if not kind and refused(body):
        tally.add("no page, without a content type", address)
        return
    tally.pages += 1
    if len(raw) < whole:
        said = f"partial: {where}, the record stops after {len(raw):,} of {whole:,} bytes; what is there is read."
        yield remark(source_id(address), said), None
    yield from _documents(body, kind, headers, address, record, options, stated)


def _answer(record: Any, address: str) -> tuple[str, dict[str, str], str]:
    """Content type, headers of the answer, and why it is no page (or nothing)."""
    if record.headers.get("WARC-Type", "").lower() == "revisit":
        return "", {}, "the same page as at an earlier visit (revisit)"
    if record.is_http and not address.startswith(("dns:", "ftp:")):
        record.parse_http(auto_decode="none")
        http = record.http_headers
        headers = {k.lower(): v for k, v in http.items()} if http is not None else {}
        if http is None or http.status_code is None:
            return "", {}, "no answer of a web server"
        if http.status_code != 200:
            what = "a redirect" if 300 <= http.status_code < 400 else "an error or no content"
            return "", headers, f"{what} (status {http.status_code})"
    else:
        headers = {"content-type": record.headers.get("Content-Type", "")}
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if address.partition("?")[0].endswith("/robots.txt"):
        return kind, headers, "robots.txt"
    return kind, headers, "" if kind in PAGES or not kind else f"no page but {kind}"


def _documents(
    body: bytes, kind: str, headers: dict[str, str], address: str, record: Any, options: Options,
    stated: Mapping[str, str] | None,
) -> Iterator[Sourced]:
    fallback = stated or {}
    name, found = fallback.get("id") or source_id(address), {"url": address}
    try:
        text = characters(body, headers, address)
    except SourceError as error:
        yield skipped(address, f"skipped: {str(error).removeprefix(f'{address}: ')}"), None
        return
    if kind == "text/plain":
        found = {"publisher": host_of(address), **fallback, **found}
        yield from sourced(_dated(build(name, text, found, options), record))
    else:
        yield from sourced(_dated(page(text, name, found, options, fallback), record), text)


def _dated(items: Iterator[Item], record: Any) -> Iterator[Item]:
    """The day of the crawl is said where a page states none of its own; it never is the date of publication."""
    for item in items:
        if isinstance(item, Document) and item.published is None and item.text:
            crawled = record.headers.get("WARC-Date", "")[:10]
            yield remark(item.id, f"No date of publication is stated; the page was fetched on {crawled}.", "note")
        yield item

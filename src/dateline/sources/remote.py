"""Files in object storage (s3://, gs://, abfs://), through `pyarrow.fs`.

Where it is comes from the address and the environment, as for Amazon's own tools: AWS_ENDPOINT_URL, AWS_REGION,
AWS_ACCESS_KEY_ID, AWS_PROFILE …; `s3://bucket/path?anonymous=true&region=eu-west-1` says so in the address.
"""

from __future__ import annotations

import functools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from dateline.errors import SourceError

SCHEMES = frozenset({"s3", "gs", "gcs", "abfs", "abfss"})
PIECE = 8 * 1024 * 1024  # bytes that are fetched at once
_CURES = (  # what the library says, what it means, what to do
    (("NO_SUCH_BUCKET", "NoSuchBucket"), "there is no such bucket", "Check its name."),
    (("ACCESS_DENIED", "Access Denied", "FORBIDDEN", "403"), "access is denied",
     "Check the credentials (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY or AWS_PROFILE); a public bucket is read with "
     "?anonymous=true behind the address."),
    (("INVALID_ACCESS_KEY_ID", "InvalidAccessKeyId", "SIGNATURE_DOES_NOT_MATCH", "EXPIRED_TOKEN", "ExpiredToken",
      "INVALID_CLIENT_TOKEN_ID"), "the credentials are not accepted", "Renew them."),
    (("NETWORK_CONNECTION", "curlCode", "resolve host"), "the storage cannot be reached",
     "Check the network, AWS_ENDPOINT_URL and the region (AWS_REGION)."),
    (("RESOURCE_NOT_FOUND", "does not exist", "Path does not exist", "404"), "there is no such bucket or path",
     "Check the address."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """A file: its `name` as issues and documents give it, where it lies (a path or an address), its size in bytes and,
    as a whole number that grows, when it was changed."""

    name: str
    place: str
    size: int
    changed: int = 0


def is_remote(place: object) -> bool:
    """Is it an address in object storage?"""
    return isinstance(place, str) and place.partition("://")[0] in SCHEMES and "://" in place


@functools.lru_cache(maxsize=16)
def storage(address: str) -> tuple[Any, str]:
    """The `pyarrow.fs.FileSystem` of an address, and the path in it.  Raises SourceError where the address is wrong."""
    from pyarrow import fs

    parts = urlsplit(address)
    if not parts.netloc:
        raise SourceError(f"{address}: names no bucket. Write {parts.scheme}://BUCKET/PATH.")
    if parts.scheme == "s3":
        return _s3(dict(parse_qsl(parts.query))), f"{parts.netloc}{parts.path}".rstrip("/")
    with said(address):
        filesystem, path = fs.FileSystem.from_uri(address)
    return filesystem, str(path)


def _s3(query: dict[str, str]) -> Any:
    from pyarrow import fs

    endpoint = query.get("endpoint") or os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    scheme, _, host = (endpoint or "").rpartition("://")
    region = query.get("region") or os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    options = {"region": region or ("us-east-1" if endpoint else None), "endpoint_override": host or None,
               "scheme": scheme or None, "anonymous": query.get("anonymous") == "true" or None}
    return fs.S3FileSystem(**{k: v for k, v in options.items() if v}, connect_timeout=20, request_timeout=60)


def listing(address: str) -> list[Found]:
    """The files at or below an address, in the order of their names; hidden ones are left out.

    Raises SourceError where there are none, or the storage does not answer.
    """
    from pyarrow import fs

    filesystem, path = storage(address)
    with said(address):
        info = filesystem.get_file_info(path)
        below = [info] if info.type == fs.FileType.File else filesystem.get_file_info(
            fs.FileSelector(path, recursive=True, allow_not_found=True))
    start = f"{urlsplit(address).scheme}://"
    files = sorted((i for i in below if i.type == fs.FileType.File), key=lambda i: str(i.path))
    shown = [i for i in files if not any(p.startswith(".") for p in i.path[len(path):].split("/"))]
    if not shown:
        raise SourceError(f"{address}: there are no files to read. Check the bucket and the path.")
    query = urlsplit(address).query
    return [Found(start + i.path, start + i.path + (f"?{query}" if query else ""), int(i.size or 0), i.mtime_ns or 0)
            for i in shown]


def content(place: str, limit: int) -> bytes:
    """The first `limit` bytes of a file.  Raises SourceError where it cannot be read."""
    filesystem, path = storage(place)
    with said(place), filesystem.open_input_stream(path, compression=None) as stream:
        return bytes(stream.read(limit))


@contextmanager
def opened(place: str) -> Iterator[Any]:
    """A file as a stream of bytes.  Raises SourceError where it cannot be read."""
    filesystem, path = storage(place)
    with said(place), filesystem.open_input_file(path) as stream:
        yield stream


@contextmanager
def fetched(place: str) -> Iterator[Path]:
    """A file as a file of this machine, gone at the end.  Raises SourceError where it cannot be read."""
    with tempfile.TemporaryDirectory(prefix="dateline-") as folder:
        path = Path(folder) / PurePosixPath(urlsplit(place).path).name
        with opened(place) as stream, path.open("wb") as file:
            shutil.copyfileobj(stream, file, PIECE)
        yield path


@contextmanager
def said(address: str) -> Iterator[None]:
    """Says in one sentence what the storage complains of."""
    try:
        yield
    except OSError as error:
        text = str(error)
        for signs, what, cure in _CURES:
            if any(sign in text for sign in signs):
                raise SourceError(f"{address}: {what}. {cure}") from error
        raise SourceError(f"{address}: {text[:300]}") from error
    except ValueError as error:  # an address that the library does not take
        raise SourceError(f"{address}: {str(error)[:300]}") from error

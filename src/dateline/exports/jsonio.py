"""JSON text and files: lone surrogates survive, files appear whole or not at all."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from pathlib import Path

_HALF = re.compile("[\ud800-\udfff]")


def to_json(value: object) -> bytes:
    """One line of JSON in UTF-8; characters that UTF-8 cannot hold (half a surrogate pair) are escaped.

    >>> to_json({"a": "\\ud83d"})
    b'{"a": "\\\\ud83d"}'
    """
    try:
        return json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, ensure_ascii=True).encode("ascii")


def printable(text: str) -> str:
    """The text with every half of a surrogate pair replaced by U+FFFD: same length, fit for any output."""
    return _HALF.sub("\ufffd", text)


def write_whole(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file so that it is there with all its content or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    with partial.open("wb") as handle:
        handle.writelines(chunks)
        handle.flush()
        os.fsync(handle.fileno())
    partial.replace(path)

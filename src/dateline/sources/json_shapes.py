"""The shapes in which news interfaces and collectors give their reports: wrapped in lists, cut, or as ninjs."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from typing import Any

from dateline.sources.ninjs import is_ninjs, read_ninjs
from dateline.sources.options import Item, Options, remark, table
from dateline.sources.records import from_fields, has_text
from dateline.types import Document

DEPTH = 4  # lists within lists


def inside(value: Mapping[str, Any], depth: int = 0) -> list[object] | None:
    """The reports that an object only wraps; None for an object that is a report itself."""
    if has_text(value) and not any(isinstance(value.get(n), (list, dict)) for n in table("json_shapes")["lists"]):
        return None
    if is_ninjs(value) or depth >= DEPTH:
        return None
    for name in table("json_shapes")["lists"]:
        held = value.get(name)
        if isinstance(held, dict):
            return inside(held, depth + 1)
        if isinstance(held, list) and held and all(isinstance(item, dict) for item in held):
            return list(held)
    return None


def read_object(value: Mapping[str, Any], where: str, options: Options) -> Iterator[Item]:
    """The document of one object, whatever of the known shapes it has; `where` names it (FILE:LINE)."""
    if is_ninjs(value) and "text" not in options.columns:
        yield from read_ninjs(value, where, options)
        return
    content = value.get("content")
    if "text" in options.columns or not isinstance(content, str) or not (found := _cut().search(content)):
        yield from from_fields(value, where, options)
        return
    given = value.get("description")
    text = given if isinstance(given, str) and given.strip() else content[: found.start()]
    for item in from_fields({**value, "content": text}, where, options):
        if isinstance(item, Document):
            yield remark(item.id, "partial: the interface gives only the first 200 characters; what is read is its "
                                  "description.")  # fmt: skip
        yield item


@functools.cache
def _cut() -> re.Pattern[str]:
    return re.compile(table("json_shapes")["cut"])

"""An alert in words: for a mail, a terminal, or a page of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from dateline.exports.plain import flat

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")


def as_text(told: Mapping[str, Any]) -> str:
    """The alert as lines of plain text: cause, filter, and each statement with its passage and source."""
    lines = [_title(told), told["cause"], f"Filter: {told['filter'] or '(all)'}", ""]
    for number, one in enumerate(told["statements"], 1):
        lines += [f"{number}. {_what(one)}", f"   {one['status']}; {one['voice']}", f"   “{_passage(one)}”",
                  f"   {_source(one)} · characters {one['passage']['start']:,}-{one['passage']['end']:,} · "
                  f"id {one['statement_id']}"]
        lines += [f"   matched {name}: {words}" for name, words in one["matched"].items()]
    return "\n".join([*lines, *_end(told)])


def as_markdown(told: Mapping[str, Any]) -> str:
    """The alert as a section of Markdown; the texts of reports are escaped."""
    lines = [f"## {_safe(_title(told))}", "", f"{_safe(told['cause'])}  ",
             f"Filter: `{flat(told['filter']).replace('`', chr(39)) or '(all)'}`", ""]
    for number, one in enumerate(told["statements"], 1):
        lines += [f"{number}. **{_safe(_what(one))}**  ", f"   {_safe(one['status'])}; {_safe(one['voice'])}", "",
                  f"   > {_safe(_passage(one))}", "",
                  f"   {_safe(_source(one))} · characters {one['passage']['start']:,}-{one['passage']['end']:,} · "
                  f"`{one['statement_id']}`", ""]
    return "\n".join([*lines, *map(_safe, _end(told)), ""])


def _title(told: Mapping[str, Any]) -> str:
    of = f", update of {told['update_of']}" if told["update_of"] else ""
    return flat(f"Alert {told['alert']}: {told['watch']}{of} ({told['window']['reached']})")


def _what(one: Mapping[str, Any]) -> str:
    whom = f" → {', '.join(one['recipients'])}" if one["recipients"] else ""
    mode = f" {one['mode']}" if one["mode"] else ""
    return f"{', '.join(one['actors']) or '(nobody named)'}{whom}  {one['event']}{mode}"


def _passage(one: Mapping[str, Any]) -> str:
    return flat(one["matched"].get("text") or one["passage"]["text"])


def _source(one: Mapping[str, Any]) -> str:
    parts = (one["publisher"], one["published"], one["title"], one["url"] or one["document_id"])
    return " · ".join(flat(x) for x in parts if x)


def _end(told: Mapping[str, Any]) -> Iterator[str]:
    if told["left_out"]:
        yield f"And {told['left_out']} more statements."
    yield told["note"]


def _safe(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)

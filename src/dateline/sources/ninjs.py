"""ninjs, the IPTC's JSON for news: 1.x (bytitle, body_xhtml, headline), 2.x and 3.x (bodies, headlines, camel case)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dateline.ledger.words import agency_named
from dateline.sources.credits import name_lines
from dateline.sources.html import plain_text
from dateline.sources.options import Item, Options, skipped
from dateline.sources.records import build

Fields = Mapping[str, Any]

BODIES = ("body_xhtml", "body_html", "body_text")
WITHDRAWN = frozenset({"canceled", "cancelled", "withheld"})


def is_ninjs(fields: Fields) -> bool:
    """Does the object have the marks of ninjs?"""
    marks = {"versioncreated", "versionCreated", "bodies", "headlines", *BODIES}
    return isinstance(fields.get("uri"), str) and not marks.isdisjoint(fields)


def read_ninjs(fields: Fields, where: str, options: Options) -> Iterator[Item]:
    """The report of one item; what is withdrawn, or has no text, is an issue.  `where`: the file, with its line."""
    name, text = str(fields["uri"]), _text(fields)
    if (status := _string(fields, "pubstatus", "pubStatus")) in WITHDRAWN:
        yield skipped(name, f"skipped: the provider has withdrawn it ({status}).")
    elif not text:
        kind = _string(fields, "type") or "unknown"
        yield skipped(name, f"skipped: a ninjs item of type {kind} without a body of text ({where}).")
    else:
        yield from build(name, text, _found(fields, name), options)


def _found(fields: Fields, name: str) -> dict[str, str]:
    version = _string(fields, "versioncreated", "versionCreated")
    created = _string(fields, "firstcreated", "firstCreated", "contentcreated", "contentCreated")
    provider = _string(fields, "copyrightholder", "copyrightHolder") or _named(fields, "infosources", "infoSources")
    found = {
        "title": _string(fields, "headline") or _by_role(fields.get("headlines"), "value", ("main", "", "headline")),
        "authors": name_lines(_string(fields, "byline", "by")), "dateline": _string(fields, "located"),
        "published": created or version, "updated": version, "publisher": provider,
        "agency": agency_named(_string(fields, "creditline", "creditLine")) or agency_named(provider),
        "url": name if name.startswith(("http://", "https://")) else "",
    }  # fmt: skip
    return {slot: value for slot, value in found.items() if value}


def _text(fields: Fields) -> str:
    """The main body, one with marks of paragraphs first."""
    bodies = [b for b in _objects(fields.get("bodies")) if isinstance(b.get("value"), str)]
    whole = [b for b in bodies if b.get("role") in (None, "", "main", "body")] or bodies
    ranked = sorted(whole, key=lambda b: "html" not in str(b.get("contentType") or b.get("contenttype") or ""))
    values = [str(b["value"]) for b in ranked] + [_string(fields, name) for name in BODIES]
    value = next((v for v in values if v.strip()), "")
    return plain_text(value) if re.search(r"</?(?:p|div|br|h\d|span|a|li)\b[^>]*>", value) else value.strip()


def _by_role(values: object, key: str, roles: Sequence[str]) -> str:
    """The value whose role comes first among `roles`, else the first one."""
    given = [v for v in _objects(values) if isinstance(v.get(key), str)]
    rank = {role: n for n, role in enumerate(roles)}
    best = min(given, key=lambda v: rank.get(str(v.get("role") or ""), len(rank)), default={})
    return str(best.get(key, ""))


def _named(fields: Fields, *names: str) -> str:
    return next((text for name in names if (text := _by_role(fields.get(name), "name", ()))), "")


def _objects(values: object) -> list[Fields]:
    return [v for v in values if isinstance(v, dict)] if isinstance(values, list) else []


def _string(fields: Fields, *names: str) -> str:
    """The first of the fields that is a string and not empty; of a list the strings, one a line."""
    for name in names:
        value = fields.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
        if isinstance(value, list) and (strings := [v for v in value if isinstance(v, str)]):
            return "\n".join(strings)
    return ""

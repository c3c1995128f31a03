"""News formats of the IPTC in XML: NITF, and NewsML-G2 with NITF, XHTML or plain text inside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from dateline.ledger.words import agency_named
from dateline.sources.credits import name_lines
from dateline.sources.html import plain_text
from dateline.sources.options import Item, Options, Sourced, remark, skipped, sourced
from dateline.sources.records import build, source_id
from dateline.sources.safe_xml import block_text, every, first, local, words

WITHDRAWN = frozenset({"canceled", "cancelled", "withheld"})


def read_nitf(tree: Any, name: str, options: Options) -> Iterator[Sourced]:
    """The report of a NITF file: from hedline, byline, dateline, body.content and the dates of docdata."""
    found, text = nitf_fields(tree), nitf_text(tree)
    if not text:
        yield skipped(name, "skipped: the NITF file has no text in body.content."), None
        return
    yield from sourced(build(found.get("id") or source_id(name), text, {"url": name, **found}, options))


def nitf_text(tree: Any) -> str:
    """The paragraphs of all body.content."""
    return "\n\n".join(text for e in tree.iter() if local(e) == "body.content" and (text := block_text(e)))


def nitf_fields(tree: Any) -> dict[str, str]:
    """What the head and the head of the body say, by slot."""
    of: dict[str, list[Any]] = {}
    for element in tree.iter("{*}*"):
        of.setdefault(local(element), []).append(element)
    said = {name: words(elements[0]) for name, elements in of.items()}
    dates = {name: of[name][0].get("norm") or said[name] for name in ("date.issue", "date.release") if name in of}
    pub, doc = (of[name][0].attrib if name in of else {} for name in ("pubdata", "doc-id"))
    holder = of["doc.copyright"][0].get("holder") if "doc.copyright" in of else ""
    distributor = said.get("distributor", "")
    found = {
        "id": doc.get("id-string"), "title": said.get("hl1") or said.get("hedline") or said.get("title"),
        "authors": name_lines("\n".join(_without(e, "byttl") for e in of.get("byline", ()))),
        "dateline": said.get("location") or (_without(of["dateline"][0], "story.date") if "dateline" in of else ""),
        "published": dates.get("date.issue") or dates.get("date.release") or pub.get("date.publication"),
        "updated": dates.get("date.release"), "publisher": pub.get("name") or distributor or holder,
        "agency": agency_named(distributor) or agency_named(holder or ""),
    }  # fmt: skip
    return {slot: value for slot, value in found.items() if value}


def read_news(tree: Any, name: str, options: Options) -> Iterator[Sourced]:
    """The reports of a NewsML-G2 item, message or package; items without text are counted by their class."""
    others: Counter[str] = Counter()
    items = [e for e in tree.iter() if local(e) == "newsItem"]
    for number, item in enumerate(items, 1):
        where = name if len(items) == 1 else f"{name}:{number}"
        found, (inner, text) = _item_fields(item), _content(item)
        status = _code(item, "itemMeta", "pubStatus")
        if status in WITHDRAWN:
            yield skipped(found.get("id") or where, f"skipped: the provider has withdrawn it ({status})."), None
        elif not text:
            others[_code(item, "itemMeta", "itemClass") or "unknown class"] += 1
        else:
            yield from sourced(_document({**inner, **found}, where, text, options))
    others["package"] += sum(local(e) == "packageItem" for e in tree.iter())
    for kind, count in others.items():
        if count:
            yield remark(name, f"{count} of its items: no text to read ({kind}).", "note"), None


def _document(found: dict[str, str], where: str, text: str, options: Options) -> Iterator[Item]:
    yield from build(found.get("id") or source_id(where), text, found, options)


def _item_fields(item: Any) -> dict[str, str]:
    meta, about = "itemMeta", "contentMeta"
    version, created = first(item, meta, "versionCreated"), first(item, meta, "firstCreated")
    credit = first(item, about, "creditline")
    headlines = sorted(every(item, about, "headline"), key=lambda e: e.get("role", "").endswith(("short", "sub")))
    found = {
        "id": item.get("guid"), "title": next((t for e in headlines if (t := words(e))), ""),
        "authors": name_lines("\n".join(words(e) for e in every(item, about, "by"))),
        "dateline": first(item, about, "located", "name") or first(item, about, "dateline"),
        "published": created or first(item, about, "contentCreated") or version, "updated": version,
        "publisher": first(item, meta, "provider", "name") or _code(item, meta, "provider"),
        "agency": agency_named(credit),
    }  # fmt: skip
    return {slot: value for slot, value in found.items() if value}


def _code(item: Any, *path: str) -> str:
    """The code at a path without its scheme: `stat:canceled` is *canceled*."""
    found = [e.get("literal") or e.get("qcode") or e.get("uri") or "" for e in every(item, *path)]
    return next(iter(found), "").rpartition("/")[2].rpartition(":")[2]


def _content(item: Any) -> tuple[dict[str, str], str]:
    """What NITF inside the item says, and the text: the longest of its renderings."""
    texts: list[tuple[int, str, dict[str, str]]] = []
    for part in (e for s in every(item, "contentSet") for e in s):
        if local(part) == "inlineXML":
            inside = next((e for e in part.iter() if local(e) == "nitf"), None)
            text = nitf_text(inside) if inside is not None else block_text(part)
            texts.append((len(text), text, nitf_fields(inside) if inside is not None else {}))
        elif local(part) == "inlineData" and (part.get("contenttype") or "text/plain").startswith("text/"):
            raw = "".join(part.itertext()).strip()
            text = plain_text(raw) if "html" in (part.get("contenttype") or "") else raw
            texts.append((len(text), text, {}))
    _, text, found = max(texts, key=lambda t: t[0], default=(0, "", {}))
    return {slot: value for slot, value in found.items() if slot != "id"}, text


def _without(element: Any, name: str) -> str:
    """The text of an element without that of its parts of a name."""
    return " ".join("".join(_texts(element, name)).split())


def _texts(element: Any, name: str) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        yield from _texts(child, name) if local(child) != name else ()
        yield child.tail or ""

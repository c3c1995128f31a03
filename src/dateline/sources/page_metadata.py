"""What a web page says of itself: title, authors, dates, publisher, address, dateline.

Asked in this order: JSON-LD (schema.org NewsArticle and its kin), <meta> tags (Open Graph, Dublin Core …), schema.org
properties in the page's own tags, a <time> that is marked as the day of publication or is the only one.  A date is the
day as it is written, in its own time zone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from dateline.sources.credits import name_lines
from dateline.sources.options import table
from dateline.sources.records import iso_date

Marks = dict[str, list[str]]  # the values of each slot, best first

DATES = frozenset({"published", "updated"})
LD_JSON = "application/ld+json"
MOST = 400  # JSON-LD objects of a page that are looked at
BETWEEN = re.compile(r"\s+(?:[|»«–—-]|::)\s+")
MARKED = "//meta|//link[@rel]|//time|//script[@type]|//*[@itemprop]"


def page_metadata(tree: Any) -> dict[str, str]:
    """The slots that `build` knows, of a page parsed by lxml; those that the page does not state are left out."""
    elements = tree.xpath(MARKED)
    sources = (_from_json_ld(elements), _from_meta(elements), _from_properties(elements), _from_times(elements))
    found: dict[str, str] = {}
    for slot in ("title", "published", "updated", "publisher", "authors", "dateline", "url"):
        values = [v for marks in (_canonical(elements), *sources) for v in marks.get(slot, ()) if v.strip()]
        if value := _best(slot, values):
            found[slot] = value
    if title := _without_site(found.get("title") or _headline(tree), found.get("publisher", "")):
        found["title"] = title
    return found


def _best(slot: str, values: Sequence[str]) -> str:
    """The first value of use; of dates, one that cannot be read only where no other can."""
    if slot in DATES:
        return next((v for v in values if iso_date(v)), next(iter(values), ""))
    if slot == "url":
        return next((v for v in values if v.startswith(("http://", "https://"))), "")
    if slot == "authors":
        return next((lines for v in values if (lines := name_lines(v))), "")
    return " ".join(next(iter(values), "").split())


def _without_site(title: str, site: str) -> str:
    for dash in (" - ", " | ", " – ", " — ") if site else ():
        title = title.removesuffix(dash + site)
    return title


def _headline(tree: Any) -> str:
    """The longest of the parts of the <title> and of the headings in it; the only <h1> where none stands in it."""
    whole = next((_words(e) for e in tree.iter("title")), "")
    headings = [words for e in tree.iter("h1", "h2") if (words := _words(e))]
    main = [words for e in tree.iter("h1") if (words := _words(e))]
    titled = [h for h in headings if h in whole and h.count(" ") >= 2]
    if not titled and len(main) == 1:
        return main[0]
    return max([*titled, *BETWEEN.split(whole)], key=len)


def _words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _canonical(elements: Iterable[Any]) -> Marks:
    links = [e for e in elements if e.tag == "link" and "canonical" in (e.get("rel") or "").lower().split()]
    return {"url": [e.get("href") or "" for e in links]}


def _from_meta(elements: Iterable[Any]) -> Marks:
    stated: dict[str, list[str]] = {}
    for e in elements:
        name = e.get("property") or e.get("name") or e.get("http-equiv") if e.tag == "meta" else None
        if name and e.get("content"):
            stated.setdefault(name.strip().lower(), []).append(e.get("content"))
    return _named(stated, table("page_fields")["meta"])


def _from_properties(elements: Iterable[Any]) -> Marks:
    stated: dict[str, list[str]] = {}
    for e in elements:
        if name := (e.get("itemprop") or "").strip().lower():
            value = e.get("content") or e.get("datetime") or _words(e)[:200]
            stated.setdefault(name, []).append(value)
    return _named(stated, table("page_fields")["itemprop"])


def _named(stated: Mapping[str, list[str]], names: Mapping[str, Sequence[str]]) -> Marks:
    """Several authors of one name are joined; else each value stands for itself."""
    marks = {slot: [v for name in wanted for v in stated.get(name, ())] for slot, wanted in names.items()}
    marks["authors"] = ["\n".join(dict.fromkeys(stated[n])) for n in names["authors"] if n in stated]
    return marks


def _from_times(elements: Iterable[Any]) -> Marks:
    times = [e for e in elements if e.tag == "time" and e.get("datetime")]
    marked = [e for e in times if e.get("pubdate") is not None or "publish" in (e.get("class") or "").lower()]
    return {"published": [e.get("datetime") for e in marked or (times if len(times) == 1 else ())]}


def _from_json_ld(elements: Iterable[Any]) -> Marks:
    texts = [e.text or "" for e in elements if e.tag == "script" and (e.get("type") or "").strip().lower() == LD_JSON]
    objects = [o for text in texts for o in islice(_objects(_parsed(text)), MOST)]
    by_id = {str(o["@id"]): o for o in objects if "@id" in o and len(o) > 1}
    types = table("page_fields")["article_types"]
    ranked = sorted((o for o in objects if _rank(o, types) < len(types)), key=lambda o: _rank(o, types))
    names = table("page_fields")["json_ld"]
    return {
        slot: [v for o in ranked for name in wanted if (v := _value(o.get(name), by_id, slot))]
        for slot, wanted in names.items()
    }


def _parsed(text: str) -> object:
    plain = re.sub(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$", "", text)
    try:
        return json.loads(plain, strict=False)
    except (ValueError, RecursionError):
        return None


def _objects(value: object, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """The objects of JSON-LD that may be the report: at the top, in lists, in @graph, as main entity."""
    if isinstance(value, list) and depth < 6:
        for item in value:
            yield from _objects(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _objects(value.get(key), depth + 1) if depth < 6 else ()


def _rank(value: Mapping[str, Any], types: Sequence[str]) -> int:
    kinds = value.get("@type")
    names = [str(k).rpartition("/")[2].lower() for k in (kinds if isinstance(kinds, list) else [kinds])]
    return min((types.index(n) for n in names if n in types), default=len(types))


def _value(value: object, by_id: Mapping[str, Mapping[str, Any]], slot: str, depth: int = 0) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list) and depth < 3:
        values = [v for item in value if (v := _value(item, by_id, slot, depth + 1))]
        return "\n".join(values) if slot == "authors" else next(iter(values), "")
    if isinstance(value, dict) and depth < 3:
        known = value if "name" in value else by_id.get(str(value.get("@id")), value)
        return _value(known.get("@id") if slot == "url" else known.get("name"), by_id, slot, depth + 1)
    return ""

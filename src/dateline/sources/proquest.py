"""ProQuest's text export: articles between long lines, fields with a name and a colon."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dateline.sources.batches import Article, Batch, authors, flat, grouped
from dateline.sources.dates import day_in
from dateline.sources.options import table

ARCHIVE = "ProQuest"
_BETWEEN = re.compile(r"_{20,}")


def find(lines: Sequence[str]) -> Batch | None:
    """The articles of a text export of ProQuest; None for any other file."""
    plain = [flat(line) for line in lines]
    bounds = [i for i, line in enumerate(plain) if _BETWEEN.fullmatch(line)]
    if not bounds or not any(line.startswith("ProQuest document ID:") for line in plain):
        return None
    parts = zip([0, *(b + 1 for b in bounds)], [*bounds, len(plain)], strict=True)
    articles = [_article(plain, range(*part)) for part in parts]
    found = tuple(article for article in articles if article)
    return Batch(ARCHIVE, found)


def _article(plain: Sequence[str], part: range) -> Article | None:
    names = "|".join(map(re.escape, table("proquest")["labels"]["names"]))
    labels = {i: m for i in part if (m := re.match(rf"({names})\s?:\s*", plain[i], re.I))}
    told = {m[1].lower(): plain[i][m.end():] for i, m in labels.items()}
    if "proquest document id" not in told:
        return None
    head = next((plain[i] for i in part if plain[i] and i not in labels), "")
    found = {"id": f"proquest:{told['proquest document id']}", "title": told.get("title") or head}
    for slot, name in (("publisher", "publication title"), ("published", "publication date"), ("url", "document url")):
        if told.get(name):
            found[slot] = told[name]
    if "publisher" in found:
        found["publisher"] = found["publisher"].split(";")[0].strip()  # The Nairobi Courier; Nairobi
    if day := day_in(found.get("published", "")):
        found["published"] = day.day
    if told.get("author"):
        found["authors"] = authors(told["author"])
    start = next((i for i, m in labels.items() if m[1].lower() == "full text"), None)
    if start is None:
        return Article(found, ())
    stop = next((i for i in labels if i > start), part.stop)
    return Article(found, grouped(plain, range(start, stop)), {start: 2})

"""Nexis Uni and its forerunners: many articles a file, told apart by the lines that Nexis writes around them."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import NamedTuple

from dateline.sources.batches import Article, Batch, authors, blocks, flat, grouped
from dateline.sources.dates import day_in
from dateline.sources.options import table

ARCHIVE = "Nexis"
_FURNITURE = re.compile(r"page \d+ of \d+|seite \d+ von \d+", re.I)
_RIGHTS = re.compile(r"(copyright\b|©|\(c\) ?(19|20)\d\d).*|all rights reserved\.?", re.I)
_SHORT = 40  # characters: a longer one is no name of a language
_HEAD = frozenset({"length", "section", "byline", "dateline", "highlight", "other"})
_TAIL = frozenset({"load_date", "language", "type", "tail"})


class Label(NamedTuple):
    """A line that begins with a word of Nexis: which one, and what stands behind its colon."""

    slot: str
    value: str


def find(lines: Sequence[str]) -> Batch | None:
    """The articles of a file of Nexis; None for any other file.

    Both the layout with an *End of Document* after each article and the older one with *1 of 20 DOCUMENTS* before
    each; where neither stands in the file, an article ends with its Load-Date.
    """
    plain = [flat(line) for line in lines]
    labels = {i: label for i, line in enumerate(plain) if (label := _label(line))}
    slots = {label.slot for label in labels.values()}
    starts = [i for i, line in enumerate(plain) if _lines_of("start").fullmatch(line)]
    ends = [i for i, line in enumerate(plain) if _lines_of("end").fullmatch(line)]
    cover = [i for i, line in enumerate(plain) if _lines_of("cover").match(line)]
    if starts and slots & {"length", "load_date", "language"}:
        return _older(plain, labels, starts)
    if ends and len(slots & {"length", "load_date", "body", "section", "byline", "language"}) > 1:
        return _newer(plain, labels, ends, cover)
    if {"length", "load_date"} <= slots:
        return _newer(plain, labels, _ends_of_tails(plain, labels), cover)
    if _is_list(cover, plain):
        return Batch(ARCHIVE, (), ("skipped: this is a cover page or a list of documents, not a report.",))
    return None


def _is_list(cover: Sequence[int], plain: Sequence[str]) -> bool:
    return len({re.split(r"[:(]", plain[i])[0].strip().lower() for i in cover}) >= 3


def _newer(plain: list[str], labels: dict[int, Label], ends: Sequence[int], cover: Sequence[int]) -> Batch:
    first, listed = _after_cover(plain, cover, ends[0])
    bounds = [(first if k == 0 else ends[k - 1] + 1, end) for k, end in enumerate(ends)]
    parts = [[i for i in range(*bound) if plain[i] and not _FURNITURE.fullmatch(plain[i])] for bound in bounds]
    articles = tuple(_article(plain, labels, part) for part in parts if part)
    notes = ["the cover page is left out."] if first else []
    if listed and listed != len(articles):
        notes.append(f"the cover page tells of {listed} documents; {len(articles)} are in the file.")
    rest = [i for i in range(ends[-1] + 1, len(plain)) if plain[i] and not _FURNITURE.fullmatch(plain[i])]
    if any(labels[i].slot in ("body", "length") for i in rest if i in labels):
        articles = (*articles, _article(plain, labels, rest))
        notes.append("the last article has no end: the file may be cut.")
    return Batch(ARCHIVE, articles, tuple(notes))


def _ends_of_tails(plain: Sequence[str], labels: dict[int, Label]) -> list[int]:
    """The line after each Load-Date: articles without a line of their own at the end."""
    return [i + 1 for i, label in labels.items() if label.slot == "load_date"] or [len(plain)]


def _after_cover(plain: Sequence[str], cover: Sequence[int], end: int) -> tuple[int, int]:
    """The line on which the first article begins, and how many documents the cover page lists."""
    signs = [i for i in cover if i < end]
    if len(signs) < 2:
        return 0, 0
    counted = next((int(m[1]) for i in signs if (m := re.match(r"\w+ \((\d+)\)", plain[i]))), 0)
    title = _first_title(plain, signs)
    after = range(signs[-1] + 1, end)
    for i in after:
        if title and plain[i] and (plain[i] == title or (title.startswith(plain[i]) and len(plain[i]) > 15)):
            return i, counted
    full = [i for i in after if plain[i]]
    dated = next((k for k, i in enumerate(full) if (day := day_in(plain[i])) and day.start == 0), None)
    return (full[max(0, dated - 2)] if dated is not None else signs[-1] + 1), counted


def _first_title(plain: Sequence[str], signs: Sequence[int]) -> str:
    for i in range(signs[0], signs[-1]):
        if found := re.match(r"1\.\s*(.*)", plain[i]):
            return found[1] or next((line for line in plain[i + 1 :] if line), "")
    entry = next((i for i in signs if re.match(r"(client/matter|search terms)", plain[i], re.I)), None)
    return next((plain[i] for i in range(entry - 1, -1, -1) if plain[i]), "") if entry else ""


def _article(plain: Sequence[str], labels: dict[int, Label], part: Sequence[int]) -> Article:
    """An article of the newer layout: title, outlet, date, then labels, the text, and what Nexis knows about it."""
    body = next((k for k, i in enumerate(part) if i in labels and labels[i].slot == "body"), None)
    first = next((k for k, i in enumerate(part) if i in labels), len(part))
    start = body + 1 if body is not None else _past_labels(labels, part, first)
    stop = next((k for k in range(start, len(part)) if part[k] in labels and labels[part[k]].slot in _TAIL), len(part))
    found = _head([plain[i] for i in part[:first] if not _RIGHTS.fullmatch(plain[i])])
    found |= _labelled(plain, labels, part[first:start])
    found |= {k: v for k, v in _labelled(plain, labels, part[stop:]).items() if k not in found}
    text = [i for i in part[start:stop] if plain[i] != found.get("title")]
    return Article(_slots(found), tuple((i,) for i in text))


def _past_labels(labels: dict[int, Label], part: Sequence[int], at: int) -> int:
    """Behind the labels that stand together in front of a text that nothing announces."""
    while at < len(part) and part[at] in labels and labels[part[at]].slot in _HEAD:
        at += 1 if labels[part[at]].value else 2
    return at


def _head(head: Sequence[str]) -> dict[str, str]:
    """Title, outlet and date from the lines before the first label."""
    days = [(k, day) for k, line in enumerate(head) if (day := day_in(line)) and day.start == 0]
    at, day = next(((k, d) for k, d in days if k > 1), days[-1] if days else (None, None))
    if at is None or day is None:
        names = ("title", "publisher", "published")
        return dict(zip(names, head[:3], strict=False))
    title = " ".join(head[: max(at - 1, min(1, at))])
    return {"title": title, "published": day.day} | ({"publisher": head[at - 1]} if at > 1 else {})


def _labelled(plain: Sequence[str], labels: dict[int, Label], part: Sequence[int]) -> dict[str, str]:
    """What labels say; where nothing stands behind a label's colon, the next line."""
    found: dict[str, str] = {}
    for k, i in enumerate(part):
        if i in labels:
            behind = part[k + 1] if k + 1 < len(part) else None
            below = plain[behind] if behind is not None and behind not in labels else ""
            found.setdefault(labels[i].slot, labels[i].value or below)
    return found


def _slots(found: dict[str, str]) -> dict[str, str]:
    """What `records.build` wants: the Load-Date is no date of publication."""
    made = {slot: found[slot] for slot in ("title", "publisher", "published") if found.get(slot)}
    if place := re.sub(r",? [A-Z][a-z]+\.? \d{1,2}$", "", found.get("dateline", "").strip(" .:-")):
        made["near"] = place  # NAIROBI, March 1
    return made | ({"authors": authors(found["byline"])} if found.get("byline") else {})


def _older(plain: list[str], labels: dict[int, Label], starts: Sequence[int]) -> Batch:
    bounds = zip(starts, [*starts[1:], len(plain)], strict=True)
    return Batch(ARCHIVE, tuple(_older_article(plain, labels, range(a + 1, b)) for a, b in bounds))


def _older_article(plain: Sequence[str], labels: dict[int, Label], part: range) -> Article:
    """An article of the older layout: outlet, date, title, then labels in capitals, the text, more labels."""
    parts = [b for b in blocks(plain, part) if not _RIGHTS.match(plain[b[0]])]
    first = next((k for k, b in enumerate(parts) if b[0] in labels), len(parts))
    start = first
    while start < len(parts) and parts[start][0] in labels and labels[parts[start][0]].slot in _HEAD:
        start += 1
    stop = next((k for k in range(start, len(parts)) if parts[k][0] in labels and labels[parts[k][0]].slot in _TAIL),
                len(parts))
    heads = [(b, " ".join(plain[i] for i in b)) for b in parts[:first]]
    dated = next((k for k, (_, line) in enumerate(heads) if (day := day_in(line)) and day.start == 0), None)
    found = {"publisher": heads[0][1]} if heads and dated != 0 else {}
    if dated is not None and (day := day_in(heads[dated][1])):
        found["published"] = day.day
    titles = [line for k, (_, line) in enumerate(heads) if k > (dated or 0)]
    found |= {"title": titles[-1]} if titles else {}
    for block in parts[first:start]:
        label = labels[block[0]]
        found.setdefault(label.slot, flat(" ".join((label.value, *(plain[i] for i in block[1:])))))
    text = [i for b in parts[start:stop] for i in range(b[0], b[-1] + 1)]
    numbers = range(text[0], text[-1] + 1) if text else range(0)
    return Article(_slots(found), grouped(plain, numbers))


def _label(line: str) -> Label | None:
    found = _labels().fullmatch(line)
    if not found:
        return None
    name = (found["alone"] or found["name"]).lower()
    slot, value = _slot_names()[name], found["value"] or ""
    known = {"body": not value, "tail": True, "load_date": not found["alone"] and (not value or day_in(value)),
             "language": not found["alone"] and len(value) < _SHORT}  # UPDATE: The ceasefire holds …
    return Label(slot, value) if known.get(slot, not found["alone"]) else None


@functools.cache
def _slot_names() -> dict[str, str]:
    return {name: slot for slot, names in table("nexis")["labels"].items() for name in names}


@functools.cache
def _labels() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, _slot_names()), key=len, reverse=True))
    return re.compile(rf"(?P<name>{names})\s?:\s*(?P<value>.*)|(?P<alone>{names})", re.I)


@functools.cache
def _lines_of(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(table("nexis")[kind]["lines"]), re.I)

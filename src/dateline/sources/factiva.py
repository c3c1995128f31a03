"""Factiva: articles with codes of two or three letters before each field, or as they are shown without them."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence

from dateline.sources.batches import Article, Batch, authors, flat, grouped
from dateline.sources.dates import day_in
from dateline.sources.options import table

ARCHIVE = "Factiva"
_NUMBER = re.compile(r"(?:document|dokument|documento)?\s*([A-Z][A-Z0-9]{3,}\d{8}\w+)", re.I)
_WORDS = re.compile(r"[\d.,\s]+(words?|wörter|mots|palabras|parole|palavras|woorden)", re.I)
_RIGHTS = re.compile(r"(copyright\b|©|\(c\)).*", re.I)
_PAGE = re.compile(r"class\s*=\s*[\"']?article [a-z]{2}Article|<td[^>]*>\s*<b>\s*HD\s*(?:&nbsp;)?\s*</b>", re.I)


def find(lines: Sequence[str]) -> Batch | None:
    """The articles of a text of Factiva, with codes (HD, BY, PD, SN, LP, TD, AN …) or without; None for any other."""
    plain = [flat(line) for line in lines]
    codes = dict(_codes(lines))
    found = set(codes.values())
    if "HD" in found and len(found & {"AN", "PD", "SN", "LP", "TD"}) >= 3:
        return Batch(ARCHIVE, tuple(_coded(plain, codes)))
    ends = [i for i, line in enumerate(plain) if line.lower().startswith(("do",)) and _NUMBER.fullmatch(line)
            and " " in line]
    counts = [i for i, line in enumerate(plain) if _WORDS.fullmatch(line)]
    if not ends or not counts or counts[0] > ends[0]:
        return None
    bounds = zip([0, *(end + 1 for end in ends)], ends, strict=False)
    shown = [_shown(plain, range(a, b), b) for a, b in bounds]
    return Batch(ARCHIVE, tuple(article for article in shown if article))


def is_page(source: str) -> bool:
    """Is this an HTML export of Factiva?"""
    return bool(_PAGE.search(source[:200_000]))


def lines_of_page(source: str) -> list[str]:
    """The lines of an HTML export: each code with a tab before its field."""
    from lxml import etree, html

    try:
        tree = html.document_fromstring(source.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError):
        return []
    articles = tree.xpath("//*[contains(concat(' ', normalize-space(@class), ' '), ' article ')]")
    outer = [one for one in articles if not any(above in articles for above in one.iterancestors())]
    return [line for article in outer or [tree] for line in (*_blocks(article), "")]


def _blocks(element: object) -> Iterator[str]:
    """The text of an element, a line for each block in it; the cells of a row on one line with tabs between."""
    lines, silent = [""], {"script", "style", "head"}

    def walk(node: object) -> None:
        tag = getattr(node, "tag", None)
        if not isinstance(tag, str) or tag in silent:
            return
        block = tag in {"p", "div", "br", "tr", "li", "pre", "table", "h1", "h2", "h3"}
        if block and lines[-1].strip("\t "):
            lines.append("")
        lines[-1] += flat_inside(getattr(node, "text", None))
        for child in node:  # type: ignore[attr-defined]
            walk(child)
            if getattr(child, "tag", None) in {"td", "th"} and child.getnext() is not None:
                lines[-1] += "\t"
            lines[-1] += flat_inside(child.tail)
        if block and lines[-1].strip():
            lines.append("")

    walk(element)
    return (line.strip(" ") for line in lines if line.strip())


def flat_inside(text: str | None) -> str:
    """Runs of blanks as one space, those at the ends kept."""
    return re.sub(r"\s+", " ", text or "")


def _codes(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The lines that begin with a code.  One space behind a code is enough where no line has more."""
    wide = re.compile(rf"\s*({_all_codes()})(?:\s*[\t|]|\s{{2,}}|\s*$)")
    narrow = re.compile(rf"\s*({_all_codes()})(?:\s|$)")
    found = [(i, m[1]) for i, line in enumerate(lines) if (m := wide.match(line))]
    if sum(code == "HD" for _, code in found) == 0:
        subjects = set(table("factiva")["codes"]["subjects"])
        found = [(i, m[1]) for i, line in enumerate(lines) if (m := narrow.match(line))
                 and (m[1] not in subjects or re.match(r"[\w./-]+\s*:", line[m.end():].strip()))]
    yield from found


@functools.cache
def _all_codes() -> str:
    return "|".join(code for names in table("factiva")["codes"].values() for code in names)


def _coded(plain: Sequence[str], codes: dict[int, str]) -> Iterator[Article]:
    """Each article begins with its first code after the number (AN) of the one before, or with a second HD."""
    fields: dict[str, list[int]] = {}
    code = ""
    for i, line in enumerate(plain):
        new = codes.get(i)
        if new and ("AN" in fields or (new == "HD" and "HD" in fields)):
            yield _made(plain, fields)
            fields = {}
        code = new or code
        if code and (line or code in ("LP", "TD")):
            fields.setdefault(code, []).append(i)
    if "HD" in fields:
        yield _made(plain, fields)


def _value(line: str) -> str:
    return re.sub(rf"^({_all_codes()})\b\s*\|?\s*", "", line).strip(" |")


def _made(plain: Sequence[str], fields: dict[str, list[int]]) -> Article:
    told = {code: flat(" ".join((_value(plain[numbers[0]]), *(plain[n].strip(" |") for n in numbers[1:]))))
            for code, numbers in fields.items()}
    slots = {"title": "HD", "publisher": "SN", "published": "PD"}
    found = {slot: told[code] for slot, code in slots.items() if told.get(code)}
    if day := day_in(found.get("published", "")):
        found["published"] = day.day
    if told.get("BY"):
        found["authors"] = authors(told["BY"])
    if number := _NUMBER.search(told.get("AN", "")):
        found["id"] = number[1]
    text = {code: fields[code] for code in ("LP", "TD") if code in fields}
    groups = tuple(group for numbers in text.values() for group in grouped(plain, numbers))
    return Article(found, groups, {numbers[0]: 1 for numbers in text.values()})


def _shown(plain: Sequence[str], part: range, end: int) -> Article | None:
    """An article without codes: title, byline, *512 words*, date, outlet, language, copyright, text, number."""
    full = [i for i in part if plain[i]]
    count = next((k for k, i in enumerate(full) if _WORDS.fullmatch(plain[i])), None)
    number = _NUMBER.fullmatch(plain[end])
    if count is None or number is None:
        return None
    head = [plain[i] for i in full[:count]]
    title = max(range(len(head)), key=lambda k: len(head[k]), default=None)
    found = {"id": number[1]} | ({"title": head[title]} if title is not None else {})
    if title is not None and title + 1 < len(head):
        found["authors"] = authors(" and ".join(head[title + 1 :]))
    facts = full[count + 1 : count + 12]
    dated = next((k for k, i in enumerate(facts) if (day := day_in(plain[i])) and day.start == 0), None)
    if dated is not None and (day := day_in(plain[facts[dated]])):
        found["published"] = day.day
        outlet = next((plain[i] for i in facts[dated + 1 :] if not re.fullmatch(r"\d{1,2}:\d\d.*", plain[i])), "")
        found |= {"publisher": outlet} if outlet else {}
    languages = table("factiva")["languages"]["names"]
    ends = [k for k, i in enumerate(facts) if _RIGHTS.fullmatch(plain[i]) or plain[i].lower() in languages]
    start = count + 1 + (ends[-1] if ends else (dated or 0) + 1) + 1
    return Article(found, grouped(plain, range(full[start], end)) if start < len(full) else ())

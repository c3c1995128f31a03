"""Many articles in one file: what an archive's reader finds in its lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

_WRAPPED = 100  # characters: files with longer lines have a paragraph a line


@dataclass(frozen=True, slots=True)
class Article:
    """One article: what was found about it (slots of `records.build`) and its text: numbers of lines, by paragraph.

    `cuts`: how many words at the beginning of a line are a label and no text.
    """

    found: dict[str, str]
    groups: tuple[tuple[int, ...], ...]
    cuts: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Batch:
    """The articles of a file, the archive that it comes from, and notes on what was left out."""

    archive: str
    articles: tuple[Article, ...]
    notes: tuple[str, ...] = field(default=())


def flat(line: str) -> str:
    """The line without blanks at its ends, every blank within a single space."""
    return " ".join(line.split())


def blocks(lines: Sequence[str], numbers: Iterable[int]) -> Iterator[tuple[int, ...]]:
    """Runs of lines that no blank line parts."""
    run: list[int] = []
    for number in numbers:
        if lines[number]:
            run.append(number)
        elif run:
            yield tuple(run)
            run = []
    if run:
        yield tuple(run)


def grouped(lines: Sequence[str], numbers: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """Paragraphs: runs between blank lines where lines are wrapped, else each line."""
    full = [n for n in numbers if lines[n]]
    parted = any(not lines[n] for n in range(full[0], full[-1])) if full else False
    if not parted or any(len(lines[n]) > _WRAPPED for n in full):
        return tuple((n,) for n in full)
    return tuple(blocks(lines, numbers))


def joined(lines: Sequence[str], article: Article) -> str:
    """The text of an article: its paragraphs with a blank line between them."""
    told = (" ".join(_without_label(lines[i], article.cuts.get(i, 0)) for i in group) for group in article.groups)
    return "\n\n".join(part.strip() for part in told if part.strip())


def _without_label(line: str, words: int) -> str:
    return " ".join(line.split()[words:]) if words else line.strip()


def authors(byline: str) -> str:
    """The names of a byline, one a line: *By Ann Lee and Bo Roe* → *Ann Lee*, *Bo Roe*."""
    plain = re.sub(r"\S+@\S+", "", re.sub(r"^by:?\s+", "", flat(byline), flags=re.I))
    names = re.split(r";|,? and |,(?=.* and )", plain)
    return "\n".join(name.strip(" ,;") for name in names if name.strip(" ,;"))

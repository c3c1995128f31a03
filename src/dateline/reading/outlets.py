"""Which names of places an outlet bears: *The Columbus Dispatch*, columbuslocalnews.com; or the caller gives: *Ohio*.

They are no names of the text, but say where its other names are likely to lie; so does the dateline of a document
where it is given apart (*Boise, Idaho*).
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from dateline.gazetteer import fold
from dateline.knowledge import Knowledge
from dateline.reading.toponym_names import MOST, Named, entries_of, toponym_words
from dateline.types import Document

LEAST = 5  # letters of a name inside a host name
PEOPLE = 500  # inhabitants
NOWHERE = -1  # no token of the text


def outlet_names(document: Document, know: Knowledge) -> list[Named]:
    """The names, with token numbers of `NOWHERE`: the one that the caller gives, else that of the outlet; and those of
    the dateline that the caller gives."""
    home = names_in(document.near or "", know) or _of_outlet(document, know)
    return [*home, *names_in(document.dateline or "", know)]


def names_in(text: str, know: Knowledge) -> list[Named]:
    """The names in *Dublin, Ohio* that stand for places."""
    words = toponym_words(know)
    found = (entries_of(piece.strip(), know, words) for piece in text.split(","))
    return [Named(NOWHERE, NOWHERE, key, entries) for key, entries in found if entries]


def _of_outlet(document: Document, know: Knowledge) -> list[Named]:
    keys = [*_in_title(document.publisher or ""), *_in_host(document.url or "")]
    places = know.gazetteer.lookup(keys)
    towns = [k for k in keys if any(e.main and e.population >= PEOPLE for e in places.get(k, ()))]
    best = max(towns, key=len, default="")
    return [Named(NOWHERE, NOWHERE, best, tuple(e for e in places[best] if e.main))] if best else []


def _in_title(publisher: str) -> Iterator[str]:
    words = publisher.split()
    for first in range(len(words)):
        if words[first][0].isupper():
            yield from (fold(" ".join(words[first : last + 1])) for last in range(first, min(first + MOST, len(words))))


def _in_host(url: str) -> Iterator[str]:
    """The beginnings of the labels of a host name but for the last."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:  # "http://[broken": a URL that is none says nothing
        return
    for label in host.removeprefix("www.").split(".")[:-1]:
        key = fold(label)
        yield from (key[:end] for end in range(LEAST, len(key) + 1))

"""The codebook as a document, in Markdown and HTML: made of the files that the coder itself reads."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from dateline.codes import BODIES
from dateline.exports.release.columns import Layout
from dateline.knowledge import EventType, Knowledge
from dateline.ledger.relations.relations import name_of

QUADS = {1: "verbal cooperation", 2: "material cooperation", 3: "verbal conflict", 4: "material conflict"}
STATUSES = {
    "actual": "told as having happened or going on", "planned": "told as planned, promised or announced",
    "possible": "told as possible, asked for, feared or conditional", "negated": "told as not happening",
}  # fmt: skip


class Piece(NamedTuple):
    """A piece of a document: a heading (`#`, `##`, `###`), a paragraph (`p`), a list (`-`) or a table (`|`), whose
    first row is its head."""

    kind: str
    cells: tuple[tuple[str, ...], ...]


def pieces(know: Knowledge, layouts: Sequence[Layout]) -> Iterator[Piece]:
    """The whole codebook: what a statement is, types by codebook, statuses, contexts, sectors, columns."""
    yield _one("#", "Codebook")
    yield _one("p", "A statement is one act, told in one voice, in one report. What it says is what the report says, "
                    "as reported, never what is true: status tells how it is told, the voices who says so.")
    yield _one("##", "Status")
    yield _table(("status", "meaning"), STATUSES)
    yield _one("##", "Event types")
    yield from (piece for _, event in sorted(know.events.items()) for piece in _event(event))
    for book in know.codebooks:
        yield _one("##", f"Codebook {book.name}: {book.title}")
        yield from (piece for _, event in sorted(book.events.items()) for piece in _event(event))
    yield _one("##", "Contexts")
    yield _table(("context", "meaning"), know.contexts)
    yield _one("##", "Sectors")
    yield _one("p", "Actor codes: a country (ISO 3166-1 alpha-3) or a body, then sectors: RUS GOV, UNO, CVL.")
    yield _table(("sector", "meaning"), know.sectors)
    yield _table(("body", "meaning"), _bodies())
    yield _one("##", "Columns")
    for layout in layouts:
        yield _one("###", layout.name)
        yield _one("p", f"{layout.what[0].upper()}{layout.what[1:]}.")
        yield Piece("|", (("column", "kind", "what it holds"), *((c.name, c.kind, c.what) for c in layout.columns)))


def _event(event: EventType) -> Iterator[Piece]:
    yield _one("###", event.event)
    yield _one("p", " ".join(event.definition.split()))
    recipient = "needed" if event.recipient_required else "optional"
    yield _one("p", f"Class {event.quad} ({QUADS[event.quad]}); score {event.score:g}; CAMEO "
                    f"{', '.join(event.cameo) or 'none'}; recipient {recipient}.")
    yield _one("p", "Is:")
    yield Piece("-", tuple((example,) for example in event.is_))
    yield _one("p", "Is not:")
    yield Piece("-", tuple((example,) for example in event.is_not))
    if event.modes:
        rows = ((name, mode.meaning, f"{mode.score:g}" if mode.score is not None else "")
                for name, mode in sorted(event.modes.items()))
        yield Piece("|", (("mode", "meaning", "score"), *rows))


def _bodies() -> Mapping[str, str]:
    return {code: name_of(code) for code in sorted(BODIES)}


def _one(kind: str, words: str) -> Piece:
    return Piece(kind, ((words,),))


def _table(head: tuple[str, str], rows: Mapping[str, str]) -> Piece:
    return Piece("|", (head, *rows.items()))


def markdown(found: Sequence[Piece]) -> str:
    """The document in Markdown."""
    return "\n\n".join(filter(None, map(_markdown, found))) + "\n"


def _markdown(piece: Piece) -> str:
    if piece.kind == "|":
        head, *rows = piece.cells
        lines = [head, ("---",) * len(head), *rows] if rows else []
        return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in lines)
    if piece.kind == "-":
        return "\n".join(f"- {cell}" for (cell,) in piece.cells)
    return piece.cells[0][0] if piece.kind == "p" else f"{piece.kind} {piece.cells[0][0]}"


def page(found: Sequence[Piece]) -> str:
    """The document as one HTML page that needs nothing else."""
    body = "\n".join(filter(None, map(_html, found)))
    return ('<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Codebook</title>\n'
            "<style>body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
            "table{border-collapse:collapse}td,th{border:1px solid #999;padding:.2em .5em;text-align:left;"
            f"vertical-align:top}}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n")  # fmt: skip


def _html(piece: Piece) -> str:
    cells = [tuple(map(html.escape, row)) for row in piece.cells]
    if piece.kind == "|":
        head, *rows = cells
        lines = ["".join(f"<th>{c}</th>" for c in head), *("".join(f"<td>{c}</td>" for c in row) for row in rows)]
        return "<table>\n" + "\n".join(f"<tr>{line}</tr>" for line in lines) + "\n</table>" if rows else ""
    if piece.kind == "-":
        return "<ul>\n" + "\n".join(f"<li>{cell}</li>" for (cell,) in cells) + "\n</ul>"
    tag = "p" if piece.kind == "p" else f"h{len(piece.kind)}"
    return f"<{tag}>{cells[0][0]}</{tag}>"

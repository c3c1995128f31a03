"""Statements on a terminal: colour where there is one, brackets everywhere."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from dateline.exports.plain import (
    circumstance_words,
    headline,
    issue_words,
    segments,
    status_words,
    voice_words,
)
from dateline.types import Document, Issue, Reading, Statement

COLOURS = {
    "event": "bold red",
    "actor": "bold cyan",
    "recipient": "bold magenta",
    "what": "yellow",
    "voice": "green",
    "via": "green",
    "when": "blue",
    "where": "blue",
    "condition": "italic yellow",
}
REMINDER = "What the report says, as reported; not what is true."


def console(stderr: bool = False) -> Console:
    """A console that wraps lines only on a terminal, so that pipes get whole lines."""
    made = Console(stderr=stderr, highlight=False, emoji=False, markup=False)
    made.soft_wrap = not made.is_terminal
    return made


def show_reading(screen: Console, document: Document, reading: Reading, candidates: bool = False) -> None:
    """The document's head, its statements, and with `candidates` those read with little confidence."""
    name = document.title or document.url or document.id
    head = " · ".join(x for x in (name, document.publisher, document.published) if x)
    screen.print(Text(head, "bold"))
    found = len(reading.statements)
    screen.print(
        Text(
            f"{_count(found, 'statement')} in {_count(reading.sentences, 'sentence')}. {REMINDER}",
            "dim",
        )
    )
    if reading.contexts:
        screen.print(Text(f"Contexts: {', '.join(c.name for c in reading.contexts)}.", "dim"))
    for number, statement in enumerate(reading.statements, 1):
        screen.print()
        show_statement(screen, document, statement, number)
    if reading.candidates and candidates:
        screen.print(Text("\nCandidates: read with too little confidence to stand among the statements.", "dim"))
        for number, statement in enumerate(reading.candidates, found + 1):
            screen.print()
            show_statement(screen, document, statement, number)
    elif reading.candidates:
        more = f"\n{len(reading.candidates)} more with little confidence: show them with --candidates."
        screen.print(Text(more, "dim"))


def show_statement(screen: Console, document: Document, statement: Statement, number: int) -> None:
    """One statement: who, what, whom; status and voice; when, where, what; the marked sentence; its id."""
    screen.print(Text.assemble((f"{number:>2}  ", "dim"), (headline(document, statement), "bold")))
    lines = [Text(f"{status_words(document, statement)}; {voice_words(document, statement)}", "green")]
    if words := circumstance_words(document, statement):
        lines.append(Text(words))
    lines += [_marked(document, statement), Text(f"id {statement.id}", "dim")]
    for line in lines:
        screen.print(Padding(line, (0, 0, 0, 4), expand=False) if screen.is_terminal else Text("    ") + line)


def show_issues(screen: Console, issues: list[Issue] | tuple[Issue, ...]) -> None:
    """One line each."""
    for issue in issues:
        screen.print(Text(issue_words(issue), "red" if issue.severity == "error" else "yellow"))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _marked(document: Document, statement: Statement) -> Text:
    text = Text("│ ")
    for words, slot in segments(document, statement):
        text.append(f"[{slot}|{words}]" if slot else words, COLOURS.get(slot, ""))
    return text

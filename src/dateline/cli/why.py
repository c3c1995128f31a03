"""`dateline why-not`: why nothing, or not what was expected, was coded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from rich.text import Text

from dateline.cli.reading import known
from dateline.cli.screen import console
from dateline.errors import DatelineError
from dateline.exports.jsonio import to_json
from dateline.knowledge import Origin
from dateline.reading.why_not import Reason, Unlisted, WhyNot, why_not
from dateline.rules.language import PLOVER
from dateline.sources import Options, open_source
from dateline.types import Document

RULES = 4  # shown a word, unless all are asked for
WORDS = 6  # shown a sentence
DISTANT = frozenset({"words", "pos"})  # words of which no rule came further are shown where no other did
HOW = "How to add a rule: docs/rules.md; to a codebook of your own: docs/codebooks.md."


def show_why(
    sentence: str | None, file: str | None, at: str | None, event: str | None, options: Options, own: Origin,
    as_json: bool, everything: bool,
) -> int:
    """Print which rules came closest and what failed; the exit code.

    Raises DatelineError where there is nothing to tell of.
    """
    know = known(own)
    if event is not None and event not in (types := sorted({name for _, name in know.types})):
        raise DatelineError(f"--event {event!r} is no event type. Choices: {', '.join(types)}.")
    found = [w for d in _documents(sentence, file, options) for w in why_not(d, know, at, event)]
    if not found:
        where = f"the text does not hold {at!r}" if at else "there is no text"
        raise DatelineError(f"Nothing to tell of: {where}.")
    if as_json:
        console().file.write(to_json([msgspec.to_builtins(w) for w in found]).decode() + "\n")
        return 0
    for number, answer in enumerate(found):
        _print(answer, event, everything, number > 0)
    return 0


def _documents(sentence: str | None, file: str | None, options: Options) -> Iterator[Document]:
    if (sentence is None) == (file is None):
        raise DatelineError('Give a sentence or --file: dateline why-not "The army shelled the port."')
    if sentence is not None:
        yield Document("sentence", sentence, options.title, options.publisher, options.published)
        return
    yield from (item for item in open_source(file or "", options) if isinstance(item, Document))


def _print(answer: WhyNot, event: str | None, everything: bool, later: bool) -> None:
    screen = console()
    screen.print(Text(("\n" if later else "") + " ".join(answer.sentence.split()), "bold"))
    near = [w for w in answer.words if w.reasons[0].outcome not in DISTANT] or answer.words
    words = answer.words if everything else near[:WORDS]
    for word in words:
        screen.print(Text(f"  {word.text}", "bold red"))
        for reason in word.reasons if everything else word.reasons[:RULES]:
            book = "" if reason.codebook == PLOVER else f"{reason.codebook}:"
            kind = f"{book}{reason.event} {reason.mode or ''}".rstrip()
            screen.print(Text(f"    {kind}  {reason.rule}: {reason.told}"))
            if reason.weights:
                which = "weightiest" if reason.outcome == "coded" else "most against it"
                screen.print(Text(f"      {which}: {_weights(reason)}", "dim"))
        if not everything and len(word.reasons) > RULES:
            screen.print(Text(f"    … and {len(word.reasons) - RULES} more rules (--all)", "dim"))
    if others := [w.text for w in answer.words if w not in words]:
        screen.print(Text(f"  … and {', '.join(others)} (--all)", "dim"))
    if not answer.words:
        screen.print(f"  No rule{f' of {event}' if event else ''} lists a word of it.")
    _print_unlisted([w for w in answer.unlisted if w.pos == "VERB" or not answer.words or everything])


def _weights(reason: Reason) -> str:
    return "; ".join(f"{feature} {weight:+.2f}" for feature, weight in reason.weights)


def _print_unlisted(words: Sequence[Unlisted]) -> None:
    screen = console()
    for word in words:
        near = f"near it are {', '.join(word.near)}" if word.near else "nothing near it is listed"
        screen.print(Text(f"  {word.text}: no rule lists “{word.lemma}”; {near}"))
    if words:
        screen.print(Text(f"  {HOW}", "dim"))

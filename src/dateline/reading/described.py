"""*The country*, *the kingdom*, *the communist country*, *the former colony*: which of the states named it means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dateline.knowledge import Knowledge, Row
from dateline.reading.phrased import DEFINITE, Phrased
from dateline.reading.reference import LOOK_BACK, before, co_arguments, identity
from dateline.types import Mention

REGIONAL = frozenset({"region", "regionadj"})


def described(phrased: Phrased) -> tuple[Mention, ...]:
    """The state that a definite description points back to; open, with candidates, where two fit alike.

    Empty where the phrase is no such description.  Epithets (`epithets.csv`) bound the choice.
    """
    head, reader = phrased.phrase.head, phrased.reader
    if phrased.phrase.tokens[0].lower not in DEFINITE or head.plural:
        return ()
    options = epithet(phrased)
    told = any(s.kind not in REGIONAL for t, s in phrased.phrase.bearers if t in phrased.phrase.tokens)
    if not options and (told or (phrased.phrase.bearers and not _regional(phrased))):
        return ()  # "the Kenyan state", "the state of Texas"
    ranked = sorted(_named(phrased, options), key=lambda found: -found[0])
    about = reader.abroad or reader.focus
    if not options and about and any(code == about for _, code, _ in ranked) and not _clear(ranked):
        return phrased.made(about, None, "reference.state")
    if not ranked:
        code = options[0] if len(options) == 1 else None if options else about
        return phrased.made(code, None, "reference.state") if code else ()
    best, code, root = ranked[0]
    alike = tuple(c for s, c, r in ranked if r == root and abs(s - best) < 1 and c != code)
    if alike:
        return (Mention(phrased.span, phrased.text, None, None, "reference.state", (code, *alike)),)
    return phrased.made(code, None, "reference.state")


def epithet(phrased: Phrased) -> list[str]:
    """The states that the phrase, or its last words, may mean by the table of epithets."""
    words = [w.lower for w in phrased.phrase.tokens if w.dep not in ("det", "poss", "case", "punct")]
    table: Mapping[str, Row] = phrased.reader.know.made("epithets", _unhyphened)
    rows = (table.get(" ".join(words[i:])) for i in range(len(words)))
    row = next((r for r in rows if r is not None), None)
    return row["code"].split(";") if row else []


def _unhyphened(know: Knowledge) -> dict[str, Row]:
    """The epithets by their words: the parser takes *self-ruled island* apart at the hyphen."""
    return {r["phrase"].replace("-", " "): r for r in know.actors["epithets"].rows}


def _regional(phrased: Phrased) -> bool:
    return all(s.kind in REGIONAL for _, s in phrased.phrase.bearers)


def _clear(ranked: list[tuple[float, str, int]]) -> bool:
    """Was one state the subject of what went right before?"""
    return len(ranked) == 1 or ranked[0][0] - ranked[1][0] >= 1


def _named(phrased: Phrased, options: list[str]) -> Iterator[tuple[float, str, int]]:
    """States named before that fit, each with its salience and the coordination that it stands in."""
    head, past = phrased.phrase.head, phrased.reader.past
    states = past.know.actors["states"].index
    barred = co_arguments(head, past)
    codes = {code for _, code in barred if code}
    fitting = {o.split()[0] for o in options}
    seen: set[str] = set()
    for back, known in before(head, past, LOOK_BACK):
        for k in sorted(known, key=lambda k: (-k.subject, -k.token)):
            code = k.mention.country
            if code not in states or code in seen or (fitting and code not in fitting) or k.kind == "other":
                continue
            if identity(k.mention) in barred or code in codes or (k.kind != "country" and not fitting):
                continue
            seen.add(code)
            yield 3.0 - back + 1.5 * k.subject, code, k.root


def definite(phrased: Phrased) -> bool:
    """Does the phrase speak of one that is known already: *the army*, *that government*?"""
    return phrased.phrase.tokens[0].lower in DEFINITE and not phrased.phrase.head.plural

"""Read a noun phrase as an actor: its name, its role, its country, from the phrase itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dateline.knowledge import Knowledge, Row
from dateline.parse import Token
from dateline.reading.names import COUNTRY_KINDS, Hit, Sense

MODIFIERS = frozenset({"compound", "amod", "nmod", "poss", "det", "nummod", "quantmod", "advmod", "predet", "case", "punct", "npadvmod"})
LONGEST_ROLE = 4
PLACE_PREPOSITIONS = frozenset({"in", "from", "of", "at"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a noun phrase says of its referent; codes are of countries or organisations, without sector."""

    head: Token
    tokens: tuple[Token, ...]  # the words that make the mention, in order
    name: Sense | None  # the sense of the name that heads it
    role: Row | None  # the row of roles.csv
    bearers: tuple[tuple[Token, Sense], ...]  # names in it that give country or organisation
    proper: str | None  # the words of a personal name that no table has


def left_words(head: Token) -> list[Token]:
    """The head with the modifiers in front of it, in order."""
    found = [head]
    for child in head.children:
        if child.i < head.i and child.dep in MODIFIERS:
            found += [t for t in child.subtree() if t.i < head.i]
    return sorted(set(found), key=lambda t: t.i)


def roles(know: Knowledge) -> Mapping[str, Row]:
    """Rows of roles.csv by noun phrase."""
    made: Mapping[str, Row] = know.made("roles", lambda k: {r["noun"]: r for r in k.actors["roles"].rows})
    return made


def _forms(token: Token) -> tuple[str, ...]:
    singular = token.lower[:-1] if token.lower.endswith("s") and len(token.lower) > 3 else token.lower
    return (token.lemma, token.lower, singular)


def role_of(words: list[Token], table: Mapping[str, Row]) -> tuple[Row, int, int] | None:
    """The longest role phrase that ends latest among the words: (row, first, last index in `words`)."""
    for last in range(len(words) - 1, -1, -1):
        for length in range(min(LONGEST_ROLE, last + 1), 0, -1):
            front = " ".join(w.lower for w in words[last - length + 1 : last])
            for form in _forms(words[last]):
                row = table.get(f"{front} {form}".strip())
                if row:
                    return row, last - length + 1, last
    return None


def read_phrase(head: Token, hits: Mapping[int, Hit], know: Knowledge, on: str | None) -> Phrase:
    """Take the phrase apart.  `on`: the date for which names are read."""
    words = left_words(head)
    hit = hits.get(head.i)
    name = hit.sense(on) if hit else None
    bearers = _bearers(words, head, hits, hit, on)
    own = [w for w in words if w.dep not in ("poss", "det", "case") and not (hits.get(w.i) and w is not head)]
    found = role_of([w for w in own if w is not head or not hit], roles(know))
    row = found[0] if found and _heads(found, own, head, hit) else None
    if row is None and not hit:
        # "Black Sea Fleet": the whole capitalised phrase ends in a role word
        tail = role_of([head], roles(know))
        row = tail[0] if tail else None
    proper = _proper_name(words, head, hits, found) if head.pos == "PROPN" and not hit else None
    return Phrase(head, tuple(words), name, row, bearers, proper)


def _heads(found: tuple[Row, int, int], own: list[Token], head: Token, hit: Hit | None) -> bool:
    """Is the role the head's own, or a title before a name?  Not *police* in *police station*."""
    _, _, last = found
    considered = [w for w in own if w is not head or not hit]
    return considered[last] is head or head.pos == "PROPN" or bool(hit)


def _bearers(words: list[Token], head: Token, hits: Mapping[int, Hit], own: Hit | None, on: str | None) -> tuple[tuple[Token, Sense], ...]:
    found: list[tuple[Token, Sense]] = []
    seen: set[tuple[int, int]] = {(own.first, own.last)} if own else set()
    for token in [*words, *_coordinated_modifiers(words), *_complements(head)]:
        hit = hits.get(token.i)
        if hit and (hit.first, hit.last) not in seen:
            seen.add((hit.first, hit.last))
            sense = hit.sense(on)
            if sense and sense.code and _bears(sense):
                found.append((token, sense))
    return tuple(found)


def _bears(sense: Sense) -> bool:
    return sense.kind in COUNTRY_KINDS or sense.kind.startswith("org-") or sense.kind in ("region", "regionadj")


def _coordinated_modifiers(words: list[Token]) -> list[Token]:
    return [c for w in words for c in w.children if c.dep == "conj" and w.dep in ("amod", "compound", "nmod", "poss")]


def _complements(head: Token) -> list[Token]:
    """*president of France*, *officials from Iran and Qatar*: names behind the head."""
    found: list[Token] = []
    for child in head.children:
        if child.dep == "prep" and child.lower in PLACE_PREPOSITIONS:
            stack = [p for p in child.children if p.dep == "pobj"]
            while stack:
                token = stack.pop(0)
                found += [token, *(w for w in left_words(token) if w is not token)]
                stack += [c for c in token.children if c.dep == "conj"]
    return found


def _proper_name(words: list[Token], head: Token, hits: Mapping[int, Hit], found: tuple[Row, int, int] | None) -> str | None:
    names: list[str] = []
    for token in reversed(words):
        if token.pos != "PROPN" or token.i in hits or (names and token.dep == "poss"):
            break
        if found and role_of([token], {found[0]["noun"].split()[-1]: found[0]}):
            break
        names.append(token.text)
    return " ".join(reversed(names)) or None

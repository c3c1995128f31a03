"""How far an actor named near an event word does the act or has it done to it, where no rule's path leads to it.

Signs of syntax, place and kind are weighed by `lexicon/role_signs.csv`, whose weights are fitted to annotated reports
(`evaluation/fit_roles.py`).  A path of a rule always goes first; what this finds is marked `document.role-model`.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dateline.knowledge import Knowledge
from dateline.parse import Token
from dateline.reading.attribution import Attribution, voices_over
from dateline.reading.entities import Entities
from dateline.rules.arguments import is_passive
from dateline.types import Mention

BACK = 2  # sentences looked through before that of the event
FAR = 5  # steps of a path that is told in full
NAMING = frozenset({"PROPN", "NOUN", "PRON", "ADJ", "NUM", "X", "DET"})
INSIDE = frozenset({"amod", "compound", "nmod", "npadvmod"})
UPWARD = frozenset({"conj", "appos"})


@dataclass(frozen=True, slots=True)
class Party:
    """An actor that may have a part in the act: the word that heads its phrase, and whom it names."""

    token: Token
    mentions: tuple[Mention, ...]


def parties_near(trigger: Token, entities: Entities) -> list[Party]:
    """The actors named in the sentence of the trigger, in the order of the text, then those of the sentences before."""
    if trigger.i not in entities.near:
        entities.near[trigger.i] = _parties_near(trigger, entities)
    return entities.near[trigger.i]


def _parties_near(trigger: Token, entities: Entities) -> list[Party]:
    here = [
        Party(t, named)
        for t in trigger.sent.tokens
        if t.pos in NAMING and t is not trigger and (named := tuple(m for m in entities.of(t) if m.code))
    ]
    outer = {p.token.i: p for p in here}
    kept = [p for p in here if not _within(p, outer)]
    index = trigger.sent.index
    before = [
        Party(entities.parse.tokens[k.token], (k.mention,))
        for s in range(index - 1, max(-1, index - 1 - BACK), -1)
        for k in reversed(entities.history[s])
        if k.mention.code
    ]
    return kept + before


def _within(party: Party, others: Mapping[int, Party]) -> bool:
    """Is the name only part of a phrase that names the same country: *Russian* in *Russian troops*?"""
    token = party.token
    while token.dep in INSIDE and token.head is not token:
        token = token.head
        outer = others.get(token.i)
        if outer is not None and {m.country for m in party.mentions} <= {m.country for m in outer.mentions}:
            return True
    return False


def signs(trigger: Token, event: str, party: Party, entities: Entities, voices: tuple[Attribution, ...]) -> set[str]:
    """The names of the signs that hold of the party, for the act that the trigger names."""
    key = trigger.i, event, id(party)  # the parties near a trigger are kept with the entities
    if key not in entities.signs:
        entities.signs[key] = _signs(trigger, event, party, entities, voices)
    return entities.signs[key]


def _signs(trigger: Token, event: str, party: Party, entities: Entities, voices: tuple[Attribution, ...]) -> set[str]:
    found = {"bias", f"event={event}", *_kind(party, event, entities)}
    if party.token.sent is trigger.sent:
        found.update(_place(trigger, event, party, voices))
    else:
        found.update(_before(trigger, event, party, entities))
    return found


def _kind(party: Party, event: str, entities: Entities) -> Iterator[str]:
    mention = party.mentions[0]
    sector = (mention.code or "").split(" ")[-1] if " " in (mention.code or "") else "none"
    yield f"sector={sector}"
    yield f"sector={sector} event={event}"
    yield f"country={_sort(mention, entities)}"
    yield f"pos={party.token.pos}"
    yield f"as-place={entities.as_place(party.token).place > 0.5}"


def _sort(mention: Mention, entities: Entities) -> str:
    if mention.country in ("REG", "JRN", "IGO", "UNO", "EUR", "IMG", "NGO", "MNC"):
        return mention.country
    return "focus" if mention.country == entities.focus else "other"


def _place(trigger: Token, event: str, party: Party, voices: tuple[Attribution, ...]) -> Iterator[str]:
    path = path_between(trigger, party.token)
    side = "before" if party.token.i < trigger.i else "after"
    pos = "verb" if trigger.pos in ("VERB", "AUX") else "noun" if trigger.pos in ("NOUN", "PROPN") else "adj"
    voice = "passive" if pos == "verb" and is_passive(trigger) else pos
    yield f"side={side}"
    yield f"side={side} {voice}"
    yield f"path={path}"
    yield f"path={path} {voice}"
    yield f"path={path} event={event}"
    yield f"length={len(path.split())}"
    last = path.split()[-1] if path else ""
    yield f"last={last}"
    yield f"last={last} event={event}"
    yield f"first={path.split()[0] if path else ''} {voice}"
    yield f"distance={min(6, abs(party.token.i - trigger.i).bit_length())}"
    if any(v.source is party.token for v in voices):
        yield "voice"
        yield f"voice event={event}"


def _before(trigger: Token, event: str, party: Party, entities: Entities) -> Iterator[str]:
    back = trigger.sent.index - party.token.sent.index
    yield f"back={back}"
    yield f"back={back} event={event}"
    yield f"back-subject={party.token.dep in ('nsubj', 'nsubjpass')} back={back}"
    if not entities.told:
        entities.told.update(k.mention.code for s in entities.history for k in s)
    told = entities.told[party.mentions[0].code]
    yield f"back-told={min(4, told.bit_length())}"


def path_between(trigger: Token, token: Token) -> str:
    """The way through the tree: labels up from the trigger with ^, then down to the token, prepositions by word."""
    above = [trigger, *trigger.ancestors()]
    places = {t.i: k for k, t in enumerate(above)}
    down: list[Token] = []
    node = token
    while node.i not in places:
        down.append(node)
        if node.head is node:
            return "apart"
        node = node.head
    up = [f"^{t.dep}" for t in above[: places[node.i]]]
    steps = [*up, *(_label(t) for t in reversed(down))]
    kept = [s for s in steps if s not in UPWARD] or steps
    return " ".join(kept) if len(kept) <= FAR else f"far {kept[0]} {kept[-1]}"


def _label(token: Token) -> str:
    by_word = token.dep in ("prep", "agent", "dative") and token.pos == "ADP"
    return f"{token.dep}:{token.lower}" if by_word else token.dep


def chance(role: str, found: set[str], know: Knowledge) -> float:
    """How likely, from 0 to 1, a party with these signs fills the role (actor, recipient)."""
    weights = know.made("role_signs", _weights)[role]
    total = sum(weights[f] for f in sorted(found & weights.keys()))
    return 1 / (1 + math.exp(-total))


def _weights(know: Knowledge) -> Mapping[str, Mapping[str, float]]:
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for row in know.lexicon["role_signs"].rows:
        found[row["role"]][row["sign"]] = float(row["weight"])
    return found


def voices_at(trigger: Token, attributions: tuple[Attribution, ...]) -> tuple[Attribution, ...]:
    """The voices over the trigger."""
    return voices_over(trigger.span, attributions)

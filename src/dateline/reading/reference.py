"""Which earlier mention a pronoun or a pair points to: recency, subjecthood, agreement in kind and number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dateline.knowledge import Knowledge
from dateline.parse import Parse, Token
from dateline.reading.names import Hit
from dateline.reading.phrases import role_of, roles
from dateline.rules.arguments import coordinated
from dateline.types import Mention

PERSONAL = frozenset({"he", "she", "him", "his", "her", "himself", "herself"})
SINGULAR = frozenset({"it", "its", "itself"})
PLURAL = frozenset({"they", "them", "their", "themselves", "both", "theirs"})
# Codes that are not of a state: they never are the country that a report is about.
NOT_STATES = frozenset({"IGO", "UNO", "EUR", "NGO", "IMG", "ISM", "MNC", "REG", "JRN", "REL", "CVL", "CRM"})
LOOK_BACK = 4  # sentences


@dataclass(frozen=True, slots=True)
class Known:
    """A resolved mention with what reference needs: its kind, number, place and grammatical rank."""

    mention: Mention
    kind: str  # person, country, group, other
    plural: bool
    sentence: int
    token: int
    root: int  # the first of a coordination: "Russia and North Korea" is one group
    subject: bool


@dataclass(frozen=True, slots=True)
class Past:
    """What a document has told so far: its names and, by sentence, its resolved mentions."""

    parse: Parse
    know: Knowledge
    hits: Mapping[int, Hit]
    on: str | None
    history: Sequence[Sequence[Known]]


def kind_of(token: Token, mention: Mention, past: Past) -> str:
    """Is the mention a person, a country, a group, or a thing that only stands for an actor (other)?"""
    hit = past.hits.get(token.i)
    sense = hit.sense(past.on) if hit else None
    if sense and sense.kind == "person":
        return "person"
    if sense and not mention.rule.endswith("(modifier)"):
        return "country" if sense.kind in ("country", "capital") else "group"
    role = role_of([token], roles(past.know))
    if role and role[0]["kind"] in ("person", "spokesperson"):
        return "person"
    if token.pos == "PROPN" and mention.name and mention.rule.startswith(("text", "roles", "document")):
        return "person"
    return "other" if mention.rule.endswith("(modifier)") else "group"


def known_of(token: Token, mentions: Sequence[Mention], past: Past) -> list[Known]:
    """The entries that a resolved phrase adds to the history."""
    kind = kind_of(token, mentions[0], past)
    root = token
    while root.dep == "conj" and root.head is not root:
        root = root.head
    subject = root.dep in ("nsubj", "nsubjpass")
    plural = token.tag in ("NNS", "NNPS") or len(mentions) > 1
    return [Known(m, kind, plural, token.sent.index, token.i, root.i, subject) for m in mentions]


def antecedents(token: Token, past: Past) -> tuple[tuple[Mention, ...], ...]:
    """Possible antecedents of a pronoun, likeliest first: recency, subjecthood, agreement in kind."""
    lower = token.lower
    wanted = {"person"} if lower in PERSONAL else {"country", "group"} if lower in SINGULAR else {"person", "group", "country", "other"}
    if lower not in PERSONAL | SINGULAR | PLURAL:
        return ()
    scored: list[tuple[float, int, tuple[Mention, ...]]] = []
    here = token.sent.index
    for back in range(LOOK_BACK):
        if here - back < 0 or here - back >= len(past.history):
            break
        known = [k for k in past.history[here - back] if k.token < token.i]
        for k in known:
            together = [o for o in known if o.root == k.root]
            fits = k.kind in wanted or (lower in SINGULAR and k.kind == "person" and back > 0)
            several = k.plural or len({o.token for o in together}) > 1
            if not fits or (lower in PLURAL and not several) or (lower in SINGULAR and k.plural):
                continue
            group = tuple(o.mention for o in (together if lower in PLURAL else known) if lower in PLURAL or o.token == k.token)
            score = 3.0 - back + 2.0 * k.subject - 1.5 * (k.kind not in wanted) - 0.001 * (token.i - k.token if back == 0 else k.token)
            scored.append((score, -k.token, group))
    if lower in PLURAL and not scored:
        pair = last_pair(token, past)
        if pair:
            return (tuple(Mention(token.span, token.text, c, rule="reference.pair") for c in pair),)
    ordered: list[tuple[Mention, ...]] = []
    for _, _, group in sorted(scored, key=lambda s: (-s[0], s[1])):
        if group not in ordered:
            ordered.append(group)
    return tuple(ordered)


def last_pair(token: Token, past: Past) -> tuple[str, ...]:
    """Codes of the last two countries named together before the token; else of the last two named."""
    seen: list[str] = []
    for i in range(token.i - 1, -1, -1):
        code = _country_at(past, i)
        if code is None:
            continue
        joined = [c for c in (_country_at(past, t.i) for t in coordinated([past.parse.tokens[i]])) if c]
        if len(dict.fromkeys(joined)) == 2:
            return tuple(dict.fromkeys(joined))
        if code not in seen:
            seen.append(code)
    return tuple(reversed(seen[:2])) if len(seen) > 1 else ()


def _country_at(past: Past, i: int) -> str | None:
    """The country that a name ending at token i stands for as an actor."""
    hit = past.hits.get(i)
    sense = hit.sense(past.on) if hit and hit.last == i else None
    if sense is None or not sense.code or sense.kind not in ("country", "capital", "person", "seat", "adjective"):
        return None
    code = sense.code.split(";")[0].split()[0]
    return None if code in NOT_STATES else code

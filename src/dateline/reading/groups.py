"""*The two sides*, *both leaders*, *the three nations*, *the signatories*: those named together before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dateline.codes import with_sector
from dateline.knowledge import Knowledge
from dateline.parse import Token, span_of
from dateline.reading.metonymy import LIKELY
from dateline.reading.phrases import actor_words, left_words, roles
from dateline.reading.reference import FIRST, LOOK_BACK, Known, Past, before, co_arguments, identity
from dateline.reading.setting import NOT_STATES
from dateline.types import Mention

PEOPLE = frozenset({"person", "spokesperson"})


def group_of(token: Token, past: Past) -> tuple[Mention, ...]:
    """The members of the group that the phrase headed by `token` points back to.

    Empty where it is no such phrase; one mention with candidates where the text leaves open which are meant.
    """
    words = left_words(token)
    size = group_size(token, words, past.know)
    if size is None:
        return ()
    classes = actor_words(past.know)
    sides = token.lemma in classes["side"]
    row = None if sides or token.lemma in classes["group_head"] else roles(past.know).get(token.lemma)
    kind = row["kind"] if row else "state" if token.lemma in classes["group_head"] else ""
    sector = row["sector"] if row and kind in PEOPLE | {"body", "group"} else ""
    found = _together(token, past, size, kind)
    span = span_of(words)
    text = past.parse.text(span)
    if size and len(found) > size:
        return (Mention(span, text, None, None, "reference.group", tuple(m.code or "" for m in found)),)
    return tuple(Mention(span, text, _code(m, sector, sides), _name(m, kind), "reference.group") for m in found)


def group_size(token: Token, words: Sequence[Token], know: Knowledge) -> int | None:
    """How many the phrase means: 2 for *both*; 0 where it does not say (*the signatories*); None: no group."""
    classes = actor_words(know)
    if token.lower in classes["group_noun"]:  # "the trio"
        return _number(token.lower)
    plural = token.plural or token.lemma in classes["pair_head"]
    counted = [w for w in words if w.lower in COUNTS]
    if counted and plural and token.lemma in classes["pair_head"] and not _own(token):
        return _number(counted[0].lower)
    if not plural or _own(token):
        return None
    pointing = words[0].lower in ("these", "those") and token.lemma in classes["pair_head"]
    return 0 if pointing or (words[0].lower == "the" and token.lemma in classes["group_head"]) else None


COUNTS = {"both": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
SIZES = COUNTS | {"duo": 2, "pair": 2, "trio": 3, "quartet": 4, "troika": 3}


def _number(word: str) -> int:
    return SIZES.get(word, 0)


def _own(token: Token) -> bool:
    """*Two leaders of the party*, *its two sides*: of somebody, not of those named before; not *our two countries*."""
    of = any(c.dep == "prep" and c.lower in ("of", "from", "in") and c.i > token.i for c in token.children)
    return of or any(c.lower not in FIRST for c in token.below("poss"))


def _together(token: Token, past: Past, size: int, kind: str) -> list[Mention]:
    """The last group of this size named in one breath, else the last so many that were named apart."""
    apart: list[Mention] = []
    for known in _sentences(token, past):
        for joined in _joined(known, kind):
            if len(joined) > 1 and (not size or len(joined) >= size):
                return joined
        for mention in (m for group in reversed(list(_joined(known, kind))) for m in group):
            if all(not _same(mention, other, kind) for other in apart):
                apart.insert(0, mention)
        if size and len(apart) >= size:
            return apart[-size:]
        if not size and len(apart) > 1:
            return apart[-2:]
    return []


def _sentences(token: Token, past: Past) -> Iterator[list[Known]]:
    barred = co_arguments(token, past)
    for _, known in before(token, past, LOOK_BACK):
        told = [k for k in known if k.mention.code and k.mention.place_weight < LIKELY and k.kind != "other"]
        yield [k for k in told if identity(k.mention) not in barred]


def _joined(known: Sequence[Known], kind: str) -> Iterator[list[Mention]]:
    """The mentions of a sentence, those of one coordination together, the last first."""
    fitting = [k for k in known if (k.kind == "person") == (kind in PEOPLE) or not kind]
    if kind in PEOPLE and len(fitting) < 2:
        fitting = list(known)
    for root in dict.fromkeys(k.root for k in reversed(fitting)):
        members: list[Mention] = []
        for k in (k for k in fitting if k.root == root):
            if all(not _same(k.mention, m, kind) for m in members) and k.mention.country not in NOT_STATES:
                members.append(k.mention)
        yield members


def _same(one: Mention, other: Mention, kind: str) -> bool:
    if kind in PEOPLE and one.name and other.name:
        return one.name == other.name
    return one.country == other.country if kind else one.code == other.code


def _code(mention: Mention, sector: str, sides: bool) -> str:
    if sides:
        return mention.code or ""
    parts = (mention.code or "").split()
    base = " ".join(parts[:2]) if parts[1:2] == ["PRE"] else parts[0]
    return with_sector(base, sector)


def _name(mention: Mention, kind: str) -> str | None:
    return mention.name if kind in PEOPLE else None

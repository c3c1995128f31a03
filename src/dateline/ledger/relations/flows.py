"""What flows between two parties, as reported: arms, money, fuel …; each way, with status and voices.

Which statement moves what in which direction stands in `data/ledger/flows.toml`.  A flow is never a fact of ours:
its statuses say how often it is told as having happened, as planned, as possible or as not happening.
"""

from __future__ import annotations

import csv
import functools
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple, cast, get_args

import msgspec

from dateline.errors import KnowledgeError
from dateline.knowledge import DATA
from dateline.ledger.nouns import Entry
from dateline.ledger.relations.evidence import Passage, origin_of, passage, told_by
from dateline.types import Mention, Statement, Status, WhatKind

Way = Literal["gives", "takes", "sells", "buys", "exchanged"]
KINDS: tuple[WhatKind, ...] = get_args(WhatKind)
STATUSES: tuple[Status, ...] = get_args(Status)
_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*|[$€£¥]")


class Move(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of flows.toml: a kind of statement that moves a thing; the fields are explained there."""

    id: str
    event: str
    way: Way
    act: str
    match: tuple[str, ...]
    reject: tuple[str, ...]
    modes: tuple[str, ...] = ()
    trigger: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    kinds: tuple[WhatKind, ...] = ()
    clause: tuple[str, ...] = ()
    stopped: bool = False
    status: dict[Status, Status] = {}
    bare: WhatKind | None = None


class Moves(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of flows.toml."""

    general: tuple[WhatKind, ...]
    guessed: tuple[str, ...]
    move: tuple[Move, ...]


class Moved(NamedTuple):
    """One thing that one statement moves from one party to another; `mutual`: both give."""

    giver: str
    taker: str
    mutual: bool
    kind: WhatKind
    stopped: bool
    status: Status
    act: str
    words: str
    quantity: str | None
    rule: str


class Flow(msgspec.Struct, frozen=True):
    """Things of one kind that go, or no longer go, from one party to another, by what reports say.

    `mutual`: the reports tell of an exchange, not who gave what.  `stopped`: they tell that it does not go (refused,
    cut off, withdrawn); then `statuses` are those of the stop.  `statuses`: number of statements by status; the thing
    is told as having moved only where `actual` is among them.  `acts`: what is done about it (given, asked for …).
    `own_voice`: statements in the report's own voice; `voices`: whose the others are.  `origins`: independent reports.
    """

    giver: str
    taker: str
    mutual: bool
    kind: WhatKind
    stopped: bool
    words: tuple[str, ...]
    quantities: tuple[str, ...]
    acts: tuple[str, ...]
    statuses: dict[Status, int]
    own_voice: int
    voices: tuple[str, ...]
    origins: int
    statements: tuple[int, ...]
    passages: tuple[Passage, ...]

    @property
    def realised(self) -> bool:
        """Does at least one statement tell it as having happened or going on?  (Told so, not proved.)"""
        return self.statuses.get("actual", 0) > 0


def flows(entries: Iterable[Entry], a: str, b: str) -> tuple[Flow, ...]:
    """What flows from `a` to `b`, then from `b` to `a`, then between them (codes of countries or organisations).

    Within a direction in the order of the kinds of the codebook, what goes before what is stopped.
    """
    groups: dict[tuple[int, int, bool], list[tuple[Entry, Moved]]] = {}
    for entry in entries:
        for moved in moves_of(entry):
            if {moved.giver, moved.taker} == {a, b}:
                way = 2 if moved.mutual else int(moved.giver == b)
                groups.setdefault((way, KINDS.index(moved.kind), moved.stopped), []).append((entry, moved))
    return tuple(_flow(groups[key], *((b, a) if key[0] == 1 else (a, b))) for key in sorted(groups))


def moves_of(entry: Entry) -> Iterator[Moved]:
    """All that the statement moves between parties that the text names.

    Once for each pair of parties, kind and direction; a mutual pair once.
    """
    seen: set[tuple[str, str, WhatKind, bool]] = set()
    for move, kind, words, quantity in _things(entry):
        status = entry.statement.factuality.status
        told = move.status.get(status) if move.status else status
        if told is None:
            continue
        mutual = move.way == "exchanged"
        for giver, taker in _pairs(entry.statement, move.way):
            pair = (min(giver, taker), max(giver, taker)) if mutual else (giver, taker)
            key = (*pair, kind, move.stopped)
            if key not in seen:
                seen.add(key)
                yield Moved(*pair, mutual, kind, move.stopped, told, move.act, words, quantity, move.id)


@functools.lru_cache(maxsize=1)
def known_moves() -> Moves:
    """The table of moves, data/ledger/flows.toml.  Raises KnowledgeError where it cannot be read."""
    path = DATA / "ledger" / "flows.toml"
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Moves)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise KnowledgeError(f"{path.name}: {error}") from error


def fits(patterns: Sequence[str], text: str) -> bool:
    """Does one of the patterns stand in the text?  A pattern is words that all occur, `sell*` by their beginning."""
    there = _words(text)
    return any(all(any(_is(word, t) for t in there) for word in pattern.split()) for pattern in patterns)


def _is(pattern: str, word: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern


def _words(text: str) -> list[str]:
    return [w.lower() for w in _WORD.findall(text)]


def _things(entry: Entry) -> Iterator[tuple[Move, WhatKind, str, str | None]]:
    """Each thing of the statement with the first move that fits it, its kind, its words and quantity."""
    s, text = entry.statement, entry.document.text
    rows = [m for m in known_moves().move if m.event == s.event and (not m.modes or (s.mode or "") in m.modes)]
    named = False
    for what in s.what:
        words = what.span.of(text)
        clauses = [m for m in rows if _begins(words, m.clause)]
        for move in clauses or [m for m in rows if not m.clause]:
            kind = _kind(move, entry, what.kind, words)
            if kind is not None:
                named = True
                yield move, kind, words, what.quantity
                break
    if not named:
        yield from _unnamed(rows, entry)


def _unnamed(rows: Sequence[Move], entry: Entry) -> Iterator[tuple[Move, WhatKind, str, str | None]]:
    """The thing that the trigger itself names (*sent doctors*, *shared intelligence*), or help that nobody names."""
    words = entry.words()
    for move in rows:
        if move.clause or not _told(move, words, words):
            continue
        if kind := _thing(words, move) or move.bare:
            yield move, kind, words, None
            return


def _kind(move: Move, entry: Entry, kind: WhatKind, words: str) -> WhatKind | None:
    """The kind of the thing if the move is about it."""
    if not _told(move, entry.words(), words):
        return None
    if move.clause:
        told = _begins(words, move.clause) and not _of_others(words, entry)
        return _thing(words, move) if told else None
    if kind == "trade":  # "exports of chips", "imports of coal"
        kind = _thing(words, move) or kind
    return kind if not move.kinds or kind in move.kinds else None


def _begins(words: str, verbs: Sequence[str]) -> bool:
    return any(words.lower().startswith(f"{verb} ") for verb in verbs)


def _told(move: Move, trigger: str, words: str) -> bool:
    """Do the words of the trigger and of the thing fit the move?"""
    both = f"{trigger} {words}"
    wanted = (not move.trigger or fits(move.trigger, trigger)) and (not move.words or fits(move.words, both))
    return wanted and not fits(move.unless, both)


def _of_others(words: str, entry: Entry) -> bool:
    """Does the clause name somebody else than the parties: *urged Berlin to send Kyiv missiles*?"""
    s, text = entry.statement, entry.document.text
    known = " ".join(m.span.of(text) for m in (*s.actor, *s.recipient))
    return any(w[0].isupper() and w not in known for w in _WORD.findall(words))


def _thing(words: str, move: Move) -> WhatKind | None:
    """The kind of the thing that the words name, the special kinds before the general ones."""
    kinds = move.kinds or KINDS
    return _listed(words, [k for k in kinds if k not in known_moves().general]) or _listed(words, kinds)


def _listed(words: str, wanted: Sequence[WhatKind]) -> WhatKind | None:
    """The kind of the first word, or pair of words, that the lexicon knows as a thing of one of these kinds."""
    lexicon, found = _kinds(), _words(words)
    for first, second in zip(found, [*found[1:], ""], strict=True):
        for form in (*(f"{first} {f}" for f in _forms(second)), *_forms(first)):
            if (kind := lexicon.get(form)) in wanted:
                return kind
    return None


def _forms(word: str) -> tuple[str, ...]:
    """A word and what it may be the plural of."""
    return word, word.removesuffix("s"), word.removesuffix("es"), f"{word.removesuffix('ies')}y"


@functools.lru_cache(maxsize=1)
def _kinds() -> Mapping[str, WhatKind]:
    path = DATA / "lexicon" / "what_kinds.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        return {row["lemma"]: cast(WhatKind, row["kind"]) for row in csv.DictReader(handle)}


def _pairs(s: Statement, way: Way) -> Iterator[tuple[str, str]]:
    """Who gives and who takes."""
    actors, others = named(s.actor), named(s.recipient)
    if way in ("sells", "buys", "exchanged") or not others:
        first, rest = actors[:1], [*actors[1:], *others]
    else:
        first, rest = actors, others
    if way == "exchanged":
        yield from _each(actors, [*actors, *others])
    elif others or way in ("sells", "buys"):
        yield from _each(rest, first) if way in ("takes", "buys") else _each(first, rest)


def _each(givers: Sequence[str], takers: Sequence[str]) -> Iterator[tuple[str, str]]:
    for giver in givers:
        for taker in takers:
            if giver != taker:
                yield giver, taker


def named(mentions: Iterable[Mention]) -> list[str]:
    """The countries and organisations of parties that the text leads to; none that only nearness or signs supplied."""
    guessed = known_moves().guessed
    return [*dict.fromkeys(m.country for m in mentions if m.country and not m.rule.startswith(guessed))]


def _flow(found: Sequence[tuple[Entry, Moved]], giver: str, taker: str) -> Flow:
    entries = [*{e.pk: e for e, _ in found}.values()]
    moved = found[0][1]
    statuses: dict[Status, int] = {}
    for status in STATUSES:
        if number := sum(m.status == status for _, m in found):
            statuses[status] = number
    told = [told_by(e) for e in entries]
    return Flow(
        giver, taker, moved.mutual, moved.kind, moved.stopped,
        words=tuple(dict.fromkeys(m.words for _, m in found)),
        quantities=tuple(dict.fromkeys(m.quantity for _, m in found if m.quantity)),
        acts=tuple(dict.fromkeys(m.act for _, m in found)),
        statuses=statuses,
        own_voice=sum(t is None for t in told),
        voices=tuple(dict.fromkeys(t for t in told if t is not None)),
        origins=len({origin_of(e) for e in entries}),
        statements=tuple(e.pk for e in entries),
        passages=tuple(passage(e, m.act, m.status) for e, m in found),
    )  # fmt: skip
